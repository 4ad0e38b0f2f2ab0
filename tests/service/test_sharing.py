"""Nothing is sent before its list was seen; then exactly the list is, with the token hidden."""

from __future__ import annotations

import getpass
import json
import subprocess
import sys
from pathlib import Path

import keyring
import pytest

from tests.helpers.hub_server import hub
from tests.helpers.keyrings import LockedKeyring, MemoryKeyring
from tests.helpers.marked import marked_steps
from workbench.cli import main
from workbench.domain.errors import KnownError
from workbench.exchange import containers, tables, tables_child
from workbench.service import sharing
from workbench.service.transfer import Transfer

# The library says it in one of two ways, by its version.
CREATED = ("create ada/marks, private", "create ada/marks, True")
TOKEN = "hf_" + "q" * 30


@pytest.fixture
def ring(monkeypatch):
    backend = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    monkeypatch.setattr(sharing, "_session_token", "")
    monkeypatch.delenv(sharing.TOKEN_VARIABLE, raising=False)
    return backend


@pytest.fixture
def exported(project, tmp_path, monkeypatch):
    marked_steps(project, [1, -1])
    folder = tmp_path / "data set"
    with monkeypatch.context() as patch:
        patch.setattr(containers, "answer", written_here)
        Transfer(project).export("trl-stepwise", folder, "negative", container="parquet")
    return folder


def written_here(arguments, *_):
    """Save each test the start of the child that writes."""
    return tables_child._written(arguments[0], Path(arguments[1]), Path(arguments[2]))


def test_a_plan_lists_every_file_and_connects_to_nothing(exported, monkeypatch):
    """The dry run: names, bytes, the data set, and who could read it."""
    monkeypatch.setattr(tables, "tables_child", None)
    plan = sharing.plan_push(exported, "ada/marks")
    assert {name for name, _ in plan.files} == {
        str(path.relative_to(exported)) for path in exported.rglob("*") if path.is_file()
    }
    assert plan.size == sum(path.stat().st_size for path in exported.rglob("*") if path.is_file())
    assert "only you" in plan.lines()[0]
    assert "everybody" in sharing.plan_push(exported, "ada/marks", private=False).lines()[0]


@pytest.mark.parametrize("name", ["marks", "ada/", "ada/../x", "a/b/c", "ada/marks?x", "-a/b"])
def test_a_name_that_is_no_data_set_is_refused(exported, name):
    """It becomes part of an address."""
    with pytest.raises(KnownError, match="is no name of a data set"):
        sharing.plan_push(exported, name)


def test_a_folder_of_other_things_or_with_links_is_not_sent(exported, tmp_path):
    """A slip in a file dialog must not publish somebody's documents."""
    with pytest.raises(KnownError, match="is no exported folder"):
        sharing.plan_push(tmp_path, "ada/marks")
    (exported / "notes").symlink_to(tmp_path)
    with pytest.raises(KnownError, match="links to other files"):
        sharing.plan_push(exported, "ada/marks")


def test_what_was_listed_arrives_at_the_hub(exported, ring):
    """The client library's own upload, to a hub on loopback: each file, byte for byte."""
    sharing.keep_token(TOKEN)
    with hub() as server:
        plan = sharing.plan_push(exported, "ada/marks", endpoint=server.address)
        assert server.calls == []
        address = sharing.push(plan, sharing.kept_token())
        assert address == f"{server.address}/datasets/ada/marks"
        assert any(call in server.calls for call in CREATED)
        assert {name: len(data) for name, data in server.files.items()} == dict(plan.files)
        readme = (exported / "README.md").read_bytes()
        assert server.files["README.md"] == readme
        assert f"Bearer {TOKEN}" in server.tokens


def test_a_refused_token_is_one_sentence_without_the_token(exported, ring):
    """What the hub says is passed on; the token is in no message (fault 42)."""
    with hub() as server:
        server.refuses = True
        plan = sharing.plan_push(exported, "ada/marks", endpoint=server.address)
        with pytest.raises(KnownError, match="refused the token") as told:
            sharing.push(plan, TOKEN)
    assert TOKEN not in str(told.value)
    with pytest.raises(KnownError, match="needs a token"):
        sharing.push(plan, "")


def test_an_unreachable_hub_is_one_sentence(exported, ring):
    """No network is no crash."""
    plan = sharing.plan_push(exported, "ada/marks", endpoint="http://127.0.0.1:9")
    with pytest.raises(KnownError, match="Not everything was sent") as told:
        sharing.push(plan, TOKEN)
    assert TOKEN not in str(told.value)


def test_the_token_is_in_no_argument_and_no_environment_of_the_child(exported, ring, monkeypatch):
    """Other programs of the machine read both."""
    seen = []
    real = subprocess.Popen

    def watched(command, **options):
        seen.append((command, options["env"]))
        return real([sys.executable, "-c", 'print(\'{"address": "x"}\')'], **options)

    monkeypatch.setattr(tables.subprocess, "Popen", watched)
    sharing.push(sharing.plan_push(exported, "ada/marks"), TOKEN)
    ((command, environment),) = seen
    assert TOKEN not in repr(command)
    assert TOKEN not in repr(environment)


def test_a_token_is_kept_in_the_keyring_and_forgotten(ring, monkeypatch):
    """Never in a file of ours; without a keyring only until Stepmark ends."""
    assert sharing.keep_token(TOKEN)
    monkeypatch.setattr(sharing, "_session_token", "")
    assert sharing.kept_token() == TOKEN
    sharing.forget_token()
    assert ring.entries == {}
    assert sharing.kept_token() == ""
    monkeypatch.setattr(sharing, "keyring_backend", lambda: None)
    assert not sharing.keep_token(TOKEN)
    assert sharing.kept_token() == TOKEN
    sharing.forget_token()


def push(folder, server, monkeypatch, *options, typed=TOKEN):
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: typed)
    return main(["push", str(folder), "ada/marks", "--endpoint", server.address, *options])


def test_the_command_line_lists_first_and_keeps_a_token_that_the_hub_took(
    exported, ring, monkeypatch, capsys
):
    """A mistyped token must not take the place of one that works; a kept one can be let go."""
    sharing.keep_token("hf_old")
    with hub() as server:
        assert push(exported, server, monkeypatch) == 0
        assert "Nothing was sent" in capsys.readouterr().out
        assert server.calls == []
        server.refuses = True
        assert push(exported, server, monkeypatch, "--keep-token", "--yes") == 1
        assert list(ring.entries.values()) == ["hf_old"]
        assert push(exported, server, monkeypatch, "--keep-token", "--yes", typed="") == 1
        assert list(ring.entries.values()) == ["hf_old"]
        server.refuses = False
        assert push(exported, server, monkeypatch, "--keep-token", "--yes") == 0
        assert f"Sent to {server.address}" in capsys.readouterr().out
        assert list(ring.entries.values()) == [TOKEN]
        assert push(exported, server, monkeypatch, "--forget-token", "--yes") == 1
    assert ring.entries == {}


def test_the_command_line_sends_although_the_keyring_refuses_the_token(
    exported, monkeypatch, capsys
):
    """One document all the same; the status and the other channel say that it was not kept."""
    monkeypatch.setattr(keyring, "get_keyring", LockedKeyring)
    monkeypatch.setattr(sharing, "_session_token", "")
    with hub() as server:
        assert push(exported, server, monkeypatch, "--keep-token", "--yes", "--json") == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["sent"]
    assert "keyring refused it" in told.err
    assert TOKEN not in told.out + told.err
