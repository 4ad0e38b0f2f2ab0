"""The gauge of a consistency check: which fresh responses reach the accepted answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from workbench.domain.consistency import CheckSample, ConsistencyCheck
from workbench.domain.records import Verdict
from workbench.ui import theme
from workbench.ui.annotate.glyphs import paint_verdict
from workbench.ui.icons import mark_menu
from workbench.ui.widgets import label

DOT, GAP, IN_A_ROW = 14, 3, 16
COMPACT_GAP = 2
SPACING, COMPACT_SPACING = 10, 8
LONGEST_ANSWER = 40
MARGINS = (12, 7, 12, 7)  # left, top, right, bottom
COMPACT_MARGINS = (8, 0, 8, 0)
COMPACT_HEIGHT = 32
LARGEST = 16_777_215  # what Qt calls no limit


@dataclass(frozen=True, slots=True)
class Gauge:
    """What the gauge shows: one entry per response, None while it is written or was not."""

    agrees: tuple[bool | None, ...]
    answer: str
    threshold: int


class GaugeDots(QWidget):
    """One shape per response: a tick where it agrees, a cross where not, a ring where unknown."""

    def __init__(self) -> None:
        super().__init__()
        self._agrees: Sequence[bool | None] = ()
        self._gap = GAP
        theme.theme().changed.connect(self.update)

    def show_dots(self, agrees: Sequence[bool | None]) -> None:
        """Show responses."""
        self._agrees = agrees
        self._fit()

    def set_compact(self, compact: bool) -> None:
        """Be smaller, to stand in a row with tabs."""
        self._gap = COMPACT_GAP if compact else GAP
        self._fit()

    def width_in(self, *, compact: bool) -> int:
        """Return the width of a row of shapes, in logical pixels."""
        pitch = DOT + (COMPACT_GAP if compact else GAP)
        return min(len(self._agrees), IN_A_ROW) * pitch

    def _fit(self) -> None:
        pitch = DOT + self._gap
        columns = min(len(self._agrees), IN_A_ROW)
        rows = -(-len(self._agrees) // IN_A_ROW)
        self.setFixedSize(QSize(columns * pitch, max(1, rows) * pitch))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shapes in rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, agrees in enumerate(self._agrees):
            row, column = divmod(at, IN_A_ROW)
            pitch = DOT + self._gap
            area = QRectF(column * pitch, row * pitch + 1, DOT, DOT)
            if agrees is None:
                painter.setPen(QPen(QColor(theme.current().line_strong), 1.2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(area.adjusted(3, 3, -3, -3))
            else:
                paint_verdict(painter, area, Verdict.CORRECT if agrees else Verdict.INCORRECT)
        painter.end()


class ConsistencyStrip(QFrame):
    """The gauge with its sentence, a menu of the responses, and Stop while they are written.

    Signals:
        stop_chosen(): end the check; whole responses are kept.
        response_chosen(number): make that response (from 0) the newest turn, to mark it.
    """

    stop_chosen = Signal()
    response_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self._dots = GaugeDots()
        self._text = label("", "meta", wrap=True)
        self._verdict = label("", "good")
        self.responses = QPushButton(self.tr("Responses"))
        self.responses.setProperty("role", "meta")
        mark_menu(self.responses)
        self.responses.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.responses.setToolTip(self.tr("Open a response of the check as a turn, to mark it"))
        self._menu = QMenu(self.responses)
        self.responses.setMenu(self._menu)
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.setProperty("role", "meta")
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.stop.clicked.connect(self.stop_chosen)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(*MARGINS)
        self._row.setSpacing(SPACING)
        self._row.addWidget(self._dots)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._verdict)
        self._row.addWidget(self.responses)
        self._row.addWidget(self.stop)
        self.hide()

    @property
    def text(self) -> str:
        """Return what is said beside the gauge, ``""`` where there is none."""
        said = (self._text.text(), self._verdict.text())
        return "" if self.isHidden() else " · ".join(part for part in said if part)

    def compact_width(self) -> int:
        """Return the width at which the sentence stands on one line, in logical pixels."""
        said = self._text.fontMetrics().horizontalAdvance(self._text.text()) + 2
        buttons = [
            one.sizeHint().width() for one in (self.responses, self.stop) if not one.isHidden()
        ]
        verdict = [] if self._verdict.isHidden() else [self._verdict.sizeHint().width()]
        widths = [self._dots.width_in(compact=True), said, *verdict, *buttons]
        left, _, right, _ = COMPACT_MARGINS
        return left + right + sum(widths) + COMPACT_SPACING * (len(widths) - 1)

    def set_compact(self, compact: bool, *, beside: bool) -> None:
        """Be no higher than a row of tabs; ``beside`` them, wide enough for the sentence."""
        self._row.setContentsMargins(*(COMPACT_MARGINS if compact else MARGINS))
        self._row.setSpacing(COMPACT_SPACING if compact else SPACING)
        self._dots.set_compact(compact)
        if self._text.wordWrap() == compact:
            self._text.setWordWrap(not compact)
        self.setMinimumSize(self.compact_width() if beside else 0, COMPACT_HEIGHT if compact else 0)
        self.setMaximumHeight(COMPACT_HEIGHT if compact else LARGEST)

    def show_nothing(self) -> None:
        """There was no check."""
        self.hide()

    def show_writing(self, gauge: Gauge) -> None:
        """Show a check that runs, with what has come so far."""
        done = sum(agrees is not None for agrees in gauge.agrees)
        if done:
            text = self.tr("{agreeing} of {done} so far reach {answer}; {wanted} are asked for")
        else:
            text = self.tr("{wanted} fresh responses are written, to be compared with {answer}")
        self._text.setText(
            text.format(
                agreeing=sum(agrees is True for agrees in gauge.agrees),
                done=done,
                answer=_short(gauge.answer),
                wanted=len(gauge.agrees),
            )
        )
        self._verdict.setText("")
        self._show(gauge.agrees, writing=True)

    def show_check(self, check: ConsistencyCheck) -> None:
        """Show a check that is done, and offer its responses."""
        missing = (None,) * (check.wanted - len(check.samples))
        self._text.setText(check_sentence(check))
        self._verdict.setText(self.tr("converged") if check.converged else "")
        self._menu.clear()
        for number, sample in enumerate(check.samples):
            action = self._menu.addAction(sample_line(number, sample))
            action.triggered.connect(partial(self.response_chosen.emit, number))
        self._show((*(sample.agrees for sample in check.samples), *missing), writing=False)

    def _show(self, agrees: Sequence[bool | None], *, writing: bool) -> None:
        self._dots.show_dots(agrees)
        self.stop.setVisible(writing)
        self.responses.setVisible(not writing)
        self._verdict.setVisible(bool(self._verdict.text()))
        self.show()
        self.setAccessibleName(self.text)


def check_sentence(check: ConsistencyCheck) -> str:
    """Return how a check came out, with its interval: ``6 of 8 reach 12 (41–93 %)``."""
    low, high = check.interval
    say = QCoreApplication.translate
    head = say("Consistency", "{agreeing} of {count} reach {answer} ({low}–{high})").format(
        agreeing=check.agreeing,
        count=len(check.samples),
        answer=_short(check.answer),
        low=round(100 * low),
        high=f"{round(100 * high)}\N{NARROW NO-BREAK SPACE}%",
    )
    if check.converged:
        return head
    if len(check.samples) < check.wanted:
        stopped = say("Consistency", "stopped; {wanted} were asked for")
        return head + " · " + stopped.format(wanted=check.wanted)
    return head + " · " + say("Consistency", "{threshold} needed").format(threshold=check.threshold)


def sample_line(number: int, sample: CheckSample) -> str:
    """Return a response as the menu names it: ``✓ Response 3: 12``."""
    say = QCoreApplication.translate
    answer = _short(sample.answer) if sample.answer else say("Consistency", "no answer")
    line = say("Consistency", "{sign} Response {number}: {answer}").format(
        sign="✓" if sample.agrees else "✗", number=number + 1, answer=answer
    )
    return line.replace("&", "&&")


def _short(answer: str) -> str:
    plain = " ".join(answer.replace("$", "").split())
    return plain if len(plain) <= LONGEST_ANSWER else plain[: LONGEST_ANSWER - 1] + "…"
