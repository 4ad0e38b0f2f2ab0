"""Text that breaks careless windows, in every field: painted at once, literally, opening nothing.

The times are those of the window's own thread, so that a busy machine does not fail the test.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from tests.helpers.hostile import HOSTILE, SENTINEL
from tests.ui.annotate.test_step_list import view
from tests.ui.desk_helpers import add_problems, result_of, step_ids
from workbench.domain.records import ModelRecord, Problem, Verdict
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.ui.annotate.step_list import StepList
from workbench.ui.math import document as document_module
from workbench.ui.math.document import MathDocument
from workbench.ui.math.reading import ReadingText
from workbench.ui.math.view import MathText
from workbench.ui.plain_label import PlainLabel, plain_tip
from workbench.ui.rail import Page

LONGEST_PAINT = 2.0
"""Seconds of the processor: the promise is one, and a core shared with other work counts double.
Without its guard each of these texts takes many times as long."""
IN_THE_WINDOW = (
    "one line of 200,000 characters",
    "one megabyte of words",
    "tables nested twenty deep",
    "roots a thousand deep",
    "a definition that calls itself",
    "links and images",
    "control characters",
)
BRIEF = ("links and images", "one line of 200,000 characters")


@dataclass
class Watched:
    """How long the longest act took in the window's thread, in seconds."""

    longest: float = 0.0

    def do(self, act: Callable[[], object]) -> None:
        started = time.thread_time()
        act()
        QApplication.processEvents()
        self.longest = max(self.longest, time.thread_time() - started)


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """What was asked to be opened in another program."""
    asked: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(url.toString()))
    return asked


def storable(text: str) -> str:
    """Return what an import would let through of ``text``."""
    return text.replace("\ud800", "").replace("\x00", "")


def fill(project, text: str) -> None:
    """Put ``text`` into every field of a problem, its solution, its marks, and a model.

    A step and the answer take all of it, what people write themselves a fifth of a megabyte.
    """
    whole, text = text, text[:200_000]
    Library(project).add_model(ModelRecord("hostile", text, "base", "/m.gguf", "ab" * 32))
    problem = Problem("hostile", text, reference_answer=text, topic=text, source=text[:200])
    add_problems(project, problem)
    annotation = Annotation(project)
    plan = annotation.plan_initial("hostile")
    solution = f"1. {whole}\n\n2. Good.\n\n**Answer:** {whole}"
    annotation.record_turn(plan, [result_of("r", 0, solution, 1)], "hostile")
    first = step_ids(project, "hostile")[0]
    annotation.mark(first, Verdict.INCORRECT)
    annotation.explain(first, text)
    annotation.rewrite(first, text)
    annotation.save_draft(step_ids(project, "hostile")[-1], "explanation", text)


def documents(window: QWidget) -> Iterator[QTextDocument]:
    for field in window.findChildren(QTextEdit):
        yield field.document()
    for plain in window.findChildren(QPlainTextEdit):
        yield plain.document()
    for steps in window.findChildren(StepList):
        yield from (laid.document for laid in steps.itemDelegate()._laid.values())


def active_content(window: QWidget) -> list[str]:
    """Return what in a window Qt took for HTML, or could open: it should be nothing."""
    found = []
    for label in window.findChildren(QLabel):
        if label.textFormat() is not Qt.TextFormat.PlainText and label.text():
            found.append(f"label {label.text()[:60]!r}")
    for widget in window.findChildren(QWidget):
        tip = widget.toolTip()
        if tip != plain_tip(tip) and not tip.startswith("<qt>"):
            found.append(f"tool tip {tip[:60]!r}")
    for document in documents(window):
        block = document.begin()
        while block.isValid():
            for piece in block:
                style = piece.fragment().charFormat()
                if style.isAnchor() or style.isImageFormat():
                    found.append(f"link or image {piece.fragment().text()[:60]!r}")
            block = block.next()
    return found


@pytest.mark.parametrize("name", IN_THE_WINDOW)
def test_the_annotate_page_shows_it_at_once(project, open_window, opened, name):
    """Every field of a problem at once; the first paint is there within a second."""
    fill(project, storable(HOSTILE[name]))
    application = open_window(project)
    window, watched = application.window, Watched()
    watched.do(lambda: application.annotate.queue.open("hostile"))
    watched.do(window.grab)
    steps = application.annotate.panel.steps
    for step in steps.steps()[:3]:
        watched.do(lambda step=step: steps.select(step.step.id))
        watched.do(window.grab)
    assert watched.longest < LONGEST_PAINT
    assert active_content(window) == []
    assert opened == []
    assert application.annotate.panel.problem.title == storable(HOSTILE[name])[:200_000]


@pytest.mark.parametrize("name", BRIEF)
def test_every_page_shows_it_at_once(project, open_window, opened, name):
    """Models, topics and answers are named on other pages too, and in errors."""
    fill(project, storable(HOSTILE[name]))
    application = open_window(project)
    window, watched = application.window, Watched()
    for page in Page:
        watched.do(lambda page=page: window.open_page(page))
        watched.do(window.grab)
    watched.do(lambda: window.banner.warn(HOSTILE[name], None))
    watched.do(lambda: window.banner.tell(HOSTILE[name]))
    watched.do(window.grab)
    assert watched.longest < LONGEST_PAINT
    assert active_content(window) == []
    assert opened == []


@pytest.mark.parametrize("name", HOSTILE)
def test_cards_show_it_at_once(qtbot, name):
    """As a step, as its source, and while it arrives."""
    steps, watched = StepList(), Watched()
    qtbot.addWidget(steps)
    steps.resize(640, 500)
    watched.do(steps.show)
    watched.do(lambda: steps.set_streaming_text(HOSTILE[name]))
    watched.do(lambda: steps.set_steps([view(1, HOSTILE[name])]))
    watched.do(lambda: steps.select("s1"))
    watched.do(lambda: qtbot.keyClick(steps, Qt.Key.Key_S))
    assert watched.longest < LONGEST_PAINT
    assert active_content(steps) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_the_beginning_is_shown_and_the_rest_is_offered(qtbot, name):
    """Nothing is lost: all of it can be seen, a slice at a time, and copied."""
    reading, watched = ReadingText(), Watched()
    qtbot.addWidget(reading)
    reading.resize(600, 300)
    watched.do(reading.show)
    watched.do(lambda: reading.set_source(HOSTILE[name]))
    watched.do(reading.grab)
    assert reading.more.isHidden() != reading.text.is_clipped()
    watched.do(reading.more.click)
    for _ in range(3):
        watched.do(QApplication.processEvents)
    assert watched.longest < LONGEST_PAINT
    assert reading.source() == HOSTILE[name]


def test_markup_is_read_as_it_was_written(qapp):
    """What looks like HTML is text of the problem."""
    for name in ("markup", "a style sheet", "tables nested twenty deep"):
        shown = MathDocument(HOSTILE[name]).toPlainText()
        assert shown.replace("\u200b", "") == HOSTILE[name]
    assert SENTINEL in MathDocument(HOSTILE["links and images"]).toPlainText()


def test_a_formula_too_deep_says_why_it_is_shown_as_source(qapp):
    """The engine would take minutes for it, or all of the stack; a loop it cuts short itself."""
    deep = MathDocument(HOSTILE["roots a thousand deep"]).toPlainText()
    assert "not typeset: The formula has 7,001 characters" in deep
    loop = MathDocument(HOSTILE["a definition that calls itself"])
    assert all(placed.formula.warnings for placed in loop.handler.placed)


# Controls: each guard is seen to matter.


def test_a_label_that_takes_html_is_found(qtbot):
    """The walk above would see a careless label, tip or link."""
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    careless, tipped, rich = QLabel(HOSTILE["markup"]), PlainLabel("x"), QTextEdit()
    tipped.setToolTip(HOSTILE["links and images"])
    rich.setHtml(HOSTILE["links and images"])
    for widget in (careless, tipped, rich):
        column.addWidget(widget)
    kinds = {found.split()[0] for found in active_content(page)}
    assert kinds == {"label", "tool", "link"}


def test_without_the_clip_all_of_a_long_text_would_be_laid_out(qapp, monkeypatch):
    """That is what keeps the first paint short."""
    text = HOSTILE["one line of 200,000 characters"]
    assert MathDocument(text).characterCount() < 13_000
    monkeypatch.setattr(document_module, "LONGEST_SHOWN", len(text))
    assert MathDocument(text).characterCount() > len(text)


def test_a_label_cuts_elides_and_tells_the_rest(qtbot):
    """A topic of 200,000 characters neither widens the window nor hides what it is."""
    label = PlainLabel("x" * 200_000)
    qtbot.addWidget(label)
    label.resize(200, 20)
    assert label.minimumSizeHint().width() < 200
    assert label.text() == "x" * 200_000
    assert QLabel.text(label).endswith("… (200,000)")
    plain = QLabel("x" * 200_000)
    qtbot.addWidget(plain)
    assert plain.minimumSizeHint().width() > 1_000_000


def test_a_tool_tip_is_shown_literally(qapp):
    """Qt takes a tip with a tag in it for HTML; escaped, it shows the tag."""
    assert plain_tip("x < y") == "<qt>x &lt; y</qt>"
    assert plain_tip("plain\nwords") == "plain\nwords"
    shown = QTextDocument()
    shown.setHtml(plain_tip(HOSTILE["markup"]))
    assert shown.toPlainText() == HOSTILE["markup"]
    assert len(plain_tip("y" * 10_000)) < 1_000


def test_a_text_view_ignores_what_is_dropped_or_clicked(qtbot):
    """It is for reading: there is nothing in it to follow."""
    view = MathText(HOSTILE["links and images"])
    qtbot.addWidget(view)
    flags = view.textInteractionFlags()
    assert not flags & Qt.TextInteractionFlag.LinksAccessibleByMouse
    assert not flags & Qt.TextInteractionFlag.LinksAccessibleByKeyboard
    assert view.isReadOnly()
