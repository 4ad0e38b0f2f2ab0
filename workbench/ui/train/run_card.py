"""A run at work: its stages, how far it is, what it says and asks, and the buttons for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QVBoxLayout, QWidget

from workbench.ui import icons, theme
from workbench.ui.train.sentences import Sentences
from workbench.ui.train.shown import RunShown
from workbench.ui.train.stages import stage_name
from workbench.ui.widgets import FlowLayout, HintButton, label, restyle, stretch_row

TICK = 14


class StageMark(QWidget):
    """One stage of a run: done with a tick, under way in bold, or still to come."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._done = self._current = False
        self._waits = ""
        self._tick = QLabel()
        self._name = label(name, "meta")
        self.setLayout(stretch_row(self._tick, self._name, spacing=5))
        theme.theme().changed.connect(self._color)
        self._color()

    def show_state(self, *, done: bool, current: bool, waits: str = "") -> None:
        """Show whether the stage is done or under way; ``waits`` is the icon of one that waits."""
        if (done, current, waits) == (self._done, self._current, self._waits):
            return
        self._done, self._current, self._waits = done, current, waits
        self._name.setProperty("role", "strong" if current and not done else "meta")
        restyle(self._name)
        self._color()
        said = (
            self.tr("done")
            if done
            else self.tr("under way")
            if current
            else self.tr("still to come")
        )
        self.setAccessibleName(f"{self._name.text()}: {said}")

    def _color(self) -> None:
        tokens = theme.current()
        current = self._current and not self._done
        name = "check" if self._done else "circle-dashed"
        if current:
            name = self._waits or "loader-circle"
        color = tokens.correct if self._done else tokens.accent if current else tokens.line_strong
        self._tick.setPixmap(icons.pixmap(name, color, TICK, self.devicePixelRatioF()))


class Question(QFrame):
    """An inline question of the run, with its two answers.

    Signals:
        go_on_chosen(), stop_chosen(): the answers.
    """

    go_on_chosen = Signal()
    stop_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self._text = label("", "body", wrap=True)
        self.go_on = HintButton(self.tr("Go on"), primary=True)
        self.stop = HintButton(self.tr("Stop the run"))
        self.go_on.clicked.connect(self.go_on_chosen)
        self.stop.clicked.connect(self.stop_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addWidget(self._text)
        column.addLayout(stretch_row(self.go_on, self.stop, None))
        self.hide()

    @property
    def text(self) -> str:
        """Return the question, or ``""``."""
        return self._text.text()

    def ask(self, question: str) -> None:
        """Show a question; an empty one hides the box."""
        self._text.setText(question)
        self.setVisible(bool(question))


class RunCard(QFrame):
    """A run at work.

    Signals:
        stop_chosen(), pause_chosen(), go_on_chosen(): the buttons.
    """

    stop_chosen = Signal()
    pause_chosen = Signal()
    go_on_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._stages: dict[str, StageMark] = {}
        self._state = label("", "heading")
        self._left = label("", "secondary")
        self._detail = label("", "secondary")
        self.progress = QProgressBar(minimum=0, maximum=1000, textVisible=False)
        self.progress.setAccessibleName(self.tr("Progress of the run"))
        self.question = Question()
        self._notices = Sentences("info", "secondary", "secondary")
        self.pause = HintButton(self.tr("Pause"))
        self.go_on = HintButton(self.tr("Go on"), primary=True)
        self.stop = HintButton(self.tr("Stop"))
        self._stage_row = QWidget()
        self._stage_flow = FlowLayout(self._stage_row, spacing=20)
        self._connect()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(
            stretch_row(
                self._state, self._detail, self._left, None, self.pause, self.go_on, self.stop,
                spacing=12,
            )
        )  # fmt: skip
        for widget in (self.progress, self._stage_row, self.question, self._notices):
            column.addWidget(widget)

    @property
    def state_text(self) -> str:
        """Return the heading: running, paused, stopping."""
        return self._state.text()

    @property
    def notices(self) -> tuple[str, ...]:
        """Return what the run said on the way."""
        return self._notices.said

    def show_run(self, shown: RunShown) -> None:
        """Show how far the run is and what can be done with it."""
        self._name_stages(shown.stages)
        self._state.setText(shown.state)
        self._left.setText(shown.left)
        if shown.detail:
            self._detail.setText(shown.detail)
        self.progress.setValue(round(1000 * shown.fraction))
        at = shown.stages.index(shown.stage) if shown.stage in shown.stages else -1
        waits = "circle-question-mark" if shown.question else "pause" if shown.paused else ""
        for place, mark in enumerate(self._stages.values()):
            done = shown.fraction >= 1 or place < at
            mark.show_state(done=done, current=place == at, waits=waits if place == at else "")
        self._notices.say(shown.notices)
        self._offer(shown)

    def _offer(self, shown: RunShown) -> None:
        """Show the buttons that are of use; one that goes leaves the keys to another of them."""
        question, asked = self.question, bool(shown.question)
        buttons = (question.go_on, self.go_on, self.pause, self.stop, question.stop)
        held = next((one for one in buttons if one.hasFocus()), None)
        question.ask(shown.question)
        self.pause.setVisible(not shown.paused and not asked)
        self.pause.setEnabled(shown.can_pause)
        self.go_on.setVisible(shown.paused)
        self.stop.setVisible(not asked)
        self.stop.setEnabled(shown.can_stop)
        usable = [one for one in buttons if one.isVisible() and one.isEnabled()]
        if held is not None and held not in usable and usable:
            usable[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Forget the run that was shown."""
        self._detail.setText("")
        self._notices.say(())
        self.question.ask("")

    def _connect(self) -> None:
        self.stop.clicked.connect(self.stop_chosen)
        self.pause.clicked.connect(self.pause_chosen)
        self.go_on.clicked.connect(self.go_on_chosen)
        self.question.go_on_chosen.connect(self.go_on_chosen)
        self.question.stop_chosen.connect(self.stop_chosen)

    def _name_stages(self, stages: Sequence[str]) -> None:
        """Name the stages, once for a run."""
        if list(stages) == list(self._stages):
            return
        while self._stage_flow.count():
            item = self._stage_flow.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._stages = {stage: StageMark(stage_name(stage)) for stage in stages}
        for mark in self._stages.values():
            self._stage_flow.addWidget(mark)
