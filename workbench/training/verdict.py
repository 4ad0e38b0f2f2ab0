"""Says in one word and one sentence whether the new model answers better than the base."""

from __future__ import annotations

from typing import Any

from workbench.domain.sentences import Sentence, sentence
from workbench.training.evaluate import Evaluation, compare

BETTER, UNSURE, NOT_BETTER, NOT_MEASURED = (
    "better",
    "not surely better",
    "not better",
    "not measured",
)


def verdict(before: Evaluation, after: Evaluation) -> dict[str, Any]:
    """Return ``verdict`` and ``verdict_sentence`` by the greedy and the sampled answers.

    Better is what is better with 95 % confidence in one of the two and worse in neither.
    """
    if not before.outcomes:
        said = sentence(
            "Whether the new model is better was not measured, because no held-out problem has a "
            "reference answer."
        )
        return {"verdict": NOT_MEASURED, "verdict_sentence": said}
    table = compare(before, after)
    changes = [table["accuracy_change"], table["sampled_accuracy_change"]]
    surely = [table[f"{name}_interval"][0] > 0 for name in _NAMES]
    word = _word(changes, surely)
    said = _sentence(word, before.accuracy, after.accuracy, len(before.outcomes))
    return {"verdict": word, "verdict_sentence": said}


_NAMES = ("accuracy_change", "sampled_accuracy_change")


def _sentence(word: str, before: float, after: float, count: int) -> Sentence:
    if word == BETTER:
        return sentence(
            "The new model is better: it went from {before:.0%} to {after:.0%} of {count} "
            "held-out problems.",
            before=before,
            after=after,
            count=count,
        )
    if word == UNSURE:
        return sentence(
            "The new model is not clearly better: it went from {before:.0%} to {after:.0%} of "
            "{count} held-out problems, which may be chance; mark more or hold out more problems.",
            before=before,
            after=after,
            count=count,
        )
    return sentence(
        "The new model is not better: it went from {before:.0%} to {after:.0%} of {count} "
        "held-out problems; mark more steps before you train again.",
        before=before,
        after=after,
        count=count,
    )


def _word(changes: list[float], surely: list[bool]) -> str:
    if any(surely) and min(changes) >= 0:
        return BETTER
    return UNSURE if sum(changes) > 0 else NOT_BETTER
