"""Files of each hostile kind that an import has to refuse, made in a folder when asked for."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

from tests.helpers.tables import dictionary_bomb, parquet

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
