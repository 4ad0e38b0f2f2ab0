"""Text that arrives is shown at once, and a slow window still has half of its time for its user."""

import pytest

from workbench.ui.jobs import half_time
from workbench.ui.jobs.half_time import HalfTime


class Clock:
    """A clock that only showing moves."""

    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(half_time, "time", made)
    return made


def shown_by(qapp, clock, seconds):
    """Return what is shown, and what shows it in so many seconds."""
    shown = []

    def show(key):
        shown.append(key)
        clock.now += seconds

    return shown, HalfTime(show, qapp)


def test_what_arrives_with_time_between_is_shown_at_once(qapp, clock):
    """A pause would be seen as lag."""
    shown, arriving = shown_by(qapp, clock, 0.004)
    for number in range(5):
        arriving.tell(f"r{number}")
        clock.now += 0.0127
    assert shown == ["r0", "r1", "r2", "r3", "r4"]


def test_a_slow_window_rests_as_long_as_it_showed(qtbot, qapp, clock):
    """Else keys and clicks would wait behind sixty messages a second until the model ends."""
    shown, arriving = shown_by(qapp, clock, 0.05)
    arriving.tell("first")
    for _ in range(30):
        arriving.tell("second")
        arriving.tell("third")
    assert shown == ["first"]
    assert arriving._pause.remainingTime() > 25
    clock.now += 0.05
    qtbot.waitUntil(lambda: len(shown) > 1)
    assert shown == ["first", "second", "third"], "together, each once"
    arriving.tell("fourth")
    assert shown[-1] == "third"
    assert arriving._pause.remainingTime() > 50, "two were shown, which took twice as long"


def test_the_last_of_what_arrived_is_never_left_out(qtbot, qapp, clock):
    """Nothing may come after it that would show it."""
    shown, arriving = shown_by(qapp, clock, 0.02)
    arriving.tell("a")
    arriving.tell("a")
    clock.now += 0.02
    qtbot.waitUntil(lambda: shown == ["a", "a"])
