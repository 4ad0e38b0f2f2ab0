"""What is known of a model before it is loaded, and what this machine has free for it."""

from __future__ import annotations

from dataclasses import dataclass


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
