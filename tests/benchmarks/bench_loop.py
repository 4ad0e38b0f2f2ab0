"""The closed loop, measured: does a model that learnt from marks answer better than the starter?

``stepmark bench loop`` lets the starter solve training problems, lets a simulated expert (the
starter families' step checkers) mark them and rewrite each first wrong step, trains every arm
through the product's own training process, and measures all of them on the same held-out problems
with the same seeds, by the answer and step checkers alone:

(a) the starter, (b) its best of eight by majority, (c) its best of eight by the reward model,
(d) imitation of the rewrites alone, (h) imitation of rewrites and accepted solutions, (e) PPO
rewarded for the final answer only, (f) PPO with step rewards (the default reward: steps and
answer), (g) imitation as in (h), then (f).

A run chooses its best policy on held-out problems of its own; the numbers come from others. What is
done lies in the folder and is not done again, so a measurement that was cut goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from tests.benchmarks.loop import arms, table
from tests.benchmarks.loop.expert import Problems, counts, draw_problems, feedback_on
from tests.benchmarks.loop.measure import (
    BEST_OF,
    Answers,
    Outcome,
    Solver,
    best_by,
    majority,
    outcome,
    reward_scorer,
)
from workbench import paths
from workbench.domain.feedback import to_lines
from workbench.domain.presets import DEFAULT_PRESET, PRESETS, preset
from workbench.domain.recipes import Recipe
from workbench.jobs.run_folder import file_sha256, read_json, write_json, write_text
from workbench.service.starter_expert import StarterExpert

UNTRAINED = ("a", "b", "c")
WRITTEN, SETTINGS = "written-base.json", "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a folder of results was measured with; ``weights`` is the SHA-256 of the starter's."""

    solutions: int
    problems: int
    samples: int
    noise: float
    base: str
    weights: str
    recipe: dict[str, Any]


@dataclass(slots=True)
class Bench:
    """One measurement: its settings, its folder, and the model on which arms are measured."""

    settings: Settings
    folder: Path
    expert: StarterExpert
    solver: Solver

    def recipe(self, seed: int) -> Recipe:
        """Return the recipe of a seed."""
        return Recipe.from_mapping({**self.settings.recipe, "seed": seed})

    def problems(self, seed: int) -> Problems:
        """Draw the problems of a seed; the held-out ones are always the same."""
        settings, wanted = self.settings, self.recipe(seed).evaluation_problems
        return draw_problems(self.expert, settings.solutions, wanted, settings.problems, seed)

    def snapshot(self, seed: int) -> list[str]:
        """Return the marks that every trained arm of a seed learns from."""
        path = self.folder / f"seed-{seed}" / "feedback.jsonl"
        if not path.exists():
            problems = self.problems(seed)
            texts = self.solver.once(problems.training, seed)
            feedback = feedback_on(self.expert, problems, texts, self.settings.noise)
            write_json(path.with_name("marks.json"), counts(feedback))
            write_text(path, "".join(f"{line}\n" for line in to_lines(feedback)))
        return path.read_text(encoding="utf-8").splitlines()

    def run(self, key: str, seed: int) -> None:
        """Train and measure one arm, unless its result is there."""
        place = self.folder / f"seed-{seed}"
        place.mkdir(parents=True, exist_ok=True)
        path = place / f"arm-{key}.json"
        if path.exists():
            return
        say(f"seed {seed}, ({key}) {arms.ARMS[key].title}")
        load, arm = os.getloadavg(), arms.ARMS[key]
        spent = None
        if arm.changes is not None:
            lines = self.snapshot(seed)
            base = Path(self.settings.base)
            spent = arms.train_arm(place, arm, self.recipe(seed), base, lines)
        started = time.monotonic()
        answers = self.handed_in(key, seed)
        problems = self.problems(seed).measured_on
        found = [
            outcome(self.expert, problem, one)
            for problem, one in zip(problems, answers, strict=True)
        ]
        ended = read_json(place / f"run-{key}" / "results.json") or {}
        record = {
            "arm": key,
            "seed": seed,
            "training": None if spent is None else asdict(spent),
            "ended": ended.get("ended"),
            "notices": ended.get("notices", []),
            "reward_model": ended.get("reward_model"),
            "load_average": [load[0], os.getloadavg()[0]],
            "measuring_seconds": time.monotonic() - started,
            "outcomes": [one.to_mapping() for one in found],
        }
        write_json(path, record)

    def handed_in(self, key: str, seed: int) -> list[Answers]:
        """Return what an arm answers to the problems that all are measured on."""
        place = self.folder / f"seed-{seed}"
        if key in UNTRAINED:
            return list(self.chosen(key, seed))
        self.solver.use(place / f"run-{key}")
        problems, samples = self.problems(seed).measured_on, self.settings.samples
        found = self.solver.answers(problems, samples, seed, "policy")
        write_json(place / f"written-{key}.json", {"answers": [asdict(one) for one in found]})
        return found

    def chosen(self, key: str, seed: int) -> Iterator[Answers]:
        """Yield the starter's own answers, or the best of its samples by votes or by reward."""
        problems, written = self.problems(seed).measured_on, self.starters(seed)
        score = reward_scorer(self.reward_run(seed)) if key == "c" else None
        for problem, one in zip(problems, written, strict=True):
            if key == "a":
                yield one
            elif score is None:
                yield Answers(majority(one.sampled), ())
            else:
                record = problem.record
                yield Answers(best_by(one.sampled, lambda text, p=record: score(p, text)), ())

    def starters(self, seed: int) -> list[Answers]:
        """Return the starter's greedy and eight sampled responses, written once."""
        path = self.folder / f"seed-{seed}" / WRITTEN
        found = read_json(path)
        if found is None:
            problems = self.problems(seed).measured_on
            written = self.solver.answers(problems, BEST_OF, seed, None)
            found = {"answers": [asdict(one) for one in written]}
            write_json(path, found)
        return [Answers(one["greedy"], tuple(one["sampled"])) for one in found["answers"]]

    def reward_run(self, seed: int) -> Path:
        """Return a run of the seed that has a reward model; train one where none has."""
        place = self.folder / f"seed-{seed}"
        if not arms.lenders(place):
            recipe, base = self.recipe(seed), Path(self.settings.base)
            arms.train_arm(place, arms.REWARD_ONLY, recipe, base, self.snapshot(seed))
        return arms.lenders(place)[0]

    def results(self, keys: Iterable[str], seeds: Iterable[int]) -> dict[str, list[table.Result]]:
        """Return what was measured, by arm."""
        wanted = list(seeds)
        found = {key: [r for seed in wanted for r in self.result(key, seed)] for key in keys}
        return {key: results for key, results in found.items() if results}

    def result(self, key: str, seed: int) -> list[table.Result]:
        """Return one arm's result with one seed, if it is there."""
        record = read_json(self.folder / f"seed-{seed}" / f"arm-{key}.json")
        if record is None:
            return []
        outcomes = tuple(Outcome.from_mapping(one) for one in record["outcomes"])
        spent = record["training"]
        if spent is None:
            return [table.Result(key, seed, outcomes)]
        minutes = (spent["seconds"] + spent["borrowed"]) / 60
        busy = max(record["load_average"]) > (os.cpu_count() or 1)
        used = spent["cpu_seconds"] / 60
        return [table.Result(key, seed, outcomes, minutes, used, busy)]


def say(line: str) -> None:
    """Say what is at work, beside the results."""
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


def report(bench: Bench, keys: list[str], seeds: list[int]) -> bool:
    """Write ``loop.json`` and ``loop.png``, print the table; say whether no target was missed."""
    from tests.benchmarks.loop.picture import draw

    measured = bench.results(keys, seeds)
    rows = {key: table.row(found, measured.get("a", [])) for key, found in measured.items()}
    compared = table.comparisons(measured)
    met = table.targets(rows, compared)
    text = table.markdown(rows, compared, met)
    document = {
        "settings": asdict(bench.settings),
        "machine": {"cores": os.cpu_count(), "threads": torch.get_num_threads()},
        "rows": [{k: plain(v) for k, v in one.items()} for one in rows.values()],
        "differences": {k: {n: asdict(v) for n, v in d.items()} for k, d in compared.items()},
        "targets": [{"target": t, "met": hit, "number": number} for t, hit, number in met],
        "results": [
            read_json(bench.folder / f"seed-{r.seed}" / f"arm-{key}.json")
            for key, found in measured.items()
            for r in found
        ],
    }
    write_json(bench.folder / "loop.json", document)
    write_text(bench.folder / "loop.md", text + "\n")
    draw(rows, caption(bench.settings, rows), bench.folder / "loop.png")
    print(text)
    return all(hit is not False for _, hit, _ in met)


def plain(value: Any) -> Any:
    """Return an estimate ready for JSON."""
    return asdict(value) if isinstance(value, table.Estimate) else value


def caption(settings: Settings, rows: dict[str, dict[str, Any]]) -> str:
    """Say in one line what the picture shows."""
    seeds = max(len(one["seeds"]) for one in rows.values())
    problems = next(iter(rows.values()))["problems"]
    return (
        f"After {settings.solutions} marked solutions: {problems} held-out problems, "
        f"{seeds} seed{'s' if seeds > 1 else ''}, 95 % intervals"
    )


def main(arguments: list[str]) -> int:
    """Run what is not there yet and report; end with 1 where a target was missed."""
    given = options().parse_args(arguments)
    keys = [key for key in arms.ARMS if key in given.arms.split(",")]
    seeds = [int(seed) for seed in given.seeds.split(",")]
    chosen = Recipe.from_file(given.recipe) if given.recipe else preset(given.preset).recipe
    settings = Settings(
        given.solutions,
        given.problems,
        given.samples,
        given.noise,
        str(given.base),
        file_sha256(given.base / "model.safetensors"),
        {name: value for name, value in chosen.to_mapping().items() if name != "seed"},
    )
    keep_settings(given.out, settings)
    bench = Bench(settings, given.out, StarterExpert(), Solver(given.base, chosen))
    for seed in seeds:
        for key in arms.order(keys):
            bench.run(key, seed)
    return 0 if report(bench, keys, seeds) else 1


def options() -> argparse.ArgumentParser:
    """Return the measurement's own options."""
    parser = argparse.ArgumentParser(
        prog="stepmark bench loop",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--out", type=Path, default=Path("build/bench_loop"), help="where results lie and stay")
    add("--arms", default=",".join(arms.ARMS), help="which arms, such as a,d,g")
    add("--seeds", default="1,2,3", help="each draws its own problems, marks and samples")
    add("--solutions", type=int, default=300, help="marked solutions of training problems")
    add("--problems", type=int, default=200, help="held-out problems to measure on, at least")
    add("--samples", type=int, default=4, help="sampled answers per problem")
    add("--noise", type=float, default=0.0, help="share of verdicts that are turned round")
    add("--preset", default=DEFAULT_PRESET, choices=[one.key for one in PRESETS])
    add("--recipe", type=Path, help="a recipe file instead of a preset")
    add("--base", type=Path, default=paths.starter_dir(), help="the starter's folder")
    return parser


def keep_settings(folder: Path, settings: Settings) -> None:
    """Write the settings beside the results; raise SystemExit where those there are others."""
    folder.mkdir(parents=True, exist_ok=True)
    found, wanted = read_json(folder / SETTINGS), json.loads(json.dumps(asdict(settings)))
    if found is not None and found != wanted:
        changed = ", ".join(name for name in wanted if found.get(name) != wanted[name])
        raise SystemExit(
            f"{folder} holds results of other settings ({changed}); choose another --out."
        )
    write_json(folder / SETTINGS, wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
