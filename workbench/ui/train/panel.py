"""Lays out the Train page: the run or its end, samples, curves, plan, earlier runs."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.ui.train.earlier_runs import EarlierRuns
from workbench.ui.train.ending_card import EndingCard
from workbench.ui.train.plan_card import PlanCard
from workbench.ui.train.run_card import RunCard
from workbench.ui.train.samples_view import SamplesCard
from workbench.ui.widgets import fill_with, label

PAGE_WIDTH = 1120


class TrainPanel(QWidget):
    """The page; which of its cards are shown is the presenter's to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.readiness = PlanCard()
        self.run = RunCard()
        self.ending = EndingCard()
        self.samples = SamplesCard()
        self.earlier = EarlierRuns()
        self.curves: QWidget | None = None
        self._column = QVBoxLayout()
        self._lay_out()
        self.run.hide()
        self.ending.hide()

    def show_plan_only(self) -> None:
        """Show what there is to learn from, and no run."""
        for widget in (self.run, self.ending, self.samples):
            widget.hide()
        if self.curves is not None:
            self.curves.hide()
        self.readiness.show()
        self.readiness.set_primary(True)

    def show_running(self) -> None:
        """Show a run at work; the plan of the next one comes back at its end."""
        self.ending.hide()
        self.readiness.hide()
        self.run.show()

    def show_ended(self, *, use_is_primary: bool) -> None:
        """Show how a run came out, and the plan of the next one under it."""
        self.run.hide()
        self.ending.show()
        self.readiness.show()
        self.readiness.set_primary(not use_is_primary)

    def add_curves(self, curves: QWidget) -> None:
        """Put the curves under the run, once they were needed."""
        self.curves = curves
        self._column.insertWidget(self._column.indexOf(self.ending) + 1, curves)

    def _lay_out(self) -> None:
        body = QWidget()
        body.setMaximumWidth(PAGE_WIDTH)
        body.setLayout(self._column)
        self._column.setContentsMargins(24, 18, 24, 24)
        self._column.setSpacing(16)
        self._column.addWidget(label(self.tr("Train"), "title"))
        cards = (self.run, self.ending, self.samples, self.readiness, self.earlier)
        for widget in cards:
            self._column.addWidget(widget)
        self._column.addStretch(1)
        fill_with(self, body)
