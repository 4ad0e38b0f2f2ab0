"""Says which words of a text are new and which are gone, tokens of TeX included.

Blank space belongs to the token before it and is not compared, so that a rewrapped sentence is the
same sentence. The shortest script of changes is found (Myers 1986, “An O(ND) Difference
Algorithm”); where that takes more than ``_LARGEST_SCRIPT`` changes, tokens that occur once in both
texts part the problem first, and a stretch that is still too unlike counts as replaced whole. So
the time grows about linearly with the length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from workbench.domain.alignment import Pairs, aligned

LONGEST_COMPARED = 200_000
"""Characters of both texts together; longer ones count as replaced whole."""

_LARGEST_SCRIPT = 300
_LARGEST_SCRIPT_IN_A_GAP = 60
_SHORT_ISLAND = 3
_WORDS = re.compile(
    r"\s+|(?:\\[A-Za-z]+\*?|\\.|[^\W\d_][^\W_]*(?:['’-][^\W_]+)*|\d+(?:[.,]\d+)*|.)\s*", re.DOTALL
)
_TEX = re.compile(r"\s+|(?:\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|.)\s*", re.DOTALL)


class Change(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring tokens with one fate; ``text`` of what is the same is the new text's."""

    change: Change
    text: str


def word_tokens(text: str) -> list[str]:
    """Cut running text into words, numbers, signs and TeX commands; joined they are ``text``."""
    return _WORDS.findall(text)


def tex_tokens(text: str) -> list[str]:
    """Cut LaTeX into commands, numbers and single characters; joined they are ``text``."""
    return _TEX.findall(text)


def word_diff(old: str, new: str) -> tuple[Stretch, ...]:
    """Return ``new`` in stretches, with those of ``old`` that are gone where they stood.

    What is the same and what is inserted are together ``new``; what is the same and what is removed
    are ``old`` but for blank space. Where something was replaced, the removed comes first.
    """
    return token_diff(word_tokens(old), word_tokens(new))


def token_diff(old: Sequence[str], new: Sequence[str]) -> tuple[Stretch, ...]:
    """Compare two texts that were cut into tokens already; see :func:`word_diff`."""
    if sum(map(len, old)) + sum(map(len, new)) > LONGEST_COMPARED:
        pairs: Pairs = []
    else:
        bare, new_bare = [token.strip() for token in old], [token.strip() for token in new]
        pairs = aligned(bare, new_bare, _middle)
    return tuple(_joined(_without_islands(list(_stretches(old, new, pairs)))))


def _middle(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """Pair the tokens between equal ends by a shortest script, or around tokens that occur once."""
    pairs = _shortest(old, new, _LARGEST_SCRIPT)
    return pairs if pairs is not None else _by_anchors(old, new)


def _shortest(old: Sequence[str], new: Sequence[str], largest: int) -> Pairs | None:
    """Return the pairs of a shortest script, or None where it has more than ``largest`` changes.

    ``reach[k]`` is how far into ``old`` the best path gets on diagonal ``k`` (old minus new).
    """
    if not old or not new:
        return []
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for changes in range(min(largest, len(old) + len(new)) + 1):
        trace.append(dict(reach))
        for k in range(-changes, changes + 1, 2):
            down = k == -changes or (k != changes and reach[k - 1] < reach[k + 1])
            x = reach[k + 1] if down else reach[k - 1] + 1
            while x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            reach[k] = x
            if x >= len(old) and x - k >= len(new):
                return _walked_back(trace, len(old), len(new))
    return None


def _walked_back(trace: list[dict[int, int]], x: int, y: int) -> Pairs:
    """Return the pairs on the path that ``trace`` recorded, from its end to its start."""
    pairs: Pairs = []
    for changes in range(len(trace) - 1, -1, -1):
        reach, k = trace[changes], x - y
        down = k == -changes or (k != changes and reach[k - 1] < reach[k + 1])
        before = k + 1 if down else k - 1
        start = reach[before]
        while x > start and y > start - before and x > 0 and y > 0:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = start, start - before
    return pairs[::-1]


def _by_anchors(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """Pair tokens that occur once in both, then what lies between neighbours of those pairs."""
    pairs: Pairs = []
    at, by = 0, 0
    for anchor, other in [*_anchors(old, new), (len(old), len(new))]:
        gap = _shortest(old[at:anchor], new[by:other], _LARGEST_SCRIPT_IN_A_GAP) or []
        pairs += [(at + x, by + y) for x, y in gap]
        if anchor < len(old):
            pairs.append((anchor, other))
        at, by = anchor + 1, other + 1
    return pairs


def _anchors(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """Return the longest rising run of tokens that are unique in both."""
    counts, other_counts = Counter(old), Counter(new)
    places = {token: at for at, token in enumerate(new) if other_counts[token] == 1}
    shared = [(at, places[t]) for at, t in enumerate(old) if counts[t] == 1 and t in places]
    tails: list[int] = []
    lengths: list[int] = []
    for _, other in shared:
        length = bisect_left(tails, other)
        tails[length : length + 1] = [other]
        lengths.append(length)
    rising: Pairs = []
    wanted = len(tails) - 1
    for pair, length in zip(reversed(shared), reversed(lengths), strict=True):
        if length == wanted and (not rising or pair[1] < rising[-1][1]):
            rising.append(pair)
            wanted -= 1
    return rising[::-1]


def _stretches(old: Sequence[str], new: Sequence[str], pairs: Pairs) -> Iterator[Stretch]:
    at, by = 0, 0
    for one, two in [*pairs, (len(old), len(new))]:
        if one > at:
            yield Stretch(Change.REMOVED, "".join(old[at:one]))
        if two > by:
            yield Stretch(Change.INSERTED, "".join(new[by:two]))
        if two < len(new) and one < len(old):
            yield Stretch(Change.SAME, new[two])
        at, by = one + 1, two + 1


def _without_islands(stretches: list[Stretch]) -> list[Stretch]:
    """Count a sign or short word between two replacements as replaced too: it only distracts."""
    runs = list(_joined(stretches))
    made: list[Stretch] = []
    for at, run in enumerate(runs):
        island = run.change is Change.SAME and len(run.text.strip()) <= _SHORT_ISLAND
        if island and _replaced(runs[max(0, at - 2) : at]) and _replaced(runs[at + 1 : at + 3]):
            made.append(Stretch(Change.REMOVED, run.text))
            made.append(Stretch(Change.INSERTED, run.text))
        else:
            made.append(run)
    return made


def _replaced(pair: list[Stretch]) -> bool:
    return [stretch.change for stretch in pair] == [Change.REMOVED, Change.INSERTED]


def _joined(stretches: list[Stretch]) -> Iterator[Stretch]:
    """Join neighbours with one fate; within a replacement all that is removed comes first."""
    for same, group in groupby(stretches, lambda stretch: stretch.change is Change.SAME):
        parts = list(group)
        for change in (Change.SAME,) if same else (Change.REMOVED, Change.INSERTED):
            text = "".join(part.text for part in parts if part.change is change)
            if text:
                yield Stretch(change, text)
