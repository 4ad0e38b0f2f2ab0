"""Judging all steps of a response in one pass gives what judging each alone would."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.helpers.small_run import marked_sum, small_recipe, sums_feedback
from tests.helpers.tiny_families import NAMES, make_tiny_family
from workbench.domain.errors import TrainingError
from workbench.domain.records import Split
from workbench.training import verdict_head as verdicts
from workbench.training.data import Codec, StepExample, step_examples
from workbench.training.modeling import AdaptedModel, Batch, load_base, pad_batch
from workbench.training.packing import Branch, pack
from workbench.training.process_reward import example_batch
from workbench.training.verdict_head import VerdictHead, common

CPU = torch.device("cpu")


def loaded(folder: Path) -> tuple[AdaptedModel, Codec]:
    """Return a tiny model whose reward adapter differs from the base, and its codec."""
    base, tokenizer = load_base(folder, CPU)
    model = AdaptedModel(base, small_recipe(), CPU)
    torch.manual_seed(3)
    for parameter in model.parameters_of("reward"):
        parameter.data.normal_(0, 0.05)
    return model, Codec(tokenizer, "bare")


def examples_of(codec: Codec) -> list[StepExample]:
    found = step_examples(codec, sums_feedback(4), "positive")
    return [*found[:2], replace(found[2], positions=found[2].positions[:1])]


@torch.no_grad()
def alone(model: AdaptedModel, ids: list[int], text: tuple[int, ...]) -> float:
    """Return the log-probability of a text after some ids, by a plain pass of its own."""
    row = torch.tensor([[*ids, *text]])
    with model.using("reward"):
        states = model.run(row, torch.ones_like(row), torch.arange(row.shape[1])[None])
    chances = model.logits(states[0]).log_softmax(1)
    return sum(float(chances[len(ids) + n - 1, token]) for n, token in enumerate(text))


@pytest.mark.parametrize("name", NAMES)
def test_packed_judgements_are_those_of_each_step_alone(tmp_path: Path, name: str) -> None:
    """For every architecture: masks, positions and short-sighted layers are as in a plain text.

    The verdicts are made three tokens and two, so that words of several tokens are proven too.
    """
    model, codec = loaded(make_tiny_family(tmp_path / name, name))
    head = VerdictHead((7, 30, 41), (9, 8, 11), (12, 8))
    rows = examples_of(codec)
    logits, states = head.judge(
        model, example_batch(rows, codec.pad_id, CPU), [row.positions for row in rows]
    )
    for row, found in zip(rows, logits, strict=True):
        for at, logit in zip(row.positions, found.tolist(), strict=True):
            ids = [*row.prompt, *row.response[: at + 1], *head.stem]
            odds = alone(model, ids, head.verdicts[0]) - alone(model, ids, head.verdicts[1])
            assert logit == pytest.approx(odds, abs=2e-4)
    batch = example_batch(rows, codec.pad_id, CPU)
    plain = model.hidden(batch, "reward")[:, batch.width :] * batch.response_mask[..., None]
    packed = states[:, batch.width :] * batch.response_mask[..., None]
    assert torch.allclose(plain, packed, atol=1e-4), "judging must not change what is judged"


def test_a_judgement_sees_its_own_beginning_only() -> None:
    """No other judgement, no later step, no padding; the second tail does not see the first."""
    batch = pad_batch([[1, 2]], [[3, 4, 5]], 0, CPU)
    width, trunk = batch.width, batch.ids.shape[1]
    packed = pack(batch, [Branch(0, 1, (6, 7), ((8, 9), (10, 11, 12))), Branch(0, 2, (6,))])
    seen = [packed.attend[0, row].nonzero().flatten().tolist() for row in range(packed.length)]
    beginning = [width - 2, width - 1, width, width + 1]
    assert seen[trunk + 1] == [*beginning, trunk, trunk + 1]
    assert seen[trunk + 2] == [*beginning, trunk, trunk + 1, trunk + 2]
    assert seen[trunk + 4] == [*beginning, trunk, trunk + 1, trunk + 3, trunk + 4]
    assert seen[trunk + 5] == [*beginning, width + 2, trunk + 5]
    assert packed.positions[0, trunk : trunk + 6].tolist() == [4, 5, 6, 6, 7, 5]
    assert packed.tails[0] == [[trunk + 1, trunk + 2], [trunk + 1, trunk + 3, trunk + 4]]
    assert packed.ids[0, trunk : trunk + 6].tolist() == [6, 7, 8, 10, 11, 6]
    assert packed.attend[0].diagonal().all(), "a token that sees nothing is no number on a GPU"


def test_a_row_without_steps_has_no_scores(tmp_path: Path) -> None:
    """An answer of no step must not end PPO."""
    model, codec = loaded(make_tiny_family(tmp_path / "llama", "llama"))
    batch: Batch = pad_batch([[5, 6], [5]], [[7], [8, 9]], codec.pad_id, CPU)
    head = VerdictHead.of(codec)
    logits, states = head.judge(model, batch, [[], []])
    assert [len(found) for found in logits] == [0, 0]
    assert states.shape[:2] == batch.ids.shape
    one, two = head.judge(model, batch, [[], [1]])[0]
    assert (len(one), len(two)) == (0, 1)


class Cut:
    """A tokenizer that cuts texts as it is told."""

    chat_template, eos_token_id, pad_token_id, vocab_size = "yes", 3, 0, 100

    def __init__(self, cuts: dict[str, list[int]]) -> None:
        self.cuts = cuts

    def __call__(self, text: str, **_: bool) -> dict[str, list[object]]:
        ids: list[object] = list(self.cuts[text])
        return {"input_ids": ids, "offset_mapping": [(0, 0)] * len(ids)}


def head_of(correct: list[int], incorrect: list[int]) -> VerdictHead:
    cuts = {verdicts.FRAME: [20, 21], verdicts.CORRECT: correct, verdicts.INCORRECT: incorrect}
    return VerdictHead.of(Codec(Cut({**cuts, verdicts.END: [50]}), "bare"))


def test_what_both_verdicts_begin_with_belongs_to_the_frame() -> None:
    """A space of its own before both words tells nothing and would be run twice."""
    head = head_of([30, 31], [30, 32, 33])
    assert (head.stem, head.verdicts) == ((20, 21, 30), ((31,), (32, 33)))
    assert common([1, 2], [1, 3]) == 1


def test_a_verdict_that_begins_with_the_other_is_told_by_its_end() -> None:
    """Else the shorter one could never be less likely than the longer one."""
    head = head_of([30], [30, 31])
    assert head.verdicts == ((50,), (31, 50))


@pytest.mark.parametrize("words", [([30], [30]), ([], [])])
def test_a_tokenizer_that_writes_both_verdicts_alike_is_refused(
    words: tuple[list[int], list[int]],
) -> None:
    """One unknown-word token for both would score every step one half."""
    with pytest.raises(TrainingError, match="set reward_model to process"):
        head_of(*words)


def test_a_saved_head_keeps_its_words_and_its_temperature() -> None:
    """A later version with another frame must judge as this one was trained."""
    head = VerdictHead((1, 2), (3,), (4, 5))
    head.divide(2.0)
    again = VerdictHead.from_tensors(dict(head.state_dict()))
    assert (again.stem, again.verdicts, float(again.temperature)) == ((1, 2), ((3,), (4, 5)), 2.0)


def test_problem_fits_the_tiny_tokenizer(tiny_base: Path) -> None:
    """Any byte-level tokenizer tells the verdicts apart, a thousand tokens or 512."""
    _, codec = loaded(tiny_base)
    head = VerdictHead.of(codec)
    spoken = [codec.decode([*head.stem, *ids]) for ids in head.verdicts]
    assert spoken == ["\nThis step is correct", "\nThis step is incorrect"]
    problem, _ = marked_sum(1, right=True, split=Split.TRAIN)
    assert codec.prompt_ids(problem)
