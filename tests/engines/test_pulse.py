"""A process that hangs is told from one that computes, by its heartbeat and its decode counter."""

from __future__ import annotations

from workbench.engines.pulse import IDLE_SECONDS, SILENT_SECONDS, STARTING_SECONDS, Pulse, Stall


def _beating(seconds: float, decodes: int, busy: bool = True) -> Pulse:
    """Return a pulse that beat twice a second with a counter that stands."""
    pulse = Pulse(0.0)
    for half in range(int(seconds * 2) + 1):
        pulse.beat(decodes, busy, half / 2)
    return pulse


def test_no_heartbeat_means_not_responding() -> None:
    """Stopped, swapped out, or holding the interpreter's lock for good."""
    pulse = _beating(10, 5)
    assert pulse.stall(10 + SILENT_SECONDS - 0.1, loading=False, writing=True) is None
    stall = pulse.stall(15, loading=False, writing=True)
    assert stall == Stall(5, beating=False)
    assert stall.words == "not responding for 5 s"
    pulse.beat(6, True, 15.1)
    assert pulse.stall(15.2, loading=False, writing=True) is None


def test_beating_without_a_decode_is_a_hang_only_while_writing() -> None:
    """An idle engine decodes nothing and is well."""
    pulse = _beating(IDLE_SECONDS + 5, 7)
    at = IDLE_SECONDS + 5
    stall = pulse.stall(at, loading=False, writing=True)
    assert stall is not None
    assert stall.beating
    assert stall.words.startswith("no new text for ")
    assert pulse.stall(at, loading=False, writing=False) is None
    assert pulse.stall(at, loading=True, writing=True) is None
    pulse.beat(8, True, at)
    assert pulse.stall(at, loading=False, writing=True) is None


def test_time_without_work_is_not_counted() -> None:
    """The first token of a request may take as long as that of any other."""
    pulse = _beating(100, 7, busy=False)
    pulse.beat(7, True, 101)
    assert pulse.stall(102, loading=False, writing=True) is None


def test_a_process_that_starts_or_loads_is_given_time() -> None:
    """Imports hold the interpreter's lock; a slow disk is no hang."""
    pulse = Pulse(0.0)
    assert pulse.stall(SILENT_SECONDS + 1, loading=False, writing=True) is None
    assert pulse.stall(STARTING_SECONDS, loading=True, writing=False) is not None
    pulse.beat(0, True, 30)
    assert pulse.stall(30 + SILENT_SECONDS + 1, loading=True, writing=False) is None


def test_an_answer_is_a_sign_of_life() -> None:
    """Text that arrives counts, whatever the counter says."""
    pulse = _beating(20, 7)
    pulse.answered(20)
    assert pulse.stall(20 + SILENT_SECONDS - 0.1, loading=False, writing=True) is None
