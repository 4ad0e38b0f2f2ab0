"""Find the file behind a model or adapter, and refuse it in words before native code sees it."""

from __future__ import annotations

from pathlib import Path

import psutil

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence
from workbench.weights.gguf_header import GGUFHeader
from workbench.weights.identity import BASE_KEY, base_sha256
from workbench.weights.memory import estimate_bytes

MIN_CONTEXT = 16


def model_file(path: Path, cache: Path) -> Path:
    """Return the GGUF to load: the file itself, or the one made from a checkpoint's folder."""
    if not path.is_dir():
        return path
    from workbench.weights.gguf_writer import cached_gguf

    return cached_gguf(path, cache)


def adapter_file(path: Path) -> Path:
    """Return the GGUF adapter: the file itself, or the one in a published folder."""
    if path.is_dir():
        found = sorted(path.glob("*.gguf"))
        if len(found) == 1:
            return found[0]
        raise EngineError(
            sentence(
                "The folder {path} holds {count} GGUF adapters instead of one; train or "
                "publish the model again.",
                path=path,
                count=len(found),
            )
        )
    return path


def check_model(header: GGUFHeader) -> None:
    """Refuse adapters, split files and files without weights or vocabulary."""
    reason = ""
    if header.kind == "adapter":
        reason = sentence("it is an adapter, which needs its base model")
    elif not header.architecture:
        reason = sentence("it names no architecture")
    elif int(header.metadata.get("split.count", 0) or 0) > 1:
        reason = sentence("it is one part of several; join the parts first")
    elif not header.tensors:
        reason = sentence("it holds no weights")
    elif "tokenizer.ggml.tokens" not in header.array_lengths:
        reason = sentence("it holds no vocabulary")
    if reason:
        raise EngineError(
            sentence(
                "{name} cannot be loaded: {reason}. Choose another file.",
                name=header.path.name,
                reason=reason,
            )
        )


def context_limit(header: GGUFHeader, asked: int) -> int:
    """Return the tokens of one sequence: what is asked, within what the model was trained on."""
    trained = header.setting("context_length", 0)
    if isinstance(trained, int) and trained > 0:
        asked = min(asked, trained)
    return max(MIN_CONTEXT, asked)


def check_memory(header: GGUFHeader, context_length: int, sequences: int, on_gpu: int = 0) -> None:
    """Refuse a model that would not fit what is free now, beside its ``on_gpu`` bytes elsewhere."""
    needed = estimate_bytes(header, context_length, sequences) - on_gpu
    free = psutil.virtual_memory().available
    if needed > free:
        raise EngineError(
            sentence(
                "{name} needs about {needed:.1f} GB of memory and {free:.1f} GB are free; "
                "close other programs, choose a shorter context or a smaller model.",
                name=header.name,
                needed=needed / 2**30,
                free=free / 2**30,
            )
        )


def check_adapter(adapter: GGUFHeader, base: GGUFHeader, sha256: str, cache: Path) -> None:
    """Refuse an adapter for another base: by fingerprint, architecture, names and shapes."""
    if adapter.kind != "adapter" or adapter.metadata.get("adapter.type") != "lora":
        raise EngineError(
            sentence("{name} is no LoRA adapter; choose another file.", name=adapter.path.name)
        )
    if adapter.architecture != base.architecture:
        raise EngineError(
            sentence(
                "{name} was made for {architecture} models and this one is "
                "{base_architecture}; choose the model it was trained on.",
                name=adapter.path.name,
                architecture=adapter.architecture or "no",
                base_architecture=base.architecture,
            )
        )
    wanted = {sha256, str(adapter.metadata.get(BASE_KEY, ""))} - {""}
    if wanted and wanted != {base_sha256(base, cache)}:
        raise EngineError(
            sentence(
                "{name} was trained on other weights than {base_name}; choose the model it "
                "was trained on.",
                name=adapter.path.name,
                base_name=base.name,
            )
        )
    _check_shapes(adapter, base)


def _check_shapes(adapter: GGUFHeader, base: GGUFHeader) -> None:
    shapes = {tensor.name: tensor.shape for tensor in base.tensors}
    pairs = {tensor.name: tensor.shape for tensor in adapter.tensors}
    for name, shape in pairs.items():
        target, _, side = name.rpartition(".")
        other = pairs.get(f"{target}.{'lora_b' if side == 'lora_a' else 'lora_a'}", ())
        whole = shapes.get(target, ())
        # ggml order: A is (in, r), B is (r, out), the base is (in, out).
        if side not in ("lora_a", "lora_b") or not len(shape) == len(other) == len(whole) == 2:
            raise EngineError(
                sentence(
                    "The adapter's tensor {name} has no place in {base_name}; choose the "
                    "model it was trained on.",
                    name=name,
                    base_name=base.name,
                )
            )
        first, second = (shape, other) if side == "lora_a" else (other, shape)
        if (first[0], second[1]) != whole or first[1] != second[0]:
            raise EngineError(
                sentence(
                    "The adapter's tensor {name} has another shape than {base_name} wants; "
                    "choose the model it was trained on.",
                    name=name,
                    base_name=base.name,
                )
            )
