"""Compare our PPO with TRL 1.9.0's, the last release that has one: ``stepmark bench ppo``.

First one frozen rollout: the peer trains one update and writes what went into its advantages,
whitening and losses and what came out; our formulas must give the same to 1e-5. Then both train
the same small Llama on the same prompts with equal settings, in fresh processes that alternate,
and the medians are compared. The rewards are one scalar at the last token, by a frozen head of
random or zero weights: what is compared is the work, not what is learnt. Last, a preference reward
model learns from rankings of K = 9 on both sides: here K forwards a ranking, in TRL 1.16.0, a
release that still has a reward trainer, two for each of its pairs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tests.benchmarks.peer.environment import HERE, peer_python
from tests.benchmarks.peer.setting import Setting

ROUNDS = 5
SPEED_TARGET, MEMORY_TARGET, REWARD_TARGET, AGREEMENT = 3.0, 0.5, 3.0, 1e-5
TINY = {"hidden": 32, "layers": 2, "heads": 2, "response_tokens": 24}


@dataclass(frozen=True, slots=True)
class Side:
    """Medians of one trainer; seconds of the processor tell more where other work runs beside."""

    samples_per_second: float
    samples_per_cpu_second: float
    rollout_tokens_per_second: float
    update_tokens_per_second: float
    peak_mb: float


def run(command: list[str]) -> dict[str, float]:
    """Run one process; return what its last line reports. Its other output shows on failure."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-4000:]}")
    measured: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return measured


def differences(frozen: Path, setting: Setting) -> dict[str, float]:
    """Return the largest difference between our formulas and the peer's, by quantity."""
    import torch
    from safetensors.torch import load_file

    from workbench.training import losses

    peer = load_file(str(frozen))
    mask = torch.ones_like(peer["logprobs"])
    rewards = losses.kl_penalty(peer["logprobs"], peer["ref_logprobs"], setting.kl_coefficient)
    rewards[:, -1] += peer["scores"]
    advantages = losses.generalized_advantages(
        rewards, peer["values"], mask, setting.gamma, setting.lam
    )
    surrogate = losses.clipped_policy_loss(
        peer["new_logprobs"], peer["mb_logprobs"], peer["mb_advantage"], setting.clip
    )
    value = losses.clipped_value_loss(
        peer["vpred"], peer["mb_values"], peer["mb_return"], setting.clip
    )
    ours = {
        "rewards": rewards,
        "advantages": advantages,
        "returns": advantages + peer["values"],
        "whitened": losses.whiten(advantages, mask),
        "policy_loss": losses.masked_mean(surrogate, torch.ones_like(surrogate)),
        "value_loss": losses.masked_mean(value, torch.ones_like(value)),
    }
    return {name: float((mine - peer[name]).abs().max()) for name, mine in ours.items()}


def agree(python: Path, folder: Path) -> dict[str, float]:
    """Have the peer freeze one rollout of a tiny model; compare every formula on it."""
    setting = prepared(replace(Setting(), updates=1, **TINY), folder / "tiny")
    frozen = folder / "frozen.safetensors"
    written = str(setting.write(folder / "tiny.json"))
    run([str(python), str(HERE / "trl_ppo.py"), written, str(frozen)])
    return differences(frozen, setting)


def prepared(setting: Setting, folder: Path) -> Setting:
    """Return the setting with its model made."""
    from tests.benchmarks.peer.base_model import make_base

    return replace(setting, model=str(make_base(setting, folder)))


def side(rows: list[dict[str, float]], setting: Setting) -> Side:
    """Return the medians of one side's processes."""
    seconds = statistics.median(row["seconds"] for row in rows)
    rollout = statistics.median(row["rollout_seconds"] for row in rows)
    tokens = setting.batch * setting.response_tokens
    return Side(
        samples_per_second=setting.batch / seconds,
        samples_per_cpu_second=setting.batch
        / statistics.median(row["cpu_seconds"] for row in rows),
        rollout_tokens_per_second=tokens / rollout,
        update_tokens_per_second=setting.epochs * tokens / max(1e-9, seconds - rollout),
        peak_mb=statistics.median(row["peak_mb"] for row in rows),
    )


def compare(python: Path, setting: Setting, folder: Path, rounds: int) -> tuple[Side, Side]:
    """Train on both sides in alternating fresh processes; return our medians and the peer's."""
    written = str(setting.write(folder / "setting.json"))
    own = [sys.executable, "-m", "tests.benchmarks.peer.own_ppo", written]
    other = [str(python), str(HERE / "trl_ppo.py"), written]
    ours, theirs = [], []
    for number in range(rounds):
        order = [(own, ours), (other, theirs)]
        for command, rows in order if number % 2 == 0 else reversed(order):
            rows.append(run(command))
        print(f"  round {number + 1} of {rounds} done", file=sys.stderr, flush=True)
    return side(ours, setting), side(theirs, setting)


def compare_rewards(setting: Setting, folder: Path, rounds: int) -> tuple[float, float]:
    """Train reward models in alternating fresh processes; return the median pairs/s of each."""
    written = str(setting.write(folder / "reward.json"))
    own = [sys.executable, "-m", "tests.benchmarks.peer.own_reward", written]
    other = [str(peer_python("trl-1.16.0")), str(HERE / "trl_reward.py"), written]
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(run(own)["seconds"])
        theirs.append(run(other)["seconds"])
    pairs = setting.batch * setting.k * (setting.k - 1) / 2
    return pairs / statistics.median(ours), pairs / statistics.median(theirs)


def table(ours: Side, theirs: Side) -> list[str]:
    """Return the comparison, a line each; a ratio above 1 is in our favour but for memory."""
    lines = [f"{'':28}{'Stepmark':>12}{'TRL 1.9.0':>12}{'ratio':>8}"]
    for name in Side.__dataclass_fields__:
        mine, other = getattr(ours, name), getattr(theirs, name)
        lines.append(f"{name.replace('_', ' '):28}{mine:12.1f}{other:12.1f}{mine / other:8.2f}")
    return lines


def main(arguments: list[str]) -> int:
    """Print the agreement and the ratios; end with 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="stepmark bench ppo", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="fresh processes on each side")
    parser.add_argument("--agreement-only", action="store_true", help="do not measure speed")
    parser.add_argument("--part", choices=("ppo", "reward"), help="measure this half alone")
    parser.add_argument("--out", type=Path, help="write the numbers to this JSON file")
    for name in ("hidden", "layers", "heads", "vocabulary", "batch", "minibatch", "epochs"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Setting(), name))
    parser.add_argument("--response-tokens", type=int, default=Setting().response_tokens)
    parser.add_argument("--threads", type=int, default=Setting().threads)
    given = parser.parse_args(arguments)
    changed = {name: value for name, value in vars(given).items() if hasattr(Setting(), name)}
    with tempfile.TemporaryDirectory() as place:
        return _measure(given, replace(Setting(), **changed), Path(place))


def _measure(given: argparse.Namespace, setting: Setting, folder: Path) -> int:
    python = peer_python("trl-1.9.0")
    found = agree(python, folder)
    print("largest difference on one frozen rollout (target 1e-5):")
    for name, difference in found.items():
        print(f"  {name:12} {difference:.1e}")
    document: dict[str, Any] = {"agreement": found}
    figures = [("disagreement", max(found.values()), AGREEMENT, False)]
    if not given.agreement_only:
        setting = prepared(setting, folder / "base")
        print(f"medians of {given.rounds} fresh processes each, {setting}:")
        if given.part != "reward":
            ours, theirs = compare(python, setting, folder, given.rounds)
            print("\n".join(table(ours, theirs)))
            speed = ours.samples_per_second / theirs.samples_per_second
            memory = ours.peak_mb / theirs.peak_mb
            document["sides"] = [asdict(ours), asdict(theirs)]
            figures.append(("PPO samples/s", speed, SPEED_TARGET, True))
            figures.append(("PPO peak memory", memory, MEMORY_TARGET, False))
        if given.part != "ppo":
            mine, other = compare_rewards(setting, folder, given.rounds)
            print(f"reward training, pairs/s at K={setting.k}: {mine:.1f} against {other:.1f}")
            figures.append(("reward pairs/s", mine / other, REWARD_TARGET, True))
    for name, value, target, at_least in figures:
        met = value >= target if at_least else value <= target
        print(f"{name}: {value:.3g} (target {target:g}, {'met' if met else 'MISSED'})")
        document[name] = value
    if given.out:
        given.out.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return int(any((v < t) if least else (v > t) for _, v, t, least in figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
