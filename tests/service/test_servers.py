"""Servers' models in a project: the record, the key's place, and the command line for both."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from tests.helpers.keyrings import LockedKeyring, MemoryKeyring
from tests.helpers.odd_server import Asked, OddServer, Talk
from tests.helpers.openai_server import RunningServer, served
from tests.test_cli import stepmark
from workbench.cli import main
from workbench.domain.errors import EngineError, KnownError
from workbench.domain.records import ModelRecord, Problem
from workbench.domain.sampling import REMOTE
from workbench.service import models, servers
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.servers import KEY_VARIABLE, KeyPlace, NoKeyringError
from workbench.service.solving import ModelSession, sampling

KEY = "sk-kept-55aa71"


class PlainFileKeyring(MemoryKeyring):
    """Stands for those of the package keyrings.alt, which write keys to a readable file."""


PlainFileKeyring.__module__ = "keyrings.alt.file"


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryKeyring]:
    """No test of this module reaches the keyring of whoever runs it."""
    before = keyring.get_keyring()
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    monkeypatch.setattr(servers, "_session_keys", {})
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    yield backend
    keyring.set_keyring(before)


def _well(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("1. Two.\n**Answer: $2$**", finish="stop")
    talk.done()


@pytest.fixture
def server() -> Iterator[OddServer]:
    with OddServer(_well) as running:
        yield running


@pytest.fixture(scope="module")
def guarded(
    _starter_made: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """The real server with the starter behind a key."""
    log = tmp_path_factory.mktemp("served") / "log"
    with served(_starter_made[0], log, name="tiny", key=KEY) as running:
        yield running


def _contents(folder: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


def test_a_servers_model_is_added_and_used_like_any_other(
    project: Project, server: OddServer
) -> None:
    """By its name, through the real engine's process; the key goes to the server alone."""
    record = servers.add_server(project, server.address, "odd", "Our cluster", KEY)
    assert Library(project).model(record.id) == record
    assert (record.kind, record.name) == (REMOTE, "Our cluster")
    assert servers.address_of(record) == f"{server.address}/v1"
    assert servers.remote_model_of(record) == "odd"
    spec = models.spec_for(record, Library(project))
    assert (spec.engine, spec.remote_model, spec.api_key) == (REMOTE, "odd", KEY)
    with ModelSession(project, "Our cluster") as session:
        assert session.capabilities is not None
        assert session.capabilities.engine == REMOTE
        solve = session.solver(sampling(None))
        (result,) = solve(Problem("p", "1 + 1?"), (4,))
    assert result.text.startswith("1. Two.")
    assert {asked.headers["authorization"] for asked in server.asked} == {f"Bearer {KEY}"}


def test_the_key_is_in_the_keyring_and_in_no_file(
    project: Project, server: OddServer, memory: MemoryKeyring, tmp_path: Path
) -> None:
    """Projects are copied and sent; backups are made of them."""
    record = servers.add_server(project, server.address, api_key=KEY)
    assert list(memory.entries.values()) == [KEY]
    assert servers.api_key_of(record) == KEY
    project.back_up()
    written = _contents(tmp_path)
    assert record.id.encode() in written
    assert KEY.encode() not in written
    assert KEY not in repr(models.spec_for(record, Library(project)))


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, LockedKeyring, PlainFileKeyring])
def test_without_a_safe_keyring_nothing_is_added_and_a_way_on_is_named(
    backend: type[KeyringBackend], project: Project, server: OddServer, tmp_path: Path
) -> None:
    """A backend that refuses, keeps nothing, stays locked or writes a plain file is none."""
    chosen = backend()
    keyring.set_keyring(chosen)
    with pytest.raises(NoKeyringError, match="for this session only") as caught:
        servers.add_server(project, server.address, api_key=KEY)
    assert KEY not in str(caught.value)
    assert not [r for r in Library(project).models() if servers.is_server(r)]
    assert not getattr(chosen, "entries", {})
    assert KEY.encode() not in _contents(tmp_path)


def test_a_key_for_this_session_is_gone_with_it(
    project: Project, server: OddServer, memory: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.set_keyring(fail.Keyring())
    record = servers.add_server(project, server.address, api_key=KEY, keep=KeyPlace.SESSION)
    assert servers.api_key_of(record) == KEY
    monkeypatch.setattr(servers, "_session_keys", {})  # as in the next process
    assert servers.api_key_of(record) == ""
    assert not memory.entries


def test_a_key_of_the_environment_goes_only_where_the_user_said_so(
    project: Project, server: OddServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server added without a key is not sent the one that is meant for another."""
    with OddServer(models={"data": [{"id": "other"}]}) as other:
        keyless = servers.add_server(project, other.address)
        record = servers.add_server(project, server.address, api_key=KEY, keep=KeyPlace.ENVIRONMENT)
    assert servers.api_key_of(record) == ""
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    assert servers.api_key_of(record) == KEY
    assert servers.api_key_of(keyless) == ""
    assert servers.remote_model_of(record) == "odd"


def test_a_server_without_a_key_leaves_the_keyring_alone(
    project: Project, server: OddServer
) -> None:
    """Looking into it may start a D-Bus session or ask for a password."""
    keyring.set_keyring(LockedKeyring())
    record = servers.add_server(project, server.address)
    assert servers.api_key_of(record) == ""
    servers.remove_server(project, record)


def test_a_locked_keyring_is_said_when_the_key_is_needed(
    project: Project, server: OddServer
) -> None:
    record = servers.add_server(project, server.address, api_key=KEY)
    keyring.set_keyring(LockedKeyring())
    with pytest.raises(KnownError, match="unlock the keyring and try again"):
        servers.api_key_of(record)


def test_a_project_brought_to_a_machine_without_a_keyring_asks_for_the_key(
    project: Project, server: OddServer
) -> None:
    """The key stayed behind: the server says that it needs one; the model can be removed."""
    record = servers.add_server(project, server.address, api_key=KEY)
    keyring.set_keyring(fail.Keyring())
    assert servers.api_key_of(record) == ""
    servers.remove_server(project, record)
    assert Library(project).model(record.id) is None


def test_removing_the_model_removes_the_key(
    project: Project, server: OddServer, memory: MemoryKeyring
) -> None:
    """Whichever page or verb removes it."""
    record = servers.add_server(project, server.address, api_key=KEY)
    Library(project).remove_model(record.id)
    assert not memory.entries
    assert Library(project).model(record.id) is None
    assert servers.api_key_of(record) == ""


def test_a_key_that_cannot_be_removed_is_said(project: Project, server: OddServer) -> None:
    record = servers.add_server(project, server.address, api_key=KEY)
    keyring.set_keyring(LockedKeyring())
    with pytest.raises(KnownError, match=f"still in the system's keyring .*{record.id}"):
        servers.remove_server(project, record)


def test_adding_it_again_changes_it_and_leaves_no_key_behind(
    project: Project, server: OddServer, memory: MemoryKeyring
) -> None:
    first = servers.add_server(project, server.address, api_key="old", name="A")
    second = servers.add_server(project, server.address, api_key=KEY, name="B")
    assert first.id == second.id
    assert list(memory.entries.values()) == [KEY]
    third = servers.add_server(project, server.address, name="C")
    assert not memory.entries
    assert [r.name for r in Library(project).models() if servers.is_server(r)] == ["C"]
    assert servers.key_place(third) is None


@pytest.mark.parametrize(
    "name", ["org/model-7B:latest", "a?key=keyring", "a#b", "Größe 数学", "%41"]
)
def test_any_name_a_server_gives_survives_the_record(name: str, project: Project) -> None:
    with OddServer(models={"data": [{"id": name}]}) as server:
        record = servers.add_server(project, server.address)
    assert servers.remote_model_of(record) == name
    assert servers.key_place(record) is None


@pytest.mark.parametrize(
    ("model", "name"), [("/srv/m/qwen-q4.gguf", "qwen-q4.gguf"), ("org/qwen", "org/qwen")]
)
def test_a_file_on_the_server_is_called_by_its_name(
    model: str, name: str, project: Project
) -> None:
    """llama-server names a model by the whole path where it was not given an alias."""
    with OddServer(models={"data": [{"id": model}]}) as server:
        record = servers.add_server(project, server.address)
    assert (record.name, servers.remote_model_of(record)) == (name, model)


def test_what_a_server_offers_is_listed_before_it_is_added(server: OddServer) -> None:
    assert servers.server_models(server.address) == ["odd"]
    with pytest.raises(EngineError, match="begins with http"):
        servers.server_models("odd.example")


def test_a_server_that_does_not_answer_is_not_added(
    project: Project, memory: MemoryKeyring
) -> None:
    with OddServer() as server:
        address = server.address
    with pytest.raises(EngineError, match="No server answers"):
        servers.add_server(project, address, api_key=KEY)
    assert not memory.entries
    assert not [r for r in Library(project).models() if servers.is_server(r)]


def _verb(
    capsys: pytest.CaptureFixture[str], project: Path, *words: str, status: int = 0
) -> dict[str, Any]:
    assert main(["server", *words, "--project", str(project), "--json"]) == status
    seen = capsys.readouterr()
    assert KEY not in seen.out + seen.err
    return json.loads(seen.out)


def test_the_verbs_add_list_and_remove(
    guarded: RunningServer,
    tmp_path: Path,
    home: Path,
    memory: MemoryKeyring,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Against the real server; the key comes by standard input and is no option."""
    project = tmp_path / "verbs.stepmark"
    monkeypatch.setattr("sys.stdin", io.StringIO("wrong\n"))
    refused = _verb(capsys, project, "add", guarded.address, status=1)
    assert "The key was not accepted" in refused["error"]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY}\n"))
    added = _verb(capsys, project, "add", guarded.address, "--name", "Mine")
    assert (added["name"], added["model"]) == ("Mine", "tiny")
    assert list(memory.entries.values()) == [KEY]
    assert _verb(capsys, project, "list")["servers"] == [added]
    assert "no server's model" in _verb(capsys, project, "remove", "x", status=1)["error"]
    _verb(capsys, project, "remove", "Mine")
    assert not memory.entries
    assert _verb(capsys, project, "list")["servers"] == []


def test_the_terminal_asks_for_the_key_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.cli import server_verbs

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("seen"))
    monkeypatch.setattr("getpass.getpass", lambda _prompt: f" {KEY} ")
    assert server_verbs._key() == KEY
    monkeypatch.setenv(KEY_VARIABLE, "from the environment")
    assert server_verbs._key() == "from the environment"


def test_a_machine_without_a_keyring_solves_problems_through_a_real_server(
    guarded: RunningServer, tmp_path: Path, home: Path
) -> None:
    """The whole program: refused without a keyring, added and used by the environment."""
    target = tmp_path / "bare.stepmark"
    with Project.create(target, "Ada") as project:
        Library(project).add_problems([Problem("p", "What is 25% of 80?", "20")])
    bare = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", KEY_VARIABLE: KEY}
    words = ("server", "add", guarded.address, "--name", "mine", "--project", target)
    refused = stepmark(*words, home=home, **bare)
    assert refused.returncode == 1
    assert "--key-from-environment" in refused.stderr
    added = stepmark(*words, "--key-from-environment", home=home, **bare)
    assert added.returncode == 0, added.stderr
    arguments = ("generate", "--model", "mine", "-k", 2, "--json", "--project", target)
    done = stepmark(*arguments, home=home, **bare)
    assert done.returncode == 0, done.stderr
    (solved,) = json.loads(done.stdout)["solved"]
    assert [response["seed"] for response in solved["responses"]] == [0, 1]
    everything = refused.stdout + refused.stderr + added.stdout + done.stdout + done.stderr
    assert KEY not in everything
    assert KEY.encode() not in _contents(tmp_path)


def test_a_local_models_record_is_no_server(project: Project) -> None:
    """Whatever its path holds; removing it asks no keyring."""
    keyring.set_keyring(LockedKeyring())
    local = ModelRecord("b", "b", "base", "/models/a#b?key=keyring")
    assert not servers.is_server(local)
    Library(project).add_model(local)
    Library(project).remove_model("b")
