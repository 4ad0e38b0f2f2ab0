"""Solutions of other people's files: how their text becomes steps, and what is kept beside them.

The steps of an imported solution are joined by ``JOINER``, so that each one's own words, labels and
blank space included, can be cut out again. What a file says beyond our records is kept with the
response, under ``imported`` of its ``sampling``: the format's name and its fields as they were.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.domain.records import (
    LabelSource,
    Problem,
    Response,
    Strength,
    ThreadStatus,
    Verdict,
)
from workbench.domain.sentences import sentence
from workbench.domain.steps import step_body
from workbench.exchange.jsonl import Row
from workbench.exchange.problems import LONGEST_ID, LONGEST_TEXT
from workbench.store.reading import ResponseBundle

JOINER = "\n\n"
MOST_STEPS = 2000
_KEPT = "imported"


@dataclass(frozen=True, slots=True)
class ForeignStep:
    """A step's words with what the file says of it; ``verdict`` None where it says nothing."""

    text: str
    verdict: Verdict | None = None
    rewrite: str | None = None


@dataclass(frozen=True, slots=True)
class ForeignSolution:
    """One response of a file; ``kept`` are the fields that have no place in our records.

    A response that the file does not part into steps is ``whole``, and is parted like a model's.
    ``annotator`` is the id and the name of whoever gave the verdicts, ``at`` the moment (empty for
    that of the import), ``identity`` what tells the row from others: the same row twice is one
    response. ``problem`` is what the row says of its problem beyond the statement.
    """

    format: str
    statement: str
    steps: tuple[ForeignStep, ...]
    annotator: tuple[str, str]
    identity: str
    kept: Mapping[str, Any] = field(default_factory=dict)
    reference_answer: str | None = None
    reference_solution: str | None = None
    answer: str | None = None
    source: LabelSource = LabelSource.HUMAN
    status: ThreadStatus = ThreadStatus.OPEN
    at: str = ""
    whole: str | None = None
    problem: Problem | None = None

    @property
    def text(self) -> str:
        """Return the whole response."""
        return JOINER.join(step.text for step in self.steps) if self.whole is None else self.whole


@dataclass(frozen=True, slots=True)
class ForeignPair:
    """Two responses to one problem, the better one first."""

    better: ForeignSolution
    worse: ForeignSolution
    strength: Strength


def kept_of(response: Response, form: str) -> dict[str, Any] | None:
    """Return the fields kept of the row of a format that a response came from, else None."""
    kept = response.sampling.get(_KEPT)
    if isinstance(kept, dict) and kept.get("format") == form:
        fields = kept.get("fields")
        return fields if isinstance(fields, dict) else None
    return None


def kept_as_sampling(solution: ForeignSolution) -> dict[str, Any]:
    """Return what ``kept_of`` reads."""
    joined = solution.whole is None
    return {
        _KEPT: {"format": solution.format, "joined": joined, "fields": dict(solution.kept)},
    }


def step_texts(bundle: ResponseBundle) -> list[str]:
    """Return the words of each step: as they came in, or without label where a model wrote them."""
    text = bundle.response.text
    raws = [text[step.start : step.end] for step in bundle.steps]
    kept = bundle.response.sampling.get(_KEPT)
    if not isinstance(kept, dict) or not kept.get("joined"):
        return [step_body(raw) for raw in raws]
    return [*(raw.removesuffix(JOINER) for raw in raws[:-1]), *raws[-1:]]


def digest(*parts: str) -> str:
    """Return an id (32 hexadecimal digits) that is the same wherever the parts are."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def identity_of(row: Row) -> str:
    """Return what tells a row from all others."""
    return digest(json.dumps(row.value, sort_keys=True))


def rest_of(row: Row, taken: set[str]) -> dict[str, Any]:
    """Return the columns of a row that our records do not hold."""
    return {name: value for name, value in row.value.items() if name not in taken}


def text_of(row: Row, value: Any, place: str, *, blank: bool = False) -> str:
    """Return a value that must be text. Raises ImportProblem naming its place."""
    if not isinstance(value, str):
        raise row.problem(sentence("text was expected"), place)
    if len(value) > LONGEST_TEXT:
        raise row.problem(
            sentence("the text is longer than {most:,} characters", most=LONGEST_TEXT), place
        )
    if not blank and not value.strip():
        raise row.problem(sentence("the text is missing or empty"), place)
    return value


def name_of(row: Row, value: Any, place: str) -> str:
    """Return a value that must be a short printable name."""
    name = text_of(row, value, place)
    if len(name) > LONGEST_ID or not name.isprintable():
        raise row.problem(
            sentence("a name is at most {most} printable characters", most=LONGEST_ID), place
        )
    return name


def list_of(row: Row, value: Any, place: str) -> list[Any]:
    """Return a value that must be a list of no more items than a person could mark."""
    if not isinstance(value, list):
        raise row.problem(sentence("a list was expected"), place)
    if len(value) > MOST_STEPS:
        raise row.problem(sentence("there are more than {most:,} steps", most=MOST_STEPS), place)
    return value


def object_of(row: Row, value: Any, place: str) -> dict[str, Any]:
    """Return a value that must be an object."""
    if not isinstance(value, dict):
        raise row.problem(sentence("an object was expected"), place)
    return value


def steps_of(row: Row, value: Any, place: str) -> list[str]:
    """Return a value that must be a list of at least one text."""
    texts = [
        text_of(row, step, f"{place}[{n}]", blank=True)
        for n, step in enumerate(list_of(row, value, place))
    ]
    if not texts:
        raise row.problem(sentence("there is no step"), place)
    return texts
