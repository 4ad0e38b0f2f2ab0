"""Log-probabilities of one text by llama.cpp and by transformers, for comparison."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from workbench.domain.sampling import ModelSpec
from workbench.engines.llama import LlamaEngine
from workbench.engines.llama_batch import BatchToken


def engine_logprobs(
    path: Path, text: str, adapter: Path | None = None
) -> tuple[list[int], np.ndarray]:
    """Return the text's ids and the log-probabilities (T, V) after each, by llama.cpp."""
    engine = LlamaEngine()
    engine.load(ModelSpec("m", str(path), context_length=512, max_sequences=2))
    try:
        if adapter:
            engine.set_adapter(str(adapter), "")
        ids = engine.vocabulary.tokenize(text)
        rows = []
        for position, token in enumerate(ids):
            assert engine.context.decode([BatchToken(token, position, 0, True)]) == 0
            rows.append(_log_softmax(_logits(engine)))
        return ids, np.stack(rows)
    finally:
        engine.unload()


def transformers_logprobs(folder: Path, ids: list[int], adapter: Path | None = None) -> np.ndarray:
    """Return the log-probabilities (T, V) after each id, by transformers (and PEFT) in fp32."""
    import torch
    import tqdm
    from transformers import AutoModelForCausalLM

    tqdm.tqdm.monitor_interval = 0  # or a progress bar leaves its thread behind

    model = AutoModelForCausalLM.from_pretrained(
        str(folder), dtype=torch.float32, local_files_only=True
    )
    if adapter:
        from peft import PeftModel

        model = PeftModel.from_pretrained(model, str(adapter))
    model.eval()
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([ids])).logits[0]
    return np.asarray(torch.log_softmax(logits.double(), -1).numpy())


def _logits(engine: LlamaEngine) -> np.ndarray:
    """Return a copy (V,) of the last row of logits, straight from the binding."""
    import llama_cpp

    pointer = llama_cpp.llama_get_logits_ith(engine.context.context, -1)
    return np.ctypeslib.as_array(pointer, (engine.vocabulary.size,)).astype(np.float64)


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max()
    return np.asarray(shifted - np.log(np.exp(shifted).sum()))
