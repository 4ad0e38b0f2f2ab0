"""The right side of the Models page: the selected row in full, and what can be done with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from math import ceil

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.ui import theme
from workbench.ui.models.delegate import paint_bar
from workbench.ui.models.lines import Act, Bar, Details, Need, Verb
from workbench.ui.widgets import FlowLayout, HintButton, label, restyle, scroll_area

DETAILS_WIDTH = 388
TEMPLATE_HEIGHT = 108
NAME_WIDTH = 92
SCROLL_BAR_WIDTH = 10
DIGITS = re.compile(r"[0-9a-f]{32,}")


class ValueText(QTextEdit):
    """A value that can be selected and copied as it is; long ones break anywhere."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self.setProperty("role", "math")  # the frameless one
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(f"{name}: {text}")
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        if DIGITS.fullmatch(text):  # lines of equal length
            font = theme.font("mono")
            font.setPixelSize(12)
            self.document().setDefaultFont(font)
        self.setPlainText(text)
        self._fit()

    def _fit(self) -> None:
        self.document().setTextWidth(self.viewport().width())
        self.setFixedHeight(ceil(self.document().size().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the width asks for."""
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()


class ShareBar(QWidget):
    """A small bar of what is needed against what is free."""

    def __init__(self, bar: Bar, spoken: str) -> None:
        super().__init__()
        self._bar = bar
        self.setFixedHeight(8)
        self.setAccessibleName(spoken)
        theme.theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar over the whole width."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_bar(painter, self._bar, QRectF(0, 1, self.width(), 6))
        painter.end()


class DetailsPanel(QWidget):
    """One row's name, state, buttons, needs, facts and template.

    Signals:
        act_chosen(key, verb): a button was pressed for the row of that key.
    """

    act_chosen = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.details: Details | None = None
        self.buttons: dict[Verb, HintButton] = {}
        self.tab_after: QWidget | None = None
        self.title = label("", "heading", wrap=True)
        self._subtitle = label("", "meta", wrap=True)
        self.state = label("", "meta", wrap=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.progress_text = label("", "meta", wrap=True)
        self.question = _question()
        self._acts = FlowLayout(spacing=8)
        self._needs = _column(6)
        self._table = _grid()
        self._facts = _grid()
        self._template = _TemplateView()
        self._captions = {
            name: label(name, "caption")
            for name in (
                self.tr("Memory"),
                self.tr("Right answers on held-out problems"),
                self.tr("Details"),
                self.tr("Chat template"),
            )
        }
        self._lay_out()

    def show_details(self, details: Details) -> None:
        """Show another row, or the same one in another state; the focus stays on its button."""
        if details == self.details:
            return
        focused = next((verb for verb, one in self.buttons.items() if one.hasFocus()), None)
        self.details = details
        self.title.setText(details.title)
        _say(self._subtitle, details.subtitle)
        _say(self.state, details.state)
        self.state.setProperty("role", details.tone.value)
        restyle(self.state)
        _say(self.question, details.question)
        self._show_progress(details)
        self._show_acts(details)
        self._show_needs(details.needs)
        _fill(self._table, self._results(details))
        _fill(self._facts, details.facts)
        self._template.show_template(details.template, details.template_note)
        self._show_captions(details)
        if focused in self.buttons:
            self.buttons[focused].setFocus()

    def _results(self, details: Details) -> list[tuple[str, ...]]:
        head = ("", self.tr("Before"), self.tr("After"))
        return [head, *details.table] if details.table else []

    def _show_progress(self, details: Details) -> None:
        share = details.progress
        self.progress.setVisible(share is not None)
        _say(self.progress_text, details.progress_text)
        if share is None:
            return
        self.progress.setRange(0, 0 if share < 0 else 1000)
        if share >= 0:
            self.progress.setValue(round(share * 1000))

    def _show_acts(self, details: Details) -> None:
        shown = {verb: button.text() for verb, button in self.buttons.items()}
        if shown == {act.verb: act.text for act in details.acts}:
            for act in details.acts:
                self._bind(self.buttons[act.verb], act)
            return
        _clear(self._acts)
        self.buttons = {}
        for act in details.acts:
            button = self.buttons[act.verb] = HintButton(act.text, primary=act.primary)
            self._bind(button, act)
            button.clicked.connect(partial(self._on_clicked, act.verb))
            self._acts.addWidget(button)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Lead from the list to the buttons and on to the template, though buttons come late."""
        chain = [self.tab_after, *self.buttons.values(), self._template.text]
        widgets = [widget for widget in chain if widget is not None]
        for before, after in pairwise(widgets):
            QWidget.setTabOrder(before, after)

    def _bind(self, button: HintButton, act: Act) -> None:
        button.setEnabled(not act.blocked)
        button.setAccessibleDescription(act.blocked)

    def _on_clicked(self, verb: Verb) -> None:
        if self.details is not None:
            self.act_chosen.emit(self.details.key, verb)

    def _show_needs(self, needs: Sequence[Need]) -> None:
        _clear(self._needs)
        for need in needs:
            self._needs.addWidget(label(need.text, "meta", wrap=True))
            self._needs.addWidget(ShareBar(need.bar, need.text))

    def _show_captions(self, details: Details) -> None:
        there = (details.needs, details.table, details.facts, details.template)
        for caption, content in zip(self._captions.values(), there, strict=True):
            caption.setVisible(bool(content))

    def _lay_out(self) -> None:
        body = QWidget()
        body.setProperty("role", "side")
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 20, 20 - SCROLL_BAR_WIDTH, 20)
        column.setSpacing(8)
        said: tuple[QWidget, ...] = (self.title, self._subtitle, self.state, self.progress)
        for widget in (*said, self.progress_text, self.question):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addLayout(self._acts)
        sections: tuple[QLayout | QWidget, ...] = (
            self._needs,
            self._table,
            self._facts,
            self._template,
        )
        for caption, section in zip(self._captions.values(), sections, strict=True):
            caption.setContentsMargins(0, 12, 0, 0)
            column.addWidget(caption)
            if isinstance(section, QLayout):
                column.addLayout(section)
            else:
                column.addWidget(section)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = scroll_area(body)  # whose bar's room is kept, so that no value is broken anew
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        outer.addWidget(area)


class _TemplateView(QWidget):
    """The template's fingerprint and its text as source, never rendered."""

    def __init__(self) -> None:
        super().__init__()
        self._note = label("", "meta", wrap=True)
        self._note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setProperty("role", "source")
        self.text.setAccessibleName(self.tr("Chat template"))
        self.text.setFixedHeight(TEMPLATE_HEIGHT)
        self.text.setTabChangesFocus(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.text)
        column.addWidget(self._note)

    def show_template(self, text: str, note: str) -> None:
        """Show another template, or hide."""
        self.setVisible(bool(text))
        if self.text.toPlainText() != text:
            self.text.setPlainText(text)
        _say(self._note, note)


def _question() -> QLabel:
    made = label("", "body", wrap=True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    return made


def _column(spacing: int) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(spacing)
    return made


def _grid() -> QGridLayout:
    made = QGridLayout()
    made.setHorizontalSpacing(12)
    made.setVerticalSpacing(6)
    made.setColumnMinimumWidth(0, NAME_WIDTH)
    made.setColumnStretch(1, 1)
    return made


def _fill(grid: QGridLayout, rows: Sequence[tuple[str, ...]]) -> None:
    """Show rows of a name and one or more values; values can be selected and copied.

    In a table a single value belongs to all columns.
    """
    _clear(grid)
    widest = max((len(row) for row in rows), default=0)
    for at, (name, *values) in enumerate(rows):
        grid.addWidget(label(name, "meta"), at, 0, Qt.AlignmentFlag.AlignTop)
        for column, value in enumerate(values, start=1):
            if widest == 2:
                grid.addWidget(ValueText(value, name), at, column)
            else:
                made = label(value, "meta" if at == 0 else "body")
                span = widest - len(values)
                grid.addWidget(made, at, column, 1, span, Qt.AlignmentFlag.AlignRight)


def _clear(layout: QLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _say(where: QLabel, text: str) -> None:
    where.setText(text)
    where.setVisible(bool(text))
