"""The peer's side of the comparison of reward training; runs in the peer's environment.

``trl_reward.py SETTING``: every ranking of K responses becomes C(K, 2) pairs, as its trainer wants.
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
from setting import Setting, pairs_of, peak_memory_mb, prompts, rankings, report
from transformers import AutoModelForSequenceClassification, AutoTokenizer, TrainerCallback
from trl import RewardConfig, RewardTrainer

LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


class Clock(TrainerCallback):
    """How long the training itself took."""

    started = seconds = 0.0

    def on_train_begin(self, args, state, control, **kwargs):
        self.started = time.monotonic()

    def on_train_end(self, args, state, control, **kwargs):
        self.seconds = time.monotonic() - self.started


def pair_rows(setting: Setting) -> Dataset:
    """Every better response beside every worse one, as token ids."""
    rows = {"chosen_ids": [], "rejected_ids": []}
    for prompt, ranked in zip(prompts(setting), rankings(setting), strict=True):
        for better, worse in pairs_of(len(ranked)):
            rows["chosen_ids"].append(prompt + ranked[better])
            rows["rejected_ids"].append(prompt + ranked[worse])
    return Dataset.from_dict(rows)


def main() -> None:
    setting = Setting.read(sys.argv[1])
    torch.set_num_threads(setting.threads)
    before = peak_memory_mb()
    clock = Clock()
    torch.manual_seed(setting.seed)
    trainer = RewardTrainer(
        model=AutoModelForSequenceClassification.from_pretrained(
            setting.model, num_labels=1, dtype=torch.float32
        ),
        args=RewardConfig(
            output_dir=str(Path(setting.model) / "peer"),
            per_device_train_batch_size=setting.k * (setting.k - 1) // 2,
            num_train_epochs=1,
            learning_rate=setting.learning_rate,
            max_length=None,
            save_strategy="no",
            logging_strategy="no",
            report_to=[],
            disable_tqdm=True,
            gradient_checkpointing=False,
            bf16=False,
            seed=setting.seed,
        ),
        processing_class=AutoTokenizer.from_pretrained(setting.model),
        train_dataset=pair_rows(setting),
        peft_config=LoraConfig(
            r=setting.lora_rank,
            lora_alpha=setting.lora_alpha,
            target_modules=LINEAR,
            task_type="SEQ_CLS",
        ),
        callbacks=[clock],
    )
    trainer.train()
    report(seconds=clock.seconds, peak_mb=peak_memory_mb(), imports_mb=before)


if __name__ == "__main__":
    main()
