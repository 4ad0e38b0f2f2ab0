"""Checks that TRL takes our exports: its PRM trainer and its reward trainer, two steps each.

Run with ``python -m tests.benchmarks.bench_peers_read``. Their environments are made once, from
pinned requirements, which takes some minutes and a network.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.peer.base_model import make_base
from tests.benchmarks.peer.environment import HERE, peer_python
from tests.benchmarks.peer.setting import Setting

CASES = (
    ("prm", "trl-1.9.0", "trl-stepwise", "jsonl"),
    ("prm", "trl-1.9.0", "trl-stepwise", "parquet"),
    ("reward", "trl-1.16.0", "trl-preference", "jsonl"),
    ("reward", "trl-1.16.0", "trl-preference", "parquet"),
)


def main(_arguments: list[str] | None = None) -> int:
    """Print what each trainer did; return 1 where one could not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peers = {peer: peer_python(peer) for _, peer, _, _ in CASES}
        os.environ["STEPMARK_HOME"] = str(folder / "home")
        exports = _exports(folder)
        model = make_base(
            Setting(model=str(folder / "model"), hidden=64, layers=2, heads=2), folder / "model"
        )
        failed = 0
        for kind, peer, form, container in CASES:
            data = exports[form, container]
            command = [str(peers[peer]), str(HERE / "trl_exports.py"), kind, str(model), str(data)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            said = (
                done.stdout.strip().split("\n")[-1] if not done.returncode else done.stderr[-800:]
            )
            print(f"{peer} {kind} on {form} ({container}): {said}", flush=True)
            failed |= done.returncode
    return 1 if failed else 0


def _exports(folder: Path) -> dict[tuple[str, str], Path]:
    from tests.helpers.marked import mark_example, marked_steps, prefer_first, two_turns
    from workbench.service.project import Project
    from workbench.service.transfer import Transfer

    with Project.create(folder / "marked.stepmark", "Ada") as project:
        for number in range(6):
            prefer_first(project, mark_example(project, two_turns()))
            marked_steps(project, [1, 1, -1], f"What is {number} and {number}?")
        made = {}
        for _, _, form, container in CASES:
            made[form, container] = folder / f"{form}-{container}"
            neutral = "negative" if form == "trl-stepwise" else None
            Transfer(project).export(form, made[form, container], neutral, container=container)
    return made


if __name__ == "__main__":
    sys.exit(main())
