"""A text is shown as a change of another: new words tinted, removed ones struck, formulas whole."""

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from workbench.ui import theme
from workbench.ui.math.changes import Changes, changes_between
from workbench.ui.math.document import MathDocument
from workbench.ui.math.segmenter import slice_end
from workbench.ui.math.view import layout

OLD = r"Divide both sides by $6$, so $x = \frac{72}{6}$."
NEW = r"Divide both sides by $7$ now, so $x = \frac{78}{6}$."


def shown(old, new, *, as_source=False):
    changes = changes_between(old, new, whole_formulas=not as_source)
    return MathDocument(new, theme.font("reading"), changes=changes, as_source=as_source)


def runs(document):
    """Return the text of a document with its new words in ``{+ +}``, removed ones in ``[- -]``."""
    told = []
    block = document.begin()
    while block.isValid():
        for piece in block:
            fragment = piece.fragment()
            style = fragment.charFormat()
            text = fragment.text().replace("\u2060", "")
            if style.fontStrikeOut():
                text = f"[-{text}-]"
            elif style.fontUnderline():
                text = f"{{+{text}+}}"
            told.append(text)
        block = block.next()
    return "".join(told)


def test_words_are_marked_in_running_text(qapp):
    """The reader sees at once what the model changed."""
    assert runs(shown("so x is large.", "so x is small.")) == "so x is [-large-] {+small+}."


def test_a_changed_formula_is_marked_as_a_whole(qapp):
    """Half of a typeset formula cannot be underlined; its source can."""
    document = shown(OLD, NEW)
    tones = [(placed.span.content, placed.tone.value) for placed in document.handler.placed]
    assert tones == [
        ("6", "removed"),
        ("7", "inserted"),
        (r"x = \frac{72}{6}", "removed"),
        (r"x = \frac{78}{6}", "inserted"),
    ]


def test_the_source_shows_which_token_of_a_formula_changed(qapp):
    """Where a formula is long, its new numerator must not be searched for."""
    assert runs(shown(OLD, NEW, as_source=True)) == (
        r"Divide both sides by $[-6-] {+7+}$ {+now+}, so $x = \frac{[-72-] {+78+}}{6}$."
    )


def test_copying_gives_the_new_text_alone(qapp):
    """What was removed is shown, not said: it must not reach the clipboard or a split."""
    for as_source in (False, True):
        document = shown(OLD, NEW, as_source=as_source)
        assert document.source_between(0, document.characterCount()) == NEW
        text = document.toPlainText()
        assert document.source_between(0, text.index("so")) + "|" == NEW.split("so")[0] + "|"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "all new $x$"),
        ("gone $x$ and more", ""),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 3 |"),
        ("1. one\n2. two", "- one\n- three"),
        (r"\[x = 1\] then", r"then \[x = 2\]"),
        ("$\\sqrt{" * 70, "<b>x</b> $5 and $6"),
        ("A. $a$\nB. $b$\nC. $c$\nD. $d$", "A. $a$\nB. $b$\nC. $e$\nD. $d$"),
    ],
)
def test_every_kind_of_text_can_be_compared(qapp, old, new):
    """The source of the new text is accounted for whatever was before."""
    document = shown(old, new)
    assert document.source_between(0, document.characterCount()) == new
    assert document.ink_height() > 0


def test_a_new_formula_is_painted_on_a_tint(qapp):
    """The tint is seen, not only recorded."""
    tint = QColor(theme.current().selection)

    def tinted(changes):
        image = QImage(200, 40, QImage.Format.Format_RGB32)
        image.fill(QColor(theme.current().surface))
        painter = QPainter(image)
        ink = QColor(theme.current().text)
        layout("$x+y$", 200, theme.font("reading"), ink, changes=changes).paint(painter, 4, 4)
        painter.end()
        return sum(image.pixelColor(x, y) == tint for x in range(200) for y in range(40))

    assert tinted(changes_between("$x+z$", "$x+y$")) > 100
    assert tinted(Changes()) == 0


def test_changes_far_down_are_marked_when_that_part_is_shown(qapp):
    """Long texts are laid out slice by slice."""
    old = "word " * 4000
    document = MathDocument(
        old + "end", theme.font("reading"), changes=changes_between(old + "close", old + "end")
    )
    assert "close" not in document.toPlainText()
    while document.lay_more():
        pass
    assert runs(document).endswith("[-close-]{+ +}{+end+}".replace("{+ +}", " "))


@pytest.mark.parametrize("tail", [" ", "\n", "\n\n", " $" + "x+" * 900 + "y$ "])
def test_slices_end_between_words_and_outside_formulas(tail):
    """A formula that is cut in two would be shown as source."""
    source = ("a word" + tail) * 4000
    at = 0
    while at < len(source):
        end = slice_end(source, at, 3000)
        assert at < end <= len(source)
        assert source[at:end].count("$") % 2 == 0
        assert source[end - 1].isspace()
        at = end


def test_an_unbroken_run_is_cut_all_the_same():
    """It has no better place."""
    assert slice_end("x" * 5000, 0, 3000) == 3000


def test_a_selected_formula_takes_the_colour_of_selected_text(qapp):
    """On the ground of a selection, ink of the usual colour could hardly be read."""
    theme_now = theme.current()

    def colours(selected):
        image = QImage(120, 40, QImage.Format.Format_RGB32)
        image.fill(QColor(theme_now.surface))
        painter = QPainter(image)
        made = layout("$x+y$", 100, theme.font("reading"), QColor(theme_now.text))
        made.paint(painter, 4, 4, selected=selected)
        painter.end()
        return {image.pixelColor(x, y).name() for x in range(120) for y in range(40)}

    chosen, usual = colours((0, 1)), colours((0, 0))
    assert QColor(theme_now.accent).name() in chosen - usual
    assert QColor(theme_now.text).name() in usual - chosen
