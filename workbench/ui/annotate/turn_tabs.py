"""The turns of a thread as tabs, the candidates of a turn as chips, and how a turn was written."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from workbench.domain.records import FinishReason, Response, TurnKind
from workbench.service.views import ResponseView, TurnView
from workbench.ui.languages import marked, translate
from workbench.ui.widgets import ChipRow, label

KIND_WORDS = {
    TurnKind.CONTINUE: marked("TurnTabs", "continued"),
    TurnKind.ASK_AGAIN: marked("TurnTabs", "asked again"),
    TurnKind.REGENERATE: marked("TurnTabs", "regenerated"),
    TurnKind.MANUAL: marked("TurnTabs", "written by hand"),
}
END_WORDS = {
    FinishReason.LENGTH: marked("TurnTabs", "cut at the length limit"),
    FinishReason.CANCELLED: marked("TurnTabs", "stopped by you"),
    FinishReason.FAILED: marked("TurnTabs", "the engine failed; partial text"),
}
NARROWEST = 40
"""Logical pixels of the tabs; Qt would keep room for buttons to scroll them, wanted or not."""


class TurnTabs(QWidget):
    """Which turn is shown, and which of its candidates is chosen.

    Signals:
        turn_chosen(number): the tab of a turn was selected.
        response_chosen(response_id): another candidate shall count.
    """

    turn_chosen = Signal(int)
    response_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._tabs = QTabBar()
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setMinimumWidth(NARROWEST)
        self._tabs.setAccessibleName(self.tr("Turns"))
        self._tabs.currentChanged.connect(self._on_tab_changed)
        self._meta = label("", "meta")
        self._candidates: ChipRow | None = None
        self._offered: tuple[str | None, ...] = ()
        self._row = QHBoxLayout()
        self._row.addWidget(self._tabs)
        self._meta.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 0, 0, 4)  # on the baseline of the tabs' words
        beside.addWidget(self._meta)
        self._row.addLayout(beside, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addLayout(self._row)

    @property
    def meta(self) -> str:
        """Return what is said of the shown turn."""
        return self._meta.text()

    @property
    def count(self) -> int:
        """Return how many tabs there are."""
        return self._tabs.count()

    def width_in_one_row(self, *, meta: bool) -> int:
        """Return the width of all tabs, and of the meta line beside them, in logical pixels."""
        beside = self._meta.sizeHint().width() + self._row.spacing() if meta else 0
        return self._tabs.sizeHint().width() + beside

    def show_meta_label(self, shown: bool) -> None:
        """Show the meta line, or leave its room to what stands beside the tabs."""
        if self._meta.isHidden() == shown:
            self._meta.setVisible(shown)

    def show_turns(self, turns: tuple[TurnView, ...], shown: int, pending: str = "") -> None:
        """Show a tab a turn; ``pending`` adds one for the turn that is being written."""
        name = self.tr("Turn {number}")
        texts = [name.format(number=view.turn.number) for view in turns]
        texts += [f"{name.format(number=len(turns) + 1)} · {pending}"] if pending else []
        with QSignalBlocker(self._tabs):
            if texts != [self._tabs.tabText(at) for at in range(self._tabs.count())]:
                while self._tabs.count():
                    self._tabs.removeTab(0)
                for text in texts:
                    self._tabs.addTab(text)
            self._tabs.setCurrentIndex(shown - 1)
        self.setVisible(bool(texts))

    def show_candidates(self, view: TurnView | None) -> None:
        """Offer the candidates of a turn where it has several."""
        chosen = view.chosen.response.id if view is not None and view.chosen else None
        several = view.responses if view is not None and len(view.responses) > 1 else ()
        offered = (chosen, *(shown.response.id for shown in several))
        if offered != self._offered:
            self._offered = offered
            self._offer(several, chosen)

    def show_meta(self, text: str) -> None:
        """Say how the shown turn was written."""
        self._meta.setText(text)

    def _offer(self, several: tuple[ResponseView, ...], chosen: str | None) -> None:
        if self._candidates is not None:
            self._column.removeWidget(self._candidates)
            self._candidates.deleteLater()
            self._candidates = None
        if not several:
            return
        candidate = self.tr("Candidate {number}")
        chips = [
            (candidate.format(number=at) + _answer_hint(shown.answer_text), shown.response.id)
            for at, shown in enumerate(several, start=1)
        ]
        self._candidates = ChipRow(chips)
        self._candidates.select(chosen)
        self._candidates.chosen.connect(lambda chosen: self.response_chosen.emit(chosen))
        self._column.addWidget(self._candidates)

    def _on_tab_changed(self, at: int) -> None:
        if at >= 0:
            self.turn_chosen.emit(at + 1)


def response_meta(response: Response, model_name: str, kind: TurnKind) -> str:
    """Return one line on how a response came about: model, speed, length, how it ended."""
    speed = response.timings.get("tokens_per_second")
    parts = [model_name]
    parts += [translate("TurnTabs", KIND_WORDS[kind])] if kind in KIND_WORDS else []
    rate, count = translate("TurnTabs", "{speed} tokens/s"), translate("TurnTabs", "{count} tokens")
    parts += [rate.format(speed=f"{float(speed):,.0f}")] if speed else []
    parts += [count.format(count=f"{len(response.token_ids):,}")] if response.token_ids else []
    end = END_WORDS.get(response.finish_reason)
    parts += [translate("TurnTabs", end)] if end else []
    return " · ".join(part for part in parts if part)


def _answer_hint(answer: str | None) -> str:
    # A single “&” would underline the letter after it.
    short = (answer or "").strip()[:16].replace("&", "&&")
    return f" · {short}" if short else ""
