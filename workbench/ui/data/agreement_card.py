"""The card that shows how far the annotators agree, with intervals, and pair against pair."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout, QWidget

from workbench.ui.data.agreement_pictures import Bar, BarsPicture, Matrix, MatrixPicture
from workbench.ui.widgets import FlowLayout, label, stretch_row


class AgreementCard(QFrame):
    """Coefficients as a picture, and a matrix for each pair.

    Signals:
        blind_chosen(only): whether to leave out what was said with a mark in sight.
    """

    blind_chosen = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.blind = QCheckBox(self.tr("Only blind opinions"))
        self.bars = BarsPicture()
        self.matrices: list[MatrixPicture] = []
        self._said = label("", "body", wrap=True)
        self._meaning = label("", "meta", wrap=True)
        self._pairs = QWidget()
        self._flow = FlowLayout(self._pairs, spacing=20)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(stretch_row(label(self.tr("Agreement"), "heading"), None, self.blind))
        for widget in (self._said, self.bars, self._pairs, self._meaning):
            column.addWidget(widget)
        self.blind.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.blind.toggled.connect(self.blind_chosen)
        self.say("")

    @property
    def said(self) -> str:
        """Return what is said over the picture."""
        return self._said.text()

    def say(self, text: str) -> None:
        """Show a sentence in the place of a picture."""
        self._said.setText(text)
        for widget in (self.bars, self._pairs, self._meaning):
            widget.hide()

    def show_agreement(
        self, summary: str, bars: Sequence[Bar], matrices: Sequence[Matrix], meaning: str
    ) -> None:
        """Show the picture."""
        self._said.setText(summary)
        self._meaning.setText(meaning)
        self.bars.show_bars(bars)
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.matrices = [MatrixPicture(matrix) for matrix in matrices]
        for picture in self.matrices:
            self._flow.addWidget(picture)
        for shown in (self.bars, self._pairs, self._meaning):
            shown.show()
