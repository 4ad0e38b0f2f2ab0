"""The Models page's widgets: the list on the left, the selected row or a form on the right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.models.delegate import ModelDelegate
from workbench.ui.models.details import DETAILS_WIDTH, DetailsPanel
from workbench.ui.models.forms import AddressForm, ServerForm
from workbench.ui.models.lines import Details, Row, RowKind
from workbench.ui.models.model import ModelList
from workbench.ui.widgets import EmptyState, FlowLayout, HintButton, label, stretch_row


class ModelsPanel(QWidget):
    """The page.

    Signals:
        selected(key): another row is to be shown in full.
        act_chosen(key, verb): do something with a row.
        file_chosen(path): add a GGUF file.
        folder_chosen(path): look through a folder from now on.
        address_given(address, sha256): download a file.
        server_asked(address, key): list a server's models.
        server_given(address, model, name, key): use a server's model.
    """

    selected = Signal(str)
    act_chosen = Signal(str, object)
    file_chosen = Signal(object)
    folder_chosen = Signal(object)
    address_given = Signal(str, str)
    server_asked = Signal(str, str)
    server_given = Signal(str, str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.model = ModelList(self)
        self.list = self._list_view()
        self.details = DetailsPanel()
        self.details.tab_after = self.list
        self.address_form = AddressForm()
        self.server_form = ServerForm()
        self.add_file = HintButton(self.tr("Add a file…"))
        self.add_folder = HintButton(self.tr("Add a folder…"))
        self.download = HintButton(self.tr("Download…"))
        self.add_server = HintButton(self.tr("Add a server…"))
        self._busy = label("", "meta")
        self._empty = EmptyState(
            self.tr("Looking for models…"), self.tr("The folders are being looked through.")
        )
        self._left = QStackedWidget()
        self._right = QStackedWidget()
        self._divider = QFrame()
        self._lay_out()
        self._connect()

    @property
    def key(self) -> str:
        """The key of the selected row, empty where none is."""
        row = self.model.row(self.list.currentIndex())
        return row.key if row is not None else ""

    def show_rows(self, rows: Sequence[Row], select: str = "") -> None:
        """Show the list; ``select`` is selected where nothing (or what has gone) was."""
        wanted = self.key if self.model.row_of(self.key) is not None else ""
        self.model.show(rows)
        self._empty.say(
            self.tr("No models yet"),
            self.tr("Add a GGUF file or a folder, download a model, or add a server."),
            self.tr("Add a file…"),
        )
        self._left.setCurrentWidget(self.list if rows else self._empty)
        if not rows:
            self.details.show_details(Details("", ""))
            if self.add_file.hasFocus():
                self._empty.take_focus()  # whose button does the same, and is the larger one
        self.add_file.setVisible(bool(rows))
        self._show_side()
        for key in (wanted, select, self._first()):
            if key and self.model.row_of(key) is not None:
                self.select(key)
                return

    def select(self, key: str) -> None:
        """Select a row; the list that takes the keys makes one current without selecting it."""
        at = self.model.row_of(key)
        if at is None or self.list.selectionModel().isRowSelected(at):
            return
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.list.selectionModel().setCurrentIndex(self.model.index(at), flags)
        self.list.scrollTo(self.model.index(at))

    def show_details(self, details: Details) -> None:
        """Show the selected row in full, unless a form is open."""
        self.details.show_details(details)

    def show_form(self, form: QWidget | None) -> None:
        """Show a form in place of the details; None shows the details again."""
        self._right.setCurrentWidget(form or self.details)
        self._show_side()
        if form is None:
            self.list.setFocus() if self.model.rows else self._empty.take_focus()

    def show_busy(self, text: str) -> None:
        """Say what is being read, or nothing."""
        self._busy.setText(text)

    def choose_file(self) -> None:
        """Ask for a GGUF file."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Add a model"), "", self.tr("GGUF models (*.gguf)")
        )
        if chosen:
            self.file_chosen.emit(Path(chosen))

    def choose_folder(self) -> None:
        """Ask for a folder."""
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Add a folder of models"))
        if chosen:
            self.folder_chosen.emit(Path(chosen))

    def _show_side(self) -> None:
        """Show the right side only where there is something on it."""
        there = bool(self.model.rows) or self._right.currentWidget() is not self.details
        self._right.setVisible(there)
        self._divider.setVisible(there)

    def _first(self) -> str:
        rows = self.model.rows
        return next((row.key for row in rows if row.kind is not RowKind.HEADING), "")

    def _list_view(self) -> QListView:
        view = QListView()
        view.setModel(self.model)
        view.setItemDelegate(ModelDelegate(view))
        view.setAccessibleName(self.tr("Models, servers, downloads and folders"))
        view.setUniformItemSizes(False)
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        return view

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(16, 18, 8, 0)
        column.setSpacing(8)
        head = stretch_row(label(self.tr("Models"), "title"), self._busy, None, spacing=16)
        head.setContentsMargins(8, 0, 8, 0)  # it begins where the cards begin
        column.addLayout(head)
        buttons = FlowLayout(spacing=8)
        for button in (self.add_file, self.add_folder, self.download, self.add_server):
            buttons.addWidget(button)
        holder = QHBoxLayout()
        holder.setContentsMargins(8, 0, 8, 0)
        holder.addLayout(buttons)
        column.addLayout(holder)
        self._left.addWidget(self.list)
        self._left.addWidget(self._empty)
        self._left.setCurrentWidget(self._empty)
        column.addWidget(self._left, 1)
        self._empty.action_chosen.connect(self.choose_file)
        self._divider.setProperty("role", "divider")
        for widget in (self.details, self.address_form, self.server_form):
            self._right.addWidget(widget)
        self._right.setFixedWidth(DETAILS_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(column, 1)
        row.addWidget(self._divider)
        row.addWidget(self._right)
        self._show_side()

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.activated.connect(self._on_activated)
        self.details.act_chosen.connect(self.act_chosen)
        self.add_file.clicked.connect(self.choose_file)
        self.add_folder.clicked.connect(self.choose_folder)
        self.download.clicked.connect(lambda: self._open(self.address_form))
        self.add_server.clicked.connect(lambda: self._open(self.server_form))
        self.address_form.given.connect(self.address_given)
        self.server_form.asked.connect(self.server_asked)
        self.server_form.given.connect(self.server_given)
        for form in (self.address_form, self.server_form):
            form.left.connect(lambda: self.show_form(None))
            key = QShortcut(QKeySequence(Qt.Key.Key_Escape), form, form.left.emit)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _open(self, form: AddressForm | ServerForm) -> None:
        self.show_form(form)
        form.begin()

    def _on_current_changed(self, index: QModelIndex) -> None:
        row = self.model.row(index)
        if row is not None:
            self._right.setCurrentWidget(self.details)
            self.selected.emit(row.key)

    def _on_activated(self, index: QModelIndex) -> None:
        """Do what the primary button does."""
        shown = self.details.details
        row = self.model.row(index)
        if shown is None or row is None or shown.key != row.key:
            return
        act = next((act for act in shown.acts if act.primary and not act.blocked), None)
        if act is not None:
            self.act_chosen.emit(row.key, act.verb)
