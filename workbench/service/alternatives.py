"""The verbs on alternatives of a step: asking for them, rating them, choosing one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from workbench.domain.alternatives import (
    Alternative,
    AlternativeSource,
    distinct,
    first_step,
    opening_of,
    step_stops,
)
from workbench.domain.errors import KnownError
from workbench.domain.records import Response, Step, Turn, Verdict, new_id, now
from workbench.domain.sampling import SamplingSettings, SequenceResult
from workbench.domain.sentences import Sentence, plural, sentence, word
from workbench.domain.steps import step_body
from workbench.service import opinions
from workbench.service.mark_acts import MarkActs
from workbench.service.views import AlternativesPlan, AlternativesView
from workbench.store import records
from workbench.store.changes import Change, RowChange, added, replaced


class AlternativeActs(MarkActs):
    """Samples beside a step: the step itself is the first of its alternatives."""

    def plan_alternatives(self, step_id: str) -> AlternativesPlan:
        """Plan other ways on from what stands before a step.

        Raises KnownError where the step is gone, or is to be marked blind and nothing else.
        """
        self._refuse_in_pass(self._problem_of(step_id))
        step = self._step(step_id)
        response, turn = self._response_and_turn(step)
        raw = response.text[step.start : step.end]
        return AlternativesPlan(
            self._problem_of(step_id),
            step_id,
            turn.messages,
            opening_of(response.text[: step.start], raw),
            step_stops(raw),
        )

    def alternatives(self, step_id: str) -> AlternativesView:
        """Return a step's alternatives, the step itself first with its verdict as rating.

        Who marks the step blind sees none: what others made of them is an opinion on the step.
        """
        if self._is_blind(step_id):
            return AlternativesView(step_id)
        found = self._alternatives_of(step_id)
        mark = self._mark_of(step_id)
        verdict = mark.verdict if mark else None
        return AlternativesView(
            step_id,
            tuple(
                replace(one, rating=verdict) if one.source is AlternativeSource.ORIGINAL else one
                for one in found
            ),
        )

    def record_alternatives(
        self,
        plan: AlternativesPlan,
        results: Sequence[SequenceResult],
        model_id: str | None,
        settings: SamplingSettings | None = None,
    ) -> Change | None:
        """Store the ways on that say something new; return None where none does."""
        step = self._step(plan.step_id)
        known = self._alternatives_of(plan.step_id)
        rows: list[RowChange] = []
        if not known:
            known = [self._original(step)]
            rows.append(added(known[0]))
        bodies = [first_step(plan.prefix, result.text) for result in results]
        kept = distinct(bodies, [one.text for one in known])
        if not kept:
            return None
        for candidate, at in enumerate(kept, known[-1].candidate + 1):
            one = self._sampled(step.id, candidate, bodies[at], results[at], model_id, settings)
            rows.append(added(one))
        label = plural(
            len(kept),
            "{number} alternative of step {step}",
            "{number} alternatives of step {step}",
            step=step.number,
        )
        return self._project.commit(label, self._topics(step.id), rows)

    def rate_alternative(self, alternative_id: str, rating: Verdict | None) -> Change:
        """Rate an alternative, or take its rating away; rating the original marks the step."""
        one = self._alternative(alternative_id)
        if one.source is AlternativeSource.ORIGINAL:
            return self.mark(one.step_id, rating)
        name = "unrated" if rating is None else rating.name.lower()
        label = sentence(
            "rate alternative {number} {rating}", number=one.candidate, rating=word(name)
        )
        row = replaced(one, replace(one, rating=rating, annotator_id=self._project.annotator.id))
        return self._project.commit(label, self._topics(one.step_id), [row])

    def choose_alternative(self, alternative_id: str) -> Change:
        """Take one as the best; it becomes the step's rewrite. Chosen again, it is let go.

        Choosing the original takes the rewrite away that an earlier choice had put there; words
        that the expert wrote himself stay.
        """
        one = self._alternative(alternative_id)
        self._refuse_in_pass(self._problem_of(one.step_id))
        siblings, who = self._alternatives_of(one.step_id), self._project.annotator.id
        before = next((other for other in siblings if other.chosen), None)
        rows = [
            replaced(other, replace(other, chosen=not other.chosen, annotator_id=who))
            for other in siblings
            if other.chosen or other.id == one.id
        ]
        takes = before is None or before.id != one.id
        mark = self._mark_of(one.step_id)
        rewrite = mark.rewrite if mark else None
        if before is not None and rewrite == before.text:
            rewrite = None
        if takes and one.source is AlternativeSource.MODEL:
            rewrite = one.text
        label = _choice_label(one, takes=takes)
        if rewrite == (mark.rewrite if mark else None):
            label = label.having(number=self._step(one.step_id).number)
            return self._project.commit(label, self._topics(one.step_id), rows)
        return self._mark(one.step_id, label, also=rows, rewrite=rewrite)

    def _is_blind(self, step_id: str) -> bool:
        problem_id, who = self._problem_of(step_id), self._project.annotator.id
        return opinions.is_blind(self._database, problem_id, who)

    def _original(self, step: Step) -> Alternative:
        response, _ = self._response_and_turn(step)
        return Alternative(
            new_id(),
            step.id,
            self._project.annotator.id,
            0,
            step_body(response.text[step.start : step.end]),
            AlternativeSource.ORIGINAL,
            model_id=response.model_id,
            seed=response.seed,
            created_at=now(),
        )

    def _sampled(
        self,
        step_id: str,
        candidate: int,
        body: str,
        result: SequenceResult,
        model_id: str | None,
        settings: SamplingSettings | None,
    ) -> Alternative:
        return Alternative(
            new_id(),
            step_id,
            self._project.annotator.id,
            candidate,
            body,
            finish_reason=result.finish_reason,
            model_id=model_id,
            seed=result.seed,
            sampling=asdict(settings) if settings else {},
            created_at=now(),
        )

    def _alternatives_of(self, step_id: str) -> list[Alternative]:
        return records.select(
            self._database, Alternative, "step_id = ? ORDER BY candidate", (step_id,)
        )

    def _alternative(self, alternative_id: str) -> Alternative:
        found = records.get(self._database, Alternative, alternative_id)
        if found is None:
            raise KnownError(sentence("That alternative is no longer there; choose another."))
        return found

    def _topics(self, step_id: str) -> tuple[str, ...]:
        return (
            f"alternatives:{step_id}",
            f"marks:{step_id}",
            f"problems:{self._problem_of(step_id)}",
        )

    def _response_and_turn(self, step: Step) -> tuple[Response, Turn]:
        response = records.get(self._database, Response, step.response_id)
        assert response is not None
        turn = records.get(self._database, Turn, response.turn_id)
        assert turn is not None
        return response, turn


def _choice_label(one: Alternative, *, takes: bool) -> Sentence:
    """Return what choosing is called in the history; the step's number is to be put in."""
    if not takes:
        return sentence("choose no alternative of step {number}", number=0)
    if one.source is AlternativeSource.ORIGINAL:
        return sentence("prefer step {number} as it stands", number=0)
    return sentence(
        "choose alternative {alternative} of step {number}", alternative=one.candidate, number=0
    )
