"""The final answer beside the reference answer, and whether they agree."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.ui import icons, theme
from workbench.ui.math.view import MathText
from workbench.ui.plain_label import shortened
from workbench.ui.widgets import card, label, scroll_area

SIGN_SIZE = 16
_WIDEST_REFERENCE = 320
_LONGEST_REFERENCE = 200


class AnswerLine(QWidget):
    """One card: the answer on the left, the reference on the right, told by word and colour.

    All words stand on the baseline of the answer's first line, however high its formulas are. In a
    narrow column the reference stands below, for beside it the answer's words would be broken.

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
        self._wanted = self._natural = 0
        theme.theme().changed.connect(self._on_theme_changed)
        self._frame = card()
        self._frame.setParent(self)
        self._area = scroll_area(self._answer)
        for part in (self._caption, self._area, self._sign, self._reference):
            part.setParent(self._frame)
        self._answer.grown.connect(self._place)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_answer(self, answer: str | None, reference: str | None, agrees: bool | None) -> None:
        """Show both answers; ``agrees`` is None where they could not be compared."""
        self._agrees = agrees
        self._answer.set_source(answer or self.tr("No answer was recognised."))
        self._answer.set_color("text" if answer else "secondary")
        known = shortened(reference or "", _LONGEST_REFERENCE)
        said = self.tr("reference: {answer}").format(answer=known)
        self._reference.set_source(said if reference else self.tr("no reference"))
        self._measure()
        colors = {None: "secondary", True: "correct", False: "incorrect"}
        self._reference.set_color(colors[agrees])
        self._show_sign()
        self._place()

    def set_least_height(self, height: int) -> None:
        """Be no lower than ``height`` logical pixels, as high as another one beside it."""
        self._least = height
        self._stand()

    def _on_theme_changed(self) -> None:
        self._measure()
        self._show_sign()

    def _measure(self) -> None:
        """Learn how wide both texts are in one line; of a long answer only that it is long."""
        self._wanted = self._reference.natural_width()
        short = len(self._answer.source()) <= _ROOMY
        self._natural = self._answer.natural_width() if short else _ROOMY

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
        """Put the parts where they read best, and give the card the height they ask for."""
        caption = self._caption.sizeHint()
        left = _PAD + caption.width() + _GAP
        sign = SIGN_SIZE + _GAP if self._agrees is not None else 0
        room = max(120, self.width() - left - _PAD)
        both = room - sign - _GAP
        reference = min(self._wanted, _WIDEST_REFERENCE, max(both // 2, both - self._natural))
        beside = both - reference
        if beside >= min(_ROOMY, self._natural):
            bottom = self._place_beside(left, beside, reference, caption)
        else:
            bottom = self._place_below(left, room, sign, caption)
        height = bottom + 1 + _PAD_BOTTOM
        changed = height != self.own_height
        self.own_height = height
        self._stand()
        if changed:
            self.fitted.emit()

    def _stand(self) -> None:
        """Be as high as asked, the card too: of a height set in a resize it would not hear."""
        height = max(self.own_height, self._least)
        self.setFixedHeight(height)
        self._frame.setGeometry(0, 0, self.width(), height)

    def _place_beside(self, left: int, answer: int, reference: int, caption: QSize) -> int:
        """Put all on one baseline, the reference on the right; return where the lowest ends."""
        self._fit(answer, reference)
        base = _PAD_TOP + max(self._answer.first_ascent(), self._reference.first_ascent())
        self._area.move(left, round(base - self._answer.first_baseline()))
        right = self.width() - _PAD - reference
        self._reference.move(right, round(base - self._reference.first_baseline()))
        self._put_caption(base, caption)
        self._put_sign(base, right - SIGN_SIZE - _GAP)
        below = round(base + QFontMetricsF(self._answer.font()).descent())
        return max(below, self._area.geometry().bottom(), self._reference.geometry().bottom())

    def _place_below(self, left: int, room: int, sign: int, caption: QSize) -> int:
        """Put the reference under an answer that it would leave too narrow a column."""
        reference = min(self._wanted, room - sign)
        self._fit(room, reference)
        base = _PAD_TOP + self._answer.first_ascent()
        self._area.move(left, round(base - self._answer.first_baseline()))
        self._put_caption(base, caption)
        top = self._area.geometry().bottom() + 1 + _LINE_GAP
        self._reference.move(left + sign, top)
        self._put_sign(top + self._reference.first_baseline(), left)
        return self._reference.geometry().bottom()

    def _fit(self, answer: int, reference: int) -> None:
        """Size both texts to these widths."""
        self._area.resize(answer, min(_TALLEST, self._answer.heightForWidth(answer)))
        high = min(_TALLEST, self._reference.heightForWidth(reference))
        self._reference.resize(reference, high)

    def _put_caption(self, base: float, size: QSize) -> None:
        metrics = QFontMetricsF(self._caption.font())
        inside = (size.height() - metrics.height()) / 2 + metrics.ascent()
        self._caption.setGeometry(_PAD, round(base - inside), size.width(), size.height())

    def _put_sign(self, base: float, left: int) -> None:
        middle = base - QFontMetricsF(self._caption.font()).capHeight() / 2
        self._sign.setGeometry(left, round(middle - SIGN_SIZE / 2), SIGN_SIZE, SIGN_SIZE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place()


_PAD = 15
_PAD_TOP, _PAD_BOTTOM = 9, 10
_GAP, _LINE_GAP = 10, 4
_ROOMY = 200
"""Logical pixels in which an answer of some words still reads well."""
_TALLEST = 120


def _line_of_text(name: str) -> MathText:
    made = MathText()
    made.set_font_role("reading_small")
    made.setAccessibleName(name)
    return made
