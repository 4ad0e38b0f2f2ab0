"""Our side of the comparison of reward training: K forwards a ranking, all its pairs at once."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import torch

from tests.benchmarks.peer.setting import (
    Setting,
    pairs_of,
    peak_memory_mb,
    prompts,
    rankings,
    report,
)
from workbench.domain.recipes import Recipe
from workbench.training.modeling import AdaptedModel, StepHead, load_base
from workbench.training.pairs import PreferenceGroup
from workbench.training.preference_reward import ADAPTER, train_preference_reward


def group(number: int, prompt: list[int], ranked: list[list[int]]) -> PreferenceGroup:
    """Return one ranking as the pairs that it implies."""
    pairs = pairs_of(len(ranked))
    return PreferenceGroup(
        problem_id=f"p{number}",
        prompt=tuple(prompt),
        responses=tuple(tuple(response) for response in ranked),
        better=tuple(better for better, _ in pairs),
        worse=tuple(worse for _, worse in pairs),
        margins=(0.0,) * len(pairs),
        targets=(1.0,) * len(pairs),
        compared=0,
        rankings=(tuple(range(len(ranked))),),
    )


def main() -> None:
    """Train one epoch without a head stage, which the peer has not; print what was measured."""
    setting = Setting.read(sys.argv[1])
    torch.set_num_threads(setting.threads)
    before = peak_memory_mb()
    recipe = Recipe(
        seed=setting.seed,
        threads=setting.threads,
        precision="float32",
        lora_rank=setting.lora_rank,
        lora_alpha=setting.lora_alpha,
        preference_head_steps=0,
        preference_epochs=1,
        preference_batch=1,
        microbatch=setting.k,
        reward_learning_rate=setting.learning_rate,
    )
    device = torch.device("cpu")
    base, _ = load_base(Path(setting.model), device)
    model = AdaptedModel(base, recipe, device)
    head = StepHead(model.hidden_size)
    both = zip(prompts(setting), rankings(setting), strict=True)
    groups = [group(number, *row) for number, row in enumerate(both)]
    model.add_adapter(ADAPTER)
    started = time.monotonic()
    train_preference_reward(model, head, groups, recipe, 0, lambda _record: None)
    report(seconds=time.monotonic() - started, peak_mb=peak_memory_mb(), imports_mb=before)


if __name__ == "__main__":
    main()
