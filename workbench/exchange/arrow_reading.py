"""Reads Parquet and Arrow files out as JSON, in the child: a few rows in memory at a time.

A Parquet file of some kilobytes can hold any amount of text, and declare little of it: a dictionary
page holds a long value once, and every row refers to it. Columns of text therefore stay encoded
until a row is written out, rows are taken singly where a value is long, no row may be longer than
the reader takes, and all of them together no more than ``MOST_TIMES`` the file.
"""

from __future__ import annotations

import base64
import datetime
import decimal
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
import pyarrow.parquet as pq

from workbench.domain.sentences import sentence
from workbench.exchange.arrow_types import unformed
from workbench.exchange.arrow_writing import TYPES

COLUMNS = "columns.json"
BATCH = 128
LONG_VALUE = 1_000_000
FREE_BYTES = 256 * 1024**2
MOST_TIMES = 200


def read_out(out: BinaryIO, limit: int, files: list[Path]) -> None:
    """Write a head with the number of rows, each row or what is wrong with it, then an end.

    The first byte of a line says which: ``H``, ``R``, ``E``, ``F`` (the file as a whole) or ``.``.
    """
    at = 0
    try:
        out.write(b"H%d\n" % sum(map(_count, files)))
        for file in files:
            budget = _Budget(file)
            for line in _lines(file, limit, budget):
                at += 1
                out.write(line)
        out.write(b".\n")
    except MemoryError:
        out.write(_fault(b"F", at, sentence("its rows need more memory than a reader is given")))
    except (pa.ArrowException, OSError, ValueError, NotImplementedError) as error:
        reason = " ".join(str(error).split())[:200]
        out.write(
            _fault(b"F", at, sentence("it cannot be read as a table ({reason})", reason=reason))
        )


class _Budget:
    """How much text a file may unpack to."""

    def __init__(self, file: Path) -> None:
        self._left = FREE_BYTES + MOST_TIMES * file.stat().st_size

    def spend(self, count: int) -> None:
        """Take off what a row unpacked to. Raises ValueError where there is nothing left."""
        self._left -= count
        if self._left < 0:
            raise ValueError(
                sentence("it unpacks to more than {times} times its size", times=MOST_TIMES)
            )


def _count(file: Path) -> int:
    if file.suffix == ".arrow":
        return sum(batch.num_rows for batch in _arrow_batches(file))
    return int(pq.read_metadata(file).num_rows)


def _lines(file: Path, limit: int, budget: _Budget) -> Iterator[bytes]:
    told = _told(file)
    names = _names(file)
    if len(set(names)) < len(names):
        raise ValueError(sentence("a column occurs twice"))
    batches = _arrow_batches(file) if file.suffix == ".arrow" else _parquet_batches(file)
    for batch in batches:
        one_by_one = max(map(_longest, batch.columns), default=0) > LONG_VALUE
        size = 1 if one_by_one else max(batch.num_rows, 1)
        for start in range(0, batch.num_rows, size):
            for row in _rows(batch.slice(start, size)):
                yield _line(row, told, limit, budget) if isinstance(row, dict) else row


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any] | bytes]:
    """Yield rows; where one holds text that is none, the others all the same."""
    try:
        yield from batch.to_pylist()
    except UnicodeDecodeError:
        if batch.num_rows == 1:
            yield _fault(b"E", 0, sentence("the text is not UTF-8"))
            return
        for at in range(batch.num_rows):
            yield from _rows(batch.slice(at, 1))


def _parquet_batches(file: Path) -> Iterator[pa.RecordBatch]:
    texts = [field.name for field in pq.read_schema(file) if _is_text(field.type)]
    with pq.ParquetFile(file, read_dictionary=texts) as table:
        yield from table.iter_batches(batch_size=BATCH, use_threads=False)


def _arrow_batches(file: Path) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(file)) as stream, pa.ipc.open_stream(stream) as reader:
        yield from reader


def _names(file: Path) -> list[str]:
    if file.suffix != ".arrow":
        return list(pq.read_schema(file).names)
    with pa.OSFile(str(file)) as stream, pa.ipc.open_stream(stream) as reader:
        return list(reader.schema.names)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _longest(column: pa.Array) -> int:
    values = column.dictionary if pa.types.is_dictionary(column.type) else column
    if not _is_text(values.type) or not len(values):
        return int(values.nbytes // max(len(values), 1))
    return int(pc.max(pc.binary_length(values)).as_py() or 0)


def _told(file: Path) -> dict[str, Any]:
    """Return what an own export says of its columns; nothing of anyone else's file."""
    if file.suffix == ".arrow":
        beside = file.parent.parent / COLUMNS
        text = beside.read_bytes() if beside.is_file() else b"{}"
    else:
        text = (pq.read_schema(file).metadata or {}).get(TYPES, b"{}")
    told = json.loads(text)
    columns = told.get("columns") if isinstance(told, dict) else None
    return {"columns": columns, "sparse": told.get("sparse")} if isinstance(columns, dict) else {}


def _line(row: dict[str, Any], told: dict[str, Any], limit: int, budget: _Budget) -> bytes:
    texts = sum(len(part) for part in row.values() if isinstance(part, (str, bytes)))
    if texts > limit:
        budget.spend(texts)
        return _fault(b"E", 0, sentence("the row is longer than {limit:,} bytes", limit=limit))
    try:
        value = {
            name: part for name, part in row.items() if part is not None or not told.get("sparse")
        }
        if told:
            value = unformed(value, told["columns"])
        text = json.dumps(
            value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
        )
        line = text.encode()
    except UnicodeEncodeError:
        return _fault(b"E", 0, sentence("the text holds half a surrogate pair"))
    except RecursionError:
        return _fault(b"E", 0, sentence("it is nested too deep"))
    except (ValueError, TypeError) as error:
        return _fault(b"E", 0, sentence("it holds what JSON cannot ({reason})", reason=error))
    budget.spend(len(line))
    if len(line) > limit:
        return _fault(b"E", 0, sentence("the row is longer than {limit:,} bytes", limit=limit))
    return b"R" + line + b"\n"


def _plain(value: Any) -> Any:
    """Return a value that JSON does not know as text."""
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (decimal.Decimal, datetime.timedelta)):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"a value of the type {type(value).__name__}")


def _fault(kind: bytes, at: int, reason: str) -> bytes:
    return kind + json.dumps({"at": at, "reason": reason}).encode() + b"\n"
