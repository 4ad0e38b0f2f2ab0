"""Shows every problem and step of a real data set in the cards, and looks for halts of the window.

Each problem is opened and scrolled through to its end, as a reader does. What counts is the longest
time between two turns of the event loop: for so long the window answers nothing.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from tests.benchmarks.bench_math import dressed, formulas_of
from tests.helpers.shared import SHARED
from workbench.domain.records import AnnotationMode, Problem, Step
from workbench.service.views import StepView
from workbench.ui.annotate.problem_card import ProblemCard
from workbench.ui.annotate.step_list import StepList
from workbench.ui.math.engine import MathraEngine
from workbench.ui.math.painter import Failure, FormulaCache

LONGEST_GAP_MS = 50.0
LEAST_SHARE = 0.995


class Gaps:
    """The time of each turn of the event loop, and of the thread's own work in it."""

    def __init__(self) -> None:
        self.turns: list[tuple[float, float, str]] = []

    def turn(self, name: str, act: Callable[[], Any]) -> None:
        """Do something as one turn of the loop."""
        wall, own = time.perf_counter(), time.thread_time()
        act()
        spent = (time.perf_counter() - wall) * 1000, (time.thread_time() - own) * 1000
        self.turns.append((spent[1], spent[0], name))

    def settle(self, name: str, busy: Callable[[], bool]) -> None:
        """Let the loop turn until nothing is left to do."""
        self.turn(name, turn_the_loop)
        while busy():
            self.turn(name, turn_the_loop)

    def summary(self) -> dict[str, Any]:
        """Return the longest turns; ``own`` is without what other processes took."""
        ordered = sorted(self.turns)
        return {
            "turns": len(ordered),
            "own_p99_ms": round(ordered[int(len(ordered) * 0.99)][0], 1),
            "own_longest_ms": [(round(own, 1), name) for own, _, name in ordered[-5:]],
            "wall_longest_ms": round(max(wall for _, wall, _ in ordered), 1),
        }


def turn_the_loop() -> None:
    """Do what waits, as the window's own loop does; that frees documents no longer shown, too."""
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def views_of(steps: list[str]) -> list[StepView]:
    """Return steps as the cards take them."""
    return [
        StepView(Step(f"s{n}", "", n, 0, len(text)), n, text, "", None, None, "", False)
        for n, text in enumerate(steps, start=1)
    ]


def read_through(cards: StepList, statement: ProblemCard, row: dict[str, Any], gaps: Gaps) -> None:
    """Open one problem and scroll to its end, a page a turn."""
    name, bar = row["id"], cards.verticalScrollBar()
    problem = Problem(name, row["problem"])
    mode = AnnotationMode.FIRST_ERROR
    gaps.turn(f"{name} statement", lambda: statement.show_problem(problem, mode))
    gaps.turn(f"{name} open", lambda: cards.set_steps(views_of(row["steps"])))
    gaps.settle(f"{name} measure", cards._measuring.isActive)
    while bar.value() < bar.maximum():
        bar.setValue(bar.value() + cards.viewport().height())
        gaps.settle(f"{name} scroll", cards._measuring.isActive)


def main(arguments: list[str] | None = None) -> int:
    """Print one JSON document; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="show only each so manieth problem")
    every = parser.parse_args(arguments).every
    if not SHARED.is_dir():
        print("the shared data is not beside this checkout", file=sys.stderr)
        return 1
    _app = dressed()
    rows = json.loads((SHARED / "processbench" / "math.json").read_text(encoding="utf-8"))[::every]
    page = QWidget()
    cards, statement = StepList(), ProblemCard()
    column = QVBoxLayout(page)
    column.addWidget(statement)
    column.addWidget(cards, 1)
    page.resize(710, 860)
    page.show()
    gaps = Gaps()
    read_through(cards, statement, rows[0], Gaps())  # fonts are loaded once
    gc.freeze()  # as the window does once it is open
    for row in rows:
        read_through(cards, statement, row, gaps)
    texts = [text for row in rows for text in (row["problem"], *row["steps"])]
    formulas = formulas_of(texts)
    cache = FormulaCache(MathraEngine(), size=len(formulas))
    drawn = {formula[0]: cache.get(*formula) for formula in formulas}
    refused = {tex: made.reason for tex, made in drawn.items() if isinstance(made, Failure)}
    noted = {tex: made.warnings for tex, made in drawn.items() if getattr(made, "warnings", ())}
    share = 1 - (len(refused) + len(noted)) / len(formulas)
    found = gaps.summary()
    result = {"problems": len(rows), "texts": len(texts), "formulas": len(formulas)}
    result |= {"typeset": round(share, 5), "refused": refused, "noted": noted, **found}
    print(json.dumps(result, indent=1))
    return int(found["own_longest_ms"][-1][0] > LONGEST_GAP_MS or share < LEAST_SHARE)


if __name__ == "__main__":
    sys.exit(main())
