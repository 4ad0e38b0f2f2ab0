"""What two projects say differently of the same thing, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from workbench.domain.records import Mark
from workbench.domain.sentences import Sentence, joined, sentence, word

_SAID = ("verdict", "error_kind", "follows_from", "explanation", "rewrite")
_LONGEST = 60


class Resolution(StrEnum):
    """What became of a difference; the words are shown."""

    KEPT_OURS = sentence("this project's stays")
    TOOK_NEWER = sentence(
        "the other one's is newer and was taken; the earlier one is in the history"
    )
    KEPT_NEWER = sentence("this project's is newer and stays; the other one's is kept beside it")
    NEW_ID = sentence("it came in under a new id")
    NOT_TAKEN = sentence("it was not taken; it is only in the other file")
    NUMBERED_ON = sentence("it was put behind this project's")
    DECIDED = sentence(
        "the other one's was decided by a third and counts; this project's is kept beside it"
    )


@dataclass(frozen=True, slots=True)
class Conflict:
    """One difference: which record, what it is about, both sides' words, and what was done."""

    kind: str
    id: str
    about: str
    ours: str
    theirs: str
    resolution: Resolution

    @property
    def changes(self) -> bool:
        """Whether the resolution took something from the other project."""
        return self.resolution not in (
            Resolution.KEPT_OURS,
            Resolution.NOT_TAKEN,
            Resolution.KEPT_NEWER,
        )

    def line(self) -> str:
        """Return it as one line for people."""
        here, there = _listed(self.ours), _listed(self.theirs)
        return sentence(
            "{about}: here {here}, there {there}; {resolution}.",
            about=self.about,
            here=here,
            there=there,
            resolution=self.resolution.value,
        )

    def plain(self) -> dict[str, str]:
        """Return it as JSON values."""
        return {one.name: str(getattr(self, one.name)) for one in fields(self)}


def same_words(one: Mark, other: Mark) -> bool:
    """Return whether two marks say the same, however and whenever it was said."""
    return all(getattr(one, name) == getattr(other, name) for name in _SAID)


def words_of(mark: Mark) -> str:
    """Return what a mark says, in short."""
    verdict = mark.verdict.name.lower() if mark.verdict is not None else "unmarked"
    more: list[str] = [word(mark.error_kind.value.replace("_", " "))] if mark.error_kind else []
    more += [f"“{shortened(mark.explanation)}”"] if mark.explanation else []
    more += [sentence("rewritten")] if mark.rewrite else []
    return joined([word(verdict), *more])


def differing(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[str, str]:
    """Return the fields that differ, as both sides have them."""
    names = [name for name in ours if ours[name] != theirs.get(name)]
    return tuple(  # type: ignore[return-value]
        ", ".join(f"{name} {shortened(str(side.get(name)))}" for name in names)
        for side in (ours, theirs)
    )


def _listed(words: str) -> str:
    short = isinstance(words, Sentence) and len(words) <= _LONGEST
    return words if short else shortened(words)


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Return the beginning of a text on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
