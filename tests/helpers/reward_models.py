"""A tiny reward model, really trained on sums, in the folder of a run that a project knows."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tests.helpers.small_run import lay_run, small_recipe, sums_feedback
from workbench.domain.records import Run, RunState
from workbench.jobs.run_folder import RunFolder
from workbench.service.library import Library
from workbench.service.project import Project

SUMS = 160


def train_reward_model(folder: Path, base: Path, sums: int = SUMS, **changes: Any) -> RunFolder:
    """Fit head and adapter to marked sums and save them as a run does, with its report.

    ``changes`` are of the recipe, such as the kind of reward model.
    Every first step is right and every third second one is wrong, so that even a random base
    tells held-out steps apart better than chance.
    """
    import torch

    from workbench.training.base import prompt_style
    from workbench.training.data import Codec, split_by_problem, step_examples
    from workbench.training.modeling import AdaptedModel, end_tokens, load_base
    from workbench.training.process_reward import train_step_reward
    from workbench.training.reward_model import new_head, save_reward_model
    from workbench.training.reward_report import evaluate_reward

    torch.set_num_threads(1)
    torch.manual_seed(0)
    recipe, feedback, cpu = small_recipe(**changes), sums_feedback(sums), torch.device("cpu")
    run = lay_run(folder, base, recipe, feedback)
    loaded, tokenizer = load_base(base, cpu)
    model = AdaptedModel(loaded, recipe, cpu)
    codec = Codec(tokenizer, prompt_style(base), end_tokens(loaded, tokenizer))
    head = new_head(recipe, model, codec)
    heldout = frozenset(p.id for p in feedback.problems if p.split.value == "heldout")
    examples = step_examples(codec, feedback, recipe.neutral)
    training, validation = split_by_problem(examples, heldout, 0.0, recipe.seed)
    train_step_reward(model, head, training, recipe, codec.pad_id, lambda _: None)
    report = evaluate_reward(model, head, training, validation, recipe, codec.pad_id)
    save_reward_model(run, model, head, report.to_mapping())
    return run


def adopt_reward_model(project: Project, trained: RunFolder, run_id: str = "run-1") -> Path:
    """Give a project a finished run with a copy of a reward model; return the run's folder."""
    from workbench.jobs.run_folder import read_json, write_json

    folder = project.path.parent / run_id
    shutil.copytree(trained.path / "reward_model", folder / "reward_model")
    card = read_json(folder / "reward_model" / "card.json") or {}
    write_json(folder / "reward_model" / "card.json", {**card, "run_id": run_id})
    Library(project).add_run(Run(run_id, str(folder), RunState.DONE, "tiny"))
    return folder
