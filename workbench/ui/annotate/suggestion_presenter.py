"""Shows what the reward model suggests on the Annotate page, and hides it for blind marking."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.domain.suggestions import Offer, Scale
from workbench.service.views import QueueOrder, ScoringState
from workbench.ui.actions import KeyMap
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.annotate.presenter import AnnotatePresenter
from workbench.ui.desk import Desk
from workbench.ui.jobs.scoring import ScoringWatch
from workbench.ui.shortcuts import bind_within

ACTION = "suggestions.blind"
_TRAINING_HELPS = (Offer.NO_MODEL, Offer.AT_CHANCE, Offer.UNMEASURED)


class SuggestionPresenter(QObject):
    """Joins the page to the reward model.

    Signals:
        train_wanted(): the user wants to train, to get a reward model.
    """

    train_wanted = Signal()

    def __init__(
        self, desk: Desk, watch: ScoringWatch, page: AnnotatePresenter, keys: KeyMap
    ) -> None:
        super().__init__(page)
        self._desk = desk
        self._watch = watch
        self._page = page
        self._keys = keys
        self._panel: AnnotatePanel = page.panel
        self._shown_of = self._source()
        self._read_failure = ""
        self._panel.suggestions.clicked.connect(self._on_word_chosen)
        self._panel.suggestion_notice.action_chosen.connect(self._on_try_again)
        self._panel.suggestion_notice.dismissed.connect(self._on_dismissed)
        page.queue.problem_opened.connect(self._on_opened)
        watch.scored.connect(self._on_scored)
        watch.changed.connect(self._on_changed)
        watch.pass_ended.connect(self._on_pass_ended)
        bind_within(keys, ACTION, self._panel, self.toggle_blind)

    def refresh(self) -> None:
        """Say what suggests verdicts here, or why nothing does."""
        self._panel.suggestions.say(*self._state())
        self._panel.suggestion_notice.say(*self._notice())

    def toggle_blind(self) -> None:
        """Hide every suggestion of this project, or show them again."""
        self._watch.set_blind(not self._watch.suggestions.blind)
        if not self._watch.suggestions.blind:
            self._watch.show(self._page.shown.problem_id)

    def _offer(self) -> Offer:
        thread = self._page.shown.thread
        return self._watch.offer(thread.problem if thread else None)

    def _state(self) -> tuple[str, str]:
        """Return the word in the heading, and what it means and does."""
        words = {
            Offer.BLIND: self.tr("Blind mode"),
            Offer.NO_MODEL: self.tr("No suggestions yet"),
            Offer.AT_CHANCE: self.tr("No suggestions"),
            Offer.UNMEASURED: self.tr("No suggestions"),
            Offer.HELD_OUT: self.tr("No suggestions here"),
        }
        offer = self._offer()
        if offer is Offer.OFFERED:
            return self._running()
        return words[offer], f"{self._reason(offer)} {self._blind_hint(offer)}"

    def _running(self) -> tuple[str, str]:
        words = {
            ScoringState.LOADING: self.tr("Suggestions load…"),
            ScoringState.PAUSED: self.tr("Suggestions wait"),
            ScoringState.FAILED: self.tr("Suggestions stopped"),
        }
        text = words.get(self._watch.state, self.tr("Suggestions on"))
        return text, f"{self._basis()} {self._blind_hint(Offer.OFFERED)}"

    def _basis(self) -> str:
        """Say who suggests, how far it was measured, or why it waits."""
        facts = self._watch.facts
        if self._watch.state is ScoringState.PAUSED:
            text = self.tr("Suggestions wait: {reason}.")
            return text.format(reason=self._watch.sentence)
        if self._watch.state is ScoringState.FAILED or facts is None:
            return self._watch.sentence
        if facts.scale is Scale.UNCALIBRATED:
            text = self.tr(
                "The reward model of {name} suggests verdicts. It was compared with too few "
                "held-out marks ({count}) to say how sure it is."
            )
        else:
            text = self.tr(
                "The reward model of {name} suggests verdicts; its percentages were fitted to "
                "{count} held-out marks."
            )
        return text.format(name=facts.name, count=facts.measured_steps)

    def _reason(self, offer: Offer) -> str:
        reasons = {
            Offer.BLIND: self.tr("Every suggestion is hidden, so that marks are your own."),
            Offer.NO_MODEL: self.tr(
                "Train once on the Train page: the reward model then suggests verdicts here."
            ),
            Offer.AT_CHANCE: self.tr(
                "The reward model is not clearly better than chance, so it suggests nothing; mark "
                "more steps and train again."
            ),
            Offer.UNMEASURED: self.tr(
                "Nobody knows yet whether the reward model is better than chance, so it suggests "
                "nothing; mark more problems, held-out ones too, and train again."
            ),
            Offer.HELD_OUT: self.tr(
                "Held-out problems measure the model, so it suggests nothing on them."
            ),
        }
        return reasons[offer]

    def _blind_hint(self, offer: Offer) -> str:
        key = self._keys.hint(ACTION)
        if offer in _TRAINING_HELPS:
            return self.tr("Click opens the Train page; {key} turns blind mode on.").format(key=key)
        if offer is Offer.BLIND:
            return self.tr("Click, or {key}, shows suggestions again.").format(key=key)
        return self.tr("Click, or {key}, hides every suggestion (blind mode).").format(key=key)

    def _notice(self) -> tuple[str, str]:
        """Return the sentence over the steps and its button, where suggestions failed."""
        if not self._has_failed() or self._watch.sentence == self._read_failure:
            return "", ""
        text = self.tr("No more suggestions. {reason}")
        return text.format(reason=self._watch.sentence), self.tr("Try again")

    def _has_failed(self) -> bool:
        return self._offer() is Offer.OFFERED and self._watch.state is ScoringState.FAILED

    def _on_opened(self, problem_id: str) -> None:
        self.refresh()
        self._watch.show(problem_id)

    def _on_scored(self, problem_ids: set[str]) -> None:
        for problem_id in problem_ids:
            self._page.queue.refresh_row(problem_id)
        if self._page.shown.problem_id in problem_ids:
            self._page.reload()

    def _on_changed(self) -> None:
        if self._desk.closed:
            return
        self.refresh()
        if self._shown_of != self._source():
            self._shown_of = self._source()
            self._page.reload()

    def _on_pass_ended(self) -> None:
        """List the queue anew where its order is by what was just learnt."""
        wish = self._page.queue.wish
        if wish.order is QueueOrder.INFORMATIVE and not self._desk.closed:
            self._page.queue.show_wish(wish)

    def _source(self) -> tuple[str, bool]:
        """Return whose suggestions are shown, and whether they are."""
        facts = self._watch.facts
        return (facts.id if facts else ""), self._watch.suggestions.blind

    def _on_word_chosen(self) -> None:
        """Do what helps: train where that brings suggestions, else turn blind mode."""
        if self._offer() in _TRAINING_HELPS:
            self.train_wanted.emit()
        else:
            self.toggle_blind()

    def _on_try_again(self) -> None:
        self._read_failure = ""
        self._watch.try_again()

    def _on_dismissed(self) -> None:
        self._read_failure = self._watch.sentence
        self._panel.suggestion_notice.say("")
