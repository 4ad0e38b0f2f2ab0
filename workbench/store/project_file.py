"""A project file as a whole: lock, migration with a backup, commits, and what was lost, if any."""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from workbench import paths
from workbench.domain.errors import KnownError, StorageError
from workbench.domain.records import Annotator, Event, new_id, now
from workbench.domain.sentences import plural, sentence
from workbench.store import queue, summaries
from workbench.store.backups import Backups
from workbench.store.changes import Change, change_from, event_of, inverse, write_change
from workbench.store.database import Database, create_file, header_version
from workbench.store.high_water import HighWater, HighWaterFile
from workbench.store.lock import ProjectLock
from workbench.store.migrations import MIGRATIONS, migrate
from workbench.store.rows import from_row, to_row

_log = logging.getLogger(__name__)
_THINNED = "backups_thinned"
"""The setting that holds how many backups were left and their GB, until that is told."""


class ProjectFile:
    """An open project: reads through ``database``, writes through ``commit`` and ``revert``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notices: list[str] = []
        lock = ProjectLock(path)
        try:
            version = header_version(path)
            self.database = Database(path, lock)
        except BaseException:
            lock.release()
            raise
        try:
            self._prepare(version)
        except BaseException:
            self.database.close()
            raise

    @classmethod
    def create(cls, path: Path, annotator_name: str, guideline: str) -> ProjectFile:
        """Make a new project at ``path`` and open it.

        Raises StorageError where something exists there already.
        """
        lock = ProjectLock(path)
        try:
            if path.exists():
                raise StorageError(
                    sentence("{name} exists already; choose another name.", name=path.name)
                )
            create_file(path)
        except OSError as error:
            raise StorageError(
                sentence(
                    "{name} cannot be made ({reason}); choose another folder.",
                    name=path.name,
                    reason=error.strerror,
                )
            ) from error
        finally:
            lock.release()
        HighWaterFile(_mark_path(path)).path.unlink(missing_ok=True)
        project = cls(path)
        project._introduce(annotator_name, guideline)
        return project

    @property
    def annotator(self) -> Annotator:
        """Return whose marks are made in this file."""
        row = self.database.row(
            "SELECT * FROM annotators ORDER BY id <> ?, created_at LIMIT 1",
            (self.setting("annotator_id"),),
        )
        assert row is not None, "a project has an annotator from its first moment"
        return from_row(Annotator, row)

    def use_annotator(self, annotator_id: str) -> None:
        """Let later marks be another annotator's; the queue then sums up that one's threads."""
        self.set_setting("annotator_id", annotator_id)
        self._annotator_id = annotator_id
        shared = self.database.rows(
            "SELECT problem_id AS id FROM threads GROUP BY problem_id HAVING count(*) > 1"
        )
        with self.database.transaction():
            queue.refresh(self.database, {row["id"] for row in shared}, annotator_id)

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a stored setting."""
        found = self.database.value("SELECT value FROM settings WHERE key = ?", (key,))
        return default if found is None else json.loads(found)

    def set_setting(self, key: str, value: Any) -> None:
        """Store a setting; no event, for a setting says nothing about the work."""
        text = json.dumps(value, ensure_ascii=False)
        with self.database.transaction():
            self.database.execute(
                "INSERT INTO settings VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, text),
            )

    def commit(
        self,
        change: Change,
        undoes: str | None = None,
        on_written: Callable[[int], None] | None = None,
    ) -> Change:
        """Apply a change durably, with its event; return it with the event's number.

        ``on_written`` hears, of a long change, how many rows are written; what it raises ends the
        change with nothing written.
        Raises StorageError when it was not saved, KnownError when the rows have moved on.
        """
        try:
            with (
                self.database.transaction(),
                summaries.kept(self.database, change, self._annotator_id),
            ):
                committed, event = write_change(
                    self.database, change, self._annotator_id, undoes, on_written
                )
        except StorageError:
            survived = self._survivor(change.id)
            if survived is None:
                raise
            event, committed = survived
        self._remember(event)
        return committed

    def revert(self, change: Change, on_written: Callable[[int], None] | None = None) -> Change:
        """Take a committed change back by a new change; reverting that one does it again.

        ``on_written`` is that of ``commit``. Raises KnownError where later records refer to what
        would go.
        """
        try:
            return self.commit(inverse(change), change.id, on_written)
        except sqlite3.IntegrityError as error:
            raise KnownError(sentence("Later work builds on it, so it stays.")) from error

    @contextlib.contextmanager
    def unrecorded(self) -> Iterator[Database]:
        """Write what is no act of the user, such as a draft: durable, but no event."""
        with self.database.transaction():
            yield self.database

    def back_up(self, reason: str = "") -> Path:
        """Make a verified backup now."""
        return self._backups.take(self.database.connection, self._last().seq, reason=reason)

    @property
    def backups_folder(self) -> Path:
        """Where this project's backups are."""
        return self._backups.folder

    def backups(self) -> list[Path]:
        """Return this project's backups, newest last."""
        return self._backups.all()

    def close(self) -> None:
        """Back up what changed since the last backup, fold the log in, and let go of the file."""
        if not self.database.is_open:
            return
        try:
            self._back_up_changes()
        finally:
            self._high_water.close()
            self.database.close()

    def discard(self) -> None:
        """Let go of a file that nobody keeps: no backup is made of it."""
        self._high_water.close()
        self.database.close()

    def _prepare(self, version: int) -> None:
        self._high_water = HighWaterFile(_mark_path(self.path))
        self._mark_is_stale = False
        try:
            if version < len(MIGRATIONS):
                self._migrate(version)
            self._annotator_id = str(self.setting("annotator_id", ""))
            self._note_missing()
            self._note_drafts()
            self._note_backups()
        except sqlite3.Error as error:
            raise StorageError(
                sentence(
                    "{name} is damaged ({reason}); restore a backup{where}.",
                    name=self.path.name,
                    reason=error,
                    where=self._where(),
                )
            ) from error

    def _migrate(self, version: int) -> None:
        if version:
            backup = self.back_up("migration")
            self.notices.append(
                sentence(
                    "The project was brought to the present format; a backup is at {backup}.",
                    backup=backup,
                )
            )
        migrate(self.database.connection)
        self.database.checkpoint()

    def _introduce(self, annotator_name: str, guideline: str) -> None:
        annotator = Annotator(new_id(), annotator_name, now())
        settings = {"annotator_id": annotator.id, "project_id": new_id()}
        with self.database.transaction():
            row = to_row(annotator)
            self.database.execute(
                "INSERT INTO annotators (id, name, created_at) VALUES (?, ?, ?)",
                tuple(row.values()),
            )
            self.database.execute("INSERT INTO guidelines VALUES (1, ?, ?)", (guideline, now()))
            self.database.execute_many(
                "INSERT INTO settings VALUES (?, ?)",
                ((key, json.dumps(value)) for key, value in settings.items()),
            )
        self._annotator_id = annotator.id

    def _note_missing(self) -> None:
        """Compare history with the mark beside the file; a lost tail is told, never passed over."""
        mark, last = self._high_water.read(), self._last()
        if mark is None:
            return
        if mark.seq > last.seq:
            missing = mark.seq - last.seq
            self.notices.append(
                plural(
                    missing,
                    "{number} event is missing from this project{where}.",
                    "{number} events are missing from this project{where}.",
                    where=self._where(),
                )
            )
            self._mark_is_stale = True
            return
        found = self.database.value("SELECT sha256 FROM events WHERE seq = ?", (mark.seq,))
        if mark.seq and found != mark.sha256:
            self.notices.append(
                sentence(
                    "This file's history is not the one last saved here{where}.",
                    where=self._where(),
                )
            )
            self._mark_is_stale = True

    def _note_drafts(self) -> None:
        count = self.database.value(
            "SELECT count(*) FROM drafts d WHERE EXISTS"
            " (SELECT 1 FROM steps s WHERE s.id = d.step_id)"
        )
        if count:
            self.notices.append(
                plural(
                    count,
                    "{number} draft of unsubmitted text kept; the steps show them.",
                    "{number} drafts of unsubmitted text kept; the steps show them.",
                )
            )

    def _note_backups(self) -> None:
        """Tell what the last close could not: a backup that failed, or older ones that went."""
        failure = self.setting("backup_failure")
        if failure:
            self.notices.append(str(failure))
        if thinned := self.setting(_THINNED):
            self.notices.append(
                sentence(
                    "Older backups made room on the disk: {count} are kept, {size:.1f} GB in "
                    "{folder}; copy one elsewhere to keep it for good.",
                    count=thinned[0],
                    size=thinned[1],
                    folder=self.backups_folder,
                )
            )

    def _where(self) -> str:
        found = self._backups.all()[-3:][::-1]
        if not found:
            return sentence(" (there is no backup)")
        return sentence("; backups, newest first: {backups}", backups=", ".join(map(str, found)))

    @property
    def _backups(self) -> Backups:
        project_id = self.setting("project_id") or self.path.stem
        return Backups(paths.backups_dir() / str(project_id))

    def _last(self) -> HighWater:
        row = self.database.row("SELECT seq, sha256 FROM events ORDER BY seq DESC LIMIT 1")
        return HighWater(row["seq"], row["sha256"]) if row else HighWater(0, "")

    def _survivor(self, change_id: str) -> tuple[Event, Change] | None:
        """Learn whether a failed commit is there after all; a failing disk leaves that open.

        A second sync by checkpoint must succeed before it counts as saved.
        """
        try:
            self.database.reopen()
            row = self.database.row("SELECT * FROM events WHERE id = ?", (change_id,))
            if row is None:
                return None
            self.database.checkpoint()
        except (StorageError, sqlite3.Error):
            return None
        event = event_of(row)
        return event, change_from(self.database, event)

    def _remember(self, event: Event) -> None:
        """Move the high-water mark; work that goes on after a told loss starts it anew.

        A mark left above the history would repeat the old loss and hide the next one.
        """
        mark = HighWater(event.seq, event.sha256)
        try:
            if self._mark_is_stale:
                self._high_water.reset(mark)
                self._mark_is_stale = False
            else:
                self._high_water.write(mark)
        except OSError as error:
            _log.warning("the high-water mark of %s was not written: %s", self.path.name, error)

    def _back_up_changes(self) -> None:
        """Back up on closing; a failure is told when the project opens next."""
        backups = self._backups
        last, newest = self._last().seq, backups.all()[-1:]
        if not last or (newest and f"-{last:010d}" in newest[0].name):
            return
        try:
            self.database.say_closing()
            backups.take(self.database.connection, last)
            self._tell_thinned(backups)
            failure = None
        except StorageError as error:
            failure = str(error)
        if self.setting("backup_failure") != failure:
            self.set_setting("backup_failure", failure)

    def _tell_thinned(self, backups: Backups) -> None:
        """Leave word for the next start, once in a project's life: each close drops one more."""
        told = self.setting(_THINNED)
        if told:
            self.set_setting(_THINNED, [])
        elif told is None and backups.dropped:
            self.set_setting(_THINNED, [len(backups.all()), backups.size() / 1e9])


def _mark_path(path: Path) -> Path:
    return path.with_name(path.name + "-mark")
