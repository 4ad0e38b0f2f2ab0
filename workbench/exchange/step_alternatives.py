"""Reads the alternatives of steps in bulk, as steps written out behind their opening.

What trains and what is exported take the same ones: those of which one is chosen or any is rated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from workbench.domain.alternatives import Alternative, AlternativeSource
from workbench.domain.feedback import AlternativeStep, StepAlternatives
from workbench.domain.records import Mark
from workbench.domain.steps import step_marker, step_trailer
from workbench.store import reading
from workbench.store.database import Database
from workbench.store.reading import ResponseBundle

ByStep = Mapping[str, list[Alternative]]


def by_step(database: Database) -> ByStep:
    """Return every alternative of a project by the step it stands beside, in order."""
    found: dict[str, list[Alternative]] = defaultdict(list)
    for alternative in reading.every(database, Alternative):
        found[alternative.step_id].append(alternative)
    return {
        step_id: sorted(group, key=lambda one: one.candidate) for step_id, group in found.items()
    }


def of_response(
    alternatives: ByStep, problem_id: str, response: ResponseBundle
) -> Iterator[StepAlternatives]:
    """Yield the judged alternatives of each step of a response, the step itself first."""
    text = response.response.text
    for step in response.steps:
        group = alternatives.get(step.id, [])
        if any(one.chosen or one.rating is not None for one in group):
            raw = text[step.start : step.end]
            steps = _steps(group, raw, response.marks.get(step.id))
            yield StepAlternatives(problem_id, text[: step.start], steps)


def _steps(group: list[Alternative], raw: str, mark: Mark | None) -> tuple[AlternativeStep, ...]:
    return tuple(_step(one, raw, mark) for one in group)


def _step(one: Alternative, raw: str, mark: Mark | None) -> AlternativeStep:
    if one.source is AlternativeSource.ORIGINAL:
        verdict = mark.verdict if mark else None
        return AlternativeStep(raw, verdict, chosen=one.chosen, original=True)
    return AlternativeStep(_as_written(one.text, raw), one.rating, chosen=one.chosen)


def _as_written(body: str, raw: str) -> str:
    return step_marker(raw) + body + step_trailer(raw)
