"""The plainest loop over llama.cpp that the binding allows: what the engine is measured against.

A batch of one token, ``llama_decode``, ``llama_sampler_sample``, and nothing else: no text, no
log-probabilities, no cancel, no second request. Context, threads, prompt and sampler chain are the
engine's, so that both draw the same tokens.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Sequence

import llama_cpp

from workbench.domain.sampling import SamplingSettings
from workbench.engines.llama_sampling import Sampler

PROMPT_CHUNK = 512


class PlainLlama:
    """One model and one sequence."""

    def __init__(self, path: str, context_length: int) -> None:
        llama_cpp.llama_backend_init()
        params = llama_cpp.llama_model_default_params()
        self._model = llama_cpp.llama_model_load_from_file(path.encode(), params)
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = context_length
        settings.n_batch = settings.n_ubatch = PROMPT_CHUNK
        settings.no_perf = True
        self._context = llama_cpp.llama_init_from_model(self._model, settings)
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._model)

    def generate(
        self, prompt: Sequence[int], seed: int, settings: SamplingSettings, threads: int
    ) -> tuple[list[int], float]:
        """Return the tokens drawn, and the seconds from the first one to the last."""
        context = self._context
        llama_cpp.llama_set_n_threads(context, threads, threads)
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(context), True)
        sampler = Sampler(settings, seed)
        for start in range(0, len(prompt), PROMPT_CHUNK):
            piece = prompt[start : start + PROMPT_CHUNK]
            tokens = (llama_cpp.llama_token * len(piece))(*piece)
            llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(tokens, len(piece)))
        chain = sampler.native
        drawn = [llama_cpp.llama_sampler_sample(chain, context, -1)]
        one = (llama_cpp.llama_token * 1)()
        batch = llama_cpp.llama_batch_get_one(one, 1)
        started = time.perf_counter()
        while len(drawn) < settings.max_tokens:
            if llama_cpp.llama_vocab_is_eog(self._vocabulary, drawn[-1]):
                break
            one[0] = drawn[-1]
            llama_cpp.llama_decode(context, batch)
            drawn.append(llama_cpp.llama_sampler_sample(chain, context, -1))
        seconds = time.perf_counter() - started
        sampler.close()
        return drawn, seconds

    def close(self) -> None:
        """Free the model."""
        llama_cpp.llama_free(self._context)
        llama_cpp.llama_model_free(self._model)
        self._context = self._model = ctypes.c_void_p()
