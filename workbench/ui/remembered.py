"""Finds the template of a sentence that was stored as English text, to show it translated."""

from __future__ import annotations

import functools
import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

CORE = "Core"
"""The context of all sentences that are made below the window."""

LONGEST = 2_000
"""Characters; what is longer was hardly made of a template."""

MOST_SENTENCES = 8


@dataclass(frozen=True, slots=True)
class Template:
    """A template, cut into the literal text before each field, and the text after the last."""

    text: str
    heads: tuple[str, ...]
    fields: tuple[str, ...]
    tail: str

    @property
    def letters(self) -> int:
        """Return how many letters are its own."""
        return sum(map(str.isalpha, "".join((*self.heads, self.tail))))

    def values(self, text: str) -> dict[str, str] | None:
        """Return what stands in the fields where ``text`` was made of this; takes linear time."""
        if not text.endswith(self.tail):
            return None
        end = len(text) - len(self.tail)
        if not self.fields:
            return {} if not end else None
        at = len(self.heads[0])
        if not text.startswith(self.heads[0]) or at > end:
            return None
        found: dict[str, str] = {}
        for field, behind in zip(self.fields, (*self.heads[1:], None), strict=True):
            until = end if behind is None else text.find(behind, at, end)
            if until < 0 or found.setdefault(field, text[at:until]) != text[at:until]:
                return None
            at = until + len(behind or "")
        return found


def cut(text: str) -> Template:
    """Return a template in its parts."""
    heads, fields = [], []
    tail = ""
    for literal, field, *_ in string.Formatter().parse(text):
        if field is None:
            tail += literal
        else:
            heads.append(tail + literal)
            fields.append(field)
            tail = ""
    return Template(text, tuple(heads), tuple(fields), tail)


@functools.cache
def templates(file: Path) -> tuple[Template, ...]:
    """Return the templates of a file of texts, those with the most words of their own first.

    One whose fields touch is left out, for nobody can tell where the one ends. Without the file
    nothing is found, and stored texts stay English.
    """
    if not file.is_file():
        return ()
    made = [
        cut(message.findtext("source", ""))
        for context in ElementTree.parse(file).iter("context")
        if context.findtext("name") == CORE
        for message in context.iter("message")
    ]
    kept = (one for one in made if all(one.heads[1:]) and one.letters)
    return tuple(sorted(kept, key=lambda one: -one.letters))


@dataclass(frozen=True, slots=True)
class Stored:
    """What a stored text was made of; ``letters`` are those of the template alone."""

    template: str
    values: Mapping[str, str]
    letters: int


@functools.lru_cache(maxsize=2048)
def found(file: Path, text: str, least: int = 1) -> Stored | None:
    """Return the template and values that ``text`` was made of, None where there is none.

    A template with fields and fewer than ``least`` letters of its own is not believed.
    """
    if len(text) > LONGEST or not any(map(str.isalpha, text)):
        return None
    for template in templates(file):
        if template.fields and template.letters < least:
            continue
        values = template.values(text)
        if values is not None:
            return Stored(template.text, values, template.letters)
    return None


@functools.lru_cache(maxsize=2048)
def divided(file: Path, text: str, least: int = 1) -> tuple[Stored | str, ...]:
    """Return the sentences that a stored text was joined of, with a blank between.

    What is none of ours stays text. Of several readings that with the most words of templates wins.
    """
    whole = found(file, text, least)
    best: tuple[Stored | str, ...] = (whole or text,)
    pieces = text.split(". ", MOST_SENTENCES) if len(text) <= LONGEST else [text]
    for at in range(1, len(pieces)):
        head = found(file, ". ".join(pieces[:at]) + ".", least)
        if head is not None:
            parts = (head, *divided(file, ". ".join(pieces[at:]), least))
            best = max(best, parts, key=_letters)
    return best


def _letters(parts: tuple[Stored | str, ...]) -> int:
    return sum(part.letters for part in parts if isinstance(part, Stored))
