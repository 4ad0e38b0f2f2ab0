"""Remember which tokens each slot of the context holds, so that a common beginning is shared.

A slot is a sequence id of llama.cpp's unified cache. While a sequence runs its slot is busy;
afterwards the slot stays as it is, idle, until it is needed: the next turn of that conversation, or
another try at one of its steps, finds its beginning there. Nothing native in this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new sequence goes: its slot, and ``common`` tokens to share from ``source``."""

    slot: int
    source: int
    common: int


class PrefixCache:
    """The tokens of all slots; idle slots are reused least recently used first."""

    def __init__(self, slots: int) -> None:
        self._held: list[list[int]] = [[] for _ in range(slots)]
        self._idle: list[int] = list(range(slots))  # the one to reuse first comes first

    def take(self, ids: Sequence[int], *, share: bool = True) -> Place:
        """Occupy an idle slot for a prompt; its last token is never counted as common.

        The longest common beginning wins, in a busy slot as well. It is copied into the slot idle
        for longest, so that what it was taken from stays whole; a source that is idle and wholly
        of use is taken over. Without ``share`` nothing is common. Raises ``IndexError`` where no
        slot is idle.
        """
        wanted = list(ids[:-1]) if share else []
        lengths = [common_length(held, wanted) for held in self._held]
        source = max(range(len(lengths)), key=lengths.__getitem__)
        common = lengths[source]
        taken_over = source in self._idle and 0 < common == len(self._held[source])
        slot = source if taken_over else self._idle[0]
        self._idle.remove(slot)
        self._held[slot] = wanted[:common]
        return Place(slot, source, common)

    def take_copy(self, source: int) -> int:
        """Occupy an idle slot for a copy of all that ``source`` holds; return it."""
        slot = self._idle.pop(0)
        self._held[slot] = list(self._held[source])
        return slot

    def extend(self, slot: int, tokens: Sequence[int]) -> None:
        """Note that tokens were decoded into a slot."""
        self._held[slot] += tokens

    def release(self, slot: int) -> None:
        """Make a slot idle, the last one to be reused; an empty one is reused first."""
        self._idle.insert(len(self._idle) if self._held[slot] else 0, slot)

    def forget(self, slot: int) -> None:
        """Note that a slot was emptied; an idle one is reused first."""
        self._held[slot] = []
        if slot in self._idle:
            self._idle.remove(slot)
            self._idle.insert(0, slot)

    def clear(self) -> None:
        """Note that every slot was emptied."""
        for held in self._held:
            held.clear()

    def length(self, slot: int) -> int:
        """Return how many tokens a slot holds."""
        return len(self._held[slot])

    def oldest(self) -> int | None:
        """Return the idle slot with tokens that was used least recently, None where none is."""
        return next((slot for slot in self._idle if self._held[slot]), None)

    def crowds(self, cells: int) -> bool:
        """Whether the idle slots take more cells than that, not counting what is shared."""
        if sum(len(self._held[slot]) for slot in self._idle) <= cells:
            return False
        seen = [held for slot, held in enumerate(self._held) if slot not in self._idle]
        taken = 0
        for slot in reversed(self._idle):
            held = self._held[slot]
            taken += len(held) - max((common_length(held, other) for other in seen), default=0)
            seen.append(held)
        return taken > cells


def common_length(first: list[int], second: list[int]) -> int:
    """Return how many tokens two lists have in common at their beginning."""
    low, high = 0, min(len(first), len(second))
    if first[:high] == second[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
