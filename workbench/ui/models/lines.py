"""What the Models page shows, as plain records: the rows of the list and one row's details."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RowKind(StrEnum):
    """What a row stands for."""

    HEADING = "heading"
    MODEL = "model"
    SERVER = "server"
    DOWNLOAD = "download"
    FOLDER = "folder"


class Tone(StrEnum):
    """The style role in which a state is said."""

    PLAIN = "meta"
    GOOD = "good"
    BAD = "error"


class Verb(StrEnum):
    """What can be done with the selected row."""

    USE = "use"
    UNLOAD = "unload"
    DISCARD = "discard"
    REMOVE = "remove"
    RESCAN = "rescan"
    FORGET_FOLDER = "forget folder"
    DOWNLOAD = "download"
    AGREE = "agree"
    STOP = "stop"
    FORGET_DOWNLOAD = "forget download"


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of something as a bar: 0 to 1, more is drawn full; ``bad`` colours it so."""

    share: float
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list; all text is shown literally.

    ``depth`` is how far it stands under its base. ``right`` is said over the bar, ``state`` at the
    far right.
    """

    key: str
    kind: RowKind
    title: str
    meta: str = ""
    depth: int = 0
    icon: str = ""
    right: str = ""
    bar: Bar | None = None
    state: str = ""
    tone: Tone = Tone.PLAIN

    @property
    def spoken(self) -> str:
        """Return the row as one sentence, for those who hear it."""
        return ", ".join(text for text in (self.title, self.state, self.meta, self.right) if text)


@dataclass(frozen=True, slots=True)
class Act:
    """A button of the details; ``blocked`` says why it cannot be pressed now."""

    verb: Verb
    text: str
    primary: bool = False
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What a model needs against what is free, in one line and as a bar."""

    text: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class Details:
    """The selected row in full.

    ``progress`` is None without work, -1 for work without a known length, else 0 to 1. ``table``
    holds rows of (name, before, after).
    """

    key: str
    title: str
    subtitle: str = ""
    state: str = ""
    tone: Tone = Tone.PLAIN
    progress: float | None = None
    progress_text: str = ""
    acts: tuple[Act, ...] = ()
    question: str = ""
    needs: tuple[Need, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    template: str = ""
    template_note: str = ""
