"""The verbs that make turns: planning what to ask the model, storing what it wrote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from workbench.domain.errors import KnownError
from workbench.domain.records import RefineMode, Response, Thread, ThreadStatus, Turn
from workbench.domain.sampling import SamplingSettings, SequenceResult
from workbench.domain.sentences import sentence
from workbench.service import turns
from workbench.service.project_acts import ProjectActs
from workbench.service.views import AHEAD, ResponseView, ThreadView, TurnPlan
from workbench.store import records
from workbench.store.changes import Change, RowChange, replaced

MakeTurn = Callable[[Thread, int, ResponseView | None], tuple[Turn, list[RowChange]]]


class TurnActs(ProjectActs):
    """Plans and records the turns of a thread."""

    def choose_response(self, turn_id: str, response_id: str) -> Change:
        """Choose among a turn's candidates."""
        turn = records.get(self._database, Turn, turn_id)
        response = records.get(self._database, Response, response_id)
        if turn is None or response is None or response.turn_id != turn_id:
            raise KnownError(sentence("That response is not part of this turn; choose another."))
        thread = records.get(self._database, Thread, turn.thread_id)
        assert thread is not None
        self._refuse_in_pass(thread.problem_id)
        return self._project.commit(
            sentence("choose response {number}", number=response.candidate + 1),
            (f"turns:{turn_id}", f"problems:{thread.problem_id}"),
            [replaced(turn, replace(turn, chosen_response_id=response_id))],
        )

    def plan_initial(self, problem_id: str) -> TurnPlan:
        """Plan turn 1 of a problem."""
        return turns.initial_plan(self._problem(problem_id))

    def plan_refine(self, problem_id: str, mode: RefineMode | None = None) -> TurnPlan:
        """Plan the turn that answers the marks; ``mode`` None is the thread's own.

        Continue keeps all before the first incorrect step, puts its rewrite in place and lets the
        model go on; without a rewrite the model writes that step anew. Raises KnownError with the
        reason when there is nothing to refine.
        """
        self._refuse_in_pass(problem_id)
        view = self.view(problem_id)
        chosen = mode or (view.thread.refine_mode if view.thread else RefineMode.CONTINUE)
        return turns.refine_plan(view, chosen)

    def plan_regenerate(self, step_id: str) -> TurnPlan:
        """Plan a turn that keeps what stands before a step and writes on from there."""
        problem_id = self._problem_of(step_id)
        self._refuse_in_pass(problem_id)
        return turns.regenerate_plan(self.view(problem_id), step_id)

    def record_turn(
        self,
        plan: TurnPlan,
        results: Sequence[SequenceResult],
        model_id: str | None,
        settings: SamplingSettings | None = None,
        *,
        ahead: bool = False,
    ) -> Change:
        """Store what the model wrote, and how it was drawn; the first candidate is chosen.

        ``ahead`` marks the change as nobody's own act: the turn was written before it was asked
        for.
        """
        view = self.view(plan.problem_id)
        ordered = sorted(results, key=lambda result: result.sequence)
        return self._add_turn(
            view,
            plan,
            sentence("turn {number}", number=turns.next_number(view)),
            lambda thread, number, old: turns.turn_rows(
                plan, thread, number, old, ordered, model_id, settings
            ),
            also=(AHEAD,) if ahead else (),
        )

    def write_by_hand(self, problem_id: str, text: str, from_step_id: str | None = None) -> Change:
        """Store the expert's own solution as a turn, or what it says from a step on.

        The steps before ``from_step_id`` are kept word for word. Raises KnownError where nothing
        was written.
        """
        if not text.strip():
            raise KnownError(sentence("There is nothing to save yet: write the solution first."))
        view = self.view(problem_id)
        plan = turns.manual_plan(view, from_step_id)
        return self._add_turn(
            view,
            plan,
            sentence("turn {number} by hand", number=turns.next_number(view)),
            lambda thread, number, old: turns.written_rows(plan, thread, number, old, text),
        )

    def _add_turn(
        self,
        view: ThreadView,
        plan: TurnPlan,
        label: str,
        make: MakeTurn,
        *,
        reopen: bool = False,
        also: tuple[str, ...] = (),
    ) -> Change:
        """Commit a turn with its thread, which is made where there is none."""
        self._refuse_in_pass(plan.problem_id)
        before = view.thread
        thread = before or self._new_thread(plan.problem_id)
        if reopen:
            thread = replace(thread, status=ThreadStatus.OPEN, status_reason="")
        rows = [] if before == thread else [replaced(before, thread)]
        old = turns.response_by_id(view, plan.origin_response_id)
        turn, more = make(thread, turns.next_number(view), old)
        topics = (f"turns:{turn.id}", f"threads:{thread.id}", f"problems:{plan.problem_id}", *also)
        return self._project.commit(label, topics, [*rows, *more])
