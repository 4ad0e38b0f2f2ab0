"""The card that chooses what part of the project an export takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from tests.ui.desk_helpers import EQUATION, FRACTIONS, add_problems, solve, step_ids
from workbench.domain.records import Verdict
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui.app import Application
from workbench.ui.data.panel import DataPanel
from workbench.ui.rail import Page

Open = Callable[[Project], Application]


def marked_page(project: Project, open_window: Open) -> DataPanel:
    """Return the page of two marked problems, with sft as the format."""
    add_problems(project, EQUATION, FRACTIONS)
    for problem in (EQUATION, FRACTIONS):
        solve(project, problem.id)
        Annotation(project).mark(step_ids(project, problem.id)[0], Verdict.CORRECT)
    page = open_window(project).window.open_page(Page.DATA).widget
    assert isinstance(page, DataPanel)
    page.show_tab("export")
    page.exports.format.setCurrentIndex(page.exports.format.findData("prm800k"))
    return page


def choose(page: DataPanel, name: str, text: str) -> None:
    field = page.filters.fields[name]
    assert isinstance(field, QComboBox)
    field.setCurrentIndex(field.findText(text))


def test_what_is_chosen_is_what_goes_out_and_is_kept_beside_it(
    project: Project, open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    """One topic of two, and the request can be read and repeated."""
    page, out = marked_page(project, open_window), tmp_path / "part.jsonl"
    assert page.filters.values == {}
    choose(page, "topics", "Fractions")
    choose(page, "annotators", project.annotator.name)
    page.exports.write(out)
    assert "1 record" in page.exports.result
    kept = json.loads((tmp_path / "part.jsonl.export.json").read_text(encoding="utf-8"))
    assert kept["filters"] == {"annotators": [project.annotator.id], "topics": ["Fractions"]}
    out.unlink()
    page.filters.repeat_chosen.emit(tmp_path / "part.jsonl.export.json")
    qtbot.waitUntil(lambda: "the same data as before" in page.exports.result)
    assert out.exists()


def test_a_mistyped_day_is_one_sentence_and_writes_nothing(
    project: Project, open_window: Open, tmp_path: Path
) -> None:
    """Nothing is guessed from half a date."""
    page, out = marked_page(project, open_window), tmp_path / "part.jsonl"
    page.filters.fields["since"].setText("1.1.2026")  # type: ignore[union-attr]
    page.exports.write(out)
    assert "is no day" in page.exports.result
    assert not out.exists()
    page.filters.clear.click()
    page.exports.write(out)
    assert "2 records" in page.exports.result


def test_what_was_chosen_stays_when_the_tab_is_seen_again(
    project: Project, open_window: Open
) -> None:
    """A look at another tab is no reason to choose again."""
    page = marked_page(project, open_window)
    choose(page, "topics", "Fractions")
    page.show_tab("import")
    page.show_tab("export")
    assert page.filters.values == {"topics": ["Fractions"]}
