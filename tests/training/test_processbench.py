"""ProcessBench of a trained reward model: the folder it lives in, its scores, and its verb."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.helpers.shared import shared_data
from tests.helpers.small_run import lay_run, small_recipe
from tests.helpers.tiny_model import make_tiny_llama
from tests.test_cli import stepmark
from workbench.domain.errors import TrainingError
from workbench.jobs.run_folder import RunFolder
from workbench.service import processbench as service
from workbench.service.processbench import BenchRequest
from workbench.service.project import Project
from workbench.training import main as training_main
from workbench.training import processbench
from workbench.training.metrics import Location
from workbench.training.modeling import AdaptedModel, load_base
from workbench.training.processbench import read_rows, shuffled_f1
from workbench.training.reward_model import (
    Solution,
    base_fingerprint,
    budgeted,
    encode_solution,
    find_reward_model,
    load_reward_model,
    score_solutions,
)

ROWS = [
    {"id": "a", "problem": "What is 2 + 3?", "steps": ["Add 2 and 3.", "It is 6."], "label": 1},
    {"id": "b", "problem": "What is 2 + 3?", "steps": ["Add 2 and 3.", "It is 5."], "label": -1},
    {"id": "c", "problem": "What is 1 + 1?", "steps": ["It is 3."], "label": 0},
    {"id": "d", "problem": "What is 4 + 1?", "steps": ["It is 5.\n\nSo 5."], "label": -1},
    {"id": "e", "problem": "Say much.", "steps": ["Words 1 2 3 4 5 6. " * 60], "label": -1},
]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, tiny_base: Path) -> RunFolder:
    """A finished run of the tiny model."""
    torch.set_num_threads(1)
    folder = lay_run(tmp_path_factory.mktemp("run") / "run", tiny_base, small_recipe(updates=1))
    assert training_main.main([str(folder.path)]) == 0
    return folder


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def test_a_run_leaves_its_reward_model_beside_and_in_its_result(trained: RunFolder) -> None:
    """The published folder alone is enough to score with, wherever it is taken."""
    card = json.loads((trained.result / "card.json").read_text())
    assert card["reward_model"] == "reward_model"
    named = [find_reward_model(trained.path), find_reward_model(trained.result)]
    assert named == [trained.path / "reward_model", trained.result / "reward_model"]
    assert find_reward_model(named[0]) == named[0]
    report = json.loads((trained.path / "results.json").read_text())["reward_model"]
    assert json.loads((named[1] / "card.json").read_text())["report"] == report


def test_loaded_reward_model_scores_as_the_run_did(trained: RunFolder) -> None:
    """The samples of the run carry its scores; the saved model gives the same."""
    sample = json.loads(trained.samples.read_text().splitlines()[0])
    reward = load_reward_model(trained.path, lambda _: None)
    again = training_main.step_scores(
        reward.model,
        reward.head,
        reward.codec,
        problem_of(trained, sample["problem_id"]),
        sample["text"],
    )
    assert again == pytest.approx(sample["step_scores"], abs=1e-5)


def problem_of(run: RunFolder, problem_id: str) -> Any:
    feedback = training_main.from_lines(run.snapshot_lines())
    return next(p for p in feedback.problems if p.id == problem_id)


@pytest.mark.parametrize("harm", ["flip", "delete"])
def test_damaged_reward_model_is_refused_by_name(
    trained: RunFolder, tmp_path: Path, harm: str
) -> None:
    """Scores of damaged weights would look like scores."""
    folder = tmp_path / "copy"
    shutil.copytree(trained.path / "reward_model", folder)
    weights = folder / "head.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(bytes(data))
    if harm == "delete":
        weights.unlink()
    with pytest.raises(TrainingError, match=r"head\.safetensors .* missing or damaged"):
        load_reward_model(folder, lambda _: None)


def test_reward_model_on_another_base_is_refused(trained: RunFolder, tmp_path: Path) -> None:
    """A base that was retrained in the same place would make its scores mean nothing."""
    other = make_tiny_llama(tmp_path / "other", seed=1)
    folder = tmp_path / "copy"
    shutil.copytree(trained.path / "reward_model", folder)
    card = json.loads((folder / "card.json").read_text())
    card["base"]["path"] = str(other)
    (folder / "card.json").write_text(json.dumps(card))
    with pytest.raises(TrainingError, match="is another one than this reward model"):
        load_reward_model(folder, lambda _: None)


def test_fingerprint_does_not_depend_on_the_precision_held(tiny_base: Path) -> None:
    """A machine with bfloat16 and one without must know the same base."""
    found = set()
    for precision in ("float32", "bfloat16"):
        base, _ = load_base(tiny_base, torch.device("cpu"))
        recipe = small_recipe(precision=precision)
        found.add(base_fingerprint(AdaptedModel(base, recipe, torch.device("cpu"))))
    assert len(found) == 1


def test_folder_without_reward_model_says_what_to_do(tmp_path: Path) -> None:
    """An answer-only run has none."""
    with pytest.raises(TrainingError, match="holds no reward model"):
        find_reward_model(tmp_path)


def test_scores_do_not_depend_on_the_batch(trained: RunFolder) -> None:
    """Padding and neighbours leave a solution's scores alone; order is the input's."""
    reward = load_reward_model(trained.path, lambda _: None)
    solutions = [Solution(row["problem"], tuple(row["steps"])) for row in ROWS[:4]]
    told: list[int] = []
    together = score_solutions(reward, solutions, 10_000, told.append)
    apart = [score_solutions(reward, [one], 1, lambda _: None)[0] for one in solutions]
    for one, other in zip(together, apart, strict=True):
        assert one == pytest.approx(other, abs=1e-5)
    assert [len(scores or ()) for scores in together] == [2, 2, 1, 1]
    assert told[-1] == 4


def test_each_step_is_scored_at_its_own_last_character(trained: RunFolder) -> None:
    """Steps that hold blank lines stay one step each."""
    reward = load_reward_model(trained.path, lambda _: None)
    solution = Solution("?", ("It is 5.\n\nSo 5.", "Done."))
    encoded = encode_solution(reward.codec, solution)
    ends = [reward.codec.decode(encoded.response[: at + 1]) for at in encoded.positions]
    assert ends == ["1. It is 5.\n\nSo 5.", "1. It is 5.\n\nSo 5.\n2. Done."]


def test_batches_stay_within_the_token_budget() -> None:
    """Memory follows the budget; a giant has a batch of its own."""
    lengths = [10, 40, 12, 500, 11]
    assert list(budgeted(range(5), lengths, 45)) == [[0, 4, 2], [1], [3]]


def test_shuffled_scores_are_chance() -> None:
    """Perfect scores have F1 1; dealt out anew they locate little."""
    rows = [Location((0.9, 0.1, 0.9), 1) for _ in range(20)]
    rows += [Location((0.9, 0.9, 0.9), -1) for _ in range(20)]
    chance = shuffled_f1(rows, 0.5)
    assert chance is not None
    assert 0 < chance < 0.5


@pytest.mark.parametrize(
    "row",
    [
        {"problem": "p", "steps": ["s"], "label": 1},
        {"problem": "p", "steps": ["s"], "label": "0"},
        {"problem": "p", "steps": [1], "label": 0},
        {"problem": 3, "steps": ["s"], "label": 0},
        {"steps": ["s"], "label": 0},
        "text",
    ],
)
def test_row_that_is_none_is_named(tmp_path: Path, row: Any) -> None:
    """A label beyond the steps would count as a miss of the model's."""
    path = written(tmp_path / "bench.json", [ROWS[0], row])
    with pytest.raises(TrainingError, match=r"Row 2 of bench\.json"):
        read_rows(path)


def test_real_files_are_read_whole_and_limited_evenly() -> None:
    """The published files: earliest error from 0, -1 for none; a limit keeps both kinds."""
    path = shared_data("processbench/gsm8k.json")
    rows = read_rows(path)
    assert (len(rows), sum(row.label == -1 for row in rows)) == (400, 193)
    few = read_rows(path, 40)
    assert len(few) == 40
    assert {row.label == -1 for row in few} == {True, False}


def test_verb_prints_both_accuracies_f1_and_what_was_left_out(
    trained: RunFolder, tmp_path: Path
) -> None:
    """The whole way as a user types it: a child scores, nothing of a project is needed."""
    bench = written(tmp_path / "bench.json", ROWS)
    done = stepmark(
        "evaluate", "--prm", trained.path, "--processbench", bench,
        "--calibrate", bench, "--json", home=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["rows"], report["scored"], report["too_long_ids"]) == (5, 4, ["e"])
    assert (report["erroneous"], report["correct"]) == (2, 2)
    wrong, right = report["accuracy_erroneous"]["value"], report["accuracy_correct"]["value"]
    expected = 2 * wrong * right / (wrong + right) if wrong + right else 0.0
    assert report["f1"]["value"] == pytest.approx(expected)
    assert report["threshold_source"] == "best F1 on bench.json"


def test_verb_says_one_sentence_for_a_wrong_file(trained: RunFolder, tmp_path: Path) -> None:
    """What the child refuses arrives as the program's own sentence."""
    bench = tmp_path / "bench.json"
    bench.write_text("no json")
    arguments = ("evaluate", "--prm", trained.path, "--processbench", bench)
    done = stepmark(*arguments, home=tmp_path)
    assert done.returncode == 1
    assert "bench.json cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_calibration_the_threshold_is_stated(
    trained: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0.5 unless the user states another, and the report says which."""
    monkeypatch.setattr(processbench, "SHUFFLES", 2)
    request = {"model": str(trained.path), "file": str(written(tmp_path / "b.json", ROWS))}
    said: list[dict[str, Any]] = []
    plain = processbench.evaluate(request, said.append)
    assert (plain["threshold"], plain["threshold_source"]) == (0.5, "stated")
    stated = processbench.evaluate({**request, "threshold": 0.2}, said.append)
    assert stated["threshold"] == 0.2
    assert {"type": "progress", "done": 5, "total": 5} in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--prm", "nobody", "--processbench", "x.json"), "neither a trained model"),
        (("--prm", "nobody"), "Give both --prm MODEL and --processbench FILE."),
        ((), "Name a model of `stepmark models`"),
    ],
)
def test_verb_says_what_is_missing(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    """Each half-given command ends in one sentence with what to type."""
    project = tmp_path / "p.stepmark"
    Project.create(project, "Ada").close()
    done = stepmark("evaluate", *arguments, "--project", project, home=tmp_path)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_child_that_dies_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash of the scorer is a sentence with the reason, not silence."""
    dying = [sys.executable, "-c", "import os; os.abort()"]
    monkeypatch.setattr(service, "role_command", lambda *_: dying)
    request = BenchRequest(tmp_path, tmp_path / "x.json")
    with pytest.raises(TrainingError, match="failed internal check"):
        service.score_processbench(request, lambda *_: None, lambda _: None)
