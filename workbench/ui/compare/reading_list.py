"""Lists the steps of a response to be read, not marked: the cards of the step list without keys."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from workbench.service.views import ResponseView, StepView
from workbench.ui import theme
from workbench.ui.annotate.card_rects import CardRects
from workbench.ui.annotate.step_delegate import StepDelegate
from workbench.ui.annotate.step_list import StepList


class ReadingDelegate(StepDelegate):
    """Paints the number where the verdict would be; the first ``shared`` steps are greyed."""

    shared = 0

    def _paint_text(self, painter: QPainter, rects: CardRects, step: StepView, area: QRect) -> None:
        grey = replace(step, after_first_error=step.number <= self.shared)
        super()._paint_text(painter, rects, grey, area)

    def _paint_gutter(self, painter: QPainter, rects: CardRects, step: StepView) -> None:
        painter.setFont(theme.font("small"))
        painter.setPen(QColor(theme.current().secondary))
        painter.drawText(rects.glyph, Qt.AlignmentFlag.AlignCenter, str(step.number))


class ReadingList(StepList):
    """The steps of one response, typeset; keys go on to the page."""

    # Qt asks for the geometry before this object is made.
    _shared = 0
    _begins = True  # until somebody scrolls, whatever the width and the heights become

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(None, parent)
        self._reading = self._delegate = ReadingDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self._text = ""
        self.verticalScrollBar().actionTriggered.connect(self._on_scrolled)

    def show_response(self, view: ResponseView, shared: int = 0) -> None:
        """Show a response from the first step that another does not begin with too."""
        self._text = view.response.text
        self._shared = self._reading.shared = shared
        self.set_steps(list(view.steps))
        self._begins = True
        if 0 < shared < len(view.steps):
            self._measure_rows(range(shared + 2))
            self.updateGeometries()

    def updateGeometries(self) -> None:
        """Leave room under the last step, so that either side can begin behind what both share."""
        bar, first = self.verticalScrollBar(), self._shared
        value = bar.value()
        super().updateGeometries()
        if 0 < first < self.model().rowCount():
            top = self.visualRect(self.model().index(first, 0)).top() + self.verticalOffset()
            bar.setMaximum(max(bar.maximum(), top))
            bar.setValue(top if self._begins else value)

    def _relayout(self) -> None:
        super()._relayout()
        if self._begins:
            self.updateGeometries()

    def _on_scrolled(self) -> None:
        self._begins = False

    def scroll_by(self, pages: float) -> None:
        """Scroll by a share of what is seen; negative is up."""
        bar = self.verticalScrollBar()
        self._begins = False
        bar.setValue(bar.value() + round(pages * self.viewport().height()))

    def _hover_at(self, point: QPointF) -> tuple[int, int]:
        return (-1, -1)

    def _act_at(self, point: QPointF) -> bool:
        index, step = self._step_at(point.toPoint())
        return step is not None and self._show_all(self.visualRect(index), step, point)

    def _tool_tip(self, point: QPoint) -> str:
        return ""

    def event(self, event: QEvent) -> bool:  # noqa: D102
        return QAbstractItemView.event(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton and not self._act_at(event.position()):
            self._start_drag(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        _, step = self._step_at(event.pos())
        menu = QMenu(self)
        board = QGuiApplication.clipboard()
        if chosen := self.selected_source():
            copy = menu.addAction(self.tr("Copy the selected text"))
            copy.triggered.connect(lambda: board.setText(chosen))
        if step is not None:
            body = step.body
            menu.addAction(self.tr("Copy the step")).triggered.connect(lambda: board.setText(body))
        menu.addAction(self.tr("Copy the response")).triggered.connect(
            lambda: board.setText(self._text)
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
