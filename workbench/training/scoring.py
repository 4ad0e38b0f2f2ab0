"""A reward model in a process of its own: loaded once, then it scores the steps it is shown.

The parent asks over the private pipe. ``load`` names a run's folder or a reward model's own;
``score`` gives a problem and responses, each with its text and the places of its steps. Answers
are ``loaded``, ``scored`` (for each response the chance that each step is correct, calibrated on
held-out marks where there are enough, or null where it is too long), ``waiting`` (for the GPU) or
``failed`` with one sentence.
"""

from __future__ import annotations

import os
import queue
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.domain.sentences import sentence

os.environ.update(
    HF_HUB_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    TRANSFORMERS_OFFLINE="1",
    TOKENIZERS_PARALLELISM="false",
)

import psutil
import torch

from workbench.domain.errors import KnownError, TrainingError
from workbench.domain.records import Problem
from workbench.domain.suggestions import CalibrationMap, Scale
from workbench.jobs.child import ParentLink
from workbench.jobs.lease import LOADED_MODEL, Lease, LeaseHeldError, acquire
from workbench.training.base import checkpoint_folder
from workbench.training.data import Codec, step_end_tokens
from workbench.training.modeling import choose_device, use_threads
from workbench.training.reward_model import (
    EncodedSolution,
    RewardModel,
    load_reward_model,
    score_encoded,
)
from workbench.training.scoring_card import facts_of, find_card
from workbench.weights.hf_folder import model_tensors

TOKEN_BUDGET = 2048
"""Tokens in one forward pass: small, so that a request of what is shown never waits long."""
VALUE_BYTES, SPARE_BYTES = 4, 300 << 20
"""A base is held in fp32 on a CPU; beside it stand the adapter and one batch's states."""
NICE = 15
Send = Callable[[dict[str, Any]], None]


class Scorer:
    """Holds one reward model and answers for it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._reward: RewardModel | None = None
        self._curve: CalibrationMap | None = None
        self._lease: Lease | None = None

    def answer(self, message: dict[str, Any]) -> None:
        """Answer one message of the parent; a failure is told in a sentence, and work goes on."""
        try:
            if message["type"] == "load":
                self._load(Path(message["folder"]))
            else:
                self._send(self._scored(message))
        except KnownError as error:
            self._send({"type": "failed", "id": message.get("id"), "sentence": str(error)})
        except (MemoryError, torch.OutOfMemoryError):
            said = sentence("The reward model does not fit in memory; close other programs.")
            self._send({"type": "failed", "id": message.get("id"), "sentence": said})

    def _load(self, folder: Path) -> None:
        use_threads(1)
        if choose_device().type == "cuda":
            if not self._take_gpu():
                return
        else:
            require_memory(folder)
        reward = load_reward_model(folder, lambda sentence: None)
        facts = facts_of(folder, reward.card)
        calibrated = facts.scale is Scale.CALIBRATED
        self._curve = CalibrationMap.of(facts.bins) if calibrated else None
        self._reward = reward
        self._send({"type": "loaded", "reward_model": facts.id, "scale": facts.scale.value})

    def _take_gpu(self) -> bool:
        """Take a share of the GPU; say who has it alone where there is none."""
        try:
            self._lease = acquire(LOADED_MODEL, shared=True)
        except LeaseHeldError as error:
            self._send({"type": "waiting", "holder": error.holder})
        return self._lease is not None

    def _scored(self, message: dict[str, Any]) -> dict[str, Any]:
        assert self._reward is not None, "a reward model is loaded before anything is scored"
        rows = [encoded(self._reward.codec, message["problem"], r) for r in message["responses"]]
        scores = score_encoded(self._reward, rows, TOKEN_BUDGET, lambda done: None)
        return {
            "type": "scored",
            "id": message["id"],
            "scores": [None if s is None else [self._calibrated(p) for p in s] for s in scores],
        }

    def _calibrated(self, probability: float) -> float:
        return probability if self._curve is None else self._curve(probability)


def require_memory(folder: Path) -> None:
    """Raise TrainingError where loading a reward model would take more memory than is free.

    The system would otherwise end processes of its own choice, the window perhaps.
    """
    found = find_card(folder)
    if found is None:
        return  # loading says what is missing
    base = checkpoint_folder(Path(found[1]["base"]["path"]), lambda _: None)
    values = sum(tensor.values for tensor in model_tensors(base))
    needed, free = VALUE_BYTES * values + SPARE_BYTES, psutil.virtual_memory().available
    if needed > free:
        raise TrainingError(
            sentence(
                "The reward model takes about {needed:.1f} GB of memory, but {free:.1f} GB "
                "are free; unload a model or close other programs.",
                needed=needed / 1e9,
                free=free / 1e9,
            )
        )


def encoded(codec: Codec, statement: str, response: dict[str, Any]) -> EncodedSolution:
    """Encode a response as it was written, the last token of each step at the step's end.

    The same form as in training, so that scores mean what they meant there.
    """
    ids, ends = codec.encode(response["text"])
    spans = [(int(start), int(end)) for start, end in response["spans"]]
    prompt = codec.prompt_ids(Problem("", statement))
    return EncodedSolution(
        prompt, ids, step_end_tokens(response["text"], spans if ids else (), ends)
    )


def main() -> int:
    """Serve the parent until its end of the pipe closes."""
    link = ParentLink.from_standard_streams()
    messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    link.listen(messages.put)
    scorer = Scorer(link.send)
    while True:
        scorer.answer(messages.get())


if __name__ == "__main__":
    if os.name == "posix":
        os.nice(NICE)
    raise SystemExit(main())
