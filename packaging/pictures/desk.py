"""The states of the Annotate page."""

from __future__ import annotations

import json
from typing import Any

from pictures import sample
from pictures.acts import press, select_step, shortcut, steps_of


def show_unmarked(application: Any) -> None:
    """Open a problem that the starter solved and nobody marked."""
    from workbench.service.library import Library

    others = Library(application.desk.project).problems(limit=sample.SOLVED + 1)
    application.annotate.queue.open(others[-1].id)
    wait_for_progress(application)
    select_step(application, 1)


def wait_for_progress(application: Any) -> None:
    """Wait until the queue counted what the other states marked; it does so when keys rest."""
    counted = application.desk.annotation.queue_counts().marked_problems
    said = f"{counted:,} of "
    sample.wait_for(lambda: application.annotate.panel.queue.progress_text.startswith(said))


def open_example(application: Any) -> None:
    """Open the worked example."""
    application.annotate.queue.open(example_id(application))
    sample.settle()


def example_id(application: Any) -> str:
    """Return the worked example's problem."""
    from workbench.service.library import Library

    return str(Library(application.desk.project).problems(limit=1)[0].id)


def show_marking(application: Any) -> None:
    """Select the step that the worked example is about."""
    open_example(application)
    select_step(application, 5)


def show_alternatives(application: Any) -> None:
    """Sample other ways to write a step."""
    from PySide6.QtWidgets import QScrollArea

    from workbench.ui.annotate.alternatives_list import AlternativesList

    show_marking(application)
    found = application.annotate.panel.findChild(AlternativesList)
    press(application, "A")
    sample.wait_for(lambda: len(found.lines) > 2)
    sample.wait_for(lambda: not application.engine.busy)
    found.setFocus()
    found.select_next()
    sample.settle()
    area = found.parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    area.ensureWidgetVisible(found)


def show_consistency(application: Any) -> None:
    """Check how often the accepted answer is reached."""
    open_example(application)
    steps_of(application)
    press(application, "C")
    sample.wait_for(lambda: application.annotate.panel.check.isVisible())
    sample.wait_for(lambda: not application.engine.busy, 120)


def show_guideline(application: Any) -> None:
    """Show the guideline beside the steps."""
    show_marking(application)
    shortcut(application, "guideline.show")


def show_diff(application: Any) -> None:
    """Show the worked example's second turn as a change of the first."""
    from workbench.domain.sampling import SamplingSettings

    problem_id = example_id(application)
    annotation = application.desk.annotation
    second = json.loads(sample.EXAMPLE.read_text(encoding="utf-8"))["turns"][1]
    if len(annotation.view(problem_id).turns) == 1:
        plan = annotation.plan_refine(problem_id)
        written = sample.imported(second["steps"], second["answer"])
        application.desk.commit(
            lambda: annotation.record_turn(plan, [written], "starter", SamplingSettings())
        )
    open_example(application)
    select_step(application, 5)


def show_writing(application: Any) -> None:
    """Show a sheet for a solution by hand."""
    open_example(application)
    steps_of(application)
    press(application, "T")


def leave_writing(application: Any) -> None:
    """Put the sheet away."""
    press(application, "Esc")
    open_example(application)


def show_reasons(application: Any) -> None:
    """Ask why a problem is set aside."""
    open_example(application)
    steps_of(application)
    press(application, "X")


def show_set_aside(application: Any) -> None:
    """Open a problem that was set aside, and see why."""
    from workbench.domain.records import ThreadStatus

    open_example(application)
    application.annotate.turns.set_aside(ThreadStatus.BAD_PROBLEM, "two answers are right")
    sample.settle()


def leave_set_aside(application: Any) -> None:
    """Take the problem up again."""
    application.annotate.turns.do_primary("Reopen")
    sample.settle()


def show_unsolved(application: Any) -> None:
    """Open a problem that nobody solved."""
    from workbench.service.library import Library

    others = Library(application.desk.project).problems(limit=sample.SOLVED + 3)
    application.annotate.queue.open(others[-1].id)
    sample.settle()


def show_written(application: Any) -> None:
    """Show a solution while it is written."""
    show_unsolved(application)
    from workbench.ui.annotate.action_bar import Offer

    panel = application.annotate.panel
    panel.show_steps()
    panel.turns.show_turns((), 1, "writing")
    panel.turns.setVisible(True)
    panel.steps.set_streaming_text(
        "1. Take the numbers in the brackets first: $12 - 8 = 4$.\n\n"
        "2. Square it: $4^2 = 16$, so that"
    )
    panel.notice.say("Writing a solution…", wrong=False, stoppable=True)
    panel.bar.show_offer(Offer("Stop"))


def leave_written(application: Any) -> None:
    """Show the worked example again."""
    application.annotate.panel.notice.say("", wrong=False, stoppable=False)
    open_example(application)


def show_suggestions(application: Any) -> None:
    """Show what a reward model would say of unmarked steps."""
    from dataclasses import replace

    from workbench.domain.suggestions import Scale, Suggestion
    from workbench.ui.annotate.thread_display import mark_line

    show_unmarked(application)
    steps = application.annotate.panel.steps
    said = (0.98, 0.91, 0.88)
    scored = [
        replace(step, scored=Suggestion(share, Scale.CALIBRATED, "reward"))
        for step, share in zip(steps.steps(), said, strict=False)
    ]
    steps.set_steps(scored)
    steps.select(scored[1].step.id)
    panel = application.annotate.panel
    panel.suggestions.say("Suggestions on", "")
    panel.feedback.show_step(scored[1], scored[:1], mark_line(scored[1]))


def show_blind(application: Any) -> None:
    """Hide every suggestion."""
    show_unmarked(application)
    shortcut(application, "suggestions.blind")


def leave_blind(application: Any) -> None:
    """Show them again."""
    shortcut(application, "suggestions.blind")
    open_example(application)


def show_split(application: Any) -> None:
    """Ask where a step shall be cut in two."""
    open_example(application)
    select_step(application, 4)
    press(application, "B")


def show_past(application: Any) -> None:
    """Show what was done so far."""
    application.open_past()
    sample.settle()


def hide_past(application: Any) -> None:
    """Put it away."""
    from workbench.ui.past.panel import PastSheet

    application.window.findChild(PastSheet).put_away()


def show_queue(application: Any) -> None:
    """Search the queue, which in a narrow window stands in the place of the feedback."""
    open_example(application)
    panel = application.annotate.panel
    panel.columns.show_queue()
    panel.queue.search.setText("coat")
    panel.queue.ask()
    sample.wait_for(lambda: 0 < panel.queue_model.rowCount() < 51)


def leave_queue(application: Any) -> None:
    """List all problems again."""
    application.annotate.panel.queue.search.clear()
    application.annotate.panel.queue.ask()
    sample.settle()
    steps_of(application)
    open_example(application)
