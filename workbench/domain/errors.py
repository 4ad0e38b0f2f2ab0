"""The two kinds of failure: those the user can act on, and all others, which are bugs."""

from __future__ import annotations


class KnownError(Exception):
    """A failure the user can act on: one plain sentence that ends with the next action."""


class StorageError(KnownError):
    """The project file could not be read or written; nothing half-written remains."""


class ProjectLockedError(StorageError):
    """Another process holds the project open."""


class ProjectClosingError(ProjectLockedError):
    """The process that had the project open is done with it but for its backup."""


class ProjectTooNewError(StorageError):
    """The project was written by a newer version of Stepmark."""


class ImportProblem(KnownError):
    """An import was refused as a whole; the message names file, line, field and reason."""


class EngineError(KnownError):
    """A model could not be loaded or run."""


class TrainingError(KnownError):
    """A training run could not start or had to stop."""
