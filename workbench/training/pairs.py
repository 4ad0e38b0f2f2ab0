"""From feedback to pairs: this step over that one, this response over that one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.comparison import LLAMA_2_SMALL_MARGINS
from workbench.domain.feedback import Feedback, MarkedResponse, MarkedStep
from workbench.domain.records import Strength, TurnKind, Verdict
from workbench.training.data import Codec, StepExample, in_place, rewritten, step_example
from workbench.training.preference_losses import TIE_TARGET


@dataclass(frozen=True, slots=True)
class StepPair:
    """Two next steps after the same beginning, the better first; each is one marked step."""

    better: StepExample
    worse: StepExample

    @property
    def problem_id(self) -> str:
        """The problem that both steps belong to."""
        return self.better.problem_id


@dataclass(frozen=True, slots=True)
class Comparison:
    """One response over another to the same problem; the order is void for a tie."""

    better: MarkedResponse
    worse: MarkedResponse
    strength: Strength


@dataclass(frozen=True, slots=True)
class PreferenceGroup:
    """All comparisons of one problem: K responses as token ids, and P pairs of indices into them.

    ``margins`` and ``targets`` (P,) follow from the strengths. The first ``compared`` pairs are
    single comparisons; the others are all pairs of the ``rankings``, which hold indices, best
    first.
    """

    problem_id: str
    prompt: tuple[int, ...]
    responses: tuple[tuple[int, ...], ...]
    better: tuple[int, ...]
    worse: tuple[int, ...]
    margins: tuple[float, ...]
    targets: tuple[float, ...]
    compared: int
    rankings: tuple[tuple[int, ...], ...] = ()


def step_pairs(codec: Codec, feedback: Feedback) -> list[StepPair]:
    """Return rewrites over the steps they replace, and chosen alternatives over the others."""
    problems = {problem.id: problem for problem in feedback.problems}
    found = []
    for problem_id, *texts in (
        *rewrite_pairs(feedback),
        *alternative_pairs(feedback),
        *chosen_pairs(feedback),
    ):
        prompt = tuple(codec.prompt_ids(problems[problem_id]))
        better, worse = (
            step_example(codec, problem_id, prompt, text, [step], [label])
            for (text, step), label in zip(texts, (1.0, 0.0), strict=True)
        )
        found.append(StepPair(better, worse))
    return found


StepInPlace = tuple[str, MarkedStep]
"""A response's text up to the end of a step, and that step."""


def rewrite_pairs(feedback: Feedback) -> Iterator[tuple[str, StepInPlace, StepInPlace]]:
    """Yield problem id, rewrite in place and rejected step in place."""
    for response in feedback.responses:
        rejected = [step for step in response.steps if step.rewrite]
        for (text, steps, _), old in zip(rewritten(response), rejected, strict=True):
            yield response.problem_id, (text, steps[-1]), (response.text[: old.end], old)


def alternative_pairs(feedback: Feedback) -> Iterator[tuple[str, StepInPlace, StepInPlace]]:
    """Yield problem id, the chosen next step, and each other one sampled from the same prefix.

    A choice counts where its step is not marked incorrect and somebody made it: the candidate is
    not the one that is chosen to begin with, or the step is marked correct. Another candidate
    whose step is marked correct too is not the worse one.
    """
    turns: dict[tuple[str, int], list[MarkedResponse]] = {}
    for response in feedback.responses:
        if response.turn_kind is TurnKind.REGENERATE and response.thread_id:
            turns.setdefault((response.thread_id, response.turn), []).append(response)
    for candidates in turns.values():
        chosen = next((r for r in candidates if r.chosen), None)
        step = chosen and _first_new_step(chosen)
        if chosen is None or not step or not _was_chosen(chosen, step):
            continue
        for other in candidates:
            worse = _first_new_step(other)
            if worse is None or worse.verdict is Verdict.CORRECT:
                continue
            if chosen.text[: step.end].strip() != other.text[: worse.end].strip():
                better_text, worse_text = chosen.text[: step.end], other.text[: worse.end]
                yield chosen.problem_id, (better_text, step), (worse_text, worse)


def chosen_pairs(feedback: Feedback) -> Iterator[tuple[str, StepInPlace, StepInPlace]]:
    """Yield problem id, the step that was chosen among alternatives, and each one it is above."""
    for beside in feedback.alternatives:
        for other in beside.worse:
            if beside.chosen is not None and beside.chosen.text.strip() != other.text.strip():
                yield beside.problem_id, in_place(beside, beside.chosen), in_place(beside, other)


def comparisons(feedback: Feedback) -> list[Comparison]:
    """Return blind comparisons, and each accepted turn over the turn that it improved on."""
    by_id = {response.id: response for response in feedback.responses if response.id}
    found = [
        Comparison(by_id[p.better_response_id], by_id[p.worse_response_id], p.strength)
        for p in feedback.preferences
    ]
    chosen = {(r.thread_id, r.turn): r for r in feedback.responses if r.chosen}
    for response in feedback.responses:
        earlier = chosen.get((response.thread_id, response.turn - 1))
        if response.accepted and earlier is not None and response.thread_id:
            found.append(Comparison(response, earlier, Strength.BETTER))
    return [c for c in found if c.better.text.strip() != c.worse.text.strip()]


def preference_groups(codec: Codec, feedback: Feedback) -> list[PreferenceGroup]:
    """Return the comparisons and rankings of each problem as one group, so K forwards serve all."""
    problems = {problem.id: problem for problem in feedback.problems}
    by_id = {response.id: response for response in feedback.responses if response.id}
    compared: dict[str, list[Comparison]] = {}
    for comparison in comparisons(feedback):
        compared.setdefault(comparison.better.problem_id, []).append(comparison)
    ranked: dict[str, list[list[MarkedResponse]]] = {}
    for ranking in feedback.rankings:
        order = [by_id[name] for name in ranking.responses]
        ranked.setdefault(ranking.problem_id, []).append(order)
    made = [
        _group(
            codec,
            problem_id,
            tuple(codec.prompt_ids(problem)),
            compared.get(problem_id, []),
            ranked.get(problem_id, []),
        )
        for problem_id, problem in problems.items()
        if problem_id in compared or problem_id in ranked
    ]
    return [group for group in made if group.better]


def _group(
    codec: Codec,
    problem_id: str,
    prompt: tuple[int, ...],
    compared: Sequence[Comparison],
    ranked: Sequence[Sequence[MarkedResponse]],
) -> PreferenceGroup:
    places: dict[str, int] = {}  # by text: a response is run once however often it is compared

    def place(response: MarkedResponse) -> int:
        return places.setdefault(response.text, len(places))

    pairs = [(place(c.better), place(c.worse), c.strength) for c in compared]
    rankings = [tuple(dict.fromkeys(place(r) for r in order)) for order in ranked]
    for order in rankings:
        pairs += [(a, b, Strength.BETTER) for at, a in enumerate(order) for b in order[at + 1 :]]
    return PreferenceGroup(
        problem_id,
        prompt,
        tuple(tuple(codec.encode(text)[0]) for text in places),
        tuple(better for better, _, _ in pairs),
        tuple(worse for _, worse, _ in pairs),
        tuple(LLAMA_2_SMALL_MARGINS[strength] for _, _, strength in pairs),
        tuple(TIE_TARGET if s is Strength.TIE else 1.0 for _, _, s in pairs),
        len(compared),
        tuple(order for order in rankings if len(order) > 1),
    )


def _first_new_step(response: MarkedResponse) -> MarkedStep | None:
    """Return the first step that the model wrote itself after the given prefix."""
    return next((step for step in response.steps if step.start >= len(response.prefix)), None)


def _was_chosen(response: MarkedResponse, step: MarkedStep) -> bool:
    if step.verdict is Verdict.INCORRECT:
        return False
    return response.candidate > 0 or step.verdict is Verdict.CORRECT
