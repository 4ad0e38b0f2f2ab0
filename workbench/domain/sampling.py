"""What is asked of an engine and what it answers: records shared by window, child and training."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.domain.records import FinishReason, Message

LLAMA, HF, REMOTE = "llama", "hf", "remote"


@dataclass(frozen=True, slots=True)
class SamplingSettings:
    """How tokens are drawn; ``temperature`` 0 is greedy, ``top_k`` 0 and ``top_p`` 1 are off."""

    temperature: float = 0.7
    top_p: float = 0.95
    top_k: int = 0
    min_p: float = 0.0
    max_tokens: int = 512


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """What to load: a base, with an optional adapter bound to the base's SHA-256.

    ``path`` is a GGUF file for the engine ``llama``, a folder of safetensors for ``hf``, the
    address of an OpenAI-compatible server for ``remote``. ``gpu_layers`` -1 means as many as the
    free memory takes. ``quantization`` is ``""`` or ``4bit`` (``hf`` only). ``api_key`` travels on
    the private pipe alone and never shows in a representation.
    """

    model_id: str
    path: str
    context_length: int = 2048
    max_sequences: int = 8
    gpu_layers: int = -1
    threads: int = 0
    adapter_path: str | None = None
    base_sha256: str = ""
    engine: str = LLAMA
    quantization: str = ""
    remote_model: str = ""
    api_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the loaded model can do and where it runs.

    ``prompt_frame`` is ``chat template`` where the GGUF's own template is used, and
    ``few-shot frame`` for a base model without one. ``device`` is ``CPU``, the GPU's name or the
    server's host. ``offloaded_layers`` of ``layers`` are on the GPU. ``gives_logprobs`` and
    ``takes_prefix`` (a response can be continued word for word) hold for local engines.
    """

    model_id: str
    name: str
    architecture: str
    context_length: int
    vocabulary_size: int
    parameters: int
    device: str
    threads: int
    prompt_frame: str
    warning: str = ""
    engine: str = LLAMA
    layers: int = 0
    offloaded_layers: int = 0
    memory_bytes: int = 0
    gives_logprobs: bool = True
    takes_prefix: bool = True


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """K = ``len(seeds)`` samples of one conversation, each continuing the same ``prefix``."""

    request_id: str
    messages: tuple[Message, ...]
    seeds: tuple[int, ...]
    prefix: str = ""
    settings: SamplingSettings = field(default_factory=SamplingSettings)
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenDelta:
    """Newly sampled text of one sequence, at most 60 times a second."""

    request_id: str
    sequence: int
    text: str
    tokens_per_second: float


@dataclass(frozen=True, slots=True)
class SequenceResult:
    """One finished (or stopped) sequence; ``text`` excludes the prefix."""

    request_id: str
    sequence: int
    text: str
    token_ids: tuple[int, ...]
    logprobs: tuple[float, ...]
    finish_reason: FinishReason
    seed: int
    prompt_tokens: int
    reused_tokens: int
    seconds: float
    tokens_per_second: float


def partial_result(
    request: GenerationRequest, sequence: int, text: str, reason: FinishReason
) -> SequenceResult:
    """Return a sequence that was cut short; its token ids came only at the end, so never."""
    return SequenceResult(
        request_id=request.request_id,
        sequence=sequence,
        text=text,
        token_ids=(),
        logprobs=(),
        finish_reason=reason,
        seed=request.seeds[sequence],
        prompt_tokens=0,
        reused_tokens=0,
        seconds=0.0,
        tokens_per_second=0.0,
    )
