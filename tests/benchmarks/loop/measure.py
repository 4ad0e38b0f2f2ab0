"""Measures a policy on held-out problems by the answer and step checkers, never by a reward model.

Only which of eight samples arm (c) hands in is the reward model's choice; whether that one is right
is judged like every other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from workbench.domain.answers import answers_agree, extract_answer
from workbench.domain.recipes import Recipe
from workbench.domain.records import Problem, Verdict
from workbench.service.starter_expert import StarterExpert, StarterProblem
from workbench.training.base import prompt_style
from workbench.training.data import Codec
from workbench.training.modeling import (
    AdaptedModel,
    choose_device,
    end_tokens,
    load_base,
    use_threads,
)
from workbench.training.process_reward import step_scores
from workbench.training.reward_model import load_reward_model
from workbench.training.rewards import answer_agrees
from workbench.training.rollout import sample_responses

BEST_OF = 8
ROWS = 128
"""Responses that are written at a time."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a policy wrote for one problem; ``greedy`` is what it hands in."""

    greedy: str
    sampled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One problem as the checkers judged it.

    ``right`` is the answer handed in, ``sound`` an answer that is right with every step right,
    ``sampled`` the answers of the samples.
    """

    problem_id: str
    family: str
    right: bool
    sound: bool
    steps: int
    right_steps: int
    sampled: tuple[bool, ...]

    def to_mapping(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return asdict(self)

    @classmethod
    def from_mapping(cls, mapping: dict[str, Any]) -> Outcome:
        """Read back what ``to_mapping`` gave."""
        return cls(**{**mapping, "sampled": tuple(mapping["sampled"])})


class Solver:
    """The base in memory, on which one trained adapter after another is put."""

    def __init__(self, base: Path, recipe: Recipe) -> None:
        use_threads(recipe.threads)
        loaded, tokenizer = load_base(base, choose_device())
        self.recipe = recipe
        self.model = AdaptedModel(loaded, recipe, choose_device())
        self.codec = Codec(tokenizer, prompt_style(base), end_tokens(loaded, tokenizer))

    def once(self, problems: Sequence[StarterProblem], seed: int) -> list[str]:
        """Let the base solve each problem once at temperature 1, as the expert is shown it."""
        return [text for (text,) in self._written(problems, 1, 1.0, seed, None)]

    def use(self, run: Path) -> None:
        """Put the adapter that a run published on the base."""
        weights = run / "result" / "adapter" / "adapter_model.safetensors"
        self.model.load_adapter_state("policy", load_file(weights))

    def answers(
        self, problems: Sequence[StarterProblem], samples: int, seed: int, adapter: str | None
    ) -> list[Answers]:
        """Solve each problem greedily and a few times at the recipe's evaluation temperature."""
        warm = self.recipe.evaluation_temperature
        greedy = self._written(problems, 1, 0.0, seed, adapter)
        sampled = self._written(problems, samples, warm, seed, adapter)
        return [Answers(one[0], tuple(more)) for one, more in zip(greedy, sampled, strict=True)]

    def _written(
        self,
        problems: Sequence[StarterProblem],
        samples: int,
        temperature: float,
        seed: int,
        adapter: str | None,
    ) -> list[list[str]]:
        drawer = torch.Generator(self.model.device).manual_seed(seed)
        at_a_time, limit = max(1, ROWS // samples), self.recipe.max_tokens
        texts: list[list[str]] = []
        for start in range(0, len(problems), at_a_time):
            chosen = problems[start : start + at_a_time]
            prompts = [self.codec.prompt_ids(problem.record) for problem in chosen]
            asked = [prompt for prompt in prompts for _ in range(samples)]
            found = sample_responses(
                self.model, self.codec, asked, limit, drawer, temperature, adapter
            )
            texts += [
                [one.text for one in found[row * samples : (row + 1) * samples]]
                for row in range(len(chosen))
            ]
        return texts


def outcome(expert: StarterExpert, problem: StarterProblem, answers: Answers) -> Outcome:
    """Judge what was written for a problem."""
    reference = problem.record.reference_answer
    verdicts = expert.verdicts(problem, answers.greedy)
    right = bool(answer_agrees(answers.greedy, reference))
    right_steps = verdicts.count(Verdict.CORRECT)
    return Outcome(
        problem.record.id,
        problem.family,
        right,
        right and bool(verdicts) and right_steps == len(verdicts),
        len(verdicts),
        right_steps,
        tuple(bool(answer_agrees(text, reference)) for text in answers.sampled),
    )


def majority(texts: Sequence[str]) -> str:
    """Return the first response whose answer most responses agree with."""
    answers = [extract_answer(text) for text in texts]
    votes = [
        sum(
            other is not None and one is not None and answers_agree(one, other) for other in answers
        )
        for one in answers
    ]
    return texts[votes.index(max(votes))]


def best_by(texts: Sequence[str], score: Callable[[str], float]) -> str:
    """Return the first response with the highest score."""
    return max(texts, key=score)


def reward_scorer(run: Path) -> Callable[[Problem, str], float]:
    """Return how a run's reward model rates a solution: by its worst step, as PPO does."""
    found = load_reward_model(run, print)

    @cache
    def worst(problem: Problem, text: str) -> float:
        scores = step_scores(found.model, found.head, found.codec, problem, text)
        return min(scores, default=0.0)

    return worst
