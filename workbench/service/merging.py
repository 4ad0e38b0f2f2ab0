"""Write a trained model as one file, for programs that know no adapters."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from workbench import paths
from workbench.domain.errors import EngineError
from workbench.domain.records import ModelRecord
from workbench.domain.sentences import sentence
from workbench.engines.files import adapter_file, check_adapter
from workbench.jobs.attached import describe_exit, role_command
from workbench.service import models
from workbench.weights.gguf_header import read_header


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged model's file; ``widened`` of ``adapted`` tensors take F16 instead of fewer bits."""

    path: str
    size: int
    base_size: int
    adapted: int
    widened: int
    sha256: str


def merge_model(record: ModelRecord, library: models.KnowsModels | None, out: Path) -> Merged:
    """Write a trained model's base with its adapter worked in; minutes for gigabytes.

    Raises ``EngineError`` where the model is no trained one, where it or its base has no GGUF form,
    where the base is another than it was trained on, where ``out`` exists, or the disk is full.
    """
    if not record.parent_id:
        raise EngineError(
            sentence(
                "{name} carries no adapter; choose a trained model to merge.", name=record.name
            )
        )
    base = models.base_of(record, library)
    path = Path(base.path)
    whole = models.prepared_gguf(path) if path.is_dir() else path
    adapter = adapter_file(models.adapter_path(record))
    check_adapter(read_header(adapter), read_header(whole), base.sha256, paths.cache_dir())
    return _merged(whole, adapter, out.expanduser().absolute())


def _merged(base: Path, adapter: Path, out: Path) -> Merged:
    command = role_command("merge", "workbench.weights.merge_child")
    child = subprocess.Popen(
        [*command, str(base), str(adapter), str(out)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        said, complained = child.communicate()
    finally:
        child.kill()
        child.wait()
        # What a killed child could not take away itself.
        out.with_name(f"{out.name}.{child.pid}.part").unlink(missing_ok=True)
    if child.returncode:
        lines = complained.decode("utf-8", errors="replace").strip().splitlines()
        raise EngineError(
            lines[-1]
            if lines and child.returncode == 1
            else sentence(
                "The model was not merged: {reason}; try again.",
                reason=describe_exit(child.returncode),
            )
        )
    return Merged(**json.loads(said))
