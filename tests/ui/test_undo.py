"""Undo over committed changes: Qt's stack never gets ahead of the store."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from workbench.domain.errors import StorageError
from workbench.store.changes import Change
from workbench.ui.undo import UndoHistory


def change(name: str) -> Change:
    return Change(name, name, frozenset({"marks"}), (), 1)


def test_pushing_does_not_repeat_the_committed_change(qtbot: QtBot) -> None:
    """Qt calls redo on push; the commit already happened."""
    reverted: list[Change] = []
    history = UndoHistory(lambda one: reverted.append(one) or one)  # type: ignore[func-returns-value]
    history.push(change("mark"))
    assert reverted == []


def test_undo_then_redo_reverts_what_the_undo_committed(qtbot: QtBot) -> None:
    """Each step back is a new change, and a redo takes that one back."""
    asked: list[str] = []

    def revert(one: Change) -> Change:
        asked.append(one.id)
        return change(one.id + "'")

    history = UndoHistory(revert)
    history.push(change("a"))
    history.undo()
    history.redo()
    assert asked == ["a", "a'"]


def test_a_failed_undo_is_told_and_dropped(qtbot: QtBot) -> None:
    """A command that cannot be undone must not stay and lie about what is on the stack."""

    def revert(one: Change) -> Change:
        raise StorageError("The disk is full; free some space.")

    history = UndoHistory(revert)
    history.push(change("a"))
    with qtbot.waitSignal(history.failed):
        history.undo()
    assert history.stack.count() == 0
