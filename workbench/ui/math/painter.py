"""Paints drawn formulas in the theme's colours, and keeps what was drawn for the next time."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QTransform,
)

from workbench.ui import theme
from workbench.ui.math.engine import (
    Drawing,
    Engine,
    Glyph,
    MathraEngine,
    Rule,
    Stroke,
    UnreadableFormulaError,
)

UNITS = 1000.0
X_HEIGHT = 0.473
"""The x-height of the engine's font in em; formulas are scaled so that it meets the text's."""

_ENGINES_RED = "#c0392b"
_CACHE_SIZE = 4096


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula ready to be painted; lengths in em, ``layers`` are paths with their colour."""

    width: float
    ascent: float
    descent: float
    layers: tuple[tuple[str | None, QPainterPath], ...]
    speech: str
    warnings: tuple[str, ...]

    def paint(self, painter: QPainter, x: float, baseline: float, em: float, color: QColor) -> None:
        """Paint with the left end of the baseline at ``x``, ``baseline`` (logical pixels)."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(x, baseline)
        painter.scale(em / UNITS, -em / UNITS)
        for name, path in self.layers:
            painter.fillPath(path, shade(name, color))
        painter.restore()


@dataclass(frozen=True, slots=True)
class Failure:
    """A formula that cannot be drawn, and why."""

    reason: str


def shade(name: str | None, text: QColor) -> QColor:
    """Return the colour to paint with: the text's, unless the source names another."""
    if name is None or name.lower() in ("black", "#000", "#000000", "white", "currentcolor"):
        return text
    if name.lower() == _ENGINES_RED:
        return QColor(theme.current().incorrect)
    named = QColor(name)
    return named if named.isValid() else text


def em_of(font: QFont) -> float:
    """Return the em of formulas beside ``font``, in logical pixels."""
    return QFontMetricsF(font).xHeight() / X_HEIGHT


class FormulaCache:
    """Draws formulas through an engine and keeps the latest few thousand."""

    def __init__(self, engine: Engine, size: int = _CACHE_SIZE) -> None:
        self._engine = engine
        self._size = size
        self._kept: OrderedDict[tuple[str, bool], Formula | Failure] = OrderedDict()

    def get(self, tex: str, display: bool = False) -> Formula | Failure:
        """Return ``tex`` drawn, or why it cannot be; never raises for bad input."""
        key = (tex, display)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        made = self._draw(tex, display)
        self._kept[key] = made
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return made

    def __len__(self) -> int:
        return len(self._kept)

    def _draw(self, tex: str, display: bool) -> Formula | Failure:
        try:
            return build(self._engine.draw(tex, display))
        except UnreadableFormulaError as error:
            return Failure(str(error))


@lru_cache(maxsize=1)
def formulas() -> FormulaCache:
    """Return the program's one cache of formulas."""
    return FormulaCache(MathraEngine())


def build(drawing: Drawing) -> Formula:
    """Join the shapes of ``drawing`` into one path per colour."""
    layers: dict[str | None, QPainterPath] = {}
    for shape in drawing.shapes:
        path = layers.get(shape.color)
        if path is None:
            path = layers[shape.color] = QPainterPath()
            path.setFillRule(Qt.FillRule.WindingFill)
        path.addPath(_path(shape))
    return Formula(
        width=drawing.width / UNITS,
        ascent=drawing.ascent / UNITS,
        descent=drawing.descent / UNITS,
        layers=tuple(layers.items()),
        speech=drawing.speech,
        warnings=drawing.warnings,
    )


def _path(shape: Glyph | Rule | Stroke) -> QPainterPath:
    if isinstance(shape, Glyph):
        return _placed(_outline(shape.key, shape.data), shape)
    path = QPainterPath()
    if isinstance(shape, Rule):
        path.addRect(QRectF(shape.x, shape.y, shape.width, shape.height))
        return path
    path.moveTo(shape.x1, shape.y1)
    path.lineTo(shape.x2, shape.y2)
    stroker = QPainterPathStroker()
    stroker.setWidth(shape.width)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    return stroker.createStroke(path)


def _placed(outline: QPainterPath, glyph: Glyph) -> QPainterPath:
    if glyph.scale == 1.0:
        return outline.translated(glyph.x, glyph.y)
    placing = QTransform(glyph.scale, 0, 0, glyph.scale, glyph.x, glyph.y)
    return placing.map(outline)


@lru_cache(maxsize=2048)
def _outline(key: str, data: str) -> QPainterPath:
    """Read an SVG path of absolute M, L, C and Z commands."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for command in data.split("Z"):
        _read_contour(path, command)
    return path


def _read_contour(path: QPainterPath, contour: str) -> None:
    words = contour.replace(",", " ").split()
    at = 0
    while at < len(words):
        letter = words[at][0]
        if len(words[at]) > 1:
            words[at : at + 1] = [letter, words[at][1:]]
        at = _STEPS[letter](path, words, at + 1)
    if words:
        path.closeSubpath()


def _point(words: list[str], at: int) -> QPointF:
    return QPointF(float(words[at]), float(words[at + 1]))


def _move(path: QPainterPath, words: list[str], at: int) -> int:
    path.moveTo(_point(words, at))
    return at + 2


def _line(path: QPainterPath, words: list[str], at: int) -> int:
    path.lineTo(_point(words, at))
    return at + 2


def _curve(path: QPainterPath, words: list[str], at: int) -> int:
    path.cubicTo(_point(words, at), _point(words, at + 2), _point(words, at + 4))
    return at + 6


_STEPS = {"M": _move, "L": _line, "C": _curve}
