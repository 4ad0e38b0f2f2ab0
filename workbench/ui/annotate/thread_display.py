"""Shows the open thread: problem, turns, steps, answer and what was said of the selected step."""

from __future__ import annotations

from collections.abc import Callable

from workbench.domain.records import FinishReason
from workbench.service.views import StepView
from workbench.ui.actions import KeyMap
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.annotate.shown import Shown
from workbench.ui.annotate.suggestion_words import offer_words, source_words, verdict_word
from workbench.ui.annotate.turn_tabs import response_meta
from workbench.ui.desk import Desk
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.languages import translate


class ThreadDisplay:
    """The part of the page's presenter that puts what ``shown`` holds on the screen."""

    def __init__(
        self,
        desk: Desk,
        engine: EnginePresenter,
        panel: AnnotatePanel,
        shown: Shown,
        keys: KeyMap,
    ) -> None:
        self._desk = desk
        self._engine = engine
        self._panel = panel
        self._shown = shown
        self._keys = keys
        self.on_step: Callable[[str | None], None] = lambda _step_id: None

    @property
    def pending(self) -> bool:
        """Whether a turn of the open problem is being written, or waits to be."""
        problem_id = self._shown.problem_id
        return problem_id is not None and self._engine.writing(problem_id) is not None

    def latest(self) -> None:
        """Show the newest turn, or the one being written."""
        self.turn(len(self._shown.turns) + (1 if self.pending else 0))
        self.problem()

    def problem(self) -> None:
        """Show the statement and the tabs of the turns."""
        thread = self._shown.thread
        if thread is None:
            return
        self._panel.problem.show_problem(thread.problem, self._shown.annotation_mode)
        pending = self._engine.activity(thread.problem.id)
        self._panel.turns.show_turns(self._shown.turns, self._shown.turn, pending)
        self._panel.turns.show_candidates(self._shown.turn_view)

    def turn(self, number: int, step_id: str | None = None) -> None:
        """Show a turn's steps, or the one being written, or that there is none."""
        self._shown.turn = number
        self.notice()
        if number == 0:
            self._show_unsolved()
        elif number > len(self._shown.turns):
            self._show_writing()
        else:
            self._show_response(step_id)

    def notice(self) -> None:
        """Say why the turn looked at waits, does not get on, or was cut short."""
        problem_id, say = self._shown.problem_id, self._panel.notice.say
        if problem_id is None:
            say("", wrong=False, stoppable=False)
        elif self.pending and self._shown.turn > len(self._shown.turns):
            sentence = self._engine.notice(problem_id)
            say(sentence, wrong=bool(self._engine.stall), stoppable=True)
        elif (response := self._shown.response) is not None:
            cut = response.response.finish_reason is FinishReason.FAILED
            if self._shown.thread is not None and self._shown.thread.blind and not cut:
                say(self._blind_sentence(), wrong=False, stoppable=False)
                return
            why = self._engine.cut_short(problem_id) if self._shown.is_last_turn else ""
            sentence = translate(
                "ThreadDisplay", "Cut short: {why}. What it wrote is kept."
            ).format(why=why or translate("ThreadDisplay", "the engine stopped"))
            say(sentence if cut else "", wrong=True, stoppable=False)
        else:
            say("", wrong=False, stoppable=False)

    def _blind_sentence(self) -> str:
        key = self._keys.hint("turn.accept")
        return translate(
            "ThreadDisplay",
            "Blind second opinion: nobody else's marks are shown. When all is marked, press {key}"
            " (accept) to hand it in.",
        ).format(key=key)

    def _show_unsolved(self) -> None:
        key = self._keys.hint("turn.refine")
        self._panel.steps.set_steps([])
        self._panel.turns.show_meta("")
        self._panel.show_unsolved(
            translate("ThreadDisplay", "Not solved yet"),
            translate("ThreadDisplay", "Press {key} to let the model solve it.").format(key=key),
        )
        self.step(None)

    def _show_writing(self) -> None:
        self._panel.show_steps()
        self._panel.answer.hide()
        self._panel.turns.show_meta("")
        self.step(None)
        if self._shown.problem_id is not None:
            self.stream(self._shown.problem_id)

    def _show_response(self, step_id: str | None) -> None:
        response = self._shown.response
        if response is None:
            return
        self._panel.show_steps()
        self._panel.steps.set_steps(response.steps, response.removed)
        self._panel.answer.show()
        self._show_answer()
        step = self._shown.step(step_id) or self._first_to_mark()
        if step is not None:
            self._panel.steps.select(step.step.id)
        self.step(step)

    def _show_answer(self) -> None:
        response, thread, turn = self._shown.response, self._shown.thread, self._shown.turn_view
        if response is None or thread is None or turn is None:
            return
        reference = thread.problem.reference_answer
        self._panel.answer.show_answer(response.answer_text, reference, response.agrees)
        name = self._desk.model_name(response.response.model_id)
        self._panel.turns.show_meta(response_meta(response.response, name, turn.turn.kind))

    def _first_to_mark(self) -> StepView | None:
        steps = self._shown.steps
        unmarked = (step for step in steps if step.mark is None or step.mark.verdict is None)
        return next(unmarked, steps[0] if steps else None)

    def update(self, before: tuple[StepView, ...]) -> None:
        """Show what differs from the steps as they were ``before``."""
        self.notice()
        for old, new in zip(before, self._shown.steps, strict=True):
            if old != new:
                self._panel.steps.update_step(new)
        self.step(self._shown.step(self._shown.step_id))

    def step(self, step: StepView | None) -> None:
        """Show what was said of a step, or that none is selected."""
        self._shown.step_id = step.step.id if step else None
        self.on_step(self._shown.step_id)
        earlier = self._shown.earlier(step.step.id) if step else []
        self._panel.feedback.show_step(step, earlier, mark_line(step))
        self._panel.feedback.say_why_empty(steps=bool(self._shown.steps))
        lines = self._desk.annotation.history(step.step.id) if step else []
        who = self._desk.annotation.maker_of(step.mark) if step and step.mark else ""
        self._panel.feedback.show_history(lines, who)

    def no_problem(self) -> None:
        """Show that the project is empty."""
        self._panel.show_nothing(
            translate("ThreadDisplay", "No problems yet"),
            translate("ThreadDisplay", "Import problems to let a model solve them."),
            translate("ThreadDisplay", "Import problems…"),
        )
        self.step(None)

    def stream(self, problem_id: str) -> None:
        """Show the text that has arrived so far, where it is looked at."""
        writing = self._engine.writing(problem_id)
        if writing is None or problem_id != self._shown.problem_id:
            return
        if self._shown.turn > len(self._shown.turns):
            self._panel.steps.set_streaming_text(writing.text())


def mark_line(step: StepView | None) -> str:
    """Return what is said of a step in short: ``incorrect · you``."""
    if step is None or step.mark is None or step.mark.verdict is None:
        words = offer_words(step) if step is not None else ""
        unmarked = translate("ThreadDisplay", "unmarked")
        return f"{unmarked} · {words}" if words else unmarked
    who = source_words(step)
    seconds = round(step.mark.seconds)
    took = f" · {seconds // 60}:{seconds % 60:02}" if seconds else ""
    return f"{verdict_word(step.mark.verdict)} · {who}{took}"
