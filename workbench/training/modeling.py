"""One base model in memory with all adapters on it: policy, reward, and those that a run adds."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import torch
from torch import Tensor, nn

from workbench.domain.errors import TrainingError
from workbench.domain.recipes import Recipe
from workbench.domain.sentences import sentence
from workbench.training.last_layer import LastLayer
from workbench.training.lean_lora import make_lean, merged
from workbench.training.products import product
from workbench.training.token_logprobs import SelectedLogprobs

ROWS_OF_LOGITS = 256
"""Logits exist for this many tokens at a time, never for a batch of responses."""
ROUND_TO = 16
ADAPTED_LAYERS = {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}


@dataclass(frozen=True, slots=True)
class Batch:
    """Prompts padded on the left, responses on the right.

    ``ids`` and ``mask`` are (B, P + T); ``width`` is P; ``response_mask`` is (B, T).
    """

    ids: Tensor
    mask: Tensor
    width: int

    @property
    def response_mask(self) -> Tensor:
        """Mask of response tokens, as float (B, T)."""
        return self.mask[:, self.width :].float()

    @property
    def responses(self) -> Tensor:
        """Response token ids (B, T)."""
        return self.ids[:, self.width :]

    @property
    def positions(self) -> Tensor:
        """Position of each token in its own sequence (B, P + T)."""
        return (self.mask.cumsum(1) - 1).clamp(min=0)


def pad_batch(
    prompts: list[list[int]], responses: list[list[int]], pad_id: int, device: torch.device
) -> Batch:
    """Lay B prompts and responses side by side, the prompts right-aligned."""
    width = rounded(max(len(prompt) for prompt in prompts))
    longest = rounded(max(len(response) for response in responses))
    rows, kept = [], []
    for prompt, response in zip(prompts, responses, strict=True):
        left, right = width - len(prompt), longest - len(response)
        rows.append([pad_id] * left + prompt + response + [pad_id] * right)
        kept.append([0] * left + [1] * (len(prompt) + len(response)) + [0] * right)
    return Batch(torch.tensor(rows, device=device), torch.tensor(kept, device=device), width)


def rounded(length: int) -> int:
    """Return a length rounded up, so that batches have few distinct shapes.

    The matrix kernels keep code and buffers per shape; without this the memory of a run grew by
    300 MB every 15 batches (measured).
    """
    return -(-length // ROUND_TO) * ROUND_TO


class StepHead(nn.Module):
    """Logit of "this step is correct" from the reward trunk's hidden state at its last token."""

    extra_tokens = 0

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(hidden)
        self.out = nn.Linear(hidden, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, hidden: Tensor) -> Tensor:
        """(..., H) to logits (...)."""
        logits: Tensor = self.out(self.norm(hidden.float())).squeeze(-1)
        return logits

    def judge(
        self, model: AdaptedModel, batch: Batch, steps: Sequence[Sequence[int]]
    ) -> tuple[list[Tensor], Tensor]:
        """Return each row's logits of its steps being correct, and the trunk's states.

        ``steps`` holds the steps' last tokens in the response; the states are (B, P + T, H).
        """
        states = model.hidden(batch, "reward")
        after = states[:, batch.width :]
        return [self(after[row, list(ends)]) for row, ends in enumerate(steps)], states

    @torch.no_grad()
    def divide(self, temperature: float) -> None:
        """Make the logits those divided by a temperature; their order stays."""
        self.out.weight.div_(temperature)
        self.out.bias.div_(temperature)


class ValueHead(nn.Module):
    """Value before each token, from the reward trunk's hidden states (B, T, H)."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(hidden)
        self.inner = nn.Linear(hidden, hidden)
        self.out = nn.Linear(hidden, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, hidden: Tensor) -> Tensor:
        """(B, T, H) to values (B, T)."""
        values: Tensor = self.out(torch.tanh(self.inner(self.norm(hidden.float())))).squeeze(-1)
        return values


class AdaptedModel:
    """The base in memory; ``adapter`` is "policy", "reward", one that was added, or None.

    ``reference`` is what PPO's KL penalty compares with: None is the base with adapters off, else
    the frozen copy of the policy that ``freeze_reference`` made.
    """

    def __init__(self, base: Any, recipe: Recipe, device: torch.device) -> None:
        from peft import LoraConfig, get_peft_model

        torch.manual_seed(recipe.seed)
        config = LoraConfig(
            r=recipe.lora_rank,
            lora_alpha=recipe.lora_alpha,
            target_modules=adapted_layers(base),
            task_type="CAUSAL_LM",
        )
        self.device = device
        self.reference: str | None = None
        self.lora, self.seed = config, recipe.seed
        self.peft: Any = get_peft_model(base, config, adapter_name="policy")
        self.peft.add_adapter("reward", config)
        self.peft.to(device).eval()
        self.config: Any = base.config
        self.half = uses_half(recipe.precision, device)
        self.hidden_size = int(base.config.hidden_size)
        self.decoder = base.get_decoder()
        self.layers = make_lean(self.decoder)
        self.last_layer = LastLayer(self.decoder)
        if self.half:
            halve_linear_layers(self.decoder)
        self.output: Tensor = base.get_output_embeddings().weight
        self.output_bias: Tensor | None = getattr(base.get_output_embeddings(), "bias", None)

    def parameters_of(self, adapter: str) -> list[nn.Parameter]:
        """Return the trainable tensors of one adapter, in a fixed order."""
        return [p for name, p in self.peft.named_parameters() if f".{adapter}." in name]

    def add_adapter(self, name: str) -> None:
        """Add an adapter that changes nothing yet; one that is there stays as it is.

        The generator of the rest of the run is not touched, so what comes after is the same
        whether the adapter was added now or before a resume.
        """
        if name in self.peft.peft_config:
            return
        with torch.random.fork_rng():
            torch.manual_seed(self.seed)
            self.peft.add_adapter(name, self.lora)
        self.peft.to(self.device).eval()

    def freeze_reference(self) -> None:
        """Make a frozen copy of the policy adapter, as it is now, the reference."""
        self.add_adapter("reference")
        self.load_adapter_state("reference", self.adapter_state("policy"))
        self.reference = "reference"

    def hidden(self, batch: Batch, adapter: str | None) -> Tensor:
        """Run the trunk; return the last hidden states (B, P + T, H).

        They count from the prompt's last token on; before it the last layer is not finished.
        """
        with self.using(adapter), self.last_layer.without_first(batch.width - 1):
            return self.run(batch.ids, batch.mask, batch.positions)

    def run(self, ids: Tensor, mask: Tensor, positions: Tensor, cache: Any = None) -> Tensor:
        """Run the trunk as it stands on tokens (B, T), after those in the cache; (B, T, H)."""
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.half):
            out = self.decoder(
                input_ids=ids,
                attention_mask=mask,
                position_ids=positions,
                past_key_values=cache,
                use_cache=cache is not None,
            )
        states: Tensor = out.last_hidden_state
        return states

    def using(self, adapter: str | None) -> Any:
        """Return a context in which the trunk carries the adapter, or none."""
        if adapter is None:
            return self.peft.disable_adapter()
        if self.peft.active_adapter != adapter:
            self.peft.set_adapter(adapter)
        return nullcontext()

    def logits(self, hidden: Tensor) -> Tensor:
        """(N, H) to logits (N, V) in float32; the caller keeps N small."""
        return product(hidden.to(self.output.dtype), self.output, self.output_bias).float()

    def response_logprobs(
        self, batch: Batch, adapter: str | None, *, with_entropy: bool = True
    ) -> tuple[Tensor, Tensor]:
        """Return log-probability and entropy of every response token, each (B, T).

        The entropies are zeros without ``with_entropy``.
        """
        hidden = self.hidden(batch, adapter)[:, batch.width - 1 : -1]  # (B, T, H)
        return self.selected_logprobs(hidden, batch.responses, with_entropy=with_entropy)

    def selected_logprobs(
        self, hidden: Tensor, targets: Tensor, *, with_entropy: bool = True
    ) -> tuple[Tensor, Tensor]:
        """Log-probability of ``targets`` (B, T) and entropy, from (B, T, H), in chunks of rows."""
        logprobs, entropies = SelectedLogprobs.apply(  # type: ignore[no-untyped-call]
            hidden.flatten(0, 1),
            targets.flatten(),
            self.output.detach(),
            self.logits,
            ROWS_OF_LOGITS,
            with_entropy,
        )
        return logprobs.view_as(targets), entropies.view_as(targets)

    def merged(self, adapter: str | None) -> AbstractContextManager[None]:
        """Return a context in which the adapter is worked into the weights, for short passes."""
        return nullcontext() if adapter is None else merged(self.layers, adapter)

    def adapter_state(self, adapter: str) -> dict[str, Tensor]:
        """Return a copy of one adapter's tensors by PEFT's own names."""
        from peft import get_peft_model_state_dict

        state = get_peft_model_state_dict(self.peft, adapter_name=adapter)
        return {name: tensor.detach().cpu().clone() for name, tensor in state.items()}

    def load_adapter_state(self, adapter: str, state: dict[str, Tensor]) -> None:
        """Put one adapter's tensors back."""
        from peft import set_peft_model_state_dict

        set_peft_model_state_dict(self.peft, state, adapter_name=adapter)

    def save_policy(self, folder: Path) -> None:
        """Write the policy as a PEFT adapter folder (safetensors)."""
        self.peft.save_pretrained(str(folder), selected_adapters=["policy"])


def halve_linear_layers(decoder: nn.Module) -> None:
    """Keep the frozen matrices in the precision they are multiplied in.

    Otherwise autocast would convert them again for every token that is sampled (measured: 40 % of
    the time). Embeddings, norms and the output layer keep their precision.
    """
    for name, module in decoder.named_modules():
        if isinstance(module, nn.Linear) and "lora_" not in name:
            module.weight.data = module.weight.data.to(torch.bfloat16)


def adapted_layers(base: Any) -> list[str]:
    """Return the names of the linear layers that carry adapters in this architecture.

    Raises TrainingError for an architecture whose layers have other names.
    """
    names = {
        name.rpartition(".")[2]
        for name, module in base.named_modules()
        if isinstance(module, nn.Linear)
    }
    found = sorted(names & ADAPTED_LAYERS)
    if not found:
        raise TrainingError(
            sentence(
                "The architecture {model_type} cannot be trained here; choose a Llama, Qwen, "
                "Mistral or Gemma model.",
                model_type=base.config.model_type,
            )
        )
    return found


def load_base(folder: Path, device: torch.device) -> tuple[Any, Any]:
    """Load a checkpoint folder (safetensors, no code from it) and its tokenizer.

    Raises TrainingError when the folder holds no loadable model.
    """
    from transformers import AutoModelForCausalLM, AutoTokenizer

    precision = torch.bfloat16 if device.type == "cuda" else torch.float32
    try:
        model: Any = AutoModelForCausalLM.from_pretrained(
            str(folder),
            dtype=precision,
            use_safetensors=True,
            trust_remote_code=False,
            # measured on a CPU at these lengths: the plain kernel is faster than the fused one
            attn_implementation="sdpa" if device.type == "cuda" else "eager",
            local_files_only=True,
        )
        tokenizer = AutoTokenizer.from_pretrained(
            str(folder), trust_remote_code=False, local_files_only=True
        )
    except (OSError, ValueError, KeyError) as error:
        raise TrainingError(
            sentence(
                "The model in {folder} cannot be loaded for training ({reason}); choose a "
                "folder with config.json, model.safetensors and tokenizer.json.",
                folder=folder,
                reason=error,
            )
        ) from error
    model.requires_grad_(False)
    return model, tokenizer


def end_tokens(base: Any, tokenizer: Any) -> frozenset[int]:
    """Return every token id that ends a response, by the tokenizer and the model's own settings."""
    named = getattr(base.generation_config, "eos_token_id", None)
    listed = named if isinstance(named, list) else [named]
    return frozenset({tokenizer.eos_token_id, *listed} - {None})


def choose_device() -> torch.device:
    """Return the GPU where there is one (of several processes each its own), else the CPU."""
    if not torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))


def uses_half(precision: str, device: torch.device) -> bool:
    """Say whether the trunk computes in bfloat16: as wanted, or where the hardware is made for it.

    Logits, losses, adapters and optimizers stay in float32.
    """
    if precision != "auto":
        return precision == "bfloat16"
    return device.type == "cuda" or bool(torch.cpu._is_avx512_bf16_supported())


def use_threads(wanted: int) -> int:
    """Set the number of CPU threads: as wanted, by OMP_NUM_THREADS, or one per physical core."""
    count = wanted or int(os.environ.get("OMP_NUM_THREADS", "0"))
    count = count or psutil.cpu_count(logical=False) or 1
    torch.set_num_threads(count)
    return count
