"""Every format in every container is read back by the library it is for, and by ourselves."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.helpers.marked import contents, mark_example, marked_steps, prefer_first, two_turns
from tests.helpers.projects import python, run_python
from tests.helpers.tables import jsonl
from workbench.domain.errors import KnownError
from workbench.domain.records import Split
from workbench.exchange import containers, registry, tables_child
from workbench.exchange.containers import Container, fill
from workbench.exchange.export import write_export
from workbench.exchange.folders import NewFolder
from workbench.exchange.options import ExportOptions, Neutral, Tally
from workbench.service.project import Project
from workbench.service.transfer import Transfer

BACK = [Container.JSONL, Container.PARQUET, Container.DATASET]
WRITTEN = [form for form in registry.FORMATS if form.writes]


def fill_project(project: Project, folder: Path) -> Project:
    prefer_first(project, mark_example(project, two_turns()))
    marked_steps(project, [1, 0, -1], "Neutral in the middle?")
    rows = [
        {"prompt": f"Held out {n}?", "completions": ["a", "b"], "labels": [True, False], "extra": n}
        for n in range(3)
    ]
    Transfer(project).import_file(jsonl(folder / "held.jsonl", rows), split=Split.HELDOUT)
    return project


@pytest.fixture
def full(project, tmp_path):
    """A project with turns, rewrites, a preference, neutral marks, two splits and kept columns."""
    return fill_project(project, tmp_path)


def export(project: Project, form, out: Path, container: Container = Container.JSONL):
    options = ExportOptions(Neutral.POSITIVE if form.neutral == "required" else None)
    return write_export(project.file.database, form, out, options, container)


_READ_BACK = """
import json, sys
from pathlib import Path
import datasets
datasets.disable_progress_bars()
folder, found = Path(sys.argv[1]), {}
for path in sorted(folder.iterdir()):
    if path.name.endswith(".jsonl"):
        read = datasets.load_dataset("json", data_files=str(path), cache_dir=str(folder / "c"))
    elif path.name.endswith(".parquet"):
        read = datasets.load_dataset(str(path), cache_dir=str(folder / "c"))
    elif path.name.endswith(".dataset"):
        read = datasets.load_from_disk(str(path))
    else:
        continue
    found[path.name] = {
        name: [len(split), split[0], list(split.column_names)] for name, split in read.items()
    }
print(json.dumps(found, default=str))
"""


def in_this_process(arguments: list[Any], *_: Any, **__: Any) -> Mapping[str, object]:
    """Stand in for the child, whose start would be most of the time of thirty exports."""
    return tables_child._written(arguments[0], Path(arguments[1]), Path(arguments[2]))


@pytest.fixture(autouse=True)
def no_child(request, monkeypatch):
    """Save most tests the child's start; those marked so run the real one."""
    if "real_child" not in request.fixturenames:
        monkeypatch.setattr(containers, "answer", in_this_process)


@pytest.fixture
def real_child():
    """Asked for by tests of what the child does."""


@pytest.fixture(scope="module")
def read_back(tmp_path_factory):
    """Everything that ``datasets`` says of every format in every container."""
    folder = tmp_path_factory.mktemp("exports")
    counts = {}
    with (
        pytest.MonkeyPatch.context() as patch,
        Project.create(tmp_path_factory.mktemp("project") / "full.stepmark", "Ada") as project,
    ):
        patch.setattr(containers, "answer", in_this_process)
        fill_project(project, tmp_path_factory.mktemp("files"))
        for form, container in product(WRITTEN, BACK):
            out = folder / f"{form.id}.{container.value}"
            counts[form.id, container.value] = export(project, form, out, container).card["records"]
    # Where formats of one folder are listed, and cards lie, is no data.
    for beside in [*folder.glob("*.json"), *folder.glob("*.md")]:
        beside.unlink()
    done = run_python(_READ_BACK, folder)
    assert done.returncode == 0, done.stderr[-2000:]
    return counts, json.loads(done.stdout)


def test_datasets_reads_every_format_from_every_container(read_back):
    """JSON Lines and Parquet by ``load_dataset``, folders by ``load_from_disk``, splits too."""
    counts, found = read_back
    for (form, container), count in counts.items():
        splits = found[f"{form}.{container}"]
        assert sum(split[0] for split in splits.values()) == count, (form, container)
        if container != "jsonl" and form in ("trl-stepwise", "stepmark-jsonl"):
            assert set(splits) == {"train", "heldout"}, (form, container)


def test_columns_have_the_same_types_in_every_container(read_back):
    """Rows are equal whether they come from text or from tables."""
    _, found = read_back
    for form in ("trl-stepwise", "math-shepherd", "rlhflow-prm", "sft", "trl-unpaired"):
        table = found[f"{form}.parquet"]["train"]
        assert found[f"{form}.dataset"]["train"] == table
        assert (
            found[f"{form}.jsonl"]["train"][1].items()
            >= {name: value for name, value in table[1].items() if name != "extra"}.items()
        )


def test_labels_are_booleans_and_unmarked_stays_null_in_tables(full, tmp_path):
    """TRL's trainer cuts floats; a null that became 0 would be a verdict nobody gave."""
    folder = tmp_path / "steps"
    export(full, registry.writable(registry.TRL_STEPWISE), folder, Container.PARQUET)
    (train,) = (folder / "data").glob("train-*")
    assert str(pq.read_schema(train).field("labels").type) == "list<element: bool>"
    other = tmp_path / "own"
    export(full, registry.writable(registry.STEPMARK), other, Container.PARQUET)
    (train,) = (other / "data").glob("train-*")
    rows = [row for row in pq.read_table(train).to_pylist() if row["thread"]]
    marks = [
        step["mark"]
        for row in rows
        for turn in row["turns"]
        for one in turn["responses"]
        for step in one["steps"]
    ]
    assert None in marks
    assert {mark["verdict"] for mark in marks if mark} == {1, 0, -1}


@pytest.mark.parametrize("container", BACK)
def test_own_exports_import_as_the_identity_from_every_container(
    full, tmp_path, container, real_child
):
    """Every record comes back as it was, whatever it travelled in, and again changes nothing."""
    out = tmp_path / "own"
    first = export(full, registry.writable(registry.STEPMARK), out, container)
    with Project.create(tmp_path / "other.stepmark", "Grace") as other:
        Transfer(other).import_file(out)
        for table, rows in contents(full).items():
            assert contents(other)[table] == rows, table
        assert Transfer(other).import_file(out).change is None
        assert other.check().ok
    assert first.card["sha256"]


def test_the_digest_tells_equal_content_in_any_container(full, tmp_path):
    """A version is of the content, not of how it was packed."""
    form = registry.writable(registry.PROCESSBENCH)
    digests = {export(full, form, tmp_path / name, name).card["sha256"] for name in BACK}
    assert len(digests) == 1


def test_shards_are_bounded_and_named_by_their_number(full, tmp_path):
    """A reader on another machine fetches the shards it wants, and sees that none is missing."""
    folder = tmp_path / "shards"
    folder.mkdir()
    rows = ({"prompt": f"P{n}", "completions": ["x" * 500] * 4} for n in range(3000))
    fill(
        folder,
        Container.PARQUET,
        registry.writable(registry.TRL_STEPWISE),
        rows,
        full.file.database,
        Tally(),
        shard_bytes=2_000_000,
    )
    names = sorted(path.name for path in (folder / "data").iterdir())
    assert names == [f"train-{n:05d}-of-00003.parquet" for n in range(3)]
    for name in names:
        metadata = pq.read_metadata(folder / "data" / name)
        assert max(metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)) <= 1000


def test_an_export_of_nothing_has_columns_all_the_same(project, tmp_path):
    """An empty data set is read as an empty one, not as an error."""
    folder = tmp_path / "nothing"
    export(project, registry.writable(registry.TRL_PREFERENCE), folder, Container.PARQUET)
    (only,) = (folder / "data").iterdir()
    assert only.name == "train-00000-of-00001.parquet"
    assert pq.read_schema(only).names == ["prompt", "chosen", "rejected"]
    with pytest.raises(KnownError, match="nothing to write as trl-preference"):
        export(project, registry.writable(registry.TRL_PREFERENCE), folder, Container.DATASET)
    assert only.is_file()


def test_a_new_export_takes_the_place_of_an_old_folder_whole(full, tmp_path):
    """Nothing of the old one stays among the new: a stale shard would be read as data."""
    folder, form = tmp_path / "data set", registry.writable(registry.TRL_STEPWISE)
    export(full, form, folder, Container.DATASET)
    export(full, form, folder, Container.PARQUET)
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md", "card.json", "columns.json", "data", "export.json",
    ]  # fmt: skip
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith((".part", ".old"))] == []


@pytest.mark.parametrize("exchange", [True, False])
def test_a_folder_of_other_things_is_never_replaced(full, tmp_path, exchange, monkeypatch):
    """A slip in a file dialog must not cost somebody their documents."""
    if not exchange:
        monkeypatch.setattr("workbench.exchange.folders._exchanged", lambda *_: False)
    form = registry.writable(registry.TRL_STEPWISE)
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "thesis.tex").write_text("years of work")
    with pytest.raises(KnownError, match="holds other things"):
        export(full, form, papers, Container.PARQUET)
    assert (papers / "thesis.tex").read_text() == "years of work"
    with pytest.raises(KnownError, match="is a file, and a folder is written"):
        export(full, form, papers / "thesis.tex", Container.PARQUET)
    with pytest.raises(KnownError, match="There is no folder"):
        export(full, form, tmp_path / "none" / "here", Container.PARQUET)
    empty = tmp_path / "empty"
    empty.mkdir()
    export(full, form, empty, Container.PARQUET)
    assert (empty / "card.json").is_file()


_KILLED = """
import sys
from pathlib import Path
from workbench.exchange.folders import NewFolder
with NewFolder(Path(sys.argv[1])) as new:
    (new.path / "card.json").write_text("half")
    print("half", flush=True); sys.stdin.read()
"""


def test_kill_in_the_middle_of_a_folder_leaves_the_old_one(full, tmp_path):
    """SIGKILL before everything is synced (fault 36)."""
    folder, form = tmp_path / "old", registry.writable(registry.TRL_STEPWISE)
    export(full, form, folder, Container.PARQUET)
    before = (folder / "card.json").read_bytes()
    child = python(["-c", _KILLED, str(folder)], stdin=subprocess.PIPE)
    assert child.stdout.readline() == "half\n"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert (folder / "card.json").read_bytes() == before
    export(full, form, folder, Container.PARQUET)


@pytest.mark.parametrize("container", [Container.PARQUET, Container.DATASET])
def test_a_full_disk_leaves_the_old_folder(full, tmp_path, container, real_child):
    """Whatever of it fails to be written, in this process or the child (fault 36)."""
    folder, form = tmp_path / "old", registry.writable(registry.TRL_STEPWISE)
    export(full, form, folder, container)
    before = {path.name for path in folder.rglob("*")}
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400, hard))
    try:
        with pytest.raises(KnownError):
            export(full, form, folder, container)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)
    assert {path.name for path in folder.rglob("*")} == before
    assert [path for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


@pytest.mark.parametrize("name", ["it's #%20", "two\nlines", "\U0001f600", "[a]*?"])
def test_odd_paths_take_folders_and_give_them_back(full, tmp_path, name):
    """Names of folders are anyone's (fault 43), and a library may take them for patterns."""
    form = registry.writable(registry.TRL_STEPWISE)
    for container in (Container.PARQUET, Container.DATASET):
        folder = tmp_path / name
        export(full, form, folder, container)
        with Project.create(tmp_path / f"{container}.stepmark", "Grace") as other:
            assert Transfer(other).import_file(folder).solutions_added > 0


def test_a_folder_that_fails_half_way_is_gone(tmp_path):
    """Not only the disk can fail."""

    def fill_half() -> None:
        with NewFolder(tmp_path / "out") as new:
            (new.path / "half").write_text("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fill_half()
    assert list(tmp_path.glob("*out*")) == []


def test_the_window_side_of_an_export_loads_no_table_library():
    """The libraries cost a second and a hundred megabytes: only the child pays."""
    code = """
import sys
import workbench.service.transfer, workbench.service.round_trip, workbench.service.sharing
import workbench.cli.exchange_verbs
print(sorted({"pyarrow", "datasets", "pandas", "huggingface_hub", "torch"} & set(sys.modules)))
"""
    assert run_python(code).stdout == "[]\n"
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert sys.version_info >= (3, 11)
