"""Find or make the trainable form of a base model: a checkpoint folder, from a GGUF if need be."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from workbench import paths
from workbench.domain.errors import EngineError, KnownError, TrainingError
from workbench.domain.prompting import INSTRUCTED
from workbench.domain.sentences import sentence
from workbench.jobs.run_folder import file_sha256, read_json
from workbench.training.native_reference import NativeReading, read_texts
from workbench.weights import gguf_checkpoint, tokenizer_json
from workbench.weights.gguf_header import GGUFHeader, check_deeply, read_header
from workbench.weights.identity import PROMPT_STYLE_KEY
from workbench.weights.leftovers import sweep
from workbench.weights.new_file import require_space

CONVERTER_VERSION = 2  # part of the folder's name: raise it when conversions come out otherwise
_SAMPLES = (
    "Solve $3x + 4 = 16$ for $x$.",
    "1. Subtract $4$ from both sides:\n\n  $3x = 12$, so we don't stop.\n**Answer: 1234567890**",
    "Größe, naïve, 数学, 🙂 ½ ∑ \\frac{12}{30}\t x_1",
)
_LIKELIEST = 20
_MEAN_DIFFERENCE = 0.3
"""Mean difference in log-probability over the likeliest tokens: fp32 gives 1e-5, Q8_0 and Q4_0 of
random models up to 0.1 (llama.cpp quantises activations too), a garbled model several."""


def checkpoint_folder(base: Path, notice: Callable[[str], None]) -> Path:
    """Return a folder with safetensors and tokenizer for a base that is a folder or a GGUF file.

    A GGUF is dequantised once and cached under its SHA-256. Raises TrainingError when there is
    nothing there, or the GGUF cannot be converted faithfully.
    """
    if base.is_dir():
        return base
    if not base.is_file():
        raise TrainingError(
            sentence("The base model {base} is not there; choose another model.", base=base)
        )
    target = paths.cache_dir() / "checkpoints" / f"{file_sha256(base)}-{CONVERTER_VERSION}"
    if not (target / "config.json").is_file():
        notice(
            sentence(
                "Converting {name} for training once; this can take some minutes.", name=base.name
            )
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _convert(base, target)
        except OSError as error:
            raise TrainingError(
                sentence(
                    "{name} could not be converted in {parent} ({reason}); free some space "
                    "and try again.",
                    name=base.name,
                    parent=target.parent,
                    reason=error.strerror or error,
                )
            ) from error
    return target


def prompt_style(base: Path) -> str:
    """Return how this base is asked, exactly as the engine asks it (see ``domain.prompting``)."""
    if base.is_dir():
        config = read_json(base / "config.json") or {}
        return str(config.get("stepmark_prompt_style", INSTRUCTED))
    return str(read_header(base).metadata.get(PROMPT_STYLE_KEY, INSTRUCTED))


def _convert(gguf: Path, target: Path) -> None:
    """Convert beside the final name, compare with llama.cpp, and only then give it its name.

    Two conversions at once work in folders of their own; the later one finds the name taken.
    """
    sweep(target.parent)
    prefix = f"{target.name[:16]}.{os.getpid()}."
    part = Path(tempfile.mkdtemp(".part", prefix, target.parent))
    try:
        try:
            _write(gguf, part)
            _compare(gguf, part)
        except KnownError as error:
            raise TrainingError(str(error)) from error
        for file in part.iterdir():
            paths.sync_file(file)
        _claim(part, target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _claim(part: Path, target: Path) -> None:
    try:
        part.rename(target)
    except OSError:
        if not (target / "config.json").is_file():
            raise


def _write(gguf: Path, part: Path) -> None:
    header = read_header(gguf, tokenizer_json.KEPT)
    check_deeply(header)
    own_tokenizer = tokenizer_json.is_writable(header)
    if gguf_checkpoint.is_known(header):
        gguf_checkpoint.write_weights(header, part)
    else:
        _write_by_transformers(gguf, part)
    if own_tokenizer:
        tokenizer_json.write_tokenizer(header, part)
    else:
        _tokenizer_by_transformers(gguf, header, part)


def _write_by_transformers(gguf: Path, part: Path) -> None:
    from transformers import AutoModelForCausalLM, GgufConfig

    require_space(part, 8 * gguf.stat().st_size)
    try:
        model: Any = AutoModelForCausalLM.from_pretrained(
            str(gguf.parent),
            gguf_file=gguf.name,
            local_files_only=True,
            quantization_config=GgufConfig(dequantize=True),
        )
    except (OSError, ValueError, KeyError, NotImplementedError, RuntimeError) as error:
        raise _cannot(gguf, str(error)) from error
    model.save_pretrained(str(part), safe_serialization=True)


def _tokenizer_by_transformers(gguf: Path, header: GGUFHeader, part: Path) -> None:
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(
            str(gguf.parent), gguf_file=gguf.name, local_files_only=True
        )
    except (OSError, ValueError, KeyError, NotImplementedError, RuntimeError) as error:
        raise _cannot(
            gguf, sentence("its tokenizer is not known ({reason})", reason=error)
        ) from error
    tokenizer.save_pretrained(str(part))
    template = header.metadata.get("tokenizer.chat_template")
    if isinstance(template, str):
        (part / "chat_template.jinja").write_text(template, "utf-8")


def _compare(gguf: Path, part: Path) -> None:
    """Refuse a conversion that cuts text otherwise or predicts otherwise than llama.cpp does."""
    from transformers import AutoTokenizer

    readings = read_texts(gguf, _SAMPLES)
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(str(part), local_files_only=True)
    except Exception as error:  # the tokenizers library raises nothing narrower
        raise _cannot(
            gguf, sentence("its tokenizer came out damaged ({reason})", reason=error)
        ) from error
    for text, reading in zip(_SAMPLES, readings, strict=True):
        if list(tokenizer(text)["input_ids"]) != reading.ids:
            raise _cannot(gguf, sentence("its tokenizer would cut text in other places"))
    difference = _difference(part, readings)
    if not difference < _MEAN_DIFFERENCE:
        raise _cannot(
            gguf,
            sentence(
                "it came out as another model (off by {difference:.2f} nats)", difference=difference
            ),
        )


def _difference(part: Path, readings: list[NativeReading]) -> float:
    """Return the mean difference in log-probability over the tokens llama.cpp finds likeliest."""
    import torch
    from transformers import AutoModelForCausalLM

    model: Any = AutoModelForCausalLM.from_pretrained(
        str(part), local_files_only=True, trust_remote_code=False, use_safetensors=True
    )
    model.eval()
    found = []
    for reading in readings:
        with torch.no_grad():
            logits = model(input_ids=torch.tensor([reading.ids])).logits[0, -1]
        ours = torch.log_softmax(logits.double(), -1).numpy()
        likeliest = np.argsort(reading.logprobs)[-_LIKELIEST:]
        found.append(np.abs(ours[likeliest] - reading.logprobs[likeliest]).mean())
    return float(np.mean(found))


def _cannot(gguf: Path, reason: str) -> EngineError:
    return EngineError(
        sentence(
            "{name} cannot be converted for training: {reason}; choose the model's safetensors "
            "folder as the base instead.",
            name=gguf.name,
            reason=" ".join(reason.split())[:300],
        )
    )
