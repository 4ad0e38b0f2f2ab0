"""Everything a run needs to go on bit for bit, as safetensors and JSON; never a pickle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from workbench.jobs.run_folder import read_json, write_json

Tensors = dict[str, Tensor]


def save_tensors(path: Path, tensors: Tensors) -> None:
    """Write tensors by name.

    Raises OSError when the disk takes them not, as every other writing does.
    """
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    try:
        save_file(plain, path)
    except SafetensorError as error:
        raise OSError(str(error)) from error


def load_tensors(path: Path) -> Tensors:
    """Read what ``save_tensors`` wrote."""
    return dict(load_file(path))


def save_state(folder: Path, name: str, value: Any) -> None:
    """Write the part of the state that is no tensor."""
    write_json(folder / f"{name}.json", value)


def load_state(folder: Path, name: str) -> dict[str, Any]:
    """Read what ``save_state`` wrote; the manifest has vouched for the file."""
    return read_json(folder / f"{name}.json") or {}


def module_tensors(module: nn.Module) -> Tensors:
    """Return a copy of a head's tensors."""
    return {name: tensor.detach().cpu().clone() for name, tensor in module.state_dict().items()}


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> Tensors:
    """Return a copy of the moments and step counts of an Adam optimizer as ``index.key``.

    A copy: the optimizer changes its own in place, and what was kept would change with them.
    """
    return {
        f"{index}.{key}": value.clone() if isinstance(value, Tensor) else torch.tensor(value)
        for index, moments in optimizer.state_dict()["state"].items()
        for key, value in moments.items()
    }


def load_optimizer_tensors(optimizer: torch.optim.Optimizer, tensors: Tensors) -> None:
    """Put the moments and step counts back; the groups' settings come from the recipe."""
    moments: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        index, _, key = name.partition(".")
        moments.setdefault(int(index), {})[key] = tensor.clone()
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": moments, "param_groups": groups})
