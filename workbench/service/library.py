"""Problems, models and runs of a project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from workbench.domain.errors import KnownError
from workbench.domain.records import ModelRecord, Problem, Run, Split, now
from workbench.domain.sentences import plural, sentence, word
from workbench.service.project import Project
from workbench.store import records
from workbench.store.changes import Change, added, replaced
from workbench.store.database import Database


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """How many problems there are on each side of the split, and how many models and runs."""

    problems: int
    train: int
    heldout: int
    models: int
    runs: int


class Library:
    """What a project holds apart from the marks."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._database = project.file.database

    def add_problems(self, problems: Iterable[Problem]) -> Change:
        """Add problems behind those that are there, in one change."""
        first = 1 + (self._database.value("SELECT max(position) FROM problems") or 0)
        rows = [
            added(replace(problem, position=position, created_at=problem.created_at or now()))
            for position, problem in enumerate(problems, first)
        ]
        label = plural(len(rows), "add {number} problem", "add {number} problems")
        return self._project.commit(label, ["problems"], rows)

    def problem(self, problem_id: str) -> Problem:
        """Return one problem. Raises KnownError where it is not there."""
        return problem_in(self._database, problem_id)

    def has_problem(self, problem_id: str) -> bool:
        """Return whether a problem is in the project."""
        return records.get(self._database, Problem, problem_id) is not None

    def problems(
        self, split: Split | None = None, limit: int | None = None, offset: int = 0
    ) -> list[Problem]:
        """Return problems in their order of import."""
        where = "1" if split is None else "split = ?"
        parameters = () if split is None else (split.value,)
        return records.select(
            self._database,
            Problem,
            f"{where} ORDER BY position LIMIT ? OFFSET ?",
            (*parameters, -1 if limit is None else limit, offset),
        )

    def counts(self) -> LibraryCounts:
        """Return how much there is."""
        row = self._database.row(
            "SELECT (SELECT count(*) FROM problems) AS problems,"
            " (SELECT count(*) FROM problems WHERE split = 'train') AS train,"
            " (SELECT count(*) FROM problems WHERE split = 'heldout') AS heldout,"
            " (SELECT count(*) FROM models) AS models, (SELECT count(*) FROM runs) AS runs"
        )
        return LibraryCounts(**(row or {}))

    def models(self) -> list[ModelRecord]:
        """Return the models the project knows, oldest first."""
        return records.select(self._database, ModelRecord, "1 ORDER BY created_at, rowid")

    def model(self, model_id: str) -> ModelRecord | None:
        """Return one model, or None."""
        return records.get(self._database, ModelRecord, model_id)

    def add_model(self, model: ModelRecord) -> Change:
        """Add a model, or put a new record in the place of the one with the same id."""
        model = replace(model, created_at=model.created_at or now())
        before = self.model(model.id)
        return self._project.commit(
            sentence("add model {name}", name=model.name),
            ["models", f"models:{model.id}"],
            [replaced(before, model)],
        )

    def remove_model(self, model_id: str) -> Change:
        """Forget a model; its files stay, and a server's key goes."""
        from workbench.service import servers  # it builds on this module

        before = self.model(model_id)
        if before is None:
            raise KnownError(sentence("That model is no longer in the project."))
        change = self._project.commit(
            sentence("remove model {name}", name=before.name),
            ["models", f"models:{model_id}"],
            [replaced(before, None)],
        )
        if servers.is_server(before):
            servers.forget_key(before)
        return change

    def runs(self) -> list[Run]:
        """Return the training runs, oldest first."""
        return records.select(self._database, Run, "1 ORDER BY created_at, rowid")

    def run(self, run_id: str) -> Run:
        """Return one run. Raises KnownError where it is not there."""
        found = records.get(self._database, Run, run_id)
        if found is None:
            raise KnownError(sentence("That training run is not in this project."))
        return found

    def add_run(self, run: Run) -> Change:
        """Add a training run."""
        run = replace(run, created_at=run.created_at or now())
        return self._project.commit(
            sentence("start training"), ["runs", f"runs:{run.id}"], [added(run)]
        )

    def update_run(self, run_id: str, **fields: Any) -> Change:
        """Change some fields of a run."""
        before = self.run(run_id)
        after = replace(before, **fields)
        return self._project.commit(
            sentence("training {state}", state=word(after.state.value)),
            ["runs", f"runs:{run_id}"],
            [replaced(before, after)],
        )


def problem_in(database: Database, problem_id: str) -> Problem:
    """Return one problem of a project. Raises KnownError where it is not there."""
    found = records.get(database, Problem, problem_id)
    if found is None:
        raise KnownError(sentence("That problem is no longer in the project; choose another."))
    return found
