"""What the window's tests share: a scripted engine, the worked example, keys into the step list."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from workbench.domain.records import FinishReason, Problem, new_id
from workbench.domain.sampling import (
    Capabilities,
    GenerationRequest,
    ModelSpec,
    SequenceResult,
    TokenDelta,
)
from workbench.engines.pulse import Stall
from workbench.jobs.attached import ProcessOutcome
from workbench.service.annotation import Annotation
from workbench.service.generation import GenerationState
from workbench.service.gpu import GpuUse
from workbench.service.library import Library
from workbench.service.project import Project

SOLUTION = (
    "1. Subtract $6$ from both sides: $6x = 72$.\n"
    "2. Divide both sides by $6$: $x = 13$.\n"
    "3. Check: $6 \\cdot 13 + 6 = 84$.\n"
    "**Answer: $x = 13$**"
)
CONTINUED = "3. Check: $6 \\cdot 12 + 6 = 78$.\n**Answer: $x = 12$**"
EQUATION = Problem(
    id="equation",
    statement="Solve $6x + 6 = 78$ for $x$.",
    reference_answer="12",
    topic="Linear equations",
    position=1,
)
FRACTIONS = Problem(
    id="fractions",
    statement="Compute $\\frac{5}{10} + \\frac{1}{4}$.",
    reference_answer="3/4",
    topic="Fractions",
    position=2,
)


class ScriptedGeneration:
    """Stands in for the engine's child: answers at once, in the caller's thread, from a list.

    Each request takes the next text of ``texts``; with ``hold`` set it sends one piece and waits
    to be finished or cancelled by hand.
    """

    def __init__(self, deliver: Callable[[Callable[[], None]], None]) -> None:
        self.texts: list[str] = [SOLUTION]
        self.hold = False
        self.requests: list[GenerationRequest] = []
        self.adapters: list[str | None] = []
        self.listeners: list[Callable[[], None]] = []
        self.trouble_listeners: list[Callable[[str], None]] = []
        self.gpu = GpuUse(lambda _spec: False, lambda _capabilities: False, lambda: False)
        self.can_start_again = False
        self.state = GenerationState.READY
        self.capabilities: Capabilities | None = None
        self.waits_for = ""
        self.last_end: ProcessOutcome | None = None
        self.stalled: Stall | None = None
        self._held: Callable[..., None] | None = None

    def load(self, spec: ModelSpec, on_loaded: Any, on_failed: Any) -> None:
        on_loaded(
            Capabilities(
                model_id=spec.model_id,
                name="scripted",
                architecture="llama",
                context_length=2048,
                vocabulary_size=4096,
                parameters=5_000_000,
                device="CPU",
                threads=2,
                prompt_frame="chat template",
            )
        )

    def stall(self) -> Stall | None:
        return self.stalled

    def unload(self) -> None:
        """Hold no model any more, and say so, as the real one does."""
        self.state = GenerationState.EMPTY
        for listener in self.listeners:
            listener()

    def set_adapter(self, path: Any, base_sha256: str, on_done: Any, on_failed: Any) -> None:
        self.adapters.append(path)
        on_done()

    def generate(
        self,
        request: GenerationRequest,
        on_delta: Any,
        on_result: Any,
        on_finished: Any,
        on_failed: Any,
    ) -> None:
        self.requests.append(request)
        text = self.texts.pop(0)

        def finish(reason: FinishReason, sentence: str = "") -> None:
            self._held = None
            shown = text if reason is FinishReason.STOP else text[: len(text) // 2]
            for at, seed in enumerate(request.seeds):
                on_result(result_of(request.request_id, at, shown, seed, reason))
            if sentence:
                on_failed(sentence)
            else:
                on_finished()

        half = text[: len(text) // 2]
        on_delta(TokenDelta(request.request_id, 0, half, 50.0))
        if self.hold:
            self._held = finish
            return
        on_delta(TokenDelta(request.request_id, 0, text[len(half) :], 50.0))
        finish(FinishReason.STOP)

    def cancel(self, request_id: str) -> None:
        if self._held is not None:
            self._held(FinishReason.CANCELLED)

    def release(self) -> None:
        if self._held is not None:
            self._held(FinishReason.STOP)

    def die(self, sentence: str) -> None:
        """End as the engine does when its process was killed in the middle of a request."""
        assert self._held is not None
        self._held(FinishReason.FAILED, sentence)

    def shutdown(self) -> None:
        self._held = None


def result_of(
    request_id: str, at: int, text: str, seed: int, reason: FinishReason = FinishReason.STOP
) -> SequenceResult:
    """Return a finished sequence with made-up token ids."""
    return SequenceResult(
        request_id=request_id,
        sequence=at,
        text=text,
        token_ids=(1, 2, 3),
        logprobs=(-0.1, -0.2, -0.3),
        finish_reason=reason,
        seed=seed,
        prompt_tokens=20,
        reused_tokens=0,
        seconds=0.5,
        tokens_per_second=50.0,
    )


def numbered(bodies: Sequence[str], answer: str) -> str:
    """Return bodies as the starter writes a response."""
    lines = [f"{at}. {body}" for at, body in enumerate(bodies, start=1)]
    return "\n".join([*lines, f"**Answer: {answer}**"])


def add_problems(project: Project, *problems: Problem) -> None:
    """Put problems into a project."""
    Library(project).add_problems(problems)


def solve(project: Project, problem_id: str, text: str = SOLUTION) -> None:
    """Record a first turn as if a model had written it."""
    annotation = Annotation(project)
    plan = annotation.plan_initial(problem_id)
    annotation.record_turn(plan, [result_of(new_id(), 0, text, 1)], "scripted")


def step_ids(project: Project, problem_id: str, turn: int = -1) -> list[str]:
    """Return the steps of a turn's chosen response, in order."""
    view = Annotation(project).view(problem_id).turns[turn]
    assert view.chosen is not None
    return [step.step.id for step in view.chosen.steps]


def verdicts(project: Project, problem_id: str, turn: int = -1) -> list[int | None]:
    """Return what the store holds of a turn's verdicts."""
    view = Annotation(project).view(problem_id).turns[turn]
    assert view.chosen is not None
    marks = [step.mark.verdict if step.mark else None for step in view.chosen.steps]
    return [None if verdict is None else int(verdict) for verdict in marks]


def example_problem(text: str) -> tuple[Problem, dict[str, Any]]:
    """Return the worked example's problem and its file."""
    example = json.loads(text)
    problem = Problem(
        id="example",
        statement=example["problem"],
        reference_answer=example["reference_answer"],
        topic="Function transformations",
    )
    return replace(problem, position=1), example
