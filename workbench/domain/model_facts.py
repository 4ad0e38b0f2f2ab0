"""What is known of a model before it is loaded, and what this machine has free for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workbench.domain.records import ModelRecord, RunState


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a model's own file says of it; empty or 0 where it says nothing.

    ``template`` is the chat template as it stands in the file, ``needs_bytes`` the estimate of
    what loading it takes, ``wants_base`` the base that an adapter names.
    """

    name: str
    kind: str
    form: str
    architecture: str = ""
    parameters: int = 0
    quantisation: str = ""
    context_length: int = 0
    vocabulary_size: int = 0
    licence: str = ""
    template: str = ""
    file_bytes: int = 0
    needs_bytes: int = 0
    wants_base: str = ""
    base_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """Memory of this machine now, in bytes; ``gpu`` is empty where no driver answers."""

    free: int
    total: int
    gpu: str = ""
    gpu_free: int = 0
    gpu_total: int = 0


@dataclass(frozen=True, slots=True)
class FoundModel:
    """One file or folder that was found: its facts, or why it cannot be used."""

    path: Path
    facts: ModelFacts | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class FolderView:
    """One remembered folder and what lies in it; ``trouble`` says why it could not be read."""

    path: Path
    models: tuple[FoundModel, ...] = ()
    trouble: str = ""
    is_own: bool = False  # where downloads go: it cannot be removed


@dataclass(frozen=True, slots=True)
class Trained:
    """One run as its model's card shows it: shares of right answers on held-out problems, 0 to 1.

    ``at`` is when the run began, in UTC; ``low`` and ``high`` bound the change at 95 %;
    ``problems`` is 0 where there were none.
    """

    at: str
    problems: int = 0
    before: float = 0.0
    after: float = 0.0
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class Source:
    """Where a downloaded file came from; ``promised`` whether a checksum was given and held."""

    url: str
    host: str
    sha256: str
    promised: bool


@dataclass(frozen=True, slots=True)
class ShelfModel:
    """One model: the project's record of it (None for one only found), its facts, its place.

    ``fingerprint`` is empty while nobody has read the file through; ``parent`` is the key of the
    model under which it stands, ``depth`` how far down; ``also`` are further places of the same
    content. ``server`` is the address of a model that runs elsewhere.
    """

    key: str
    name: str
    path: str
    kind: str
    engine: str = ""
    record: ModelRecord | None = None
    facts: ModelFacts | None = None
    trouble: str = ""
    fingerprint: str = ""
    parent: str = ""
    depth: int = 0
    trained: Trained | None = None
    source: Source | None = None
    also: tuple[str, ...] = ()
    server: str = ""

    @property
    def lacks_base(self) -> bool:
        """Whether this is an adapter whose base is not on the list."""
        return bool(self.facts and self.facts.kind == "adapter" and not self.parent)


@dataclass(frozen=True, slots=True)
class ShelfView:
    """Everything the page and the command line list, and what is free now."""

    models: tuple[ShelfModel, ...]
    folders: tuple[FolderView, ...]
    room: Room

    def model(self, key: str) -> ShelfModel | None:
        """Return the model of a key, None where it is not listed."""
        return next((one for one in self.models if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Download:
    """One download as it stands; ``key`` names it, ``seconds_left`` is None while unknown.

    Sizes are in bytes, ``total`` 0 while unknown; ``host`` is who is asked, ``checked`` whether a
    checksum was promised.
    """

    key: str
    url: str
    host: str
    path: Path
    state: RunState
    checking: bool = False
    received: int = 0
    total: int = 0
    bytes_per_second: float = 0.0
    seconds_left: float | None = None
    notice: str = ""
    reason: str = ""
    checked: bool = False

    @property
    def is_active(self) -> bool:
        """Whether a thread is at work on it."""
        return self.state in (RunState.STARTING, RunState.RUNNING, RunState.STOPPING)
