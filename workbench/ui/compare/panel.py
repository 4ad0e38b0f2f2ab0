"""The Compare page's widgets: pairs, rankings and two models, one of them at a time."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from workbench.service.views import PairView, RankingView
from workbench.ui.actions import KeyMap, Scope
from workbench.ui.compare.models_form import ModelsForm
from workbench.ui.compare.pair_board import PairBoard
from workbench.ui.compare.ranking_board import RankingBoard
from workbench.ui.compare.response_column import SCROLL_BAR_WIDTH
from workbench.ui.compare.result_card import ResultCard
from workbench.ui.languages import marked, translate
from workbench.ui.widgets import ChipRow, EmptyState, HintButton, label, stretch_row

LINE = 0.25
HEAD = 36


class Mode(StrEnum):
    """What the page asks for."""

    PAIRS = marked("ComparePanel", "Pairs")
    RANKINGS = marked("ComparePanel", "Rankings")
    MODELS = marked("ComparePanel", "Two models")


class ComparePanel(QWidget):
    """The page; its keys act wherever the focus is on it, except in a field being edited.

    Signals:
        mode_chosen(mode): pairs, rankings or two models.
        key_pressed(action_id): a key of the page that is no matter of scrolling.
        empty_acted(): the button of the empty state.
        reveal_wanted(), stop_wanted(): of a comparison of two models.
    """

    mode_chosen = Signal(object)
    key_pressed = Signal(str)
    empty_acted = Signal()
    reveal_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self.setObjectName("comparePage")
        self.setProperty("role", "page")
        self._keys = keys
        self.pair = PairBoard(keys)
        self.ranking = RankingBoard(keys)
        self.form = ModelsForm(keys.hint("compare.go"))
        self.result = ResultCard(keys.hint("compare.models"))
        self.empty = EmptyState()
        self.empty.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.empty.action_chosen.connect(self.empty_acted)
        self.modes = ChipRow(tuple((translate("ComparePanel", mode.value), mode) for mode in Mode))
        self.modes.chosen.connect(self.mode_chosen)
        self._title = label(self.tr("Which response is better?"), "title")
        self._meta = label("", "meta")
        self._bar = QProgressBar()
        self._bar.setFixedWidth(120)
        self.stop = HintButton(self.tr("Stop writing"))
        self.stop.clicked.connect(self.stop_wanted)
        self.reveal = HintButton(self.tr("End and show the names"))
        self.reveal.clicked.connect(self.reveal_wanted)
        self._stack = QStackedWidget()
        for page in (self.pair, self.ranking, self.form, self.result, self.empty):
            self._stack.addWidget(page)
        for page in (self.form, self.result, self.empty):  # they have no scroll bar at their right
            page.setContentsMargins(0, 0, SCROLL_BAR_WIDTH, 0)
        self._lay_out()
        self.show_progress(0, 0)
        self.reveal.hide()

    @property
    def shown(self) -> QWidget | None:
        """Return which of the boards is seen."""
        return self._stack.currentWidget()

    @property
    def meta_text(self) -> str:
        """Return the counts beside the title."""
        return self._meta.text()

    def show_mode(self, mode: Mode) -> None:
        """Show which mode is chosen."""
        self.modes.select(mode)
        titles = {
            Mode.RANKINGS: self.tr("Which order, best first?"),
            Mode.MODELS: self.tr("Which model is better?"),
        }
        self._title.setText(titles.get(mode, self.tr("Which response is better?")))

    def show_meta(self, text: str) -> None:
        """Show counts beside the title."""
        self._meta.setText(text)

    def show_progress(self, done: int, wanted: int) -> None:
        """Show how far the writing of responses is; none wanted shows nothing."""
        for widget in (self._bar, self.stop):
            widget.setVisible(wanted > 0)
        self._bar.setRange(0, max(wanted, 1))
        self._bar.setValue(done)

    def show_pair(self, pair: PairView) -> None:
        """Ask about a pair."""
        self._show(self.pair)
        self.pair.show_pair(pair)

    def show_ranking(self, shown: RankingView, order: tuple[str, ...] = ()) -> None:
        """Ask for an order."""
        self._show(self.ranking)
        self.ranking.show_set(shown, order)

    def show_form(self) -> None:
        """Ask for two models."""
        self._show(self.form)

    def show_result(self) -> None:
        """Show how a comparison came out."""
        self._show(self.result)

    def show_empty(self, heading: str, text: str, button: str = "") -> None:
        """Say that there is nothing to ask, and what to do."""
        self._show(self.empty)
        self.empty.say(heading, text, button)

    def take_keys(self) -> None:
        """Give the page the keys, where they act."""
        shown = self.shown
        if isinstance(shown, PairBoard | RankingBoard | ModelsForm):
            shown.take_keys()
        else:
            target = self.empty if shown is self.empty else self.result.another
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, board: QWidget) -> None:
        """Show a board; the keys stay on the page where they were on it."""
        had = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._stack.setCurrentWidget(board)
        if had and self.isVisible():
            self.take_keys()

    def _lay_out(self) -> None:
        head = stretch_row(self._title, self._meta, None, self._bar, self.stop, self.reveal)
        head.setSpacing(12)
        head.setContentsMargins(0, 0, SCROLL_BAR_WIDTH, 0)
        head.addWidget(self.modes, 0, Qt.AlignmentFlag.AlignVCenter)
        self._title.setMinimumHeight(HEAD)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24 - SCROLL_BAR_WIDTH, 14)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._stack, 1)

    def event(self, event: QEvent) -> bool:
        """Keep single keys of the page from shortcuts elsewhere."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            action = self._keys.action_for(event, Scope.COMPARE)
            if action is not None and action.scope is Scope.COMPARE:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the page's keys that the focused widget had no use for."""
        action = self._keys.action_for(event, Scope.COMPARE)
        if action is None or action.scope is not Scope.COMPARE:
            if event.key() == Qt.Key.Key_Escape:
                self.take_keys()
                return
            event.ignore()
        elif action.verb == "scroll":
            self._scroll(LINE if action.id == "compare.down" else -LINE)
        elif action.verb == "scroll_sideways":
            self.ranking.scroll_sideways(1 if action.id == "compare.right" else -1)
        else:
            self.key_pressed.emit(action.id)

    def _scroll(self, pages: float) -> None:
        shown = self.shown
        if isinstance(shown, PairBoard | RankingBoard):
            shown.scroll_by(pages)
