"""Draws a run's live curves with axes, units and the value under the pointer, by pyqtgraph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.ui import theme
from workbench.ui.languages import translate
from workbench.ui.train.charts import CHARTS, Chart, Line, Points, points_of
from workbench.ui.widgets import card, label, stretch_row

CURVE_HEIGHT = 156
NARROW = 1000
"""Below this width there are two charts in a row instead of three."""
AXIS_WIDTH = 42
STEPS = tuple(n * 10**power for power in range(7) for n in (1, 2, 5))
TICK_ROOM = 10
TICK_PADDING = 0.1
"""Share of the height above the highest value: half a tick's text, which is cut otherwise."""
UNIT_SIZE = "11px"


class WholeAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis of things that are counted: no ticks between whole numbers."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Return one level of ticks, as many as there is room for."""
        least = (high - low) / max(1.0, size / 44)
        step = next((n for n in STEPS if n >= least), STEPS[-1])
        return [(step, 0)]


class RoomyAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis whose first and last label may stand half beyond its end."""

    def boundingRect(self) -> QRectF:
        """Return the axis with that room; labels that reach out of it are left out."""
        found: QRectF = super().boundingRect()
        return found.adjusted(0, -TICK_ROOM, 0, TICK_ROOM)


class ChartView(QWidget):
    """One chart with its title, unit and the value under the pointer."""

    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self._chart = chart
        self._points = {line: Points() for line in chart.lines}
        self.value = label("", "meta")
        whole = {"bottom": WholeAxis("bottom")} if chart.key == chart.order else {}
        axes = {"left": RoomyAxis("left"), **whole}
        self.plot = pg.PlotWidget(axisItems=axes, enableMenu=False)
        self.plot.setFixedHeight(CURVE_HEIGHT)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.getPlotItem().layout.setContentsMargins(0, TICK_ROOM, TICK_ROOM, 0)
        self._legend = {line: label(_key_of(line), "meta") for line in chart.lines}
        self._curves = {line: self._curve(line) for line in chart.lines}
        self._marker = pg.InfiniteLine(angle=90, movable=False)
        self._marker.hide()
        self.plot.addItem(self._marker, ignoreBounds=True)
        self._waiting = label(self.tr("No values yet"), "secondary")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._waiting.setFixedHeight(CURVE_HEIGHT)
        self.plot.scene().sigMouseMoved.connect(self._on_pointer_moved)
        self._lay_out()
        self.dress()
        self._fit()

    @property
    def filled(self) -> bool:
        """Whether there is anything to draw."""
        return any(points.x for points in self._points.values())

    def add(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Add metrics records where they concern this chart; each line is drawn once."""
        touched = set()
        for record in records:
            for line, x, y, order in points_of(self._chart, record):
                self._points[line].add(x, y, order)
                touched.add(line)
        for line in touched:
            self._curves[line].setData(self._points[line].x, self._points[line].y)
        if touched:
            self._fit()
            self._say_last()

    def clear(self) -> None:
        """Forget all points."""
        for line in self._points:
            self._points[line] = Points()
            self._curves[line].setData([], [])
            self._legend[line].setText(_key_of(line))
        self._marker.hide()
        self.value.setText("")
        self._fit()

    def dress(self) -> None:
        """Take colours and fonts from the theme."""
        tokens = theme.current()
        self.plot.setBackground(tokens.surface)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(pg.mkPen(tokens.line_strong))
            axis.setTextPen(pg.mkPen(tokens.secondary))
            axis.setTickFont(theme.font("tiny"))
            axis.enableAutoSIPrefix(False)
            axis.setStyle(
                hideOverlappingLabels=False, maxTickLevel=1
            )  # else the highest label is left out
        self.plot.getAxis("left").setWidth(AXIS_WIDTH)
        style = {"color": tokens.secondary, "font-size": UNIT_SIZE}
        self.plot.setLabel("bottom", _said(self._chart.across), **style)
        self.plot.showGrid(y=True, alpha=0.14)
        self._marker.setPen(pg.mkPen(tokens.line_strong, width=1))
        for line, curve in self._curves.items():
            color = getattr(tokens, line.color)
            dash = Qt.PenStyle.DashLine if line.dashed else Qt.PenStyle.SolidLine
            curve.setPen(None if line.dots else pg.mkPen(color, width=1.8, style=dash))
            curve.setSymbolBrush(color)
            curve.setSymbolPen(pg.mkPen(color))
            self._legend[line].setStyleSheet(f"color: {color}")

    def value_at(self, across: float) -> str:
        """Return what the lines say nearest to a place on the axis across."""
        found = self._nearest(across)
        several = len(self._points) > 1
        parts = [
            f"{_said(line.name)} {self._text(y)}" if several else f"{self._text(y)}"
            for line, _, y in found
        ]
        unit = _said(self._chart.across).partition(" ")[0]
        return " · ".join((*parts, f"{unit} {found[-1][1]:.3g}")) if found else ""

    def _text(self, value: float) -> str:
        """Return a value in three digits, a share of 1 with two places as its axis has them."""
        shares = self._chart.span is not None and self._chart.span[1] == 1
        return f"{value:.2f}" if shares else f"{value:.3g}"

    def _nearest(self, across: float) -> list[tuple[Line, float, float]]:
        places = [(line, p, p.nearest(across)) for line, p in self._points.items() if p.x]
        return [(line, points.x[at], points.y[at]) for line, points, at in places]

    def _say(self, across: float) -> None:
        """Say the values; of several lines each in the legend, beside its line's name."""
        found = self._nearest(across)
        if len(self._points) == 1:
            self.value.setText(self.value_at(across))
        else:
            for line, _, y in found:
                self._legend[line].setText(f"{_key_of(line)} {self._text(y)}")
            unit = _said(self._chart.across).partition(" ")[0]
            self.value.setText(f"{unit} {found[-1][1]:.3g}" if found else "")

    def _curve(self, line: Line) -> Any:
        return self.plot.plot(
            [], [], name=_said(line.name), symbol="o", symbolSize=4, antialias=True
        )

    def _fit(self) -> None:
        """Give the axes a span that shows all points; without any there is nothing to span."""
        self.plot.setVisible(self.filled)
        self._waiting.setHidden(self.filled)
        box = self.plot.getPlotItem().vb
        xs = [x for points in self._points.values() for x in points.x]
        ys = [y for points in self._points.values() for y in points.y]
        low, high = (min(xs), max(xs)) if xs else (0.0, 1.0)
        if self._chart.key == self._chart.order:
            low, high = min(low, 0.0), max(high, 1.0)
        box.setXRange(low, high if high > low else low + 1.0, padding=0.04)
        low, high = (min(ys), max(ys)) if ys else (0.0, 1.0)
        if self._chart.span is not None:
            low, high = min(low, self._chart.span[0]), max(high, self._chart.span[1])
        if high <= low:  # one value stands in the middle
            room = max(abs(low), 1.0) * 0.05
            low, high = low - room, high + room
        box.setYRange(low, high, padding=TICK_PADDING)

    def _say_last(self) -> None:
        last = max((points.x[-1] for points in self._points.values() if points.x), default=None)
        if last is not None and not self._marker.isVisible():
            self._say(last)
            self.setAccessibleDescription(f"{_said(self._chart.title)}: {self.value_at(last)}")

    def _lay_out(self) -> None:
        frame = card()
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(12, 10, 12, 8)
        inner.setSpacing(2)
        inner.addLayout(stretch_row(label(_said(self._chart.title), "strong"), None, self.value))
        legend = list(self._legend.values()) if len(self._legend) > 1 else []
        inner.addLayout(
            stretch_row(label(_said(self._chart.unit), "meta"), *legend, None, spacing=12)
        )
        inner.addWidget(self.plot)
        inner.addWidget(self._waiting)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(
            self.tr("Curve: {title}, {unit}").format(
                title=_said(self._chart.title), unit=_said(self._chart.unit)
            )
        )

    def _on_pointer_moved(self, position: QPointF) -> None:
        item = self.plot.getPlotItem()
        inside = item.vb.sceneBoundingRect().contains(position)
        self._marker.setVisible(inside and self.filled)
        if not inside:
            self._say_last()
            return
        across = item.vb.mapSceneToView(position).x()
        self._marker.setPos(across)
        self._say(across)


def _said(text: str) -> str:
    return translate("Charts", text)


def _key_of(line: Line) -> str:
    return f"{'- -' if line.dashed else '—'} {_said(line.name)}"


class Curves(QWidget):
    """All charts, as many in a row as fit."""

    def __init__(self) -> None:
        super().__init__()
        pg.setConfigOptions(antialias=True)
        self.charts = [ChartView(chart) for chart in CHARTS]
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self._place(3)
        theme.theme().changed.connect(self._dress)

    @property
    def filled(self) -> bool:
        """Whether there is anything to draw."""
        return any(view.filled for view in self.charts)

    def add(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Add metrics records."""
        found = list(records)
        for view in self.charts:
            view.add(found)

    def clear(self) -> None:
        """Forget all points."""
        for view in self.charts:
            view.clear()

    def _dress(self) -> None:
        for view in self.charts:
            view.dress()

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for at, view in enumerate(self.charts):
            self._grid.addWidget(view, at // columns, at % columns)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
            self._grid.setColumnMinimumWidth(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows anew where the width asks for it."""
        super().resizeEvent(event)
        self._place(2 if event.size().width() < NARROW else 3)
