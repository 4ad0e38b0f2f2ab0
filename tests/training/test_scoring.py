"""The process that scores steps: in the form of training, calibrated, always with an answer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.records import Problem
from workbench.domain.steps import split_response
from workbench.domain.suggestions import CalibrationMap
from workbench.jobs.lease import TRAINING, acquire
from workbench.jobs.run_folder import RunFolder
from workbench.training import scoring
from workbench.training.process_reward import step_scores
from workbench.training.reward_model import load_reward_model
from workbench.training.scoring import Scorer
from workbench.training.scoring_card import read_facts

STATEMENT = "What is 2 + 3?"
TEXT = "1. Add 2 and 3.\n2. The sum is 5.\n**Answer: $5$**"
SPANS = [[segment.start, segment.end] for segment in split_response(TEXT).steps]


def answers_of(*messages: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a scorer says to messages."""
    said: list[dict[str, Any]] = []
    scorer = Scorer(said.append)
    for message in messages:
        scorer.answer(message)
    return said


def load(folder: Path) -> dict[str, Any]:
    return {"type": "load", "folder": str(folder)}


def score(text: str = TEXT, spans: Any = SPANS) -> dict[str, Any]:
    responses = [{"text": text, "spans": spans}]
    return {"type": "score", "id": 7, "problem": STATEMENT, "responses": responses}


def copied(run: RunFolder, folder: Path, **report: Any) -> Path:
    """Copy a reward model and change what its card reports."""
    shutil.copytree(run.path / "reward_model", folder / "reward_model")
    path = folder / "reward_model" / "card.json"
    card = json.loads(path.read_text())
    card["report"] |= report
    path.write_text(json.dumps(card))
    return folder


def test_scores_are_the_trainers_passed_through_the_curve_of_held_out_marks(
    reward_run: RunFolder,
) -> None:
    """A bare score of a class-balanced head is far from what is so; the curve is what mends it."""
    loaded, scored = answers_of(load(reward_run.path), score())
    reward = load_reward_model(reward_run.path, lambda _: None)
    bare = step_scores(reward.model, reward.head, reward.codec, Problem("", STATEMENT), TEXT)
    facts = read_facts(reward_run.path)
    assert facts is not None
    curve = CalibrationMap.of(facts.bins)
    assert loaded["scale"] == "calibrated"
    assert scored["id"] == 7
    assert scored["scores"][0] == pytest.approx([curve(p) for p in bare], abs=1e-5)
    assert scored["scores"][0] != pytest.approx(bare, abs=0.02)


def test_model_with_few_held_out_marks_gives_its_bare_word_and_says_so(
    reward_run: RunFolder, tmp_path: Path
) -> None:
    """A share of five marks would look like knowledge."""
    bins = [{"count": 3, "mean_probability": 0.4, "share_correct": 0.9}]
    folder = copied(reward_run, tmp_path, reliability=bins)
    loaded, scored = answers_of(load(folder), score())
    reward = load_reward_model(folder, lambda _: None)
    bare = step_scores(reward.model, reward.head, reward.codec, Problem("", STATEMENT), TEXT)
    assert loaded["scale"] == "uncalibrated"
    assert scored["scores"][0] == pytest.approx(bare, abs=1e-5)


def test_steps_as_the_annotator_cut_them_are_scored(reward_run: RunFolder) -> None:
    """A merged step ends elsewhere than the splitter thinks."""
    _, scored, merged = answers_of(
        load(reward_run.path), score(), score(spans=[[SPANS[0][0], SPANS[1][1]]])
    )
    assert merged["scores"][0] == pytest.approx(scored["scores"][0][1:], abs=1e-6)


def test_response_longer_than_the_model_has_no_scores(reward_run: RunFolder) -> None:
    """Scores of a cut text would be about other words."""
    long = "1. Add 2 and 3 and 4 and 5. " * 100
    _, scored = answers_of(load(reward_run.path), score(long, [[0, len(long)]]))
    assert scored["scores"] == [None]


def test_text_without_a_token_has_no_scores(reward_run: RunFolder) -> None:
    """An empty answer must not end the process."""
    _, scored = answers_of(load(reward_run.path), score("", [[0, 0]]))
    assert scored["scores"] in ([None], [[]])


def test_folder_without_a_model_is_told_in_a_sentence(tmp_path: Path) -> None:
    """The window shows the sentence; a traceback would tell nobody anything."""
    (said,) = answers_of(load(tmp_path))
    assert said["type"] == "failed"
    assert "holds no reward model" in said["sentence"]


def test_gpu_that_a_run_trains_on_is_waited_for(
    reward_run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loading beside a training run could take the memory it needs."""
    import torch

    monkeypatch.setattr(scoring, "choose_device", lambda: torch.device("cuda"))
    lease = acquire(TRAINING)
    (said,) = answers_of(load(reward_run.path))
    lease.release()
    assert said == {"type": "waiting", "holder": TRAINING}


def test_model_that_does_not_fit_in_memory_is_not_loaded(
    reward_run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system would end a process of its choice, the window with unsaved words perhaps."""
    monkeypatch.setattr(scoring, "VALUE_BYTES", 1 << 40)
    (said,) = answers_of(load(reward_run.path))
    assert said["type"] == "failed"
    assert "GB of memory, but" in said["sentence"]
