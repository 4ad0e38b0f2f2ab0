"""A turn is read as a change of the last: unchanged steps fold, gone ones are struck, text is read.

The widgets alone; what the store holds of them is in ``test_turn_diff_in_the_window``.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtTest import QTest

from tests.ui.annotate.test_step_list import area_of, view
from workbench.domain.records import Verdict
from workbench.domain.steps import step_body
from workbench.service.views import RemovedStep
from workbench.ui.annotate import step_model
from workbench.ui.annotate.answer_line import AnswerLine
from workbench.ui.annotate.card_rects import GAP, rects_of
from workbench.ui.annotate.folding import is_foldable, runs_of
from workbench.ui.annotate.split_card import SplitCard, best_split
from workbench.ui.annotate.step_lines import FOLD_HEIGHT, confirm_rect, fold_words
from workbench.ui.annotate.step_list import StepList
from workbench.ui.annotate.step_model import StreamedSteps

GOOD, BAD, SAME = Verdict.CORRECT, Verdict.INCORRECT, "unchanged"
SHIFT = Qt.KeyboardModifier.ShiftModifier


def same(number, verdict=None, offered=GOOD):
    return view(number, f"Step $x_{number}$ stays.", verdict, change=SAME, suggestion=offered)


@pytest.fixture
def steps(qtbot):
    """Three unchanged steps, one gone, one changed, one more unchanged."""
    made = StepList()
    qtbot.addWidget(made)
    made.resize(640, 500)
    changed = view(4, "Now $x = 78$ holds.", change="changed", previous="Now $x = 72$ held.")
    made.set_steps([same(1), same(2), same(3), changed, same(5)], [RemovedStep(4, "Gone $y$.", 4)])
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    made.select("s1")
    return made


def shown_rows(steps):
    model = steps.model()
    return [row for row in range(model.rowCount()) if not steps.isRowHidden(row)]


def test_unchanged_steps_are_one_line(steps):
    """What needs no second reading takes no room."""
    assert shown_rows(steps) == [0, 3, 4, 5]
    assert area_of(steps, 0).height() == FOLD_HEIGHT + GAP
    assert fold_words(runs_of(steps.steps())[0]) == "Steps 1–3 unchanged, verdicts offered"
    assert fold_words(runs_of(steps.steps())[1]) == "Step 5 unchanged, verdict offered"
    name = steps.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert name == "Steps 1–3 unchanged, verdicts offered"
    assert not steps.viewport().grab().isNull()


def test_space_confirms_the_offers_of_a_folded_line_one_by_one(qtbot, steps):
    """The line need not be opened to go through its steps."""
    for number in (1, 2, 3):
        with qtbot.waitSignal(steps.suggestion_accepted) as accepted:
            qtbot.keyClick(steps, Qt.Key.Key_Space)
        assert accepted.args == [f"s{number}"]
        steps.update_step(same(number, GOOD))
    assert fold_words(runs_of(steps.steps())[0]) == "Steps 1–3 unchanged, verdicts confirmed"
    with qtbot.assertNotEmitted(steps.suggestion_accepted):
        qtbot.keyClick(steps, Qt.Key.Key_Space)


def test_one_key_confirms_all_unchanged_steps(qtbot, steps):
    """All at once, and by the mouse those of one line."""
    with qtbot.waitSignal(steps.suggestions_accepted) as accepted:
        qtbot.keyClick(steps, Qt.Key.Key_Space, SHIFT)
    assert accepted.args == [["s1", "s2", "s3", "s5"]]
    with qtbot.waitSignal(steps.suggestions_accepted) as accepted:
        place = confirm_rect(area_of(steps, 0)).center().toPoint()
        QTest.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert accepted.args == [["s1", "s2", "s3"]]


def test_a_folded_line_opens_and_folds_by_key_and_opens_by_click(qtbot, steps):
    """It hides nothing that cannot be seen at once."""
    qtbot.keyClick(steps, Qt.Key.Key_O)
    assert shown_rows(steps) == [0, 1, 2, 3, 4, 5]
    steps.select("s2")
    qtbot.keyClick(steps, Qt.Key.Key_O)
    assert shown_rows(steps) == [0, 3, 4, 5]
    assert steps.current_step().step.id == "s1"
    words = area_of(steps, 5).topLeft() + QPoint(150, 15)
    QTest.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=words)
    assert steps.current_step().step.id == "s5"
    assert area_of(steps, 5).height() > FOLD_HEIGHT + GAP


def test_a_verdict_by_hand_opens_the_line_and_marks_nothing_unseen(qtbot, steps):
    """A step is never marked without having been shown."""
    with qtbot.assertNotEmitted(steps.verdict_chosen):
        qtbot.keyClick(steps, Qt.Key.Key_3)
    assert shown_rows(steps) == [0, 1, 2, 3, 4, 5]
    with qtbot.waitSignal(steps.verdict_chosen) as chosen:
        qtbot.keyClick(steps, Qt.Key.Key_3)
    assert chosen.args == ["s1", BAD]


def test_moving_passes_hidden_and_gone_rows(qtbot, steps):
    """Neither can be marked."""
    seen = []
    steps.current_changed.connect(seen.append)
    for key in (Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_K):
        qtbot.keyClick(steps, key)
    assert seen == ["s4", "s5", "s4", "s1"]


def test_a_step_that_is_gone_cannot_be_selected_or_marked(qtbot, steps):
    """It is there to be seen."""
    gone = area_of(steps, 3).center()
    QTest.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=gone)
    assert steps.current_step().step.id == "s1"
    assert [step.step.id for step in steps.steps()] == ["s1", "s2", "s3", "s4", "s5"]
    name = steps.model().index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert name == "Step 4 of the turn before, removed"


def test_enter_goes_on_behind_a_folded_line(qtbot, steps):
    """What is offered waits for one key, not for reading."""
    qtbot.keyClick(steps, Qt.Key.Key_Return)
    assert steps.current_step().step.id == "s4"


def test_selecting_a_folded_step_selects_its_line(steps):
    """Undo leads to the step; where it is folded, to its line."""
    steps.select("s4")
    steps.select("s2")
    assert steps.currentIndex().row() == 0


@pytest.mark.parametrize(
    "step",
    [
        same(1, BAD),
        same(1, offered=None),
        same(1, offered=BAD),
        view(1, "x", change="changed", suggestion=GOOD),
        view(1, "x", suggestion=GOOD),
    ],
)
def test_what_needs_reading_is_not_folded(step):
    """Steps once wrong, judged anew, never judged, or changed are shown as cards."""
    assert not is_foldable(step)


def test_a_removed_word_is_shown_until_it_is_hidden(qtbot, steps):
    """“72” is struck before the “78” that replaced it; one key hides all such words."""

    def text():
        laid = steps.itemDelegate().laid(steps.steps()[3], steps.viewport().width())
        return laid.document.spoken()

    assert "72" in text()
    assert "78" in text()
    qtbot.keyClick(steps, Qt.Key.Key_D)
    assert "72" not in text()


def test_the_source_of_a_step_can_be_read(qtbot, steps):
    """A formula that changed a little is compared by its tokens there."""
    steps.select("s4")
    qtbot.keyClick(steps, Qt.Key.Key_S)
    laid = steps.itemDelegate().laid(steps.steps()[3], steps.viewport().width())
    assert "$x = " in laid.document.toPlainText()
    qtbot.keyClick(steps, Qt.Key.Key_S)
    laid = steps.itemDelegate().laid(steps.steps()[3], steps.viewport().width())
    assert "$" not in laid.document.toPlainText()


def drag(steps, row, start, end):
    text = rects_of(area_of(steps, row), labelled=True).text.topLeft().toPoint()
    first, last = text + QPoint(start, 12), text + QPoint(end, 12)
    QTest.mousePress(steps.viewport(), Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(steps.viewport(), (first + last) / 2)
    QTest.mouseMove(steps.viewport(), last)
    QTest.mouseRelease(steps.viewport(), Qt.MouseButton.LeftButton, pos=last)


def test_dragging_selects_text_that_is_copied_as_source(qtbot, steps):
    """A formula in the selection is copied as LaTeX, a removed word not at all."""
    steps.select("s4")
    drag(steps, 4, 1, 400)
    qtbot.keyClick(steps, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Now $x = 78$ holds."
    drag(steps, 4, 1, 30)
    assert steps.selected_source() == "Now"


def test_text_is_selected_by_keys_too(qtbot, steps):
    """Shift and the arrows move the end of the selection, Ctrl+A takes the step."""
    steps.select("s4")
    for _ in range(3):
        qtbot.keyClick(steps, Qt.Key.Key_Right, SHIFT)
    assert steps.selected_source() == "Now"
    qtbot.keyClick(steps, Qt.Key.Key_Left, SHIFT)
    assert steps.selected_source() == "No"
    qtbot.keyClick(steps, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert steps.selected_source() == "Now $x = 78$ holds."
    assert not steps.viewport().grab().isNull()


def test_splitting_is_shown_before_it_is_done(qtbot, steps):
    """Both parts are typeset; moving the caret moves the cut, Enter makes it."""
    steps.select("s4")
    qtbot.keyClick(steps, Qt.Key.Key_B)
    card = steps.window().findChild(SplitCard)
    card.set_offset(len("Now $x = 78$"))
    assert (card.first.source(), card.second.source()) == ("Now $x = 78$", "holds.")
    qtbot.keyClick(card.source, Qt.Key.Key_Left)
    assert (card.first.source(), card.second.source()) == ("Now $x = 78", "$ holds.")
    qtbot.keyClick(card.source, Qt.Key.Key_Right)
    with qtbot.waitSignal(steps.split_requested) as asked:
        qtbot.keyClick(card.source, Qt.Key.Key_Return)
    assert asked.args == ["s4", len("4. Now $x = 78$")]


def test_the_caret_of_a_split_is_seen(qtbot, steps):
    """Of a long step only some lines fit: whole ones, and the one with the caret among them."""
    long = "".join(f"Line {at} of a step that is long. " for at in range(60))
    card = SplitCard(view(9, long), len(long) // 2, steps)
    card.show()
    field = card.source
    caret, room = field.cursorRect(), field.viewport().height()
    assert caret.top() >= 0
    assert caret.bottom() <= room
    assert room // field.fontMetrics().lineSpacing() == 5
    assert room % field.fontMetrics().lineSpacing() <= 4  # nothing of a sixth line peeps out
    bar = steps.viewport().mapTo(steps.window(), steps.viewport().rect().topRight()).x()
    assert card.geometry().right() < bar
    card.close()


def test_a_split_without_two_parts_is_not_offered(qtbot, steps):
    """The caret at an end leaves nothing for the other step; Escape changes nothing."""
    steps.select("s4")
    qtbot.keyClick(steps, Qt.Key.Key_B)
    card = steps.window().findChild(SplitCard)
    card.source.moveCursor(card.source.textCursor().MoveOperation.End)
    assert not card.split.isEnabled()
    with qtbot.assertNotEmitted(steps.split_requested):
        qtbot.keyClick(card.source, Qt.Key.Key_Return)
        qtbot.keyClick(card, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: steps.window().findChild(SplitCard) is None)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_the_list_has_the_keys_again_after_a_split(qtbot, steps, key):
    """Marking goes on at once; the card that is gone is not asked for anything any more."""
    steps.setFocus()
    steps.select("s4")
    qtbot.keyClick(steps, Qt.Key.Key_B)
    card = steps.window().findChild(SplitCard)
    qtbot.waitUntil(card.source.hasFocus)
    qtbot.keyClick(card.source, key)
    qtbot.waitUntil(lambda: steps.window().findChild(SplitCard) is None)
    assert steps.hasFocus()
    with qtbot.waitSignal(steps.current_changed):
        qtbot.keyClick(steps, Qt.Key.Key_K)


def test_a_split_goes_with_the_list(qtbot, steps):
    """Another page is not to be covered by a question about a step that is out of sight."""
    steps.select("s4")
    qtbot.keyClick(steps, Qt.Key.Key_B)
    steps.hide()
    qtbot.waitUntil(lambda: steps.window().findChild(SplitCard) is None)


@pytest.mark.parametrize(
    ("body", "second"),
    [
        ("One. Two is longer.", "Two is longer."),
        ("So $f. x$ is. Then 😀 it ends", "Then 😀 it ends"),
        ("no sentence here", "here"),
        ("xyz", "yz"),
    ],
)
def test_a_split_is_proposed_after_a_sentence(qtbot, steps, body, second):
    """Offsets count characters, beyond the basic plane too."""
    assert body[best_split(body) :] == second
    card = SplitCard(view(1, body), 0, steps)
    qtbot.addWidget(card)
    assert card.second.source() == second


@pytest.mark.parametrize("answer", ["12", r"\frac{1}{4}", "a plain word", r"$\int_0^1 x$"])
def test_answer_caption_and_reference_stand_on_one_baseline(qtbot, answer):
    """A fraction made the answer sit lower than its label."""
    line = AnswerLine()
    qtbot.addWidget(line)
    line.resize(640, 60)
    line.show()
    line.show_answer(answer, r"\frac{1}{4}", agrees=False)
    caption, metrics = line._caption, QFontMetricsF(line._caption.font())
    inside = (caption.height() - metrics.height()) / 2 + metrics.ascent()
    bases = [
        caption.y() + inside,
        line._area.y() + line._answer.first_baseline(),
        line._reference.y() + line._reference.first_baseline(),
    ]
    assert max(bases) - min(bases) <= 1.01
    assert line._reference.geometry().right() < line.width()
    assert line.height() >= line._area.geometry().bottom()


@pytest.mark.parametrize("answer", ["A", "A. It has been vertically compressed and stretched.", ""])
def test_no_word_of_an_answer_is_broken_in_a_narrow_column(qtbot, answer):
    """Three responses side by side leave 280 pixels; beside its reference an answer got 60."""
    line = AnswerLine()
    qtbot.addWidget(line)
    line.resize(280, 60)
    line.show()
    line.show_answer(answer, "A, D", agrees=False)
    metrics = QFontMetricsF(line._answer.document().defaultFont())
    longest = max(answer.split() or ["recognised."], key=metrics.horizontalAdvance)
    assert line._area.width() > metrics.horizontalAdvance(longest)
    assert line._reference.width() >= line._reference.natural_width()
    below = line._reference.geometry().top() > line._area.geometry().bottom()
    beside = line._reference.geometry().left() > line._area.geometry().right()
    assert beside if answer == "A" else below
    assert line._reference.geometry().bottom() < line._frame.height() == line.height()
    line.set_least_height(line.height() + 40)
    assert line._frame.height() == line.height()


def test_steps_that_are_complete_are_read_once_while_the_rest_arrives(monkeypatch):
    """A response of a megabyte would be read anew twenty times a second."""
    lines = [f"{n}. Step number {n} says $x_{n} = {n}$." for n in range(1, 200)]
    text = "\n".join([*lines, "**Answer: $3$**"])
    streamed, read = StreamedSteps(), []
    monkeypatch.setattr(step_model, "step_body", lambda raw: read.append(raw) or step_body(raw))
    for end in range(0, len(text) + 50, 50):
        views = streamed.show(text[:end])
    assert [view.body for view in views[:-1]] == [line.split(". ", 1)[1] for line in lines]
    assert len(read) < 3 * (len(text) // 50 + len(lines))
    assert [view.body for view in streamed.show("1. Another")] == ["Another"]
