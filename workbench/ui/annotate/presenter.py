"""Runs the Annotate page: opens problems, marks steps, keeps what is said of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.domain.records import AnnotationMode, ErrorKind, Verdict
from workbench.store.changes import Change
from workbench.ui.actions import KeyMap
from workbench.ui.annotate.page_acts import PageActs
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.annotate.queue_presenter import QueuePresenter
from workbench.ui.annotate.shown import Shown
from workbench.ui.annotate.step_clock import StepClock
from workbench.ui.annotate.thread_display import ThreadDisplay
from workbench.ui.annotate.turn_presenter import TurnPresenter
from workbench.ui.bus import touches
from workbench.ui.desk import Act, Desk, SaveState
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.shortcuts import bind_within

LAST_PROBLEM = "annotate.last_problem"


class AnnotatePresenter(QObject):
    """The page's presenter; the queue and the turns have presenters of their own.

    Signals:
        import_wanted(): the project is empty and the user wants to fill it.
    """

    import_wanted = Signal()

    def __init__(
        self, desk: Desk, engine: EnginePresenter, panel: AnnotatePanel, keys: KeyMap
    ) -> None:
        super().__init__(panel)
        self._desk = desk
        self._engine = engine
        self.panel = panel
        self._keys = keys
        self.clock = StepClock(self)
        self.shown = Shown()
        self.queue = QueuePresenter(desk, panel.queue, panel.queue_model)
        self.display = ThreadDisplay(desk, engine, panel, self.shown, keys)
        self.turns = TurnPresenter(desk, engine, panel, self.shown, keys)
        self.acts = PageActs(desk, engine, panel, self.shown, self.turns, self.queue.following)
        self.display.on_step = self.acts.alternatives.show
        self._connect_steps()
        self._connect_rest()
        self._connect_acts()
        self._bind_keys()

    def activate(self) -> None:
        """Open the problem worked on last, or the first; later, give the steps the keys."""
        if self.shown.thread is None:
            self.start()
        self.panel.focus_steps()

    def start(self) -> None:
        """Open the problem worked on last, or the first."""
        first = self.queue.start()
        last = self._desk.project.setting(LAST_PROBLEM)
        if isinstance(last, str) and self._desk.library.has_problem(last):
            self.queue.open(last)
        elif first is not None:
            self.queue.open(first)
        else:
            self.display.no_problem()

    def open_problem(self, problem_id: str) -> None:
        """Show a problem with its latest turn."""
        self.panel.feedback.submit()
        self.acts.leave()
        self._desk.project.set_setting(LAST_PROBLEM, problem_id)
        self.acts.ahead.opened(problem_id)
        self.shown.thread = self._desk.annotation.view(problem_id)
        self._show_latest()

    def jump_to(self, problem_id: str, step_id: str | None) -> None:
        """Show where something changed: the problem, the turn and the step."""
        if problem_id != self.shown.problem_id:
            self.queue.open(problem_id)
        else:
            self.reload()
        for number, turn in enumerate(self.shown.turns, start=1):
            steps = [step.step.id for shown in turn.responses for step in shown.steps]
            if step_id in steps:
                self.display.turn(number, step_id)
                break
        self.panel.focus_steps()

    def show_turn(self, number: int, step_id: str | None) -> None:
        """Show a turn of the open problem, counted from 1, and a step of it."""
        self.display.turn(number, step_id)
        self.display.problem()
        self.turns.refresh()

    def reload(self) -> None:
        """Read the open thread again and show what differs."""
        if self.shown.problem_id is None:
            return
        if not self._desk.library.has_problem(self.shown.problem_id):
            self._forget()
            return
        before = self.shown.steps
        self.shown.thread = self._desk.annotation.view(self.shown.problem_id)
        if not (self.display.pending and self.shown.turn > len(self.shown.turns)):
            self.shown.turn = min(self.shown.turn, len(self.shown.turns)) or len(self.shown.turns)
        if [step.step for step in before] == [step.step for step in self.shown.steps] and before:
            self.display.update(before)
        else:
            self.display.turn(self.shown.turn, self.shown.step_id)
        self.display.problem()
        self.acts.consistency.show()
        self.turns.refresh()

    def mark(self, step_id: str, verdict: Verdict | None) -> None:
        """Commit a verdict, then move on; an incorrect step stays, to be explained."""
        seconds = self.clock.seconds
        if not self._do(lambda: self._desk.annotation.mark(step_id, verdict, seconds=seconds)):
            return
        self._restart_clock()
        stays = verdict is None or (
            verdict is Verdict.INCORRECT
            and self.shown.annotation_mode is AnnotationMode.FIRST_ERROR
        )
        following = self.shown.after(step_id)
        if following is not None and not stays:
            self.panel.steps.select(following.step.id)

    def escape(self) -> None:
        """Put away what lies over the page, or stop what is written, or go back to the steps."""
        if not self.acts.leave() and self.panel.steps.hasFocus():
            self.acts.stop()
        self.panel.focus_steps()

    def submit_text(self) -> None:
        """Save what was typed, and a restored draft as it stands."""
        self.panel.manual.keep()
        self.panel.feedback.submit(on_purpose=True)

    def save_text(self) -> None:
        """Make a turn of the solution that is being written, or save what was typed of a step."""
        if self.panel.manual.is_open:
            self.panel.manual.submit()
        else:
            self.submit_text()

    def go_on(self) -> None:
        """Do what the primary button says; on the sheet for a solution by hand, save it."""
        if self.panel.manual.is_open:
            self.panel.manual.submit()
        else:
            self.turns.do_primary()

    def _connect_steps(self) -> None:
        steps, annotation = self.panel.steps, self._desk.annotation
        steps.verdict_chosen.connect(self.mark)
        steps.current_changed.connect(self._on_current_changed)
        steps.suggestion_accepted.connect(self._on_suggestion_accepted)
        steps.suggestions_accepted.connect(self._on_suggestions_accepted)
        steps.explain_requested.connect(lambda _: self.panel.feedback.explanation.setFocus())
        steps.rewrite_requested.connect(self._on_rewrite_requested)
        steps.follows_from_requested.connect(lambda _: self.panel.feedback.open_follows())
        steps.next_unmarked_requested.connect(self._on_next_unmarked)
        steps.refine_requested.connect(lambda: self.turns.do_primary())
        steps.merge_requested.connect(
            lambda step: self._do(lambda: annotation.merge_with_next(step))
        )
        steps.split_requested.connect(
            lambda step, offset: self._do(lambda: annotation.split_step(step, offset))
        )
        steps.search_requested.connect(self.panel.queue.focus_search)
        steps.next_problem_requested.connect(lambda: self.queue.step(1))
        steps.previous_problem_requested.connect(lambda: self.queue.step(-1))

    def _connect_rest(self) -> None:
        panel, feedback = self.panel, self.panel.feedback
        self.queue.problem_opened.connect(self.open_problem)
        self.turns.thread_changed.connect(self.reload)
        self.turns.latest_wanted.connect(self._show_latest)
        panel.queue.left.connect(panel.focus_steps)
        panel.queue.import_wanted.connect(self.import_wanted)
        panel.nothing.action_chosen.connect(self.import_wanted)
        panel.problem.mode_toggled.connect(self._on_mode_toggled)
        panel.turns.turn_chosen.connect(self._on_turn_chosen)
        feedback.error_kind_chosen.connect(self._on_error_kind)
        feedback.follows_from_chosen.connect(self._on_follows_from)
        feedback.draft_due.connect(self._on_draft_due)
        feedback.draft_discarded.connect(self._on_draft_discarded)
        feedback.submitted.connect(self._on_submitted)
        feedback.typing.connect(lambda: self._desk.set_save_state(SaveState.UNSAVED))
        feedback.left.connect(panel.focus_steps)
        self._engine.progressed.connect(self.display.stream)
        self._engine.activity_changed.connect(self._on_activity)
        self._engine.turn_written.connect(self._on_turn_written)
        self._engine.model_changed.connect(self.turns.refresh)
        self._engine.model_changed.connect(self.display.notice)
        self._engine.stall_changed.connect(self.display.notice)
        panel.notice.stop_chosen.connect(self.turns.stop)
        self._desk.bus.changed.connect(self._on_changed)
        self._desk.history.reverted.connect(self._on_reverted)

    def _connect_acts(self) -> None:
        self.acts.changed.connect(self.reload)
        self.acts.turn_added.connect(self._on_turn_added)
        self.acts.mode_chosen.connect(self._on_mode_toggled)
        self.acts.show_numbers()

    def _bind_keys(self) -> None:
        """Bind the keys that act on the whole page, in text fields too."""
        for action_id, act in (
            ("turn.refine", self.go_on),
            ("text.submit", self.save_text),
            ("focus.steps", self.escape),
        ):
            bind_within(self._keys, action_id, self.panel, act)

    def _do(self, act: Act) -> bool:
        """Commit an act on the open thread and show its outcome."""
        if self._desk.commit(act, self) is None:
            return False
        self.reload()
        return True

    def _show_latest(self) -> None:
        self.display.latest()
        self.acts.consistency.show()
        self.turns.refresh()
        self.acts.ahead.consider()

    def _restart_clock(self) -> None:
        handle = self.panel.window().windowHandle()
        if handle is not None:  # there is none before the window is shown
            self.clock.watch(handle)
        self.clock.restart()

    def _on_turn_added(self) -> None:
        if self.shown.problem_id is not None:
            self.shown.thread = self._desk.annotation.view(self.shown.problem_id)
            self._show_latest()
            self.panel.focus_steps()

    def _forget(self) -> None:
        """The open problem is gone, by an undone import: show another, or that there is none."""
        self.shown.thread, self.shown.turn = None, 0
        self.panel.steps.set_steps([])
        self.start()

    def _on_current_changed(self, step_id: str) -> None:
        if step_id != self.shown.step_id:
            self._restart_clock()
            self.display.step(self.shown.step(step_id))

    def _on_suggestion_accepted(self, step_id: str) -> None:
        step = self.shown.step(step_id)
        if step is None or step.offered is None:
            return
        if self._do(lambda: self._desk.annotation.accept_suggestion(step_id)):
            following = self.shown.after(step_id)
            if following is not None:
                self.panel.steps.select(following.step.id)

    def _on_suggestions_accepted(self, step_ids: list[str]) -> None:
        if self._do(lambda: self._desk.annotation.accept_suggestions(step_ids)):
            self._on_next_unmarked()

    def _on_rewrite_requested(self, step_id: str) -> None:
        """Open the rewrite; an empty one starts from the step as it stands."""
        step, editor = self.shown.step(step_id), self.panel.feedback.rewrite
        if step is not None and not editor.toPlainText():
            self.panel.feedback.offer_rewrite(step.body)
        editor.setFocus()

    def _on_next_unmarked(self) -> None:
        response = self.shown.response
        annotation, current = self._desk.annotation, self.shown.step_id
        step = annotation.next_unmarked_step(response, current) if response else None
        if step is not None and step.step.id != current:
            self.panel.steps.select(step.step.id)
        else:
            self.queue.step(1)

    def _on_mode_toggled(self, mode: AnnotationMode) -> None:
        problem_id = self.shown.problem_id
        if problem_id is not None:
            self._do(lambda: self._desk.annotation.set_annotation_mode(problem_id, mode))

    def _on_turn_chosen(self, number: int) -> None:
        self.panel.feedback.submit()
        self.display.turn(number)
        self.panel.turns.show_candidates(self.shown.turn_view)
        self.turns.refresh()

    def _on_error_kind(self, step_id: str, kind: ErrorKind | None) -> None:
        self._do(lambda: self._desk.annotation.set_error_kind(step_id, kind))

    def _on_follows_from(self, step_id: str, earlier_id: str | None) -> None:
        self._do(lambda: self._desk.annotation.set_follows_from(step_id, earlier_id))

    def _on_draft_due(self, step_id: str, field: str, text: str) -> None:
        annotation = self._desk.annotation
        self._desk.save(lambda: annotation.save_draft(step_id, field, text))

    def _on_draft_discarded(self, step_id: str, field: str) -> None:
        step = self.shown.step(step_id)
        stored = getattr(step.mark, field) or "" if step and step.mark else ""
        self._on_draft_due(step_id, field, stored)
        self.reload()

    def _on_submitted(self, step_id: str, field: str, text: str) -> None:
        annotation = self._desk.annotation
        if field == "explanation":
            self._do(lambda: annotation.explain(step_id, text))
        else:
            self._do(lambda: annotation.rewrite(step_id, text or None))

    def _on_activity(self, problem_id: str, activity: str) -> None:
        self.queue.set_activity(problem_id, activity)
        if problem_id == self.shown.problem_id:
            self.display.problem()
            self.display.notice()
            self.turns.refresh()

    def _on_turn_written(self, problem_id: str) -> None:
        self.queue.refresh_row(problem_id)
        if problem_id == self.shown.problem_id:
            self.shown.thread = self._desk.annotation.view(problem_id)
            self._show_latest()
            if self.panel.isVisible() and not self.panel.feedback.is_typing:
                self.panel.focus_steps()

    def _on_changed(self, topics: frozenset[str], author: object) -> None:
        if author in (self, self.turns, None):
            return
        if "problems" in topics and self.shown.thread is None:
            self.start()
        elif touches(topics, "marks", "threads", "turns", "models"):
            self.reload()

    def _on_reverted(self, change: Change) -> None:
        place = self._desk.annotation.place_of(change)
        if place is not None:
            self.jump_to(place.problem_id, place.step_id)
        elif self.shown.thread is None:
            self.start()  # an import that was done again
        else:
            self.reload()
