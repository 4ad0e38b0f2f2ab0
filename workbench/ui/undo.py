"""Undo and redo over committed changes: each step back is itself a new committed change."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from workbench.store.changes import Change

Revert = Callable[[Change], Change]


class ChangeCommand(QUndoCommand):
    """A change that is already committed; undo and redo both revert the last change made.

    The first ``redo`` does nothing because Qt calls it when the command is pushed, and the commit
    came before. A failure later is reported and makes the command obsolete: an exception that
    left ``undo`` would leave the stack's index beside the truth.
    """

    def __init__(self, change: Change, history: UndoHistory) -> None:
        super().__init__(change.label)
        self._change = change
        self._history = history
        self._pushed = False

    def redo(self) -> None:
        """Repeat the change, except when Qt calls this on pushing."""
        if not self._pushed:
            self._pushed = True
            return
        self._turn()

    def undo(self) -> None:
        """Take the change back."""
        self._turn()

    def _turn(self) -> None:
        try:
            self._change = self._history.revert(self._change)
        except Exception as error:
            self.setObsolete(True)
            self._history.failed.emit(error)


class UndoHistory(QObject):
    """The stack of what can be taken back, across problems and without limit.

    Signals:
        reverted(change): a change was undone or redone and is committed.
        failed(error): undoing failed; the command was dropped.
    """

    reverted = Signal(object)
    failed = Signal(object)

    def __init__(self, revert: Revert, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._revert = revert
        self._stack = QUndoStack(self)

    @property
    def stack(self) -> QUndoStack:
        """Qt's stack, for menu texts and enabled states."""
        return self._stack

    def push(self, change: Change) -> None:
        """Remember a committed change."""
        self._stack.push(ChangeCommand(change, self))

    def restore(self, changes: Iterable[Change]) -> None:
        """Remember the changes of an earlier session, oldest first."""
        for change in changes:
            self.push(change)

    def undo(self) -> None:
        """Take the last change back."""
        self._stack.undo()

    def redo(self) -> None:
        """Repeat what was taken back last."""
        self._stack.redo()

    def revert(self, change: Change) -> Change:
        """Commit the opposite of ``change`` and announce it; raise what the store raises."""
        opposite = self._revert(change)
        self.reverted.emit(opposite)
        return opposite
