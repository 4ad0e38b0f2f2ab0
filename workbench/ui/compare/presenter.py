"""Runs the Compare page: asks about pairs and sets, keeps what is said, shows what comes next."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QObject, Signal

from workbench.domain.comparison import SCALE, Choice
from workbench.domain.records import Split
from workbench.service.views import PairView, RankingView
from workbench.store.changes import Change
from workbench.ui.actions import KeyMap
from workbench.ui.bus import touches
from workbench.ui.compare.duel import Duel
from workbench.ui.compare.models_form import USUAL
from workbench.ui.compare.panel import ComparePanel, Mode
from workbench.ui.compare.sentences import pair_counts, said
from workbench.ui.desk import Act, Desk
from workbench.ui.jobs.engine_presenter import EnginePresenter

LONGEST_SECONDS = 600.0


class ComparePresenter(QObject):
    """The page's presenter.

    Signals:
        annotate_wanted(): there is nothing to compare before something is solved.
    """

    annotate_wanted = Signal()

    def __init__(
        self, desk: Desk, engine: EnginePresenter, panel: ComparePanel, keys: KeyMap
    ) -> None:
        super().__init__(panel)
        self._desk = desk
        self._keys = keys
        self.panel = panel
        self.duel = Duel(desk, engine, panel)
        self.mode = Mode.MODELS if self.duel.current else Mode.PAIRS
        self.pair: PairView | None = None
        self.ranking: RankingView | None = None
        self._again = False
        self._passed: set[str] = set()
        self._since = monotonic()
        self._connect()

    def activate(self) -> None:
        """Show what is to be judged and take the keys."""
        self.refresh()
        self.panel.take_keys()

    def close(self) -> None:
        """Stop what is being written, before the project closes."""
        self.duel.writer.stop()

    def compare_models(self, model_a_id: str, model_b_id: str) -> None:
        """Compare two models blind, on held-out problems where there are any."""
        self.show_mode(Mode.MODELS)
        current = self.duel.current
        models = {model_a_id, model_b_id}
        if current and not current.ended_at and {current.model_a_id, current.model_b_id} == models:
            self.duel.write()
            return
        counts = self._desk.library.counts()
        split = Split.HELDOUT if counts.heldout else None
        self.duel.writer.stop()
        self.duel.begin(model_a_id, model_b_id, split, USUAL)

    def show_mode(self, mode: Mode) -> None:
        """Ask for pairs, orders, or two models."""
        self.mode, self._again = mode, False
        self.pair = self.ranking = None
        self.panel.pair.show_last("")
        self.refresh()
        if self.panel.isVisible():
            self.panel.take_keys()

    def refresh(self) -> None:
        """Show what is asked now; what is being read stays."""
        self.panel.show_mode(self.mode)
        if self.mode is not Mode.MODELS:
            self.panel.reveal.hide()
        if self.mode is Mode.MODELS:
            self._refresh_models()
        elif self.mode is Mode.RANKINGS:
            self._refresh_ranking()
        else:
            self._refresh_pair()

    def choose(self, choice: Choice | None) -> None:
        """Say which side is better, or (None) pass the pair over; the next one comes at once."""
        pair = self.pair
        if pair is None:
            return
        if self._do(lambda: self._desk.comparison.judge(pair, choice, seconds=self._seconds())):
            undo = self._keys.hint("edit.undo")
            self.panel.pair.show_last(said(pair, choice, self._desk.model_name, undo))
            self.pair = None
            self.refresh()

    def save_ranking(self, order: tuple[str, ...]) -> None:
        """Keep an order of all responses."""
        shown = self.ranking
        if shown is not None and self._do(
            lambda: self._desk.comparison.rank(shown, order, seconds=self._seconds())
        ):
            self.ranking = None
            self.refresh()

    def _connect(self) -> None:
        panel = self.panel
        panel.mode_chosen.connect(self.show_mode)
        panel.key_pressed.connect(self._on_key)
        panel.empty_acted.connect(self._on_empty_acted)
        panel.pair.chosen.connect(self.choose)
        panel.pair.skipped.connect(lambda: self.choose(None))
        panel.ranking.saved.connect(self.save_ranking)
        panel.ranking.skipped.connect(self._pass_ranking)
        panel.result.another_wanted.connect(self.duel.another)
        self.duel.pair_wanted.connect(self._on_pair_wanted)
        self._desk.bus.changed.connect(self._on_changed)
        self._desk.history.reverted.connect(self._on_reverted)

    def _refresh_pair(self) -> None:
        counts = self._desk.comparison.counts()
        self.panel.show_progress(0, 0)
        some = counts.waiting or counts.decided or counts.skipped
        self.panel.show_meta(pair_counts(counts) if some else "")
        if self.pair is not None:
            return
        self._show_pair(self._desk.comparison.next_pair(skipped=self._again))
        if self.pair is not None:
            return
        self._again = False
        if counts.skipped:
            self.panel.show_empty(
                self.tr("Every pair is decided or skipped"),
                self.tr(
                    "Solve or refine more problems to get new pairs, or look at the skipped ones."
                ),
                self.tr("Ask the {skipped} skipped again").format(skipped=counts.skipped),
            )
        elif counts.decided or counts.ranked:
            self.panel.show_empty(
                self.tr("Every pair is decided"),
                self.tr("Solve or refine more problems to get new pairs, or compare two models."),
                self.tr("Compare two models"),
            )
        else:
            self.panel.show_empty(
                self.tr("Nothing to compare yet"),
                self.tr(
                    "A pair needs two different responses to one problem. On the Annotate page, "
                    "ask for several candidates (“…” beside Solve), refine a problem, or compare "
                    "two models here."
                ),
                self.tr("Go to Annotate"),
            )

    def _refresh_ranking(self) -> None:
        counts = self._desk.comparison.counts()
        self.panel.show_progress(0, 0)
        self.panel.show_meta(
            self.tr("{ranked} ranked · {sets} waiting").format(
                ranked=counts.ranked, sets=counts.sets
            )
        )
        if self.ranking is not None:
            return
        self.ranking = self._desk.comparison.next_ranking(self._passed)
        self._since = monotonic()
        if self.ranking is not None:
            self.panel.show_ranking(self.ranking)
        elif self._passed:
            self.panel.show_empty(
                self.tr("Every set is ranked or skipped"),
                self.tr("The skipped ones can be looked at again."),
                self.tr("Ask the skipped again"),
            )
        else:
            self.panel.show_empty(
                self.tr("Nothing to rank"),
                self.tr(
                    "A ranking needs three different responses to one problem. On the Annotate "
                    "page, ask for three candidates or more (“…” beside Solve)."
                ),
                self.tr("Go to Annotate"),
            )

    def _refresh_models(self) -> None:
        self.duel.show_progress()
        if self.pair is not None and self.panel.shown is self.panel.pair:
            return
        self.pair = self.duel.show()
        self._since = monotonic()

    def _show_pair(self, pair: PairView | None) -> None:
        self.pair = pair
        self._since = monotonic()
        if pair is not None:
            self.panel.show_pair(pair)

    def _do(self, act: Act) -> bool:
        return self._desk.commit(act, self) is not None

    def _seconds(self) -> float:
        return min(LONGEST_SECONDS, monotonic() - self._since)

    def _pass_ranking(self) -> None:
        if self.ranking is not None:
            self._passed.add(self.ranking.problem.id)
            self.ranking = None
            self.refresh()

    def _on_key(self, action_id: str) -> None:
        name = action_id.partition(".")[2]
        modes = {"pairs": Mode.PAIRS, "rankings": Mode.RANKINGS, "models": Mode.MODELS}
        if name.isdigit():
            self._on_number(int(name))
        elif name in modes:
            self._on_mode_key(modes[name])
        elif name == "skip":
            self._on_skip()
        elif name == "unplace" and self.panel.shown is self.panel.ranking:
            self.panel.ranking.take_back()
        elif name == "go":
            self._on_go()

    def _on_number(self, number: int) -> None:
        if self.panel.shown is self.panel.ranking:
            self.panel.ranking.toggle(number - 1)
        elif self.panel.shown is self.panel.pair:
            self.choose(SCALE[number - 1])

    def _on_mode_key(self, mode: Mode) -> None:
        if mode is Mode.MODELS and self.panel.shown is self.panel.result:
            self.duel.another()
        else:
            self.show_mode(mode)

    def _on_skip(self) -> None:
        if self.panel.shown is self.panel.ranking:
            self._pass_ranking()
        elif self.panel.shown is self.panel.pair:
            self.choose(None)

    def _on_go(self) -> None:
        panel = self.panel
        if panel.shown is panel.ranking:
            panel.ranking.submit()
        elif panel.shown is panel.form:
            panel.form.submit()
        elif panel.shown is panel.result:
            self.duel.another()
        elif panel.shown is panel.empty:
            panel.empty.act()

    def _on_empty_acted(self) -> None:
        if self.mode is Mode.MODELS:
            self.duel.act()
            return
        counts = self._desk.comparison.counts()
        if self.mode is Mode.RANKINGS and self._passed:
            self._passed.clear()
            self.refresh()
        elif self.mode is Mode.PAIRS and counts.skipped:
            self._again = True
            self.refresh()
        elif self.mode is Mode.PAIRS and (counts.decided or counts.ranked):
            self._on_mode_key(Mode.MODELS)
        else:
            self.annotate_wanted.emit()

    def _on_pair_wanted(self) -> None:
        if self.mode is Mode.MODELS:
            if self.duel.current is None or self.duel.current.ended_at:
                self.pair = None
            self.refresh()

    def _on_changed(self, topics: frozenset[str], author: object) -> None:
        """Look again when something to compare has come, or went."""
        if author is self or not self.panel.isVisible():
            return
        if touches(topics, "turns", "threads", "problems", "preferences"):
            self.refresh()

    def _on_reverted(self, change: Change) -> None:
        """Show again what was taken back, as it stood; go on where it was repeated."""
        judged = self._desk.comparison.judged_in(change)
        ranked = self._desk.comparison.ranked_in(change)
        if judged is not None:
            pair, stands = judged
            self._return_to(Mode.MODELS if pair.comparison_id else Mode.PAIRS)
            self._take_pair(None if stands else pair)
        elif ranked is not None:
            shown, order, stands = ranked
            self._return_to(Mode.RANKINGS)
            self.ranking = None if stands else shown
            if not stands:
                self.panel.show_ranking(shown, order)
            self.refresh()

    def _return_to(self, mode: Mode) -> None:
        if self.mode is not mode:
            self.show_mode(mode)

    def _take_pair(self, pair: PairView | None) -> None:
        self.panel.pair.show_last("")
        current = self.duel.current
        over = self.mode is Mode.MODELS and (current is None or bool(current.ended_at))
        self.pair = None
        if not over:
            self._show_pair(pair)
        self.refresh()
