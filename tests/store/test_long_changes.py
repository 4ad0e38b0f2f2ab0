"""A change of very many rows is one act: kept in pieces, taken back whole, checked to the byte."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import tracemalloc

import pytest

from tests.helpers.marked import contents
from tests.helpers.projects import python, undo_stack
from workbench.domain.errors import KnownError
from workbench.domain.records import Problem
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.store.changes import added
from workbench.store.pieces import LONG, StagedRows, StoredRows
from workbench.store.scratch import ScratchMap, ScratchSet

COUNT = LONG + 300


def problems(count: int = COUNT) -> StagedRows:
    rows = StagedRows()
    for n in range(count):
        rows.append(added(Problem(f"p{n:06d}", f"What is {n} plus one?", position=n + 1)))
    return rows


def committed(project: Project, count: int = COUNT):
    return project.commit("import", ["problems"], problems(count))


def ids(project: Project) -> list[str]:
    return [row["problem_id"] for row in project.file.database.rows("SELECT * FROM queue")]


def test_rows_of_a_long_change_lie_in_pieces_and_not_in_its_event(project):
    """An event of a hundred thousand rows would be read whole by whoever reads history."""
    change = committed(project)
    payload = project.file.database.value("SELECT payload FROM events")
    assert len(payload) < 200
    assert isinstance(change.rows, StoredRows)
    assert len(change.rows) == COUNT
    assert [row.key for row in change.rows][-1] == f"p{COUNT - 1:06d}"
    assert change.rows[0].after["statement"] == "What is 0 plus one?"


def test_a_long_change_is_taken_back_and_done_again_whole(project):
    """One undo takes the import back, search and queue included; redo brings back equal rows."""
    change = committed(project)
    before = contents(project)
    taken = project.revert(change)
    assert Library(project).counts().problems == 0
    assert ids(project) == []
    project.revert(taken)
    assert contents(project) == before
    assert len(ids(project)) == COUNT
    found = project.file.database.value(
        "SELECT count(*) FROM search WHERE search MATCH '\"2299 plus\"'"
    )
    assert found == 1
    assert project.check().ok


def test_history_restored_at_the_next_start_leaves_long_changes_on_the_disk(tmp_path):
    """The window restores hundreds of changes; an import among them must not fill its memory."""
    path = tmp_path / "long.stepmark"
    with Project.create(path, "Ada") as project:
        committed(project)
    with Project.open(path) as again:
        (change,) = undo_stack(again)
        assert isinstance(change.rows, StoredRows)
        again.revert(change)
        assert Library(again).counts().problems == 0


def test_a_long_change_that_is_stopped_changes_nothing(project):
    """Cancel in the middle of writing: not one row, and the project works on."""

    def stop(written: int) -> None:
        raise KnownError("stopped")

    with pytest.raises(KnownError, match="stopped"):
        project.commit("import", ["problems"], problems(), on_written=stop)
    assert Library(project).counts().problems == 0
    assert project.file.database.value("SELECT count(*) FROM event_pieces") == 0
    committed(project)
    assert project.check().ok


def test_a_long_change_does_not_overwrite_what_is_there(project):
    """The first row of the last piece exists already: nothing of the change stays."""
    Library(project).add_problems([Problem(f"p{COUNT - 1:06d}", "Mine", position=1)])
    with pytest.raises(KnownError, match="changed again"):
        committed(project)
    assert Library(project).counts().problems == 1


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        ("UPDATE problems SET statement = 'What?' WHERE id = 'p000700'", "p000700 of problems"),
        ("UPDATE event_pieces SET rows = replace(rows, 'p000700', 'p000701')", "Event 1 (import)"),
        ("DELETE FROM event_pieces WHERE number = 2", "Event 1 (import)"),
        ("INSERT INTO event_pieces VALUES (1, 99, '[]')", "Event 1 (import)"),
    ],
)
def test_the_check_names_what_differs_from_a_long_change(tmp_path, spoil, named):
    """A flipped byte (fault 13) is found in the rows, and in the pieces that history rests on."""
    path = tmp_path / "spoiled.stepmark"
    with Project.create(path, "Ada") as project:
        committed(project)
    connection = sqlite3.connect(path)
    for trigger in ("event_pieces_never_change", "event_pieces_never_vanish"):
        connection.execute(f"DROP TRIGGER {trigger}")
    assert connection.execute(spoil).rowcount > 0
    connection.commit()
    connection.close()
    with Project.open(path) as project:
        report = project.check()
    assert not report.ok
    assert any(named in problem for problem in report.problems)


_WRITER = """
import sys
from tests.store.test_long_changes import problems
from workbench.service.project import Project
def tell(written):
    if written > 1500:
        print("half", flush=True); sys.stdin.read()
project = Project.open(__import__("pathlib").Path(sys.argv[1]))
project.commit("import", ["problems"], problems(), on_written=tell)
"""


def test_kill_in_the_middle_of_a_long_change_leaves_the_old_state(tmp_path):
    """SIGKILL between two pieces (fault 14): the next start finds no row of it."""
    path = tmp_path / "killed.stepmark"
    Project.create(path, "Ada").close()
    child = python(["-c", _WRITER, str(path)], stdin=subprocess.PIPE)
    assert child.stdout.readline() == "half\n"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    with Project.open(path) as project:
        assert Library(project).counts().problems == 0
        assert project.check().ok


def test_memory_does_not_grow_with_the_rows_that_are_staged():
    """Six times the rows, the same peak: what waits lies on the disk."""

    def peak(count: int) -> int:
        tracemalloc.start()
        rows = problems(count)
        assert sum(1 for _ in rows) == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(9_000) < 1.5 * peak(1_500)


def test_staged_rows_come_back_in_both_directions():
    """Undo walks them backwards, across pieces and what is not yet in one."""
    rows = problems(1_250)
    forwards = [row.key for row in rows]
    assert forwards == sorted(forwards)
    assert [row.key for row in reversed(rows)] == forwards[::-1]
    assert rows[-1].key == "p001249"
    assert len(rows[10:20]) == 10


def test_scratch_collections_hold_any_text():
    """Ids of anyone's files: empty, odd and many."""
    found, texts = ScratchSet(), ["", "a'b", "z\u2028", *map(str, range(1200))]
    found.update(texts)
    found.add("a'b")
    assert sorted(found) == sorted(texts)
    assert "a'b" in found
    assert "b" not in found
    found.close()
    kept = ScratchMap()
    kept.put("a", "1")
    kept.put_first("a", "2")
    assert kept.get("a") == "1"
    assert json.dumps(kept.get("b")) == "null"
