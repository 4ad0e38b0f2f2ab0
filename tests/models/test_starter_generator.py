"""The starter model's problems, checker, tokenizer and files keep what its card promises."""

from __future__ import annotations

import hashlib
import json
import random
import tomllib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from models.starter import (
    algebra_families,
    checker,
    conversation,
    generator,
    latex_math,
    make_samples,
    problems,
)

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "models" / "starter"

FAMILIES = tuple(generator.FAMILIES)
FLAWED = tuple(key for key, family in generator.FAMILIES.items() if family.flaw)
MIB = 1024 * 1024


def draw(family, count, split="train", seed=1):
    rng = random.Random(seed)
    return [generator.draw_problem(rng, family, split) for _ in range(count)]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(STARTER / "tokenizer.json"))


def test_there_are_ten_families_with_titles():
    titles = {family.title for family in generator.FAMILIES.values()}
    assert len(titles) == 10


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("split", ["train", "heldout"])
def test_every_step_of_a_right_solution_passes_its_checker(family, split):
    rng = random.Random(3)
    for problem in draw(family, 150, split):
        solution = generator.FAMILIES[family].solve(problem, rng, problems.no_slip)
        assert solution.answer == problem.answer
        for step in solution.steps:
            assert checker.check_step(problem, step).correct, (problem.statement, step)


@pytest.mark.parametrize("family", FLAWED)
def test_a_taught_flaw_is_caught_at_its_step_and_spoils_the_answer(family):
    rng = random.Random(4)
    for problem in draw(family, 100):
        wrong = generator.FAMILIES[family].flaw(problem, rng)
        marks = [checker.check_step(problem, step).correct for step in wrong.steps]
        assert marks.index(False) + 1 == wrong.wrong_step
        assert wrong.answer != problem.answer


@pytest.mark.parametrize("family", [key for key in FAMILIES if key != "transforms"])
def test_a_slip_is_caught_at_its_step_and_not_before(family):
    rng = random.Random(5)
    found = 0
    for problem in draw(family, 100):
        wrong = conversation.slipped(generator.FAMILIES[family], problem, rng)
        if wrong is None:
            continue
        found += 1
        marks = [checker.check_step(problem, step).correct for step in wrong.steps]
        assert marks.index(False) + 1 == wrong.wrong_step
    assert found > 10


@pytest.mark.parametrize("family", FAMILIES)
def test_steps_that_claim_nothing_are_not_correct(family):
    problem = draw(family, 1)[0]
    for text in ("", "We are done.", "Then $1 = 2$.", "So $x = \\frac{1}{0}$.", "$((($"):
        assert not checker.check_step(problem, text).correct


@pytest.mark.parametrize("family", FAMILIES)
def test_held_out_and_train_never_share_numbers_or_wordings(family):
    train, held_out = draw(family, 600), draw(family, 200, "heldout")
    keys = [{(p.form, p.numbers, p.words) for p in side} for side in (train, held_out)]
    assert not keys[0] & keys[1]
    assert not {p.statement for p in train} & {p.statement for p in held_out}
    assert {p.split for p in train} == {"train"}
    assert {p.split for p in held_out} == {"heldout"}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_draws_the_same_problems(family):
    assert draw(family, 20, seed=9) == draw(family, 20, seed=9)
    assert draw(family, 20, seed=9) != draw(family, 20, seed=10)


def test_the_stream_of_conversations_is_deterministic_and_asks_again_at_times():
    first, second = (
        [generator.train_conversation(rng) for _ in range(300)]
        for rng in (random.Random(8), random.Random(8))
    )
    assert first == second
    lengths = [len(talk) for talk in first]
    assert set(lengths) == {2, 4}
    assert 0.1 < lengths.count(4) / 300 < 0.25


def test_flawed_families_are_taught_wrongly_about_as_often_as_the_card_says():
    rng = random.Random(12)
    for family in FLAWED:
        taught = [(p, generator.taught_solution(p, rng)) for p in draw(family, 400)]
        wrong = sum(solution.answer != problem.answer for problem, solution in taught)
        assert abs(wrong / 400 - generator.FAMILIES[family].flaw_share) < 0.08


def test_a_response_has_the_fixed_format():
    problem = generator.draw_problem(random.Random(1), "linear", "train")
    text = problems.response_text(problems.Solution(("First.", "Then."), "x = 12"))
    assert text == "1. First.\n2. Then.\n**Answer: $x = 12$**"
    options = problems.Solution(("First.",), "A, D")
    assert problems.response_text(options).endswith("**Answer: A, D**")
    checks = checker.check_response(
        problem, problems.response_text(generator.reference_solution(problem))
    )
    assert len(checks) >= 2
    assert all(check.correct for check in checks)


def test_a_feedback_message_has_the_fixed_format():
    marks = [
        conversation.Mark(1, "correct"),
        conversation.Mark(2, "incorrect", "calculation", "Check it.", "Add: $1 + 1 = 2$."),
        conversation.Mark(3, "incorrect", follows_from=2),
    ]
    assert conversation.feedback_message(marks) == (
        "Your solution was checked step by step.\n"
        "Step 1: correct.\n"
        "Step 2: incorrect (calculation). Check it.\n"
        "Rewrite of step 2: Add: $1 + 1 = 2$.\n"
        "Step 3: incorrect, follows from step 2.\n"
        "Write the whole solution again."
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3 \\times 4", 14),
        ("\\frac{1}{2} - \\frac{1}{3}", Fraction(1, 6)),
        ("-(2 - 5)^2", -9),
        ("2(x + 1)", 8),
        ("2|x - 5|", 4),
        ("0.25x^2", Fraction(9, 4)),
        ("6 \\cdot x / 9", 2),
    ],
)
def test_expressions_are_evaluated_exactly(text, value):
    assert latex_math.evaluate(text, {"x": Fraction(3)}) == value


@pytest.mark.parametrize("text", ["", "2 +", "(1", "1)", "y", "\\sin 2", "1 / 0", "2^{99}", "2^x"])
def test_what_is_no_expression_is_refused(text):
    with pytest.raises(latex_math.NotMath):
        latex_math.evaluate(text)


def test_a_wrong_direction_or_letter_is_caught():
    problem = algebra_families.transform_problem((25, 0, 0, 0), "train", random.Random(0))
    right, wrong = "so $f(x)$ has been vertically {}.", "The correct statement is A."
    assert checker.check_step(problem, right.format("compressed")).correct
    assert not checker.check_step(problem, right.format("stretched")).correct
    assert not checker.check_step(problem, wrong).correct
    assert not checker.check_step(
        problem, "Since $0.25x^2 = (0.25x)^2$, it has been horizontally stretched."
    ).correct


def test_the_tokenizer_round_trips_any_text(tokenizer):
    for text in ("$x = \\frac{12}{7}$", "naïve → ∑ 数学 🙂\t\n", "A. $f(x)$ has been stretched."):
        assert tokenizer.decode(tokenizer.encode(text).ids) == text


def test_every_digit_is_its_own_token(tokenizer):
    encoded = tokenizer.encode("$3407 + 15 = 3422$, x2 and 2024")
    digits = [token for token in encoded.tokens if any(c.isdigit() for c in token)]
    assert digits == list("3407153422") + list("22024")
    assert not [t for t in tokenizer.get_vocab() if len(t) > 1 and any(c.isdigit() for c in t)]


def test_the_vocabulary_fits_the_model_and_every_byte_has_a_token(tokenizer):
    config = json.loads((STARTER / "config.json").read_text())
    assert tokenizer.get_vocab_size() == config["vocab_size"]
    assert tokenizer.token_to_id("<|end|>") == config["eos_token_id"]
    singles = [token for token in tokenizer.get_vocab() if len(token) == 1]
    assert len(singles) >= 256


def test_the_chat_template_writes_turns_and_takes_system_messages():
    jinja2 = pytest.importorskip("jinja2")
    template = jinja2.Template((STARTER / "chat_template.jinja").read_text())
    messages = [
        {"role": "system", "content": "S"},
        {"role": "user", "content": "Q"},
        {"role": "assistant", "content": "R"},
    ]
    assert template.render(messages=messages[1:]) == (
        "<|user|>\nQ<|end|>\n<|assistant|>\nR<|end|>\n"
    )
    shown = template.render(messages=messages[:2], add_generation_prompt=True)
    assert shown == "<|user|>\nS<|end|>\n<|user|>\nQ<|end|>\n<|assistant|>\n"


def test_the_catalog_names_the_weights_that_are_there():
    catalog = tomllib.loads((ROOT / "models" / "catalog.toml").read_text())
    entry = next(model for model in catalog["model"] if model["id"] == "starter")
    weights = ROOT / entry["file"] / "model.safetensors"
    assert weights.stat().st_size <= 25 * MIB
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == entry["sha256"]


def test_no_starter_file_is_large():
    assert all(path.stat().st_size <= 25 * MIB for path in STARTER.iterdir() if path.is_file())


def test_the_card_names_every_family_and_the_licence():
    card = (STARTER / "README.md").read_text()
    assert all(family.title in card for family in generator.FAMILIES.values())
    assert "Apache-2.0" in card


def test_the_sample_problems_are_those_of_their_script():
    lines = (ROOT / "resources" / "samples" / "problems.jsonl").read_text().splitlines()
    made = [make_samples.row(n, p) for n, p in enumerate(make_samples.sample_problems(), 1)]
    assert lines == made
    rows = [json.loads(line) for line in lines]
    assert {row["topic"] for row in rows} == {f.title for f in generator.FAMILIES.values()}
    assert sum(row["split"] == "heldout" for row in rows) == 14
    assert rows[0]["answer"] == "A, D"
    assert "$f(x)=0.25x^2$" in rows[0]["problem"]
    assert rows[0]["split"] == "train"


def test_a_problem_is_moved_to_the_split_of_its_numbers():
    problem = draw("order", 1)[0]
    found = problems.draw_until(lambda: replace(problem, split="heldout"), "train")
    assert found.split == "train"


def test_the_changes_do_not_add_up_and_the_mean_of_the_speeds_is_caught():
    """The two mistakes of reasoning that these families teach, each on its own step."""
    price = replace(draw("changes", 1)[0], numbers=(200, 10, -10))
    taken = "The second change is taken of the {} price: $\\frac{{10 \\times {}}}{{100}} = {}$."
    assert checker.check_step(price, taken.format("new", 220, 22)).correct
    assert not checker.check_step(price, taken.format("first", 200, 20)).correct
    assert not checker.check_step(price, taken.format("new", 200, 20)).correct
    ways = replace(draw("speeds", 1)[0], numbers=(120, 40, 60))
    assert checker.check_step(ways, "The average speed is $\\frac{240}{5} = 48$.").correct
    assert not checker.check_step(ways, "The average speed is $\\frac{100}{2} = 50$.").correct
    assert not checker.check_step(ways, "That is $\\frac{40 + 60}{2} = 50$.").correct
