"""Merges the threads of two projects: turns, responses and steps, each known by its id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.domain.alternatives import Alternative
from workbench.domain.errors import KnownError
from workbench.domain.opinions import Decision
from workbench.domain.records import Problem, Step, Thread, Turn
from workbench.domain.sentences import sentence
from workbench.domain.suggestions import AcceptedSuggestion
from workbench.service.merging_projects_gathered import Gathered, fields_but, short
from workbench.service.merging_projects_marks import MarkMerge, Said, said_by_step
from workbench.service.merging_projects_words import Resolution, differing, words_of
from workbench.store import opinions, reading, records
from workbench.store.changes import replaced
from workbench.store.database import Database
from workbench.store.reading import ResponseBundle, ThreadBundle, TurnBundle
from workbench.store.rows import table_of

_OF_STEPS = (
    "{column} IN (SELECT s.id FROM steps s JOIN responses r ON r.id = s.response_id"
    " JOIN turns u ON u.id = r.turn_id WHERE u.thread_id = ?)"
)


class ThreadMerge:
    """Brings threads in; what is said of their steps goes to ``marks``."""

    def __init__(self, ours: Database, theirs: Database, found: Gathered, marks: MarkMerge) -> None:
        self._ours, self._theirs = ours, theirs
        self._found = found
        self._marks = marks

    def take(self, bundle: ThreadBundle, problem: Problem) -> None:
        """Add a thread, or bring it together with the one that is here."""
        thread = bundle.thread
        theirs = self._said(self._theirs, bundle)
        here = reading.thread_bundle(self._ours, thread.id)
        if here is None:
            self._found.add(thread)
            for turn in bundle.turns:
                self._add_turn(turn, theirs)
            self._take_ways_on(bundle, None)
            return
        self._compare_newer(here.thread, thread, ("problem_id", "annotator_id", "created_at"))
        ours = self._said(self._ours, here)
        present = {turn.turn.id: turn for turn in here.turns}
        numbers = {turn.turn.number for turn in here.turns}
        for turn in bundle.turns:
            if turn.turn.id in present:
                self._merge_turn(present[turn.turn.id], turn, problem, ours, theirs)
            else:
                self._add_turn(self._numbered_on(turn, numbers, problem), theirs)
        self._take_ways_on(bundle, here)

    def _numbered_on(self, turn: TurnBundle, numbers: set[int], problem: Problem) -> TurnBundle:
        """Return a turn with a number that is free; two continued the same thread."""
        number = turn.turn.number
        if number in numbers:
            number = max(numbers) + 1
            about = sentence(
                "turn {number} of “{problem}”", number=turn.turn.number, problem=short(problem)
            )
            said = (
                sentence("turn {number}", number=turn.turn.number),
                sentence("another one, now turn {number}", number=number),
            )
            self._found.tell("turns", turn.turn.id, about, said, Resolution.NUMBERED_ON)
        numbers.add(number)
        return replace(turn, turn=replace(turn.turn, number=number))

    def _merge_turn(
        self,
        here: TurnBundle,
        turn: TurnBundle,
        problem: Problem,
        ours: dict[str, Said],
        theirs: dict[str, Said],
    ) -> None:
        ignored = ("number", "created_at", "messages", "thread_id")
        self._compare_newer(here.turn, turn.turn, ignored)
        present = {response.response.id: response for response in here.responses}
        candidates = [response.response.candidate for response in here.responses]
        for response in turn.responses:
            known = present.get(response.response.id)
            if known is None:
                free = max([*candidates, -1]) + 1
                candidates.append(free)
                moved = replace(response.response, candidate=free)
                self._add_response(replace(response, response=moved), theirs)
            else:
                self._merge_response(known, response, problem, ours, theirs)

    def _merge_response(
        self,
        here: ResponseBundle,
        response: ResponseBundle,
        problem: Problem,
        ours: dict[str, Said],
        theirs: dict[str, Said],
    ) -> None:
        same_text = here.response.text == response.response.text
        if same_text:
            self._found.equal["responses"] += 1
        else:
            said = here.response.text, response.response.text
            about = sentence("a response to “{problem}”", problem=short(problem))
            self._found.tell("responses", here.response.id, about, said, Resolution.KEPT_OURS)
        spans = {step.id: (step.start, step.end) for step in here.steps}
        for step in response.steps:
            about = sentence(
                "step {number} of “{problem}”", number=step.number, problem=short(problem)
            )
            if same_text and spans.get(step.id) == (step.start, step.end):
                self._found.equal["steps"] += 1
                self._marks.merge(about, ours[step.id], theirs[step.id])
            else:
                self._leave(step, about, theirs[step.id])

    def _leave(self, step: Step, about: str, said: Said) -> None:
        """Say which words cannot be taken, for the step is cut differently here."""
        words = [said.mark] if said.mark else []
        words += [opinion.mark for opinion in said.standing]
        for mark in words:
            sides = sentence("cut into other steps"), words_of(mark)
            self._found.tell("marks", step.id, about, sides, Resolution.NOT_TAKEN)

    def _add_turn(self, bundle: TurnBundle, said: dict[str, Said]) -> None:
        self._found.add(bundle.turn)
        for response in bundle.responses:
            self._add_response(response, said)

    def _add_response(self, bundle: ResponseBundle, said: dict[str, Said]) -> None:
        if self._found.has("responses", bundle.response.id):
            raise KnownError(
                sentence(
                    "The response {id} is part of another thread here; merge a copy that was "
                    "made from this project.",
                    id=bundle.response.id,
                )
            )
        self._found.add(bundle.response)
        for step in bundle.steps:
            if not 0 <= step.start <= step.end <= len(bundle.response.text):
                raise ValueError(f"step {step.id} lies outside its response")
            self._found.add(step)
            self._marks.take(said[step.id])

    def _said(self, database: Database, bundle: ThreadBundle) -> dict[str, Said]:
        marks = {
            step_id: mark
            for turn in bundle.turns
            for response in turn.responses
            for step_id, mark in response.marks.items()
        }
        key = (bundle.thread.id,)
        decided = records.select(database, Decision, _OF_STEPS.format(column="id"), key)
        where = _OF_STEPS.format(column="step_id")
        accepted = records.select(database, AcceptedSuggestion, where, key)
        said = opinions.in_thread(database, bundle.thread.id)
        return said_by_step(marks, said, decided, accepted)

    def _take_ways_on(self, bundle: ThreadBundle, here: ThreadBundle | None) -> None:
        """Add the alternatives of steps that are here."""
        where = _OF_STEPS.format(column="step_id")
        for one in records.select(self._theirs, Alternative, where, (bundle.thread.id,)):
            if here is None or self._found.has("steps", one.step_id):
                self._found.take(one)

    def _compare_newer(
        self, ours: Thread | Turn, theirs: Thread | Turn, but: Sequence[str]
    ) -> None:
        """Let the newer of two states stand: that which history changed last."""
        table, key = table_of(ours), ours.id
        one, other = fields_but(ours, but), fields_but(theirs, but)
        if one == other:
            self._found.equal[table] += 1
            return
        newer = opinions.last_touched(self._theirs, table, key) > opinions.last_touched(
            self._ours, table, key
        )
        if newer:
            kept = {name: getattr(ours, name) for name in but}
            self._found.rows.append(replaced(ours, replace(theirs, **kept)))
        resolution = Resolution.TOOK_NEWER if newer else Resolution.KEPT_OURS
        self._found.tell(
            table,
            key,
            sentence("the {table} {key}", table=table[:-1], key=key[:8]),
            differing(one, other),
            resolution,
        )
