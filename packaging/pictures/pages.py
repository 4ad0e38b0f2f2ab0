"""The states of the pages Compare, Train, Models and Data."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pictures import sample
from pictures.acts import Prepare, page_of, presenter_of

UPDATES = 30
"""The updates of the recorded run."""


def show_ranking(application: Any) -> None:
    """Ask for the order of three responses."""
    from workbench.ui.compare.panel import Mode

    presenter_of(application).show_mode(Mode.RANKINGS)


def show_models_form(application: Any) -> None:
    """Ask for two models."""
    from workbench.ui.compare.panel import Mode

    presenter_of(application).show_mode(Mode.MODELS)


def show_result(application: Any) -> None:
    """Show how a comparison came out."""
    from workbench.domain.comparison import Tally
    from workbench.ui.compare.panel import Mode

    panel = page_of(application)
    presenter_of(application).show_mode(Mode.MODELS)
    panel.show_result()
    tally = Tally(wins=14, losses=4, ties=2, same=3, skipped=1, waiting=0)
    panel.result.show_result("Starter, trained", "Starter", tally)


def show_pairs(application: Any) -> None:
    """Go back to the pairs."""
    from workbench.ui.compare.panel import Mode

    presenter_of(application).show_mode(Mode.PAIRS)


def show_uncounted(application: Any) -> None:
    """Wait until the marks are counted, which are none."""
    sample.wait_for(lambda: bool(page_of(application).empty._button.isVisible()))


def show_counted(application: Any) -> None:
    """Wait until the marks are counted and drawn."""
    sample.wait_for(lambda: page_of(application).shows_pictures)


def show_last_counted(application: Any) -> None:
    """Show the pictures further down."""
    show_counted(application)
    bar = page_of(application).area.verticalScrollBar()
    bar.setValue(bar.maximum())


def scroll_to_top(application: Any) -> None:
    """Show the first pictures again."""
    page_of(application).area.verticalScrollBar().setValue(0)


def show_curves(application: Any, records: list[dict[str, Any]]) -> None:
    """Draw these metrics and no others."""
    curves = presenter_of(application)._charts()
    curves.clear()
    curves.add(records)
    curves.show()


def recorded_metrics() -> list[dict[str, Any]]:
    """Return the metrics of the recorded run."""
    text = (sample.RECORDED_RUN / "metrics.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def show_so_far(application: Any, update: int, auc: float | None = None) -> None:
    """Show the recorded run as it was after an update: its curves, the answers before.

    ``auc`` is that of a reward model which learned nothing.
    """
    records = [one for one in recorded_metrics() if one.get("update", 0) <= update]
    if auc is not None:
        for one in records:
            told = one.get("report", one)
            told |= {name: value for name, value in (("auc", auc), ("loss", 0.69)) if name in told}
    show_curves(application, records)
    show_samples(application, lambda pair: replace(pair, after=None))


def show_turned(application: Any) -> None:
    """Show the recorded run falling to where it began, as one that made the model worse."""
    results = json.loads((sample.RECORDED_RUN / "results.json").read_text(encoding="utf-8"))
    lost = results["accuracy_change"] / results["after"]["accuracy"]
    records = recorded_metrics()
    for one in records:
        for name in {"heldout_accuracy", "train_accuracy", "reward"} & set(one):
            one[name] *= 1 - lost * one["update"] / UPDATES
    show_curves(application, records)
    show_samples(application, lambda pair: replace(pair, before=pair.after, after=pair.before))


def show_samples(application: Any, changed: Callable[[Any], Any]) -> None:
    """Show the recorded run's answers, changed."""
    pairs = presenter_of(application)._watch.training.samples("recorded")
    page_of(application).samples.show_pairs([changed(pair) for pair in pairs])


def show_running(application: Any) -> None:
    """Show a run at work, with the curves of the recorded one."""
    from workbench.domain.records import RunState
    from workbench.domain.training_views import RunProgress
    from workbench.ui.train.shown import run_shown

    panel = page_of(application)
    stages = ("base", "reward", "before", "warm_start", "ppo", "after", "publish")
    progress = RunProgress(
        RunState.RUNNING, "ppo", stages, 0.74, 66.0,
        [{"stage": "ppo", "update": 23}], "", ("4 problems were too long and are left out.",),
    )  # fmt: skip
    panel.show_running()
    panel.run.show_run(run_shown(progress, updates=UPDATES))
    show_so_far(application, 23)
    scroll_up(application)


def show_question(application: Any) -> None:
    """Show a run that asks whether to go on."""
    from workbench.domain.records import RunState
    from workbench.domain.training_views import RunProgress
    from workbench.ui.train.shown import run_shown

    panel = page_of(application)
    stages = ("base", "reward", "before", "warm_start", "ppo", "after", "publish")
    question = (
        "The reward model is not clearly better than chance, so PPO would learn from guesses. "
        "Go on all the same, or stop and mark more steps?"
    )
    progress = RunProgress(RunState.PAUSED, "ppo", stages, 0.31, None, [], "", (), question)
    panel.show_running()
    panel.run.show_run(run_shown(progress))
    show_so_far(application, 0, auc=0.54)
    scroll_up(application)


def show_failed(application: Any) -> None:
    """Show a run that failed."""
    from workbench.domain.records import RunState
    from workbench.service.run_endings import ending_of
    from workbench.ui.train.shown import EndingShown

    panel = page_of(application)
    reason = "The disk is full; free some space and press Resume."
    ending = ending_of(RunState.FAILED, reason, {}, "the checkpoint of update 20")
    lineage = "Starter  →  a run on 594 marked steps  →  no model yet"
    panel.show_ended(use_is_primary=True)
    show_so_far(application, 23)
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


def show_paused(application: Any) -> None:
    """Show a run that the user paused."""
    from workbench.domain.records import RunState
    from workbench.domain.training_views import RunProgress
    from workbench.ui.train.shown import run_shown

    panel = page_of(application)
    stages = ("base", "reward", "before", "warm_start", "ppo", "after", "publish")
    metrics = [{"stage": "ppo", "update": 12}]
    progress = RunProgress(RunState.PAUSED, "ppo", stages, 0.43, None, metrics, "", ())
    panel.show_running()
    panel.run.show_run(run_shown(progress, updates=UPDATES))
    show_so_far(application, 12)
    scroll_up(application)


def show_worse(application: Any) -> None:
    """Show a run after which fewer answers are right than before."""
    from workbench.domain.intervals import bounded_results
    from workbench.domain.records import RunState
    from workbench.service.run_endings import ending_of
    from workbench.ui.train.results_table import result_rows, topic_rows
    from workbench.ui.train.shown import EndingShown, reward_lines

    written = json.loads((sample.RECORDED_RUN / "results.json").read_text(encoding="utf-8"))
    recorded = bounded_results(written)
    turned = {**recorded, "before": recorded["after"], "after": recorded["before"]}
    turned["verdict"] = "not better"
    for name in ("accuracy_change", "sampled_accuracy_change"):
        low, high = recorded[f"{name}_interval"]
        turned |= {name: -recorded[name], f"{name}_interval": [-high, -low]}
    ending = ending_of(RunState.DONE, "", turned)
    panel = page_of(application)
    panel.show_ended(use_is_primary=False)
    reward = reward_lines(turned["reward_model"])
    show_turned(application)
    lineage = "Starter  →  trained on 594 marked steps  →  Starter, trained"
    rows, topics = tuple(result_rows(turned)), tuple(topic_rows(turned))
    panel.ending.show_ending(
        EndingShown(ending, lineage, rows, topics, reward, "", (), usable=True, resumable=False)
    )
    scroll_up(application)


def show_stopped(application: Any) -> None:
    """Show a run that the user stopped."""
    from workbench.domain.records import RunState
    from workbench.service.run_endings import ending_of
    from workbench.ui.train.shown import EndingShown

    panel = page_of(application)
    reason = "Stopped as asked; the run can be resumed."
    ending = ending_of(RunState.STOPPED, reason, {}, "the checkpoint of update 12")
    lineage = "Starter  →  a run on 594 marked steps  →  no model yet"
    panel.show_ended(use_is_primary=True)
    show_so_far(application, 12)
    panel.ending.show_ending(
        EndingShown(ending, lineage, (), (), (), "", (), usable=False, resumable=True)
    )
    scroll_up(application)


def show_model_loading(application: Any) -> None:
    """Show the model in use while it is loaded."""
    engine = application.engine
    engine.loading, engine.kept_for_picture = True, engine.capabilities
    engine.capabilities = None
    engine.model_changed.emit()
    page_of(application).select("starter")


def leave_model_loading(application: Any) -> None:
    """Show it as it is."""
    engine = application.engine
    engine.loading, engine.capabilities = False, engine.kept_for_picture
    engine.model_changed.emit()


def show_ready_import(application: Any) -> None:
    """Try a file without errors, with its columns named by hand."""
    path = Path("exercises.csv")
    rows = [f"{n},How much is {n} times three?,{3 * n},Multiplication" for n in range(4, 9)]
    path.write_text("\n".join(["id,text,result,theme", *rows]) + "\n", encoding="utf-8")
    page = page_of(application)
    page.show_tab("import")
    page.imports.try_file(path)
    sample.wait_for(lambda: page.imports.mapping.sample.columnCount() == 4)
    if not page.imports.by_hand.isChecked():
        page.imports.by_hand.setChecked(True)
    page.imports.mapping.choose("statement", "text")
    sample.settle()


def show_export_check(application: Any) -> None:
    """Check a format that cannot hold everything, which then says what is lost."""
    page = page_of(application)
    page.show_tab("export")
    page.exports.format.setCurrentIndex(page.exports.format.count() - 1)
    page.exports.format.activated.emit(page.exports.format.currentIndex())
    page.exports.check.click()
    sample.wait_for(lambda: bool(page.exports.result))


def leave_export_check(application: Any) -> None:
    """Choose the first format again."""
    page = page_of(application)
    page.exports.format.setCurrentIndex(0)
    page.exports.show_result("")
