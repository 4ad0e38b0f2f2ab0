"""How a comparison of two models came out: names, counts, an interval, and it all in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain.comparison import Tally
from workbench.ui import theme
from workbench.ui.languages import translate
from workbench.ui.widgets import HintButton, card, label, stretch_row

SURE = 0.05


class TallyBar(QWidget):
    """Wins, ties and losses as parts of one bar."""

    def __init__(self) -> None:
        super().__init__()
        self._parts = (0, 0, 0)
        self.setFixedHeight(14)
        theme.theme().changed.connect(self.update)

    def show_tally(self, tally: Tally) -> None:
        """Show a tally."""
        self._parts = (tally.wins, tally.ties, tally.losses)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the parts, with a gap between them."""
        tokens, total = theme.current(), sum(self._parts)
        if not total:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left, gaps = 0.0, 2 * (sum(map(bool, self._parts)) - 1)
        for count, color in zip(
            self._parts, (tokens.accent, tokens.line_strong, tokens.neutral), strict=True
        ):
            width = (self.width() - gaps) * count / total
            painter.setBrush(QColor(color))
            painter.drawRoundedRect(QRectF(left, 0, width, self.height()), 4, 4)
            left += width + 2 if count else 0
        painter.end()


class ResultCard(QWidget):
    """The names are shown here, and only here.

    Signals:
        another_wanted(): compare two models again.
    """

    another_wanted = Signal()

    def __init__(self, key: str) -> None:
        super().__init__()
        self._heading = label("", "title", wrap=True)
        self._counts = tuple(label("", "strong") for _ in range(3))
        self._words = label("", "body", wrap=True)
        self._rest = label("", "secondary", wrap=True)
        self.bar = TallyBar()
        self.another = HintButton(self.tr("Compare two others"), key, primary=True)
        self.another.clicked.connect(self.another_wanted)
        frame = card()
        frame.setFixedWidth(620)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(24, 20, 24, 22)
        inner.setSpacing(12)
        inner.addWidget(self._heading)
        first, ties, second = self._counts
        ties.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        second.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._over = stretch_row(first, ties, second, spacing=2)
        inner.addLayout(self._over)
        for part in (self.bar, self._words, self._rest):
            inner.addWidget(part)
        inner.addLayout(stretch_row(self.another, None))
        column = QVBoxLayout(self)
        column.addStretch(1)
        # an aligned widget would not be asked how high it is at its width
        column.addLayout(stretch_row(None, frame, None))
        column.addStretch(2)

    @property
    def text(self) -> str:
        """Return all that is said."""
        parts = (self._heading, *self._counts, self._words, self._rest)
        return "\n".join(part.text() for part in parts)

    def show_result(self, name_a: str, name_b: str, tally: Tally) -> None:
        """Show how the first model did against the second."""
        self._heading.setText(heading(name_a, name_b, tally))
        ties = self.tr("1 tie") if tally.ties == 1 else self.tr("{n} ties").format(n=tally.ties)
        said = (f"{name_a}: {tally.wins}", ties, f"{name_b}: {tally.losses}")
        for part, text in zip(self._counts, said, strict=True):
            part.setText(text)
        for at, count in enumerate((tally.wins, tally.ties, tally.losses)):
            self._over.setStretch(at, count)  # each stands over its part of the bar
        self.bar.show_tally(tally)
        self._words.setText(words(name_a, name_b, tally))
        self._rest.setText(rest(tally))
        self._rest.setVisible(bool(self._rest.text()))


def heading(name_a: str, name_b: str, tally: Tally) -> str:
    """Return the result in one line."""
    if not tally.asked:
        return translate("CompareResultCard", "Nothing was judged")
    if tally.chance >= SURE:
        return translate("CompareResultCard", "No clear difference")
    return translate("CompareResultCard", "“{name}” is better").format(
        name=name_a if tally.wins > tally.losses else name_b
    )


def words(name_a: str, name_b: str, tally: Tally) -> str:
    """Return how sure that is, for a reader who knows no statistics."""
    if not tally.decided:
        return translate(
            "CompareResultCard",
            "No pair had a winner, so there is nothing to tell the two apart by.",
        )
    first = tally.wins >= tally.losses
    name, won = (name_a, tally.wins) if first else (name_b, tally.losses)
    low, high = tally.interval if first else tuple(1 - end for end in reversed(tally.interval))
    share = won / tally.decided
    told = (
        translate(
            "CompareResultCard",
            "“{name}” won {won} of the 1 pair with a winner: {share}, and with 95 % confidence "
            "between {low} and {high} of all such pairs.",
        )
        if tally.decided == 1
        else translate(
            "CompareResultCard",
            "“{name}” won {won} of the {decided} pairs with a winner: {share}, and with 95 % "
            "confidence between {low} and {high} of all such pairs.",
        )
    ).format(
        name=name,
        won=won,
        decided=tally.decided,
        share=_percent(share),
        low=_percent(low),
        high=_percent(high),
    )
    return f"{told} {_odds(tally)}"


def _odds(tally: Tally) -> str:
    """Return whether a difference may be chance."""
    if tally.chance < SURE:
        told = translate(
            "CompareResultCard",
            "Two equally good models would part as unevenly as this {often}, so the difference "
            "is hardly chance.",
        )
    else:
        told = translate(
            "CompareResultCard",
            "Two equally good models would part as unevenly as this {often}, so it may well be "
            "chance; judge more pairs to know.",
        )
    return told.format(often=_often(tally.chance))


def rest(tally: Tally) -> str:
    """Return what the counts leave out."""
    parts = []
    if tally.same:
        one = translate("CompareResultCard", "1 identical pair not asked about")
        many = translate("CompareResultCard", "{same} identical pairs not asked about")
        parts.append(one if tally.same == 1 else many.format(same=tally.same))
    if tally.skipped:
        parts.append(
            translate("CompareResultCard", "{skipped} skipped").format(skipped=tally.skipped)
        )
    if tally.waiting:
        parts.append(
            translate("CompareResultCard", "{waiting} not judged").format(waiting=tally.waiting)
        )
    return (
        translate("CompareResultCard", "Left out: {parts}.").format(parts=", ".join(parts))
        if parts
        else ""
    )


def _often(chance: float) -> str:
    if chance < 0.001:
        return translate("CompareResultCard", "in fewer than 1 of 1,000 comparisons")
    if chance < 0.01:
        return translate("CompareResultCard", "in about {chance} of 1,000 comparisons").format(
            chance=round(chance * 1000)
        )
    return translate("CompareResultCard", "in about {chance} of 100 comparisons").format(
        chance=min(round(chance * 100), 100)
    )


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
