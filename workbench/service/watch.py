"""Watches something long: how far it is, and how it is asked to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence


class Stopped(KnownError):
    """The user stopped it; nothing was changed."""


@dataclass(slots=True)
class Watch:
    """How far something long is; ``stop`` ends it soon, from any thread.

    ``on_told`` is called in the thread that works, with the phase and the share of it, 0 to 1.
    """

    on_told: Callable[[str, float], None]
    stopped: bool = False

    def stop(self) -> None:
        """Ask for the end; everything stays as it was."""
        self.stopped = True

    def told(self, phase: str, share: float) -> None:
        """Pass on how far it is. Raises Stopped where that was asked for."""
        if self.stopped:
            raise Stopped(sentence("Stopped; nothing was changed."))
        self.on_told(phase, share)
