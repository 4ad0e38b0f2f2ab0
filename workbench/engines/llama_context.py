"""One llama.cpp model and context, with a check before every call that would abort the process."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import llama_cpp
import numpy as np

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence
from workbench.engines.llama_batch import Batch, Bounds, Row
from workbench.weights.memory import cache_cells

CHUNK = 128  # prompt tokens per decode: a cancel is seen between two chunks at the latest
_ERROR_LEVEL = 4  # GGML_LOG_LEVEL_ERROR
_F32 = 0  # GGML_TYPE_F32

REMEMBERED = 8  # slots beside the running ones: they keep what was computed for earlier requests

# llama_decode: 1 = no free cells (recoverable), 2 = the abort callback said stop.
DECODED, NO_ROOM, ABORTED = 0, 1, 2


# The same function as the binding's, returning its address as a number: the pointer object that the
# binding makes anew for every call costs more than the call.
_get_logits = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(
    ctypes.cast(llama_cpp.llama_get_logits, ctypes.c_void_p).value or 0
)


@dataclass(frozen=True, slots=True)
class ContextSetup:
    """How to make a context; ``full_precision_cache`` keeps keys and values in fp32 (CPU only)."""

    sequences: int
    gpu_layers: int
    full_precision_cache: bool


class NativeLog:
    """Keeps llama.cpp's errors for the user's sentence and passes them on to stderr."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self._callback = llama_cpp.llama_log_callback(self._take)
        llama_cpp.llama_log_set(self._callback, ctypes.c_void_p(0))

    def last_error(self) -> str:
        """Return the most telling error line since ``clear``."""
        lines = [line.strip() for line in self.errors if line.strip()]
        return (
            lines[0].partition(": ")[2] or lines[0]
            if lines
            else sentence("llama.cpp gave no reason")
        )

    def clear(self) -> None:
        """Forget the lines seen so far."""
        self.errors.clear()

    def _take(self, level: int, text: bytes, _data: object) -> None:
        line = text.decode("utf-8", errors="replace")
        if level == _ERROR_LEVEL and len(self.errors) < 100:
            self.errors.append(line)
            print(line.rstrip(), file=sys.stderr, flush=True)


class LlamaContext:
    """A loaded model with room for ``sequences`` running sequences in one unified cache.

    There are more ``slots`` than that: an idle slot keeps a beginning that may come again.
    """

    def __init__(self, path: str, context_length: int, setup: ContextSetup) -> None:
        llama_cpp.llama_backend_init()
        self.log = NativeLog()
        self.sequences = setup.sequences
        self._setup = setup
        self.model: Any = None
        self.context: Any = None
        self._adapter: Any = None
        try:
            self._load_model(path, setup.gpu_layers)
            self._make_context(context_length)
        except EngineError:
            self.close()
            raise
        self.vocabulary_size = int(llama_cpp.llama_vocab_n_tokens(self.vocabulary))
        self.memory = llama_cpp.llama_get_memory(self.context)
        bounds = Bounds(CHUNK + self.sequences, self.sequences, self.slots, self.vocabulary_size)
        self._batch = Batch(bounds)
        self._logits_address = 0
        self._logits: list[np.ndarray] = []

    @property
    def vocabulary(self) -> Any:
        """Return the native vocabulary."""
        return llama_cpp.llama_model_get_vocab(self.model)

    @property
    def slots(self) -> int:
        """Return how many sequence ids there are; a recurrent state would cost memory for each."""
        return self.sequences + (REMEMBERED if self.keeps_prefixes else 0)

    @property
    def keeps_prefixes(self) -> bool:
        """Whether a part of a sequence can be kept: not so with recurrent or hybrid models."""
        return not (
            llama_cpp.llama_model_is_recurrent(self.model)
            or llama_cpp.llama_model_is_hybrid(self.model)
        )

    def metadata(self, key: str) -> str | None:
        """Return a text entry of the model file, None where it has none."""
        size = 1 << 12
        while True:
            buffer = ctypes.create_string_buffer(size)
            length = llama_cpp.llama_model_meta_val_str(self.model, key.encode(), buffer, size)
            if length < size:
                break
            size = length + 1
        return buffer.value.decode("utf-8", errors="replace") if length >= 0 else None

    def decode(self, tokens: Sequence[Row]) -> int:
        """Run one batch; return DECODED, NO_ROOM or ABORTED, raise on anything else."""
        self._batch.fill(tokens)
        return self._run()

    def decode_next(self, tokens: Sequence[int]) -> int:
        """Run the last batch again, with the next token of each of its rows; as ``decode``."""
        self._batch.follow(tokens)
        return self._run()

    def _run(self) -> int:
        code = int(llama_cpp.llama_decode(self.context, self._batch.native))
        if code not in (DECODED, NO_ROOM, ABORTED):
            self.clear()
            raise EngineError(
                sentence(
                    "llama.cpp could not run the model (code {code}: {reason}); load the "
                    "model again.",
                    code=code,
                    reason=self.log.last_error(),
                )
            )
        return code

    def outputs(self) -> list[np.ndarray]:
        """Return views (V,) of the last batch's rows with logits; valid until the next decode."""
        address = _get_logits(self.context)
        if not address:
            raise EngineError(sentence("llama.cpp has no logits; load the model again."))
        if address != self._logits_address:
            shape = (self.sequences, self.vocabulary_size)
            pointer = ctypes.cast(address, ctypes.POINTER(ctypes.c_float))
            self._logits = list(np.ctypeslib.as_array(pointer, shape=shape))
            self._logits_address = address
        return self._logits

    def sample(self, chain: Any, row: int) -> int:
        """Draw a token by a native sampler chain from a row of the last batch; it accepts it too.

        Raises AssertionError for a row for which no logits were asked.
        """
        if row not in self._batch.outputs:
            raise AssertionError(f"row {row} has no logits")
        return int(llama_cpp.llama_sampler_sample(chain, self.context, row))

    def use_threads(self, single: int, batch: int) -> None:
        """Set the threads for steps of one token and for larger batches."""
        llama_cpp.llama_set_n_threads(self.context, single, batch)

    def share(self, source: int, target: int, length: int = -1) -> None:
        """Let ``target`` begin as the first ``length`` tokens of ``source``, -1 for all.

        The cells are shared, nothing is computed. A part needs a model that keeps prefixes.
        """
        llama_cpp.llama_memory_seq_rm(self.memory, target, -1, -1)
        if length:
            llama_cpp.llama_memory_seq_cp(self.memory, source, target, -1, length)

    def forget(self, sequence: int, start: int = -1) -> bool:
        """Drop a sequence from position ``start``; False where the model cannot do that."""
        return bool(llama_cpp.llama_memory_seq_rm(self.memory, sequence, start, -1))

    def first_position(self, sequence: int) -> int:
        """Return the lowest position still cached (sliding windows drop early ones), -1 if none."""
        return int(llama_cpp.llama_memory_seq_pos_min(self.memory, sequence))

    def clear(self) -> None:
        """Empty the cache."""
        llama_cpp.llama_memory_clear(self.memory, True)

    def while_abortable(self, cancelled: Callable[[], bool], work: Callable[[], int]) -> int:
        """Run ``work`` with an abort callback (heeded on CPU and Metal only)."""
        callback = llama_cpp.ggml_abort_callback(lambda _data: cancelled())
        none = llama_cpp.ggml_abort_callback()
        llama_cpp.llama_set_abort_callback(self.context, callback, ctypes.c_void_p(0))
        try:
            return work()
        finally:
            llama_cpp.llama_set_abort_callback(self.context, none, ctypes.c_void_p(0))

    def set_adapter(self, path: str | None) -> None:
        """Put a LoRA adapter on the model, or take it off, and drop what was computed before."""
        adapter = None
        if path is not None:
            self.log.clear()
            adapter = llama_cpp.llama_adapter_lora_init(self.model, os.fsencode(path))
            # A failed load is a NULL pointer object, which "is not None".
            if not adapter:
                raise EngineError(
                    sentence(
                        "The adapter {name} does not fit this model ({reason}); choose the "
                        "model it was trained on.",
                        name=path,
                        reason=self.log.last_error(),
                    )
                )
        self._attach(adapter)
        if self._adapter:
            llama_cpp.llama_adapter_lora_free(self._adapter)
        self._adapter = adapter
        # Keys and values of the old weights moved log-probabilities by 1.2 when kept.
        self.clear()

    def close(self) -> None:
        """Free everything, in the order llama.cpp wants."""
        if self.context:
            llama_cpp.llama_free(self.context)
        if self.model:
            llama_cpp.llama_model_free(self.model)  # frees its adapters too
        self.context = self.model = self._adapter = None

    def _attach(self, adapter: Any) -> None:
        count = 0 if adapter is None else 1
        adapters = (llama_cpp.llama_adapter_lora_p_ctypes * max(1, count))()
        if adapter is not None:
            adapters[0] = adapter
        scales = (ctypes.c_float * max(1, count))(1.0)
        if llama_cpp.llama_set_adapters_lora(self.context, adapters, count, scales):
            raise EngineError(
                sentence("llama.cpp could not set the adapter; load the model again.")
            )

    def _load_model(self, path: str, gpu: int) -> None:
        params = llama_cpp.llama_model_default_params()
        params.n_gpu_layers = gpu
        params.check_tensors = True
        self.model = llama_cpp.llama_model_load_from_file(os.fsencode(path), params)
        if not self.model:
            raise EngineError(
                sentence(
                    "{name} could not be loaded: {reason}; download it again or choose another.",
                    name=os.path.basename(path),  # noqa: PTH119
                    reason=self.log.last_error(),
                )
            )
        model = self.model
        if llama_cpp.llama_model_has_encoder(model) or not llama_cpp.llama_model_has_decoder(model):
            raise EngineError(
                sentence("This model does not write text; choose a text-generating model.")
            )
        if llama_cpp.llama_model_is_diffusion(model):
            raise EngineError(sentence("Diffusion models are not supported; choose another model."))

    def _make_context(self, context_length: int) -> None:
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = cache_cells(context_length, self.sequences)
        params.n_batch = params.n_ubatch = CHUNK + self.sequences
        params.n_seq_max = self.slots
        params.kv_unified = True
        params.n_outputs_max = self.slots  # fewer than sequences abort when the graph is planned
        params.swa_full = True
        if self._setup.gpu_layers == 0:
            params.op_offload = params.offload_kqv = False  # a GPU that is not to be used
        if self._setup.full_precision_cache:
            # A seed is to mean the same however it is run. With fp32 weights, cache and plain
            # attention the log-probabilities of a sample in a batch and of the same one alone
            # differ by 5e-6. With fp16 weights it is 5e-3 at most (99 of 100 below 8e-4, 39 of 40
            # samples of 128 tokens the same word for word), with flash attention as without, so
            # there it may be a third faster.
            params.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
            params.type_k = params.type_v = _F32
        params.no_perf = True
        self.context = llama_cpp.llama_init_from_model(self.model, params)
        if not self.context:
            raise EngineError(
                sentence(
                    "There is no room for a context of {context_length} tokens ({reason}); "
                    "choose a shorter context or a smaller model.",
                    context_length=context_length,
                    reason=self.log.last_error(),
                )
            )
