"""What the verbs of annotating share: the open project, and finding what they are about."""

from __future__ import annotations

from dataclasses import replace

from workbench.domain.consistency import ConsistencyCheck
from workbench.domain.errors import KnownError
from workbench.domain.records import Mark, Problem, Response, Step, Thread, new_id, now
from workbench.domain.sentences import sentence
from workbench.service import opinions, suggestions
from workbench.service.library import problem_in
from workbench.service.project import Project
from workbench.service.thread_views import thread_of, thread_view
from workbench.service.views import ThreadView
from workbench.store import opinions as store_opinions
from workbench.store import records


class ProjectActs:
    """Finds a project's problems, threads and steps for the verbs that are built on it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._database = project.file.database

    def view(self, problem_id: str) -> ThreadView:
        """Return everything to show of a problem. Raises KnownError where it is gone."""
        problem = self._problem(problem_id)
        who = self._project.annotator.id
        blind = who if opinions.is_blind(self._database, problem_id, who) else None
        view = thread_view(self._database, problem, self._thread(problem_id), blind_for=blind)
        view = suggestions.offered(self._project, view, blind_pass=blind is not None)
        if blind is not None:
            return view  # a check tells which answer was accepted
        return replace(view, check=self._last_check(problem_id))

    def _last_check(self, problem_id: str) -> ConsistencyCheck | None:
        found = records.select(
            self._database,
            ConsistencyCheck,
            "problem_id = ? ORDER BY created_at DESC, id LIMIT 1",
            (problem_id,),
        )
        return found[0] if found else None

    def _problem(self, problem_id: str) -> Problem:
        return problem_in(self._database, problem_id)

    def _thread(self, problem_id: str) -> Thread | None:
        who = self._project.annotator.id
        blind = store_opinions.thread_in_pass(self._database, problem_id, who)
        return blind or thread_of(self._database, problem_id, who)

    def _new_thread(self, problem_id: str) -> Thread:
        return Thread(new_id(), problem_id, self._project.annotator.id, created_at=now())

    def _step(self, step_id: str) -> Step:
        found = records.get(self._database, Step, step_id)
        if found is None:
            raise KnownError(sentence("That step is no longer there; choose another."))
        return found

    def _step_among(self, step_id: str) -> tuple[Step, list[Step]]:
        step = self._step(step_id)
        steps = records.select(
            self._database, Step, "response_id = ? ORDER BY number", (step.response_id,)
        )
        return step, steps

    def _mark_of(self, step_id: str) -> Mark | None:
        return opinions.mark_of(self._database, step_id, self._project.annotator.id)

    def _refuse_in_pass(self, problem_id: str) -> None:
        """Raise KnownError where the annotator is to mark the problem blind, and nothing else."""
        opinions.refuse_in_pass(self._database, problem_id, self._project.annotator.id)

    def _raw(self, step: Step) -> str:
        response = records.get(self._database, Response, step.response_id)
        assert response is not None
        return response.text[step.start : step.end]

    def _problem_of(self, step_id: str) -> str:
        found = store_opinions.problem_of(self._database, step_id)
        if not found:
            raise KnownError(sentence("That step is no longer there; choose another."))
        return found
