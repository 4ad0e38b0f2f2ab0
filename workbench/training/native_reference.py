"""What llama.cpp makes of a few short texts: the measure of whether a conversion is the same model.

Only the binding is used here, not the engine: engines and training do not know each other.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from workbench.domain.errors import TrainingError
from workbench.domain.sentences import sentence

CONTEXT = 128


@dataclass(frozen=True, slots=True)
class NativeReading:
    """One text's token ids and the log-probabilities (V,) of what follows it."""

    ids: list[int]
    logprobs: np.ndarray


def read_texts(path: Path, texts: Sequence[str]) -> list[NativeReading]:
    """Return what llama.cpp makes of texts, control tokens read; raise ``TrainingError``."""
    with _loaded(path) as (model, context):
        return [_read(model, context, text) for text in texts]


@cache
def silence() -> Any:
    """Return a callback that swallows the log; it must outlive every use, so it is made once."""
    import llama_cpp

    return llama_cpp.llama_log_callback(lambda _level, _text, _data: None)


@contextmanager
def _loaded(path: Path) -> Iterator[tuple[Any, Any]]:
    import llama_cpp

    llama_cpp.llama_log_set(silence(), ctypes.c_void_p(0))
    llama_cpp.llama_backend_init()
    params = llama_cpp.llama_model_default_params()
    params.n_gpu_layers = 0
    model = llama_cpp.llama_model_load_from_file(os.fsencode(path), params)
    if not model:
        raise TrainingError(
            sentence("llama.cpp cannot load {name}; download it again.", name=path.name)
        )
    settings = llama_cpp.llama_context_default_params()
    settings.n_ctx = settings.n_batch = settings.n_ubatch = CONTEXT
    settings.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
    context = llama_cpp.llama_init_from_model(model, settings)
    try:
        if not context:
            raise TrainingError(
                sentence("There is no room to load {name}; close other programs.", name=path.name)
            )
        yield model, context
    finally:
        if context:
            llama_cpp.llama_free(context)
        llama_cpp.llama_model_free(model)


def _read(model: Any, context: Any, text: str) -> NativeReading:
    import llama_cpp

    vocabulary = llama_cpp.llama_model_get_vocab(model)
    data = text.encode()
    room = (llama_cpp.llama_token * CONTEXT)()
    count = llama_cpp.llama_tokenize(vocabulary, data, len(data), room, CONTEXT, True, True)
    if not 0 < count <= CONTEXT:
        raise TrainingError(
            sentence("llama.cpp cannot split a short text into tokens; choose another model.")
        )
    ids = list(room[:count])
    llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(context), True)
    if llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(room, count)):
        raise TrainingError(sentence("llama.cpp cannot run this model; choose another model."))
    pointer = llama_cpp.llama_get_logits_ith(context, -1)
    size = llama_cpp.llama_vocab_n_tokens(vocabulary)
    logits = np.ctypeslib.as_array(pointer, (size,)).astype(np.float64)
    shifted = logits - logits.max()
    return NativeReading(ids, shifted - np.log(np.exp(shifted).sum()))
