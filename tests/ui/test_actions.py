"""Keys: one table, changes allowed, clashes refused."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from workbench.ui.actions import ACTIONS, KeyClashError, KeyMap


def test_no_two_actions_share_a_key() -> None:
    """A key that meant two things would mark a step by accident."""
    keys = KeyMap()
    for action in ACTIONS:
        for key in action.keys:
            found = keys.action_of(key, action.scope)
            assert found is not None
            assert found.id == action.id


def test_a_changed_key_acts_and_the_old_one_does_not() -> None:
    """A user with another keyboard can move any key."""
    keys = KeyMap({"verdict.correct": ["F7"]})
    found = keys.action_of("F7")
    assert found is not None
    assert found.id == "verdict.correct"
    assert keys.action_of("1") is None


def test_a_clash_is_refused_and_named() -> None:
    """The sentence says which action holds the key, and nothing changes."""
    keys = KeyMap()
    with pytest.raises(KeyClashError, match="Incorrect"):
        keys.change("verdict.correct", ["3"])
    assert keys["verdict.correct"].keys == ("1",)


def test_the_keypad_and_shifted_signs_reach_their_actions() -> None:
    """“?” needs Shift on most keyboards, and Enter has two keys."""
    keys = KeyMap()
    shifted = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier, "?"
    )
    keypad = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, "\r"
    )
    assert keys.action_for(shifted) == keys["help.keys"]
    assert keys.action_for(keypad) == keys["step.unmarked"]
