"""What an import or an export did, for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workbench.store.changes import Change


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with ``dry_run`` would do.

    ``duplicates`` are rows that the project holds already, ``split_conflicts`` those whose problem
    is on the other side of the split; both are skipped. ``errors`` (of a dry run; an import raises
    the first) name line, field and reason. ``change`` takes the import back.
    """

    path: str
    format: str
    dry_run: bool
    rows: int
    problems_added: int
    threads_added: int
    solutions_added: int
    duplicates: int
    split_conflicts: int
    notes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    change: Change | None = field(default=None, repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """Whether every row can be imported."""
        return not self.errors

    def plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return plain(self, without="change")

    def lines(self) -> list[str]:
        """Return the report for people, the summary first."""
        verb = "would be added" if self.dry_run else "added"
        parts = [f"{counted(self.problems_added, 'problem')} {verb}"]
        if self.solutions_added:
            parts.append(f"{counted(self.solutions_added, 'solution')} {verb}")
        elif self.threads_added:
            parts.append(f"{counted(self.threads_added, 'thread')} {verb}")
        if self.duplicates:
            parts.append(f"{counted(self.duplicates, 'duplicate')} skipped")
        if self.split_conflicts:
            parts.append(f"{self.split_conflicts:,} already on the other side of the split")
        if self.errors:
            parts.append(counted(len(self.errors), "row") + " with an error")
        head = f"{self.path} ({self.format}, {counted(self.rows, 'row')}): {', '.join(parts)}."
        return [head, *self.notes, *self.errors]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote; steps are counted by verdict, before neutral was mapped."""

    path: str
    card_path: str
    format: str
    records: int
    problems: int
    steps: dict[str, int]
    left_out: dict[str, int]
    neutral: str
    sha256: str

    def plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return plain(self)

    def lines(self) -> list[str]:
        """Return the report for people, the summary first."""
        steps = ", ".join(f"{count:,} {name}" for name, count in self.steps.items() if count)
        return [
            f"{counted(self.records, 'record')} written to {self.path}"
            + (f" (steps: {steps})." if steps else "."),
            *(f"Left out: {count:,} {reason}." for reason, count in self.left_out.items()),
            f"Data card: {self.card_path}",
        ]


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a file, and what its columns most likely hold.

    ``format`` is the one that was recognised, empty where none was; ``columns`` is the guess by
    field for those that name columns by hand.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    format: str
    columns: dict[str, str]

    def plain(self) -> dict[str, Any]:
        """Return the preview as JSON values."""
        return plain(self)


def plain(report: Any, without: str = "") -> dict[str, Any]:
    """Return a report's fields as JSON values; a committed change would be long to copy."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name in report.__slots__
        if name != without
        for value in (getattr(report, name),)
    }


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
