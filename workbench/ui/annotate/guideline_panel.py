"""The guideline beside the steps: read, compared with the version of a mark, and edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.word_diff import Change, Stretch, word_diff
from workbench.service.views import GuidelineVersion
from workbench.ui import theme
from workbench.ui.actions import KeyMap
from workbench.ui.annotate.draft_edit import DRAFT_DELAY_MS
from workbench.ui.math.view import MathText
from workbench.ui.moments import day_of
from workbench.ui.widgets import HintButton, label, scroll_area, stretch_row

READ, COMPARED, EDITED = range(3)
LONGEST_GUIDELINE = 100_000


@dataclass(frozen=True, slots=True)
class GuidelineShown:
    """The versions there are, and the one that the mark looked at was made under, if any."""

    versions: tuple[GuidelineVersion, ...]
    of_mark: int | None = None

    @property
    def newest(self) -> GuidelineVersion:
        """The version that new marks are made under."""
        return self.versions[-1]

    @property
    def older(self) -> GuidelineVersion | None:
        """The version of the mark where that is not the newest."""
        for version in self.versions[:-1]:
            if version.version == self.of_mark:
                return version
        return None


class GuidelinePanel(QWidget):
    """What a step deserves, in this project.

    Signals:
        edited(text): a new version is meant.
        draft_due(text): half a second passed since the first unsaved keystroke.
        given_up(): what was being written is not wanted.
        typing(): there is typed text that is no draft yet.
        left(): the guideline is to be put away.
    """

    edited = Signal(str)
    draft_due = Signal(str)
    given_up = Signal()
    typing = Signal()
    left = Signal()

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self._keys = keys
        self._shown: GuidelineShown | None = None
        self._typing = QTimer(self, singleShot=True, interval=DRAFT_DELAY_MS)
        self._typing.timeout.connect(self._on_draft_due)
        self.version = label("", "meta")
        self.text = MathText()
        self.text.set_font_role("reading_small")
        self.compared = self._compared_view()
        self.editor = self._make_editor()
        self.notice = label("", "secondary", wrap=True)
        self.compare = HintButton(self.tr("Show what changed"))
        self.edit = HintButton(self.tr("Edit"))
        self.save = HintButton(self.tr("Save"), keys.hint("text.submit"))
        self.cancel = HintButton(self.tr("Cancel"))
        self.close_button = HintButton(self.tr("Close"), keys.hint("guideline.show"))
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Whether a new version is being written."""
        return self._pages.currentIndex() == EDITED

    def show_guideline(self, shown: GuidelineShown) -> None:
        """Show the newest version; what is being written stays."""
        if shown == self._shown:
            return
        self._shown = shown
        newest = shown.newest
        text = self.tr("version {version} · {when}")
        self.version.setText(text.format(version=newest.version, when=day_of(newest.created_at)))
        self.text.set_source(newest.text)
        self._show_notice(shown)
        if not self.is_editing:
            self._show_page(READ)

    def start_editing(self, draft: str = "") -> None:
        """Open the newest version in the editor, or the draft of the next one."""
        if self._shown is None:
            return
        with QSignalBlocker(self.editor):
            self.editor.setPlainText(draft or self._shown.newest.text)
        self._show_page(EDITED)
        self.editor.setFocus()
        if draft:
            self.notice.setText(self.tr("Unsaved draft of the guideline restored"))
            self.notice.show()

    def stop_editing(self) -> None:
        """Put the editor away; the guideline stays as it is."""
        self._typing.stop()
        self._show_page(READ)
        self.close_button.setFocus()
        if self._shown is not None:
            self._show_notice(self._shown)

    def toggle_compared(self) -> None:
        """Show what changed since the mark was made, or the guideline again."""
        if self._shown is None or self._shown.older is None:
            return
        if self._pages.currentIndex() == COMPARED:
            self._show_page(READ)
            return
        self._show_differences(word_diff(self._shown.older.text, self._shown.newest.text))
        self._show_page(COMPARED)

    def take_focus(self) -> None:
        """Take the keys."""
        (self.editor if self.is_editing else self.close_button).setFocus()

    def _show_notice(self, shown: GuidelineShown) -> None:
        older = shown.older
        self.notice.setVisible(shown.of_mark is not None)
        self.compare.setVisible(older is not None)
        if older is not None:
            text = self.tr("The mark of this step was made under version {version}.")
            self.notice.setText(text.format(version=older.version))
        elif shown.of_mark is not None:
            self.notice.setText(self.tr("The mark of this step was made under this version."))

    def _show_page(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        editing = page == EDITED
        for button in (self.save, self.cancel):
            button.setVisible(editing)
        for button in (self.edit, self.close_button):
            button.setVisible(not editing)
        again = page == COMPARED
        text = self.tr("Show the guideline") if again else self.tr("Show what changed")
        self.compare.setText(text)
        self.compare.updateGeometry()

    def _show_differences(self, stretches: Sequence[Stretch]) -> None:
        tokens = theme.current()
        self.compared.clear()
        cursor = QTextCursor(self.compared.document())
        for stretch in stretches:
            form = QTextCharFormat()
            if stretch.change is Change.INSERTED:
                form.setForeground(QColor(tokens.correct))
                form.setBackground(QColor(tokens.correct_ground))
                form.setFontUnderline(True)
            elif stretch.change is Change.REMOVED:
                form.setForeground(QColor(tokens.incorrect))
                form.setBackground(QColor(tokens.incorrect_ground))
                form.setFontStrikeOut(True)
            cursor.insertText(stretch.text, form)

    def _compared_view(self) -> QTextEdit:
        view = QTextEdit()
        view.setReadOnly(True)
        view.setTabChangesFocus(True)
        view.setAccessibleName(self.tr("What changed in the guideline"))
        return view

    def _make_editor(self) -> QPlainTextEdit:
        editor = QPlainTextEdit()
        editor.setProperty("role", "source")
        editor.setTabChangesFocus(True)
        editor.setAccessibleName(self.tr("Guideline"))
        editor.installEventFilter(self)
        return editor

    def _connect(self) -> None:
        self.edit.clicked.connect(lambda: self.start_editing())
        self.cancel.clicked.connect(self._on_given_up)
        self.editor.textChanged.connect(self._on_typed)
        self.save.clicked.connect(self._on_save)
        self.compare.clicked.connect(self.toggle_compared)
        self.close_button.clicked.connect(self.left)

    def _lay_out(self) -> None:
        self.text.setAccessibleName(self.tr("Guideline"))
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 8, 0)
        inner.addWidget(self.text)
        inner.addStretch(1)
        for page in (scroll_area(body), self.compared, self.editor):
            self._pages.addWidget(page)
        column = QVBoxLayout()
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addLayout(stretch_row(label(self.tr("Guideline"), "heading"), None, self.version))
        column.addWidget(self.notice)
        compare = QHBoxLayout()
        compare.addWidget(self.compare)
        compare.addStretch(1)
        column.addLayout(compare)
        column.addWidget(self._pages, 1)
        foot = stretch_row(self.edit, self.save, self.cancel, None, self.close_button)
        foot.setContentsMargins(16, 12, 16, 12)
        line = QFrame()
        line.setProperty("role", "separator")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(column, 1)
        whole.addWidget(line)
        whole.addLayout(foot)
        self._show_page(READ)
        self.notice.hide()
        self.compare.hide()

    def _on_save(self) -> None:
        self.edited.emit(self.editor.toPlainText().strip()[:LONGEST_GUIDELINE])

    def _on_given_up(self) -> None:
        self.stop_editing()
        self.given_up.emit()

    def _on_draft_due(self) -> None:
        self.draft_due.emit(self.editor.toPlainText())

    def _on_typed(self) -> None:
        if self.is_editing and not self._typing.isActive():
            self._typing.start()
            self.typing.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Save and leave by keys while writing; on the page around it they mean something else."""
        action = self._keys.action_for(event) if isinstance(event, QKeyEvent) else None
        if action is None or action.id not in ("text.submit", "focus.steps"):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress and action.id == "text.submit":
            self._on_save()
            return True
        elif event.type() == QEvent.Type.KeyPress:
            self._on_given_up()
            return True
        return False
