"""Storage faults: each one is noticed, said in one plain sentence, and loses nothing."""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tracemalloc

import pytest

from tests.helpers.projects import run_python, step_ids, with_response
from tests.helpers.solutions import sum_problem
from workbench.domain.errors import (
    KnownError,
    ProjectLockedError,
    ProjectTooNewError,
    StorageError,
)
from workbench.domain.records import Verdict
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.store import migrations
from workbench.store.database import connect, create_file
from workbench.store.lock import ProjectLock

NAMES = [
    "it's.stepmark",
    "50%25.stepmark",
    "a#b?c=d.stepmark",
    "two\nlines.stepmark",
    "π🙂.stepmark",
    " space .stepmark",
]


@pytest.fixture
def path(tmp_path, home):
    return tmp_path / "work.stepmark"


def fingerprint(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_second_opener_is_refused_in_the_same_process(path):
    """Two writers on one file are how commits get lost."""
    with (
        Project.create(path, "Ada"),
        pytest.raises(ProjectLockedError, match="open in another window"),
    ):
        Project.open(path)
    Project.open(path).close()


OPEN = """
import sys
from pathlib import Path
from workbench.domain.errors import ProjectLockedError
from workbench.service.project import Project
try:
    Project.open(Path(sys.argv[1])).close()
except ProjectLockedError as error:
    print("LOCKED", error)
"""


def test_second_opener_is_refused_in_another_process(path):
    """The lock holds between processes, and ends with its holder."""
    with Project.create(path, "Ada"):
        assert run_python(OPEN, path).stdout.startswith("LOCKED")
    done = run_python(OPEN, path)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_database_itself_is_locked_against_foreign_tools(path):
    """Without the lock file, SQLite's own exclusive lock still keeps a second connection out."""
    with Project.create(path, "Ada") as project:
        with_response(project)
        other = sqlite3.connect(path, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("SELECT count(*) FROM events").fetchone()
        other.close()


def test_lock_file_is_what_refuses(path, monkeypatch):
    """Control: with the lock taken out, the second opener gets past the lock file."""
    with Project.create(path, "Ada"):
        monkeypatch.setattr(fcntl, "flock", lambda *_: None)
        ProjectLock(path).release()


def test_file_of_a_newer_version_is_refused_and_left_byte_identical(path):
    """An older app must not touch what it does not understand."""
    Project.create(path, "Ada").close()
    connection = connect(path)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute(f"PRAGMA user_version = {len(migrations.MIGRATIONS) + 1}")
    connection.close()
    before = fingerprint(path), sorted(path.parent.iterdir())
    with pytest.raises(ProjectTooNewError, match="newer Stepmark"):
        Project.open(path)
    assert (fingerprint(path), sorted(path.parent.iterdir())) == before


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00", b"hello" * 100])
def test_file_that_is_no_project_is_refused_and_left_as_it_is(path, content):
    """Choosing the wrong file costs nothing."""
    path.write_bytes(content)
    with pytest.raises(StorageError, match="not a Stepmark project"):
        Project.open(path)
    assert path.read_bytes() == content


def test_foreign_database_is_refused_and_left_as_it_is(path):
    """Another program's SQLite file is not ours to migrate."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    before = fingerprint(path)
    with pytest.raises(StorageError, match="not a Stepmark project"):
        Project.open(path)
    assert fingerprint(path) == before


def test_missing_project_is_not_made_by_opening_it(path):
    """A misspelt path must not become an empty project."""
    with pytest.raises(StorageError, match="cannot be opened"):
        Project.open(path)
    assert not path.exists()


def test_creating_over_a_file_is_refused(path):
    """Nothing is overwritten."""
    path.write_bytes(b"mine")
    with pytest.raises(StorageError, match="exists already"):
        Project.create(path, "Ada")
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize("name", NAMES)
def test_odd_file_names_work(tmp_path, home, name):
    """No character of a path is special to the store."""
    path = tmp_path / "fol'der #1 %20" / name
    with Project.create(path, "Ada") as project:
        annotation, problem = with_response(project)
        annotation.mark(step_ids(annotation, problem)[0], Verdict.CORRECT)
    with Project.open(path) as project:
        assert project.check().ok
        assert project.file.backups()
    names = {entry.name for entry in path.parent.iterdir()}
    assert names == {name, f"{name}-lock", f"{name}-mark"}


def test_project_is_readable_by_its_owner_alone(path):
    """Feedback may be confidential."""
    with Project.create(path, "Ada") as project:
        with_response(project)
        for entry in path.parent.glob("work.stepmark*"):
            assert stat.S_IMODE(entry.stat().st_mode) == 0o600, entry.name


def test_no_transaction_is_left_open_by_any_verb(path):
    """A leaked transaction would swallow all later writes on closing."""
    with Project.create(path, "Ada") as project:
        annotation, problem = with_response(project)
        ids = step_ids(annotation, problem)
        acts = [
            lambda: annotation.mark(ids[0], Verdict.INCORRECT),
            lambda: annotation.explain(ids[0], "because"),
            lambda: annotation.save_draft(ids[0], "rewrite", "half a"),
            lambda: annotation.rewrite(ids[0], "better"),
            lambda: annotation.merge_with_next(ids[1]),
            lambda: annotation.set_aside(problem.id, "give_up", ""),
            lambda: annotation.queue("What"),
            lambda: annotation.view(problem.id),
            lambda: project.set_setting("a", 1),
            lambda: project.check(),
            lambda: project.back_up(),
        ]
        for act in acts[:5] + acts[6:]:
            act()
            assert project.file.database.idle
        with pytest.raises(KnownError):
            annotation.mark("nobody", Verdict.CORRECT)
        assert project.file.database.idle


def test_leaked_transaction_would_be_caught(path):
    """Control: with a transaction left open, the next act refuses to run."""
    with Project.create(path, "Ada") as project:
        annotation, problem = with_response(project)
        project.file.database.connection.execute("BEGIN")
        with pytest.raises(AssertionError, match="left open"):
            annotation.set_refine_mode(problem.id, annotation.view(problem.id).thread.refine_mode)
        project.file.database.connection.execute("ROLLBACK")


FULL = """
import resource, sys
from pathlib import Path
from tests.helpers.projects import step_ids, with_response
from workbench.domain.errors import StorageError
from workbench.domain.records import Verdict
from workbench.service.project import Project
project = Project.create(Path(sys.argv[1]), "Ada")
annotation, problem = with_response(project)
step = step_ids(annotation, problem)[0]
annotation.mark(step, Verdict.CORRECT)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
size = (Path(sys.argv[1] + "-wal")).stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 8192, hard))
try:
    annotation.explain(step, "long " * 40000)
    print("SAVED")
except StorageError as error:
    print("REFUSED", error)
print(annotation.view(problem.id).turns[0].chosen.steps[0].mark.explanation == "")
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
annotation.explain(step, "long " * 40000)
print(len(annotation.view(problem.id).turns[0].chosen.steps[0].mark.explanation))
print(project.check().ok, project.file.database.idle)
project.close()
"""


def test_full_disk_is_said_and_the_retry_works(path):
    """IOERR through a file-size limit: not saved, still alive, saved on the next try."""
    done = run_python(FULL, path)
    lines = done.stdout.split("\n")
    assert lines[0].startswith("REFUSED Not saved: the disk with work.stepmark is full"), done
    assert lines[1:4] == ["True", "200000", "True True"], done


TMPFS = r"""
mkdir -p "$1" && mount -t tmpfs -o size=1m none "$1" && cd "$2" && exec "$3" -c "$4" "$1/a.stepmark"
"""

FULL_TMPFS = """
import sys
from pathlib import Path
from tests.helpers.projects import step_ids, with_response
from workbench.domain.errors import StorageError
from workbench.service.project import Project
project = Project.create(Path(sys.argv[1]), "Ada")
annotation, problem = with_response(project)
step = step_ids(annotation, problem)[0]
filler = Path(sys.argv[1]).with_name("filler")
try:
    filler.write_bytes(b"x" * 4000000)
except OSError:
    pass
try:
    annotation.explain(step, "long " * 40000)
    print("SAVED")
except StorageError as error:
    print("REFUSED", error)
filler.unlink()
annotation.explain(step, "short")
print(annotation.view(problem.id).turns[0].chosen.steps[0].mark.explanation, project.check().ok)
"""


def test_full_file_system_is_said_and_the_retry_works(path, tmp_path):
    """SQLITE_FULL on a real, tiny file system."""
    from tests.helpers.shared import CHECKOUT

    probe = (
        subprocess.run(["unshare", "-Urm", "true"], capture_output=True, text=True, check=False)
        if shutil.which("unshare")
        else None
    )
    if probe is None or probe.returncode:
        pytest.skip("user namespaces are not allowed here, so no small file system can be mounted")
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", TMPFS, "sh", str(tmp_path / "small"), str(CHECKOUT),
         sys.executable, FULL_TMPFS],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    if "mount:" in done.stderr:
        pytest.skip("mounting is not allowed here, so no small file system can be made")
    lines = done.stdout.split("\n")
    assert lines[0].startswith("REFUSED Not saved: the disk"), done
    assert lines[1] == "short True", done


@pytest.mark.parametrize("how", ["unlinked", "replaced"])
def test_file_that_vanished_is_noticed_before_anything_is_called_saved(path, tmp_path, how):
    """SQLite itself writes on into a file that nobody can open any more."""
    project = Project.create(path, "Ada")
    annotation, problem = with_response(project)
    ids = step_ids(annotation, problem)
    shutil.copy(path, tmp_path / "other")
    if how == "unlinked":
        path.unlink()
    else:
        (tmp_path / "other").replace(path)
    with pytest.raises(StorageError, match="deleted or replaced"):
        annotation.mark(ids[0], Verdict.CORRECT)
    project.close()


CRASH = """
import os, sys
from pathlib import Path
from workbench.domain.records import Verdict
from workbench.service.annotation import Annotation
from workbench.service.project import Project
project = Project.open(Path(sys.argv[1]))
annotation = Annotation(project)
for step in sys.argv[2:]:
    annotation.mark(step, Verdict.CORRECT)
os._exit(9)
"""


def crashed_project(path) -> list[str]:
    """Leave a project whose last four marks are only in the write-ahead log."""
    with Project.create(path, "Ada") as project:
        annotation, problem = with_response(project)
        ids = step_ids(annotation, problem)
    assert run_python(CRASH, path, *ids).returncode == 9
    return ids


def test_damaged_log_is_noticed_and_backups_are_offered(path):
    """SQLite drops a damaged log without a word; the mark beside the file remembers."""
    crashed_project(path)
    log = path.with_name(path.name + "-wal")
    data = bytearray(log.read_bytes())
    data[40:80] = b"\xff" * 40
    log.write_bytes(bytes(data))
    with Project.open(path) as project:
        (notice,) = project.notices
        assert notice.startswith("4 events are missing")
        assert str(project.file.backups()[-1]) in notice


def test_log_lost_without_the_mark_goes_unnoticed(path):
    """Control: it is the mark that tells."""
    crashed_project(path)
    path.with_name(path.name + "-wal").unlink()
    path.with_name(path.name + "-mark").unlink()
    with Project.open(path) as project:
        assert project.notices == ()


def test_whole_log_is_recovered_silently(path):
    """Control: a crash alone loses nothing and needs no notice."""
    crashed_project(path)
    with Project.open(path) as project:
        assert project.notices == ()
        assert project.check().events == 6


def test_notice_repeats_until_work_goes_on(path):
    """Looking at the damage does not make it disappear."""
    crashed_project(path)
    path.with_name(path.name + "-wal").unlink()
    for _ in range(2):
        with Project.open(path) as project:
            assert "missing" in project.notices[0]


def test_work_after_a_loss_is_guarded_anew(path):
    """A mark left above the history would repeat the old loss and hide the next one."""
    first, *_ = crashed_project(path)
    log, mark = (path.with_name(path.name + end) for end in ("-wal", "-mark"))
    log.unlink()
    with Project.open(path) as project:
        assert "4 events are missing" in project.notices[0]
        Annotation(project).mark(first, Verdict.CORRECT)
    with Project.open(path) as project:
        assert project.notices == ()
    older, seen = path.read_bytes(), mark.read_bytes()
    with Project.open(path) as project:
        Annotation(project).mark(first, Verdict.INCORRECT)
    path.write_bytes(older)
    assert mark.read_bytes() != seen
    with Project.open(path) as project:
        assert "1 event is missing" in project.notices[0]


def test_torn_mark_falls_back_to_the_slot_before(path):
    """The mark is written in two slots in turn, so half a write leaves the other."""
    ids = crashed_project(path)
    mark = path.with_name(path.name + "-mark")
    data = bytearray(mark.read_bytes())
    newest = max((0, 128), key=lambda at: data[at : at + 128])
    data[newest + 20] ^= 1
    mark.write_bytes(bytes(data))
    with Project.open(path) as project:
        assert project.notices == ()
        assert len(ids) == 4


def test_history_cannot_be_changed_or_deleted(path):
    """Events are append-only, also against REPLACE."""
    with Project.create(path, "Ada") as project:
        with_response(project)
        for sql in (
            "UPDATE events SET label = 'x'",
            "DELETE FROM events",
            "REPLACE INTO events SELECT * FROM events",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                project.file.database.connection.execute(sql)


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE marks SET verdict = -1", "row .* of marks"),
        ("DELETE FROM marks", "row .* of marks"),
        ("UPDATE problems SET statement = 'other'", "row .* of problems"),
    ],
)
def test_check_names_a_row_that_changed_outside_history(path, sql, sentence):
    """Fault 13: a flipped byte in a row passes SQLite's own check."""
    with Project.create(path, "Ada") as project:
        annotation, problem = with_response(project)
        annotation.mark(step_ids(annotation, problem)[0], Verdict.CORRECT)
        assert project.check().ok
        project.file.database.connection.execute(sql)
        report = project.check()
    assert not report.ok
    assert any(re.search(sentence, line) for line in report.problems)


def test_check_names_an_event_that_was_altered(path):
    """The chain of hashes breaks at the event that is not what was recorded."""
    with Project.create(path, "Ada") as project:
        with_response(project)
        connection = project.file.database.connection
        connection.execute("DROP TRIGGER events_never_change")
        connection.execute("UPDATE events SET label = 'forged' WHERE seq = 1")
        assert project.check().problems == ("Event 1 (forged) is not what was recorded.",)


def test_corrupt_page_is_a_plain_sentence(path):
    """Fault 12: no traceback, and the way out is named."""
    with Project.create(path, "Ada") as project:
        _, problem = with_response(project)
    data = bytearray(path.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = b"\xee" * 64
    path.write_bytes(bytes(data))
    with (
        pytest.raises(StorageError, match="restore a backup"),
        Project.open(path) as project,
    ):
        Annotation(project).view(problem.id)


def test_failure_to_sync_leaves_no_doubt(path, monkeypatch):
    """Fault 5: a commit that failed but is there is found on reopening and counts once."""
    with Project.create(path, "Ada") as project:
        annotation, problem = with_response(project)
        ids = step_ids(annotation, problem)
        database = project.file.database

        class Failing:
            """Commits, then says that it did not."""

            def __init__(self, connection):
                self._connection = connection

            def __getattr__(self, name):
                return getattr(self._connection, name)

            def execute(self, sql, *arguments):
                done = self._connection.execute(sql, *arguments)
                if sql == "COMMIT":
                    raise sqlite3.OperationalError("disk I/O error")
                return done

        database.connection = Failing(database.connection)
        change = annotation.mark(ids[0], Verdict.CORRECT)
        assert change.seq == 3
        assert project.check().events == 3


def test_creation_killed_midway_leaves_no_project(path, monkeypatch):
    """A project appears complete or not at all."""
    monkeypatch.setattr(migrations, "MIGRATIONS", ())

    def dies(*_):
        raise RuntimeError("killed")

    monkeypatch.setattr("workbench.store.database.migrate", dies)
    with pytest.raises(RuntimeError):
        create_file(path)
    assert not path.exists()


def test_check_reads_a_large_import_once(path):
    """Memory stays near one event's size, however many rows the event has."""
    with Project.create(path, "Ada") as project:
        Library(project).add_problems(sum_problem(n) for n in range(400))
        payload = project.file.database.value("SELECT max(length(payload)) FROM events")
        tracemalloc.start()
        assert project.check().ok
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 20 * payload
