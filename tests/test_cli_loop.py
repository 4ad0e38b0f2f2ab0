"""The whole way without a window, through the real program, engine and training."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.interrupts import interruptible
from tests.helpers.shared import shared_data
from tests.helpers.tiny_model import make_base_gguf, make_tiny_gguf
from tests.helpers.waiting import wait_until
from tests.test_cli import ROOT, stepmark
from workbench.cli.arguments import PRESET_NAMES, REWARD_MODELS, parser
from workbench.cli.exchange_options import EXPORT_FORMATS
from workbench.cli.train_verbs import _recipe
from workbench.domain.presets import PRESETS, preset
from workbench.domain.recipes import CHOICES
from workbench.domain.records import Verdict
from workbench.exchange import registry
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.solving import unsolved

QUICK_RECIPE = {
    "reward_head_steps": 4,
    "reward_epochs": 1,
    "updates": 2,
    "prompts": 2,
    "samples": 2,
    "max_tokens": 48,
    "evaluation_problems": 2,
    "evaluation_samples": 1,
}


def rows(count: int) -> list[dict[str, str]]:
    """Return small problems in GSM8K's form."""
    return [
        {
            "question": f"Ann has {n} pens and buys {n + 3} more. How many pens has she?",
            "answer": f"She has {n} + {n + 3} = {2 * n + 3} pens.\n#### {2 * n + 3}",
        }
        for n in range(4, 4 + count)
    ]


def written(path: Path, problems: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in problems), encoding="utf-8")
    return path


def ask(*arguments: object, home: Path) -> dict[str, Any]:
    """Run a verb that must succeed and return its one document."""
    done = stepmark(*arguments, "--json", home=home)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def filled(tmp_path: Path, home: Path) -> Path:
    """A project with eight problems, six to train on and two held out."""
    train = written(tmp_path / "train.jsonl", rows(8)[:6])
    heldout = written(tmp_path / "heldout.jsonl", rows(8)[6:])
    target = tmp_path / "work.stepmark"
    ask("import", train, "--split", "train", "--project", target, home=home)
    ask("import", heldout, "--split", "heldout", "--project", target, home=home)
    return target


def mark_everything(path: Path) -> int:
    """Mark every step of every response, correct and incorrect in turn; return how many."""
    marked = 0
    with Project.open(path) as project:
        annotation = Annotation(project)
        for problem in Library(project).problems():
            for turn in annotation.view(problem.id).turns:
                for step in turn.chosen.steps if turn.chosen else ():
                    verdict = Verdict.INCORRECT if marked % 3 == 2 else Verdict.CORRECT
                    annotation.mark(step.step.id, verdict)
                    marked += 1
    return marked


def test_a_dry_run_says_what_would_be_added_and_adds_nothing(tmp_path: Path, home: Path):
    target = tmp_path / "work.stepmark"
    problems = written(tmp_path / "problems.jsonl", rows(8))
    report = ask("import", problems, "--dry-run", "--project", target, home=home)
    assert report["files"][0]["problems_added"] == 8
    with Project.open(target) as project:
        assert Library(project).problems() == []


def test_generate_takes_problems_without_a_turn_and_resumes(
    filled: Path, home: Path, starter_gguf: Path
):
    """A stopped or limited run goes on where it ended, and never asks twice."""
    first = ask("generate", "--limit", 3, "-k", 2, "--project", filled, home=home)
    rest = ask("generate", "--project", filled, home=home)
    assert [len(row["responses"]) for row in first["solved"]] == [2, 2, 2]
    assert first["unsolved_left"] == 5
    assert rest["unsolved_left"] == 0
    seen = [row["problem_id"] for row in first["solved"] + rest["solved"]]
    assert len(set(seen)) == 8
    with Project.open(filled) as project:
        splits = [Library(project).problem(one).split.value for one in seen]
    assert splits == ["train"] * 6 + ["heldout"] * 2


def test_the_same_seed_gives_the_same_answers(filled: Path, home: Path, starter_gguf: Path):
    settings = ("--seed", 7, "--temperature", 0.9, "--limit", 1)
    ask("generate", *settings, "--project", filled, home=home)
    other = filled.with_name("other.stepmark")
    train = filled.with_name("train.jsonl")
    ask("import", train, "--split", "train", "--project", other, home=home)
    ask("generate", *settings, "--project", other, home=home)
    texts = []
    for path in (filled, other):
        with Project.open(path) as project:
            annotation = Annotation(project)
            problem = Library(project).problems()[0]
            texts.append(annotation.view(problem.id).turns[0].chosen.response.text)
    assert texts[0] == texts[1]
    assert texts[0]


def test_the_whole_loop_without_a_window(filled: Path, home: Path, starter_gguf: Path):
    """Solve, mark, train two updates, measure, use the new model, export, check."""
    ask("generate", "--project", filled, home=home)
    assert mark_everything(filled) >= 8
    recipe = filled.with_name("recipe.json")
    recipe.write_text(json.dumps(QUICK_RECIPE), encoding="utf-8")
    run = filled.with_name("run")
    trained = ask(
        "train", "--yes", "--recipe", recipe, "--run", run, "--project", filled, home=home
    )
    assert trained["state"] == "done"
    model = trained["model_id"]
    measured = ask("evaluate", model, "--seeds", 2, "--project", filled, home=home)
    assert (measured["problems"], measured["samples_per_problem"]) == (2, 2)
    assert 0 <= measured["low"] <= measured["pass_at_1"] <= measured["high"] <= 1
    listed = ask("models", "--project", filled, home=home)
    assert model in {row["id"] for row in listed["models"]}
    for form in ("stepmark-jsonl", "prm800k", "trl-stepwise"):
        out = filled.with_name(f"{form}.jsonl")
        ask("export", form, out, "--project", filled, home=home)
        assert out.stat().st_size > 0
    checked = ask("check", "--project", filled, home=home)
    assert checked["ok"] is True
    copies = list(Path(checked["backups"]["folder"]).glob("*.stepmark"))
    assert checked["backups"]["count"] == len(copies) > 0
    assert checked["backups"]["bytes"] == sum(copy.stat().st_size for copy in copies)


def other_gguf(folder: Path, kind: str) -> Path | None:
    """Return a model file that is not ours: None for the starter."""
    if kind == "llama with a chat template":
        return make_tiny_gguf(folder / "tiny")
    if kind == "qwen2 without one":
        return make_base_gguf(folder / "my base.gguf", context=2048)
    return None


@pytest.mark.parametrize("kind", ["starter", "llama with a chat template", "qwen2 without one"])
def test_twenty_real_problems_headless(tmp_path: Path, home: Path, starter_gguf: Path, kind: str):
    """Twenty rows of GSM8K are solved, marked, trained on and exported, with any GGUF."""
    lines = shared_data("gsm8k/train.jsonl").read_text(encoding="utf-8").split("\n")[:20]
    source, target = tmp_path / "gsm8k.jsonl", tmp_path / "gsm8k.stepmark"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    gguf = other_gguf(tmp_path, kind)
    chosen = ("--model", gguf) if gguf else ()
    ask("import", source, "--project", target, home=home)
    solved = ask("generate", *chosen, "--project", target, home=home)
    assert len(solved["solved"]) == 20
    assert mark_everything(target) >= 20
    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps(QUICK_RECIPE), encoding="utf-8")
    trained = ask("train", "--yes", "--recipe", recipe, "--project", target, home=home)
    assert trained["state"] == "done"
    with Project.open(target) as project:
        base = Library(project).model(Library(project).model(trained["model_id"]).parent_id)
        assert gguf is None or base.path == str(gguf)
    measured = ask(
        "evaluate", trained["model_id"], "--split", "train", "--project", target, home=home
    )
    assert measured["problems"] == 20
    out = tmp_path / "out.jsonl"
    ask("export", "stepmark-jsonl", out, "--project", target, home=home)
    assert len(out.read_text(encoding="utf-8").strip().split("\n")) >= 20


def test_a_model_named_once_is_the_one_that_is_trained(filled: Path, home: Path):
    """Marks on one model's solutions must not silently train another model."""
    gguf = make_tiny_gguf(filled.parent / "tiny")
    ask("generate", "--model", gguf, "--project", filled, home=home)
    mark_everything(filled)
    recipe = filled.with_name("recipe.json")
    recipe.write_text(json.dumps(QUICK_RECIPE), encoding="utf-8")
    run = filled.with_name("run")
    ask("train", "--yes", "--recipe", recipe, "--run", run, "--project", filled, home=home)
    config = json.loads((run / "config.json").read_text(encoding="utf-8"))
    assert config["base"]["path"] == str(gguf)


# --- what goes wrong is one plain sentence -------------------------------------------------------


def refused(*arguments: object, home: Path) -> str:
    """Run a verb that must fail with status 1 and one line; return that line."""
    done = stepmark(*arguments, home=home)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout == ""
    lines = [line for line in done.stderr.strip().split("\n") if line]
    assert "Traceback" not in done.stderr
    assert len(lines) == 1, lines
    return lines[0]


def test_a_project_in_use_is_said_plainly(project: Project, home: Path):
    """Two writers on one file can lose marks; the second one is turned away."""
    assert "open" in refused("check", "--project", project.path, home=home)


def test_a_project_from_the_future_is_left_as_it_is(filled: Path, home: Path):
    connection = sqlite3.connect(filled)
    connection.execute("PRAGMA user_version = 9999")
    connection.commit()
    connection.close()
    before = filled.read_bytes()
    assert "newer" in refused("check", "--project", filled, home=home)
    assert filled.read_bytes() == before


def test_a_malformed_line_is_named_and_nothing_is_added(filled: Path, home: Path):
    bad = filled.with_name("bad.jsonl")
    bad.write_text(json.dumps(rows(1)[0]) + "\n{broken\n", encoding="utf-8")
    line = refused("import", bad, "--project", filled, home=home)
    assert "2" in line
    with Project.open(filled) as project:
        assert len(Library(project).problems()) == 8


@pytest.mark.parametrize("content", [b"", b"GGUF" + b"\xff" * 64, b"not a model at all"])
def test_a_broken_model_file_is_said_plainly(filled: Path, home: Path, content: bytes):
    broken = filled.with_name("broken.gguf")
    broken.write_bytes(content)
    line = refused("generate", "--model", broken, "--project", filled, home=home)
    assert "broken.gguf" in line


def test_an_unknown_model_is_said_plainly(filled: Path, home: Path):
    line = refused("evaluate", "no-such", "--project", filled, home=home)
    assert "no-such" in line
    assert "stepmark models" in line


def test_a_doubtful_reward_model_stops_where_nobody_can_be_asked(
    filled: Path, home: Path, starter_gguf: Path
):
    """Marks at random teach nothing: the run is kept, and ``--yes`` goes on with it."""
    ask("generate", "--limit", 4, "--project", filled, home=home)
    mark_everything(filled)
    recipe = filled.with_name("recipe.json")
    recipe.write_text(json.dumps(QUICK_RECIPE), encoding="utf-8")
    run = filled.with_name("run")
    begun = stepmark(
        "train", "--json", "--recipe", recipe, "--run", run, "--project", filled, home=home
    )
    assert begun.returncode == 0, begun.stderr
    assert "--yes" in begun.stderr
    stopped = json.loads(begun.stdout)
    assert (stopped["state"], stopped["outcome"], stopped["model"]) == ("stopped", "stopped", None)
    resumed = stepmark("train", "--resume", run, "--yes", "--project", filled, home=home)
    assert resumed.returncode == 0, resumed.stderr
    assert "New model:" in resumed.stdout
    headlines = ("Better:", "Worse:", "Not clearly better:", "Trained, but not measured")
    assert any(line.startswith(headlines) for line in resumed.stdout.split("\n"))


def test_presets_named_in_the_help_are_those_that_exist():
    assert tuple(one.key for one in PRESETS) == PRESET_NAMES


def test_reward_models_named_in_the_help_are_those_a_recipe_knows():
    assert CHOICES["reward_model"] == REWARD_MODELS


def test_reward_model_named_in_the_command_is_put_into_the_recipe():
    """It may be shortened, and stands over what the preset says."""
    arguments = parser().parse_args(["train", "--preset", "quick", "--reward", "generative"])
    assert _recipe(arguments) == replace(preset("quick").recipe, reward_model="generative")


def test_training_without_marks_says_what_is_missing(filled: Path, home: Path):
    assert refused("train", "--steps", 2, "--project", filled, home=home)


def test_an_interrupted_generate_keeps_what_was_solved(
    tmp_path: Path, home: Path, starter_gguf: Path
):
    """Ctrl-C reaches the program and its engine alike; the project stays whole and usable.

    With 16 responses to each of 400 problems it has work for minutes when the signal comes.
    """
    many = tmp_path / "many.stepmark"
    ask("import", written(tmp_path / "many.jsonl", rows(400)), "--project", many, home=home)
    with interruptible():
        child = subprocess.Popen(
            [sys.executable, "-m", "workbench.cli", "generate", "-k", "16", "--project", many],
            cwd=ROOT,
            env={**os.environ, "STEPMARK_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    assert "Starter" in child.stderr.readline()
    log = many.with_name(f"{many.name}-wal")
    before = log.stat().st_mtime_ns
    wait_until(lambda: log.stat().st_mtime_ns != before, what="a solution stored")
    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130, err
    assert "Traceback" not in err
    assert "Interrupted" in err
    assert out == ""
    assert ask("check", "--project", many, home=home)["ok"] is True
    with Project.open(many) as project:
        assert 0 < len(unsolved(project)) < 400


def test_a_dry_run_lists_every_bad_row(filled: Path, home: Path):
    bad = filled.with_name("bad.jsonl")
    bad.write_text(json.dumps(rows(1)[0]) + "\n{broken\n", encoding="utf-8")
    done = stepmark("import", bad, "--dry-run", "--json", "--project", filled, home=home)
    assert done.returncode == 1
    (report,) = json.loads(done.stdout)["files"]
    assert len(report["errors"]) == 1


def test_export_formats_named_in_the_help_are_those_that_exist():
    assert set(EXPORT_FORMATS) == {form.id for form in registry.FORMATS if form.writes}
