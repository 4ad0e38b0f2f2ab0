"""Runs the Insights page: counts off the window's thread, and opens what is behind a part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.domain.errors import KnownError
from workbench.domain.insights import Overview, PairCompared, RunsOverview
from workbench.service.insights import Insights
from workbench.ui.bus import touches
from workbench.ui.desk import Desk
from workbench.ui.insights import pictures
from workbench.ui.insights.behind import (
    Behind,
    ErrorOf,
    FirstErrorAt,
    MarkedIn,
    SaidBy,
    ScoredIn,
)
from workbench.ui.insights.panel import InsightsPanel
from workbench.ui.jobs.background import Background
from workbench.ui.languages import shown

_T = TypeVar("_T")
REFRESH_MS = 400
LAST_WAIT = 5.0
"""Seconds that closing waits for a count; at a million steps one takes a fraction of one."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One answer: the marks' numbers, the runs', the topics, and whether there is any mark."""

    any_mark: bool
    overview: Overview
    runs: RunsOverview
    agreement: tuple[PairCompared, ...]
    topics: list[str]


class InsightsPresenter(QObject):
    """The page's presenter.

    Signals:
        problems_wanted(name, problem_ids): the queue is to list these problems.
        annotate_wanted(): there is nothing to see before something is marked.
    """

    problems_wanted = Signal(str, object)
    annotate_wanted = Signal()

    def __init__(self, desk: Desk, panel: InsightsPanel) -> None:
        super().__init__(panel)
        self._desk = desk
        self._panel = panel
        self._insights = Insights(desk.project)
        self._background = Background(self)
        self._at_work = Lock()
        self._closing = False
        self._asked = 0
        self._stale = True
        self._failed = False
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._soon.timeout.connect(self.count)
        panel.asked.connect(self.count)
        panel.opened.connect(self._on_opened)
        panel.acted.connect(self._on_acted)
        desk.bus.changed.connect(self._on_changed)

    def activate(self) -> None:
        """Count anew where something changed since the page was last seen."""
        self._panel.take_focus()
        if self._stale:
            if not self._panel.shows_pictures or not self._panel.verdicts.picture.data.parts:
                self._panel.show_message(
                    self.tr("Counting…"), self.tr("The marks are being counted.")
                )
            self.count()

    def count(self) -> None:
        """Count what the page asks for; an answer to an earlier question is dropped."""
        if self._desk.closed:
            return
        self._asked += 1
        self._stale, self._failed = False, False
        asked, insights = self._asked, self._insights
        days, topic = self._panel.days, self._panel.topic.currentData()
        self._background.run(
            lambda: self._alone(
                lambda: Counted(
                    insights.any_mark(),
                    insights.overview(days, topic),
                    insights.runs(),
                    insights.agreement(),
                    insights.topics(),
                )
            ),
            lambda counted: self._on_counted(asked, counted),
            lambda error: self._on_failed(asked, error),
        )

    def close(self) -> None:
        """Let a count that is under way end before the project is closed under it."""
        self._soon.stop()
        self._asked += 1
        self._closing = True
        if self._at_work.acquire(timeout=LAST_WAIT):
            self._at_work.release()

    def _alone(self, work: Callable[[], _T]) -> _T:
        """Work on the pool's thread, one at a time, and not once the window closes."""
        with self._at_work:
            if self._closing:
                raise KnownError(self.tr("The project is being closed."))
            return work()

    def _on_counted(self, asked: int, counted: Counted) -> None:
        if asked != self._asked:
            return
        if not counted.any_mark:
            self._panel.show_message(
                self.tr("Nothing is marked yet"),
                self.tr("Mark the steps of a solution; then charts of your marks appear here."),
                self.tr("Go to Annotate"),
            )
            return
        self._panel.show_topics(counted.topics)
        self._show_marks(counted.overview)
        self._show_runs(counted.runs)
        self._show_agreement(counted.agreement)
        self._panel.show_pictures(self._summary(counted.overview))

    def _on_failed(self, asked: int, error: KnownError) -> None:
        if asked == self._asked:
            self._failed, self._stale = True, True
            self._panel.show_message(
                self.tr("The marks could not be counted"), shown(error), self.tr("Try again")
            )

    def _show_marks(self, found: Overview) -> None:
        panel, none = self._panel, self.tr("No mark in this time; choose a longer one.")
        if found.verdicts:
            panel.verdicts.show_data(pictures.verdict_bars(found.verdicts))
        else:
            panel.verdicts.say(none)
        if any(topic.incorrect for topic in found.topics):
            panel.kinds.show_data(pictures.kind_map(found.topics))
        else:
            panel.kinds.say(self.tr("No step is marked incorrect in this time."))
        if any(count for _, count in found.first_errors.steps):
            panel.first_errors.show_data(pictures.first_error_bars(found.first_errors))
        else:
            panel.first_errors.say(self.tr("No first error in this time."))
        if found.paces:
            spans = [count.span for count in found.verdicts]
            panel.pace.show_data(pictures.pace_lines(found.paces, spans))
        else:
            panel.pace.say(self.tr("No mark in this time was timed; imported ones are not."))

    def _show_runs(self, found: RunsOverview) -> None:
        panel = self._panel
        if found.calibration is not None:
            panel.calibration.show_data(pictures.reliability_curve(found.calibration))
        else:
            panel.calibration.say(
                self.tr("No reward model was measured yet. Train one on the Train page.")
            )
        if found.changes:
            panel.runs.show_data(pictures.run_dots(found.changes))
        else:
            panel.runs.say(
                self.tr(
                    "No run was measured on held-out problems yet. Hold some out when importing, "
                    "then train."
                )
            )

    def _show_agreement(self, pairs: tuple[PairCompared, ...]) -> None:
        """Show the card only where somebody else marked too; one annotator alone needs none."""
        self._panel.agreement.setVisible(bool(pairs))
        if pairs:
            self._panel.agreement.show_data(pictures.agreement_map(pairs))

    def _summary(self, found: Overview) -> str:
        if found.problems == 1:
            text = self.tr("{marks} verdicts on one problem")
        else:
            text = self.tr("{marks} verdicts on {problems} problems")
        text = text.format(marks=f"{found.marks:,}", problems=f"{found.problems:,}")
        if found.undated:
            more = self.tr("{count} without a date").format(count=f"{found.undated:,}")
            text = f"{text} · {more}"
        return text

    def _on_opened(self, behind: Behind) -> None:
        """List the problems behind a part in the queue, once they are found."""
        days, topic = self._panel.days, self._panel.topic.currentData()
        self._background.run(
            lambda: self._alone(
                lambda: self._insights.without_blind(self._problems(behind, days, topic))
            ),
            lambda found: self._show_problems(behind, found),
            lambda error: self._desk.failed.emit(shown(error), None),
        )

    def _show_problems(self, behind: Behind, found: list[str]) -> None:
        if self._desk.closed:
            return
        name = self.tr("From Insights: {name}").format(name=behind.name)
        known = [one for one in found if self._desk.library.has_problem(one)]
        if known:
            self.problems_wanted.emit(name, known)
        else:
            self._desk.told.emit(
                self.tr("No problem that you may look into is behind this part; choose another.")
            )

    def _problems(self, behind: Behind, days: int | None, topic: str | None) -> list[str]:
        what = behind.what
        if isinstance(what, MarkedIn):
            return self._insights.problems_marked(what.span, topic, what.verdict, what.annotator_id)
        if isinstance(what, ErrorOf):
            return self._insights.problems_in_error(days, what.topic, what.kind)
        if isinstance(what, FirstErrorAt):
            return self._insights.problems_erring_at(days, topic, what.step)
        if isinstance(what, ScoredIn):
            return self._insights.problems_scored(what.reward_model, what.low, what.high)
        if isinstance(what, SaidBy):
            return self._insights.problems_compared(what.one, what.two, what.verdicts)
        return list(what.problem_ids)

    def _on_acted(self) -> None:
        if self._failed:
            self.count()
        else:
            self.annotate_wanted.emit()

    def _on_changed(self, topics: frozenset[str], author: object) -> None:
        if not touches(topics, "marks", "problems", "turns", "runs", "annotators"):
            return
        self._stale = True
        if self._panel.isVisible():
            self._soon.start()
