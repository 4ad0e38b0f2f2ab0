"""Live curves of a run: loss, reward, divergence, entropy, accuracy; loads pyqtgraph when shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from workbench.ui import theme
from workbench.ui.widgets import card, label

CURVE_HEIGHT = 150


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: the stage and name of its metric, and the token it is drawn in."""

    name: str
    stage: str
    metric: str
    color: str = "accent"
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: what is up, what is across, and its lines."""

    title: str
    unit: str
    across: str
    key: str
    lines: tuple[Line, ...]


def _single(title: str, unit: str, metric: str, color: str = "accent") -> Chart:
    return Chart(title, unit, "update", "update", (Line(metric, "ppo", metric, color),))


CHARTS = (
    Chart(
        "Reward model loss", "nats per step", "epoch", "epoch", (Line("loss", "reward", "loss"),)
    ),
    Chart(
        "Answers that agree",
        "%",
        "update",
        "update",
        (
            Line("held-out", "ppo", "heldout_accuracy", "accent", 100),
            Line("training", "ppo", "train_accuracy", "secondary", 100),
        ),
    ),
    _single("Reward", "per response", "reward", "correct"),
    _single("KL from the start", "nats per response", "kl", "incorrect"),
    _single("Entropy", "nats per token", "entropy"),
    _single("Length", "tokens per response", "length"),
)


@dataclass(slots=True)
class Points:
    """What one line has got so far."""

    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)


class ChartView(QWidget):
    """One chart with its title, unit and the value under the pointer."""

    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self._chart = chart
        self._points = {line: Points() for line in chart.lines}
        self._value = label("", "meta")
        self.plot = pg.PlotWidget()
        self.plot.setFixedHeight(CURVE_HEIGHT)
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._legend = {line: label(f"● {line.name}", "meta") for line in chart.lines}
        self._curves = {line: self._curve(line) for line in chart.lines}
        self.plot.scene().sigMouseMoved.connect(self._on_pointer_moved)
        self._lay_out()
        self.dress()

    def add(self, record: Mapping[str, Any]) -> None:
        """Add one metrics record where it concerns this chart."""
        for line, points in self._points.items():
            value, at = record.get(line.metric), record.get(self._chart.key)
            if record.get("stage") != line.stage or value is None or at is None:
                continue
            points.x.append(float(at))
            points.y.append(float(value) * line.scale)
            self._curves[line].setData(points.x, points.y)
            self._value.setText(f"{points.y[-1]:.3g}")

    def clear(self) -> None:
        """Forget all points."""
        for line, points in self._points.items():
            points.x.clear()
            points.y.clear()
            self._curves[line].setData([], [])
        self._value.setText("")

    def dress(self) -> None:
        """Take colours and fonts from the theme."""
        tokens = theme.current()
        self.plot.setBackground(tokens.surface)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(pg.mkPen(tokens.line))
            axis.setTextPen(pg.mkPen(tokens.secondary))
            axis.setTickFont(theme.font("tiny"))
        self.plot.getAxis("left").setWidth(44)
        style = {"color": tokens.secondary, "font-size": "8pt"}
        self.plot.setLabel("bottom", self._chart.across, **style)
        for line, curve in self._curves.items():
            color = getattr(tokens, line.color)
            curve.setPen(pg.mkPen(color, width=1.8))
            curve.setSymbolBrush(color)
            curve.setSymbolPen(pg.mkPen(color))
            self._legend[line].setStyleSheet(f"color: {color}")

    def _curve(self, line: Line) -> Any:
        return self.plot.plot([], [], name=line.name, symbol="o", symbolSize=4, antialias=True)

    def _lay_out(self) -> None:
        frame = card()
        heading = QGridLayout()
        heading.addWidget(label(self._chart.title, "strong"), 0, 0)
        heading.addWidget(label(self._chart.unit, "meta"), 0, 1)
        for at, entry in enumerate(self._legend.values(), start=2):
            heading.addWidget(entry, 0, at)
            entry.setVisible(len(self._legend) > 1)
        heading.setColumnStretch(8, 1)
        heading.addWidget(self._value, 0, 9)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(12, 10, 12, 8)
        inner.addLayout(heading)
        inner.addWidget(self.plot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def _on_pointer_moved(self, position: QPointF) -> None:
        if not self.plot.sceneBoundingRect().contains(position):
            return
        across = self.plot.getPlotItem().vb.mapSceneToView(position).x()
        parts = []
        for line, points in self._points.items():
            if points.x:
                at = min(range(len(points.x)), key=lambda i: abs(points.x[i] - across))
                name = f"{line.name} " if len(self._points) > 1 else ""
                parts.append(f"{name}{points.y[at]:.3g} at {points.x[at]:.0f}")
        self._value.setText(" · ".join(parts))


class Curves(QWidget):
    """All charts, three in a row."""

    def __init__(self) -> None:
        super().__init__()
        pg.setConfigOptions(antialias=True)
        self.charts = [ChartView(chart) for chart in CHARTS]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        for at, view in enumerate(self.charts):
            grid.addWidget(view, at // 3, at % 3)
        theme.theme().changed.connect(self._dress)

    def add(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Add metrics records."""
        for record in records:
            for view in self.charts:
                view.add(record)

    def clear(self) -> None:
        """Forget all points."""
        for view in self.charts:
            view.clear()

    def _dress(self) -> None:
        for view in self.charts:
            view.dress()
