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
    select_step(application, 1)


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
    from workbench.ui.annotate.alternatives_list import AlternativesList

    show_marking(application)
    found = application.annotate.panel.findChild(AlternativesList)
    if len(found.lines) < 2:
        press(application, "A")
        sample.wait_for(lambda: len(found.lines) > 2)
    found.select_next()
    sample.settle()


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
