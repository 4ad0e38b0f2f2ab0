"""The window: rail, page, banner and status bar, and the keys that act everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.actions import KeyMap
from workbench.ui.banner import Banner
from workbench.ui.cover import Cover
from workbench.ui.keys_overlay import KeysOverlay
from workbench.ui.languages import translate
from workbench.ui.pages import Build, BuiltPage
from workbench.ui.rail import Page, PageRail
from workbench.ui.shortcuts import BoundKeys, write_keys
from workbench.ui.shortcuts_editor import ShortcutsEditor
from workbench.ui.status_bar import StatusBar
from workbench.ui.widgets import HintButton

if TYPE_CHECKING:
    from workbench.ui.tour import Tour

TOUR_TAKEN = "tour/taken"
SMALLEST = (1024, 640)
USUAL = (1440, 900)


class MainWindow(QMainWindow):
    """The shell around the pages; a page is built when it is opened first.

    Signals:
        page_opened(page): another page is shown.
        closing(): the window is about to go.
    """

    page_opened = Signal(object)
    closing = Signal()

    def __init__(self, keys: KeyMap, builders: Mapping[Page, Build], settings: QSettings) -> None:
        super().__init__()
        self._keys = keys
        self._builders = builders
        self._settings = settings
        self._built: dict[Page, BuiltPage] = {}
        self.page = Page.ANNOTATE
        self.rail = PageRail()
        self.banner = Banner()
        self.status = StatusBar()
        self._stack = QStackedWidget()
        self.centre = self._lay_out()
        self.overlay = KeysOverlay(keys, self.centre)
        self.editor = ShortcutsEditor(keys, self.centre)
        self.overlay.change_wanted.connect(self.editor.open)
        self.editor.changed.connect(lambda: write_keys(settings, keys))
        keys.listeners.append(self._refresh_hints)
        self._tour: Tour | None = None
        self.rail.page_chosen.connect(self.open_page)
        for page in Page:
            self.bind(page_action(page), partial(self.go_to, page))
        self._name_page_keys()
        self.setMinimumSize(*SMALLEST)
        self._restore_place()

    def open_page(self, page: Page) -> BuiltPage:
        """Show a page and have its presenter bring it up to date."""
        built = self._built.get(page)
        if built is None:
            built = self._built[page] = self._builders[page]()
            self._stack.addWidget(built.widget)
        self.page = page
        self._stack.setCurrentWidget(built.widget)
        self.rail.select(page)
        built.presenter.activate()
        self.page_opened.emit(page)
        return built

    def go_to(self, page: Page) -> None:
        """Open a page by its key, with the keys in it; not from under what covers the window."""
        if any(cover.isVisible() for cover in self.centre.findChildren(Cover)):
            return
        shown = self.open_page(page).widget
        focus = QApplication.focusWidget()
        if focus is None or not shown.isAncestorOf(focus):
            first = _first_stop(shown)
            if first is not None:
                first.setFocus(Qt.FocusReason.TabFocusReason)

    def come_forward(self) -> None:
        """Come before the other windows, as far as the system lets a program do so."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        QApplication.alert(self)

    def bind(self, action_id: str, act: Callable[[], object]) -> None:
        """Have a window-wide key of the table do something."""
        BoundKeys(self._keys, action_id, self, act)

    def take_tour(self) -> Tour:
        """Show round, and remember that it was done."""
        self._settings.setValue(TOUR_TAKEN, True)
        if self._tour is None:
            from workbench.ui.tour import Tour
            from workbench.ui.tour_stops import stops

            found = stops(lambda page: self._built[page].widget, self._keys)
            self._tour = Tour(self.centre, self.open_page, found)
            self.page_opened.connect(self._tour.on_page_opened)
        self._tour.start()
        return self._tour

    @property
    def wants_tour(self) -> bool:
        """Whether nobody was shown round yet."""
        return not self._settings.value(TOUR_TAKEN, False, type=bool)

    def _refresh_hints(self) -> None:
        """Have every button show the key that it has now."""
        for button in self.findChildren(HintButton):
            button.updateGeometry()
            button.update()
        self._name_page_keys()

    def _name_page_keys(self) -> None:
        for page in Page:
            key = self._keys.hint(page_action(page))
            name = translate("Rail", page.value)
            tip = self.tr("{page}: {key}").format(page=name, key=key) if key else name
            self.rail.button(page).setToolTip(tip)

    def _lay_out(self) -> QWidget:
        centre = QWidget()
        centre.setProperty("role", "page")
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        holder = QVBoxLayout()
        holder.setContentsMargins(8, 0, 8, 0)
        holder.addWidget(self.banner)
        column.addLayout(holder)
        column.addWidget(self._stack, 1)
        row.addLayout(column, 1)
        self.setCentralWidget(centre)
        self.setStatusBar(self.status)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        return centre

    def _restore_place(self) -> None:
        """Put the window where it was, unless that place is on no screen any more."""
        stored = self._settings.value("window/geometry")
        self.resize(*USUAL)
        if isinstance(stored, QByteArray) and self.restoreGeometry(stored):
            screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
            if not any(screen.intersects(self.frameGeometry()) for screen in screens):
                self.resize(*USUAL)
                self.move(screens[0].topLeft() if screens else self.pos())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place, then let the application end its work."""
        self._settings.setValue("window/geometry", self.saveGeometry())
        self.closing.emit()
        super().closeEvent(event)


def page_action(page: Page) -> str:
    """Return the action of the table that opens a page."""
    return f"page.{page.value.lower()}"


def _first_stop(page: QWidget) -> QWidget | None:
    """Return where Tab stops first within a page."""
    found: QWidget | None = page.nextInFocusChain()
    while found is not None and found is not page:
        reached = bool(found.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if reached and found.isEnabled() and found.isVisible() and page.isAncestorOf(found):
            return found
        found = found.nextInFocusChain()
    return None
