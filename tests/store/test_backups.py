"""Backups are verified copies; the rotation keeps recent, daily and weekly ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.helpers.projects import step_ids, with_response
from workbench.domain.errors import StorageError
from workbench.domain.records import Verdict
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.store import backups as module
from workbench.store.backups import CERTAIN, DAILY, RECENT, WEEKLY, Backups, kept


@pytest.fixture
def path(tmp_path, home):
    return tmp_path / "work.stepmark"


def test_closing_backs_up_outside_the_project_folder(path):
    """And only when something has happened since the last backup."""
    with Project.create(path, "Ada") as project:
        with_response(project)
    with Project.open(path) as project:
        (backup,) = project.file.backups()
        assert path.parent / "home" in backup.parents
    with Project.open(path) as project:
        assert project.file.backups() == [backup]


def test_backup_restores_to_the_same_work(path, tmp_path):
    """A backup is a project: it opens, passes the check and shows the same marks."""
    with Project.create(path, "Ada") as project:
        annotation, problem = with_response(project)
        annotation.mark(step_ids(annotation, problem)[0], Verdict.CORRECT)
        view = annotation.view(problem.id)
        copy = tmp_path / "restored.stepmark"
        copy.write_bytes(project.back_up().read_bytes())
    with Project.open(copy) as project:
        assert project.check().ok
        assert Annotation(project).view(problem.id) == view


def test_rotation_keeps_recent_daily_and_weekly_backups():
    """Twelve recent ones, the newest of ten days, the newest of nine weeks."""
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    moments = {Path(str(hour)): start + timedelta(hours=hour) for hour in range(0, 24 * 120, 6)}
    keep = set(kept(moments, moments.__getitem__))
    newest = list(moments)[::-1]
    assert set(newest[:RECENT]) <= keep
    days = {moments[path].date() for path in keep}
    assert {max(days) - timedelta(days=back) for back in range(DAILY)} <= days
    assert len({moments[path].strftime("%G-%V") for path in keep}) >= WEEKLY
    assert len(keep) <= RECENT + DAILY + WEEKLY


def test_rotation_deletes_only_what_it_does_not_keep(path):
    """Old backups go, and no other file in the folder does."""
    with Project.create(path, "Ada") as project:
        with_response(project)
        connection = project.file.database.connection
        backups = Backups(path.parent / "backups")
        start = datetime(2026, 1, 1, tzinfo=UTC)
        for day in range(16):
            backups.take(connection, day, moment=start + timedelta(minutes=day))
        (backups.folder / "mine.txt").write_text("keep")
        backups.take(connection, 99, moment=start + timedelta(minutes=99))
        assert len(backups.all()) == RECENT
        assert (backups.folder / "mine.txt").exists()


def test_clock_that_runs_backwards_does_not_cost_the_newest_backup(path):
    """Fault 40: the order is that of history, not of the clock."""
    with Project.create(path, "Ada") as project:
        with_response(project)
        backups = Backups(path.parent / "backups")
        connection = project.file.database.connection
        start = datetime(2026, 5, 1, tzinfo=UTC)
        for seq in range(20):
            taken = backups.take(connection, seq, moment=start - timedelta(minutes=seq))
        assert backups.all()[-1] == taken


def test_unwritable_backup_folder_is_told_and_the_project_stays_usable(path, monkeypatch):
    """A missing backup is visible: at once when asked for, at the next start after closing."""

    copy = module._copy

    def unwritable(*_arguments):
        raise OSError("no room")

    with Project.create(path, "Ada") as project:
        with_response(project)
        monkeypatch.setattr(module, "_copy", unwritable)
        with pytest.raises(StorageError, match="No backup could be made"):
            project.back_up()
    monkeypatch.setattr(module, "_copy", copy)
    with Project.open(path) as project:
        assert any("No backup could be made" in notice for notice in project.notices)


def test_damaged_copy_is_not_kept(path, monkeypatch):
    """A backup that cannot be opened would be worse than none."""
    copy = module._copy

    def damaging(source, target):
        copy(source, target)
        data = bytearray(target.read_bytes())
        data[4096 * 3 : 4096 * 9] = b"\xee" * 4096 * 6
        target.write_bytes(bytes(data))

    with Project.create(path, "Ada") as project:
        with_response(project)
        monkeypatch.setattr(module, "_copy", damaging)
        with pytest.raises(StorageError):
            project.back_up()
        assert project.file.backups() == []
        monkeypatch.setattr(module, "_copy", copy)


def sparse(folder: Path, moments: list[datetime], size: int) -> None:
    """Lay down copies of so many bytes, which take no room on the disk of the test."""
    folder.mkdir(parents=True, exist_ok=True)
    for seq, moment in enumerate(moments):
        with (folder / f"{moment:%Y%m%d-%H%M%S}-{seq:010d}.stepmark").open("wb") as handle:
            handle.truncate(size)


def half_days(count: int) -> list[datetime]:
    """Return moments twelve hours apart that end now."""
    last = datetime(2026, 5, 20, 12, tzinfo=UTC)
    return [last - timedelta(hours=12 * back) for back in range(count)][::-1]


def test_copies_of_a_large_project_take_ten_times_its_size_at_most(path):
    """Thirty-one copies of 300 MB took 9 GB; now 10 stay, which still reach back for weeks."""
    backups = Backups(path.parent / "backups")
    moments = half_days(100)
    sparse(backups.folder, moments, 300_000_000)
    backups._rotate()
    found = backups.all()
    assert len(found) == module.COPIES
    assert backups.size() == module.COPIES * 300_000_000
    assert [module.moment_of(one) for one in found[-CERTAIN:]] == moments[-CERTAIN:]
    ages = [(moments[-1] - module.moment_of(one)).days for one in found]
    assert max(ages) >= 21
    assert sum(0 < age < 7 for age in ages) >= 3
    assert backups.dropped


def test_copies_of_a_small_project_are_kept_by_the_rotation_alone(path):
    """Of what takes no room nothing is given up."""
    backups = Backups(path.parent / "backups")
    sparse(backups.folder, half_days(100), 5_000_000)
    kept_of = len(kept(backups.all(), module.moment_of))
    backups._rotate()
    assert len(backups.all()) == kept_of > 20
    assert backups.dropped == 0


def test_on_a_full_disk_the_newest_three_stay(path, monkeypatch):
    """Copies must not fill a disk; the newest ones stay whatever room they take."""
    backups = Backups(path.parent / "backups")
    sparse(backups.folder, half_days(100), 300_000_000)
    newest = backups.all()[-CERTAIN:]
    usage = module.shutil.disk_usage(path.parent)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _folder: usage._replace(free=0))
    backups._rotate()
    left = backups.all()
    assert left[-CERTAIN:] == newest
    assert len(left) == CERTAIN or backups.size() <= module.SHARE * 9_300_000_000


def test_a_small_copy_does_not_cost_the_large_ones_before_it(path):
    """What is missing from a project that shrank is in the copies made before."""
    backups = Backups(path.parent / "backups")
    sparse(backups.folder, half_days(8), 300_000_000)
    with (backups.folder / "20260521-120000-0000000099.stepmark").open("wb") as handle:
        handle.truncate(1000)
    backups._rotate()
    assert len(backups.all()) == 9


def test_thinning_is_told_once_at_the_next_start(path, monkeypatch):
    """Nobody should look in vain for a copy, nor read of it at every start."""
    monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(module, "COPIES", 1)

    def told(mark: Verdict) -> list[str]:
        with Project.open(path) as project:
            annotation = Annotation(project)
            annotation.mark(step_ids(annotation, problem)[0], mark)
            return [notice for notice in project.notices if "made room" in notice]

    with Project.create(path, "Ada") as project:
        _, problem = with_response(project)
    marks = [Verdict.CORRECT, Verdict.INCORRECT] * 4
    found = [told(mark) for mark in marks]
    assert sum(map(len, found)) == 1
    assert found[CERTAIN]
    with Project.open(path) as project:
        assert len(project.file.backups()) == CERTAIN
