"""The generative verifier's judgement of a step: how much likelier one word is than another.

After the step the trunk reads a short frame, "This step is", and its own next-token probabilities
of " correct" and " incorrect" are the judgement; nothing is sampled. A word may be several tokens
of a tokenizer: its probability is the product of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from workbench.domain.errors import TrainingError
from workbench.domain.sentences import sentence
from workbench.training.data import Codec
from workbench.training.generative_losses import continuation_logprobs, log_odds
from workbench.training.modeling import AdaptedModel, Batch
from workbench.training.packing import Branch, Packed, Tokens, pack, packed_states

FRAME, CORRECT, INCORRECT = "\nThis step is", " correct", " incorrect"
END = "\n"
"""Follows both words where a tokenizer cuts them so that one begins with the whole other."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Which states of packed rows foretell which tokens; each (M,), flat over rows.

    ``owners`` numbers the texts that the tokens belong to.
    """

    places: list[int]
    targets: list[int]
    owners: list[int]

    def add(self, places: Sequence[int], targets: Sequence[int], owner: int) -> None:
        """Add the tokens of one text."""
        self.places.extend(places)
        self.targets.extend(targets)
        self.owners.extend([owner] * len(targets))


class VerdictHead(nn.Module):
    """The frame and both verdicts as token ids, and a temperature; it has nothing to train."""

    def __init__(self, frame: Tokens, correct: Tokens, incorrect: Tokens) -> None:
        super().__init__()
        self.temperature: Tensor
        for name, ids in (("frame", frame), ("correct", correct), ("incorrect", incorrect)):
            self.register_buffer(name, torch.tensor(ids, dtype=torch.long))
        self.register_buffer("temperature", torch.ones(()))
        self.stem, self.verdicts = frame, (correct, incorrect)

    @classmethod
    def of(cls, codec: Codec) -> VerdictHead:
        """Build the head for a tokenizer.

        Raises TrainingError for one that writes both verdicts the same.
        """
        frame, *verdicts = (codec.encode(text)[0] for text in (FRAME, CORRECT, INCORRECT))
        shared = common(*verdicts)
        frame, verdicts = frame + verdicts[0][:shared], [ids[shared:] for ids in verdicts]
        if not all(verdicts):
            ending = codec.encode(END)[0]
            verdicts = [ids + ending for ids in verdicts]
        correct, incorrect = verdicts
        if not (frame and correct and incorrect) or correct[0] == incorrect[0]:
            raise TrainingError(
                sentence(
                    "This model's tokenizer does not tell “correct” from “incorrect”, so it cannot "
                    "be a generative verifier; set reward_model to process."
                )
            )
        return cls(tuple(frame), tuple(correct), tuple(incorrect))

    @classmethod
    def from_tensors(cls, tensors: dict[str, Tensor]) -> VerdictHead:
        """Build the head that a file holds, with the words it was trained on."""
        names = ("frame", "correct", "incorrect")
        head = cls(*(tuple(int(i) for i in tensors[name].tolist()) for name in names))
        head.load_state_dict(tensors)
        return head

    @property
    def extra_tokens(self) -> int:
        """Tokens that judging one step adds to a row."""
        return self.branch(0, 0).length

    def branch(self, row: int, after: int, before: Tokens = ()) -> Branch:
        """Return the judgement of a step, after a critique where there is one."""
        return Branch(row, after, before + self.stem, self.verdicts)

    def judge(
        self, model: AdaptedModel, batch: Batch, steps: Sequence[Sequence[int]]
    ) -> tuple[list[Tensor], Tensor]:
        """Return each row's logits of its steps being correct, and the trunk's states.

        ``steps`` holds the steps' last tokens in the response; the states are (B, P + T, H).
        """
        branches = [self.branch(row, at) for row, ends in enumerate(steps) for at in ends]
        packed = pack(batch, branches)
        hidden = packed_states(model, packed, "reward")
        states = hidden[:, : batch.ids.shape[1]]
        if not branches:
            return [hidden.new_zeros(0) for _ in steps], states
        correct, incorrect = self.verdict_logprobs(model, hidden, packed, branches)
        logits = log_odds(correct, incorrect) / self.temperature.to(correct.device)
        return list(torch.split(logits, [len(ends) for ends in steps])), states

    def verdict_logprobs(
        self, model: AdaptedModel, hidden: Tensor, packed: Packed, branches: Sequence[Branch]
    ) -> tuple[Tensor, Tensor]:
        """Log-probability of each verdict after each branch, two of (N,), from (B, L, H)."""
        read = Reading([], [], [])
        for number, branch in enumerate(branches):
            for which, tail in enumerate(branch.tails):
                places = packed.tails[number][which]
                flat = [branch.row * packed.length + place for place in places]
                read.add(flat, tail, which * len(branches) + number)
        correct, incorrect = read_logprobs(model, hidden, read, 2 * len(branches)).chunk(2)
        return correct, incorrect

    def divide(self, temperature: float) -> None:
        """Make the logits those divided by a temperature; their order stays."""
        self.temperature.mul_(temperature)


def read_logprobs(model: AdaptedModel, hidden: Tensor, read: Reading, count: int) -> Tensor:
    """Log-probability (count,) of the texts that are read from states (B, L, H)."""
    return continuation_logprobs(
        token_logprobs(model, hidden, read), torch.tensor(read.owners, device=hidden.device), count
    )


def token_logprobs(model: AdaptedModel, hidden: Tensor, read: Reading) -> Tensor:
    """Log-probability (M,) of each token that is read; logits exist for a few rows at a time."""
    places = torch.tensor(read.places, device=hidden.device)
    targets = torch.tensor(read.targets, device=hidden.device)
    states = hidden.flatten(0, 1)[places]
    found, _ = model.selected_logprobs(states[None], targets[None], with_entropy=False)
    return found[0]


def common(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many first tokens two texts share."""
    differing = (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))
