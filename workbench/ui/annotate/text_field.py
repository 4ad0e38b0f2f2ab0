"""A text that is said of a step: its field, its key, and what it looks like typeset, live."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.ui.annotate.draft_edit import DraftEdit
from workbench.ui.math.reading import ReadingText
from workbench.ui.widgets import card, label

PREVIEW_DELAY_MS = 60
FRAME = 22
"""What a field is higher than its lines: border, padding and the document's margin."""
FRAME_OF_MORE = 16
"""The same where more lines follow: without the lower margin, in which the next would peep out."""
MATH_SIGNS = ("$", "\\(", "\\[", "\\begin")


class TextField(QWidget):
    """A field with its preview below.

    The preview of a rewrite is always there, for it takes the step's place; that of a text which
    is mostly words only while it holds mathematics (``always`` is then False). The field grows
    with its text from the fewest to the most ``lines``.
    """

    def __init__(
        self, title: str, editor: DraftEdit, hint: str, lines: tuple[int, int], *, always: bool
    ) -> None:
        super().__init__()
        self.editor = editor
        self._lines = lines
        self._reading = ReadingText()
        self.preview = self._reading.text
        self._always = always
        self._frame = card()
        self._timer = QTimer(self, singleShot=True, interval=PREVIEW_DELAY_MS)
        self._timer.timeout.connect(self.show_preview)
        editor.textChanged.connect(self._timer.start)
        editor.document().documentLayout().documentSizeChanged.connect(self._fit)
        editor.setAccessibleName(title)
        self.preview.setAccessibleName(self.tr("{title}, typeset").format(title=title))
        self._lay_out(title, hint)
        self._fit()

    def show_preview(self) -> None:
        """Typeset the text as it stands."""
        text = self.editor.toPlainText()
        has_math = any(sign in text for sign in MATH_SIGNS)
        self._frame.setVisible(bool(text.strip()) and (self._always or has_math))
        if self.preview.source() != text:
            self._reading.set_source(text)

    def _fit(self) -> None:
        """Make the field as high as its text, between its fewest and most lines."""
        wanted = round(self.editor.document().size().height())  # a plain text is measured in lines
        lines = min(max(wanted, self._lines[0]), self._lines[1])
        height = lines * self.editor.fontMetrics().lineSpacing()
        height += FRAME_OF_MORE if wanted > lines else FRAME
        if self.editor.height() != height:
            self.editor.setFixedHeight(height)

    def _lay_out(self, title: str, hint: str) -> None:
        self.preview.set_font_role("reading_small")
        inner = QVBoxLayout(self._frame)
        inner.setContentsMargins(12, 8, 12, 10)  # its text stands under the field's
        inner.addWidget(self._reading)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(heading(title, hint))
        column.addWidget(self.editor)
        column.addWidget(self._frame)


def heading(title: str, hint: str = "") -> QHBoxLayout:
    """Return the line above a part of the panel: its name, and its key on the right."""
    return between(label(title, "meta"), label(hint, "ghost"))


def between(left: QWidget, right: QWidget) -> QHBoxLayout:
    """Return a row with one widget at each end."""
    row = QHBoxLayout()
    row.addWidget(left)
    row.addStretch(1)
    row.addWidget(right)
    return row


def section(title: str, content: QWidget, hint: str = "") -> QWidget:
    """Return a part of the panel under its name."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    column.addLayout(heading(title, hint))
    column.addWidget(content)
    return holder
