"""Says in one word and one sentence whether the new model answers better than the base."""

from __future__ import annotations

from typing import Any

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
        sentence = (
            "Whether the new model is better was not measured, because no held-out problem has a "
            "reference answer."
        )
        return {"verdict": NOT_MEASURED, "verdict_sentence": sentence}
    table = compare(before, after)
    changes = [table["accuracy_change"], table["sampled_accuracy_change"]]
    surely = [table[f"{name}_interval"][0] > 0 for name in _NAMES]
    word = _word(changes, surely)
    went = f"from {before.accuracy:.0%} to {after.accuracy:.0%} of {len(before.outcomes)}"
    return {"verdict": word, "verdict_sentence": _SENTENCES[word].format(went=went)}


_NAMES = ("accuracy_change", "sampled_accuracy_change")
_SENTENCES = {
    BETTER: "The new model is better: it went {went} held-out problems.",
    UNSURE: (
        "The new model is not surely better: it went {went} held-out problems, which may be "
        "chance; mark more or hold out more problems."
    ),
    NOT_BETTER: (
        "The new model is not better: it went {went} held-out problems; "
        "mark more steps before you train again."
    ),
}


def _word(changes: list[float], surely: list[bool]) -> str:
    if any(surely) and min(changes) >= 0:
        return BETTER
    return UNSURE if sum(changes) > 0 else NOT_BETTER
