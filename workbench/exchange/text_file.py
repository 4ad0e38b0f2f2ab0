"""Opens text of anyone as bytes: regular files alone, UTF-8 alone, and no line beyond a limit."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import BinaryIO

from workbench.domain.errors import ImportProblem
from workbench.domain.sentences import sentence
from workbench.exchange.refusals import refusal

_UTF8_MARK = b"\xef\xbb\xbf"
_NOT_TEXT = {
    b"\xff\xfe": sentence("it is UTF-16 or UTF-32 text; save it as UTF-8"),
    b"\xfe\xff": sentence("it is UTF-16 text; save it as UTF-8"),
    b"\x1f\x8b": sentence("it is compressed (gzip); unpack it first"),
    b"PK\x03\x04": sentence("it is a zip archive, and none is opened here; unpack it first"),
    b"PAR1": sentence("it is a Parquet file, not JSON Lines"),
    b"PK\x05\x06": sentence("it is an empty zip archive"),
    b"SQLite format 3": sentence("it is a database; a project is opened with --project"),
}


def opened(path: Path) -> BinaryIO:
    """Open a regular file; a pipe or a device could block or never end."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ImportProblem(
                sentence("{path} is not a file; name a JSON Lines file to import.", path=path)
            )
        return path.open("rb")
    except FileNotFoundError:
        raise ImportProblem(
            sentence("There is no file {path}; check the name.", path=path)
        ) from None
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> ImportProblem:
    """Return the sentence for a disk that does not hand a file out."""
    return ImportProblem(
        sentence(
            "{path} cannot be read ({reason}); check the file and its permissions.",
            path=path,
            reason=error.strerror or error,
        )
    )


def refuse_other_encodings(path: Path, stream: BinaryIO) -> None:
    """Refuse what is no UTF-8 text, and leave the stream behind a byte order mark."""
    head = stream.read(64)
    for magic, reason in _NOT_TEXT.items():
        if head.startswith(magic):
            raise refusal(path.name, None, reason)
    if b"\x00" in head[:4]:  # UTF-16 or UTF-32 without a mark.
        raise refusal(path.name, 1, sentence("it holds NUL bytes; it must be UTF-8 text"))
    stream.seek(len(_UTF8_MARK) if head.startswith(_UTF8_MARK) else 0)


def next_line(path: Path, stream: BinaryIO, line: int, limit: int) -> bytes:
    """Return the next line, nothing at the end. Raises ImportProblem at one over the limit."""
    try:
        raw = stream.readline(limit + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(raw) > limit:
        raise refusal(
            path.name, line, sentence("the line is longer than {limit:,} bytes", limit=limit)
        )
    return raw
