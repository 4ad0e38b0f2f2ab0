"""Verified copies of the project, outside its folder: 12 recent ones, 10 daily, 9 weekly.

Of a large project fewer are kept, so that its copies never fill the disk.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import accumulate, chain, zip_longest
from pathlib import Path

from workbench.domain.errors import StorageError
from workbench.domain.sentences import sentence
from workbench.paths import sync_file
from workbench.store.database import connect

RECENT, DAILY, WEEKLY = 12, 10, 9
CERTAIN = 3
"""How many of the newest are kept whatever room they take; a loss offers these."""
COPIES, SMALL = 10, 1_000_000_000
"""Copies may take ten times the largest one's bytes, and 1 GB in any case."""
SHARE = 0.25
"""Of the bytes that are free on the disk or taken by copies, what copies may take at most."""
ABANDONED = 3600.0
"""Seconds after which nobody can still be at work on an unfinished copy."""
_NAME = re.compile(r"(\d{8}-\d{6})-(\d{10})(-[a-z]+)?\.stepmark")


class Backups:
    """The backups of one project, named by time and by the number of its last event.

    ``dropped`` counts those that this object deleted for want of room.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dropped = 0

    def all(self) -> list[Path]:
        """Return the backups, newest last; history decides, for a clock may run backwards."""
        if not self.folder.is_dir():
            return []
        found = [path for path in self.folder.iterdir() if _NAME.fullmatch(path.name)]
        return sorted(found, key=lambda path: (_seq(path), path.name))

    def take(
        self,
        source: sqlite3.Connection,
        seq: int,
        *,
        reason: str = "",
        moment: datetime | None = None,
    ) -> Path:
        """Copy the project, verify the copy, then drop what the rotation no longer keeps.

        A disk that filled up meanwhile is made room on first, by the same rule.
        Raises StorageError when no verified copy could be made.
        """
        stamp = (moment or datetime.now(UTC)).strftime("%Y%m%d-%H%M%S")
        target = self.folder / f"{stamp}-{seq:010d}{'-' + reason if reason else ''}.stepmark"
        unfinished = target.with_name(target.name + "-unfinished")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished.unlink(missing_ok=True)
            self._sweep()
            self._rotate()
            _copy(source, unfinished)
            verify(unfinished)
            unfinished.replace(target)
        except (OSError, sqlite3.Error) as error:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise StorageError(
                sentence(
                    "No backup could be made in {folder} ({reason}); free space there or make "
                    "the folder writable.",
                    folder=self.folder,
                    reason=error,
                )
            ) from error
        self._rotate()
        return target

    def size(self) -> int:
        """Return the bytes that all of them take."""
        return sum(path.stat().st_size for path in self.all())

    def _rotate(self) -> None:
        """Delete what the rotation does not keep, and what it would keep but finds no room for."""
        found = self.all()
        ranked = kept(found, moment_of)
        for old in set(found) - set(ranked):
            old.unlink(missing_ok=True)
        if not ranked:
            return
        sizes = [path.stat().st_size for path in ranked]
        room = SHARE * (shutil.disk_usage(self.folder).free + sum(sizes))
        room = min(room, max(COPIES * max(sizes), SMALL))
        for path, taken in list(zip(ranked, accumulate(sizes), strict=True))[CERTAIN:]:
            if taken > room:
                path.unlink(missing_ok=True)
                self.dropped += 1

    def _sweep(self) -> None:
        """Delete what processes that were ended left, each as large as the project.

        A young one may be another process's at work: on a copy of this project, of the same id.
        """
        for left in self.folder.glob("*-unfinished"):
            if time.time() - left.stat().st_mtime > ABANDONED:
                left.unlink(missing_ok=True)


def kept(backups: Iterable[Path], made_at: Callable[[Path], datetime]) -> list[Path]:
    """Return which backups (newest last) the rotation keeps, the one to be missed most first.

    First come the newest few, then days and weeks in turn, so that few copies still reach back
    far, then what else is recent.
    """
    newest_first = list(backups)[::-1]
    days = _newest_of(newest_first, made_at, "%Y-%j")[:DAILY]
    weeks = _newest_of(newest_first, made_at, "%G-%V")[:WEEKLY]
    in_turn = [path for path in chain(*zip_longest(days, weeks)) if path is not None]
    return list(dict.fromkeys([*newest_first[:CERTAIN], *in_turn, *newest_first[:RECENT]]))


def _newest_of(
    newest_first: Iterable[Path], made_at: Callable[[Path], datetime], period: str
) -> list[Path]:
    newest: dict[str, Path] = {}
    for path in newest_first:
        newest.setdefault(made_at(path).strftime(period), path)
    return list(newest.values())


def verify(path: Path) -> int:
    """Open a copy and check it; return the number of its last event.

    Raises sqlite3.DatabaseError when it is damaged.
    """
    with contextlib.closing(connect(path, mode="ro", immutable=True)) as copy:
        verdict = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError(f"the copy is damaged: {verdict}")
        found = copy.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
        return int(found[0])


def _copy(source: sqlite3.Connection, target: Path) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with contextlib.closing(connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    sync_file(target)


def moment_of(path: Path) -> datetime:
    """Return when a backup was made (UTC), by its name."""
    match = _NAME.fullmatch(path.name)
    assert match is not None
    return datetime.strptime(match.group(1), "%Y%m%d-%H%M%S").replace(tzinfo=UTC)


def _seq(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match.group(2)) if match else 0
