"""The scale from left to right: four points for each side and a tie, each with its key."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
)

from workbench.domain.comparison import SCALE, Choice, Side
from workbench.domain.records import Strength
from workbench.ui import theme
from workbench.ui.actions import KeyHint, KeyMap
from workbench.ui.languages import marked, translate
from workbench.ui.widgets import label, stretch_row

WORDS = {
    Strength.MUCH_BETTER: marked("ScaleBar", "Much better"),
    Strength.BETTER: marked("ScaleBar", "Better"),
    Strength.SLIGHTLY: marked("ScaleBar", "Slightly"),
    Strength.NEGLIGIBLY: marked("ScaleBar", "Barely"),
    Strength.TIE: marked("ScaleBar", "Tie"),
}
SPOKEN = {
    (Side.LEFT, Strength.MUCH_BETTER): marked("ScaleBar", "left much better"),
    (Side.LEFT, Strength.BETTER): marked("ScaleBar", "left better"),
    (Side.LEFT, Strength.SLIGHTLY): marked("ScaleBar", "left slightly better"),
    (Side.LEFT, Strength.NEGLIGIBLY): marked("ScaleBar", "left barely better"),
    (Side.RIGHT, Strength.MUCH_BETTER): marked("ScaleBar", "right much better"),
    (Side.RIGHT, Strength.BETTER): marked("ScaleBar", "right better"),
    (Side.RIGHT, Strength.SLIGHTLY): marked("ScaleBar", "right slightly better"),
    (Side.RIGHT, Strength.NEGLIGIBLY): marked("ScaleBar", "right barely better"),
}


class ScalePoint(QPushButton):
    """One point of the scale: its word, and under it its key."""

    def __init__(self, word: str, key: KeyHint, spoken: str) -> None:
        super().__init__(word)
        self._key = key
        self.setProperty("role", "secondary")
        self.setAccessibleName(spoken)
        self.setToolTip(f"{spoken}  {key}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return room for the word over the key."""
        self.ensurePolished()
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 16, 48)

    def minimumSizeHint(self) -> QSize:
        """Never squeeze the word."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the styled frame, then word and key in the middle."""
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        painter.setPen(option.palette.buttonText().color())
        middle = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRect(0, 5, self.width(), 20), middle, self.text())
        small = QFont(self.font())
        small.setPixelSize(11)
        painter.setFont(small)
        painter.setPen(QColor(theme.current().secondary))
        painter.drawText(QRect(0, 25, self.width(), 16), middle, self._key.now)
        painter.end()


class ScaleBar(QFrame):
    """What can be said of a pair; it takes the keys of the page.

    ``last`` tells what was said of the pair before; ``skip`` passes this one over.

    Signals:
        chosen(choice): one of ``domain.comparison.SCALE``.
    """

    chosen = Signal(object)

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self.setProperty("role", "keyboard")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Which response is better"))
        self.points: list[ScalePoint] = []
        self.last = label("", "meta")
        self.last.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.skip = ScalePoint(self.tr("Skip"), keys.hint("compare.skip"), self.tr("Skip"))
        row = QHBoxLayout()
        row.setSpacing(6)
        for at, choice in enumerate(SCALE, start=1):
            point = self._point(choice, keys.hint(f"compare.{at}"))
            if choice.side is None:
                row.addSpacing(6)
            row.addWidget(point, 1)
            if choice.side is None:
                row.addSpacing(6)
            self.points.append(point)
        row.addSpacing(12)
        row.addWidget(self.skip, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 6, 9, 9)
        column.setSpacing(5)
        ends = (label(self.tr("← Left is…"), "meta"), label(self.tr("Right is… →"), "meta"))
        head = stretch_row(ends[0], self.last, ends[1], spacing=16)
        head.setStretch(1, 1)
        column.addLayout(head)
        column.addLayout(row)

    def _point(self, choice: Choice, key: KeyHint) -> ScalePoint:
        point = ScalePoint(translate("ScaleBar", WORDS[choice.strength]), key, spoken(choice))
        point.clicked.connect(lambda: self.chosen.emit(choice))
        return point


def spoken(choice: Choice) -> str:
    """Return a choice in words: “left much better”, “a tie”."""
    if choice.side is None:
        return translate("ScaleBar", "a tie")
    return translate("ScaleBar", SPOKEN[choice.side, choice.strength])
