"""Which curves of a run are drawn, from which metrics, and the points that they have so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.ui.languages import marked

MOST_POINTS = 2000
"""Points kept per line; of longer ones every other is dropped, so that drawing stays cheap."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: the stage and name of its metric, and the token it is drawn in.

    ``dots`` leaves the points unjoined, where what is across goes back and forth.
    """

    name: str
    stage: str
    metric: str
    color: str = "accent"
    scale: float = 1.0
    dashed: bool = False
    dots: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: what is up and across with their units, and its lines.

    ``key`` is the metric across, ``order`` the one that counts up, by which a record that a
    resumed run made again replaces the earlier one. ``span`` is shown at least.
    """

    title: str
    unit: str
    across: str
    lines: tuple[Line, ...]
    key: str = "update"
    order: str = "update"
    span: tuple[float, float] | None = None


CHARTS = (
    Chart(
        marked("Charts", "Right answers"),
        "%",
        marked("Charts", "update"),
        (
            Line(marked("Charts", "held-out"), "ppo", "heldout_accuracy", "accent", 100),
            Line(
                marked("Charts", "training"), "ppo", "train_accuracy", "secondary", 100, dashed=True
            ),
        ),
        span=(0, 100),
    ),
    Chart(
        marked("Charts", "Reward against KL"),
        marked("Charts", "reward per response"),
        marked("Charts", "KL from the start, nats per response"),
        (Line(marked("Charts", "reward"), "ppo", "reward", "correct", dots=True),),
        key="kl",
    ),
    Chart(
        marked("Charts", "Entropy"),
        marked("Charts", "nats per token"),
        marked("Charts", "update"),
        (Line(marked("Charts", "entropy"), "ppo", "entropy"),),
    ),
    Chart(
        marked("Charts", "Length"),
        marked("Charts", "tokens per response"),
        marked("Charts", "update"),
        (Line(marked("Charts", "length"), "ppo", "length"),),
    ),
    Chart(
        marked("Charts", "Reward model loss"),
        marked("Charts", "nats per step"),
        marked("Charts", "epoch"),
        (Line(marked("Charts", "loss"), "reward", "loss"),),
        key="epoch",
        order="epoch",
    ),
    Chart(
        marked("Charts", "Reward model's step AUC"),
        marked("Charts", "share of pairs in order"),
        marked("Charts", "epoch"),
        (Line(marked("Charts", "AUC"), "reward", "auc", "correct"),),
        key="epoch",
        order="epoch",
        span=(0.4, 1.0),
    ),
)


@dataclass(slots=True)
class Points:
    """What one line has got so far."""

    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    order: list[float] = field(default_factory=list)

    def add(self, x: float, y: float, order: float) -> None:
        """Add a point; those that a resumed run makes again go first."""
        while self.order and self.order[-1] >= order:
            for column in (self.x, self.y, self.order):
                column.pop()
        self.x.append(x)
        self.y.append(y)
        self.order.append(order)
        if len(self.x) > MOST_POINTS:
            self.x, self.y, self.order = self.x[::2], self.y[::2], self.order[::2]

    def nearest(self, x: float) -> int:
        """Return the place of the point nearest to ``x``."""
        return min(range(len(self.x)), key=lambda at: abs(self.x[at] - x))


def points_of(
    chart: Chart, record: Mapping[str, Any]
) -> Iterator[tuple[Line, float, float, float]]:
    """Yield (line, x, y, order) for each line of a chart that a metrics record concerns."""
    found = flattened(record)
    for line in chart.lines:
        x, y, order = (found.get(name) for name in (chart.key, line.metric, chart.order))
        if found.get("stage") != line.stage or x is None or y is None or order is None:
            continue
        yield line, float(x), float(y) * line.scale, float(order)


def flattened(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with the final report's AUC as a point after the epochs.

    Epoch 0 is the head fitted alone: its loss after the last step says nothing beside the mean of
    an epoch during which all learns, and a line between the two would seem to get worse.
    """
    report = record.get("report")
    if not isinstance(report, Mapping):
        left_out = "loss" if record.get("epoch") == 0 else ""
        return {name: value for name, value in record.items() if name != left_out}
    return {"stage": record.get("stage"), "auc": report.get("auc"), "epoch": record.get("epoch")}
