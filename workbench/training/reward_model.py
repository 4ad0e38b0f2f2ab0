"""A trained reward model of steps as a folder of its own, and how it scores solutions."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from workbench.domain.errors import TrainingError
from workbench.domain.recipes import Recipe
from workbench.domain.records import Problem, now
from workbench.domain.sentences import sentence
from workbench.jobs.run_folder import RunFolder, file_sha256, read_json, write_json
from workbench.training import checkpoint
from workbench.training.base import checkpoint_folder, prompt_style
from workbench.training.data import Codec, step_end_tokens
from workbench.training.modeling import (
    AdaptedModel,
    StepHead,
    choose_device,
    end_tokens,
    load_base,
    pad_batch,
)
from workbench.training.process_reward import StepJudge
from workbench.training.scoring_card import CARD, FOLDER, KINDS, find_card, unknown_kind
from workbench.training.verdict_head import VerdictHead

ADAPTER, HEAD = "adapter.safetensors", "head.safetensors"
NO_LIMIT = 1 << 20
FINGERPRINTED = 256


@dataclass(frozen=True, slots=True)
class RewardModel:
    """A reward model in memory, with the longest sequence that its base was made for."""

    model: AdaptedModel
    head: StepJudge
    codec: Codec
    longest: int
    card: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Solution:
    """A problem and the steps of one solution to it, as texts."""

    problem: str
    steps: tuple[str, ...]


def save_reward_model(
    run: RunFolder, model: AdaptedModel, head: StepJudge, report: dict[str, Any]
) -> Path:
    """Write the reward model beside the run's other files, its card last; return the folder."""
    config, part = run.config(), run.path / f"{FOLDER}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    checkpoint.save_tensors(part / ADAPTER, model.adapter_state("reward"))
    checkpoint.save_tensors(part / HEAD, checkpoint.module_tensors(head))
    card = {
        "kind": KINDS[config["recipe"].get("reward_model", "process")],
        "run_id": config["run_id"],
        "base": config["base"],
        "base_fingerprint": base_fingerprint(model),
        "snapshot_sha256": config["snapshot_sha256"],
        "recipe": config["recipe"],
        "report": report,
        "files": {name: file_sha256(part / name) for name in (ADAPTER, HEAD)},
        "created_at": now(),
    }
    write_json(part / CARD, card)
    final = run.path / FOLDER
    shutil.rmtree(final, ignore_errors=True)
    part.replace(final)
    return final


def find_reward_model(folder: Path) -> Path:
    """Return the reward model's folder in a run, in a published result, or the folder itself.

    Raises TrainingError where there is none, or one of a kind that this version does not know.
    """
    found = find_card(folder)
    if found is not None:
        return found[0]
    kind = unknown_kind(folder)
    if kind:
        raise TrainingError(
            sentence(
                "The reward model in {folder} is of the kind {kind}, which this version of "
                "Stepmark does not know; use the version that trained it, or train one here.",
                folder=folder,
                kind=kind,
            )
        )
    raise TrainingError(
        sentence(
            "{folder} holds no reward model; name a run that trained one, or train one first.",
            folder=folder,
        )
    )


def load_reward_model(folder: Path, notice: Callable[[str], None]) -> RewardModel:
    """Load base, adapter and head, each checked against the card.

    Raises TrainingError where a file is missing or damaged, or the base is another one.
    """
    found = find_reward_model(folder)
    card = read_json(found / CARD) or {}
    for name, digest in card["files"].items():
        if not (found / name).is_file() or file_sha256(found / name) != digest:
            raise TrainingError(
                sentence(
                    "The reward model's file {name} in {found} is missing or damaged; train "
                    "it again, or copy the folder anew.",
                    name=name,
                    found=found,
                )
            )
    recipe, base_path = Recipe.from_mapping(card["recipe"]), Path(card["base"]["path"])
    device = choose_device()
    base, tokenizer = load_base(checkpoint_folder(base_path, notice), device)
    model = AdaptedModel(base, recipe, device)
    if base_fingerprint(model) != card.get("base_fingerprint"):
        raise TrainingError(
            sentence(
                "The base model in {base_path} is another one than this reward model was "
                "trained on, so its scores would mean nothing; put the old base back, or "
                "train again.",
                base_path=base_path,
            )
        )
    model.load_adapter_state("reward", checkpoint.load_tensors(found / ADAPTER))
    head = head_from(card["kind"], checkpoint.load_tensors(found / HEAD), model)
    codec = Codec(tokenizer, prompt_style(base_path), end_tokens(base, tokenizer))
    longest = int(getattr(base.config, "max_position_embeddings", None) or NO_LIMIT)
    return RewardModel(model, head, codec, longest, card)


def new_head(recipe: Recipe, model: AdaptedModel, codec: Codec) -> StepJudge:
    """Return an untrained head of the recipe's kind.

    Raises TrainingError where the model's tokenizer cannot serve a generative verifier.
    """
    head = VerdictHead.of(codec) if recipe.reward_model == "generative" else None
    return (head or StepHead(model.hidden_size)).to(model.device)


def head_from(kind: str, tensors: dict[str, Any], model: AdaptedModel) -> StepJudge:
    """Return the trained head that a card's kind and file say."""
    if kind == KINDS["generative"]:
        return VerdictHead.from_tensors(tensors).to(model.device)
    head = StepHead(model.hidden_size).to(model.device)
    head.load_state_dict(tensors)
    return head


def base_fingerprint(model: AdaptedModel) -> str:
    """Return what tells one base from another: a SHA-256 over the beginning of every tensor.

    In bfloat16, so that the precision in which a machine holds the base makes no difference.
    """
    digest = hashlib.sha256()
    for name, tensor in sorted(model.decoder.named_parameters()):
        if "lora_" not in name:
            values = tensor.detach().flatten()[:FINGERPRINTED].to(torch.bfloat16).cpu()
            digest.update(f"{name.replace('.base_layer', '')} {list(tensor.shape)}".encode())
            digest.update(values.view(torch.int16).numpy().tobytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class EncodedSolution:
    """A solution as token ids, with the last token of each step."""

    prompt: list[int]
    response: list[int]
    positions: list[int]

    @property
    def length(self) -> int:
        """Tokens in all."""
        return len(self.prompt) + len(self.response)


def encode_solution(codec: Codec, solution: Solution) -> EncodedSolution:
    """Encode a solution as numbered lines, the form in which models are asked to answer here."""
    text, spans = "", []
    for number, step in enumerate(solution.steps, 1):
        line = f"{number}. {step.strip()}\n"
        spans.append((len(text), len(text) + len(line)))
        text += line
    ids, ends = codec.encode(text)
    prompt = codec.prompt_ids(Problem("", solution.problem))
    return EncodedSolution(prompt, ids, step_end_tokens(text, spans, ends))


def score_solutions(
    reward: RewardModel,
    solutions: Sequence[Solution],
    token_budget: int,
    on_progress: Callable[[int], None],
) -> list[tuple[float, ...] | None]:
    """Return the chance that each step is correct, per solution; None where it is too long.

    Batches hold at most ``token_budget`` tokens, padding included, and solutions of like length.
    """
    encoded = [encode_solution(reward.codec, solution) for solution in solutions]
    return score_encoded(reward, encoded, token_budget, on_progress)


def score_encoded(
    reward: RewardModel,
    encoded: Sequence[EncodedSolution],
    token_budget: int,
    on_progress: Callable[[int], None],
) -> list[tuple[float, ...] | None]:
    """Return the chance that each step is correct, as ``score_solutions`` does."""
    scores: list[tuple[float, ...] | None] = [None] * len(encoded)
    extra = reward.head.extra_tokens
    fit = [row for row, one in enumerate(encoded) if one.length + extra <= reward.longest]
    done = len(encoded) - len(fit)
    on_progress(done)
    lengths = [one.length + extra * len(one.positions) for one in encoded]
    for rows in budgeted(fit, lengths, token_budget):
        for row, found in zip(rows, _scores(reward, [encoded[r] for r in rows]), strict=True):
            scores[row] = found
        done += len(rows)
        on_progress(done)
    return scores


def budgeted(rows: Sequence[int], lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Part rows into batches whose count times longest length stays within the budget.

    A row that alone is beyond it has a batch of its own.
    """
    batch: list[int] = []
    for row in sorted(rows, key=lambda row: (lengths[row], row)):
        if batch and (len(batch) + 1) * lengths[row] > budget:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


@torch.no_grad()
def _scores(reward: RewardModel, rows: Sequence[EncodedSolution]) -> list[tuple[float, ...]]:
    model, codec = reward.model, reward.codec
    batch = pad_batch(
        [r.prompt for r in rows], [r.response for r in rows], codec.pad_id, model.device
    )
    logits, _ = reward.head.judge(model, batch, [row.positions for row in rows])
    return [tuple(torch.sigmoid(found).tolist()) for found in logits]
