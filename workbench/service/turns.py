"""Plans the next turn of a thread, and turns what the model wrote into records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from workbench.domain.answers import extract_answer
from workbench.domain.errors import KnownError
from workbench.domain.records import (
    Mark,
    Problem,
    RefineMode,
    Response,
    Step,
    Thread,
    Turn,
    TurnKind,
    Verdict,
    new_id,
    now,
)
from workbench.domain.refinement import (
    ask_again_messages,
    carry_over,
    continue_prefix,
    feedback_message,
    initial_messages,
)
from workbench.domain.sampling import SamplingSettings, SequenceResult
from workbench.domain.sentences import sentence
from workbench.domain.steps import split_response, step_body
from workbench.service.views import ResponseView, StepView, ThreadView, TurnPlan, TurnView
from workbench.store.changes import RowChange, added


def initial_plan(problem: Problem) -> TurnPlan:
    """Plan turn 1: the bare problem."""
    return TurnPlan(problem.id, TurnKind.INITIAL, initial_messages(problem))


def refine_plan(view: ThreadView, mode: RefineMode) -> TurnPlan:
    """Plan the turn that answers the feedback on the newest one.

    Raises KnownError where no step is marked incorrect or has other words in its place, for then
    there is nothing to answer; a message to the model speaks only of steps with a verdict.
    """
    turn, response = newest(view)
    marks = _marks(response)
    wrong = next((s for s in response.steps if _to_be_replaced(s, mode)), None)
    if wrong is None:
        raise KnownError(sentence("Nothing to refine yet: mark a step incorrect first, or accept."))
    if mode is RefineMode.ASK_AGAIN:
        feedback = feedback_message([s.step for s in response.steps], marks)
        return TurnPlan(
            view.problem.id,
            TurnKind.ASK_AGAIN,
            ask_again_messages(view.problem, response.response.text, feedback),
            origin_response_id=response.response.id,
        )
    rewrite = wrong.mark.rewrite if wrong.mark else None
    return _prefixed_plan(view, turn, response, wrong.number, rewrite, TurnKind.CONTINUE)


def manual_plan(view: ThreadView, step_id: str | None) -> TurnPlan:
    """Plan a turn that the expert writes: all of it, or what follows the steps before one."""
    if step_id is not None:
        return regenerate_plan(view, step_id, TurnKind.MANUAL)
    chosen = view.turns[-1].chosen if view.turns else None
    origin = chosen.response.id if chosen else None
    return TurnPlan(
        view.problem.id, TurnKind.MANUAL, initial_messages(view.problem), origin_response_id=origin
    )


def regenerate_plan(
    view: ThreadView, step_id: str, kind: TurnKind = TurnKind.REGENERATE
) -> TurnPlan:
    """Plan a turn that keeps the steps before one and is written on from there."""
    for turn in view.turns:
        for response in turn.responses:
            for step in response.steps:
                if step.step.id == step_id:
                    return _prefixed_plan(view, turn, response, step.number, None, kind)
    raise KnownError(sentence("That step is no longer there; choose another."))


def newest(view: ThreadView) -> tuple[TurnView, ResponseView]:
    """Return the newest turn and its chosen response. Raises KnownError where there is none."""
    turn = view.turns[-1] if view.turns else None
    if turn is None or turn.chosen is None:
        raise KnownError(sentence("There is no response yet: generate one first."))
    return turn, turn.chosen


def next_number(view: ThreadView) -> int:
    """Return the number of the turn to come."""
    return view.turns[-1].turn.number + 1 if view.turns else 1


def response_by_id(view: ThreadView, response_id: str | None) -> ResponseView | None:
    """Return a response of the thread by its id, or None."""
    for turn in view.turns:
        for response in turn.responses:
            if response.response.id == response_id:
                return response
    return None


def turn_rows(
    plan: TurnPlan,
    thread: Thread,
    number: int,
    old: ResponseView | None,
    results: Sequence[SequenceResult],
    model_id: str | None,
    settings: SamplingSettings | None = None,
) -> tuple[Turn, list[RowChange]]:
    """Return the turn of a plan's results, and the rows of its responses and steps."""
    turn_id = new_id()
    sampling = asdict(settings) if settings else {}
    responses = [_response(plan, turn_id, result, model_id, sampling) for result in results]
    return _turn_rows(plan, thread, number, old, turn_id, responses)


def written_rows(
    plan: TurnPlan,
    thread: Thread,
    number: int,
    old: ResponseView | None,
    text: str,
    **said: Any,
) -> tuple[Turn, list[RowChange]]:
    """Return a turn whose one response is there already; ``said`` are fields of the response."""
    turn_id, whole = new_id(), plan.prefix + text
    response = Response(
        id=new_id(),
        turn_id=turn_id,
        candidate=0,
        text=whole,
        answer=_answer(whole, len(plan.prefix)),
        created_at=now(),
        **said,
    )
    return _turn_rows(plan, thread, number, old, turn_id, [response])


def _turn_rows(
    plan: TurnPlan,
    thread: Thread,
    number: int,
    old: ResponseView | None,
    turn_id: str,
    responses: Sequence[Response],
) -> tuple[Turn, list[RowChange]]:
    turn = Turn(
        turn_id,
        thread.id,
        number,
        plan.kind,
        plan.messages,
        plan.prefix,
        responses[0].id if responses else None,
        now(),
    )
    rows = [added(turn)]
    for response in responses:
        rows.append(added(response))
        rows += [added(step) for step in steps_of(plan, response, old)]
    return turn, rows


def steps_of(plan: TurnPlan, response: Response, old: ResponseView | None) -> list[Step]:
    """Return a response's steps: the plan's own for its prefix, split anew behind it."""
    kept, text = len(plan.prefix), response.text
    segments = list(plan.prefix_steps)
    fresh = list(_fresh_segments(text, kept))
    if segments and not fresh:
        answer_at = _answer_at(text, kept)
        start, _, origin = segments[-1]
        segments[-1] = (start, len(text) if answer_at is None else answer_at, origin)
    origins = _origins(segments, fresh, text, old)
    segments += [(*span, origin) for span, origin in zip(fresh, origins, strict=True)]
    return [
        Step(new_id(), response.id, number, start, end, origin)
        for number, (start, end, origin) in enumerate(segments, 1)
    ]


def _prefixed_plan(
    view: ThreadView,
    turn: TurnView,
    response: ResponseView,
    number: int,
    rewrite: str | None,
    kind: TurnKind,
) -> TurnPlan:
    """Plan a turn that opens with the steps before ``number`` and, if given, its rewrite.

    Without a rewrite the model writes that step anew.
    """
    steps = [step.step for step in response.steps]
    prefix = continue_prefix(response.response.text, steps, number, rewrite)
    segments: list[tuple[int, int, str | None]] = [
        (step.start, step.end, step.id) for step in steps[: number - 1]
    ]
    if rewrite is not None:
        target = steps[number - 1]
        segments.append((target.start, len(prefix), target.id))
    return TurnPlan(
        view.problem.id,
        kind,
        turn.turn.messages,
        prefix,
        response.response.id,
        tuple(segments),
        rewrite is not None,
    )


def _response(
    plan: TurnPlan,
    turn_id: str,
    result: SequenceResult,
    model_id: str | None,
    sampling: dict[str, Any],
) -> Response:
    text = plan.prefix + result.text
    timings: dict[str, Any] = {
        "seconds": result.seconds,
        "tokens_per_second": result.tokens_per_second,
        "prompt_tokens": result.prompt_tokens,
        "reused_tokens": result.reused_tokens,
    }
    return Response(
        id=new_id(),
        turn_id=turn_id,
        candidate=result.sequence,
        text=text,
        answer=_answer(text, len(plan.prefix)),
        finish_reason=result.finish_reason,
        model_id=model_id,
        seed=result.seed,
        sampling=sampling,
        token_ids=result.token_ids,
        logprobs=result.logprobs,
        timings=timings,
        created_at=now(),
    )


def _answer(text: str, kept: int) -> str | None:
    segment = split_response(text).answer
    if segment is not None and segment.start >= kept:
        return extract_answer(text[segment.start : segment.end])
    return extract_answer(text)


def _answer_at(text: str, kept: int) -> int | None:
    answer = split_response(text).answer
    return answer.start if answer is not None and answer.start >= kept else None


def _fresh_segments(text: str, kept: int) -> Iterator[tuple[int, int]]:
    """Yield the step segments behind the prefix; text before the first cut is a step as well."""
    split = split_response(text)
    end = _answer_at(text, kept)
    end = len(text) if end is None else end
    cuts = [step.start for step in split.steps if kept < step.start < end]
    bounds = [kept, *(cut for cut in cuts if text[kept:cut].strip()), end]
    for start, stop in pairwise(bounds):
        if text[start:stop].strip():
            yield start, stop


def _origins(
    kept: Sequence[tuple[int, int, str | None]],
    fresh: Sequence[tuple[int, int]],
    text: str,
    old: ResponseView | None,
) -> list[str | None]:
    """Return which old step each fresh one repeats or rewords; kept steps are taken already."""
    if old is None:
        return [None] * len(fresh)
    taken = {origin for _, _, origin in kept}
    candidates = [step for step in old.steps if step.step.id not in taken]
    carried = carry_over(
        [step.body for step in candidates], [step_body(text[a:b]) for a, b in fresh]
    )
    return [None if c.origin is None else candidates[c.origin].step.id for c in carried]


def _to_be_replaced(step: StepView, mode: RefineMode) -> bool:
    if step.verdict is Verdict.INCORRECT:
        return True
    return mode is RefineMode.CONTINUE and step.mark is not None and bool(step.mark.rewrite)


def _marks(response: ResponseView) -> dict[str, Mark]:
    return {step.step.id: step.mark for step in response.steps if step.mark is not None}
