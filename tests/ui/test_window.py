"""The shell: pages, keys overlay, colour scheme, model troubles, and what the status bar says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import open_solved, panel_of
from tests.ui.annotate.test_turns import engine_of
from tests.ui.desk_helpers import EQUATION
from workbench.domain.records import FinishReason
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui import theme
from workbench.ui.app import Application
from workbench.ui.models.panel import ModelsPanel
from workbench.ui.rail import Page
from workbench.ui.train.panel import TrainPanel

Open = Callable[[Project], Application]


@pytest.mark.parametrize("page", list(Page))
def test_every_page_opens_and_says_what_to_do(application: Application, page: Page) -> None:
    """Empty pages are honest."""
    application.window.rail.button(page).click()
    built = application.window.open_page(page)
    assert application.window.page is page
    assert any(label.text() for label in built.widget.findChildren(QLabel))


def test_the_keys_overlay_lists_the_keys_and_any_key_closes_it(
    qtbot: QtBot, application: Application
) -> None:
    """“?” is the only key a user has to know."""
    panel = panel_of(application)
    qtbot.keyClick(panel.steps, "?")
    overlay = application.window.overlay
    assert overlay.isVisible()
    texts = {label.text() for label in overlay.findChildren(QLabel)}
    assert {"Undo", "Incorrect", "Rewrite"} <= texts
    qtbot.keyClick(overlay, Qt.Key.Key_X)
    assert not overlay.isVisible()
    assert panel.steps.hasFocus()


def test_the_pages_take_one_line_among_the_keys_until_one_is_changed(
    application: Application,
) -> None:
    """The list fits one screen; what somebody changed is listed by itself."""
    overlay, keys = application.window.overlay, application.window._keys

    def texts() -> set[str]:
        overlay.open()
        shown = {one.text() for one in overlay.findChildren(QLabel) if one.isVisible()}
        overlay.put_away()
        return shown

    before = application.window.rail.button(Page.TRAIN).toolTip()
    application.window.show()
    assert {"The pages, first to last", "Ctrl+1", "Ctrl+6"} <= texts()
    assert "The Train page" not in texts()
    keys.change("page.train", ["F3"])
    assert {"The Train page", "F3", "The Data page", "Ctrl+5"} <= texts()
    assert (before, application.window.rail.button(Page.TRAIN).toolTip()) == (
        "Train: Ctrl+3",
        "Train: F3",
    )


def test_the_scheme_switch_is_remembered(application: Application) -> None:
    """A choice outlives the window."""
    before = theme.current().name
    application.window.rail.scheme_toggled.emit()
    assert theme.current().name != before
    assert application.settings.value("look/scheme") == theme.current().name
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, before)


def test_the_status_bar_names_the_model_and_where_it_runs(application: Application) -> None:
    """It is always said what answers."""
    assert application.window.status.model_text == "scripted · CPU, 2 threads"
    assert application.window.status.saved_text == "Saved"


def test_text_of_an_engine_that_died_is_kept_and_flagged(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """A crash of the child costs nothing that was on the screen."""
    panel = panel_of(application)
    engine = engine_of(application)
    engine.hold = True
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    engine.die("The engine stopped while writing: it was killed; what it wrote is kept.")
    response = Annotation(project).view(EQUATION.id).turns[0].responses[0].response
    assert response.finish_reason is FinishReason.FAILED
    assert response.text.startswith("1. Subtract")
    assert "engine failed" in panel.turns.meta
    assert "killed" in application.window.banner.text


def test_a_file_that_is_no_model_is_refused_in_a_sentence(
    qtbot: QtBot, application: Application, tmp_path: Path
) -> None:
    """The list stays as it was."""
    page = application.window.open_page(Page.MODELS).widget
    assert isinstance(page, ModelsPanel)
    bad = tmp_path / "broken.gguf"
    bad.write_bytes(b"GGUF but not really")
    page.file_chosen.emit(bad)
    qtbot.waitUntil(lambda: "broken.gguf" in application.window.banner.text)
    assert application.desk.library.models() == []


def test_training_without_marks_says_what_to_do(application: Application) -> None:
    """The button does not start what cannot work."""
    page = application.window.open_page(Page.TRAIN).widget
    assert isinstance(page, TrainPanel)
    assert not page.readiness.train.isEnabled()
    assert "mark some" in page.readiness.blocked_text


def test_marks_show_on_the_train_page(qtbot: QtBot, project: Project, open_window: Open) -> None:
    """What there is to learn from is counted as it grows."""
    application, panel = open_solved(project, open_window)
    page = application.window.open_page(Page.TRAIN).widget
    assert isinstance(page, TrainPanel)
    application.window.open_page(Page.ANNOTATE)
    panel.focus_steps()
    qtbot.keyClick(panel.steps, "1")
    qtbot.keyClick(panel.steps, "3")
    application.window.open_page(Page.TRAIN)
    assert page.readiness.train.isEnabled()
    assert "1 correct" in page.readiness.balance_text


def test_every_page_has_a_key_and_takes_the_keys(qtbot: QtBot, application: Application) -> None:
    """Whoever marks by keys goes on to training and export by keys."""
    window = application.window
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for number, page in enumerate(Page, start=1):
        held = Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(window, getattr(Qt.Key, f"Key_{number}"), held)
        assert window.page is page
        shown, focus = window.open_page(page).widget, QApplication.focusWidget()
        assert focus is not None
        assert shown.isAncestorOf(focus)
        assert window.rail.button(page).toolTip() == f"{page.value}: Ctrl+{number}"


def test_a_page_is_not_changed_under_what_covers_the_window(
    qtbot: QtBot, application: Application
) -> None:
    """Whoever closes the list of keys finds the page that was there."""
    window = application.window
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.overlay.open()
    window.go_to(Page.TRAIN)
    assert window.page is Page.ANNOTATE
