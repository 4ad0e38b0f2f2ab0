"""Walks another project's records and collects the rows that this one lacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from workbench.domain.consistency import ConsistencyCheck
from workbench.domain.opinions import Gold, Pass, PassState
from workbench.domain.records import (
    Annotator,
    Judgement,
    ModelComparison,
    ModelRecord,
    Preference,
    Problem,
    RankedResponses,
)
from workbench.domain.sentences import sentence
from workbench.exchange.foreign import digest
from workbench.exchange.problems import statement_key
from workbench.service.merging_projects_gathered import Gathered, fields_but, short
from workbench.service.merging_projects_marks import MarkMerge
from workbench.service.merging_projects_threads import ThreadMerge
from workbench.service.merging_projects_words import Resolution, differing
from workbench.store import reading, records
from workbench.store.changes import RowChange, replaced
from workbench.store.database import Database
from workbench.store.rows import key_of, table_of


class ProjectMerge:
    """One merge in progress.

    ``told`` hears how far it is, 0 to 1; what it raises ends the merge.
    """

    def __init__(self, ours: Database, theirs: Database, told: Callable[[float], None]) -> None:
        self._ours, self._theirs = ours, theirs
        self._told = told
        self._versions: dict[int, int] = {}
        self._found = Gathered(ours)
        self._marks = MarkMerge(
            self._found.rows, lambda version: self._versions.get(version, version)
        )
        self._threads = ThreadMerge(ours, theirs, self._found, self._marks)
        self._problem_here: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._id_of: dict[str, str] = {}
        for problem in reading.problems_in_order(ours):
            self._know(problem)
        self._position = reading.next_position(ours)

    def run(self) -> Gathered:
        """Compare everything and return what was found; nothing is written."""
        self._take_guidelines()
        for annotator in reading.annotators(self._theirs):
            self._take_shared(
                annotator, "name", sentence("the annotator {name}", name=annotator.name)
            )
        for model in reading.models(self._theirs):
            self._take_shared(model, "sha256", sentence("the model {name}", name=model.name))
        total = int(self._theirs.value("SELECT count(*) FROM problems") or 1)
        for at, (problem, bundles) in enumerate(reading.problems_with_threads(self._theirs)):
            self._told(at / total)
            problem_id = self._take_problem(problem)
            for bundle in bundles:
                thread = replace(bundle.thread, problem_id=problem_id)
                self._threads.take(replace(bundle, thread=thread), problem)
        self._take_compared()
        self._take_tasks()
        self._found.conflicts += self._marks.conflicts
        self._found.added.update(self._marks.added)
        self._found.equal.update(self._marks.equal)
        return self._found

    def _take_guidelines(self) -> None:
        """Add the texts that are not here as new versions; marks follow their text."""
        here = {row["text"]: row["version"] for row in reading.guidelines(self._ours)}
        newest = max(here.values(), default=0)
        for row in reading.guidelines(self._theirs):
            if row["text"] in here:
                self._found.equal["guidelines"] += 1
            else:
                newest += 1
                here[row["text"]] = newest
                new = {**row, "version": newest}
                self._found.rows.append(RowChange("guidelines", str(newest), None, new))
                self._found.added["guidelines"] += 1
            self._versions[row["version"]] = here[row["text"]]

    def _take_shared(self, record: Annotator | ModelRecord, name: str, about: str) -> None:
        """Add an annotator or a model once; what this project says of one it knows stays."""
        present = records.get(self._ours, type(record), record.id)
        if present is None:
            self._found.add(record)
        elif getattr(present, name) == getattr(record, name):
            self._found.equal[table_of(record)] += 1
        else:
            values = str(getattr(present, name)), str(getattr(record, name))
            self._found.tell(table_of(record), record.id, about, values, Resolution.KEPT_OURS)

    def _take_problem(self, problem: Problem) -> str:
        """Add a problem if it is new; return the id that it has here."""
        here = self._find_problem(problem)
        if here is None:
            new = replace(problem, id=self._free_id(problem), position=self._position)
            self._position += 1
            self._found.add(new)
            self._know(new)
            here = new.id
        self._problem_here[problem.id] = here
        return here

    def _find_problem(self, problem: Problem) -> str | None:
        key = statement_key(problem.statement)
        here = problem.id if self._keys.get(problem.id) == key else self._id_of.get(key)
        if here is None:
            return None
        present = records.get(self._ours, Problem, here)
        if present is not None:
            self._compare(present, problem, ("statement", "id", "position", "created_at"))
        return here

    def _free_id(self, problem: Problem) -> str:
        """Return the problem's id, or another one where it belongs to another statement here."""
        if problem.id not in self._keys:
            return problem.id
        identity = digest("problem", problem.id, problem.statement)
        about = sentence("the id {id} of two problems", id=problem.id)
        ours = records.get(self._ours, Problem, problem.id)
        said = ours.statement if ours else "another", problem.statement
        self._found.tell("problems", problem.id, about, said, Resolution.NEW_ID)
        return identity

    def _take_compared(self) -> None:
        """Add what was said of whole responses, where they are here."""
        for preference in reading.every(self._theirs, Preference):
            named = (preference.better_response_id, preference.worse_response_id)
            self._take_about(preference, named)
        for shown in reading.every(self._theirs, Judgement):
            self._take_about(shown, (shown.left_response_id, shown.right_response_id))
        for ranking in reading.every(self._theirs, RankedResponses):
            self._take_about(ranking, ranking.responses)
        for comparison in reading.every(self._theirs, ModelComparison):
            mapped = tuple(self._problem_here.get(one, one) for one in comparison.problem_ids)
            self._found.take(replace(comparison, problem_ids=mapped))
        for check in reading.every(self._theirs, ConsistencyCheck):
            self._found.take(replace(check, problem_id=self._problem_here[check.problem_id]))

    def _take_tasks(self) -> None:
        """Add blind passes and gold responses; a pass that is over there is over here."""
        for gold in reading.every(self._theirs, Gold):
            self._take_about(gold, (gold.id,))
        for given in reading.every(self._theirs, Pass):
            here = records.get(self._ours, Pass, given.id)
            if here is None:
                self._take_about(given, (given.response_id,))
            elif here.state is PassState.OPEN and given.state is not PassState.OPEN:
                ended = replace(here, state=given.state, ended_at=given.ended_at)
                self._found.rows.append(replaced(here, ended))
            else:
                self._found.equal["passes"] += 1

    def _take_about(self, record: Any, response_ids: Sequence[str]) -> None:
        if all(self._found.has("responses", one) for one in response_ids):
            self._found.take(replace(record, problem_id=self._problem_here[record.problem_id]))
        else:
            kind = table_of(record)
            said = sentence("a response that is not here"), key_of(record)
            self._found.tell(
                kind,
                key_of(record),
                sentence("one of the {kind}", kind=kind),
                said,
                Resolution.NOT_TAKEN,
            )

    def _compare(self, ours: Problem, theirs: Problem, but: Sequence[str]) -> None:
        one, other = fields_but(ours, but), fields_but(theirs, but)
        if one == other:
            self._found.equal["problems"] += 1
            return
        about = sentence("the problem “{problem}”", problem=short(ours))
        self._found.tell("problems", ours.id, about, differing(one, other), Resolution.KEPT_OURS)

    def _know(self, problem: Problem) -> None:
        key = statement_key(problem.statement)
        self._keys[problem.id] = key
        self._id_of.setdefault(key, problem.id)
