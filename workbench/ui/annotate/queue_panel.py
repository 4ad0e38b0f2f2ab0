"""The queue on the left: search, filters and the list of problems."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.service.views import Pace, QueueCounts, QueueStatus, QueueWish
from workbench.ui import icons, theme
from workbench.ui.actions import KeyMap
from workbench.ui.annotate.model import QueueModel
from workbench.ui.annotate.queue_filters import QueueFilters
from workbench.ui.annotate.queue_list import QueueList
from workbench.ui.plain_label import plain_tip
from workbench.ui.widgets import ChipRow, EmptyState, label, restyle

QUEUE_WIDTH = 236
"""The least it may be given."""
SEARCH_DELAY_MS = 80


class QueuePanel(QWidget):
    """Search field, filter chips and problems.

    Signals:
        asked(wish): the user wants other rows, or the same in another order.
        problem_chosen(problem_id): a row was selected.
        left(): the user is done here and wants the step list.
        import_wanted(): the queue is empty and the user wants to fill it.
        only_cleared(): all problems are wanted again, not only those another page chose.
        opened(), closed(): the queue is to be there, or to give way.
    """

    asked = Signal(object)
    problem_chosen = Signal(str)
    left = Signal()
    import_wanted = Signal()
    only_cleared = Signal()
    opened = Signal()
    closed = Signal()

    def __init__(self, model: QueueModel, keys: KeyMap) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model = model
        self._wish = QueueWish()
        self._progress = label("", "meta")
        self._counts: QueueCounts | None = None
        self.search = self._search_field(keys.hint("queue.search"))
        self._chips = ChipRow(self._status_chips(), optional=True)
        self._chips.chosen.connect(self._on_status_chosen)
        self.filters = QueueFilters()
        self.filters.changed.connect(self._on_filters_changed)
        self.only = self._only_button()
        self.list = QueueList(model, keys)
        self.list.asked.connect(self._on_key)
        self.list.problem_chosen.connect(self.problem_chosen)
        self.list.left.connect(self.left)
        self._empty = EmptyState(primary=False)  # the page has that button already
        self._empty.set_text_width(QUEUE_WIDTH - 56)
        self._empty.action_chosen.connect(self.import_wanted)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        self._lay_out()

    @property
    def order(self) -> QPushButton:
        """The button that opens the orders."""
        return self.filters.order

    @property
    def progress_text(self) -> str:
        """What is said of the progress."""
        return self._progress.text()

    def show_progress(self, counts: QueueCounts, pace: Pace) -> None:
        """Say how many problems carry marks and how fast marks are made today."""
        self._chips.chip(QueueStatus.SET_ASIDE).setVisible(counts.set_aside > 0)
        said = self.tr("{marked:,} of {total:,} marked") if counts.total else ""
        text = said.format(marked=counts.marked_problems, total=counts.total)
        if pace.per_hour is not None:
            text += " · " + self.tr("{rate:,.0f} marks/hour today").format(rate=pace.per_hour)
        self._progress.setText(text)
        self._progress.setToolTip(
            self.tr(
                "{marked:,} of {total:,} problems are marked. Steps marked today: {n:,}."
            ).format(marked=counts.marked_problems, total=counts.total, n=pace.marks)
        )
        self.show_list(counts)

    def show_wish(self, wish: QueueWish) -> None:
        """Show search, status, filters and order as they are in force; asks for nothing."""
        self._wish = wish
        if self.search.text().strip() != wish.search:
            self.search.setText(wish.search)
        self._chips.select(wish.status)
        self.filters.show_wish(wish)

    def select(self, problem_id: str) -> None:
        """Select a problem's row where it is listed; tells nobody."""
        self.list.select(self._model.row_of(problem_id))

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.opened.emit()
        self.search.setFocus()
        self.search.selectAll()

    def focus_list(self) -> None:
        """Give the list of problems the keys."""
        self.opened.emit()
        self.list.setFocus()

    def show_only(self, name: str) -> None:
        """Say that only problems of another page's choice are listed, and how to end that."""
        self.only.setVisible(bool(name))
        room = QUEUE_WIDTH - 72
        elided = self.only.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        self.only.setText(f"{elided}  ✕")
        text = self.tr("{name}. Only these problems are listed; click to list all.")
        self.only.setToolTip(plain_tip(text.format(name=name)))
        self.only.setAccessibleName(self.tr("{name}: list all problems again").format(name=name))

    def ask(self) -> None:
        """Ask for rows with the search and filter as they stand."""
        self._typing.stop()
        self._wish = replace(self._wish, search=self.search.text().strip())
        self.asked.emit(self._wish)

    def _status_chips(self) -> tuple[tuple[str, QueueStatus], ...]:
        return (
            (self.tr("Unmarked"), QueueStatus.UNMARKED),
            (self.tr("Refining"), QueueStatus.REFINING),
            (self.tr("Accepted"), QueueStatus.ACCEPTED),
            (self.tr("Set aside"), QueueStatus.SET_ASIDE),
        )

    def show_list(self, counts: QueueCounts | None = None) -> None:
        """Show the list, or why it is empty; with rows in it ``counts`` are not needed."""
        sifted = self._wish != QueueWish(order=self._wish.order)
        self._say_found(sifted)
        if self._model.rowCount():
            self._stack.setCurrentWidget(self.list)
            return
        self._stack.setCurrentWidget(self._empty)
        if counts is not None and counts.total:
            self._empty.say(
                self.tr("Nothing matches"), self.tr("Change the search or choose another filter.")
            )
        else:
            self._empty.say(self.tr("No problems yet"), "")  # the page says what to do

    def _say_found(self, sifted: bool) -> None:
        """Say at the end of the search field how many were found, else which key leads there."""
        found = self.tr("{count:,} found").format(count=self._model.rowCount())
        self._found.setText(found if sifted else self._hint)
        self._found.setProperty("role", "meta" if sifted else "ghost")
        restyle(self._found)
        self.search.setTextMargins(0, 0, self._found.sizeHint().width() + 6, 0)

    def _search_field(self, hint: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(self.tr("Search problems and solutions"))
        field.setAccessibleName(self.tr("Search problems and solutions"))
        field.setClearButtonEnabled(False)
        self._hint, self._found = hint, label(hint, "ghost")
        row = QHBoxLayout(field)
        row.setContentsMargins(0, 0, 10, 0)
        row.addStretch(1)
        row.addWidget(self._found)
        self._typing = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        self._typing.timeout.connect(self.ask)
        field.textEdited.connect(lambda: self._typing.start())
        field.returnPressed.connect(self._on_search_entered)
        return field

    def _closer_button(self) -> QToolButton:
        self._closer = QToolButton()
        self._closer.setIconSize(QSize(16, 16))
        self._closer.setAccessibleName(self.tr("Close the queue"))
        self._closer.setToolTip(self.tr("Close the queue"))
        self._closer.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._closer.clicked.connect(self._on_closed)
        theme.theme().changed.connect(self._color_icon)
        self._color_icon()
        return self._closer

    def _color_icon(self) -> None:
        self._closer.setIcon(icons.icon("chevron-left"))

    def _only_button(self) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "chip")
        button.setCheckable(True)
        button.setChecked(True)
        button.clicked.connect(self._on_only_clicked)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.hide()
        return button

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(8)
        heading.addWidget(label(self.tr("Queue"), "heading"))
        heading.addStretch(1)
        heading.addWidget(self._closer_button())
        title = QVBoxLayout()
        title.setSpacing(2)
        title.addLayout(heading)
        title.addWidget(self._progress)
        top = QVBoxLayout()
        top.setContentsMargins(16, 13, 16, 10)
        top.setSpacing(10)
        top.addLayout(title)
        for part in (self.search, self._chips):
            top.addWidget(part)
        top.addWidget(self.only, 0, Qt.AlignmentFlag.AlignLeft)
        top.addWidget(self.filters)
        line = QFrame()
        line.setProperty("role", "separator")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(line)
        column.addWidget(self._stack, 1)
        self._stack.setContentsMargins(0, 0, 0, 4)  # of the last row as of the first
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def _on_status_chosen(self, status: QueueStatus | None) -> None:
        self._wish = replace(self._wish, status=status)
        self.ask()

    def _on_filters_changed(self, wish: QueueWish) -> None:
        self._wish = replace(
            self._wish, order=wish.order, split=wish.split, topic=wish.topic, flag=wish.flag
        )
        self.ask()

    def _on_key(self, action_id: str) -> None:
        acts = {
            "queue.find": self.focus_search,
            "queue.order": self.filters.open_order,
            "queue.filter": self.filters.open_filter,
            "queue.close": self._on_closed,
        }
        acts[action_id]()

    def _on_closed(self) -> None:
        self.left.emit()
        self.closed.emit()

    def _on_only_clicked(self) -> None:
        self.only.setChecked(True)
        self.only_cleared.emit()

    def _on_search_entered(self) -> None:
        self.ask()
        first = self._model.problem_at(0)
        if first is not None:
            self.problem_chosen.emit(first)
            self.left.emit()
