"""Solutions worth imitating: accepted, marked right throughout, or put right by a rewrite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain.answers import answers_agree, extract_answer
from workbench.domain.feedback import Feedback, MarkedResponse
from workbench.domain.records import Split, TurnKind, Verdict
from workbench.domain.steps import step_marker, step_trailer
from workbench.training.data import Codec


@dataclass(frozen=True, slots=True)
class DemonstrationText:
    """A solution, or its beginning where ``finished`` is false, as text."""

    problem_id: str
    text: str
    finished: bool


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A prompt and the response to imitate, as token ids; a finished one ends in an end token."""

    problem_id: str
    prompt: tuple[int, ...]
    response: tuple[int, ...]


def demonstration_texts(feedback: Feedback, split: Split) -> list[DemonstrationText]:
    """Return what is worth imitating on one side of the split, each solution once.

    Accepted solutions are taken whole, and so are those with a mark on every step, none of them
    incorrect, and the reference's answer: without what the model does right among the examples, it
    forgets that (seen: percentages fell from 100 % to 50 % while four other families were mended).
    A response with a rewrite, or one that continues such, is taken as far as every step is correct,
    neutral or rewritten; beyond that nobody judged it. What the expert wrote by hand needs no mark.
    The answer is taken where it agrees with the reference. The beginning of another is dropped.
    """
    answers = {p.id: p.reference_answer for p in feedback.problems_of(split)}
    found: dict[tuple[str, str], DemonstrationText] = {}
    for response in feedback.responses:
        if response.problem_id in answers:
            made = corrected(response, answers[response.problem_id])
            if made is not None:
                found.setdefault((made.problem_id, made.text), made)
    by_problem: dict[str, list[DemonstrationText]] = {}
    for one in found.values():
        by_problem.setdefault(one.problem_id, []).append(one)
    return [one for one in found.values() if not _begins_another(one, by_problem[one.problem_id])]


def corrected(response: MarkedResponse, reference: str | None) -> DemonstrationText | None:
    """Return a response as far as it is worth imitating; None where nothing of it is.

    ``reference`` is the problem's answer, without which a corrected ending is not to be trusted.
    """
    if response.accepted:
        return DemonstrationText(response.problem_id, response.text.rstrip(), finished=True)
    parts: list[str] = []
    by_hand = response.turn_kind is TurnKind.MANUAL
    mended = by_hand or response.turn_kind is TurnKind.CONTINUE
    sound = (Verdict.CORRECT, Verdict.NEUTRAL, *((None,) if by_hand else ()))
    for step in response.steps:
        raw = response.text[step.start : step.end]
        if step.rewrite:
            parts.append(step_marker(raw) + step.rewrite.strip() + (step_trailer(raw) or "\n"))
            mended = True
        elif step.end <= len(response.prefix) or step.verdict in sound:
            parts.append(raw)
        else:
            break
    if not parts:
        return None
    tail = response.text[response.steps[-1].end :]
    right = len(parts) == len(response.steps) and _agrees(tail, reference)
    if right and (mended or all(step.verdict is not None for step in response.steps)):
        return DemonstrationText(response.problem_id, "".join([*parts, tail]).rstrip(), True)
    if not mended:
        return None
    return DemonstrationText(response.problem_id, "".join(parts), finished=False)


def _agrees(tail: str, reference: str | None) -> bool:
    said = extract_answer(tail) if reference is not None else None
    return said is not None and reference is not None and answers_agree(said, reference)


def demonstrations(codec: Codec, feedback: Feedback, split: Split) -> list[Demonstration]:
    """Return the demonstrations of one side of the split as token ids."""
    problems = {problem.id: problem for problem in feedback.problems}
    ending = codec.ending_ids()
    return [
        Demonstration(
            one.problem_id,
            tuple(codec.prompt_ids(problems[one.problem_id])),
            tuple(codec.encode(one.text)[0] + (ending if one.finished else [])),
        )
        for one in demonstration_texts(feedback, split)
    ]


def _begins_another(one: DemonstrationText, others: Sequence[DemonstrationText]) -> bool:
    if one.finished:
        return False
    return any(
        len(other.text) > len(one.text) and other.text.startswith(one.text.rstrip())
        for other in others
    )
