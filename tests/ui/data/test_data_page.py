"""The Data page: a dry run first, one sentence a bad row, exports that say what they wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.ui.desk_helpers import EQUATION, add_problems, solve, step_ids
from workbench.domain.records import Verdict
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.ui.app import Application
from workbench.ui.data.panel import DataPanel
from workbench.ui.rail import Page

Open = Callable[[Project], Application]


def page_of(application: Application) -> DataPanel:
    page = application.window.open_page(Page.DATA).widget
    assert isinstance(page, DataPanel)
    return page


def rows_file(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


GOOD = {"question": "What is 2 + 3?", "answer": "2 + 3 = 5\n#### 5"}


def test_a_dry_run_changes_nothing_and_then_the_import_does(
    project: Project, open_window: Open, tmp_path: Path
) -> None:
    """A user sees what would happen before it does."""
    page = page_of(open_window(project))
    page.imports.try_file(rows_file(tmp_path, GOOD))
    assert "1 problem" in page.imports.summary
    assert Library(project).counts().problems == 0
    page.imports.do_import.click()
    assert Library(project).counts().problems == 1
    assert not page.imports.do_import.isVisible()


def test_a_bad_row_is_named_and_blocks_the_import(
    project: Project, open_window: Open, tmp_path: Path
) -> None:
    """Half an import is worse than none."""
    page = page_of(open_window(project))
    page.imports.try_file(rows_file(tmp_path, GOOD, {"answer": "#### 1"}))
    assert "line 2" in page.imports.errors
    assert not page.imports.do_import.isVisible()
    assert Library(project).counts().problems == 0


def test_imported_problems_appear_in_the_queue_and_undo_takes_them_away(
    project: Project, open_window: Open, tmp_path: Path
) -> None:
    """An import is an act like any other."""
    application = open_window(project)
    page = page_of(application)
    page.imports.try_file(rows_file(tmp_path, GOOD))
    page.imports.do_import.click()
    assert application.annotate is not None
    assert application.annotate.panel.queue_model.rowCount() == 1
    application.desk.history.undo()
    assert application.annotate.panel.queue_model.rowCount() == 0


def test_an_export_says_what_it_wrote(project: Project, open_window: Open, tmp_path: Path) -> None:
    """The neutral mapping is asked for where the format has no word for neutral."""
    add_problems(project, EQUATION)
    solve(project, EQUATION.id)
    Annotation(project).mark(step_ids(project, EQUATION.id)[0], Verdict.CORRECT)
    page = page_of(open_window(project))
    page.show_tab("export")
    assert not page.exports.neutral.isVisible()
    page.exports.format.setCurrentIndex(page.exports.format.findData("trl-stepwise"))
    assert page.exports.neutral.isVisible()
    out = tmp_path / "marks.jsonl"
    page.exports.write(out)
    assert "1 record" in page.exports.result
    row = json.loads(out.read_text(encoding="utf-8").split("\n")[0])
    assert row["labels"] == [True]


def test_neutral_has_no_silent_default(project: Project, open_window: Open, tmp_path: Path) -> None:
    """What neutral means is contested: nothing is written before the user has said it."""
    add_problems(project, EQUATION)
    solve(project, EQUATION.id)
    Annotation(project).mark(step_ids(project, EQUATION.id)[0], Verdict.NEUTRAL)
    page = page_of(open_window(project))
    page.exports.format.setCurrentIndex(page.exports.format.findData("trl-stepwise"))
    out = tmp_path / "marks.jsonl"
    page.exports.write(out)
    assert "choose what neutral becomes" in page.exports.result
    assert not out.exists()
    page.exports.neutral.setCurrentIndex(page.exports.neutral.findData("negative"))
    page.exports.write(out)
    assert json.loads(out.read_text(encoding="utf-8"))["labels"] == [False]


def test_an_export_into_a_missing_folder_is_one_sentence(
    project: Project, open_window: Open, tmp_path: Path
) -> None:
    """The page lives on."""
    page = page_of(open_window(project))
    page.exports.write(tmp_path / "nowhere" / "marks.jsonl")
    assert page.exports.result
    assert "Traceback" not in page.exports.result
