"""Two models on the same problems, compared blind: what is missing, what it came to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.domain.comparison import Tally
from workbench.domain.errors import KnownError
from workbench.domain.records import (
    Judgement,
    ModelComparison,
    Preference,
    Problem,
    Split,
    Strength,
    Thread,
    new_id,
    now,
)
from workbench.domain.sampling import SamplingSettings, SequenceResult
from workbench.domain.sentences import sentence
from workbench.service import turns
from workbench.service.comparison import Comparison
from workbench.service.project import Project
from workbench.service.views import PairView, TurnPlan
from workbench.store import pairs, records
from workbench.store.changes import Change, added, replaced

TOPIC = "comparisons"


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two models' responses to one problem, None where a model has not answered it yet."""

    problem_id: str
    one: str | None
    other: str | None
    same: bool = False


class ModelComparisons:
    """Comparisons of two models in one project.

    What is written for them stands in threads of their own, one for each model and problem, so
    that no thread that is being annotated grows a turn.
    """

    def __init__(self, project: Project, comparison: Comparison) -> None:
        self._project = project
        self._database = project.file.database
        self._comparison = comparison

    def choose_problems(
        self, model_a_id: str, model_b_id: str, split: Split | None, count: int
    ) -> tuple[str, ...]:
        """Return problems to compare on, those with responses of both models first."""
        side = split.value if split else None
        return tuple(pairs.problems_for(self._database, side, count, model_a_id, model_b_id))

    def start(
        self, model_a_id: str, model_b_id: str, problem_ids: tuple[str, ...]
    ) -> ModelComparison:
        """Begin a comparison. Raises KnownError where there is nothing to compare."""
        if model_a_id == model_b_id:
            raise KnownError(sentence("These are the same model; choose two different ones."))
        if not problem_ids:
            raise KnownError(
                sentence("There are no such problems; import some, or choose another set.")
            )
        who = self._project.annotator.id
        made = ModelComparison(new_id(), model_a_id, model_b_id, who, problem_ids, created_at=now())
        self._project.commit(sentence("compare two models"), [TOPIC], [added(made)])
        return made

    def open(self) -> ModelComparison | None:
        """Return this annotator's latest comparison whose names are still hidden, or None."""
        found = records.select(
            self._database,
            ModelComparison,
            "ended_at = '' AND annotator_id = ? ORDER BY created_at DESC, rowid DESC LIMIT 1",
            (self._project.annotator.id,),
        )
        return found[0] if found else None

    def end(self, comparison: ModelComparison) -> ModelComparison:
        """Show the names: nothing more is asked of this comparison."""
        ended = replace(comparison, ended_at=now())
        self._project.commit(sentence("end the comparison"), [TOPIC], [replaced(comparison, ended)])
        return ended

    def plans(self, comparison: ModelComparison) -> dict[str, list[TurnPlan]]:
        """Return what each model still has to write, by model, in the order of the problems."""
        missing: dict[str, list[TurnPlan]] = {}
        for pair in self._pairs(comparison):
            for model_id, known in (
                (comparison.model_a_id, pair.one),
                (comparison.model_b_id, pair.other),
            ):
                if known is None:
                    problem = records.get(self._database, Problem, pair.problem_id)
                    if problem is not None:
                        missing.setdefault(model_id, []).append(turns.initial_plan(problem))
        return missing

    def record(
        self,
        plan: TurnPlan,
        result: SequenceResult,
        model_id: str,
        settings: SamplingSettings,
    ) -> Change:
        """Store what a model wrote for a comparison, in a thread of its own."""
        who = self._project.annotator.id
        thread = Thread(new_id(), plan.problem_id, who, created_at=now())
        turn, rows = turns.turn_rows(plan, thread, 1, None, [result], model_id, settings)
        topics = (TOPIC, f"turns:{turn.id}", f"threads:{thread.id}", f"problems:{plan.problem_id}")
        return self._project.commit(sentence("response to compare"), topics, [added(thread), *rows])

    def next_pair(self, comparison: ModelComparison) -> PairView | None:
        """Return the next pair that both models have written and nobody has judged, or None."""
        whole = self._whole(comparison)
        said = self._said(comparison, whole)
        for pair in whole:
            if not pair.same and pair.problem_id not in said:
                assert pair.one is not None
                assert pair.other is not None
                return self._comparison.draw(pair.problem_id, pair.one, pair.other, comparison.id)
        return None

    def tally(self, comparison: ModelComparison) -> Tally:
        """Return how often model A was better, worse or neither so far."""
        whole = self._whole(comparison)
        said = self._said(comparison, whole)
        same = sum(pair.same for pair in whole)
        kinds = [said.get(pair.problem_id, "waiting") for pair in whole if not pair.same]
        unwritten = len(comparison.problem_ids) - len(whole)
        return Tally(
            wins=kinds.count("win"),
            losses=kinds.count("loss"),
            ties=kinds.count("tie"),
            same=same,
            skipped=kinds.count("skipped"),
            waiting=kinds.count("waiting") + unwritten,
        )

    def _pairs(self, comparison: ModelComparison) -> list[_Pair]:
        one, other = comparison.model_a_id, comparison.model_b_id
        found = pairs.responses_of(self._database, comparison.problem_ids, one, other)
        made = []
        for problem_id in comparison.problem_ids:
            a, b = found.get((problem_id, one)), found.get((problem_id, other))
            same = a is not None and b is not None and a["text"].strip() == b["text"].strip()
            made.append(_Pair(problem_id, a["id"] if a else None, b["id"] if b else None, same))
        return made

    def _whole(self, comparison: ModelComparison) -> list[_Pair]:
        return [pair for pair in self._pairs(comparison) if pair.one and pair.other]

    def _said(self, comparison: ModelComparison, whole: Sequence[_Pair]) -> dict[str, str]:
        """Return by problem what this annotator said last of the two models' responses."""
        who = self._project.annotator.id
        said = {
            one.problem_id: "skipped"
            for one in records.select(
                self._database,
                Judgement,
                "comparison_id = ? AND preference_id IS NULL",
                (comparison.id,),
            )
        }
        of_pair = {frozenset((pair.one, pair.other)): pair for pair in whole}
        for given in records.select(
            self._database,
            Preference,
            "annotator_id = ? AND problem_id IN (SELECT value FROM json_each(?))"
            " ORDER BY created_at, rowid",
            (who, json.dumps([pair.problem_id for pair in whole])),
        ):
            pair = of_pair.get(frozenset((given.better_response_id, given.worse_response_id)))
            if pair is not None:
                said[pair.problem_id] = _kind(given, pair)
        return said


def _kind(preference: Preference, pair: _Pair) -> str:
    if preference.strength is Strength.TIE:
        return "tie"
    return "win" if preference.better_response_id == pair.one else "loss"
