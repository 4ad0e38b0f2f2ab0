"""Mathematics is told from money and prose, and no character is ever lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.shared import shared_data
from workbench.ui.math.segmenter import Kind, segment


def formulas(source):
    return [span.content for span in segment(source) if span.kind in (Kind.INLINE, Kind.DISPLAY)]


def of_kind(source, kind):
    return [span.content for span in segment(source) if span.kind is kind]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("so $x^2$ is", ["x^2"]),
        (r"so \(x\) and \[y\]", ["x", "y"]),
        ("so $$x$$ is", ["x"]),
        ("$5$ and $6$", ["5", "6"]),
        ("**Answer: $x = 12$**", ["x = 12"]),
        ("$ x = 5 $", [" x = 5 "]),
        (r"$\text{if $x>0$} y$", [r"\text{if $x>0$} y"]),
        (r"A $\times$ 2", [r"\times"]),
        (r"thus \boxed{\frac{1}{2}}.", [r"\boxed{\frac{1}{2}}"]),
        (r"about \frac{1}{2} of it", [r"\frac{1}{2}"]),
        ("a\n\\begin{align*}\nx&=1\n\\end{align*}\nb", ["\\begin{align*}\nx&=1\n\\end{align*}"]),
        (r"\[a\\[4pt] b\]", [r"a\\[4pt] b"]),
    ],
)
def test_formulas_are_found(source, found):
    """Every way in which data sets and models delimit a formula is known."""
    assert formulas(source) == found


@pytest.mark.parametrize(
    "source",
    [
        "It costs $5 and then $6.",
        "cost $ 5 and $ 6 each",
        "$20-$15=$5",
        "($3) or ($4)",
        "He has $100 - $90 = $<<100-90=10>>10 change.\nJed received$ 10/$5",
        "a phone for $180, 5% off, is $171",
        r"\$5 is five dollars",
        "5$ and then 7$ more",
        "$",
        "$$",
        r"\(",
    ],
)
def test_money_and_lone_delimiters_are_text(source):
    """29 % of grade-school problems have unescaped dollars; a formula made of one is a lie."""
    assert formulas(source) == []


def test_a_formula_appears_when_it_closes():
    """Tokens arrive one by one: an unclosed delimiter is text until it closes."""
    text = r"so \[x = \frac{1}{2}\] now"
    for end in range(text.index(r"\]") + 2):
        assert not [span for span in segment(text[:end]) if span.kind is Kind.DISPLAY]
    assert formulas(text) == [r"x = \frac{1}{2}"]


def test_calculator_notes_and_the_final_number_are_hidden():
    """GSM8K's annotations stay in the source but are not read by people."""
    source = "He sold 48/2 = <<48/2=24>>24 clips.\n#### 72"
    assert len(of_kind(source, Kind.HIDDEN)) == 2
    assert "".join(of_kind(source, Kind.TEXT)) == "He sold 48/2 = 24 clips.\n"


def test_a_heading_is_not_a_final_number():
    """``#### Step 1`` is Markdown of a model, not an answer of GSM8K."""
    assert of_kind("#### Step 1", Kind.HIDDEN) == []


def test_drawings_and_fences_are_code():
    """Asymptote drawings cannot be typeset; dollars in code are not mathematics."""
    source = "[asy]\ndraw($a$);\n[/asy]\n```\n$x$\n```\nand `$y$`"
    assert [text.strip() for text in of_kind(source, Kind.CODE)] == ["draw($a$);", "$x$", "$y$"]
    assert formulas(source) == []


@given(st.text(alphabet="$\\()[]{}abx1 \n<>=#`*&_begind", max_size=120))
def test_spans_cover_any_text_without_gaps(source):
    """Whatever is written, the spans in order are the source to the character."""
    spans = segment(source)
    assert "".join(source[span.start : span.end] for span in spans) == source
    assert all(span.end > span.start for span in spans)


@pytest.mark.parametrize(
    "source",
    ["$" * 60_000, "$a{$b " * 10_000, r"\(" * 30_000, "<<1=" * 15_000, "`" * 60_000],
)
def test_hostile_text_is_read_to_its_end(source):
    """A loop of a model repeats one delimiter for ever; searching must stay linear."""
    assert segment(source)[-1].end == len(source)


def test_no_amount_of_money_in_gsm8k_is_a_formula():
    """The whole of GSM8K's training split holds no LaTeX, so nothing may be found."""
    path = shared_data("gsm8k/train.jsonl")
    taken = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            taken += formulas(row["question"]) + formulas(row["answer"])
    assert taken == []


def test_nearly_every_formula_of_real_solutions_is_found():
    """What remains of LaTeX in the text of 1,000 solutions is prices and tables of words."""
    rows = json.loads(shared_data("processbench/math.json").read_text(encoding="utf-8"))
    found = left = 0
    for row in rows:
        for text in (row["problem"], *row["steps"]):
            for span in segment(text):
                found += span.kind in (Kind.INLINE, Kind.DISPLAY)
                left += span.kind is Kind.TEXT and "\\frac" in span.content
    assert found > 24_000
    assert left <= 1
