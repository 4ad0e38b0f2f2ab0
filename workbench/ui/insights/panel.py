"""The Insights page's widgets: what to look at on top, below it the pictures in their cards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.charts.card import ChartCard
from workbench.ui.charts.kinds import Dots, HeatMap, ReliabilityCurve, StackedBars
from workbench.ui.insights.pictures import topic_name
from workbench.ui.widgets import ChipRow, EmptyState, label, scroll_area, stretch_row

NARROW = 880
"""Below this width the cards stand in one column."""
TOPIC_WIDTH = 220


class InsightsPanel(QWidget):
    """The page.

    Signals:
        asked(days, topic): marks of the last ``days`` (None: all) of a topic (None: all).
        opened(key): the problems behind a part are wanted.
        acted(): the button of the empty page was pressed.
    """

    asked = Signal(object, object)
    opened = Signal(object)
    acted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setObjectName("insightsPage")
        self.verdicts = ChartCard(self.tr("Verdicts over time"), StackedBars())
        self.kinds = ChartCard(self.tr("Error kinds by topic"), HeatMap())
        self.first_errors = ChartCard(self.tr("Where first errors fall"), StackedBars())
        self.pace = ChartCard(self.tr("Marks per hour"), Dots(joined=True))
        self.calibration = ChartCard(self.tr("Reward model: said and so"), ReliabilityCurve())
        self.runs = ChartCard(self.tr("Before and after each run"), Dots(joined=False))
        self.agreement = ChartCard(self.tr("Agreement between annotators"), HeatMap())
        self.cards = [
            self.verdicts,
            self.kinds,
            self.first_errors,
            self.pace,
            self.calibration,
            self.runs,
            self.agreement,
        ]
        self.ranges = ChipRow(self._range_chips())
        self.ranges.select(30)
        self.days: int | None = 30
        self.topic = self._topic_field()
        self.summary = label("", "meta")
        self.empty = EmptyState()
        self._columns = 0
        self._grid = QGridLayout()
        self._lay_out()
        self.ranges.chosen.connect(self._on_range_chosen)
        self.topic.activated.connect(lambda _: self._ask())
        self.empty.action_chosen.connect(self.acted)
        for card in self.cards:
            card.opened.connect(self.opened)

    def show_pictures(self, summary: str) -> None:
        """Show the cards, and in one line what they are made of."""
        self.summary.setText(summary)
        if not self.shows_pictures:
            self._stack.setCurrentIndex(0)
            self.take_focus()

    def take_focus(self) -> None:
        """Give the keys to the time that is looked at, from where the pictures follow."""
        if self.isVisible() and self.shows_pictures:
            self.ranges.chip(self.days).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_message(self, heading: str, text: str, button: str = "") -> None:
        """Show why there is nothing to see, and what to do."""
        self.empty.say(heading, text, button)
        self._stack.setCurrentIndex(1)

    @property
    def shows_pictures(self) -> bool:
        """Whether the cards are shown."""
        return self._stack.currentIndex() == 0

    def show_topics(self, topics: Sequence[str]) -> None:
        """Offer topics; the one chosen stays chosen where it is still there."""
        chosen = self.topic.currentData()
        self.topic.clear()
        self.topic.addItem(self.tr("All topics"), None)
        for topic in topics:
            self.topic.addItem(topic_name(topic), topic)
        self.topic.setCurrentIndex(max(0, self.topic.findData(chosen)))
        self.topic.setVisible(len(topics) > 1)

    def _range_chips(self) -> tuple[tuple[str, object], ...]:
        return (
            (self.tr("7 days"), 7),
            (self.tr("30 days"), 30),
            (self.tr("90 days"), 90),
            (self.tr("All"), None),
        )

    def _topic_field(self) -> QComboBox:
        field = QComboBox()
        field.setAccessibleName(self.tr("Topic"))
        field.setFixedWidth(TOPIC_WIDTH)
        field.addItem(self.tr("All topics"), None)
        return field

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 18, 24, 24)
        column.setSpacing(14)
        head = stretch_row(label(self.tr("Insights"), "title"), self.summary, None, spacing=12)
        column.addLayout(head)
        hint = self.tr("Click a part, or press Enter on it, to open the problems behind it.")
        self.ranges.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        filters = stretch_row(self.ranges, self.topic, label(hint, "meta"), None, spacing=12)
        column.addLayout(filters)
        self._grid.setSpacing(14)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._place(2)
        self._stack = QStackedLayout(self)
        self.area = scroll_area(body)
        self._stack.addWidget(self.area)
        self._stack.addWidget(self._said())

    def _said(self) -> QWidget:
        """Return what stands in place of the cards, under the same title."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(24, 18, 24, 24)
        column.addLayout(stretch_row(label(self.tr("Insights"), "title"), None))
        column.addWidget(self.empty, 1)
        return holder

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for at, card in enumerate(self.cards):
            self._grid.addWidget(card, at // columns, at % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _on_range_chosen(self, days: int | None) -> None:
        self.days = days
        self._ask()

    def _ask(self) -> None:
        self.asked.emit(self.days, self.topic.currentData())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards in one column or two."""
        super().resizeEvent(event)
        self._place(2 if event.size().width() >= NARROW else 1)
