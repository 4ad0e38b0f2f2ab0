"""Sends an export folder to a hub: first a list of what would go, and only then a connection.

The token lies in the system's keyring and reaches the sending child through its standard input,
so that no other program finds it in arguments or in the environment.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.exchange.folders import MARK
from workbench.exchange.tables import answer
from workbench.service.servers import KEYRING_NAME, keyring_backend

HUB = "https://huggingface.co"
TOKEN_VARIABLE = "HF_TOKEN"
_ENTRY = "hub-token"
_REPO = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_ONLINE = {"HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}
_session_token = ""


@dataclass(frozen=True, slots=True)
class PushPlan:
    """What would be sent: each file's name and size in bytes, where to, and who could read it."""

    folder: Path
    repo: str
    endpoint: str
    private: bool
    files: tuple[tuple[str, int], ...]

    @property
    def size(self) -> int:
        """Return how many bytes would be sent."""
        return sum(size for _, size in self.files)

    def plain(self) -> dict[str, Any]:
        """Return the plan as JSON values."""
        return {
            "folder": str(self.folder),
            "repo": self.repo,
            "endpoint": self.endpoint,
            "private": self.private,
            "bytes": self.size,
            "files": [{"name": name, "bytes": size} for name, size in self.files],
        }

    def lines(self) -> list[str]:
        """Return the plan for people."""
        seen = sentence("only you and your organisation") if self.private else sentence("everybody")
        return [
            sentence(
                "{count} files, {size:,} bytes, to the data set {repo} at {endpoint}, to be "
                "read by {seen}:",
                count=len(self.files),
                size=self.size,
                repo=self.repo,
                endpoint=self.endpoint,
                seen=seen,
            ),
            *(f"  {name} ({size:,} bytes)" for name, size in self.files),
        ]


def plan_push(folder: Path, repo: str, *, private: bool = True, endpoint: str = HUB) -> PushPlan:
    """Return what would be sent; nothing is connected to.

    Raises KnownError for a folder that no export wrote, or a name that is no data set's.
    """
    folder = Path(folder).expanduser().resolve()
    if not (folder / MARK).is_file():
        raise KnownError(
            sentence(
                "{folder} is no exported folder; export as Parquet or as a data set folder first.",
                folder=folder,
            )
        )
    if not _REPO.fullmatch(repo):
        raise KnownError(
            sentence("{repo} is no name of a data set; write it as owner/name.", repo=repr(repo))
        )
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    if any(path.is_symlink() for path in folder.rglob("*")):
        raise KnownError(
            sentence(
                "{folder} holds links to other files; export it anew before it is sent.",
                folder=folder,
            )
        )
    sizes = tuple((str(path.relative_to(folder)), path.stat().st_size) for path in files)
    return PushPlan(folder, repo, endpoint.rstrip("/"), private, sizes)


def push(plan: PushPlan, token: str) -> str:
    """Send what a plan lists; return the address of the data set.

    Takes minutes for large folders, so call it beside the window's thread. Raises KnownError with
    what the hub said; files that arrived before stay there.
    """
    if not token:
        raise KnownError(
            sentence(
                "Sending needs a token of the hub; give one, or set {variable} and try again.",
                variable=TOKEN_VARIABLE,
            )
        )
    told = answer(
        ["push", plan.folder, plan.repo, "private" if plan.private else "public"],
        _ONLINE | {"HF_ENDPOINT": plan.endpoint},
        secret=token,
    )
    return str(told["address"])


def kept_token() -> str:
    """Return the token given in the environment, in this session, or kept in the keyring.

    May ask the user to unlock the keyring. Raises KnownError where that fails.
    """
    given = os.environ.get(TOKEN_VARIABLE, "").strip() or _session_token
    backend = None if given else keyring_backend()
    if backend is None:
        return given
    try:
        return backend.get_password(KEYRING_NAME, _ENTRY) or ""
    except Exception as error:
        raise KnownError(
            sentence(
                "The hub's token could not be read from the system's keyring ({kind}); unlock "
                "the keyring and try again.",
                kind=type(error).__name__,
            )
        ) from error


def keep_token(token: str) -> bool:
    """Keep a token in the keyring; where there is none, until Stepmark ends. Return if it lasts."""
    global _session_token
    _session_token = token
    backend = keyring_backend()
    if backend is None:
        return False
    try:
        backend.set_password(KEYRING_NAME, _ENTRY, token)
        return bool(backend.get_password(KEYRING_NAME, _ENTRY) == token)
    except Exception as error:
        raise KnownError(
            sentence(
                "The token is kept until Stepmark ends: the system's keyring refused it ({kind}).",
                kind=type(error).__name__,
            )
        ) from error


def forget_token() -> None:
    """Delete the token. Raises KnownError where it stays in the keyring."""
    global _session_token
    _session_token = ""
    backend = keyring_backend()
    if backend is None:
        return
    try:
        if backend.get_password(KEYRING_NAME, _ENTRY) is not None:
            backend.delete_password(KEYRING_NAME, _ENTRY)
    except Exception as error:
        raise KnownError(
            sentence(
                "The token is still in the system's keyring ({kind}); delete the entry "
                "{keyring}, {entry} there.",
                kind=type(error).__name__,
                keyring=KEYRING_NAME,
                entry=_ENTRY,
            )
        ) from error
