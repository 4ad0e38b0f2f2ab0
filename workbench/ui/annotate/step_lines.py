"""Paints what is less than a card: a folded run of unchanged steps, and a step that is gone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from workbench.domain.records import Verdict
from workbench.service.views import StepView
from workbench.ui import theme
from workbench.ui.annotate.folding import Run
from workbench.ui.annotate.glyphs import paint_verdict
from workbench.ui.languages import translate
from workbench.ui.math.view import Laid

FOLD_HEIGHT = 38
GONE_HEIGHT = 30
_GUTTER = 50
_GLYPH = 16
_MOST_GLYPHS = 12
_CONFIRM_PAD = 10


def fold_words(run: Run) -> str:
    """Return what a folded line says: “Steps 1–3 unchanged, verdicts offered”."""
    first, last, waiting = run.steps[0].number, run.steps[-1].number, len(run.waiting)
    if len(run.steps) == 1:
        text = translate("StepLines", "Step {first} unchanged, {state}")
        state = (
            translate("StepLines", "verdict offered")
            if waiting
            else translate("StepLines", "verdict confirmed")
        )
    else:
        text = translate("StepLines", "Steps {first}–{last} unchanged, {state}")
        state = (
            translate("StepLines", "verdicts offered")
            if waiting == len(run.steps)
            else translate("StepLines", "verdicts confirmed")
        )
        if 0 < waiting < len(run.steps):
            state = translate("StepLines", "{waiting} of {all} verdicts offered").format(
                waiting=waiting, all=len(run.steps)
            )
    return text.format(first=first, last=last, state=state)


def confirm_rect(area: QRect) -> QRectF:
    """Return where a folded line offers to confirm all, in the coordinates of the viewport."""
    width = QFontMetricsF(theme.font("small")).horizontalAdvance(_confirm_words())
    line = _line_of(area, FOLD_HEIGHT)
    wide = width + 2 * _CONFIRM_PAD
    return QRectF(line.right() - wide - 8, line.top() + 6, wide, line.height() - 12)


def paint_fold(
    painter: QPainter, area: QRect, run: Run, hint: str, *, selected: bool, focused: bool
) -> None:
    """Paint a folded run: its verdicts as small glyphs, what it is, and how to confirm it."""
    tokens = theme.current()
    line = _line_of(area, FOLD_HEIGHT)
    width = (2.0 if focused else 1.4) if selected else 1.0
    painter.setBrush(QColor(tokens.background))
    painter.setPen(QPen(QColor(tokens.accent if selected else tokens.line), width))
    painter.drawRoundedRect(line, 8, 8)
    left = _paint_glyphs(painter, line, run)
    right = confirm_rect(area).left() if run.waiting else line.right()
    words = QRectF(left, line.top(), right - left - 8, line.height())
    painter.setFont(theme.font("small"))
    painter.setPen(QColor(tokens.secondary))
    painter.drawText(
        words,
        Qt.AlignmentFlag.AlignVCenter,
        _fitted(fold_words(run), hint if run.waiting else "", words.width()),
    )
    if run.waiting:
        painter.setPen(QColor(tokens.accent))
        painter.drawText(confirm_rect(area), Qt.AlignmentFlag.AlignCenter, _confirm_words())


def paint_gone(painter: QPainter, area: QRect, step: StepView, laid: Laid) -> None:
    """Paint a step that the turn before had: one thin line, struck through."""
    line = _line_of(area, GONE_HEIGHT)
    painter.setFont(theme.font("tiny"))
    painter.setPen(QColor(theme.current().secondary))
    number = QRectF(line.left(), line.top(), _GUTTER, line.height())
    painter.drawText(number, Qt.AlignmentFlag.AlignCenter, f"−{step.number}")
    first = laid.document.begin().layout().lineAt(0)
    below = first.y() + first.height() if first.isValid() else laid.height
    middle = first.y() + first.height() / 2 if first.isValid() else laid.height / 2
    several = laid.document.begin().layout().lineCount() > 1
    origin = QPointF(line.left() + _GUTTER, line.center().y() - middle)
    laid.paint(painter, origin.x(), origin.y(), clip_height=below if several else below + 4)
    if several:
        painter.setFont(theme.font("excerpt"))
        painter.drawText(QPointF(line.right() - 16, line.center().y() + 5), "…")


def gone_width(width: int) -> float:
    """Return the room for the text of a step that is gone, in a list of ``width``."""
    return float(width - _GUTTER - 24)


def _fitted(text: str, hint: str, width: float) -> str:
    """Return the text with the key behind it where both have room; half a key tells nothing."""
    metrics = QFontMetricsF(theme.font("small"))
    both = f"{text}   {hint}" if hint else text
    if metrics.horizontalAdvance(both) <= width:
        return both
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def _line_of(area: QRect, height: int) -> QRectF:
    return QRectF(area.left() + 0.5, area.top() + 0.5, area.width() - 2, height - 1)


def _paint_glyphs(painter: QPainter, line: QRectF, run: Run) -> float:
    """Paint a glyph a step; return where they end."""
    left = line.left() + (_GUTTER - _GLYPH) / 2
    for step in run.steps[:_MOST_GLYPHS]:
        area = QRectF(left, line.center().y() - _GLYPH / 2, _GLYPH, _GLYPH)
        offered = step.verdict is None
        verdict = step.suggestion if offered else step.verdict
        if verdict is not None:
            paint_verdict(painter, area, Verdict(verdict), suggested=offered)
        left += _GLYPH + 4
    return left + 8


def _confirm_words() -> str:
    return translate("StepLines", "Confirm")
