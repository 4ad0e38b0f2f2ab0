"""The final answer beside the reference answer, and whether they agree."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.ui import icons, theme
from workbench.ui.math.view import MathText
from workbench.ui.plain_label import shortened
from workbench.ui.widgets import card, label, scroll_area

SIGN_SIZE = 16
_WIDEST_REFERENCE = 320
_LONGEST_REFERENCE = 200


class AnswerLine(QWidget):
    """One card: the answer on the left, the reference on the right, told by word and colour.

    All words stand on the baseline of the answer's first line, however high its formulas are.

    Signals:
        fitted(): another height of its own came out, ``own_height``.
    """

    fitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.own_height = self._least = 0
        self._answer = _line_of_text(self.tr("Answer"))
        self._reference = _line_of_text(self.tr("Reference answer"))
        self._caption = label(self.tr("Answer"), "caption")
        self._sign = label("", "meta")
        self._agrees: bool | None = None
        self._wanted = 0
        theme.theme().changed.connect(self._on_theme_changed)
        self._frame = card()
        self._area = scroll_area(self._answer)
        for part in (self._caption, self._area, self._sign, self._reference):
            part.setParent(self._frame)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._frame)
        self._answer.grown.connect(self._place)

    def show_answer(self, answer: str | None, reference: str | None, agrees: bool | None) -> None:
        """Show both answers; ``agrees`` is None where they could not be compared."""
        self._agrees = agrees
        self._answer.set_source(answer or self.tr("No answer was recognised."))
        self._answer.set_color("text" if answer else "secondary")
        known = shortened(reference or "", _LONGEST_REFERENCE)
        said = self.tr("reference: {answer}").format(answer=known)
        self._reference.set_source(said if reference else self.tr("no reference"))
        self._wanted = self._reference.natural_width()
        colors = {None: "secondary", True: "correct", False: "incorrect"}
        self._reference.set_color(colors[agrees])
        self._show_sign()
        self._place()

    def set_least_height(self, height: int) -> None:
        """Be no lower than ``height`` logical pixels, as high as another one beside it."""
        self._least = height
        self.setFixedHeight(max(self.own_height, height))

    def _on_theme_changed(self) -> None:
        self._wanted = self._reference.natural_width()
        self._show_sign()

    def _show_sign(self) -> None:
        """Show by a shape too whether the answers agree."""
        self._sign.setVisible(self._agrees is not None)
        if self._agrees is not None:
            tokens = theme.current()
            name, color = ("check", tokens.correct) if self._agrees else ("x", tokens.incorrect)
            ratio = self.devicePixelRatioF()
            self._sign.setPixmap(icons.pixmap(name, color, SIGN_SIZE, ratio))
            self._sign.setAccessibleName(
                self.tr("the answers agree") if self._agrees else self.tr("the answers differ")
            )
        self._place()

    def _place(self) -> None:
        """Put the parts on one baseline, and give the card the height they ask for."""
        caption = self._caption.sizeHint()
        left = _PAD + caption.width() + _GAP
        sign = SIGN_SIZE + _GAP if self._agrees is not None else 0
        room = max(120, self.width() - left - _PAD - sign - _GAP)
        reference = min(self._wanted, _WIDEST_REFERENCE, room // 2)
        answer = max(60, room - reference)
        heights = [self._answer.heightForWidth(answer), self._reference.heightForWidth(reference)]
        self._area.resize(answer, min(_TALLEST, heights[0]))
        self._reference.resize(reference, min(_TALLEST, heights[1]))
        bases = (self._answer.first_baseline(), self._reference.first_baseline())
        ascents = (self._answer.first_ascent(), self._reference.first_ascent())
        base = _PAD_TOP + max(ascents)
        self._area.move(left, round(base - bases[0]))
        right = self.width() - _PAD - reference
        self._reference.move(right, round(base - bases[1]))
        self._put_small(base, right - sign, caption)
        bottoms = (self._area.geometry().bottom(), self._reference.geometry().bottom())
        below = round(base + QFontMetricsF(self._answer.font()).descent())
        height = max(*bottoms, below) + 1 + _PAD_BOTTOM
        changed = height != self.own_height
        self.own_height = height
        self.setFixedHeight(max(height, self._least))
        if changed:
            self.fitted.emit()

    def _put_small(self, base: float, sign_at: int, caption: QSize) -> None:
        metrics = QFontMetricsF(self._caption.font())
        inside = (caption.height() - metrics.height()) / 2 + metrics.ascent()
        self._caption.setGeometry(_PAD, round(base - inside), caption.width(), caption.height())
        middle = base - metrics.capHeight() / 2
        self._sign.setGeometry(sign_at, round(middle - SIGN_SIZE / 2), SIGN_SIZE, SIGN_SIZE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place()


_PAD = 15
_PAD_TOP, _PAD_BOTTOM = 9, 10
_GAP = 10
_TALLEST = 120


def _line_of_text(name: str) -> MathText:
    made = MathText()
    made.set_font_role("reading_small")
    made.setAccessibleName(name)
    return made
