"""Models for the window and the command line: which there are, what to load, what fits."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Protocol

import psutil

from workbench import paths
from workbench.domain.errors import EngineError
from workbench.domain.records import ModelRecord, now
from workbench.domain.sampling import ModelSpec
from workbench.engines.files import context_limit
from workbench.jobs.attached import role_command
from workbench.weights.cache import cached_path
from workbench.weights.gguf_header import GGUFHeader, read_header
from workbench.weights.identity import base_sha256, file_sha256
from workbench.weights.memory import estimate_bytes

STARTER_ID = "starter"
BASE, ADAPTER = "base", "adapter"
PREPARE_SECONDS = 120


class KnowsModels(Protocol):
    """What can say where an adapter's base is (the library)."""

    def model(self, model_id: str, /) -> ModelRecord | None:
        """Return a known model, or None."""


def starter_record() -> ModelRecord:
    """Return the shipped model's record; raise ``EngineError`` where its weights are missing."""
    folder = paths.starter_dir()
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EngineError(f"The starter model is missing from {folder}; install Stepmark again.")
    return ModelRecord(
        id=STARTER_ID,
        name="Starter",
        kind=BASE,
        path=str(folder),
        sha256=file_sha256(weights),
        created_at=now(),
    )


def starter_spec() -> ModelSpec:
    """Return what loads the starter; its GGUF is made on first use, in a process of its own."""
    made = prepared_gguf(paths.starter_dir())
    return ModelSpec(model_id=STARTER_ID, path=str(made))


def prepared_gguf(folder: Path) -> Path:
    """Return the GGUF of a checkpoint's folder, made in a child process where it is not yet."""
    target = cached_path(folder, paths.cache_dir())
    if target.exists():
        return target
    command = role_command("prepare", "workbench.weights.prepare")
    try:
        done = subprocess.run(
            [*command, str(folder)], capture_output=True, timeout=PREPARE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise EngineError(f"Preparing the model in {folder} took too long; try again.") from None
    if done.returncode or not target.exists():
        lines = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
        raise EngineError(lines[-1] if lines else f"The model in {folder} could not be prepared.")
    return target


def record_for(path: Path) -> ModelRecord:
    """Return the record of a GGUF file the user names; raise ``EngineError`` for a bad one."""
    path = path.expanduser().resolve()
    if path.is_dir():
        digest = file_sha256(_weights_of(path))
        return ModelRecord(_id_of(digest), path.name, BASE, str(path), digest, created_at=now())
    header = read_header(path)
    if header.kind == ADAPTER:
        raise EngineError(f"{path.name} is an adapter; choose its base model instead.")
    digest = base_sha256(header, paths.cache_dir())
    return ModelRecord(_id_of(digest), header.name, BASE, str(path), digest, created_at=now())


def scan(folder: Path) -> tuple[list[ModelRecord], list[str]]:
    """Return the models of a folder, which are used where they lie, and what was refused, why."""
    records, refused = [], []
    for path in sorted(folder.glob("*.gguf")):
        try:
            records.append(record_for(path))
        except EngineError as error:
            refused.append(str(error))
    return records, refused


def spec_for(
    record: ModelRecord,
    library: KnowsModels | None = None,
    *,
    context_length: int = 2048,
    max_sequences: int = 8,
) -> ModelSpec:
    """Return what loads a model: a base, or an adapter on the base that ``library`` knows."""
    base = base_of(record, library)
    return ModelSpec(
        model_id=record.id,
        path=base.path,
        context_length=context_length,
        max_sequences=max_sequences,
        adapter_path=str(adapter_path(record)) if record.parent_id else None,
        base_sha256=base.sha256 if record.parent_id else "",
    )


def adapter_path(record: ModelRecord) -> Path:
    """Return the GGUF adapter of a trained model (its record names the published folder)."""
    path = Path(record.path)
    return path / "adapter.gguf" if path.is_dir() else path


def memory_needed(record: ModelRecord, spec: ModelSpec | None = None) -> int:
    """Return the bytes that loading this base will take, by its header alone."""
    header = _header_of(Path(record.path))
    spec = spec or ModelSpec(record.id, record.path)
    context = context_limit(header, spec.context_length)
    return estimate_bytes(header, context, spec.max_sequences)


def fits(record: ModelRecord) -> bool:
    """Whether a base would fit the memory that is free now."""
    free: int = psutil.virtual_memory().available
    return memory_needed(record) <= free


def size_line(record: ModelRecord) -> str:
    """Return one line about size and fit, for lists; never raises for a bad file."""
    try:
        needed = memory_needed(record)
        size = _weights_size(Path(record.path))
    except (EngineError, OSError) as error:
        return str(error)
    line = f"{_amount(size)} · needs about {_amount(needed)} of memory"
    return line if fits(record) else f"{line}, more than is free now"


def base_of(record: ModelRecord, library: KnowsModels | None) -> ModelRecord:
    """Follow an adapter to its base; an adapter trained on an adapter names that one's base."""
    seen = {record.id}
    base = record
    while base.parent_id:
        parent = library.model(base.parent_id) if library else None
        if parent is None or parent.id in seen:
            raise EngineError(f"The base of {record.name} is not known; add its model file first.")
        seen.add(parent.id)
        base = parent
    return base


def _header_of(path: Path) -> GGUFHeader:
    """Return the header of a file, or of the GGUF made from a folder."""
    return read_header(prepared_gguf(path) if path.is_dir() else path)


def _weights_of(folder: Path) -> Path:
    path = folder / "model.safetensors"
    if not path.is_file():
        raise EngineError(f"{folder} holds no model.safetensors; choose a GGUF file.")
    return path


def _weights_size(path: Path) -> int:
    return (_weights_of(path) if path.is_dir() else path).stat().st_size


def _id_of(digest: str) -> str:
    return f"base-{digest[:16]}"


def _amount(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
