"""What ``stepmark evaluate`` prints for a person: the whole, then every topic by itself."""

from __future__ import annotations

from workbench.cli.evaluate_verbs import _card_lines, _lines
from workbench.domain.records import Problem, Split
from workbench.service.evaluation import evaluate
from workbench.service.starter_card import ALL, Card, CardSettings, Comparison, FamilyCard

from .service.test_evaluation import solve_by_seed


def test_a_person_reads_the_whole_and_then_one_line_for_each_topic():
    problems = [
        Problem("a", "?", "12", topic="sums"),
        Problem("mute", "?", "12", topic="words"),
        Problem("open", "?"),
    ]
    lines = _lines("Starter", Split.HELDOUT, evaluate(problems, solve_by_seed, samples=2))
    assert lines[0] == "Starter on 2 heldout problems, 2 sample(s) each:"
    assert lines[1].startswith("  pass@1 0.250 (95 % interval ")
    assert lines[3] == "  1 problems without a reference answer were left out"
    assert [line.split()[:3] for line in lines[-2:]] == [
        ["sums", "1", "0.500"],
        ["words", "1", "0.000"],
    ]


def test_problems_of_one_topic_need_no_second_table():
    lines = _lines("Starter", Split.TRAIN, evaluate([Problem("a", "?", "12")], solve_by_seed, 1))
    assert len(lines) == 3


def test_a_number_that_did_not_come_out_again_stands_out():
    card = Card(CardSettings(), {ALL: FamilyCard("All families", {}, {}, None)})
    rows = [
        Comparison(ALL, "greedy", 0.6, 0.6, 0.5, 0.7),
        Comparison(ALL, "sampled", 0.6, 0.9, 0.5, 0.7),
    ]
    lines = _card_lines(card, CardSettings(), rows, outside=1)
    assert lines[2].endswith("inside")
    assert lines[3].endswith("OUTSIDE")
    assert lines[-1] == "1 of 2 numbers lie outside their interval"
    assert _card_lines(card, CardSettings(), rows[:1], 0)[-1].startswith("all 1 numbers")
