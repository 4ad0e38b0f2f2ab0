"""Lists the steps of a response as cards, and turns keys and clicks on them into intents."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QToolTip, QWidget

from workbench.domain.records import Verdict
from workbench.service.views import StepView
from workbench.ui import theme
from workbench.ui.actions import KeyMap, Scope
from workbench.ui.annotate.step_delegate import STRIP, StepDelegate, rects_of
from workbench.ui.annotate.step_menu import COPY, step_menu
from workbench.ui.annotate.step_model import STEP_ROLE, STREAMING, StepModel, accessible_name

_ROWS_AT_ONCE = 6
_CYCLE = {
    None: Verdict.CORRECT,
    Verdict.CORRECT: Verdict.NEUTRAL,
    Verdict.NEUTRAL: Verdict.INCORRECT,
    Verdict.INCORRECT: None,
}


class StepList(QListView):
    """The middle of the Annotate page; single keys act only while it has the focus.

    Signals:
        verdict_chosen(step_id, verdict): a verdict, or None to clear it.
        current_changed(step_id): another card is selected; empty for none.
        suggestion_accepted(step_id): the suggested verdict is right.
        explain_requested, rewrite_requested, follows_from_requested, alternatives_requested,
        regenerate_requested, merge_requested(step_id): what the key or the menu says.
        split_requested(step_id, offset): cut the step's raw text before that character.
        next_unmarked_requested, refine_requested, next_problem_requested,
        previous_problem_requested, search_requested: beyond one step.
    """

    verdict_chosen = Signal(str, object)
    current_changed = Signal(str)
    suggestion_accepted = Signal(str)
    explain_requested = Signal(str)
    rewrite_requested = Signal(str)
    follows_from_requested = Signal(str)
    alternatives_requested = Signal(str)
    regenerate_requested = Signal(str)
    merge_requested = Signal(str)
    split_requested = Signal(str, int)
    next_unmarked_requested = Signal()
    refine_requested = Signal()
    next_problem_requested = Signal()
    previous_problem_requested = Signal()
    search_requested = Signal()

    def __init__(self, keys: KeyMap | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys or KeyMap()
        self._model = StepModel(self)
        self._delegate = StepDelegate(self)
        self._measuring = QTimer(self)
        self._measuring.setInterval(0)
        self._measuring.timeout.connect(self._measure_some)
        self._stale_heights = False
        self._set_up_view()
        self._verbs = self._make_verbs()
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        theme.theme().changed.connect(self._on_theme_changed)

    def _set_up_view(self) -> None:
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAutoScrollMargin(0)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(24)
        self.setAccessibleName("Steps")

    def _make_verbs(self) -> dict[str, Callable[[], None]]:
        """Map the ids of the actions table to what they do here."""
        return {
            "step.next": lambda: self._move(1),
            "step.previous": lambda: self._move(-1),
            "verdict.correct": lambda: self._choose(Verdict.CORRECT),
            "verdict.neutral": lambda: self._choose(Verdict.NEUTRAL),
            "verdict.incorrect": lambda: self._choose(Verdict.INCORRECT),
            "verdict.clear": lambda: self._choose(None),
            "suggestion.accept": self._accept_suggestion,
            "step.explain": lambda: self._ask(self.explain_requested),
            "step.rewrite": lambda: self._ask(self.rewrite_requested),
            "step.follows": lambda: self._ask(self.follows_from_requested),
            "step.alternatives": lambda: self._ask(self.alternatives_requested),
            "step.regenerate": lambda: self._ask(self.regenerate_requested),
            "step.merge": lambda: self._ask(self.merge_requested),
            "step.unmarked": self.next_unmarked_requested.emit,
            "turn.refine": self.refine_requested.emit,
            "problem.next": self.next_problem_requested.emit,
            "problem.previous": self.previous_problem_requested.emit,
            "queue.search": self.search_requested.emit,
        }

    def set_keys(self, keys: KeyMap) -> None:
        """Use other keys from now on."""
        self._keys = keys

    def steps(self) -> tuple[StepView, ...]:
        """Return the steps shown."""
        return self._model.steps

    def set_steps(self, steps: list[StepView]) -> None:
        """Show the steps of a response; nothing is selected at first."""
        self._delegate.labelled = any(step.change for step in steps)
        self._delegate.numbers = {step.step.id: step.number for step in steps}
        self._delegate.hover = (-1, -1)
        self._delegate.forget_heights()
        self._model.set_steps(steps)
        self.scrollToTop()
        self._measure_visible()

    def update_step(self, step: StepView) -> None:
        """Show what became of one step; the others and the scroll position stay."""
        row = self._model.row_of(step.step.id)
        if row < 0:
            return
        width = self.viewport().width()
        before = self._delegate.height(self._model.steps[row], width)
        self._model.update_step(step)
        if self._delegate.height(step, width) != before:
            self._delegate.laid(step, width)
            self._relayout()

    def set_streaming_text(self, text: str) -> None:
        """Show a response that is being written, split into steps; the end stays in view."""
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 4
        self._delegate.labelled = False
        self._delegate.forget_heights()
        before, heights, scrolled = self._model.steps, self._heights(), bar.value()
        self._model.set_streaming_text(text)
        width = self.viewport().width()
        for step in self._model.steps:
            self._delegate.laid(step, width)
        if heights != self._heights():
            self.scheduleDelayedItemsLayout()
            self.executeDelayedItemsLayout()
            if at_end:
                self.scrollToBottom()
            if bar.value() != scrolled:
                before = ()
        self._paint_now(before)

    def _heights(self) -> list[int]:
        width = self.viewport().width()
        return [self._delegate.height(step, width) for step in self._model.steps]

    def _paint_now(self, before: tuple[StepView, ...]) -> None:
        """Paint what differs from ``before`` at once; Qt would do it 5 ms later, behind others."""
        pairs = enumerate(zip(before, self._model.steps, strict=False))
        first = next((row for row, (old, new) in pairs if old != new), len(before))
        after = self._model.steps
        if first == len(before) == len(after):
            return
        area = self.viewport().rect()
        if before and first < len(after):
            area.setTop(max(0, self.visualRect(self._model.index(first)).top()))
        self.viewport().repaint(area)

    def select(self, step_id: str) -> None:
        """Select the card of a step and bring it into view; an unknown id selects nothing."""
        row = self._model.row_of(step_id)
        if row < 0:
            self.setCurrentIndex(QModelIndex())
            return
        self._measure_rows(range(max(0, row - 2), row + 3))
        self.setCurrentIndex(self._model.index(row))
        self.scrollTo(self._model.index(row))

    def current_step(self) -> StepView | None:
        """Return the selected step, if one is."""
        index = self.currentIndex()
        return index.data(STEP_ROLE) if index.isValid() else None

    def _move(self, by: int) -> None:
        row = min(max(self.currentIndex().row() + by, 0), self._model.rowCount() - 1)
        if row >= 0:
            self.select(self._model.steps[row].step.id)

    def _choose(self, verdict: Verdict | None) -> None:
        step = self.current_step()
        if step is not None and not step.step.id.startswith(STREAMING):
            self.verdict_chosen.emit(step.step.id, verdict)

    def _accept_suggestion(self) -> None:
        step = self.current_step()
        if step is not None and step.suggestion is not None and step.verdict is None:
            self.suggestion_accepted.emit(step.step.id)

    def _ask(self, signal: SignalInstance) -> None:
        step = self.current_step()
        if step is not None and not step.step.id.startswith(STREAMING):
            signal.emit(step.step.id)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        step = current.data(STEP_ROLE) if current.isValid() else None
        self.current_changed.emit(step.step.id if step else "")

    def _on_theme_changed(self) -> None:
        self._delegate.forget()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    # Heights: what is visible is measured before it is painted, the rest while idle.

    def _measure_visible(self) -> None:
        height, used = self.viewport().height(), 0
        width = self.viewport().width()
        for row, step in enumerate(self._model.steps):
            self._measure_rows(range(row, row + 1))
            used += self._delegate.height(step, width)
            if used > height:
                break
        self._measuring.start()

    def _measure_rows(self, rows: range) -> None:
        width, steps = self.viewport().width(), self._model.steps
        for row in rows:
            if row < len(steps) and not self._delegate.is_known(steps[row], width):
                self._delegate.laid(steps[row], width)
                self._stale_heights = True
        if self._stale_heights:
            self._stale_heights = False
            self._relayout()

    def _measure_some(self) -> None:
        width = self.viewport().width()
        unknown = [step for step in self._model.steps if not self._delegate.is_known(step, width)]
        for step in unknown[:_ROWS_AT_ONCE]:
            self._delegate.laid(step, width)
        if len(unknown) <= _ROWS_AT_ONCE:
            self._measuring.stop()
            self._relayout()

    def _relayout(self) -> None:
        """Take up measured heights while the selected card, or the top one, stays in place."""
        anchor = self.currentIndex()
        if not self.visualRect(anchor).intersects(self.viewport().rect()):
            anchor = self.indexAt(QPoint(10, 1))
        before = self.visualRect(anchor).top()
        self.doItemsLayout()
        if anchor.isValid():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(anchor).top() - before)

    # The pointer

    def _step_at(self, point: QPoint) -> tuple[QModelIndex, StepView | None]:
        index = self.indexAt(point)
        return index, index.data(STEP_ROLE) if index.isValid() else None

    def _strip_button(self, index: QModelIndex, point: QPointF) -> int:
        """Return the button of the open strip under ``point``, or -1."""
        if self._delegate.hover[0] != index.row():
            return -1
        rects = rects_of(self.visualRect(index), self._delegate.labelled)
        cells = (rects.strip_cell(position) for position in range(len(STRIP)))
        return next((at for at, cell in enumerate(cells) if cell.contains(point)), -1)

    def _hover_at(self, point: QPointF) -> tuple[int, int]:
        index, step = self._step_at(point.toPoint())
        if step is None or step.step.id.startswith(STREAMING):
            return (-1, -1)
        rects = rects_of(self.visualRect(index), self._delegate.labelled)
        near = rects.glyph.adjusted(-8, -8, 12, 8)
        if self._delegate.hover[0] == index.row():
            near = near.united(rects.strip)
        if not near.contains(point):
            return (-1, -1)
        return (index.row(), self._strip_button(index, point))

    def _set_hover(self, hover: tuple[int, int]) -> None:
        if hover != self._delegate.hover:
            self._delegate.hover = hover
            self.viewport().update()

    def _act_at(self, point: QPointF) -> bool:
        """Do what a click on a glyph, a strip button or “Show all” means; False for elsewhere."""
        index, step = self._step_at(point.toPoint())
        if step is None:
            return False
        area = self.visualRect(index)
        button = self._strip_button(index, point)
        if button >= 0:
            self._choose(STRIP[button])
        elif rects_of(area, self._delegate.labelled).glyph.adjusted(-4, -4, 4, 4).contains(point):
            self._choose(_CYCLE[step.verdict])
        else:
            return self._show_all(area, step, point)
        return True

    def _show_all(self, area: QRect, step: StepView, point: QPointF) -> bool:
        more = self._delegate.more_rect(area, step)
        if more is None or not more.contains(point):
            return False
        self._delegate.expanded.add(step.step.id)
        self._delegate.laid(step, self.viewport().width())
        self._relayout()
        return True

    def _offset_at(self, index: QModelIndex, step: StepView, point: QPoint) -> int:
        """Return the character of the step's raw text under ``point``."""
        rects = rects_of(self.visualRect(index), self._delegate.labelled)
        document = self._delegate.laid(step, self.viewport().width()).document
        inside = QPointF(point) - rects.text.topLeft()
        position = document.documentLayout().hitTest(inside, Qt.HitTestAccuracy.FuzzyHit)
        return len(step.marker) + len(document.source_between(0, position))

    def _menu_for(self, index: QModelIndex, step: StepView, point: QPoint) -> QMenu:
        offset = self._offset_at(index, step, point)
        cut = partial(self.split_requested.emit, step.step.id, offset)
        inside = len(step.marker) < offset < len(step.marker) + len(step.body)
        verbs = self._verbs | {COPY: self._copy}
        return step_menu(self, self._keys, verbs, cut if inside else None)

    def _copy(self) -> None:
        step = self.current_step()
        if step is not None:
            QGuiApplication.clipboard().setText(step.body)

    # Qt

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            action = self._keys.action_for(event)
            if action is not None and action.scope is Scope.STEPS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        action = self._keys.action_for(event)
        verb = self._verbs.get(action.id) if action else None
        if verb is not None:
            verb()
            event.accept()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() in _SCROLL_KEYS:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._set_hover(self._hover_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._act_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self._set_hover((-1, -1))
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        index, step = self._step_at(event.pos())
        if step is None or step.step.id.startswith(STREAMING):
            return
        self.setCurrentIndex(index)
        menu = self._menu_for(index, step, event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tool_tip(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def _tool_tip(self, point: QPoint) -> str:
        index, step = self._step_at(point)
        if step is None:
            return ""
        button = self._strip_button(index, QPointF(point))
        if button >= 0:
            name = STRIP[button].name.lower()
            return f"{name.capitalize()}  {self._keys.hint('verdict.' + name)}"
        rects = rects_of(self.visualRect(index), self._delegate.labelled)
        if rects.glyph.contains(QPointF(point)):
            return accessible_name(step)
        return ""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._measure_visible()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._delegate.has_focus = True
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._delegate.has_focus = False
        super().focusOutEvent(event)
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(320, 120)


_SCROLL_KEYS = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
