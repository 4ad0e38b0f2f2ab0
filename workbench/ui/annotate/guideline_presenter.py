"""Runs the guideline beside the steps: shows the versions, and commits a new one."""

from __future__ import annotations

from PySide6.QtCore import QObject

from workbench.ui.actions import KeyMap
from workbench.ui.annotate.guideline_panel import GuidelineShown
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.bus import touches
from workbench.ui.desk import Desk
from workbench.ui.shortcuts import bind_within

DRAFT = "guideline.draft"


class GuidelinePresenter(QObject):
    """The guideline's presenter."""

    def __init__(self, desk: Desk, panel: AnnotatePanel, keys: KeyMap) -> None:
        super().__init__(panel)
        self._desk = desk
        self._page = panel
        self._feedback = panel.feedback
        self._panel = panel.feedback.guideline
        self._panel.edited.connect(self._on_edited)
        self._panel.left.connect(self.close)
        self._panel.draft_due.connect(self._keep_draft)
        self._panel.given_up.connect(lambda: self._keep_draft(None))
        self._feedback.guideline_wanted.connect(self.toggle)
        self._feedback.step_shown.connect(self._refresh)
        desk.bus.changed.connect(self._on_changed)
        bind_within(keys, "guideline.show", panel, self.toggle)

    def toggle(self) -> None:
        """Show the guideline, or put it away; a text that is being written is not lost by it."""
        if self._feedback.shows_guideline and not self._panel.is_editing:
            self.close()
        else:
            self._feedback.show_guideline(wanted=True)
            self._refresh()
            draft = self._desk.project.setting(DRAFT)
            if self._panel.is_editing:
                self._panel.editor.setFocus()
            elif isinstance(draft, str):
                self._panel.start_editing(draft)
            elif not self._page.steps.hasFocus():
                self._page.focus_steps()  # the field that had the keys is hidden now

    def close(self) -> None:
        """Put the guideline away."""
        self._feedback.show_guideline(wanted=False)
        self._page.focus_steps()

    def _refresh(self) -> None:
        if self._feedback.shows_guideline and not self._desk.closed:
            versions = tuple(self._desk.annotation.guidelines())
            self._panel.show_guideline(GuidelineShown(versions, self._feedback.guideline_of_mark))

    def _keep_draft(self, text: str | None) -> None:
        """Keep what is being written, or forget it, so that a crash costs a second of typing."""
        self._desk.save(lambda: self._desk.project.set_setting(DRAFT, text))

    def _on_edited(self, text: str) -> None:
        if self._desk.commit(lambda: self._desk.annotation.edit_guideline(text), self):
            self._panel.stop_editing()
            self._keep_draft(None)
            self._refresh()

    def _on_changed(self, topics: frozenset[str], author: object) -> None:
        if touches(topics, "guidelines"):
            self._refresh()
