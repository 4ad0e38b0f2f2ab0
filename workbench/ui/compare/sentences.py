"""What the Compare page tells of a judged pair, once it is judged."""

from __future__ import annotations

from collections.abc import Callable

from workbench.domain.comparison import Choice, Side, Tally
from workbench.domain.records import Strength
from workbench.service.views import ComparedResponse, PairCounts, PairView

ModelName = Callable[[str | None], str]
_STRENGTHS = {
    Strength.MUCH_BETTER: "much better than",
    Strength.BETTER: "better than",
    Strength.SLIGHTLY: "slightly better than",
    Strength.NEGLIGIBLY: "barely better than",
}


def said(pair: PairView, choice: Choice | None, name: ModelName, undo_key: str) -> str:
    """Return what was said of a pair, with the names now; within a comparison without them."""
    back = f"{undo_key} takes it back."
    if choice is None:
        return f"Skipped. {back}"
    if pair.comparison_id is not None:
        return f"Saved; the names come at the end. {back}"
    left, right = (origin(side, name) for side in (pair.left, pair.right))
    if choice.side is None:
        return f"A tie: left was {left}, right {right}. {back}"
    better, worse = (left, right) if choice.side is Side.LEFT else (right, left)
    return (
        f"{choice.side.value.capitalize()}: {better}, {_STRENGTHS[choice.strength]} {worse}. {back}"
    )


def origin(response: ComparedResponse, name: ModelName) -> str:
    """Return where a response came from: “Starter (turn 1, candidate 2)”."""
    model = name(response.model_id) or "unknown model"
    return f"{model} (turn {response.turn}, candidate {response.candidate + 1})"


def pair_counts(counts: PairCounts) -> str:
    """Return how many pairs were decided and how many wait."""
    skipped = f" · {counts.skipped} skipped" if counts.skipped else ""
    return f"{counts.decided} decided · {counts.waiting} waiting{skipped}"


def tally_counts(tally: Tally) -> str:
    """Return how far a comparison is, without saying how it stands."""
    return f"{tally.asked + tally.skipped} of {_all(tally)} judged"


def _all(tally: Tally) -> int:
    return tally.asked + tally.skipped + tally.waiting
