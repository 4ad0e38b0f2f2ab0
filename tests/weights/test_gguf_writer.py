"""The GGUF made from a checkpoint must be that checkpoint: same tokens, same probabilities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.helpers.reference import engine_logprobs, transformers_logprobs
from tests.helpers.tiny_model import make_tiny_gguf, make_tiny_llama
from workbench import paths
from workbench.domain.errors import EngineError
from workbench.domain.sampling import ModelSpec
from workbench.engines.llama import LlamaEngine
from workbench.weights.architectures import permute_rows, unpermute_rows
from workbench.weights.cache import cached_path
from workbench.weights.gguf_header import read_header
from workbench.weights.gguf_writer import cached_gguf, read_checkpoint, write_gguf
from workbench.weights.identity import SOURCE_KEY, file_sha256

STRINGS = [
    "Solve $3x + 4 = 16$ for $x$.",
    "1. Subtract $4$ from both sides: $3x = 12$.\n2. Divide: $x = \\frac{12}{3}$.\n",
    "**Answer: $x = 4$**",
    "  leading and trailing  ",
    "tabs\tand\n\n\nnewlines \n mixed",
    "12345678901234567890 3.14159 1,000,000",
    "Größe, naïve, 数学, 🙂👍🏽, ½ ∑ √",
    "don't we'll I'm they've it's 'quoted'",
    "\\frac{1}{2} \\cdot \\left( x^2 + 1 \\right)",
    "a" * 300,
    "",
    "x",
    "٣٤٥ ४५ Ⅷ ² 9²",
    "\u00a0nbsp\u2028line sep\u200bzero",
    "MiXeD CaSe_with_underscores-and-dashes/slashes",
    "Your solution was checked step by step.\nStep 2: incorrect (calculation).",
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny checkpoint's folder with its fp32 GGUF in it."""
    folder = tmp_path_factory.mktemp("tiny")
    make_tiny_gguf(folder)
    return folder


def _engine(path: Path) -> LlamaEngine:
    engine = LlamaEngine()
    engine.load(ModelSpec("m", str(path), context_length=512, max_sequences=2))
    return engine


@pytest.mark.parametrize("model", ["tiny", "starter"])
def test_token_ids_equal_those_of_the_tokenizer(
    model: str, tiny: Path, request: pytest.FixtureRequest
) -> None:
    """One id off and the model reads another text than it was trained on."""
    from tokenizers import Tokenizer

    folder = tiny if model == "tiny" else paths.starter_dir()
    path = tiny / "model-f32.gguf" if model == "tiny" else request.getfixturevalue("starter_gguf")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    engine = _engine(path)
    try:
        for text in STRINGS:
            assert engine.vocabulary.tokenize(text) == tokenizer.encode(text).ids, text
    finally:
        engine.unload()


# With fp16 weights llama.cpp rounds activations too, which a random model of this scale enlarges.
@pytest.mark.parametrize(("half", "tolerance"), [(False, 1e-3), (True, 5e-2)])
def test_log_probabilities_match_transformers(tiny: Path, half: bool, tolerance: float) -> None:
    """The rows of q and k are permuted on the way; a slip there shows here and nowhere else."""
    path = tiny / f"compare-{half}.gguf"
    write_gguf(read_checkpoint(tiny), path, half=half)
    ids, ours = engine_logprobs(path, "Solve $3x + 4 = 16$ for $x$.")
    theirs = transformers_logprobs(tiny, ids)
    assert np.abs(ours - theirs).max() < tolerance
    assert np.abs(ours - theirs).mean() < tolerance / 10


def test_the_starter_matches_transformers(starter_gguf: Path) -> None:
    """The shipped model is the trained model, to fp16."""
    text = (
        "<|user|>\nSolve for $x$: $3x + 4 = 19$.<|end|>\n<|assistant|>\n"
        "1. Subtract $4$ from both sides: $3x = 15$.\n"
    )
    ids, ours = engine_logprobs(starter_gguf, text)
    theirs = transformers_logprobs(paths.starter_dir(), ids)
    difference = np.abs(ours - theirs)
    assert difference[theirs > np.log(0.01)].max() < 1e-2
    assert difference.max() < 5e-2  # the far tail, which is never drawn


def test_permutation_pairs_the_halves_of_each_head() -> None:
    """Two heads of four rows, worked by hand: (0 1 | 2 3) becomes (0 2 1 3)."""
    rows = np.arange(8).reshape(8, 1)
    assert permute_rows(rows, 2).ravel().tolist() == [0, 2, 1, 3, 4, 6, 5, 7]
    wide = np.arange(48).reshape(24, 2)
    assert np.array_equal(unpermute_rows(permute_rows(wide, 3), 3), wide)


def test_the_gguf_is_made_once_and_named_by_its_content(tiny: Path, tmp_path: Path) -> None:
    """A second start must find the file; changed weights must not."""
    made = cached_gguf(tiny, tmp_path)
    before = made.stat().st_mtime_ns
    assert cached_gguf(tiny, tmp_path) == made == cached_path(tiny, tmp_path)
    assert made.stat().st_mtime_ns == before
    other = make_tiny_llama(tmp_path / "other", seed=1)
    assert cached_path(other, tmp_path) != made
    assert not list(made.parent.glob("*.part"))


def test_the_header_names_the_weights_it_was_made_from(tiny: Path) -> None:
    """Adapters are bound to the safetensors' SHA-256, whichever file is loaded."""
    header = read_header(tiny / "model-f32.gguf")
    assert header.metadata[SOURCE_KEY] == file_sha256(tiny / "model.safetensors")


@pytest.mark.parametrize(
    ("name", "before", "after", "reason"),
    [
        ("config.json", '"llama"', '"mamba"', "architecture"),
        ("config.json", '"rope_type": "default"', '"rope_type": "yarn"', "rotary"),
        ("tokenizer.json", '"type":"BPE"', '"type":"Unigram"', "byte-level BPE"),
        ("config.json", "{", "{{", "incomplete"),
    ],
)
def test_what_cannot_be_written_is_refused_in_words(
    tiny: Path, tmp_path: Path, name: str, before: str, after: str, reason: str
) -> None:
    """A wrong GGUF would load and write nonsense; a refusal names the reason."""
    import shutil

    folder = Path(shutil.copytree(tiny, tmp_path / "copy"))
    text = (folder / name).read_text().replace('"type": "BPE"', '"type":"BPE"')
    assert before in text
    (folder / name).write_text(text.replace(before, after))
    with pytest.raises(EngineError, match=reason):
        read_checkpoint(folder)
