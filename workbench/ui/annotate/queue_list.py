"""The list of problems: a table of one column, which alone stays quick with very many rows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from workbench.ui.actions import KeyMap, Scope
from workbench.ui.annotate.model import ROW_ROLE, QueueModel
from workbench.ui.annotate.queue_delegate import ROW_HEIGHT, QueueDelegate


class QueueList(QTableView):
    """Problems one under the other.

    QListView lays every row out anew at each change of one: 120 ms of 100,000 rows were measured,
    against 0.1 ms here.

    Signals:
        problem_chosen(problem_id): another row became the current one.
        left(): Enter or a double click: the user wants to work on the problem.
        asked(action_id): another key of the queue was pressed.
    """

    problem_chosen = Signal(str)
    left = Signal()
    asked = Signal(str)

    def __init__(self, model: QueueModel, keys: KeyMap) -> None:
        super().__init__()
        self._keys = keys
        self.setModel(model)
        self.setItemDelegate(QueueDelegate(self))
        self.setObjectName("queueList")
        self.setProperty("role", "queue")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Problems"))
        self._set_up_headers()
        self._set_up_behaviour()
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.doubleClicked.connect(lambda: self.left.emit())

    def select(self, at: int | None) -> None:
        """Select a row and bring it into view, or none; tells nobody."""
        selection = self.selectionModel()
        blocked = selection.blockSignals(True)
        if at is None:
            selection.clear()
        else:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            selection.setCurrentIndex(self.model().index(at, 0), flags)
        selection.blockSignals(blocked)
        if at is not None:
            self.scrollTo(self.model().index(at, 0))
        self.viewport().update()

    def _set_up_headers(self) -> None:
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.hide()
        across.setStretchLastSection(True)
        across.setMinimumSectionSize(0)
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(ROW_HEIGHT)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)

    def _set_up_behaviour(self) -> None:
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(ROW_HEIGHT // 2)

    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        row = current.data(ROW_ROLE)
        if row is not None:
            self.problem_chosen.emit(row.problem_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End mean the first and the last problem, not columns."""
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.model().rowCount() - 1}
        key = Qt.Key(event.key())
        if key in ends and event.type() == QEvent.Type.KeyPress:
            self.setCurrentIndex(self.model().index(ends[key], 0))
            return
        action = self._keys.action_for(event, Scope.QUEUE)
        if action is None or action.scope is not Scope.QUEUE:
            super().keyPressEvent(event)
        elif action.id == "queue.open":
            self.left.emit()
        else:
            self.asked.emit(action.id)
