"""An open project: the only door to its file, its undo and its settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from workbench import paths
from workbench.domain.errors import StorageError
from workbench.domain.records import Annotator
from workbench.domain.sentences import sentence
from workbench.service.views import BackupsReport, CheckReport
from workbench.store import integrity
from workbench.store.backups import moment_of
from workbench.store.changes import Change, RowChange, change_from, change_of, event_of
from workbench.store.project_file import ProjectFile


class Project:
    """One project file, opened exclusively. Use it as a context manager or call ``close``."""

    def __init__(self, file: ProjectFile) -> None:
        self.file = file
        self.path = file.path
        self.annotator: Annotator = file.annotator

    @classmethod
    def create(cls, path: Path, annotator_name: str) -> Project:
        """Make a new project. Raises StorageError where a file exists already."""
        path = path.expanduser().absolute()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                sentence(
                    "The folder {folder} cannot be made ({reason}); choose another.",
                    folder=path.parent,
                    reason=error.strerror,
                )
            ) from error
        return cls(ProjectFile.create(path, annotator_name, _default_guideline()))

    @classmethod
    def open(cls, path: Path) -> Project:
        """Open a project.

        Raises ProjectLockedError where it is open elsewhere, ProjectTooNewError for a file of a
        newer version (left untouched), StorageError where it cannot be read.
        """
        return cls(ProjectFile(path.expanduser().absolute()))

    @property
    def notices(self) -> tuple[str, ...]:
        """Return what the user should know: missing events, a migration, kept drafts."""
        return tuple(self.file.notices)

    def commit(
        self,
        label: str,
        topics: Iterable[str],
        rows: Iterable[RowChange],
        on_written: Callable[[int], None] | None = None,
    ) -> Change:
        """Commit one act of the user; what it returns can be reverted.

        ``on_written`` hears how many rows of very many are written; what it raises ends the act.
        """
        return self.file.commit(change_of(label, topics, rows), on_written=on_written)

    def revert(self, change: Change, on_written: Callable[[int], None] | None = None) -> Change:
        """Take a change back, by a new change that can be reverted in turn.

        ``on_written`` is that of ``commit``. Raises KnownError where a later change built on the
        rows.
        """
        return self.file.revert(change, on_written)

    def change(self, change_id: str) -> Change | None:
        """Return a committed change, or None where there is none of this id."""
        row = self.file.database.row("SELECT * FROM events WHERE id = ?", (change_id,))
        return change_from(self.file.database, event_of(row)) if row is not None else None

    def use_annotator(self, annotator_id: str) -> None:
        """Let later marks be those of another of the project's annotators."""
        self.file.use_annotator(annotator_id)
        self.annotator = self.file.annotator

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a small stored value."""
        return self.file.setting(key, default)

    def set_setting(self, key: str, value: Any) -> None:
        """Store a small value (anything JSON can hold); this is no event."""
        self.file.set_setting(key, value)

    def check(self) -> CheckReport:
        """Check file, history and rows; nothing is changed."""
        problems, events = integrity.check(self.file.database)
        return CheckReport(not problems, tuple(problems), events)

    def back_up(self) -> Path:
        """Make a verified backup now and return where it is."""
        return self.file.back_up()

    def backups(self) -> BackupsReport:
        """Return how many backups there are, their size, and where."""
        found = self.file.backups()
        return BackupsReport(
            len(found),
            sum(path.stat().st_size for path in found),
            moment_of(found[-1]).strftime("%Y-%m-%d %H:%M UTC") if found else "",
            self.file.backups_folder,
        )

    def close(self) -> None:
        """Back up what is new and let go of the file; a second call does nothing."""
        self.file.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _default_guideline() -> str:
    return (paths.resources_dir() / "guideline.md").read_text(encoding="utf-8")
