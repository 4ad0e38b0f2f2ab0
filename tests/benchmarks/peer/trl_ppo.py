"""The peer's side of ``stepmark bench ppo``; runs in the peer's environment, without our package.

``trl_ppo.py SETTING [FROZEN]``: trains as told and prints what it measured. With FROZEN it also
writes the tensors of its first update there: what went into its advantages and losses, and what
came out.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TRANSFORMERS_OFFLINE="1")
os.environ.update(TRL_EXPERIMENTAL_SILENCE="1", TOKENIZERS_PARALLELISM="false")
sys.path.insert(0, str(Path(__file__).parent))

import torch
from datasets import Dataset
from peft import LoraConfig
from safetensors.torch import save_file
from setting import Setting, median_span, peak_memory_mb, prompts, report
from transformers import (
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    TrainerCallback,
)
from trl.experimental.ppo import PPOConfig, PPOTrainer, ppo_trainer

LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


class Clock(TrainerCallback):
    """When each update ended, by the clock and by the processor."""

    def __init__(self) -> None:
        self.ends = []
        self.cpu_ends = []
        self.rollout_seconds = []

    def on_step_end(self, args, state, control, **kwargs):
        self.ends.append(time.monotonic())
        self.cpu_ends.append(time.process_time())


class Recorder:
    """Keeps the locals of the trainer's first update, read where it calls its own helpers."""

    def __init__(self) -> None:
        self.found = {}
        self._whiten, self._mean = ppo_trainer.masked_whiten, ppo_trainer.masked_mean
        ppo_trainer.masked_whiten, ppo_trainer.masked_mean = self.whiten, self.mean

    def whiten(self, values, mask, shift_mean=True):
        whitened = self._whiten(values, mask, shift_mean)
        if "advantages" not in self.found:
            there = sys._getframe(1).f_locals
            names = ("logprobs", "ref_logprobs", "rewards", "values", "scores", "returns")
            self.found |= {name: there[name].clone() for name in names}
            self.found |= {"advantages": values.clone(), "whitened": whitened.clone()}
            if there["padding_mask"].any():
                raise SystemExit("a response holds the padding token; choose another seed")
        return whitened

    def mean(self, values, mask, axis=None):
        result = self._mean(values, mask, axis) if axis is not None else self._mean(values, mask)
        there = sys._getframe(1).f_locals
        if there.get("pg_loss_max") is values and "policy_loss" not in self.found:
            names = ("new_logprobs", "mb_logprobs", "mb_advantage", "vpred", "mb_values")
            self.found |= {name: there[name].detach().clone() for name in (*names, "mb_return")}
            self.found["value_loss"] = there["vf_loss"].detach().clone()
            self.found["policy_loss"] = result.detach().clone()
        return result


def make_trainer(setting: Setting, clock: Clock) -> PPOTrainer:
    tokenizer = AutoTokenizer.from_pretrained(setting.model)
    tokenizer.padding_side = "left"

    def scorer():
        torch.manual_seed(setting.seed)
        return AutoModelForSequenceClassification.from_pretrained(
            setting.model, num_labels=1, dtype=torch.float32
        )

    config = PPOConfig(
        output_dir=str(Path(setting.model) / "peer"),
        per_device_train_batch_size=setting.minibatch,
        gradient_accumulation_steps=setting.batch // setting.minibatch,
        num_mini_batches=setting.batch // setting.minibatch,
        local_rollout_forward_batch_size=setting.batch,
        total_episodes=setting.batch * setting.updates,
        num_ppo_epochs=setting.epochs,
        response_length=setting.response_tokens,
        temperature=1.0,
        kl_coef=setting.kl_coefficient,
        cliprange=setting.clip,
        cliprange_value=setting.clip,
        gamma=setting.gamma,
        lam=setting.lam,
        learning_rate=setting.learning_rate,
        num_sample_generations=0,
        save_strategy="no",
        logging_strategy="no",
        report_to=[],
        disable_tqdm=True,
        gradient_checkpointing=False,
        bf16=False,
        seed=setting.seed,
    )
    return PPOTrainer(
        args=config,
        processing_class=tokenizer,
        model=AutoModelForCausalLM.from_pretrained(setting.model, dtype=torch.float32),
        ref_model=None,
        reward_model=scorer(),
        value_model=scorer(),
        train_dataset=Dataset.from_dict({"input_ids": prompts(setting)}),
        peft_config=LoraConfig(
            r=setting.lora_rank,
            lora_alpha=setting.lora_alpha,
            target_modules=LINEAR,
            task_type="CAUSAL_LM",
        ),
        callbacks=[clock],
    )


def time_rollouts(clock: Clock) -> None:
    """Have the trainer's own generation timed."""
    plain = ppo_trainer.batch_generation

    def timed(*args, **kwargs):
        started = time.monotonic()
        result = plain(*args, **kwargs)
        clock.rollout_seconds.append(time.monotonic() - started)
        return result

    ppo_trainer.batch_generation = timed


def main() -> None:
    setting = Setting.read(sys.argv[1])
    torch.set_num_threads(setting.threads)
    before = peak_memory_mb()
    recorder = Recorder() if len(sys.argv) > 2 else None
    clock = Clock()
    time_rollouts(clock)
    trainer = make_trainer(setting, clock)
    trainer.train()
    if recorder is not None:
        save_file({k: v.contiguous() for k, v in recorder.found.items()}, sys.argv[2])
    report(
        seconds=median_span(clock.ends),
        cpu_seconds=median_span(clock.cpu_ends),
        rollout_seconds=sorted(clock.rollout_seconds)[len(clock.rollout_seconds) // 2],
        peak_mb=peak_memory_mb(),
        imports_mb=before,
    )


if __name__ == "__main__":
    main()
