"""What the engine is asked to write, for a turn or beside it, and what has arrived so far."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from workbench.domain.records import FinishReason, new_id
from workbench.domain.sampling import (
    GenerationRequest,
    SamplingSettings,
    SequenceResult,
    partial_result,
)
from workbench.service.views import AlternativesPlan, CheckPlan, TurnPlan

Plan = TurnPlan | AlternativesPlan | CheckPlan


class Purpose(StrEnum):
    """What the text is for. Only a turn shows in the queue and on the steps while it comes."""

    TURN = "turn"
    ALTERNATIVES = "alternatives"
    CHECK = "check"
    AHEAD = "ahead"


@dataclass(slots=True, eq=False)
class Writing:
    """One request that the engine runs or will run; ``rate`` is its tokens per second so far.

    ``stopped`` says that the user ended it, ``dropped`` that nobody wants it any more.
    ``model_id`` is who writes it, from when it begins.
    """

    plan: Plan
    request: GenerationRequest
    texts: list[str]
    purpose: Purpose = Purpose.TURN
    results: list[SequenceResult] = field(default_factory=list)
    rate: float = 0.0
    stopped: bool = False
    dropped: bool = False
    model_id: str | None = None

    @property
    def problem_id(self) -> str:
        """The problem whose turn this is, or belongs to."""
        return self.plan.problem_id

    @property
    def subject(self) -> str:
        """What it is about: a step for its alternatives, else the problem."""
        return self.plan.step_id if isinstance(self.plan, AlternativesPlan) else self.problem_id

    @property
    def id(self) -> str:
        """The id of its request."""
        return self.request.request_id

    def partial_results(self) -> list[SequenceResult]:
        """Return what has arrived so far, as sequences that were stopped."""
        return [
            partial_result(self.request, sequence, text, FinishReason.CANCELLED)
            for sequence, text in enumerate(self.texts)
            if text
        ]

    def text(self, sequence: int = 0) -> str:
        """Return the response so far, with the prefix that was given."""
        return self.request.prefix + self.texts[sequence]


def new_writing(
    plan: Plan, candidates: int, settings: SamplingSettings, purpose: Purpose = Purpose.TURN
) -> Writing:
    """Return what is to be written, with fresh seeds."""
    request = GenerationRequest(
        request_id=new_id(),
        messages=plan.messages,
        seeds=tuple(secrets.randbelow(2**31) for _ in range(candidates)),
        prefix="" if isinstance(plan, CheckPlan) else plan.prefix,
        settings=settings,
        stop=plan.stop if isinstance(plan, AlternativesPlan) else (),
    )
    return Writing(plan, request, [""] * candidates, purpose)
