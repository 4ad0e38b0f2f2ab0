"""What a download says of itself on the way, and how it is stopped; needs no network library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stopped(Exception):
    """The user stopped it; what came so far stays."""


class FetchStage(StrEnum):
    """What a download is doing."""

    CONNECTING = "connecting"
    RECEIVING = "receiving"
    CHECKING = "checking"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """How far it is, in bytes; ``total`` is 0 while unknown, ``host`` is who is asked just now."""

    stage: FetchStage = FetchStage.CONNECTING
    host: str = ""
    received: int = 0
    total: int = 0
    notice: str = ""
    sha256: str = ""


Report = Callable[[FetchProgress], None]
Cancelled = Callable[[], bool]
Break = Callable[[], None]
OnConnected = Callable[[Break], None]
