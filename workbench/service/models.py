"""Models for the window and the command line: which there are, what to load, what fits."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Protocol

from workbench import paths
from workbench.domain.errors import EngineError
from workbench.domain.records import ModelRecord, now
from workbench.domain.sampling import HF, LLAMA, REMOTE, ModelSpec
from workbench.domain.sentences import sentence
from workbench.jobs.attached import role_command
from workbench.service import servers
from workbench.service.fingerprints import fingerprint
from workbench.service.inspection import inspect
from workbench.weights.cache import cached_path
from workbench.weights.hf_folder import ADAPTER_CONFIG
from workbench.weights.identity import file_sha256

STARTER_ID, STARTER_LICENCE = "starter", "Apache-2.0"
BASE, ADAPTER, REMOTE_KIND = "base", "adapter", "remote"
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
        raise EngineError(
            sentence(
                "The starter model is missing from {folder}; install Stepmark again.", folder=folder
            )
        )
    return ModelRecord(
        id=STARTER_ID,
        name="Starter",
        kind=BASE,
        path=str(folder),
        sha256=file_sha256(weights),
        created_at=now(),
    )


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
        raise EngineError(
            sentence("Preparing the model in {folder} took too long; try again.", folder=folder)
        ) from None
    if done.returncode or not target.exists():
        lines = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
        raise EngineError(
            lines[-1]
            if lines
            else sentence("The model in {folder} could not be prepared.", folder=folder)
        )
    return target


def record_for(path: Path) -> ModelRecord:
    """Return the record of a base that the user names; raise ``EngineError`` for a bad one."""
    path = Path(os.path.realpath(path.expanduser()))  # a loop of links raises nothing here
    facts = inspect(path)
    if facts.kind == ADAPTER:
        raise EngineError(
            sentence("{name} is an adapter; choose its base model instead.", name=path.name)
        )
    return base_record(path, facts.name, fingerprint(path))


def base_record(path: Path, name: str, digest: str) -> ModelRecord:
    """Return the record of a base whose fingerprint is known."""
    return ModelRecord(_id_of(digest), name, BASE, str(path), digest, created_at=now())


def adapter_record(path: Path, name: str, digest: str, base: ModelRecord) -> ModelRecord:
    """Return the record of an adapter that was found, on the base it is for."""
    return ModelRecord(
        id=f"adapter-{digest[:16]}",
        name=name,
        kind=ADAPTER,
        path=str(path),
        sha256=base.sha256,
        parent_id=base.id,
        created_at=now(),
    )


def spec_for(
    record: ModelRecord,
    library: KnowsModels | None = None,
    *,
    context_length: int = 2048,
    max_sequences: int = 8,
) -> ModelSpec:
    """Return what loads a model: a base, or an adapter on the base that ``library`` knows."""
    if servers.is_server(record):
        return servers.server_spec(record)
    base = base_of(record, library)
    engine = engine_of(base)
    return ModelSpec(
        model_id=record.id,
        path=base.path,
        context_length=context_length,
        max_sequences=max_sequences,
        adapter_path=str(adapter_path(record, engine)) if record.parent_id else None,
        base_sha256=base.sha256 if record.parent_id else "",
        engine=engine,
    )


def engine_of(base: ModelRecord) -> str:
    """Return which engine runs a base: a file, and the starter, llama; a folder, transformers."""
    if base.kind == REMOTE_KIND:
        return REMOTE
    path = Path(base.path)
    return HF if path.is_dir() and path != paths.starter_dir() else LLAMA


def adapter_path(record: ModelRecord, engine: str = LLAMA) -> Path:
    """Return the adapter that an engine takes; a run publishes a folder that holds both forms.

    Raises ``EngineError`` where there is only the other engine's form.
    """
    path = Path(record.path)
    is_peft = (path / ADAPTER_CONFIG).is_file()
    if engine == HF:
        if is_peft:
            return path
        if path.is_dir():
            return path / "adapter"
        raise EngineError(
            sentence(
                "{name} is a GGUF adapter and its base is a transformers folder; add the base "
                "as a GGUF file, or the adapter as a PEFT folder.",
                name=record.name,
            )
        )
    if is_peft:
        raise EngineError(
            sentence(
                "{name} is a PEFT adapter and its base is a GGUF file; add the base as a "
                "transformers folder.",
                name=record.name,
            )
        )
    return path / "adapter.gguf" if path.is_dir() else path


def memory_needed(record: ModelRecord) -> int:
    """Return the bytes that loading this base will take, by its headers alone; a server: 0."""
    engine, path = engine_of(record), Path(record.path)
    if engine == REMOTE:
        return 0
    if engine == LLAMA and path.is_dir():
        path = prepared_gguf(path)
    return inspect(path).needs_bytes


def base_of(record: ModelRecord, library: KnowsModels | None) -> ModelRecord:
    """Follow an adapter to its base; an adapter trained on an adapter names that one's base."""
    seen = {record.id}
    base = record
    while base.parent_id:
        parent = library.model(base.parent_id) if library else None
        if parent is None or parent.id in seen:
            raise EngineError(
                sentence(
                    "The base of {name} is not known; add its model file first.", name=record.name
                )
            )
        seen.add(parent.id)
        base = parent
    return base


def _id_of(digest: str) -> str:
    return f"base-{digest[:16]}"
