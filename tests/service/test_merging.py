"""A trained model becomes one file: from the list of models, in a process of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.tiny_families import make_tiny_family
from tests.helpers.tiny_model import make_tiny_gguf
from tests.weights.test_lora_gguf import make_adapter
from workbench.cli import main
from workbench.domain.errors import EngineError
from workbench.domain.records import ModelRecord, now
from workbench.service import models
from workbench.service.generation import Generation
from workbench.service.library import Library
from workbench.service.merging import merge_model
from workbench.service.project import Project
from workbench.weights.gguf_header import read_header
from workbench.weights.identity import MERGED_KEY, file_sha256
from workbench.weights.lora_gguf import write_lora_gguf


@pytest.fixture
def trained(tmp_path: Path, project: Project) -> ModelRecord:
    """A trained model in the project, on a base that is a GGUF file."""
    return _trained(tmp_path, project, make_tiny_gguf(tmp_path / "base"))


def _trained(tmp_path: Path, project: Project, path: Path) -> ModelRecord:
    base = models.record_for(path)
    Library(project).add_model(base)
    result = tmp_path / "result"
    make_adapter(tmp_path / "base", result / "adapter", lora_alpha=8)
    config = tmp_path / "base" / "config.json"
    write_lora_gguf(result / "adapter", config, result / "adapter.gguf", base.sha256)
    digest = file_sha256(result / "adapter.gguf")
    record = ModelRecord(
        "trained", "Trained", models.ADAPTER, str(result), digest, base.id, created_at=now()
    )
    Library(project).add_model(record)
    return record


def test_the_merged_file_is_a_model_of_its_own(
    trained: ModelRecord, project: Project, tmp_path: Path
) -> None:
    """It loads without its adapter, and its header tells where it comes from."""
    merged = merge_model(trained, Library(project), tmp_path / "merged.gguf")
    assert merged.sha256 == file_sha256(tmp_path / "merged.gguf")
    assert (merged.adapted, merged.widened) == (14, 0)
    assert MERGED_KEY in read_header(tmp_path / "merged.gguf").metadata
    record = models.record_for(Path(merged.path))
    assert record.sha256 == merged.sha256
    generation = Generation(lambda call: call())
    assert generation.load_blocking(models.spec_for(record)).name == "base merged"
    generation.shutdown()


def test_a_base_that_is_a_folder_is_merged_through_its_gguf(
    project: Project, tmp_path: Path
) -> None:
    """Whatever engine runs the folder, other programs want one file."""
    folder = make_tiny_family(tmp_path / "base", "gemma3")
    record = _trained(tmp_path, project, folder)
    merged = merge_model(record, Library(project), tmp_path / "merged.gguf")
    assert read_header(Path(merged.path)).architecture == "gemma3"


def test_what_cannot_be_merged_is_said(
    trained: ModelRecord, project: Project, tmp_path: Path
) -> None:
    """A base alone, a taken name, another base behind the same record."""
    library = Library(project)
    base = library.model(str(trained.parent_id))
    assert base is not None
    with pytest.raises(EngineError, match="carries no adapter"):
        merge_model(base, library, tmp_path / "m.gguf")
    (tmp_path / "mine.gguf").write_bytes(b"mine")
    with pytest.raises(EngineError, match="there already"):
        merge_model(trained, library, tmp_path / "mine.gguf")
    assert (tmp_path / "mine.gguf").read_bytes() == b"mine"
    make_tiny_gguf(tmp_path / "base", seed=3)
    with pytest.raises(EngineError, match="trained on other weights"):
        merge_model(trained, library, tmp_path / "m.gguf")
    assert not list(tmp_path.glob("m.gguf*"))


def test_the_command_line_merges(
    trained: ModelRecord, project: Project, tmp_path: Path, capsys: Any
) -> None:
    """``stepmark models merge MODEL OUT.gguf``: sizes and what was widened, as one document."""
    path = project.path
    project.close()
    out = tmp_path / "merged.gguf"
    command = ["models", "merge", "Trained", str(out), "--project", str(path)]
    assert main(["--json", *command]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["path"] == str(out)
    assert document["size"] == out.stat().st_size
    assert main(command) == 1
    assert "there already" in capsys.readouterr().err
