"""Models on servers that the user runs: how they are kept in a project, and where their keys are.

A project file is copied, sent and merged, so it holds the address and the model's name and never
the key. The key lies in the system's keyring, or in memory until Stepmark ends, or in the
environment for machines without a keyring; never in a file of ours.
"""

from __future__ import annotations

import hashlib
import os
from enum import StrEnum
from typing import Any
from urllib.parse import quote, unquote

from workbench.domain.errors import KnownError
from workbench.domain.records import ModelRecord, now
from workbench.domain.sampling import REMOTE, ModelSpec
from workbench.domain.sentences import sentence
from workbench.engines.remote_address import parse_address
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.store.changes import Change

KEY_VARIABLE = "STEPMARK_API_KEY"
KEYRING_NAME = "Stepmark"
_MARKER = "?key="  # behind the model's name in a record's path: where its key is, if it has one

_session_keys: dict[str, str] = {}


class KeyPlace(StrEnum):
    """Where the key of a server is kept."""

    KEYRING = "keyring"
    SESSION = "session"
    ENVIRONMENT = "environment"


class NoKeyringError(KnownError):
    """The system has no safe place for a key."""


def server_models(address: str, api_key: str = "") -> list[str]:
    """Ask a server for the names of its models; raise ``EngineError`` in plain words.

    Takes up to some ten seconds, so call it beside the window's thread.
    """
    from workbench.engines import remote  # httpx is not needed before a server is

    return remote.served_models(parse_address(address), api_key)


def add_server(
    project: Project,
    address: str,
    model: str = "",
    name: str = "",
    api_key: str = "",
    keep: KeyPlace = KeyPlace.KEYRING,
) -> ModelRecord:
    """Add a server's model to the project, once the server has answered with it.

    ``model`` may be left empty where the server has one only. Sends requests of one token, and
    may ask the user to unlock the keyring. Raises ``EngineError`` where the server does not serve,
    ``NoKeyringError`` where the key cannot be kept; nothing is added then.
    """
    record = asked_server(address, model, name, api_key, keep)
    keep_server(project, record, api_key, keep)
    return record


def asked_server(
    address: str, model: str, name: str, api_key: str, keep: KeyPlace = KeyPlace.KEYRING
) -> ModelRecord:
    """Return the record of a server's model, once it has answered; touches no project.

    Takes up to some ten seconds, so call it beside the window's thread.
    """
    from workbench.engines import remote

    where = parse_address(address)
    served = remote.inspected(where, api_key, model)
    needed = bool(api_key) or keep is KeyPlace.ENVIRONMENT
    marker = f"{_MARKER}{keep.value}" if needed else ""
    return ModelRecord(
        id=_record_id(where.api, served.model),
        name=name.strip() or _short(served.model),
        kind=REMOTE,
        path=f"{where.api}#{quote(served.model, safe='/:@')}{marker}",
        created_at=now(),
    )


def keep_server(project: Project, record: ModelRecord, api_key: str, keep: KeyPlace) -> Change:
    """Add a server's record to the project and its key to where it is kept."""
    library = Library(project)
    before = library.model(record.id)
    if before is not None and key_place(before) is not key_place(record):
        forget_key(before)
    if api_key:
        _keep_key(record, api_key, keep)
    return library.add_model(record)


def remove_server(project: Project, record: ModelRecord) -> None:
    """Remove a server's model from the project, and its key with it."""
    Library(project).remove_model(record.id)


def is_server(record: ModelRecord) -> bool:
    """Whether a record is a model on a server."""
    return record.kind == REMOTE


def address_of(record: ModelRecord) -> str:
    """Return the base URL of a server's record."""
    return record.path.partition("#")[0]


def remote_model_of(record: ModelRecord) -> str:
    """Return the model's name on its server."""
    return unquote(record.path.partition("#")[2].partition(_MARKER)[0])


def key_place(record: ModelRecord) -> KeyPlace | None:
    """Return where the key of a server's record is; None where it has none."""
    place = record.path.partition("#")[2].partition(_MARKER)[2]
    return KeyPlace(place) if place in list(KeyPlace) else None


def server_spec(record: ModelRecord) -> ModelSpec:
    """Return what loads a server's model, its key included."""
    return ModelSpec(
        model_id=record.id,
        path=address_of(record),
        context_length=0,
        engine=REMOTE,
        remote_model=remote_model_of(record),
        api_key=api_key_of(record),
    )


def api_key_of(record: ModelRecord) -> str:
    """Return the key of a server's record; ``""`` where none was given, or it is gone.

    May ask the user to unlock the keyring. Raises ``KnownError`` where that fails.
    """
    place = key_place(record)
    if place is KeyPlace.ENVIRONMENT:
        return os.environ.get(KEY_VARIABLE, "").strip()
    if place is not KeyPlace.KEYRING:
        return _session_keys.get(record.id, "")
    backend = keyring_backend()
    if backend is None:
        return ""
    try:
        return backend.get_password(KEYRING_NAME, record.id) or ""
    except Exception as error:
        raise KnownError(
            sentence(
                "The key of {name} could not be read from the system's keyring ({kind}); "
                "unlock the keyring and try again.",
                name=record.name,
                kind=type(error).__name__,
            )
        ) from error


def forget_key(record: ModelRecord) -> None:
    """Delete the key of a record wherever it is kept; raise ``KnownError`` where it stays."""
    _session_keys.pop(record.id, None)
    backend = keyring_backend() if key_place(record) is KeyPlace.KEYRING else None
    if backend is None:
        return
    try:
        if backend.get_password(KEYRING_NAME, record.id) is not None:
            backend.delete_password(KEYRING_NAME, record.id)
    except Exception as error:
        raise KnownError(
            sentence(
                "The key of {name} is still in the system's keyring ({kind}); delete the "
                "entry {keyring}, {id} there.",
                name=record.name,
                kind=type(error).__name__,
                keyring=KEYRING_NAME,
                id=record.id,
            )
        ) from error


def keyring_backend() -> Any:
    """Return the keyring to use, or None: never one that writes keys to a plain file."""
    # Imported late: it looks for every keyring of the system and may start a D-Bus session.
    import keyring
    from keyring.backends import fail

    chosen = keyring.get_keyring()
    for backend in getattr(chosen, "backends", (chosen,)):
        safe = not type(backend).__module__.startswith(("keyrings.alt", "keyring_file"))
        if safe and not isinstance(backend, fail.Keyring):
            return backend
    return None


def _record_id(api: str, model: str) -> str:
    """Return an id that is the same for the same model of the same server."""
    return "remote-" + hashlib.sha256(f"{api}\n{model}".encode()).hexdigest()[:16]


def _short(model: str) -> str:
    """Return what to call a model: llama-server names it by the path of its file."""
    return model.rpartition("/")[2] if model.endswith(".gguf") else model


def _keep_key(record: ModelRecord, key: str, keep: KeyPlace) -> None:
    if keep is KeyPlace.SESSION:
        _session_keys[record.id] = key
    elif keep is KeyPlace.KEYRING:
        _store(record, key)


def _store(record: ModelRecord, key: str) -> None:
    backend = keyring_backend()
    reason: str = sentence("there is none")
    if backend is not None:
        try:
            backend.set_password(KEYRING_NAME, record.id, key)
            # A backend that keeps nothing takes everything without a word.
            if backend.get_password(KEYRING_NAME, record.id) == key:
                return
            reason = sentence("it keeps nothing")
        except Exception as error:
            reason = type(error).__name__
    raise NoKeyringError(
        sentence(
            "The key cannot be kept in this system's keyring ({reason}); keep it for this "
            "session only, or give it in the environment as {variable}.",
            reason=reason,
            variable=KEY_VARIABLE,
        )
    )
