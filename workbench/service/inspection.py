"""What a model's own file says of it, and what this machine has free: asked before any loading."""

from __future__ import annotations

from collections import Counter
from math import prod
from pathlib import Path

import psutil

from workbench.domain.errors import EngineError
from workbench.domain.model_facts import ModelFacts, Room
from workbench.domain.sentences import sentence
from workbench.engines.files import check_model, context_limit
from workbench.service.gpu import first_gpu
from workbench.weights.gguf_header import GGUFHeader, read_header
from workbench.weights.hf_folder import HfFolder, hf_memory_bytes, read_folder
from workbench.weights.identity import BASE_KEY
from workbench.weights.memory import estimate_bytes

CONTEXT, SEQUENCES = 2048, 8  # as `ModelSpec` has them
MAX_TEXT = 200
GGUF, FOLDER = "GGUF", sentence("transformers folder")
GGUF_ADAPTER, PEFT_ADAPTER = sentence("GGUF adapter"), sentence("PEFT adapter")

# llama.cpp's `llama_ftype`; a test compares this with the gguf package.
FILE_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K",
    11: "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S",
    17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS",
    23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S",
    29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0",
}  # fmt: skip
_TENSOR_TYPES = {0: "F32", 1: "F16", 2: "Q4_0", 8: "Q8_0", 12: "Q4_K", 14: "Q6_K", 30: "BF16"}


def inspect(path: Path) -> ModelFacts:
    """Return what a GGUF file or a folder says; raise ``EngineError`` for what cannot be used."""
    if path.is_dir():
        return _facts_of_folder(read_folder(path))
    header = read_header(path)
    return _facts_of_adapter(header) if header.kind == "adapter" else facts_of_gguf(header)


def facts_of_gguf(header: GGUFHeader) -> ModelFacts:
    """Return what the header of a base says."""
    check_model(header)
    context = header.setting("context_length", 0)
    return ModelFacts(
        name=header.name,
        kind="base",
        form=GGUF,
        architecture=header.architecture[:MAX_TEXT],
        parameters=_parameters(header),
        quantisation=_quantisation(header),
        context_length=context if isinstance(context, int) else 0,
        vocabulary_size=header.array_lengths.get("tokenizer.ggml.tokens", 0),
        licence=_text(header, "general.license"),
        template=str(header.metadata.get("tokenizer.chat_template", "")),
        file_bytes=header.path.stat().st_size,
        needs_bytes=estimate_bytes(header, context_limit(header, CONTEXT), SEQUENCES),
    )


def room() -> Room:
    """Return what is free now; asks the GPU's driver, which takes a moment."""
    memory = psutil.virtual_memory()
    gpu, free, total = _gpu_memory()
    return Room(memory.available, memory.total, gpu, free, total)


def _facts_of_adapter(header: GGUFHeader) -> ModelFacts:
    if header.metadata.get("adapter.type") != "lora":
        raise EngineError(
            sentence("{name} is no LoRA adapter; choose another file.", name=header.path.name)
        )
    return ModelFacts(
        name=header.name,
        kind="adapter",
        form=GGUF_ADAPTER,
        architecture=header.architecture[:MAX_TEXT],
        parameters=_parameters(header),
        quantisation=_quantisation(header),
        licence=_text(header, "general.license"),
        file_bytes=header.path.stat().st_size,
        wants_base=_text(header, "general.base_model.0.name"),
        base_sha256=_text(header, BASE_KEY),
    )


def _facts_of_folder(folder: HfFolder) -> ModelFacts:
    return ModelFacts(
        name=folder.name,
        kind="adapter" if folder.is_adapter else "base",
        form=PEFT_ADAPTER if folder.is_adapter else FOLDER,
        architecture=folder.architecture[:MAX_TEXT],
        parameters=folder.parameters,
        quantisation=folder.quantized or folder.dtype,
        context_length=folder.context_length,
        vocabulary_size=folder.vocabulary_size,
        licence=folder.licence,
        template=folder.chat_template or "",
        file_bytes=folder.tensor_bytes,
        needs_bytes=0 if folder.is_adapter else _folder_needs(folder),
        wants_base=folder.base_name[:MAX_TEXT],
    )


def _folder_needs(folder: HfFolder) -> int:
    context = min(CONTEXT, folder.context_length or CONTEXT)
    return hf_memory_bytes(folder, context, SEQUENCES)


def _parameters(header: GGUFHeader) -> int:
    return sum(prod(tensor.shape) for tensor in header.tensors)


def _quantisation(header: GGUFHeader) -> str:
    """Return the file's own word for its precision, else that of most of its bytes."""
    stated = FILE_TYPES.get(header.metadata.get("general.file_type", -1))
    if stated:
        return stated
    sizes: Counter[int] = Counter()
    for tensor in header.tensors:
        sizes[tensor.ggml_type] += tensor.size
    most = sizes.most_common(1)
    return _TENSOR_TYPES.get(most[0][0], "mixed") if most else ""


def _text(header: GGUFHeader, key: str) -> str:
    value = header.metadata.get(key, "")
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def _gpu_memory() -> tuple[str, int, int]:
    """Return (name, free, total bytes) of the first NVIDIA GPU, or an empty name."""
    return parse_gpu_line(first_gpu("name,memory.free,memory.total", "csv,noheader,nounits"))


def parse_gpu_line(line: str) -> tuple[str, int, int]:
    """Read ``name, free, total`` in MiB; a line of another form is no GPU."""
    parts = [part.strip() for part in line.rsplit(",", 2)]
    if len(parts) != 3 or not (parts[1].isdecimal() and parts[2].isdecimal()):
        return "", 0, 0
    return parts[0][:MAX_TEXT], int(parts[1]) << 20, int(parts[2]) << 20
