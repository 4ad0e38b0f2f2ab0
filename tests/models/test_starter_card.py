"""The starter's card is what was measured of the shipped weights, and it comes out again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from models.starter import card_tables
from workbench import paths
from workbench.cli.arguments import parser
from workbench.cli.console import Console
from workbench.cli.evaluate_verbs import evaluate_verb
from workbench.domain.errors import KnownError
from workbench.domain.records import FinishReason, Split
from workbench.domain.sampling import SequenceResult
from workbench.service import starter_card
from workbench.service.starter_card import ALL, Card, CardSettings, compare, load_card, measure
from workbench.service.starter_expert import StarterExpert

FEW = CardSettings(problems=3, samples=2, seed=7)


@pytest.fixture(scope="module")
def expert() -> StarterExpert:
    return StarterExpert()


def scripted(expert: StarterExpert, spoil):
    """A model that knows every reference response; ``spoil`` turns it into what it writes."""
    known = {
        problem.record.statement: (problem, expert.reference_response(problem))
        for problem in expert.problems(Split.HELDOUT, FEW.problems, FEW.seed)
    }

    def generate(request):
        problem, text = known[request.messages[0].content]
        texts = [spoil(problem, text, request, seed) for seed in request.seeds]
        return [
            SequenceResult("r", n, one, (), (), FinishReason.STOP, n, 1, 0, 0.1, 10.0)
            for n, one in enumerate(texts)
        ]

    return generate


def test_a_model_without_mistakes_has_a_card_of_ones(expert):
    card = measure(scripted(expert, lambda _p, text, _r, _s: text), FEW, expert)
    assert list(card.families) == [*expert.families, ALL]
    for family in card.families.values():
        assert {share.value for share in family.shares.values()} == {1.0}
        assert sum(family.first_errors.values()) == 0
        assert family.mean_first_error is None
    assert card.families[ALL].shares["greedy"].problems == 3 * len(expert.families)


def test_wrong_answers_and_the_place_of_the_first_error_are_counted_per_family(expert):
    """A card that mixed families or places up would hide what there is to mend."""

    def spoil(problem, text, request, seed):
        if problem.family != "speeds" or request.settings.temperature == 0.0:
            return text
        lines = text.split("\n")
        lines[1] = "2. Then $1 = 2$."
        return "\n".join([*lines[:-1], "**Answer: $1$**"]) if seed == request.seeds[1] else text

    card = measure(scripted(expert, spoil), FEW, expert)
    speeds = card.families["speeds"]
    assert speeds.shares["greedy"].value == 1.0
    assert speeds.shares["sampled"].value == 0.5
    assert speeds.first_errors == {"1": 0, "2": 3, "3": 0, "4+": 0, "none": 0}
    assert speeds.mean_first_error == 2.0
    assert card.families["linear"].shares["sampled"].value == 1.0
    assert sum(card.families[ALL].first_errors.values()) == 3


def test_a_response_that_breaks_the_format_is_not_well_formed(expert):
    spoil = lambda _p, text, _r, _s: text.replace("1. ", "First: ", 1)  # noqa: E731
    card = measure(scripted(expert, spoil), FEW, expert)
    assert card.families[ALL].shares["well_formed"].value == 0.0
    assert card.families[ALL].shares["greedy"].value == 1.0
    assert not starter_card.well_formed("1. One.\n3. Three.\n**Answer: $1$**")
    assert not starter_card.well_formed("1. One.\n2. Two.\n")
    assert starter_card.well_formed("1. One.\n2. Two.\n**Answer: $1$**")


def test_a_card_is_read_as_it_was_written_and_a_damaged_one_is_one_sentence(expert, tmp_path):
    card = measure(scripted(expert, lambda _p, text, _r, _s: text), FEW, expert)
    path = tmp_path / "card.json"
    starter_card.write_card(card, path)
    assert load_card(path) == card
    for text in ("", "[]", '{"families": {"a": 1}}', '{"settings": {}, "families": {}, "x"'):
        path.write_text(text)
        with pytest.raises(KnownError, match="install Stepmark again"):
            load_card(path)


def test_a_number_outside_its_interval_is_found(expert):
    """The check is worth nothing if other weights pass it."""
    right = measure(scripted(expert, lambda _p, text, _r, _s: text), FEW, expert)
    assert all(row.inside for row in compare(right, right))
    wrong = measure(
        scripted(expert, lambda _p, _t, _r, _s: "1. So.\n2. So.\n**Answer: $7777$**"), FEW, expert
    )
    rows = {(row.family, row.measure): row for row in compare(right, wrong)}
    assert not rows[ALL, "greedy"].inside
    assert rows[ALL, "well_formed"].inside
    assert rows[ALL, "greedy"].low > 0.8


def test_few_problems_are_held_to_what_few_problems_can_show(expert):
    """A quick check that fails good weights by chance would soon be ignored."""
    card = measure(scripted(expert, lambda _p, text, _r, _s: text), FEW, expert)
    few = measure(scripted(expert, lambda _p, text, _r, _s: text), replace(FEW, problems=1), expert)
    [whole] = [r for r in compare(card, card) if (r.family, r.measure) == ("linear", "greedy")]
    [quick] = [r for r in compare(card, few) if (r.family, r.measure) == ("linear", "greedy")]
    assert quick.low < whole.low
    assert quick.inside


def test_the_expected_range_is_the_binomial_one():
    """From the cumulative probabilities of 20 throws of a fair coin: 0.0207 to 5, 0.0577 to 6."""
    assert starter_card.expected_on(20, 0.5, 0.5) == (6 / 20, 14 / 20)
    assert starter_card.expected_on(2, 0.91, 1.0) == (0.5, 1.0)
    assert starter_card.expected_on(1, 0.0, 0.0) == (0.0, 0.0)
    assert starter_card.expected_on(600, 0.97, 0.99)[0] > 0.95


def asked(capsys, *options: str, model: str = "starter") -> tuple[int, dict]:
    arguments = parser().parse_args(["evaluate", model, "--card", "--seeds", "8", *options])
    status = evaluate_verb(arguments, Console(as_json=True))
    return status, json.loads(capsys.readouterr().out)


def test_the_shipped_weights_measure_inside_the_shipped_card(starter_gguf, capsys):
    """The quick version of ``stepmark evaluate starter --card``, through the real engine.

    Two problems of each family give wide intervals; eight samples keep chance well inside them.
    """
    status, document = asked(capsys, "--limit", "2")
    card = load_card()
    assert document["outside"] == sum(not row["inside"] for row in document["rows"])
    assert (status, document["outside"]) == (0, 0), [
        row for row in document["rows"] if not row["inside"]
    ]
    measured = {(row["family"], row["measure"]) for row in document["rows"]}
    assert {(family, "greedy") for family in card.families} <= measured


def test_a_card_that_the_weights_do_not_keep_ends_with_status_1(
    starter_gguf, capsys, monkeypatch, expert
):
    right = measure(scripted(expert, lambda _p, text, _r, _s: text), FEW, expert)
    bad = measure(scripted(expert, lambda _p, _t, _r, _s: ""), FEW, expert)
    monkeypatch.setattr(starter_card, "load_card", lambda: right)
    monkeypatch.setattr(starter_card, "measure", lambda *_: bad)
    status, document = asked(capsys)
    assert status == 1
    assert document["outside"] > 0


@pytest.mark.parametrize("options", [("--split", "train"), ("--temperature", "0.5")], ids=str)
def test_what_the_card_decides_cannot_be_asked_otherwise(options, capsys):
    with pytest.raises(KnownError, match="The card decides"):
        asked(capsys, *options)


def test_another_model_has_no_card(capsys):
    with pytest.raises(KnownError, match="evaluate starter --card"):
        asked(capsys, model="other")


def test_the_page_says_what_the_card_and_the_log_say():
    """Numbers that are typed by hand drift away from the weights."""
    folder = paths.starter_dir()
    page = (folder / "README.md").read_text(encoding="utf-8")
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    log = (folder / "train.log").read_text(encoding="utf-8")
    assert card_tables.updated_page(page, card_tables.measured_text(card, log)) == page
    for family in load_card().families.values():
        assert f"| {family.title} |" in page


def test_the_shipped_card_covers_every_family_and_keeps_what_the_product_needs(expert):
    """Enough is right to be worth marking, and enough is wrong to be worth training."""
    card: Card = load_card()
    assert set(card.families) == {*expert.families, ALL}
    together = card.families[ALL].shares
    assert 0.40 <= together["greedy"].value <= 0.75
    assert 0.40 <= together["sampled"].value <= 0.75
    assert together["well_formed"].value >= 0.95
    for family in expert.flawed:
        assert card.families[family].shares["greedy"].value <= 0.2
        assert sum(card.families[family].first_errors.values()) > 20


def test_the_log_beside_the_card_is_of_the_whole_recipe():
    """Its first lines say the settings, its last that every step was done."""
    lines = (Path(paths.starter_dir()) / "train.log").read_text(encoding="utf-8").splitlines()
    assert "seed=" in lines[0]
    steps = next(word.split("=")[1] for word in lines[0].split() if word.startswith("steps="))
    assert lines[-1].startswith(f"# ended at step {steps} ")
