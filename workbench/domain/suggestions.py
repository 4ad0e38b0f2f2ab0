"""What a reward model says of a step, how sure it may be, and what was accepted of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.records import Verdict

FEWEST_STEPS = 30
"""Held-out marks below which no share of them says how far a probability can be trusted."""
PRIOR_STEPS = 5.0
"""How many marks the model's own word counts for in each bin of the reliability table."""
NEVER_SURE = 0.01


class Scale(StrEnum):
    """Whether a probability was compared with held-out marks, or is the model's bare word."""

    CALIBRATED = "calibrated"
    UNCALIBRATED = "uncalibrated"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reward model's verdict on one step; ``probability`` is that of the step being correct."""

    probability: float
    scale: Scale
    reward_model: str

    @property
    def verdict(self) -> Verdict:
        """Return the likelier verdict; neutral is never suggested, for the model knows none."""
        return Verdict.CORRECT if self.probability >= 0.5 else Verdict.INCORRECT

    @property
    def confidence(self) -> float | None:
        """Return how likely the verdict is right (0.5 to 1); None where nobody measured that."""
        if self.scale is Scale.UNCALIBRATED:
            return None
        return max(self.probability, 1 - self.probability)


@dataclass(frozen=True, slots=True)
class AcceptedSuggestion:
    """The suggestion that a mark confirmed: by which reward model, and how likely it held it.

    It stands beside a mark of source ``accepted_suggestion`` and goes when the verdict changes.
    A mark of that source without one confirmed the verdict of the turn before.
    """

    step_id: str
    verdict: Verdict
    probability: float
    scale: Scale
    reward_model: str
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class Bin:
    """Held-out steps of like probability: how many, what was said of them, and what was so."""

    count: int
    said: float
    correct: float


@dataclass(frozen=True, slots=True)
class RewardModelFacts:
    """What the card of a trained reward model says of it.

    ``above_chance`` is None where it could not be measured; ``bins`` are its reliability table on
    marks that it was not trained on.
    """

    id: str
    folder: str
    name: str
    above_chance: bool | None
    auc: float | None
    bins: tuple[Bin, ...] = ()
    created_at: str = ""

    @property
    def measured_steps(self) -> int:
        """Return how many held-out marks it was compared with."""
        return sum(row.count for row in self.bins)

    @property
    def scale(self) -> Scale:
        """Return whether its probabilities can be calibrated: enough marks, of both kinds."""
        correct = sum(row.count * row.correct for row in self.bins)
        both = 0 < correct < self.measured_steps
        enough = both and self.measured_steps >= FEWEST_STEPS
        return Scale.CALIBRATED if enough else Scale.UNCALIBRATED


class Offer(StrEnum):
    """Whether a reward model may suggest verdicts here, or why not."""

    OFFERED = "offered"
    NO_MODEL = "no_model"
    AT_CHANCE = "at_chance"
    UNMEASURED = "unmeasured"
    HELD_OUT = "held_out"
    BLIND = "blind"


def offer_of(facts: RewardModelFacts | None) -> Offer:
    """Return whether a reward model is good enough to suggest anything, whatever the problem."""
    if facts is None:
        return Offer.NO_MODEL
    if facts.above_chance is None:
        return Offer.UNMEASURED
    return Offer.OFFERED if facts.above_chance else Offer.AT_CHANCE


@dataclass(frozen=True, slots=True)
class CalibrationMap:
    """A rising curve from what the model says to what was so, by straight lines between points."""

    said: tuple[float, ...]
    so: tuple[float, ...]

    @classmethod
    def of(cls, bins: Sequence[Bin], prior: float = PRIOR_STEPS) -> CalibrationMap:
        """Fit the curve to a reliability table.

        Isotonic regression by pooling adjacent violators (Zadrozny and Elkan 2002, "Transforming
        classifier scores into accurate multiclass probability estimates"). Each bin first gets
        ``prior`` steps that were as said, so that three marks cannot make anybody certain.
        """
        blocks: list[tuple[float, float, float]] = []  # weight, said, so
        for row in sorted(bins, key=lambda row: row.said):
            weight = row.count + prior
            so = (row.count * row.correct + prior * row.said) / weight
            blocks.append((weight, row.said, so))
            while len(blocks) > 1 and blocks[-2][2] >= blocks[-1][2]:
                blocks.append(_pooled(blocks.pop(), blocks.pop()))
        return cls(tuple(block[1] for block in blocks), tuple(block[2] for block in blocks))

    def __call__(self, probability: float) -> float:
        """Return the calibrated probability, never nearer to certainty than 1 %."""
        return min(max(self._between(probability), NEVER_SURE), 1 - NEVER_SURE)

    def _between(self, probability: float) -> float:
        at = bisect_right(self.said, probability)
        if not self.said:
            return probability
        if at in (0, len(self.said)):
            return self.so[0 if at == 0 else -1]
        left, right = self.said[at - 1], self.said[at]
        share = (probability - left) / (right - left)
        return self.so[at - 1] + share * (self.so[at] - self.so[at - 1])


def _pooled(
    one: tuple[float, float, float], other: tuple[float, float, float]
) -> tuple[float, float, float]:
    weight = one[0] + other[0]
    said = (one[0] * one[1] + other[0] * other[1]) / weight
    return weight, said, (one[0] * one[2] + other[0] * other[2]) / weight
