"""Which file is loaded for a model, and what is said of one that cannot be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.tiny_model import make_base_gguf, make_tiny_gguf
from workbench import paths
from workbench.domain.errors import EngineError
from workbench.domain.records import ModelRecord
from workbench.service import models
from workbench.weights.identity import file_sha256


class Shelf:
    """A library of records by id."""

    def __init__(self, *records: ModelRecord) -> None:
        self._records = {record.id: record for record in records}

    def model(self, model_id: str, /) -> ModelRecord:
        return self._records[model_id]


def test_a_file_is_known_by_its_content(tmp_path: Path) -> None:
    """The same file under another name is the same model; it is used where it lies."""
    first = models.record_for(make_base_gguf(tmp_path / "a.gguf"))
    (tmp_path / "b.gguf").write_bytes((tmp_path / "a.gguf").read_bytes())
    second = models.record_for(tmp_path / "b.gguf")
    assert first.id == second.id
    assert first.name == "tiny base"
    assert Path(second.path) == tmp_path / "b.gguf"


def test_a_gguf_made_from_a_checkpoint_is_known_by_the_checkpoint(tmp_path: Path) -> None:
    """So an adapter trained on the safetensors fits the GGUF."""
    path = make_tiny_gguf(tmp_path)
    assert models.record_for(path).sha256 == file_sha256(tmp_path / "model.safetensors")


def test_an_adapter_is_loaded_on_its_base_however_far_back(tmp_path: Path) -> None:
    """Trained on trained: each adapter names its parent, and only the first has weights."""
    base = ModelRecord("b", "Base", models.BASE, "/models/base.gguf", "ab" * 32)
    first = ModelRecord("a1", "One", models.ADAPTER, str(tmp_path), parent_id="b")
    second = replace(first, id="a2", parent_id="a1")
    spec = models.spec_for(second, Shelf(base, first, second))
    assert (spec.model_id, spec.path, spec.base_sha256) == ("a2", "/models/base.gguf", "ab" * 32)
    assert spec.adapter_path == str(tmp_path / "adapter.gguf")
    assert models.spec_for(base).adapter_path is None


def test_an_adapter_without_a_known_base_is_refused() -> None:
    """Also when two records name each other."""
    one = ModelRecord("1", "One", models.ADAPTER, "x", parent_id="2")
    two = ModelRecord("2", "Two", models.ADAPTER, "y", parent_id="1")
    with pytest.raises(EngineError, match="add its model file"):
        models.spec_for(one)
    with pytest.raises(EngineError, match="add its model file"):
        models.spec_for(one, Shelf(one, two))


def test_what_a_model_needs_is_asked_of_its_header(tmp_path: Path) -> None:
    """A list must say before the click that a model is too large; a server needs nothing here."""
    record = models.record_for(make_base_gguf(tmp_path / "a.gguf"))
    size = Path(record.path).stat().st_size
    assert size < models.memory_needed(record) < size + (2 << 30)
    assert models.memory_needed(ModelRecord("r", "S", "remote", "http://127.0.0.1:1/v1#m")) == 0
    with pytest.raises(EngineError, match="not there"):
        models.memory_needed(replace(record, path=str(tmp_path / "gone.gguf")))


def test_the_starter_is_prepared_once_in_a_process_of_its_own(starter_gguf: Path) -> None:
    """The window loads no numpy for it, and the second start finds it made."""
    assert models.prepared_gguf(paths.starter_dir()) == starter_gguf
    record = models.starter_record()
    assert record.sha256 == file_sha256(paths.starter_dir() / "model.safetensors")


def test_a_starter_that_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken installation: one sentence, and the way out."""
    monkeypatch.setattr(paths, "starter_dir", lambda: tmp_path / "none")
    with pytest.raises(EngineError, match=r"install Stepmark again"):
        models.starter_record()
    with pytest.raises(EngineError, match=r"install it again"):
        models.prepared_gguf(paths.starter_dir())


def test_an_unusable_checkpoint_is_one_sentence(tmp_path: Path) -> None:
    """The process that makes the GGUF reports in words and not with a traceback."""
    for name in ("model.safetensors", "tokenizer.json", "config.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(EngineError, match="cannot be made into a GGUF") as caught:
        models.prepared_gguf(tmp_path)
    assert "Traceback" not in str(caught.value)
