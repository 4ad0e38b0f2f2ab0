"""The Train page's widgets: what there is to learn from, the run, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from workbench.ui import icons, theme
from workbench.ui.train.results_table import ResultsTable, result_rows
from workbench.ui.train.stages import STAGE_NAMES
from workbench.ui.widgets import HintButton, fill_with, label, number_field, restyle, stretch_row

PAGE_WIDTH = 1120


@dataclass(frozen=True, slots=True)
class Learnable:
    """What the page says before a run: numbers, warnings, the estimate and why not to start."""

    numbers: tuple[tuple[str, int], ...]
    correct: int
    neutral: int
    incorrect: int
    warnings: tuple[str, ...]
    estimate: str
    blocked: str = ""


class BalanceBar(QWidget):
    """Correct, neutral and incorrect marks as shares of one bar."""

    def __init__(self) -> None:
        super().__init__()
        self._parts = (0, 0, 0)
        self.setFixedHeight(8)
        theme.theme().changed.connect(self.update)

    def show_parts(self, correct: int, neutral: int, incorrect: int) -> None:
        """Show the three counts."""
        self._parts = (correct, neutral, incorrect)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shares from left to right, with a gap between."""
        tokens, total = theme.current(), sum(self._parts)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left = 0.0
        for part, color in zip(
            self._parts, (tokens.correct, tokens.neutral, tokens.incorrect), strict=True
        ):
            width = self.width() * part / total if total else 0
            painter.setBrush(QColor(color))
            painter.drawRoundedRect(QRectF(left, 0, max(0.0, width - 2), 8), 3, 3)
            left += width
        if not total:
            painter.setBrush(QColor(tokens.pressed))
            painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        painter.end()


class ReadinessCard(QFrame):
    """Counts, balance, warnings and the one button.

    Signals:
        train_chosen(updates): start a run with that many PPO updates.
    """

    train_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._numbers = QHBoxLayout()
        self._numbers.setSpacing(36)
        self._balance = BalanceBar()
        self._legend = label("", "meta")
        self._warnings = label("", "meta", wrap=True)
        self._estimate = label("", "meta")
        self.updates = number_field(1, 500, 30)
        self.train = HintButton("Train", primary=True)
        self.train.clicked.connect(lambda: self.train_chosen.emit(self.updates.value()))
        self._blocked = label("", "error", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(14)
        column.addLayout(self._numbers)
        for widget in (self._balance, self._legend, self._warnings):
            column.addWidget(widget)
        column.addLayout(
            stretch_row(
                self.train, label("PPO updates", "meta"), self.updates, self._estimate, None,
                spacing=12,
            )
        )  # fmt: skip
        column.addWidget(self._blocked)

    @property
    def blocked_text(self) -> str:
        """Return why no run can start, or ``""``."""
        return self._blocked.text()

    @property
    def balance_text(self) -> str:
        """Return the counts of the verdicts."""
        return self._legend.text()

    def set_primary(self, primary: bool) -> None:
        """Make Train the page's one primary button, or leave that to another."""
        self.train.setProperty("role", "primary" if primary else "secondary")
        restyle(self.train)

    def show_learnable(self, shown: Learnable) -> None:
        """Show what there is to learn from."""
        while self._numbers.count():
            item = self._numbers.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        for name, number in shown.numbers:
            self._numbers.addWidget(_number(name, number))
        self._numbers.addStretch(1)
        self._balance.show_parts(shown.correct, shown.neutral, shown.incorrect)
        self._legend.setText(
            f"{shown.correct:,} correct · {shown.neutral:,} neutral · {shown.incorrect:,} incorrect"
        )
        self._warnings.setText("\n".join(shown.warnings))
        self._warnings.setVisible(bool(shown.warnings))
        self._estimate.setText(shown.estimate)
        self.train.setEnabled(not shown.blocked)
        self._blocked.setText(shown.blocked)
        self._blocked.setVisible(bool(shown.blocked))


class StageMark(QWidget):
    """One stage of a run: done with a tick, under way in bold, or still to come."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._done = False
        self._tick = QLabel()
        self._name = label(name, "meta")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._tick)
        row.addWidget(self._name)
        theme.theme().changed.connect(self._color)
        self._color()

    def show_state(self, *, done: bool, current: bool) -> None:
        """Show whether the stage is done or under way."""
        self._done = done
        self._name.setProperty("role", "strong" if current and not done else "meta")
        restyle(self._name)
        self._color()

    def _color(self) -> None:
        color = theme.current().correct
        self._tick.setPixmap(icons.pixmap("check", color, 14, self.devicePixelRatioF()))
        self._tick.setVisible(self._done)


class RunCard(QFrame):
    """A run: its stages, how far it is, and how it ended.

    Signals:
        stop_chosen(), resume_chosen(): the buttons.
    """

    stop_chosen = Signal()
    resume_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._stages: dict[str, StageMark] = {}
        self._state = label("", "heading")
        self._left = label("", "meta")
        self.progress = QProgressBar(minimum=0, maximum=1000, textVisible=False)
        self._reason = label("", "secondary", wrap=True)
        self.stop = HintButton("Stop")
        self.resume = HintButton("Resume")
        self.stop.clicked.connect(self.stop_chosen)
        self.resume.clicked.connect(self.resume_chosen)
        self._stage_row = QHBoxLayout()
        self._stage_row.setSpacing(20)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(stretch_row(self._state, self._left, None, self.stop, self.resume))
        column.addWidget(self.progress)
        column.addLayout(self._stage_row)
        column.addWidget(self._reason)

    @property
    def state_text(self) -> str:
        """Return the heading: running, stopped, done or failed."""
        return self._state.text()

    def show_stages(self, stages: Sequence[str]) -> None:
        """Name the stages, once for a run."""
        if list(stages) == list(self._stages):
            return
        while self._stage_row.count():
            item = self._stage_row.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        self._stages = {}
        for stage in stages:
            self._stages[stage] = StageMark(STAGE_NAMES.get(stage, stage))
            self._stage_row.addWidget(self._stages[stage])
        self._stage_row.addStretch(1)

    def show_progress(self, state: str, left: str, fraction: float, stage: str) -> None:
        """Show how far the run is."""
        self._state.setText(state)
        self._left.setText(left)
        self.progress.setValue(round(1000 * fraction))
        names = list(self._stages)
        at = names.index(stage) if stage in names else -1
        for place, shown in enumerate(self._stages.values()):
            shown.show_state(done=fraction >= 1 or place < at, current=place == at)

    def show_end(self, reason: str, *, running: bool, resumable: bool) -> None:
        """Show why it ended, and what can be done."""
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self.stop.setVisible(running)
        self.resume.setVisible(resumable)


class TrainPanel(QWidget):
    """The page.

    Signals:
        use_chosen(), discard_chosen(): what to do with the new model.
    """

    use_chosen = Signal()
    discard_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.readiness = ReadinessCard()
        self.run = RunCard()
        self.results = ResultsTable()
        self.use = HintButton("Use this model", primary=True)
        self.discard = HintButton("Discard")
        self.use.clicked.connect(self.use_chosen)
        self.discard.clicked.connect(self.discard_chosen)
        self._notes = label("", "meta", wrap=True)
        self._after = self._after_box()
        self.curves: QWidget | None = None
        self._column = QVBoxLayout()
        self._lay_out()
        self.run.hide()
        self._after.hide()

    def show_results(self, results: Mapping[str, Any], *, usable: bool) -> None:
        """Show the before/after table; ``usable`` offers the new model."""
        rows = result_rows(results)
        self.results.show_rows(rows)
        self.results.setVisible(bool(rows))
        notices = list(results.get("notices", ()))
        if not rows:
            notices.append(
                "There were no held-out problems, so before and after were not measured."
            )
        self._notes.setText("\n".join(notices))
        self._notes.setVisible(bool(notices))
        for button in (self.use, self.discard):
            button.setVisible(usable)
        self.readiness.set_primary(not usable)
        self._after.show()

    def hide_results(self) -> None:
        """Show no results."""
        self.readiness.set_primary(True)
        self._after.hide()

    def add_curves(self, curves: QWidget) -> None:
        """Put the curves under the run, once they were needed."""
        self.curves = curves
        self._column.insertWidget(self._column.indexOf(self._after) + 1, curves)

    def _after_box(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label("Before and after", "heading"))
        column.addWidget(self.results)
        column.addWidget(self._notes)
        column.addLayout(stretch_row(self.use, self.discard, None))
        return box

    def _lay_out(self) -> None:
        body = QWidget()
        body.setMaximumWidth(PAGE_WIDTH)
        body.setLayout(self._column)
        self._column.setContentsMargins(24, 18, 24, 24)
        self._column.setSpacing(16)
        self._column.addWidget(label("Train", "title"))
        for widget in (self.readiness, self.run, self._after):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        fill_with(self, body)


def _number(name: str, number: int) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(2)
    grid.addWidget(label(f"{number:,}", "title"), 0, 0)
    grid.addWidget(label(name, "meta"), 1, 0)
    return holder
