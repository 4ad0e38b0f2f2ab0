"""Closing backs up with the lock held, says so to others, and leaves nothing half-written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.helpers.projects import with_response
from workbench.domain.errors import ProjectClosingError, ProjectLockedError
from workbench.service.project import Project
from workbench.store import backups as module
from workbench.store.lock import ProjectLock


@pytest.fixture
def path(tmp_path: Path, home: Path) -> Path:
    return tmp_path / "work.stepmark"


def test_who_comes_while_the_backup_is_written_learns_that_it_is_soon_free(path, monkeypatch):
    """The window is gone by then: "close it there" would send the user to look for it."""
    copy, met = module._copy, []

    def busy(source, target):
        with pytest.raises(ProjectClosingError, match="try again in a moment") as caught:
            Project.open(path)
        met.append(caught.value)
        copy(source, target)

    monkeypatch.setattr(module, "_copy", busy)
    with Project.create(path, "Ada") as project:
        with_response(project)
    assert len(met) == 1
    with Project.open(path) as project:
        assert len(project.file.backups()) == 1


def test_an_open_project_is_not_taken_for_one_that_closes(path):
    """A note left by the last closing would have others wait for what does not come."""
    with Project.create(path, "Ada") as project:
        with_response(project)
    with Project.open(path):
        with pytest.raises(ProjectLockedError) as caught:
            Project.open(path)
        assert not isinstance(caught.value, ProjectClosingError)


def test_a_note_goes_with_the_process_that_wrote_it(path):
    """A process killed in its backup leaves the note; the lock alone decides."""
    path.touch()
    lock = ProjectLock(path)
    lock.say_closing()
    lock.release()
    second = ProjectLock(path)
    with pytest.raises(ProjectLockedError) as caught:
        ProjectLock(path)
    assert not isinstance(caught.value, ProjectClosingError)
    second.release()


def test_a_copy_that_an_ended_process_left_unfinished_goes(path):
    """Each would lie there for good, as large as the project; one at work must not be cut off."""
    with Project.create(path, "Ada") as project:
        with_response(project)
        folder = project.back_up().parent
        left = folder / "20260101-000000-0000000001.stepmark-unfinished"
        at_work = folder / "20260101-000000-0000000002.stepmark-unfinished"
        for path in (left, at_work):
            path.write_bytes(b"half")
        os.utime(left, (0, 0))
        project.back_up()
        assert list(folder.glob("*-unfinished")) == [at_work]
