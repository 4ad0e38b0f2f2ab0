"""Lets the expert write a solution, or the rest of one; what is typed is kept until saved."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.domain.steps import step_marker
from workbench.ui.annotate.manual_editor import ManualEditor
from workbench.ui.annotate.shown import Shown
from workbench.ui.desk import Desk

DRAFT = "manual.draft"


class ManualPresenter(QObject):
    """The sheet on which a turn is written by hand.

    Signals:
        turn_added(): a turn was stored, to be shown.
    """

    turn_added = Signal()

    def __init__(self, desk: Desk, editor: ManualEditor, shown: Shown) -> None:
        super().__init__(editor)
        self._desk = desk
        self._editor = editor
        self._shown = shown
        self._problem_id: str | None = None
        self._from_step: str | None = None
        editor.saved.connect(self._on_saved)
        editor.draft_due.connect(self._on_draft_due)

    def open(self) -> None:
        """Write a whole solution."""
        self._open(None, self.tr("Your solution"), "1. ")

    def open_rest(self) -> None:
        """Write what follows the steps before the selected one."""
        step = self._shown.step(self._shown.step_id)
        if step is not None:
            title = self.tr("Your solution from step {number} on").format(number=step.number)
            self._open(step.step.id, title, step_marker(step.marker + "x") or step.marker)

    def leave(self) -> bool:
        """Put the sheet away; what is typed is kept. Return whether it was open."""
        was_open = self._editor.is_open
        self._editor.keep()
        self._editor.close_sheet()
        return was_open

    def _open(self, from_step: str | None, title: str, beginning: str) -> None:
        self._problem_id, self._from_step = self._shown.problem_id, from_step
        if self._problem_id is not None:
            kept = self._desk.project.setting(self._key)
            self._editor.open(title, kept if isinstance(kept, str) and kept else beginning)

    @property
    def _key(self) -> str:
        return f"{DRAFT}:{self._problem_id}:{self._from_step or ''}"

    def _on_draft_due(self, text: str) -> None:
        key = self._key
        self._desk.save(lambda: self._desk.project.set_setting(key, text))

    def _on_saved(self, text: str) -> None:
        problem_id, from_step = self._problem_id, self._from_step
        if problem_id is None:
            return
        write = self._desk.annotation.write_by_hand
        if self._desk.commit(lambda: write(problem_id, text, from_step), self) is None:
            return
        self._on_draft_due("")
        self._editor.close_sheet()
        self.turn_added.emit()
