"""Acts of very many rows are turned beside the window, which lives, and can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.ui.desk_helpers import EQUATION, add_problems
from workbench.domain.errors import StorageError
from workbench.domain.records import Problem
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.store.changes import Change, added
from workbench.store.pieces import LONG
from workbench.ui.app import Application
from workbench.ui.data.working import WorkingDialog
from workbench.ui.rail import Page

WAIT = 30_000
MANY = LONG + 50


class Gate:
    """Holds ``Project.revert`` in its thread, half way, until it is let through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.through = threading.Event(), threading.Event()
        self.thread = 0
        real = Project.revert

        def held(
            project: Project, change: Change, on_written: Callable[[int], None] | None = None
        ) -> Change:
            self.thread = threading.get_ident()
            assert on_written is not None

            def written(count: int) -> None:
                self.reached.set()
                assert self.through.wait(WAIT / 1000)
                on_written(count)

            return real(project, change, written)

        monkeypatch.setattr(Project, "revert", held)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate(monkeypatch)
    yield gate
    gate.through.set()


@pytest.fixture
def imported(project: Project, open_window: Callable[[Project], Application]) -> Application:
    """A window in which very many problems were just brought in by one act."""
    add_problems(project, EQUATION)
    application = open_window(project)
    rows = [added(Problem(f"many{n}", f"Add {n} and 1.", position=n + 9)) for n in range(MANY)]
    application.desk.commit(lambda: project.commit("import many problems", {"problems"}, rows))
    return application


def count(application: Application) -> int:
    return Library(application.desk.project).counts().problems


def dialog(application: Application) -> WorkingDialog | None:
    found = application.window.findChildren(WorkingDialog)
    return found[-1] if found else None


@contextmanager
def settled(qtbot: QtBot, application: Application) -> Iterator[None]:
    with qtbot.waitSignal(application.desk.history.settled, timeout=WAIT):
        yield


def test_undoing_a_large_import_leaves_the_window_alive(
    imported: Application, gate: Gate, qtbot: QtBot
) -> None:
    """It took ten seconds for a hundred thousand problems, in which the window stood still."""
    ticks: list[int] = []
    timer = QTimer(imported)
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(5)
    imported.desk.history.undo()
    qtbot.waitUntil(gate.reached.is_set, timeout=WAIT)
    seen = len(ticks)
    qtbot.waitUntil(
        lambda: (shown := dialog(imported)) is not None and shown.isVisible(), timeout=WAIT
    )
    qtbot.waitUntil(lambda: len(ticks) > seen + 5, timeout=WAIT)
    assert gate.thread != threading.get_ident()
    imported.window.repaint()  # what is on the screen needs nothing of the busy file
    with settled(qtbot, imported):
        gate.through.set()
    assert count(imported) == 1
    assert imported.window.centre.isEnabled()
    assert imported.desk.history.can_redo


def test_a_large_undo_is_undone_and_done_again_beside_the_window(
    imported: Application, qtbot: QtBot
) -> None:
    """Redo takes as long as undo; both leave the lists of acts in order."""
    history = imported.desk.history
    for left in (1, MANY + 1, 1, MANY + 1):
        with settled(qtbot, imported):
            history.undo() if left == 1 else history.redo()
        assert count(imported) == left
    assert not history.can_redo
    assert history.acts(1)[0].label == "import many problems"


def test_stopping_a_large_undo_leaves_everything_as_it_was(
    imported: Application, gate: Gate, qtbot: QtBot
) -> None:
    """The act can be taken back another time; nothing of it is half gone."""
    imported.desk.history.undo()
    qtbot.waitUntil(gate.reached.is_set, timeout=WAIT)
    qtbot.waitUntil(
        lambda: (shown := dialog(imported)) is not None and shown.isVisible(), timeout=WAIT
    )
    found = dialog(imported)
    assert found is not None
    found.stop.click()
    with settled(qtbot, imported):
        gate.through.set()
    assert count(imported) == MANY + 1
    assert imported.desk.project.check().ok
    assert imported.desk.history.acts(1)[0].label == "import many problems"
    assert not imported.desk.history.can_redo


def test_nothing_else_is_turned_while_a_large_act_is(
    imported: Application, gate: Gate, qtbot: QtBot
) -> None:
    """The keys pressed twice would take back what lies before, out of order."""
    history = imported.desk.history
    history.undo()
    qtbot.waitUntil(gate.reached.is_set, timeout=WAIT)
    assert not history.undo()
    assert not history.redo()
    assert history.take_back() is None
    with settled(qtbot, imported):
        gate.through.set()
    assert count(imported) == 1


def test_a_large_act_that_was_not_saved_is_told_and_can_be_tried_again(
    imported: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk passes."""

    def full(*_: object) -> Change:
        raise StorageError("The disk is full; free some space.")

    with monkeypatch.context() as patched:
        patched.setattr(Project, "revert", full)
        with settled(qtbot, imported), qtbot.waitSignal(imported.desk.failed, timeout=WAIT):
            imported.desk.history.undo()
    with settled(qtbot, imported):
        imported.desk.history.undo()
    assert count(imported) == 1


def test_the_keys_are_where_they_were_after_a_large_undo(
    imported: Application, qtbot: QtBot
) -> None:
    """What is disabled for a moment loses them, and the next key would go nowhere."""
    imported.window.open_page(Page.ANNOTATE)
    assert imported.annotate is not None
    imported.annotate.panel.queue.focus_list()
    before = imported.window.focusWidget()
    with settled(qtbot, imported):
        imported.desk.history.undo()
    assert imported.window.focusWidget() is before


def test_the_list_of_acts_goes_on_behind_a_large_act(imported: Application, qtbot: QtBot) -> None:
    """Going back three acts turns all three, though the second is turned beside the window."""
    project, desk = imported.desk.project, imported.desk
    for n in range(2):
        row = added(Problem(f"one{n}", f"Take {n} from 1.", position=5000 + n))
        desk.commit(lambda row=row: project.commit("add a problem", {"problems"}, [row]))
    imported.open_past()
    assert imported.past is not None
    model = imported.past.sheet._model  # as a click on the fourth line asks for
    model.refresh()
    line = model.line(3)
    assert line is not None
    imported.past.sheet.turn_wanted.emit(line)
    qtbot.waitUntil(lambda: imported.past._line is None, timeout=WAIT)  # type: ignore[union-attr]
    assert count(imported) == 0


def test_closing_the_window_stops_a_large_undo_first(
    imported: Application, gate: Gate, qtbot: QtBot
) -> None:
    """The project must not be closed under it, and stays as it was."""
    project = imported.desk.project
    imported.desk.history.undo()
    qtbot.waitUntil(gate.reached.is_set, timeout=WAIT)
    threading.Timer(0.2, gate.through.set).start()
    imported.window.close()
    assert imported.desk.closed
    with Project.open(project.path) as again:
        assert Library(again).counts().problems == MANY + 1
