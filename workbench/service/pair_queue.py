"""Holds the pairs that wait for a judgement, so that the next one is there without a search."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WaitingPair:
    """Two responses to a problem; ``skipped`` where it was passed over before."""

    problem_id: str
    one: str
    other: str
    skipped: bool = False

    def is_of(self, first: str, second: str) -> bool:
        """Say whether these are the two responses, in whatever order."""
        return {self.one, self.other} == {first, second}


@dataclass(slots=True)
class PairQueue:
    """Waiting pairs by problem, in rounds: every problem is asked once before any is asked again.

    ``rounds[k]`` holds the problems that were asked k times, in their order.
    """

    pairs: dict[str, deque[WaitingPair]] = field(default_factory=dict)
    rounds: dict[int, deque[str]] = field(default_factory=dict)
    skipped: list[WaitingPair] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterable[tuple[WaitingPair, int]]) -> PairQueue:
        """Make a queue of pairs with how often their problem was asked, in order."""
        made = cls()
        for pair, asked in rows:
            if pair.skipped:
                made.skipped.append(pair)
                continue
            if pair.problem_id not in made.pairs:
                made.pairs[pair.problem_id] = deque()
                made.rounds.setdefault(asked, deque()).append(pair.problem_id)
            made.pairs[pair.problem_id].append(pair)
        return made

    def __len__(self) -> int:
        return sum(len(pairs) for pairs in self.pairs.values())

    def first(self) -> WaitingPair | None:
        """Return the pair to ask next, or None."""
        for asked in sorted(self.rounds):
            for problem_id in self.rounds[asked]:
                return self.pairs[problem_id][0]
        return None

    def take(self, problem_id: str, one: str, other: str, *, skipped: bool) -> None:
        """Take out a pair that was judged or passed over; its problem waits for the next round."""
        self.skipped = [pair for pair in self.skipped if not pair.is_of(one, other)]
        if skipped:
            self.skipped.append(WaitingPair(problem_id, one, other, skipped=True))
        pairs = self.pairs.get(problem_id, deque())
        known = next((pair for pair in pairs if pair.is_of(one, other)), None)
        if known is None:
            return
        pairs.remove(known)
        asked = next(at for at, problems in self.rounds.items() if problem_id in problems)
        self.rounds[asked].remove(problem_id)
        if pairs:
            self.rounds.setdefault(asked + 1, deque()).append(problem_id)
        else:
            del self.pairs[problem_id]
