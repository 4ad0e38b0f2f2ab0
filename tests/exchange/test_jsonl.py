"""Whatever bytes a file holds, reading gives its rows or one sentence that names the place."""

from __future__ import annotations

import contextlib
import json
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.domain.errors import ImportProblem
from workbench.exchange.files import json_line
from workbench.exchange.jsonl import read_rows

GOOD = b'{"problem": "fine"}\n'


def written(folder: Path, data: bytes) -> Path:
    path = folder / "rows.jsonl"
    path.write_bytes(data)
    return path


def values(path: Path) -> list[dict]:
    return [row.value for row in read_rows(path)]


BAD = {
    "not a number": (b'{"a": NaN}', "field a: NaN is not JSON"),
    "infinity": (b'{"a": [1, -Infinity]}', "field a[1]: -Infinity is not JSON"),
    "number beyond a double": (b'{"a": {"b": 1e999}}', "field a.b: the number 1e999 is too large"),
    "number of 5000 digits": (b'{"a": ' + b"7" * 5000 + b"}", "a number has 5000 digits"),
    "duplicate key": (b'{"a": 1, "b": 2, "a": 3}', "the key 'a' occurs twice"),
    "duplicate key inside": (b'{"q": {"a": 1, "a": 1}}', "field q: the key 'a' occurs twice"),
    "lone surrogate": (b'{"a": "x\\ud800y"}', "field a: the text holds half a surrogate pair"),
    "surrogate in a key": (b'{"\\udc00": 1}', "half a surrogate pair"),
    "NUL character": (b'{"a": "x\\u0000"}', "field a: the text holds a NUL character"),
    "bare NUL": (b'{"a": "x\x00"}', "not valid JSON"),
    "depth of 100,000": (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested more than 64"),
    "depth of 65": (b'{"a": ' + b"[" * 65 + b"]" * 65 + b"}", "nested more than 64 levels"),
    "half a line": (b'{"a": "cut o', "not valid JSON"),
    "two objects": (b'{"a": 1} {"b": 2}', "not valid JSON (Extra data at character 10)"),
    "a list": (b"[1, 2]", "an object was expected, not a list"),
    "a number": (b"17", "an object was expected, not a number"),
    "latin-1": ('{"a": "é"}'.encode("latin-1"), "byte 8 is not UTF-8"),
    "carriage return alone": (b'{"a": 1}\r{"b": 2}', "not valid JSON"),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_line_is_named_with_its_line_field_and_reason(tmp_path, bad):
    """A person must be able to find the row, so file, line, field and reason are all told."""
    line, reason = BAD[bad]
    path = written(tmp_path, GOOD + b"\n" + line + b"\n" + GOOD)
    with pytest.raises(ImportProblem) as told:
        values(path)
    assert str(told.value).startswith("rows.jsonl, line 3")
    assert reason in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("bad", BAD)
def test_reading_can_go_on_behind_a_bad_line(tmp_path, bad):
    """A dry run lists all bad rows at once."""
    path = written(tmp_path, GOOD + BAD[bad][0] + b"\n" + GOOD)
    problems: list[ImportProblem] = []
    rows = list(read_rows(path, on_problem=problems.append))
    assert [row.line for row in rows] == [1, 3]
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("{}".encode("utf-16"), "UTF-16"),
        ("{}".encode("utf-16-le"), "NUL bytes"),
        (b"\x1f\x8b\x08\x00rest", "compressed"),
        (b"PK\x03\x04rest", "zip"),
        (b"PAR1rest", "Parquet"),
    ],
)
def test_other_kinds_of_file_are_refused_by_name(tmp_path, data, reason):
    """Guessing an encoding would change text silently."""
    with pytest.raises(ImportProblem, match=reason):
        values(written(tmp_path, data))


def test_byte_order_mark_is_skipped(tmp_path):
    """Windows editors write one; it is no part of the first key."""
    assert values(written(tmp_path, b"\xef\xbb\xbf" + GOOD)) == [{"problem": "fine"}]


def test_lines_end_at_line_feeds_alone(tmp_path):
    """U+2028, U+0085 and form feeds are text, where ``str.splitlines`` would cut the row."""
    text = "one\u2028two\u2029three\x85four\x0bfive\x1csix"
    bare = json.dumps({"a": text}, ensure_ascii=False).encode()
    assert values(written(tmp_path, bare + b"\r\n" + bare)) == [{"a": text}] * 2


def test_what_is_written_suits_readers_that_split_at_any_break():
    """Our own lines are one line to ``str.splitlines`` as well."""
    line = json_line({"a": "one\u2028two\u2029three\x85four\x0b"})
    assert len(line.decode().splitlines()) == 1


def test_line_without_end_is_refused_in_bounded_memory(tmp_path):
    """A line of a gigabyte must not be read to its end (fault 34)."""
    path = written(tmp_path, b'{"problem": "')
    os.truncate(path, 2**30)
    tracemalloc.start()
    with pytest.raises(ImportProblem, match="line 1: the line is longer than 4,194,304 bytes"):
        list(read_rows(path, max_line_bytes=4 * 2**20))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 * 2**20


@pytest.mark.parametrize("place", ["/dev/zero", "."])
def test_what_is_no_file_is_refused(place):
    """A device or a pipe could block or never end."""
    with pytest.raises(ImportProblem, match="is not a file"):
        list(read_rows(Path(place)))


def test_document_over_many_lines_is_recognised(tmp_path):
    """The commonest wrong file gets the most helpful sentence."""
    path = written(tmp_path, json.dumps({"problem": "a"}, indent=1).encode())
    with pytest.raises(ImportProblem, match="one JSON document over many lines"):
        values(path)


@pytest.mark.parametrize("indent", [None, 1])
def test_one_json_array_is_read_item_by_item(tmp_path, indent):
    """Published data sets come as one array too, on one line or on many."""
    rows = [{"problem": f"{n}: \u2028 \u00e9 ]}}"} for n in range(40)] + [{"long": "x" * 200_000}]
    path = written(tmp_path, json.dumps(rows, indent=indent, ensure_ascii=False).encode())
    assert values(path) == rows
    assert [row.place for row in read_rows(path)][:2] == ["item 1", "item 2"]


ARRAYS = {
    "value refused": (b'[{"a": 1}, {"a": NaN}, {"a": 3}]', "item 2, field a: NaN is not JSON"),
    "no object": (b'[{"a": 1}, 2, {"a": 3}]', "item 2: an object was expected, not a number"),
    "cut off": (b'[{"a": 1}, {"a": 2', "item 2: it is not valid JSON"),
    "not closed": (b'[{"a": 1}', "item 1: a comma and another item, or the end"),
    "text behind": (b'[{"a": 1}] {"a": 2}', "item 1: a comma and another item, or the end"),
    "no comma": (b'[{"a": 1} {"a": 2}]', "item 1: a comma and another item"),
    "comma too many": (b'[{"a": 1},]', "item 2: it is not valid JSON"),
    "deep": (b'[{"a": 1}, ' + b"[" * 100_000, "item 2: it is nested more than 64 levels"),
    "latin-1": ('[{"a": "\u00e9"}]'.encode("latin-1"), "it is not UTF-8"),
    "long": (b'[{"a": "' + b"x" * 300_000, "item 1: the item is longer than 100,000 bytes"),
}


@pytest.mark.parametrize("bad", ARRAYS)
def test_bad_item_of_an_array_is_named(tmp_path, bad):
    """An array is as hostile as lines are, and its items are counted instead."""
    data, reason = ARRAYS[bad]
    with pytest.raises(ImportProblem) as told:
        list(read_rows(written(tmp_path, data), max_line_bytes=100_000))
    assert reason in str(told.value)


def test_long_array_is_read_in_bounded_memory(tmp_path):
    """Twenty megabytes of items, of which one is held at a time."""
    item = json.dumps({"problem": "x" * 2000}).encode()
    path = written(tmp_path, b"[" + b",\n".join([item] * 10_000) + b"]")
    tracemalloc.start()
    count = sum(1 for _ in read_rows(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 10_000
    assert peak < 2 * 2**20


def test_reading_can_go_on_behind_a_bad_item(tmp_path):
    """A dry run lists all bad items whose end is known."""
    problems: list[ImportProblem] = []
    path = written(tmp_path, ARRAYS["value refused"][0])
    rows = list(read_rows(path, on_problem=problems.append))
    assert [row.line for row in rows] == [1, 3]
    assert len(problems) == 1


def test_missing_file_is_one_plain_sentence(tmp_path):
    """No traceback for a misspelt name."""
    with pytest.raises(ImportProblem, match="There is no file"):
        list(read_rows(tmp_path / "none.jsonl"))


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
SHARED_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@SHARED_FOLDER
@given(rows=st.lists(st.dictionaries(st.text(), plain, max_size=4), max_size=4))
def test_any_rows_come_back_as_they_were(tmp_path, rows):
    """Text in, the same text out, to the character (fault 35)."""
    path = written(tmp_path, b"".join(json_line(row) for row in rows))
    assert [row.value for row in read_rows(path, allow_nul=True)] == rows


@SHARED_FOLDER
@given(data=st.binary(max_size=200) | st.text('{}[]",:01\\u\ud7ffNaIfe\n\r\t ').map(str.encode))
def test_any_bytes_are_read_or_refused(tmp_path, data):
    """No bytes lead to another exception than the one that is told to the user."""
    with contextlib.suppress(ImportProblem):
        values(written(tmp_path, data))
