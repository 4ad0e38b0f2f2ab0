"""Put a PEFT adapter on a loaded model and take it off again, without loading the model anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workbench import paths
from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence
from workbench.engines.hf_model import HfModel, one_line
from workbench.weights.hf_folder import (
    ADAPTER_CONFIG,
    ADAPTER_WEIGHTS,
    HfFolder,
    read_folder,
    read_json_file,
    weights_sha256,
)
from workbench.weights.identity import remembered_sha256
from workbench.weights.safetensors_header import read_safetensors

PUBLISHED, CARD = "adapter", "card.json"
_NAME = "policy"
_ACCEPTED = (
    "r", "lora_alpha", "target_modules", "exclude_modules", "fan_in_fan_out", "use_rslora",
    "use_dora", "modules_to_save", "layers_to_transform", "layers_pattern", "rank_pattern",
    "alpha_pattern", "lora_bias",
)  # fmt: skip
# Settings that only describe, or matter to training alone.
_NEUTRAL = (
    "task_type", "peft_type", "auto_mapping", "peft_version", "base_model_name_or_path",
    "revision", "inference_mode", "lora_dropout", "megatron_core", "qalora_group_size",
    "runtime_config", "ensure_weight_tying",
)  # fmt: skip


class Adapters:
    """At most one adapter on one model; the base's tensors are never written to."""

    def __init__(self, model: HfModel, base: HfFolder) -> None:
        self._model = model
        self._base = base
        self._own_modules = dict(model.network.named_modules())
        self._wrapped = False

    def put_on(self, path: Path, base_sha256: str) -> None:
        """Replace the adapter by that of a folder; refuse one that was made for another base.

        ``path`` is a PEFT folder or a published result. Where the files tell of the misfit, the
        adapter that was on stays on.
        """
        folder = _adapter_folder(path)
        config = _checked_config(folder)
        self._check_base(folder, {base_sha256, _card_sha256(folder.path.parent)} - {""})
        self.take_off()
        try:
            self._attach(folder, config)
        except (ValueError, KeyError, RuntimeError, TypeError, AttributeError) as error:
            self.take_off()
            raise EngineError(
                sentence(
                    "The adapter {name} does not fit this model ({reason}); choose the model "
                    "it was trained on.",
                    name=folder.name,
                    reason=one_line(error),
                )
            ) from error

    def take_off(self) -> None:
        """Give the model back its own modules."""
        if not self._wrapped:
            return
        network = self._model.network
        for name, module in self._own_modules.items():
            parent, _, leaf = name.rpartition(".")
            if name and network.get_submodule(name) is not module:
                setattr(network.get_submodule(parent), leaf, module)
        if hasattr(network, "peft_config"):
            del network.peft_config
        self._wrapped = False

    def _attach(self, folder: HfFolder, config: Any) -> None:
        from peft import PeftModel, set_peft_model_state_dict
        from safetensors.torch import load_file

        self._wrapped = True
        adapted: Any = PeftModel(self._model.network, config, adapter_name=_NAME)
        state = load_file(folder.path / ADAPTER_WEIGHTS, device=str(self._model.device))
        told: Any = set_peft_model_state_dict(adapted, state, adapter_name=_NAME)
        missing = [name for name in told.missing_keys if f".{_NAME}." in name]
        if told.unexpected_keys or missing:
            raise ValueError(f"no place or no value for {(*told.unexpected_keys, *missing)[0]}")
        adapted.requires_grad_(False)
        adapted.eval()

    def _check_base(self, folder: HfFolder, wanted: set[str]) -> None:
        if not wanted:
            return
        cache = paths.cache_dir()
        if wanted != {weights_sha256(self._base.path, lambda f: remembered_sha256(f, cache))}:
            raise EngineError(
                sentence(
                    "{name} was trained on other weights than {base_name}; choose the model "
                    "it was trained on.",
                    name=folder.name,
                    base_name=self._base.name,
                )
            )


def _adapter_folder(path: Path) -> HfFolder:
    """Return the PEFT folder: the one named, or the one in a published result."""
    if path.suffix == ".gguf":
        path = path.parent  # a published result names its GGUF adapter, for the llama engine
    if not (path / ADAPTER_CONFIG).is_file() and (path / PUBLISHED).is_dir():
        path = path / PUBLISHED
    folder = read_folder(path)
    if not folder.is_adapter:
        raise EngineError(
            sentence(
                "{path} is no adapter; choose a folder with {config}.",
                path=path,
                config=ADAPTER_CONFIG,
            )
        )
    return folder


def _card_sha256(folder: Path) -> str:
    """Return the SHA-256 of the base that a published result's card names, empty without one."""
    if not (folder / CARD).is_file():
        return ""
    base = read_json_file(folder / CARD).get("base")
    return str(base.get("sha256", "")) if isinstance(base, dict) else ""


def _checked_config(folder: HfFolder) -> Any:
    """Return the LoRA settings, of which only the ones known to leave the base alone are taken."""
    from peft import LoraConfig

    told = read_json_file(folder.path / ADAPTER_CONFIG)
    if told.get("peft_type") != "LORA":
        raise _refusal(folder, sentence("it is of the kind {kind}", kind=told.get("peft_type")))
    # PiSSA and its kin change the base before the first step of training.
    if told.get("init_lora_weights", True) not in (True, False, None, "gaussian"):
        raise _refusal(folder, sentence("it was begun with {way}", way=told["init_lora_weights"]))
    if told.get("bias", "none") != "none":
        raise _refusal(folder, sentence("it changes the base's biases"))
    known = {*_ACCEPTED, *_NEUTRAL, "init_lora_weights", "bias"}
    other = sorted(name for name, value in told.items() if value and name not in known)
    if other:
        raise _refusal(folder, sentence("it uses {feature}", feature=other[0]))
    _check_ranks(folder, told)
    accepted = {name: told[name] for name in _ACCEPTED if told.get(name) is not None}
    try:
        return LoraConfig(**accepted, init_lora_weights=False, inference_mode=True)
    except (TypeError, ValueError) as error:
        raise _refusal(
            folder, sentence("its settings are broken ({reason})", reason=error)
        ) from error


def _check_ranks(folder: HfFolder, told: dict[str, Any]) -> None:
    """Refuse ranks beyond the tensors', for which the library would reserve memory."""
    patterns = told.get("rank_pattern") or {}
    ranks = [told.get("r", 8), *(patterns.values() if isinstance(patterns, dict) else [0])]
    tensors = read_safetensors(folder.path / ADAPTER_WEIGHTS)
    widest = max(max(tensor.shape, default=0) for tensor in tensors)
    if not all(type(rank) is int and 0 < rank <= widest for rank in ranks):
        raise _refusal(folder, sentence("its ranks do not belong to its weights"))


def _refusal(folder: HfFolder, reason: str) -> EngineError:
    return EngineError(
        sentence(
            "The adapter {name} cannot be put on: {reason}, which Stepmark does not support; "
            "choose a plain LoRA adapter.",
            name=folder.name,
            reason=reason,
        )
    )
