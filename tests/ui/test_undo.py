"""Undo over committed changes: never ahead of the store, without limit, and over restarts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.projects import step_ids, with_response
from workbench.domain.errors import KnownError, StorageError
from workbench.domain.records import Verdict
from workbench.service.past_acts import PastActs
from workbench.service.project import Project
from workbench.store.acts import Act
from workbench.store.changes import Change
from workbench.ui.undo import UndoHistory


class NoPast:
    """Stands in for a project that begins with this session."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.annotator_id = "me"

    def whose(self, act: Act) -> str:
        return "" if act.annotator_id == self.annotator_id else act.annotator_id

    def is_hidden(self, act: Act) -> bool:
        return False

    def older(self, count: int) -> list[Act]:
        return []

    def undone(self) -> list[Act]:
        return []

    def change(self, act: Act) -> Change:
        return change(act.id)


def change(name: str) -> Change:
    return Change(name, name, frozenset({"marks"}), (), 1)


def history_of(project: Project) -> UndoHistory:
    return UndoHistory(project.revert, PastActs(project))


def labels(acts: Iterable[Act]) -> list[str]:
    return [act.label for act in acts]


def test_pushing_does_not_repeat_the_committed_change(qtbot: QtBot) -> None:
    """The commit already happened."""
    reverted: list[Change] = []
    history = UndoHistory(lambda one: reverted.append(one) or one, NoPast())  # type: ignore[func-returns-value]
    history.push(change("mark"))
    assert reverted == []
    assert history.can_undo
    assert not history.can_redo


def test_undo_then_redo_reverts_what_the_undo_committed(qtbot: QtBot) -> None:
    """Each step back is a new change, and a redo takes that one back."""
    asked: list[str] = []

    def revert(one: Change) -> Change:
        asked.append(one.id)
        return change(one.id + "'")

    history = UndoHistory(revert, NoPast())
    history.push(change("a"))
    assert history.undo()
    assert history.redo()
    assert not history.redo()
    assert asked == ["a", "a'"]
    history.undo()
    history.push(change("b"))
    assert not history.can_redo


def fails_with(error: Exception) -> Callable[[Change], Change]:
    def revert(one: Change) -> Change:
        raise error

    return revert


def test_an_undo_that_was_not_saved_can_be_tried_again(qtbot: QtBot) -> None:
    """A full disk passes; the act must still be there to be taken back then."""
    history = UndoHistory(fails_with(StorageError("The disk is full; free some space.")), NoPast())
    history.push(change("a"))
    with qtbot.waitSignal(history.failed):
        history.undo()
    assert labels(history.acts(9)) == ["a"]


def test_an_act_that_cannot_be_taken_back_is_told_and_dropped(qtbot: QtBot) -> None:
    """It would stand in the way of all before it."""
    history = UndoHistory(fails_with(KnownError("Later work builds on it.")), NoPast())
    history.push(change("a"))
    history.push(change("b"))
    with qtbot.waitSignal(history.failed):
        history.undo()
    assert labels(history.acts(9)) == ["a"]


def test_acts_of_earlier_sessions_are_read_as_far_as_someone_goes_back(
    qtbot: QtBot, project: Project
) -> None:
    """There is no limit, and the start of the window does not pay for it."""
    annotation, problem = with_response(project)
    step = step_ids(annotation, problem)[0]
    for _ in range(60):
        annotation.mark(step, Verdict.CORRECT)
        annotation.mark(step, Verdict.INCORRECT)
    history = history_of(project)
    assert len(history._done) == 0
    assert labels(history.acts(1)) == ["mark step 1 incorrect"]
    assert len(history._done) < 60
    assert sum(history.undo() for _ in range(1000)) == 122
    assert not history.can_undo
    assert annotation.queue() == []


def test_what_was_undone_can_be_done_again_after_a_restart(qtbot: QtBot, project: Project) -> None:
    """A restart is no act of the user."""
    annotation, problem = with_response(project)
    first, second, third = step_ids(annotation, problem)[:3]
    annotation.mark(first, Verdict.CORRECT)
    annotation.mark(second, Verdict.NEUTRAL)
    annotation.mark(third, Verdict.CORRECT)
    before = history_of(project)
    for turn in (before.undo, before.undo, before.redo, before.undo):
        assert turn()
    after = history_of(project)
    assert labels(after.undone) == ["mark step 3 correct", "mark step 2 neutral"]
    assert labels(after.acts(1)) == ["mark step 1 correct"]
    assert after.redo()
    assert after.redo()
    assert not after.can_redo
    assert [step.verdict for step in annotation.view(problem.id).turns[0].chosen.steps] == [  # type: ignore[union-attr]
        Verdict.CORRECT,
        Verdict.NEUTRAL,
        Verdict.CORRECT,
        None,
    ]
    assert labels(history_of(project).acts(3)) == [
        "mark step 3 correct",
        "mark step 2 neutral",
        "mark step 1 correct",
    ]


@pytest.mark.parametrize("rounds", [1, 2, 7])
def test_undoing_and_redoing_again_and_again_leaves_one_act(
    qtbot: QtBot, project: Project, rounds: int
) -> None:
    """Each round makes two events; the log must not count them as work."""
    annotation, problem = with_response(project)
    annotation.mark(step_ids(annotation, problem)[0], Verdict.CORRECT)
    history = history_of(project)
    for _ in range(rounds):
        history.undo()
        history.redo()
    fresh = history_of(project)
    assert len(fresh.acts(99)) == len(history.acts(99)) == 3
    assert not fresh.can_redo
    fresh.undo()
    assert annotation.queue_counts().marked_problems == 0
