"""The time left is told from work that was timed, and from nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.domain.presets import PRESETS, preset
from workbench.domain.recipes import Recipe
from workbench.domain.workload import Amounts, stage_work, warmup_share
from workbench.jobs.run_folder import STAGES, RunFolder
from workbench.training import timing as timing_module
from workbench.training.timing import Timing

AMOUNTS = Amounts(marked=60, imitated=50, compared=0, heldout=30)


class Clock:
    """A clock that a test moves by hand."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timing_module, "time", made)
    return made


def timing_of(folder: Path, recipe: Recipe) -> Timing:
    return Timing(RunFolder(folder), stage_work(recipe, AMOUNTS))


@pytest.mark.parametrize("key", [one.key for one in PRESETS])
def test_time_left_is_near_before_the_longest_stage_has_begun(
    tmp_path: Path, clock: Clock, key: str
) -> None:
    """Fixed shares of one recipe's time were off by half for the others until PPO had its pace."""
    timed = timing_of(tmp_path, preset(key).recipe)
    seconds = {name: 0.02 * units for name, units in timed.work.items()}
    for name in ("base", "reward", "before", "warm_start"):
        timed.enter(name)
        clock.now += seconds[name] * (1.15 if name == "reward" else 0.95)
        timed.share = 1.0
    timed.enter("ppo")
    left = timed.left()
    assert left is not None
    assert left == pytest.approx(sum(seconds[n] for n in ("ppo", "after", "publish")), rel=0.2)


def test_results_taken_from_files_do_not_count_as_quick_work(tmp_path: Path, clock: Clock) -> None:
    """A resumed run passes its finished stages in no time; what it tells must not shrink."""
    recipe = preset("quick").recipe
    first = timing_of(tmp_path, recipe)
    for name in ("base", "reward", "before"):
        first.enter(name)
        clock.now += first.work[name]
        first.share = 1.0
    first.enter("warm_start")
    told = first.left()
    resumed = timing_of(tmp_path, recipe)
    for name in ("base", "reward", "before", "warm_start"):
        resumed.enter(name)
        clock.now += 0.1
    assert resumed.left() == pytest.approx(told)
    resumed.resume_at(0.5)
    clock.now += resumed.work["warm_start"] / 4
    resumed.share = 0.75
    assert resumed.left() == pytest.approx(
        resumed.work["warm_start"] / 4 + sum(resumed.work[n] for n in ("ppo", "after", "publish"))
    )


def test_a_pause_is_no_work(tmp_path: Path, clock: Clock) -> None:
    """Somebody who pauses a run over lunch is not told that it takes a day."""
    timed = timing_of(tmp_path, Recipe())
    timed.enter("before")
    clock.now += 10.0
    timed.share = 0.5
    told = timed.left()
    clock.now += 3600.0
    timed.waited(3600.0)
    assert timed.left() == pytest.approx(told)


def test_nothing_is_told_before_enough_was_timed(tmp_path: Path) -> None:
    """A number from the first second would be a guess."""
    timed = timing_of(tmp_path, Recipe())
    timed.enter("reward")
    timed.share = 0.001
    assert timed.left() is None


def test_work_grows_with_what_is_to_be_done() -> None:
    """Every stage has its work, more of it where there is more to do, and the stages are all."""
    recipe = Recipe()
    usual = stage_work(recipe, AMOUNTS)
    assert tuple(usual) == STAGES
    more = stage_work(recipe, Amounts(marked=600, imitated=500, compared=100, heldout=60))
    assert all(more[name] > usual[name] for name in STAGES[1:-1])
    answer_only = stage_work(Recipe(reward="answer", warm_start_epochs=0), AMOUNTS)
    assert answer_only["reward"] == answer_only["warm_start"] == 1.0
    verifier = Recipe(reward_model="generative", verifier_epochs=4)
    assert stage_work(verifier, AMOUNTS)["reward"] > usual["reward"], "its own epochs count"
    assert 0.3 < warmup_share(recipe, AMOUNTS) < 0.7
