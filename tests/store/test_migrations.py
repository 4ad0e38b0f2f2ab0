"""A project is brought forward step by step: old or new, never between, and with a backup first."""

from __future__ import annotations

import sqlite3

import pytest

from tests.helpers.projects import with_response
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.store import migrations, project_file
from workbench.store.backups import verify
from workbench.store.database import connect
from workbench.store.migrations import MIGRATIONS, Migration, migrate

NEXT = Migration(
    "0003 a note on problems",
    (
        "ALTER TABLE problems ADD COLUMN note TEXT",
        "CREATE TABLE notes (id TEXT PRIMARY KEY) STRICT",
        "INSERT INTO notes VALUES ('first')",
    ),
)
FUTURE = (*MIGRATIONS, NEXT)
STOPS = len(NEXT.statements) + 4


@pytest.fixture
def path(tmp_path, home):
    path = tmp_path / "old.stepmark"
    with Project.create(path, "Ada") as project:
        with_response(project)
    return path


def schema(path) -> list[tuple[str, str]]:
    connection = connect(path)
    found = connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
    version = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return [*found, ("version", str(version[0]))]


@pytest.mark.parametrize("stop", range(STOPS))
def test_migration_that_stops_anywhere_leaves_the_old_schema(path, stop):
    """Whatever statement it dies at, the next start finds the old file and finishes."""
    before, seen = schema(path), []

    def dies(statement: str) -> None:
        seen.append(statement)
        if len(seen) > stop:
            raise RuntimeError("killed")

    connection = connect(path)
    with pytest.raises(RuntimeError):
        migrate(connection, FUTURE, dies)
    connection.close()
    assert schema(path) == before
    connection = connect(path)
    assert migrate(connection, FUTURE) == 1
    assert connection.execute("SELECT id FROM notes").fetchone() == ("first",)
    connection.close()


def test_statement_that_fails_rolls_everything_back(path):
    """A schema error in the middle is no half migration."""
    before = schema(path)
    broken = Migration("0003 broken", (NEXT.statements[0], "CREATE TABLE nonsense ("))
    connection = connect(path)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*MIGRATIONS, broken))
    connection.close()
    assert schema(path) == before


def test_opening_an_older_project_backs_it_up_first(path, monkeypatch):
    """The file as it was can be had back, and the user is told where it is."""
    for module in (migrations, project_file):
        monkeypatch.setattr(module, "MIGRATIONS", FUTURE)
    monkeypatch.setattr("workbench.store.database.MIGRATIONS", FUTURE)
    monkeypatch.setattr(project_file, "migrate", lambda connection: migrate(connection, FUTURE))
    with Project.open(path) as project:
        (notice,) = project.notices
        backup = next(b for b in project.file.backups() if b.name.endswith("-migration.stepmark"))
        assert str(backup) in notice
        assert verify(backup) == 2
        assert ("notes" in dict(schema(backup))) is False
        assert project.file.database.value("SELECT id FROM notes") == "first"
    with Project.open(path) as project:
        assert project.notices == ()


def test_migrating_twice_does_nothing(path):
    """What is applied is recorded with it."""
    connection = connect(path)
    assert migrate(connection) == 0
    connection.close()


def test_every_table_of_records_is_strict(path):
    """A wrong type is an error at once, not a surprise in an export."""
    connection = connect(path)
    tables = connection.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    connection.close()
    assert [name for name, strict in tables if not strict] == []


def test_backup_that_cannot_be_made_keeps_the_old_file(path, home, monkeypatch):
    """Without a backup there is no migration."""
    monkeypatch.setattr(project_file, "MIGRATIONS", FUTURE)
    before = schema(path)

    def unwritable(*_arguments, **_keywords):
        raise OSError("no room")

    monkeypatch.setattr("workbench.store.backups._copy", unwritable)
    from workbench.domain.errors import StorageError

    with pytest.raises(StorageError, match="No backup could be made"):
        Project.open(path)
    assert schema(path) == before


def test_old_records_are_all_there_after_a_migration(path):
    """The point of it all."""
    connection = connect(path)
    migrate(connection, FUTURE)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.close()
    with Project.open(path) as project:
        assert len(Annotation(project).queue()) == 1
