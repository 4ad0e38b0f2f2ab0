"""Walks the responses of a project for exports, a few problems in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.domain.records import Mark, Problem, ThreadStatus
from workbench.domain.sentences import sentence
from workbench.exchange.filters import Selection, chosen_problems
from workbench.exchange.options import Tally, is_marked
from workbench.store.database import Database
from workbench.store.reading import ResponseBundle, ThreadBundle, TurnBundle


@dataclass(frozen=True, slots=True)
class Place:
    """One response and what it belongs to."""

    problem: Problem
    thread: ThreadBundle
    turn: TurnBundle
    response: ResponseBundle

    @property
    def marks(self) -> list[Mark | None]:
        """Return what was said of each step, in order."""
        return [self.response.marks.get(step.id) for step in self.response.steps]


def threads(
    database: Database, selection: Selection | None = None
) -> Iterator[tuple[Problem, ThreadBundle]]:
    """Yield every thread with its problem, in the order of the problems."""
    for problem, bundles in chosen_problems(database, selection):
        for thread in bundles:
            yield problem, thread


def responses(database: Database, selection: Selection | None = None) -> Iterator[Place]:
    """Yield every response."""
    for problem, thread in threads(database, selection):
        for turn in thread.turns:
            for response in turn.responses:
                yield Place(problem, thread, turn, response)


def marked_responses(
    database: Database, tally: Tally, selection: Selection | None = None
) -> Iterator[Place]:
    """Yield every response of which a step has a verdict; count the others as left out."""
    for place in responses(database, selection):
        if is_marked(place.response):
            yield place
        else:
            tally.left_out[sentence("responses without a mark")] += 1


def is_final(thread: ThreadBundle, turn: TurnBundle, response: ResponseBundle) -> bool:
    """Return whether this is the response that an accepted thread ended with."""
    return (
        thread.thread.status is ThreadStatus.ACCEPTED
        and turn is thread.turns[-1]
        and turn.turn.chosen_response_id == response.response.id
    )
