"""What was done to a step, in words that are true for every time and every change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from workbench.domain.records import ErrorKind, LabelSource, Mark, Verdict
from workbench.ui.annotate.history_words import ago, changes, mark_summary

NOW = datetime.fromisoformat("2026-11-21T12:00:00+00:00")
GOOD = Mark("s", Verdict.CORRECT)
BAD = Mark("s", Verdict.INCORRECT)


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-3), "just now"),  # a clock that was set back
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=23), "23 h ago"),
        (timedelta(days=6), "6 d ago"),
        (timedelta(days=7), "14 Nov 2026"),
    ],
)
def test_times_are_relative_until_a_week_ago(past: timedelta, said: str) -> None:
    """What is further back is easier to read as a date."""
    assert ago((NOW - past).isoformat(), NOW) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, GOOD, ["correct"]),
        (GOOD, BAD, ["correct → incorrect"]),
        (GOOD, None, ["verdict cleared"]),
        (BAD, replace(BAD, error_kind=ErrorKind.CALCULATION), ["kind: calculation"]),
        (replace(BAD, error_kind=ErrorKind.CALCULATION), BAD, ["kind taken away"]),
        (
            None,
            replace(GOOD, source=LabelSource.ACCEPTED_SUGGESTION),
            ["correct", "accepted suggestion"],
        ),
        (BAD, replace(BAD, explanation="why"), ["explained"]),
        (replace(BAD, rewrite="a"), replace(BAD, rewrite="b"), ["rewrite changed"]),
        (replace(BAD, rewrite="a"), BAD, ["rewrite taken away"]),
        (BAD, replace(BAD, follows_from="two"), ["follows from step 2"]),
        (BAD, replace(BAD, follows_from="gone"), ["follows from an earlier step"]),
        (replace(BAD, follows_from="two"), BAD, ["follows from no step"]),
        (GOOD, GOOD, []),
        (None, None, []),
    ],
)
def test_a_change_is_told_by_what_differs(
    before: Mark | None, after: Mark | None, said: list[str]
) -> None:
    """Each part of a mark that changed is named once, and nothing that did not."""
    assert list(changes(before, after, {"two": 2})) == said


def test_a_mark_says_how_it_was_made() -> None:
    """By whom, by hand or not, in which mode, and how long it took."""
    mark = replace(BAD, seconds=75.4)
    assert mark_summary(mark, "Ada") == "Ada · by hand · first-error mode · 1:15 spent"
    assert mark_summary(None, "Ada") == ""
