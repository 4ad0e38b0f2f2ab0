"""Pairs what two versions share at their ends, so that only their middle is compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Pairs = list[tuple[int, int]]
"""Indices into the old and into the new sequence, rising in both."""


def aligned(
    old: Sequence[str],
    new: Sequence[str],
    between: Callable[[Sequence[str], Sequence[str]], Pairs],
) -> Pairs:
    """Pair equal items at both ends as they stand, and what is between as ``between`` does."""
    head = _common_head(old, new)
    tail = _common_head(old[head:][::-1], new[head:][::-1])
    middle = between(old[head : len(old) - tail], new[head : len(new) - tail])
    ends = ((len(old) - tail + at, len(new) - tail + at) for at in range(tail))
    return [(at, at) for at in range(head)] + [(a + head, b + head) for a, b in middle] + [*ends]


def _common_head(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for one, two in zip(old, new, strict=False):
        if one != two:
            break
        count += 1
    return count
