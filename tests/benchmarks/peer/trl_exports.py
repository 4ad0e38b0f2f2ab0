"""The peer's side of the check of exports; runs in the peer's environment.

``trl_exports.py prm|reward MODEL DATA``: load an export by ``datasets`` and train two steps on it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", HF_DATASETS_OFFLINE="1")
os.environ.update(TRL_EXPERIMENTAL_SILENCE="1", TOKENIZERS_PARALLELISM="false")

import torch
from datasets import load_dataset
from transformers import (
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    AutoTokenizer,
)

STEPS = 2


def main() -> None:
    kind, model, data = sys.argv[1:4]
    torch.manual_seed(0)
    path = Path(data)
    rows = (
        load_dataset(str(path), split="train")
        if path.is_dir()
        else load_dataset("json", data_files=str(path), split="train")
    )
    trainer = {"prm": prm_trainer, "reward": reward_trainer}[kind](model, rows)
    done = trainer.train()
    print(
        f"{len(rows)} rows of {path.name}: {done.global_step} steps, loss {done.training_loss:.4f}"
    )
    if done.global_step != STEPS or not done.training_loss > 0:
        sys.exit("the trainer did not train")


def settings(model: str) -> dict[str, object]:
    return {
        "output_dir": str(Path(model) / "out"),
        "max_steps": STEPS,
        "per_device_train_batch_size": 2,
        "save_strategy": "no",
        "report_to": [],
        "disable_tqdm": True,
        "bf16": False,
        "use_cpu": True,
    }


def prm_trainer(model: str, rows):
    from trl.experimental.prm import PRMConfig, PRMTrainer

    return PRMTrainer(
        model=AutoModelForTokenClassification.from_pretrained(model, num_labels=2),
        args=PRMConfig(**settings(model)),
        processing_class=AutoTokenizer.from_pretrained(model),
        train_dataset=rows,
    )


def reward_trainer(model: str, rows):
    from trl import RewardConfig, RewardTrainer

    return RewardTrainer(
        model=AutoModelForSequenceClassification.from_pretrained(model, num_labels=1),
        args=RewardConfig(**settings(model)),
        processing_class=AutoTokenizer.from_pretrained(model),
        train_dataset=rows,
    )


if __name__ == "__main__":
    main()
