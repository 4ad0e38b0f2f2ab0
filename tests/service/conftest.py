"""What tests of the verbs start from: a problem that a model solved in four steps."""

from __future__ import annotations

import pytest

from tests.helpers.projects import step_ids, with_response


@pytest.fixture
def work(project):
    """Annotation and the solved problem, together."""
    return with_response(project)


@pytest.fixture
def annotation(work):
    return work[0]


@pytest.fixture
def problem(work):
    return work[1]


@pytest.fixture
def ids(annotation, problem):
    """The ids of the response's steps."""
    return step_ids(annotation, problem)
