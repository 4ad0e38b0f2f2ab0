"""Load a transformers folder without running anything from it, and compute its logits."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import torch
from torch import Tensor

from workbench.domain.errors import EngineError
from workbench.domain.sampling import ModelSpec
from workbench.domain.sentences import sentence
from workbench.engines.hf_cache import GrowingCache
from workbench.weights.hf_folder import FOUR_BIT, HfFolder, hf_memory_bytes, model_tensors

CPU, CUDA = "cpu", "cuda"
BITSANDBYTES = 'pip install "bitsandbytes>=0.45,<1"'
_NVIDIA = "/proc/driver/nvidia/version"
_SMALL_CHUNK, _LARGE_CHUNK = 128, 1024


class HfModel:
    """A loaded model on its device; ``chunk`` prompt tokens are computed at once."""

    def __init__(self, network: Any, tokenizer: Any, device: torch.device, precision: str) -> None:
        self.network = network
        self.tokenizer = tokenizer
        self.device = device
        self.precision = precision
        self.chunk = _LARGE_CHUNK if device.type == CUDA else _SMALL_CHUNK
        accepted = inspect.signature(network.forward).parameters
        # Without it the logits of the whole prompt would be computed and thrown away.
        self._settings = {"logits_to_keep": 1} if "logits_to_keep" in accepted else {}
        self.new_cache()

    def use_threads(self, single: int, _batch: int) -> None:
        """Set the threads of all that is computed in this process."""
        if torch.get_num_threads() != single:
            torch.set_num_threads(single)

    def new_cache(self) -> GrowingCache:
        """Return an empty cache for this model."""
        return GrowingCache.for_model(self.network.config)

    def logits(self, ids: Tensor, cache: GrowingCache) -> Tensor:
        """Run tokens (B, T) behind those in the cache; return the last one's logits (B, V).

        They are float64, as the llama engine computes probabilities. Raises ``EngineError`` when
        they are no numbers.
        """
        with torch.inference_mode():
            output = self.network(
                input_ids=ids, past_key_values=cache, use_cache=True, **self._settings
            )
            logits: Tensor = output.logits[:, -1].double()
        if not bool((logits.amax(-1) < torch.inf).all()):
            raise EngineError(
                sentence(
                    "The model computed no usable numbers (NaN); its files or its adapter are "
                    "damaged, so choose another."
                )
            )
        return logits

    def end_ids(self) -> frozenset[int]:
        """Return the ids that end a response by the model's own settings."""
        found: set[int] = set()
        for settings in (self.network.generation_config, self.network.config.get_text_config()):
            named: Any = getattr(settings, "eos_token_id", None)
            found |= set(named if isinstance(named, list) else [named])
        return frozenset(i for i in found if isinstance(i, int))

    def device_name(self) -> str:
        """Return ``CPU`` or the GPU's name."""
        return torch.cuda.get_device_name(self.device) if self.device.type == CUDA else "CPU"

    def warning(self) -> str:
        """Return what must be said of the device and the precision, empty when all is well."""
        if self.device.type == CPU and self.precision != "float32":
            return sentence(
                "There was too little memory for full precision, so this model computes "
                "in {precision}: a seed may give another text in a batch than alone. "
                "Close other programs and load it again.",
                precision=self.precision,
            )
        if self.device.type == CPU and not torch.version.cuda and Path(_NVIDIA).exists():
            return sentence(
                "This computer has an NVIDIA GPU, and torch was built for the CPU only. "
                "To use the GPU, install torch anew as https://pytorch.org/get-started "
                "describes."
            )
        return ""

    def memory_bytes(self) -> int:
        """Return the bytes that the loaded weights take."""
        return int(self.network.get_memory_footprint())


def load_model(folder: HfFolder, spec: ModelSpec, context: int) -> HfModel:
    """Check what the folder says of itself and the free memory, then load it.

    Raises ``EngineError`` for a missing library or device, too little memory, or a folder whose
    files and settings do not belong together.
    """
    device = choose_device(spec.gpu_layers)
    check_quantization(folder, spec.quantization, device)
    check_sizes(folder)
    precision = choose_precision(folder, spec, context, device)
    network, tokenizer = _load(folder, device, precision, spec.quantization)
    return HfModel(network, tokenizer, device, precision)


def choose_device(gpu_layers: int) -> torch.device:
    """Return the GPU where there is one, unless no layers are wanted on it."""
    return torch.device(CUDA if gpu_layers and torch.cuda.is_available() else CPU)


def choose_precision(folder: HfFolder, spec: ModelSpec, context: int, device: torch.device) -> str:
    """Return the precision of the weights that fits what is free now, else refuse in words.

    On a CPU float32 comes first: only with it does a seed give the same text alone and in a batch.
    bfloat16 serves where that would not fit (measured with 83 M parameters on one thread: 28 to 45
    ms a step against 46 where the CPU has instructions for it, and more where it has none).
    """
    wanted = ["float32", "bfloat16"]
    if device.type == CUDA:
        wanted = ["bfloat16" if torch.cuda.is_bf16_supported() else "float16"]
    sequences, free = max(1, spec.max_sequences), free_memory(device)
    needs = {
        name: hf_memory_bytes(folder, context, sequences, spec.quantization or name)
        for name in wanted
    }
    fitting = [name for name in wanted if needs[name] <= free]
    if not fitting:
        where = sentence("memory on the GPU") if device.type == CUDA else "memory"
        raise EngineError(
            sentence(
                "{name} needs about {needed:.1f} GB of {where} and {free:.1f} GB are free; "
                "close other programs, choose a shorter context, fewer samples or a smaller "
                "model.",
                name=folder.name,
                needed=min(needs.values()) / 2**30,
                where=where,
                free=free / 2**30,
            )
        )
    return fitting[0]


def free_memory(device: torch.device) -> int:
    """Return the bytes that are free now where the model would go."""
    if device.type == CUDA:
        return int(torch.cuda.mem_get_info(device)[0])
    return int(psutil.virtual_memory().available)


def check_quantization(folder: HfFolder, wanted: str, device: torch.device) -> None:
    """Refuse what needs a library or a device that is not here, with the remedy."""
    if wanted not in ("", FOUR_BIT):
        raise EngineError(
            sentence(
                "The quantization {wanted} is not known; choose 4bit or none.", wanted=repr(wanted)
            )
        )
    if folder.quantized not in ("", "bitsandbytes"):
        raise EngineError(
            sentence(
                "{name} is stored in the form {quantized}, which Stepmark does not read; "
                "choose the unquantised model, or its GGUF file.",
                name=folder.name,
                quantized=folder.quantized,
            )
        )
    if not (wanted or folder.quantized):
        return
    if device.type != CUDA:
        raise EngineError(
            sentence(
                "Loading in 4 bits needs an NVIDIA GPU and the library bitsandbytes "
                "({command}); no such GPU is in use here, so load the model without 4 bits or "
                "choose a quantised GGUF file.",
                command=BITSANDBYTES,
            )
        )
    if find_spec("bitsandbytes") is None:
        raise EngineError(
            sentence(
                "Loading in 4 bits needs the library bitsandbytes; install it with {command} "
                "and load the model again.",
                command=BITSANDBYTES,
            )
        )


def check_sizes(folder: HfFolder) -> None:
    """Refuse settings that would make the library build far more than the weights hold."""
    tensors = model_tensors(folder.path)
    widest = max((max(tensor.shape, default=0) for tensor in tensors), default=0)
    if folder.layers > len(tensors) or folder.vocabulary_size > widest:
        raise EngineError(
            sentence(
                "The config.json of {name} does not belong to its weights; download the model "
                "again.",
                name=folder.name,
            )
        )


@contextmanager
def out_of_memory_as_itself() -> Iterator[None]:
    """Let the CPU's failed allocation be the exception that the GPU's is."""
    try:
        yield
    except RuntimeError as error:
        if "DefaultCPUAllocator" in str(error):
            raise torch.OutOfMemoryError(str(error)) from error
        raise


def _load(folder: HfFolder, device: torch.device, precision: str, wanted: str) -> tuple[Any, Any]:
    try:
        return _load_network(folder, device, precision, wanted), _load_tokenizer(folder)
    except torch.OutOfMemoryError:
        raise EngineError(
            sentence(
                "There was not enough memory to load {name}; close other programs or choose a "
                "smaller model.",
                name=folder.name,
            )
        ) from None
    except EngineError:
        raise
    except Exception as error:
        # A stranger's settings reach every corner of the library; whatever fails there is theirs.
        raise EngineError(
            sentence(
                "{name} cannot be loaded ({kind}: {reason}); download it again or choose "
                "another model.",
                name=folder.name,
                kind=type(error).__name__,
                reason=one_line(error),
            )
        ) from error


def _load_network(folder: HfFolder, device: torch.device, precision: str, wanted: str) -> Any:
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    settings: dict[str, Any] = {}
    if wanted == FOUR_BIT:
        settings["quantization_config"] = _four_bit(precision)
    if device.type == CUDA:
        settings["device_map"] = {"": 0}
    try:
        network, told = _from_pretrained(folder, precision, "sdpa", settings)
    except ValueError as error:
        if "scaled_dot_product_attention" not in str(error):
            raise
        network, told = _from_pretrained(folder, precision, "eager", settings)
    if told["missing_keys"]:
        missing = sorted(told["missing_keys"])[0]
        raise EngineError(
            sentence(
                "The weights of {name} lack {missing}; download the model again.",
                name=folder.name,
                missing=missing[:80],
            )
        )
    network.requires_grad_(False)
    return network.eval()


def _from_pretrained(
    folder: HfFolder, precision: str, attention: str, settings: dict[str, Any]
) -> tuple[Any, dict[str, Any]]:
    """Return the model and what its loading told; the attention is ours, whatever they ask."""
    from transformers import AutoModelForCausalLM

    loaded: Any = AutoModelForCausalLM.from_pretrained(
        str(folder.path),
        dtype=getattr(torch, precision),
        attn_implementation=attention,
        use_safetensors=True,
        trust_remote_code=False,
        local_files_only=True,
        output_loading_info=True,
        **settings,
    )
    network, told = loaded
    return network, told


def _load_tokenizer(folder: HfFolder) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(
        str(folder.path), trust_remote_code=False, local_files_only=True
    )


def _four_bit(precision: str) -> Any:
    """Return NF4 with double quantisation (Dettmers et al. 2023, QLoRA)."""
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(  # type: ignore[no-untyped-call]
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=getattr(torch, precision),
    )


def one_line(error: Exception) -> str:
    """Return the beginning of what a library says, without its line breaks."""
    return " ".join(str(error).split())[:200]
