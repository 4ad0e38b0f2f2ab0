"""The pictures' numbers: sums of the marks by day, topic and step, and what the runs measured."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from workbench.domain.errors import KnownError
from workbench.domain.insights import (
    COMPARED,
    KINDS,
    LATE_STEP,
    Calibration,
    FirstErrors,
    Overview,
    Pace,
    PairCompared,
    Reliability,
    RunChange,
    RunsOverview,
    Share,
    Span,
    TopicErrors,
    VerdictCount,
    late_together,
    spans_of,
)
from workbench.domain.records import ErrorKind, Run, Verdict
from workbench.service.agreement import VERDICTS, Agreement
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.training import Training
from workbench.store import insights, opinions, reading
from workbench.store.insights import Slice
from workbench.store.rows import Row

MOST_RUNS = 12
_LAST_STEP = 2**31
assert VERDICTS == COMPARED, "the confusion matrix is read in this order"


class Insights:
    """Reads one project; a million steps take some 100 ms, so it may run on another thread."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._database = project.file.database
        self._training = Training(project)
        self._library = Library(project)

    def overview(self, days: int | None = None, topic: str | None = None) -> Overview:
        """Return what the marks of the last ``days`` (None: all) say, of one topic or of all."""
        chosen = self._slice(days, topic)
        rows = insights.by_day(self._database, chosen)
        dated = [row for row in rows if row["day"]]
        spans = spans_of([date.fromisoformat(row["day"]) for row in dated])
        errors = {row["step"]: row["n"] for row in insights.first_errors(self._database, chosen)}
        without = errors.pop(0, 0)
        return Overview(
            problems=insights.count_problems(self._database, chosen),
            verdicts=_verdicts(dated, spans),
            topics=tuple(_topic(row) for row in insights.by_topic(self._database, chosen)),
            first_errors=FirstErrors(late_together(sorted(errors.items())), without),
            paces=self._paces(dated, spans),
            undated=sum(_total(row) for row in rows if not row["day"]),
        )

    def topics(self) -> list[str]:
        """Return the topics of the project, in order."""
        return insights.topics(self._database)

    def any_mark(self) -> bool:
        """Return whether there is anything to count."""
        return insights.any_mark(self._database)

    def runs(self) -> RunsOverview:
        """Return what the newest runs measured, oldest first; a run without its folder is left out.

        The calibration is that of the newest reward model that was measured.
        """
        calibration, changes = None, []
        for run in reversed(self._library.runs()[-MOST_RUNS:]):
            results = self._results(run)
            if calibration is None:
                scored = insights.has_scores(self._database, run.id)
                calibration = _calibration(run, results.get("reward_model"), scored=scored)
            change = _change(run, results)
            if change is not None:
                changes.append(change)
        return RunsOverview(calibration, tuple(reversed(changes)))

    def problems_marked(
        self, span: Span, topic: str | None, verdict: Verdict | None = None, annotator_id: str = ""
    ) -> list[str]:
        """Return the problems with a verdict of a span, or with one that was timed."""
        return insights.problems_counted(
            self._database,
            Slice(span.start.isoformat(), topic),
            () if verdict is None else (verdict.name.lower(),),
            until=span.end.isoformat(),
            annotator_id=annotator_id,
        )

    def problems_in_error(self, days: int | None, topic: str, kind: ErrorKind | None) -> list[str]:
        """Return the problems of a topic with an incorrect step of a kind; None: no kind said."""
        chosen = self._slice(days, topic)
        if kind is None:
            return insights.problems_without_kind(self._database, chosen)
        return insights.problems_counted(self._database, chosen, (kind.value,))

    def problems_erring_at(self, days: int | None, topic: str | None, step: int) -> list[str]:
        """Return the problems with a first error at a step; the late steps are one, 0 is none."""
        last = _LAST_STEP if step >= LATE_STEP else step
        return insights.problems_erring(self._database, self._slice(days, topic), step, last)

    def problems_scored(self, reward_model: str, low: float, high: float) -> list[str]:
        """Return the problems with a marked step that a reward model gives such a chance."""
        return insights.problems_scored(self._database, reward_model, low, high)

    def agreement(self) -> tuple[PairCompared, ...]:
        """Return how far the annotators agree, pair by pair; nothing where only one marked."""
        agreement = Agreement(self._project)
        if not agreement.several():
            return ()
        report = agreement.report()
        return tuple(
            PairCompared(
                pair.one,
                pair.two,
                (report.annotators[pair.one], report.annotators[pair.two]),
                pair.cells,
                pair.kappa.value,
                pair.kappa.low,
                pair.kappa.high,
            )
            for pair in report.pairs
            if sum(pair.cells)
        )

    def problems_compared(
        self, one: str, two: str, said: tuple[Verdict, Verdict] | None = None
    ) -> list[str]:
        """Return the problems with a step of which two annotators said these verdicts.

        Without verdicts, those of which they said different ones.
        """
        by_step: dict[str, dict[str, int]] = defaultdict(dict)
        problem: dict[str, str] = {}
        several = opinions.responses_with_several(self._database)
        for row in opinions.said(self._database, several):
            by_step[row["step_id"]][row["annotator_id"]] = row["verdict"]
            problem[row["step_id"]] = row["problem_id"]
        found: dict[str, None] = {}
        for step_id, given in by_step.items():
            pair = (given.get(one), given.get(two))
            differs = None not in pair and pair[0] != pair[1]
            if pair == said or (said is None and differs):
                found[problem[step_id]] = None
        return list(found)

    def without_blind(self, problem_ids: Sequence[str]) -> list[str]:
        """Leave out what the annotator is to mark blind: a list of errors would tell too much."""
        given = opinions.open_passes(self._database, self._project.annotator.id)
        blind = {one.problem_id for one in given}
        return [one for one in problem_ids if one not in blind]

    def _slice(self, days: int | None, topic: str | None) -> Slice:
        since = "" if days is None else (date.today() - timedelta(days - 1)).isoformat()
        return Slice(since, topic)

    def _paces(self, rows: Iterable[Row], spans: Sequence[Span]) -> tuple[Pace, ...]:
        names = {person.id: person.name for person in reading.annotators(self._database)}
        marks: dict[tuple[str, Span], int] = defaultdict(int)
        seconds: dict[tuple[str, Span], float] = defaultdict(float)
        place = _finder(spans)
        for row in rows:
            key = (row["annotator_id"], place(row["day"]))
            marks[key] += row["timed"]
            seconds[key] += row["seconds"]
        found = [
            Pace(who, names.get(who, ""), span, marks[who, span], seconds[who, span])
            for who, span in marks
            if marks[who, span] and seconds[who, span] > 0
        ]
        return tuple(sorted(found, key=lambda pace: (pace.name, pace.span.start)))

    def _results(self, run: Run) -> Mapping[str, Any]:
        """Return a run's results; a run whose folder is gone has none to show."""
        try:
            return self._training.results(run.id)
        except KnownError:
            return {}


def _verdicts(rows: Iterable[Row], spans: Sequence[Span]) -> tuple[VerdictCount, ...]:
    sums: dict[Span, list[int]] = {span: [0, 0, 0] for span in spans}
    place = _finder(spans)
    for row in rows:
        counts = sums[place(row["day"])]
        for at, name in enumerate(("correct", "neutral", "incorrect")):
            counts[at] += row[name]
    return tuple(VerdictCount(span, *counts) for span, counts in sums.items())


def _finder(spans: Sequence[Span]) -> Callable[[str], Span]:
    starts = [span.start.isoformat() for span in spans]
    return lambda day: spans[bisect_right(starts, day) - 1]


def _total(row: Row) -> int:
    return int(row["correct"] + row["neutral"] + row["incorrect"])


def _topic(row: Row) -> TopicErrors:
    named = [int(row[kind.value]) for kind in KINDS if kind is not None]
    # A kind may stay on a step whose verdict was taken back; it never makes the rest negative.
    return TopicErrors(
        row["topic"], _total(row), (*named, max(0, int(row["incorrect"]) - sum(named)))
    )


def _calibration(run: Run, report: Any, *, scored: bool) -> Calibration | None:
    """Return the reliability table of a run's report; None where nothing was held back."""
    if not isinstance(report, Mapping) or not report.get("reliability"):
        return None
    bins = tuple(
        Reliability(
            float(row["low"]),
            float(row["high"]),
            int(row["count"]),
            float(row["mean_probability"]),
            float(row["share_correct"]),
        )
        for row in report["reliability"]
    )
    return Calibration(
        run.id,
        run.created_at,
        int(report.get("validation_steps", 0)),
        int(report.get("validation_problems", 0)),
        report.get("ece"),
        run.id if scored else "",
        bins,
    )


def _change(run: Run, results: Mapping[str, Any]) -> RunChange | None:
    """Return a run's before and after; None where no held-out answer was measured."""
    before, after = results.get("before"), results.get("after")
    if not before or not after or not before.get("problems"):
        return None
    right = [_right(side) for side in (before, after)]
    asked = [outcome["problem_id"] for outcome in after.get("outcomes", ())]
    return RunChange(
        run.id,
        run.created_at,
        int(before["problems"]),
        _share(before),
        _share(after),
        won=tuple(one for one in asked if one in right[1] and one not in right[0]),
        lost=tuple(one for one in asked if one in right[0] and one not in right[1]),
        wrong=tuple(one for one in asked if one not in right[1]),
    )


def _right(side: Mapping[str, Any]) -> set[str]:
    outcomes = side.get("outcomes", ())
    return {outcome["problem_id"] for outcome in outcomes if outcome["greedy_agrees"]}


def _share(side: Mapping[str, Any]) -> Share:
    low, high = side["accuracy_interval"]
    return Share(float(side["accuracy"]), float(low), float(high))
