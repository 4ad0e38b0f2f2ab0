"""Stepmark's own format: everything a project holds, which imports back to identical records.

One line is one object with ``stepmark`` (the format's version, 1) and ``kind``:

- ``guideline``, ``annotator``, ``model``: what threads refer to, first;
- ``thread``: a problem, its annotator, the models used, and the thread with its turns, their
  responses, their steps (``start`` and ``end`` count characters of the response's text; ``body``
  repeats the words for readers) and each step's ``mark`` or null;
- ``problem``: a problem that has no thread;
- ``preference``: one response over another; ``judgement``: a pair as it was shown; ``ranking``: an
  order of several responses;
- ``accepted_suggestion``: which reward model's verdict a mark of source ``accepted_suggestion``
  confirmed, and how likely that model held the step to be correct;
- ``alternative``: another way to write a step, or the step itself among them;
- ``consistency_check``: fresh responses to a problem, compared with its accepted answer;
- ``opinion``: what another annotator said of a step whose mark counts; ``pass``: whom a response
  was given to for a blind second opinion; ``gold``: a response whose marks are a reference;
  ``decision``: who decided a disagreement on a step; last.

An export by filters holds the threads, and of the rest what is about them alone.

Unsubmitted drafts, settings and training runs stay in the project.

A new table is carried by three lines: its record in ``SINGLE`` (which also types its column in
tables), a loop in ``_lines_beside``, and its taking in ``thread_intake``; the test of whole
projects fails until it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.domain.alternatives import Alternative
from workbench.domain.consistency import ConsistencyCheck
from workbench.domain.opinions import Decision, Gold, Opinion, Pass
from workbench.domain.records import (
    Annotator,
    Judgement,
    Mark,
    ModelRecord,
    Preference,
    Problem,
    RankedResponses,
    Response,
    Step,
    Thread,
    Turn,
)
from workbench.domain.sentences import sentence
from workbench.domain.steps import step_body
from workbench.domain.suggestions import AcceptedSuggestion
from workbench.exchange.fields import FieldProblem, encoder, from_json, to_json
from workbench.exchange.filters import Selection
from workbench.exchange.jsonl import Row
from workbench.store import opinions, reading, scores
from workbench.store.database import Database
from workbench.store.reading import ResponseBundle, ThreadBundle, TurnBundle

VERSION = 1


@dataclass(frozen=True, slots=True)
class Guideline:
    """One version of what a step deserves, as marks refer to it."""

    version: int
    text: str
    created_at: str


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """What one thread line says."""

    problem: Problem
    annotator: Annotator
    models: tuple[ModelRecord, ...]
    bundle: ThreadBundle


Compared = Preference | Judgement | RankedResponses
Beside = AcceptedSuggestion | Alternative | ConsistencyCheck | Opinion | Pass | Gold | Decision
Line = ThreadLine | Problem | Compared | Beside | Annotator | ModelRecord | Guideline
_KIND_OF: dict[type, str] = {Pass: "pass", Gold: "gold"}


@dataclass(frozen=True, slots=True)
class ExportedLine:
    """One object to be written; ``bundle`` is its thread, if it has one."""

    value: dict[str, Any]
    bundle: ThreadBundle | None = None


def lines(database: Database, selection: Selection | None = None) -> Iterator[ExportedLine]:
    """Yield a project's lines in order, or what a selection takes; few threads at a time."""
    annotators = {annotator.id: annotator for annotator in reading.annotators(database)}
    models = {model.id: model for model in reading.models(database)}
    for row in reading.guidelines(database):
        yield _line("guideline", guideline=to_json(Guideline(**row)))
    for annotator in annotators.values():
        yield _line("annotator", annotator=to_json(annotator))
    for model in models.values():
        yield _line("model", model=to_json(model))
    yield from _thread_lines(database, annotators, models, selection)
    if selection is None:
        yield from _lines_beside(database)


def _thread_lines(
    database: Database,
    annotators: Mapping[str, Annotator],
    models: Mapping[str, ModelRecord],
    selection: Selection | None,
) -> Iterator[ExportedLine]:
    for problem, threads in reading.problems_with_threads(database):
        if selection is not None and not selection.keeps_problem(problem):
            continue
        alone = True
        for found in threads:
            bundle = found if selection is None else selection.thread(found)
            if bundle is not None:
                alone = False
                yield _thread_line(problem, annotators, models, bundle)
        if alone and (selection is None or not selection.filters.status):
            yield _line("problem", problem=to_json(problem))


def _lines_beside(database: Database) -> Iterator[ExportedLine]:
    """Yield what is said of whole responses, and what stands beside marks."""
    for preference in reading.preferences(database):
        yield _line("preference", preference=to_json(preference))
    for judgement in reading.every(database, Judgement):
        yield _line("judgement", judgement=to_json(judgement))
    for ranking in reading.rankings(database):
        yield _line("ranking", ranking=to_json(ranking))
    for accepted in scores.accepted(database):
        yield _line("accepted_suggestion", accepted_suggestion=to_json(accepted))
    for alternative in reading.every(database, Alternative):
        yield _line("alternative", alternative=to_json(alternative))
    for check in reading.every(database, ConsistencyCheck):
        yield _line("consistency_check", consistency_check=to_json(check))
    for kind in (Pass, Gold):
        for task in reading.every(database, kind):
            yield _line(_KIND_OF[kind], None, **{_KIND_OF[kind]: to_json(task)})
    for opinion in opinions.every_opinion(database):
        yield _line("opinion", opinion=to_json(opinion))
    for decision in reading.every(database, Decision):
        yield _line("decision", decision=to_json(decision))


def read_line(row: Row) -> Line:
    """Return what one line says. Raises ImportProblem naming the field that is wrong."""
    try:
        return _read(row)
    except FieldProblem as fault:
        raise row.problem(fault.reason, fault.field) from None


def _line(kind: str, bundle: ThreadBundle | None = None, **fields: Any) -> ExportedLine:
    return ExportedLine({"stepmark": VERSION, "kind": kind, **fields}, bundle)


def _thread_line(
    problem: Problem,
    annotators: Mapping[str, Annotator],
    models: Mapping[str, ModelRecord],
    bundle: ThreadBundle,
) -> ExportedLine:
    responses = [response for turn in bundle.turns for response in turn.responses]
    used = dict.fromkeys(response.response.model_id or "" for response in responses)
    return _line(
        "thread",
        bundle,
        problem=to_json(problem),
        annotator=to_json(annotators[bundle.thread.annotator_id]),
        models=[to_json(models[model]) for model in used if model in models],
        thread=to_json(bundle.thread, without=("problem_id", "annotator_id")),
        turns=[_turn(turn) for turn in bundle.turns],
    )


def _turn(bundle: TurnBundle) -> dict[str, Any]:
    value = _TURN(bundle.turn)
    value["responses"] = [_response(response) for response in bundle.responses]
    return value


def _response(bundle: ResponseBundle) -> dict[str, Any]:
    value = _RESPONSE(bundle.response)
    text, marks = bundle.response.text, bundle.marks
    value["steps"] = [_step(step, text, marks.get(step.id)) for step in bundle.steps]
    return value


def _step(step: Step, text: str, mark: Mark | None) -> dict[str, Any]:
    value = _STEP(step)
    value["body"] = step_body(text[step.start : step.end])
    value["mark"] = _MARK(mark) if mark else None
    return value


# What a line tells by its place is left out.
_TURN = encoder(Turn, ("thread_id",))
_RESPONSE = encoder(Response, ("turn_id",))
_STEP = encoder(Step, ("response_id",))
_MARK = encoder(Mark, ("step_id",))
SINGLE: dict[str, type[Any]] = {
    "problem": Problem,
    "preference": Preference,
    "alternative": Alternative,
    "consistency_check": ConsistencyCheck,
    "judgement": Judgement,
    "ranking": RankedResponses,
    "accepted_suggestion": AcceptedSuggestion,
    "opinion": Opinion,
    "pass": Pass,
    "gold": Gold,
    "decision": Decision,
    "annotator": Annotator,
    "model": ModelRecord,
    "guideline": Guideline,
}


def _read(row: Row) -> Line:
    value = dict(row.value)
    version, kind = value.pop("stepmark", None), value.pop("kind", None)
    if version != VERSION or isinstance(version, bool):
        raise FieldProblem(
            "stepmark",
            sentence("version {version} is not known; update Stepmark", version=repr(version)),
        )
    if kind == "thread":
        return _read_thread(value)
    if not isinstance(kind, str) or kind not in SINGLE:
        raise FieldProblem("kind", sentence("{kind} is not known", kind=repr(kind)))
    _only(value, {kind}, "")
    record: Line = from_json(SINGLE[kind], value[kind], kind)
    return record


def _read_thread(value: dict[str, Any]) -> ThreadLine:
    _only(value, {"problem", "annotator", "models", "thread", "turns"}, "")
    problem = from_json(Problem, value["problem"], "problem")
    annotator = from_json(Annotator, value["annotator"], "annotator")
    models = tuple(
        from_json(ModelRecord, model, f"models[{n}]")
        for n, model in enumerate(_list(value["models"], "models"))
    )
    thread = from_json(
        Thread,
        value["thread"],
        "thread",
        problem_id=problem.id,
        annotator_id=annotator.id,
    )
    turns = tuple(
        _read_turn(turn, f"turns[{n}]", thread.id)
        for n, turn in enumerate(_list(value["turns"], "turns"))
    )
    return ThreadLine(problem, annotator, models, ThreadBundle(thread, turns))


def _read_turn(value: Any, path: str, thread_id: str) -> TurnBundle:
    rest, responses = _without(value, "responses", path)
    turn = from_json(Turn, rest, path, thread_id=thread_id)
    bundles = tuple(
        _read_response(response, f"{path}.responses[{n}]", turn.id)
        for n, response in enumerate(_list(responses, f"{path}.responses"))
    )
    chosen = turn.chosen_response_id
    if chosen is not None and chosen not in {bundle.response.id for bundle in bundles}:
        raise FieldProblem(
            f"{path}.chosen_response_id", sentence("it names no response of the turn")
        )
    return TurnBundle(turn, bundles)


def _read_response(value: Any, path: str, turn_id: str) -> ResponseBundle:
    rest, found = _without(value, "steps", path)
    response = from_json(Response, rest, path, turn_id=turn_id)
    steps: list[Step] = []
    marks: dict[str, Mark] = {}
    for n, item in enumerate(_list(found, f"{path}.steps")):
        step, mark = _read_step(item, f"{path}.steps[{n}]", response)
        _check_place(step, steps, response, f"{path}.steps[{n}]")
        steps.append(step)
        if mark is not None:
            marks[step.id] = mark
    _check_causes(marks, {step.id for step in steps}, path)
    return ResponseBundle(response, tuple(steps), marks)


def _read_step(value: Any, path: str, response: Response) -> tuple[Step, Mark | None]:
    rest, marked = _without(value, "mark", path)
    rest, body = _without(rest, "body", path)
    step = from_json(Step, rest, path, response_id=response.id)
    if body != step_body(response.text[step.start : step.end]):
        raise FieldProblem(f"{path}.body", sentence("it is not the text at these offsets"))
    if marked is None:
        return step, None
    return step, from_json(Mark, marked, f"{path}.mark", step_id=step.id)


def _check_place(step: Step, before: list[Step], response: Response, path: str) -> None:
    """Steps follow one another without overlap, numbered from 1."""
    after = before[-1].end if before else 0
    if step.number != len(before) + 1:
        raise FieldProblem(f"{path}.number", sentence("steps are numbered from 1 in order"))
    if not after <= step.start <= step.end <= len(response.text):
        raise FieldProblem(
            f"{path}.start", sentence("steps follow each other inside the response's text")
        )


def _check_causes(marks: Mapping[str, Mark], step_ids: set[str], path: str) -> None:
    for mark in marks.values():
        if mark.follows_from is not None and mark.follows_from not in step_ids:
            raise FieldProblem(
                f"{path}.steps", sentence("follows_from names no step of the response")
            )


def _without(value: Any, name: str, path: str) -> tuple[dict[str, Any], Any]:
    """Part an object into one of its fields and the rest."""
    if not isinstance(value, Mapping):
        raise FieldProblem(path, sentence("an object was expected"))
    if name not in value:
        raise FieldProblem(f"{path}.{name}", sentence("it is missing"))
    rest = dict(value)
    return rest, rest.pop(name)


def _only(value: Mapping[str, Any], names: set[str], path: str) -> None:
    for name in sorted(value.keys() ^ names):
        reason = sentence("it is missing") if name in names else sentence("no such field is known")
        raise FieldProblem(f"{path}{name}", reason)


def _list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise FieldProblem(path, sentence("a list was expected"))
    return value
