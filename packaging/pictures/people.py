"""The states of the Data page in which several people marked the same steps."""

from __future__ import annotations

from typing import Any

from pictures import sample
from pictures.acts import page_of

OTHERS = ("Ben", "Carla")
DIFFERS = {"Ben": 7, "Carla": 11}
"""Every how many steps somebody sees a step otherwise than the one who marked it first."""


def mark_again(application: Any) -> None:
    """Have two others mark blind what was marked, and one more wait to decide; once for all."""
    from workbench.service.annotators import Annotators
    from workbench.service.second_pass import SecondPasses

    project = application.desk.project
    people, passes = Annotators(project), SecondPasses(project)
    if people.several():
        return
    first = project.annotator.id
    sample.commit(application, passes.draw_gold, 2)
    for name in OTHERS:
        sample.commit(application, people.add, name)
        who = people.use(people.named(name).id).id
        sample.commit(application, passes.give, who, 1.0)
        mark_waiting(application, passes.waiting(who), DIFFERS[name])
        sample.commit(application, passes.hand_in, who)
    sample.commit(application, people.add, "Dora")
    work_as(application, first)


def work_as(application: Any, annotator_id: str) -> None:
    """Let somebody work, and tell every page of it as the Data page does."""
    from workbench.service.annotators import Annotators
    from workbench.ui.data.annotators_presenter import EVERYTHING

    Annotators(application.desk.project).use(annotator_id)
    application.desk.bus.announce(EVERYTHING, None)


def mark_waiting(application: Any, problem_ids: list[str], differs: int) -> None:
    """Mark every step of problems: right, but for some."""
    from workbench.domain.records import Verdict
    from workbench.service.annotation import Annotation

    annotation, at = Annotation(application.desk.project), 0
    for problem_id in problem_ids:
        response = annotation.view(problem_id).turns[0].responses[0]
        for step in response.steps[:5]:
            at += 1
            wrong = at % differs == 0 or step.number == 5
            verdict = Verdict.INCORRECT if wrong else Verdict.CORRECT
            sample.commit(application, annotation.mark, step.step.id, verdict)


def show_annotators(application: Any) -> None:
    """Show everybody, with passes that are open and handed in."""
    mark_again(application)
    page_of(application).show_tab("annotators")


def show_agreement(application: Any) -> None:
    """Show how far they agree, as a picture."""
    from workbench.ui.data.agreement_card import AgreementCard

    mark_again(application)
    page = page_of(application)
    page.show_tab("import")
    page.show_tab("agreement")
    sample.wait_for(lambda: bool(page.findChild(AgreementCard).matrices))
    area_of(page).verticalScrollBar().setValue(0)


def show_case(application: Any) -> None:
    """Show a disagreement to somebody who is no side of it."""
    from workbench.service.annotators import Annotators
    from workbench.ui.data.adjudication_card import AdjudicationCard

    mark_again(application)
    people = Annotators(application.desk.project)
    work_as(application, people.named("Dora").id)
    show_agreement(application)
    page = page_of(application)
    cases = page.findChild(AdjudicationCard)
    sample.wait_for(lambda: cases.case is not None)
    cases.setFocus()
    sample.settle()
    area_of(page).verticalScrollBar().setValue(cases.y() - 8)


def leave_case(application: Any) -> None:
    """Let the first one work again."""
    from workbench.service.annotators import Annotators

    work_as(application, Annotators(application.desk.project).lines()[0].id)


def area_of(page: Any) -> Any:
    """Return the scroll area of the tab that is shown."""
    from PySide6.QtWidgets import QScrollArea

    return next(area for area in page.findChildren(QScrollArea) if area.isVisible())
