"""Shows the first rows of a file and asks which of its columns holds what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QGridLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.data.choices import combo, zero_choices
from workbench.ui.widgets import label

_ACROSS = 3
_COLUMN_WIDTH = 190
_FITTING = 4  # so many columns need no scroll bar under them in the narrowest window
_ROW_HEIGHT = 26
_ZERO = "zero"
_LABELS = "labels"


class MappingForm(QFrame):
    """A list of columns for each field, over a sample of the rows.

    Signals:
        mapping_changed(): another column was chosen for a field.
    """

    mapping_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._fields: dict[str, QComboBox] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._zero_label = label(self.tr("0 among labels means"), "meta")
        self.zero = combo(zero_choices(), self.tr("What 0 means among the labels"))
        self.sample = QTableWidget()
        self.sample.setAccessibleName(self.tr("First rows of the file"))
        self.sample.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.sample.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.sample.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.sample.setTabKeyNavigation(False)
        self.sample.setWordWrap(False)
        self.sample.verticalHeader().setVisible(False)
        self.sample.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(12)
        column.addWidget(self.sample)
        column.addLayout(self._grid)
        self.zero.activated.connect(self.mapping_changed)

    def show_sample(self, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show the first rows under their columns' names."""
        self.sample.setColumnCount(len(names))
        self.sample.setHorizontalHeaderLabels(list(names))
        self.sample.setRowCount(len(rows))
        for number, cells in enumerate(rows):
            self.sample.setRowHeight(number, _ROW_HEIGHT)
            for at, cell in enumerate(cells):
                self.sample.setItem(number, at, QTableWidgetItem(cell))
        for at in range(len(names)):
            self.sample.setColumnWidth(at, _COLUMN_WIDTH)
        self.sample.horizontalHeader().setStretchLastSection(True)
        bar = self.sample.horizontalScrollBar().sizeHint().height() if len(names) > _FITTING else 0
        head = self.sample.horizontalHeader().sizeHint().height()
        self.sample.setFixedHeight(head + _ROW_HEIGHT * len(rows) + bar + 2)

    def ask(
        self, fields: Sequence[tuple[str, str]], names: Sequence[str], guess: Mapping[str, str]
    ) -> None:
        """Ask for the column of each field (id and title), starting from a guess."""
        self._clear()
        for number, (field, title) in enumerate(fields):
            chosen = combo((), _titled(title))
            chosen.addItem(self.tr("no column"), "")
            for name in names:
                chosen.addItem(name, name)
            chosen.setCurrentIndex(max(chosen.findData(guess.get(field, "")), 0))
            chosen.setMinimumContentsLength(12)
            chosen.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            chosen.activated.connect(self._on_chosen)
            self._fields[field] = chosen
            self._place(number, label(_titled(title), "meta"), chosen)
        self._place(len(fields), self._zero_label, self.zero)
        self._show_zero()

    def mapping(self) -> dict[str, str]:
        """Return the column of each field, the empty text for none."""
        found = {field: str(chosen.currentData()) for field, chosen in self._fields.items()}
        zero = str(self.zero.currentData())
        return found | ({_ZERO: zero} if zero and found.get(_LABELS) else {})

    def choose(self, field: str, column: str) -> None:
        """Choose a column as the user does."""
        chosen = self._fields[field]
        chosen.setCurrentIndex(chosen.findData(column))
        chosen.activated.emit(chosen.currentIndex())

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in (self.zero, self._zero_label):
                widget.hide()  # until it is deleted it would lie over the form, in no layout
                widget.deleteLater()
        self._fields = {}

    def _place(self, number: int, title: QWidget, chosen: QWidget) -> None:
        row, at = divmod(number, _ACROSS)
        self._grid.addWidget(title, 2 * row, at)
        self._grid.addWidget(chosen, 2 * row + 1, at)

    def _show_zero(self) -> None:
        labels = self._fields.get(_LABELS)
        there = labels is not None and bool(labels.currentData())
        self.zero.setVisible(there)
        self._zero_label.setVisible(there)

    def _on_chosen(self) -> None:
        self._show_zero()
        self.mapping_changed.emit()


def _titled(title: str) -> str:
    told = QCoreApplication.translate("ImportFields", title)
    return told[:1].upper() + told[1:]
