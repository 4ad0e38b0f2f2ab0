"""Every model of the machine once: folders, fingerprints, adapters under their bases."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import gguf
import numpy as np
import psutil
import pytest

from tests.helpers.tiny_model import make_base_gguf, make_tiny_gguf, make_tiny_llama
from workbench import catalog, paths
from workbench.domain.errors import EngineError, KnownError
from workbench.domain.model_facts import ShelfModel, ShelfView
from workbench.domain.records import ModelRecord, Run, RunState
from workbench.domain.sampling import HF, LLAMA, REMOTE
from workbench.service import fingerprints, inspection, model_folders, models
from workbench.service.fingerprints import Interrupted, fingerprint, known_fingerprint
from workbench.service.lineage import trained_by, tree
from workbench.service.shelf import GONE, Shelf, adopted
from workbench.weights.identity import file_sha256


def make_adapter(path: Path, *, base_name: str = "", base_sha256: str = "") -> Path:
    """Write a GGUF LoRA adapter of one pair, as converters do."""
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_name("algebra LoRA")
    if base_name:
        writer.add_string("general.base_model.0.name", base_name)
    if base_sha256:
        writer.add_string("stepmark.base_sha256", base_sha256)
    writer.add_tensor("blk.0.attn_q.weight.lora_a", np.zeros((8, 64), np.float32))
    writer.add_tensor("blk.0.attn_q.weight.lora_b", np.zeros((64, 8), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def look(*records: ModelRecord, runs: tuple[Run, ...] = ()) -> ShelfView:
    return Shelf().look(records, runs)


def by_name(view: ShelfView, name: str) -> ShelfModel:
    return next(model for model in view.models if model.name == name)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    model_folders.add_folder(folder)
    return folder


def test_a_folder_is_remembered_looked_through_and_forgotten(library: Path) -> None:
    """Files stay where they are; a folder within the folder counts too."""
    (library / "sub").mkdir()
    make_base_gguf(library / "sub" / "a.gguf")
    make_tiny_llama(library / "checkpoint")
    view = look()
    assert {model.name for model in view.models} == {"tiny base", "checkpoint"}
    assert {model.engine for model in view.models} == {LLAMA, HF}
    assert model_folders.remembered().folders == (library,)
    model_folders.remove_folder(library)
    assert look().models == ()
    assert (library / "sub" / "a.gguf").exists()
    with pytest.raises(KnownError, match="not among"):
        model_folders.remove_folder(library)


def test_what_cannot_be_used_is_listed_with_its_reason(library: Path) -> None:
    """A file that is passed over in silence would be searched for."""
    (library / "broken.gguf").write_bytes(b"GGUF")
    pickled = library / "pickled"
    pickled.mkdir()
    (pickled / "config.json").write_text("{}")
    (pickled / "pytorch_model.bin").write_bytes(b"x")
    troubles = {model.name: model.trouble for model in look().models}
    assert "not a usable GGUF" in troubles["broken.gguf"]
    assert "pickle" in troubles["pickled"]


def test_a_folder_that_has_gone_is_said(library: Path) -> None:
    """An unplugged disk is no empty folder."""
    library.rmdir()
    view = look()
    assert "not there any more" in view.folders[0].trouble
    assert not view.folders[0].is_own
    assert view.folders[-1].is_own


def test_links_and_later_parts_are_passed_over(library: Path) -> None:
    """A link could lead out of the folder, or in a circle; a part alone is no model."""
    (library / "circle").symlink_to(library)
    (library / "m-00002-of-00002.gguf").write_bytes(b"GGUF")
    assert look().models == ()


def test_the_same_content_is_shown_once(library: Path) -> None:
    """Known by fingerprint, which is not computed for a list: a file may be many gigabytes."""
    first = make_base_gguf(library / "a.gguf")
    (library / "b.gguf").write_bytes(first.read_bytes())
    assert len(look().models) == 2
    for path in (first, library / "b.gguf"):
        fingerprint(path)
    [model] = look().models
    assert model.also == (str(library / "b.gguf"),)
    record = models.record_for(first)
    [model] = look(record).models
    assert model.key == record.id


def test_a_fingerprint_is_computed_once_and_anew_after_a_change(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By path, size and time; a changed file is another model."""
    path = make_base_gguf(library / "a.gguf")
    assert known_fingerprint(path) == ""
    assert fingerprint(path) == file_sha256(path) == known_fingerprint(path)
    monkeypatch.setattr(fingerprints.hashlib, "sha256", lambda: pytest.fail("read again"))
    assert fingerprint(path)
    os.utime(path, (1, 1))
    assert known_fingerprint(path) == ""


def test_reading_through_can_be_stopped(library: Path) -> None:
    """The window closes at once, however large the file."""
    path = make_base_gguf(library / "a.gguf")
    with pytest.raises(Interrupted):
        fingerprint(path, lambda: True)
    assert known_fingerprint(path) == ""


def test_a_file_that_moved_is_found_again_by_its_content(library: Path, tmp_path: Path) -> None:
    """The project keeps the model, with its lineage."""
    path = make_base_gguf(tmp_path / "a.gguf")
    record = models.record_for(path)
    path.rename(library / "renamed.gguf")
    [lost, _found] = look(record).models
    assert lost.trouble == GONE
    fingerprint(library / "renamed.gguf")
    view = look(record)
    [model] = view.models
    assert model.trouble == ""
    [moved] = adopted(model, view, lambda: False)
    assert (moved.id, moved.path) == (record.id, str(library / "renamed.gguf"))


@pytest.mark.parametrize("how", ["sha256", "name"])
def test_an_adapter_stands_under_the_base_it_names(library: Path, how: str) -> None:
    """By fingerprint where it gives one, else by name; using it brings the base along."""
    base = make_base_gguf(library / "tiny.gguf")
    digest = fingerprint(base) if how == "sha256" else ""
    name = "" if how == "sha256" else "somebody/Tiny base"
    make_adapter(library / "lora.gguf", base_name=name, base_sha256=digest)
    view = look()
    assert [(model.name, model.depth) for model in view.models] == [
        ("tiny base", 0),
        ("algebra LoRA", 1),
    ]
    first, second = adopted(view.models[1], view, lambda: False)
    assert second.parent_id == first.id
    assert second.kind == models.ADAPTER
    assert second.sha256 == first.sha256 == file_sha256(base)


def test_an_adapter_for_other_weights_is_not_put_under_a_namesake(library: Path) -> None:
    """A fingerprint that does not fit overrules a name that does."""
    make_base_gguf(library / "tiny.gguf")
    make_adapter(library / "lora.gguf", base_name="tiny base", base_sha256="ab" * 32)
    view = look()
    adapter = by_name(view, "algebra LoRA")
    assert adapter.lacks_base
    with pytest.raises(EngineError, match="add its model first"):
        adopted(adapter, view, lambda: False)


def test_a_named_adapter_brings_its_base(library: Path, tmp_path: Path) -> None:
    """`models add` takes adapters too."""
    make_base_gguf(library / "tiny.gguf")
    adapter = make_adapter(tmp_path / "lora.gguf", base_name="tiny base")
    shelf = Shelf()
    view = shelf.look((), ())
    records = shelf.named(adapter, view, lambda: False)
    assert [record.kind for record in records] == [models.BASE, models.ADAPTER]
    (tmp_path / "bad.gguf").write_bytes(b"GGUF")
    with pytest.raises(EngineError, match="not a usable GGUF"):
        shelf.named(tmp_path / "bad.gguf", view, lambda: False)


def test_facts_come_from_the_file_alone(library: Path) -> None:
    """Template, context, precision, size, licence: before anything is loaded."""
    path = make_tiny_gguf(library / "one", half=True)
    facts = inspection.inspect(path)
    assert facts.architecture == "llama"
    assert facts.quantisation == "F16"
    assert facts.context_length == 512
    assert facts.vocabulary_size == 372
    assert "messages" in facts.template
    assert facts.needs_bytes > facts.file_bytes
    folder = inspection.inspect(make_tiny_llama(library / "two"))
    assert folder.form == inspection.FOLDER
    assert folder.parameters == facts.parameters


def test_precisions_are_named_as_the_format_names_them() -> None:
    """The numbers are llama.cpp's; the gguf package knows them too."""
    for number, name in inspection.FILE_TYPES.items():
        theirs = gguf.LlamaFileType(number).name.removeprefix("MOSTLY_").removeprefix("ALL_")
        assert theirs == name


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("NVIDIA H200, 140000, 143771", ("NVIDIA H200", 140000 << 20, 143771 << 20)),
        ("GPU, with comma, 1, 2", ("GPU, with comma", 1 << 20, 2 << 20)),
        ("", ("", 0, 0)),
        ("No devices were found", ("", 0, 0)),
        ("X, [N/A], 5", ("", 0, 0)),
    ],
)
def test_the_driver_is_believed_only_in_its_own_form(line: str, expected: tuple) -> None:
    """No GPU, no number: never a made-up one."""
    assert inspection.parse_gpu_line(line) == expected


def test_the_starter_is_judged_by_what_llama_loads(starter_gguf: Path) -> None:
    """Its record names the folder of safetensors, and llama.cpp runs the GGUF made from it."""
    [model] = look(models.starter_record()).models
    assert model.facts is not None
    assert model.facts.needs_bytes == inspection.inspect(starter_gguf).needs_bytes
    assert model.facts.licence == catalog.catalog()[0].licence == models.STARTER_LICENCE
    assert model.engine == LLAMA


def test_the_engine_follows_from_what_the_model_is(tmp_path: Path) -> None:
    """Remote, transformers folder, GGUF; the starter's folder is llama's."""
    folder = make_tiny_llama(tmp_path / "hf")
    assert models.spec_for(models.record_for(folder)).engine == HF
    assert models.spec_for(models.starter_record()).engine == LLAMA
    server = ModelRecord("r", "Server", "remote", "http://127.0.0.1:8000/v1#m")
    spec = models.spec_for(server)
    assert (spec.engine, spec.path, spec.remote_model) == (REMOTE, "http://127.0.0.1:8000/v1", "m")


def test_each_engine_takes_its_own_form_of_an_adapter(tmp_path: Path) -> None:
    """A run publishes both; a form that the base's engine cannot take is said before loading."""
    folder = make_tiny_llama(tmp_path / "hf")
    base = models.record_for(folder)
    published = tmp_path / "result"
    (published / "adapter").mkdir(parents=True)
    trained = ModelRecord("t", "T", models.ADAPTER, str(published), parent_id=base.id)
    assert models.adapter_path(trained, HF) == published / "adapter"
    assert models.adapter_path(trained, LLAMA) == published / "adapter.gguf"
    (published / "adapter_config.json").write_text("{}")
    assert models.adapter_path(trained, HF) == published
    with pytest.raises(EngineError, match="transformers folder"):
        models.adapter_path(trained, LLAMA)
    file = replace(trained, path=str(tmp_path / "x.gguf"))
    with pytest.raises(EngineError, match="GGUF adapter"):
        models.adapter_path(file, HF)


def test_a_servers_model_stands_apart_and_needs_nothing_here() -> None:
    """It has no file and no needs."""
    [model] = look(ModelRecord("r", "S", "remote", "http://127.0.0.1:8000/v1#m")).models
    assert model.server == "http://127.0.0.1:8000/v1"
    assert (model.facts, model.trouble) == (None, "")


def run_with(folder: Path, run_id: str, results: dict | None) -> Run:
    folder.mkdir()
    if results is not None:
        (folder / "results.json").write_text(json.dumps(results))
    return Run(run_id, str(folder), RunState.DONE, "base", created_at="2026-05-20T10:00:00")


def test_a_trained_model_carries_its_runs_numbers(tmp_path: Path) -> None:
    """Before, after and how sure; a run without held-out problems has a date alone."""
    results = {
        "before": {"problems": 96, "accuracy": 0.7},
        "after": {"problems": 96, "accuracy": 0.9},
        "accuracy_change_interval": [0.1, 0.3],
    }
    run = run_with(tmp_path / "run", "r1", results)
    record = ModelRecord("t", "T", models.ADAPTER, str(tmp_path), parent_id="base", run_id="r1")
    trained = trained_by(record, [run])
    assert trained is not None
    assert (trained.at[:10], trained.problems, trained.before) == ("2026-05-20", 96, 0.7)
    bare = trained_by(replace(record, run_id="r2"), [run_with(tmp_path / "two", "r2", None)])
    assert bare is not None
    assert bare.problems == 0
    assert trained_by(replace(record, run_id=None), []) is None


def test_the_lineage_is_a_tree_whatever_the_records_say() -> None:
    """Adapters of adapters, two branches, a lost parent, two that name each other."""
    parents = {"a1": "a", "a2": "a1", "b1": "gone", "x": "y", "y": "x"}
    order = ["a", "b", "a2", "b1", "a1", "x", "y"]
    found = tree(parents, order)
    assert found[:3] == [("a", 0), ("a1", 1), ("a2", 2)]
    assert sorted(key for key, _ in found) == sorted(order)
    assert ("b1", 0) in found


def test_the_list_of_folders_survives_damage_and_says_a_full_disk(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged list is an empty one: the folders can be named again."""
    file = paths.data_dir() / "models.json"
    file.write_text("{broken")
    assert model_folders.remembered().folders == ()
    model_folders.agree_to("example.org")
    assert model_folders.is_agreed("example.org")
    file.write_text('{"folders": [3, "/x"], "hosts": "no"}')
    assert model_folders.remembered() == model_folders.Remembered((Path("/x"),))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(model_folders, "write_json", full)
    with pytest.raises(KnownError, match="free some space"):
        model_folders.add_folder(library)


def test_what_is_free_is_asked_each_time(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What did not fit an hour ago may fit now."""
    shelf = Shelf()
    before = shelf.look((), ()).room
    assert 0 < before.free <= before.total

    class Memory:
        available, total = 5, 10

    monkeypatch.setattr(psutil, "virtual_memory", Memory)
    assert (shelf.look((), ()).room.free, before.free > 5) == (5, True)
