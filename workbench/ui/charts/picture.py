"""What all pictures have in common: parts for the pointer and the keys, and what is behind them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.ui import theme
from workbench.ui.charts.data import Part, PictureData

HEIGHT = 224
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Picture(QWidget):
    """A picture of parts. Arrows walk over them, Enter or a click opens what is behind one.

    A kind of picture says where its parts lie (``_place``) and paints (``_paint``).

    Signals:
        pointed(text): what the part under the pointer or the keys says; empty for none.
        chosen(key): a part that has something behind it was opened.
    """

    pointed = Signal(str)
    chosen = Signal(object)
    DOWNWARD = False
    """Whether higher rows stand further down, as in a table; in stacks they stand further up."""

    def __init__(self) -> None:
        super().__init__()
        self.data = PictureData()
        self.areas: list[QRectF] = []
        self.current = -1
        self._hover = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self._arrange)

    def show_data(self, data: PictureData) -> None:
        """Show other numbers; what was pointed at stays where it is still there."""
        before = self.part
        self.data, self._hover = data, -1
        places = [(part.column, part.row) for part in data.parts]
        kept = (before.column, before.row) if before else None
        self.current = places.index(kept) if kept in places else -1
        self.updateGeometry()
        self._arrange()
        self._tell()

    @property
    def part(self) -> Part | None:
        """Return the part under the pointer, else the one that the keys are at."""
        at = self._hover if self._hover >= 0 else self.current
        return self.data.parts[at] if 0 <= at < len(self.data.parts) else None

    def open_part(self, at: int) -> None:
        """Open what is behind a part, if there is something."""
        if 0 <= at < len(self.data.parts) and self.data.parts[at].key is not None:
            self.chosen.emit(self.data.parts[at].key)

    def walk(self, columns: int, rows: int) -> None:
        """Go to the nearest part in a direction; from nowhere, to the last."""
        parts = self.data.parts
        if not 0 <= self.current < len(parts):
            self._go(len(parts) - 1)
            return
        here, up = parts[self.current], rows if self.DOWNWARD else -rows
        found = []
        for at, part in enumerate(parts):
            aside, above = part.column - here.column, part.row - here.row
            if aside * columns > 0 or (aside == 0 and above * up > 0):
                found.append((abs(aside), abs(above), at))
        if found:
            self._go(min(found)[-1])

    def sizeHint(self) -> QSize:
        """Return the usual size of a picture."""
        return QSize(320, HEIGHT)

    def _place(self) -> list[QRectF]:
        """Return where each part lies, in the order of the parts."""
        raise NotImplementedError

    def _paint(self, painter: QPainter) -> None:
        """Paint axes and parts."""
        raise NotImplementedError

    def _arrange(self) -> None:
        self.areas = self._place() if self.data.parts else []
        self.update()

    def _go(self, at: int) -> None:
        self.current = at
        self.update()
        self._tell()

    def _tell(self) -> None:
        text = self.part.text if self.part else ""
        self.pointed.emit(text)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            if self.hasFocus():
                event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
                QAccessible.updateAccessibility(event)

    def _at(self, point: QPointF) -> int:
        for at, area in enumerate(self.areas):
            if area.contains(point):
                return at
        return -1

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, a frame round the part pointed at, and the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.data.parts:
            self._paint(painter)
        self._paint_pointed(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.current().accent), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.end()

    def _paint_pointed(self, painter: QPainter) -> None:
        at = self._hover if self._hover >= 0 else (self.current if self.hasFocus() else -1)
        if 0 <= at < len(self.areas):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.current().text), 1.4))
            painter.drawRoundedRect(self.areas[at].adjusted(-1.5, -1.5, 1.5, 1.5), 2, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the parts anew."""
        super().resizeEvent(event)
        self._arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the pointer."""
        found = self._at(event.position())
        if found != self._hover:
            self._hover = found
            part = self.part if found >= 0 else None
            opens = part is not None and part.key is not None
            shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()
            self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the part under the pointer."""
        found = self._at(event.position())
        if found >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._go(found)
            self.open_part(found)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing any more."""
        self._hover = -1
        self.update()
        self._tell()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over the parts; Home and End go to the ends, Enter opens."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.walk(*_STEPS[key])
        elif key == Qt.Key.Key_Home and self.data.parts:
            self._go(0)
        elif key == Qt.Key.Key_End:
            self._go(len(self.data.parts) - 1)
        elif key in _OPENING:
            self.open_part(self.current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Point at the last part when the keys come here first."""
        super().focusInEvent(event)
        if (
            self.current < 0
            and self.data.parts
            and event.reason() != Qt.FocusReason.MouseFocusReason
        ):
            self._go(len(self.data.parts) - 1)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame away."""
        super().focusOutEvent(event)
        self.update()
