"""What is said of the selected step: error kind, explanation, rewrite with preview, history."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, SignalInstance
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.records import ErrorKind, Mark, Verdict
from workbench.service.views import StepView
from workbench.ui.actions import KeyMap
from workbench.ui.annotate.alternatives_list import AlternativesSection
from workbench.ui.annotate.draft_edit import DraftEdit
from workbench.ui.math.view import MathText
from workbench.ui.widgets import ChipRow, EmptyState, HintButton, card, label, scroll_area

FEEDBACK_WIDTH = 392
PREVIEW_DELAY_MS = 60
KINDS = (
    ("reasoning", ErrorKind.REASONING),
    ("calculation", ErrorKind.CALCULATION),
    ("misread", ErrorKind.MISREAD_PROBLEM),
    ("unjustified", ErrorKind.UNJUSTIFIED),
    ("incomplete", ErrorKind.INCOMPLETE),
)


class FeedbackPanel(QWidget):
    """The right column.

    Signals:
        error_kind_chosen(step_id, kind): a kind, or None.
        follows_from_chosen(step_id, earlier_step_id): an earlier step, or None.
        draft_due(step_id, field, text): typed text wants to be a draft.
        draft_discarded(step_id, field): a restored draft is not wanted.
        submitted(step_id, field, text): an explanation or rewrite is meant.
        typing(): there is typed text that is no draft yet.
        left(): back to the step list.
    """

    error_kind_chosen = Signal(str, object)
    follows_from_chosen = Signal(str, object)
    draft_due = Signal(str, str, str)
    draft_discarded = Signal(str, str)
    submitted = Signal(str, str, str)
    typing = Signal()
    left = Signal()

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setFixedWidth(FEEDBACK_WIDTH)
        self._step: StepView | None = None
        self._title = label("", "heading")
        self._meta = label("", "meta")
        self.kinds = ChipRow(KINDS, optional=True, tone="incorrect")
        self.explanation = self._editor(keys, "explanation")
        self.rewrite = self._editor(keys, "rewrite")
        self.rewrite.setProperty("role", "source")
        self.preview = MathText()
        self.alternatives = AlternativesSection(keys)
        self.follows = QComboBox()
        self._restored = label("", "meta")
        self._keep = HintButton("Keep")
        self._discard = HintButton("Discard")
        self._history = label("", "meta", wrap=True)
        self._preview_timer = QTimer(self, singleShot=True, interval=PREVIEW_DELAY_MS)
        self._lay_out(keys)
        self._connect()
        self.show_step(None, (), "")

    @property
    def step_id(self) -> str | None:
        """Return the step shown."""
        return self._step.step.id if self._step else None

    def show_step(self, step: StepView | None, earlier: Sequence[StepView], meta: str) -> None:
        """Show what was said of a step; ``earlier`` are the steps it could follow from."""
        same = step is not None and step.step.id == self.step_id
        if not same:
            self.submit()
        self._step = step
        self._stack.setCurrentIndex(0 if step is None else 1)
        if step is None:
            return
        mark = step.mark or Mark(step_id=step.step.id)
        self._title.setText(f"Step {step.number}")
        self._meta.setText(meta)
        self.kinds.select(mark.error_kind)
        self._kinds_box.setVisible(mark.verdict is Verdict.INCORRECT)
        for field, editor, stored in (
            ("explanation", self.explanation, mark.explanation),
            ("rewrite", self.rewrite, mark.rewrite or ""),
        ):
            # What is being typed stays when something else of the same step changes.
            if not (same and editor.differs):
                editor.show_text(stored, step.drafts.get(field))
        fields = " and ".join(sorted(step.drafts))
        self._restored.setText(f"Unsaved draft of the {fields} restored" if step.drafts else "")
        self._restored_box.setVisible(bool(step.drafts))
        self._show_follows(mark.follows_from, earlier)
        self._show_preview()

    @property
    def restored_text(self) -> str:
        """Return what is said of restored drafts."""
        return self._restored.text()

    @property
    def is_typing(self) -> bool:
        """Return whether a text field has the cursor."""
        return self.explanation.hasFocus() or self.rewrite.hasFocus()

    def show_history(self, lines: Sequence[str]) -> None:
        """Show what was done to the step, latest first."""
        self._history.setText("\n".join(lines) or "nothing yet")

    def submit(self, *, on_purpose: bool = False) -> None:
        """Submit what was typed; called before another step is shown."""
        for editor in (self.explanation, self.rewrite):
            editor.submit(on_purpose=on_purpose)

    def offer_rewrite(self, text: str) -> None:
        """Start a rewrite from the step as it stands."""
        self.rewrite.offer(text)
        self._show_preview()

    def open_follows(self) -> None:
        """Open the list of earlier steps."""
        if self.follows.isEnabled():
            self.follows.setFocus()
            self.follows.showPopup()

    def _editor(self, keys: KeyMap, field: str) -> DraftEdit:
        editor = DraftEdit(keys)
        editor.setAccessibleName(field.capitalize())
        editor.typed.connect(lambda text: self.typing.emit())
        editor.draft_due.connect(lambda text: self._emit(self.draft_due, field, text))
        editor.submitted.connect(lambda text: self._emit(self.submitted, field, text))
        editor.left.connect(self.left)
        return editor

    def _emit(self, signal: SignalInstance, field: str, text: str) -> None:
        if self._step is not None:
            signal.emit(self._step.step.id, field, text)

    def _connect(self) -> None:
        self._keep.clicked.connect(lambda: self.submit(on_purpose=True))
        self._discard.clicked.connect(self._on_discard)
        self.kinds.chosen.connect(self._on_kind_chosen)
        self.follows.activated.connect(self._on_follows_chosen)
        self.rewrite.textChanged.connect(self._preview_timer.start)
        self._preview_timer.timeout.connect(self._show_preview)

    def _lay_out(self, keys: KeyMap) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 14, 24, 16)
        column.setSpacing(14)
        column.addLayout(_between(self._title, self._meta))
        self._kinds_box = _section("Error kind", self.kinds)
        column.addWidget(self._kinds_box)
        self.explanation.setMinimumHeight(92)
        self.explanation.setMaximumHeight(104)
        column.addWidget(_section("Explanation", self.explanation, keys.hint("step.explain")))
        self.rewrite.setMinimumHeight(116)
        self.rewrite.setMaximumHeight(176)
        column.addWidget(_section("Rewrite", self.rewrite, keys.hint("step.rewrite")))
        self._restored_box = _row(self._restored, self._keep, self._discard)
        column.addWidget(self._restored_box)
        self._preview_box = _section("Preview", _preview_card(self.preview))
        column.addWidget(self._preview_box)
        column.addWidget(self.alternatives)
        self._follows_box = _section("Follows from", self.follows, keys.hint("step.follows"))
        column.addWidget(self._follows_box)
        column.addWidget(_section("History", self._history))
        column.addStretch(1)
        self._stack = QStackedLayout(self)
        empty = EmptyState("No step selected", "Select a step to explain or rewrite it.")
        empty.set_text_width(FEEDBACK_WIDTH - 80)
        self._stack.addWidget(empty)
        self._stack.addWidget(scroll_area(body))

    def _show_follows(self, follows_from: str | None, earlier: Sequence[StepView]) -> None:
        self.follows.clear()
        self.follows.addItem("No earlier step", None)
        for step in earlier:
            self.follows.addItem(f"Step {step.number}", step.step.id)
        self.follows.setCurrentIndex(max(0, self.follows.findData(follows_from)))
        self.follows.setEnabled(bool(earlier))
        self._follows_box.setVisible(bool(earlier))

    def _show_preview(self) -> None:
        text = self.rewrite.toPlainText()
        self._preview_box.setVisible(bool(text.strip()))
        if self.preview.source() != text:
            self.preview.set_source(text)

    def _on_discard(self) -> None:
        if self._step is None:
            return
        step_id, drafts = self._step.step.id, tuple(self._step.drafts)
        for editor in (self.explanation, self.rewrite):
            editor.revert()
        for field in drafts:
            self.draft_discarded.emit(step_id, field)

    def _on_kind_chosen(self, kind: ErrorKind | None) -> None:
        if self._step is not None:
            self.error_kind_chosen.emit(self._step.step.id, kind)

    def _on_follows_chosen(self, at: int) -> None:
        if self._step is not None:
            self.follows_from_chosen.emit(self._step.step.id, self.follows.itemData(at))
            self.left.emit()


def _between(left: QWidget, right: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(left)
    row.addStretch(1)
    row.addWidget(right)
    return row


def _row(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return holder


def _section(title: str, content: QWidget, hint: str = "") -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    column.addLayout(_between(label(title, "meta"), label(hint, "ghost")))
    column.addWidget(content)
    return holder


def _preview_card(preview: MathText) -> QWidget:
    frame = card()
    preview.set_font_role("reading_small")
    inner = QVBoxLayout(frame)
    inner.setContentsMargins(10, 10, 10, 12)
    inner.addWidget(preview)
    return frame
