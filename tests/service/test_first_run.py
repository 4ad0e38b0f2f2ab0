"""The first start gives something to do; later starts change nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.domain.errors import KnownError
from workbench.domain.records import Split
from workbench.service import first_run, models
from workbench.service.library import Library


def test_the_first_start_has_samples_and_the_starter():
    """A new user presses one key and a model solves a real problem."""
    with first_run.open_or_begin() as project:
        assert project.path == first_run.default_project_path()
        library = Library(project)
        assert len(library.problems(Split.TRAIN)) >= 20
        assert len(library.problems(Split.HELDOUT)) >= 10
        assert all(problem.reference_answer for problem in library.problems())
        assert library.model(models.STARTER_ID) is not None


def test_the_second_start_adds_nothing():
    with first_run.open_or_begin() as project:
        before = project.check().events
    with first_run.open_or_begin() as project:
        assert project.check().events == before


def test_a_project_at_a_place_of_ones_own_starts_empty(tmp_path: Path):
    with first_run.open_or_begin(tmp_path / "deep" / "mine.stepmark") as project:
        assert Library(project).problems() == []
        assert Library(project).model(models.STARTER_ID) is not None


def test_a_moved_installation_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The starter's record names where it lies now, not where it lay when the project began."""
    path = tmp_path / "mine.stepmark"
    first_run.open_or_begin(path).close()
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for file in first_run.models.paths.starter_dir().iterdir():
        if file.is_file():
            (moved / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(models.paths, "starter_dir", lambda: moved)
    with first_run.open_existing(path) as project:
        assert Library(project).model(models.STARTER_ID).path == str(moved)


def test_missing_starter_weights_do_not_keep_the_project_shut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(models.paths, "starter_dir", lambda: tmp_path / "nothing")
    with first_run.open_or_begin(tmp_path / "mine.stepmark") as project:
        assert Library(project).models() == []


def test_an_absent_project_is_not_made_by_looking(tmp_path: Path):
    """A typing error in a path must not leave an empty project behind."""
    with pytest.raises(KnownError, match="no project"):
        first_run.open_existing(tmp_path / "typo.stepmark")
    assert list(tmp_path.glob("*.stepmark")) == []


def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KnownError, match="choose another place"):
        first_run.open_or_begin(tmp_path / "file" / "mine.stepmark")


def test_a_user_without_a_name_still_signs(monkeypatch: pytest.MonkeyPatch):
    """Containers run under numbers that have no name."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 987654)
    assert first_run.annotator_name() == "annotator"
