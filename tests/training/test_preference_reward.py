"""Pairs from feedback, and the preference reward model that learns from them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoTokenizer

from tests.helpers.small_run import (
    lay_run,
    marked_sum,
    small_recipe,
    sums_feedback,
    sums_with_rewrites,
)
from workbench.domain.feedback import Feedback, MarkedResponse, MarkedStep, Ranking
from workbench.domain.records import Preference, Problem, Split, Strength, TurnKind, Verdict
from workbench.domain.steps import split_response
from workbench.training import main as training_main
from workbench.training.data import Codec, split_by_problem, step_examples
from workbench.training.modeling import AdaptedModel, StepHead, load_base, pad_batch
from workbench.training.pairs import (
    PreferenceGroup,
    alternative_pairs,
    comparisons,
    preference_groups,
    rewrite_pairs,
    step_pairs,
)
from workbench.training.preference_losses import (
    bradley_terry,
    k_wise_balanced,
    plackett_luce,
)
from workbench.training.preference_reward import (
    PreferenceReport,
    PreferenceScorer,
    by_responses,
    evaluate_preference,
    group_loss,
    group_states,
    train_preference_reward,
)
from workbench.training.process_reward import pair_loss, train_step_reward
from workbench.training.rewards import Judgement, outcome_reward

CPU = torch.device("cpu")
GOOD, BAD = Verdict.CORRECT, Verdict.INCORRECT


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def codec(tiny_base: Path) -> Codec:
    return Codec(AutoTokenizer.from_pretrained(tiny_base), "bare")


def said(name: str, text: str, verdicts: Sequence[Verdict | None] = (), **fields: Any):
    """A response of the thread t to the problem p."""
    segments = split_response(text).steps
    marks = [*verdicts, *[None] * len(segments)]
    steps = tuple(MarkedStep(s.start, s.end, v) for s, v in zip(segments, marks, strict=False))
    return MarkedResponse("p", fields.pop("turn", 1), text, steps, id=name, thread_id="t", **fields)


def feedback_of(*responses: MarkedResponse, **fields: Any) -> Feedback:
    return Feedback((Problem("p", "2 + 3?", "5"),), responses, **fields)


def preferred(better: str, worse: str, strength: Strength = Strength.BETTER) -> Preference:
    return Preference(f"{better}{worse}", "p", "ada", better, worse, strength)


def test_rewrite_is_preferred_to_the_step_it_replaces(codec: Codec) -> None:
    """Same beginning, two endings: each is scored at its own last token."""
    one = said("a", "1. Add.\n2. It is 6.\n3. Done.\n**Answer: $6$**", (GOOD, BAD))
    steps = (one.steps[0], replace(one.steps[1], rewrite="It is 5."), one.steps[2])
    feedback = feedback_of(replace(one, steps=steps))
    ((_, (better, _), (worse, _)),) = rewrite_pairs(feedback)
    assert (better, worse) == ("1. Add.\n2. It is 5.\n", "1. Add.\n2. It is 6.\n")
    (pair,) = step_pairs(codec, feedback)
    for example, ending in ((pair.better, "It is 5."), (pair.worse, "It is 6.")):
        (position,) = example.positions
        assert codec.decode(example.response[: position + 1]).endswith(ending)


def alternatives(chosen: int, *verdicts: Verdict | None) -> list[tuple[str, str]]:
    """Pairs from three next steps after one given step, of which one is chosen."""
    prefix = "1. Add.\n"
    candidates = [
        said(
            str(n),
            f"{prefix}2. Way {n}.\n**Answer: $5$**",
            (None, verdict),
            prefix=prefix,
            candidate=n,
            chosen=n == chosen,
            turn_kind=TurnKind.REGENERATE,
        )
        for n, verdict in enumerate(verdicts)
    ]
    found = alternative_pairs(feedback_of(*candidates))
    return [(b[len(prefix) :].strip(), w[len(prefix) :].strip()) for _, (b, _), (w, _) in found]


def test_chosen_alternative_is_preferred_to_the_others() -> None:
    """Somebody looked at three ways on and moved to the second."""
    found = alternatives(1, None, None, None)
    assert found == [("2. Way 1.", "2. Way 0."), ("2. Way 1.", "2. Way 2.")]


def test_first_alternative_counts_only_when_marked_correct() -> None:
    """It is chosen to begin with, which is nobody's choice."""
    assert alternatives(0, None, None) == []
    assert alternatives(0, GOOD, None) == [("2. Way 0.", "2. Way 1.")]


def test_wrong_or_equally_right_alternatives_teach_no_preference() -> None:
    """A chosen step may still be wrong, and another right one is not worse."""
    assert alternatives(1, None, BAD) == []
    assert alternatives(1, GOOD, GOOD) == []


def test_accepted_turn_is_preferred_to_the_one_it_improved_on() -> None:
    """Turn t+1 over t where accepted; other turns prove nothing."""
    first = said("a", "1. One.", chosen=True)
    second = said("b", "1. Two.", turn=2, chosen=True)
    third = said("c", "1. Three.", turn=3, chosen=True, accepted=True)
    found = comparisons(feedback_of(first, second, third))
    assert [(c.better.id, c.worse.id) for c in found] == [("c", "b")]


def test_strengths_become_margins_and_ties_soft_targets(codec: Codec) -> None:
    """Llama 2's margins; a tie has none and sits between."""
    feedback = feedback_of(
        *(said(name, f"1. {name}.") for name in "abc"),
        preferences=(preferred("a", "b", Strength.MUCH_BETTER), preferred("b", "c", Strength.TIE)),
    )
    (group,) = preference_groups(codec, feedback)
    assert (group.better, group.worse) == ((0, 1), (1, 2))
    assert (group.margins, group.targets) == ((1.0, 0.0), (1.0, 0.5))
    assert len(group.responses) == 3


def test_ranking_of_nine_needs_nine_responses_for_thirty_six_pairs(codec: Codec) -> None:
    """K forwards serve C(K,2) pairs."""
    names = "abcdefghi"
    feedback = feedback_of(
        *(said(name, f"1. {name}.") for name in names), rankings=(Ranking("p", tuple(names)),)
    )
    (group,) = preference_groups(codec, feedback)
    assert (len(group.responses), len(group.better), group.compared) == (9, 36, 0)


def group(compared: int, pairs: Sequence[tuple[int, int]], *rankings: tuple[int, ...]):
    better, worse = zip(*pairs, strict=True)
    count = len(pairs)
    return PreferenceGroup(
        "p", (1,), ((2,),) * 3, better, worse, (0.0,) * count, (1.0,) * count, compared, rankings
    )


SCORES = torch.tensor([2.0, 1.0, 0.0])
RANKED = group(0, [(0, 1), (0, 2), (1, 2)], (0, 1, 2))


def test_pairs_of_a_ranking_are_the_k_wise_loss() -> None:
    """The recipe's "pairs": every pair of the prompt weighs 1/C(K,2)."""
    torch.testing.assert_close(group_loss(SCORES, RANKED, "pairs"), k_wise_balanced(SCORES))


def test_ranking_loss_is_plackett_luce_per_choice() -> None:
    """The recipe's "ranking": two choices are made among three."""
    expected = plackett_luce(SCORES) / 2
    torch.testing.assert_close(group_loss(SCORES, RANKED, "ranking"), expected)


def test_ranking_loss_keeps_single_comparisons_as_pairs() -> None:
    """A problem may have both; each kind counts once."""
    both = group(1, [(2, 0), (0, 1), (0, 2), (1, 2)], (0, 1, 2))
    single = bradley_terry(SCORES[2], SCORES[0])
    expected = (single + plackett_luce(SCORES) / 2) / 2
    torch.testing.assert_close(group_loss(SCORES, both, "ranking"), expected)


def test_micro_batches_never_cut_a_problem() -> None:
    """All K scores of a problem are needed at once."""
    parts = list(by_responses([RANKED] * 5, 7))
    assert [len(part) for part in parts] == [2, 2, 1]
    assert [len(part) for part in by_responses([RANKED] * 2, 1)] == [1, 1]


def shouting(count: int, heldout: int = 0) -> Feedback:
    """Problems with three responses, ranked by how often they say "good"; an easy lesson."""
    problems, responses, rankings, preferences = [], [], [], []
    for n in range(count):
        problem, _ = marked_sum(n, right=True, split=Split.HELDOUT if n < heldout else Split.TRAIN)
        problems.append(problem)
        names = [f"{n}-{quality}" for quality in range(3)]
        for quality, name in enumerate(names):
            text = f"1. Try {n % 7}.\n2. So{' good' * (2 - quality)}."
            one = replace(said(name, text), problem_id=problem.id, thread_id=f"t{n}")
            responses.append(one)
        if n % 2:
            rankings.append(Ranking(problem.id, tuple(names)))
        else:
            preferences.append(replace(preferred(names[0], names[2]), problem_id=problem.id))
    return Feedback(tuple(problems), tuple(responses), tuple(preferences), tuple(rankings))


@pytest.mark.parametrize("loss", ["pairs", "ranking"])
def test_model_learns_to_order_unseen_problems(tiny_base: Path, codec: Codec, loss: str) -> None:
    """Head first, then adapter; measured on problems that it was not trained on."""
    base, _ = load_base(tiny_base, CPU)
    recipe = small_recipe(preference_loss=loss, microbatch=16, reward_learning_rate=1e-3)
    model = AdaptedModel(base, recipe, CPU)
    model.add_adapter("preference")
    policy, start = model.adapter_state("policy"), model.adapter_state("preference")
    head = StepHead(model.hidden_size)
    groups = preference_groups(codec, shouting(40))
    training, validation = split_by_problem(groups, frozenset(), 0.4, 1)
    heard: list[dict[str, Any]] = []
    train_preference_reward(model, head, training, recipe, 0, heard.append)
    report = evaluate_preference(model, head, training, validation, recipe, 0)
    assert [record["epoch"] for record in heard] == [0, 1]
    assert (report.accuracy or 0) > 0.85
    assert report.above_chance is True
    assert report.validation_problems == 16
    assert report.length_correlation is not None
    assert report.length_correlation > 0.3, "good ones are longer here, and the report says so"
    assert report.length_correlation_low is not None
    moved = model.adapter_state("preference")
    assert any(not torch.equal(start[name], moved[name]) for name in start)
    same = model.adapter_state("policy")
    assert all(torch.equal(policy[name], same[name]) for name in policy)
    assert PreferenceReport.from_mapping(json.loads(json.dumps(report.to_mapping()))) == report


def test_gradients_of_micro_batches_are_those_of_the_whole(tiny_base: Path, codec: Codec) -> None:
    """Less memory must not mean another loss."""
    weights = []
    for size in (64, 3):
        base, _ = load_base(tiny_base, CPU)
        recipe = small_recipe(microbatch=size, preference_head_steps=0)
        model = AdaptedModel(base, recipe, CPU)
        model.add_adapter("preference")
        torch.manual_seed(0)
        head = StepHead(model.hidden_size)
        torch.nn.init.normal_(head.out.weight)
        groups = preference_groups(codec, shouting(8))
        train_preference_reward(model, head, groups, recipe, 0, lambda _: None)
        weights.append(head.out.weight.detach().clone())
    torch.testing.assert_close(weights[0], weights[1], atol=1e-5, rtol=1e-4)


def test_score_is_read_at_the_last_visible_token(tiny_base: Path, codec: Codec) -> None:
    """Padding and the end token of a rollout leave a response's reward as it is."""
    base, _ = load_base(tiny_base, CPU)
    model, head = AdaptedModel(base, small_recipe(), CPU), StepHead(64)
    model.add_adapter("preference")
    torch.nn.init.normal_(head.out.weight)
    scorer = PreferenceScorer(model, head, 0.5, 2.0)
    prompt, response = codec.prompt_ids(Problem("p", "2 + 3?")), codec.encode("1. It is 5.")[0]
    ended = [*response, *codec.ending_ids()]
    assert codec.visible_length(ended) == len(response)
    alone = pad_batch([prompt], [response], 0, CPU)
    padded = pad_batch([prompt, prompt], [ended, ended * 3], 0, CPU)
    (expected,) = scorer.rewards(alone, [len(response)])
    found = scorer.rewards(padded, [codec.visible_length(ended), 5])
    assert found[0] == pytest.approx(expected, abs=1e-5)
    (states,) = group_states(
        model, [replace(RANKED, prompt=tuple(prompt), responses=(tuple(response),))], 0
    )
    by_hand = torch.tanh((head(states[0]) - 0.5) / 2.0)
    assert expected == pytest.approx(float(by_hand.detach()), abs=1e-5)


def test_preference_counts_in_the_outcome_reward_by_its_weight() -> None:
    """Right answer 1, preference 0.5 with weight 0.4: 1.2."""
    judged = Judgement((), (), agrees=True, finished=True, length=3, preference=0.5)
    assert outcome_reward(judged, small_recipe(preference_weight=0.4)) == pytest.approx(1.2)


def run_with(
    tmp_path: Path, base: Path, feedback: Feedback, **changes: Any
) -> tuple[dict[str, Any], tuple[str, ...]]:
    folder = lay_run(tmp_path / "run", base, small_recipe(**changes), feedback)
    assert training_main.main([str(folder.path)]) == 0
    status = folder.status()
    assert status is not None
    return json.loads((folder.path / "results.json").read_text()), status.notices


def with_sums(feedback: Feedback) -> Feedback:
    """Add the marks that the process reward model needs."""
    sums = sums_feedback()
    renamed = tuple(replace(p, id=f"s{p.id}") for p in sums.problems)
    marked = tuple(replace(r, problem_id=f"s{r.problem_id}") for r in sums.responses)
    return replace(
        feedback,
        problems=feedback.problems + renamed,
        responses=feedback.responses + marked,
    )


def test_run_uses_the_preference_model_only_above_chance_and_says_so(
    tiny_base: Path, tmp_path: Path
) -> None:
    """Good on held-out comparisons: it counts, and a sentence says with what weight."""
    results, notices = run_with(tmp_path, tiny_base, with_sums(shouting(30, heldout=10)))
    assert results["preference_model"]["used"] is True
    assert results["preference_model"]["accuracy_low"] > 0.5
    assert any("it counts in the outcome reward with weight 0.5" in n for n in notices)


def test_preference_model_at_chance_does_not_count(tiny_base: Path, tmp_path: Path) -> None:
    """Comparisons without sense are measured as such, and nothing is paid for them."""
    feedback = shouting(24, heldout=10)
    shuffled = tuple(
        replace(p, better_response_id=p.worse_response_id, worse_response_id=p.better_response_id)
        if n % 2
        else p
        for n, p in enumerate(feedback.preferences)
    )
    senseless = replace(feedback, preferences=shuffled, rankings=())
    results, notices = run_with(
        tmp_path, tiny_base, with_sums(senseless), preference_minimum=5, preference_head_steps=1
    )
    assert results["preference_model"]["used"] is False
    assert any("so it does not count" in notice for notice in notices)


def test_run_without_comparisons_has_no_preference_model(tiny_base: Path, tmp_path: Path) -> None:
    """Off where there are no preferences, without a word; few are said."""
    results, notices = run_with(tmp_path, tiny_base, with_sums(shouting(4)))
    assert results["preference_model"] is None
    assert any("too few for a preference reward model" in notice for notice in notices)


def test_held_out_comparisons_never_train(codec: Codec) -> None:
    """Marked held-out problems are the validation."""
    groups = preference_groups(codec, shouting(12, heldout=4))
    heldout = frozenset(f"p{n}" for n in range(4))
    training, validation = split_by_problem(groups, heldout, 0.5, 1)
    assert {g.problem_id for g in validation} == heldout
    assert len(training) == 8


def test_step_pairs_pull_the_better_step_above_the_worse(tiny_base: Path, codec: Codec) -> None:
    """With the recipe's weight on, the pair's own loss falls; without it, training is as before."""
    feedback = sums_with_rewrites()
    pairs = step_pairs(codec, feedback)
    examples = step_examples(codec, feedback, "positive")
    training, _ = split_by_problem(examples, frozenset(), 0.0, 1)
    found = {}
    for weight in (0.0, 5.0):
        base, _ = load_base(tiny_base, CPU)
        recipe = small_recipe(
            step_preference_weight=weight, reward_epochs=4, reward_learning_rate=3e-3
        )
        model, head = AdaptedModel(base, recipe, CPU), StepHead(64)
        train_step_reward(model, head, training, recipe, 0, lambda _: None, pairs)
        with torch.no_grad():
            found[weight] = float(pair_loss(model, head, pairs, 0))
    assert len(pairs) == 6
    assert found[5.0] < found[0.0]
