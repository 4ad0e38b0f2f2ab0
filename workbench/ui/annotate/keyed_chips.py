"""A row of chips that is worked by keys: each shows its own, arrows walk, Enter presses."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget

from workbench.ui import theme
from workbench.ui.widgets import FlowLayout

PADDING, GAP, HEIGHT = 10, 6, 26


class HintChip(QPushButton):
    """A chip with its key beside its name, smaller and paler."""

    def __init__(self, text: str, hint: str = "", tone: str = "") -> None:
        super().__init__(text)
        self._hint = hint
        self._hint_shown = True
        self.value: object = None
        self.setCheckable(True)
        self.setProperty("role", "chip")
        self.setProperty("tone", tone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def stand_for(self, text: str, hint: str, value: object) -> None:
        """Stand for another value, under another name and key."""
        self.value = value
        if (text, hint) != (self.text(), self._hint):
            self._hint = hint
            self.setText(text)
            self.updateGeometry()

    @property
    def shows_key(self) -> bool:
        """Whether its key is beside its name."""
        return bool(self._hint) and self._hint_shown

    def show_key(self, shown: bool) -> None:
        """Show the key, or the name alone in the middle of the same room."""
        self._hint_shown = shown
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for name and key."""
        self.ensurePolished()
        width = 2 * PADDING + self.fontMetrics().horizontalAdvance(self.text())
        if self._hint:
            width += GAP + QFontMetrics(theme.font("tiny")).horizontalAdvance(self._hint)
        return QSize(width, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the styled frame, then name and key on one baseline."""
        painter, option = QPainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        base = (self.height() + self.fontMetrics().capHeight()) // 2
        painter.setPen(option.palette.buttonText().color())
        width = self.fontMetrics().horizontalAdvance(self.text())
        left = PADDING if self.shows_key else (self.width() - width) // 2
        painter.drawText(left, base, self.text())
        if self.shows_key:
            painter.setFont(theme.font("tiny"))
            if not self.isChecked():
                painter.setPen(option.palette.placeholderText().color())
            painter.drawText(left + width + GAP, base, self._hint)
        painter.end()


class KeyedChips(QWidget):
    """Chips of which at most one is chosen; choosing it again lets it go.

    Signals:
        chosen(value): the value of the chip now chosen, or None.
        left(): the user is done here.
    """

    chosen = Signal(object)
    left = Signal()

    def __init__(self, tone: str = "") -> None:
        super().__init__()
        self._tone = tone
        self._pool: list[HintChip] = []
        self._chips: dict[object, HintChip] = {}
        self._row = FlowLayout(self, spacing=6)

    def set_chips(self, chips: Sequence[tuple[str, str, object]]) -> None:
        """Show chips of (name, key, value); chips are used again, for styling one takes long."""
        while len(self._pool) < len(chips):
            self._pool.append(self._make_chip())
        used = self._pool[: len(chips)]
        for chip, said in zip(used, chips, strict=True):
            chip.stand_for(*said)
            chip.show()
        for chip in self._pool[len(chips) :]:
            chip.hide()
        self._chips = {chip.value: chip for chip in used}
        self.updateGeometry()

    @property
    def values(self) -> tuple[object, ...]:
        """Return the values of the chips, in order."""
        return tuple(self._chips)

    def select(self, value: object) -> None:
        """Show which chip is chosen, without telling anyone."""
        for own, chip in self._chips.items():
            chip.setChecked(own == value)

    def chip(self, value: object) -> HintChip:
        """Return the chip of a value."""
        return self._chips[value]

    def focus_on(self, value: object = None) -> None:
        """Give the keys to the chip of a value, else to the chosen one, else to the first."""
        chips = list(self._chips.values())
        chosen = next((chip for chip in chips if chip.isChecked()), chips[0] if chips else None)
        chip = self._chips.get(value, chosen)
        if chip is not None:
            chip.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def choose(self, value: object) -> None:
        """Choose a value, as by a click."""
        self.select(value)
        self.chosen.emit(value)

    def _make_chip(self) -> HintChip:
        chip = HintChip("", "", self._tone)
        chip.clicked.connect(lambda checked: self.choose(chip.value if checked else None))
        self._row.addWidget(chip)
        return chip

    def _walk(self, by: int) -> None:
        chips = list(self._chips.values())
        at = next((at for at, chip in enumerate(chips) if chip.hasFocus()), 0)
        if chips:
            chips[(at + by) % len(chips)].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by arrows, press by Enter; everything else goes on to the panel."""
        walks = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
        }
        key = Qt.Key(event.key())
        if key in walks:
            self._walk(walks[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
        ):
            for chip in self._chips.values():
                if chip.hasFocus():
                    chip.click()
                    self.left.emit()
                    return
        else:
            super().keyPressEvent(event)
