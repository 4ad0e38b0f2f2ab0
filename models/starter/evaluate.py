"""Measure the starter model on held-out problems: pass@1, well-formed share, step accuracy."""

from __future__ import annotations

import argparse
import random
import re
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from .checker import check_response
from .conversation import Message, ask_again
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
    model: LlamaForCausalLM,
    prompts: list[list[int]],
    temperature: float = 0.0,
    longest: int = 160,
) -> list[list[int]]:
    """Continue prompts (padded on the left) greedily, or by sampling at a temperature."""
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
        cache, scores = out.past_key_values, out.logits[:, -1].float()
        chosen = scores.argmax(-1)
        if temperature > 0:
            chosen = torch.multinomial(torch.softmax(scores / temperature, -1), 1)[:, 0]
        columns.append(torch.where(done, END, chosen))
        done |= chosen == END
        if bool(done.all()):
            break
        ids, positions = chosen[:, None], positions[:, -1:] + 1
        mask = torch.cat([mask, torch.ones_like(positions)], 1)
    return torch.stack(columns, 1).tolist()


def prompt_ids(tokenizer: Tokenizer, messages: list[Message]) -> list[int]:
    """Encode a conversation in the chat format, ready for the response."""
    turns = [f"<|{message['role']}|>\n{message['content']}<|end|>\n" for message in messages]
    return tokenizer.encode("".join(turns) + "<|assistant|>\n").ids


def outcomes(
    model: LlamaForCausalLM,
    tokenizer: Tokenizer,
    problems: list[Problem],
    temperature: float = 0.0,
    talks: list[list[Message]] | None = None,
) -> list[Outcome]:
    """Let the model answer problems in one batch, or go on with a conversation on each."""
    if talks is None:
        talks = [[{"role": "user", "content": problem.statement}] for problem in problems]
    rows = respond(model, [prompt_ids(tokenizer, talk) for talk in talks], temperature)
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


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares measured over the held-out problems of one family, each between 0 and 1."""

    greedy: float
    sampled: float
    formed: float
    steps: float
    asked_again: float


def share(flags: list[bool]) -> float:
    """Share of true values; zero for none at all."""
    return sum(flags) / len(flags) if flags else 0.0


def asked_again(
    model: LlamaForCausalLM, tokenizer: Tokenizer, problems: list[Problem], seed: int
) -> list[Outcome]:
    """Show the model a wrong solution with marks on it, and let it write a new one."""
    rng = random.Random(seed)
    found, talks = [], []
    for problem in problems:
        talk = ask_again(FAMILIES[problem.family], problem, rng)
        if talk is not None:
            found.append(problem)
            talks.append(talk[:-1])
    return outcomes(model, tokenizer, found, talks=talks)


def measure(
    model: LlamaForCausalLM, tokenizer: Tokenizer, family: str, count: int, seed: int
) -> Scores:
    """Measure one family: greedy, sampled at temperature 1, and after feedback."""
    problems = draw_problems(family, count, seed, "heldout")
    greedy = outcomes(model, tokenizer, problems)
    sampled = outcomes(model, tokenizer, problems, temperature=1.0)
    checks = [check.correct for o in greedy for check in check_response(o.problem, o.text)]
    return Scores(
        greedy=share([o.right for o in greedy]),
        sampled=share([o.right for o in sampled]),
        formed=share([o.well_formed for o in [*greedy, *sampled]]),
        steps=share(checks),
        asked_again=share([o.right for o in asked_again(model, tokenizer, problems, seed)]),
    )


def main() -> None:
    """Print the table of scores as Markdown, one family a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent)
    parser.add_argument("--per-family", type=int, default=48)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.manual_seed(given.seed)
    model = LlamaForCausalLM.from_pretrained(given.folder, dtype=torch.float32).train(False)
    tokenizer = Tokenizer.from_file(str(given.folder / "tokenizer.json"))
    names = ("greedy", "sampled", "formed", "steps", "asked_again")
    print("| family | " + " | ".join(names) + " |\n|---|" + "---|" * len(names))
    rows = []
    for key, family in FAMILIES.items():
        scores = measure(model, tokenizer, key, given.per_family, given.seed)
        rows.append([getattr(scores, name) for name in names])
        print(f"| {family.title} | " + " | ".join(f"{v:.2f}" for v in rows[-1]) + " |", flush=True)
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    print("| **all** | " + " | ".join(f"{v:.3f}" for v in means) + " |")


if __name__ == "__main__":
    main()
