"""The Annotate page's widgets in their three columns; everything the user means is a signal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workbench.ui.actions import KeyMap
from workbench.ui.annotate.action_bar import ActionBar
from workbench.ui.annotate.answer_line import AnswerLine
from workbench.ui.annotate.columns import Columns
from workbench.ui.annotate.consistency_strip import ConsistencyStrip
from workbench.ui.annotate.feedback_panel import FeedbackPanel
from workbench.ui.annotate.kind_row import KindKeys
from workbench.ui.annotate.manual_editor import ManualEditor
from workbench.ui.annotate.model import QueueModel
from workbench.ui.annotate.problem_card import ProblemCard
from workbench.ui.annotate.queue_panel import QueuePanel
from workbench.ui.annotate.step_list import StepList
from workbench.ui.annotate.suggestion_line import SuggestionNotice, SuggestionToggle
from workbench.ui.annotate.turn_head import TurnHead
from workbench.ui.annotate.turn_notice import TurnNotice
from workbench.ui.annotate.turn_tabs import TurnTabs
from workbench.ui.widgets import EmptyState

SCROLL_BAR_WIDTH = 11
"""What the step list keeps free on its right, in logical pixels."""


class AnnotatePanel(QWidget):
    """Queue, problem with its steps, and feedback, side by side."""

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self.setObjectName("annotatePage")
        self.queue_model = QueueModel(self)
        self.queue = QueuePanel(self.queue_model, keys)
        self.problem = ProblemCard()
        self.turns = TurnTabs()
        self.notice = TurnNotice()
        self.check = ConsistencyStrip()
        self.head = TurnHead(self.check, self.turns)
        self.manual = ManualEditor(keys)
        self.suggestions = SuggestionToggle()
        self.suggestion_notice = SuggestionNotice()
        self.problem.add_to_heading(self.suggestions)
        self.steps = StepList(keys)
        self.answer = AnswerLine()
        self.bar = ActionBar(keys)
        self.feedback = FeedbackPanel(keys)
        self._join_steps_and_feedback(keys)
        self.unsolved = EmptyState()
        self.unsolved.setProperty("role", "page")
        self.unsolved.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.nothing = EmptyState()
        self._work = self._work_area()
        self._middle = QStackedWidget()
        self._middle.addWidget(self._middle_column())
        self._middle.addWidget(self.nothing)
        self.columns = Columns(self.queue, self._middle, self.feedback)
        self.queue.opened.connect(self.columns.show_queue)
        self.queue.closed.connect(self.columns.toggle_queue)
        self.steps.queue_requested.connect(self.queue.focus_list)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.columns)

    def show_steps(self) -> None:
        """Show the step list and its answer."""
        self._middle.setCurrentIndex(0)
        self.unsolved.hide()

    def show_unsolved(self, heading: str, text: str) -> None:
        """Show the problem with nothing solved yet."""
        self._middle.setCurrentIndex(0)
        self.unsolved.say(heading, text)
        self.unsolved.show()
        self.answer.hide()

    def show_nothing(self, heading: str, text: str, button: str = "") -> None:
        """Show that no problem is open."""
        self._middle.setCurrentIndex(1)
        self.nothing.say(heading, text, button)

    def focus_steps(self) -> None:
        """Give the step list the keys, but none that are meant for another page.

        Qt gives them to what is out of sight, too: a key there would mark a step unseen.
        """
        if self.window().isVisible() and not self.isVisible():
            return
        self.steps.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the statement its share of the new height."""
        super().resizeEvent(event)
        self.problem.fit_page(self.height())
        self.head.fit_page(self.height())

    def _join_steps_and_feedback(self, keys: KeyMap) -> None:
        """Let keys of the step list say kinds, and bring the fields back that they lead to."""
        kind_keys = KindKeys(self.steps, keys)
        kind_keys.kind_chosen.connect(self.feedback.error_kind_chosen)
        kind_keys.awaits.connect(self.feedback.kinds.await_key)
        for asked in (
            self.steps.explain_requested,
            self.steps.rewrite_requested,
            self.steps.follows_from_requested,
            self.steps.alternatives_requested,
            kind_keys.kinds_wanted,
        ):
            asked.connect(self.feedback.show_step_again)
        kind_keys.kinds_wanted.connect(self.feedback.open_kinds)

    def _work_area(self) -> QWidget:
        """Put the message over the list, so that the list keeps the keys while it is empty."""
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.steps, 0, 0)
        grid.addWidget(self.unsolved, 0, 0)
        grid.addWidget(self._manual_cover(), 0, 0)
        return holder

    def _manual_cover(self) -> QWidget:
        """Put the sheet on a ground of its own, so that no card behind it peeps out."""
        cover = QWidget()
        cover.setProperty("role", "page")
        cover.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = _beside_scroll_bar(self.manual)
        cover.setLayout(row)
        cover.hide()
        self.manual.opened.connect(cover.show)
        self.manual.opened.connect(cover.raise_)
        self.manual.closed.connect(cover.hide)
        return cover

    def _middle_column(self) -> QWidget:
        holder = QWidget()
        body = QVBoxLayout()
        body.setContentsMargins(20, 14, 3, 8)
        body.setSpacing(10)
        said = _column_of(self.head, self.notice, self.suggestion_notice)
        answer = _column_of(self.answer)
        body.addLayout(_beside_scroll_bar(self.problem))
        body.addWidget(said)
        body.addWidget(self._work, 1)
        body.addWidget(answer)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(body, 1)
        line = _line()
        column.addWidget(line)
        column.addWidget(self.bar)
        for other in (said, answer, line, self.bar):
            # Who writes a solution needs the problem and room, and nothing that was said before.
            self.manual.opened.connect(other.hide)
            self.manual.closed.connect(other.show)
        return holder


def _column_of(*parts: QWidget) -> QWidget:
    """Put parts under each other that come and go together."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(10)
    for part in parts:
        column.addLayout(_beside_scroll_bar(part))
    return holder


def _beside_scroll_bar(part: QWidget) -> QHBoxLayout:
    """Let a part end where the step cards end, left of their scroll bar."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, SCROLL_BAR_WIDTH, 0)
    row.addWidget(part)
    return row


def _line() -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "separator")
    return frame
