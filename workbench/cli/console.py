"""Where words go: results on standard output, everything else on standard error."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any, TextIO


class Console:
    """Prints a verb's result for a person or, with ``as_json``, as exactly one document."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self._out: TextIO = sys.stdout

    @contextlib.contextmanager
    def guarded(self) -> Iterator[None]:
        """Keep stray prints of libraries off standard output while a verb runs."""
        with contextlib.redirect_stdout(sys.stderr):
            yield

    def result(self, document: dict[str, Any], lines: list[str]) -> None:
        """Print the one result: ``document`` for programs, ``lines`` for people."""
        if self.as_json:
            text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
        else:
            text = "\n".join(lines)
        if text:
            print(text, file=self._out, flush=True)

    def note(self, text: str) -> None:
        """Say something about the way there."""
        print(text, file=sys.stderr, flush=True)

    def failed(self, sentence: str) -> None:
        """Say in one plain sentence what went wrong."""
        self.note(sentence)
        if self.as_json:
            self.result({"error": sentence}, [])


def progress(total: int | None, unit: str, label: str) -> Any:
    """Return a progress bar on standard error, silent where that is no terminal."""
    from tqdm import tqdm

    return tqdm(
        total=total,
        unit=unit,
        desc=label,
        file=sys.stderr,
        disable=not sys.stderr.isatty(),
        dynamic_ncols=True,
    )


def table(rows: Sequence[tuple[str, ...]], header: tuple[str, ...]) -> list[str]:
    """Return ``rows`` under ``header`` as lines with aligned columns."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (header, *rows)
    ]
