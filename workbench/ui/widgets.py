"""Small widgets that several pages share: key-hint buttons, chips, headings, empty states."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.actions import KeyHint
from workbench.ui.plain_label import PlainLabel

HINT_GAP = 12
PADDING = 14


def label(text: str, role: str, *, wrap: bool = False) -> QLabel:
    """Return a plain-text label; ``role`` chooses its style (title, meta, caption, body)."""
    made = PlainLabel(text)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def restyle(widget: QWidget) -> None:
    """Have the style sheet look again at a widget whose properties changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class HintButton(QPushButton):
    """A button that shows its key beside its text, smaller and paler."""

    def __init__(self, text: str, hint: str = "", *, primary: bool = False) -> None:
        super().__init__(text)
        self._key = hint
        self.setProperty("role", "primary" if primary else "secondary")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def key_text(self) -> str:
        """The key as it is now, where the user may have changed it."""
        return self._key.now if isinstance(self._key, KeyHint) else self._key

    def sizeHint(self) -> QSize:
        """Return room for the text, the key and the padding."""
        self.ensurePolished()
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 * PADDING
        if self.key_text:
            width += self._hint_width() + HINT_GAP
        return QSize(width, 36)

    def minimumSizeHint(self) -> QSize:
        """Never squeeze the text."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter as on Space: the button that has the focus is what is meant."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and plain == Qt.KeyboardModifier.NoModifier and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the styled frame, then text and key on one baseline."""
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        base = (self.height() + self.fontMetrics().capHeight()) // 2
        painter.setPen(option.palette.buttonText().color())
        painter.drawText(PADDING, base, self.text())
        if self.key_text:
            left = PADDING + self.fontMetrics().horizontalAdvance(self.text()) + HINT_GAP
            painter.setFont(self._hint_font())
            if self.property("role") == "primary":
                painter.setOpacity(0.8)
            else:
                painter.setPen(option.palette.placeholderText().color())
            painter.drawText(left, base, self.key_text)
        painter.end()

    def _hint_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(11)
        return font

    def _hint_width(self) -> int:
        return QFontMetrics(self._hint_font()).horizontalAdvance(self.key_text)


class ChipRow(QWidget):
    """A row of chips of which at most one is chosen; choosing it again lets it go if allowed.

    Signals:
        chosen(value): the value of the chip now chosen, or None.
    """

    chosen = Signal(object)

    def __init__(
        self, chips: Sequence[tuple[str, object]], *, optional: bool = False, tone: str = ""
    ) -> None:
        super().__init__()
        self._optional = optional
        self._chips: dict[object, QPushButton] = {}
        row = FlowLayout(self, spacing=6)
        for text, value in chips:
            chip = QPushButton(text)
            chip.setCheckable(True)
            chip.setProperty("role", "chip")
            chip.setProperty("tone", tone)
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.clicked.connect(lambda checked, own=value: self._on_clicked(own, checked))
            row.addWidget(chip)
            self._chips[value] = chip

    def select(self, value: object) -> None:
        """Show which chip is chosen, without telling anyone."""
        for own, chip in self._chips.items():
            chip.setChecked(own == value)

    def chip(self, value: object) -> QPushButton:
        """Return the chip of a value."""
        return self._chips[value]

    def _on_clicked(self, value: object, checked: bool) -> None:
        wanted = value if checked or not self._optional else None
        self.select(wanted)
        self.chosen.emit(wanted)


class FlowLayout(QLayout):
    """Places widgets from left to right and breaks the row where the width ends."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Append an item."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and return an item, or None."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """The height depends on where rows break."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows at a width."""
        return self._place(QRect(0, 0, width, 0), apply=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, apply=True)

    def sizeHint(self) -> QSize:
        """Return the size of one row of all items."""
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, apply: bool) -> int:
        left, top, row_height = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():  # a hidden widget
                continue
            hint = item.sizeHint()
            if left + hint.width() > rect.right() + 1 and left > rect.x():
                left, top, row_height = rect.x(), top + row_height + self.spacing(), 0
            if apply:
                item.setGeometry(QRect(QPoint(left, top), hint))
            left += hint.width() + self.spacing()
            row_height = max(row_height, hint.height())
        return top + row_height - rect.y()


class EmptyState(QWidget):
    """What a page shows when it has nothing: what would be here, and what to do now.

    Signals:
        action_chosen(): the button was pressed.
    """

    action_chosen = Signal()

    def __init__(
        self, heading: str = "", text: str = "", button: str = "", *, primary: bool = True
    ) -> None:
        super().__init__()
        self._heading = label(heading, "heading")
        self._text = label(text, "secondary", wrap=True)
        self._button = HintButton(button, primary=primary)
        self._button.clicked.connect(self.action_chosen)
        column = QVBoxLayout(self)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.setSpacing(12)
        self._text.setFixedWidth(440)
        for widget in (self._heading, self._text, self._button):
            if isinstance(widget, QLabel):
                widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        self._button.setVisible(bool(button))

    def set_text_width(self, width: int) -> None:
        """Break lines for a narrow place."""
        self._text.setFixedWidth(width)

    def take_focus(self) -> None:
        """Give the button the keys."""
        self._button.setFocus()

    def act(self) -> None:
        """Press the button, where there is one."""
        if not self._button.isHidden():
            self._button.click()

    def say(self, heading: str, text: str, button: str = "") -> None:
        """Show another message; the button is there only with a text."""
        self._heading.setText(heading)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._button.setText(button)
        self._button.setVisible(bool(button))


def number_field(lowest: int, highest: int, value: int) -> QSpinBox:
    """Return a field for a whole number; arrow keys and wheel change it, so it needs no arrows."""
    field = QSpinBox(minimum=lowest, maximum=highest, value=value)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.setFixedSize(64, 36)
    field.lineEdit().setTextMargins(0, 0, 6, 0)
    return field


def card() -> QFrame:
    """Return an empty card: surface colour, one-pixel line, radius 8."""
    frame = QFrame()
    frame.setProperty("role", "card")
    return frame


def stretch_row(*widgets: QWidget | None, spacing: int = 8) -> QHBoxLayout:
    """Return a row of widgets; None stands for the stretch."""
    row = QHBoxLayout()
    row.setSpacing(spacing)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row


def scroll_area(body: QWidget, *, sideways: bool = False) -> QScrollArea:
    """Return an area that scrolls its body when that is taller than what there is."""
    area = QScrollArea()
    fill_scroll_area(area, body)
    if sideways:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    return area


def fill_scroll_area(area: QScrollArea, body: QWidget) -> None:
    """Let an area scroll its body up and down, as wide as there is room."""
    area.setWidget(body)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def fill_with(page: QWidget, body: QWidget) -> None:
    """Let a page consist of one scrolling body."""
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(scroll_area(body, sideways=True))
