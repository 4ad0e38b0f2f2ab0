"""Which problem, turn and response the page shows: one value that its presenters share."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.records import AnnotationMode, RefineMode, Verdict
from workbench.service.views import ResponseView, StepView, ThreadView, TurnView


@dataclass(slots=True)
class Shown:
    """The open thread and the turn of it that is looked at (``turn`` counts from 1, 0 is none)."""

    thread: ThreadView | None = None
    turn: int = 0
    step_id: str | None = None

    @property
    def problem_id(self) -> str | None:
        """The open problem."""
        return self.thread.problem.id if self.thread else None

    @property
    def turns(self) -> tuple[TurnView, ...]:
        """The turns of the open thread."""
        return self.thread.turns if self.thread else ()

    @property
    def turn_view(self) -> TurnView | None:
        """The turn looked at."""
        if self.thread is None or not 1 <= self.turn <= len(self.thread.turns):
            return None
        return self.thread.turns[self.turn - 1]

    @property
    def response(self) -> ResponseView | None:
        """The response looked at: the chosen one of the turn."""
        view = self.turn_view
        if view is None:
            return None
        return view.chosen or (view.responses[0] if view.responses else None)

    @property
    def steps(self) -> tuple[StepView, ...]:
        """The steps looked at."""
        return self.response.steps if self.response else ()

    @property
    def is_last_turn(self) -> bool:
        """Whether the turn looked at is the latest."""
        return self.thread is not None and self.turn == len(self.thread.turns)

    @property
    def annotation_mode(self) -> AnnotationMode:
        """How the open problem is annotated."""
        thread = self.thread.thread if self.thread else None
        return thread.annotation_mode if thread else AnnotationMode.FIRST_ERROR

    @property
    def refine_mode(self) -> RefineMode:
        """How the next turn is asked for."""
        thread = self.thread.thread if self.thread else None
        return thread.refine_mode if thread else RefineMode.CONTINUE

    @property
    def has_feedback(self) -> bool:
        """Whether something in the response was found wrong or rewritten."""
        marks = [step.mark for step in self.steps if step.mark]
        return any(mark.verdict is Verdict.INCORRECT or mark.rewrite for mark in marks)

    @property
    def is_doubtful(self) -> bool:
        """Whether the answer is not the reference and nobody has marked a step of it yet."""
        response = self.response
        return (
            response is not None
            and response.agrees is False
            and all(step.verdict is None for step in response.steps)
        )

    def step(self, step_id: str | None) -> StepView | None:
        """Return a step of the response looked at."""
        return next((view for view in self.steps if view.step.id == step_id), None)

    def earlier(self, step_id: str) -> list[StepView]:
        """Return the steps before one."""
        ids = [view.step.id for view in self.steps]
        return list(self.steps[: ids.index(step_id)]) if step_id in ids else []

    def after(self, step_id: str) -> StepView | None:
        """Return the step after one."""
        ids = [view.step.id for view in self.steps]
        at = ids.index(step_id) + 1 if step_id in ids else len(ids)
        return self.steps[at] if at < len(ids) else None
