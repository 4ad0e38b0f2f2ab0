"""What a training run learns from: the records of its frozen snapshot, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from workbench.domain.errors import TrainingError
from workbench.domain.records import (
    AnnotationMode,
    Message,
    Preference,
    Problem,
    Split,
    Strength,
    TurnKind,
    Verdict,
)
from workbench.domain.sentences import sentence


@dataclass(frozen=True, slots=True)
class MarkedStep:
    """Characters ``start:end`` of a response with what the expert said; None is unmarked.

    Snapshots of earlier versions lack the explanation.
    """

    start: int
    end: int
    verdict: Verdict | None = None
    error_kind: str | None = None
    rewrite: str | None = None
    mode: AnnotationMode = AnnotationMode.FIRST_ERROR
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class MarkedResponse:
    """One response with its steps; ``accepted`` where the expert took it as the solution.

    ``chosen`` is the candidate that its turn goes on with; ``prefix`` is the opening of ``text``
    that the model was given to continue. Snapshots of earlier versions lack the ids.
    """

    problem_id: str
    turn: int
    text: str
    steps: tuple[MarkedStep, ...]
    accepted: bool = False
    messages: tuple[Message, ...] = ()
    prefix: str = ""
    id: str = ""
    thread_id: str = ""
    candidate: int = 0
    chosen: bool = False
    turn_kind: TurnKind = TurnKind.INITIAL


@dataclass(frozen=True, slots=True)
class Ranking:
    """Responses to one problem by id, best first, without ties."""

    problem_id: str
    responses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlternativeStep:
    """One step as it is written (label and blank space included) and what was said of it.

    ``original`` is the step that the response has; its verdict is on that step.
    """

    text: str
    verdict: Verdict | None = None
    chosen: bool = False
    original: bool = False


@dataclass(frozen=True, slots=True)
class StepAlternatives:
    """Steps that were sampled behind the same ``opening`` of a response, at least one judged."""

    problem_id: str
    opening: str
    steps: tuple[AlternativeStep, ...]

    @property
    def chosen(self) -> AlternativeStep | None:
        """The best one; None where none was chosen, or what was chosen is marked incorrect."""
        found = next((step for step in self.steps if step.chosen), None)
        return None if found is None or found.verdict is Verdict.INCORRECT else found

    @property
    def worse(self) -> tuple[AlternativeStep, ...]:
        """The others that the chosen one is better than: one that is correct as well is not.

        The original is among them only where its words would not be taught as those that a
        rewrite replaced: a chosen sample is the rewrite of its step.
        """
        best = self.chosen
        if best is None:
            return ()
        return tuple(
            step
            for step in self.steps
            if not (step.chosen or step.original or step.verdict is Verdict.CORRECT)
        )


@dataclass(frozen=True, slots=True)
class Feedback:
    """All that a run may see: every problem, every response with a say on it, and comparisons."""

    problems: tuple[Problem, ...]
    responses: tuple[MarkedResponse, ...]
    preferences: tuple[Preference, ...] = ()
    rankings: tuple[Ranking, ...] = ()
    alternatives: tuple[StepAlternatives, ...] = ()

    def problems_of(self, split: Split) -> tuple[Problem, ...]:
        """Return the problems on one side of the split, in their order of import."""
        return tuple(problem for problem in self.problems if problem.split is split)


def to_lines(feedback: Feedback) -> Iterator[str]:
    """Write feedback as JSON lines, problems first; the same in, the same out."""
    for problem in feedback.problems:
        yield _line("problem", asdict(problem))
    for response in feedback.responses:
        yield _line("response", asdict(response))
    for preference in feedback.preferences:
        yield _line("preference", asdict(preference))
    for ranking in feedback.rankings:
        yield _line("ranking", asdict(ranking))
    for beside in feedback.alternatives:
        yield _line("alternatives", asdict(beside))


def from_lines(lines: Iterable[str]) -> Feedback:
    """Read what ``to_lines`` wrote.

    Raises TrainingError naming the line that is no such record.
    """
    found: dict[str, list[Any]] = {kind: [] for kind in _READERS}
    for number, line in enumerate(lines, 1):
        try:
            fields: dict[str, Any] = json.loads(line)
            kind = fields.pop("kind")
            found[kind].append(_READERS[kind](fields))
        except (ValueError, KeyError, TypeError) as error:
            raise TrainingError(
                sentence(
                    "Line {number} of the training snapshot cannot be read ({reason}); start "
                    "a new run.",
                    number=number,
                    reason=error,
                )
            ) from error
    return Feedback(*(tuple(records) for records in found.values()))


def _line(kind: str, fields: dict[str, Any]) -> str:
    return json.dumps({"kind": kind, **fields}, ensure_ascii=False)


def _problem(fields: dict[str, Any]) -> Problem:
    return Problem(**{**fields, "split": Split(fields["split"])})


def _response(fields: dict[str, Any]) -> MarkedResponse:
    steps = tuple(_step(step) for step in fields["steps"])
    messages = tuple(Message(**message) for message in fields["messages"])
    kind = TurnKind(fields.get("turn_kind", TurnKind.INITIAL))
    return MarkedResponse(**{**fields, "steps": steps, "messages": messages, "turn_kind": kind})


def _step(fields: dict[str, Any]) -> MarkedStep:
    verdict = fields["verdict"]
    return MarkedStep(
        **{
            **fields,
            "verdict": None if verdict is None else Verdict(verdict),
            "mode": AnnotationMode(fields["mode"]),
        }
    )


def _preference(fields: dict[str, Any]) -> Preference:
    return Preference(**{**fields, "strength": Strength(fields["strength"])})


def _ranking(fields: dict[str, Any]) -> Ranking:
    return Ranking(fields["problem_id"], tuple(fields["responses"]))


def _alternatives(fields: dict[str, Any]) -> StepAlternatives:
    steps = tuple(
        AlternativeStep(
            **{**step, "verdict": None if step["verdict"] is None else Verdict(step["verdict"])}
        )
        for step in fields["steps"]
    )
    return StepAlternatives(fields["problem_id"], fields["opening"], steps)


_READERS = {
    "problem": _problem,
    "response": _response,
    "preference": _preference,
    "ranking": _ranking,
    "alternatives": _alternatives,
}
