"""Undo and redo over committed changes: each step back is itself a new committed change."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from workbench.domain.errors import KnownError, StorageError
from workbench.domain.records import now
from workbench.service.views import AHEAD
from workbench.store.acts import Act
from workbench.store.changes import Change

Revert = Callable[[Change], Change]
Turned = Callable[[Act, Change | None], None]
READ_AT_ONCE = 50


class Past(Protocol):
    """What is known of the acts of earlier sessions, and of whose acts there are."""

    @property
    def annotator_id(self) -> str:
        """Whose acts are being done now."""

    def whose(self, act: Act) -> str:
        """Return the name of another annotator who did an act, the empty text for the own ones."""

    def is_hidden(self, act: Act) -> bool:
        """Return whether an act must not be known while a blind pass is open."""

    def older(self, count: int) -> Sequence[Act]:
        """Return the next acts, going back in time; fewer than ``count`` at the beginning."""

    def undone(self) -> Sequence[Act]:
        """Return what was undone last and can be done again, the next first."""

    def change(self, act: Act) -> Change:
        """Return an act with its rows."""


class Beside(Protocol):
    """Turns acts of very many rows beside the window's thread."""

    def takes(self, change: Change) -> bool:
        """Return whether a change is too long for the window's thread."""

    def start(
        self,
        change: Change,
        on_done: Callable[[Change], None],
        on_failed: Callable[[KnownError], None],
        on_stopped: Callable[[], None],
    ) -> None:
        """Take a change back, and call back in the window's thread."""


class UndoHistory(QObject):
    """What can be taken back: the acts of this session, then all that the log holds.

    Qt's own stack wants every command in memory from the start; this one reads the log as far as
    somebody goes back, and holds no rows. An act that cannot be taken back for good is told and
    dropped; one that was only not saved, say on a full disk, stays and can be tried again.

    ``undo`` and ``redo``, the keys, turn only what whoever works now did; ``take_back`` and
    ``do_again``, for the list of acts, turn anybody's, but for what a blind pass hides.

    An act of very many rows is turned by ``beside``, where there is one: undo returns at once, and
    nothing else is turned until it is done.

    Signals:
        settled(change): an act that was turned beside the window is committed and told, or (None)
            stays as it was.
        held(sentence): an act stays as it is, for it is another annotator's.
        reverted(change): an act was undone or redone and is committed.
        failed(error): undoing failed.
        changed(): what can be undone or redone is not what it was.
    """

    reverted = Signal(object)
    failed = Signal(object)
    changed = Signal()
    held = Signal(str)
    settled = Signal(object)

    def __init__(self, revert: Revert, past: Past, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._revert = revert
        self._past = past
        self._done: deque[Act] = deque()
        self._undone: list[Act] | None = None
        self._read_all = False
        self.beside: Beside | None = None
        self.is_busy = False

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self.acts(1))

    @property
    def can_redo(self) -> bool:
        """Whether there is anything to do again."""
        return bool(self.undone)

    @property
    def undone(self) -> Sequence[Act]:
        """What can be done again, the next last."""
        if self._undone is None:
            self._undone = list(reversed(self._past.undone()))
        return self._undone

    def acts(self, count: int) -> Sequence[Act]:
        """Return up to ``count`` acts that can be taken back, newest first."""
        while len(self._done) < count and not self._read_all:
            more = self._past.older(READ_AT_ONCE)
            self._done.extend(more)
            self._read_all = len(more) < READ_AT_ONCE
        return [self._done[at] for at in range(min(count, len(self._done)))]

    def push(self, change: Change) -> None:
        """Remember a committed change; what was undone before cannot be done again then."""
        self._done.appendleft(_act_of(change, self._past.annotator_id))
        self._undone = []
        self.changed.emit()

    def undo(self) -> bool:
        """Take the last act back and tell everyone; return whether that was done.

        What came about by itself since, such as a turn that was written ahead, goes back first:
        the user takes back what he did.
        """
        if self.is_busy or self._is_held(self._newest_done()):
            return False
        while self.can_undo and _came_by_itself(self.acts(1)[0]):
            if not self._told(self.take_back()):
                return False
        return self._told(self.take_back())

    def redo(self) -> bool:
        """Do again what was taken back last and tell everyone; return whether that was done."""
        if self.is_busy or self._is_held(self.undone[-1] if self.can_redo else None):
            return False
        return self._told(self.do_again()) and self._redo_what_followed()

    def take_back(self) -> Change | None:
        """Take the last act back, telling nobody yet; return what was committed for it.

        None also where it goes on beside the window, as ``is_busy`` then says.
        """
        acts = () if self.is_busy else self.acts(1)
        return self._turn(acts[0], self._on_undone) if acts else None

    def do_again(self) -> Change | None:
        """Do again what was taken back last, telling nobody yet; None as of ``take_back``."""
        if self.is_busy or not self.can_redo:
            return None
        return self._turn(self.undone[-1], self._on_redone)

    def _redo_what_followed(self) -> bool:
        """Do again what had come about by itself behind an act that was done again."""
        while self.can_redo and _came_by_itself(self.undone[-1]):
            if not self._told(self.do_again()):
                return False
        return True

    def _told(self, opposite: Change | None) -> bool:
        if opposite is not None:
            self.reverted.emit(opposite)
        return opposite is not None

    def _newest_done(self) -> Act | None:
        """Return the newest act that somebody did, and that did not come about by itself."""
        count = 1
        while len(acts := self.acts(count)) == count:
            if not _came_by_itself(acts[-1]):
                return acts[-1]
            count += 1
        return None

    def _is_held(self, act: Act | None) -> bool:
        """Return whether a key leaves an act alone, and say why: it is another's."""
        name = self._past.whose(act) if act is not None else ""
        if not name or act is None or self._is_barred(act):
            return bool(name)
        text = self.tr(
            "{name} did what comes next, so it stays. Let {name} work again on Data › Annotators,"
            " or turn it on purpose in the list “What was done”."
        )
        self.held.emit(text.format(name=name))
        return True

    def _is_barred(self, act: Act) -> bool:
        """Return whether a blind pass keeps an act as it is, and say so."""
        hidden = self._past.is_hidden(act)
        if hidden:
            text = self.tr(
                "What comes next was done by {name} on a problem that you mark blind, so it stays."
                " Hand in your blind pass, or let {name} work again on Data › Annotators."
            )
            self.held.emit(text.format(name=self._past.whose(act)))
        return hidden

    def _turn(self, act: Act, on_turned: Turned) -> Change | None:
        if self._is_barred(act):
            return None
        try:
            change = self._past.change(act)
            if self.beside is not None and self.beside.takes(change):
                self._turn_beside(self.beside, act, change, on_turned)
                return None
            opposite = self._revert(change)
        except KnownError as error:
            self._on_failed(act, on_turned, error)
            return None
        on_turned(act, opposite)
        self.changed.emit()
        return opposite

    def _turn_beside(self, beside: Beside, act: Act, change: Change, on_turned: Turned) -> None:
        self.is_busy = True

        def done(opposite: Change) -> None:
            self.is_busy = False
            on_turned(act, opposite)
            self.changed.emit()
            self.reverted.emit(opposite)
            if on_turned == self._on_redone:
                self._redo_what_followed()
            self.settled.emit(opposite)

        def failed(error: KnownError) -> None:
            self.is_busy = False
            self._on_failed(act, on_turned, error)
            self.settled.emit(None)

        def stopped() -> None:
            self.is_busy = False
            self.settled.emit(None)

        beside.start(change, done, failed, stopped)

    def _on_failed(self, act: Act, on_turned: Turned, error: KnownError) -> None:
        """Tell why an act stays; one that was only not saved can be tried again."""
        if not isinstance(error, StorageError):
            on_turned(act, None)
            self.changed.emit()
        self.failed.emit(error)

    def _on_undone(self, act: Act, opposite: Change | None) -> None:
        undone = list(self.undone)
        # Not always the newest: a turn may have been written while a long act was turned.
        self._done.remove(act)
        if opposite is not None:
            undone.append(_act_of(opposite, act.annotator_id))
        self._undone = undone

    def _on_redone(self, act: Act, opposite: Change | None) -> None:
        self._undone = [one for one in self.undone if one != act]
        if opposite is not None:
            self._done.appendleft(_act_of(opposite, act.annotator_id))


def _came_by_itself(act: Act) -> bool:
    """Return whether no act of the user made a change."""
    return AHEAD in act.topics


def _act_of(change: Change, annotator_id: str) -> Act:
    return Act(change.seq, change.id, now(), change.label, change.topics, annotator_id)
