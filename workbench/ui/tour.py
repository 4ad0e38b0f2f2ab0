"""Shows a new user round in five steps: a small bubble beside each control, never in the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from workbench.ui import theme
from workbench.ui.rail import Page
from workbench.ui.widgets import HintButton, label, stretch_row

WIDTH = 328
GAP = 14
EDGE = 12
SCROLLED, SCROLLED_BELOW = 120, 210
"""Room that a page leaves under its control, in pixels; the second holds the bubble."""
_MOVING = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide})


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the tour: the page, what is said, and the control it is said of."""

    page: Page
    title: str
    text: str
    target: Callable[[], QWidget | None]
    below: bool = False  # the bubble stands under the control, not beside it, where it fits


class Ring(QWidget):
    """Draws a line round a control; the pointer passes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().accent), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.end()


class Bubble(QFrame):
    """What is said, with Next, Back and Skip.

    Signals:
        next_chosen(), back_chosen(), skip_chosen(): the buttons and their keys.
    """

    next_chosen = Signal()
    back_chosen = Signal()
    skip_chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "bubble")
        self.setFixedWidth(WIDTH)
        self.title = label("", "heading", wrap=True)
        self.text = label("", "body", wrap=True)
        self._place = label("", "meta")
        self.next = HintButton(self.tr("Next"), "Enter", primary=True)
        self.back = HintButton(self.tr("Back"), "←")
        self.skip = HintButton(self.tr("Skip"), "Esc")
        self.next.clicked.connect(self.next_chosen)
        self.back.clicked.connect(self.back_chosen)
        self.skip.clicked.connect(self.skip_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addLayout(stretch_row(self.title, self._place))
        column.itemAt(0).layout().setStretch(0, 1)  # type: ignore[union-attr]
        column.addWidget(self.text)
        column.addSpacing(4)
        column.addLayout(stretch_row(self.next, self.back, None, self.skip))
        self.hide()

    def say(self, stop: Stop, at: int, count: int) -> None:
        """Show one step of the tour."""
        self.title.setText(stop.title)
        self.text.setText(stop.text)
        self._place.setText(self.tr("{at} of {count}").format(at=at + 1, count=count))
        self.back.setVisible(at > 0)
        self.skip.setVisible(at < count - 1)
        self.next.setText(self.tr("Next") if at < count - 1 else self.tr("Done"))
        self.next.updateGeometry()
        self.setAccessibleName(f"{stop.title}. {stop.text}")
        self.setFixedHeight(self.layout().totalHeightForWidth(WIDTH))  # type: ignore[union-attr]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on, back or away."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.next_chosen.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Backspace) and not self.back.isHidden():
            self.back_chosen.emit()
        elif key == Qt.Key.Key_Escape:
            self.skip_chosen.emit()
        else:
            event.ignore()


class Tour(QObject):
    """Leads from stop to stop; the window stays usable meanwhile, and opening a page ends it.

    Signals:
        ended(): it was finished or skipped.
    """

    ended = Signal()

    def __init__(
        self, host: QWidget, open_page: Callable[[Page], object], stops: Sequence[Stop]
    ) -> None:
        super().__init__(host)
        self._host, self._open_page, self._stops = host, open_page, tuple(stops)
        self._at = -1
        self._turning = self._arriving = False
        self._ring, self.bubble = Ring(host), Bubble(host)
        self._before: QWidget | None = None
        self._watched: tuple[QObject, ...] = ()
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._place)
        self.bubble.next_chosen.connect(lambda: self.go(self._at + 1))
        self.bubble.back_chosen.connect(lambda: self.go(self._at - 1))
        self.bubble.skip_chosen.connect(self.end)
        host.installEventFilter(self)

    @property
    def at(self) -> int:
        """The stop that is shown, from 0; -1 while there is none."""
        return self._at

    def start(self) -> None:
        """Show the first stop."""
        self._before = QApplication.focusWidget()
        self.go(0)

    def go(self, at: int) -> None:
        """Show a stop; behind the last one the tour ends."""
        if at >= len(self._stops):
            self.end()
            return
        self._at = max(0, at)
        stop = self._stops[self._at]
        self._turning = True
        self._open_page(stop.page)
        self._turning = False
        self._watch(stop.target())
        self.bubble.say(stop, self._at, len(self._stops))
        self._arriving = True
        self._settle.start()

    def end(self) -> None:
        """Put the bubble away and give the keys back."""
        if self._at < 0:
            return
        first, self._at = self._stops[0].page, -1
        self._watch(None)
        self._settle.stop()
        self._ring.hide()
        self.bubble.hide()
        self._turning = True
        self._open_page(first)
        self._turning = False
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ended.emit()

    def on_page_opened(self, page: Page) -> None:
        """End where the user goes elsewhere; the page that was opened stays."""
        if self._at >= 0 and not self._turning and page is not self._stops[self._at].page:
            self._at = -1
            self._watch(None)
            self._ring.hide()
            self.bubble.hide()
            self.ended.emit()

    def _watch(self, target: QWidget | None) -> None:
        """Follow a control and all that it stands in, which a late notice may push aside."""
        for one in self._watched:
            if isValid(one):
                one.removeEventFilter(self)
        chain: list[QObject] = []
        while target is not None and target is not self._host:
            chain.append(target)
            target = target.parentWidget()
        self._watched = tuple(chain)
        for one in chain:
            one.installEventFilter(self)

    def _place(self) -> None:
        if self._at < 0:
            return
        if self._arriving:
            self._scroll_to(self._stops[self._at])
        around = self.target_rect
        self._ring.setVisible(around.isValid())
        self._ring.setGeometry(around.adjusted(-4, -4, 4, 4).intersected(self._host.rect()))
        self.bubble.move(self._place_of_bubble(around))
        for part in (self._ring, self.bubble):
            part.raise_()
        self.bubble.show()
        if self._arriving:
            self.bubble.next.setFocus(Qt.FocusReason.OtherFocusReason)
        self._arriving = False

    def _place_of_bubble(self, around: QRect) -> QPoint:
        below = self._stops[self._at].below
        return place_beside(around, self.bubble.size(), self._host.size(), below=below)

    def _scroll_to(self, stop: Stop) -> None:
        """Bring the control into view where its page scrolls."""
        target, room = stop.target(), SCROLLED_BELOW if stop.below else SCROLLED
        above = target.parentWidget() if target is not None else None
        while above is not None and target is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(target, 0, room)
            above = above.parentWidget()

    @property
    def target_rect(self) -> QRect:
        """Where the control of the present stop is in the window; not valid where it is unseen."""
        target = self._stops[self._at].target() if self._at >= 0 else None
        if target is None or not target.isVisible():
            return QRect()
        return QRect(target.mapTo(self._host, QPoint(0, 0)), target.size())

    @property
    def ring_rect(self) -> QRect:
        """Where the line round the control is drawn."""
        return self._ring.geometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the control when it moves, or the window changes its size."""
        if event.type() in _MOVING and self._at >= 0:
            self._settle.start()
        return False


def place_beside(target: QRect, size: QSize, room: QSize, *, below: bool = False) -> QPoint:
    """Return where a bubble stands beside its control, wholly inside the window.

    With ``below`` it stands under the control or over it where it fits, and beside it elsewhere.
    """
    free = QRect(QPoint(0, 0), room).adjusted(EDGE, EDGE, -EDGE, -EDGE)
    if not target.isValid():
        return (
            QRect(QPoint(0, 0), size)
            .translated(free.center() - QPoint(size.width() // 2, size.height() // 2))
            .topLeft()
        )
    middle = target.center()
    beside = middle.y() - size.height() // 2
    across = target.left() if below else middle.x() - size.width() // 2
    beside_it = (
        QPoint(target.right() + GAP, beside),
        QPoint(target.left() - GAP - size.width(), beside),
    )
    along_it = (
        QPoint(across, target.bottom() + GAP),
        QPoint(across, target.top() - GAP - size.height()),
    )
    for place in (*along_it, *beside_it) if below else (*beside_it, *along_it):
        held = _inside(place, size, free)
        if not QRect(held, size).intersects(target):
            return held
    return _inside(QPoint(target.right() - size.width(), target.top() + GAP), size, free)


def _inside(place: QPoint, size: QSize, free: QRect) -> QPoint:
    """Return the place nearest to ``place`` at which all of a bubble is inside."""
    x = min(max(place.x(), free.left()), free.right() - size.width())
    y = min(max(place.y(), free.top()), free.bottom() - size.height())
    return QPoint(x, y)
