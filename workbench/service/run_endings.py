"""Says how a training run came out, in one headline and plain sentences, for page and terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.domain.records import RunState
from workbench.domain.sentences import sentence
from workbench.domain.training_views import Ending, Outcome

MINUS = "\N{MINUS SIGN}"
CERTAIN = sentence("95 % interval")
PUBLISHED = sentence(
    "The best model so far answers more held-out problems than at the start; use it now or go on."
)
UNMEASURED = sentence(
    "No held-out problem has a reference answer, so nobody knows yet whether it is better; import "
    "some with the held-out split and train again."
)
BETTER, NOT_BETTER = "better", "not better"  # words of ``training.verdict``


def ending_of(
    state: RunState,
    reason: str,
    results: Mapping[str, Any],
    kept: str = "",
    *,
    published: bool = False,
) -> Ending:
    """Return how a run came out; ``kept`` names what a stopped or failed one has left.

    ``results`` is the run's ``results.json``, empty where it did not come so far. ``published``
    says that a stopped one has published its best policy so far.
    """
    if state is RunState.FAILED:
        return Ending(Outcome.FAILED, sentence("The run failed"), (reason, _kept_sentence(kept)))
    if state is not RunState.DONE:
        told = (reason, _kept_sentence(kept), *((PUBLISHED,) if published else ()))
        return Ending(Outcome.STOPPED, sentence("Stopped before the end"), told)
    return _finished(results)


def percent(share: float) -> str:
    """Return a share as a person reads it: ``92.7 %``."""
    return f"{share * 100:.1f} %"


def points(share: float) -> str:
    """Return a change in percentage points, with its sign: ``+22.9``; ``0.0`` where it is none."""
    text = f"{share * 100:+.1f}"
    return text.replace("-", MINUS) if float(text) else text[1:]


def _kept_sentence(kept: str) -> str:
    if not kept:
        return sentence(
            "Your marks and the snapshot of this run are kept; nothing was trained yet."
        )
    return sentence("Your marks and {kept} are kept.", kept=kept)


def _finished(results: Mapping[str, Any]) -> Ending:
    early = tuple(_early(results))
    try:
        before, after = results["before"], results["after"]
        change, problems = float(results["accuracy_change"]), int(before["problems"])
        low, high = (float(bound) for bound in results["accuracy_change_interval"])
        numbers = sentence(
            "{accuracy} of held-out answers are right", accuracy=percent(after["accuracy"])
        )
        earlier = sentence("{accuracy} before", accuracy=percent(before["accuracy"]))
    except (KeyError, TypeError, ValueError):
        return Ending(
            Outcome.UNMEASURED, sentence("Trained, but not measured"), (UNMEASURED, *early)
        )
    measured = sentence(
        "The change is {change} points ({certain} {low} to {high}, {problems} problems, "
        "best guess).{sampled}",
        change=points(change),
        certain=CERTAIN,
        low=points(low),
        high=points(high),
        problems=problems,
        sampled=_sampled(results),
    )
    if _is_better(results, low):
        headline = sentence("Better: {numbers}, {earlier}", numbers=numbers, earlier=earlier)
        return Ending(Outcome.BETTER, headline, (measured, *early))
    if high < 0 and results.get("verdict", NOT_BETTER) == NOT_BETTER:
        worse = sentence(
            "Keep the model it began with; mark more steps, or train with fewer updates."
        )
        headline = sentence("Worse: {numbers}, {earlier}", numbers=numbers, earlier=earlier)
        return Ending(Outcome.WORSE, headline, (measured, worse, *early))
    unsure = sentence(
        "That can be chance, because the interval reaches across 0. Mark more solutions "
        "with mistakes, train longer, or hold out more problems so that smaller gains "
        "show."
    )
    headline = sentence(
        "Not clearly better: {numbers}, {earlier}", numbers=numbers, earlier=earlier
    )
    return Ending(Outcome.UNSURE, headline, (measured, unsure, *early))


def _is_better(results: Mapping[str, Any], low: float) -> bool:
    """Take the trainer's verdict, which weighs sampled answers too; else the best guess's."""
    verdict = results.get("verdict")
    return low > 0 if verdict is None else verdict == BETTER


def _sampled(results: Mapping[str, Any]) -> str:
    """Return the same numbers for the sampled answers, where they were measured."""
    try:
        change = float(results["sampled_accuracy_change"])
        low, high = (float(bound) for bound in results["sampled_accuracy_change_interval"])
    except (KeyError, TypeError, ValueError):
        return ""
    return sentence(
        " Over sampled answers it is {change} ({low} to {high}).",
        change=points(change),
        low=points(low),
        high=points(high),
    )


def _early(results: Mapping[str, Any]) -> Iterator[str]:
    """Yield why PPO ended before its last update, if it did, and which policy is kept."""
    ppo = results.get("ppo") or {}
    if ppo.get("stopped_by_guard"):
        yield sentence("PPO was stopped early. {ended}", ended=results["ended"])
    elif ppo.get("best_update") == 0:
        yield results["ended"]
