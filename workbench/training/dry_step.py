"""Learns before PPO begins whether its largest step fits into memory, by making that step.

The longest prompt with responses at the length limit goes forward, backward and through both
optimizers; then everything is put back, to the bit. Better a smaller micro-batch now than a run
that breaks off in the night. Not in it: the key-value cache of the rollouts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch

from workbench.domain.sentences import sentence
from workbench.training.less_memory import with_less_memory
from workbench.training.ppo import Ppo
from workbench.training.rollout import Sampled

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class DryStep:
    """What the largest step took: bytes beyond what was held before, and seconds."""

    microbatch: int
    bytes: int
    seconds: float


def dry_step(ppo: Ppo, notice: Callable[[str], None]) -> DryStep:
    """Make the largest step of a run and undo it, with ever smaller micro-batches until it fits.

    On a CPU, where the system kills instead of refusing, one response is tried first and the rest
    is reckoned from it. Raises TrainingError when even one response does not fit.
    """
    if ppo.model.device.type == "cpu":
        one = _tried(ppo, 1)
        fitting = int(psutil.virtual_memory().available // max(1, one.bytes))
        before = ppo.microbatch
        while ppo.microbatch > max(1, fitting):
            ppo.microbatch //= 2
        if ppo.microbatch < before:
            notice(
                sentence(
                    "The longest responses do not fit into memory {before} at a time; "
                    "training goes on with {microbatch} at a time.",
                    before=before,
                    microbatch=ppo.microbatch,
                )
            )
    found = with_less_memory(ppo.microbatch, lambda rows: _tried(ppo, rows), notice)
    ppo.microbatch = found.microbatch
    return found


def _tried(ppo: Ppo, rows: int) -> DryStep:
    """Make one step on ``rows`` of the longest responses, and undo it."""
    saved, microbatch = (ppo.tensors(), ppo.state_mapping()), ppo.microbatch
    started, held = time.monotonic(), _begin_peak(ppo.model.device)
    try:
        _step(ppo, rows)
        taken = _peak(ppo.model.device) - held
    except RuntimeError as error:
        # the CPU's allocator has no error of its own
        if "allocate memory" not in str(error) or isinstance(error, torch.OutOfMemoryError):
            raise
        raise torch.OutOfMemoryError(str(error)) from error
    finally:
        ppo.restore(*saved)
        ppo.microbatch = microbatch
        ppo.policy_optimizer.zero_grad()
        ppo.value_optimizer.zero_grad()
    return DryStep(rows, max(0, taken), time.monotonic() - started)


def _step(ppo: Ppo, rows: int) -> None:
    prompt = max((ppo.codec.prompt_ids(problem) for problem in ppo.problems), key=len)
    longest = Sampled(prompt, [prompt[-1]] * ppo.recipe.max_tokens, "", finished=False)
    batch = ppo.judges.batch_of([longest] * rows, range(rows))
    logprobs, entropies = ppo.model.response_logprobs(batch, "policy")
    loss = logprobs.mean() + entropies.mean()
    loss.backward()  # type: ignore[no-untyped-call]
    states = torch.zeros(*batch.responses.shape, ppo.model.hidden_size, device=ppo.model.device)
    ppo.value_head(states).mean().backward()
    ppo.policy_optimizer.step()
    ppo.value_optimizer.step()


def _begin_peak(device: torch.device) -> int:
    """Forget the highest use of memory so far; return the bytes in use now."""
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
        return int(torch.cuda.memory_allocated(device))
    if _CLEAR.exists():
        _CLEAR.write_text("5")
    return int(psutil.Process().memory_info().rss)


def _peak(device: torch.device) -> int:
    """Return the most bytes in use since; what is in use now where the system keeps no record."""
    if device.type == "cuda":
        return int(torch.cuda.max_memory_allocated(device))
    if _CLEAR.exists():
        line = next(one for one in _STATUS.read_text().split("\n") if one.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return int(psutil.Process().memory_info().rss)
