"""Reads the user's acts from the event log, newest first, as far back as somebody looks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from workbench.store.database import Database
from workbench.store.rows import Row

_AT_ONCE = 100
_COLUMNS = "seq, id, at, label, topics, annotator_id, undoes"
_FIRST = """
WITH RECURSIVE back (id) AS (
    SELECT ? UNION ALL SELECT e.undoes FROM back JOIN events e ON e.id = back.id
                        WHERE e.undoes IS NOT NULL)
SELECT e.annotator_id FROM back JOIN events e ON e.id = back.id WHERE e.undoes IS NULL
"""


@dataclass(frozen=True, slots=True)
class Act:
    """One committed act without its rows; ``undoes`` is the id of the act that it took back.

    ``annotator_id`` is whoever did it first: taking it back, or doing it again, makes it nobody
    else's.
    """

    seq: int
    id: str
    at: str
    label: str
    topics: frozenset[str]
    annotator_id: str
    undoes: str | None = None


class ActLog:
    """What stands of the past: acts that were not taken back, and those that can be done again.

    An event that undoes another takes it back; one that undoes that event does it again. So an
    event with an even number of such steps behind it is an act, one with an odd number an undoing.

    ``passes_by`` says of topics that undo leaves such acts alone.
    """

    def __init__(self, database: Database, passes_by: Callable[[frozenset[str]], bool]) -> None:
        self._database = database
        self._passes_by = passes_by
        self._end = 1 + (database.value("SELECT max(seq) FROM events") or 0)
        self._next = self._end
        self._taken: set[str] = set()
        self._undoings: dict[str, bool] = {}

    def older(self, count: int) -> list[Act]:
        """Return the next ``count`` standing acts, going back in time; fewer at the beginning."""
        found: list[Act] = []
        while len(found) < count and (acts := self._before(self._next)):
            for act in acts:
                self._next = act.seq
                if self._stands(act):
                    found.append(self._owned(act))
                    if len(found) == count:
                        break
        return found

    def undone(self) -> list[Act]:
        """Return the undoings that nothing was done after, the one to be done again first first."""
        found: list[Act] = []
        again: set[str] = set()
        end = self._end
        while acts := self._before(end):
            for act in acts:
                end = act.seq
                if act.undoes is None and not self._passes_by(act.topics):
                    return found
                if act.undoes is None:
                    continue
                if not self._is_undoing(act):
                    again.add(act.undoes)
                elif act.id not in again:
                    found.append(self._owned(act))
        return found

    def _before(self, seq: int) -> list[Act]:
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM events WHERE seq < ? ORDER BY seq DESC LIMIT ?",
            (seq, _AT_ONCE),
        )
        return [_act_of(row) for row in rows]

    def _stands(self, act: Act) -> bool:
        if act.undoes is not None and self._is_undoing(act):
            self._taken.add(act.undoes)
            return False
        return act.id not in self._taken and not self._passes_by(act.topics)

    def _owned(self, act: Act) -> Act:
        """Return an act with whoever did it first, where it was taken back or done again since."""
        if act.undoes is None:
            return act
        first = self._database.value(_FIRST, (act.id,))
        return replace(act, annotator_id=first)

    def _is_undoing(self, act: Act) -> bool:
        """Return whether an event undoes an act, and not another undoing."""
        chain: list[str] = []
        at, undoes = act.id, act.undoes
        while undoes is not None and at not in self._undoings:
            chain.append(at)
            at = undoes
            undoes = self._database.value("SELECT undoes FROM events WHERE id = ?", (at,))
        undoing = self._undoings.setdefault(at, False)
        for event_id in reversed(chain):
            undoing = not undoing
            self._undoings[event_id] = undoing
        return undoing


def _act_of(row: Row) -> Act:
    return Act(**{**row, "topics": frozenset(json.loads(row["topics"]))})
