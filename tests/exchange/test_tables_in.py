"""Tables of anyone: read row by row in bounded memory, refused with the row and the reason."""

from __future__ import annotations

import math
import os
import resource
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.helpers.marked import contents
from tests.helpers.tables import dictionary_bomb, jsonl, parquet
from workbench.domain.errors import ImportProblem, KnownError
from workbench.exchange import arrow_reading, tables
from workbench.exchange.source import Source
from workbench.service.transfer import Transfer

STATEMENTS = ["What is 1 + 1?", "What is 2 + 2?"]


def csv(folder: Path, text: str | bytes, name: str = "rows.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def values(path: Path) -> list[dict]:
    return [row.value for row in Source(path).rows()]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("problem,answer\nx,1\n", [{"problem": "x", "answer": "1"}]),
        ("problem;answer\r\nx;1,5\r\n", [{"problem": "x", "answer": "1,5"}]),
        ("problem\tanswer\nx\t1\n", [{"problem": "x", "answer": "1"}]),
        ('a,b\n"two\nlines",""\n', [{"a": "two\nlines", "b": ""}]),
        ('a\n"a ""quoted"" word"\n', [{"a": 'a "quoted" word'}]),
        ("a,,c\n1,2,3\n", [{"a": "1", "column 2": "2", "c": "3"}]),
        ("a\nx\u2028y\n\n", [{"a": "x\u2028y"}]),
        ("\ufeffproblem\nx\n", [{"problem": "x"}]),
        ("problem,answer\n", []),
        ("a\n=1+1\n", [{"a": "=1+1"}]),
    ],
)
def test_csv_of_many_writers_is_read_as_it_is(tmp_path, text, rows):
    """Separators differ by country, cells hold lines, and a formula is only text here."""
    assert values(csv(tmp_path, text)) == rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n1\n", "line 3: it has 1 cells and the header 2"),
        ("a,a\n1,2\n", "line 1: the column 'a' occurs twice"),
        ("problem\nx\x00y\n", "line 2: the text holds a NUL character"),
        ('a,b\n"open,1\n2,3\n', "line 2: it is not valid CSV"),
        ("a\né\n".encode("latin-1"), "line 2: byte 1 is not UTF-8"),
        ("a\nx\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04rest", "zip archive, and none is opened here"),
        ('a\n"' + "x" * 5_000_000, "line 2: the row is longer than|line 2: the line is longer"),
    ],
)
def test_hostile_csv_is_refused_with_its_line(tmp_path, text, said):
    """One sentence that names the place; the reader takes no more than its limit into memory."""
    with pytest.raises(ImportProblem, match=said):
        list(Source(csv(tmp_path, text)).rows(max_line_bytes=1_000_000))


def test_parquet_of_anyone_is_read_like_json_lines(tmp_path):
    """Numbers, lists and nulls as they are; dates and bytes as text."""
    path = parquet(
        tmp_path / "any.parquet",
        {
            "problem": STATEMENTS,
            "steps": [["a", "b"], []],
            "label": [1, None],
            "made": pa.array([0, 86_400_000], pa.timestamp("ms")),
            "raw": [b"\xff", b""],
        },
    )
    first, second = values(path)
    assert first["steps"] == ["a", "b"]
    assert second["label"] is None
    assert second["made"].startswith("1970-01-02")
    assert first["raw"] == "/w=="


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"a": [math.nan]}, "row 1: it holds what JSON cannot"),
        ({"a": ["x\x00y"]}, "row 1, field a: the text holds a NUL character"),
        ({"a": pa.array([b"\xff"]).view(pa.string())}, "row 1: the text is not UTF-8"),
        ({"a": ["x" * 2_000_000]}, "row 1: the row is longer than 1,000,000 bytes"),
    ],
)
def test_hostile_parquet_values_are_refused_by_row(tmp_path, columns, said):
    """What JSON Lines refuse is refused from a table too; the rows around it are read."""
    problems: list[str] = []
    columns["b"] = pa.nulls(1, pa.string())
    table = pa.table(columns)
    more = pa.table({"a": pa.nulls(1, table.schema.field("a").type), "b": ["fine"]})
    path = tmp_path / "hostile.parquet"
    pq.write_table(pa.concat_tables([table, more]), path)
    source = Source(path, lambda problem: problems.append(str(problem)))
    rows = [row.value["b"] for row in source.rows(max_line_bytes=1_000_000)]
    assert rows == ["fine"]
    assert len(problems) == 1
    assert said in problems[0]


def test_a_dictionary_bomb_is_refused_in_bounded_memory(project, tmp_path):
    """A file of some kilobytes that unpacks to sixty gigabytes (fault 34)."""
    path = dictionary_bomb(tmp_path / "bomb.parquet")
    assert path.stat().st_size < 100_000
    before = contents(project)
    with pytest.raises(ImportProblem, match=r"unpacks to more than 200 times its size|longer than"):
        Transfer(project).import_file(path)
    assert contents(project) == before
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2 * 1024**2


def plain_bomb(path: Path) -> Path:
    schema = pa.schema([("problem", pa.string())])
    with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=False) as writer:
        writer.write_batch(pa.record_batch([["x" * 30_000_000] * 10], schema=schema))
    assert path.stat().st_size < 1_000_000
    return path


def test_a_bomb_of_plain_pages_is_refused(tmp_path):
    """Pages that unpack to three hundred megabytes from some kilobytes."""
    source = Source(plain_bomb(tmp_path / "plain.parquet"), lambda problem: None)
    with pytest.raises(ImportProblem, match=r"unpacks to more than 200 times its size"):
        assert list(source.rows(max_line_bytes=1_000_000))


_LIMITED = """
import resource, os, sys
resource.setrlimit(resource.RLIMIT_AS, (700 * 2**20, 700 * 2**20))
os.execv(sys.argv[1], sys.argv[1:])
"""


def test_a_reader_that_runs_out_of_memory_is_one_sentence(tmp_path, monkeypatch):
    """The child's limit is what holds where everything else was fooled; this process goes on."""
    real = tables.role_command
    monkeypatch.setattr(
        tables,
        "role_command",
        lambda *role: [sys.executable, "-c", _LIMITED, *real(*role)],
    )
    source = Source(plain_bomb(tmp_path / "plain.parquet"), lambda problem: None)
    with pytest.raises(ImportProblem, match=r"more memory than (it|a reader) is given"):
        assert list(source.rows(max_line_bytes=100_000_000))


def test_the_budget_of_a_file_grows_with_the_file(monkeypatch, tmp_path):
    """The limit is on how much a file unpacks to, not on how large an honest one is."""
    monkeypatch.setattr(arrow_reading, "FREE_BYTES", 1000)
    path = parquet(tmp_path / "honest.parquet", {"a": [os.urandom(40).hex() for _ in range(900)]})
    with (tmp_path / "out").open("wb") as out:
        arrow_reading.read_out(out, 10_000, [path])
    lines = (tmp_path / "out").read_bytes().splitlines()
    assert (lines[0], lines[-1], len(lines)) == (b"H900", b".", 902)
    bomb = parquet(tmp_path / "bomb.parquet", {"a": ["x" * 5000] * 900})
    with (tmp_path / "out").open("wb") as out:
        arrow_reading.read_out(out, 10_000, [bomb])
    assert b"unpacks to more than" in (tmp_path / "out").read_bytes().splitlines()[-1]


@pytest.mark.parametrize(
    "data", [b"PAR1", b"PAR1" + b"\x00" * 200 + b"PAR1", b"PAR1" + os.urandom(500) + b"PAR1"]
)
def test_a_damaged_parquet_file_is_one_sentence(tmp_path, data):
    """Truncated or made up: no traceback, and the window's process reads none of it."""
    path = tmp_path / "damaged.parquet"
    path.write_bytes(data)
    with pytest.raises(ImportProblem, match=r"damaged.parquet.*cannot be read as a table"):
        list(Source(path).rows())


def test_a_cut_parquet_file_is_one_sentence(tmp_path):
    """A download that broke off."""
    path = parquet(tmp_path / "cut.parquet", {"problem": [f"What is {n}?" for n in range(500)]})
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ImportProblem, match=r"cut\.parquet"):
        list(Source(path).rows())


def test_a_folder_with_links_or_nothing_is_refused(tmp_path):
    """A folder may be anyone's: a link in it would read another file of the user's."""
    (tmp_path / "secret.parquet").write_bytes(b"PAR1")
    folder = tmp_path / "export"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "train-00000-of-00001.parquet").symlink_to(tmp_path / "secret.parquet")
    with pytest.raises(ImportProblem, match="holds no Parquet files"):
        list(Source(folder).rows())


def test_a_sparse_line_of_a_gigabyte_is_refused_at_once(tmp_path):
    """A line without an end (fault 34), in each reader that takes lines."""
    for name in ("huge.jsonl", "huge.csv"):
        path = tmp_path / name
        with path.open("wb") as file:
            file.write(b'{"problem": "')
            file.seek(2**30)
            file.write(b'"}\n')
        with pytest.raises(ImportProblem, match=r"line 1: the line is longer than"):
            list(Source(path).rows(max_line_bytes=1_000_000))


@pytest.mark.parametrize("name", ["it's", "per%20cent", "a#b", "two\nlines", "\U0001f600", "a b"])
def test_odd_paths_come_in_from_every_kind(project, tmp_path, name):
    """Names of files are anyone's too (fault 43)."""
    folder = tmp_path / name
    folder.mkdir()
    for number, path in enumerate(
        (
            jsonl(folder / f"{name}.jsonl", [{"problem": f"{name} in JSON?"}]),
            csv(folder, f'problem\n"{name} in CSV?"\n', f"{name}.csv"),
            parquet(folder / f"{name}.parquet", {"problem": [f"{name} in Parquet?"]}),
        )
    ):
        assert Transfer(project).import_file(path).problems_added == 1, number


def test_a_cancelled_import_changes_nothing(project, tmp_path):
    """Stop, at any point of reading or writing, leaves the project as it was."""
    from workbench.service.transfer import Watch

    path = jsonl(tmp_path / "many.jsonl", [{"problem": f"Problem {n}?"} for n in range(3000)])
    before = contents(project)
    for phase in ("reading", "writing"):
        watch = Watch(lambda _phase, _share: None)

        def told(now: str, share: float, phase: str = phase, watch: Watch = watch) -> None:
            if now == phase and share > 0.3:
                watch.stop()

        watch.on_told = told
        with pytest.raises(KnownError, match="Stopped; nothing was changed"):
            Transfer(project).import_file(path, watch=watch)
        assert contents(project) == before
    assert project.check().ok
