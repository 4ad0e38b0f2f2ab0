"""One turn being written, or waiting to be: its plan and what has arrived so far."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from workbench.domain.records import FinishReason, new_id
from workbench.domain.sampling import (
    GenerationRequest,
    SamplingSettings,
    SequenceResult,
    partial_result,
)
from workbench.service.views import TurnPlan


@dataclass(slots=True, eq=False)
class Writing:
    """A turn that the engine writes or will write; ``rate`` is its tokens per second so far."""

    plan: TurnPlan
    request: GenerationRequest
    texts: list[str]
    results: list[SequenceResult] = field(default_factory=list)
    rate: float = 0.0

    @property
    def problem_id(self) -> str:
        """The problem whose turn this is."""
        return self.plan.problem_id

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
        return self.plan.prefix + self.texts[sequence]


def new_writing(plan: TurnPlan, candidates: int, settings: SamplingSettings) -> Writing:
    """Return a turn to be written, with fresh seeds."""
    request = GenerationRequest(
        request_id=new_id(),
        messages=plan.messages,
        seeds=tuple(secrets.randbelow(2**31) for _ in range(candidates)),
        prefix=plan.prefix,
        settings=settings,
    )
    return Writing(plan, request, [""] * candidates)
