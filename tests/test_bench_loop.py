"""The closed-loop benchmark: its expert, its judgement and the whole command on a tiny budget."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.benchmarks import bench_loop
from tests.benchmarks.loop import table
from tests.benchmarks.loop.arms import ARMS, arm_recipe, order, rewritten, stage_seconds
from tests.benchmarks.loop.expert import draw_problems, feedback_on, marked
from tests.benchmarks.loop.measure import Answers, Outcome, best_by, majority, outcome
from workbench.domain.feedback import from_lines, to_lines
from workbench.domain.recipes import Recipe
from workbench.domain.records import Split, Verdict
from workbench.service.starter_expert import StarterExpert, StarterProblem

EXPERT = StarterExpert()
TINY = {
    "name": "tiny",
    "reward_head_steps": 10,
    "updates": 1,
    "prompts": 2,
    "samples": 2,
    "minibatch": 4,
    "warmup_updates": 0,
    "warm_start_epochs": 1,
    "evaluate_every": 0,
    "evaluation_problems": 4,
    "evaluation_samples": 0,
    "max_tokens": 80,
}


def problem(family: str = "order") -> StarterProblem:
    return EXPERT.draw(family, Split.HELDOUT, 3)


def spoiled(one: StarterProblem) -> str:
    """The reference solution with its last step and its answer off by a thousand."""
    text = EXPERT.reference_response(one)
    answer = one.record.reference_answer or ""
    head, _, tail = text.rpartition(f"= {answer}$")
    return f"{head}= {int(answer) + 1000}${tail}".replace(f"${answer}$**", "$-1$**")


def test_a_planted_wrong_response_counts_wrong():
    """What counts as right is the checkers' word alone, so no model can talk itself up."""
    one = problem()
    text = EXPERT.reference_response(one)
    good = outcome(EXPERT, one, Answers(text, (text, spoiled(one))))
    assert (good.right, good.sound, good.right_steps) == (True, True, good.steps)
    assert good.sampled == (True, False)
    bad = outcome(EXPERT, one, Answers(spoiled(one), ()))
    assert (bad.right, bad.sound, bad.right_steps) == (False, False, bad.steps - 1)


def test_imitating_rewrites_alone_sees_no_accepted_solution():
    """Solutions that were right anyway hold the other families in place; here they may not."""
    problems = draw_problems(EXPERT, 20, 10, 10, 1)
    texts = [EXPERT.reference_response(one) for one in problems.training]
    at = next(n for n, one in enumerate(problems.training) if one.family == "order")
    texts[at] = spoiled(problems.training[at])
    feedback = feedback_on(EXPERT, problems, texts, 0.0)
    kept = from_lines(rewritten(to_lines(feedback)))
    assert [r.problem_id for r in kept.responses] == [problems.training[at].record.id]
    assert kept.problems == feedback.problems


def test_a_right_answer_after_a_wrong_step_is_right_but_not_sound():
    one = problem()
    lines = spoiled(one).splitlines()[:-1]
    text = "\n".join([*lines, f"**Answer: ${one.record.reference_answer}$**"])
    found = outcome(EXPERT, one, Answers(text, ()))
    assert (found.right, found.sound) == (True, False)


def test_a_response_without_answer_or_steps_counts_wrong():
    found = outcome(EXPERT, problem(), Answers("", ()))
    assert (found.right, found.sound, found.steps) == (False, False, 0)


def test_the_expert_marks_up_to_the_first_wrong_step_and_rewrites_it():
    """What stands after the first error was never judged, as in the window."""
    one = problem("words")
    steps = list(EXPERT.reference_steps(one))
    wrong = [steps[0], "Take away $1$: $2 - 1 = 7$.", *steps[2:]]
    text = "".join(f"{number}. {step}\n" for number, step in enumerate(wrong, 1))
    found = marked(EXPERT, one, text, 0.0)
    verdicts = [step.verdict for step in found.steps]
    assert verdicts[:2] == [Verdict.CORRECT, Verdict.INCORRECT]
    assert set(verdicts[2:]) <= {None}
    assert found.steps[1].rewrite == steps[1]
    assert not found.accepted


def test_the_expert_accepts_only_what_is_right_throughout():
    one = problem()
    text = EXPERT.reference_response(one)
    assert marked(EXPERT, one, text, 0.0).accepted
    assert not marked(EXPERT, one, spoiled(one), 0.0).accepted
    assert not marked(EXPERT, one, "", 0.0).accepted


def test_noise_turns_about_its_share_of_verdicts_round_and_always_the_same():
    problems = EXPERT.problems(Split.TRAIN, 60, 5, "order")
    texts = [EXPERT.reference_response(one) for one in problems]
    pairs = list(zip(problems, texts, strict=True))
    first = [marked(EXPERT, one, text, 0.1).steps[0].verdict for one, text in pairs]
    assert first == [marked(EXPERT, one, text, 0.1).steps[0].verdict for one, text in pairs]
    assert 1 <= first.count(Verdict.INCORRECT) <= 15


def test_what_is_measured_on_neither_trains_nor_picks_the_policy():
    """A policy picked on the same problems would look better than it is."""
    problems = draw_problems(EXPERT, 20, 15, 25, seed=1)
    texts = [EXPERT.reference_response(one) for one in problems.training]
    feedback = feedback_on(EXPERT, problems, texts, 0.0)
    seen = {one.statement for one in feedback.problems}
    assert len(problems.measured_on) >= 25
    assert not seen & {one.record.statement for one in problems.measured_on}
    assert {one.id for one in feedback.problems_of(Split.TRAIN)} == {
        one.record.id for one in problems.training
    }
    again = draw_problems(EXPERT, 20, 15, 25, seed=2)
    assert again.measured_on == problems.measured_on
    assert again.training != problems.training


def test_arms_differ_only_in_what_they_leave_out():
    recipe = Recipe()
    budget = {key: arm_recipe(recipe, ARMS[key]) for key in "defg"}
    assert budget["g"] == recipe
    assert budget["d"].updates == 0
    assert not budget["e"].uses_steps
    assert budget["e"].warm_start_epochs == budget["f"].warm_start_epochs == 0
    assert {(b.updates, b.prompts, b.samples) for k, b in budget.items() if k != "d"} == {
        (recipe.updates, recipe.prompts, recipe.samples)
    }
    assert order("abcdg") == ["g", "a", "b", "c", "d"]


def test_votes_and_rewards_choose_among_the_samples():
    texts = ["**Answer: $2$**", "no answer", "**Answer: $3$**", "**Answer: 3**"]
    assert majority(texts) == texts[2]
    assert majority(["nothing", "at all"]) == "nothing"
    assert best_by(texts, lambda text: float("no" in text)) == texts[1]


def result(arm: str, right: list[int], seed: int = 1) -> table.Result:
    outcomes = tuple(
        Outcome(str(number), "f", bool(one), bool(one), 4, 4 if one else 2, (bool(one), False))
        for number, one in enumerate(right)
    )
    return table.Result(arm, seed, outcomes, 3.0)


def test_the_table_gives_shares_ratios_and_paired_differences():
    measured = {
        "a": [result("a", [1, 0, 0, 0] * 10)],
        "d": [result("d", [1, 1, 0, 0] * 10)],
        "g": [result("g", [1, 1, 1, 0] * 10), result("g", [1, 1, 1, 1] * 10, seed=2)],
    }
    rows = {key: table.row(found, measured["a"]) for key, found in measured.items()}
    assert rows["a"]["greedy"].value == 0.25
    assert rows["a"]["greedy"].low < 0.25 < rows["a"]["greedy"].high
    assert rows["a"]["steps"].value == pytest.approx(0.625)
    assert rows["a"]["sampled"].value == 0.125
    assert rows["g"]["greedy"].seeds == (0.75, 1.0)
    assert rows["g"]["error_ratio"].value == pytest.approx(1 / 3), "of the seed that both have"
    compared = table.comparisons(measured)
    assert compared["g-d"]["greedy"].value == pytest.approx(0.25)
    assert [hit for _, hit, _ in table.targets(rows, compared)] == [True, True, None, True]
    assert "(g) beats (e): not measured" in table.markdown(rows, compared, table.targets(rows, {}))


def test_a_missed_target_is_said():
    measured = {"a": [result("a", [1, 0] * 10)], "g": [result("g", [1, 0] * 10)]}
    rows = {key: table.row(found, measured["a"]) for key, found in measured.items()}
    met = table.targets(rows, {})
    assert met[0][1] is False
    assert "MISSED" in table.markdown(rows, {}, met)


def test_time_beside_other_work_counts_only_where_there_is_no_other() -> None:
    """The clock of a busy machine tells of its other work; the answers of every seed count."""
    quiet = result("g", [1, 1] * 10)
    loud = replace(result("g", [1, 0] * 10, seed=2), minutes=20.0, busy=True)
    both = table.row([quiet, loud], [])
    assert (both["minutes"], both["timed_seeds"], both["seeds"]) == (3.0, [1], [1, 2])
    assert "seeds [2]" in table.spoken(both)
    assert table.row([loud], [])["minutes"] == 20.0


def test_a_ratio_over_nothing_is_no_number():
    assert np.isnan(table.ratio(np.array([[[1.0, 0.0]]]))[0])


def test_stage_times_are_read_from_the_log_of_a_run_that_was_cut():
    log = (
        "2026-01-01 10:00:00,000 stage base\n2026-01-01 10:00:04,500 stage reward\n"
        "2026-01-01 10:00:10,000 stage reward\n2026-01-01 10:00:11,000 done: Finished.\n"
    )
    assert stage_seconds(log) == {"base": 4.5, "reward": 6.5}


def tiny(out: Path, recipe: Path, *more: str) -> int:
    options = ["--out", str(out), "--seeds", "1", "--solutions", "20", "--problems", "10"]
    return bench_loop.main([*options, "--samples", "1", "--recipe", str(recipe), *more])


def loaded(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())


def test_the_whole_command_on_a_tiny_budget(tmp_path, monkeypatch, capsys):
    """Trains two arms by the real process, and counts only what the checkers say of the texts."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    recipe, out = tmp_path / "tiny.json", tmp_path / "out"
    recipe.write_text(json.dumps(TINY))
    code = tiny(out, recipe, "--arms", "a,d,g")
    document, seed = loaded(out / "loop.json"), out / "seed-1"
    assert [row["arm"] for row in document["rows"]] == ["a", "d", "g"]
    assert code == int(any(target["met"] is False for target in document["targets"]))
    for record in document["results"]:
        written = seed / f"written-{record['arm'].replace('a', 'base')}.json"
        judged = [
            outcome(EXPERT, one, Answers(text["greedy"], tuple(text["sampled"]))).to_mapping()
            for one, text in zip(
                draw_problems(EXPERT, 20, 4, 10, seed=1).measured_on,
                loaded(written)["answers"],
                strict=True,
            )
        ]
        assert json.loads(json.dumps(judged)) == record["outcomes"]
    trained = {record["arm"]: record["training"] for record in document["results"]}
    assert trained["a"] is None
    assert trained["g"]["stages"]["ppo"] > 0
    assert trained["d"]["borrowed"] > 0, "the starter's evaluation was made once"
    assert (out / "loop.png").read_bytes().startswith(b"\x89PNG")
    assert "| (g) imitation, then PPO" in capsys.readouterr().out

    done = (seed / "arm-g.json").stat().st_mtime_ns
    monkeypatch.setattr(bench_loop.arms, "train_arm", None)
    assert tiny(out, recipe, "--arms", "a,d,g") == code
    assert (seed / "arm-g.json").stat().st_mtime_ns == done
    with pytest.raises(SystemExit, match="other settings \\(noise\\)"):
        tiny(out, recipe, "--noise", "0.1")
