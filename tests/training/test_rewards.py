"""Where the reward lands: on the last token of each step, and on the last token of all."""

from __future__ import annotations

import pytest

from tests.helpers.small_run import small_recipe
from workbench.training.rewards import Judgement, answer_agrees, token_rewards

JUDGED = Judgement((1, 3), (0.9, 0.1), agrees=True, finished=True, length=5)


def test_min_form_puts_the_blame_on_the_worst_step() -> None:
    """Scores 0.9 and 0.1 become 0.8 and -0.8; the second takes all the weight."""
    rewards = token_rewards([JUDGED], 6, small_recipe(reward="steps"))
    assert rewards[0].tolist() == pytest.approx([0, 0, 0, -0.8, 0, 0], abs=1e-4)


def test_sum_form_pays_every_step() -> None:
    """The other form of credit, for comparison."""
    rewards = token_rewards([JUDGED], 6, small_recipe(reward="steps", credit="sum"))
    assert rewards[0].tolist() == pytest.approx([0, 0.8, 0, -0.8, 0, 0], abs=1e-4)


def test_answer_reward_lies_on_the_last_token() -> None:
    """The answer reward of weight 2 is mixed in at the end of the response, not of the padding."""
    rewards = token_rewards([JUDGED], 6, small_recipe(answer_weight=2.0))
    assert rewards[0].tolist() == pytest.approx([0, 0, 0, -0.8, 2.0, 0], abs=1e-4)


def test_a_response_cut_at_the_limit_pays_for_it() -> None:
    """Without an end there is no answer to reward."""
    cut = Judgement((), (), agrees=False, finished=False, length=4)
    rewards = token_rewards([cut], 4, small_recipe(unfinished_penalty=0.5))
    assert rewards[0].tolist() == [0, 0, 0, -0.5]


def test_a_problem_without_reference_answer_earns_no_answer_reward() -> None:
    """Unknown is not wrong and not right."""
    assert answer_agrees("**Answer: $4$**", None) is None
    assert answer_agrees("**Answer: $4$**", "4") is True
    assert answer_agrees("no answer here", "4") is False
