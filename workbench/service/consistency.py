"""The verbs of checking consistency: fresh responses to the bare problem, compared and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from workbench.domain.consistency import (
    MOST_RESPONSES,
    RESPONSES,
    THRESHOLD,
    ConsistencyCheck,
    sample_of,
)
from workbench.domain.errors import KnownError
from workbench.domain.records import FinishReason, ThreadStatus, new_id, now
from workbench.domain.refinement import initial_messages
from workbench.domain.sampling import SamplingSettings, SequenceResult
from workbench.domain.sentences import sentence
from workbench.service import turns
from workbench.service.turn_acts import TurnActs
from workbench.service.views import CheckPlan, ThreadView
from workbench.store import records
from workbench.store.changes import Change, added

SETTING = "consistency"
_WHOLE = (FinishReason.STOP, FinishReason.LENGTH)


class ConsistencyActs(TurnActs):
    """Checks whether the model finds the accepted answer again, often enough."""

    @property
    def check_settings(self) -> tuple[int, int]:
        """How many responses this project's checks ask for, and how many must agree."""
        wanted, threshold = self._project.setting(SETTING, (RESPONSES, THRESHOLD))
        return int(wanted), int(threshold)

    def set_check_settings(self, wanted: int, threshold: int) -> None:
        """Change them for the checks to come; the threshold is at most the number asked for."""
        wanted = max(1, min(MOST_RESPONSES, wanted))
        self._project.set_setting(SETTING, (wanted, max(1, min(wanted, threshold))))

    def accepted_answer(self, view: ThreadView) -> str | None:
        """Return what fresh responses are compared with.

        That is the answer of the accepted response; before one is accepted, the reference answer.
        """
        accepted = view.thread is not None and view.thread.status is ThreadStatus.ACCEPTED
        chosen = view.turns[-1].chosen if view.turns else None
        own = chosen.answer_text if accepted and chosen else None
        return own or view.problem.reference_answer

    def plan_check(self, problem_id: str) -> CheckPlan:
        """Plan a check. Raises KnownError where there is no answer to compare with."""
        view = self.view(problem_id)
        answer = self.accepted_answer(view)
        if not answer:
            raise KnownError(
                sentence(
                    "There is no answer to compare with yet: accept a solution that ends in "
                    "one first."
                )
            )
        return CheckPlan(problem_id, initial_messages(view.problem), answer, *self.check_settings)

    def record_check(
        self,
        plan: CheckPlan,
        results: Sequence[SequenceResult],
        model_id: str | None,
        settings: SamplingSettings | None = None,
    ) -> Change | None:
        """Store the responses that were written to their end; None where there is none.

        One that was stopped half-way has not failed to find the answer, so it does not count.
        """
        samples = tuple(
            sample_of(result, plan.answer)
            for result in sorted(results, key=lambda result: result.sequence)
            if result.finish_reason in _WHOLE
        )
        if not samples:
            return None
        check = ConsistencyCheck(
            new_id(),
            plan.problem_id,
            self._project.annotator.id,
            plan.answer,
            plan.wanted,
            plan.threshold,
            samples,
            model_id,
            asdict(settings) if settings else {},
            now(),
        )
        label = sentence(
            "check consistency: {agreeing} of {count}", agreeing=check.agreeing, count=len(samples)
        )
        topics = (f"checks:{check.id}", f"problems:{plan.problem_id}", "threads")
        return self._project.commit(label, topics, [added(check)])

    def open_sample(self, check_id: str, number: int) -> Change:
        """Make a response of a check (``number`` counts from 0) the newest turn, to be marked.

        A problem that was accepted is open again then: what was accepted is no longer the last
        word.
        """
        check = records.get(self._database, ConsistencyCheck, check_id)
        if check is None or not 0 <= number < len(check.samples):
            raise KnownError(sentence("That response is no longer there; check consistency again."))
        sample = check.samples[number]
        plan = turns.initial_plan(self._problem(check.problem_id))
        said = {
            "model_id": check.model_id,
            "seed": sample.seed,
            "finish_reason": FinishReason(sample.finish_reason),
            "sampling": check.sampling,
        }
        return self._add_turn(
            self.view(check.problem_id),
            plan,
            sentence("open response {number} of the check", number=number + 1),
            lambda thread, turn, old: turns.written_rows(
                plan, thread, turn, old, sample.text, **said
            ),
            reopen=True,
        )
