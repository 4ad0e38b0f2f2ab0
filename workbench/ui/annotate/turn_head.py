"""Sets the turns and the consistency check beside each other where that saves the steps a row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from workbench.ui.annotate.consistency_strip import ConsistencyStrip
from workbench.ui.annotate.turn_tabs import TurnTabs

GAP = 8
LOW_PAGE = 760
"""Below this height of the page, in logical pixels, the steps need every row."""
_CHANGES = (QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest)


class TurnHead(QWidget):
    """The check over the turns; beside them on a low page, or where all of both fits one row."""

    def __init__(self, check: ConsistencyStrip, turns: TurnTabs) -> None:
        super().__init__()
        self._check, self._turns = check, turns
        self._page_height = LOW_PAGE
        # From right to left the check, which comes first, stands behind the turns.
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(10)
        self._box.addWidget(check)
        self._box.addWidget(turns, 1)
        check.installEventFilter(self)
        turns.installEventFilter(self)

    @property
    def is_one_row(self) -> bool:
        """Whether the check stands beside the turns."""
        return self._box.direction() is QBoxLayout.Direction.RightToLeft

    def fit_page(self, height: int) -> None:
        """Arrange both for a page of ``height`` logical pixels."""
        self._page_height = height
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange both in the new width."""
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrange both anew when one of them comes, goes, or says something else."""
        if event.type() in _CHANGES:
            self._arrange()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        room = self.width() - self._check.compact_width() - GAP
        shown = not self._check.isHidden()
        self.setVisible(shown or not self._turns.isHidden())
        with_meta = shown and self._turns.width_in_one_row(meta=True) <= room
        low = self._page_height < LOW_PAGE
        beside = with_meta or (shown and low and self._turns.width_in_one_row(meta=False) <= room)
        self._turns.show_meta_label(not beside or with_meta)
        self._check.set_compact(beside or low, beside=beside)
        self._box.setSpacing(6 if low else 10)
        if beside != self.is_one_row:
            directions = QBoxLayout.Direction
            self._box.setDirection(directions.RightToLeft if beside else directions.TopToBottom)
            top = Qt.AlignmentFlag.AlignTop if beside else Qt.AlignmentFlag(0)
            self._box.setAlignment(self._check, top)
