"""The states of every page that pictures are taken of, each made by what a user would do."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pictures import sample

Prepare = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class State:
    """One state of a page: the window it is shown in, and how it comes about.

    ``undo`` puts the window back for the states after it.
    """

    name: str
    page: str
    prepare: Prepare = lambda _application: None
    undo: Prepare = lambda _application: None


def press(application: Any, *keys: str) -> None:
    """Press keys as a user does, wherever the focus is."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QKeySequence
    from PySide6.QtWidgets import QApplication

    for name in keys:
        chord = QKeySequence(name)[0]
        text = name if len(name) == 1 else ""
        target = QApplication.focusWidget() or application.window
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, chord.key(), chord.keyboardModifiers(), text)
            QApplication.sendEvent(target, event)
        sample.settle()


def steps_of(application: Any) -> Any:
    """Return the step list with the focus."""
    application.annotate.panel.focus_steps()
    return application.annotate.panel.steps


def select_step(application: Any, number: int) -> None:
    """Select a step of the open turn."""
    steps = steps_of(application)
    steps.select(steps.steps()[number - 1].step.id)


def page_of(application: Any) -> Any:
    """Return the widget of the open page."""
    return application.window.open_page(application.window.page).widget


# --- Annotate ------------------------------------------------------------------------------------


def show_unmarked(application: Any) -> None:
    """Open a problem that the starter solved and nobody marked."""
    from workbench.service.library import Library

    others = Library(application.desk.project).problems(limit=sample.SOLVED + 1)
    application.annotate.queue.open(others[-1].id)
    select_step(application, 1)


def open_example(application: Any) -> None:
    """Open the worked example."""
    application.annotate.queue.open(example_id(application))
    sample.settle()


def example_id(application: Any) -> str:
    """Return the worked example's problem."""
    from workbench.service.library import Library

    return str(Library(application.desk.project).problems(limit=1)[0].id)


def show_marking(application: Any) -> None:
    """Select the step that the worked example is about."""
    open_example(application)
    select_step(application, 5)


def show_alternatives(application: Any) -> None:
    """Sample other ways to write a step."""
    from workbench.ui.annotate.alternatives_list import AlternativesList

    show_marking(application)
    found = application.annotate.panel.findChild(AlternativesList)
    if len(found.lines) < 2:
        press(application, "A")
        sample.wait_for(lambda: len(found.lines) > 2)
    found.select_next()
    sample.settle()


def show_consistency(application: Any) -> None:
    """Check how often the accepted answer is reached."""
    open_example(application)
    steps_of(application)
    press(application, "C")
    sample.wait_for(lambda: application.annotate.panel.check.isVisible())
    sample.wait_for(lambda: not application.engine.busy, 120)


def show_guideline(application: Any) -> None:
    """Show the guideline beside the steps."""
    show_marking(application)
    shortcut(application, "guideline.show")


def shortcut(application: Any, action_id: str) -> None:
    """Do what a window-wide or page-wide key does; events sent by hand reach no shortcut."""
    from PySide6.QtGui import QKeySequence, QShortcut

    wanted = {QKeySequence(key) for key in application.keys[action_id].keys}
    for found in application.window.findChildren(QShortcut):
        if found.key() in wanted and found.isEnabled():
            found.activated.emit()
            sample.settle()
            return
    raise SystemExit(f"no shortcut is bound to {action_id}")


def show_diff(application: Any) -> None:
    """Show the worked example's second turn as a change of the first."""
    from workbench.domain.sampling import SamplingSettings

    problem_id = example_id(application)
    annotation = application.desk.annotation
    second = json.loads(sample.EXAMPLE.read_text(encoding="utf-8"))["turns"][1]
    if len(annotation.view(problem_id).turns) == 1:
        plan = annotation.plan_refine(problem_id)
        written = sample.imported(second["steps"], second["answer"])
        application.desk.commit(
            lambda: annotation.record_turn(plan, [written], "starter", SamplingSettings())
        )
    open_example(application)
    select_step(application, 5)


def show_writing(application: Any) -> None:
    """Show a sheet for a solution by hand."""
    open_example(application)
    steps_of(application)
    press(application, "T")


def leave_writing(application: Any) -> None:
    """Put the sheet away."""
    press(application, "Esc")
    open_example(application)


def show_reasons(application: Any) -> None:
    """Ask why a problem is set aside."""
    open_example(application)
    steps_of(application)
    press(application, "X")


# --- Compare -------------------------------------------------------------------------------------


def show_ranking(application: Any) -> None:
    """Ask for the order of three responses."""
    press(application, "R")


def show_models_form(application: Any) -> None:
    """Ask for two models."""
    press(application, "M")


def show_result(application: Any) -> None:
    """Show how a comparison came out."""
    from workbench.domain.comparison import Tally

    panel = page_of(application)
    panel.show_result()
    tally = Tally(wins=14, losses=4, ties=2, same=3, skipped=1, waiting=0)
    panel.result.show_result("Starter, trained", "Starter", tally)


def show_pairs(application: Any) -> None:
    """Go back to the pairs."""
    press(application, "P")


# --- Train ---------------------------------------------------------------------------------------


def show_running(application: Any) -> None:
    """Show a run at work, with the curves of the recorded one."""
    from workbench.domain.records import RunState
    from workbench.domain.training_views import RunProgress
    from workbench.ui.train.shown import run_shown

    panel = page_of(application)
    stages = ("base", "reward", "before", "warm_start", "ppo", "after", "publish")
    progress = RunProgress(
        RunState.RUNNING, "ppo", stages, 0.57, 186.0,
        [{"stage": "ppo", "update": 23}], "", ("4 problems were too long and are left out.",),
    )  # fmt: skip
    panel.show_running()
    panel.run.show_run(run_shown(progress))
    scroll_up(application)


def show_question(application: Any) -> None:
    """Show a run that asks whether to go on."""
    from workbench.domain.records import RunState
    from workbench.domain.training_views import RunProgress
    from workbench.ui.train.shown import run_shown

    panel = page_of(application)
    stages = ("base", "reward", "before", "warm_start", "ppo", "after", "publish")
    question = (
        "The reward model is not surely better than chance on the marks held back. Go on with "
        "PPO all the same?"
    )
    progress = RunProgress(RunState.PAUSED, "before", stages, 0.31, None, [], "", (), question)
    panel.show_running()
    panel.run.show_run(run_shown(progress))
    scroll_up(application)


def show_failed(application: Any) -> None:
    """Show a run that failed."""
    from workbench.domain.records import RunState
    from workbench.service.run_endings import ending_of
    from workbench.ui.train.shown import EndingShown

    panel = page_of(application)
    reason = "The disk is full; free some space and press Resume."
    ending = ending_of(RunState.FAILED, reason, {})
    lineage = "Starter  →  trained on 218 marked steps  →  no model yet"
    panel.show_ended(use_is_primary=True)
    panel.ending.show_ending(
        EndingShown(ending, lineage, (), (), (), "", (), usable=False, resumable=True)
    )
    scroll_up(application)


def show_advanced(application: Any) -> None:
    """Open all settings of a run."""
    page_of(application).readiness.advanced_button.setChecked(True)
    page_of(application).show_plan_only()


def show_plan(application: Any) -> None:
    """Show what there is to learn from, as before the first run."""
    page_of(application).show_plan_only()
    scroll_up(application)


def hide_advanced(application: Any) -> None:
    """Close them."""
    page_of(application).readiness.advanced_button.setChecked(False)


def show_train(application: Any) -> None:
    """Show the last run as it ended."""
    presenter = application.window.open_page(application.window.page).presenter
    presenter._run_id = None
    presenter.activate()
    scroll_up(application)


def scroll_bar(application: Any) -> Any:
    """Return the scroll bar of the whole page."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QScrollArea

    only_own = Qt.FindChildOption.FindDirectChildrenOnly
    return page_of(application).findChild(QScrollArea, options=only_own).verticalScrollBar()


def scroll_to_end(application: Any) -> None:
    """Show the lower part of a long page."""
    sample.settle()
    bar = scroll_bar(application)
    bar.setValue(bar.maximum())


def scroll_up(application: Any) -> None:
    """Show its upper part again."""
    scroll_bar(application).setValue(0)


# --- Models --------------------------------------------------------------------------------------


def show_lineage(application: Any) -> None:
    """Select the trained adapter, with the starter that it was trained on in use above it."""
    page = page_of(application)
    sample.wait_for(lambda: page.model.row_of("trained") is not None)
    page.select("trained")


def show_model_failing(application: Any) -> None:
    """Add a file that is no model."""
    path = Path("broken.gguf")
    path.write_bytes(b"GGUF but not really")
    page_of(application).file_chosen.emit(path.absolute())
    sample.wait_for(lambda: application.window.banner.isVisible())


def put_banner_away(application: Any) -> None:
    """Dismiss what was said."""
    application.window.banner.hide()


def show_address_form(application: Any) -> None:
    """Open the form for a download."""
    page_of(application).download.click()


def show_server_form(application: Any) -> None:
    """Open the form for a server."""
    page_of(application).add_server.click()


def close_form(application: Any) -> None:
    """Show the details again."""
    page_of(application).show_form(None)


# --- Data ----------------------------------------------------------------------------------------


def show_dry_run(application: Any) -> None:
    """Try a file of five rows, one of them bad, so that the page shows its report."""
    rows = [
        {
            "question": f"A box holds {n} pens. How many pens are in 3 boxes?",
            "answer": f"#### {3 * n}",
        }
        for n in range(4, 9)
    ]
    del rows[3]["question"]
    path = Path("school_problems.jsonl")
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    page = page_of(application)
    page.show_tab("import")
    page.imports.try_file(path)


def tab(name: str) -> Prepare:
    """Return what turns to a tab of the Data page."""

    def turn(application: Any) -> None:
        page_of(application).show_tab(name)

    return turn


# --- over the window -----------------------------------------------------------------------------


def show_keys(application: Any) -> None:
    """Show the key sheet."""
    application.window.overlay.open()


def hide_keys(application: Any) -> None:
    """Put it away."""
    application.window.overlay.put_away()


def show_editor(application: Any) -> None:
    """Show where keys are changed, with a clash."""
    from PySide6.QtGui import QKeySequence

    editor = application.window.editor
    editor.open()
    editor.select("step.explain")
    editor.ask()
    editor.take(QKeySequence("3"))


def hide_editor(application: Any) -> None:
    """Put it away."""
    application.window.editor.put_away()


def stop_of_tour(at: int) -> Prepare:
    """Return what shows a stop of the tour."""

    def show(application: Any) -> None:
        application.window.take_tour().go(at)
        sample.settle()

    return show


def end_tour(application: Any) -> None:
    """Put the tour away."""
    application.window.take_tour().end()


EMPTY = (
    State("annotate_empty", "Annotate"),
    State("compare_empty", "Compare"),
    State("train_empty", "Train"),
    State("models_empty", "Models"),
    State("data_empty", "Data"),
    State("insights_empty", "Insights"),
)

FULL = (
    State("annotate_unmarked", "Annotate", show_unmarked),
    State("annotate_marking", "Annotate", show_marking),
    State("keys", "Annotate", show_keys, hide_keys),
    State("keys_change", "Annotate", show_editor, hide_editor),
    State("tour_solve", "Annotate", stop_of_tour(0), end_tour),
    State("tour_mark", "Annotate", stop_of_tour(1), end_tour),
    State("tour_refine", "Annotate", stop_of_tour(2), end_tour),
    State("tour_train", "Train", stop_of_tour(3), end_tour),
    State("tour_export", "Data", stop_of_tour(4), end_tour),
    State("guideline", "Annotate", show_guideline, lambda app: shortcut(app, "guideline.show")),
    State("annotate_alternatives", "Annotate", show_alternatives),
    State("annotate_consistency", "Annotate", show_consistency),
    State("annotate_by_hand", "Annotate", show_writing, leave_writing),
    State("annotate_aside", "Annotate", show_reasons, leave_writing),
    State("compare_pair", "Compare", show_pairs),
    State("compare_form", "Compare", show_models_form, show_pairs),
    State("compare_result", "Compare", show_result, show_pairs),
    State("train_ending", "Train", show_train),
    State("train_ending_lower", "Train", scroll_to_end, show_train),
    State("train_advanced", "Train", show_advanced, hide_advanced),
    State("train_plan", "Train", show_plan, show_train),
    State("train_running", "Train", show_running, show_train),
    State("train_question", "Train", show_question, show_train),
    State("train_failed", "Train", show_failed, show_train),
    State("models_full", "Models", show_lineage),
    State("models_failing", "Models", show_model_failing, put_banner_away),
    State("models_download", "Models", show_address_form, close_form),
    State("models_server", "Models", show_server_form, close_form),
    State("data_import", "Data", show_dry_run),
    State("data_export", "Data", tab("export")),
    State("data_annotators", "Data", tab("annotators")),
    State("data_agreement", "Data", tab("agreement")),
    State("insights_full", "Insights"),
    State("annotate_diff", "Annotate", show_diff),
)
