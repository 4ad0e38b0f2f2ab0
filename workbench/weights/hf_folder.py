"""Look into a transformers folder without torch: what it holds, what it needs, whether it is safe.

Only small files and the headers of the safetensors are read, each within a bound. Whatever could
run code is refused by name, see ``hf_refusals``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.domain.errors import EngineError
from workbench.domain.prompting import INSTRUCTED
from workbench.domain.sentences import sentence
from workbench.weights.hf_refusals import (
    refusal,
    refuse_code,
    refuse_other_kinds,
    refuse_without_safetensors,
)
from workbench.weights.identity import file_sha256
from workbench.weights.memory import MARGIN
from workbench.weights.safetensors_header import (
    Malformed,
    SafeTensor,
    plain_json,
    read_safetensors,
)

WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"
ADAPTER_CONFIG, ADAPTER_WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
FOUR_BIT = "4bit"
BYTES = {"float32": 4, "bfloat16": 2, "float16": 2, FOUR_BIT: 2}
"""Bytes of a value by precision; under ``4bit`` that of the matrices which stay whole."""
FOUR_BIT_BYTES = 0.5625  # 4 bits and a share of the block's scale
MAX_SMALL_FILE = 16 << 20
MAX_TEMPLATE = 1 << 20
MAX_CARD = 64 << 10
MAX_SHARDS = 2_000

_TOKENIZERS = ("tokenizer.json", "tokenizer.model", "vocab.json", "spiece.model", "vocab.txt")
_DTYPES = {"F32": "float32", "BF16": "bfloat16", "F16": "float16"}
_CONTEXT = ("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length")


@dataclass(frozen=True, slots=True)
class HfFolder:
    """A model's (or adapter's) folder as its small files and its headers describe it.

    ``dtype`` is the most frequent one of the weights; ``context_length`` 0 means that the folder
    does not say. ``matrix_values`` counts the values that 4-bit loading would shrink,
    ``cache_values`` the keys and values that one token leaves in the cache.
    """

    path: Path
    name: str
    architecture: str
    parameters: int
    tensor_bytes: int
    dtype: str
    context_length: int
    licence: str
    chat_template: str | None
    prompt_style: str
    is_adapter: bool
    base_name: str
    quantized: str = ""
    vocabulary_size: int = 0
    layers: int = 0
    cache_values: int = 0
    matrix_values: int = 0


def read_folder(path: Path) -> HfFolder:
    """Return what a folder holds; raise ``EngineError`` with one plain sentence for a bad one."""
    if not path.is_dir():
        raise EngineError(
            sentence("The folder {path} is not there; choose the model again.", path=path)
        )
    adapter, base = (path / ADAPTER_CONFIG).is_file(), bool(_shard_names(path))
    if adapter and base:
        raise EngineError(
            sentence(
                "{name} holds both a model and an adapter ({config}); put the adapter's files "
                "in a folder of their own.",
                name=path.name,
                config=ADAPTER_CONFIG,
            )
        )
    return _read_adapter(path) if adapter else _read_model(path)


def weight_files(folder: Path) -> tuple[Path, ...]:
    """Return the safetensors of a model's folder: one file, or the shards that its index names."""
    names = _shard_names(folder)
    if not names:
        refuse_without_safetensors(folder, WEIGHTS)
    for name in names:
        if Path(name).name != name or not name.endswith(".safetensors"):
            raise refusal(folder, sentence("its index names the file {name}", name=repr(name[:80])))
    return tuple(folder / name for name in names)


def weights_sha256(folder: Path, digest_of: Callable[[Path], str] = file_sha256) -> str:
    """Return what identifies a base: the SHA-256 of ``model.safetensors``.

    For shards it is the SHA-256 of one line per shard, ``<sha256 of the file>  <name>\\n``, in the
    order of their names, which is what ``sha256sum *.safetensors | sha256sum`` prints. ``digest``
    may remember the files' digests.
    """
    files = weight_files(folder)
    if [file.name for file in files] == [WEIGHTS]:
        return digest_of(files[0])
    lines = (f"{digest_of(file)}  {file.name}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def model_tensors(folder: Path) -> tuple[SafeTensor, ...]:
    """Return the tensors of all the folder's files, from their checked headers."""
    found: dict[str, SafeTensor] = {}
    for file in weight_files(folder):
        for tensor in read_safetensors(file):
            if tensor.name in found:
                raise refusal(
                    folder, sentence("two files hold the tensor {name}", name=tensor.name[:80])
                )
            found[tensor.name] = tensor
    listed = _index_of(folder)
    if listed and set(listed) != set(found):
        raise refusal(folder, sentence("its index and its files do not agree"))
    return tuple(found.values())


def read_json_file(path: Path) -> dict[str, Any]:
    """Return a small JSON file of a stranger's; raise ``EngineError`` when it is absurd."""
    try:
        if path.stat().st_size > MAX_SMALL_FILE:
            raise Malformed(sentence("it is too large"))
        return plain_json(path.read_bytes())
    except OSError as error:
        raise EngineError(
            sentence(
                "{path} cannot be read ({reason}); download the model again.",
                path=path,
                reason=error.strerror,
            )
        ) from None
    except Malformed as error:
        raise EngineError(
            sentence(
                "{name} in {folder} is not usable: {reason}; download the model again.",
                name=path.name,
                folder=path.parent,
                reason=error,
            )
        ) from None


def hf_memory_bytes(folder: HfFolder, context: int, sequences: int, precision: str = "") -> int:
    """Return weights + cache ``sequences · context · 2·Σ n_head_kv·head_dim`` + logits + a margin.

    ``precision`` is one of ``BYTES``; without it the weights are counted as they are stored.
    transformers gives each sequence a cache of its own, the prompt included.
    """
    width = BYTES.get(precision, BYTES.get(folder.dtype, 4))
    weights = folder.parameters * width if precision else folder.tensor_bytes
    if precision == FOUR_BIT:
        weights -= int(folder.matrix_values * (width - FOUR_BIT_BYTES))
    cache = sequences * context * folder.cache_values * width
    # The logits of a step in their own precision, then as 8-byte numbers for the sampling.
    logits = sequences * folder.vocabulary_size * (width + 3 * 8)
    return weights + cache + logits + MARGIN


def _read_model(path: Path) -> HfFolder:
    if not (path / "config.json").is_file():
        raise refusal(path, sentence("it holds no config.json"))
    config = read_json_file(path / "config.json")
    settings = _optional_json(path / "tokenizer_config.json")
    refuse_code(path, config, settings)
    refuse_other_kinds(path, config)
    tensors = model_tensors(path)
    if not any((path / name).is_file() for name in _TOKENIZERS):
        raise refusal(path, sentence("it holds no tokenizer"))
    text = config.get("text_config")
    inner = text if isinstance(text, dict) else config
    quantization = config.get("quantization_config")
    method = quantization.get("quant_method", "unknown") if isinstance(quantization, dict) else ""
    return HfFolder(
        path=path,
        name=_name_of(path),
        architecture=str(config.get("model_type", "")),
        parameters=sum(tensor.values for tensor in tensors),
        tensor_bytes=sum(tensor.size for tensor in tensors),
        dtype=_dtype_of(tensors),
        context_length=next((n for key in _CONTEXT if (n := _count(inner, key))), 0),
        licence=_licence(path),
        chat_template=_chat_template(path, settings),
        prompt_style=str(config.get("stepmark_prompt_style", INSTRUCTED)),
        is_adapter=False,
        base_name="",
        quantized=str(method),
        vocabulary_size=_count(inner, "vocab_size"),
        layers=_count(inner, "num_hidden_layers", "n_layer"),
        cache_values=_cache_values(inner),
        matrix_values=sum(t.values for t in tensors if _is_shrunk(t)),
    )


def _read_adapter(path: Path) -> HfFolder:
    config = read_json_file(path / ADAPTER_CONFIG)
    refuse_code(path, config)
    if not (path / ADAPTER_WEIGHTS).is_file():
        refuse_without_safetensors(path, ADAPTER_WEIGHTS)
    tensors = read_safetensors(path / ADAPTER_WEIGHTS)
    return HfFolder(
        path=path,
        name=_name_of(path),
        architecture=str(config.get("peft_type", "")),
        parameters=sum(tensor.values for tensor in tensors),
        tensor_bytes=sum(tensor.size for tensor in tensors),
        dtype=_dtype_of(tensors),
        context_length=0,
        licence=_licence(path),
        chat_template=None,
        prompt_style=INSTRUCTED,
        is_adapter=True,
        base_name=str(config.get("base_model_name_or_path") or ""),
    )


def _shard_names(folder: Path) -> tuple[str, ...]:
    """Return the names of the weights' files, none where there are no safetensors."""
    if (folder / WEIGHTS).is_file():
        return (WEIGHTS,)
    names = tuple(sorted(set(_index_of(folder).values())))
    if len(names) > MAX_SHARDS:
        raise refusal(folder, sentence("its index names {count} files", count=len(names)))
    return names


def _index_of(folder: Path) -> dict[str, str]:
    """Return tensor name → file name of a sharded model, empty for a single file."""
    if (folder / WEIGHTS).is_file() or not (folder / INDEX).is_file():
        return {}
    listed = read_json_file(folder / INDEX).get("weight_map")
    if not isinstance(listed, dict) or not all(isinstance(v, str) for v in listed.values()):
        raise refusal(folder, sentence("its index lists no files"))
    return listed


def _optional_json(path: Path) -> dict[str, Any]:
    return read_json_file(path) if path.is_file() else {}


def _chat_template(folder: Path, settings: dict[str, Any]) -> str | None:
    """Return the template that transformers would use: its own file before the settings' entry."""
    template: Any = settings.get("chat_template")
    file = folder / "chat_template.jinja"
    if file.is_file():
        with file.open("rb") as handle:
            template = handle.read(MAX_TEMPLATE + 1).decode("utf-8", errors="replace")
    elif isinstance(template, list):
        named = {str(t.get("name")): t.get("template") for t in template if isinstance(t, dict)}
        template = named.get("default")
    if not isinstance(template, str) or not template:
        return None
    if len(template) > MAX_TEMPLATE:
        raise refusal(folder, sentence("its chat template is longer than 1 MB"))
    return template


def _licence(folder: Path) -> str:
    """Return the licence that the model card's front matter names, empty where it names none."""
    try:
        with (folder / "README.md").open("rb") as handle:
            lines = handle.read(MAX_CARD).decode("utf-8", errors="replace").split("\n")
    except OSError:
        return ""
    named = dict(_front_matter(lines))
    licence = named.get("license", "")
    return named.get("license_name", licence) if licence == "other" else licence


def _front_matter(lines: list[str]) -> Iterator[tuple[str, str]]:
    if not lines or lines[0].strip() != "---":
        return
    for line in lines[1:]:
        if line.strip() == "---":
            return
        key, colon, value = line.partition(":")
        if colon and key == key.strip():
            yield key, value.strip().strip("'\"")[:80]


def _name_of(folder: Path) -> str:
    """Return the folder's name, or the model's where a hub cache names folders by commit."""
    for part in (folder, *folder.parents[:2]):
        if part.name.startswith("models--"):
            return part.name.removeprefix("models--").replace("--", "/")
    return folder.resolve().name[:120]


def _dtype_of(tensors: tuple[SafeTensor, ...]) -> str:
    sizes: dict[str, int] = {}
    for tensor in tensors:
        sizes[tensor.dtype] = sizes.get(tensor.dtype, 0) + tensor.size
    most = max(sizes, key=lambda dtype: sizes[dtype])
    return _DTYPES.get(most, most.lower())


def _is_shrunk(tensor: SafeTensor) -> bool:
    """Whether 4-bit loading stores this tensor in 4 bits: the matrices between the embeddings."""
    inner = not any(word in tensor.name for word in ("embed", "lm_head", "wte", "wpe"))
    return inner and len(tensor.shape) == 2


def _cache_values(config: dict[str, Any]) -> int:
    layers = _count(config, "num_hidden_layers", "n_layer")
    heads = _count(config, "num_attention_heads", "n_head")
    width = _count(config, "head_dim") or _count(config, "hidden_size", "n_embd") // max(1, heads)
    return 2 * layers * (_count(config, "num_key_value_heads") or heads) * width


def _count(config: dict[str, Any], *names: str) -> int:
    """Return the first of the settings that is a sensible positive number, else 0."""
    for name in names:
        value = config.get(name)
        if type(value) is int and 0 < value < 1 << 32:
            return value
    return 0
