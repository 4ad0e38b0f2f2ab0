"""Shows steps as a list of cards: lays out what is seen, keeps the place, lets text be selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from workbench.service.views import RemovedStep, StepView
from workbench.ui import theme, zoom
from workbench.ui.annotate.card_rects import rects_of
from workbench.ui.annotate.folding import Run, folded, runs_of
from workbench.ui.annotate.step_delegate import StepDelegate
from workbench.ui.annotate.step_lines import fold_words
from workbench.ui.annotate.step_model import REMOVED, STEP_ROLE, StepModel

_SECONDS_AT_ONCE = 0.008
_DRAG_STARTS = 4


@dataclass(frozen=True, slots=True)
class _Drag:
    """Where a selection of text began: the card and the character of its document."""

    step_id: str
    start: int
    at: QPoint


class StepCards(QListView):
    """A list of step cards without verbs; heights are measured where they are needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = StepModel(self)
        self._delegate = StepDelegate(self)
        self._opened: set[str] = set()
        self._drag: _Drag | None = None
        self._measuring = QTimer(self)
        self._measuring.setInterval(0)
        self._measuring.timeout.connect(self._measure_some)
        self._growing = QTimer(self)
        self._growing.setInterval(0)
        self._growing.timeout.connect(self._grow)
        self._stale_heights = False
        self._set_up_view()
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
        # The list paints its own ground, so that Qt need not paint all panels behind it first and
        # can move what is painted when the list scrolls.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        bar = self.verticalScrollBar()
        bar.setSingleStep(24)
        # Its room is always kept, so that no text breaks anew; it is seen where something scrolls.
        bar.rangeChanged.connect(lambda low, high: bar.setEnabled(high > low))
        bar.setEnabled(False)
        self.setAccessibleName(self.tr("Steps"))

    def steps(self) -> tuple[StepView, ...]:
        """Return the steps shown; those that are gone are none of them."""
        return tuple(s for s in self._model.steps if not s.step.id.startswith(REMOVED))

    def set_steps(self, steps: Sequence[StepView], removed: Sequence[RemovedStep] = ()) -> None:
        """Show the steps of a response, and what the turn before had more; none is selected."""
        changed = any(step.change for step in steps)
        self._delegate.labelled = changed
        self._delegate.numbers = {step.step.id: step.number for step in steps}
        self._delegate.hover = (-1, -1)
        self._delegate.selected_text = ("", 0, 0)
        self._delegate.forget_heights()
        self._model.set_steps(steps, removed)
        self._fold()
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
        if self._fold() or self._delegate.height(step, width) != before:
            self._delegate.laid(step, width)
            self._relayout()

    def set_streaming_text(self, text: str) -> None:
        """Show a response that is being written, split into steps; the end stays in view."""
        bar, width = self.verticalScrollBar(), self.viewport().width()
        at_end = bar.value() >= bar.maximum() - 4
        painted_to = self._end()
        self._delegate.labelled = False
        self._delegate.forget_heights()
        before = self._model.steps
        self._model.set_streaming_text(text)
        self._fold()
        after = self._model.steps
        pairs = enumerate(zip(before, after, strict=False))
        shorter = min(len(before), len(after))
        changed = next((row for row, (old, new) in pairs if old != new), shorter)
        for step in after[changed:]:
            self._delegate.laid(step, width)
        if self._heights(before[changed:]) != self._heights(after[changed:]):
            self._lay_out_below()
            if at_end:
                self.scrollToBottom()
        if changed < max(len(before), len(after)):
            self._paint_from(changed, painted_to)

    def _heights(self, steps: Sequence[StepView]) -> list[int]:
        width = self.viewport().width()
        return [self._delegate.height(step, width) for step in steps]

    def _lay_out_below(self) -> None:
        """Place the cards anew, and have them painted only where those above moved by it."""
        viewport, bar = self.viewport(), self.verticalScrollBar()
        at = bar.value()
        # Qt would have all of it painted again. Its own switch for that does so when switched back.
        viewport.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled, True)
        self.scheduleDelayedItemsLayout()
        self.executeDelayedItemsLayout()
        viewport.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled, False)
        if bar.value() != at:
            viewport.update()

    def _end(self) -> int:
        """Return where the last card ends, in the coordinates of the viewport."""
        last = self._model.index(len(self._model.steps) - 1)
        return self.visualRect(last).bottom() if last.isValid() else 0

    def _paint_from(self, row: int, painted_to: int) -> None:
        """Paint a row and the cards below it at once; Qt would do it 5 ms later, behind others.

        What is above was painted before; where the list scrolled, Qt has moved it. ``painted_to``
        is where the last card ended before: what stood lower is ground, and stays it.
        """
        area = self.viewport().rect()
        if row < len(self._model.steps):
            area.setTop(max(0, self.visualRect(self._model.index(row)).top()))
        area.setBottom(min(area.bottom(), max(painted_to, self._end())))
        self.viewport().repaint(area)

    def select(self, step_id: str) -> None:
        """Select the card of a step, or the line it is folded into, and bring it into view.

        An unknown id selects nothing.
        """
        row = self._model.row_of(step_id)
        row = next((run.row for run in self._delegate.folds.values() if step_id in run.ids), row)
        if row < 0:
            self.setCurrentIndex(QModelIndex())
            return
        self._measure_rows(range(max(0, row - 2), row + 3))
        self.setCurrentIndex(self._model.index(row))
        self.scrollTo(self._model.index(row))

    def current_step(self) -> StepView | None:
        """Return the selected step, if one is; of a folded line that is the first."""
        index = self.currentIndex()
        return index.data(STEP_ROLE) if index.isValid() else None

    def selected_source(self) -> str:
        """Return the source of the text selected in a card, formulas as LaTeX, or ``""``."""
        step_id, start, end = self._delegate.selected_text
        row = self._model.row_of(step_id)
        if row < 0:
            return ""
        laid = self._delegate.laid(self._model.steps[row], self.viewport().width())
        return laid.document.source_between(min(start, end), max(start, end))

    def copy(self) -> None:
        """Copy what is selected in a card, else the whole step, as its source."""
        step = self.current_step()
        source = self.selected_source() or (step.body if step is not None else "")
        if source:
            QGuiApplication.clipboard().setText(source)

    # Folding

    def open_run(self, run: Run) -> None:
        """Show the steps of a folded line as cards, the first selected."""
        self._opened.update(run.ids)
        self._fold()
        self._measure_visible()
        self._relayout()
        self.select(run.ids[0])

    def close_run(self, step_id: str) -> bool:
        """Fold the run a step is in; False where it is in none."""
        run = next((run for run in runs_of(self._model.steps) if step_id in run.ids), None)
        if run is None:
            return False
        self._opened.difference_update(run.ids)
        self._fold()
        self._relayout()
        self.select(run.ids[0])
        return True

    def _fold(self) -> bool:
        """Hide the rows that a folded line stands for; return whether that changed."""
        runs = folded(runs_of(self._model.steps), self._opened)
        before = self._delegate.folds
        self._delegate.folds = {run.ids[0]: run for run in runs}
        self._model.folded_names = {run.ids[0]: fold_words(run) for run in runs}
        hidden = {row for run in runs for row in range(run.row + 1, run.row + len(run.steps))}
        for row in range(self._model.rowCount()):
            if self.isRowHidden(row) != (row in hidden):
                self.setRowHidden(row, row in hidden)
        return {key: run.ids for key, run in before.items()} != {
            key: run.ids for key, run in self._delegate.folds.items()
        }

    # Heights: what is visible is measured before it is painted, the rest while idle.

    def _measure_visible(self) -> None:
        height, used = self.viewport().height(), 0
        width = self.viewport().width()
        for row, step in enumerate(self._model.steps):
            if self.isRowHidden(row):
                continue
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
        until = perf_counter() + _SECONDS_AT_ONCE
        for step in self._model.steps:
            if self._delegate.is_known(step, width):
                continue
            self._delegate.laid(step, width)
            if perf_counter() > until:
                return
        self._measuring.stop()
        self._relayout()

    def _grow(self) -> None:
        """Lay out one slice more of the long steps of which all was asked for."""
        width = self.viewport().width()
        growing = [s for s in self._model.steps if self._delegate.is_growing(s, width)]
        if growing:
            self._delegate.grow(growing[0], width)
            self._relayout()
            self.viewport().update()
        else:
            self._growing.stop()

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

    def _on_theme_changed(self) -> None:
        self._delegate.forget()
        self._measure_visible()
        self._growing.start()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    # The pointer

    def _step_at(self, point: QPoint) -> tuple[QModelIndex, StepView | None]:
        index = self.indexAt(point)
        return index, index.data(STEP_ROLE) if index.isValid() else None

    def _show_all(self, area: QRect, step: StepView, point: QPointF) -> bool:
        more = self._delegate.more_rect(area, step)
        if more is None or not more.contains(point):
            return False
        self._delegate.expanded.add(step.step.id)
        self._growing.start()
        return True

    def _character_at(self, index: QModelIndex, step: StepView, point: QPointF) -> int:
        """Return the character of the step's document nearest to ``point``."""
        area = self.visualRect(index)
        laid = self._delegate.laid(step, self.viewport().width())
        inside = point - self._delegate.text_origin(rects_of(area, self._delegate.labelled), laid)
        layout = laid.document.documentLayout()
        return max(0, layout.hitTest(inside, Qt.HitTestAccuracy.FuzzyHit))

    def _offset_at(self, index: QModelIndex, step: StepView, point: QPoint) -> int:
        """Return the character of the step's raw text under ``point``."""
        document = self._delegate.laid(step, self.viewport().width()).document
        position = self._character_at(index, step, QPointF(point))
        return len(step.marker) + len(document.source_between(0, position))

    def _start_drag(self, event: QMouseEvent) -> None:
        """Begin to select text where a card shows some."""
        self._set_selected_text("", 0, 0)
        index, step = self._step_at(event.position().toPoint())
        if step is None or step.step.id in self._delegate.folds:
            return
        area = rects_of(self.visualRect(index), self._delegate.labelled).text
        if area.contains(event.position()):
            start = self._character_at(index, step, event.position())
            self._drag = _Drag(step.step.id, start, event.position().toPoint())

    def _drag_to(self, point: QPointF) -> None:
        drag = self._drag
        row = self._model.row_of(drag.step_id) if drag is not None else -1
        if drag is None or row < 0:
            return
        if (point.toPoint() - drag.at).manhattanLength() < _DRAG_STARTS:
            return
        end = self._character_at(self._model.index(row), self._model.steps[row], point)
        self._set_selected_text(drag.step_id, drag.start, end)

    def _set_selected_text(self, step_id: str, start: int, end: int) -> None:
        if self._delegate.selected_text != (step_id, start, end):
            self._delegate.selected_text = (step_id, start, end)
            self.viewport().update()

    def extend_selection(self, by: int, *, to_the_end: bool = False) -> None:
        """Move the free end of the text selection of the selected card by characters."""
        step = self.current_step()
        if step is None or step.step.id in self._delegate.folds:
            return
        owner, start, end = self._delegate.selected_text
        if owner != step.step.id:
            start = end = 0
        laid = self._delegate.laid(step, self.viewport().width())
        last = laid.document.characterCount() - 1
        end = (last if by > 0 else 0) if to_the_end else min(max(end + by, 0), last)
        self._set_selected_text(step.step.id, start, end)

    def select_all_text(self) -> None:
        """Select all text of the selected card."""
        self._set_selected_text("", 0, 0)
        self.extend_selection(1, to_the_end=True)

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        ground = QPainter(self.viewport())
        ground.fillRect(event.rect(), QColor(theme.current().background))
        ground.end()
        super().paintEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        if not zoom.by_wheel(event):
            super().wheelEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._drag = None
        super().mouseReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        current = self.currentIndex()
        seen = 0 <= self.visualRect(current).bottom() < event.oldSize().height()
        super().resizeEvent(event)
        if seen and event.size().height() < event.oldSize().height():
            self.scrollTo(current)
        if event.size().width() != event.oldSize().width():
            self._measure_visible()
            self._growing.start()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(320, 120)
