"""The Data page on files of anyone's columns, on long work that can be stopped, and on folders."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.marked import marked_steps
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.transfer import Transfer
from workbench.ui.app import Application
from workbench.ui.data import presenter as data_presenter
from workbench.ui.data.panel import DataPanel
from workbench.ui.rail import Page

Open = Callable[[Project], Application]
WAIT = 20_000


@pytest.fixture
def page(project: Project, open_window: Open) -> DataPanel:
    found = open_window(project).window.open_page(Page.DATA).widget
    assert isinstance(found, DataPanel)
    return found


def table(folder: Path, rows: int = 3) -> Path:
    path = folder / "solutions.csv"
    lines = [f'"What is {n}?";"[""It is {n}."", ""So {n}.""]";"[1, 0]"' for n in range(rows)]
    path.write_text("\n".join(["task;lines;grades", *lines, ""]), encoding="utf-8")
    return path


def test_columns_are_named_by_hand_on_a_sample(
    project: Project, page: DataPanel, tmp_path: Path
) -> None:
    """Unknown columns are asked for, each choice is tried at once, 0 has no silent meaning."""
    card = page.imports
    card.try_file(table(tmp_path))
    assert card.mapping.isVisible()
    assert "Choose the column that holds the problem" in card.summary
    assert card.mapping.sample.item(0, 0).text() == "What is 0?"
    card.mapping.choose("statement", "task")
    assert "3 problems would be added" in card.summary
    card.mapping.choose("steps", "lines")
    card.mapping.choose("labels", "grades")
    assert "0 can mean incorrect or neutral" in card.errors
    assert not card.do_import.isVisible()
    card.mapping.zero.setCurrentIndex(card.mapping.zero.findData("incorrect"))
    card.mapping.zero.activated.emit(1)
    assert "3 solutions would be added" in card.summary
    card.do_import.click()
    assert Library(project).counts().problems == 3


def test_a_recognised_file_is_mapped_only_where_that_is_wanted(
    project: Project, page: DataPanel, tmp_path: Path
) -> None:
    """The common case stays two clicks."""
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"question": "Q?", "answer": "a\n#### 1"}) + "\n", encoding="utf-8")
    page.imports.try_file(path)
    assert not page.imports.mapping.isVisible()
    assert "gsm8k" in page.imports.summary
    page.imports.by_hand.click()
    assert page.imports.mapping.isVisible()
    assert "problems, 1 row" in page.imports.summary


def test_long_work_runs_beside_the_window_and_can_be_stopped(
    project: Project,
    page: DataPanel,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A large file never freezes the window; Stop leaves the project as it was."""
    monkeypatch.setattr(data_presenter, "SMALL_BYTES", 0)
    card, path = page.imports, table(tmp_path, 30)
    card.try_file(path)
    qtbot.waitUntil(lambda: card.mapping.isVisible(), timeout=WAIT)
    card.mapping.choose("statement", "task")
    qtbot.waitUntil(lambda: "30 problems" in card.summary, timeout=WAIT)
    go, real = threading.Event(), Transfer.import_file

    def held(self: Transfer, *arguments: object, **options: object) -> object:
        assert go.wait(WAIT / 1000)
        return real(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Transfer, "import_file", held)
    card.do_import.click()
    work = page.findChild(data_presenter.LongWork)
    assert work is not None
    assert work.dialog is not None
    dialog = work.dialog
    qtbot.waitUntil(dialog.isVisible, timeout=WAIT)
    assert not page.isEnabled()
    dialog.stop.click()
    go.set()
    qtbot.waitUntil(lambda: "Stopped; nothing was changed" in card.summary, timeout=WAIT)
    assert page.isEnabled()
    assert Library(project).counts().problems == 0


def test_long_work_that_is_done_is_an_act_like_any_other(
    project: Project,
    page: DataPanel,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is undone as one."""
    monkeypatch.setattr(data_presenter, "SMALL_BYTES", 0)
    card = page.imports
    card.try_file(table(tmp_path, 30))
    qtbot.waitUntil(lambda: card.mapping.isVisible(), timeout=WAIT)
    card.mapping.choose("statement", "task")
    qtbot.waitUntil(lambda: card.do_import.isVisible(), timeout=WAIT)
    card.do_import.click()
    qtbot.waitUntil(lambda: "30 problems added" in card.summary, timeout=WAIT)
    presenter = page.findChild(data_presenter.DataPresenter)
    assert presenter is not None
    presenter._desk.history.undo()
    assert Library(project).counts().problems == 0


def test_an_exported_folder_is_listed_before_it_could_be_sent(
    project: Project, page: DataPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    """The dry run of sending: names and bytes; another name needs another list."""
    marked_steps(project, [1, -1])
    page.show_tab("export")
    card = page.exports
    card.format.setCurrentIndex(card.format.findData("trl-stepwise"))
    card.neutral.setCurrentIndex(card.neutral.findData("negative"))
    card.container.setCurrentIndex(card.container.findData("parquet"))
    card.write(tmp_path / "marks")
    qtbot.waitUntil(lambda: "1 record" in card.result, timeout=WAIT)
    assert (tmp_path / "marks" / "card.json").is_file()
    assert not page.share.send.isVisible()
    page.share.repo.setText("ada/marks")
    page.share.list_it.click()
    assert "data/train-00000-of-00001.parquet" in page.share.said
    assert page.share.send.isVisible()
    page.share.repo.setText("ada/other")
    assert not page.share.send.isVisible()


def test_the_round_trip_is_checked_from_the_page(
    project: Project, page: DataPanel, qtbot: QtBot
) -> None:
    """A format that nothing imports is only read back, and its button says so."""
    marked_steps(project, [1, -1])
    page.show_tab("export")
    card = page.exports
    card.check.click()
    qtbot.waitUntil(lambda: "came back as they were" in card.result, timeout=WAIT)
    card.format.setCurrentIndex(card.format.findData("sft"))
    assert card.check.text() == "Check by reading"


def test_another_file_is_looked_at_alone(page: DataPanel, tmp_path: Path) -> None:
    """What is said of the file from before would be taken for this one's, and be imported."""
    card = page.imports
    card.try_file(table(tmp_path))
    card.mapping.choose("statement", "task")
    assert card.do_import.isVisible()
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"problem": "What is 7?"}) + "\n", encoding="utf-8")
    looked: list[Path] = []
    card.file_chosen.connect(lambda path, _split: looked.append(path))
    card.try_file(other)
    assert looked == [other]
    assert not card.mapping.isVisible()
    assert "1 problem would be added" in card.summary
