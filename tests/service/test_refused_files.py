"""A hostile file of each kind is refused in a plain sentence, the project unchanged to the byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.helpers.refused import KINDS
from workbench.cli import main
from workbench.domain.errors import ImportProblem
from workbench.service.first_run import open_or_begin
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.transfer import Transfer


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_changes_not_a_byte(tmp_path, kind):
    """Faults 33 to 35: the dry run and the import say it, nothing is written, nothing slips out."""
    place = tmp_path / "project"
    place.mkdir()
    path = place / "p.stepmark"
    Project.create(path, "Ada").close()
    hostile = KINDS[kind](tmp_path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    beside = sorted(one.name for one in tmp_path.iterdir())
    with Project.open(path) as project:
        transfer = Transfer(project)
        with pytest.raises(ImportProblem) as told:
            transfer.import_file(hostile)
        assert "Nothing was imported" in str(told.value)
        assert Library(project).counts().problems == 0
        project.file.database.checkpoint()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == beside
    assert [one.name for one in place.iterdir() if "slipped" in one.name] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_line_refuses_a_hostile_file_in_one_sentence(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture
) -> None:
    """A script learns it by the status, a person by the sentence; the file is as it was."""
    place = tmp_path / "project"
    place.mkdir()
    path = place / "p.stepmark"
    open_or_begin(path, samples=False).close()  # which notes the starter model
    hostile = KINDS[kind](tmp_path)
    before = path.read_bytes()
    for arguments in (["--dry-run"], []):
        assert main(["import", str(hostile), "--project", str(path), *arguments]) == 1
        told = capsys.readouterr()
        assert "Nothing was imported" in told.err + told.out
        assert "Traceback" not in told.err + told.out
        assert path.read_bytes() == before
