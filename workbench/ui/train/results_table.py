"""Before and after on the held-out problems, with how sure each number is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from workbench.ui.languages import translate
from workbench.ui.train.sentences import clear
from workbench.ui.widgets import label

TABLE_WIDTH = 680
GAP = 8
MINUS = "\N{MINUS SIGN}"  # as wide as the plus, so that numbers stand under each other


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line of the table, as text; ``better`` is True, False, or None where it is unsure."""

    name: str
    before: str
    after: str
    change: str
    better: bool | None = None


def result_rows(results: Mapping[str, Any]) -> list[ResultRow]:
    """Return the table of a run's results; empty where there were no held-out problems."""
    before, after = results.get("before"), results.get("after")
    if not before or not after:
        return []
    rows = [
        _accuracy_row(
            translate("TrainResultsTable", "Right answers, best guess"), "accuracy", results
        ),
        _accuracy_row(
            translate("TrainResultsTable", "Right answers, sampled"), "sampled_accuracy", results
        ),
    ]
    for name, key, scale, unit in (
        (translate("TrainResultsTable", "Finished responses"), "finished", 100, " %"),
        (
            translate("TrainResultsTable", "Length"),
            "length",
            1,
            translate("TrainResultsTable", " tokens"),
        ),
        (translate("TrainResultsTable", "Steps"), "steps", 1, ""),
    ):
        if key in before and key in after:
            rows.append(_plain_row(name, before[key] * scale, after[key] * scale, unit))
    return rows


def topic_rows(results: Mapping[str, Any]) -> list[ResultRow]:
    """Return best-guess accuracy per topic; empty where nothing was measured or topics lack."""
    sides = [(results.get(when) or {}).get("topics") or {} for when in ("before", "after")]
    rows = []
    for topic in sorted(set(sides[0]) & set(sides[1])):
        before, after = (side[topic]["accuracy"] for side in sides)
        title = topic or translate("TrainResultsTable", "no topic")
        name = f"{title} ({sides[0][topic]['problems']:.0f})"
        change = signed((after - before) * 100, 0)
        rows.append(ResultRow(name, f"{before * 100:.0f} %", f"{after * 100:.0f} %", change))
    return rows if len(rows) > 1 else []


def signed(change: float, digits: int = 1) -> str:
    """Return a change with its sign; none where it rounds to nothing."""
    text = f"{change:+.{digits}f}"
    return text.replace("-", MINUS) if float(text) else text[1:]


def _accuracy_row(name: str, key: str, results: Mapping[str, Any]) -> ResultRow:
    low, high = results[f"{key}_change_interval"]
    better = True if low > 0 else (False if high < 0 else None)
    change = translate("TrainResultsTable", "{results} ({low} to {high})").format(
        results=signed(results[f"{key}_change"] * 100),
        low=signed(low * 100),
        high=signed(high * 100),
    )
    return ResultRow(
        name, _share(results["before"], key), _share(results["after"], key), change, better
    )


def _share(side: Mapping[str, Any], key: str) -> str:
    low, high = side[f"{key}_interval"]
    return f"{side[key] * 100:.1f} % ({low * 100:.0f}–{high * 100:.0f})"


def _plain_row(name: str, before: float, after: float, unit: str) -> ResultRow:
    return ResultRow(
        name,
        f"{before:.1f}{unit}",
        f"{after:.1f}{unit}",
        signed(after - before),
    )


class ResultsTable(QFrame):
    """The table; numbers stand under each other, topics below the whole."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(28)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)  # the numbers are never cut
        self.setMaximumWidth(TABLE_WIDTH)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_rows(self, rows: Sequence[ResultRow], topics: Sequence[ResultRow] = ()) -> None:
        """Show other rows."""
        clear(self._grid)
        self._put_block(0, self._headings(self.tr("Held-out problems")), rows)
        if topics:
            self._grid.setRowMinimumHeight(len(rows) + 1, GAP)
            heading = self.tr("By topic (problems), best guess")
            self._put_block(len(rows) + 2, self._headings(heading), topics)

    def _headings(self, first: str) -> tuple[str, ...]:
        return (first, self.tr("Before"), self.tr("After"), self.tr("Change"))

    def _put_block(self, top: int, headings: Sequence[str], rows: Sequence[ResultRow]) -> None:
        for column, heading in enumerate(headings):
            self._put(label(heading, "caption"), top, column)
        for at, row in enumerate(rows, start=top + 1):
            role = {True: "good", False: "error", None: "body"}[row.better]
            self._put(label(row.name, "body"), at, 0)
            self._put(label(row.before, "body"), at, 1)
            self._put(label(row.after, "body"), at, 2)
            self._put(label(row.change, role), at, 3)

    def _put(self, cell: QLabel, row: int, column: int) -> None:
        side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
        self._grid.addWidget(cell, row, column, side | Qt.AlignmentFlag.AlignVCenter)
