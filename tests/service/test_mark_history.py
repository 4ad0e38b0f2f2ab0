"""Who did what to a step, read from the events; a guideline's version keeps its meaning."""

from __future__ import annotations

import pytest

from tests.helpers.projects import step_ids, with_response
from workbench.domain.errors import KnownError
from workbench.domain.records import ErrorKind, Verdict
from workbench.service import mark_history
from workbench.service.annotation import Annotation
from workbench.service.annotators import Annotators
from workbench.service.project import Project
from workbench.service.second_pass import SecondPasses


def test_each_line_holds_the_mark_before_and_after(project: Project) -> None:
    """What changed is told from the records, not from a sentence."""
    annotation, problem = with_response(project)
    first = step_ids(annotation, problem)[0]
    annotation.mark(first, Verdict.CORRECT, seconds=4.0)
    annotation.set_error_kind(first, ErrorKind.CALCULATION)
    _turn, one, two = annotation.history(first)
    assert (one.before, one.who, one.undone) == (None, "Ada", False)
    assert one.after is not None
    assert two.before == one.after
    assert two.after is not None
    assert (two.after.verdict, two.after.error_kind) == (Verdict.INCORRECT, ErrorKind.CALCULATION)
    assert two.after.seconds == 4.0


def test_undoing_is_a_line_of_its_own(project: Project) -> None:
    """History only grows."""
    annotation, problem = with_response(project)
    first = step_ids(annotation, problem)[0]
    project.revert(annotation.mark(first, Verdict.CORRECT))
    last = annotation.history(first)[-1]
    assert last.undone
    assert last.before is not None
    assert last.after is None


def test_very_long_events_are_not_read_through(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Selecting a step of an import of a million rows must not parse all of them."""
    annotation, problem = with_response(project)
    first = step_ids(annotation, problem)[0]
    annotation.mark(first, Verdict.CORRECT)
    monkeypatch.setattr(mark_history, "LONGEST", 10)
    (line,) = annotation.history(first)[-1:]
    assert (line.before, line.after) == (None, None)
    assert line.text == "mark step 1 correct"


def test_a_guideline_version_that_was_taken_back_is_never_used_again(project: Project) -> None:
    """A mark made under it would come to mean another text."""
    annotation = Annotation(project)
    project.revert(annotation.edit_guideline("Second."))
    annotation.edit_guideline("Third.")
    assert [version.version for version in annotation.guidelines()] == [1, 3]


def test_the_same_guideline_again_is_no_new_version(project: Project) -> None:
    """Saving without a change says so."""
    annotation = Annotation(project)
    with pytest.raises(KnownError):
        annotation.edit_guideline(annotation.guideline()[1] + "\n")
    assert len(annotation.guidelines()) == 1


def test_marking_blind_shows_nothing_of_what_others_did(project: Project) -> None:
    """A second opinion that has read the first one is worth nothing."""
    annotation, problem = with_response(project)
    first = step_ids(annotation, problem)[0]
    annotation.mark(first, Verdict.INCORRECT)
    people, passes = Annotators(project), SecondPasses(project)
    people.add("Ben")
    ben = people.use(people.named("Ben").id).id
    passes.give(ben, 1.0)
    blind = Annotation(project)
    assert blind.history(first) == []
    blind.mark(first, Verdict.CORRECT)
    assert {line.who for line in blind.history(first)} <= {"Ben"}
    for step in step_ids(blind, problem)[1:]:
        blind.mark(step, Verdict.CORRECT)
    passes.hand_in(ben)
    assert "Ada" in {line.who for line in blind.history(first)}
