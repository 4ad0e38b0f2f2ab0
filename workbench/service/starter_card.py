"""The starter's card: what was measured of the shipped weights, and the same measured again.

Everything is measured through the product's own engine on held-out problems that the card's seed
draws, so that whoever has the weights can repeat it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from math import comb
from pathlib import Path
from statistics import fmean
from typing import Any

from workbench import paths
from workbench.domain.answers import answers_agree, extract_answer
from workbench.domain.errors import KnownError
from workbench.domain.intervals import wilson
from workbench.domain.records import FinishReason, Message, Split, Verdict, new_id
from workbench.domain.refinement import initial_messages
from workbench.domain.sampling import GenerationRequest, SamplingSettings, SequenceResult
from workbench.domain.sentences import sentence
from workbench.service import models
from workbench.service.evaluation import seeds
from workbench.service.generation import Generation
from workbench.service.starter_expert import StarterExpert, StarterProblem, step_bodies

ALL = "all"
MEASURES = {
    "greedy": "right, greedy",
    "sampled": "right, sampled",
    "well_formed": "well formed",
    "steps": "steps right",
    "asked_again": "right when asked again",
}
LAST_PLACE = 4
"""First errors at this step or a later one are counted together."""
MAX_TOKENS = 256

Generate = Callable[[GenerationRequest], Sequence[SequenceResult]]


@dataclass(frozen=True, slots=True)
class CardSettings:
    """What is measured: problems per family, samples of each at temperature 1, and the seed."""

    problems: int = 60
    samples: int = 4
    seed: int = 2024


@dataclass(frozen=True, slots=True)
class Measured:
    """A share between 0 and 1, over so many problems, with its 95 % interval."""

    value: float
    problems: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FamilyCard:
    """One family's shares, and where its wrong responses go wrong.

    ``first_errors`` counts the wrong responses (greedy and sampled) by the step that the checker
    finds incorrect first: ``1`` to ``3``, ``4+``, or ``none`` where all steps pass but the
    answer is wrong. ``mean_first_error`` is the mean of these steps, None where there is none.
    """

    title: str
    shares: Mapping[str, Measured]
    first_errors: Mapping[str, int]
    mean_first_error: float | None


@dataclass(frozen=True, slots=True)
class Card:
    """The numbers of all families, and of all problems together under ``all``."""

    settings: CardSettings
    families: Mapping[str, FamilyCard]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One number of the card, and what came out this time; ``low`` and ``high`` bound it."""

    family: str
    measure: str
    card: float
    measured: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether the number came out again, within the interval."""
        return self.low <= self.measured <= self.high


@dataclass(frozen=True, slots=True)
class _Answer:
    """A response to a problem: is it right and well formed, and what of its steps is correct?"""

    right: bool
    well_formed: bool
    steps_right: float
    first_error: int | None


@dataclass(frozen=True, slots=True)
class _ProblemAnswers:
    """Everything that the model wrote on one problem."""

    greedy: _Answer
    sampled: tuple[_Answer, ...]
    again: _Answer | None

    @property
    def all(self) -> tuple[_Answer, ...]:
        """Return the responses to the bare problem."""
        return self.greedy, *self.sampled


def card_path() -> Path:
    """Return where the shipped card lies."""
    return paths.starter_dir() / "card.json"


def load_card(path: Path | None = None) -> Card:
    """Read a card; raise KnownError where there is none or it is damaged."""
    place = path or card_path()
    try:
        read = json.loads(place.read_text(encoding="utf-8"))
        families = {key: _family_card(fields) for key, fields in read["families"].items()}
        return Card(CardSettings(**read["settings"]), families)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KnownError(
            sentence(
                "The card of the starter model at {place} cannot be read ({reason}); install "
                "Stepmark again.",
                place=place,
                reason=error,
            )
        ) from None


def write_card(card: Card, path: Path) -> None:
    """Write a card for people and programs; shares are rounded to four places."""
    text = json.dumps(asdict(card), indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


@contextmanager
def starter_engine(samples: int = 8) -> Iterator[Generate]:
    """Load the shipped weights in the engine's child, without any project."""
    generation = Generation(lambda call: call())
    try:
        generation.load_blocking(models.spec_for(models.starter_record(), max_sequences=samples))
        yield generation.generate_blocking
    finally:
        generation.shutdown()


def measure(
    generate: Generate,
    settings: CardSettings,
    expert: StarterExpert,
    on_problem: Callable[[], object] = lambda: None,
) -> Card:
    """Let a model answer the card's problems and count; ``on_problem`` is called after each."""
    found: dict[str, list[_ProblemAnswers]] = {}
    for problem in expert.problems(Split.HELDOUT, settings.problems, settings.seed):
        answers = _answers(generate, settings, expert, problem)
        found.setdefault(problem.family, []).append(answers)
        on_problem()
    families = {
        key: _summary(title, found[key]) for key, title in expert.families.items() if key in found
    }
    together = [answers for rows in found.values() for answers in rows]
    return Card(settings, {**families, ALL: _summary("All families", together)})


def compare(card: Card, measured: Card) -> list[Comparison]:
    """Set every number of a card against a new measurement.

    On all of the card's problems a number must come out within the card's own interval. On fewer
    it is held to what so few problems may show of a model as the card says.
    """
    rows = []
    for key, family in card.families.items():
        for measure_name, told in family.shares.items():
            now = measured.families[key].shares.get(measure_name)
            if now is None:
                continue
            low, high = told.low, told.high
            if now.problems < told.problems:
                low, high = expected_on(now.problems, low, high)
            rows.append(Comparison(key, measure_name, told.value, now.value, low, high))
    return rows


def expected_on(count: int, low: float, high: float) -> tuple[float, float]:
    """Return where the share right of ``count`` problems lies in at least 95 % of draws.

    The true share may be anything between ``low`` and ``high``; the ends are binomial quantiles.
    """
    least = _binomial_quantile(count, low, 0.025)
    most = count - _binomial_quantile(count, 1 - high, 0.025)
    return least / count, most / count


def _binomial_quantile(count: int, share: float, level: float) -> int:
    """Return the smallest number of successes whose cumulative probability reaches ``level``."""
    total = 0.0
    for successes in range(count):
        total += comb(count, successes) * share**successes * (1 - share) ** (count - successes)
        if total >= level:
            return successes
    return count


def _answers(
    generate: Generate, settings: CardSettings, expert: StarterExpert, problem: StarterProblem
) -> _ProblemAnswers:
    """Solve greedily, by sampling, and once more behind marks on a wrong solution."""

    def solve(
        messages: tuple[Message, ...], samples: int, temperature: float
    ) -> tuple[_Answer, ...]:
        drawn = SamplingSettings(temperature, top_p=1.0, max_tokens=MAX_TOKENS)
        drawn_by = tuple(seeds(problem.record, samples))
        request = GenerationRequest(new_id(), messages, drawn_by, settings=drawn)
        return tuple(_judged(expert, problem, result) for result in generate(request))

    bare = initial_messages(problem.record)
    talk = expert.asked_again(problem, settings.seed)
    return _ProblemAnswers(
        greedy=solve(bare, 1, 0.0)[0],
        sampled=solve(bare, settings.samples, 1.0),
        again=solve(talk, 1, 0.0)[0] if talk else None,
    )


def _judged(expert: StarterExpert, problem: StarterProblem, result: SequenceResult) -> _Answer:
    answer = extract_answer(result.text)
    verdicts = expert.verdicts(problem, result.text)
    right = [verdict is Verdict.CORRECT for verdict in verdicts]
    return _Answer(
        right=answer is not None and answers_agree(answer, problem.record.reference_answer or ""),
        well_formed=result.finish_reason is FinishReason.STOP and well_formed(result.text),
        steps_right=fmean(right) if right else 0.0,
        first_error=right.index(False) + 1 if False in right else None,
    )


def well_formed(text: str) -> bool:
    """Whether a response is numbered steps, one a line, and then a line with the answer."""
    *lines, last = text.split("\n")
    numbered = all(line.startswith(f"{place}. ") for place, line in enumerate(lines, 1))
    answered = last.startswith("**Answer: ") and last.endswith("**")
    return numbered and answered and len(lines) >= 2 and len(step_bodies(text)) == len(lines)


def _summary(title: str, rows: Sequence[_ProblemAnswers]) -> FamilyCard:
    shares: dict[str, list[float]] = {
        "greedy": [row.greedy.right for row in rows],
        "sampled": [fmean(one.right for one in row.sampled) for row in rows],
        "well_formed": [fmean(one.well_formed for one in row.all) for row in rows],
        "steps": [row.greedy.steps_right for row in rows],
        "asked_again": [row.again.right for row in rows if row.again],
    }
    wrong = [one.first_error for row in rows for one in row.all if not one.right]
    known = [place for place in wrong if place is not None]
    return FamilyCard(
        title=title,
        shares={name: _measured(values) for name, values in shares.items() if values},
        first_errors=_counted(wrong),
        mean_first_error=round(fmean(known), 2) if known else None,
    )


def _measured(values: Sequence[float]) -> Measured:
    share = fmean(values)
    low, high = wilson(share, len(values))
    return Measured(round(share, 4), len(values), round(low, 4), round(high, 4))


def _counted(places: Sequence[int | None]) -> dict[str, int]:
    names = [str(place) for place in range(1, LAST_PLACE)] + [f"{LAST_PLACE}+", "none"]
    count = Counter(
        "none" if place is None else names[min(place, LAST_PLACE) - 1] for place in places
    )
    return {name: count[name] for name in names}


def _family_card(fields: Mapping[str, Any]) -> FamilyCard:
    shares = {name: Measured(**share) for name, share in fields["shares"].items()}
    return FamilyCard(
        fields["title"], shares, dict(fields["first_errors"]), fields["mean_first_error"]
    )
