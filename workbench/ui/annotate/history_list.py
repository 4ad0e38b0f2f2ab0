"""The history of a mark: newest first, with relative times that stay true while one looks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.ui.annotate.history_words import HistoryEntry, ago
from workbench.ui.widgets import label

FEW = 5
REFRESH_MS = 20_000


class HistoryList(QWidget):
    """Under what the mark was made, then what was done; older lines on request.

    Signals:
        guideline_wanted(): the guideline is to be shown, with what changed since the mark.
    """

    guideline_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[HistoryEntry, ...] = ()
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._all = False
        self._summary = label("", "meta", wrap=True)
        self.guideline = QPushButton()
        self.guideline.setProperty("role", "meta")
        self.guideline.setProperty("tone", "accent")
        self.guideline.clicked.connect(self.guideline_wanted)
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._nothing = label(self.tr("nothing yet"), "meta")
        self.more = QPushButton()
        self.more.setProperty("role", "meta")
        self.more.clicked.connect(self._on_more)
        self._lay_out()
        self._clock = QTimer(self, interval=REFRESH_MS)
        self._clock.timeout.connect(self.refresh_times)
        self._fill()

    def show_history(self, entries: Sequence[HistoryEntry]) -> None:
        """Show what was done, oldest first as it is given."""
        if tuple(entries) != self._entries:
            self._entries, self._all = tuple(entries), False
            self._fill()

    def show_summary(self, text: str, guideline: str) -> None:
        """Say under what the mark was made; ``guideline`` names the version, empty for no mark."""
        self._summary.setText(text)
        self._summary.setVisible(bool(text))
        self.guideline.setText(guideline)
        self.guideline.setVisible(bool(guideline))

    @property
    def lines(self) -> list[str]:
        """Return the lines as they are read, newest first."""
        shown = self._entries[::-1] if self._all else self._entries[::-1][:FEW]
        return [" ".join(part for part in (one.who, one.text) if part) for one in shown]

    def refresh_times(self) -> None:
        """Say anew how long ago everything was."""
        now = datetime.now(UTC)
        for (when, _), entry in zip(self._rows, self._entries[::-1], strict=False):
            when.setText(ago(entry.at, now))

    def _lay_out(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._summary)
        for button in (self.guideline, self.more):
            button.setProperty("flush", True)
        for part in (self.guideline, self._nothing, self._table, self.more):
            row = QHBoxLayout()
            row.addWidget(part, 1 if part is self._table else 0)
            if part is not self._table:
                row.addStretch(1)
            column.addLayout(row)

    def _fill(self) -> None:
        shown = self._entries[::-1] if self._all else self._entries[::-1][:FEW]
        while len(self._rows) < len(shown):
            self._add_row()
        for (when, what), entry in zip(self._rows, shown, strict=False):
            what.setText(f"{entry.who}: {entry.text}" if entry.who else entry.text)
            for one in (when, what):
                one.setToolTip(entry.exact)
        for at, row in enumerate(self._rows):
            for one in row:
                if one.isHidden() == (at < len(shown)):  # each change lays the panel out anew
                    one.setVisible(at < len(shown))
        self._nothing.setVisible(not shown)
        hidden = len(self._entries) - len(shown)
        self.more.setVisible(hidden > 0)
        self.more.setText(self.tr("Show {count} earlier").format(count=hidden))
        self.refresh_times()
        if shown:
            self._clock.start()
        else:
            self._clock.stop()

    def _add_row(self) -> None:
        """Add a row; rows are used again, for it is filled at every mark."""
        when, what = label("", "meta"), label("", "meta", wrap=True)
        at = len(self._rows)
        self._grid.addWidget(when, at, 0)
        self._grid.addWidget(what, at, 1)
        self._rows.append((when, what))

    def _on_more(self) -> None:
        self._all = True
        self._fill()
