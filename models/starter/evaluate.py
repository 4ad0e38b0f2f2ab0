"""Watch the starter while it is trained: greedy answers to a few held-out problems, in torch.

The numbers of the card are measured through the product's engine (``stepmark evaluate --card``).
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from .generator import FAMILIES, draw_problem
from .problems import Problem, Split, answer_markup

END, PAD = 3, 0
WELL_FORMED = re.compile(r"(?:\d+\. [^\n]+\n){2,5}\*\*Answer: [^\n]+\*\*")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One response to one problem."""

    problem: Problem
    text: str
    ended: bool

    @property
    def well_formed(self) -> bool:
        """Say whether the response is numbered steps, an answer line and the end token."""
        numbers = [int(line.split(".")[0]) for line in re.findall(r"(?m)^\d+\.", self.text)]
        ordered = numbers == list(range(1, len(numbers) + 1))
        return self.ended and ordered and WELL_FORMED.fullmatch(self.text) is not None

    @property
    def right(self) -> bool:
        """Say whether the answer line holds the reference answer."""
        return self.text.endswith(f"**Answer: {answer_markup(self.problem.answer)}**")


@torch.inference_mode()
def respond(
    model: LlamaForCausalLM, prompts: list[list[int]], longest: int = 160
) -> list[list[int]]:
    """Continue prompts (padded on the left) greedily, by at most ``longest`` tokens."""
    width = max(len(prompt) for prompt in prompts)
    ids = torch.tensor([[PAD] * (width - len(p)) + p for p in prompts], device=model.device)
    mask = torch.tensor(
        [[0] * (width - len(p)) + [1] * len(p) for p in prompts], device=model.device
    )
    positions = (mask.cumsum(1) - 1).clamp(min=0)
    cache, columns = None, []
    done = torch.zeros(len(prompts), dtype=torch.bool, device=model.device)
    for _ in range(longest):
        out = model(
            input_ids=ids,
            attention_mask=mask,
            position_ids=positions,
            past_key_values=cache,
            use_cache=True,
        )
        cache, chosen = out.past_key_values, out.logits[:, -1].argmax(-1)
        columns.append(torch.where(done, END, chosen))
        done |= chosen == END
        if bool(done.all()):
            break
        ids, positions = chosen[:, None], positions[:, -1:] + 1
        mask = torch.cat([mask, torch.ones_like(positions)], 1)
    return torch.stack(columns, 1).tolist()


def prompt_ids(tokenizer: Tokenizer, problem: Problem) -> list[int]:
    """Encode a problem in the chat format, ready for the response."""
    return tokenizer.encode(f"<|user|>\n{problem.statement}<|end|>\n<|assistant|>\n").ids


def outcomes(
    model: LlamaForCausalLM, tokenizer: Tokenizer, problems: list[Problem]
) -> list[Outcome]:
    """Let the model answer problems greedily, in one batch."""
    rows = respond(model, [prompt_ids(tokenizer, problem) for problem in problems])
    found = []
    for problem, row in zip(problems, rows, strict=True):
        ended = END in row
        text = tokenizer.decode(row[: row.index(END)] if ended else row)
        found.append(Outcome(problem, text, ended))
    return found


def draw_problems(family: str, count: int, seed: int, split: Split) -> list[Problem]:
    """Draw problems of a family; held-out numbers and wordings were never taught."""
    rng = random.Random(f"{seed} {family}")
    return [draw_problem(rng, family, split) for _ in range(count)]


def greedy_report(
    model: LlamaForCausalLM, tokenizer: Tokenizer, per_family: int, seed: int
) -> dict[str, float]:
    """Greedy pass@1 of each family, of all together, and the well-formed share."""
    scores, formed, right = {}, 0, 0
    for family in FAMILIES:
        found = outcomes(model, tokenizer, draw_problems(family, per_family, seed, "heldout"))
        scores[family] = sum(o.right for o in found) / per_family
        formed += sum(o.well_formed for o in found)
        right += sum(o.right for o in found)
    total = per_family * len(FAMILIES)
    return {**scores, "all": right / total, "formed": formed / total}
