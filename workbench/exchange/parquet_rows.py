"""Reads Parquet files, and the folders of our own exports, through the child that knows them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from workbench.domain.errors import ImportProblem
from workbench.domain.sentences import sentence
from workbench.exchange.json_values import parsed
from workbench.exchange.jsonl import Row
from workbench.exchange.refusals import refusal
from workbench.exchange.tables import said, tables_child

_UNIT = "row"
_TOLD_EVERY = 500
_FILES = ("data/*.parquet", "*.parquet", "*/data-*.arrow", "data-*.arrow")


def read_parquet(
    path: Path,
    max_row_bytes: int,
    on_problem: Callable[[ImportProblem], None],
    on_read: Callable[[float], None],
    *,
    allow_nul: bool = False,
) -> Iterator[Row]:
    """Yield the rows of a Parquet file, or of the shards in the folder of an export.

    ``on_problem`` hears of rows that JSON could not hold or that are too long. Raises ImportProblem
    where the file is damaged, unpacks to far more than it is, or needs too much memory.
    """
    files = _files(path)
    with tables_child("read", str(max_row_bytes), *files) as child:
        total, number, ended = 1, 0, False
        for raw in said(child):
            kind, rest = raw[:1], raw[1:]
            ended = kind == b"."
            if kind == b"H":
                total = max(int(rest), 1)
            elif kind == b"F":
                fault = json.loads(rest)
                raise refusal(path.name, fault["at"] + 1, fault["reason"], unit=_UNIT)
            elif kind in (b"R", b"E"):
                number += 1
                if number % _TOLD_EVERY == 0:
                    on_read(min(number / total, 1.0))
                try:
                    yield _row(path, number, kind, rest, allow_nul=allow_nul)
                except ImportProblem as problem:
                    on_problem(problem)
        if not ended:
            reason = sentence(
                "its reader ended early: it is damaged, or needs more memory than it is given"
            )
            raise refusal(path.name, number + 1, reason, unit=_UNIT)


def _row(path: Path, number: int, kind: bytes, rest: bytes, *, allow_nul: bool) -> Row:
    if kind == b"E":
        raise refusal(path.name, number, json.loads(rest)["reason"], unit=_UNIT)
    value = parsed(path.name, number, rest, allow_nul, _UNIT)
    return Row(path.name, number, value, _UNIT)


def _files(path: Path) -> list[Path]:
    """Return the files to read, training before held-out; a link is no part of an export."""
    if not path.is_dir():
        return [path.absolute()]
    for pattern in _FILES:
        found = [file for file in path.glob(pattern) if file.is_file() and not file.is_symlink()]
        if found:
            inside = [file.absolute() for file in found if not file.parent.is_symlink()]
            return sorted(
                inside, key=lambda file: ("heldout" in str(file.relative_to(path.absolute())), file)
            )
    raise refusal(path.name, None, sentence("the folder holds no Parquet files and no data set"))
