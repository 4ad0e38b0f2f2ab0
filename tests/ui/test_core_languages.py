"""What the layers below the window say is translated on the screen: errors, endings, reports."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.helpers.brackets import CLOSE, OPEN, inside, plain_words
from tests.ui.annotate.test_marking import open_solved, panel_of
from tests.ui.data.test_data_page import GOOD, rows_file
from tests.ui.data.test_data_page import page_of as data_page
from tests.ui.desk_helpers import EQUATION, FRACTIONS, add_problems
from tests.ui.past.test_past_sheet import open_sheet, texts
from tests.ui.train.test_train_page import RunBuilder
from tests.ui.train.test_train_page import page_of as train_page
from workbench.domain.recipes import Recipe
from workbench.domain.records import RunState
from workbench.domain.sampling import ModelSpec
from workbench.domain.sentences import joined, sentence
from workbench.service.project import Project
from workbench.training.guards import guard_sentence
from workbench.ui import languages
from workbench.ui.app import Application, Start
from workbench.ui.errors import ErrorReporter
from workbench.ui.rail import Page
from workbench.ui.remembered import cut, found, templates

Open = Callable[[Project], Application]
pytestmark = pytest.mark.usefixtures("bracketed")


@pytest.fixture
def real(qtbot: QtBot, project: Project) -> Iterator[Application]:
    """Return a window with an engine in a process of its own."""
    add_problems(project, EQUATION, FRACTIONS)
    made = Application(project, ErrorReporter())
    qtbot.addWidget(made.window)
    with qtbot.waitActive(made.window):
        made.window.show()
        made.window.activateWindow()
    yield made
    made.window.close()


def test_a_locked_project_says_so_in_the_users_language(qtbot: QtBot, project: Project) -> None:
    """It is the first thing that somebody sees who opens the project twice."""
    start = Start(ErrorReporter())
    start.open(project.path)
    assert start.trouble is not None
    qtbot.addWidget(start.trouble)
    text = start.trouble.sentence.text()
    assert plain_words(text) == []
    assert inside(text).startswith(f"{project.path.name} is open in another window")


def test_a_bad_row_is_named_in_the_users_language(
    project: Project, open_window: Open, tmp_path: Path
) -> None:
    """Place, field and reason are parts of one sentence, each translated."""
    page = data_page(open_window(project))
    page.imports.try_file(rows_file(tmp_path, GOOD, {"answer": "#### 1"}))
    assert plain_words(page.imports.errors) == []
    assert f"{OPEN}line 2{CLOSE}" in page.imports.errors
    assert f"{OPEN}the statement is missing or empty{CLOSE}" in page.imports.errors
    assert plain_words(page.imports.summary) == []
    assert f"{OPEN}1 problem{CLOSE}" in page.imports.summary


def test_a_broken_model_file_is_refused_in_the_users_language(
    qtbot: QtBot, project: Project, open_window: Open, tmp_path: Path
) -> None:
    """The reason comes from the reader of the file, three layers below."""
    application = open_window(project)
    page = application.window.open_page(Page.MODELS).widget
    bad = tmp_path / "broken.gguf"
    bad.write_bytes(b"GGUF but not really")
    page.file_chosen.emit(bad)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "broken.gguf" in application.window.banner.text)
    assert plain_words(application.window.banner.text) == []
    assert application.window.banner.text.count(OPEN) >= 2


def test_a_missing_model_crosses_the_engines_process_with_its_parts(
    qtbot: QtBot, real: Application, tmp_path: Path
) -> None:
    """The engine refuses in a process of its own; the window still knows the template."""
    real.engine.load(ModelSpec("gone", str(tmp_path / "gone.gguf")))
    banner = real.window.banner
    qtbot.waitUntil(lambda: "gone.gguf" in banner.text, timeout=20_000)
    assert plain_words(banner.text) == []


def test_an_engine_that_crashed_says_so_in_the_users_language(
    qtbot: QtBot, real: Application
) -> None:
    """How the process ended, what is kept and what follows: three sentences in one."""
    real.engine.load(ModelSpec("slow", "fake:slow"))
    qtbot.waitUntil(lambda: real.engine.capabilities is not None, timeout=20_000)
    panel = panel_of(real)
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: panel.steps.model().rowCount() > 0, timeout=20_000)
    pid = real.engine.generation.pid
    assert pid
    os.kill(pid, signal.SIGSEGV)
    banner = real.window.banner
    qtbot.waitUntil(lambda: "what it wrote is kept" in banner.text, timeout=20_000)
    assert plain_words(banner.text) == []
    assert f"{OPEN}it crashed (segmentation fault){CLOSE}" in banner.text


def test_the_ending_of_a_guard_rail_is_translated_from_the_runs_folder(
    project: Project, open_window: Open, tmp_path: Path
) -> None:
    """The training process wrote English to the disk, perhaps weeks ago."""
    first = {"length": 10.0, "steps": 3.0, "entropy": 1.0}
    metrics = {**first, "kl": 900.0}
    guard = guard_sentence(metrics, first, Recipe())
    assert guard is not None
    kept = sentence("The policy of update {update} was kept.", update=3)
    runs = RunBuilder(project, tmp_path / "runs")
    notice = "Memory ran out; training goes on with 2 responses at a time."
    stopped = {"stopped_by_guard": True}
    runs.finished("done", ended=joined([guard, kept], " "), notices=[notice], ppo=stopped)
    page = train_page(open_window(project))
    assert plain_words(page.ending.headline) == []
    assert plain_words(page.ending.text) == []
    assert "nats per response" in page.ending.text
    assert f"{OPEN}The policy of update 3 was kept.{CLOSE}" in page.ending.text


def test_a_failed_run_says_why_in_the_users_language(
    project: Project, open_window: Open, tmp_path: Path
) -> None:
    """Its process is gone, and left its reason as text."""
    runs = RunBuilder(project, tmp_path / "runs")
    reason = "The disk is full, so the run could not go on; free some space, then resume it."
    runs.lay("dead", RunState.FAILED, pid=0, reason=reason)
    page = train_page(open_window(project))
    assert plain_words(page.ending.headline) == []
    assert plain_words(page.ending.text) == []
    assert f"{OPEN}{reason}{CLOSE}" in page.ending.text


def test_what_was_done_is_listed_in_the_users_language_after_a_restart(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The project file keeps the labels in English, whoever works in it."""
    application, _ = open_solved(project, open_window)
    panel = panel_of(application)
    for key in "12":
        qtbot.keyClick(panel.steps, key)
    kept = [act["label"] for act in project.file.database.rows("SELECT label FROM events")]
    assert "mark step 1 correct" in kept
    sheet = open_sheet(qtbot, application)
    assert texts(sheet)[:2] == [
        f"{OPEN}mark step 2 {OPEN}neutral{CLOSE}{CLOSE}",
        f"{OPEN}mark step 1 {OPEN}correct{CLOSE}{CLOSE}",
    ]
    assert [text for text in texts(sheet) if plain_words(text)] == []


def test_names_that_somebody_chose_are_left_as_they_are() -> None:
    """A name is data, even where it looks like the beginning of a sentence."""
    for name in ("Ada Lovelace", "turn", "a b c", "", "x" * 5000, "1,234", "{name}"):
        assert languages.shown(name) == name
    said = sentence("{name} is no folder; choose one that holds models.", name="turn 3")
    assert languages.shown(said) == f"{OPEN}{said}{CLOSE}"


def test_a_stored_sentence_is_found_by_its_own_template() -> None:
    """Of two templates that fit, the one with more words of its own is meant."""
    file = languages.folder() / "stepmark_en.ts"
    kept = [one for one in templates(file) if one.letters >= 8]
    lost = []
    for one in kept:
        values = {name: f"<{at}>" for at, name in enumerate(one.fields)}
        text = "".join(
            head + values[name] for head, name in zip(one.heads, one.fields, strict=True)
        )
        again = found(file, text + one.tail)
        if again is None or (again.template, again.values) != (one.text, values):
            lost.append(one.text)
    assert len(kept) > 600
    assert lost == []


def test_a_text_of_any_length_is_compared_in_no_time() -> None:
    """What was stored may be a whole log; nothing is tried back and forth in it."""
    many = cut("a {x} b {y} b {z} b {w} c")
    text = "a " + "b " * 200_000 + "d"
    assert many.values(text) is None
    assert found(languages.folder() / "stepmark_en.ts", "word " * 1_000) is None
