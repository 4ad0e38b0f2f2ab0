"""An engine without a model, for tests of what lies around an engine; real tests stand beside.

It writes a fixed two-step answer, a word at a time, different for each seed and always the same
for one seed. ``fake:slow`` waits between words, so that a test can stop it in the middle.
"""

from __future__ import annotations

import time

from workbench.domain.records import FinishReason
from workbench.domain.sampling import (
    Capabilities,
    GenerationRequest,
    ModelSpec,
    SequenceResult,
    TokenDelta,
)
from workbench.engines.base import Cancelled, Engine, Sink

SCHEME = "fake:"
SLOW_SECONDS = 0.02


class FakeEngine(Engine):
    """Deterministic words at once, or slowly."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def load(self, spec: ModelSpec) -> Capabilities:
        """Take any path; ``fake:slow`` paces the words."""
        self._seconds = SLOW_SECONDS if spec.path == f"{SCHEME}slow" else 0.0
        return Capabilities(
            model_id=spec.model_id,
            name="fake",
            architecture="fake",
            context_length=spec.context_length,
            vocabulary_size=1,
            parameters=0,
            device="CPU",
            threads=1,
            prompt_frame="chat template",
        )

    def generate(self, request: GenerationRequest, sink: Sink, cancelled: Cancelled) -> None:
        """Write every sequence in turn, word by word."""
        for number, seed in enumerate(request.seeds):
            self._write(request, number, seed, sink, cancelled)

    def set_adapter(self, path: str | None, base_sha256: str) -> None:
        """Accept any adapter."""

    def unload(self) -> None:
        """Nothing to free."""

    def _write(
        self, request: GenerationRequest, number: int, seed: int, sink: Sink, cancelled: Cancelled
    ) -> None:
        words = answer_words(seed)[: request.settings.max_tokens]
        written: list[str] = []
        reason = FinishReason.STOP
        for word in words:
            if cancelled():
                reason = FinishReason.CANCELLED
                break
            time.sleep(self._seconds)
            self.decodes += 1
            written.append(word)
            sink.delta(TokenDelta(request.request_id, number, word, 1.0))
        count = len(written)
        sink.result(
            SequenceResult(
                request_id=request.request_id,
                sequence=number,
                text="".join(written),
                token_ids=tuple(range(count)),
                logprobs=(-1.0,) * count,
                finish_reason=reason,
                seed=seed,
                prompt_tokens=1,
                reused_tokens=0,
                seconds=self._seconds * count,
                tokens_per_second=1.0,
            )
        )


def answer_words(seed: int) -> list[str]:
    """Return the words of the answer to one seed; joined they are a numbered solution."""
    value = seed % 10
    text = f"1. Begin with ${value}$.\n2. Add one: ${value} + 1 = {value + 1}$.\n"
    text += f"**Answer: ${value + 1}$**"
    return [word + " " for word in text.split(" ")[:-1]] + text.split(" ")[-1:]
