"""The widgets of the Data page: a tab each for what comes in, what goes out, and who marks here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from workbench.ui.data.export_card import ExportCard
from workbench.ui.data.filters_card import FiltersCard
from workbench.ui.data.import_card import ImportCard
from workbench.ui.data.share_card import ShareCard
from workbench.ui.widgets import label, scroll_area, stretch_row

PAGE_WIDTH = 860
SIDE = 24


class DataPanel(QWidget):
    """The page: a tab each for what comes in, what goes out, and whose marks there are.

    Signals:
        tab_shown(name): the user turned to a tab.
    """

    tab_shown = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.imports = ImportCard()
        self.exports = ExportCard()
        self.filters = FiltersCard()
        self.share = ShareCard()
        self._counts = label("", "meta")
        self._names: list[str] = []
        self._tabs = QTabBar(drawBase=False, expanding=False)
        self._tabs.setAccessibleName(self.tr("Parts of the Data page"))
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 18, 0, 0)
        column.setSpacing(8)
        head = stretch_row(label(self.tr("Data"), "title"), None, self._counts)
        above = QWidget()  # the counts end where the cards end
        above.setMaximumWidth(PAGE_WIDTH + 2 * SIDE)
        above.setLayout(head)
        tabs = stretch_row(self._tabs)
        for row in (head, tabs):  # the scroll bar of the part below stands at the window's edge
            row.setContentsMargins(SIDE, 0, SIDE, 0)
        column.addWidget(above)
        column.addLayout(tabs)
        column.addWidget(self._stack, 1)
        self.add_tab("import", self.tr("Import"), self.imports)
        self.add_tab("export", self.tr("Export"), self.exports, self.filters, self.share)
        self._tabs.currentChanged.connect(self._on_tab)

    def add_tab(self, name: str, text: str, *cards: QWidget) -> None:
        """Add a tab that holds cards in one column."""
        body = QWidget()
        body.setMaximumWidth(PAGE_WIDTH + 2 * SIDE)
        column = QVBoxLayout(body)
        column.setContentsMargins(SIDE, 8, SIDE, 16)
        column.setSpacing(16)
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        self._names.append(name)
        self._stack.addWidget(scroll_area(body))
        self._tabs.addTab(text)

    @property
    def tab(self) -> str:
        """Return the name of the tab that is shown."""
        return self._names[self._stack.currentIndex()]

    def show_tab(self, name: str) -> None:
        """Turn to a tab."""
        self._tabs.setCurrentIndex(self._names.index(name))

    def show_counts(self, text: str) -> None:
        """Say what the project holds."""
        self._counts.setText(text)

    def _on_tab(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.tab_shown.emit(self._names[at])
