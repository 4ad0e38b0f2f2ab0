"""The parent's side of an attached child: start it, talk to it, notice its end, stop it for sure.

No Qt here: messages and the end are reported from a reader thread, and the caller moves them to
where it wants them.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from workbench.domain.sentences import sentence
from workbench.jobs.protocol import Message, ProtocolError, encode, read_message

STDERR_LINES = 100  # a crash ends with the stacks of all threads; its reason stands before
STDERR_WIDTH = 500
GRACE_SECONDS = 0.5
JOIN_SECONDS = 1.5  # a process that a kill has not ended by then sits in the system, not in us


@dataclass(frozen=True, slots=True)
class ProcessOutcome:
    """How a child ended; ``tail`` holds the last lines it wrote to stderr."""

    returncode: int
    tail: tuple[str, ...]
    asked: bool

    @property
    def out_of_memory(self) -> bool:
        """Whether the system most likely killed the child for its memory."""
        return self.returncode == -9 and not self.asked

    @property
    def sentence(self) -> str:
        """Return one plain clause that says how the child ended."""
        return describe_exit(self.returncode, asked=self.asked)


def describe_exit(returncode: int, *, asked: bool = False) -> str:
    """Return what an exit code means, in words."""
    if asked:
        return sentence("it was stopped")
    if returncode in _EXITS:
        return _EXITS[returncode]
    if returncode == 0:
        return sentence("it ended on its own")
    if returncode < 0:
        return sentence("it was ended by signal {signal}", signal=-returncode)
    return sentence("it ended with code {code}", code=returncode)


_EXITS = {
    -int(signal.SIGABRT): sentence("it stopped at a failed internal check (an assertion)"),
    -int(signal.SIGSEGV): sentence("it crashed (segmentation fault)"),
    -9: sentence("the system ended it, most likely because memory ran out"),
    -int(signal.SIGILL): sentence("this build uses an instruction that the processor lacks"),
    -int(signal.SIGFPE): sentence("it crashed in an arithmetic operation"),
    -int(signal.SIGTERM): sentence("it was asked to end from outside"),
    # The same on Windows, as NTSTATUS codes.
    0xC0000005: sentence("it crashed (access violation)"),
    0xC000001D: sentence("this build uses an instruction that the processor lacks"),
    0xC0000017: sentence("the system ended it, because memory ran out"),
}
if sys.platform != "win32":
    _EXITS[-int(signal.SIGBUS)] = sentence("it crashed (a mapped file changed or was cut short)")


def role_command(role: str, module: str) -> list[str]:
    """Return the command that runs this program in a hidden role.

    A frozen app has one executable and no modules to name, so there the role is an argument.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, "--role", role]
    return [sys.executable, "-m", module]


def _open(command: Sequence[str], environment: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        # Ctrl-C in a terminal is the parent's to answer; it ends the child in its own way.
        process_group=None if sys.platform == "win32" else 0,
    )


class AttachedChild:
    """One running child; it ends with its parent, and no zombie of it remains."""

    def __init__(
        self,
        command: Sequence[str],
        on_message: Callable[[Message], None],
        on_exit: Callable[[ProcessOutcome], None],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._on_message = on_message
        self._on_exit = on_exit
        self._tail: deque[str] = deque(maxlen=STDERR_LINES)
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._asked = False
        # The child asks the system to be killed when the thread that made it ends (ParentLink), so
        # it is made by a thread that lives as long as it does, and not by the caller's.
        born: Future[subprocess.Popen[bytes]] = Future()
        self._writer = self._start(partial(self._keep, born, command, environment), "child-writer")
        self._process = born.result()
        self._stderr_thread = self._start(self._read_stderr, "child-stderr")
        self._reader = self._start(self._read_messages, "child-messages")

    @property
    def pid(self) -> int:
        """Return the child's process id."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the child has not ended yet."""
        return self._process.poll() is None

    def send(self, message: Message) -> None:
        """Have one message written; never blocks, even while the child hangs on a full pipe.

        What a dead child no longer reads is dropped: its end is reported to ``on_exit``.
        """
        self._outbox.put(encode(message))

    def kill(self) -> None:
        """End the child now, even a stopped one; the outcome says that it was asked."""
        self._asked = True
        if self.running:
            self._process.kill()

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        """End the child: close its stdin, then terminate, then kill; return when it is gone."""
        self._asked = True
        self._outbox.put(None)
        for step in (None, self._process.terminate, self._process.kill):
            if step is not None:
                step()
            try:
                self._process.wait(grace if step != self._process.kill else 10)
                break
            except subprocess.TimeoutExpired:
                continue
        self.join()

    def join(self, timeout: float = JOIN_SECONDS) -> None:
        """Wait for our threads, ``timeout`` seconds in all, unless called from one of them."""
        deadline = time.monotonic() + timeout
        for thread in (self._reader, self._writer, self._stderr_thread):
            if thread is not threading.current_thread():
                thread.join(max(0.0, deadline - time.monotonic()))

    def _start(self, target: Callable[[], None], name: str) -> threading.Thread:
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        return thread

    def _keep(
        self,
        born: Future[subprocess.Popen[bytes]],
        command: Sequence[str],
        environment: Mapping[str, str] | None,
    ) -> None:
        """Make the process, write its messages, and stay until it has ended."""
        try:
            process = _open(command, environment)
        except OSError as error:
            born.set_exception(error)
            return
        born.set_result(process)
        self._write_messages(process)
        process.wait()

    def _write_messages(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        # A broken pipe means that the child is gone, which the reader reports.
        with contextlib.suppress(OSError), process.stdin as stream:
            while (frame := self._outbox.get()) is not None:
                stream.write(frame)
                stream.flush()

    def _read_stderr(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            while line := stream.readline(64 << 10):
                self._tail.append(line.decode("utf-8", errors="replace").rstrip()[:STDERR_WIDTH])

    def _read_messages(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream:
            try:
                while (message := read_message(stream)) is not None:
                    self._on_message(message)
            except (ProtocolError, OSError) as error:
                self._tail.append(f"the child sent no message of ours: {error}")
                self._process.kill()
        self._report_end()

    def _report_end(self) -> None:
        returncode = self._process.wait()
        self._outbox.put(None)
        self._stderr_thread.join(2.0)
        self._on_exit(ProcessOutcome(returncode, tuple(self._tail), self._asked))
