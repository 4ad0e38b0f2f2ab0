"""Where a server is: the one address the user gave, checked before anything is sent to it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence

EXAMPLE = "http://127.0.0.1:8080/v1"
LONGEST = 2000
_VERSION = re.compile(r"/v\d+[a-z0-9]*$")


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """An OpenAI-compatible server.

    ``api`` ends in the API's version (``…/v1``), ``root`` is without it (where servers keep pages
    of their own). ``host`` is the name with the port, for showing.
    """

    api: str
    root: str
    host: str
    secure: bool
    local: bool


def parse_address(text: str) -> ServerAddress:
    """Read a base URL, with or without ``/v1``; raise ``EngineError`` for anything else."""
    text = text.strip()
    if len(text) > LONGEST or any(not c.isprintable() or c.isspace() for c in text):
        raise EngineError(
            sentence("That is no server address; write one such as {example}.", example=EXAMPLE)
        )
    parts = _split(text)
    _check(parts)
    path = parts.path.rstrip("/")
    version = _VERSION.search(path)
    root_path = path[: version.start()] if version else path
    host = parts.netloc.lower()
    origin = f"{parts.scheme}://{host}"
    return ServerAddress(
        api=f"{origin}{path if version else path + '/v1'}",
        root=f"{origin}{root_path}",
        host=host,
        secure=parts.scheme == "https",
        local=_is_local(parts.hostname or ""),
    )


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise EngineError(
            sentence("That is no server address; write one such as {example}.", example=EXAMPLE)
        ) from None
    return parts


def _check(parts: SplitResult) -> None:
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise EngineError(
            sentence(
                "A server's address begins with http:// or https://; write one such as {example}.",
                example=EXAMPLE,
            )
        )
    if "@" in parts.netloc:
        raise EngineError(
            sentence("A key or password does not belong into the address; give it as the key.")
        )
    if parts.query or parts.fragment:
        raise EngineError(
            sentence(
                "The address must end before any ? or #; write one such as {example}, and a "
                "key apart.",
                example=EXAMPLE,
            )
        )


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
