"""The queue on the left: search, filters and the list of problems."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.service.views import QueueCounts, QueueStatus
from workbench.ui.annotate.model import ROW_ROLE, QueueModel
from workbench.ui.annotate.queue_delegate import QueueDelegate
from workbench.ui.widgets import ChipRow, EmptyState, label

QUEUE_WIDTH = 284
SEARCH_DELAY_MS = 80
FILTERS = (
    ("Unmarked", QueueStatus.UNMARKED),
    ("Refining", QueueStatus.REFINING),
    ("Accepted", QueueStatus.ACCEPTED),
    ("Set aside", QueueStatus.SET_ASIDE),
)
ORDERS = (
    ("as imported", "imported"),
    ("most informative first", "informative"),
    ("hardest first", "hardest"),
)


class QueuePanel(QWidget):
    """Search field, filter chips and problems.

    Signals:
        asked(search, status, order): the user wants other rows.
        problem_chosen(problem_id): a row was selected.
        left(): the user is done here and wants the step list.
        import_wanted(): the queue is empty and the user wants to fill it.
        only_cleared(): all problems are wanted again, not only those another page chose.
    """

    asked = Signal(str, object, str)
    problem_chosen = Signal(str)
    left = Signal()
    import_wanted = Signal()
    only_cleared = Signal()

    def __init__(self, model: QueueModel, search_hint: str) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setFixedWidth(QUEUE_WIDTH)
        self._model = model
        self._status: QueueStatus | None = None
        self._order = ORDERS[0][1]
        self._marked = label("", "meta")
        self.search = self._search_field(search_hint)
        self._chips = ChipRow(FILTERS, optional=True)
        self._chips.chosen.connect(self._on_status_chosen)
        self.order = self._order_button()
        self.only = self._only_button()
        self.list = self._list_view()
        self._empty = EmptyState()
        self._empty.set_text_width(QUEUE_WIDTH - 56)
        self._empty.action_chosen.connect(self.import_wanted)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        self._lay_out()

    def show_counts(self, counts: QueueCounts) -> None:
        """Say how many problems carry marks."""
        self._chips.chip(QueueStatus.SET_ASIDE).setVisible(counts.set_aside > 0)
        self._marked.setText(f"{counts.marked_problems:,} of {counts.total:,} marked")
        if self._model.rowCount():
            self._stack.setCurrentWidget(self.list)
            return
        self._stack.setCurrentWidget(self._empty)
        if counts.total:
            self._empty.say("Nothing matches", "Change the search or choose another filter.")
        else:
            self._empty.say("No problems yet", "Import some to begin.", "Import problems…")

    def select(self, problem_id: str) -> None:
        """Select a problem's row, where it was fetched; tells nobody."""
        at = self._model.row_of(problem_id)
        selection = self.list.selectionModel()
        blocked = selection.blockSignals(True)
        if at is None:
            selection.clear()
        else:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            selection.setCurrentIndex(self._model.index(at), flags)
        selection.blockSignals(blocked)
        if at is not None:
            self.list.scrollTo(self._model.index(at))
        self.list.viewport().update()

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus()
        self.search.selectAll()

    def show_only(self, name: str) -> None:
        """Say that only problems of another page's choice are listed, and how to end that."""
        self.only.setVisible(bool(name))
        room = QUEUE_WIDTH - 72
        elided = self.only.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        self.only.setText(f"{elided}  ✕")
        self.only.setToolTip(self.tr("Only these problems are listed. Click to list all."))
        self.only.setAccessibleName(self.tr("{name}: list all problems again").format(name=name))

    def ask(self) -> None:
        """Ask for rows with the search and filter as they stand."""
        self._typing.stop()
        self.asked.emit(self.search.text().strip(), self._status, self._order)

    def _search_field(self, hint: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText("Search problems")
        field.setAccessibleName("Search problems")
        field.setClearButtonEnabled(False)
        key = label(hint, "ghost")
        row = QHBoxLayout(field)
        row.setContentsMargins(0, 0, 10, 0)
        row.addStretch(1)
        row.addWidget(key)
        self._typing = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        self._typing.timeout.connect(self.ask)
        field.textEdited.connect(lambda: self._typing.start())
        field.returnPressed.connect(self._on_search_entered)
        return field

    def _order_button(self) -> QPushButton:
        button = QPushButton(f"Order: {ORDERS[0][0]}")
        button.setProperty("role", "meta")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        for text, order in ORDERS:
            menu.addAction(text).triggered.connect(partial(self._on_order_chosen, text, order))
        button.setMenu(menu)
        return button

    def _only_button(self) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "chip")
        button.setCheckable(True)
        button.setChecked(True)
        button.clicked.connect(self._on_only_clicked)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.hide()
        return button

    def _list_view(self) -> QListView:
        view = QListView()
        view.setModel(self._model)
        view.setItemDelegate(QueueDelegate(view))
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName("Problems")
        view.setUniformItemSizes(False)
        view.selectionModel().currentChanged.connect(self._on_current_changed)
        view.activated.connect(lambda: self.left.emit())
        return view

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.addWidget(label("Queue", "heading"))
        heading.addStretch(1)
        heading.addWidget(self._marked)
        top = QVBoxLayout()
        top.setContentsMargins(16, 14, 16, 10)
        top.setSpacing(10)
        top.addLayout(heading)
        for part in (self.search, self._chips):
            top.addWidget(part)
        top.addWidget(self.only, 0, Qt.AlignmentFlag.AlignLeft)
        top.addWidget(self.order, 0, Qt.AlignmentFlag.AlignLeft)
        line = QFrame()
        line.setProperty("role", "separator")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(line)
        column.addWidget(self._stack, 1)
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def _on_status_chosen(self, status: QueueStatus | None) -> None:
        self._status = status
        self.ask()

    def _on_order_chosen(self, text: str, order: str) -> None:
        self._order = order
        self.order.setText(f"Order: {text}")
        self.ask()

    def _on_only_clicked(self) -> None:
        self.only.setChecked(True)
        self.only_cleared.emit()

    def _on_search_entered(self) -> None:
        self.ask()
        first = self._model.problem_at(0)
        if first is not None:
            self.problem_chosen.emit(first)
            self.left.emit()

    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        row = current.data(ROW_ROLE)
        if row is not None:
            self.problem_chosen.emit(row.problem_id)
