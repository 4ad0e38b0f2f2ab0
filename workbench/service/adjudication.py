"""Disagreements one by one, read without names, decided by a third."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from workbench.domain.errors import KnownError
from workbench.domain.opinions import Decision, OpinionState
from workbench.domain.records import LabelSource, Mark, Problem, Response, Step, Verdict, now
from workbench.domain.sentences import sentence, word
from workbench.domain.steps import step_body
from workbench.service import opinions as seam
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.store import opinions, records
from workbench.store.changes import Change, added


@dataclass(frozen=True, slots=True)
class Side:
    """What one annotator said, without the name."""

    verdict: Verdict
    error_kind: str
    explanation: str
    rewrite: str


@dataclass(frozen=True, slots=True)
class Case:
    """One disagreement: the problem, the steps up to the one in question, and both sides.

    ``bodies`` are the words of the steps from the first to the one to be decided, ``number``'s.
    The order of the sides is drawn by chance, the same each time.
    """

    step_id: str
    problem: Problem
    number: int
    bodies: tuple[str, ...]
    sides: tuple[Side, ...]


class Adjudication:
    """Lists disagreements and records what a third decides."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._database = project.file.database
        self._annotation = Annotation(project)

    def waiting(self) -> list[str]:
        """Return the steps that wait for whoever works now, in the queue's order."""
        return opinions.disagreed(self._database, self._project.annotator.id)

    def own(self) -> int:
        """Return on how many disagreements whoever works now is a side."""
        return len(opinions.disagreed(self._database, self._project.annotator.id, own=True))

    def case(self, step_id: str) -> Case:
        """Return what there is to read of a disagreement."""
        step = records.get(self._database, Step, step_id)
        if step is None:
            raise KnownError(sentence("That step is no longer there; go on to the next."))
        response = records.get(self._database, Response, step.response_id)
        problem_id = opinions.problem_of(self._database, step_id)
        problem = records.get(self._database, Problem, problem_id)
        assert response is not None
        assert problem is not None
        before = records.select(
            self._database,
            Step,
            "response_id = ? AND number <= ? ORDER BY number",
            (response.id, step.number),
        )
        bodies = tuple(step_body(response.text[one.start : one.end]) for one in before)
        sides = [_side(mark) for mark in self._marks(step_id)]
        random.Random(step_id).shuffle(sides)
        return Case(step_id, problem, step.number, bodies, tuple(sides))

    def decide(self, step_id: str, verdict: Verdict, *, seconds: float = 0.0) -> Change:
        """Let a third's verdict count; the words of a side that said the same come along.

        Raises KnownError where whoever works now is one of the sides.
        """
        who = self._project.annotator.id
        marks = self._marks(step_id)
        if any(mark.annotator_id == who for mark in marks):
            raise KnownError(sentence("You marked this step yourself; a third has to decide it."))
        counting = records.get(self._database, Mark, step_id)
        said = next((mark for mark in marks if mark.verdict is verdict), Mark(step_id))
        after = replace(
            said,
            verdict=verdict,
            source=LabelSource.HUMAN,
            guideline_version=self._annotation.guideline()[0],
            seconds=seconds,
            annotator_id=who,
            updated_at=now(),
        )
        rows = seam.rows_for_mark(self._database, who, counting, after)
        rows.append(added(Decision(step_id, who, now())))
        problem_id = opinions.problem_of(self._database, step_id)
        topics = (f"marks:{step_id}", f"problems:{problem_id}", "decisions")
        return self._project.commit(
            sentence("decide step as {verdict}", verdict=word(verdict.name.lower())), topics, rows
        )

    def _marks(self, step_id: str) -> list[Mark]:
        counting = records.get(self._database, Mark, step_id)
        marks = [counting] if counting is not None else []
        marks += [
            opinion.mark
            for opinion in opinions.of_step(self._database, step_id)
            if opinion.state is OpinionState.STANDING
        ]
        return [mark for mark in marks if mark.verdict is not None]


def _side(mark: Mark) -> Side:
    assert mark.verdict is not None
    kind = mark.error_kind.value.replace("_", " ") if mark.error_kind else ""
    return Side(mark.verdict, kind, mark.explanation, mark.rewrite or "")
