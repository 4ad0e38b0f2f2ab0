"""Measures typesetting: what share of real formulas is drawn, how fast, and the first paint."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.helpers.shared import SHARED
from workbench.domain.records import Step
from workbench.service.views import StepView
from workbench.ui import theme
from workbench.ui.annotate.step_list import StepList
from workbench.ui.math.engine import MathraEngine
from workbench.ui.math.painter import Failure, Formula, FormulaCache
from workbench.ui.math.segmenter import Kind, segment
from workbench.ui.math.view import layout


def dressed() -> QApplication:
    """Return the application in the light theme; it lives as long as it is held."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    return app


def real_steps() -> list[str]:
    """Return the steps of 1,000 real solutions."""
    rows = json.loads((SHARED / "processbench" / "math.json").read_text(encoding="utf-8"))
    return [step for row in rows for step in row["steps"]]


def formulas_of(texts: list[str]) -> list[tuple[str, bool]]:
    """Return the distinct formulas of ``texts``, each with whether it is displayed."""
    found = set()
    for text in texts:
        for span in segment(text):
            if span.kind in (Kind.INLINE, Kind.DISPLAY):
                found.add((span.content, span.kind is Kind.DISPLAY))
    return sorted(found)


def milliseconds(act: Callable[[], Any]) -> float:
    """Return how long ``act`` took."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def spread(times: list[float]) -> dict[str, float]:
    """Return median and 99th percentile in milliseconds."""
    ordered = sorted(times)
    return {
        "median_ms": round(ordered[len(ordered) // 2], 3),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)], 3),
    }


def bench_formulas(texts: list[str]) -> dict[str, Any]:
    """Draw every distinct formula once."""
    cache = FormulaCache(MathraEngine(), size=100_000)
    found = formulas_of(texts)
    times = [milliseconds(lambda f=formula: cache.get(*f)) for formula in found]
    drawn = [cache.get(*formula) for formula in found]
    clean = sum(isinstance(d, Formula) and not d.warnings for d in drawn)
    refused = sum(isinstance(d, Failure) for d in drawn)
    share = round(clean / len(found), 5)
    return {"formulas": len(found), "clean": share, "refused": refused, **spread(times)}


def bench_layout(texts: list[str]) -> dict[str, Any]:
    """Lay out and paint 1,400 steps at the width of a card."""
    font, ink = theme.font("reading"), QColor(theme.current().text)
    image = QImage(600, 800, QImage.Format.Format_ARGB32_Premultiplied)
    laid: list[Any] = []
    layouts = [milliseconds(lambda t=t: laid.append(layout(t, 580, font, ink))) for t in texts]
    painter = QPainter(image)
    paints = [milliseconds(lambda one=one: one.paint(painter, 0, 0, None, 800)) for one in laid]
    painter.end()
    return {"steps": len(texts), "layout": spread(layouts), "paint": spread(paints)}


def bench_first_paint(texts: list[str]) -> dict[str, Any]:
    """Show 50 steps that were never shown before, then the same again."""
    steps = StepList()
    steps.resize(690, 640)
    steps.show()
    QApplication.processEvents()
    views = [
        StepView(Step(str(n), "", n, 0, len(t)), n, t, "", None, None, "", False)
        for n, t in enumerate(texts, start=1)
    ]

    def show() -> None:
        steps.set_steps(views)
        steps.viewport().grab()

    first, again = milliseconds(show), milliseconds(show)
    return {"steps": len(texts), "first_ms": round(first, 1), "again_ms": round(again, 1)}


def bench_long_line() -> dict[str, Any]:
    """Show one unbroken line of 200,000 characters, as a looping model writes it."""
    font, ink = theme.font("reading"), QColor(theme.current().text)
    clipped = milliseconds(lambda: layout("x" * 200_000, 580, font, ink))
    whole = milliseconds(lambda: layout("x" * 200_000, 580, font, ink, show_all=True))
    return {"clipped_ms": round(clipped, 1), "all_ms": round(whole, 1)}


def main() -> int:
    """Print one JSON document."""
    if not SHARED.is_dir():
        print("the shared data is not beside this checkout", file=sys.stderr)
        return 1
    _app = dressed()
    texts = real_steps()
    layout("warm $x$", 100, theme.font("reading"), QColor(0, 0, 0))
    rich = [text for text in texts if text.count("$") + text.count("\\(") >= 4]
    result = {
        "first_paint": bench_first_paint(rich[200:250]),
        "formulas": bench_formulas(texts),
        "layout": bench_layout(texts[:1400]),
        "long_line": bench_long_line(),
    }
    print(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
