"""Takes in solutions of other formats: each becomes a response with steps and verdicts to go on.

All solutions of one annotator to one problem are candidates of the first turn of one thread. Ids
are made from the content, so that a row that is there already is recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from workbench.domain.errors import ImportProblem
from workbench.domain.records import (
    Annotator,
    FinishReason,
    Mark,
    Preference,
    Problem,
    Response,
    Split,
    Step,
    Thread,
    Turn,
    TurnKind,
    now,
)
from workbench.domain.refinement import initial_messages
from workbench.domain.sentences import sentence
from workbench.domain.steps import split_response
from workbench.exchange.foreign import (
    JOINER,
    ForeignPair,
    ForeignSolution,
    ForeignStep,
    digest,
    kept_as_sampling,
)
from workbench.exchange.intake import Intake, KnownProblems
from workbench.exchange.jsonl import Row
from workbench.exchange.problems import statement_key
from workbench.exchange.source import Source
from workbench.store.changes import RowChange, added
from workbench.store.database import Database
from workbench.store.scratch import ScratchMap
from workbench.store.taken_keys import TakenKeys

LINE_BYTES = 16 * 1024 * 1024
Reader = Callable[[Row], ForeignSolution | ForeignPair]
# Marks of a file follow its own instructions, which are no version of this project's guideline.
_NO_GUIDELINE = 0


def take_solutions(
    database: Database, source: Source, read: Reader, split: Split | None = None
) -> Intake:
    """Read a file of solutions, or of pairs of them; rows that are there already are skipped."""
    taking = _Taking(database, split)
    for row in source.rows(max_line_bytes=LINE_BYTES):
        taking.intake.read += 1
        try:
            found = read(row)
        except ImportProblem as error:
            source.on_problem(error)
            continue
        if isinstance(found, ForeignPair):
            taking.take_pair(row, found)
        else:
            taking.take(row, found)
    return taking.intake


class _Taking:
    """One import in progress."""

    def __init__(self, database: Database, split: Split | None) -> None:
        self.intake = Intake()
        self._database = database
        self._split = split
        self._known = KnownProblems(database)
        self._keys = TakenKeys(database)
        self._candidates = ScratchMap()
        self._annotators: set[str] = set()
        self._started = now()

    def take(self, row: Row, solution: ForeignSolution) -> str:
        """Add a solution if it is new; return its response's id."""
        problem_id = self._problem(row, solution)
        thread_id = digest("thread", solution.annotator[0], problem_id)
        response_id = digest("response", thread_id, solution.identity)
        if self._keys.has("responses", response_id):
            self.intake.duplicates += 1
            return response_id
        turn_id = self._turn(solution, problem_id, thread_id, response_id)
        self._add_response(solution, turn_id, response_id)
        self.intake.solutions_added += 1
        return response_id

    def take_pair(self, row: Row, pair: ForeignPair) -> None:
        """Add two solutions and which of them is better."""
        better, worse = self.take(row, pair.better), self.take(row, pair.worse)
        preference_id = digest("preference", pair.better.annotator[0], better, worse)
        if self._keys.has("preferences", preference_id):
            return
        problem_id = self._problem(row, pair.better)
        annotator_id = pair.better.annotator[0]
        preference = Preference(
            preference_id, problem_id, annotator_id, better, worse, pair.strength, self._started
        )
        self._add("preferences", preference_id, added(preference))

    def _problem(self, row: Row, solution: ForeignSolution) -> str:
        same = self._known.same(solution.statement)
        if same is not None:
            if self._split not in (None, same.split):
                self.intake.split_conflicts += 1
                self.intake.tell(
                    sentence("solves a problem on the other side of the split, where it stays"),
                    sentence(
                        "{place}: {other} holds its problem as {known}; it stays there",
                        place=row.place,
                        other=same.place,
                        known=same.split,
                    ),
                )
            return same.id
        problem = solution.problem or Problem(
            id=statement_key(solution.statement),
            statement=solution.statement,
            reference_answer=solution.reference_answer,
            reference_solution=solution.reference_solution,
            source=solution.format,
        )
        problem = replace(problem, split=self._split or problem.split, created_at=self._started)
        if self._known.has(problem.id):
            problem = replace(problem, id=digest("problem", problem.id))
        self.intake.rows.append(added(self._known.add(problem, row.place)))
        self.intake.problems_added += 1
        return problem.id

    def _turn(
        self, solution: ForeignSolution, problem_id: str, thread_id: str, response_id: str
    ) -> str:
        """Add the thread and its turn, unless they are there; return the turn's id."""
        annotator_id, name = solution.annotator
        turn_id = digest("turn", thread_id)
        if not self._has_annotator(annotator_id):
            self._add("annotators", annotator_id, added(Annotator(annotator_id, name, "")))
        if not self._keys.has("threads", thread_id):
            thread = Thread(thread_id, problem_id, annotator_id, status=solution.status)
            self._add("threads", thread_id, added(replace(thread, created_at=self._started)))
            self.intake.threads_added += 1
        if not self._keys.has("turns", turn_id):
            turn = Turn(
                turn_id,
                thread_id,
                1,
                TurnKind.INITIAL,
                initial_messages(Problem(problem_id, solution.statement)),
                chosen_response_id=response_id,
                created_at=self._started,
            )
            self._add("turns", turn_id, added(turn))
        return turn_id

    def _add_response(self, solution: ForeignSolution, turn_id: str, response_id: str) -> None:
        response = Response(
            response_id,
            turn_id,
            self._candidate(turn_id),
            solution.text,
            answer=solution.answer,
            finish_reason=FinishReason.IMPORTED,
            sampling=kept_as_sampling(solution),
            created_at=self._started,
        )
        self._add("responses", response_id, added(response))
        for number, (start, end, said) in enumerate(_spans(solution), 1):
            step = Step(f"{response_id[:24]}{number:08x}", response_id, number, start, end)
            self.intake.rows.append(added(step))
            if said.verdict is not None or said.rewrite is not None:
                mark = Mark(
                    step.id,
                    said.verdict,
                    rewrite=said.rewrite,
                    source=solution.source,
                    guideline_version=_NO_GUIDELINE,
                    annotator_id=solution.annotator[0],
                    updated_at=solution.at or self._started,
                )
                self.intake.rows.append(added(mark))

    def _candidate(self, turn_id: str) -> int:
        """Return the place of the next response of a turn."""
        known: str | int | None = self._candidates.get(turn_id)
        if known is None:
            sql = "SELECT count(*) FROM responses WHERE turn_id = ?"
            known = self._database.tuples(sql, (turn_id,))[0][0]
        self._candidates.put(turn_id, str(int(known) + 1))
        return int(known)

    def _has_annotator(self, key: str) -> bool:
        """Look for an annotator, of whom a file has few and every row has one."""
        if key not in self._annotators and self._keys.has("annotators", key):
            self._annotators.add(key)
        return key in self._annotators

    def _add(self, table: str, key: str, row: RowChange) -> None:
        self._keys.bring(table, [key])
        self.intake.rows.append(row)


def _spans(solution: ForeignSolution) -> Iterator[tuple[int, int, ForeignStep]]:
    """Yield where each step stands in the text, joiner included, with what is said of it."""
    if solution.whole is not None:
        for part in split_response(solution.whole).steps:
            yield part.start, part.end, ForeignStep("")
        return
    start = 0
    for number, said in enumerate(solution.steps, 1):
        joiner = len(JOINER) if number < len(solution.steps) else 0
        end = start + len(said.text) + joiner
        yield start, end, said
        start = end
