"""Finds problems by words: any part of a statement, whole phrases of the work on it."""

from __future__ import annotations

import json
import re
from array import array

from workbench.store.database import Database
from workbench.store.migrations import WORK_TEXT
from workbench.store.row_changes import RowChange
from workbench.store.rows import Row

_TRIGRAM = 3
_WORD = re.compile(r"\w")
_WILD = re.compile("[%_!]")
_STATEMENTS = (
    "SELECT rowid, statement, topic FROM problems WHERE id IN (SELECT value FROM json_each(?))"
)
_WORK = (
    f"SELECT number, text FROM ({WORK_TEXT} WHERE p.id IN (SELECT value FROM json_each(?)))"
    " WHERE text <> ''"
)


def is_work(row: RowChange) -> bool:
    """Return whether a row holds, or held, words of the work on a problem."""
    if row.table == "responses":
        return True
    return row.table == "marks" and _said(row.before) != _said(row.after)


def unindex_statements(database: Database, problem_ids: set[str]) -> None:
    """Take statements out of the index, before they change.

    No trigger does this: ``trusted_schema = OFF`` keeps triggers away from virtual tables.
    """
    if problem_ids:
        database.execute(
            f"INSERT INTO search (search, rowid, statement, topic) SELECT 'delete', * FROM"
            f" ({_STATEMENTS})",
            (_list(problem_ids),),
        )


def index_statements(database: Database, problem_ids: set[str]) -> None:
    """Put statements into the index, after they changed."""
    if problem_ids:
        database.execute(
            f"INSERT INTO search (rowid, statement, topic) {_STATEMENTS}", (_list(problem_ids),)
        )


def unindex_work(database: Database, problem_ids: set[str]) -> None:
    """Take responses, explanations and rewrites out of the index, before they change."""
    if problem_ids:
        database.execute(
            f"INSERT INTO search_work (search_work, rowid, text) SELECT 'delete', * FROM ({_WORK})",
            (_list(problem_ids),),
        )


def index_work(database: Database, problem_ids: set[str]) -> None:
    """Put responses, explanations and rewrites into the index, after they changed."""
    if problem_ids:
        database.execute(f"INSERT INTO search_work (rowid, text) {_WORK}", (_list(problem_ids),))


def matching(database: Database, words: str) -> array[int]:
    """Return the numbers of the problems in which ``words`` occur, in ascending order.

    Any part of a statement or topic counts, a problem's id, and a phrase of whole words, of which
    the last may be unfinished, in what was written on it. Fewer than three letters are looked for
    in the topic and the opening of the statement alone, for they are in all that was written.
    """
    found = [
        _in_statements(database, words),
        database.integers("SELECT rowid FROM problems WHERE id = ?", (words,)),
    ]
    if len(words) >= _TRIGRAM and _WORD.search(words):
        written = "SELECT rowid FROM search_work WHERE search_work MATCH ? ORDER BY rowid"
        found.append(database.integers(written, (_phrase(words) + "*",)))
    some = [numbers for numbers in found if numbers]
    return some[0] if len(some) == 1 else array("q", sorted(set().union(*some)))


def _in_statements(database: Database, words: str) -> array[int]:
    """Search by trigrams; shorter words are scanned for."""
    if len(words) >= _TRIGRAM:
        return database.integers(
            "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid", (_phrase(words),)
        )
    part = _part(words)
    if part is None:
        return array("q")
    # LIKE tells capitals from small letters as lower() does, and makes no copy to do so.
    return database.integers(
        "SELECT rowid FROM queue WHERE excerpt LIKE ? ESCAPE '!' OR topic LIKE ? ESCAPE '!'"
        " ORDER BY rowid",
        (part, part),
    )


def _part(words: str) -> str | None:
    """Return what LIKE finds words by anywhere in a text; None where nothing is left of them."""
    words = words.replace("\x00", "")
    return "%" + _WILD.sub(r"!\g<0>", words) + "%" if words else None


def _phrase(words: str) -> str:
    """Quote words for the index, so that no character of theirs is an operator."""
    return '"' + words.replace('"', '""').replace("\x00", "") + '"'


def _list(problem_ids: set[str]) -> str:
    return json.dumps(sorted(problem_ids))


def _said(mark: Row | None) -> tuple[str, str]:
    """Return the words of a mark's row."""
    return (mark["explanation"], mark["rewrite"] or "") if mark is not None else ("", "")
