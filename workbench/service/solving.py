"""Solving many problems without a window: which model, which problems, one turn after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.domain.errors import KnownError
from workbench.domain.records import ModelRecord, Problem, Split, new_id
from workbench.domain.refinement import initial_messages
from workbench.domain.sampling import (
    Capabilities,
    GenerationRequest,
    SamplingSettings,
    SequenceResult,
)
from workbench.domain.sentences import sentence
from workbench.service import models
from workbench.service.annotation import Annotation
from workbench.service.generation import Generation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.views import ResponseView

# What the window remembers as the model used last.
MODEL_SETTING = "engine.model"


@dataclass(frozen=True, slots=True)
class Solved:
    """One problem's first turn, as it was stored."""

    problem: Problem
    responses: tuple[ResponseView, ...]


class ModelSession:
    """One loaded model for headless use; a context manager that ends the engine's process."""

    def __init__(self, project: Project, name: str | None = None, sequences: int = 8) -> None:
        self._sequences = max(8, sequences)
        self._library = Library(project)
        self.record = choose_model(project, name)
        self.capabilities: Capabilities | None = None
        self._generation = Generation(lambda call: call())

    def __enter__(self) -> ModelSession:
        """Load the model; raise KnownError with the reason where it cannot be."""
        try:
            spec = models.spec_for(self.record, self._library, max_sequences=self._sequences)
            self.capabilities = self._generation.load_blocking(spec)
        except BaseException:
            self._generation.shutdown()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._generation.shutdown()

    @property
    def description(self) -> str:
        """Return in one line what is loaded and where it runs."""
        known = self.capabilities
        if known is None:
            return f"{self.record.name}, not loaded"
        text = f"{self.record.name} on {known.device}, prompted through its {known.prompt_frame}"
        return f"{text}; {known.warning}" if known.warning else text

    def generate(self, request: GenerationRequest) -> list[SequenceResult]:
        """Return one result per seed."""
        return self._generation.generate_blocking(request)

    def solver(
        self, settings: SamplingSettings
    ) -> Callable[[Problem, Sequence[int]], list[SequenceResult]]:
        """Return a function that solves one problem with the given seeds and stores nothing."""

        def solve(problem: Problem, seeds: Sequence[int]) -> list[SequenceResult]:
            messages = initial_messages(problem)
            return self.generate(
                GenerationRequest(new_id(), messages, tuple(seeds), settings=settings)
            )

        return solve


def choose_model(project: Project, name: str | None) -> ModelRecord:
    """Return the model of that id, name or path; the one used last where none is named.

    A GGUF file that the project does not know yet is added to it.
    """
    library = Library(project)
    wanted = name or project.setting(MODEL_SETTING, models.STARTER_ID)
    for record in library.models():
        if wanted in (record.id, record.name):
            return record
    if name and Path(name).exists():
        return _added(library, models.record_for(Path(name)))
    raise KnownError(
        sentence(
            "There is no model called {wanted} in this project and no such file; see the list "
            "with: stepmark models",
            wanted=repr(wanted),
        )
    )


def _added(library: Library, record: ModelRecord) -> ModelRecord:
    known = library.model(record.id)
    if known is None or known.path != record.path:
        library.add_model(record)
    return record


def sampling(temperature: float | None) -> SamplingSettings:
    """Return the default settings, at another temperature where one is given."""
    settings = SamplingSettings()
    return settings if temperature is None else replace(settings, temperature=temperature)


def unsolved(project: Project) -> list[Problem]:
    """Return the problems without a turn: those of the training split first, in import order."""
    library, annotation = Library(project), Annotation(project)
    order = (Split.TRAIN, Split.HELDOUT)
    waiting = [problem for problem in library.problems() if not annotation.view(problem.id).turns]
    return sorted(waiting, key=lambda problem: (order.index(problem.split), problem.position))


def solve(
    project: Project,
    session: ModelSession,
    problem: Problem,
    seeds: Sequence[int],
    settings: SamplingSettings,
) -> Solved:
    """Have the model write the first turn of one problem and store it."""
    annotation = Annotation(project)
    plan = annotation.plan_initial(problem.id)
    request = GenerationRequest(new_id(), plan.messages, tuple(seeds), plan.prefix, settings)
    annotation.record_turn(plan, session.generate(request), session.record.id, settings)
    return Solved(problem, annotation.view(problem.id).turns[-1].responses)
