"""Builds the menu of one step card: all that its keys do, and what needs a place in the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QMenu, QWidget

from workbench.ui.actions import KeyMap
from workbench.ui.languages import marked, translate

COPY = "copy"
_ENTRIES = (
    ("verdict.correct", marked("StepMenu", "Correct")),
    ("verdict.neutral", marked("StepMenu", "Neutral")),
    ("verdict.incorrect", marked("StepMenu", "Incorrect")),
    ("verdict.clear", marked("StepMenu", "Clear the verdict")),
    ("", ""),
    ("step.explain", marked("StepMenu", "Explain")),
    ("step.rewrite", marked("StepMenu", "Rewrite")),
    ("step.follows", marked("StepMenu", "Follows from…")),
    ("step.alternatives", marked("StepMenu", "Alternatives")),
    ("step.regenerate", marked("StepMenu", "Regenerate from here")),
    ("", ""),
    ("step.merge", marked("StepMenu", "Merge with the next step")),
    ("step.split", marked("StepMenu", "Split after a sentence…")),
    ("", ""),
    ("step.fold", marked("StepMenu", "Open or fold unchanged steps")),
    ("suggestion.accept_all", marked("StepMenu", "Confirm all unchanged steps")),
    ("step.source", marked("StepMenu", "Show its source, or typeset")),
    ("step.removed", marked("StepMenu", "Show or hide removed words")),
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
        shown = translate("StepMenu", text)
        menu.addAction(f"{shown}\t{hint}" if hint else shown).triggered.connect(verbs[action_id])
    split = menu.addAction(translate("StepMenu", "Split the step here…"))
    split.setEnabled(cut is not None)
    if cut is not None:
        split.triggered.connect(cut)
    menu.addSeparator()
    menu.addAction(translate("StepMenu", "Copy the source")).triggered.connect(verbs[COPY])
    return menu
