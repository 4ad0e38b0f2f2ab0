"""The queue's item model keeps Qt's rules and holds only what is looked at."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from workbench.domain.records import Split
from workbench.service.views import QueueRow, QueueStatus
from workbench.ui.annotate.model import (
    ACTIVITY_ROLE,
    PAGE_ROWS,
    PAGES_KEPT,
    ROW_ROLE,
    QueueModel,
)

Fetch = Callable[[Sequence[int]], "list[QueueRow | None]"]


def row(at: int, marked: int = 0) -> QueueRow:
    return QueueRow(
        f"p{at}", "Topic", f"Solve ${at}$", QueueStatus.UNMARKED, 1, marked, 3, Split.TRAIN, None
    )


def rows(numbers: Sequence[int]) -> list[QueueRow | None]:
    return [row(number) for number in numbers]


def number_of(problem_id: str) -> int | None:
    return int(problem_id[1:])


def model_of(total: int, fetch: Fetch = rows) -> QueueModel:
    model = QueueModel()
    model.ask(array("q", range(total)), fetch, number_of)
    return model


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    """Views crash on models that break them."""
    qtmodeltester.check(model_of(450))


def test_only_the_pages_looked_at_are_fetched_and_few_are_kept(qtbot: QtBot) -> None:
    """A project may hold a hundred thousand problems; a list of them all would be 100 MB."""
    fetched: list[int] = []

    def fetch(numbers: Sequence[int]) -> list[QueueRow | None]:
        fetched.append(len(numbers))
        return rows(numbers)

    model = model_of(100_000, fetch)
    assert model.rowCount() == 100_000
    assert fetched == []
    assert model.problem_at(99_999) == "p99999"
    assert model.problem_at(99_998) == "p99998"
    assert fetched == [PAGE_ROWS]
    for at in range(0, 10_000, PAGE_ROWS):
        assert model.problem_at(at) == f"p{at}"
    assert len(model._pages) == PAGES_KEPT
    assert model.problem_at(100_000) is None
    assert model.problem_at(-1) is None


def test_a_problem_is_found_wherever_it_stands(qtbot: QtBot) -> None:
    """Undo and search jump to problems that no page in memory holds."""
    model = model_of(100_000)
    assert model.row_of("p77777") == 77_777
    model.ask(array("q", [5, 3]), rows, number_of)
    assert (model.row_of("p3"), model.row_of("p77777")) == (1, None)


def test_a_row_is_updated_where_it_stands(qtbot: QtBot) -> None:
    """A queue that jumps under the hand costs more than it tells."""
    model = model_of(3)
    assert model.index(1).data(ROW_ROLE).marked_steps == 0
    with qtbot.waitSignal(model.dataChanged):
        model.update_row(row(1, marked=2))
    assert model.index(1).data(ROW_ROLE).marked_steps == 2
    model.set_activity("p1", "generating…")
    assert model.index(1).data(ACTIVITY_ROLE) == "generating…"


def test_a_problem_that_is_gone_leaves_an_empty_row(qtbot: QtBot) -> None:
    """Rows may go while a page of them is away; the list must not fall over them."""
    model = model_of(3, lambda numbers: [None if n == 1 else row(n) for n in numbers])
    assert model.index(1).data(ROW_ROLE) is None
    assert model.problem_at(1) is None
    assert model.problem_at(2) == "p2"
