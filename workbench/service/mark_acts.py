"""The verbs on one step: its verdict, the words said of it, and where it begins and ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.domain.errors import KnownError
from workbench.domain.records import (
    AnnotationMode,
    ErrorKind,
    LabelSource,
    Mark,
    Step,
    Verdict,
    now,
)
from workbench.domain.sentences import Sentence, sentence, word
from workbench.domain.steps import step_body
from workbench.domain.suggestions import AcceptedSuggestion
from workbench.service import opinions, resegment, suggestions
from workbench.service.guideline_acts import GuidelineActs
from workbench.service.mark_history import history_of
from workbench.service.views import HistoryLine
from workbench.store.changes import Change, RowChange


class MarkActs(GuidelineActs):
    """Marks, their drafts and history, and the cutting of steps."""

    def mark(self, step_id: str, verdict: Verdict | None, *, seconds: float = 0.0) -> Change:
        """Give a step a verdict, or None to clear it; text that was typed stays."""
        fields: dict[str, Any] = {"verdict": verdict, "source": LabelSource.HUMAN}
        if verdict is not Verdict.INCORRECT:
            fields |= {"error_kind": None, "follows_from": None}
        name = "unmarked" if verdict is None else verdict.name.lower()
        return self._mark(
            step_id,
            sentence("mark step {number} {verdict}", number=0, verdict=word(name)),
            seconds=seconds,
            **fields,
        )

    def accept_suggestion(self, step_id: str) -> Change:
        """Confirm the verdict of the turn before, or where there is none the reward model's."""
        verdict, said = self._verdict_before(self._step(step_id)), None
        if verdict is None:
            said = suggestions.accepted(self.view(self._problem_of(step_id)), step_id)
            verdict = said.verdict
        return self._mark(
            step_id,
            sentence(
                "confirm step {number} {verdict}", number=0, verdict=word(verdict.name.lower())
            ),
            accepted={step_id: said},
            verdict=verdict,
            source=LabelSource.ACCEPTED_SUGGESTION,
        )

    def accept_suggestions(self, step_ids: Sequence[str]) -> Change:
        """Confirm the verdicts that several steps had in the turn before, as one act."""
        if not step_ids:
            raise KnownError(
                sentence("No step here has a verdict to confirm; mark them one by one.")
            )
        rows = [
            row
            for step_id in step_ids
            for row in self._mark_rows(
                step_id,
                0.0,
                {step_id: None},
                verdict=self._offered(self._step(step_id)),
                source=LabelSource.ACCEPTED_SUGGESTION,
            )
        ]
        # One step stands for all: it is where an undo leads to.
        topics = (f"marks:{step_ids[0]}", f"problems:{self._problem_of(step_ids[0])}")
        return self._project.commit(
            sentence("confirm {count} steps", count=len(step_ids)), topics, rows
        )

    def set_error_kind(self, step_id: str, kind: ErrorKind | None) -> Change:
        """Say why a step is wrong; naming a kind marks the step incorrect."""
        fields: dict[str, Any] = {"error_kind": kind}
        if kind is not ErrorKind.FOLLOWS_FROM_EARLIER_ERROR:
            fields["follows_from"] = None
        if kind is not None:
            fields["verdict"] = Verdict.INCORRECT
        name = kind.value.replace("_", " ") if kind else "none"
        return self._mark(
            step_id,
            sentence("error kind of step {number}: {kind}", number=0, kind=word(name)),
            **fields,
        )

    def set_follows_from(self, step_id: str, earlier_step_id: str | None) -> Change:
        """Say that a step is wrong only because of an earlier one; None takes the link away."""
        if earlier_step_id is None:
            return self._mark(
                step_id,
                sentence("step {number} follows from none", number=0),
                follows_from=None,
                error_kind=None,
            )
        step, earlier = self._step(step_id), self._step(earlier_step_id)
        if earlier.response_id != step.response_id or earlier.number >= step.number:
            raise KnownError(
                sentence("A step can only follow from an earlier step of the same response.")
            )
        return self._mark(
            step_id,
            sentence("step {number} follows from step {earlier}", number=0, earlier=earlier.number),
            verdict=Verdict.INCORRECT,
            error_kind=ErrorKind.FOLLOWS_FROM_EARLIER_ERROR,
            follows_from=earlier_step_id,
        )

    def explain(self, step_id: str, text: str) -> Change:
        """Say in words why a step is wrong."""
        change = self._mark(step_id, sentence("explain step {number}", number=0), explanation=text)
        self._drop_draft(step_id, "explanation")
        return change

    def rewrite(self, step_id: str, text: str | None) -> Change:
        """Put the expert's words in the place of a step's body; None takes them away."""
        label = sentence("remove the rewrite of step {number}", number=0)
        if text:
            label = sentence("rewrite step {number}", number=0)
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
                (self._draft_key(step_id), field, text, now()),
            )

    def merge_with_next(self, step_id: str) -> Change:
        """Join a step with the one after it."""
        self._refuse_in_pass(self._problem_of(step_id))
        step, steps = self._step_among(step_id)
        rows = resegment.merge_rows(self._database, steps, step.number - 1)
        cut = steps[step.number - 1 : step.number + 1]
        rows = [*opinions.rows_without(self._database, cut), *rows]
        for joined in cut:
            rows += resegment.without_alternatives(self._database, joined.id)
        return self._commit_step(
            step,
            sentence("merge steps {number} and {next}", number=step.number, next=step.number + 1),
            rows,
        )

    def split_step(self, step_id: str, offset_in_raw: int) -> Change:
        """Cut a step in two at an offset into its raw text (marker included)."""
        self._refuse_in_pass(self._problem_of(step_id))
        step, steps = self._step_among(step_id)
        rows = resegment.split_rows(
            self._database, steps, step.number - 1, offset_in_raw, self._raw(step)
        )
        rows = [*opinions.rows_without(self._database, [step]), *rows]
        rows += resegment.without_alternatives(self._database, step_id)
        return self._commit_step(step, sentence("split step {number}", number=step.number), rows)

    def history(self, step_id: str) -> list[HistoryLine]:
        """Return what was done to a step, oldest first."""
        return history_of(self._database, step_id, self._project.annotator.id)

    def maker_of(self, mark: Mark) -> str:
        """Return the name of whoever made a mark; empty where this project does not know."""
        name = self._database.value(
            "SELECT name FROM annotators WHERE id = ?", (mark.annotator_id,)
        )
        return str(name or "")

    def _mark(
        self,
        step_id: str,
        label: Sentence,
        *,
        seconds: float = 0.0,
        also: Sequence[RowChange] = (),
        accepted: Mapping[str, AcceptedSuggestion | None] = suggestions.NOTHING,
        **fields: Any,
    ) -> Change:
        """Commit what is said of a step, with rows of the act; ``label`` gets its number."""
        step = self._step(step_id)
        topics = (f"marks:{step_id}", f"problems:{self._problem_of(step_id)}")
        rows = self._mark_rows(step_id, seconds, accepted, **fields)
        return self._project.commit(label.having(number=step.number), topics, [*rows, *also])

    def _mark_rows(
        self,
        step_id: str,
        seconds: float,
        accepted: Mapping[str, AcceptedSuggestion | None] = suggestions.NOTHING,
        **fields: Any,
    ) -> list[RowChange]:
        before = self._mark_of(step_id)
        thread = self._thread(self._problem_of(step_id))
        known = before or Mark(step_id, annotator_id=self._project.annotator.id)
        if fields.get("verdict", known.verdict) != known.verdict:
            # Whoever changes a verdict, say an imported one, is the one whose verdict it is.
            fields["annotator_id"] = self._project.annotator.id
            fields.setdefault("source", LabelSource.HUMAN)
        after = replace(
            known,
            **fields,
            mode=thread.annotation_mode if thread else AnnotationMode.FIRST_ERROR,
            guideline_version=self.guideline()[0],
            seconds=known.seconds + seconds,
            updated_at=now(),
        )
        kept = None if before and _says_nothing(after) else after
        who = self._project.annotator.id
        rows = opinions.rows_for_mark(self._database, who, before, kept)
        return suggestions.with_origins(self._database, rows, accepted)

    def _commit_step(self, step: Step, label: str, rows: list[RowChange]) -> Change:
        topics = (f"marks:{step.id}", f"problems:{self._problem_of(step.id)}", "turns")
        rows = suggestions.with_origins(self._database, rows)
        return self._project.commit(label, topics, rows)

    def _drop_draft(self, step_id: str, field: str) -> None:
        sql, key = "step_id = ? AND field = ?", (self._draft_key(step_id), field)
        if self._database.row(f"SELECT 1 FROM drafts WHERE {sql}", key):
            with self._project.file.unrecorded() as database:
                database.execute(f"DELETE FROM drafts WHERE {sql}", key)

    def _draft_key(self, step_id: str) -> str:
        return opinions.draft_key(self._database, step_id, self._project.annotator.id)

    def _offered(self, step: Step) -> Verdict:
        """Return the verdict that the same step had in the turn before; KnownError for none."""
        verdict = self._verdict_before(step)
        if verdict is None:
            raise KnownError(sentence("There is no suggestion for this step; mark it yourself."))
        return verdict

    def _verdict_before(self, step: Step) -> Verdict | None:
        origin = self._mark_of(step.origin_step_id) if step.origin_step_id else None
        return origin.verdict if origin is not None and self._repeats(step) else None

    def _repeats(self, step: Step) -> bool:
        origin = self._step(step.origin_step_id or "")
        return step_body(self._raw(origin)) == step_body(self._raw(step))


def _says_nothing(mark: Mark) -> bool:
    """Return whether a mark holds neither verdict nor text."""
    said = mark.verdict is not None or mark.error_kind is not None or mark.follows_from is not None
    return not said and not mark.explanation and mark.rewrite is None
