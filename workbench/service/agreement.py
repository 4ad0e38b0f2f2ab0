"""How far the annotators of a project agree, from every step that more than one of them marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import combinations
from typing import Any

from workbench.domain.agreement import (
    Estimate,
    Unit,
    alpha,
    cohen,
    coincidences,
    confusion,
    estimate,
    fleiss,
    judgements,
    ordinal_alpha,
    percent,
)
from workbench.domain.records import Verdict
from workbench.domain.sentences import sentence
from workbench.service.project import Project
from workbench.service.second_pass import GoldLine, SecondPasses
from workbench.store import opinions, reading
from workbench.store.rows import Row

VERDICTS = tuple(int(verdict) for verdict in (Verdict.CORRECT, Verdict.NEUTRAL, Verdict.INCORRECT))
_ORDERED = tuple(sorted(VERDICTS))
MEANING = sentence(
    "Neutral is a verdict like the others; an unmarked step is not compared. A first "
    "error is compared where both marked up to it, or every step; no error is an answer "
    "too."
)
_NO_ERROR = 0
_UNDECIDED = -1


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two annotators on the steps that both marked.

    ``cells`` is the confusion matrix row by row, verdicts in the order of ``VERDICTS``; rows are
    what ``one`` said. ``first_error`` is the share of responses in which both found the same first
    error, or none.
    """

    one: str
    two: str
    cells: tuple[int, ...]
    percent: Estimate
    kappa: Estimate
    first_error: Estimate


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Everything that is known of agreement; ``annotators`` names them by id.

    ``steps`` of ``responses`` were marked by two or more. ``blind`` of the compared verdicts were
    given without seeing another's. ``alpha`` is Krippendorff's, nominal and ordinal.
    """

    annotators: dict[str, str]
    steps: int
    responses: int
    blind: int
    percent: Estimate
    fleiss: Estimate
    alpha: Estimate
    alpha_ordinal: Estimate
    first_error: Estimate
    pairs: tuple[PairAgreement, ...]
    gold: tuple[GoldLine, ...]
    disagreements: int

    def plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {**asdict(self), "verdicts": list(VERDICTS), "meaning": MEANING}

    def lines(self) -> list[str]:
        """Return the report for people."""
        if not self.steps:
            return [
                "No step was marked by two annotators yet; give somebody a blind second pass, or"
                " merge another annotator's project."
            ]
        name = self.annotators
        lines = [
            f"{self.steps:,} steps of {self.responses:,} responses were marked by two or more"
            f" ({self.blind:,} verdicts blind); {self.disagreements:,} steps still disagree.",
            f"Agreement per step: {shown(self.percent, share=True)}",
            f"Fleiss' kappa: {shown(self.fleiss)}",
            f"Krippendorff's alpha: {shown(self.alpha)} (ordinal: {shown(self.alpha_ordinal)})",
            f"Same first error: {shown(self.first_error, share=True)}",
        ]
        lines += [
            f"{name[pair.one]} and {name[pair.two]}: {shown(pair.percent, share=True)},"
            f" Cohen's kappa {shown(pair.kappa)}"
            for pair in self.pairs
        ]
        lines += [
            f"{name[line.annotator_id]} on gold: {line.share:.0%} of {line.steps:,} steps"
            f" [{line.low:.0%}, {line.high:.0%}]"
            for line in self.gold
        ]
        return [*lines, MEANING]


class Agreement:
    """Computes agreement on demand; a project of many second opinions takes a second or so."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._database = project.file.database

    def several(self) -> bool:
        """Return whether any step was marked by more than one annotator."""
        return bool(opinions.responses_with_several(self._database))

    def report(self, *, blind_only: bool = False, seed: int = 0) -> AgreementReport:
        """Return how far the annotators agree.

        ``blind_only`` leaves out opinions that were given, or overruled, with the other's mark in
        sight. ``seed`` draws the bootstrap's responses.
        """
        said = self._said(blind_only=blind_only)
        units = _units(said)
        firsts = _first_errors(said)
        names = {one.id: one.name for one in reading.annotators(self._database)}
        present = sorted({who for unit in units for who in unit.values}, key=names.__getitem__)
        measure = partial(estimate, units, seed=seed)
        return AgreementReport(
            annotators=names,
            steps=len(units),
            responses=len({unit.cluster for unit in units}),
            blind=sum(row["blind"] for row in said),
            percent=measure(_agreeing, _share, share=True),
            fleiss=measure(lambda unit: judgements(unit, _ORDERED), fleiss),
            alpha=measure(lambda unit: coincidences(unit, _ORDERED), alpha),
            alpha_ordinal=measure(lambda unit: coincidences(unit, _ORDERED), ordinal_alpha),
            first_error=estimate(firsts, _agreeing, _share, share=True, seed=seed),
            pairs=tuple(_pair(units, firsts, *two, seed) for two in combinations(present, 2)),
            gold=tuple(SecondPasses(self._project).gold_lines()),
            disagreements=len(opinions.disagreed(self._database, "")),
        )

    def _said(self, *, blind_only: bool) -> list[Row]:
        several = opinions.responses_with_several(self._database)
        rows = opinions.said(self._database, several)
        return [row for row in rows if row["counts"] or row["blind"] or not blind_only]


def card_agreement(project: Project) -> dict[str, Any]:
    """Return what a data card says of the whole project's agreement; nothing of nobody's."""
    agreement = Agreement(project)
    if not agreement.several():
        return {}
    report = agreement.report()
    return {
        "steps_marked_by_two_or_more": report.steps,
        "responses": report.responses,
        "verdicts_given_blind": report.blind,
        "undecided_disagreements": report.disagreements,
        "percent": shown(report.percent, share=True),
        "fleiss_kappa": shown(report.fleiss),
        "krippendorff_alpha_nominal": shown(report.alpha),
        "krippendorff_alpha_ordinal": shown(report.alpha_ordinal),
        "same_first_error": shown(report.first_error, share=True),
        "of": "the whole project; 95 % intervals by resampling responses",
        "meaning": MEANING,
    }


def shown(found: Estimate, *, share: bool = False) -> str:
    """Return an estimate as text: value, interval and n; a dash where it is not defined."""
    if found.value is None:
        return sentence("not defined (n = {n:,})", n=found.n)
    form = "{:.0%}" if share else "{:.2f}"
    value = form.format(found.value)
    if found.low is None or found.high is None:
        return f"{value} (n = {found.n:,})"
    return f"{value} [{form.format(found.low)}, {form.format(found.high)}] (n = {found.n:,})"


def _units(said: Iterable[Row]) -> list[Unit]:
    """Return the steps that two or more marked."""
    values: dict[str, dict[str, int]] = defaultdict(dict)
    response: dict[str, str] = {}
    for row in said:
        values[row["step_id"]][row["annotator_id"]] = row["verdict"]
        response[row["step_id"]] = row["response_id"]
    return [Unit(response[step], given) for step, given in values.items() if len(given) > 1]


def _first_errors(said: Sequence[Row]) -> list[Unit]:
    """Return a unit a response: the number of the first error that each annotator found there.

    Who neither found one nor marked every step said nothing.
    """
    marked: dict[str, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    steps: dict[str, int] = {}
    for row in said:
        marked[row["response_id"]][row["annotator_id"]][row["number"]] = row["verdict"]
        steps[row["response_id"]] = row["steps"]
    units = []
    for response_id, by_annotator in marked.items():
        found = {who: _first(given, steps[response_id]) for who, given in by_annotator.items()}
        decided = {who: first for who, first in found.items() if first != _UNDECIDED}
        if len(decided) > 1:
            units.append(Unit(response_id, decided))
    return units


def _first(verdicts: dict[int, int], steps: int) -> int:
    """Return the first error's number, 0 for none, -1 where that is not known."""
    for number in range(1, steps + 1):
        if number not in verdicts:
            return _UNDECIDED
        if verdicts[number] == Verdict.INCORRECT:
            return number
    return _NO_ERROR


def _pair(
    units: Sequence[Unit], firsts: Sequence[Unit], one: str, two: str, seed: int
) -> PairAgreement:
    both = [unit for unit in units if one in unit.values and two in unit.values]
    found = [
        Unit(unit.cluster, {who: unit.values[who] for who in (one, two)})
        for unit in firsts
        if one in unit.values and two in unit.values
    ]

    def cells(unit: Unit) -> list[float]:
        return confusion(unit, one, two, VERDICTS)

    table = tuple(int(sum(column)) for column in zip(*map(cells, both), strict=True))
    return PairAgreement(
        one,
        two,
        table or (0,) * len(VERDICTS) ** 2,
        percent=estimate(both, cells, percent, share=True, seed=seed),
        kappa=estimate(both, cells, cohen, seed=seed),
        first_error=estimate(found, _agreeing, _share, share=True, seed=seed),
    )


def _agreeing(unit: Unit) -> list[float]:
    """Return the share of pairs of annotators that say the same, and one for the unit."""
    pairs = list(combinations(unit.values.values(), 2))
    return [sum(one == two for one, two in pairs) / len(pairs), 1.0]


def _share(sums: Sequence[float]) -> float | None:
    return sums[0] / sums[1] if sums[1] else None
