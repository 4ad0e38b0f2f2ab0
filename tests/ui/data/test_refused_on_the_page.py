"""The Data page refuses a hostile file of each kind in words, and nothing of it comes in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.helpers.refused import KINDS
from tests.ui.desk_helpers import EQUATION, add_problems
from workbench.service.project import Project
from workbench.store.rows import TABLES
from workbench.ui.app import Application
from workbench.ui.data.panel import DataPanel
from workbench.ui.rail import Page

WAIT = 30_000


def held(project: Project) -> dict[str, list[object]]:
    """Everything that the project holds, but for the settings that the window keeps."""
    tables = [*TABLES.values(), "guidelines", "events", "event_rows", "event_pieces", "queue"]
    return {one: project.file.database.tuples(f"SELECT * FROM {one}") for one in tables}


def test_a_hostile_file_of_each_kind_is_refused_on_the_page(
    project: Project,
    open_window: Callable[[Project], Application],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    """The dry run says why and offers no import; one that is begun all the same changes nothing."""
    add_problems(project, EQUATION)
    page = open_window(project).window.open_page(Page.DATA).widget
    assert isinstance(page, DataPanel)
    card, before = page.imports, held(project)
    for at, kind in enumerate(KINDS):
        folder = tmp_path / str(at)
        folder.mkdir()
        path = KINDS[kind](folder)
        card.try_file(path)
        qtbot.waitUntil(lambda: page.isEnabled() and card.summary + card.errors != "", timeout=WAIT)
        said = card.summary + card.errors
        assert "Nothing was imported" in said, (kind, said)
        assert not card.do_import.isVisible(), kind
        card.import_chosen.emit(path, "")
        qtbot.waitUntil(page.isEnabled, timeout=WAIT)
        assert held(project) == before, kind
