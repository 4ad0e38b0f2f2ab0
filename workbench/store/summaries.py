"""Brings queue and search index in step with a change, in its transaction, however long it is."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

from workbench.store import queue, searching
from workbench.store.changes import Change
from workbench.store.database import Database
from workbench.store.pieces import LONG, in_pieces
from workbench.store.scratch import ScratchSet

_AT_ONCE = 500


@contextlib.contextmanager
def kept(database: Database, change: Change, annotator_id: str) -> Iterator[None]:
    """Bring the summaries in step with what happens inside."""
    with _ids(change) as reworded, _ids(change) as touched:
        rewritten = False
        for piece in in_pieces(change.rows):
            reworded.update([row.key for row in piece if row.table == "problems"])
            touched.update(queue.problems_of(database, piece))
            rewritten = rewritten or any(searching.is_work(row) for row in piece)
        for some in _batches(reworded):
            searching.unindex_statements(database, some)
        for some in _batches(touched if rewritten else ()):
            searching.unindex_work(database, some)
        yield
        for some in _batches(reworded):
            searching.index_statements(database, some)
        for some in _batches(touched):
            if rewritten:
                searching.index_work(database, some)
            queue.refresh(database, some, annotator_id)


@contextlib.contextmanager
def _ids(change: Change) -> Iterator[set[str] | ScratchSet]:
    """Give room for the ids that a change touches: on the disk where they may be very many."""
    if len(change.rows) <= LONG:
        yield set()
        return
    room = ScratchSet()
    try:
        yield room
    finally:
        room.close()


def _batches(ids: Iterable[str]) -> Iterator[set[str]]:
    some: set[str] = set()
    for one in ids:
        some.add(one)
        if len(some) >= _AT_ONCE:
            yield some
            some = set()
    if some:
        yield some
