"""The five stops of the tour: solve, mark, rewrite and refine, train, export."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from workbench.ui.actions import KeyMap
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.data.panel import DataPanel
from workbench.ui.languages import translate
from workbench.ui.rail import Page
from workbench.ui.tour import Stop
from workbench.ui.train.panel import TrainPanel

Find = Callable[[Page], QWidget]


def stops(page: Find, keys: KeyMap) -> tuple[Stop, ...]:
    """Return the stops; ``page`` returns a page's widget once it is open."""
    annotate, train, data = Page.ANNOTATE, Page.TRAIN, Page.DATA
    return (
        _stop(annotate, SOLVE, keys, lambda: _annotate(page).bar.primary),
        _stop(annotate, MARK, keys, lambda: _annotate(page).steps),
        _stop(annotate, REFINE, keys, lambda: _annotate(page).feedback),
        _stop(train, TRAIN, keys, lambda: _train(page).readiness.train, below=True),
        _stop(data, EXPORT, keys, lambda: _exports(page)),
    )


def _annotate(page: Find) -> AnnotatePanel:
    found = page(Page.ANNOTATE)
    assert isinstance(found, AnnotatePanel)
    return found


def _train(page: Find) -> TrainPanel:
    found = page(Page.TRAIN)
    assert isinstance(found, TrainPanel)
    return found


def _exports(page: Find) -> QWidget:
    """Return the card for what goes out, with its tab in front."""
    found = page(Page.DATA)
    assert isinstance(found, DataPanel)
    found.show_tab("export")
    return found.exports


SOLVE = ("solve", "turn.refine")
MARK = ("mark", "verdict.correct", "verdict.neutral", "verdict.incorrect")
REFINE = ("refine", "step.explain", "step.rewrite", "turn.refine")
TRAIN = ("train",)
EXPORT = ("export", "help.keys")


def _stop(
    page: Page,
    kind: tuple[str, ...],
    keys: KeyMap,
    target: Callable[[], QWidget | None],
    *,
    below: bool = False,
) -> Stop:
    title, text = _said(kind[0])
    return Stop(
        page, title, text.format(*(keys.hint(action) for action in kind[1:])), target, below
    )


def _said(kind: str) -> tuple[str, str]:
    """Return title and text of a stop; numbers in braces are filled with the keys in force."""
    return {
        "solve": (
            translate("Tour", "Let the model solve"),
            translate(
                "Tour",
                "{0} on a new problem: the model on this computer writes its solution step by "
                "step, and you read along.",
            ),
        ),
        "mark": (
            translate("Tour", "Mark every step"),
            translate(
                "Tour",
                "{0} correct, {1} neutral, {2} incorrect: one key marks the step and moves on. "
                "Read down to the first mistake.",
            ),
        ),
        "refine": (
            translate("Tour", "Say why, rewrite, refine"),
            translate(
                "Tour",
                "Explain the mistake ({0}) or rewrite the step ({1}). Then {2} lets the model "
                "try again with what you said.",
            ),
        ),
        "train": (
            translate("Tour", "Train on your marks"),
            translate(
                "Tour",
                "One button trains a reward model and a better model on what you marked, here on "
                "this computer, and measures what it gained.",
            ),
        ),
        "export": (
            translate("Tour", "Take your marks along"),
            translate(
                "Tour",
                "Every mark can leave as a standard data set. All keys are listed on {0}; this "
                "tour is in the “…” menu.",
            ),
        ),
    }[kind]
