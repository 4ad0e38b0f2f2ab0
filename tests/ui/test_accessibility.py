"""Every page can be used by keys and heard: names, reach, visible focus, spoken steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.desk_helpers import EQUATION, FRACTIONS, add_problems, solve
from workbench.service.project import Project
from workbench.ui.app import Application
from workbench.ui.rail import Page

Open = Callable[[Project], Application]
CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit,
    QPlainTextEdit, QTextEdit, QTabBar,
)  # fmt: skip


@pytest.fixture
def marked(project: Project, open_window: Open) -> Application:
    """Return a window on a solved problem and one that is not."""
    add_problems(project, EQUATION, FRACTIONS)
    solve(project, EQUATION.id)
    return open_window(project)


def controls(page: QWidget) -> Iterator[QWidget]:
    """Yield what can be used on a page; parts of a control that Qt made are none."""
    for widget in page.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or isinstance(widget, QScrollBar):
            continue
        parent = widget.parentWidget()
        inner = isinstance(parent, QAbstractSpinBox | QComboBox | QLineEdit | QTabBar)
        if widget.isVisibleTo(page) and not inner and widget.objectName() != "qt_menubar_ext":
            yield widget


def spoken_name(widget: QWidget) -> str:
    """Return what a screen reader says of a widget."""
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name).strip() if found is not None else ""


def described(widget: QWidget) -> str:
    above, names = widget, []
    while above is not None:
        names.append(type(above).__name__)
        above = above.parentWidget()
    return " < ".join(names[:4])


def test_every_control_has_a_name(marked: Application) -> None:
    """A screen reader says what a control is for; “button” alone helps nobody."""
    nameless = []
    for page in Page:
        marked.window.open_page(page)
        found = [one for one in controls(marked.window) if not any_letter(one)]
        nameless += [f"{page.value}: {described(widget)}" for widget in found]
    assert nameless == []


def any_letter(widget: QWidget) -> bool:
    """Say whether the spoken name holds a word: signs such as “…” are not read aloud."""
    return any(sign.isalpha() for sign in spoken_name(widget))


def test_every_control_is_reached_by_tab(marked: Application) -> None:
    """Whoever has no mouse gets everywhere, and out again."""
    missed = []
    for page in Page:
        built = marked.window.open_page(page)
        wanted = {
            widget
            for widget in controls(built.widget)
            if widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        }
        left = [one for one in wanted - tabbed_through(marked.window) if one.isVisible()]
        missed += [f"{page.value}: {described(one)}" for one in left]
    assert missed == []


def tabbed_through(window: QWidget) -> set[QWidget]:
    """Press Tab until it comes round; return what had the focus on the way."""
    seen: set[QWidget] = set()
    for _ in range(300):
        window.focusNextChild()
        now = QApplication.focusWidget()
        assert now is not None
        if now in seen:
            break
        seen.add(now)
    return seen


def test_a_mouse_is_never_needed(marked: Application) -> None:
    """What can be pressed can take the focus, or has a key of its own in the table."""
    deaf = []
    for page in Page:
        built = marked.window.open_page(page)
        deaf += [
            f"{page.value}: {described(widget)}"
            for widget in controls(built.widget)
            if isinstance(widget, QPushButton | QComboBox | QLineEdit)
            and widget.isEnabled()
            and widget.focusPolicy() == Qt.FocusPolicy.NoFocus
        ]
    assert deaf == []


def test_the_focus_can_be_seen(marked: Application) -> None:
    """A control that has the keys looks different from one that has not."""
    unseen = []
    for page in Page:
        built = marked.window.open_page(page)
        for widget in [one for one in controls(built.widget) if one.isVisible()]:
            if not takes_focus(widget):
                continue
            marked.window.setFocus()
            before = picture(marked.window, widget)
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            if widget.hasFocus() and picture(marked.window, widget) == before:
                unseen.append(f"{page.value}: {described(widget)}")
    assert unseen == []


def takes_focus(widget: QWidget) -> bool:
    """Say whether a control draws its focus itself; lists draw it on their chosen row."""
    reached = widget.isEnabled() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    return reached and not isinstance(widget, QAbstractItemView)


def picture(window: QWidget, widget: QWidget) -> QImage:
    """Return how a widget looks in the window, with a margin for a ring round it."""
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return window.grab(place.adjusted(-3, -3, 3, 3)).toImage()


def test_a_step_is_spoken_with_its_number_verdict_and_formulas(
    qtbot: QtBot, marked: Application
) -> None:
    """A formula is read as words, not as dollars and backslashes."""
    assert marked.annotate is not None
    steps = marked.annotate.panel.steps
    marked.annotate.panel.focus_steps()
    qtbot.keyClick(steps, "3")
    model = steps.model()
    spoken = [
        " ".join(str(model.index(row, 0).data(role)) for role in SPOKEN).lower()
        for row in range(model.rowCount())
    ]
    first = next(text for text in spoken if "step 1" in text)
    assert "incorrect" in first
    assert "6 x equals 72" in first
    assert "$" not in first


SPOKEN = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole)


def test_menus_have_names(marked: Application) -> None:
    """An entry without words cannot be chosen by ear."""
    marked.window.open_page(Page.ANNOTATE)
    for menu in marked.window.findChildren(QMenu):
        for action in menu.actions():
            if not action.isSeparator() and action.menu() is None and action.isVisible():
                spoken = action.text() or spoken_name(menu)
                assert any(sign.isalpha() for sign in spoken) or hasattr(action, "defaultWidget")


def test_enter_presses_the_button_that_has_the_focus(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """An empty project gives its one button the keys; Enter is what everybody tries."""
    application = open_window(project)
    assert application.annotate is not None
    action = application.annotate.panel.nothing.findChild(QPushButton)
    assert action is not None
    action.setFocus()
    qtbot.waitUntil(action.hasFocus)
    qtbot.keyClick(action, Qt.Key.Key_Return)
    assert application.window.page is Page.DATA
