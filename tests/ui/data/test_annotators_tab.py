"""The Annotators and Agreement tabs: who works, blind passes, merging, agreement, decisions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.desk_helpers import EQUATION, FRACTIONS, add_problems, solve, step_ids, verdicts
from workbench.domain.records import Verdict
from workbench.service.adjudication import Adjudication
from workbench.service.annotation import Annotation
from workbench.service.annotators import Annotators
from workbench.service.project import Project
from workbench.service.second_pass import SecondPasses
from workbench.ui.app import Application
from workbench.ui.data import agreement_presenter, annotators_presenter
from workbench.ui.data.adjudication_card import AdjudicationCard
from workbench.ui.data.agreement_card import AgreementCard
from workbench.ui.data.annotators_card import AnnotatorsCard
from workbench.ui.data.annotators_merge import MergeCard
from workbench.ui.data.annotators_passes import PassesCard
from workbench.ui.data.panel import DataPanel
from workbench.ui.rail import Page

Open = Callable[[Project], Application]
BAD, GOOD = Verdict.INCORRECT, Verdict.CORRECT


@pytest.fixture
def marked(project: Project) -> Project:
    """Two solved problems, both fully marked by Ada; Ben is there and has marked nothing."""
    add_problems(project, EQUATION, FRACTIONS)
    annotation = Annotation(project)
    for problem in (EQUATION, FRACTIONS):
        solve(project, problem.id)
        for step_id in step_ids(project, problem.id):
            annotation.mark(step_id, GOOD)
    Annotators(project).add("Ben")
    return project


def page_of(application: Application, tab: str) -> DataPanel:
    page = application.window.open_page(Page.DATA).widget
    assert isinstance(page, DataPanel)
    page.show_tab(tab)
    return page


def id_of(project: Project, name: str) -> str:
    return Annotators(project).named(name).id


def blind_opinion(project: Project, name: str, *given: Verdict) -> None:
    """Let somebody mark every problem blind and hand in; then the first annotator works again."""
    people, passes = Annotators(project), SecondPasses(project)
    before = project.annotator.id
    who = people.use(id_of(project, name)).id
    passes.give(who, 1.0)
    for problem_id in passes.waiting(who):
        for step_id, verdict in zip(step_ids(project, problem_id), given, strict=True):
            Annotation(project).mark(step_id, verdict)
    passes.hand_in(who)
    people.use(before)


def test_somebody_new_works_at_once_and_marks_under_the_own_name(
    project: Project, open_window: Open
) -> None:
    """Two share one machine: switching is one press, on every page."""
    add_problems(project, EQUATION)
    solve(project, EQUATION.id)
    application = open_window(project)
    card = page_of(application, "annotators").findChild(AnnotatorsCard)
    card.name.setText("Ben")
    card.add.click()
    assert card.name.text() == ""
    card.buttons[id_of(project, "Ben")].click()
    assert project.annotator.name == "Ben"
    Annotation(project).mark(step_ids(project, EQUATION.id)[0], GOOD)
    assert [line.marks for line in Annotators(project).lines()] == [0, 1]


def test_the_status_bar_says_who_works_where_there_are_several(
    marked: Project, open_window: Open
) -> None:
    """Whose name the next mark gets is never a guess; a press leads to where it is changed."""
    application = open_window(marked)
    status = application.window.status
    assert status.who_text == marked.annotator.name
    status._who.click()
    assert application.window.page is Page.DATA
    page = page_of(application, "annotators")
    ben = id_of(marked, "Ben")
    page.findChild(AnnotatorsCard).buttons[ben].click()
    assert status.who_text == "Ben"
    application.desk.commit(lambda: SecondPasses(marked).give(ben, 1.0))
    assert status.who_text == "Ben · 2 to mark blind"


def test_one_annotator_needs_no_name_in_the_status_bar(project: Project, open_window: Open) -> None:
    """Nothing to choose, nothing to say."""
    assert open_window(project).window.status.who_text == ""


def test_a_taken_name_is_said_and_kept_to_be_mended(project: Project, open_window: Open) -> None:
    """What was typed is not thrown away."""
    card = page_of(open_window(project), "annotators").findChild(AnnotatorsCard)
    card.name.setText(project.annotator.name)
    card.add.click()
    assert "is here already" in card._said.text()
    assert card.name.text() == project.annotator.name


def test_asking_listing_and_handing_in_a_blind_pass(marked: Project, open_window: Open) -> None:
    """From the ask to the opinion without leaving the window; nothing of Ada's is shown."""
    application = open_window(marked)
    page = page_of(application, "annotators")
    card, ben = page.findChild(PassesCard), id_of(marked, "Ben")
    card.who.setCurrentIndex(card.who.findData(ben))
    card.who.activated.emit(card.who.currentIndex())
    card.percent.setValue(100)
    card.ask.click()
    assert sorted(SecondPasses(marked).waiting(ben)) == [EQUATION.id, FRACTIONS.id]
    page.findChild(AnnotatorsCard).buttons[ben].click()
    card.line_buttons[ben, "list"].click()
    assert application.window.page is Page.ANNOTATE
    assert verdicts(marked, EQUATION.id) == [None, None, None]
    for step_id in step_ids(marked, EQUATION.id):
        Annotation(marked).mark(step_id, GOOD)
    page_of(application, "import")
    page_of(application, "annotators")
    card.line_buttons[ben, "hand_in"].click()
    assert SecondPasses(marked).waiting(ben) == [FRACTIONS.id]


def test_gold_is_drawn_and_counted(marked: Project, open_window: Open) -> None:
    """A reference is made by a press, and undone by a key."""
    application = open_window(marked)
    card = page_of(application, "annotators").findChild(PassesCard)
    card.gold_count.setValue(1)
    card.make_gold.click()
    assert len(SecondPasses(marked).gold_problems()) == 1
    application.desk.history.undo()
    assert SecondPasses(marked).gold_problems() == []


def test_a_project_is_merged_after_a_dry_run(
    marked: Project, open_window: Open, qtbot: QtBot
) -> None:
    """What would come is read first; the merge is one act that undo takes back."""
    other = marked.path.with_name("ben.stepmark")
    marked.file.database.checkpoint()
    other.write_bytes(marked.path.read_bytes())
    with Project.open(other) as theirs:
        add_problems(theirs, replace(EQUATION, id="more", statement="Solve $x = 1$."))
    application = open_window(marked)
    card = page_of(application, "annotators").findChild(MergeCard)
    card.look_at(other)
    qtbot.waitUntil(card.merge.isVisible)
    assert "1 problem" in card.summary
    assert Annotation(marked).queue_counts().total == 2
    card.merge.click()
    qtbot.waitUntil(lambda: not card.merge.isVisible())
    assert Annotation(marked).queue_counts().total == 3
    application.desk.history.undo()
    assert Annotation(marked).queue_counts().total == 2


def test_a_file_that_is_no_project_is_one_sentence(
    marked: Project, open_window: Open, qtbot: QtBot
) -> None:
    """The page lives on."""
    stranger = marked.path.with_name("letter.txt")
    stranger.write_text("dear all", encoding="utf-8")
    card = page_of(open_window(marked), "annotators").findChild(MergeCard)
    card.look_at(stranger)
    qtbot.waitUntil(lambda: bool(card.summary))
    assert "is not a Stepmark project" in card.summary
    assert not card.merge.isVisible()


def test_agreement_is_a_picture_with_a_matrix(
    marked: Project, open_window: Open, qtbot: QtBot
) -> None:
    """Six steps, two of them marked otherwise by Ben."""
    blind_opinion(marked, "Ben", GOOD, GOOD, BAD)
    card = page_of(open_window(marked), "agreement").findChild(AgreementCard)
    qtbot.waitUntil(lambda: bool(card.matrices))
    (picture,) = card.matrices
    assert picture.matrix.cells == (4, 0, 2, 0, 0, 0, 0, 0, 0)
    assert "6 steps of 2 responses" in card.said
    assert "Krippendorff" in card.bars.accessibleName()
    assert not card.bars.grab().isNull()
    assert not picture.grab().isNull()


def test_agreement_of_one_says_what_to_do(
    project: Project, open_window: Open, qtbot: QtBot
) -> None:
    """No picture of nothing."""
    card = page_of(open_window(project), "agreement").findChild(AgreementCard)
    qtbot.waitUntil(lambda: "second opinions" in card.said)
    assert card.bars.isHidden()


def test_a_third_decides_by_keys(marked: Project, open_window: Open, qtbot: QtBot) -> None:
    """3 decides, j goes on; no name is to be read anywhere on the card."""
    blind_opinion(marked, "Ben", GOOD, GOOD, BAD)
    people = Annotators(marked)
    people.add("Cleo")
    people.use(id_of(marked, "Cleo"))
    page = page_of(open_window(marked), "agreement")
    card = page.findChild(AdjudicationCard)
    first = card.case
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_J)
    assert card.case != first
    QTest.keyClick(card, Qt.Key.Key_K)
    assert card.case == first
    QTest.keyClick(card, Qt.Key.Key_3)
    assert verdicts(marked, EQUATION.id) == [1, 1, -1]
    assert card.case != first
    assert card.hasFocus()
    QTest.keyClick(card, Qt.Key.Key_1)
    assert verdicts(marked, FRACTIONS.id) == [1, 1, 1]
    assert "No disagreement" in card.said


def test_the_keys_that_decide_can_be_changed(
    marked: Project, open_window: Open, qtbot: QtBot
) -> None:
    """The card reads the one table of keys: a moved key acts and is printed, the old one rests."""
    blind_opinion(marked, "Ben", GOOD, GOOD, BAD)
    people = Annotators(marked)
    people.add("Cleo")
    people.use(id_of(marked, "Cleo"))
    application = open_window(marked)
    card = page_of(application, "agreement").findChild(AdjudicationCard)
    first = card.case
    application.keys.change("case.next", ["F7"])
    application.keys.change("case.incorrect", ["F8"])
    card.setFocus()
    for old in (Qt.Key.Key_J, Qt.Key.Key_3):
        QTest.keyClick(card, old)
    assert card.case == first
    assert verdicts(marked, EQUATION.id) == [1, 1, 1]
    assert (card.later.key_text, card.buttons[BAD].key_text) == ("F7", "F8")
    QTest.keyClick(card, Qt.Key.Key_F7)
    assert card.case != first
    QTest.keyClick(card, Qt.Key.Key_F8)
    assert verdicts(marked, FRACTIONS.id) == [1, 1, -1]


def test_a_side_is_told_that_a_third_has_to_decide(
    marked: Project, open_window: Open, qtbot: QtBot
) -> None:
    """An empty list would look as if all agreed."""
    blind_opinion(marked, "Ben", GOOD, GOOD, BAD)
    card = page_of(open_window(marked), "agreement").findChild(AdjudicationCard)
    assert "you are one of the sides" in card.said


def test_asking_for_opinions_in_a_large_project_leaves_the_window_alive(
    marked: Project, open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share of a hundred thousand problems takes seconds to draw and to write."""
    monkeypatch.setattr(annotators_presenter, "SMALL_PROJECT", 0)
    page = page_of(open_window(marked), "annotators")
    card, ben = page.findChild(PassesCard), id_of(marked, "Ben")
    threads: list[int] = []
    real = SecondPasses.give

    def told(self: SecondPasses, *arguments: object) -> object:
        threads.append(threading.get_ident())
        return real(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(SecondPasses, "give", told)
    card.who.setCurrentIndex(card.who.findData(ben))
    card.who.activated.emit(card.who.currentIndex())
    card.percent.setValue(100)
    card.ask.click()
    assert not page.isEnabled()
    qtbot.waitUntil(page.isEnabled, timeout=30_000)
    assert threads[0] != threading.get_ident()
    assert len(SecondPasses(marked).waiting(ben)) == 2


def test_disagreements_of_a_large_project_are_listed_beside_the_window(
    marked: Project, open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list takes seconds over a hundred thousand opinions; the next case comes at once."""
    monkeypatch.setattr(agreement_presenter, "SMALL_PROJECT", 0)
    threads: set[int] = set()
    real = Adjudication.waiting

    def told(self: Adjudication) -> list[str]:
        threads.add(threading.get_ident())
        return real(self)

    monkeypatch.setattr(Adjudication, "waiting", told)
    blind_opinion(marked, "Ben", GOOD, GOOD, BAD)
    people = Annotators(marked)
    people.add("Cleo")
    people.use(id_of(marked, "Cleo"))
    page = page_of(open_window(marked), "agreement")
    card = page.findChild(AdjudicationCard)
    qtbot.waitUntil(lambda: card.case is not None, timeout=30_000)
    first = card.case
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_3)
    assert card.case != first
    QTest.keyClick(card, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: "No disagreement" in card.said, timeout=30_000)
    assert threading.get_ident() not in threads
