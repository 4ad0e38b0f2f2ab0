"""Problems, models and runs are kept with undo; the project knows its settings."""

from __future__ import annotations

import pytest

from tests.helpers.solutions import sum_problem
from workbench.domain.errors import KnownError
from workbench.domain.records import ModelRecord, Problem, Run, RunState, Split, new_id
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project


@pytest.fixture
def library(project):
    return Library(project)


def test_problems_keep_their_order_of_import(library):
    """Two imports in a row do not mix."""
    library.add_problems(sum_problem(n) for n in (5, 3))
    library.add_problems([sum_problem(4)])
    assert [p.reference_answer for p in library.problems()] == ["7", "5", "6"]
    assert [p.position for p in library.problems(limit=1, offset=1)] == [2]


def test_heldout_problems_are_listed_apart(library):
    """They must never train."""
    library.add_problems([sum_problem(), Problem(new_id(), "Held", split=Split.HELDOUT)])
    assert [p.statement for p in library.problems(Split.HELDOUT)] == ["Held"]
    counts = library.counts()
    assert (counts.problems, counts.train, counts.heldout) == (2, 1, 1)


def test_import_is_undone_as_one_act(project, library):
    """One import is one change, out of the search index as well."""
    change = library.add_problems(sum_problem(n) for n in range(30))
    project.revert(change)
    assert library.problems() == []
    assert Annotation(project).queue("What is") == []
    assert Annotation(project).queue_counts().total == 0


def test_import_that_fails_adds_nothing(library):
    """A duplicate id in the middle is refused as a whole."""
    problem = sum_problem()
    library.add_problems([problem])
    with pytest.raises(KnownError):
        library.add_problems([sum_problem(2), problem, sum_problem(3)])
    assert len(library.problems()) == 1


def test_models_and_runs_are_remembered(tmp_path, home):
    """Across a restart, with the run's latest state."""
    path = tmp_path / "a.stepmark"
    with Project.create(path, "Ada") as project:
        library = Library(project)
        library.add_model(ModelRecord("m", "Starter", "gguf", "/models/starter"))
        library.add_model(ModelRecord("m", "Renamed", "gguf", "/models/starter"))
        library.add_run(Run("r", "/runs/r", RunState.RUNNING, "m", {"steps": 2}))
        library.update_run("r", state=RunState.DONE, result_model_id="n")
    with Project.open(path) as project:
        library = Library(project)
        assert [model.name for model in library.models()] == ["Renamed"]
        assert library.run("r").state is RunState.DONE
        assert library.runs()[0].recipe == {"steps": 2}
        assert library.model("unknown") is None


def test_settings_are_kept_and_are_no_events(project):
    """A window's size is not work."""
    project.set_setting("queue", {"order": "hardest"})
    assert project.setting("queue") == {"order": "hardest"}
    assert project.setting("missing", 5) == 5
    assert project.check().events == 0


def test_a_project_opens_with_the_annotator_who_made_it(tmp_path, home):
    """The second time it is the same project; its folders are made on the way."""
    path = tmp_path / "deep" / "er" / "a.stepmark"
    with Project.create(path, "Ada") as project:
        first = project.annotator
    with Project.open(path) as project:
        assert project.annotator == first
        assert first.name == "Ada"


def test_closing_twice_is_harmless(tmp_path, home):
    """Two ways lead out of a window."""
    project = Project.create(tmp_path / "a.stepmark", "Ada")
    project.close()
    project.close()
