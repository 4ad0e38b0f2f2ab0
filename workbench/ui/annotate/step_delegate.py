"""Paints one step as a card: verdict glyph and number in a gutter, typeset text beside it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from functools import cache

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.domain.records import Verdict
from workbench.service.views import StepView
from workbench.ui import theme
from workbench.ui.actions import KeyMap
from workbench.ui.annotate.card_ground import paint_ground
from workbench.ui.annotate.card_rects import (
    GAP,
    GLYPH,
    LABEL_WIDTH,
    NARROW,
    PAD_BOTTOM,
    PAD_TOP,
    STRIP,
    CardRects,
    glyph_top,
    rects_of,
    text_width_of,
)
from workbench.ui.annotate.folding import Run
from workbench.ui.annotate.glyphs import paint_verdict
from workbench.ui.annotate.step_lines import (
    FOLD_HEIGHT,
    GONE_HEIGHT,
    gone_width,
    paint_fold,
    paint_gone,
)
from workbench.ui.annotate.step_model import REMOVED, STEP_ROLE, STREAMING, change_word, kind_words
from workbench.ui.annotate.suggestion_words import percent_of
from workbench.ui.languages import translate
from workbench.ui.math.changes import Changes, changes_between
from workbench.ui.math.document import LONGEST_SHOWN
from workbench.ui.math.view import Laid, layout

_SIGNS = {"unchanged": "=", "changed": "≠", "new": "+"}
_MORE_HEIGHT = 26
_DETAIL_HEIGHT = 20
_KEPT_LAYOUTS = 200
_MANY_HEIGHTS = 2000
_LONGEST_GONE = 300

_Key = tuple[str, str | None, int, tuple[bool, bool, bool, bool]]


class StepDelegate(QStyledItemDelegate):
    """Lays steps out when they are first seen, and keeps the latest layouts.

    ``hover`` is the row whose strip of verdicts is open and the button under the pointer (-1 for
    none); ``labelled`` says whether the cards carry a label of what changed,
    ``numbers`` are the steps' by their ids, ``folds`` the folded runs by their first step's,
    ``as_source`` the steps whose source is shown, ``expanded`` the long ones of which all is,
    ``selected_text`` a step with the ends of the text selected in it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hover: tuple[int, int] = (-1, -1)
        self.labelled = False
        self.numbers: dict[str, int] = {}
        self.has_focus = False
        self.expanded: set[str] = set()
        self.as_source: set[str] = set()
        self.show_removed = True
        self.folds: dict[str, Run] = {}
        self.selected_text: tuple[str, int, int] = ("", 0, 0)
        self._fold_hint = ""
        self._laid: OrderedDict[_Key, Laid] = OrderedDict()
        self._heights: dict[_Key, float] = {}

    def set_keys(self, keys: KeyMap) -> None:
        """Print other keys from now on."""
        accept, every = keys.hint("suggestion.accept"), keys.hint("suggestion.accept_all")
        text = self.tr("{accept} confirms one, {every} all, {open} opens")
        self._fold_hint = text.format(accept=accept, every=every, open=keys.hint("step.fold"))

    def forget(self) -> None:
        """Drop every layout: the theme changed."""
        self._laid.clear()
        self._heights.clear()

    def forget_heights(self) -> None:
        """Drop measured heights once there are many: each text of a stream left one."""
        if len(self._heights) > _MANY_HEIGHTS:
            self._heights.clear()

    def laid(self, step: StepView, width: int) -> Laid:
        """Return ``step`` laid out in a list of ``width``."""
        key = self._key(step, width)
        if key in self._laid:
            self._laid.move_to_end(key)
            self._heights[key] = self._laid[key].height
            return self._laid[key]
        made = self._lay_out(step, width)
        self._laid[key] = made
        self._heights[key] = made.height
        while len(self._laid) > _KEPT_LAYOUTS:
            self._laid.popitem(last=False)
        return made

    def _lay_out(self, step: StepView, width: int) -> Laid:
        ink = QColor(theme.current().text)
        if step.step.id.startswith(REMOVED):
            gone = Changes(removed=((0, step.body[:_LONGEST_GONE]),))
            font = theme.font("excerpt")
            return layout("", gone_width(width), font, ink, changes=gone)
        text_width = text_width_of(width, self.labelled)
        as_source = step.step.id in self.as_source
        changes = None
        if step.previous is not None:
            changes = changes_between(step.previous, step.body, whole_formulas=not as_source)
            changes = changes if self.show_removed else replace(changes, removed=())
        font = theme.font("reading")
        return layout(step.body, text_width, font, ink, changes=changes, as_source=as_source)

    def is_growing(self, step: StepView, width: int) -> bool:
        """Whether all of ``step`` was asked for and not all of it is laid out yet."""
        return step.step.id in self.expanded and self._is_clipped(self._key(step, width))

    def grow(self, step: StepView, width: int) -> None:
        """Lay out the next slice of a long step."""
        laid = self.laid(step, width)
        laid.lay_more()
        self._heights[self._key(step, width)] = laid.height

    def is_known(self, step: StepView, width: int) -> bool:
        """Whether the height of ``step`` was measured, not only estimated."""
        return self._key(step, width) in self._heights

    def height(self, step: StepView, width: int) -> int:
        """Return the height of the item, measured or, for steps not yet seen, estimated."""
        if step.step.id in self.folds:
            return FOLD_HEIGHT + GAP
        if step.step.id.startswith(REMOVED):
            return GONE_HEIGHT + GAP
        key = self._key(step, width)
        known = self._heights.get(key)
        if known is None:
            size = theme.font("reading").pixelSize()
            columns = max(20, int(text_width_of(width, self.labelled) / (size / 2)))
            known = size * 1.7 * (1 + min(len(step.body), LONGEST_SHOWN) // columns)
        more = _MORE_HEIGHT if self._offers_more(step, key) else 0
        detail = _DETAIL_HEIGHT if detail_of(step, self.numbers) else 0
        least = (80 if self.labelled and width < NARROW + 2 else 58) + glyph_top() - 10
        return max(round(known + 0.49) + more + PAD_TOP + PAD_BOTTOM, least) + detail + GAP

    def _key(self, step: StepView, width: int) -> _Key:
        gone = step.step.id.startswith(REMOVED)
        before = "" if gone else step.previous
        state = (gone, self.labelled, step.step.id in self.as_source, self.show_removed)
        return (step.body, before, width, state)

    def _offers_more(self, step: StepView, key: _Key) -> bool:
        return self._is_clipped(key) and step.step.id not in self.expanded

    def _is_clipped(self, key: _Key) -> bool:
        laid = self._laid.get(key)
        return laid is not None and laid.clipped

    def more_rect(self, area: QRect, step: StepView) -> QRectF | None:
        """Return where the card offers to show the rest of a clipped text, or None."""
        if not self._offers_more(step, self._key(step, area.width())):
            return None
        text = rects_of(area, self.labelled).text
        bottom = text.bottom() + 8 - (_DETAIL_HEIGHT if detail_of(step, self.numbers) else 0)
        return QRectF(text.left(), bottom - _MORE_HEIGHT, text.width(), _MORE_HEIGHT)

    def sizeHint(  # noqa: D102
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        width = option.rect.width()
        return QSize(width, self.height(index.data(STEP_ROLE), width))

    def paint(  # noqa: D102
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        step: StepView = index.data(STEP_ROLE)
        area: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        run = self.folds.get(step.step.id)
        if run is not None:
            hint = self._fold_hint if selected else ""
            paint_fold(painter, area, run, hint, selected=selected, focused=self.has_focus)
        elif step.step.id.startswith(REMOVED):
            paint_gone(painter, area, step, self.laid(step, area.width()))
        else:
            rects = rects_of(area, self.labelled)
            self._paint_card(painter, rects, step, selected)
            self._paint_gutter(painter, rects, step)
            self._paint_text(painter, rects, step, area)
            self._paint_detail(painter, rects, step)
            if step.change:
                _paint_label(painter, rects.label, step.change)
            if self.hover[0] == index.row():
                self._paint_strip(painter, rects)
        painter.restore()

    def _paint_card(
        self, painter: QPainter, rects: CardRects, step: StepView, selected: bool
    ) -> None:
        tokens = theme.current()
        wrong = step.verdict is Verdict.INCORRECT
        fill = QColor(tokens.incorrect_ground if wrong else tokens.surface)
        width = (2.0 if self.has_focus else 1.4) if selected else 1.0
        line = QColor(tokens.accent if selected else tokens.line)
        paint_ground(painter, rects.card, fill, line, width)

    def _paint_gutter(self, painter: QPainter, rects: CardRects, step: StepView) -> None:
        tokens = theme.current()
        if step.step.id.startswith(STREAMING):
            ring = _dotted_ring().translated(rects.glyph.center())
            painter.fillPath(ring, QColor(tokens.line_strong))
        elif step.verdict is None and step.offered is not None:
            paint_verdict(painter, rects.glyph, Verdict(step.offered), suggested=True)
        else:
            paint_verdict(painter, rects.glyph, step.verdict)
        painter.setFont(theme.font("tiny"))
        painter.setPen(QColor(tokens.secondary))
        number = " · ".join(said for said in (str(step.number), percent_of(step)) if said)
        painter.drawText(rects.number, Qt.AlignmentFlag.AlignCenter, number)

    def _paint_text(self, painter: QPainter, rects: CardRects, step: StepView, area: QRect) -> None:
        tokens = theme.current()
        laid = self.laid(step, area.width())
        grey = step.after_first_error and step.verdict is None
        ink = QColor(tokens.secondary if grey else tokens.text)
        origin = self.text_origin(rects, laid)
        owner, start, end = self.selected_text
        chosen = (min(start, end), max(start, end)) if owner == step.step.id else (0, 0)
        seen = QRectF(painter.viewport()).translated(-origin)
        laid.paint(
            painter, origin.x(), origin.y(), ink, seen.bottom(), chosen, max(0.0, seen.top())
        )
        more = self.more_rect(area, step)
        if more is not None:
            painter.setFont(theme.font("small"))
            painter.setPen(QColor(tokens.accent))
            words = self.tr("Show all {count} characters").format(count=f"{len(step.body):,}")
            painter.drawText(more, Qt.AlignmentFlag.AlignVCenter, words)

    def text_origin(self, rects: CardRects, laid: Laid) -> QPointF:
        """Return where the text of a card begins: a single line stands level with its glyph.

        The list keeps cards at least that high.
        """
        offset = max(0.0, rects.glyph.center().y() - rects.text.top() - _first_middle(laid))
        return QPointF(rects.text.left(), rects.text.top() + offset)

    def _paint_detail(self, painter: QPainter, rects: CardRects, step: StepView) -> None:
        detail = detail_of(step, self.numbers)
        if not detail:
            return
        below = QRectF(rects.text.left(), rects.card.bottom() - 27, rects.text.width(), 18)
        painter.setFont(theme.font("tiny"))
        painter.setPen(QColor(theme.current().incorrect))
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, detail)

    def _paint_strip(self, painter: QPainter, rects: CardRects) -> None:
        tokens = theme.current()
        painter.setPen(QPen(QColor(tokens.line_strong), 1.0))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(rects.strip, 6, 6)
        for position, verdict in enumerate(STRIP):
            cell = rects.strip_cell(position)
            if position == self.hover[1]:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(tokens.hover))
                painter.drawRoundedRect(cell, 4, 4)
            middle = cell.center()
            half = QPointF(GLYPH / 2 - 1, GLYPH / 2 - 1)
            paint_verdict(painter, QRectF(middle - half, middle + half), verdict)


@cache
def _dotted_ring() -> QPainterPath:
    """Return the glyph of a step that is being written, around the origin.

    A dotted pen would be stroked anew for each card at each message of tokens.
    """
    ring = QPainterPath()
    ring.addEllipse(QPointF(0, 0), GLYPH / 2 - 1, GLYPH / 2 - 1)
    stroker = QPainterPathStroker(QPen(Qt.GlobalColor.black, 1.3, Qt.PenStyle.DotLine))
    return stroker.createStroke(ring)


def detail_of(step: StepView, numbers: dict[str, int]) -> str:
    """Return what was said of an incorrect step: “reasoning · explained · rewritten”."""
    mark = step.mark
    if mark is None or mark.verdict is not Verdict.INCORRECT:
        return ""
    parts = []
    if mark.follows_from in numbers:
        text = translate("StepDelegate", "follows from step {number}")
        parts.append(text.format(number=numbers[mark.follows_from]))
    elif mark.error_kind is not None:
        parts.append(kind_words(mark.error_kind))
    parts += [translate("StepDelegate", "explained")] if mark.explanation else []
    parts += [translate("StepDelegate", "rewritten")] if mark.rewrite is not None else []
    return " · ".join(parts)


def _first_middle(laid: Laid) -> float:
    """Return the height of the middle of the first line's lower-case letters."""
    line = laid.document.begin().layout().lineAt(0)
    if not line.isValid():
        return 12.0
    metrics = QFontMetricsF(laid.document.defaultFont())
    top = laid.document.documentLayout().blockBoundingRect(laid.document.begin()).top()
    return float(top + line.y() + line.ascent() - metrics.xHeight() / 2)


def _paint_label(painter: QPainter, area: QRectF, change: str) -> None:
    """Paint the slim label of what a step is against the turn before."""
    tokens = theme.current()
    same = change == "unchanged"
    painter.setFont(theme.font("tiny"))
    words = _SIGNS[change] if area.width() < LABEL_WIDTH else change_word(change)
    width = QFontMetricsF(painter.font()).horizontalAdvance(words) + 14
    chip = QRectF(area.right() - width, area.top(), width, area.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.neutral_ground if same else tokens.selection))
    painter.drawRoundedRect(chip, 9, 9)
    painter.setPen(QColor(tokens.secondary if same else tokens.accent))
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, words)
