"""Keys are found, changed, refused where they clash, kept, and given back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import panel_of
from workbench.ui.actions import ACTIONS, KeyMap, said
from workbench.ui.app import Application
from workbench.ui.shortcuts import read_keys, write_keys
from workbench.ui.shortcuts_editor import ShortcutsEditor
from workbench.ui.widgets import HintButton


def settings_in(folder: Path) -> QSettings:
    return QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)


def opened(qtbot: QtBot, application: Application) -> ShortcutsEditor:
    """Open the editor as a user does: ``?``, then Enter."""
    qtbot.keyClick(panel_of(application).steps, "?")
    qtbot.keyClick(application.window.overlay, Qt.Key.Key_Return)
    editor = application.window.editor
    assert editor.isVisible()
    assert editor.filter.hasFocus()
    return editor


def test_the_sheet_lists_every_action_with_its_keys(qtbot: QtBot, application: Application) -> None:
    """Nothing that a key does is a secret."""
    qtbot.keyClick(panel_of(application).steps, "?")
    texts = {label.text() for label in application.window.overlay.findChildren(QLabel)}
    pages = [action for action in ACTIONS if action.id.startswith("page.")]
    assert {said(action) for action in ACTIONS if action not in pages} <= texts
    assert {"The pages, first to last", "Ctrl+1", "Ctrl+6"} <= texts
    assert [action.keys for action in pages] == [(f"Ctrl+{number}",) for number in range(1, 7)]


def test_the_sheet_lists_each_page_once_one_has_another_key(
    qtbot: QtBot, application: Application
) -> None:
    """The one line for all of them would then be wrong."""
    application.window.overlay._keys.adopt({"page.train": ["F6"]})
    qtbot.keyClick(panel_of(application).steps, "?")
    texts = {label.text() for label in application.window.overlay.findChildren(QLabel)}
    assert {said(action) for action in ACTIONS} <= texts
    assert "F6" in texts


def test_a_key_changed_in_the_editor_acts_at_once_and_after_a_restart(
    qtbot: QtBot, application: Application
) -> None:
    """By keys alone: find the action, press Enter, press the new key."""
    editor = opened(qtbot, application)
    qtbot.keyClicks(editor.filter, "search the")
    qtbot.keyClick(editor.filter, Qt.Key.Key_Return)
    assert editor.awaits == "queue.search"
    qtbot.keyClick(editor.tree, Qt.Key.Key_F7)
    assert "is now on F7" in editor.text
    qtbot.keyClick(editor.tree, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    panel = panel_of(application)
    panel.focus_steps()
    qtbot.keyClick(panel.steps, Qt.Key.Key_F7)
    assert panel.queue.isAncestorOf(application.window.focusWidget())
    keys, troubles = read_keys(application.settings)
    assert keys["queue.search"].keys == ("F7",)
    assert troubles == ()


def test_the_editor_ends_at_a_whole_row_in_any_window(
    qtbot: QtBot, application: Application
) -> None:
    """A row cut through its letters reads as broken."""
    tree = opened(qtbot, application).tree
    row = tree.visualItemRect(tree.topLevelItem(0)).height()
    for height in (700, 711, 900):
        application.window.resize(1024, height)
        qtbot.waitUntil(lambda: tree.viewport().height() % row == 0)


def test_a_clash_is_refused_and_the_other_action_named(
    qtbot: QtBot, application: Application
) -> None:
    """One key with two meanings would mark a step by accident."""
    editor = opened(qtbot, application)
    editor.select("step.explain")
    editor.ask()
    qtbot.keyClick(editor.tree, Qt.Key.Key_3)
    assert "Incorrect" in editor.text
    assert application.keys["step.explain"].keys == ("E",)


def test_escape_keeps_the_old_key(qtbot: QtBot, application: Application) -> None:
    """A press too many changes nothing."""
    editor = opened(qtbot, application)
    editor.select("step.explain")
    editor.ask()
    qtbot.keyClick(editor.tree, Qt.Key.Key_Escape)
    assert editor.isVisible()
    assert editor.awaits is None
    assert application.keys.overrides == {}


def test_one_key_and_all_keys_can_be_reset(qtbot: QtBot, application: Application) -> None:
    """What was changed is told apart and taken back."""
    editor = opened(qtbot, application)
    application.keys.change("step.explain", ["F7"])
    application.keys.change("step.rewrite", ["F8"])
    editor.select("step.explain")
    qtbot.mouseClick(editor.reset, Qt.MouseButton.LeftButton)
    assert application.keys.overrides == {"step.rewrite": ("F8",)}
    qtbot.mouseClick(editor.reset_all, Qt.MouseButton.LeftButton)
    assert application.keys.overrides == {}
    assert read_keys(application.settings)[0].overrides == {}


def test_a_window_wide_key_moves_too(qtbot: QtBot, application: Application) -> None:
    """The old key of undo does nothing any more, and ``?`` can be another key."""
    application.keys.change("help.keys", ["F1"])
    steps = panel_of(application).steps
    qtbot.keyClick(steps, "?")
    assert not application.window.overlay.isVisible()
    qtbot.keyClick(steps, Qt.Key.Key_F1)
    assert application.window.overlay.isVisible()


def test_a_key_of_the_page_moves_too(qtbot: QtBot, application: Application) -> None:
    """Solving by Ctrl+Enter can be another key, in the same window."""
    application.keys.change("turn.refine", ["F9"])
    panel = panel_of(application)
    panel.focus_steps()
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not panel.steps.steps()
    qtbot.keyClick(panel.steps, Qt.Key.Key_F9)
    assert len(panel.steps.steps()) > 2


def test_a_button_shows_the_key_it_has_now(application: Application) -> None:
    """A hint that lies is worse than none."""
    button = panel_of(application).bar.primary
    before = button.sizeHint().width()
    application.keys.change("turn.refine", ["Ctrl+Shift+Return"])
    assert isinstance(button, HintButton)
    assert button.key_text == "Ctrl+Shift+Enter"
    assert button.sizeHint().width() > before


def test_two_actions_may_swap_their_keys(tmp_path: Path) -> None:
    """Read one by one, each of the two would clash with the other's usual key."""
    keys = KeyMap()
    keys.change("step.explain", ["F7"])
    keys.change("step.rewrite", ["E"])
    keys.change("step.explain", ["W"])
    settings = settings_in(tmp_path)
    write_keys(settings, keys)
    again, troubles = read_keys(settings_in(tmp_path))
    assert troubles == ()
    assert again["step.explain"].keys == ("W",)
    assert again["step.rewrite"].keys == ("E",)


@pytest.mark.parametrize("stored", [{"step.explain": "3"}, {"no.such": "Y"}])
def test_a_bad_key_in_the_settings_is_told_and_left_out(
    tmp_path: Path, stored: dict[str, str]
) -> None:
    """Settings are edited by hand too; the window opens all the same."""
    settings = settings_in(tmp_path)
    settings.beginGroup("keys")
    for action_id, key in stored.items():
        settings.setValue(action_id, key)
    settings.endGroup()
    keys, troubles = read_keys(settings)
    assert keys.overrides == {}
    assert len(troubles) == 1
