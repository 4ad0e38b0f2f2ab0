"""Fault 1: kill -9 at any moment of marking loses no verdict that was said to be saved."""

from __future__ import annotations

import random
import shutil
import threading

from tests.helpers.projects import python, step_ids, with_response
from workbench.domain.records import Verdict
from workbench.service.annotation import Annotation
from workbench.service.project import Project

KILLS = 50


def acknowledged_until_killed(path, problem_id, first, rng) -> list[tuple[int, int, str, int]]:
    """Let a child mark for a random while, kill it, and return what it acknowledged."""
    child = python(["-m", "tests.helpers.marking_process", str(path), problem_id, str(first)])
    assert child.stdout.readline() == "READY\n", child.stderr.read()
    killer = threading.Timer(rng.uniform(0.0, 0.12), child.kill)
    killer.start()
    out, _ = child.communicate(timeout=30)
    killer.join()
    lines = [line.split() for line in out.split("\n") if line.startswith("ACK")]
    return [(int(a), int(q), s, int(v)) for _, a, q, s, v in (x for x in lines if len(x) == 5)]


def test_fifty_kills_lose_no_acknowledged_verdict(tmp_path, home):
    """Every ACKed event is in history with its verdict, and the chain is whole.

    The child prints only after COMMIT returned; what is not printed may or may not be there.
    """
    path = tmp_path / "killed.stepmark"
    with Project.create(path, "Ada") as project:
        _, problem = with_response(project, steps=12)
    rng = random.Random(20)
    first, acknowledged = 0, 0
    last: dict[str, tuple[int, int]] = {}
    for _ in range(KILLS):
        for at, seq, step_id, verdict in acknowledged_until_killed(path, problem.id, first, rng):
            last[step_id] = (seq, verdict)
            first = at + 1
            acknowledged += 1
    with Project.open(path) as project:
        assert project.notices == ()
        report = project.check()
        assert report.ok, report.problems
        assert report.events >= acknowledged + 2
        rows = project.file.database.rows("SELECT seq, label FROM events WHERE label LIKE 'mark%'")
        labels = {row["seq"]: row["label"] for row in rows}
        names = {-1: "incorrect", 0: "neutral", 1: "correct"}
        for seq, verdict in last.values():
            assert labels[seq].endswith(names[verdict])
    assert acknowledged > KILLS


def test_a_verdict_missing_from_the_file_would_be_seen(tmp_path, home):
    """Control: the same comparison fails on a copy that was taken before the marks."""
    path, copy = tmp_path / "a.stepmark", tmp_path / "copy"
    with Project.create(path, "Ada") as project:
        annotation, problem = with_response(project)
        ids = step_ids(annotation, problem)
    shutil.copy(path, copy)
    with Project.open(path) as project:
        seq = Annotation(project).mark(ids[0], Verdict.CORRECT).seq
    shutil.copy(copy, path)
    with Project.open(path) as project:
        assert project.check().events < seq
        assert any("1 event is missing" in notice for notice in project.notices)
