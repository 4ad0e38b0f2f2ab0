"""What the keys of the step list and the menu of the bar do to the open problem, by action id."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from workbench.domain.records import AnnotationMode, ThreadStatus
from workbench.ui.annotate.ahead_presenter import AheadPresenter
from workbench.ui.annotate.alternatives_presenter import AlternativesPresenter
from workbench.ui.annotate.consistency_presenter import ConsistencyPresenter
from workbench.ui.annotate.manual_presenter import ManualPresenter
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.annotate.shown import Shown
from workbench.ui.annotate.turn_presenter import TurnPresenter
from workbench.ui.desk import Desk
from workbench.ui.jobs.engine_presenter import EnginePresenter


class PageActs(QObject):
    """Joins the presenters of turns, alternatives, checks and solutions by hand to one table.

    Signals:
        changed(): the open thread is to be read again.
        turn_added(): a turn was stored, to be shown.
        mode_chosen(mode): how the problem is to be annotated.
    """

    changed = Signal()
    turn_added = Signal()
    mode_chosen = Signal(object)

    def __init__(
        self,
        desk: Desk,
        engine: EnginePresenter,
        panel: AnnotatePanel,
        shown: Shown,
        turns: TurnPresenter,
        following: Callable[[int], list[str]],
    ) -> None:
        super().__init__(panel)
        self._desk, self._panel, self._shown, self._turns = desk, panel, shown, turns
        section = panel.feedback.alternatives
        self.alternatives = AlternativesPresenter(desk, engine, section, shown)
        self.consistency = ConsistencyPresenter(desk, engine, panel.check, shown)
        self.manual = ManualPresenter(desk, panel.manual, shown)
        self.ahead = AheadPresenter(desk, engine, shown, following, self)
        self._verbs = self._make_verbs()
        self._connect()

    def do(self, action_id: str) -> None:
        """Do an act where it can be done now; else say what to do first."""
        offered = action_id.startswith(("turn.", "problem.", "step."))
        always = action_id in ("turn.mode", "problem.mode")
        if always or (offered and self._turns.offers(action_id)):
            self._verbs[action_id]()
        elif why := self._turns.why_not(action_id):
            self._desk.hinted.emit(why)

    def stop(self) -> bool:
        """Stop what is written for the open problem; return whether anything was."""
        return self._turns.stop() or self.alternatives.stop() or self.consistency.stop()

    def leave(self) -> bool:
        """Put away what lies over the page; return whether anything did."""
        asked = self._panel.bar.reason.put_away()
        return self.manual.leave() or asked

    def show_numbers(self) -> None:
        """Show in the menu what is set in the project."""
        wanted, threshold = self._desk.annotation.check_settings
        self._panel.bar.menu.show_numbers(wanted, threshold, self.ahead.count)

    def _make_verbs(self) -> dict[str, Callable[[], object]]:
        turns = self._turns
        return {
            "step.alternatives": self.alternatives.open,
            "step.regenerate": turns.regenerate,
            "turn.accept": turns.accept,
            "turn.check": self.consistency.check,
            "turn.write": self.manual.open,
            "turn.rest": self.manual.open_rest,
            "turn.mode": turns.other_refine_mode,
            "problem.mode": self._other_mode,
            "problem.bad": partial(turns.ask_reason, ThreadStatus.BAD_PROBLEM),
            "problem.give_up": partial(turns.ask_reason, ThreadStatus.GIVE_UP),
        }

    def _connect(self) -> None:
        panel, steps, bar = self._panel, self._panel.steps, self._panel.bar
        steps.act_requested.connect(self.do)
        steps.regenerate_requested.connect(lambda _: self.do("step.regenerate"))
        steps.alternatives_requested.connect(lambda _: self.do("step.alternatives"))
        bar.act_chosen.connect(self.do)
        bar.left.connect(panel.focus_steps)
        bar.menu.check_changed.connect(self._desk.annotation.set_check_settings)
        bar.menu.ahead_changed.connect(self.ahead.set_count)
        bar.menu.aboutToShow.connect(self.show_numbers)
        panel.manual.left.connect(panel.focus_steps)
        panel.feedback.alternatives.list.left.connect(panel.focus_steps)
        self.alternatives.changed.connect(self.changed)
        self.consistency.changed.connect(self.changed)
        self.consistency.turn_added.connect(self.turn_added)
        self.consistency.activity_changed.connect(self._on_check)
        self.manual.turn_added.connect(self.turn_added)

    def _on_check(self, problem_id: str) -> None:
        if problem_id == self._shown.problem_id:
            self._turns.refresh()

    def _other_mode(self) -> None:
        full = self._shown.annotation_mode is AnnotationMode.FULL
        self.mode_chosen.emit(AnnotationMode.FIRST_ERROR if full else AnnotationMode.FULL)
