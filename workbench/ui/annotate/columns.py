"""The page's three columns; where the window is narrow the queue gives way to a strip."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.ui import icons, theme

STRIP_WIDTH = 40
QUEUE_WIDTHS = (236, 284, 420)
FEEDBACK_WIDTHS = (320, 392, 640)
MIDDLE_WIDTH = 440
COMFORTABLE_WIDTH = 580


class Columns(QWidget):
    """Queue, work and feedback, parted by handles.

    With room for all three the user may close the queue and it stays closed. Without, the queue
    comes in the place of the feedback while it is asked for, and goes when the steps get the keys.
    """

    def __init__(self, queue: QWidget, middle: QWidget, feedback: QWidget) -> None:
        super().__init__()
        self._queue, self._middle, self._feedback = queue, middle, feedback
        self._closed = False
        self._asked = False
        self._strip = self._make_strip()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        for at, part in enumerate((queue, middle, feedback)):
            self._splitter.addWidget(part)
            self._splitter.setStretchFactor(at, 1 if part is middle else 0)
        self._bound(queue, QUEUE_WIDTHS)
        self._bound(feedback, FEEDBACK_WIDTHS)
        self._sizes = [QUEUE_WIDTHS[1], 0, FEEDBACK_WIDTHS[1]]
        self._splitter.splitterMoved.connect(self._on_moved)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._strip)
        row.addWidget(self._splitter, 1)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for all three."""
        return self.width() < QUEUE_WIDTHS[0] + MIDDLE_WIDTH + FEEDBACK_WIDTHS[0] + 2

    @property
    def shows_queue(self) -> bool:
        """Whether the queue is there."""
        return not self._queue.isHidden()

    def show_queue(self) -> None:
        """Bring the queue."""
        self._asked, self._closed = True, False
        self._arrange()

    def toggle_queue(self) -> None:
        """Bring the queue, or take it away."""
        if self.shows_queue:
            self._asked = False
            self._closed = self._closed or not self.is_narrow
            self._arrange()
        else:
            self.show_queue()

    def state(self) -> dict[str, Any]:
        """Return what is to be remembered: plain values."""
        return {"sizes": self._sizes, "queue_closed": self._closed}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what was remembered; anything else than that is passed over."""
        sizes = state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 3 and all(isinstance(s, int) for s in sizes):
            self._sizes = sizes
        self._closed = state.get("queue_closed") is True
        self._arrange()

    def _make_strip(self) -> QWidget:
        """Return the strip that stands where the queue would."""
        strip = QWidget()
        strip.setProperty("role", "side")
        strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        strip.setFixedWidth(STRIP_WIDTH)
        self.opener = QToolButton()
        self.opener.setIconSize(QSize(18, 18))
        self.opener.setAccessibleName(self.tr("Show the queue"))
        self.opener.setToolTip(self.tr("Show the queue"))
        self.opener.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.opener.clicked.connect(self._on_opened)
        column = QVBoxLayout()
        column.setContentsMargins(0, 12, 0, 12)
        column.addWidget(self.opener, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        edge = QFrame()  # the line that the handle of the queue is elsewhere
        edge.setProperty("role", "divider")
        row = QHBoxLayout(strip)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(column, 1)
        row.addWidget(edge)
        theme.theme().changed.connect(self._color_icon)
        self._color_icon()
        return strip

    def _color_icon(self) -> None:
        self.opener.setIcon(icons.icon("list"))

    def _bound(self, part: QWidget, widths: tuple[int, int, int]) -> None:
        part.setMinimumWidth(widths[0])
        part.setMaximumWidth(widths[2])

    def _arrange(self) -> None:
        """Show what there is room for, at the widths the user gave."""
        narrow = self.is_narrow
        queue = self._asked if narrow else not self._closed
        self._queue.setVisible(queue)
        self._feedback.setVisible(not (narrow and queue))
        self._strip.setVisible(not queue)
        room = self.width() - (0 if queue else STRIP_WIDTH)
        left = self._sizes[0] if queue else 0
        right = 0 if narrow and queue else self._sizes[2]
        if narrow:
            right = min(right, max(FEEDBACK_WIDTHS[0], room - COMFORTABLE_WIDTH - 2))
        self._splitter.setSizes([left, max(1, room - left - right), right])

    def _on_moved(self) -> None:
        """Keep the widths the user chose, of the columns that are there."""
        left, _, right = self._splitter.sizes()
        self._sizes = [left or self._sizes[0], 0, right or self._sizes[2]]

    def _on_opened(self) -> None:
        self.show_queue()
        self._queue.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if self._asked and self.is_narrow and now is not None and self._middle.isAncestorOf(now):
            self._asked = False
            self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Ask for room for two columns; the third gives way."""
        height = max(part.minimumSizeHint().height() for part in (self._queue, self._feedback))
        height = max(height, self._middle.minimumSizeHint().height())
        return QSize(STRIP_WIDTH + MIDDLE_WIDTH + FEEDBACK_WIDTHS[0] + 2, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the columns in the new width."""
        super().resizeEvent(event)
        self._arrange()
