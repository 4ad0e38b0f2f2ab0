"""Writes a project in one format with its data card: streamed, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.exchange import (
    llamafactory,
    math_shepherd,
    prm800k,
    processbench,
    rlhflow_prm,
    stepmark_jsonl,
    trl_preference,
    trl_stepwise,
    whole_responses,
)
from workbench.exchange.card import card, card_json, card_markdown, card_paths, facts_of
from workbench.exchange.containers import Container, fill, front_matter
from workbench.exchange.csv_out import CsvLines
from workbench.exchange.files import NewFiles, json_line
from workbench.exchange.folders import MARK, NewFolder
from workbench.exchange.options import ExportOptions, Tally
from workbench.exchange.registry import (
    LLAMAFACTORY,
    MATH_SHEPHERD,
    PRM800K,
    PROCESSBENCH,
    RLHFLOW_PRM,
    SFT,
    STEPMARK,
    TRL_PREFERENCE,
    TRL_STEPWISE,
    TRL_UNPAIRED,
    Format,
)
from workbench.exchange.saved_export import IN_FOLDER, saved_json
from workbench.exchange.saved_export import beside as saved_beside
from workbench.store.database import Database

_TOLD_EVERY = 200
_FORMULAS = {
    Container.CSV: "neutralised: an apostrophe stands before text that begins with = + - @, a tab"
    " or a carriage return",
    Container.CSV_EXACT: "kept: a spreadsheet runs text that begins like a formula",
}
_Rows = Callable[[Database, ExportOptions, Tally], Iterator[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote."""

    path: Path
    card_path: Path
    card: dict[str, Any]


def write_export(
    database: Database,
    form: Format,
    out: Path,
    options: ExportOptions,
    container: Container = Container.JSONL,
    on_record: Callable[[int], None] | None = None,
) -> Written:
    """Write ``out`` and its card; on any failure what was there before stays.

    ``out`` is a file of JSON Lines with its cards beside it, or in another container a folder that
    holds them. ``on_record`` hears how many records are written; what it raises ends the export.
    Raises KnownError where neutral needs a choice, where the format has none to make, and where
    the disk refuses.
    """
    if options.neutral is not None and form.neutral == "none":
        raise KnownError(
            sentence("{format} always keeps neutral as it is; leave --neutral out.", format=form.id)
        )
    export = _Export(database, form, out, options, container)
    rows = _ROWS[form.id](database, options, export.tally)
    if on_record is not None:
        rows = _counted(rows, on_record)
    return export.to_folder(rows) if container.is_folder else export.to_file(rows)


@dataclass(frozen=True, slots=True)
class _Export:
    """One export in progress; ``tally`` counts the rows while they are written."""

    database: Database
    form: Format
    out: Path
    options: ExportOptions
    container: Container
    tally: Tally = field(default_factory=Tally)

    def to_file(self, rows: Iterator[dict[str, Any]]) -> Written:
        """Write one file with its cards beside it."""
        out = self.out
        for_programs, for_people = card_paths(out)
        beside = (
            {out.with_name(llamafactory.INFO): llamafactory.info}
            if self.form.id == LLAMAFACTORY
            else {}
        )
        # The cards go first: a card without its data is noticed by its digest, not the reverse.
        with NewFiles(for_programs, for_people, saved_beside(out), *beside, out) as new:
            programs, people, request, *others, data = new.files
            for line in self._lines(rows):
                data.write(line)
            fields = self._card(data.sha256)
            if self.container is not Container.JSONL:
                fields["formulas"] = _FORMULAS[self.container]
            programs.write(card_json(fields))
            people.write(card_markdown(fields))
            request.write(saved_json(fields, self.options, self.container))
            for file, content in zip(others, beside.values(), strict=True):
                file.write(content(out))
        return Written(out, for_programs, fields)

    def to_folder(self, rows: Iterator[dict[str, Any]]) -> Written:
        """Write a folder of shards with its cards in it."""
        with NewFolder(self.out) as folder:
            digest, splits = fill(
                folder.path, self.container, self.form, rows, self.database, self.tally
            )
            fields = self._card(digest)
            request = saved_json(fields, self.options, self.container)
            (folder.path / MARK).write_bytes(card_json(fields))
            (folder.path / IN_FOLDER).write_bytes(request)
            head = front_matter(splits) if self.container is Container.PARQUET else b""
            (folder.path / "README.md").write_bytes(head + card_markdown(fields))
        return Written(self.out, self.out / MARK, fields)

    def _card(self, digest: str) -> dict[str, Any]:
        facts = facts_of(self.database, self.tally)
        return card(self.form, self.out, self.options, self.tally, digest, facts)

    def _lines(self, rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
        if self.container is Container.JSONL:
            yield from map(json_line, rows)
            return
        table = CsvLines(self.form.id, neutralised=self.container is Container.CSV)
        yield table.header
        yield from map(table.line, rows)


def _counted(
    rows: Iterator[dict[str, Any]], on_record: Callable[[int], None]
) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows, 1):
        if number % _TOLD_EVERY == 0:
            on_record(number)
        yield row


def _stepmark_rows(
    database: Database, options: ExportOptions, tally: Tally
) -> Iterator[dict[str, Any]]:
    for line in stepmark_jsonl.lines(database, options.selection):
        if line.bundle is None:
            tally.records += 1
            tally.problem_id = _problem_of(line.value)
            if "problem" in line.value:
                tally.problems.add(tally.problem_id)
        else:
            marks = [
                response.marks.get(step.id)
                for turn in line.bundle.turns
                for response in turn.responses
                for step in response.steps
            ]
            tally.count(line.bundle.thread.problem_id, marks)
        yield line.value


def _problem_of(value: dict[str, Any]) -> str:
    """Return the problem that a line of our own format is about, nothing where it is about all."""
    said = value[value["kind"]]
    return str(said["id"] if value["kind"] == "problem" else said.get("problem_id", ""))


_ROWS: dict[str, _Rows] = {
    STEPMARK: _stepmark_rows,
    PRM800K: prm800k.rows,
    TRL_STEPWISE: trl_stepwise.rows,
    PROCESSBENCH: processbench.rows,
    TRL_PREFERENCE: trl_preference.rows,
    TRL_UNPAIRED: whole_responses.unpaired_rows,
    SFT: whole_responses.sft_rows,
    MATH_SHEPHERD: math_shepherd.rows,
    RLHFLOW_PRM: rlhflow_prm.rows,
    LLAMAFACTORY: llamafactory.rows,
}
