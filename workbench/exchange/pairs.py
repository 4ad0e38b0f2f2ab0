"""Every "this is better than that" of a project as texts: of steps, of turns, and of comparisons.

- ``rewrite``: behind the accepted steps before it, an expert's rewrite over the rejected step;
- ``alternative``: behind the same opening, the chosen next step over one sampled beside it, be it
  the start of a response or an alternative of a step;
- ``turn``: the accepted solution over what it improved on;
- ``comparison``: one whole response over another, with the strength that was given;
- ``ranking``: each response of a ranking over each one behind it.

The definitions are those of training; problems set aside as bad say nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from workbench.domain.comparison import LLAMA_2_SMALL_MARGINS
from workbench.domain.records import (
    Mark,
    Preference,
    Problem,
    RankedResponses,
    Response,
    Strength,
    ThreadStatus,
    TurnKind,
    Verdict,
)
from workbench.domain.sentences import sentence
from workbench.domain.steps import step_marker, step_trailer
from workbench.exchange import step_alternatives
from workbench.exchange.filters import Selection, chosen_problems
from workbench.exchange.foreign import kept_of
from workbench.exchange.options import Tally
from workbench.exchange.registry import TRL_PREFERENCE
from workbench.store import reading, records
from workbench.store.database import Database
from workbench.store.reading import ResponseBundle, ThreadBundle, TurnBundle

_Said = TypeVar("_Said", Preference, RankedResponses)
MARGINS = {strength: margin for strength, margin in LLAMA_2_SMALL_MARGINS.items() if margin}
"""The margins that say something; a row without one is a pair whose strength is not known."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that go on from the problem and ``opening``; ``margin`` where a strength is known.

    ``marks`` are those that the pair follows from; ``better`` is the response of a comparison.
    """

    kind: str
    problem: Problem
    opening: str
    chosen: str
    rejected: str
    margin: float | None = None
    marks: tuple[Mark, ...] = ()
    better: Response | None = None

    @property
    def prompt(self) -> str:
        """Return the statement, and behind it the opening if there is one."""
        statement = self.problem.statement
        return f"{statement}\n\n{self.opening}" if self.opening else statement


def pairs_of(
    database: Database, tally: Tally, selection: Selection | None = None
) -> Iterator[Pair]:
    """Yield every pair, a few problems in memory at a time; count each, and what is left out."""
    compared: dict[str, list[Preference]] = defaultdict(list)
    for preference in _wanted(reading.preferences(database), selection):
        compared[preference.problem_id].append(preference)
    sampled = step_alternatives.by_step(database)
    ranked: dict[str, list[RankedResponses]] = defaultdict(list)
    for ranking in _wanted(reading.rankings(database), selection):
        ranked[ranking.problem_id].append(ranking)
    for problem, threads in chosen_problems(database, selection):
        if any(thread.thread.status is ThreadStatus.BAD_PROBLEM for thread in threads):
            tally.left_out[sentence("problems set aside as bad")] += 1
            continue
        found = [pair for thread in threads for pair in _of_thread(problem, thread, tally)]
        found += _chosen_steps(problem, threads, sampled)
        found += _comparisons(database, problem, compared.get(problem.id, []), tally)
        found += _rankings(database, problem, ranked.get(problem.id, []), tally)
        for pair in found:
            if pair.chosen.strip() == pair.rejected.strip():
                tally.left_out[sentence("pairs of equal texts")] += 1
                continue
            tally.count(problem.id, pair.marks)
            tally.kinds[pair.kind] += 1
            yield pair


def _wanted(found: list[_Said], selection: Selection | None) -> list[_Said]:
    """Return the comparisons that a selection takes."""
    if selection is None:
        return found
    return [one for one in found if selection.keeps_said(one.annotator_id, one.created_at)]


def margin_of(preference: Preference, better: Response | None) -> float | None:
    """Return the margin of a comparison; one that came from a file without margins has none."""
    kept = kept_of(better, TRL_PREFERENCE) if better is not None else None
    if kept is None:
        return MARGINS.get(preference.strength)
    margin = kept.get("margin")
    return float(margin) if isinstance(margin, (int, float)) else None


def margins_are_known(database: Database) -> bool:
    """Return whether any comparison has a margin, so that every row of a file must have one."""
    return any(
        margin_of(one, records.get(database, Response, one.better_response_id)) is not None
        for one in reading.preferences(database)
    )


def _of_thread(problem: Problem, thread: ThreadBundle, tally: Tally) -> Iterator[Pair]:
    for turn in thread.turns:
        for response in turn.responses:
            yield from _rewrites(problem, response, tally)
        if turn.turn.kind is TurnKind.REGENERATE:
            yield from _alternatives(problem, turn)
    yield from _improvement(problem, thread)


def _rewrites(problem: Problem, response: ResponseBundle, tally: Tally) -> Iterator[Pair]:
    """Yield the rewrite of the first rejected step; later ones build on a rejected opening."""
    text = response.response.text
    rejected = False
    for step in response.steps:
        mark = response.marks.get(step.id)
        if mark is not None and mark.rewrite:
            if rejected:
                tally.left_out[sentence("rewrites behind an earlier error")] += 1
                continue
            raw = text[step.start : step.end]
            better = step_marker(raw) + mark.rewrite.strip() + step_trailer(raw)
            yield Pair("rewrite", problem, text[: step.start], better, raw, marks=(mark,))
        rejected = rejected or (mark is not None and mark.verdict is Verdict.INCORRECT)


def _alternatives(problem: Problem, turn: TurnBundle) -> Iterator[Pair]:
    chosen = _chosen(turn)
    found = None if chosen is None else _next_step(turn, chosen)
    if chosen is None or found is None:
        return
    text, mark = found
    picked = chosen.response.candidate > 0 or (mark and mark.verdict is Verdict.CORRECT)
    if not picked or (mark and mark.verdict is Verdict.INCORRECT):
        return
    for other in turn.responses:
        beside = _next_step(turn, other)
        if other is chosen or beside is None:
            continue
        worse, said = beside
        if said is None or said.verdict is not Verdict.CORRECT:
            marks = tuple(one for one in (mark, said) if one is not None)
            yield Pair("alternative", problem, turn.turn.prefix, text, worse, marks=marks)


def _chosen_steps(
    problem: Problem, threads: list[ThreadBundle], sampled: step_alternatives.ByStep
) -> Iterator[Pair]:
    """Yield the alternative that was chosen beside a step over each one it is above."""
    for thread in threads:
        for response in (one for turn in thread.turns for one in turn.responses):
            for beside in step_alternatives.of_response(sampled, problem.id, response):
                for other in beside.worse:
                    if beside.chosen is not None:
                        best = beside.chosen.text
                        yield Pair("alternative", problem, beside.opening, best, other.text)


def _next_step(turn: TurnBundle, response: ResponseBundle) -> tuple[str, Mark | None] | None:
    """Return the first step behind the turn's opening, with its mark."""
    opened = len(turn.turn.prefix)
    for step in response.steps:
        if step.start >= opened:
            return response.response.text[step.start : step.end], response.marks.get(step.id)
    return None


def _improvement(problem: Problem, thread: ThreadBundle) -> Iterator[Pair]:
    if thread.thread.status is not ThreadStatus.ACCEPTED or len(thread.turns) < 2:
        return
    before, last = (_chosen(turn) for turn in thread.turns[-2:])
    if before is not None and last is not None:
        marks = (*last.marks.values(), *before.marks.values())
        yield Pair("turn", problem, "", last.response.text, before.response.text, marks=marks)


def _chosen(turn: TurnBundle) -> ResponseBundle | None:
    wanted = turn.turn.chosen_response_id
    return next((one for one in turn.responses if one.response.id == wanted), None)


def _comparisons(
    database: Database, problem: Problem, preferences: list[Preference], tally: Tally
) -> Iterator[Pair]:
    for preference in preferences:
        if preference.strength is Strength.TIE:
            tally.left_out[sentence("comparisons without a winner")] += 1
            continue
        better = records.get(database, Response, preference.better_response_id)
        worse = records.get(database, Response, preference.worse_response_id)
        if better is None or worse is None:
            tally.left_out[sentence("comparisons of a response that is gone")] += 1
            continue
        margin = margin_of(preference, better)
        yield Pair("comparison", problem, "", better.text, worse.text, margin, better=better)


def _rankings(
    database: Database, problem: Problem, rankings: list[RankedResponses], tally: Tally
) -> Iterator[Pair]:
    for ranking in rankings:
        responses = [records.get(database, Response, name) for name in ranking.responses]
        there = [response for response in responses if response is not None]
        if len(there) < len(responses):
            gone = len(responses) - len(there)
            tally.left_out[sentence("responses of a ranking that are gone")] += gone
        for better, worse in combinations(there, 2):
            yield Pair("ranking", problem, "", better.text, worse.text)
