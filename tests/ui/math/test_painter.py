"""Formulas are painted in the theme's colours, on the baseline, and drawn only once."""

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from workbench.ui import theme
from workbench.ui.math.engine import Drawing, MathraEngine, UnreadableFormulaError
from workbench.ui.math.painter import Failure, Formula, FormulaCache, em_of, shade

pytestmark = pytest.mark.usefixtures("qapp")


class CountingEngine:
    """Draws nothing, and counts how often it is asked."""

    def __init__(self):
        self.asked = []

    def draw(self, tex, display):
        self.asked.append(tex)
        if tex == "bad":
            raise UnreadableFormulaError("column 1: no")
        return Drawing(1000, 700, 100, (), tex, ())


def painted(formula, color, size=80, em=40):
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    formula.paint(painter, 10, size / 2, em, QColor(color))
    painter.end()
    return image


def ink(image):
    return [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y) != QColor("white")
    ]


def test_ink_has_the_given_colour():
    """The colour comes from the theme, never from the engine's picture."""
    formula = FormulaCache(MathraEngine()).get("m")
    image = painted(formula, theme.LIGHT.accent)
    darkest = min((image.pixelColor(x, y) for x, y in ink(image)), key=lambda c: c.lightness())
    assert darkest == QColor(theme.LIGHT.accent)


def test_letters_stand_on_the_baseline():
    """An x has no ink below its baseline, a fraction has."""
    cache = FormulaCache(MathraEngine())
    assert max(y for _, y in ink(painted(cache.get("x"), "black"))) <= 41
    assert max(y for _, y in ink(painted(cache.get(r"\frac{1}{2}"), "black"))) > 50


def test_unknown_commands_take_the_colour_of_errors():
    """The engine's red is the theme's, so that it is readable on dark ground."""
    assert shade("#c0392b", QColor("black")) == QColor(theme.current().incorrect)
    assert shade("black", QColor("white")) == QColor("white")
    assert shade("blue", QColor("black")) == QColor("blue")
    assert shade("no such colour", QColor("black")) == QColor("black")


def test_each_formula_is_drawn_once_and_the_oldest_are_dropped():
    """The memory of the window is bounded."""
    engine = CountingEngine()
    cache = FormulaCache(engine, size=2)
    for tex in ("a", "b", "a", "c", "b"):
        cache.get(tex)
    assert engine.asked == ["a", "b", "c", "b"]
    assert len(cache) == 2


def test_a_formula_that_cannot_be_drawn_is_a_reason_not_an_exception():
    """A painter that raised would break the page for one bad step."""
    assert FormulaCache(CountingEngine()).get("bad") == Failure("column 1: no")


def test_formulas_match_the_height_of_the_text_beside_them():
    """The em is chosen so that both x-heights meet."""
    assert em_of(theme.font("reading")) > theme.font("reading").pixelSize()
    assert isinstance(FormulaCache(MathraEngine()).get("x"), Formula)
