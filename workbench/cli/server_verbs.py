"""``server``: models on OpenAI-compatible servers; a key is never an argument or an output."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import Any

from workbench.cli.console import Console, table
from workbench.domain.errors import KnownError
from workbench.domain.records import ModelRecord
from workbench.service import servers
from workbench.service.first_run import open_existing, open_or_begin
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.servers import KEY_VARIABLE, KeyPlace


def server_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Add, list or remove servers' models."""
    return {"add": _add, "list": _list, "remove": _remove}[arguments.act](arguments, console)


def _add(arguments: argparse.Namespace, console: Console) -> int:
    key = _key()
    keep = KeyPlace.ENVIRONMENT if arguments.key_from_environment else KeyPlace.KEYRING
    with open_or_begin(arguments.project) as project:
        try:
            record = servers.add_server(
                project, arguments.address, arguments.model, arguments.name, key, keep
            )
        except servers.NoKeyringError:
            raise KnownError(
                "This system has no keyring that could keep the key; add the server with "
                f"--key-from-environment, and set {KEY_VARIABLE} whenever it is used."
            ) from None
    console.result(_row(record), [f"Added {record.name}. Use it: {_use(record)}"])
    return 0


def _list(arguments: argparse.Namespace, console: Console) -> int:
    with open_existing(arguments.project) as project:
        rows = [_row(record) for record in _records(project)]
    lines = [(row["name"], row["model"], row["address"]) for row in rows]
    text = table(lines, ("name", "model", "address")) if lines else ["No servers yet."]
    console.result({"servers": rows}, text)
    return 0


def _remove(arguments: argparse.Namespace, console: Console) -> int:
    with open_existing(arguments.project) as project:
        named = [r for r in _records(project) if arguments.name in (r.id, r.name)]
        if len(named) != 1:
            how_many = "no server's model" if not named else "more than one server's model"
            raise KnownError(
                f"There is {how_many} called {arguments.name!r} in this project; name one by the "
                "id that this shows: stepmark server list --json"
            )
        servers.remove_server(project, named[0])
    console.result(_row(named[0]), [f"Removed {named[0].name} and its key."])
    return 0


def _key() -> str:
    """Return the key from the environment, the terminal (unseen) or a line on standard input."""
    key = os.environ.get(KEY_VARIABLE)
    if key is None and sys.stdin.isatty():
        key = getpass.getpass("The server's key (empty if it needs none): ")
    elif key is None:
        key = sys.stdin.readline()
    return key.strip()


def _records(project: Project) -> list[ModelRecord]:
    return [record for record in Library(project).models() if servers.is_server(record)]


def _row(record: ModelRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "name": record.name,
        "model": servers.remote_model_of(record),
        "address": servers.address_of(record),
    }


def _use(record: ModelRecord) -> str:
    name = record.name if record.name.isidentifier() else f'"{record.name}"'
    return f"stepmark generate --model {name}"
