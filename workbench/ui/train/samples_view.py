"""The same held-out problem answered before and after, typeset, each step with its score."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.training_views import Sample, SamplePair, ScoredStep
from workbench.ui import icons, theme
from workbench.ui.math.view import MathText
from workbench.ui.widgets import HintButton, label, stretch_row

GOOD, BAD = 0.66, 0.34
BADGE = QSize(58, 22)
GLYPH = 16
STEP_GAP = 14
BADGE_DROP = 3
"""By this a badge's number stands on the first line of its step, whose formulas need room."""


class ScoreBadge(QWidget):
    """A step's score as number, shape and colour: tick in a circle, dash, or cross in a square."""

    def __init__(self, score: float | None) -> None:
        super().__init__()
        self._score = score
        self.setFixedSize(BADGE)
        said = (
            self.tr("no score")
            if score is None
            else self.tr("score {score:.2f}").format(score=score)
        )
        self.setAccessibleName(said)
        self.setToolTip(self.tr("The reward model's probability that this step is correct"))
        theme.theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint glyph and number on the verdict's ground."""
        if self._score is None:
            return
        tokens = theme.current()
        name, token = score_look(self._score)
        color, ground = (QColor(getattr(tokens, t)) for t in (token, f"{token}_ground"))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        top = (self.height() - GLYPH) / 2
        icons.paint(painter, name, QRectF(5, top, GLYPH, GLYPH), color)
        painter.setPen(color)
        painter.setFont(theme.font("small"))
        area = QRectF(self.rect()).adjusted(GLYPH + 8, 0, -4, 0)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), f"{self._score:.2f}")
        painter.end()


def score_look(score: float) -> tuple[str, str]:
    """Return the icon and the colour token of a score."""
    if score >= GOOD:
        return "circle-check", "correct"
    return ("square-x", "incorrect") if score <= BAD else ("diamond-minus", "neutral")


class SampleColumn(QWidget):
    """One response: its steps with their scores, and whether its answer is right."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._sample: Sample | None = None
        self._absent = ""
        self._glyph = QLabel()
        self._verdict = label("", "body")
        self._steps = QVBoxLayout()
        self._steps.setSpacing(STEP_GAP)
        self._shown: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(
            stretch_row(label(title, "caption"), self._glyph, self._verdict, None, spacing=6)
        )
        column.addLayout(self._steps)
        column.addStretch(1)
        theme.theme().changed.connect(self._color)

    @property
    def text(self) -> str:
        """Return the verdict on the answer."""
        return self._verdict.text()

    def show_sample(self, sample: Sample | None, absent: str) -> None:
        """Show a response, or why there is none yet."""
        self._sample, self._absent = sample, absent
        for widget in self._shown:
            widget.hide()
            widget.deleteLater()
        self._shown = [] if sample is None else [_step_row(step) for step in sample.steps]
        if sample is not None and sample.answer:
            self._shown.append(_step_row(ScoredStep(sample.answer, None)))
        for row in self._shown:
            self._steps.addWidget(row)
            row.show()
        agrees = sample is not None and sample.agrees
        self._verdict.setText(
            absent
            if sample is None
            else self.tr("right answer")
            if agrees
            else self.tr("wrong answer")
        )
        self._color()

    def _color(self) -> None:
        self._glyph.setVisible(self._sample is not None)
        if self._sample is not None:
            name, token = score_look(1.0 if self._sample.agrees else 0.0)
            color = getattr(theme.current(), token)
            self._glyph.setPixmap(icons.pixmap(name, color, GLYPH, self.devicePixelRatioF()))


def _step_row(step: ScoredStep) -> QWidget:
    row = QWidget()
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    row.setSizePolicy(policy)
    text = MathText(step.text)
    text.set_font_role("reading_small")
    text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner = QHBoxLayout(row)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(10)
    column = QVBoxLayout()
    column.setContentsMargins(0, BADGE_DROP, 0, 0)
    column.addWidget(ScoreBadge(step.score), 0, Qt.AlignmentFlag.AlignTop)
    inner.addLayout(column)
    inner.addWidget(text, 1)
    return row


class SamplesCard(QFrame):
    """A few problems to leaf through, each answered before and after."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._pairs: tuple[SamplePair, ...] = ()
        self._at = 0
        self._place = label("", "meta")
        self.previous = HintButton(self.tr("Previous"))
        self.next = HintButton(self.tr("Next"))
        self.previous.clicked.connect(lambda: self._leaf(-1))
        self.next.clicked.connect(lambda: self._leaf(1))
        self._problem = MathText()
        self._problem.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._reference = MathText()
        self._reference.set_font_role("reading_small")
        self._reference.set_color("secondary")
        self._reference.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.before, self.after = SampleColumn(self.tr("Before")), SampleColumn(self.tr("After"))
        self._lay_out()
        self.hide()

    def show_pairs(self, pairs: Sequence[SamplePair]) -> None:
        """Show other samples; the place is kept where the problem is still there."""
        if tuple(pairs) == self._pairs:
            return
        shown = self._pairs[self._at].problem_id if self._pairs else ""
        self._pairs = tuple(pairs)
        places = [at for at, pair in enumerate(pairs) if pair.problem_id == shown]
        self._at = places[0] if places and not any(p.telling for p in pairs) else 0
        self.setVisible(bool(pairs))
        if pairs:
            self._show()

    def _leaf(self, by: int) -> None:
        self._at = (self._at + by) % len(self._pairs)
        self._show()

    def _show(self) -> None:
        pair = self._pairs[self._at]
        self._place.setText(
            self.tr("{at} of {pairs} held-out problems").format(
                at=self._at + 1, pairs=len(self._pairs)
            )
        )
        self._problem.set_source(pair.statement)
        self._reference.set_source(
            self.tr("Reference answer: {reference}").format(reference=pair.reference)
            if pair.reference
            else ""
        )
        self._reference.setVisible(bool(pair.reference))
        self.before.show_sample(pair.before, self.tr("not measured"))
        self.after.show_sample(pair.after, self.tr("comes at the end of the run"))
        for button in (self.previous, self.next):
            button.setEnabled(len(self._pairs) > 1)

    def _lay_out(self) -> None:
        columns = QHBoxLayout()
        columns.setSpacing(32)
        columns.addWidget(self.before, 1)
        columns.addWidget(self.after, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(10)
        column.addLayout(
            stretch_row(
                label(self.tr("The same problems, before and after"), "heading"),
                None, self._place, self.previous, self.next, spacing=12,
            )
        )  # fmt: skip
        column.addWidget(self._problem)
        column.addWidget(self._reference)
        column.addSpacing(4)
        column.addLayout(columns)
