"""The very first start: a project with sample problems, so that there is something to do."""

from __future__ import annotations

import getpass
from pathlib import Path

from workbench import paths
from workbench.domain.errors import EngineError, KnownError
from workbench.domain.sentences import sentence
from workbench.service import models
from workbench.service.library import Library
from workbench.service.project import Project

_SUFFIX = ".stepmark"


def default_project_path() -> Path:
    """Return where the project lies that is opened when none is named."""
    return paths.data_dir() / "projects" / f"default{_SUFFIX}"


def samples_path() -> Path:
    """Return the sample problems that a first project starts with."""
    return paths.resources_dir() / "samples" / "problems.jsonl"


def open_or_begin(path: Path | None = None, *, samples: bool = True) -> Project:
    """Open ``path`` (or the default project); make it if absent.

    A new default project gets the sample problems unless ``samples`` is off; one made at a place
    of the user's choice starts empty.
    """
    target = path or default_project_path()
    if target.exists():
        return _with_starter(Project.open(target))
    _make_folder(target.parent)
    project = _with_starter(Project.create(target, annotator_name()))
    if samples and path is None and samples_path().is_file():
        from workbench.service.transfer import Transfer  # all formats, which no later start needs

        Transfer(project).import_file(samples_path())
    return project


def open_existing(path: Path | None = None) -> Project:
    """Open ``path`` (or the default project); a project that is not there is a KnownError."""
    target = path or default_project_path()
    if not target.exists():
        raise KnownError(
            sentence(
                "There is no project at {target}; make one with: stepmark import FILE{option}",
                target=target,
                option=f" --project {path}" if path else "",
            )
        )
    return _with_starter(Project.open(target))


def annotator_name() -> str:
    """Return the name marks are signed with until the user gives another."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # A user id without a name, as in many containers.
        return "annotator"


def _with_starter(project: Project) -> Project:
    """Make the shipped model known to the project, as it lies on this machine now."""
    try:
        shipped = models.starter_record()
    except EngineError:
        return project  # The doctor and the Models page say so; the project is of use without.
    library = Library(project)
    known = library.model(shipped.id)
    if known is None or (known.path, known.sha256) != (shipped.path, shipped.sha256):
        library.add_model(shipped)
    return project


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError(
            sentence(
                "The folder {folder} cannot be made ({reason}); choose another place.",
                folder=folder,
                reason=error.strerror,
            )
        ) from error
