"""PRM800K and TRL exports carry the labels as those formats mean them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.marked import mark_example, marked_steps, two_turns
from tests.helpers.shared import shared_data
from tests.helpers.solutions import ire_example
from workbench.domain.errors import KnownError
from workbench.domain.records import ThreadStatus
from workbench.exchange.jsonl import read_rows
from workbench.service.annotation import Annotation
from workbench.service.transfer import Transfer

# The keys of real PRM800K lines, both phases; the human completion's last is named in its paper's
# data description and absent from the samples.
PRM800K_KEYS = {
    "": "generation is_initial_screening_question is_quality_control_question label labeler"
    " question timestamp",
    ".question": "ground_truth_answer ground_truth_solution pre_generated_answer"
    " pre_generated_steps pre_generated_verifier_score problem",
    ".label": "finish_reason steps total_time",
    ".label.steps[]": "chosen_completion completions human_completion",
    ".label.steps[].completions[]": "flagged rating text",
    ".label.steps[].human_completion": "corrected_rating flagged rating source text",
}


def exported(project, folder: Path, form: str, **options: Any) -> list[dict[str, Any]]:
    out = folder / f"{form}.jsonl"
    Transfer(project).export(form, out, **options)
    return [row.value for row in read_rows(out)]


def keys(value: Any, path: str = "") -> dict[str, set[str]]:
    """Return the names of all objects by where they stand, the largest set of each place."""
    found: dict[str, set[str]] = {}
    if isinstance(value, dict):
        found[path] = set(value)
        inner = [keys(part, f"{path}.{name}") for name, part in value.items()]
    else:
        inner = [keys(part, f"{path}[]") for part in value] if isinstance(value, list) else []
    for part in inner:
        for place, names in part.items():
            found[place] = found.get(place, set()) | names
    return found


def test_prm800k_lines_have_the_fields_of_the_real_data(project, tmp_path):
    """Every object has exactly the keys that readers of PRM800K expect."""
    mark_example(project, two_turns())
    expected = {place: set(names.split()) for place, names in PRM800K_KEYS.items()}
    assert keys({"": exported(project, tmp_path, "prm800k")}.get("")) == {
        f"[]{place}": names for place, names in expected.items()
    }


def test_key_sets_equal_those_of_the_real_samples(project, tmp_path):
    """The same against real lines of both phases, and the types agree where neither is null."""
    real = [row.value for row in read_rows(shared_data("prm800k/samples.jsonl"))]
    mark_example(project, two_turns())
    ours = exported(project, tmp_path, "prm800k")
    real_keys, our_keys = keys(real), keys(ours)
    real_keys["[].label.steps[].human_completion"].add("corrected_rating")
    assert our_keys == real_keys
    assert {row["label"]["finish_reason"] for row in ours} <= {
        "found_error",
        "solution",
        "bad_problem",
        "give_up",
    }


@pytest.mark.parametrize("name", ["own", "ire"])
def test_prm800k_carries_the_example_turn_by_turn(project, tmp_path, name):
    """Turn 1 ends at its first error with the rewrite beside it; turn 2 is a whole solution."""
    example = two_turns() if name == "own" else ire_example()
    mark_example(project, example)
    first, second = exported(project, tmp_path, "prm800k")
    verdicts = example["turns"][0]["verdicts"]
    judged = verdicts.index(-1) + 1
    steps = first["label"]["steps"]
    assert [step["completions"][0]["rating"] for step in steps] == verdicts[:judged]
    assert [step["completions"][0]["text"] for step in steps] == (
        example["turns"][0]["steps"][:judged]
    )
    assert [step["chosen_completion"] for step in steps] == [0] * (judged - 1) + [None]
    assert steps[-1]["human_completion"]["text"] == example["turns"][0]["feedback"][0]["rewrite"]
    assert first["label"]["finish_reason"] == "found_error"
    assert first["question"]["pre_generated_steps"] == example["turns"][0]["steps"]
    assert [step["completions"][0]["rating"] for step in second["label"]["steps"]] == (
        example["turns"][1]["verdicts"]
    )
    assert second["label"]["finish_reason"] == "solution"
    assert second["question"]["problem"] == example["problem"]
    assert second["question"]["ground_truth_answer"] == example["reference_answer"]


def test_unmarked_is_null_and_not_neutral(project, tmp_path):
    """An unmarked step says nothing; marking that stopped early is no finished solution."""
    marked_steps(project, [1, None, 0, None])
    (row,) = exported(project, tmp_path, "prm800k")
    steps = row["label"]["steps"]
    assert [step["completions"][0]["rating"] for step in steps] == [1, None, 0, None]
    assert [step["chosen_completion"] for step in steps] == [0, 0, 0, None]
    assert row["label"]["finish_reason"] == "give_up"
    assert row["label"]["total_time"] == 3000


def test_steps_behind_the_first_error_are_written_only_when_wanted(project, tmp_path):
    """In the mode that stops at the first error nobody judged them."""
    marked_steps(project, [1, -1, 1])
    (row,) = exported(project, tmp_path, "prm800k")
    assert len(row["label"]["steps"]) == 2
    (row,) = exported(project, tmp_path, "prm800k", after_first_error=True)
    assert len(row["label"]["steps"]) == 3
    (row,) = exported(project, tmp_path, "trl-stepwise")
    assert row["labels"] == [True, False]
    (row,) = exported(project, tmp_path, "trl-stepwise", after_first_error=True)
    assert row["labels"] == [True, False, True]


def test_problem_set_aside_says_so(project, tmp_path):
    """The reasons of the original data."""
    problem_id = marked_steps(project, [1, 1])
    Annotation(project).set_aside(problem_id, ThreadStatus.BAD_PROBLEM, "unclear")
    (row,) = exported(project, tmp_path, "prm800k")
    assert row["label"]["finish_reason"] == "bad_problem"


def test_neutral_needs_a_choice_where_the_format_has_no_word_for_it(project, tmp_path):
    """There is no silent default, and the refusal leaves no file."""
    marked_steps(project, [1, 0, 1])
    with pytest.raises(KnownError, match=r"--neutral positive\|negative\|drop"):
        exported(project, tmp_path, "trl-stepwise")
    assert not list(tmp_path.glob("trl-stepwise*"))


@pytest.mark.parametrize(
    ("neutral", "labels"),
    [("positive", [True, True, True]), ("negative", [True, False, True]), ("drop", [True])],
)
def test_neutral_becomes_what_was_chosen_and_the_card_says_so(project, tmp_path, neutral, labels):
    """Published results differ in this very choice, so it is written down."""
    marked_steps(project, [1, 0, 1])
    (row,) = exported(project, tmp_path, "trl-stepwise", neutral=neutral)
    assert row["labels"] == labels
    assert all(type(label) is bool for label in row["labels"])
    card = json.loads((tmp_path / "trl-stepwise.jsonl.card.json").read_text())
    assert card["neutral"] == neutral
    assert f"neutral: {neutral}" in (tmp_path / "trl-stepwise.jsonl.card.md").read_text()


def test_negative_neutral_ends_no_example(project, tmp_path):
    """Only an incorrect step makes what follows unjudged."""
    marked_steps(project, [0, 1, -1, 1])
    (row,) = exported(project, tmp_path, "trl-stepwise", neutral="negative")
    assert row["labels"] == [False, True, False]


def test_unmarked_step_ends_a_trl_example(project, tmp_path):
    """A boolean cannot say "unmarked"; an example without any label is not written."""
    marked_steps(project, [1, 1, None, 1], "first")
    marked_steps(project, [None, 1], "second")
    marked_steps(project, [None, None], "third")
    (row,) = exported(project, tmp_path, "trl-stepwise")
    assert (row["prompt"], row["labels"]) == ("first", [True, True])
    assert row["completions"] == ["Step body 0.", "Step body 1."]
    card = json.loads((tmp_path / "trl-stepwise.jsonl.card.json").read_text())
    assert card["left_out"] == {
        "responses whose first step has no label": 1,
        "responses without a mark": 1,
        "steps from the first one without a label": 4,
    }


def test_card_counts_what_the_file_holds(project, tmp_path):
    """Counts, sources, guideline and digest are those of the written file."""
    mark_example(project, two_turns())
    report = Transfer(project).export("prm800k", tmp_path / "out.jsonl")
    card = json.loads(Path(report.card_path).read_text())
    data = (tmp_path / "out.jsonl").read_bytes()
    assert card["sha256"] == report.sha256 == hashlib.sha256(data).hexdigest()
    assert card["records"] == report.records == data.count(b"\n") == 2
    assert card["steps"] == {"correct": 4, "neutral": 2, "incorrect": 1, "unmarked": 0}
    assert card["neutral"] == "kept"
    assert card["left_out"] == {"responses without a mark": 2, "steps after the first error": 1}
    assert card["guideline_versions"] == {"1": 7}


def test_neutral_option_is_refused_where_it_changes_nothing(project, tmp_path):
    """An option that is silently ignored would mislead."""
    with pytest.raises(KnownError, match="always keeps neutral"):
        Transfer(project).export("stepmark-jsonl", tmp_path / "a.jsonl", neutral="drop")
    with pytest.raises(KnownError, match="positive, negative, drop"):
        Transfer(project).export("trl-stepwise", tmp_path / "a.jsonl", neutral="maybe")


def test_unknown_format_lists_those_that_can_be_written(project, tmp_path):
    """The message is the help."""
    with pytest.raises(KnownError, match="stepmark-jsonl, prm800k, trl-stepwise"):
        Transfer(project).export("nonsense", tmp_path / "a.jsonl")


def test_other_programs_read_both_exports(project, tmp_path, monkeypatch):
    """``datasets`` reads them offline with the types that trainers expect."""
    import datasets
    import tqdm.std

    monkeypatch.setattr(tqdm.std.tqdm, "monitor_interval", 0)  # No watching thread is left.
    mark_example(project, two_turns())
    marked_steps(project, [1, None, 0], "line\u2028break")
    exported(project, tmp_path, "prm800k")
    exported(project, tmp_path, "trl-stepwise", neutral="positive")

    def loaded(form: str) -> Any:
        return datasets.load_dataset(
            "json",
            data_files=str(tmp_path / f"{form}.jsonl"),
            split="train",
            cache_dir=str(tmp_path / "cache"),
        )

    trl = loaded("trl-stepwise")
    assert trl.features["labels"].feature.dtype == "bool"
    assert trl.column_names == ["prompt", "completions", "labels"]
    assert trl["prompt"][-1] == "line\u2028break"
    assert all(len(row["completions"]) == len(row["labels"]) for row in trl)
    prm = loaded("prm800k")
    ratings = [step["completions"][0]["rating"] for step in prm[2]["label"]["steps"]]
    assert ratings == [1, None, 0]
    assert prm[0]["label"]["steps"][2]["human_completion"]["source"] == "human"
