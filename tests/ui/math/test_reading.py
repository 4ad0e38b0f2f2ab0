"""A long text is never silently short: wherever it is read, the rest can be had."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.ui import theme
from workbench.ui.actions import KeyMap
from workbench.ui.annotate.alternatives_list import AlternativeCard, CardLine
from workbench.ui.annotate.draft_edit import DraftEdit
from workbench.ui.annotate.text_field import TextField
from workbench.ui.math.document import LONGEST_SHOWN
from workbench.ui.math.reading import ReadingText

LONG = "Since $x = 2$, the sum is $4$ and nothing more is to be said of it.\n\n" * 300


def reading(text: str) -> QWidget:
    """Return a text as it is read by itself."""
    return ReadingText(text)


def alternative(text: str) -> QWidget:
    """Return a card of an alternative."""
    card = AlternativeCard()
    card.show_line(CardLine("1", "Alternative 1", text))
    return card


def preview(text: str) -> QWidget:
    """Return a field of the feedback with what it looks like typeset."""
    editor = DraftEdit(KeyMap())
    field = TextField("Rewrite", editor, "w", (3, 12), always=True)
    editor.setPlainText(text[: LONGEST_SHOWN + 2_000])
    field.show_preview()
    return field


@pytest.mark.parametrize("make", [reading, alternative, preview])
def test_clipped_text_says_so_and_shows_the_rest(qtbot: QtBot, make: object) -> None:
    """Nobody judges the half of a text and takes it for the whole."""
    holder = make(LONG)  # type: ignore[operator]
    qtbot.addWidget(holder)
    shown = holder if isinstance(holder, ReadingText) else holder.findChild(ReadingText)
    holder.show()
    assert shown.more.isVisible()
    assert shown.more.text() == f"Show all {len(shown.source()):,} characters"
    before = shown.text.document().characterCount()
    qtbot.mouseClick(shown.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not shown.text._document.clipped, timeout=10_000)
    assert shown.text.document().characterCount() > before
    assert not shown.more.isVisible()


def test_text_that_is_laid_out_anew_offers_the_rest_again(qtbot: QtBot) -> None:
    """Another theme lays the text out from its beginning; it must not end there without a word."""
    shown = ReadingText(LONG)
    qtbot.addWidget(shown)
    shown.show()
    shown.text.show_all()
    qtbot.waitUntil(lambda: not shown.text._document.clipped, timeout=10_000)
    shown.set_source(LONG)
    assert not shown.more.isVisible()
    theme.theme().changed.emit()
    assert shown.more.isVisible()


def test_other_text_is_shown_from_its_beginning(qtbot: QtBot) -> None:
    """The wish for all of one text says nothing of the next."""
    shown = ReadingText(LONG)
    qtbot.addWidget(shown)
    shown.show()
    qtbot.mouseClick(shown.more, Qt.MouseButton.LeftButton)
    shown.set_source(LONG + "Indeed.")
    assert shown.more.isVisible()


def test_short_text_has_no_button(qtbot: QtBot) -> None:
    """Most texts are shown whole and say nothing of it."""
    shown = ReadingText("$x = 2$")
    qtbot.addWidget(shown)
    shown.show()
    assert not shown.more.isVisible()
