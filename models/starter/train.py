"""Train the starter model from scratch on the CPU, on a wall-clock budget that can be cut.

Hidden matrices are updated by Muon, embeddings and norms by AdamW. The schedule is
warmup, stable, decay over the budget of minutes; a checkpoint holds everything that is needed
to go on, with a new budget if wanted. Attention is the plain one: at these short lengths it was
measured faster on a CPU, forward and backward, than the fused kernel.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from data import Batch, load_tokenizer, step_batches
from evaluate import greedy_report
from transformers import LlamaConfig, LlamaForCausalLM

LOG_EVERY = 25


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a training run can be told; ``minutes`` is the whole wall-clock budget."""

    folder: Path
    tokenizer: Path
    minutes: float
    threads: int = 1
    examples: int = 32
    micro: int = 8
    peak: float = 2e-3
    warmup: float = 0.015
    decay: float = 0.5
    seed: int = 5
    compile: bool = False
    save_every: float = 240.0
    test_every: float = 600.0


@dataclass(slots=True)
class Progress:
    """How far a run is: optimizer steps, weighted tokens seen and seconds spent."""

    steps: int = 0
    tokens: int = 0
    seconds: float = 0.0


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


def rate(settings: Settings, seconds: float) -> float:
    """Share of the peak learning rate after so many seconds: warmup, stable, linear decay."""
    done = seconds / (settings.minutes * 60)
    if done < settings.warmup:
        return max(0.02, done / settings.warmup)
    return max(0.0, min(1.0, (1 - done) / settings.decay))


def batch_loss(model: Any, batch: Batch) -> torch.Tensor:
    """Sum of weighted cross-entropies over a micro-batch (B, T)."""
    with torch.autocast("cpu", torch.bfloat16):
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
    state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"])
    for optimizer, saved in zip(optimizers, state["optimizers"], strict=True):
        optimizer.load_state_dict(saved)
    return Progress(*state["progress"])


class Run:
    """One training run: its model, its data, its clock and its log."""

    def __init__(self, settings: Settings) -> None:
        torch.set_num_threads(settings.threads)
        torch.manual_seed(settings.seed)
        settings.folder.mkdir(parents=True, exist_ok=True)
        self._settings = settings
        self._tokenizer = load_tokenizer(settings.tokenizer)
        self._model = make_model(self._tokenizer.get_vocab_size())
        self._optimizers = make_optimizers(self._model, settings.peak)
        self._checkpoint = settings.folder / "checkpoint.pt"
        self._progress = load_checkpoint(self._checkpoint, self._model, self._optimizers)
        for optimizer in self._optimizers:
            for group in optimizer.param_groups:
                group["peak"] = settings.peak
        self._random = random.Random(settings.seed * 1_000_003 + self._progress.steps)
        self._forward: Any = self._model
        if settings.compile:
            self._forward = torch.compile(self._model, dynamic=True)

    def train(self) -> None:
        """Go on until the budget is spent or a file named ``stop`` appears in the folder."""
        progress, settings = self._progress, self._settings
        saved = tested = progress.seconds
        shown = Progress(progress.steps, progress.tokens, progress.seconds)
        while not self._finished():
            loss = self._timed_step()
            if progress.steps % LOG_EVERY == 0:
                self._log_speed(loss, shown)
                shown = Progress(progress.steps, progress.tokens, progress.seconds)
            if progress.seconds - saved > settings.save_every:
                saved = progress.seconds
                self._save()
            if progress.seconds - tested > settings.test_every:
                tested = progress.seconds
                self._test()
        self._save()
        self._test()

    def _finished(self) -> bool:
        spent = self._progress.seconds >= self._settings.minutes * 60
        return spent or (self._settings.folder / "stop").exists()

    def _timed_step(self) -> float:
        start, settings = time.monotonic(), self._settings
        batches = step_batches(self._tokenizer, self._random, settings.examples, settings.micro)
        factor = rate(settings, self._progress.seconds)
        loss = train_step(self._forward, self._optimizers, batches, factor)
        self._progress.steps += 1
        self._progress.tokens += sum(int((batch.weights > 0).sum()) for batch in batches)
        self._progress.seconds += time.monotonic() - start
        return loss

    def _log_speed(self, loss: float, shown: Progress) -> None:
        now = self._progress
        speed = (now.tokens - shown.tokens) / (now.seconds - shown.seconds)
        self._log(
            f"step {now.steps} min {now.seconds / 60:.1f} loss {loss:.4f} "
            f"tokens {now.tokens / 1e6:.2f}M {speed:.0f} tok/s "
            f"rate {rate(self._settings, now.seconds):.3f}"
        )

    def _save(self) -> None:
        save_checkpoint(self._checkpoint, self._model, self._optimizers, self._progress)

    def _test(self) -> None:
        start = time.monotonic()
        self._model.train(False)
        scores = greedy_report(self._model, self._tokenizer, per_family=8, seed=77)
        self._model.train(True)
        self._progress.seconds += time.monotonic() - start
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
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--compile", action="store_true")
    given = parser.parse_args()
    Run(Settings(**vars(given))).train()


if __name__ == "__main__":
    main()
