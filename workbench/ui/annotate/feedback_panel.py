"""What is said of the selected step: error kind, explanation, rewrite with preview, history."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from workbench.domain.records import Mark, Verdict
from workbench.service.views import HistoryLine, StepView
from workbench.ui.actions import KeyMap
from workbench.ui.annotate.alternatives_list import AlternativesSection
from workbench.ui.annotate.draft_edit import DraftEdit
from workbench.ui.annotate.follows_row import FollowsRow, follows_section
from workbench.ui.annotate.guideline_panel import GuidelinePanel
from workbench.ui.annotate.history_list import HistoryList
from workbench.ui.annotate.history_words import entry_of, mark_summary
from workbench.ui.annotate.kind_row import OPENS_KINDS, KindRow
from workbench.ui.annotate.text_field import TextField, between, section
from workbench.ui.widgets import EmptyState, HintButton, label, scroll_area, stretch_row

FEEDBACK_WIDTH = 392
NARROWEST = 300
EXPLANATION_LINES = (3, 8)
REWRITE_LINES = (3, 12)
EMPTY, STEP, GUIDELINE = range(3)


class FeedbackPanel(QWidget):
    """The right column.

    Signals:
        error_kind_chosen(step_id, kind): a kind, or None.
        follows_from_chosen(step_id, earlier_step_id): an earlier step, or None.
        draft_due(step_id, field, text): typed text wants to be a draft.
        draft_discarded(step_id, field): a restored draft is not wanted.
        submitted(step_id, field, text): an explanation or rewrite is meant.
        typing(): there is typed text that is no draft yet.
        guideline_wanted(): the guideline is to be shown beside the steps.
        step_shown(): another step is shown, or another mark of it.
        left(): back to the step list.
    """

    error_kind_chosen = Signal(str, object)
    follows_from_chosen = Signal(str, object)
    draft_due = Signal(str, str, str)
    draft_discarded = Signal(str, str)
    submitted = Signal(str, str, str)
    typing = Signal()
    guideline_wanted = Signal()
    step_shown = Signal()
    left = Signal()

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setMinimumWidth(NARROWEST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._step: StepView | None = None
        self._numbers: dict[str, int] = {}
        self._title = label("", "heading")
        self._meta = label("", "meta")
        self.kinds = KindRow(keys)
        self.follows = FollowsRow()
        self.explanation = self._editor(keys, "explanation")
        self.rewrite = self._editor(keys, "rewrite")
        self.alternatives = AlternativesSection(keys)
        self._late = label(self.tr("After the first error: no mark needed."), "meta")
        self._restored = label("", "meta", wrap=True)
        self._keep = HintButton(self.tr("Keep"), keys.hint("text.submit"))
        self._discard = HintButton(self.tr("Discard"))
        self.history = HistoryList()
        self.guideline = GuidelinePanel(keys)
        self.guideline_button = HintButton(self.tr("Guideline"), keys.hint("guideline.show"))
        self._lay_out(keys)
        self._connect()
        self.show_step(None, (), "")
        self.say_why_empty(steps=False)

    @property
    def step_id(self) -> str | None:
        """Return the step shown."""
        return self._step.step.id if self._step else None

    @property
    def guideline_of_mark(self) -> int | None:
        """Return the version of the guideline that the shown mark was made under, if any."""
        mark = self._step.mark if self._step else None
        return mark.guideline_version if mark else None

    def show_step(self, step: StepView | None, earlier: Sequence[StepView], meta: str) -> None:
        """Show what was said of a step; ``earlier`` are the steps it could follow from."""
        same = step is not None and step.step.id == self.step_id
        if not same:
            self.submit()
            self._scroll.verticalScrollBar().setValue(0)
        self._step = step
        self._show_page(guideline=self.shows_guideline)
        if step is not None:
            self._show_mark(step, step.mark or Mark(step_id=step.step.id), earlier, same=same)
            self._title.setText(self.tr("Step {number}").format(number=step.number))
            self._meta.setText(meta)
        self.step_shown.emit()

    def say_why_empty(self, *, steps: bool) -> None:
        """Give advice that can be followed: there must be ``steps`` before one is selected."""
        if steps:
            heading = self.tr("No step selected")
            text = self.tr("Select a step to explain or rewrite it.")
        else:
            heading = self.tr("No steps yet")
            text = self.tr("Steps of a solution are explained and rewritten here.")
        self._empty.say(heading, text)

    @property
    def restored_text(self) -> str:
        """Return what is said of restored drafts."""
        return self._restored.text()

    @property
    def is_typing(self) -> bool:
        """Return whether a text field has the cursor."""
        fields = (self.explanation, self.rewrite, self.guideline.editor)
        return any(field.hasFocus() for field in fields)

    @property
    def shows_guideline(self) -> bool:
        """Return whether the guideline stands in the place of the feedback."""
        return self._stack.currentIndex() == GUIDELINE

    def show_guideline(self, *, wanted: bool) -> None:
        """Show the guideline, or the feedback again; what is being written there stays."""
        self._show_page(guideline=wanted or self.guideline.is_editing)

    def show_step_again(self) -> None:
        """Take the guideline away, because a field of the step is wanted."""
        self.show_guideline(wanted=False)

    def show_history(self, lines: Sequence[HistoryLine], who: str = "") -> None:
        """Show what was done to the step, oldest first, and ``who`` made the mark that stands."""
        self.history.show_history([entry_of(line, self._numbers) for line in lines])
        mark = self._step.mark if self._step else None
        text = self.tr("Guideline version {version}")
        version = text.format(version=mark.guideline_version) if mark else ""
        self.history.show_summary(mark_summary(mark, who), version)

    def submit(self, *, on_purpose: bool = False) -> None:
        """Submit what was typed; called before another step is shown."""
        for editor in (self.explanation, self.rewrite):
            editor.submit(on_purpose=on_purpose)

    def offer_rewrite(self, text: str) -> None:
        """Start a rewrite from the step as it stands."""
        self.rewrite.offer(text)
        self._rewritten.show_preview()

    def open_kinds(self) -> None:
        """Give the keys to the kinds of errors."""
        if self._step is not None:
            self._kinds_box.show()
            self.kinds.focus_on()

    def open_follows(self) -> None:
        """Give the keys to the earlier steps."""
        if self._step is not None and self.follows.earlier:
            self._follows_box.show()
            self.follows.open()

    @property
    def preview(self) -> QWidget:
        """Return the typeset rewrite."""
        return self._rewritten.preview

    def _show_mark(
        self, step: StepView, mark: Mark, earlier: Sequence[StepView], *, same: bool
    ) -> None:
        self._numbers = {one.step.id: one.number for one in earlier}
        wrong = mark.verdict is Verdict.INCORRECT
        self._late.setVisible(step.after_first_error and mark.verdict is None)
        self.kinds.select(mark.error_kind)
        self._kinds_box.setVisible(wrong)
        self.follows.show_steps(earlier, mark.follows_from)
        self._follows_box.setVisible(bool(earlier) and (wrong or mark.verdict is None))
        for field, stored in (
            (self._explained, mark.explanation),
            (self._rewritten, mark.rewrite or ""),
        ):
            # What is being typed stays when something else of the same step changes.
            name = "explanation" if field is self._explained else "rewrite"
            if not (same and field.editor.differs):
                field.editor.show_text(stored, step.drafts.get(name))
            field.show_preview()
        self._restored.setText(self._restored_words(step))
        self._restored_box.setVisible(bool(step.drafts))

    def _restored_words(self, step: StepView) -> str:
        if set(step.drafts) == {"explanation", "rewrite"}:
            return self.tr("Unsaved drafts of both texts were restored")
        if "rewrite" in step.drafts:
            return self.tr("Unsaved draft of the rewrite restored")
        return self.tr("Unsaved draft of the explanation restored") if step.drafts else ""

    def _editor(self, keys: KeyMap, field: str) -> DraftEdit:
        editor = DraftEdit(keys)
        editor.typed.connect(lambda text: self.typing.emit())
        editor.draft_due.connect(lambda text: self._emit(self.draft_due, field, text))
        editor.submitted.connect(lambda text: self._emit(self.submitted, field, text))
        editor.left.connect(self.left)
        return editor

    def _emit(self, signal: SignalInstance, *said: object) -> None:
        if self._step is not None:
            signal.emit(self._step.step.id, *said)

    def _connect(self) -> None:
        self._keep.clicked.connect(lambda: self.submit(on_purpose=True))
        self._discard.clicked.connect(self._on_discard)
        self.kinds.chosen.connect(lambda kind: self._emit(self.error_kind_chosen, kind))
        self.follows.chosen.connect(lambda step: self._emit(self.follows_from_chosen, step))
        for row in (self.kinds, self.follows):
            row.left.connect(self.left)
        self.guideline_button.clicked.connect(self.guideline_wanted)
        self.guideline.typing.connect(self.typing)
        self.history.guideline_wanted.connect(self.guideline_wanted)

    def _lay_out(self, keys: KeyMap) -> None:
        self._stack = QStackedWidget()
        self._empty = EmptyState()
        self._empty.set_text_width(NARROWEST - 60)
        self._scroll: QScrollArea = scroll_area(self._body(keys))
        # Its room is kept, or all fields would change their width when it comes.
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        for page in (self._empty, self._scroll, self.guideline):
            self._stack.addWidget(page)
        self._foot = self._make_foot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot)

    def _make_foot(self) -> QWidget:
        """Return what stands below the scrolling part."""
        holder, line = QWidget(), QFrame()
        line.setProperty("role", "separator")
        foot = stretch_row(self.guideline_button, None)
        foot.setContentsMargins(16, 12, 16, 12)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        column.addLayout(foot)
        return holder

    def _body(self, keys: KeyMap) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 16, 6, 12)  # the scroll bar takes the other 10
        column.setSpacing(14)
        column.addLayout(between(self._title, self._meta))
        self._kinds_box = section(self.tr("Error kind"), self.kinds, keys.hint(OPENS_KINDS))
        follows = follows_section(self.follows)
        self._follows_box = section(
            self.tr("Follows from step"), follows, keys.hint("step.follows")
        )
        self.rewrite.setProperty("role", "source")
        title, key = self.tr("Explanation"), keys.hint("step.explain")
        self._explained = TextField(title, self.explanation, key, EXPLANATION_LINES, always=False)
        title, key = self.tr("Rewrite"), keys.hint("step.rewrite")
        self._rewritten = TextField(title, self.rewrite, key, REWRITE_LINES, always=True)
        self._restored_box = QWidget()
        buttons = stretch_row(self._keep, self._discard, None)
        restored = QVBoxLayout(self._restored_box)
        restored.setContentsMargins(0, 0, 0, 0)
        restored.addWidget(self._restored)
        restored.addLayout(buttons)
        for part in (
            self._late,
            self._restored_box,
            self._kinds_box,
            self._follows_box,
            self._explained,
            self._rewritten,
            self.alternatives,
            section(self.tr("History"), self.history),
        ):
            column.addWidget(part)
        column.addStretch(1)
        return body

    def _show_page(self, *, guideline: bool) -> None:
        page = GUIDELINE if guideline else EMPTY if self._step is None else STEP
        self._stack.setCurrentIndex(page)
        self._foot.setVisible(page != GUIDELINE)

    def _on_discard(self) -> None:
        if self._step is None:
            return
        step_id, drafts = self._step.step.id, tuple(self._step.drafts)
        for editor in (self.explanation, self.rewrite):
            editor.revert()
        for field in drafts:
            self.draft_discarded.emit(step_id, field)

    def sizeHint(self) -> QSize:
        """Return the usual width."""
        return QSize(FEEDBACK_WIDTH, super().sizeHint().height())
