"""What lies over the whole window for a moment: it covers it, takes the keys, gives them back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget


class Cover(QWidget):
    """Covers its parent; where the focus was before is found again afterwards."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self._before: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "page")
        parent.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Cover the window."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()
        self.take_keys()

    def take_keys(self) -> None:
        """Give the part of the cover that is used first the keys."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Uncover the window."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the window while it changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._covered.rect())
        return False


def settle(*holders: QWidget) -> None:
    """Lay out what the holders hold at once, the outer ones first, so that it can be measured."""
    for holder in holders:
        layout = holder.layout()
        if layout is not None:
            layout.activate()
