"""How often a model finds the accepted answer again when it is only given the problem."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workbench.domain.answers import answers_agree, extract_answer
from workbench.domain.intervals import wilson
from workbench.domain.sampling import SequenceResult

RESPONSES, THRESHOLD = 8, 6
"""How many fresh responses are drawn, and how many must agree, until the user says otherwise."""
MOST_RESPONSES = 32


@dataclass(frozen=True, slots=True)
class CheckSample:
    """One fresh response to the bare problem; ``agrees`` with the accepted answer."""

    text: str
    answer: str | None
    agrees: bool
    seed: int
    finish_reason: str


@dataclass(frozen=True, slots=True)
class ConsistencyCheck:
    """Fresh responses to a problem, compared with ``answer``.

    ``wanted`` were asked for; ``samples`` holds those that were written to their end, fewer where
    the check was stopped. The problem has converged where ``threshold`` of them agree.
    """

    id: str
    problem_id: str
    annotator_id: str
    answer: str
    wanted: int
    threshold: int
    samples: tuple[CheckSample, ...]
    model_id: str | None = None
    sampling: dict[str, Any] = field(default_factory=dict)
    created_at: str = ""

    @property
    def agreeing(self) -> int:
        """How many responses reach the accepted answer."""
        return sum(sample.agrees for sample in self.samples)

    @property
    def converged(self) -> bool:
        """Whether enough of them do."""
        return self.agreeing >= self.threshold

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share of all its responses that would."""
        count = len(self.samples)
        return wilson(self.agreeing / max(count, 1), count)


def sample_of(result: SequenceResult, accepted: str) -> CheckSample:
    """Return a fresh response compared with the accepted answer."""
    answer = extract_answer(result.text)
    agrees = answer is not None and answers_agree(answer, accepted)
    return CheckSample(result.text, answer, agrees, result.seed, result.finish_reason.value)
