"""A hostile file of each kind is refused in a plain sentence, the project unchanged to the byte."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.helpers.tables import dictionary_bomb, parquet
from workbench.domain.errors import ImportProblem
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.transfer import Transfer

GOOD = b'{"problem": "fine", "answer": "1"}\n'
LINES = {
    "utf-16": '{"problem": "x"}\n'.encode("utf-16"),
    "not a number": GOOD + b'{"problem": "x", "answer": NaN}\n',
    "beyond a double": GOOD + b'{"problem": "x", "answer": 1e999}\n',
    "duplicate keys": GOOD + b'{"problem": "x", "problem": "y"}\n',
    "lone surrogate": GOOD + b'{"problem": "x\\udead"}\n',
    "nul": GOOD + b'{"problem": "x\\u0000"}\n',
    "depth": GOOD + b'{"problem": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
    "digits": GOOD + b'{"problem": "x", "answer": ' + b"9" * 5000 + b"}\n",
    "not utf-8": GOOD + b'{"problem": "\xff"}\n',
    "array of anything": b'[{"problem": "fine"}, {"problem": "x", "answer": NaN}]',
}


def zipped(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../slipped.jsonl", GOOD)
        archive.writestr("bomb.jsonl", b"0" * 5_000_000)
    return path


def tarred(path: Path) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        link = tarfile.TarInfo("link.jsonl")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        entry = tarfile.TarInfo("../slipped.jsonl")
        entry.size = len(GOOD)
        archive.addfile(entry, io.BytesIO(GOOD))
    return path


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


KINDS = {
    **{name: lambda folder, data=data: written(folder / "rows.jsonl", data)
       for name, data in LINES.items()},
    "zip": lambda folder: zipped(folder / "rows.zip"),
    "zip by another name": lambda folder: zipped(folder / "rows.parquet"),
    "tar": lambda folder: tarred(folder / "rows.tar.gz"),
    "parquet bomb": lambda folder: dictionary_bomb(folder / "rows.parquet"),
    "parquet with NUL": lambda folder: parquet(folder / "rows.parquet", {"problem": ["x\x00"]}),
    "csv": lambda folder: written(folder / "rows.csv", b'problem,answer\nfine,1\n"open,2\n'),
    "folder of links": lambda folder: linked(folder / "rows"),
}  # fmt: skip


def linked(folder: Path) -> Path:
    folder.mkdir()
    (folder / "train.parquet").symlink_to("/etc/passwd")
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_changes_not_a_byte(tmp_path, kind):
    """Faults 33 to 35: the dry run and the import say it, nothing is written, nothing slips out."""
    place = tmp_path / "project"
    place.mkdir()
    path = place / "p.stepmark"
    Project.create(path, "Ada").close()
    hostile = KINDS[kind](tmp_path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    beside = sorted(one.name for one in tmp_path.iterdir())
    with Project.open(path) as project:
        transfer = Transfer(project)
        with pytest.raises(ImportProblem) as told:
            transfer.import_file(hostile)
        assert "Nothing was imported" in str(told.value)
        assert Library(project).counts().problems == 0
        project.file.database.checkpoint()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == beside
    assert [one.name for one in place.iterdir() if "slipped" in one.name] == []
