"""Blind second opinions: who is to mark what again, drawn fairly, with gold responses mixed in."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, replace

from workbench.domain.errors import KnownError
from workbench.domain.intervals import wilson
from workbench.domain.opinions import Gold, Pass, PassKind, PassState
from workbench.domain.records import Annotator, Response, Step, Turn, now
from workbench.domain.sentences import sentence
from workbench.exchange.foreign import digest
from workbench.service.project import Project
from workbench.service.watch import Watch
from workbench.store import opinions, records
from workbench.store.changes import Change, RowChange, added, replaced
from workbench.store.rows import Row


@dataclass(frozen=True, slots=True)
class PassLine:
    """How far an annotator is with the blind passes; ``ready`` of the open ones are marked."""

    annotator: Annotator
    open: int
    ready: int
    done: int


@dataclass(frozen=True, slots=True)
class GoldLine:
    """How often an annotator's blind marks on gold responses are the reference's.

    ``low`` and ``high`` are the share's 95 % interval.
    """

    annotator_id: str
    responses: int
    steps: int
    right: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share of steps marked as the reference is, 0 to 1."""
        return self.right / self.steps


class SecondPasses:
    """Gives out, counts and ends blind passes of a project.

    ``watch`` is told how far an act over very many responses is, and may stop it.
    """

    def __init__(self, project: Project, watch: Watch | None = None) -> None:
        self._project = project
        self._watch = watch
        self._database = project.file.database

    def available(self, annotator_id: str) -> int:
        """Return how many responses an annotator could still mark blind."""
        return len(opinions.to_repeat(self._database, annotator_id))

    def give(self, annotator_id: str, share: float, seed: int = 0) -> Change:
        """Ask an annotator to mark a share of what others marked, blind, and all gold besides.

        The draw is stratified: of each topic the same share, chosen by ``seed``. Raises KnownError
        where nothing is left that the annotator has not seen.
        """
        if not 0 < share <= 1:
            raise KnownError(
                sentence("The share lies above 0 % and at most at 100 %; choose another.")
            )
        waiting = opinions.to_repeat(self._database, annotator_id)
        if not waiting:
            raise KnownError(
                sentence(
                    "Others have marked nothing that this annotator has not seen; mark more, "
                    "or choose another annotator."
                )
            )
        gold = {one["id"] for one in self._database.rows("SELECT id FROM gold")}
        mixed_in = [row for row in waiting if row["response_id"] in gold]
        rest = [row for row in waiting if row["response_id"] not in gold]
        kinds = [(row, PassKind.GOLD) for row in mixed_in]
        kinds += [(row, PassKind.SECOND) for row in drawn(rest, share, seed)]
        rows = [added(self._pass(row, kind, annotator_id)) for row, kind in kinds]
        name = records.get(self._database, Annotator, annotator_id)
        label = sentence(
            "ask {name} for {count} blind opinions",
            name=name.name if name else sentence("an annotator"),
            count=len(rows),
        )
        return self._commit(label, ["passes"], rows)

    def withdraw(self, annotator_id: str) -> Change:
        """Ask an annotator for nothing any more; what was said blind so far stays an opinion."""
        waiting = opinions.open_passes(self._database, annotator_id)
        if not waiting:
            raise KnownError(
                sentence("No blind opinion is open for this annotator; there is none to end.")
            )
        ended = [replaced(one, replace(one, state=PassState.WITHDRAWN)) for one in waiting]
        return self._commit(
            sentence("withdraw {count} blind opinions", count=len(ended)), ["passes"], ended
        )

    def hand_in(self, annotator_id: str) -> Change:
        """End every pass of an annotator whose steps are all marked."""
        ready = self._ready(annotator_id)
        if not ready:
            raise KnownError(
                sentence("No blind opinion is complete yet; mark every step of one first.")
            )
        at = now()
        ended = [replaced(one, replace(one, state=PassState.DONE, ended_at=at)) for one in ready]
        topics = ["passes", *(f"problems:{one.problem_id}" for one in ready)]
        return self._commit(
            sentence("hand in {count} blind opinions", count=len(ended)), topics, ended
        )

    def waiting(self, annotator_id: str) -> list[str]:
        """Return the problems that an annotator has still to mark blind."""
        waiting = opinions.open_passes(self._database, annotator_id)
        return list(dict.fromkeys(one.problem_id for one in waiting))

    def lines(self) -> list[PassLine]:
        """Return how far each annotator who has passes is."""
        counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row in opinions.passes(self._database):
            counts[row["annotator_id"]][row["state"]] += row["n"]
        lines = []
        for annotator_id, by_state in counts.items():
            annotator = records.get(self._database, Annotator, annotator_id)
            if annotator is not None and (by_state["open"] or by_state["done"]):
                ready = len(self._ready(annotator_id))
                lines.append(PassLine(annotator, by_state["open"], ready, by_state["done"]))
        return sorted(lines, key=lambda line: (line.annotator.created_at, line.annotator.id))

    def set_gold(self, problem_ids: list[str], *, gold: bool = True) -> Change:
        """Let the marks on problems' newest responses be a reference, or no longer.

        Raises KnownError where a response is not marked to its end or first error.
        """
        rows = []
        for problem_id in problem_ids:
            response_id = self._newest_response(problem_id)
            present = records.get(self._database, Gold, response_id)
            if gold and present is None:
                self._check_complete(response_id)
                rows.append(added(Gold(response_id, problem_id, now())))
            elif not gold and present is not None:
                rows.append(replaced(present, None))
        if not rows:
            raise KnownError(sentence("Nothing changes: these problems are so already."))
        label = sentence("make {count} responses no gold any more", count=len(rows))
        if gold:
            label = sentence("make {count} responses gold", count=len(rows))
        return self._commit(label, ["gold"], rows)

    def draw_gold(self, count: int, seed: int = 0) -> Change:
        """Let the marks on so many completely marked responses, drawn by chance, be a reference.

        Raises KnownError where none is left.
        """
        candidates = opinions.complete_problems(self._database)
        if not candidates:
            raise KnownError(
                sentence("No response is marked to its first error or end; mark some first.")
            )
        chosen = random.Random(seed).sample(candidates, min(count, len(candidates)))
        return self.set_gold(sorted(chosen))

    def gold_problems(self) -> list[str]:
        """Return the problems with a gold response."""
        found = self._database.rows("SELECT DISTINCT problem_id FROM gold ORDER BY problem_id")
        return [row["problem_id"] for row in found]

    def gold_lines(self) -> list[GoldLine]:
        """Return each annotator's accuracy on gold responses."""
        lines = []
        for row in opinions.right_on_gold(self._database):
            low, high = wilson(row["right"] / max(row["steps"], 1), row["steps"])
            lines.append(GoldLine(**row, low=low, high=high))
        return lines

    def _commit(self, label: str, topics: list[str], rows: list[RowChange]) -> Change:
        def told(written: int) -> None:
            if self._watch is not None:
                self._watch.told("writing", written / max(len(rows), 1))

        told(0)
        return self._project.commit(label, topics, rows, on_written=told)

    def _pass(self, row: Row, kind: PassKind, annotator_id: str) -> Pass:
        at = now()
        identity = digest("pass", row["response_id"], annotator_id, at)
        return Pass(
            identity, row["problem_id"], row["response_id"], annotator_id, kind, created_at=at
        )

    def _ready(self, annotator_id: str) -> list[Pass]:
        return opinions.complete_passes(self._database, annotator_id)

    def _newest_response(self, problem_id: str) -> str:
        turns = records.select(
            self._database,
            Turn,
            "thread_id IN (SELECT id FROM threads WHERE problem_id = ?)"
            " ORDER BY number DESC, created_at DESC LIMIT 1",
            (problem_id,),
        )
        chosen = turns[0].chosen_response_id if turns else None
        if chosen is None or records.get(self._database, Response, chosen) is None:
            raise KnownError(
                sentence("A problem without a response cannot be gold; solve it first.")
            )
        return chosen

    def _check_complete(self, response_id: str) -> None:
        verdicts = self._database.rows(
            "SELECT m.verdict FROM steps s LEFT JOIN marks m ON m.step_id = s.id"
            " WHERE s.response_id = ? ORDER BY s.number",
            (response_id,),
        )
        steps = records.select(self._database, Step, "response_id = ?", (response_id,))
        for row in verdicts:
            if row["verdict"] == -1:
                return
            if row["verdict"] is None:
                raise KnownError(
                    sentence(
                        "A gold response is marked to its first error or its end; mark it first."
                    )
                )
        if not steps:
            raise KnownError(sentence("A response without steps cannot be gold; choose another."))


def drawn(rows: list[Row], share: float, seed: int) -> list[Row]:
    """Return a share of rows, of each topic alike, chosen by a seed; at least one.

    Whole rows are given by largest remainder, so that small topics are neither lost nor doubled.
    """
    topics: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        topics[row["topic"]].append(row)
    if not rows:
        return []
    wanted = max(1, round(share * len(rows)))
    quotas = {topic: share * len(found) for topic, found in topics.items()}
    takes = {topic: int(quota) for topic, quota in quotas.items()}
    by_rest = sorted(topics, key=lambda topic: (takes[topic] - quotas[topic], topic))
    for topic in by_rest[: wanted - sum(takes.values())]:
        takes[topic] += 1
    chosen = {
        row["response_id"]
        for topic in sorted(topics)
        for row in random.Random(f"{seed}/{topic}").sample(topics[topic], takes[topic])
    }
    return [row for row in rows if row["response_id"] in chosen]
