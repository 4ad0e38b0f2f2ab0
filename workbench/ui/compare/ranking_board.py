"""K responses side by side and the order they are put in, by keys, buttons or dragging."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.service.views import RankingView
from workbench.ui.actions import KeyMap
from workbench.ui.compare.response_column import ResponseColumn, beside_scroll_bar, even_answers
from workbench.ui.compare.statement_card import StatementCard
from workbench.ui.languages import marked, translate
from workbench.ui.widgets import HintButton, label, scroll_area

NARROWEST = 290  # three of them fit beside each other into the narrowest window
ORDINALS = (
    marked("RankingBoard", "1st"),
    marked("RankingBoard", "2nd"),
    marked("RankingBoard", "3rd"),
    marked("RankingBoard", "4th"),
    marked("RankingBoard", "5th"),
    marked("RankingBoard", "6th"),
    marked("RankingBoard", "7th"),
    marked("RankingBoard", "8th"),
)
_PLACE = Qt.ItemDataRole.UserRole


class OrderStrip(QListWidget):
    """The responses placed so far, best first; dragging one changes the order.

    Signals:
        dragged(): the order was changed by the pointer.
    """

    dragged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFlow(QListView.Flow.LeftToRight)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("role", "order")
        self.setSpacing(3)
        self.setFixedHeight(38)
        self.setAccessibleName(self.tr("The order so far, best first"))
        self.model().rowsMoved.connect(lambda: self.dragged.emit())

    def order(self) -> list[int]:
        """Return the responses' numbers (from 0), best first."""
        return [int(self.item(row).data(_PLACE)) for row in range(self.count())]

    def show_order(self, order: Sequence[int]) -> None:
        """Show an order."""
        self.clear()
        for place, number in enumerate(order):
            item = QListWidgetItem(
                self.tr("{place}: response {number}").format(
                    place=ordinal(place), number=number + 1
                ),
                self,
            )
            item.setData(_PLACE, number)
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            item.setSizeHint(QSize(self.fontMetrics().horizontalAdvance(item.text()) + 52, 28))


class RankingBoard(QWidget):
    """One set of responses to be ordered; it holds the order while it is being made.

    Signals:
        saved(ids): the responses' ids, best first; only once every one has its place.
        skipped(): the set is passed over for now.
    """

    saved = Signal(object)
    skipped = Signal()

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self._keys = keys
        self._shown: RankingView | None = None
        self._order: list[int] = []
        self.columns: list[ResponseColumn] = []
        self.problem = StatementCard()
        self.strip = OrderStrip()
        self.save = HintButton(self.tr("Save the ranking"), keys.hint("compare.go"), primary=True)
        self.skip = HintButton(self.tr("Skip"), keys.hint("compare.skip"))
        self.frame = self._strip_frame()
        self._row = QHBoxLayout()
        self.strip.dragged.connect(self._on_dragged)
        self.save.clicked.connect(self.submit)
        self.skip.clicked.connect(self.skipped)
        self._lay_out()

    @property
    def order(self) -> tuple[int, ...]:
        """Return the responses placed so far by their numbers from 0, best first."""
        return tuple(self._order)

    def show_set(self, shown: RankingView, order: Sequence[str] = ()) -> None:
        """Show responses with nothing placed, or in an order to be changed."""
        self._shown = shown
        ids = [response.id for response in shown.responses]
        self._order = [ids.index(one) for one in order]
        self.problem.show_problem(shown.problem)
        self._make_columns(len(ids))
        first, last = (self._keys.hint(f"compare.{number}") for number in (1, len(ids)))
        self._hint.setText(
            self.tr("Press the responses' numbers ({first} to {last}), the best first.").format(
                first=first, last=last
            )
        )
        for column, response in zip(self.columns, shown.responses, strict=True):
            column.show_response(response, shown.problem.reference_answer)
        self._refresh()

    def toggle(self, number: int) -> None:
        """Give a response (from 0) the next place, or take it out; the last falls into place."""
        if number >= len(self.columns):
            return
        if number in self._order:
            self._order.remove(number)
        else:
            self._order.append(number)
            rest = [one for one in range(len(self.columns)) if one not in self._order]
            if len(rest) == 1:
                self._order += rest
        self._refresh()

    def take_back(self) -> None:
        """Take the last place back; with all placed, the last two, which fell together."""
        count = 2 if len(self._order) == len(self.columns) else 1
        del self._order[-count:]
        self._refresh()

    def submit(self) -> None:
        """Save, once every response has its place."""
        if self._shown is not None and len(self._order) == len(self.columns):
            ids = [response.id for response in self._shown.responses]
            self.saved.emit(tuple(ids[number] for number in self._order))

    def scroll_by(self, pages: float) -> None:
        """Scroll all responses."""
        for column in self.columns:
            column.steps.scroll_by(pages)

    def scroll_sideways(self, columns: int) -> None:
        """Move by so many columns; negative is left."""
        bar = self._area.horizontalScrollBar()
        bar.setValue(bar.value() + columns * NARROWEST)

    def take_keys(self) -> None:
        """Give the order the keys."""
        self.frame.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_columns(self, count: int) -> None:
        while len(self.columns) > count:
            column = self.columns.pop()
            column.hide()
            column.deleteLater()
        while len(self.columns) < count:
            number = len(self.columns)
            key = self._keys.hint(f"compare.{number + 1}")
            column = ResponseColumn(
                self.tr("Response {number}").format(number=number + 1), key, ranked=True
            )
            column.setMinimumWidth(NARROWEST)
            column.place_toggled.connect(lambda own=number: self.toggle(own))
            column.answer.fitted.connect(lambda: even_answers(self.columns))
            self._row.addWidget(column, 1)
            self.columns.append(column)

    def _refresh(self) -> None:
        for number, column in enumerate(self.columns):
            placed = number in self._order
            column.show_place(ordinal(self._order.index(number)) if placed else "")
        self.strip.show_order(self._order)
        self.strip.setVisible(bool(self._order))
        self._hint.setVisible(not self._order)
        self.save.setEnabled(len(self._order) == len(self.columns) and bool(self.columns))

    def _on_dragged(self) -> None:
        self._order = self.strip.order()
        self._refresh()

    def _strip_frame(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "keyboard")
        frame.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        frame.setAccessibleName(self.tr("The order of the responses"))
        self._hint = label("", "secondary")
        row = QHBoxLayout(frame)
        row.setContentsMargins(12, 6, 7, 6)
        row.setSpacing(8)
        row.addWidget(label(self.tr("Best first"), "caption"))
        row.addWidget(self._hint, 1)
        row.addWidget(self.strip, 1)
        row.addWidget(self.skip)
        row.addWidget(self.save)
        frame.setFixedHeight(52)
        return frame

    def _lay_out(self) -> None:
        body = QWidget()
        body.setLayout(self._row)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(beside_scroll_bar(self.problem))
        self._area = scroll_area(body, sideways=True)
        column.addWidget(self._area, 1)
        column.addLayout(beside_scroll_bar(self.frame))


def ordinal(place: int) -> str:
    """Return a place, counted from 0, as an ordinal number."""
    return translate("RankingBoard", ORDINALS[place])
