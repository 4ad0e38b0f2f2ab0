"""What an import or an export did, for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workbench.domain.sentences import Sentence, joined, plural, sentence, word
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
        parts = [self._added(self.problems_added, "problem")]
        if self.solutions_added:
            parts.append(self._added(self.solutions_added, "solution"))
        elif self.threads_added:
            parts.append(self._added(self.threads_added, "thread"))
        if self.duplicates:
            parts.append(sentence("{count} skipped", count=counted(self.duplicates, "duplicate")))
        if self.split_conflicts:
            parts.append(
                sentence(
                    "{count:,} already on the other side of the split", count=self.split_conflicts
                )
            )
        if self.errors:
            parts.append(sentence("{count} with an error", count=counted(len(self.errors), "row")))
        head = sentence(
            "{path} ({format}, {rows}): {parts}.",
            path=self.path,
            format=self.format,
            rows=counted(self.rows, "row"),
            parts=joined(parts),
        )
        return [head, *self.notes, *self.errors]

    def _added(self, number: int, noun: str) -> Sentence:
        if self.errors:  # nothing is, until these are mended
            return sentence("{count} in order", count=counted(number, noun))
        if self.dry_run:
            return sentence("{count} would be added", count=counted(number, noun))
        return sentence("{count} added", count=counted(number, noun))


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
        records = counted(self.records, "record")
        steps = joined(
            sentence("{count:,} {verdict}", count=count, verdict=word(name))
            for name, count in self.steps.items()
            if count
        )
        head = sentence("{records} written to {path}.", records=records, path=self.path)
        if steps:
            head = sentence(
                "{records} written to {path} (steps: {steps}).",
                records=records,
                path=self.path,
                steps=steps,
            )
        left = (
            sentence("Left out: {count:,} {reason}.", count=count, reason=reason)
            for reason, count in self.left_out.items()
        )
        return [head, *left, sentence("Data card: {path}", path=self.card_path)]


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


_COUNTED = {
    "problem": lambda n: plural(n, "{number:,} problem", "{number:,} problems"),
    "solution": lambda n: plural(n, "{number:,} solution", "{number:,} solutions"),
    "thread": lambda n: plural(n, "{number:,} thread", "{number:,} threads"),
    "duplicate": lambda n: plural(n, "{number:,} duplicate", "{number:,} duplicates"),
    "row": lambda n: plural(n, "{number:,} row", "{number:,} rows"),
    "record": lambda n: plural(n, "{number:,} record", "{number:,} records"),
}


def counted(number: int, noun: str) -> Sentence:
    """Return a number with its noun, which is one of a few."""
    return _COUNTED[noun](number)
