"""The formulas of a real data set are typeset, and its texts are read whole.

The time this takes in the window is measured by ``make bench ARGS=render``.
"""

from __future__ import annotations

import json

import pytest

from tests.helpers.shared import shared_data
from workbench.ui.math.engine import MathraEngine, normalise
from workbench.ui.math.painter import Failure, FormulaCache
from workbench.ui.math.segmenter import Kind, segment

LEAST_SHARE = 0.995


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """The problems and steps of 250 real solutions; the bench takes all thousand."""
    rows = json.loads(shared_data("processbench/math.json").read_text(encoding="utf-8"))[3::4]
    return [text for row in rows for text in (row["problem"], *row["steps"])]


def test_nearly_all_formulas_are_typeset_and_the_rest_say_why(qapp, texts):
    """Of all 13,854 none is refused; one is drawn with a note: a double subscript."""
    formulas = {
        (span.content, span.kind is Kind.DISPLAY)
        for text in texts
        for span in segment(text)
        if span.kind in (Kind.INLINE, Kind.DISPLAY)
    }
    cache = FormulaCache(MathraEngine(), size=len(formulas))
    drawn = {formula: cache.get(*formula) for formula in formulas}
    refused = {tex: made.reason for (tex, _), made in drawn.items() if isinstance(made, Failure)}
    noted = [tex for (tex, _), made in drawn.items() if getattr(made, "warnings", ())]
    assert len(formulas) > 3_000
    assert 1 - (len(refused) + len(noted)) / len(formulas) >= LEAST_SHARE
    assert all(reason for reason in refused.values())
    assert set(noted) <= {" Q_x = O_1_x + x = 5 + 6 = 11 "}


def test_segments_cover_every_text(texts):
    """No character is lost or read twice."""
    for text in texts:
        spans = segment(text)
        assert "".join(text[span.start : span.end] for span in spans) == text


@pytest.mark.parametrize(
    "text",
    [
        "With $4 left ($7.50 - $3.50), Crystal can afford any drink except Fried Rice.",
        "Half of $300 is $150, so she will withdraw £150 and €150.",
        "The base price is $450; for every $5 decrease in price, 10 more are sold.",
    ],
)
def test_amounts_of_money_are_not_formulas(text):
    """From the same data: what stands between two amounts is words, not mathematics."""
    assert not [span for span in segment(text) if span.kind is Kind.INLINE]


@pytest.mark.parametrize(
    ("plain", "meant"),
    [
        (r"\root 4\of5", r"\sqrt[4]{5}"),
        (r"\root {16}\of{x+1}", r"\sqrt[{16}]{{x+1}}"),
        (r"\root n \of \pi", r"\sqrt[n]{\pi}"),
    ],
)
def test_plain_tex_roots_are_written_in_the_engines_terms(plain, meant):
    """Old texts use them."""
    assert normalise(plain) == meant
