"""LaTeX becomes shapes in known units, or an error that says why."""

import json

import pytest

from tests.helpers.shared import shared_data
from workbench.ui.math.engine import (
    AXIS,
    Glyph,
    MathraEngine,
    Rule,
    Stroke,
    UnreadableFormulaError,
    normalise,
    read_svg,
)
from workbench.ui.math.segmenter import Kind, segment


@pytest.fixture
def engine():
    return MathraEngine()


def test_a_fraction_stands_on_both_sides_of_the_baseline(engine):
    """The rule of a fraction lies at the height of a minus sign."""
    drawing = engine.draw(r"\frac{1}{2}", display=False)
    rule = next(shape for shape in drawing.shapes if isinstance(shape, Rule))
    assert rule.y + rule.height / 2 == pytest.approx(AXIS, abs=1)
    assert drawing.ascent > AXIS > 0 < drawing.descent
    assert drawing.speech == "1 over 2"


def test_glyphs_carry_outlines_and_scales(engine):
    """A superscript is the same outline drawn smaller and higher."""
    base, power = engine.draw("x^2", display=False).shapes
    assert isinstance(base, Glyph)
    assert base.data.startswith("M")
    assert power.scale < base.scale == 1
    assert power.y > base.y


def test_a_cancelled_term_is_struck(engine):
    """The engine's lines are read too, not only its outlines."""
    drawing = engine.draw(r"\cancel{x}", display=False)
    assert [type(shape) for shape in drawing.shapes] == [Glyph, Stroke]


def test_column_rules_span_their_table(engine):
    """The engine misplaces an array's column rules; they are put back inside the table."""
    drawing = engine.draw(r"\begin{array}{c|c} a & b\\ c & d \\ e & f\end{array}", display=True)
    rules = [shape for shape in drawing.shapes if isinstance(shape, Rule)]
    assert len(rules) == 3
    assert max(rule.y + rule.height for rule in rules) <= drawing.ascent + 1
    assert min(rule.y for rule in rules) >= -drawing.descent - 1


def test_what_the_engine_misreads_is_written_in_its_terms():
    """Line breaks, old commands and boxes mean the same as before."""
    assert normalise("a\nb") == "a b"
    assert normalise(r"\bold{x} \boldsymbol{y}") == r"\mathbf{x} \boldsymbol{y}"
    assert normalise(r"\boxed{x}") == r"\boxed{\displaystyle x}"


@pytest.mark.parametrize(
    "tex", ["x" * 4001, r"\sqrt{" * 100 + "}" * 100, "\ud800"], ids=["long", "deep", "surrogate"]
)
def test_what_cannot_be_drawn_says_why(engine, tex):
    """No input ends in anything but a drawing or a reason."""
    with pytest.raises(UnreadableFormulaError, match=r"\S"):
        engine.draw(tex, display=False)


@pytest.mark.parametrize("tex", [r"\foo{x}", r"\frac{1", r"\begin{x} 1", "}{", "x\x00y", ""])
def test_broken_input_is_drawn_with_warnings_or_plainly(engine, tex):
    """A preview shows half-typed formulas at every key press."""
    drawing = engine.draw(tex, display=False)
    assert drawing.width >= 0


def test_macros_that_call_themselves_end(engine):
    """A definition loop is cut off by the engine, with a warning."""
    assert engine.draw(r"\def\x{\x\x}\x", display=False).warnings


def test_a_picture_without_a_box_is_refused():
    """A changed engine is noticed, not drawn as nothing."""
    with pytest.raises(UnreadableFormulaError):
        read_svg("<svg></svg>")


def test_the_formulas_of_real_solutions_are_drawn(engine):
    """Every third of 13,000 distinct formulas: all are drawn, next to none is mended."""
    rows = json.loads(shared_data("processbench/math.json").read_text(encoding="utf-8"))
    texts = [text for row in rows for text in (row["problem"], *row["steps"])]
    found = {span.content for text in texts for span in segment(text) if span.kind is Kind.INLINE}
    mended = [tex for tex in sorted(found)[::3] if engine.draw(tex, display=False).warnings]
    assert len(mended) <= 2
