"""The final answer beside the reference answer, and whether they agree."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from workbench.ui import icons, theme
from workbench.ui.math.view import MathText
from workbench.ui.widgets import card, label, restyle

SIGN_SIZE = 16


class AnswerLine(QWidget):
    """One card: the answer on the left, the reference on the right, told by word and colour."""

    def __init__(self) -> None:
        super().__init__()
        self._answer = MathText()
        self._answer.set_font_role("reading_small")
        self._reference = label("", "meta")
        self._sign = QLabel()
        self._agrees: bool | None = None
        theme.theme().changed.connect(self._show_sign)
        frame = card()
        row = QHBoxLayout(frame)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(8)
        row.addWidget(label("Answer", "caption"))
        row.addWidget(self._answer, 1)
        row.addWidget(self._sign)
        row.addWidget(self._reference)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def show_answer(self, answer: str | None, reference: str | None, agrees: bool | None) -> None:
        """Show both answers; ``agrees`` is None where they could not be compared."""
        self._answer.set_source(answer or "No answer was recognised.")
        self._answer.set_color("text" if answer else "secondary")
        role = "meta" if agrees is None else ("good" if agrees else "error")
        self._agrees = agrees
        self._show_sign()
        self._reference.setText(f"reference: {reference}" if reference else "no reference")
        self._reference.setProperty("role", role)
        restyle(self._reference)

    def _show_sign(self) -> None:
        """Show by a shape too whether the answers agree."""
        self._sign.setVisible(self._agrees is not None)
        if self._agrees is not None:
            tokens = theme.current()
            name, color = ("check", tokens.correct) if self._agrees else ("x", tokens.incorrect)
            ratio = self.devicePixelRatioF()
            self._sign.setPixmap(icons.pixmap(name, color, SIGN_SIZE, ratio))
