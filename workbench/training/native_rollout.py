"""Rollouts by the llama engine, in a process of its own, with the policy's adapter of the moment.

The engine reads the base as GGUF, perhaps quantised, and is the fastest sampler at hand; what it
draws is a little off the trainer's own chances, which PPO corrects by a truncated importance ratio
from the log-probabilities that come back with the tokens. Training may not import the engines, so
their process is reached as the window reaches it: by its role and its messages.
"""

from __future__ import annotations

import queue
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from workbench import paths
from workbench.domain.errors import TrainingError
from workbench.domain.records import FinishReason, Problem
from workbench.domain.refinement import initial_messages
from workbench.domain.sampling import GenerationRequest, ModelSpec, SamplingSettings
from workbench.domain.sentences import sentence
from workbench.jobs.attached import AttachedChild, ProcessOutcome, role_command
from workbench.training.data import Codec
from workbench.training.modeling import AdaptedModel
from workbench.training.rollout import Sampled
from workbench.weights.gguf_writer import cached_gguf
from workbench.weights.lora_gguf import write_lora_gguf

Message = dict[str, Any]
SILENCE_SECONDS = 600.0
"""The engine says something every half second while it lives; after this it is taken for dead."""
SEQUENCES = 16


class NativeSampler:
    """One engine process for a run; ``sample`` is PPO's sampler."""

    def __init__(
        self, model: AdaptedModel, codec: Codec, base: Path, base_folder: Path, limit: int
    ) -> None:
        self._model, self._codec, self._limit = model, codec, limit
        self._config = base_folder / "config.json"
        self._folder = tempfile.TemporaryDirectory(prefix="stepmark-rollout-")
        self._heard: queue.Queue[Message | ProcessOutcome] = queue.Queue()
        self._number = 0
        gguf = cached_gguf(base, paths.cache_dir()) if base.is_dir() else base
        self._child = AttachedChild(
            role_command("engine", "workbench.engines.worker"), self._heard.put, self._heard.put
        )
        longest = getattr(model.config, "max_position_embeddings", 2048)
        spec = ModelSpec(
            model_id="rollout",
            path=str(gguf),
            context_length=min(longest, 2048),
            max_sequences=SEQUENCES,
            gpu_layers=-1 if model.device.type == "cuda" else 0,
        )
        self._wait({self._send({"type": "load", "spec": asdict(spec)})})

    def sample(self, chosen: Sequence[Problem], seeds: Sequence[int]) -> list[Sampled]:
        """Sample one response per problem with the policy as it is now.

        Raises TrainingError when the engine fails, or reads a prompt otherwise than the trainer.
        """
        self._put_policy_on()
        waiting: set[int] = set()
        places: dict[str, list[int]] = {}
        for problem, rows in _by_problem(chosen):
            request = GenerationRequest(
                request_id=f"rollout-{self._number}",
                messages=initial_messages(problem),
                seeds=tuple(seeds[row] % 2**31 for row in rows),
                settings=SamplingSettings(1.0, 1.0, 0, 0.0, self._limit),
            )
            places[request.request_id] = rows
            waiting.add(self._send({"type": "generate", "request": asdict(request)}))
        results = {
            places[found["request_id"]][found["sequence"]]: found for found in self._wait(waiting)
        }
        return [self._sampled(problem, results[row]) for row, problem in enumerate(chosen)]

    def close(self) -> None:
        """End the process."""
        self._child.stop()
        self._folder.cleanup()

    def _put_policy_on(self) -> None:
        folder = Path(self._folder.name)
        self._model.save_policy(folder)
        adapter = folder / "policy.gguf"
        write_lora_gguf(folder / "policy", self._config, adapter)
        message = {"type": "set_adapter", "path": str(adapter), "base_sha256": ""}
        self._wait({self._send(message)})

    def _sampled(self, problem: Problem, found: Message) -> Sampled:
        prompt, ids = self._codec.prompt_ids(problem), list(found["token_ids"])
        if found["prompt_tokens"] != len(prompt):
            raise TrainingError(
                sentence(
                    "The llama engine reads a prompt as {theirs} tokens, the trainer as "
                    "{ours}; choose the recipe's rollout “trainer” for this model.",
                    theirs=found["prompt_tokens"],
                    ours=len(prompt),
                )
            )
        finished = found["finish_reason"] == FinishReason.STOP.value
        return Sampled(prompt, ids, self._codec.decode(ids), finished, tuple(found["logprobs"]))

    def _send(self, message: Message) -> int:
        self._number += 1
        self._child.send({**message, "id": self._number})
        return self._number

    def _wait(self, waiting: set[int]) -> list[Message]:
        """Return the results that come until all these calls are answered."""
        results = []
        while waiting:
            heard = self._next()
            if heard["type"] == "result":
                results.append(heard["result"])
            elif heard.get("id") in waiting:
                waiting.remove(heard["id"])
                if heard["type"] == "failed":
                    raise TrainingError(
                        sentence(
                            "The llama engine could not sample ({reason}); choose the "
                            "recipe's rollout “trainer”.",
                            reason=heard["reason"],
                        )
                    )
        return results

    def _next(self) -> Message:
        try:
            heard = self._heard.get(timeout=SILENCE_SECONDS)
        except queue.Empty:
            raise TrainingError(
                sentence(
                    "The llama engine fell silent; resume the run, or choose the recipe's "
                    "rollout “trainer”."
                )
            ) from None
        if isinstance(heard, ProcessOutcome):
            raise TrainingError(
                sentence(
                    "The llama engine ended ({reason}); resume the run, or choose the "
                    "recipe's rollout “trainer”.",
                    reason=heard.sentence,
                )
            )
        return heard


def _by_problem(chosen: Sequence[Problem]) -> list[tuple[Problem, list[int]]]:
    """Put the rows of one problem together: its prompt is then read once."""
    rows: dict[str, list[int]] = {}
    for row, problem in enumerate(chosen):
        rows.setdefault(problem.id, []).append(row)
    return [(chosen[found[0]], found) for found in rows.values()]
