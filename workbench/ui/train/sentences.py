"""A list of plain sentences, each behind the icon that says what kind it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from workbench.ui import icons, theme
from workbench.ui.widgets import label

ICON = 16


class Sentences(QWidget):
    """Shows sentences under each other; hidden while there are none."""

    def __init__(self, icon: str, token: str, role: str = "body") -> None:
        super().__init__()
        self._icon, self._token, self._role = icon, token, role
        self._glyphs: list[QLabel] = []
        self._said: tuple[str, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        theme.theme().changed.connect(self._color)
        self.hide()

    @property
    def said(self) -> tuple[str, ...]:
        """Return what is shown."""
        return self._said

    def say(self, sentences: Sequence[str]) -> None:
        """Show other sentences."""
        if tuple(sentences) == self._said:
            return
        self._said = tuple(sentences)
        clear(self._grid)
        self._glyphs = []
        for at, sentence in enumerate(sentences):
            glyph = QLabel()
            glyph.setFixedHeight(ICON + 3)
            self._glyphs.append(glyph)
            self._grid.addWidget(glyph, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(sentence, self._role, wrap=True), at, 1)
        self._color()
        self.setVisible(bool(sentences))

    def _color(self) -> None:
        color = getattr(theme.current(), self._token)
        for glyph in self._glyphs:
            glyph.setPixmap(icons.pixmap(self._icon, color, ICON, self.devicePixelRatioF()))


def clear(grid: QGridLayout) -> None:
    """Remove every widget of a grid."""
    while grid.count():
        item = grid.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
