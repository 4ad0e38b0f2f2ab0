"""Checks that a format says what it should: what goes out comes in, and goes out again the same."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.exchange import registry
from workbench.exchange.containers import Container
from workbench.exchange.export import write_export
from workbench.exchange.options import ExportOptions, neutral_of
from workbench.exchange.source import Source
from workbench.service.project import Project
from workbench.service.transfer import Transfer
from workbench.service.transfer_reports import counted, plain
from workbench.store.scratch import ScratchMap

_SHOWN = 160
_MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """What came of a round trip; ``differing`` shows the first rows that came back differently.

    ``repeated`` rows are equal to an earlier one, and come in once. ``read_only_back`` says that
    the format cannot be imported, so that its rows were only read and counted.
    """

    format: str
    container: str
    rows: int
    equal: int
    repeated: int
    read_only_back: bool
    differing: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything came back as it was."""
        return not self.differing and self.equal + self.repeated == self.rows

    def plain(self) -> dict[str, object]:
        """Return the check as JSON values."""
        return {**plain(self), "ok": self.ok}

    def lines(self) -> list[str]:
        """Return the check for people, the verdict first."""
        rows = counted(self.rows, "row")
        if self.read_only_back:
            return [
                sentence(
                    "{format}: {rows} written and read back. Stepmark does not import this format.",
                    format=registry.writable(self.format).title,
                    rows=rows,
                )
            ]
        if not self.ok:
            head = sentence(
                "{format}: {equal:,} of {rows} came back as they were; these did not:",
                format=registry.writable(self.format).title,
                equal=self.equal,
                rows=rows,
            )
            return [head, *self.differing]
        twice = sentence(" ({rows} twice)", rows=counted(self.repeated, "row"))
        return [
            sentence(
                "{format}: all {rows} came back as they were{more}.",
                format=registry.writable(self.format).title,
                rows=rows,
                more=twice if self.repeated else "",
            )
        ]


def check_round_trip(
    project: Project, format: str, neutral: str | None = None, container: str = Container.JSONL
) -> RoundTrip:
    """Write a project in a format, read that into an empty project, write it again and compare.

    All of it happens in a folder of its own, which is gone afterwards. Raises KnownError where the
    export or the import does.
    """
    form = registry.writable(format)
    if container in (Container.CSV, Container.CSV_EXACT):
        raise KnownError(
            sentence("A table is for looking at and is not imported; check JSON Lines instead.")
        )
    options = ExportOptions(neutral_of(neutral))
    with tempfile.TemporaryDirectory(prefix="stepmark-check-") as name:
        folder = Path(name)
        first = write_export(
            project.file.database, form, folder / "first", options, Container(container)
        ).path
        if not form.reads:
            rows = sum(1 for _ in Source(first).rows(allow_nul=True))
            return RoundTrip(form.id, container, rows, rows, 0, read_only_back=True)
        second = folder / "second.jsonl"
        other = Project.create(folder / "check.stepmark", project.annotator.name)
        try:
            Transfer(other).import_file(first, form.id)
            write_export(other.file.database, form, second, _again(options, form.neutral))
        finally:
            other.file.discard()
        return _compared(form.id, container, first, second)


def _again(options: ExportOptions, neutral: str) -> ExportOptions:
    """Return the options of the second writing: what came in was chosen and mapped already.

    A neutral step written as incorrect is an error now, and the steps behind it were written.
    """
    return ExportOptions(options.neutral if neutral == "required" else None, after_first_error=True)


def _compared(form: str, container: str, first: Path, second: Path) -> RoundTrip:
    """Compare two exports row by row, in any order; one bit for each row is kept, on the disk."""
    is_own = form == registry.STEPMARK
    back = ScratchMap()
    for line in _lines(second, _own_key if is_own else None):
        back.put(_key(line), "")
    rows = equal = repeated = 0
    differing: list[str] = []
    for line in _lines(first, _own_key if is_own else None):
        rows += 1
        found = back.get(_key(line))
        if found is None:
            if len(differing) < _MOST_SHOWN:
                differing.append(sentence("row {rows}: {line}", rows=rows, line=line[:_SHOWN]))
        elif found:
            repeated += 1
        else:
            equal += 1
            back.put(_key(line), "seen")
    return RoundTrip(
        form, container, rows, equal, repeated, read_only_back=False, differing=tuple(differing)
    )


def _lines(path: Path, wanted: Callable[[dict[str, object]], bool] | None) -> Iterator[str]:
    for row in Source(path).rows(allow_nul=True):
        if wanted is None or wanted(row.value):
            yield json.dumps(_without_nulls(row.value), sort_keys=True)


def _own_key(value: dict[str, object]) -> bool:
    """Leave out who works here and what he works by: the empty project has its own."""
    return value.get("kind") not in ("annotator", "guideline")


def _without_nulls(value: object) -> object:
    """Return a value in which an absent field is one that is null, as tables have it."""
    if isinstance(value, dict):
        return {name: _without_nulls(part) for name, part in value.items() if part is not None}
    return [_without_nulls(part) for part in value] if isinstance(value, list) else value


def _key(line: str) -> str:
    return sha256(line.encode()).hexdigest()
