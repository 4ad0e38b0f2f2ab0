"""The verbs on a whole thread: how it is annotated and refined, and where it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from workbench.domain.records import AnnotationMode, RefineMode, ThreadStatus
from workbench.domain.sentences import sentence, word
from workbench.service import opinions, turns
from workbench.service.project_acts import ProjectActs
from workbench.store.changes import Change, replaced


class ThreadActs(ProjectActs):
    """Modes and status of one annotator's work on a problem."""

    def set_refine_mode(self, problem_id: str, mode: RefineMode) -> Change:
        """Choose how the next turns of a problem are asked for."""
        return self._set_thread(
            problem_id,
            sentence("refine by {mode}", mode=word(mode.value.replace("_", " "))),
            refine_mode=mode,
        )

    def set_annotation_mode(self, problem_id: str, mode: AnnotationMode) -> Change:
        """Choose whether to stop at the first incorrect step of a problem."""
        return self._set_thread(
            problem_id,
            sentence("annotate {mode}", mode=word(mode.value.replace("_", " "))),
            annotation_mode=mode,
        )

    def accept(self, problem_id: str) -> Change:
        """Take the newest response as the solution. Raises KnownError where there is none.

        In a blind pass this hands it in.
        """
        handed_in = opinions.rows_to_hand_in(self._database, problem_id, self._project.annotator.id)
        if handed_in:
            return self._project.commit(
                sentence("hand in blind marks"), (f"problems:{problem_id}", "passes"), handed_in
            )
        turns.newest(self.view(problem_id))
        return self._set_thread(
            problem_id, sentence("accept"), status=ThreadStatus.ACCEPTED, status_reason=""
        )

    def set_aside(self, problem_id: str, status: ThreadStatus, reason: str) -> Change:
        """Set a problem aside, as bad or given up, with a reason."""
        return self._set_thread(
            problem_id,
            sentence("set aside: {status}", status=word(status.value.replace("_", " "))),
            status=status,
            status_reason=reason,
        )

    def reopen(self, problem_id: str) -> Change:
        """Go on with a problem that was accepted or set aside."""
        return self._set_thread(
            problem_id, sentence("reopen"), status=ThreadStatus.OPEN, status_reason=""
        )

    def _set_thread(self, problem_id: str, label: str, **fields: Any) -> Change:
        self._refuse_in_pass(problem_id)
        self._problem(problem_id)
        before = self._thread(problem_id)
        after = replace(before or self._new_thread(problem_id), **fields)
        topics = (f"threads:{after.id}", f"problems:{problem_id}")
        return self._project.commit(label, topics, [replaced(before, after)])
