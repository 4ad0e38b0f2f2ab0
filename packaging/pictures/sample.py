"""Makes the project and the window that pictures are taken of: sample problems, real marks."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOLVED = 8
RECORDED_RUN = ROOT / "packaging" / "recorded_run"
EXAMPLE = ROOT / "resources" / "samples" / "worked_example.json"


@contextmanager
def place() -> Iterator[Path]:
    """Give a window a home of its own, gone afterwards."""
    with tempfile.TemporaryDirectory() as home, contextlib.chdir(home):
        os.environ["STEPMARK_HOME"] = home
        yield Path(home)


@contextmanager
def empty_window() -> Iterator[Any]:
    """Open the window on a project without problems and without a model."""
    with place() as home:
        from workbench.service.project import Project
        from workbench.ui.app import Application, qt_application
        from workbench.ui.errors import ErrorReporter

        qt_application()
        application = Application(Project.create(home / "new.stepmark", "Ada"), ErrorReporter())
        application.window.show()
        settle()
        yield application
        leave(application)


def leave(application: Any) -> None:
    """Close the window and let it go with all that is in it."""
    application.window.close()
    application.window.deleteLater()
    settle()


@contextmanager
def sample_window() -> Iterator[Any]:
    """Open the window on the sample problems, with the worked example marked as it was."""
    with place() as home:
        from workbench.service import first_run, models
        from workbench.service.annotators import Annotators
        from workbench.service.library import Library
        from workbench.ui.app import Application, qt_application
        from workbench.ui.errors import ErrorReporter

        qt_application()
        project = first_run.open_or_begin()
        Library(project).add_model(models.starter_record())
        Annotators(project).rename(project.annotator.id, "Ada")
        problem_id = record_example(project)
        record_rival(project, problem_id)
        adopt_recorded_run(project, home)
        project.set_setting("ahead.problems", 0)
        application = Application(project, ErrorReporter())
        application.window.show()
        solve_some_others(application, project)
        application.annotate.queue.open(problem_id)
        settle()
        yield application
        leave(application)


def record_example(project: Any) -> str:
    """Record the worked example's first turn and mark it as its expert did; return the problem."""
    from workbench.domain.records import ErrorKind, Verdict
    from workbench.service.annotation import Annotation
    from workbench.service.library import Library

    example = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    problem = Library(project).problems(limit=1)[0]
    annotation = Annotation(project)
    first = example["turns"][0]
    written = imported(first["steps"], first["answer"])
    annotation.record_turn(annotation.plan_initial(problem.id), [written], None)
    steps = [step.step.id for step in annotation.view(problem.id).turns[0].responses[0].steps]
    for step, verdict in zip(steps[:5], first["verdicts"], strict=False):
        annotation.mark(step, Verdict(verdict), seconds=42.0)
    annotation.set_error_kind(steps[4], ErrorKind.REASONING)
    annotation.explain(steps[4], first["feedback"][0]["explanation"])
    annotation.rewrite(steps[4], first["feedback"][0]["rewrite"])
    return problem.id


def record_rival(project: Any, problem_id: str) -> None:
    """Set the worked example's second response beside its first, and one that breaks off."""
    from workbench.domain.sampling import SamplingSettings
    from workbench.service.annotation import Annotation
    from workbench.service.comparison import Comparison
    from workbench.service.model_comparison import ModelComparisons

    second = json.loads(EXAMPLE.read_text(encoding="utf-8"))["turns"][1]
    written = imported(second["steps"], second["answer"])
    plan = Annotation(project).plan_initial(problem_id)
    rivals = ModelComparisons(project, Comparison(project))
    rivals.record(plan, written, "starter", SamplingSettings())
    shorter = imported(second["steps"][:-2], "A")
    rivals.record(plan, shorter, "starter", SamplingSettings())


def imported(steps: list[str], answer: str) -> Any:
    """Return a response of the worked example, which no model here wrote."""
    from workbench.domain.records import FinishReason, new_id
    from workbench.domain.sampling import SequenceResult

    lines = [f"{at}. {step}" for at, step in enumerate(steps, start=1)]
    return SequenceResult(
        request_id=new_id(),
        sequence=0,
        text="\n".join([*lines, f"**Answer: {answer}**"]),
        token_ids=(),
        logprobs=(),
        finish_reason=FinishReason.IMPORTED,
        seed=0,
        prompt_tokens=0,
        reused_tokens=0,
        seconds=0.0,
        tokens_per_second=0.0,
    )


def solve_some_others(application: Any, project: Any) -> None:
    """Have the starter solve a few problems in the window; confirm those that come out right.

    The last one stays unmarked, as one that is opened to be read.
    """
    from workbench.domain.records import Verdict
    from workbench.service.annotation import Annotation
    from workbench.service.library import Library

    annotation = Annotation(project)
    application.start_background_work()
    others = Library(project).problems(limit=SOLVED + 1)[1:]
    for problem in others:
        application.engine.write(annotation.plan_initial(problem.id))
        wait_for(lambda identity=problem.id: bool(annotation.view(identity).turns))
        response = annotation.view(problem.id).turns[0].responses[0]
        if response.agrees and problem is not others[-1]:
            for step in response.steps:
                commit(application, annotation.mark, step.step.id, Verdict.CORRECT)
            commit(application, annotation.accept, problem.id)


def commit(application: Any, act: Any, *arguments: Any) -> None:
    """Do one act as the window does it, so that its pages hear of it."""
    application.desk.commit(lambda: act(*arguments))


def wait_for(done: Any, seconds: float = 180.0) -> None:
    """Let the window work until something is so. Raises SystemExit where it never is."""
    from PySide6.QtWidgets import QApplication

    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise SystemExit("the starter did not answer in time; try: stepmark doctor")
        QApplication.processEvents()


def adopt_recorded_run(project: Any, home: Path) -> None:
    """Show a run that was recorded on real marks; training one for a picture would take minutes."""
    from workbench.domain.recipes import Recipe
    from workbench.domain.records import ModelRecord, Problem, Run, RunState, Split
    from workbench.service import models
    from workbench.service.library import Library

    folder = home / "recorded"
    shutil.copytree(RECORDED_RUN, folder)
    config = {"run_id": "recorded", "base": {"name": models.starter_record().name}}
    report = json.loads((folder / "results.json").read_text(encoding="utf-8"))["reward_model"]
    config["marked_steps"] = report["training_steps"] + report["validation_steps"]
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    told = Problem(
        id="heldout-changes-003",
        statement=(
            "A bike costs $200$ dollars. First its price falls by $30\\%$, then it falls by "
            "$20\\%$. Find the new price."
        ),
        reference_answer="112",
        topic="Successive percentages",
        split=Split.HELDOUT,
    )
    Library(project).add_problems([told])
    trained = ModelRecord(
        "trained", "Starter, trained", "adapter", str(folder), parent_id="starter"
    )
    Library(project).add_model(trained)
    run = Run(
        "recorded",
        str(folder),
        RunState.DONE,
        "starter",
        recipe=Recipe().to_mapping(),
        result_model_id=trained.id,
    )
    Library(project).add_run(run)


def settle() -> None:
    """Let layouts and idle measuring finish, and what was closed go.

    Without an event loop nobody deletes what a page put away, and each change of scheme would
    dress that again.
    """
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    for _ in range(20):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
