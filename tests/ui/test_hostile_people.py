"""Names, files and columns that break careless windows: on the Data page and wherever people are.

An annotator's name comes from a project of somebody else, so it may be anything; so may the name of
a file, its columns and its cells. All is painted at once, literally, and opens nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QHeaderView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.hostile import HOSTILE, SENTINEL
from tests.ui.data.test_annotators_tab import blind_opinion
from tests.ui.desk_helpers import EQUATION, FRACTIONS, add_problems, solve, step_ids
from tests.ui.test_hostile_text import LONGEST_PAINT, Watched, active_content
from workbench.domain.records import Annotator, Verdict, now
from workbench.service.annotation import Annotation
from workbench.service.annotators import Annotators
from workbench.service.project import Project
from workbench.store.changes import added, replaced
from workbench.store.reading import annotators
from workbench.ui.app import Application
from workbench.ui.data.annotators_card import AnnotatorsCard
from workbench.ui.data.annotators_merge import MergeCard
from workbench.ui.data.panel import DataPanel
from workbench.ui.plain_label import listed
from workbench.ui.rail import Page

Open = Callable[[Project], Application]
WIDEST = 1440
"""No text makes the window wider than this, in logical pixels."""
NAMES = {
    "markup": f'<h1>Ben</h1><img src="{SENTINEL}"><a href="{SENTINEL}">open</a> {SENTINEL}',
    "one line of 200,000 characters": "B" * 200_000,
    "from right to left": "\u202eneB\u202d and Ada",
    "several lines": "Ben\nAda\r\n\tCarl",
    "single ampersands": "Ben & Ada && Carl",
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked to be opened in another program."""
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    return opened


def call(project: Project, annotator_id: str, name: str) -> None:
    """Give somebody a name that no card would take, as one that comes with a merge."""
    before = next(one for one in annotators(project.file.database) if one.id == annotator_id)
    after = Annotator(before.id, name, before.created_at)
    project.commit("rename", [f"annotators:{annotator_id}"], [replaced(before, after)])
    project.use_annotator(project.annotator.id)


def people(project: Project, name: str) -> None:
    """Have two people of that name mark the same steps and disagree, and a third one work."""
    add_problems(project, EQUATION, FRACTIONS)
    first = project.annotator.id
    for problem in (EQUATION, FRACTIONS):
        solve(project, problem.id)
        for step_id in step_ids(project, problem.id):
            Annotation(project).mark(step_id, Verdict.CORRECT)
    other = Annotator("ben", "Ben", now())
    project.commit("add", ["annotators:ben"], [added(other)])
    verdicts = (Verdict.CORRECT, Verdict.CORRECT, Verdict.INCORRECT)
    blind_opinion(project, "Ben", *verdicts)
    third = Annotator("carl", "Carl", now())
    project.commit("add", ["annotators:carl"], [added(third)])
    call(project, first, name)
    call(project, "ben", f"{name} the second")
    Annotators(project).use("carl")


def too_wide(window: QWidget) -> list[str]:
    """Return which widgets would make the window wider than a screen."""
    parts = (window, *window.findChildren(QWidget))
    wide = [part for part in parts if part.minimumSizeHint().width() > WIDEST]
    return [f"{type(part).__name__} {part.accessibleName()[:40]}" for part in wide]


def shown_texts(window: QWidget) -> str:
    """Return all that labels and lists of a window say, whole."""
    said = [label.text() for label in window.findChildren(QLabel)]
    for box in window.findChildren(QComboBox):
        said += [box.itemText(at) for at in range(box.count())]
    return "\n".join(said)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_shown_literally_wherever_people_are(
    qtbot: QtBot, project: Project, open_window: Open, asked: list[str], name: str
) -> None:
    """On every tab of the Data page, in the agreement's pictures and in the history."""
    people(project, NAMES[name])
    application = open_window(project)
    window, watched = application.window, Watched()
    page = window.open_page(Page.DATA).widget
    assert isinstance(page, DataPanel)
    for tab in ("import", "export", "annotators", "agreement"):
        watched.do(lambda tab=tab: page.show_tab(tab))
        watched.do(window.grab)
        if tab in ("export", "annotators"):
            assert NAMES[name] in shown_texts(page)
    card = page.findChild(AnnotatorsCard)
    watched.do(lambda: card.used.emit("ben"))
    watched.do(window.grab)
    watched.do(lambda: window.open_page(Page.ANNOTATE))
    watched.do(lambda: application.annotate.queue.open(EQUATION.id))
    watched.do(window.grab)
    assert watched.longest < LONGEST_PAINT
    assert active_content(window) == []
    assert too_wide(window) == []
    assert asked == []


def test_the_agreement_is_painted_with_the_longest_names(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Names stand beside bars and over tables; they are cut, the numbers are not."""
    people(project, NAMES["one line of 200,000 characters"])
    application = open_window(project)
    page = application.window.open_page(Page.DATA).widget
    page.show_tab("agreement")
    from workbench.ui.data.agreement_card import AgreementCard

    card = page.findChild(AgreementCard)
    qtbot.waitUntil(lambda: bool(card.matrices), timeout=30_000)
    watched = Watched()
    watched.do(application.window.grab)
    assert watched.longest < LONGEST_PAINT
    assert too_wide(application.window) == []


@pytest.mark.parametrize("name", ["markup", "one line of 200,000 characters"])
def test_columns_and_cells_of_a_file_are_shown_literally(
    qtbot: QtBot, project: Project, open_window: Open, asked: list[str], tmp_path: Path, name: str
) -> None:
    """The sample of a file that is not recognised shows names and cells of columns as they are."""
    path = tmp_path / "<b>x & y.jsonl"
    row = {NAMES[name]: NAMES[name], "other": HOSTILE["links and images"], "n": "\u202e1\n2"}
    path.write_text((json.dumps(row) + "\n") * 3, encoding="utf-8")
    window, watched = open_window(project).window, Watched()
    page = window.open_page(Page.DATA).widget
    assert isinstance(page, DataPanel)
    watched.do(lambda: page.imports.try_file(path))
    qtbot.waitUntil(lambda: page.imports.mapping.sample.columnCount() > 0, timeout=30_000)
    watched.do(window.grab)
    assert watched.longest < LONGEST_PAINT
    assert active_content(window) == []
    assert too_wide(window) == []
    header = page.imports.mapping.sample.horizontalHeader()
    assert isinstance(header, QHeaderView)
    assert path.name in shown_texts(page.imports)
    assert asked == []


@pytest.mark.parametrize("name", ["markup", "one line of 200,000 characters", "several lines"])
def test_what_the_cards_say_of_files_and_people_is_shown_literally(
    qtbot: QtBot, project: Project, open_window: Open, asked: list[str], name: str
) -> None:
    """Reports name files, folders, problems and annotators; every card says them at once."""
    text = NAMES[name]
    window, watched = open_window(project).window, Watched()
    page = window.open_page(Page.DATA).widget
    assert isinstance(page, DataPanel)
    merging = page.findChild(MergeCard)
    acts: tuple[tuple[str, Callable[[], object]], ...] = (
        ("import", lambda: page.imports.show_report(text, (text,) * 3, importable=True)),
        ("export", lambda: page.exports.show_result(text)),
        ("export", lambda: page.share.take(Path("/tmp") / text[:200].replace("/", "_"))),
        ("export", lambda: page.share.say(text, sendable=True)),
        ("export", lambda: page.filters.licence.setText(text)),
        ("annotators", lambda: merging.show_report(text, (text,) * 3, mergeable=True)),
        ("annotators", lambda: page.findChild(AnnotatorsCard).say(text)),
    )
    for tab, act in acts:
        watched.do(lambda tab=tab: page.show_tab(tab))
        watched.do(act)
        watched.do(window.grab)
    assert watched.longest < LONGEST_PAINT
    assert active_content(window) == []
    assert too_wide(window) == []
    assert asked == []


def test_a_line_of_a_report_is_bounded_and_can_be_broken() -> None:
    """Qt needs seconds to wrap a line of 200,000 characters without a blank."""
    text = listed(["short", NAMES["one line of 200,000 characters"]])
    first, second = text.splitlines()
    assert first == "short"
    assert len(second) < 3_000
    assert second.endswith("… (200,000)")
    assert max(len(run) for run in second.split("\u200b")) <= 80
