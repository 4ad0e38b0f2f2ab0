"""Runs the Agreement tab: how far annotators agree, and disagreements to be decided."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, Qt

from workbench.domain.agreement import Estimate
from workbench.domain.errors import KnownError
from workbench.domain.records import Verdict
from workbench.service.adjudication import Adjudication, Case
from workbench.service.agreement import MEANING, Agreement, AgreementReport
from workbench.ui import languages
from workbench.ui.actions import KeyMap
from workbench.ui.bus import touches
from workbench.ui.data.adjudication_card import AdjudicationCard, ShownCase, ShownSide
from workbench.ui.data.agreement_card import AgreementCard
from workbench.ui.data.agreement_pictures import MINUS, Bar, Matrix
from workbench.ui.data.panel import DataPanel
from workbench.ui.desk import Desk
from workbench.ui.jobs.background import Background

TAB = "agreement"
# Of fewer problems the disagreements are listed before one would see that they are not there.
SMALL_PROJECT = 2000
LONGEST_SECONDS = 600.0
LAST_WAIT = 10.0


class AgreementPresenter(QObject):
    """The tab's presenter."""

    def __init__(self, desk: Desk, panel: DataPanel, keys: KeyMap) -> None:
        super().__init__(panel)
        self._desk = desk
        self._panel = panel
        self._agreement = Agreement(desk.project)
        self._adjudication = Adjudication(desk.project)
        self._background = Background(self)
        self._asked = 0
        self._lists = 0
        self._at_work = Lock()
        self._closing = False
        self._waiting: list[str] = []
        self._own = 0
        self._at = 0
        self._since = monotonic()
        self.card = AgreementCard()
        self.cases = AdjudicationCard(keys)
        panel.add_tab(TAB, self.tr("Agreement"), self.card, self.cases)
        panel.tab_shown.connect(self._on_tab)
        self.card.blind_chosen.connect(lambda _: self._measure())
        self.cases.decided.connect(self._on_decided)
        self.cases.moved.connect(self._on_moved)
        desk.bus.changed.connect(self._on_changed)

    def close(self) -> None:
        """Let a measurement that is under way end before the project is closed under it."""
        self._asked += 1
        self._lists += 1
        self._closing = True
        if self._at_work.acquire(timeout=LAST_WAIT):
            self._at_work.release()

    def refresh(self) -> None:
        """Measure anew, and list what waits for a decision."""
        self._measure()
        self._list()

    def _on_tab(self, name: str) -> None:
        if name == TAB:
            self.refresh()

    def _on_changed(self, topics: frozenset[str], author: object) -> None:
        if author is self or self._panel.tab != TAB or not self._panel.isVisible():
            return
        if touches(topics, "marks", "passes", "annotators", "decisions", "problems"):
            self.refresh()

    def _measure(self) -> None:
        """Compute beside the window; an answer to an earlier question is dropped."""
        self._asked += 1
        if not self.card.said:
            self.card.say(self.tr("Comparing the marks…"))
        asked, blind_only = self._asked, self.card.blind.isChecked()
        self._background.run(
            lambda: self._alone(lambda: self._agreement.report(blind_only=blind_only)),
            lambda report: self._show(report) if asked == self._asked else None,
            lambda error: self.card.say(languages.shown(error)) if asked == self._asked else None,
        )

    def _alone(self, work: Callable[[], Any]) -> Any:
        """Work on the pool's thread, one at a time, and not once the window closes."""
        with self._at_work:
            if self._closing:
                raise KnownError(self.tr("The project is being closed."))
            return work()

    def _show(self, report: AgreementReport) -> None:
        if self._desk.closed:
            return
        if not report.steps:
            self.card.say(
                self.tr(
                    "No step was marked by two annotators yet. Ask somebody for blind second"
                    " opinions on the Annotators tab, or merge another annotator's project."
                )
            )
            return
        summary = self.tr(
            "{steps} steps of {responses} responses were marked by two or more; {blind} verdicts"
            " are blind. {open} steps still disagree."
        ).format(
            steps=f"{report.steps:,}",
            responses=f"{report.responses:,}",
            blind=f"{report.blind:,}",
            open=f"{report.disagreements:,}",
        )
        self.card.show_agreement(
            summary, self._bars(report), self._matrices(report), languages.shown(MEANING)
        )

    def _bars(self, report: AgreementReport) -> list[Bar]:
        names = report.annotators
        bars = [
            _bar(self.tr("Same verdict, per step"), report.percent, share=True),
            _bar(self.tr("Same first error"), report.first_error, share=True),
            _bar(self.tr("Fleiss' kappa"), report.fleiss),
            _bar(self.tr("Krippendorff's alpha"), report.alpha),
            _bar(self.tr("Krippendorff's alpha, ordinal"), report.alpha_ordinal),
        ]
        cohen = self.tr("Cohen's kappa: {one}, {two}")
        bars += [
            _bar(cohen.format(one=names[pair.one], two=names[pair.two]), pair.kappa)
            for pair in report.pairs
        ]
        return bars

    def _matrices(self, report: AgreementReport) -> list[Matrix]:
        names = report.annotators
        return [Matrix(names[pair.one], names[pair.two], pair.cells) for pair in report.pairs]

    def _list(self) -> None:
        """List what waits for a decision; in a large project beside the window."""
        if self._desk.annotation.queue_counts().total <= SMALL_PROJECT:
            self._take(self._listed())
            return
        self._lists += 1
        asked = self._lists
        self._background.run(
            lambda: self._alone(self._listed),
            lambda found: self._take(found) if asked == self._lists else None,
            lambda error: self.cases.say(languages.shown(error)) if asked == self._lists else None,
        )

    def _listed(self) -> tuple[list[str], int]:
        """Return what waits for a third, and where nothing does, how much waits for another."""
        waiting = self._adjudication.waiting()
        return waiting, 0 if waiting else self._adjudication.own()

    def _take(self, found: tuple[list[str], int]) -> None:
        if self._desk.closed:
            return
        self._waiting, self._own = found
        self._at = min(self._at, max(len(self._waiting) - 1, 0))
        self._show_case()

    def _show_case(self) -> None:
        self._since = monotonic()
        if not self._waiting:
            own = self._own
            mine = self.tr(
                "{count} disagreements wait for a third: you are one of the sides. Let somebody"
                " else work, on the Annotators tab."
            ).format(count=f"{own:,}")
            self.cases.say(mine if own else self.tr("No disagreement waits for a decision."))
            return
        case = self._adjudication.case(self._waiting[self._at])
        place = self.tr("{at} of {count}")
        said = place.format(at=f"{self._at + 1:,}", count=f"{len(self._waiting):,}")
        self.cases.show_case(_shown(case), said)

    def _on_moved(self, by: int) -> None:
        if self._waiting:
            self._at = (self._at + by) % len(self._waiting)
            self._show_case()

    def _on_decided(self, step_id: str, verdict: Verdict) -> None:
        seconds = min(monotonic() - self._since, LONGEST_SECONDS)
        try:
            change = self._adjudication.decide(step_id, verdict, seconds=seconds)
        except KnownError as error:
            self._desk.failed.emit(languages.shown(error), None)
            return
        self._desk.commit(lambda: change, self)
        # The next one at once: reading a long list anew takes seconds.
        self._take(([one for one in self._waiting if one != step_id], self._own))
        self.refresh()
        self.cases.setFocus(Qt.FocusReason.OtherFocusReason)


def _bar(name: str, found: Estimate, *, share: bool = False) -> Bar:
    return Bar(name, _figures(found, share=share), found.value, found.low, found.high)


def _figures(found: Estimate, *, share: bool) -> tuple[str, str, str]:
    """Return the value, its interval and of how many, each as text."""
    many = f"n = {found.n:,}"
    if found.value is None:
        return "", languages.translate("AgreementPresenter", "not defined"), many
    value = _figure(found.value, share=share)
    if found.low is None or found.high is None:
        return value, "", many
    between = languages.translate("AgreementPresenter", "{low} to {high}")
    ends = (_figure(end, share=share) for end in (found.low, found.high))
    return value, between.format(**dict(zip(("low", "high"), ends, strict=True))), many


def _figure(value: float, *, share: bool) -> str:
    if share:
        return f"{100 * value:.0f} %"
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", MINUS)


def _shown(case: Case) -> ShownCase:
    sides = tuple(
        ShownSide(side.verdict, side.error_kind, side.explanation, side.rewrite)
        for side in case.sides
    )
    return ShownCase(
        case.step_id,
        case.problem.statement,
        case.number,
        case.bodies[:-1],
        case.bodies[-1],
        sides,
    )
