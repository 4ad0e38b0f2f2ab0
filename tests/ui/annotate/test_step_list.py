"""The step cards say what they show, and turn keys and clicks into intents."""

import json
import random

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from tests.helpers.shared import shared_data
from workbench.domain.records import ErrorKind, Mark, Step, Verdict
from workbench.service.views import StepView
from workbench.ui import theme
from workbench.ui.actions import KeyMap
from workbench.ui.annotate.card_rects import GAP, rects_of
from workbench.ui.annotate.step_delegate import detail_of
from workbench.ui.annotate.step_list import StepList
from workbench.ui.annotate.step_model import StepModel, accessible_name

BODIES = (
    r"Subtract $6$ from both sides: $6x = 72$.",
    r"Divide by $6$, so $x = \frac{72}{6} = 12$.",
    "Therefore the answer is $12$.",
)


def view(number, body, verdict=None, **fields):
    step = Step(f"s{number}", "r", number, 0, len(body))
    mark = None if verdict is None else Mark(step.id, verdict)
    values = {"mark": mark, "suggestion": None, "change": "", "after_first_error": False}
    return StepView(step, number, body, f"{number}. ", **(values | fields))


@pytest.fixture
def steps(qtbot):
    """Three unmarked steps in a shown list; the first is selected."""
    made = StepList()
    qtbot.addWidget(made)
    made.resize(640, 500)
    made.set_steps([view(n, body) for n, body in enumerate(BODIES, start=1)])
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    made.select("s1")
    return made


def area_of(steps, row):
    return steps.visualRect(steps.model().index(row))


def glyph_of(steps, row):
    return rects_of(area_of(steps, row), labelled=False).glyph.center().toPoint()


def hover(steps, point):
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        QPointF(point),
        QPointF(steps.viewport().mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    steps.mouseMoveEvent(event)


@pytest.mark.parametrize(
    ("key", "verdict"),
    [
        (Qt.Key.Key_1, Verdict.CORRECT),
        (Qt.Key.Key_2, Verdict.NEUTRAL),
        (Qt.Key.Key_3, Verdict.INCORRECT),
        (Qt.Key.Key_0, None),
    ],
)
def test_a_digit_chooses_a_verdict_for_the_selected_step(qtbot, steps, key, verdict):
    """The list only says what the user means; the presenter stores it."""
    with qtbot.waitSignal(steps.verdict_chosen) as chosen:
        qtbot.keyClick(steps, key)
    assert chosen.args == ["s1", verdict]


@pytest.mark.parametrize(
    ("key", "signal"),
    [
        (Qt.Key.Key_E, "explain_requested"),
        (Qt.Key.Key_W, "rewrite_requested"),
        (Qt.Key.Key_F, "follows_from_requested"),
        (Qt.Key.Key_G, "regenerate_requested"),
    ],
)
def test_a_letter_asks_for_something_of_the_selected_step(qtbot, steps, key, signal):
    """Each intent carries the step it is about."""
    with qtbot.waitSignal(getattr(steps, signal)) as asked:
        qtbot.keyClick(steps, key)
    assert asked.args == ["s1"]


@pytest.mark.parametrize(
    ("key", "signal"),
    [
        (Qt.Key.Key_Return, "next_unmarked_requested"),
        (Qt.Key.Key_Enter, "next_unmarked_requested"),
        (Qt.Key.Key_N, "next_problem_requested"),
        (Qt.Key.Key_P, "previous_problem_requested"),
        (Qt.Key.Key_Slash, "search_requested"),
    ],
)
def test_some_keys_lead_beyond_the_step(qtbot, steps, key, signal):
    """They work without a selection too."""
    with qtbot.waitSignal(getattr(steps, signal)):
        qtbot.keyClick(steps, key)


def test_moving_selects_and_stops_at_the_ends(qtbot, steps):
    """``j``, ``k`` and the arrows move; there is nothing beyond the last card."""
    seen = []
    steps.current_changed.connect(seen.append)
    for key in (Qt.Key.Key_J, Qt.Key.Key_Down, Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_Up):
        qtbot.keyClick(steps, key)
    assert seen == ["s2", "s3", "s2", "s1"]


def test_space_accepts_only_a_suggestion_that_waits(qtbot, steps):
    """An unmarked step without a suggestion is not accepted by accident."""
    with qtbot.assertNotEmitted(steps.suggestion_accepted):
        qtbot.keyClick(steps, Qt.Key.Key_Space)
    steps.update_step(view(1, BODIES[0], suggestion=Verdict.CORRECT))
    with qtbot.waitSignal(steps.suggestion_accepted) as accepted:
        qtbot.keyClick(steps, Qt.Key.Key_Space)
    assert accepted.args == ["s1"]


def test_single_keys_do_nothing_while_typing_elsewhere(qtbot):
    """A digit typed into a field is text, never a verdict."""
    page = QWidget()
    qtbot.addWidget(page)
    steps, field = StepList(), QLineEdit()
    box = QVBoxLayout(page)
    box.addWidget(steps)
    box.addWidget(field)
    steps.set_steps([view(1, BODIES[0])])
    page.show()
    qtbot.waitExposed(page)
    field.setFocus()
    steps.select("s1")
    with qtbot.assertNotEmitted(steps.verdict_chosen):
        qtbot.keyClicks(field, "13e")
    assert field.text() == "13e"


def test_changed_keys_are_used(qtbot, steps):
    """All keys can be changed."""
    steps.set_keys(KeyMap({"verdict.incorrect": ["F6"]}))
    with qtbot.waitSignal(steps.verdict_chosen) as chosen:
        qtbot.keyClick(steps, Qt.Key.Key_F6)
    assert chosen.args == ["s1", Verdict.INCORRECT]


def test_clicking_the_glyph_goes_round_the_verdicts(qtbot, steps):
    """The mouse can do all that the keys do."""
    given = []
    steps.verdict_chosen.connect(lambda step_id, verdict: given.append(verdict))
    for verdict in (None, Verdict.CORRECT, Verdict.NEUTRAL, Verdict.INCORRECT):
        steps.update_step(view(2, BODIES[1], verdict))
        QTest.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=glyph_of(steps, 1))
    assert given == [Verdict.CORRECT, Verdict.NEUTRAL, Verdict.INCORRECT, None]


def test_a_strip_of_verdicts_opens_beside_the_glyph(qtbot, steps):
    """The pointer on the glyph shows all three verdicts; a click on one chooses it."""
    hover(steps, glyph_of(steps, 1))
    cell = rects_of(area_of(steps, 1), labelled=False).strip_cell(2).center().toPoint()
    hover(steps, cell)
    with qtbot.waitSignal(steps.verdict_chosen) as chosen:
        QTest.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert chosen.args == ["s2", Verdict.INCORRECT]


def test_the_strip_closes_when_the_pointer_leaves(steps):
    """It would hide the first words of the step."""
    hover(steps, glyph_of(steps, 1))
    hover(steps, area_of(steps, 1).center())
    cell = rects_of(area_of(steps, 1), labelled=False).strip_cell(2).center().toPoint()
    given = []
    steps.verdict_chosen.connect(lambda *chosen: given.append(chosen))
    QTest.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert given == []


def test_copying_a_step_gives_its_source(qtbot, steps):
    """What leaves by the clipboard is what the model wrote."""
    qtbot.keyClick(steps, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == BODIES[0]


def test_a_step_is_split_where_the_menu_was_opened(qtbot, steps):
    """The offset counts the characters of the raw text, its list marker included."""
    index = steps.model().index(2)
    step = steps.steps()[2]
    word = area_of(steps, 2).topLeft() + QPoint(130, 20)
    menu = steps._menu_for(index, step, word)
    next(entry for entry in menu.actions() if entry.text() == "Split the step here…").trigger()
    with qtbot.waitSignal(steps.split_requested) as asked:
        steps._splitting.split.click()
    step_id, offset = asked.args
    assert step_id == "s3"
    assert len(step.marker + "Theref") < offset < len(step.marker + "Therefore the")


def test_cards_are_named_for_assistive_tools():
    """“Step 5, incorrect, reasoning” is what a screen reader says."""
    wrong = view(5, "x", mark=Mark("s5", Verdict.INCORRECT, ErrorKind.MISREAD_PROBLEM))
    assert accessible_name(wrong) == "Step 5, incorrect, misread problem"
    waiting = view(2, "x", suggestion=Verdict.CORRECT, change="unchanged")
    assert accessible_name(waiting) == "Step 2, unmarked, suggested correct, unchanged"
    assert accessible_name(view(1, "x")) == "Step 1, unmarked"


def test_the_model_keeps_the_rules_of_item_models(qtmodeltester):
    """Views rely on them."""
    model = StepModel()
    qtmodeltester.check(model)
    model.set_steps([view(1, BODIES[0]), view(2, BODIES[1])])
    model.update_step(view(2, BODIES[1], Verdict.CORRECT))
    model.set_streaming_text("1. One.\n2. Two")
    model.set_streaming_text("1. One.\n2. Two more.\n3. Three")
    model.set_streaming_text("1. One.")
    qtmodeltester.check(model)


def test_an_update_of_an_unknown_step_is_ignored(steps):
    """A late answer may name a step of a turn that is no longer shown."""
    steps.update_step(view(9, "gone"))
    assert [step.step.id for step in steps.steps()] == ["s1", "s2", "s3"]


def test_text_is_split_into_cards_while_it_arrives(steps):
    """Tokens appear as they are sampled; a card that is complete does not change any more."""
    text = "1. First $x$.\n2. Second.\n**Answer: $3$**"
    for end in range(1, len(text) + 1):
        steps.set_streaming_text(text[:end])
    assert [step.body for step in steps.steps()][:2] == ["First $x$.", "Second."]


def seen(steps: StepList) -> QImage:
    """Return what stands on the screen now; unlike ``grab`` this paints nothing."""
    shown = steps.window().screen().grabWindow(steps.window().winId())
    viewport = steps.viewport()
    return shown.copy(QRect(viewport.mapTo(steps.window(), QPoint()), viewport.size())).toImage()


@pytest.mark.parametrize("seed", range(4))
def test_arriving_text_leaves_nothing_of_what_stood_there(qtbot, steps, seed):
    """Only what changed is painted, also where the text grows, shrinks, or was scrolled away."""
    chance = random.Random(seed)
    piece = "{}. Since $\\frac{{a}}{{{}}}$ is known, both sides are divided by it.\n"
    text = "".join(piece.format(number, number + 1) for number in range(1, 15))
    steps.resize(640, 240)
    end, bar, longest = 0, steps.verticalScrollBar(), 0
    for _ in range(60):
        end = chance.choice([end + 7, end + 30, end + 60, end + 150, end - 40, end * 3 // 4])
        end = max(0, min(end, len(text)))
        steps.set_streaming_text(text[:end])
        painted = seen(steps)
        steps.viewport().update()
        QApplication.processEvents()
        assert painted == seen(steps), f"after {end} characters, scrolled to {bar.value()}"
        longest = max(longest, bar.maximum())
        if chance.random() < 0.3:
            bar.setValue(chance.choice([0, bar.maximum() // 2, bar.maximum()]))
            QApplication.processEvents()
    assert longest > steps.height(), "the text is to reach beyond the list"


def test_a_step_that_is_being_written_takes_no_verdict(qtbot, steps):
    """It is not stored yet."""
    steps.set_streaming_text("1. First")
    steps.select("streaming:1")
    with qtbot.assertNotEmitted(steps.verdict_chosen):
        qtbot.keyClick(steps, Qt.Key.Key_1)


def test_cards_hold_their_text(steps):
    """Measured heights: the text ends above the card's lower edge, cards do not overlap."""
    for row in range(3):
        area = area_of(steps, row)
        laid = steps.itemDelegate().laid(steps.steps()[row], steps.viewport().width())
        assert laid.height < area.height() - GAP
        if row:
            assert area.top() == area_of(steps, row - 1).bottom() + 1


def test_an_incorrect_card_is_tinted_and_the_selected_one_outlined(steps):
    """The verdict is seen from afar."""
    tokens = theme.current()
    steps.update_step(view(2, BODIES[1], Verdict.INCORRECT))
    image = steps.viewport().grab().toImage()
    card = rects_of(area_of(steps, 1), labelled=False).card
    inside = (card.bottomRight() - QPointF(12, 6)).toPoint()
    assert image.pixelColor(inside) == QColor(tokens.incorrect_ground)
    first = rects_of(area_of(steps, 0), labelled=False).card
    edge = {image.pixelColor(300, int(first.top()) + dy).name() for dy in range(3)}
    assert QColor(tokens.accent).name() in edge


def test_a_card_tells_what_was_said_of_its_error(steps):
    """What will be sent as feedback is seen without selecting each step."""
    mark = Mark("s2", Verdict.INCORRECT, ErrorKind.CALCULATION, explanation="no", rewrite="yes")
    before = area_of(steps, 1).height()
    steps.update_step(view(2, BODIES[1], mark=mark))
    assert area_of(steps, 1).height() > before
    assert area_of(steps, 2).top() == area_of(steps, 1).bottom() + 1
    numbers = {"s2": 2}
    assert detail_of(steps.steps()[1], numbers) == "calculation · explained · rewritten"
    kind = ErrorKind.FOLLOWS_FROM_EARLIER_ERROR
    later = view(3, "x", mark=Mark("s3", Verdict.INCORRECT, kind, follows_from="s2"))
    assert detail_of(later, numbers) == "follows from step 2"
    assert detail_of(view(1, "x", Verdict.CORRECT), numbers) == ""


def test_later_steps_are_greyed_but_can_be_marked(qtbot, steps):
    """Behind the first error nothing needs a mark, and nothing forbids one."""
    steps.update_step(view(3, "mmmm", after_first_error=True))
    image = steps.viewport().grab().toImage()
    text = rects_of(area_of(steps, 2), labelled=False).text
    row = range(int(text.left()), int(text.left()) + 40)
    rows = range(int(text.top()), int(text.top()) + 26)
    darkest = min(image.pixelColor(x, y).lightness() for x in row for y in rows)
    assert darkest >= QColor(theme.current().secondary).lightness() - 6
    steps.select("s3")
    with qtbot.waitSignal(steps.verdict_chosen):
        qtbot.keyClick(steps, Qt.Key.Key_1)


def test_a_very_long_step_is_clipped_until_all_is_asked_for(qtbot, steps):
    """A loop of the model must not hold up the window."""
    body = "x" * 200_000
    steps.set_steps([view(1, body)])
    steps.viewport().grab()
    step = steps.steps()[0]
    delegate = steps.itemDelegate()
    before = area_of(steps, 0).height()
    assert delegate.more_rect(area_of(steps, 0), step) is not None
    steps.verticalScrollBar().setValue(steps.verticalScrollBar().maximum())
    more = delegate.more_rect(area_of(steps, 0), step).center().toPoint()
    QTest.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(80, more.y()))
    qtbot.waitUntil(lambda: area_of(steps, 0).height() > 5 * before, timeout=20_000)
    assert delegate.more_rect(area_of(steps, 0), step) is None


def test_the_selected_card_stays_while_heights_are_measured(qtbot, steps):
    """Cards out of sight are measured while idle; what is read must not jump."""
    bodies = [f"Step about $x_{{{n}}}$ " + r"and $\frac{a}{b}$ " * (n % 9) for n in range(60)]
    steps.set_steps([view(n, body) for n, body in enumerate(bodies, start=1)])
    steps.select("s30")
    before = area_of(steps, 29).top()
    qtbot.waitUntil(lambda: not steps._measuring.isActive())
    assert abs(area_of(steps, 29).top() - before) <= 1
    assert steps.viewport().rect().intersects(area_of(steps, 29))


def test_the_worked_example_is_shown(steps):
    """The six steps of the worked example fit their cards with the verdicts given."""
    example = json.loads(shared_data("ire_example.json").read_text(encoding="utf-8"))
    turn = example["turns"][0]
    shown = [
        view(n, body, Verdict(verdict))
        for n, (body, verdict) in enumerate(
            zip(turn["steps"], turn["verdicts"], strict=True), start=1
        )
    ]
    steps.set_steps(shown)
    steps.select("s5")
    names = [steps.model().index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(6)]
    assert names[4] == "Step 5, incorrect"
    spoken = steps.model().index(1).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert "x squared" in spoken
    assert not steps.viewport().grab().isNull()
