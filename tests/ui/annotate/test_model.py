"""The queue's item model keeps Qt's rules and fetches page by page."""

from __future__ import annotations

from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from workbench.domain.records import Split
from workbench.service.views import QueueRow, QueueStatus
from workbench.ui.annotate.model import ACTIVITY_ROLE, PAGE_ROWS, ROW_ROLE, QueueModel


def row(at: int, marked: int = 0) -> QueueRow:
    return QueueRow(
        f"p{at}", "Topic", f"Solve ${at}$", QueueStatus.UNMARKED, 1, marked, 3, Split.TRAIN, None
    )


def pages(total: int) -> object:
    return lambda offset, limit: [row(at) for at in range(offset, min(total, offset + limit))]


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    """Views crash on models that break them."""
    model = QueueModel()
    model.ask(pages(450))  # type: ignore[arg-type]
    qtmodeltester.check(model)


def test_rows_are_fetched_as_they_are_needed(qtbot: QtBot) -> None:
    """A project may hold a hundred thousand problems."""
    model = QueueModel()
    model.ask(pages(450))  # type: ignore[arg-type]
    assert model.rowCount() == PAGE_ROWS
    assert model.problem_at(430) == "p430"
    assert model.problem_at(450) is None


def test_a_row_is_updated_where_it_stands(qtbot: QtBot) -> None:
    """A queue that jumps under the hand costs more than it tells."""
    model = QueueModel()
    model.ask(pages(3))  # type: ignore[arg-type]
    with qtbot.waitSignal(model.dataChanged):
        model.update_row(row(1, marked=2))
    assert model.index(1).data(ROW_ROLE).marked_steps == 2
    model.set_activity("p1", "generating…")
    assert model.index(1).data(ACTIVITY_ROLE) == "generating…"
