"""The text widget grows with its width, copies the source and follows the theme."""

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from workbench.ui import theme
from workbench.ui.math.view import MathText

LONG = r"The function $f(x) = x^2$ is transformed to become $f(x) = 0.25x^2$. " * 4


@pytest.fixture
def text(qtbot):
    made = MathText(LONG)
    qtbot.addWidget(made)
    return made


def test_copying_gives_the_source(text):
    """What is pasted can be typeset again."""
    text.selectAll()
    text.copy()
    assert QApplication.clipboard().text() == LONG


def test_copying_a_part_gives_that_part(text):
    """A selection from the middle keeps its LaTeX."""
    cursor = text.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(len("The function \ufffc"), QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    assert text.selected_source() == "The function $f(x) = x^2$"


def test_narrower_is_higher(text):
    """Layouts ask for the height before they give the width."""
    assert text.hasHeightForWidth()
    assert text.heightForWidth(250) > text.heightForWidth(600)


def test_it_takes_the_height_it_needs(qtbot):
    """A card around the text neither cuts it off nor leaves a hole."""
    page = QWidget()
    qtbot.addWidget(page)
    text = MathText(LONG)
    box = QVBoxLayout(page)
    box.addWidget(text)
    box.addStretch(1)
    page.resize(420, 700)
    page.show()
    qtbot.waitUntil(lambda: text.height() == text.heightForWidth(text.width()))
    assert text.height() > 60


def test_it_is_described_in_words(text):
    """Assistive tools hear the mathematics."""
    assert "x squared" in text.accessibleDescription()


def test_it_follows_the_theme(qtbot, text):
    """Changing the scheme while the program runs recolours what is shown."""
    before = theme.current()
    try:
        theme.apply(QApplication.instance(), "dark")
        assert text.palette().text().color().name().upper() == theme.DARK.text
    finally:
        theme.apply(QApplication.instance(), before.name)


def test_new_text_replaces_the_old(text):
    """Previews are set again and again while the user types."""
    text.set_source("$y$")
    assert text.source() == "$y$"
    assert text.document().characterCount() == 2


def test_it_cannot_be_edited(qtbot, text):
    """Rendering never changes the stored text."""
    qtbot.keyClicks(text, "abc")
    assert text.source() == LONG
