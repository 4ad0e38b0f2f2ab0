"""A child that hangs, crashes or chatters must not take its parent along."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from tests.helpers.waiting import wait_until
from workbench.jobs.attached import STDERR_LINES, AttachedChild, ProcessOutcome, describe_exit

ECHO = """
import time
from workbench.jobs.child import ParentLink
link = ParentLink.from_standard_streams()
print("stray output on stdout")
done = __import__("threading").Event()
link.listen(lambda message: link.send({"echo": message}))
link.send({"ready": True})
done.wait()
"""


class Running:
    """A child whose messages and outcome are kept."""

    def __init__(self, script: str) -> None:
        self.messages: queue.Queue[dict] = queue.Queue()
        self.outcomes: queue.Queue[ProcessOutcome] = queue.Queue()
        command = [sys.executable, "-c", script]
        self.child = AttachedChild(command, self.messages.put, self.outcomes.put)

    def ended(self) -> ProcessOutcome:
        outcome = self.outcomes.get(timeout=10)
        self.child.join()
        return outcome


def _echo() -> Running:
    running = Running(ECHO)
    assert running.messages.get(timeout=10) == {"ready": True}
    return running


def test_stray_prints_do_not_garble_the_protocol() -> None:
    """Native libraries print to descriptor 1 whenever they like."""
    running = _echo()
    running.child.send({"n": 1, "text": "∑"})
    assert running.messages.get(timeout=10) == {"echo": {"n": 1, "text": "∑"}}
    running.child.stop()
    assert "stray output on stdout" in running.ended().tail


def test_stop_ends_a_willing_child_by_the_end_of_its_stdin() -> None:
    """No signal is needed: the child leaves on its own with code 0, and leaves no zombie."""
    running = _echo()
    running.child.stop()
    outcome = running.ended()
    assert (outcome.returncode, outcome.asked) == (0, True)
    with pytest.raises(ProcessLookupError):
        os.kill(running.child.pid, 0)


def test_stop_ends_a_child_that_ignores_everything_but_kill_within_three_seconds() -> None:
    """The end of stdin, then SIGTERM, then SIGKILL, each half a second after the other."""
    script = (
        "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "from workbench.jobs.protocol import encode;"
        "sys.stdout.buffer.write(encode({'ready': True})); sys.stdout.buffer.flush();"
        "time.sleep(60)"
    )
    running = Running(script)
    running.messages.get(timeout=10)
    asked = time.monotonic()
    running.child.stop()
    assert time.monotonic() - asked < 3
    assert running.ended().returncode == -signal.SIGKILL


def test_a_stopped_child_takes_no_half_second_from_its_sender() -> None:
    """With SIGSTOP the pipe fills up; the window's thread must not wait for it."""
    running = _echo()
    os.kill(running.child.pid, signal.SIGSTOP)
    began = time.monotonic()
    for _ in range(20):
        running.child.send({"padding": "x" * 100_000})
    assert time.monotonic() - began < 0.5
    running.child.kill()
    assert running.ended().returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "segmentation fault"),
        ("os.abort()", "assertion"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "memory"),
        ("os.kill(os.getpid(), signal.SIGILL)", "instruction"),
        ("sys.exit(3)", "code 3"),
    ],
)
def test_every_end_has_words(end: str, words: str) -> None:
    """The user reads a sentence and not a number."""
    outcome = Running(f"import os, signal, sys; {end}").ended()
    assert words in outcome.sentence
    assert not outcome.asked


def test_the_last_lines_of_stderr_are_kept_and_bounded() -> None:
    """The reason of a crash is in the last lines; a chatty child must not fill our memory."""
    script = "import sys\nfor i in range(5000): print(i, 'x' * 2000, file=sys.stderr)"
    tail = Running(script).ended().tail
    assert len(tail) == STDERR_LINES
    assert tail[-1].startswith("4999 x")
    assert max(map(len, tail)) <= 500


def test_garbage_instead_of_frames_ends_the_child() -> None:
    """A child that does not speak the protocol is ended and reported, once."""
    running = Running("import time; print('no frame of ours', flush=True); time.sleep(60)")
    outcome = running.ended()
    assert any("no message of ours" in line for line in outcome.tail)


def test_a_child_leaves_when_its_parent_is_killed() -> None:
    """Fault 20: nothing may be left computing after the window is gone, even mid-computation."""
    busy = ECHO.replace("done.wait()", "while True: pass")
    parent = (
        "import sys, time\nfrom workbench.jobs.attached import AttachedChild\n"
        f"child = AttachedChild([sys.executable, '-c', {busy!r}], print, print)\n"
        "print(child.pid, flush=True)\ntime.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE)
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    assert b"ready" in process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()
    wait_until(lambda: not _alive(pid), 2, "the child to leave")


STUCK = {
    # A regular expression that backtracks for hours holds the interpreter's lock all the time.
    "holding the interpreter's lock": "__import__('re').match('(a+)+$', 'a' * 60 + 'b')",
    "stopped": "__import__('os').kill(__import__('os').getpid(), 19)",
}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
@pytest.mark.parametrize("how", list(STUCK))
def test_a_child_that_cannot_notice_ends_with_its_parent_too(how: str) -> None:
    """Fault 20 with a child that reads no end of its stdin: the system itself must end it."""
    stuck = ECHO.replace("done.wait()", STUCK[how])
    parent = (
        "import sys, time\nfrom workbench.jobs.attached import AttachedChild\n"
        "import threading\nmade = []\n"
        "def make():\n"
        f"    made.append(AttachedChild([sys.executable, '-c', {stuck!r}], print, print))\n"
        "thread = threading.Thread(target=make); thread.start(); thread.join()\n"
        "print(made[0].pid, flush=True)\ntime.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(2)]
    pid = int(next(line for line in lines if line.strip().isdigit()))
    assert any(b"ready" in line for line in lines)
    wait_until(lambda: _is_stuck(psutil.Process(pid)), 20, "the child to be stuck")
    process.kill()
    process.wait()
    process.stdout.close()
    wait_until(lambda: not _alive(pid), 2, "the child's end")


def test_a_child_outlives_the_thread_that_asked_for_it() -> None:
    """The system's kill comes with the end of a thread; a restart is asked for by one that ends."""
    found: list[Running] = []
    thread = threading.Thread(target=lambda: found.append(_echo()))
    thread.start()
    thread.join()
    found[0].child.send({"n": 1})
    assert found[0].messages.get(timeout=10) == {"echo": {"n": 1}}
    found[0].child.stop()
    assert found[0].ended().asked


def test_outcomes_asked_for_are_no_faults() -> None:
    """A kill of ours must not be told as a lack of memory."""
    assert describe_exit(-9, asked=True) == "it was stopped"
    assert not ProcessOutcome(-9, (), asked=True).out_of_memory
    assert ProcessOutcome(-9, (), asked=False).out_of_memory


def test_callbacks_come_from_a_reader_thread() -> None:
    """The caller decides where they go on; here is only the promise that nothing blocks it."""
    names: queue.Queue[str] = queue.Queue()
    command = [sys.executable, "-c", "pass"]
    child = AttachedChild(
        command, lambda _: None, lambda _: names.put(threading.current_thread().name)
    )
    assert names.get(timeout=10) == "child-messages"
    child.join()


def _is_stuck(child: psutil.Process) -> bool:
    """Whether a child is stopped, or computes long after its start."""
    return child.status() == psutil.STATUS_STOPPED or child.cpu_times().user > 1.5


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as handle:  # noqa: PTH123
            return handle.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
