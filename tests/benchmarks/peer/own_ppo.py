"""Our side of ``stepmark bench ppo``: the same work as the peer's, by the trainer that ships."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import torch

from tests.benchmarks.peer.setting import Setting, median_span, peak_memory_mb, prompts, report
from workbench.domain.recipes import Recipe
from workbench.domain.records import Problem
from workbench.training import ppo as trainer
from workbench.training.data import Codec
from workbench.training.modeling import AdaptedModel, StepHead, load_base


class TokenCodec(Codec):
    """Takes prompts that are token ids already, and lets nothing end a response early."""

    def prompt_ids(self, problem: Problem) -> list[int]:
        """Return the ids that the problem's statement lists."""
        return [int(word) for word in problem.statement.split()]

    def ended(self, ids: object) -> bool:
        """Every response is as long as the setting says."""
        return False


def make_trainer(setting: Setting) -> trainer.Ppo:
    """Return our trainer, rewarded by one score of a frozen reward model at the last token."""
    recipe = Recipe(
        seed=setting.seed,
        threads=setting.threads,
        precision="float32",
        lora_rank=setting.lora_rank,
        lora_alpha=setting.lora_alpha,
        reward="steps",
        unfinished_penalty=0.0,
        updates=setting.updates,
        prompts=setting.batch,
        samples=1,
        max_tokens=setting.response_tokens,
        learning_rate=setting.learning_rate,
        warmup_updates=0,
        epochs=setting.epochs,
        minibatch=setting.minibatch,
        microbatch=4,
        clip=setting.clip,
        value_clip=setting.clip,
        gamma=setting.gamma,
        actor_lambda=setting.lam,
        critic_lambda=setting.lam,
        kl_coefficient=setting.kl_coefficient,
    )
    device = torch.device("cpu")
    base, tokenizer = load_base(Path(setting.model), device)
    model = AdaptedModel(base, recipe, device)
    problems = [
        Problem(f"p{number}", " ".join(map(str, ids)))
        for number, ids in enumerate(prompts(setting))
    ]
    codec = TokenCodec(tokenizer, "bare", frozenset({tokenizer.eos_token_id}))
    return trainer.Ppo(model, codec, StepHead(model.hidden_size), problems, recipe)


def main() -> None:
    """Run as many updates as told; print what was measured."""
    setting = Setting.read(sys.argv[1])
    torch.set_num_threads(setting.threads)
    before = peak_memory_mb()
    ppo = make_trainer(setting)
    ends, cpu_ends, rollouts = [], [], []
    for _ in range(setting.updates):
        metrics = ppo.step()
        ends.append(time.monotonic())
        cpu_ends.append(time.process_time())
        tokens = setting.batch * setting.response_tokens
        rollouts.append(tokens / metrics["rollout_tokens_per_second"])
    report(
        seconds=median_span(ends),
        cpu_seconds=median_span(cpu_ends),
        rollout_seconds=sorted(rollouts[1:])[len(rollouts[1:]) // 2],
        peak_mb=peak_memory_mb(),
        imports_mb=before,
    )


if __name__ == "__main__":
    main()
