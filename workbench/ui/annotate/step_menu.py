"""Builds the menu of one step card: all that its keys do, and what needs a place in the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QMenu, QWidget

from workbench.ui.actions import KeyMap

COPY = "copy"
_ENTRIES = (
    ("verdict.correct", "Correct"),
    ("verdict.neutral", "Neutral"),
    ("verdict.incorrect", "Incorrect"),
    ("verdict.clear", "Clear the verdict"),
    ("", ""),
    ("step.explain", "Explain"),
    ("step.rewrite", "Rewrite"),
    ("step.follows", "Follows from…"),
    ("step.alternatives", "Alternatives"),
    ("step.regenerate", "Regenerate from here"),
    ("", ""),
    ("step.merge", "Merge with the next step"),
)


def step_menu(
    parent: QWidget,
    keys: KeyMap,
    verbs: Mapping[str, Callable[[], None]],
    cut: Callable[[], None] | None,
) -> QMenu:
    """Return the menu; ``cut`` splits the step where the menu was opened, if it can be there."""
    menu = QMenu(parent)
    bound = {action.id for action in keys.actions}
    for action_id, text in _ENTRIES:
        if not action_id:
            menu.addSeparator()
            continue
        hint = keys.hint(action_id) if action_id in bound else ""
        menu.addAction(f"{text}\t{hint}" if hint else text).triggered.connect(verbs[action_id])
    split = menu.addAction("Split the step here")
    split.setEnabled(cut is not None)
    if cut is not None:
        split.triggered.connect(cut)
    menu.addSeparator()
    menu.addAction("Copy the source").triggered.connect(verbs[COPY])
    return menu
