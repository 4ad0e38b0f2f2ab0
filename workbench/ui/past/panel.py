"""The sheet of acts over the window: go to where one was made, or take back all since."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.cover import Cover, settle
from workbench.ui.past.delegate import ROW_HEIGHT, ActDelegate
from workbench.ui.past.model import Line, PastModel
from workbench.ui.widgets import HintButton, label, stretch_row

SHEET_WIDTH, SHEET_HEIGHT = 760, 720
MARGIN = 16


class PastSheet(Cover):
    """What was done, newest first.

    Signals:
        place_wanted(line): the user wants to see where an act was made.
        turn_wanted(line): all acts down to this one are to be taken back, or done again.
        stopped(): enough was taken back.
    """

    place_wanted = Signal(object)
    turn_wanted = Signal(object)
    stopped = Signal()

    def __init__(self, model: PastModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._asks = False
        self._running = False
        self.list = self._list_view()
        self._message = label("", "body", wrap=True)
        self.go = HintButton(self.tr("Go there"), "Enter")
        self.turn = HintButton(self.tr("Undo…"), "Del")
        self.sure = HintButton(self.tr("Undo"), primary=True)
        self.keep = HintButton(self.tr("Keep"), "Esc")
        self.go.clicked.connect(self._on_go)
        self.turn.clicked.connect(self._on_turn)
        self.sure.clicked.connect(self._on_sure)
        self.keep.clicked.connect(self._on_keep)
        self._sheet = self._make_sheet()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.addWidget(self._sheet, 0, Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(self.tr("What was done"))

    def open(self) -> None:
        """Show the acts as they stand, the newest selected."""
        self.show_acts()
        super().open()
        self._fit()

    def show_acts(self) -> None:
        """Read the acts again and select the newest."""
        self._asks = self._running = False
        self._model.refresh()
        self.list.setCurrentIndex(self._model.index(self._model.newest(), 0))
        self._show_state()

    def show_progress(self, done: int, total: int) -> None:
        """Say how far the turning is."""
        self._running = True
        self._show_state()
        text = self.tr("{done:,} of {total:,} acts turned…").format(done=done, total=total)
        self._message.setText(text)

    def take_keys(self) -> None:
        """Give the list the keys."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def message(self) -> str:
        """What is said at the foot."""
        return self._message.text()

    def _list_view(self) -> QListView:
        view = QListView()
        view.setModel(self._model)
        view.setItemDelegate(ActDelegate(view))
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(self.tr("Acts, the newest first"))
        view.selectionModel().currentChanged.connect(lambda: self._show_state())
        view.doubleClicked.connect(lambda: self._on_go())
        return view

    def _make_sheet(self) -> QFrame:
        sheet = QFrame()
        sheet.setProperty("role", "card")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(1, 20, 1, 16)
        column.setSpacing(12)
        head = stretch_row(label(self.tr("What was done"), "title"), None)
        foot = stretch_row(self._message, self.go, self.turn, self.sure, self.keep)
        for row in (head, foot):
            row.setContentsMargins(20, 0, 20, 0)
        foot.setStretchFactor(self._message, 1)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        return sheet

    def _current(self) -> Line | None:
        return self._model.line(self.list.currentIndex().row())

    def _show_state(self) -> None:
        """Show what can be done with the selected act, or the question whether to do it."""
        line = self._current()
        busy = self._asks or self._running
        self.go.setVisible(not busy)
        self.go.setEnabled(line is not None and line.problem_id is not None)
        self.turn.setVisible(not busy)
        self.turn.setEnabled(line is not None and not line.barred)
        self.sure.setVisible(self._asks and not self._running)
        self.keep.setText(self.tr("Stop") if self._running else self._way_out())
        self.list.setEnabled(not busy)
        if line is None:
            self._message.setText(self.tr("Nothing was done yet that could be taken back."))
            return
        self.turn.setText(self._acts(line))
        self.sure.setText(self._acts(line))
        self._message.setText(self._question(line) if self._asks else self._bar(line))

    def _way_out(self) -> str:
        return self.tr("Keep them") if self._asks else self.tr("Close")

    def _acts(self, line: Line) -> str:
        if line.reach == 1:
            return self.tr("Redo this act") if line.undone else self.tr("Undo this act")
        text = self.tr("Redo {count:,} acts") if line.undone else self.tr("Undo {count:,} acts")
        return text.format(count=line.reach)

    def _bar(self, line: Line) -> str:
        """Return why an act cannot be turned now, the empty text where it can."""
        if not line.barred:
            return ""
        return self.tr(
            "A hidden act of another annotator stays as it is; hand in your blind pass first."
        )

    def _question(self, line: Line) -> str:
        if line.reach == 1:
            return self.tr("Do this act again?") if line.undone else self.tr("Take this act back?")
        if line.undone:
            text = self.tr("Do {count:,} acts again, one by one, up to and with this one?")
        else:
            text = self.tr("Take back {count:,} acts, one by one, down to and with this one?")
        return text.format(count=line.reach)

    def _on_go(self) -> None:
        line = self._current()
        if line is not None and line.problem_id is not None:
            self.put_away()
            self.place_wanted.emit(line)

    def _on_turn(self) -> None:
        line = self._current()
        self._asks = line is not None and not line.barred
        self._show_state()
        if self._asks:
            self.sure.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_sure(self) -> None:
        line = self._current()
        if line is not None and self._asks:
            self._asks = False
            self.turn_wanted.emit(line)

    def _on_keep(self) -> None:
        if self._running:
            self.stopped.emit()
        elif self._asks:
            self._asks = False
            self._show_state()
            self.take_keys()
        else:
            self.put_away()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go there on Enter, ask on Delete, and step back on Escape."""
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Escape:
            self._on_keep()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._asks:
                self._on_sure()
            else:
                self._on_go()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self._running:
            self._on_turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        if self.isVisible():
            self._fit()

    def _fit(self) -> None:
        """Take the height there is, less what would show a part of a row."""
        width = min(SHEET_WIDTH, self.width() - 2 * MARGIN)
        height = min(SHEET_HEIGHT, self.height() - 2 * MARGIN)
        self._sheet.setFixedSize(width, height)
        settle(self, self._sheet)
        self._sheet.setFixedSize(width, height - self.list.height() % ROW_HEIGHT)
