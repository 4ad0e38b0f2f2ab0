"""The Models page: what is there, what fits, load and unload, folders, lineage, downloads."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.helpers.download_server import Behaviour, serving
from tests.helpers.tiny_model import make_base_gguf
from workbench.catalog import user_catalog_path
from workbench.domain.records import ModelRecord, Run, RunState
from workbench.service import model_folders, models
from workbench.service.project import Project
from workbench.ui.app import Application
from workbench.ui.models.lines import RowKind, Verb
from workbench.ui.models.model import ModelList
from workbench.ui.models.panel import ModelsPanel
from workbench.ui.models.presenter import ModelsPresenter
from workbench.ui.rail import Page

PATIENCE = 20_000


class Opened:
    """The page, its presenter, and short words for what a user does there."""

    def __init__(self, qtbot: QtBot, application: Application) -> None:
        built = application.window.open_page(Page.MODELS)
        assert isinstance(built.widget, ModelsPanel)
        assert isinstance(built.presenter, ModelsPresenter)
        self.application = application
        self.page, self.presenter = built.widget, built.presenter
        self._qtbot = qtbot

    def until(self, done) -> None:
        self._qtbot.waitUntil(done, timeout=PATIENCE)

    def titles(self) -> list[str]:
        return [row.title for row in self.page.model.rows if row.kind is not RowKind.HEADING]

    def has(self, title: str) -> None:
        self.until(lambda: title in self.titles())

    def row(self, title: str):
        return next(row for row in self.page.model.rows if row.title == title)

    def choose(self, title: str) -> None:
        self.has(title)
        self.page.select(self.row(title).key)
        self.until(lambda: self.details.title == title)

    @property
    def details(self):
        assert self.page.details.details is not None
        return self.page.details.details

    def press(self, verb: Verb) -> None:
        self.page.details.buttons[verb].click()

    def facts(self) -> dict[str, str]:
        return dict(self.details.facts)


@pytest.fixture
def opened(qtbot: QtBot, application: Application) -> Opened:
    return Opened(qtbot, application)


@pytest.fixture
def library(opened: Opened, tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    make_base_gguf(folder / "a.gguf")
    opened.page.folder_chosen.emit(folder)
    opened.has("tiny base")
    return folder


def test_a_folder_shows_its_models_without_adding_them(
    opened: Opened, library: Path, project: Project
) -> None:
    """Looking is no act: the project's history stays as it was until a model is used."""
    assert str(library) in opened.titles()
    row = opened.row("tiny base")
    assert "512 tokens" in row.meta
    assert row.right == "needs 1.1 GB"
    assert row.bar is not None
    assert not row.bar.bad
    assert opened.application.desk.library.models() == []


def test_a_found_model_is_fingerprinted_added_and_loaded(opened: Opened, library: Path) -> None:
    """One press; the page says that the file is read, and the record can be undone."""
    opened.choose("tiny base")
    opened.press(Verb.USE)
    engine, desk = opened.application.engine, opened.application.desk
    opened.until(lambda: len(desk.library.models()) == 1)
    record = desk.library.models()[0]
    opened.until(lambda: engine.model_id == record.id)
    opened.until(lambda: opened.row("tiny base").state == "in use")
    opened.until(lambda: opened.facts().get("SHA-256") == record.sha256)
    assert record.path == str(library / "a.gguf")


def test_unload_frees_the_model_and_load_takes_it_back(opened: Opened, library: Path) -> None:
    """One primary button, which says what it does now."""
    engine = opened.application.engine
    opened.choose("tiny base")
    opened.press(Verb.USE)
    opened.until(lambda: Verb.UNLOAD in opened.page.details.buttons)
    assert opened.page.details.buttons[Verb.UNLOAD].property("role") == "primary"
    opened.until(lambda: engine.capabilities is not None)
    opened.press(Verb.UNLOAD)
    opened.until(lambda: Verb.USE in opened.page.details.buttons)
    assert engine.model_id is None
    assert engine.capabilities is None
    opened.press(Verb.USE)
    opened.until(lambda: opened.row("tiny base").state == "in use")


def test_a_load_that_failed_says_why_and_can_be_tried_again(opened: Opened, library: Path) -> None:
    """The reason stands beside the model, also when the banner is gone."""
    opened.choose("tiny base")
    opened.press(Verb.USE)
    engine = opened.application.engine
    opened.until(lambda: opened.row("tiny base").state == "in use")
    engine.capabilities, engine.trouble = None, "It ran out of memory; choose a smaller model."
    engine.model_changed.emit()
    assert opened.row("tiny base").state == "failed"
    assert "ran out of memory" in opened.page.details.state.text()
    assert opened.page.details.buttons[Verb.USE].text() == "Try again"


def test_a_model_that_does_not_fit_is_said_before_the_click(
    opened: Opened, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In words, by colour and by a full bar."""

    class Memory:
        available, total = 10**6, 2 * 10**6

    monkeypatch.setattr("psutil.virtual_memory", Memory)
    opened.presenter.activate()
    opened.until(lambda: opened.row("tiny base").state == "does not fit")
    assert opened.row("tiny base").bar.bad
    opened.choose("tiny base")
    assert "smaller" in opened.page.details.state.text()


def test_a_file_that_has_gone_is_said_and_can_be_removed(opened: Opened) -> None:
    """It stays on the list until the user says otherwise, and undo brings it back."""
    desk = opened.application.desk
    desk.commit(lambda: desk.library.add_model(ModelRecord("m", "Old", "base", "/no/such.gguf")))
    opened.choose("Old")
    assert opened.row("Old").state == "not there"
    assert not opened.page.details.buttons[Verb.USE].isEnabled()
    opened.press(Verb.REMOVE)
    opened.until(lambda: "Old" not in opened.titles())
    desk.history.undo()
    opened.has("Old")


def test_names_are_shown_as_they_are(opened: Opened) -> None:
    """A name is a stranger's text: no markup, no image, no link."""
    name = "<b>x</b><img src='file:///etc/passwd'>"
    desk = opened.application.desk
    desk.commit(lambda: desk.library.add_model(ModelRecord("m", name, "base", "/no/such.gguf")))
    opened.choose(name)
    title = opened.page.details.title
    assert title.text() == name
    assert title.textFormat() is Qt.TextFormat.PlainText
    index = opened.page.model.index(opened.page.model.row_of("m"))
    assert name in index.data(Qt.ItemDataRole.AccessibleTextRole)


def lineage(project: Project, folder: Path) -> None:
    """Three adapters, each trained on the one before, with their runs."""
    library_of = models.starter_record()
    from workbench.service.library import Library

    library = Library(project)
    library.add_model(library_of)
    results = {
        "before": {"problems": 96, "accuracy": 0.7},
        "after": {"problems": 96, "accuracy": 0.9},
        "accuracy_change_interval": [0.1, 0.3],
    }
    parent = models.STARTER_ID
    for at in range(3):
        run_folder = folder / f"run{at}"
        run_folder.mkdir()
        (run_folder / "results.json").write_text(json.dumps(results))
        record = ModelRecord(
            f"t{at}", f"Trained {at}", "adapter", str(run_folder), parent_id=parent, run_id=f"r{at}"
        )
        library.add_model(record)
        run = Run(f"r{at}", str(run_folder), RunState.DONE, parent, result_model_id=f"t{at}")
        library.add_run(run)
        parent = record.id


def test_the_lineage_is_drawn_under_its_base_with_its_numbers(
    qtbot: QtBot, application: Application, project: Project, tmp_path: Path, starter_gguf: Path
) -> None:
    """What came of what, when, and whether it was worth it."""
    lineage(project, tmp_path)
    opened = Opened(qtbot, application)
    opened.has("Trained 2")
    rows = [row for row in opened.page.model.rows if row.kind is RowKind.MODEL]
    assert [(row.title, row.depth) for row in rows] == [
        ("Starter", 0),
        ("Trained 0", 1),
        ("Trained 1", 2),
        ("Trained 2", 3),
    ]
    assert "70 % → 90 % right" in opened.row("Trained 1").meta
    opened.choose("Trained 1")
    assert opened.details.table[0] == ("Best guess", "70.0 %", "90.0 %")
    assert all(len(row) == 2 for row in opened.details.table[1:]), "neither before nor after"
    assert opened.page.details.buttons[Verb.USE].text() == "Use"


def test_a_discarded_adapter_goes_and_undo_brings_it_back(
    qtbot: QtBot, application: Application, project: Project, tmp_path: Path, starter_gguf: Path
) -> None:
    """Where it was in use, what it was trained on is loaded in its place."""
    lineage(project, tmp_path)
    opened = Opened(qtbot, application)
    opened.choose("Trained 2")
    opened.press(Verb.USE)
    opened.until(lambda: application.engine.model_id == "t2")
    opened.press(Verb.DISCARD)
    opened.until(lambda: "Trained 2" not in opened.titles())
    assert application.engine.model_id == "t1"
    application.desk.history.undo()
    opened.has("Trained 2")


def test_a_folder_is_taken_off_the_list_and_its_models_with_it(
    opened: Opened, library: Path
) -> None:
    """Nothing in it is touched."""
    opened.choose(str(library.name)) if str(library.name) in opened.titles() else None
    opened.page.select(f"folder:{library}")
    opened.until(lambda: Verb.FORGET_FOLDER in opened.page.details.buttons)
    opened.press(Verb.FORGET_FOLDER)
    opened.until(lambda: "tiny base" not in opened.titles())
    assert (library / "a.gguf").exists()


def test_an_empty_list_says_what_to_do(opened: Opened) -> None:
    """Nothing there, nothing named: a sentence and a button."""
    opened.until(lambda: not opened.page.isHidden() and not opened.presenter._looking)
    assert opened.titles() == []
    assert opened.page.details.buttons == {}
    assert not opened.page.details.isVisible(), "an empty side looks as if it were not loaded yet"
    opened.page.add_server.click()
    assert opened.page.server_form.isVisible()
    opened.page.server_form.left.emit()
    assert not opened.page.server_form.isVisible()
    opened.page._empty.take_focus()
    opened.page.address_given.emit("https://host.invalid/one.gguf", "")
    opened.has("one.gguf")
    opened.until(lambda: opened.page.details.isVisible())
    assert [index.row() for index in opened.page.list.selectedIndexes()] == [
        opened.page.model.row_of(opened.page.key)
    ], "the row that is shown in full is the one that looks chosen"


# --- downloads ------------------------------------------------------------------------------------


@pytest.fixture
def how(tmp_path: Path) -> Behaviour:
    return Behaviour(make_base_gguf(tmp_path / "source.gguf").read_bytes())


@pytest.fixture
def url(how: Behaviour) -> Iterator[str]:
    with serving(how, "fetched.gguf") as address:
        yield address


def test_no_host_is_contacted_before_the_user_agrees(
    opened: Opened, how: Behaviour, url: str
) -> None:
    """The host's name stands there first; a second file of the same host asks no more."""
    opened.page.address_given.emit(url, how.sha256)
    opened.choose("fetched.gguf")
    assert "127.0.0.1" in opened.page.details.question.text()
    assert how.requests == []
    opened.press(Verb.AGREE)
    opened.has("tiny base")
    target = model_folders.downloads_folder() / "fetched.gguf"
    assert target.read_bytes() == how.body
    opened.choose("tiny base")
    assert opened.facts()["Checked"] == "against its SHA-256"
    target.unlink()
    opened.page.address_given.emit(url, "")
    opened.until(target.exists)


def test_not_now_means_that_nothing_happens(opened: Opened, how: Behaviour, url: str) -> None:
    """The question goes, and no trace stays."""
    opened.page.address_given.emit(url, "")
    opened.choose("fetched.gguf")
    opened.press(Verb.FORGET_DOWNLOAD)
    opened.until(lambda: "fetched.gguf" not in opened.titles())
    assert how.requests == []
    assert not model_folders.is_agreed(url.split("/")[2])


def test_a_bad_address_is_said_in_the_form(opened: Opened) -> None:
    """The form stays open with what was typed."""
    opened.page.download.click()
    form = opened.page.address_form
    form.address.setText("http://example.org/model.gguf")
    form.go.click()
    assert "without encryption" in form.said.text()
    assert form.isVisible()


def test_a_download_is_followed_stopped_and_gone_on_with(
    opened: Opened, how: Behaviour, url: str
) -> None:
    """Share, speed and state are told while it runs; stopping keeps what came."""
    how.stall_after = 200_000
    opened.page.address_given.emit(url, "")
    opened.choose("fetched.gguf")
    opened.press(Verb.AGREE)
    opened.until(lambda: opened.row("fetched.gguf").right not in ("", "0 %"))
    assert opened.page.details.progress.isVisible()
    opened.press(Verb.STOP)
    opened.until(lambda: opened.row("fetched.gguf").state == "stopped")
    how.stall_after = None
    how.released.set()
    opened.press(Verb.DOWNLOAD)
    opened.has("tiny base")
    opened.choose("tiny base")
    assert "not checked" in opened.facts()["Checked"]
    assert "Range" in how.requests[-1]


def test_wrong_bytes_are_a_visible_failure_with_a_way_on(
    opened: Opened, how: Behaviour, url: str
) -> None:
    """The list never shows what was refused."""
    opened.page.address_given.emit(url, "ab" * 32)
    opened.choose("fetched.gguf")
    opened.press(Verb.AGREE)
    opened.until(lambda: opened.row("fetched.gguf").state == "failed")
    assert "not the one promised" in opened.page.details.state.text()
    assert Verb.DOWNLOAD in opened.page.details.buttons
    assert "tiny base" not in opened.titles()


def test_the_users_own_list_is_offered(
    qtbot: QtBot, application: Application, how: Behaviour, url: str
) -> None:
    """An entry of catalog.toml in the data folder stands under the downloads."""
    entry = f'[[model]]\nid = "mine"\nname = "Mine"\nurl = "{url}"\nsha256 = "{how.sha256}"\n'
    user_catalog_path().write_text(entry, encoding="utf-8")
    opened = Opened(qtbot, application)
    opened.choose("Mine")
    opened.press(Verb.DOWNLOAD)
    opened.until(lambda: Verb.AGREE in opened.page.details.buttons)
    opened.press(Verb.AGREE)
    opened.has("tiny base")


def test_a_damaged_list_of_the_users_own_is_said_and_the_page_lives(
    qtbot: QtBot, application: Application, starter_gguf: Path, project: Project
) -> None:
    user_catalog_path().write_text("[[model]]\nid = 5\n", encoding="utf-8")
    opened = Opened(qtbot, application)
    opened.until(lambda: "Your own list" in application.window.banner.text)


def test_closing_the_window_ends_a_download_at_once(
    opened: Opened, how: Behaviour, url: str
) -> None:
    """A silent server does not hold the window; the part waits for the next start."""
    how.stall_after = 100_000
    opened.page.address_given.emit(url, "")
    opened.choose("fetched.gguf")
    opened.press(Verb.AGREE)
    opened.until(lambda: how.sent >= 65_536)
    opened.application.window.close()
    names = [thread.name for thread in threading.enumerate()]
    assert not any(name.startswith("download") for name in names)


# --- keys and names -------------------------------------------------------------------------------


def test_the_list_is_worked_by_keys_alone(qtbot: QtBot, opened: Opened, library: Path) -> None:
    """Arrows pass over headings, Enter does what the primary button does."""
    opened.presenter.activate()
    opened.until(lambda: opened.page.list.hasFocus())
    opened.page.select(f"folder:{library}")
    qtbot.keyClick(opened.page.list, Qt.Key.Key_Up)
    assert opened.details.title == "tiny base"
    qtbot.keyClick(opened.page.list, Qt.Key.Key_Return)
    opened.until(lambda: opened.row("tiny base").state == "in use")
    opened.until(lambda: opened.page.details.buttons[Verb.UNLOAD].isVisible())
    qtbot.keyClick(opened.page.list, Qt.Key.Key_Tab)
    assert opened.page.details.buttons[Verb.UNLOAD].hasFocus()


def test_escape_leaves_a_form_and_the_key_does_not_stay_in_it(qtbot: QtBot, opened: Opened) -> None:
    """A key in a hidden field would be shown to the next one who opens it."""
    opened.page.add_server.click()
    form = opened.page.server_form
    form.key.setText("secret")
    qtbot.keyClick(form.address, Qt.Key.Key_Escape)
    assert not form.isVisible()
    opened.page.add_server.click()
    assert form.key.text() == ""


def test_a_server_that_does_not_answer_is_said_in_the_form(opened: Opened) -> None:
    """In the form, where the address can be mended."""
    opened.page.add_server.click()
    form = opened.page.server_form
    form.address.setText("http://127.0.0.1:9/v1")
    form.ask.click()
    opened.until(lambda: form.ask.isEnabled() and bool(form.said.text()))
    assert not form.go.isEnabled()


def test_the_list_is_a_proper_model(qtbot: QtBot, opened: Opened, library: Path) -> None:
    """Qt's own tester, over resets and updates."""
    model = ModelList()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    rows = opened.page.model.rows
    model.show(rows)
    model.show(rows[:1])
    model.show([])
    model.show(rows)
    assert tester.model() is model
