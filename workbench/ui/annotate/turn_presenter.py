"""Asks for turns and ends threads: solve, refine, regenerate, stop, accept, set aside, reopen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from workbench.domain.errors import KnownError
from workbench.domain.records import RefineMode, Thread, ThreadStatus
from workbench.service.views import TurnPlan
from workbench.ui import languages
from workbench.ui.actions import KeyMap
from workbench.ui.annotate.action_bar import Offer
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.annotate.shown import Shown
from workbench.ui.desk import Act, Desk
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.jobs.writing import Purpose

NEEDS_PREFIX = frozenset({"step.alternatives", "step.regenerate"})
NEEDS_ENGINE = NEEDS_PREFIX | {"turn.check"}


class TurnPresenter(QObject):
    """What the action bar does.

    Signals:
        thread_changed(): the open thread is to be read again.
        latest_wanted(): the latest turn is to be shown.
    """

    thread_changed = Signal()
    latest_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        engine: EnginePresenter,
        panel: AnnotatePanel,
        shown: Shown,
        keys: KeyMap,
    ) -> None:
        super().__init__(panel)
        self._desk = desk
        self._engine = engine
        self._panel = panel
        self._shown = shown
        self._keys = keys
        bar = panel.bar
        bar.primary_chosen.connect(self.do_primary)
        bar.accept_chosen.connect(self.accept)
        bar.set_aside_chosen.connect(self.set_aside)
        bar.refine_mode_chosen.connect(self._on_refine_mode)
        panel.turns.response_chosen.connect(self._on_response_chosen)

    def refresh(self) -> None:
        """Show what can be done now."""
        self._panel.bar.show_offer(self._offer())

    def do_primary(self, verb: str = "") -> None:
        """Do what the primary button says."""
        verb = verb or self._offer().primary
        problem_id = self._shown.problem_id
        if problem_id is None or (self._offer().blocked and verb != "Stop"):
            return
        self._panel.feedback.submit()
        if verb == "Stop":
            self._engine.stop(problem_id)
        elif verb in ("Accept", "Hand in"):
            self.accept()
        elif verb == "Reopen":
            self._do(lambda: self._desk.annotation.reopen(problem_id))
        elif verb == "Solve":
            self._write(lambda: self._desk.annotation.plan_initial(problem_id))
        else:
            self._write(lambda: self._desk.annotation.plan_refine(problem_id))

    def regenerate(self) -> None:
        """Sample the rest of the response anew, from the selected step on."""
        step_id = self._shown.step_id
        if step_id is not None:
            self._panel.feedback.submit()
            self._write(lambda: self._desk.annotation.plan_regenerate(step_id))

    def offers(self, action_id: str) -> bool:
        """Return whether an act can be done now."""
        return action_id in self._offer().acts

    def why_not(self, action_id: str) -> str:
        """Return why an act cannot be done now and what to do first; empty where that is plain."""
        shown, thread = self._shown, self._shown.thread
        if thread is None or self._busy(action_id, thread.problem.id):
            return ""
        if thread.blind:
            return self.tr("You mark this problem blind: mark its steps, then hand it in.")
        if action_id in NEEDS_ENGINE and self._engine.blocked:
            return self._engine.blocked
        if action_id in NEEDS_PREFIX and not self._engine.takes_prefix:
            return self.tr("This model's server cannot continue a text; load a local model.")
        if action_id == "turn.check" and thread.turns:
            return self.tr("There is no answer to compare with yet: accept a solution first.")
        if not shown.steps:
            return self.tr("There is no response yet: solve the problem first.")
        return self.tr("The problem is closed: reopen it first.")

    def ask_reason(self, status: ThreadStatus) -> None:
        """Ask why the open problem is to be set aside."""
        self._panel.bar.reason.ask(status)

    def other_refine_mode(self) -> None:
        """Ask for the next turn in the other way."""
        keeps = self._shown.refine_mode is RefineMode.CONTINUE
        self._on_refine_mode(RefineMode.ASK_AGAIN if keeps else RefineMode.CONTINUE)

    def accept(self) -> None:
        """End the thread as accepted."""
        problem_id = self._shown.problem_id
        if problem_id is not None and self._shown.steps:
            self._panel.feedback.submit()
            self._do(lambda: self._desk.annotation.accept(problem_id))

    def stop(self) -> bool:
        """Stop the open problem's turn; return whether one was being written."""
        problem_id = self._shown.problem_id
        if problem_id is None or self._engine.writing(problem_id) is None:
            return False
        self._engine.stop(problem_id)
        return True

    def _write(self, plan: Callable[[], TurnPlan]) -> None:
        try:
            planned = plan()
        except KnownError as error:
            self._desk.failed.emit(languages.shown(error), None)
            return
        self._engine.write(planned, self._panel.bar.candidates)
        self.latest_wanted.emit()

    def _do(self, act: Act) -> None:
        if self._desk.commit(act, self) is not None:
            self.thread_changed.emit()

    def _offer(self) -> Offer:
        shown = self._shown
        thread = shown.thread.thread if shown.thread else None
        status = thread.status if thread else None
        offer = partial(Offer, refine_mode=shown.refine_mode)
        if shown.problem_id and self._engine.writing(shown.problem_id):
            return offer("Stop")
        if shown.thread is not None and shown.thread.blind:
            return offer("Hand in", acts=frozenset({"turn.accept"}))
        offer = partial(offer, acts=self._acts(status))
        if thread is not None and status is not ThreadStatus.OPEN:
            return offer("Reopen", note=self._why_aside(thread))
        if shown.thread is None or not shown.thread.turns:
            return offer("Solve", blocked=self._engine.blocked)
        if shown.has_feedback:
            return offer("Refine", blocked=self._engine.blocked)
        if shown.is_doubtful:
            # The key that asked for the solution would accept it, unread, when pressed once more.
            return offer("Refine", blocked=self._doubt())
        return offer("Accept")

    def _why_aside(self, thread: Thread) -> str:
        """Return for what reason a problem was set aside; empty where it was accepted."""
        words = {
            ThreadStatus.BAD_PROBLEM: self.tr("Set aside as a bad problem: {reason}"),
            ThreadStatus.GIVE_UP: self.tr("Given up: {reason}"),
        }
        reason = thread.status_reason or self.tr("no reason was given")
        return words.get(thread.status, "").format(reason=reason)

    def _doubt(self) -> str:
        return self.tr(
            "The answer is not the reference answer: mark the first step that is wrong, or accept"
            " it all the same ({key})."
        ).format(key=self._keys.hint("turn.accept"))

    def _acts(self, status: ThreadStatus | None) -> frozenset[str]:
        """Return the acts that are possible besides the primary one."""
        acts = {"turn.check"} if self._can_check() else set()
        if self._shown.problem_id is None or status not in (None, ThreadStatus.OPEN):
            return frozenset(acts)
        acts |= {"turn.write", "problem.bad", "problem.give_up"}
        if self._shown.steps:
            acts |= {"turn.accept", "turn.rest"}
            if not self._engine.blocked and self._engine.takes_prefix:
                acts |= NEEDS_PREFIX
        return frozenset(acts)

    def _busy(self, action_id: str, problem_id: str) -> bool:
        """Whether the engine is at it, which the page shows already."""
        if self._engine.writing(problem_id) is not None:
            return True
        checking = self._engine.asked(Purpose.CHECK, problem_id) is not None
        return action_id == "turn.check" and checking

    def _can_check(self) -> bool:
        thread = self._shown.thread
        if thread is None or not thread.turns or self._engine.blocked:
            return False
        running = self._busy("turn.check", thread.problem.id)
        return not running and bool(self._desk.annotation.accepted_answer(thread))

    def set_aside(self, status: ThreadStatus, reason: str) -> None:
        """Set the open problem aside for a reason."""
        problem_id = self._shown.problem_id
        if problem_id is not None:
            self._panel.feedback.submit()
            self._do(lambda: self._desk.annotation.set_aside(problem_id, status, reason))
            self._panel.focus_steps()

    def _on_refine_mode(self, mode: RefineMode) -> None:
        problem_id = self._shown.problem_id
        if problem_id is not None:
            self._do(lambda: self._desk.annotation.set_refine_mode(problem_id, mode))

    def _on_response_chosen(self, response_id: str) -> None:
        view = self._shown.turn_view
        if view is not None:
            self._do(lambda: self._desk.annotation.choose_response(view.turn.id, response_id))
