"""Which two models to compare, and on which problems."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from workbench.domain.records import ModelRecord, Split
from workbench.ui.widgets import ChipRow, HintButton, card, label, number_field, stretch_row

USUAL, MOST = 20, 500


class ModelsForm(QWidget):
    """The start of a comparison of two models.

    Signals:
        begun(model_a_id, model_b_id, split, count): compare; ``split`` None is all problems.
    """

    begun = Signal(str, str, object, int)

    def __init__(self, key: str) -> None:
        super().__init__()
        self.model_a, self.model_b = QComboBox(), QComboBox()
        self.model_a.setAccessibleName(self.tr("One model"))
        self.model_b.setAccessibleName(self.tr("The other model"))
        self.problems = ChipRow(
            (
                (self.tr("Held-out"), Split.HELDOUT),
                (self.tr("Training"), Split.TRAIN),
                (self.tr("All"), None),
            )
        )
        self.split: Split | None = Split.HELDOUT
        self.problems.select(self.split)
        self.count = number_field(1, MOST, USUAL)
        self.count.setAccessibleName(self.tr("How many problems"))
        self.start = HintButton(self.tr("Compare blind"), key, primary=True)
        self._said = label("", "error", wrap=True)
        self.problems.chosen.connect(self._on_split)
        self.start.clicked.connect(self.submit)
        self._lay_out()

    def show_models(self, models: Sequence[ModelRecord]) -> None:
        """Offer the models; a choice already made stays."""
        for at, box in enumerate((self.model_a, self.model_b)):
            chosen = box.currentData()
            box.clear()
            for model in models:
                box.addItem(model.name, model.id)
            found = box.findData(chosen)
            box.setCurrentIndex(found if found >= 0 else min(at, box.count() - 1))

    def say(self, sentence: str) -> None:
        """Say why it cannot begin, or nothing."""
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))

    def submit(self) -> None:
        """Ask for the comparison."""
        one, other = self.model_a.currentData(), self.model_b.currentData()
        if one and other:
            self.begun.emit(one, other, self.split, self.count.value())

    def take_keys(self) -> None:
        """Give the first field the keys."""
        self.model_a.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_split(self, split: Split | None) -> None:
        self.split = split

    def _lay_out(self) -> None:
        frame = card()
        frame.setFixedWidth(560)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(24, 20, 24, 22)
        inner.setSpacing(8)
        inner.addWidget(label(self.tr("Compare two models"), "title"))
        text = self.tr(
            "Each model answers the same problems; answers that are there already are "
            "used. You judge the pairs without knowing which model wrote which side. The "
            "names and the result come at the end."
        )
        inner.addWidget(label(text, "secondary", wrap=True))
        for name, field in (
            (self.tr("One model"), self.model_a),
            (self.tr("The other model"), self.model_b),
            (self.tr("Problems"), self.problems),
        ):
            inner.addSpacing(6)
            inner.addWidget(label(name, "caption"))
            inner.addWidget(field)
        inner.addSpacing(6)
        inner.addLayout(stretch_row(self.count, label(self.tr("problems at most"), "body"), None))
        inner.addSpacing(6)
        self._said.hide()
        inner.addWidget(self._said)
        inner.addLayout(stretch_row(self.start, None))
        column = QVBoxLayout(self)
        column.addStretch(1)
        # an aligned widget would not be asked how high it is at its width
        column.addLayout(stretch_row(None, frame, None))
        column.addStretch(2)
