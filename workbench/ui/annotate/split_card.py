"""Offers to split a step: its source with a caret, and the two steps that would come of it."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.service.views import StepView
from workbench.ui import theme
from workbench.ui.math.document import LONGEST_SHOWN
from workbench.ui.math.segmenter import Kind, segment
from workbench.ui.math.view import MathText
from workbench.ui.widgets import HintButton, label, scroll_area, stretch_row

_SENTENCE_END = re.compile(r"[.!?:;]\s+(?=\S)|\n+(?=\S)")
_SOURCE_LINES = (2, 5)
_FRAME = 16
"""What the source is higher than its lines: border, padding and the upper margin of its text."""
_PREVIEWS = (44, 184)
"""Logical pixels: the least of one part, and what both share."""
_WIDEST = 760


class SplitCard(QFrame):
    """A card over the step list; moving the caret shows the split, nothing is changed by it.

    It goes with the list that it lies over, and gives the keys back to it.

    Signals:
        chosen(step_id, offset): split the step's raw text before that character.
        ended(): it is gone, whatever was chosen.
    """

    chosen = Signal(str, int)
    ended = Signal()

    def __init__(self, step: StepView, offset: int, over: QWidget) -> None:
        super().__init__(over.window())
        self._step = step
        self._over = over
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Split step {number}").format(number=step.number))
        self.source = self._source_field()
        self.first, self.second = MathText(), MathText()
        self._areas: list[QScrollArea] = []
        self.split = HintButton(self.tr("Split"), "Enter", primary=True)
        self.cancel = HintButton(self.tr("Cancel"), "Esc")
        self.split.clicked.connect(self._on_split)
        self.cancel.clicked.connect(self.close)
        self._lay_out()
        self.source.installEventFilter(self)
        self.source.cursorPositionChanged.connect(self._show_parts)
        over.installEventFilter(self)
        self.resize(min(_WIDEST, over.width()), self.sizeHint().height())
        self.set_offset(offset or best_split(step.body))

    @property
    def offset(self) -> int:
        """Return the character of the step's body that the second step would begin with."""
        # Qt counts in UTF-16 units, the step in characters.
        before = self.source.toPlainText().encode("utf-16-le")[: 2 * self._position()]
        return len(before.decode("utf-16-le", "ignore"))

    def set_offset(self, offset: int) -> None:
        """Put the caret before a character of the step's body."""
        cursor = self.source.textCursor()
        cursor.setPosition(len(self._step.body[:offset].encode("utf-16-le")) // 2)
        self.source.setTextCursor(cursor)
        self._show_parts()

    def _position(self) -> int:
        return self.source.textCursor().position()

    def _source_field(self) -> QPlainTextEdit:
        field = QPlainTextEdit(self._step.body[:LONGEST_SHOWN])
        field.setReadOnly(True)
        field.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        field.setFont(theme.font("mono"))
        field.setTabChangesFocus(True)
        field.setCursorWidth(2)
        field.setAccessibleName(self.tr("Where to split: move the caret"))
        return field

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        title = self.tr("Split step {number}").format(number=self._step.number)
        column.addWidget(label(title, "heading"))
        hint = self.tr("Put the caret where the second step begins. Both will be unmarked.")
        column.addWidget(label(hint, "secondary", wrap=True))
        column.addWidget(self.source)
        numbers = (self._step.number, self._step.number + 1)
        for part, number in zip((self.first, self.second), numbers, strict=True):
            row = QHBoxLayout()
            shown = label(f"{number}", "meta")
            shown.setContentsMargins(0, 5, 0, 0)  # on the baseline of the first line
            row.addWidget(shown, 0, Qt.AlignmentFlag.AlignTop)
            area = scroll_area(part)
            self._areas.append(area)
            row.addWidget(area, 1)
            column.addLayout(row)
            name = self.tr("Step {number} after the split").format(number=number)
            part.setAccessibleName(name)
        column.addLayout(stretch_row(self.split, self.cancel, None))

    def _place(self) -> None:
        over, window = self._over, self.window()
        inside = over.viewport() if isinstance(over, QAbstractScrollArea) else over
        width = min(_WIDEST, max(320, inside.width() - 32))
        self.resize(width, self.height())
        self._fit_source()
        self._share_room()
        self.resize(width, self.sizeHint().height())
        middle = inside.mapTo(window, inside.rect().center())
        left = min(max(8, middle.x() - width // 2), max(8, window.width() - width - 8))
        top = middle.y() - self.height() // 2
        # What can be done with the problem stands below the list, and stays to be seen.
        lowest = inside.mapTo(window, inside.rect().bottomLeft()).y() - self.height()
        self.move(left, max(8, min(top, lowest)))
        self.source.ensureCursorVisible()

    def _fit_source(self) -> None:
        """Make the source as high as its text, in whole lines."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        wanted = round(self.source.document().size().height())  # a plain text is measured in lines
        lines = min(max(wanted, _SOURCE_LINES[0]), _SOURCE_LINES[1])
        self.source.setFixedHeight(lines * self.source.fontMetrics().lineSpacing() + _FRAME)

    def _share_room(self) -> None:
        """Give both parts the height they need, or each its share of what there is."""
        least, room = _PREVIEWS
        needs = []
        for part, area in zip((self.first, self.second), self._areas, strict=True):
            width = area.viewport().width()
            needs.append(max(least, part.heightForWidth(width)))
        first = min(needs[0], max(room // 2, room - needs[1]))
        for area, height in zip(self._areas, (first, room - first), strict=True):
            area.setFixedHeight(height)

    def show(self) -> None:  # noqa: D102
        super().show()
        self._place()  # now the fields have their widths
        self.raise_()
        self.source.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show_parts(self) -> None:
        body, offset = self._step.body, self.offset
        self.first.set_source(body[:offset].strip())
        self.second.set_source(body[offset:].strip())
        self.split.setEnabled(bool(self.first.source() and self.second.source()))
        self._share_room()

    def _on_split(self) -> None:
        if self.split.isEnabled():
            offset = len(self._step.marker) + self.offset
            self.close()
            self.chosen.emit(self._step.step.id, offset)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if watched is self._over:
            if event.type() == QEvent.Type.Hide:
                self.close()
            elif event.type() == QEvent.Type.Resize:
                self._place()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_split()
                return True
            if event.key() in _BY_WORD:
                self.source.moveCursor(_BY_WORD[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._over.setFocus(Qt.FocusReason.PopupFocusReason)
        self._over.removeEventFilter(self)
        super().closeEvent(event)
        self.ended.emit()


_BY_WORD = {
    Qt.Key.Key_J: QTextCursor.MoveOperation.NextWord,
    Qt.Key.Key_K: QTextCursor.MoveOperation.PreviousWord,
}


def best_split(body: str) -> int:
    """Return where a sentence ends nearest to the middle of ``body``, outside of formulas."""
    shown = body[:LONGEST_SHOWN]
    ends = [
        found.end()
        for span in segment(shown)
        if span.kind is Kind.TEXT
        for found in _SENTENCE_END.finditer(shown, span.start, span.end)
    ]
    blanks = [at + 1 for at, char in enumerate(shown) if char.isspace()]
    places = ends or blanks or [len(shown) // 2]
    return min(places, key=lambda at: abs(at - len(shown) // 2))
