"""Two answers agree when an expert would say so, whatever their dress."""

from __future__ import annotations

import pytest

from workbench.domain.answers import answers_agree, extract_answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1. a\n**Answer: $x = 12$**", "$x = 12$"),
        ("**Answer:** 5", "5"),
        ("Final answer: 7", "7"),
        ("He sold 72.\n#### 72", "72"),
        ("So \\(\\boxed{\\frac{1}{2}}\\).", "\\frac{1}{2}"),
        ("**Answer: $\\boxed{3}$**", "3"),
        ("First \\boxed{1}, then \\boxed{2}", "2"),
        ("\\boxed{never closed", None),
        ("No answer here", None),
    ],
)
def test_answer_is_read_from_every_usual_form(text, answer):
    """The last answer counts."""
    assert extract_answer(text) == answer


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("12", "x = 12"),
        ("$x = 12$", "12"),
        ("1/2", "0.5"),
        ("\\frac{1}{2}", "0.5"),
        ("\\dfrac12", "1/2"),
        ("2 1/2", "2.5"),
        ("50%", "0.5"),
        ("50\\%", "50"),
        ("1,000", "1000"),
        ("$\\$18$", "18"),
        ("12 clips", "12"),
        ("72.", "72"),
        ("90^\\circ", "90"),
        ("x = 1, x = 2", "2, 1"),
        ("(1,2)", "(1, 2)"),
        ("\\text{east}", "East"),
        ("2x+1", "2x + 1"),
        ("A, D", "A. $f(x)$ has been compressed. D. $f(x)$ has been stretched."),
        ("A", "A. foo"),
    ],
)
def test_same_answers_agree_both_ways(one, two):
    """Agreement is symmetric."""
    assert answers_agree(one, two)
    assert answers_agree(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("12", "13"),
        ("-3", "3"),
        ("x = 3", "y = 3"),
        ("(1,2)", "(2,1)"),
        ("5x", "5"),
        ("A, D", "A. $f(x)$ has been vertically compressed."),
        ("A", "B"),
        ("", ""),
        ("1/0", "0"),
        ("9" * 5000, "1"),
    ],
)
def test_different_answers_do_not(one, two):
    """Nor does hostile input raise."""
    assert not answers_agree(one, two)
    assert not answers_agree(two, one)
