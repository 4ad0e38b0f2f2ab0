"""The thin bar of pages on the left."""

from __future__ import annotations

from enum import StrEnum
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QButtonGroup, QMenu, QToolButton, QVBoxLayout, QWidget

from workbench.ui import icons, theme
from workbench.ui.languages import marked, translate

RAIL_WIDTH = 72


class Page(StrEnum):
    """The pages of the window, in the order of the rail."""

    ANNOTATE = marked("Rail", "Annotate")
    COMPARE = marked("Rail", "Compare")
    TRAIN = marked("Rail", "Train")
    MODELS = marked("Rail", "Models")
    DATA = marked("Rail", "Data")
    INSIGHTS = marked("Rail", "Insights")


ICONS = {
    Page.ANNOTATE: "pencil-line",
    Page.COMPARE: "columns-2",
    Page.TRAIN: "graduation-cap",
    Page.MODELS: "boxes",
    Page.DATA: "arrow-up-down",
    Page.INSIGHTS: "chart-no-axes-combined",
}


class PageRail(QWidget):
    """One button a page, and the light/dark switch at the foot.

    Signals:
        page_chosen(page): a page's button was pressed.
        scheme_toggled(): the other colour scheme is wanted.
        scheme_chosen(scheme): this colour scheme is wanted, from the menu.
        past_wanted(): the user wants to see what was done.
        keys_wanted(), change_keys_wanted(), tour_wanted(): entries of the menu.
    """

    page_chosen = Signal(object)
    scheme_toggled = Signal()
    scheme_chosen = Signal(object)
    past_wanted = Signal()
    keys_wanted = Signal()
    change_keys_wanted = Signal()
    tour_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(RAIL_WIDTH)
        self._buttons: dict[Page, QToolButton] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(3, 12, 4, 8)
        column.setSpacing(10)
        for page in Page:
            column.addWidget(self._page_button(page), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._scheme = self._scheme_button()
        self.more = self._more_button()
        for button in (self._scheme, self.more):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        theme.theme().changed.connect(self._color_icons)
        self._color_icons()

    def select(self, page: Page) -> None:
        """Show which page is open."""
        self._buttons[page].setChecked(True)

    def button(self, page: Page) -> QToolButton:
        """Return the button of a page."""
        return self._buttons[page]

    def _page_button(self, page: Page) -> QToolButton:
        button = QToolButton()
        button.setText(translate("Rail", page.value))
        button.setCheckable(True)
        button.setProperty("role", "page")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(20, 20))
        button.setFixedSize(QSize(64, 56))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(partial(self._on_clicked, page))
        self._group.addButton(button)
        self._buttons[page] = button
        return button

    def _scheme_button(self) -> QToolButton:
        button = QToolButton()
        button.setToolTip(self.tr("Light or dark"))
        button.setAccessibleName(self.tr("Light or dark"))
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self.scheme_toggled)
        return button

    def _more_button(self) -> QToolButton:
        button = QToolButton()
        button.setToolTip(self.tr("More"))
        button.setAccessibleName(self.tr("More"))
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setProperty("role", "menu")
        menu = QMenu(button)
        menu.addAction(self.tr("What was done…")).triggered.connect(lambda: self.past_wanted.emit())
        menu.addAction(self.tr("Keys")).triggered.connect(lambda: self.keys_wanted.emit())
        menu.addAction(self.tr("Change keys…")).triggered.connect(
            lambda: self.change_keys_wanted.emit()
        )
        menu.addAction(self.tr("Take the tour")).triggered.connect(lambda: self.tour_wanted.emit())
        menu.addSeparator()
        self._add_schemes(menu)
        button.setMenu(menu)
        return button

    def _add_schemes(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        for text, scheme in (
            (self.tr("Light or dark as the system"), theme.Scheme.SYSTEM),
            (self.tr("Light"), theme.Scheme.LIGHT),
            (self.tr("Dark"), theme.Scheme.DARK),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.triggered.connect(partial(self._on_scheme, scheme))
            action.setData(scheme)
            group.addAction(action)
        menu.aboutToShow.connect(lambda: self._check_scheme(group))

    def _check_scheme(self, group: QActionGroup) -> None:
        for action in group.actions():
            action.setChecked(action.data() == theme.theme().scheme)

    def _on_scheme(self, scheme: theme.Scheme) -> None:
        self.scheme_chosen.emit(scheme)

    def _on_clicked(self, page: Page) -> None:
        self.page_chosen.emit(page)

    def _color_icons(self) -> None:
        for page, button in self._buttons.items():
            button.setIcon(icons.icon(ICONS[page]))
        light = theme.current().name == "light"
        self.more.setIcon(icons.icon("ellipsis"))
        self._scheme.setIcon(icons.icon("moon" if light else "sun"))
