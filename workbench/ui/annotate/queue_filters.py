"""Order and filter of the queue: two menus that the mouse and the keys open alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from workbench.domain.records import Split
from workbench.service.views import QueueFlag, QueueOrder, QueueWish
from workbench.ui.icons import mark_menu
from workbench.ui.widgets import FlowLayout

FILTER_WIDTH = 190
Topics = Callable[[], Sequence[tuple[str, int]]]


def order_words() -> dict[QueueOrder, str]:
    """Return how the orders are called."""
    return {
        QueueOrder.IMPORTED: QCoreApplication.translate("QueueFilters", "as imported"),
        QueueOrder.INFORMATIVE: QCoreApplication.translate(
            "QueueFilters", "most informative first"
        ),
        QueueOrder.HARDEST: QCoreApplication.translate("QueueFilters", "hardest first"),
    }


def split_words() -> dict[Split, str]:
    """Return how the sides of the split are called."""
    return {
        Split.TRAIN: QCoreApplication.translate("QueueFilters", "for training"),
        Split.HELDOUT: QCoreApplication.translate("QueueFilters", "held-out"),
    }


def flag_words() -> dict[QueueFlag, str]:
    """Return how the flags are called."""
    return {
        QueueFlag.CONVERGED: QCoreApplication.translate("QueueFilters", "answered consistently"),
        QueueFlag.SUGGESTED: QCoreApplication.translate("QueueFilters", "with suggested verdicts"),
    }


class QueueFilters(QWidget):
    """The line under the search field.

    Signals:
        changed(wish): another order, split, topic or flag is wanted.
    """

    changed = Signal(object)

    def __init__(self, topics: Topics = tuple) -> None:
        super().__init__()
        self._topics = topics
        self._wish = QueueWish()
        self.order = _menu_button(self.tr("Order of the queue"))
        self.filter = _menu_button(self.tr("Filter of the queue"))
        self.order.setProperty("flush", True)  # under the chips
        self.order.setMenu(QMenu(self.order))
        self.filter.setMenu(QMenu(self.filter))
        self._topic_menu = QMenu(self.tr("Topic"), self.filter.menu())
        self._fill_order()
        self.filter.menu().aboutToShow.connect(self._fill_filter)
        row = FlowLayout(self, spacing=8)  # long words of both take a line each
        row.addWidget(self.order)
        row.addWidget(self.filter)
        self.show_wish(self._wish)

    def set_topics(self, topics: Topics) -> None:
        """Say who knows the topics; they are asked for each time the menu opens."""
        self._topics = topics

    def show_wish(self, wish: QueueWish) -> None:
        """Show what is wished for."""
        self._wish = wish
        self.order.setText(self.tr("Order: {order}").format(order=order_words()[wish.order]))
        for action in self.order.menu().actions():
            action.setChecked(action.data() is wish.order)
        parts = self._filter_parts()
        text = self.tr("Filter: {what}").format(what=", ".join(parts)) if parts else ""
        shown = self.filter.fontMetrics().elidedText(
            text or self.tr("Filter"), Qt.TextElideMode.ElideRight, FILTER_WIDTH
        )
        self.filter.setText(shown)
        self.filter.setToolTip(text)

    def open_order(self) -> None:
        """Open the orders, as a click does."""
        _open_below(self.order)

    def open_filter(self) -> None:
        """Open the filters, as a click does."""
        _open_below(self.filter)

    def _filter_parts(self) -> list[str]:
        wish = self._wish
        parts = [wish.topic] if wish.topic else []
        parts += [split_words()[wish.split]] if wish.split else []
        return parts + ([flag_words()[wish.flag]] if wish.flag else [])

    def _fill_order(self) -> None:
        menu = self.order.menu()
        group = QActionGroup(menu)
        for order, text in order_words().items():
            action = menu.addAction(text)
            action.setData(order)
            action.setCheckable(True)
            action.triggered.connect(partial(self._choose_one, "order", order))
            group.addAction(action)

    def _fill_filter(self) -> None:
        menu = self.filter.menu()
        menu.clear()
        menu.setToolTipsVisible(True)
        self._add_choices(menu, "split", split_words())
        menu.addSeparator()
        self._add_choices(menu, "flag", flag_words())
        topics = self._topics()
        if topics:
            menu.addSeparator()
            words = {name: f"{name.replace('&', '&&')} ({count:,})" for name, count in topics}
            self._topic_menu.clear()
            self._add_choices(self._topic_menu, "topic", words)
            menu.addMenu(self._topic_menu)
        if self._filter_parts():
            menu.addSeparator()
            everything = menu.addAction(self.tr("Take the filters away"))
            everything.triggered.connect(partial(self._choose, split=None, topic=None, flag=None))

    def _add_choices(self, menu: QMenu, field: str, words: Mapping[Any, str]) -> None:
        """Add one choice a value; choosing the one in force again lets it go."""
        present = getattr(self._wish, field)
        for value, text in words.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(value == present)
            wanted = None if value == present else value
            action.triggered.connect(partial(self._choose_one, field, wanted))

    def _choose_one(self, field: str, value: object) -> None:
        self._choose(**{field: value})

    def _choose(self, **fields: Any) -> None:
        self.show_wish(replace(self._wish, **fields))
        self.changed.emit(self._wish)


def _open_below(button: QPushButton) -> None:
    """Open a button's menu with its first entry chosen, so that arrows and Enter go on from it."""
    menu = button.menu()
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    if menu.actions():
        menu.setActiveAction(menu.actions()[0])


def _menu_button(name: str) -> QPushButton:
    button = QPushButton()
    button.setProperty("role", "meta")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(name)
    mark_menu(button)
    return button
