"""Which reward model suggests verdicts in a project, where it may, and what was accepted of it.

A held-out problem gets no suggestion and is not scored: its marks measure the model, which they
could not if the model had spoken first. In blind mode, and in a blind second pass, no suggestion
is shown at all. A suggestion is only ever accepted by an act of its own; a verdict given by hand
is the annotator's, whatever was suggested.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from workbench.domain.errors import KnownError
from workbench.domain.records import LabelSource, Mark, Problem, Run, Split, now
from workbench.domain.sentences import sentence
from workbench.domain.suggestions import (
    AcceptedSuggestion,
    Offer,
    RewardModelFacts,
    Scale,
    Suggestion,
    offer_of,
)
from workbench.jobs.run_folder import ENDED
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.views import ResponseView, StepView, ThreadView, TurnView
from workbench.store import records, scores
from workbench.store.changes import RowChange, replaced
from workbench.store.database import Database
from workbench.store.rows import TABLES, Row
from workbench.training.scoring_card import read_facts

BLIND = "suggestions.blind"
SOURCE = "suggestions.reward_model"
NOTHING: Mapping[str, AcceptedSuggestion | None] = MappingProxyType({})
StepChange = Callable[[StepView], StepView]


class Suggestions:
    """The suggestions of one project: whose they are, and whether they are shown."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.facts: RewardModelFacts | None = None

    def refresh(self) -> bool:
        """Look for the newest reward model that was kept; return whether it is another one."""
        before, self.facts = self.facts, newest_reward_model(Library(self._project))
        usable = self.facts is not None and offer_of(self.facts) is Offer.OFFERED
        source = self._registered(self.facts) if self.facts is not None and usable else None
        if self._project.setting(SOURCE) != source:
            self._project.set_setting(SOURCE, source)
        return before != self.facts

    @property
    def key(self) -> int | None:
        """Return the number of the reward model that suggests; None where none does."""
        source = self._project.setting(SOURCE)
        return int(source["key"]) if source else None

    @property
    def blind(self) -> bool:
        """Whether this project hides every suggestion."""
        return is_blind(self._project)

    def set_blind(self, blind: bool) -> None:
        """Hide every suggestion of this project, or show them again."""
        self._project.set_setting(BLIND, blind)

    def offer(self, problem: Problem | None) -> Offer:
        """Return whether verdicts are suggested on a problem, or why not."""
        if self.blind:
            return Offer.BLIND
        offer = offer_of(self.facts)
        heldout = problem is not None and problem.split is Split.HELDOUT
        return Offer.HELD_OUT if offer is Offer.OFFERED and heldout else offer

    def _registered(self, facts: RewardModelFacts) -> dict[str, object]:
        known: dict[str, object] = self._project.setting(SOURCE) or {}
        if (known.get("id"), known.get("scale")) == (facts.id, facts.scale.value):
            return known
        with self._project.file.unrecorded() as database:
            key = scores.register(database, facts)
        return {"key": key, "id": facts.id, "scale": facts.scale.value}


def newest_reward_model(library: Library) -> RewardModelFacts | None:
    """Return the reward model of the newest run that ended and was not discarded."""
    kept = {model.id for model in library.models()}
    for run in reversed(library.runs()):
        if run.state in ENDED and run.result_model_id in (None, *kept):
            facts = _facts(run)
            if facts is not None:
                return facts
    return None


def _facts(run: Run) -> RewardModelFacts | None:
    try:
        return read_facts(Path(run.folder))
    except (KeyError, TypeError, ValueError, OSError):  # no card of ours, or out of reach
        return None


def is_blind(project: Project) -> bool:
    """Return whether a project hides every suggestion."""
    return bool(project.setting(BLIND, False))


def offered(project: Project, view: ThreadView, *, blind_pass: bool = False) -> ThreadView:
    """Return a view with what the reward model suggests for unmarked steps, or with none at all.

    Where the turn before has a verdict to confirm, that one is offered and the model is silent.
    """
    view = _with_accepted(project.file.database, view)
    if is_blind(project):
        return _mapped(view, lambda step: replace(step, suggestion=None))
    source = project.setting(SOURCE)
    if source is None or blind_pass or view.problem.split is Split.HELDOUT:
        return view
    wanted = [step.step.id for step in _steps(view) if step.verdict is None]
    if not wanted:
        return view
    found = scores.of_steps(project.file.database, int(source["key"]), wanted)
    scale, model = Scale(source["scale"]), str(source["id"])

    def with_suggestion(step: StepView) -> StepView:
        if step.verdict is not None or step.suggestion is not None or step.step.id not in found:
            return step
        return replace(step, scored=Suggestion(found[step.step.id], scale, model))

    return _mapped(view, with_suggestion) if found else view


def _with_accepted(database: Database, view: ThreadView) -> ThreadView:
    confirmed = [
        step.step.id
        for step in _steps(view)
        if step.mark is not None and step.mark.source is LabelSource.ACCEPTED_SUGGESTION
    ]
    found = scores.accepted_of(database, confirmed) if confirmed else {}
    if not found:
        return view
    return _mapped(view, lambda step: replace(step, accepted=found.get(step.step.id)))


def accepted(view: ThreadView, step_id: str) -> AcceptedSuggestion:
    """Return what accepting a reward model's suggestion says. Raises KnownError for none."""
    step = next((step for step in _steps(view) if step.step.id == step_id), None)
    if step is None or step.scored is None:
        raise KnownError(sentence("There is no suggestion for this step; mark it yourself."))
    said = step.scored
    return AcceptedSuggestion(
        step_id, said.verdict, said.probability, said.scale, said.reward_model, now()
    )


def with_origins(
    database: Database,
    rows: Sequence[RowChange],
    accepted: Mapping[str, AcceptedSuggestion | None] = NOTHING,
) -> list[RowChange]:
    """Return rows with those that keep what was accepted true to the marks they write.

    ``accepted`` holds, by step, the model's suggestion that a mark confirms, None where it is the
    turn before's. What was accepted earlier stays only while its mark still says so: of source
    ``accepted_suggestion``, with the same verdict.
    """
    more = []
    for row in rows:
        if row.table == TABLES[Mark]:
            before = records.get(database, AcceptedSuggestion, row.key)
            kept = before if before is not None and _stands(before, row.after) else None
            after = accepted.get(row.key, kept)
            more += [] if before == after else [replaced(before, after)]
    return [*more, *rows]


def _stands(said: AcceptedSuggestion, mark: Row | None) -> bool:
    if mark is None or mark["verdict"] is None:
        return False
    confirmed = str(mark["source"]) == LabelSource.ACCEPTED_SUGGESTION
    return confirmed and int(mark["verdict"]) == said.verdict


def _steps(view: ThreadView) -> Sequence[StepView]:
    return [s for turn in view.turns for response in turn.responses for s in response.steps]


def _mapped(view: ThreadView, change: StepChange) -> ThreadView:
    return replace(view, turns=tuple(_mapped_turn(turn, change) for turn in view.turns))


def _mapped_turn(turn: TurnView, change: StepChange) -> TurnView:
    responses = tuple(_mapped_response(response, change) for response in turn.responses)
    chosen = next(
        (r for r in responses if turn.chosen and r.response.id == turn.chosen.response.id), None
    )
    return replace(turn, responses=responses, chosen=chosen)


def _mapped_response(response: ResponseView, change: StepChange) -> ResponseView:
    return replace(response, steps=tuple(change(step) for step in response.steps))
