"""The simulated expert: the starter's own problems, and its word on every step of a solution.

Benchmarks and the starter's card stand on it: it draws problems of the shipped families without
end, judges each step by the family's checker, and says what a wrong step should have been.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from workbench import paths
from workbench.domain.errors import KnownError
from workbench.domain.records import Message, Problem, Split, Verdict
from workbench.domain.sentences import sentence
from workbench.domain.steps import split_response, step_body

MODULES = ("generator", "checker", "problems", "conversation")


@dataclass(frozen=True, slots=True)
class StarterProblem:
    """A problem of a family, as the product keeps it; ``drawn`` is what the generator knows."""

    record: Problem
    family: str
    drawn: Any = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class StepJudgement:
    """The verdict on one step, with the checker's reason where the step is incorrect."""

    verdict: Verdict
    reason: str = ""


class StarterExpert:
    """Draws problems and judges steps with the programs that lie beside the starter's weights.

    Raises KnownError where these programs are missing.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._modules = _starter_modules(folder or paths.starter_dir())
        known = self._modules["generator"].FAMILIES
        self._families: dict[str, str] = {key: family.title for key, family in known.items()}
        self._flawed = tuple(key for key, family in known.items() if family.flaw is not None)

    @property
    def families(self) -> Mapping[str, str]:
        """Return the title of each family by its key, in the order of the card."""
        return dict(self._families)

    @property
    def flawed(self) -> tuple[str, ...]:
        """Return the families that are taught with a share of flawed solutions."""
        return self._flawed

    def draw(self, family: str, split: Split, seed: int) -> StarterProblem:
        """Return one problem; the same arguments always draw the same one."""
        return self._drawn(family, split, random.Random(f"{seed} {family} {split.value}"), 1)

    def problems(
        self, split: Split, count: int, seed: int, family: str | None = None
    ) -> tuple[StarterProblem, ...]:
        """Return ``count`` problems with distinct statements of each family, or of the named one.

        A smaller ``count`` gives the first of the same problems.
        """
        chosen = (family,) if family else tuple(self._families)
        return tuple(p for key in chosen for p in self._distinct(key, split, count, seed))

    def judge(self, problem: StarterProblem, steps: Sequence[str]) -> tuple[StepJudgement, ...]:
        """Judge the bodies of steps (without their numbers), each on its own."""
        check: Callable[[Any, str], Any] = self._modules["checker"].check_step
        found = [check(problem.drawn, step) for step in steps]
        return tuple(
            StepJudgement(Verdict.CORRECT if one.correct else Verdict.INCORRECT, one.reason)
            for one in found
        )

    def verdicts(self, problem: StarterProblem, response: str) -> tuple[Verdict, ...]:
        """Judge every step of a response, as the product divides it."""
        return tuple(one.verdict for one in self.judge(problem, step_bodies(response)))

    def first_error(self, problem: StarterProblem, response: str) -> int | None:
        """Return the number of the first incorrect step, counted from 1, or None."""
        verdicts = self.verdicts(problem, response)
        return verdicts.index(Verdict.INCORRECT) + 1 if Verdict.INCORRECT in verdicts else None

    def correct_step(self, problem: StarterProblem, steps_so_far: Sequence[str]) -> str | None:
        """Return what the next step should be, None behind a wrong step or where none is left.

        A family has one plan of solution, so the reference's step follows any correct beginning.
        """
        judged = self.judge(problem, steps_so_far)
        right = self.reference_steps(problem)
        sound = all(one.verdict is Verdict.CORRECT for one in judged)
        return right[len(judged)] if sound and len(judged) < len(right) else None

    def reference_steps(self, problem: StarterProblem) -> tuple[str, ...]:
        """Return the steps of a solution without any mistake."""
        solved = self._modules["generator"].reference_solution(problem.drawn)
        return cast(tuple[str, ...], solved.steps)

    def reference_response(self, problem: StarterProblem) -> str:
        """Return a solution without any mistake in the fixed response format."""
        solved = self._modules["generator"].reference_solution(problem.drawn)
        return cast(str, self._modules["problems"].response_text(solved))

    def asked_again(self, problem: StarterProblem, seed: int) -> tuple[Message, ...] | None:
        """Return problem, a wrong solution and marks on it, or None where none could go wrong."""
        family = self._modules["generator"].FAMILIES[problem.family]
        rng = random.Random(f"{seed} {problem.record.statement}")
        talk = self._modules["conversation"].ask_again(family, problem.drawn, rng)
        if talk is None:
            return None
        return tuple(Message(turn["role"], turn["content"]) for turn in talk[:-1])

    def _distinct(self, family: str, split: Split, count: int, seed: int) -> list[StarterProblem]:
        rng = random.Random(f"{seed} {family} {split.value}")
        found: dict[str, StarterProblem] = {}
        while len(found) < count:
            problem = self._drawn(family, split, rng, len(found) + 1)
            found.setdefault(problem.record.statement, problem)
        return list(found.values())

    def _drawn(self, family: str, split: Split, rng: random.Random, number: int) -> StarterProblem:
        drawn = self._modules["generator"].draw_problem(rng, family, split.value)
        record = Problem(
            id=f"{split.value}-{family}-{number:03d}",
            statement=drawn.statement,
            reference_answer=drawn.answer,
            topic=self._families[family],
            split=split,
        )
        return StarterProblem(record, family, drawn)


def step_bodies(response: str) -> tuple[str, ...]:
    """Return the steps of a response without their numbers."""
    return tuple(
        step_body(response[step.start : step.end]) for step in split_response(response).steps
    )


@lru_cache(maxsize=4)
def _starter_modules(folder: Path) -> Mapping[str, Any]:
    """Import the folder's programs as a package of a name of its own, whatever the search path."""
    init = folder / "__init__.py"
    if not init.is_file():
        raise KnownError(
            sentence(
                "The programs of the starter model are missing from {folder}; install "
                "Stepmark again.",
                folder=folder,
            )
        )
    name = f"_stepmark_starter_{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(
        name, init, submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise KnownError(
            sentence("{init} cannot be read as a program; install Stepmark again.", init=init)
        )
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)
    return {module: importlib.import_module(f"{name}.{module}") for module in MODULES}
