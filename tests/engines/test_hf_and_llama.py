"""The shipped starter in both engines, and the hf engine in its own process behind the service."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.engines.hf_runs import loaded, spec_of
from tests.helpers.collected import ASK, GREEDY, WARM, run
from tests.helpers.tiny_model import make_tiny_llama
from tests.weights.test_lora_gguf import make_adapter
from workbench import paths
from workbench.domain.errors import EngineError
from workbench.domain.records import Message
from workbench.domain.sampling import GenerationRequest, ModelSpec
from workbench.engines.llama import LlamaEngine
from workbench.service.generation import Generation

PROBLEMS = (
    ASK,
    (Message("user", "What is 25% of 80?"),),
    (*ASK, Message("assistant", "1. Subtract 4: $3x = 12$."), Message("user", "Step 1 is right.")),
)


def test_both_engines_say_the_same(starter_gguf: Path) -> None:
    """Greedy text, token ids, and log-probabilities to 1e-2 (fp16 against fp32 arithmetic)."""
    hf, llama = next(loaded(paths.starter_dir())), LlamaEngine()
    llama.load(ModelSpec("m", str(starter_gguf), context_length=512))
    for messages in PROBLEMS:
        mine = run(hf, settings=GREEDY, messages=messages, prefix="1. ").results[0]
        theirs = run(llama, settings=GREEDY, messages=messages, prefix="1. ").results[0]
        assert mine.prompt_tokens == theirs.prompt_tokens
        assert (mine.text, mine.token_ids) == (theirs.text, theirs.token_ids)
        assert mine.finish_reason is theirs.finish_reason
        assert np.allclose(mine.logprobs, theirs.logprobs, atol=1e-2)
    hf.unload()
    llama.unload()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model's folder with a published result beside it."""
    made = tmp_path_factory.mktemp("tiny")
    folder = make_tiny_llama(made / "base")
    make_adapter(folder, made / "result" / "adapter", lora_alpha=32)
    return folder


def test_the_real_process_answers_adapts_and_refuses(tiny: Path, tmp_path: Path) -> None:
    """Load, sample, adapt, refuse a pickle and a hostile template, and go on unharmed."""
    evil = Path(shutil.copytree(tiny, tmp_path / "evil"))
    (evil / "chat_template.jinja").write_text("{{ ''.__class__.__mro__[1].__subclasses__() }}")
    pickled = Path(shutil.copytree(tiny, tmp_path / "pickled"))
    (pickled / "model.safetensors").rename(pickled / "pytorch_model.bin")
    generation = Generation(lambda call: call())
    request = GenerationRequest("r", ASK, (1, 2, 3), settings=WARM)
    try:
        told = generation.load_blocking(spec_of(tiny))
        assert (told.engine, told.architecture) == ("hf", "llama")
        first = generation.generate_blocking(request)
        assert [result.seed for result in first] == [1, 2, 3]
        adapted = spec_of(tiny, adapter_path=str(tiny.parent / "result"))
        generation.load_blocking(adapted)
        swapped = generation.generate_blocking(request)
        assert swapped[0].token_ids != first[0].token_ids
        with pytest.raises(EngineError, match=r"pytorch_model\.bin, a pickle file"):
            generation.load_blocking(spec_of(pickled))
        generation.load_blocking(spec_of(evil))
        with pytest.raises(EngineError, match="template of this model cannot be used"):
            generation.generate_blocking(request)
        generation.load_blocking(spec_of(tiny))
        again = generation.generate_blocking(request)
        assert [result.token_ids for result in again] == [result.token_ids for result in first]
    finally:
        generation.shutdown()
