"""How long the updates that are left will take, from those that were made and from what is due.

The first updates only warm the critic up and are quicker, held-out checks come every so often,
and an evaluation waits at the end: a straight line through the fraction done would be far off.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

RECENT = 8
"""The pace is the median of this many updates: responses grow or shrink as the policy learns."""


@dataclass(slots=True)
class Pace:
    """Clock times in seconds; ``check`` and ``after`` are guesses until they were measured.

    ``check`` is one quick held-out check, ``after`` what follows the last update; ``warmup_share``
    is what an update that trains the critic alone takes of a whole one, until one was measured.
    """

    updates: int
    warmup: int
    check_every: int
    warmup_share: float = 0.5
    check: float = 0.0
    after: float = 0.0
    warm: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)

    def made(self, update: int, seconds: float) -> None:
        """Hear how long an update (numbered from 1, its checkpoint included) took."""
        kind = self.warm if update <= self.warmup else self.whole
        kind.append(seconds)
        del kind[:-RECENT]

    def checked(self, seconds: float) -> None:
        """Hear how long a held-out check took."""
        self.check = seconds

    def left(self, done: int) -> float | None:
        """Seconds from the end of update ``done`` to the run's end; None before any was made."""
        if not self.warm and not self.whole:
            return None
        whole = statistics.median(self.whole or [one / self.warmup_share for one in self.warm])
        warm = statistics.median(self.warm or [whole * self.warmup_share])
        warming = max(0, min(self.warmup, self.updates) - done)
        learning = self.updates - done - warming
        checks = 0
        if self.check_every:
            checks = self.updates // self.check_every - done // self.check_every
        return warming * warm + learning * whole + checks * self.check + self.after
