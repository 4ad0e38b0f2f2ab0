"""Whatever is done at the desk can be undone: a walk of two hundred acts leads back to the start.

The walk goes through the real widgets, by keys where there are keys. Its seed is fixed, so that the
suite is the same each time; ``STEPMARK_WALK_SEED=7`` takes another way.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.marked import contents
from tests.ui.annotate.test_marking import panel_of
from tests.ui.annotate.test_turns import engine_of
from tests.ui.data.test_data_page import page_of
from tests.ui.desk_helpers import CONTINUED, EQUATION, FRACTIONS, SOLUTION, add_problems, numbered
from tests.ui.desk_helpers import result_of as result
from workbench.domain.records import RefineMode, ThreadStatus
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui.app import Application
from workbench.ui.rail import Page

Open = Callable[[Project], Application]
ACTS = 200
SEED = int(os.environ.get("STEPMARK_WALK_SEED", "20"))
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
APART = ("events", "event_rows", "event_pieces", "settings", "migrations", "sqlite_")
"""Tables that tell of the way, not of where it led."""


def record_tables(project: Project) -> list[str]:
    """Return every table but those of history and of the search index's own bookkeeping."""
    rows = project.file.database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
    names = [row["name"] for row in rows]
    return [n for n in names if not n.startswith((*APART, "search"))]


class Walker:
    """Does at random what an expert can do, and remembers what he did."""

    def __init__(
        self, qtbot: QtBot, application: Application, chance: random.Random, folder: Path
    ) -> None:
        self._qtbot, self._application, self._chance = qtbot, application, chance
        self._panel = panel_of(application)
        self._engine = engine_of(application)
        self._folder = folder
        self._imports = 0
        self._start = self.depth
        self.log: list[str] = []

    @property
    def depth(self) -> int:
        """How many acts can be taken back."""
        return len(self._application.desk.history.acts(1000))

    def act(self) -> None:
        """Do one thing."""
        acts = (
            *[self.mark] * 10,
            *[self.explain, self.rewrite] * 2,
            *[self.undo] * 5,
            *[self.redo] * 2,
            *[self.refine, self.next_problem] * 2,
            *(self.merge, self.split, self.kind, self.follows, self.suggestion, self.judge),
            *(self.alternatives, self.check, self.by_hand),
            *(self.accept, self.set_aside, self.reopen, self.mode, self.take_in, self.guideline),
        )
        chosen = self._chance.choice(acts)
        self.log.append(chosen.__name__)
        if chosen not in (self.judge, self.take_in):
            self._application.window.open_page(Page.ANNOTATE)
            self._panel.focus_steps()
        chosen()

    def _press(self, key: str | Qt.Key, modifier: Qt.KeyboardModifier = CTRL & SHIFT) -> None:
        self._qtbot.keyClick(QApplication.focusWidget(), key, modifier)

    def _step(self) -> str:
        """Select a step at random; return its id, or "" where there is none."""
        steps = self._panel.steps.steps()
        if not steps:
            return ""
        step_id = self._chance.choice(steps).step.id
        self._panel.steps.select(step_id)
        return step_id

    def mark(self) -> None:
        self._step()
        self._press(self._chance.choice("1233011"))

    def kind(self) -> None:
        self._step()
        self._press("3")
        self._press(self._chance.choice("rcmui"))

    def suggestion(self) -> None:
        self._press(Qt.Key.Key_Space, self._chance.choice((SHIFT, CTRL & SHIFT)))

    def explain(self) -> None:
        if self._step():
            self._press("e")
            self._panel.feedback.explanation.setPlainText(f"Because {self._chance.random()}.")
            self._press(Qt.Key.Key_Escape)

    def rewrite(self) -> None:
        if self._step():
            self._press("w")
            self._panel.feedback.rewrite.setPlainText(f"Take ${self._chance.randrange(99)}$.")
            self._press(Qt.Key.Key_Escape)

    def follows(self) -> None:
        step_id, steps = self._step(), self._panel.steps.steps()
        if step_id:
            earlier = self._chance.choice(steps).step.id
            self._panel.feedback.follows_from_chosen.emit(step_id, earlier)

    def merge(self) -> None:
        self._step()
        self._press("m")

    def split(self) -> None:
        step_id = self._step()
        if step_id:
            self._panel.steps.split_requested.emit(step_id, self._chance.randrange(4, 12))

    def refine(self) -> None:
        self._engine.texts[:] = [self._chance.choice((SOLUTION, CONTINUED, SOLUTION + " "))] * 9
        self._press(Qt.Key.Key_Return, CTRL)

    def alternatives(self) -> None:
        """Sample other ways to write a step, and rate or choose one of them."""
        if self._step():
            self._press("a")
            self._press(self._chance.choice(("1", "3", Qt.Key.Key_Return)))

    def check(self) -> None:
        self._press("c")

    def by_hand(self) -> None:
        self._press("t")
        if self._panel.manual.is_open:
            text = numbered([f"By hand {self._chance.randrange(9)}.", "So."], "$1$")
            self._panel.manual.editor.setPlainText(text)
            self._press("s", CTRL)

    def accept(self) -> None:
        self._press("v")

    def mode(self) -> None:
        self._press(self._chance.choice("lr"))
        self._panel.bar.refine_mode_chosen.emit(self._chance.choice(list(RefineMode)))

    def reopen(self) -> None:
        annotate = self._application.annotate
        assert annotate is not None
        annotate.turns.do_primary("Reopen")

    def set_aside(self) -> None:
        annotate = self._application.annotate
        assert annotate is not None
        status = self._chance.choice((ThreadStatus.BAD_PROBLEM, ThreadStatus.GIVE_UP))
        annotate.turns.set_aside(status, "too vague")

    def next_problem(self) -> None:
        self._press(self._chance.choice("nnp"))

    def guideline(self) -> None:
        annotation = self._application.desk.annotation
        text = f"Be strict. {self._chance.random()}"
        self._application.desk.commit(lambda: annotation.edit_guideline(text))

    def judge(self) -> None:
        self._application.window.open_page(Page.COMPARE)
        self._press(self._chance.choice("123456789s"))

    def take_in(self) -> None:
        self._imports += 1
        path = self._folder / f"{self._imports}.jsonl"
        row = {"question": f"What is 2 + {self._imports}?", "answer": f"It is.\n#### {2}"}
        path.write_text(json.dumps(row) + "\n", encoding="utf-8")
        page = page_of(self._application)
        page.imports.try_file(path)
        page.imports.do_import.click()

    def undo(self) -> None:
        if self.depth > self._start:  # what was there before the walk is no part of it
            self._press(Qt.Key.Key_Z, CTRL)

    def redo(self) -> None:
        self._press(Qt.Key.Key_Z, CTRL | SHIFT)


@pytest.fixture
def walked(project: Project, open_window: Open) -> Application:
    """Return a window on two problems with two candidates each, and a third that is unsolved."""
    add_problems(project, EQUATION, FRACTIONS)
    annotation = Annotation(project)
    for problem in (EQUATION, FRACTIONS):
        texts = [numbered([f"Way {at}: $x = {at}$.", "Check it.", "Done."], "$1$") for at in (1, 2)]
        results = [result("r", at, text, at) for at, text in enumerate(texts)]
        annotation.record_turn(annotation.plan_initial(problem.id), results, "scripted")
    application = open_window(project)
    engine_of(application).texts[:] = [SOLUTION] * 1000
    return application


def test_two_hundred_acts_and_undos_lead_back_to_the_start(
    qtbot: QtBot, project: Project, walked: Application, tmp_path: Path
) -> None:
    """Undo has no limit, no gap and no order in which it loses something."""
    tables, history = record_tables(project), walked.desk.history
    before = contents(project, tables)
    refused: list[str] = []
    history.failed.connect(lambda error: refused.append(str(error)))
    walker = Walker(qtbot, walked, random.Random(SEED), tmp_path)
    start = walker.depth
    for _ in range(ACTS):
        walker.act()
    told = f"seed {SEED}: {' '.join(walker.log)}"
    assert project.check().ok, told
    assert contents(project, tables) != before, told
    while walker.depth > start:
        assert history.undo(), f"{refused} {told}"
    assert refused == [], told
    after = contents(project, tables)
    assert [t for t in tables if after[t] != before[t]] == [], told
    assert project.check().ok, told
    assert {row.problem_id for row in Annotation(project).queue(search="way 1")} == {
        EQUATION.id,
        FRACTIONS.id,
    }
    while history.can_redo:
        assert history.redo(), told
    assert refused == [], told
