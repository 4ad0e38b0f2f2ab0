"""What the Compare page tells of a judged pair, once it is judged."""

from __future__ import annotations

from collections.abc import Callable

from workbench.domain.comparison import Choice, Side, Tally
from workbench.domain.records import Strength
from workbench.service.views import ComparedResponse, PairCounts, PairView
from workbench.ui.languages import marked, translate

ModelName = Callable[[str | None], str]
_STRENGTHS = {
    (Side.LEFT, Strength.MUCH_BETTER): marked("Compared", "Left: {one}, much better than {other}."),
    (Side.LEFT, Strength.BETTER): marked("Compared", "Left: {one}, better than {other}."),
    (Side.LEFT, Strength.SLIGHTLY): marked(
        "Compared", "Left: {one}, slightly better than {other}."
    ),
    (Side.LEFT, Strength.NEGLIGIBLY): marked(
        "Compared", "Left: {one}, barely better than {other}."
    ),
    (Side.RIGHT, Strength.MUCH_BETTER): marked(
        "Compared", "Right: {one}, much better than {other}."
    ),
    (Side.RIGHT, Strength.BETTER): marked("Compared", "Right: {one}, better than {other}."),
    (Side.RIGHT, Strength.SLIGHTLY): marked(
        "Compared", "Right: {one}, slightly better than {other}."
    ),
    (Side.RIGHT, Strength.NEGLIGIBLY): marked(
        "Compared", "Right: {one}, barely better than {other}."
    ),
}


def said(pair: PairView, choice: Choice | None, name: ModelName, undo_key: str) -> str:
    """Return what was said of a pair, with the names now; within a comparison without them."""
    back = translate("Compared", "{undo_key} takes it back.").format(undo_key=undo_key)
    if choice is None:
        return translate("Compared", "Skipped. {back}").format(back=back)
    if pair.comparison_id is not None:
        return translate("Compared", "Saved; the names come at the end. {back}").format(back=back)
    left, right = (origin(side, name) for side in (pair.left, pair.right))
    if choice.side is None:
        return translate("Compared", "A tie: left was {left}, right {right}. {back}").format(
            left=left, right=right, back=back
        )
    better, worse = (left, right) if choice.side is Side.LEFT else (right, left)
    told = translate("Compared", _STRENGTHS[choice.side, choice.strength])
    return f"{told.format(one=better, other=worse)} {back}"


def origin(response: ComparedResponse, name: ModelName) -> str:
    """Return where a response came from: “Starter (turn 1, candidate 2)”."""
    model = name(response.model_id) or translate("Compared", "unknown model")
    return translate("Compared", "{model} (turn {turn}, candidate {candidate})").format(
        model=model, turn=response.turn, candidate=response.candidate + 1
    )


def pair_counts(counts: PairCounts) -> str:
    """Return how many pairs were decided and how many wait."""
    skipped = (
        translate("Compared", " · {skipped} skipped").format(skipped=counts.skipped)
        if counts.skipped
        else ""
    )
    return translate("Compared", "{decided} decided · {waiting} waiting{skipped}").format(
        decided=counts.decided, waiting=counts.waiting, skipped=skipped
    )


def tally_counts(tally: Tally) -> str:
    """Return how far a comparison is, without saying how it stands."""
    return translate("Compared", "{asked} of {all} judged").format(
        asked=tally.asked + tally.skipped, all=_all(tally)
    )


def _all(tally: Tally) -> int:
    return tally.asked + tally.skipped + tally.waiting
