"""The command line as a script sees it: statuses, one document, plain sentences."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest

from workbench.cli import main
from workbench.cli.arguments import parser
from workbench.cli.interrupts import kept_interrupts

ROOT = Path(__file__).resolve().parent.parent


def stepmark(*arguments: object, home: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run the real program in a process of its own, as a script would."""
    return subprocess.run(
        [sys.executable, "-m", "workbench.cli", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "STEPMARK_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=200,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["import"],
        ["export", "prm800k"],
        ["generate", "-k", "0"],
        ["generate", "--temperature", "-1"],
        ["train", "--run", "a", "--resume", "b"],
        ["import", "x", "--split", "test"],
    ],
)
def test_wrong_usage_ends_with_status_2(arguments: list[str], capsys: pytest.CaptureFixture):
    """Scripts tell a typing error from a failure by the status."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


def test_help_names_every_verb(capsys: pytest.CaptureFixture):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    for verb in [
        "import",
        "generate",
        "export",
        "train",
        "evaluate",
        "server",
        "models",
        "check",
        "doctor",
    ]:
        assert f"    {verb} " in text


def test_common_options_are_taken_before_and_after_the_verb():
    """``stepmark --project F check`` and ``stepmark check --project F`` mean the same."""
    before = parser().parse_args(["--project", "a.stepmark", "--json", "check"])
    after = parser().parse_args(["check", "--project", "a.stepmark", "--json"])
    assert before == after
    assert before.project == Path("a.stepmark")
    assert before.json is True


def test_every_role_is_offline_before_anything_is_imported(monkeypatch: pytest.MonkeyPatch):
    """A purely local run must open no connection."""
    for name in ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "TOKENIZERS_PARALLELISM"):
        monkeypatch.delenv(name)
    with pytest.raises(SystemExit):
        main(["--version"])
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert os.environ["HF_HUB_DISABLE_TELEMETRY"] == "1"
    assert os.environ["TOKENIZERS_PARALLELISM"] == "false"


def test_an_absent_project_is_one_plain_sentence_and_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture
):
    assert main(["check", "--project", str(tmp_path / "none.stepmark")]) == 1
    seen = capsys.readouterr()
    assert seen.out == ""
    assert len(seen.err.strip().split("\n")) == 1
    assert "none.stepmark" in seen.err
    assert "stepmark import" in seen.err


def test_a_failure_in_json_is_still_one_document(tmp_path: Path, capsys: pytest.CaptureFixture):
    assert main(["--json", "check", "--project", str(tmp_path / "none.stepmark")]) == 1
    assert "none.stepmark" in json.loads(capsys.readouterr().out)["error"]


def test_doctor_lists_what_was_looked_at(home: Path):
    """Every finding has a name, a health and, unless it is well, a way to mend it."""
    done = stepmark("doctor", "--json", home=home)
    document = json.loads(done.stdout)
    names = {finding["name"] for finding in document["findings"]}
    assert {"Python", "Qt", "llama engine", "GPU", "starter model", "data folder"} <= names
    unwell = [finding for finding in document["findings"] if finding["health"] != "ok"]
    assert all(finding["remedy"] for finding in unwell)
    assert done.returncode == (0 if document["ok"] else 1)


def test_the_engine_is_a_role_of_the_same_program(home: Path):
    """A frozen app has one executable: its children are itself, and end with their input."""
    done = stepmark("--role", "engine", home=home)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""


def test_preparing_a_model_is_a_role_of_the_same_program(home: Path, tmp_path: Path):
    done = stepmark("--role", "prepare", tmp_path, home=home)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_an_unknown_role_is_wrong_usage(home: Path):
    assert stepmark("--role", "king", home=home).returncode == 2


def test_an_interrupt_inside_a_callback_is_raised_again():
    """Python prints and forgets a Ctrl-C that arrives while it runs a weak reference's callback."""

    class Target:
        pass

    def interrupted(_reference: object) -> None:
        raise KeyboardInterrupt

    def drop_and_wait() -> None:
        target = Target()
        reference = weakref.ref(target, interrupted)
        del target
        threading.Event().wait(10)
        del reference

    with pytest.raises(KeyboardInterrupt), kept_interrupts():
        drop_and_wait()
