"""Text with formulas is laid out evenly, shows markup literally, and knows its source."""

import gc
import itertools
import json
import weakref

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from tests.helpers.shared import shared_data
from workbench.ui import theme
from workbench.ui.math.document import LONGEST_SHOWN, MathDocument
from workbench.ui.math.view import layout

pytestmark = pytest.mark.usefixtures("qapp")

FRACTIONS = (
    r"We can rewrite $0.25$ as $\frac{1}{4}$ to better understand the transformation, and then "
    r"the coefficient ($\frac{1}{4}$) is less than $1$. This is a reduction or compression in the "
    r"vertical direction, since $f(x) = (\frac{x}{2})^2$ for every $x$ that we may choose to take."
)


def document(source, width=420):
    theme.load_fonts()
    made = MathDocument(source, theme.font("reading"))
    made.setTextWidth(width)
    made.make_room()
    return made


def baselines(made):
    block, found = made.begin(), []
    while block.isValid():
        top = made.documentLayout().blockBoundingRect(block).top()
        for number in range(block.layout().lineCount()):
            line = block.layout().lineAt(number)
            found.append(top + line.y() + line.ascent())
        block = block.next()
    return found


def test_lines_are_evenly_spaced_around_inline_fractions():
    """A fraction in the middle of a paragraph must not push its lines apart."""
    found = baselines(document(FRACTIONS))
    gaps = {round(after - before) for before, after in itertools.pairwise(found)}
    assert len(found) >= 5
    assert len(gaps) == 1


def test_what_hangs_below_the_last_line_is_counted():
    """A fraction in the last line is not cut off by the card's edge."""
    flat, deep = document("the half"), document(r"the half $\frac{1}{2}$")
    assert deep.ink_height() > deep.size().height()
    assert flat.ink_height() == flat.size().height()


def test_a_formula_is_painted_in_the_colour_asked_for():
    """Later steps are greyed without being laid out again."""
    laid = layout("$m$", 200, theme.font("reading"), QColor(theme.DARK.text))
    for color in (None, QColor(theme.DARK.incorrect)):
        image = QImage(60, 40, QImage.Format.Format_ARGB32)
        image.fill(QColor("black"))
        painter = QPainter(image)
        painter.scale(2, 2)
        laid.paint(painter, 0, 0, color)
        painter.end()
        pixels = {image.pixelColor(x, y).name() for x in range(60) for y in range(40)}
        assert (color or QColor(theme.DARK.text)).name() in pixels


def test_markup_of_other_languages_is_shown_literally():
    """No HTML is interpreted: nothing is loaded, nothing is hidden."""
    source = '<b>x</b> <img src="file:///etc/passwd"> <table><tr><td>1'
    assert document(source).toPlainText() == source


def test_marks_of_emphasis_are_read_but_products_are_not():
    """``2*3*4`` is arithmetic, ``**so**`` is bold."""
    assert document("**so** 2*3*4 is *that*").toPlainText() == "so 2*3*4 is that"


@pytest.mark.parametrize(
    "source",
    [
        "a $x^2$ b",
        "**Answer: $x = 12$**",
        "1. first\n2. second $y$\n\n- bullet\n  - nested",
        "sum <<1+1=2>>2\n#### 2",
        "𝑥 and 😀 and $𝑦$ end",
        "| a | b |\n|---|---|\n| $1$ | 2 |\nafter",
        "[asy]\ndraw(x);\n[/asy]\nafter",
        "code `a*b` here",
        "\\[x\\]\n\nnext",
        "",
    ],
)
def test_all_of_it_selected_is_the_source(source):
    """Copying everything gives back what was written, to the character."""
    made = document(source)
    assert made.source_between(0, made.characterCount()) == source


def test_a_selected_part_is_its_part_of_the_source():
    """A formula is copied as LaTeX with its delimiters."""
    made = document("we have **so** $x^2$ here")
    text = made.toPlainText()
    start, end = text.index("so"), text.index(" here")
    assert made.source_between(start, end) == "so** $x^2$"
    assert made.source_between(end, len(text)) == " here"
    assert made.source_between(3, 3) == ""


def test_astral_characters_do_not_shift_the_source():
    """Qt counts UTF-16 units, Python characters."""
    made = document("😀😀 abc $x$ def")
    units = len("😀😀 ".encode("utf-16-le")) // 2
    assert made.source_between(units, units + 3) == "abc"


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(alphabet="$\\()[]{}abx1 \n|-*#`.<>=_~😀", max_size=80))
def test_any_text_is_laid_out_and_copied(source):
    """No input raises, and every selection is a part of the source."""
    made = document(source)
    assert made.ink_height() >= 0
    assert made.source_between(0, made.characterCount()) == source
    for start in range(0, made.characterCount(), 7):
        assert made.source_between(start, start + 5) in source


@pytest.mark.parametrize(
    "bad", ["nul \x00", "lone \ud800 $\ud800$", "mark \ufffc", "line\u2028sep"]
)
def test_unprintable_text_is_shown_as_marks(bad):
    """A file may hold anything; the page shows that something was there."""
    assert document(bad).toPlainText()


def test_a_formula_that_cannot_be_drawn_is_shown_as_source():
    """The reader sees what the model wrote, in the colour of errors, and why."""
    source = "$" + r"\sqrt{" * 100 + "}" * 100 + "$"
    made = document(f"see {source} here")
    shown = made.toPlainText()
    assert shown.startswith(f"see {source} (not typeset: ")
    assert shown.endswith("nesting deeper than 64 levels) here")
    assert made.source_between(0, made.characterCount()) == f"see {source} here"
    assert made.source_between(4, shown.index(" here")) == source


def test_long_text_is_clipped_until_all_is_asked_for():
    """An unbroken line of 200,000 characters must not hold up the window."""
    source = "x" * (LONGEST_SHOWN + 5_000)
    assert document(source).clipped
    assert len(document(source).toPlainText().replace("\u200b", "")) == LONGEST_SHOWN
    whole = MathDocument(source, theme.font("reading"), show_all=True)
    assert not whole.clipped
    assert whole.source_between(0, whole.characterCount()) == source


def test_a_large_table_is_laid_out():
    """Qt lays long documents out in pieces; asking an unfinished line for its place is fatal."""
    table = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 300
    assert document(table).ink_height() > 1000


def test_formulas_are_read_aloud():
    """A screen reader hears the mathematics in words."""
    assert document(r"half is $\frac{1}{2}$, so").spoken() == "half is 1 over 2, so"


def test_wide_formulas_are_made_to_fit():
    """A displayed equation wider than the card is scaled down, not cut off."""
    source = r"\[" + "+".join(["x^2"] * 30) + r"\]"
    made = document(source, width=500)
    assert made.idealWidth() <= 501


def test_real_solutions_are_laid_out_whole():
    """Every fifth real solution: all of its source is accounted for."""
    rows = json.loads(shared_data("processbench/math.json").read_text(encoding="utf-8"))
    for row in rows[::25]:
        for text in row["steps"]:
            made = document(text)
            assert made.source_between(0, made.characterCount()) == text


def test_punctuation_stays_with_its_formula():
    """No line begins with the full stop of a formula on the line before."""
    made = document("so $x^2$, and ($y$) is the $n$th; **$z$.** End $w$-axis")
    assert made.toPlainText().replace("\u2060", "") == (
        "so \ufffc and (\ufffc is the \ufffc \ufffc End \ufffc"
    )
    assert made.spoken().startswith("so x squared, and (y) is the nth; z. End")


CHOICES = "Which?\n\n" + "\n".join(f"{letter}. $f(x)$ is choice {letter}." for letter in "ABCD")


def lines_of_choices(source: str, width: float) -> list[int]:
    """Return how many lines each block of choices has, after it was as wide as no screen is."""
    made = document(source)
    for at in (4_000.0, width):
        made.setTextWidth(at)
        made.make_room()
    made.size()
    places = [made.findBlock(place) for place, _ in made.choices[0].rows]
    return [block.layout().lineCount() for block in places]


def test_short_choices_stand_two_in_a_row_where_none_is_broken_for_it():
    """The choices of a question leave room for the steps below it, and read well when narrow."""
    assert lines_of_choices(CHOICES, 420) == [1, 1]
    assert lines_of_choices(CHOICES, 200) == [2, 2]
    assert lines_of_choices(CHOICES + " It is rather wide.", 420) == [1, 1]
    assert lines_of_choices(CHOICES + " It is rather wide.", 360) == [2, 2]
    assert lines_of_choices(CHOICES, 360) == [1, 1]
    assert lines_of_choices(CHOICES + "\nE. None.", 600) == [1, 1, 1]


def test_two_choices_of_a_row_stay_apart():
    """At every width either a gap stands between two columns, or there is one column."""
    made = document(CHOICES)
    for width in range(700, 200, -7):
        made.setTextWidth(width)
        made.make_room()
        made.size()
        block = made.findBlock(made.choices[0].rows[0][0])
        line = block.layout().lineAt(0)
        if block.layout().lineCount() == 1:
            at = block.text().index("\t")
            assert line.cursorToX(at + 1)[0] - line.cursorToX(at)[0] >= 16
            assert line.naturalTextWidth() <= width


def test_choices_give_their_source_however_they_stand():
    """What is copied is the question as it was written, after any change of width."""
    made = document(CHOICES)
    for width in (600, 200, 600):
        made.setTextWidth(width)
        made.make_room()
        assert made.source_between(0, made.characterCount()) == CHOICES
        start = made.toPlainText().index("C.")
        assert made.source_between(start, start + 2) == "C."
        assert "choice D" in made.toPlainText()


def test_tall_formulas_on_neighbouring_lines_do_not_touch():
    """A text full of fractions gets a little more room, in every line alike."""
    plain = baselines(document("the quick brown fox jumps over the lazy dog " * 4))
    full = baselines(document(r"as $\frac{1}{2}$ and $\frac{3}{4}$ again " * 14))
    assert round(full[2] - full[1]) == round(full[3] - full[2]) > plain[1] - plain[0]


def test_a_document_is_freed_when_it_is_let_go():
    """Left to the search for garbage, a thousand of them go at once and halt the window."""
    gc.disable()
    try:
        made = document(r"Half is $\frac{1}{2}$.")
        gone = weakref.ref(made)
        del made
        assert gone() is None
    finally:
        gc.enable()
