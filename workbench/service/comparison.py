"""The verbs of comparing: which pair comes next, what is said of it, and orders of K responses."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from itertools import combinations

from workbench.domain.answers import answers_agree
from workbench.domain.comparison import Choice, Side
from workbench.domain.errors import KnownError
from workbench.domain.records import (
    Judgement,
    Preference,
    Problem,
    RankedResponses,
    Response,
    Step,
    Strength,
    Turn,
    new_id,
    now,
)
from workbench.domain.sentences import sentence, word
from workbench.domain.steps import step_body, step_marker
from workbench.service.library import problem_in
from workbench.service.pair_queue import PairQueue, WaitingPair
from workbench.service.project import Project
from workbench.service.views import (
    ComparedResponse,
    PairCounts,
    PairView,
    RankingView,
    ResponseView,
    StepView,
)
from workbench.store import pairs, records
from workbench.store.changes import Change, added
from workbench.store.database import Database
from workbench.store.rows import from_row

MOST_RANKED = 8


class Comparison:
    """Pairs and rankings of a project's responses; ``coin`` draws the order on the screen."""

    def __init__(self, project: Project, coin: random.Random | None = None) -> None:
        self._project = project
        self._database = project.file.database
        self._coin = coin or random.SystemRandom()
        self._queue = PairQueue()
        self._sets: list[tuple[str, tuple[str, ...]]] = []
        self._seen = -1

    def next_pair(self, *, skipped: bool = False) -> PairView | None:
        """Return the next undecided pair, or None; ``skipped`` asks for those passed over."""
        self._look()
        waiting = self._queue
        pair = next(iter(waiting.skipped), None) if skipped else waiting.first()
        return self.draw(pair.problem_id, pair.one, pair.other) if pair else None

    def draw(
        self, problem_id: str, one: str, other: str, comparison_id: str | None = None
    ) -> PairView:
        """Return a pair in an order drawn by chance."""
        sides = [one, other]
        self._coin.shuffle(sides)
        return self._pair(problem_id, sides[0], sides[1], comparison_id)

    def counts(self) -> PairCounts:
        """Return how much there is to compare and how much was."""
        self._look()
        who = (self._project.annotator.id,)
        count = "SELECT count(*) FROM {} WHERE annotator_id = ?"
        return PairCounts(
            waiting=len(self._queue),
            skipped=len(self._queue.skipped),
            sets=len(self._sets),
            decided=int(self._database.value(count.format("preferences"), who)),
            ranked=int(self._database.value(count.format("rankings"), who)),
        )

    def judge(self, pair: PairView, choice: Choice | None, *, seconds: float = 0.0) -> Change:
        """Say which side is better, or that neither is; None passes the pair over.

        The order on the screen is stored with it. Raises KnownError where a response is gone.
        """
        self._assert_there(pair.left.id, pair.right.id)
        preference = None if choice is None else self._preference(pair, choice)
        judgement = Judgement(
            new_id(),
            pair.problem.id,
            self._project.annotator.id,
            pair.left.id,
            pair.right.id,
            preference.id if preference else None,
            pair.comparison_id,
            seconds,
            now(),
        )
        rows = [added(judgement)] if preference is None else [added(preference), added(judgement)]
        topic = f"preferences:{preference.id}" if preference else f"judgements:{judgement.id}"
        change = self._project.commit(_label(choice), [topic], rows)
        if change.seq == self._seen + 1:
            self._seen = change.seq
            self._queue.take(
                pair.problem.id, pair.left.id, pair.right.id, skipped=preference is None
            )
        return change

    def judged_in(self, change: Change) -> tuple[PairView, bool] | None:
        """Return the pair that a change is about, as it was shown, and whether it stands judged."""
        for row in change.rows:
            held = row.after or row.before
            if row.table == "judgements" and held is not None:
                said = from_row(Judgement, held)
                if records.get(self._database, Response, said.left_response_id) is None:
                    return None
                pair = self._pair(
                    said.problem_id,
                    said.left_response_id,
                    said.right_response_id,
                    said.comparison_id,
                )
                return pair, row.after is not None
        return None

    def next_ranking(self, passed: Collection[str] = ()) -> RankingView | None:
        """Return the next problem whose responses wait for an order, or None.

        ``passed`` are the ids of problems passed over.
        """
        self._look()
        waiting = [one for one in self._sets if one[0] not in passed]
        if not waiting:
            return None
        problem_id, ids = waiting[0]
        shown = list(ids)
        self._coin.shuffle(shown)
        return self._set(problem_id, shown)

    def rank(self, shown: RankingView, order: Sequence[str], *, seconds: float = 0.0) -> Change:
        """Put the responses in an order, best first. Raises KnownError where one is missing."""
        ids = [response.id for response in shown.responses]
        if sorted(ids) != sorted(order):
            raise KnownError(
                sentence("Not every response has its place yet; give each one a place.")
            )
        self._assert_there(*ids)
        ranking = RankedResponses(
            new_id(),
            shown.problem.id,
            self._project.annotator.id,
            tuple(order),
            tuple(ids),
            seconds,
            now(),
        )
        topics = [f"preferences:{ranking.id}"]
        change = self._project.commit(
            sentence("rank {count} responses", count=len(ids)), topics, [added(ranking)]
        )
        if change.seq == self._seen + 1:
            self._seen = change.seq
            self._sets = [one for one in self._sets if {*one[1]} != {*ids}]
            for one, other in combinations(ids, 2):
                self._queue.take(shown.problem.id, one, other, skipped=False)
        return change

    def ranked_in(self, change: Change) -> tuple[RankingView, tuple[str, ...], bool] | None:
        """Return the set that a change is about, its order, and whether that stands."""
        for row in change.rows:
            held = row.after or row.before
            if row.table == "rankings" and held is not None:
                said = from_row(RankedResponses, held)
                if any(records.get(self._database, Response, one) is None for one in said.shown):
                    return None
                view = self._set(said.problem_id, said.shown)
                return view, said.responses, row.after is not None
        return None

    def _look(self) -> None:
        """Find anew what waits, unless nothing was saved since but judgements made here."""
        last = int(self._database.value("SELECT max(seq) FROM events") or 0)
        if last == self._seen:
            return
        who = self._project.annotator.id
        self._queue = PairQueue.of(
            (
                WaitingPair(row["problem_id"], row["one"], row["other"], bool(row["skipped"])),
                row["asked"],
            )
            for row in pairs.undecided(self._database, who)
        )
        self._sets = self._unranked()
        self._seen = last

    def _unranked(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the sets of different responses that this annotator has not ordered."""
        done = records.select(
            self._database, RankedResponses, "annotator_id = ?", (self._project.annotator.id,)
        )
        ranked = {frozenset(one.responses) for one in done}
        found = [(problem_id, ids[:MOST_RANKED]) for problem_id, ids in pairs.sets(self._database)]
        return [(problem_id, ids) for problem_id, ids in found if frozenset(ids) not in ranked]

    def _preference(self, pair: PairView, choice: Choice) -> Preference:
        better, worse = pair.left.id, pair.right.id
        if choice.side is Side.RIGHT:
            better, worse = worse, better
        return Preference(
            new_id(),
            pair.problem.id,
            self._project.annotator.id,
            better,
            worse,
            choice.strength,
            now(),
        )

    def _assert_there(self, *response_ids: str) -> None:
        if any(records.get(self._database, Response, one) is None for one in response_ids):
            raise KnownError(
                sentence("One of these responses is no longer there; go on with the next pair.")
            )

    def _pair(self, problem_id: str, left: str, right: str, comparison_id: str | None) -> PairView:
        problem = problem_in(self._database, problem_id)
        one, other = (compared(self._database, problem, key) for key in (left, right))
        return PairView(problem, one, other, comparison_id)

    def _set(self, problem_id: str, ids: Sequence[str]) -> RankingView:
        problem = problem_in(self._database, problem_id)
        return RankingView(problem, tuple(compared(self._database, problem, one) for one in ids))


def compared(database: Database, problem: Problem, response_id: str) -> ComparedResponse:
    """Return a response to be read blind. Raises KnownError where it is gone."""
    response = records.get(database, Response, response_id)
    if response is None:
        raise KnownError(
            sentence("One of these responses is no longer there; go on with the next pair.")
        )
    turn = records.get(database, Turn, response.turn_id)
    assert turn is not None
    steps = records.select(database, Step, "response_id = ? ORDER BY number", (response_id,))
    agrees = None
    if problem.reference_answer:
        answer = response.answer
        agrees = answer is not None and answers_agree(answer, problem.reference_answer)
    view = ResponseView(
        response, tuple(_blind(step, response.text) for step in steps), response.answer, agrees
    )
    return ComparedResponse(view, turn.number, response.candidate, response.model_id)


def _blind(step: Step, text: str) -> StepView:
    raw = text[step.start : step.end]
    return StepView(
        step=step,
        number=step.number,
        body=step_body(raw),
        marker=step_marker(raw),
        mark=None,
        suggestion=None,
        change="",
        after_first_error=False,
    )


def _label(choice: Choice | None) -> str:
    if choice is None:
        return sentence("skip a pair")
    if choice.side is None:
        return sentence("call a pair a tie")
    words = {Strength.NEGLIGIBLY: "negligibly better", Strength.SLIGHTLY: "slightly better"}
    strength = words.get(choice.strength, choice.strength.value.replace("_", " "))
    return sentence(
        "{side} response {strength}", side=word(choice.side.value), strength=word(strength)
    )
