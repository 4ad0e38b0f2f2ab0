"""The card on which a third decides disagreements by keys, reading both sides without names."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from workbench.domain.records import Verdict
from workbench.ui.actions import KeyMap, Scope
from workbench.ui.data.adjudication_glyph import VerdictGlyph
from workbench.ui.math.view import MathText
from workbench.ui.widgets import HintButton, label, stretch_row

VERDICTS = {
    "case.correct": Verdict.CORRECT,
    "case.neutral": Verdict.NEUTRAL,
    "case.incorrect": Verdict.INCORRECT,
}
MOVES = {"case.next": 1, "case.previous": -1}


@dataclass(frozen=True, slots=True)
class ShownSide:
    """What one annotator said, without the name."""

    verdict: Verdict
    kind: str
    explanation: str
    rewrite: str


@dataclass(frozen=True, slots=True)
class ShownCase:
    """One disagreement as it is read: ``earlier`` are the steps before the one in question."""

    step_id: str
    problem: str
    number: int
    earlier: tuple[str, ...]
    body: str
    sides: tuple[ShownSide, ...]


class AdjudicationCard(QFrame):
    """One disagreement at a time; the keys of ``Scope.CASES`` decide, go on and go back.

    Signals:
        decided(step_id, verdict): a third's word.
        moved(by): the next or the one before is wanted.
    """

    decided = Signal(str, object)
    moved = Signal(int)

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self._keys = keys
        self.setProperty("role", "keyboard")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Disagreement to decide"))
        self.case: ShownCase | None = None
        self._place = label("", "meta")
        self._said = label("", "body", wrap=True)
        self._problem = MathText()
        self._earlier = MathText()
        self._earlier.set_font_role("reading_small")
        self._step = MathText()
        self._sides = QHBoxLayout()
        self._sides.setSpacing(12)
        self._body = QWidget()
        texts = (self.tr("Correct"), self.tr("Neutral"), self.tr("Incorrect"))
        self.buttons = {
            verdict: HintButton(text, keys.hint(action_id))
            for text, (action_id, verdict) in zip(texts, VERDICTS.items(), strict=True)
        }
        self.later = HintButton(self.tr("Later"), keys.hint("case.next"))
        self._lay_out()
        for verdict, button in self.buttons.items():
            button.clicked.connect(lambda _=False, own=verdict: self._decide(own))
        self.later.clicked.connect(lambda: self.moved.emit(1))
        self.say("")

    @property
    def said(self) -> str:
        """Return what is said in the place of a case."""
        return self._said.text()

    def say(self, text: str) -> None:
        """Show a sentence in the place of a disagreement."""
        self.case = None
        self._said.setText(text)
        self._said.show()
        self._place.setText("")
        self._body.hide()

    def show_case(self, case: ShownCase, place: str) -> None:
        """Show a disagreement; ``place`` says which of how many it is."""
        self.case = case
        self._place.setText(place)
        self._problem.set_source(case.problem)
        numbered = [f"{number}. {body}" for number, body in enumerate(case.earlier, 1)]
        self._earlier.set_source("\n\n".join(numbered))
        self._earlier.setVisible(bool(case.earlier))
        self._step.set_source(f"{case.number}. {case.body}")
        while (item := self._sides.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, side in enumerate(case.sides, 1):
            self._sides.addWidget(self._side(number, side), 1, Qt.AlignmentFlag.AlignTop)
        self._said.hide()
        self._body.show()

    def _lay_out(self) -> None:
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(10)
        for title, text in (
            (self.tr("Problem"), self._problem),
            (self.tr("Steps before"), self._earlier),
            (self.tr("Step in question"), self._step),
        ):
            if text is not self._earlier:
                body.addWidget(label(title, "caption"))
            body.addWidget(text)
        body.addLayout(self._sides)
        body.addLayout(stretch_row(*self.buttons.values(), self.later, None))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        heading = label(self.tr("Disagreements"), "heading")
        column.addLayout(stretch_row(heading, self._place, None))
        sentence = self.tr(
            "Decide without knowing who said what. The decision counts; all verdicts stay."
        )
        column.addWidget(label(sentence, "meta", wrap=True))
        column.addWidget(self._said)
        column.addWidget(self._body)

    def _side(self, number: int, side: ShownSide) -> QWidget:
        frame = QFrame()
        frame.setProperty("role", "card")
        column = QVBoxLayout(frame)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(6)
        word = self.buttons[side.verdict].text()
        kind = label(side.kind, "meta")
        title = label(self.tr("Annotator {number}").format(number=number), "caption")
        column.addWidget(title)
        glyph = VerdictGlyph(side.verdict)
        column.addLayout(stretch_row(glyph, label(word, "strong"), kind, None))
        for head, text in (
            ("", side.explanation),
            (self.tr("Would write"), side.rewrite),
        ):
            if text:
                if head:
                    column.addWidget(label(head, "caption"))
                shown = MathText(text)
                shown.set_font_role("reading_small")
                column.addWidget(shown)
        return frame

    def _decide(self, verdict: Verdict) -> None:
        if self.case is not None:
            self.decided.emit(self.case.step_id, verdict)

    def event(self, event: QEvent) -> bool:
        """Keep the card's single keys from shortcuts elsewhere."""
        asked = event.type() == QEvent.Type.ShortcutOverride and self.case is not None
        if asked and isinstance(event, QKeyEvent) and self._action_id(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide, or go on."""
        action_id = self._action_id(event)
        if self.case is None or not action_id:
            super().keyPressEvent(event)
        elif action_id in VERDICTS:
            self._decide(VERDICTS[action_id])
        else:
            self.moved.emit(MOVES[action_id])

    def _action_id(self, event: QKeyEvent) -> str:
        """Return which of the card's actions a key means, the empty text for none of them."""
        action = self._keys.action_for(event, Scope.CASES)
        return action.id if action is not None and action.scope is Scope.CASES else ""
