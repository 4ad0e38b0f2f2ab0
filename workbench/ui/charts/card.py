"""A card around a picture: title, unit, legend, the value pointed at, and the same as a table."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.ui import icons, theme
from workbench.ui.annotate.glyphs import paint_verdict
from workbench.ui.charts.data import PictureData, Series
from workbench.ui.charts.kinds import paint_dot
from workbench.ui.charts.picture import Picture
from workbench.ui.widgets import label, stretch_row

MESSAGE_HEIGHT = 96


class ChartCard(QFrame):
    """One picture with all that is needed to read it.

    Signals:
        opened(key): the part with this key is to be looked into.
    """

    opened = Signal(object)

    def __init__(self, title: str, picture: Picture) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.picture = picture
        self.title = title
        self._unit = label("", "meta")
        self.value = label("", "meta")
        self._legend = QWidget()
        self.legend_row = stretch_row(spacing=12)
        self._legend.setLayout(self.legend_row)
        self.message = label("", "secondary", wrap=True)
        self.table = self._make_table()
        self.as_table = self._table_button()
        self._stack = QStackedWidget()
        for part in (picture, self.message, self.table):
            self._stack.addWidget(part)
        picture.pointed.connect(self.value.setText)
        picture.chosen.connect(self.opened)
        picture.setAccessibleName(title)
        self._lay_out()
        theme.theme().changed.connect(self._color_icon)
        self._color_icon()

    def show_data(self, data: PictureData) -> None:
        """Show numbers: as picture, or as table where that was asked for."""
        self.picture.show_data(data)
        self._unit.setText(data.unit)
        self._show_legend(data.series)
        self._fill_table(data)
        self.as_table.show()
        self._show_chosen()

    def say(self, sentence: str) -> None:
        """Say why there is no picture, and what to do for one."""
        self.picture.show_data(PictureData())
        self._unit.setText("")
        self._show_legend(())
        self.as_table.hide()
        self.message.setText(sentence)
        self._stack.setCurrentWidget(self.message)

    @property
    def is_empty(self) -> bool:
        """Whether a sentence stands where the picture would be."""
        return self._stack.currentWidget() is self.message

    def _color_icon(self) -> None:
        self.as_table.setIcon(icons.icon("table-2"))

    def _show_chosen(self) -> None:
        wanted = self.table if self.as_table.isChecked() else self.picture
        self._stack.setCurrentWidget(wanted)

    def _show_legend(self, series: tuple[Series, ...]) -> None:
        while (item := self.legend_row.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        several = len(series) > 1 and not self.picture.DOWNWARD
        for at, one in enumerate(series if several else ()):
            entry = QWidget()
            entry.setLayout(stretch_row(Key(one, at), label(one.name, "meta"), spacing=5))
            self.legend_row.addWidget(entry)

    def _fill_table(self, data: PictureData) -> None:
        headings, rows = data.table()
        self.table.setRowCount(len(rows))
        self.table.setColumnCount(len(headings))
        for column, text in enumerate(headings):
            self.table.setHorizontalHeaderItem(column, _cell(text, column))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                self.table.setItem(at, column, _cell(text, column))

    def _make_table(self) -> QTableWidget:
        table = QTableWidget()
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        table.setAccessibleName(self.tr("{title}, as a table").format(title=self.title))
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        return table

    def _table_button(self) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setIconSize(QSize(16, 16))
        button.setToolTip(self.tr("Show as a table"))
        button.setAccessibleName(self.tr("{title}: show as a table").format(title=self.title))
        button.clicked.connect(self._show_chosen)
        return button

    def _lay_out(self) -> None:
        self.message.setMinimumHeight(MESSAGE_HEIGHT)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setContentsMargins(24, 0, 24, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 10, 12)
        column.setSpacing(2)
        heading = label(self.title, "strong")
        column.addLayout(stretch_row(heading, None, self._legend, self.as_table))
        column.addLayout(stretch_row(self._unit, None, self.value))
        column.addSpacing(4)
        column.addWidget(self._stack, 1)
        self.value.setMinimumWidth(40)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)


def _cell(text: str, column: int) -> QTableWidgetItem:
    """Return a cell; numbers stand under each other."""
    cell = QTableWidgetItem(text)
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    cell.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return cell


class Key(QWidget):
    """The sign of a series in the legend: the verdict's glyph, or its dot."""

    SIDE = 14

    def __init__(self, series: Series, row: int) -> None:
        super().__init__()
        self._series = series
        self._row = row
        self.setFixedSize(self.SIDE, self.SIDE)
        theme.theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        if self._series.verdict is not None:
            paint_verdict(painter, area, self._series.verdict)
        else:
            color = QColor(getattr(theme.current(), self._series.color))
            paint_dot(painter, area.center(), self._row, color)
        painter.end()
