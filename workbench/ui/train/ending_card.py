"""How a run came out: one headline, the numbers, the reward model, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.training_views import Outcome
from workbench.ui import icons, languages, theme
from workbench.ui.train.results_table import ResultsTable
from workbench.ui.train.sentences import Sentences, clear
from workbench.ui.train.shown import EndingShown
from workbench.ui.widgets import HintButton, label, restyle, stretch_row

ICON = 24
GAP = 36
NARROW = 1040
OUTCOME_ICONS: dict[Outcome, tuple[str, str]] = {
    Outcome.BETTER: ("circle-check", "correct"),
    Outcome.WORSE: ("square-x", "incorrect"),
    Outcome.UNSURE: ("diamond-minus", "neutral"),
    Outcome.UNMEASURED: ("circle-question-mark", "neutral"),
    Outcome.STOPPED: ("circle-stop", "neutral"),
    Outcome.FAILED: ("triangle-alert", "incorrect"),
}


class EndingCard(QFrame):
    """A run's end.

    Signals:
        use_chosen(), compare_chosen(), back_chosen(), discard_chosen(), resume_chosen(): the
        buttons.
    """

    use_chosen = Signal()
    compare_chosen = Signal()
    back_chosen = Signal()
    discard_chosen = Signal()
    resume_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._outcome = Outcome.UNMEASURED
        self._glyph = QLabel()
        self._headline = label("", "title", wrap=True)
        self._sentences = label("", "body", wrap=True)
        self._lineage = label("", "meta", wrap=True)
        self.use = HintButton(self.tr("Use this model"), primary=True)
        self.compare = HintButton(self.tr("Compare blind"))
        self.back = HintButton(self.tr("Go back"))
        self.discard = HintButton(self.tr("Discard"))
        self._in_use = label(self.tr("This model is in use."), "good")
        self.resume = HintButton(self.tr("Resume"))
        self.use.clicked.connect(self.use_chosen)
        self.compare.clicked.connect(self.compare_chosen)
        self.back.clicked.connect(self.back_chosen)
        self.discard.clicked.connect(self.discard_chosen)
        self.resume.clicked.connect(self.resume_chosen)
        self.table = ResultsTable()
        self._reward_box = QWidget()
        self._reward = QGridLayout()
        self._doubt = Sentences("triangle-alert", "incorrect")
        self._numbers = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._notices = Sentences("info", "secondary", "secondary")
        self._lay_out()
        theme.theme().changed.connect(self._color)

    @property
    def headline(self) -> str:
        """Return the headline."""
        return self._headline.text()

    @property
    def text(self) -> str:
        """Return the sentences under the headline."""
        return self._sentences.text()

    @property
    def is_in_use(self) -> bool:
        """Whether the card says that the model is in use."""
        return not self._in_use.isHidden()

    @property
    def doubt(self) -> tuple[str, ...]:
        """Return why the reward model is not to be trusted, if so."""
        return self._doubt.said

    def show_ending(self, shown: EndingShown) -> None:
        """Show how a run came out."""
        self._outcome = shown.ending.outcome
        self._headline.setText(languages.shown(shown.ending.headline))
        self._sentences.setText("\n".join(map(languages.shown, shown.ending.sentences)))
        self._lineage.setText(shown.lineage)
        self.use.setProperty("role", "primary" if shown.recommended else "secondary")
        restyle(self.use)
        self.back.setText(self.tr("Go back to {base}").format(base=shown.base))
        self.back.updateGeometry()
        self.use.setVisible(shown.usable and not shown.in_use)
        for widget in (self.back, self._in_use):
            widget.setVisible(shown.usable and shown.in_use)
        for button in (self.compare, self.discard):
            button.setVisible(shown.usable)
        self.resume.setProperty("role", "primary" if shown.resumable else "secondary")
        restyle(self.resume)
        self.resume.setVisible(shown.resumable)
        self.table.show_rows(shown.rows, shown.topics)
        self.table.setVisible(bool(shown.rows))
        self._show_reward(shown)
        self._notices.say(shown.notices)
        self._color()

    def _show_reward(self, shown: EndingShown) -> None:
        clear(self._reward)
        self._reward_box.setVisible(bool(shown.reward))
        for at, (name, value) in enumerate(shown.reward):
            self._reward.addWidget(label(name, "secondary"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._reward.addWidget(label(value, "body", wrap=True), at, 1)
        self._doubt.say((shown.reward_doubt,) if shown.reward_doubt else ())

    def _color(self) -> None:
        name, token = OUTCOME_ICONS[self._outcome]
        color = getattr(theme.current(), token)
        self._glyph.setPixmap(icons.pixmap(name, color, ICON, self.devicePixelRatioF()))

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(10)
        heading.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        heading.addWidget(self._headline, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 18)
        column.setSpacing(12)
        column.addLayout(heading)
        column.addWidget(self._sentences)
        buttons = (
            *(self.use, self.resume, self._in_use, self.compare),
            *(self.back, self.discard),
        )
        column.addLayout(stretch_row(*buttons, None, spacing=12))
        column.addWidget(self._lineage)
        column.addLayout(self._numbers)
        column.addWidget(self._notices)
        self._lay_out_numbers()

    def _lay_out_numbers(self) -> None:
        """Put the reward model's report beside the table, or under it where the page is narrow."""
        self._reward.setHorizontalSpacing(14)
        self._reward.setVerticalSpacing(6)
        self._reward.setColumnStretch(1, 1)
        column = QVBoxLayout(self._reward_box)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        column.addWidget(label(self.tr("The reward model"), "caption"))
        column.addLayout(self._reward)
        column.addWidget(self._doubt)
        column.addStretch(1)
        self._numbers.addWidget(self.table, 31)  # the longest values of both stay on a line
        self._numbers.addWidget(self._reward_box, 20)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand the numbers beside or under each other."""
        super().resizeEvent(event)
        wide = event.size().width() >= NARROW
        directions = QBoxLayout.Direction
        self._numbers.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        self._numbers.setSpacing(GAP if wide else GAP // 4)
