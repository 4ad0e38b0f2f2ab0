"""Train the starter model from scratch on a CPU or a GPU, by a schedule of steps and one seed.

Hidden matrices are updated by Muon, embeddings and norms by AdamW. The schedule is warmup, stable,
linear decay over the number of steps. The data of a step is drawn by its number, and a checkpoint
holds everything that is needed to go on, so that a resumed run equals one that was never cut.
Attention is the plain one: at these short lengths it was measured faster on a CPU, forward and
backward, than the fused kernel.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import time
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
import transformers
from transformers import LlamaConfig, LlamaForCausalLM

from .data import Batch, load_tokenizer, step_batches
from .evaluate import greedy_report

LOG_EVERY = 25
PLACES = ("folder", "tokenizer")
"""Settings that say where, not what: they are left out of the log."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a training run can be told; shares of the schedule are of ``steps``."""

    folder: Path
    tokenizer: Path
    steps: int = 3200
    threads: int = 1
    examples: int = 32
    micro: int = 8
    peak: float = 2e-3
    warmup: float = 0.015
    decay: float = 0.5
    seed: int = 5
    device: str = "auto"
    compile: bool = False
    save_every: int = 200
    test_every: int = 500


@dataclass(slots=True)
class Progress:
    """How far a run is: optimizer steps, weighted tokens seen and seconds spent."""

    steps: int = 0
    tokens: int = 0
    seconds: float = 0.0


def choose_device(wanted: str) -> torch.device:
    """Take the device that was named, or a CUDA device where there is one, else the CPU."""
    if wanted != "auto":
        return torch.device(wanted)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def make_model(vocabulary: int) -> LlamaForCausalLM:
    """Build the untrained model: about five million parameters, tied embeddings."""
    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=256,
        intermediate_size=688,
        num_hidden_layers=6,
        num_attention_heads=4,
        num_key_value_heads=4,
        head_dim=64,
        max_position_embeddings=2048,
        rms_norm_eps=1e-5,
        tie_word_embeddings=True,
        pad_token_id=0,
        bos_token_id=None,
        eos_token_id=3,
    )
    model = LlamaForCausalLM(config)
    model.set_attn_implementation("eager")
    return model


def make_optimizers(model: LlamaForCausalLM, peak: float) -> list[torch.optim.Optimizer]:
    """Give Muon the hidden matrices and AdamW the rest."""
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embed" not in n]
    others = [p for n, p in model.named_parameters() if p.ndim != 2 or "embed" in n]
    return [
        torch.optim.Muon(
            matrices, lr=peak, weight_decay=0.05, momentum=0.95, adjust_lr_fn="match_rms_adamw"
        ),
        torch.optim.AdamW(others, lr=peak, betas=(0.9, 0.98), weight_decay=0.0),
    ]


def rate(settings: Settings, step: int) -> float:
    """Share of the peak learning rate at a step, counted from 0: warmup, stable, linear decay."""
    done = step / settings.steps
    if done < settings.warmup:
        return max(0.02, done / settings.warmup)
    return min(1.0, (1 - done) / settings.decay)


def batch_loss(model: Any, batch: Batch) -> torch.Tensor:
    """Sum of weighted cross-entropies over a micro-batch (B, T)."""
    with torch.autocast(batch.ids.device.type, torch.bfloat16):
        logits = model(input_ids=batch.ids, use_cache=False).logits  # (B, T, V)
    losses = F.cross_entropy(
        logits[:, :-1].float().flatten(0, 1), batch.ids[:, 1:].flatten(), reduction="none"
    )
    return torch.dot(losses, batch.weights[:, 1:].flatten())


def train_step(
    model: Any, optimizers: list[torch.optim.Optimizer], batches: list[Batch], rate_now: float
) -> float:
    """One optimizer step over its micro-batches; returns the mean weighted loss."""
    total = sum(float(batch.weights[:, 1:].sum()) for batch in batches)
    summed = 0.0
    for batch in batches:
        loss = batch_loss(model, batch) / total
        loss.backward()  # type: ignore[no-untyped-call]
        summed += float(loss.detach())
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * rate_now
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return summed


def save_checkpoint(
    path: Path,
    model: LlamaForCausalLM,
    optimizers: list[torch.optim.Optimizer],
    progress: Progress,
) -> None:
    """Write a checkpoint that replaces the last one only when it is whole."""
    state = {
        "model": model.state_dict(),
        "optimizers": [optimizer.state_dict() for optimizer in optimizers],
        "progress": (progress.steps, progress.tokens, progress.seconds),
    }
    part = path.with_suffix(".part")
    torch.save(state, part)
    with part.open("rb") as handle:
        os.fsync(handle.fileno())
    part.replace(path)


def load_checkpoint(
    path: Path, model: LlamaForCausalLM, optimizers: list[torch.optim.Optimizer]
) -> Progress:
    """Go on from a checkpoint, or from nothing when there is none."""
    if not path.exists():
        return Progress()
    state = torch.load(path, weights_only=True, map_location=model.device)
    model.load_state_dict(state["model"])
    for optimizer, saved in zip(optimizers, state["optimizers"], strict=True):
        optimizer.load_state_dict(saved)
    return Progress(*state["progress"])


def finished(settings: Settings) -> bool:
    """Say whether a run of these settings has ended by doing all its steps."""
    log = settings.folder / "train.log"
    return log.exists() and f"# ended at step {settings.steps} " in log.read_text()


class Run:
    """One training run: its model, its data, its clock and its log."""

    def __init__(self, settings: Settings) -> None:
        torch.set_num_threads(settings.threads)
        torch.manual_seed(settings.seed)
        settings.folder.mkdir(parents=True, exist_ok=True)
        self._settings = settings
        self._device = choose_device(settings.device)
        self._tokenizer = load_tokenizer(settings.tokenizer)
        # Weights are drawn on the CPU, so that every device starts from the same ones.
        self._model = make_model(self._tokenizer.get_vocab_size()).to(self._device)
        self._optimizers = make_optimizers(self._model, settings.peak)
        self._checkpoint = settings.folder / "checkpoint.pt"
        self._progress = load_checkpoint(self._checkpoint, self._model, self._optimizers)
        for optimizer in self._optimizers:
            for group in optimizer.param_groups:
                group["peak"] = settings.peak
        self._forward: Any = self._model
        if settings.compile:
            self._forward = torch.compile(self._model, dynamic=True)
        self._log_beginning()

    def train(self) -> None:
        """Go on until all steps are done or a file named ``stop`` appears in the folder."""
        progress, settings = self._progress, self._settings
        shown = Progress(progress.steps, progress.tokens, progress.seconds)
        while not self._finished():
            loss = self._timed_step()
            if progress.steps % LOG_EVERY == 0:
                self._log_speed(loss, shown)
                shown = Progress(progress.steps, progress.tokens, progress.seconds)
            if progress.steps % settings.save_every == 0:
                self._save()
            if progress.steps % settings.test_every == 0:
                self._test()
        self._save()
        self._log(f"# ended at step {progress.steps} after {progress.seconds / 60:.1f} minutes")

    def _finished(self) -> bool:
        done = self._progress.steps >= self._settings.steps
        return done or (self._settings.folder / "stop").exists()

    def _timed_step(self) -> float:
        start, settings, step = time.monotonic(), self._settings, self._progress.steps
        rng = random.Random(f"{settings.seed} {step}")
        drawn = step_batches(self._tokenizer, rng, settings.examples, settings.micro)
        batches = [batch.to(self._device) for batch in drawn]
        loss = train_step(self._forward, self._optimizers, batches, rate(settings, step))
        self._progress.steps += 1
        self._progress.tokens += sum(int((batch.weights > 0).sum()) for batch in drawn)
        self._progress.seconds += time.monotonic() - start
        return loss

    def _log_beginning(self) -> None:
        if self._progress.steps:
            self._log(f"# resumed at step {self._progress.steps}")
            return
        names = [field.name for field in fields(Settings) if field.name not in PLACES]
        told = " ".join(f"{name}={getattr(self._settings, name)}" for name in names)
        size = sum(parameter.numel() for parameter in self._model.parameters())
        self._log(f"# {told}")
        self._log(
            f"# python {platform.python_version()} torch {torch.__version__} transformers "
            f"{transformers.__version__} on {self._device}, {size} parameters"
        )

    def _log_speed(self, loss: float, shown: Progress) -> None:
        now = self._progress
        speed = (now.tokens - shown.tokens) / (now.seconds - shown.seconds)
        self._log(
            f"step {now.steps} min {now.seconds / 60:.1f} loss {loss:.4f} "
            f"tokens {now.tokens / 1e6:.2f}M {speed:.0f} tok/s "
            f"rate {rate(self._settings, now.steps):.3f}"
        )

    def _save(self) -> None:
        save_checkpoint(self._checkpoint, self._model, self._optimizers, self._progress)

    def _test(self) -> None:
        self._model.train(False)
        scores = greedy_report(self._model, self._tokenizer, per_family=8, seed=77)
        self._model.train(True)
        self._log("  held-out " + " ".join(f"{k}={v:.2f}" for k, v in scores.items()))

    def _log(self, line: str) -> None:
        print(line, flush=True)
        with (self._settings.folder / "train.log").open("a") as handle:
            handle.write(line + "\n")


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, default=Path(__file__).parent)
    parser.add_argument("--steps", type=int, default=3200)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--compile", action="store_true")
    given = parser.parse_args()
    Run(Settings(**vars(given))).train()


if __name__ == "__main__":
    main()
