"""What a training run learns from: the records of its frozen snapshot, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from workbench.domain.errors import TrainingError
from workbench.domain.records import AnnotationMode, Message, Problem, Split, Verdict


@dataclass(frozen=True, slots=True)
class MarkedStep:
    """Characters ``start:end`` of a response with what the expert said; None is unmarked."""

    start: int
    end: int
    verdict: Verdict | None = None
    error_kind: str | None = None
    rewrite: str | None = None
    mode: AnnotationMode = AnnotationMode.FIRST_ERROR


@dataclass(frozen=True, slots=True)
class MarkedResponse:
    """One response with its steps; ``accepted`` where the expert took it as the solution."""

    problem_id: str
    turn: int
    text: str
    steps: tuple[MarkedStep, ...]
    accepted: bool = False
    messages: tuple[Message, ...] = ()
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """All that a run may see: every problem of the project and every response with a mark."""

    problems: tuple[Problem, ...]
    responses: tuple[MarkedResponse, ...]

    def problems_of(self, split: Split) -> tuple[Problem, ...]:
        """Return the problems on one side of the split, in their order of import."""
        return tuple(problem for problem in self.problems if problem.split is split)


def to_lines(feedback: Feedback) -> Iterator[str]:
    """Write feedback as JSON lines: problems first, then responses; the same in, the same out."""
    for problem in feedback.problems:
        yield _line("problem", asdict(problem))
    for response in feedback.responses:
        yield _line("response", asdict(response))


def from_lines(lines: Iterable[str]) -> Feedback:
    """Read what ``to_lines`` wrote.

    Raises TrainingError naming the line that is no such record.
    """
    problems: list[Problem] = []
    responses: list[MarkedResponse] = []
    for number, line in enumerate(lines, 1):
        try:
            fields: dict[str, Any] = json.loads(line)
            kind = fields.pop("kind")
            if kind == "problem":
                problems.append(Problem(**{**fields, "split": Split(fields["split"])}))
            else:
                responses.append(_response(fields))
        except (ValueError, KeyError, TypeError) as error:
            raise TrainingError(
                f"Line {number} of the training snapshot cannot be read ({error}); start a new run."
            ) from error
    return Feedback(tuple(problems), tuple(responses))


def _line(kind: str, fields: dict[str, Any]) -> str:
    return json.dumps({"kind": kind, **fields}, ensure_ascii=False)


def _response(fields: dict[str, Any]) -> MarkedResponse:
    steps = tuple(_step(step) for step in fields["steps"])
    messages = tuple(Message(**message) for message in fields["messages"])
    return MarkedResponse(**{**fields, "steps": steps, "messages": messages})


def _step(fields: dict[str, Any]) -> MarkedStep:
    verdict = fields["verdict"]
    return MarkedStep(
        **{
            **fields,
            "verdict": None if verdict is None else Verdict(verdict),
            "mode": AnnotationMode(fields["mode"]),
        }
    )
