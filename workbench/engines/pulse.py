"""Whether an engine's process lives and gets on, judged by when it was last heard from."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.sentences import sentence

SILENT_SECONDS = 3.0  # of a process that beats twice a second
STARTING_SECONDS = 20.0  # imports and loads may hold the interpreter's lock for long
IDLE_SECONDS = 15.0  # beats, is busy, and computes nothing


@dataclass(frozen=True, slots=True)
class Stall:
    """A process that does not get on; ``beating`` tells one that computes nothing from a stop."""

    seconds: float
    beating: bool

    @property
    def words(self) -> str:
        """Return what the window says of it: ``not responding for 5 s``."""
        what = sentence("no new text") if self.beating else sentence("not responding")
        return sentence("{what} for {seconds:.0f} s", what=what, seconds=self.seconds)

    @property
    def sentence(self) -> str:
        """Return the same for the turn being written, with what can be done."""
        what = sentence("has written nothing") if self.beating else sentence("has not responded")
        return sentence(
            "The engine {what} for {seconds:.0f} s. It goes on by itself when it can; "
            "Stop keeps what was written.",
            what=what,
            seconds=self.seconds,
        )


class Pulse:
    """Takes what a process says, with the time (seconds of one steady clock) it was heard."""

    def __init__(self, at: float) -> None:
        self._heard = at
        self._moved = at
        self._decodes = 0
        self._began = False

    def answered(self, at: float) -> None:
        """Note a message that is the outcome of work."""
        self._heard = self._moved = at
        self._began = True

    def beat(self, decodes: int, busy: bool, at: float) -> None:
        """Note a heartbeat: how much was computed so far, and whether there is work."""
        self._heard = at
        self._began = True
        if decodes != self._decodes or not busy:
            self._decodes, self._moved = decodes, at

    def stall(self, at: float, *, loading: bool, writing: bool) -> Stall | None:
        """Return what is wrong, None where nothing is."""
        silent = at - self._heard
        if silent >= (STARTING_SECONDS if loading or not self._began else SILENT_SECONDS):
            return Stall(silent, beating=False)
        idle = at - self._moved
        if writing and not loading and idle >= IDLE_SECONDS:
            return Stall(idle, beating=True)
        return None
