"""Turns from the window: solve, refine in both ways, regenerate, stop, accept, set aside."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import open_solved, panel_of
from tests.ui.desk_helpers import (
    CONTINUED,
    EQUATION,
    FRACTIONS,
    SOLUTION,
    ScriptedGeneration,
    add_problems,
    solve,
    step_ids,
)
from workbench.domain.records import FinishReason, RefineMode, ThreadStatus, TurnKind
from workbench.domain.sampling import ModelSpec
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.app import Application

Open = Callable[[Project], Application]
CTRL = Qt.KeyboardModifier.ControlModifier
RIGHT = "Divide both sides by $6$: $x = 12$."


def engine_of(application: Application) -> ScriptedGeneration:
    generation = application.engine.generation
    assert isinstance(generation, ScriptedGeneration)
    return generation


def turns(project: Project, problem_id: str = EQUATION.id) -> int:
    return len(Annotation(project).view(problem_id).turns)


def rewrite_second_step(qtbot: QtBot, project: Project, panel: AnnotatePanel) -> None:
    panel.steps.select(step_ids(project, EQUATION.id)[0])
    qtbot.keyClick(panel.steps, "1")
    qtbot.keyClick(panel.steps, "3")
    qtbot.keyClick(panel.steps, "w")
    panel.feedback.rewrite.setPlainText(RIGHT)
    qtbot.keyClick(panel.feedback.rewrite, Qt.Key.Key_Escape)
    qtbot.waitUntil(panel.steps.hasFocus)


def test_ctrl_enter_solves_an_unsolved_problem(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """The first key a new user presses."""
    panel = panel_of(application)
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: turns(project) == 1)
    chosen = Annotation(project).view(EQUATION.id).turns[0].chosen
    assert chosen is not None
    assert chosen.response.text == SOLUTION
    assert next(step.body for step in panel.steps.steps()).startswith("Subtract")


def test_continue_keeps_accepted_steps_and_puts_the_rewrite_in_place(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The model goes on from the rewrite; what was accepted stays word for word."""
    application, panel = open_solved(project, open_window)
    engine_of(application).texts = [CONTINUED]
    rewrite_second_step(qtbot, project, panel)
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: turns(project) == 2)
    request = engine_of(application).requests[-1]
    assert request.prefix.rstrip().endswith(RIGHT)
    second = Annotation(project).view(EQUATION.id).turns[1]
    assert second.turn.kind is TurnKind.CONTINUE
    assert second.chosen is not None
    assert [step.body for step in second.chosen.steps][1] == RIGHT
    assert second.chosen.steps[0].change == "unchanged"
    assert second.chosen.agrees is True
    assert panel.turns.count == 2


def test_ask_again_sends_the_marks_and_is_remembered(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The choice belongs to the thread."""
    application, panel = open_solved(project, open_window)
    engine_of(application).texts = [SOLUTION, SOLUTION]
    rewrite_second_step(qtbot, project, panel)
    panel.bar.refine_mode_chosen.emit(RefineMode.ASK_AGAIN)
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: turns(project) == 2)
    request = engine_of(application).requests[-1]
    assert request.prefix == ""
    assert f"Rewrite of step 2: {RIGHT}" in request.messages[-1].content
    thread = Annotation(project).view(EQUATION.id).thread
    assert thread is not None
    assert thread.refine_mode is RefineMode.ASK_AGAIN


def test_space_confirms_what_an_unchanged_step_was_marked_before(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Unchanged steps keep their verdicts as suggestions, confirmed with one key."""
    application, panel = open_solved(project, open_window)
    engine_of(application).texts = [CONTINUED]
    rewrite_second_step(qtbot, project, panel)
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: turns(project) == 2)
    panel.steps.select(step_ids(project, EQUATION.id)[0])
    qtbot.keyClick(panel.steps, " ")
    chosen = Annotation(project).view(EQUATION.id).turns[1].chosen
    assert chosen is not None
    mark = chosen.steps[0].mark
    assert mark is not None
    assert (mark.verdict, mark.source.value) == (1, "accepted_suggestion")


def test_regenerate_keeps_the_steps_before(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Another try from here on."""
    application, panel = open_solved(project, open_window)
    engine_of(application).texts = ["2. Divide by $6$: $x = 12$.\n**Answer: $x = 12$**"]
    panel.steps.select(step_ids(project, EQUATION.id)[1])
    qtbot.keyClick(panel.steps, "g")
    qtbot.waitUntil(lambda: turns(project) == 2)
    chosen = Annotation(project).view(EQUATION.id).turns[1].chosen
    assert chosen is not None
    assert next(step.change for step in chosen.steps) == "unchanged"
    assert chosen.answer_text is not None
    assert "12" in chosen.answer_text


def test_several_candidates_can_be_chosen_from(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """The first candidate counts until another is chosen."""
    panel = panel_of(application)
    panel.bar.candidates_field.setValue(3)
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: turns(project) == 1)
    view = Annotation(project).view(EQUATION.id).turns[0]
    assert len(view.responses) == 3
    other = view.responses[2].response.id
    panel.turns.response_chosen.emit(other)
    chosen = Annotation(project).view(EQUATION.id).turns[0].chosen
    assert chosen is not None
    assert chosen.response.id == other


def test_escape_stops_and_keeps_what_was_written(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """Nothing a model wrote is thrown away."""
    panel = panel_of(application)
    engine_of(application).hold = True
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(panel.steps.steps()) > 0)
    assert panel.bar.primary.text() == "Stop"
    panel.focus_steps()
    qtbot.keyClick(panel.steps, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: turns(project) == 1)
    chosen = Annotation(project).view(EQUATION.id).turns[0].chosen
    assert chosen is not None
    assert chosen.response.finish_reason is FinishReason.CANCELLED
    assert chosen.response.text
    assert "stopped" in panel.turns.meta


def test_closing_the_window_keeps_what_was_being_written(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """Nothing a model wrote is thrown away, not even by leaving."""
    panel = panel_of(application)
    engine_of(application).hold = True
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    application.window.close()
    with Project.open(project.path) as reopened:
        response = Annotation(reopened).view(EQUATION.id).turns[0].responses[0].response
    assert response.finish_reason is FinishReason.CANCELLED
    assert response.text == SOLUTION[: len(SOLUTION) // 2]


def test_a_turn_is_stored_though_another_problem_is_shown(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """A user works on while the model writes."""
    panel = panel_of(application)
    engine_of(application).hold = True
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    panel.focus_steps()
    qtbot.keyClick(panel.steps, "n")
    engine_of(application).release()
    qtbot.waitUntil(lambda: turns(project) == 1)
    assert panel.problem.title == FRACTIONS.topic


def test_a_turn_is_of_the_model_that_wrote_it(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """Loading another model meanwhile, or none, must not sign what this one wrote."""
    qtbot.keyClick(panel_of(application).steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: turns(project) == 1)
    engine_of(application).hold, engine_of(application).texts = True, [SOLUTION]
    application.annotate.queue.open(FRACTIONS.id)  # type: ignore[union-attr]
    qtbot.keyClick(panel_of(application).steps, Qt.Key.Key_Return, CTRL)
    application.engine.load(ModelSpec("another", "another.gguf"))
    engine_of(application).release()
    qtbot.waitUntil(lambda: turns(project, FRACTIONS.id) == 1)
    written = Annotation(project).view(FRACTIONS.id).turns[0].responses[0].response
    assert written.model_id == "scripted"


def test_the_speed_goes_with_the_model(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """Beside another's name, or none, it would be taken for that one's."""
    qtbot.keyClick(panel_of(application).steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: turns(project) == 1)
    engine = application.engine
    assert (engine.tokens_per_second, engine.context_used) == (50.0, 23)
    engine.load(ModelSpec("another", "another.gguf"))
    assert (engine.tokens_per_second, engine.context_used) == (0.0, 0)


def test_accept_and_reopen(qtbot: QtBot, project: Project, open_window: Open) -> None:
    """An accepted problem can be taken up again."""
    _application, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "1")
    assert panel.bar.primary.text() == "Accept"
    panel.bar.primary.click()
    thread = Annotation(project).view(EQUATION.id).thread
    assert thread is not None
    assert thread.status is ThreadStatus.ACCEPTED
    assert panel.bar.primary.text() == "Reopen"
    panel.bar.primary.click()
    thread = Annotation(project).view(EQUATION.id).thread
    assert thread is not None
    assert thread.status is ThreadStatus.OPEN


def test_setting_aside_keeps_the_reason(qtbot: QtBot, project: Project, open_window: Open) -> None:
    """A bad problem is worth a word why, and whoever opens it again reads it."""
    application, panel = open_solved(project, open_window)
    assert application.annotate is not None
    note = panel.bar._note
    assert "aside" not in note.text()
    application.annotate.turns.set_aside(ThreadStatus.BAD_PROBLEM, "two answers are right")
    assert note.isVisible()
    assert note.text() == "Set aside as a bad problem: two answers are right"
    assert panel.bar.primary.isEnabled()
    thread = Annotation(project).view(EQUATION.id).thread
    assert thread is not None
    assert (thread.status, thread.status_reason) == (
        ThreadStatus.BAD_PROBLEM,
        "two answers are right",
    )
    application.annotate.turns.do_primary("Reopen")
    assert "aside" not in note.text()
    application.annotate.turns.set_aside(ThreadStatus.GIVE_UP, "")
    assert note.text() == "Given up: no reason was given"
    application.annotate.turns.do_primary("Reopen")
    application.annotate.turns.accept()
    assert not note.isVisible()


def test_the_queue_finds_by_search_and_filters_by_status(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Rows are asked from the store, not hidden."""
    add_problems(project, EQUATION, FRACTIONS)
    application = open_window(project)
    panel = panel_of(application)
    qtbot.keyClick(panel.steps, "/")
    assert panel.queue.search.hasFocus()
    qtbot.keyClicks(panel.queue.search, "frac")
    qtbot.waitUntil(lambda: panel.queue_model.rowCount() == 1)
    qtbot.keyClick(panel.queue.search, Qt.Key.Key_Return)
    assert panel.problem.title == FRACTIONS.topic


def test_the_queue_can_put_work_in_progress_first(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """“Most informative first” begins with responses that wait for marks."""
    add_problems(project, EQUATION, FRACTIONS)
    solve(project, FRACTIONS.id, SOLUTION)
    panel = panel_of(open_window(project))
    assert panel.queue_model.problem_at(0) == EQUATION.id
    panel.queue.order.menu().actions()[1].trigger()
    assert panel.queue_model.problem_at(0) == FRACTIONS.id
    assert "informative" in panel.queue.order.text()


def test_an_unread_answer_that_is_not_the_reference_is_not_accepted_by_the_same_key(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """Who presses the key that asked for a solution once more has not read it yet."""
    panel = panel_of(application)
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: turns(project) == 1)
    qtbot.waitUntil(lambda: panel.bar.primary.text() == "Refine")
    assert not panel.bar.primary.isEnabled()
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    assert status_of(project) is ThreadStatus.OPEN
    assert "not the reference answer" in panel.bar._note.text()
    qtbot.keyClick(panel.steps, "v")
    assert status_of(project) is ThreadStatus.ACCEPTED


def test_a_reviewed_answer_is_accepted_though_the_reference_says_otherwise(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """A reference answer can be wrong; the expert has the last word."""
    panel = panel_of(application)
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: turns(project) == 1)
    qtbot.keyClick(panel.steps, "1")
    qtbot.waitUntil(lambda: panel.bar.primary.text().startswith("Accept"))
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    assert status_of(project) is ThreadStatus.ACCEPTED


def status_of(project: Project) -> ThreadStatus:
    thread = Annotation(project).view(EQUATION.id).thread
    assert thread is not None
    return thread.status
