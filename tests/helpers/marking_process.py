"""A process that marks steps without end and says so after each commit; tests kill it."""

from __future__ import annotations

import sys
from pathlib import Path

from workbench.domain.records import Verdict
from workbench.service.annotation import Annotation
from workbench.service.project import Project


def main(path: str, problem_id: str, first: str) -> None:
    """Mark the problem's steps round and round; print what was acknowledged."""
    project = Project.open(Path(path))
    annotation = Annotation(project)
    steps = annotation.view(problem_id).turns[0].chosen.steps
    print("READY", flush=True)
    at = int(first)
    while True:
        step, verdict = steps[at % len(steps)].step, Verdict(at % 3 - 1)
        change = annotation.mark(step.id, verdict)
        sys.stdout.write(f"ACK {at} {change.seq} {step.id} {verdict.value}\n")
        sys.stdout.flush()
        at += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
