"""Two responses side by side over the scale."""

from __future__ import annotations

from functools import partial
from itertools import takewhile

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.service.views import PairView
from workbench.ui.actions import KeyMap
from workbench.ui.compare.response_column import ResponseColumn, beside_scroll_bar, even_answers
from workbench.ui.compare.scale_bar import ScaleBar
from workbench.ui.compare.statement_card import StatementCard


class PairBoard(QWidget):
    """One pair to be judged, and what was said of the one before.

    Signals:
        chosen(choice): what is said of the pair.
        skipped(): the pair is passed over.
    """

    chosen = Signal(object)
    skipped = Signal()

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self.problem = StatementCard()
        self.left = ResponseColumn(self.tr("Left"))
        self.right = ResponseColumn(self.tr("Right"))
        self.scale = ScaleBar(keys)
        self.skip, self._last = self.scale.skip, self.scale.last
        both = (self.left, self.right)
        for side in both:
            side.answer.fitted.connect(partial(even_answers, both))
        self.scale.chosen.connect(self.chosen)
        self.skip.clicked.connect(self.skipped)
        sides = QHBoxLayout()
        sides.setSpacing(16)
        sides.addWidget(self.left, 1)
        sides.addWidget(self.right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(beside_scroll_bar(self.problem))
        column.addLayout(sides, 1)
        column.addLayout(beside_scroll_bar(self.scale))

    @property
    def last_text(self) -> str:
        """Return what is told of the pair before."""
        return self._last.text()

    def show_pair(self, pair: PairView) -> None:
        """Show a pair from its beginning."""
        self.problem.show_problem(pair.problem)
        shared, reference = shared_steps(pair), pair.problem.reference_answer
        self.left.show_response(pair.left, reference, shared)
        self.right.show_response(pair.right, reference, shared)

    def show_last(self, sentence: str) -> None:
        """Tell quietly what was said of the pair before."""
        self._last.setText(sentence)

    def scroll_by(self, pages: float) -> None:
        """Scroll both responses."""
        for side in (self.left, self.right):
            side.steps.scroll_by(pages)

    def take_keys(self) -> None:
        """Give the scale the keys."""
        self.scale.setFocus(Qt.FocusReason.OtherFocusReason)


def shared_steps(pair: PairView) -> int:
    """Return how many steps both responses begin with, as turns that continue one another do."""
    both = zip(pair.left.view.steps, pair.right.view.steps, strict=False)
    same = takewhile(lambda steps: steps[0].body == steps[1].body, both)
    return sum(1 for _ in same)
