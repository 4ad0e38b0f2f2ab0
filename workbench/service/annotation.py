"""The verbs of annotating: every one is one committed change, returned so that it can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.domain.errors import KnownError
from workbench.domain.records import (
    AnnotationMode,
    ErrorKind,
    LabelSource,
    Mark,
    Problem,
    RefineMode,
    Response,
    Step,
    Thread,
    ThreadStatus,
    Turn,
    Verdict,
    new_id,
    now,
)
from workbench.domain.sampling import SamplingSettings, SequenceResult
from workbench.domain.steps import step_body
from workbench.service import resegment, turns
from workbench.service.project import Project
from workbench.service.thread_views import queue_row_of, thread_of, thread_view
from workbench.service.views import (
    HistoryLine,
    QueueCounts,
    QueueRow,
    QueueStatus,
    ResponseView,
    StepView,
    ThreadView,
    TurnPlan,
)
from workbench.store import queue, records
from workbench.store.changes import Change, RowChange, added, replaced

__all__ = ["Annotation", "Place", "TurnPlan"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a change can be seen: a problem and, if it is about one, a step."""

    problem_id: str
    step_id: str | None


class Annotation:
    """Marks, rewrites and turns of a project's problems."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._database = project.file.database

    def queue(
        self,
        search: str = "",
        status: QueueStatus | None = None,
        order: str = "imported",
        limit: int = 1000,
        offset: int = 0,
    ) -> list[QueueRow]:
        """Return lines of the queue; orders are ``imported``, ``informative``, ``hardest``."""
        rows = queue.find(
            self._database, search, status.value if status else None, order, limit, offset
        )
        return [queue_row_of(row) for row in rows]

    def queue_row(self, problem_id: str) -> QueueRow | None:
        """Return one problem's line, or None."""
        row = self._database.row("SELECT * FROM queue WHERE problem_id = ?", (problem_id,))
        return queue_row_of(row) if row else None

    def queue_counts(self) -> QueueCounts:
        """Return how many problems stand where."""
        found = queue.counts(self._database)
        by_status = {status: found.get(status.value, 0) for status in QueueStatus}
        return QueueCounts(
            sum(by_status.values()),
            by_status[QueueStatus.UNMARKED],
            by_status[QueueStatus.REFINING],
            by_status[QueueStatus.ACCEPTED],
            by_status[QueueStatus.SET_ASIDE],
            found["marked"],
        )

    def view(self, problem_id: str) -> ThreadView:
        """Return everything to show of a problem. Raises KnownError where it is gone."""
        problem = self._problem(problem_id)
        return thread_view(self._database, problem, self._thread(problem_id))

    def next_unmarked_step(
        self, response: ResponseView, after: str | None = None
    ) -> StepView | None:
        """Return the next step without a verdict behind ``after``, from the top again at the end.

        Steps behind the first error wait for no mark.
        """
        at = next((i for i, s in enumerate(response.steps, 1) if s.step.id == after), 0)
        waiting = (*response.steps[at:], *response.steps[:at])
        return next((s for s in waiting if s.verdict is None and not s.after_first_error), None)

    def mark(self, step_id: str, verdict: Verdict | None, *, seconds: float = 0.0) -> Change:
        """Give a step a verdict, or None to clear it; text that was typed stays."""
        fields: dict[str, Any] = {"verdict": verdict, "source": LabelSource.HUMAN}
        if verdict is not Verdict.INCORRECT:
            fields |= {"error_kind": None, "follows_from": None}
        name = "unmarked" if verdict is None else verdict.name.lower()
        return self._mark(step_id, f"mark step {{}} {name}", seconds=seconds, **fields)

    def accept_suggestion(self, step_id: str) -> Change:
        """Confirm the verdict that the same step had in the turn before."""
        step = self._step(step_id)
        origin = self._mark_of(step.origin_step_id) if step.origin_step_id else None
        if origin is None or origin.verdict is None or not self._repeats(step):
            raise KnownError("There is no suggestion for this step; mark it yourself.")
        return self._mark(
            step_id,
            f"confirm step {{}} {origin.verdict.name.lower()}",
            verdict=origin.verdict,
            source=LabelSource.ACCEPTED_SUGGESTION,
        )

    def set_error_kind(self, step_id: str, kind: ErrorKind | None) -> Change:
        """Say why a step is wrong; naming a kind marks the step incorrect."""
        fields: dict[str, Any] = {"error_kind": kind}
        if kind is not ErrorKind.FOLLOWS_FROM_EARLIER_ERROR:
            fields["follows_from"] = None
        if kind is not None:
            fields["verdict"] = Verdict.INCORRECT
        name = kind.value.replace("_", " ") if kind else "none"
        return self._mark(step_id, f"error kind of step {{}}: {name}", **fields)

    def set_follows_from(self, step_id: str, earlier_step_id: str | None) -> Change:
        """Say that a step is wrong only because of an earlier one; None takes the link away."""
        if earlier_step_id is None:
            return self._mark(
                step_id, "step {} follows from none", follows_from=None, error_kind=None
            )
        step, earlier = self._step(step_id), self._step(earlier_step_id)
        if earlier.response_id != step.response_id or earlier.number >= step.number:
            raise KnownError("A step can only follow from an earlier step of the same response.")
        return self._mark(
            step_id,
            f"step {{}} follows from step {earlier.number}",
            verdict=Verdict.INCORRECT,
            error_kind=ErrorKind.FOLLOWS_FROM_EARLIER_ERROR,
            follows_from=earlier_step_id,
        )

    def explain(self, step_id: str, text: str) -> Change:
        """Say in words why a step is wrong."""
        change = self._mark(step_id, "explain step {}", explanation=text)
        self._drop_draft(step_id, "explanation")
        return change

    def rewrite(self, step_id: str, text: str | None) -> Change:
        """Put the expert's words in the place of a step's body; None takes them away."""
        label = "rewrite step {}" if text else "remove the rewrite of step {}"
        change = self._mark(step_id, label, rewrite=text or None)
        self._drop_draft(step_id, "rewrite")
        return change

    def save_draft(self, step_id: str, field: str, text: str) -> None:
        """Keep typed text that was not submitted; what was submitted already needs no draft."""
        mark = self._mark_of(step_id)
        submitted = (getattr(mark, field) or "") if mark else ""
        if text == submitted:
            self._drop_draft(step_id, field)
            return
        with self._project.file.unrecorded() as database:
            database.execute(
                "INSERT INTO drafts VALUES (?, ?, ?, ?) ON CONFLICT (step_id, field)"
                " DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at",
                (step_id, field, text, now()),
            )

    def merge_with_next(self, step_id: str) -> Change:
        """Join a step with the one after it."""
        step, steps = self._step_among(step_id)
        rows = resegment.merge_rows(self._database, steps, step.number - 1)
        return self._commit_step(step, f"merge steps {step.number} and {step.number + 1}", rows)

    def split_step(self, step_id: str, offset_in_raw: int) -> Change:
        """Cut a step in two at an offset into its raw text (marker included)."""
        step, steps = self._step_among(step_id)
        rows = resegment.split_rows(
            self._database, steps, step.number - 1, offset_in_raw, self._raw(step)
        )
        return self._commit_step(step, f"split step {step.number}", rows)

    def set_refine_mode(self, problem_id: str, mode: RefineMode) -> Change:
        """Choose how the next turns of a problem are asked for."""
        return self._set_thread(
            problem_id, f"refine by {mode.value.replace('_', ' ')}", refine_mode=mode
        )

    def set_annotation_mode(self, problem_id: str, mode: AnnotationMode) -> Change:
        """Choose whether to stop at the first incorrect step of a problem."""
        return self._set_thread(
            problem_id, f"annotate {mode.value.replace('_', ' ')}", annotation_mode=mode
        )

    def accept(self, problem_id: str) -> Change:
        """Take the newest response as the solution. Raises KnownError where there is none."""
        turns.newest(self.view(problem_id))
        return self._set_thread(
            problem_id, "accept", status=ThreadStatus.ACCEPTED, status_reason=""
        )

    def set_aside(self, problem_id: str, status: ThreadStatus, reason: str) -> Change:
        """Set a problem aside, as bad or given up, with a reason."""
        return self._set_thread(
            problem_id,
            f"set aside: {status.value.replace('_', ' ')}",
            status=status,
            status_reason=reason,
        )

    def reopen(self, problem_id: str) -> Change:
        """Go on with a problem that was accepted or set aside."""
        return self._set_thread(problem_id, "reopen", status=ThreadStatus.OPEN, status_reason="")

    def choose_response(self, turn_id: str, response_id: str) -> Change:
        """Choose among a turn's candidates."""
        turn = records.get(self._database, Turn, turn_id)
        response = records.get(self._database, Response, response_id)
        if turn is None or response is None or response.turn_id != turn_id:
            raise KnownError("That response is not part of this turn; choose another.")
        thread = records.get(self._database, Thread, turn.thread_id)
        assert thread is not None
        return self._project.commit(
            f"choose response {response.candidate + 1}",
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
        view = self.view(problem_id)
        chosen = mode or (view.thread.refine_mode if view.thread else RefineMode.CONTINUE)
        return turns.refine_plan(view, chosen)

    def plan_regenerate(self, step_id: str) -> TurnPlan:
        """Plan a turn that keeps what stands before a step and writes on from there."""
        return turns.regenerate_plan(self.view(self._problem_of(step_id)), step_id)

    def record_turn(
        self,
        plan: TurnPlan,
        results: Sequence[SequenceResult],
        model_id: str | None,
        settings: SamplingSettings | None = None,
    ) -> Change:
        """Store what the model wrote, and how it was drawn; the first candidate is chosen."""
        view = self.view(plan.problem_id)
        rows: list[RowChange] = []
        thread = view.thread or self._new_thread(plan.problem_id)
        if view.thread is None:
            rows.append(added(thread))
        old = turns.response_by_id(view, plan.origin_response_id)
        number = view.turns[-1].turn.number + 1 if view.turns else 1
        ordered = sorted(results, key=lambda result: result.sequence)
        turn, more = turns.turn_rows(plan, thread, number, old, ordered, model_id, settings)
        topics = (f"turns:{turn.id}", f"threads:{thread.id}", f"problems:{plan.problem_id}")
        return self._project.commit(f"turn {number}", topics, [*rows, *more])

    def history(self, step_id: str) -> list[HistoryLine]:
        """Return what was done to a step, oldest first."""
        rows = self._database.rows(
            "SELECT e.at, e.label, e.undoes FROM event_rows x JOIN events e ON e.seq = x.seq"
            " WHERE x.row_key = ? AND x.table_name IN ('marks', 'steps') GROUP BY e.seq"
            " ORDER BY e.seq",
            (step_id,),
        )
        return [
            HistoryLine(row["at"], f"undo: {row['label']}" if row["undoes"] else row["label"])
            for row in rows
        ]

    def guideline(self) -> tuple[int, str]:
        """Return the version and text of the guideline that new marks are made under."""
        row = self._database.row("SELECT * FROM guidelines ORDER BY version DESC LIMIT 1")
        return (row["version"], row["text"]) if row else (0, "")

    def edit_guideline(self, text: str) -> Change:
        """Make a new version of the guideline; marks keep the version they were made under."""
        version = self.guideline()[0] + 1
        row = {"version": version, "text": text, "created_at": now()}
        return self._project.commit(
            f"guideline version {version}",
            ["preferences"],
            [RowChange("guidelines", str(version), None, row)],
        )

    def place_of(self, change: Change) -> Place | None:
        """Return where a change can be seen now, or None where it is about no problem."""
        topics = dict(topic.split(":", 1) for topic in change.topics if ":" in topic)
        problem_id = topics.get("problems")
        if problem_id is None:
            return None
        step_id = topics.get("marks")
        known = step_id and records.get(self._database, Step, step_id) is not None
        return Place(problem_id, step_id if known else None)

    def _mark(self, step_id: str, label: str, *, seconds: float = 0.0, **fields: Any) -> Change:
        step, before = self._step(step_id), self._mark_of(step_id)
        problem_id = self._problem_of(step_id)
        thread = self._thread(problem_id)
        known = before or Mark(step_id, annotator_id=self._project.annotator.id)
        if fields.get("verdict", known.verdict) != known.verdict:
            # Whoever changes a verdict, say an imported one, is the one whose verdict it is.
            fields["annotator_id"] = self._project.annotator.id
        after = replace(
            known,
            **fields,
            mode=thread.annotation_mode if thread else AnnotationMode.FIRST_ERROR,
            guideline_version=self.guideline()[0],
            seconds=known.seconds + seconds,
            updated_at=now(),
        )
        topics = (f"marks:{step_id}", f"problems:{problem_id}")
        row = replaced(before, None if before and _says_nothing(after) else after)
        return self._project.commit(label.format(step.number), topics, [row])

    def _commit_step(self, step: Step, label: str, rows: list[RowChange]) -> Change:
        topics = (f"marks:{step.id}", f"problems:{self._problem_of(step.id)}", "turns")
        return self._project.commit(label, topics, rows)

    def _set_thread(self, problem_id: str, label: str, **fields: Any) -> Change:
        self._problem(problem_id)
        before = self._thread(problem_id)
        after = replace(before or self._new_thread(problem_id), **fields)
        topics = (f"threads:{after.id}", f"problems:{problem_id}")
        return self._project.commit(label, topics, [replaced(before, after)])

    def _drop_draft(self, step_id: str, field: str) -> None:
        sql = "step_id = ? AND field = ?"
        if self._database.row(f"SELECT 1 FROM drafts WHERE {sql}", (step_id, field)):
            with self._project.file.unrecorded() as database:
                database.execute(f"DELETE FROM drafts WHERE {sql}", (step_id, field))

    def _problem(self, problem_id: str) -> Problem:
        found = records.get(self._database, Problem, problem_id)
        if found is None:
            raise KnownError("That problem is no longer in the project; choose another.")
        return found

    def _thread(self, problem_id: str) -> Thread | None:
        return thread_of(self._database, problem_id, self._project.annotator.id)

    def _new_thread(self, problem_id: str) -> Thread:
        return Thread(new_id(), problem_id, self._project.annotator.id, created_at=now())

    def _step(self, step_id: str) -> Step:
        found = records.get(self._database, Step, step_id)
        if found is None:
            raise KnownError("That step is no longer there; choose another.")
        return found

    def _step_among(self, step_id: str) -> tuple[Step, list[Step]]:
        step = self._step(step_id)
        steps = records.select(
            self._database, Step, "response_id = ? ORDER BY number", (step.response_id,)
        )
        return step, steps

    def _mark_of(self, step_id: str) -> Mark | None:
        return records.get(self._database, Mark, step_id)

    def _raw(self, step: Step) -> str:
        response = records.get(self._database, Response, step.response_id)
        assert response is not None
        return response.text[step.start : step.end]

    def _repeats(self, step: Step) -> bool:
        origin = self._step(step.origin_step_id or "")
        return step_body(self._raw(origin)) == step_body(self._raw(step))

    def _problem_of(self, step_id: str) -> str:
        found = self._database.value(
            "SELECT t.problem_id FROM steps s JOIN responses r ON r.id = s.response_id"
            " JOIN turns u ON u.id = r.turn_id JOIN threads t ON t.id = u.thread_id"
            " WHERE s.id = ?",
            (step_id,),
        )
        if found is None:
            raise KnownError("That step is no longer there; choose another.")
        return str(found)


def _says_nothing(mark: Mark) -> bool:
    """Return whether a mark holds neither verdict nor text."""
    said = mark.verdict is not None or mark.error_kind is not None or mark.follows_from is not None
    return not said and not mark.explanation and mark.rewrite is None
