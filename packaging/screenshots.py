"""Renders the README's pictures from the real window, offscreen, on the sample problems."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SIZE = (1440, 900)
LARGEST_BYTES = 400_000
SOLVED = 8
SMALLEST_FILE = 0  # Qt's PNG quality: 0 compresses most
RECORDED_RUN = ROOT / "packaging" / "recorded_run"
EXAMPLE = ROOT / "resources" / "samples" / "worked_example.json"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: the page and the file's name."""

    page: str
    name: str


SHOTS = (
    Shot("Annotate", "annotate"),
    Shot("Compare", "compare"),
    Shot("Train", "train"),
    Shot("Models", "models"),
    Shot("Data", "data"),
)


def main() -> int:
    """Write every picture in both schemes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "resources" / "screenshots")
    out: Path = parser.parse_args().out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        with sample_window(scheme) as application:
            for shot in SHOTS:
                take(application, shot, out / f"{shot.name}_{scheme}.png")
    return 0


@contextmanager
def sample_window(scheme: str) -> Iterator[Any]:
    """Open the window on the sample problems, with the worked example marked as it was."""
    with tempfile.TemporaryDirectory() as home, contextlib.chdir(home):
        os.environ["STEPMARK_HOME"] = home
        from workbench.service import first_run, models
        from workbench.service.library import Library
        from workbench.ui import theme
        from workbench.ui.app import Application, qt_application
        from workbench.ui.errors import ErrorReporter

        app = qt_application()
        theme.apply(app, scheme)
        project = first_run.open_or_begin()
        Library(project).add_model(models.starter_record())
        problem_id = record_example(project)
        record_rival(project, problem_id)
        adopt_recorded_run(project, Path(home))
        application = Application(project, ErrorReporter())
        application.window.resize(*SIZE)
        application.window.show()
        solve_some_others(application, project)
        application.annotate.queue.open(problem_id)
        select_fifth(application)
        settle()
        yield application
        application.window.close()
        settle()


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
    """Set the worked example's second response beside its first, to be compared with it."""
    from workbench.domain.sampling import SamplingSettings
    from workbench.service.annotation import Annotation
    from workbench.service.comparison import Comparison
    from workbench.service.model_comparison import ModelComparisons

    second = json.loads(EXAMPLE.read_text(encoding="utf-8"))["turns"][1]
    written = imported(second["steps"], second["answer"])
    plan = Annotation(project).plan_initial(problem_id)
    rivals = ModelComparisons(project, Comparison(project))
    rivals.record(plan, written, "starter", SamplingSettings())


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
    """Have the starter solve a few problems in the window; confirm those that come out right."""
    from workbench.domain.records import Verdict
    from workbench.service.annotation import Annotation
    from workbench.service.library import Library

    annotation = Annotation(project)
    application.start_background_work()
    for problem in Library(project).problems(limit=SOLVED + 1)[1:]:
        application.engine.write(annotation.plan_initial(problem.id))
        wait_for(lambda identity=problem.id: bool(annotation.view(identity).turns))
        response = annotation.view(problem.id).turns[0].responses[0]
        if response.agrees:
            for step in response.steps:
                commit(application, annotation.mark, step.step.id, Verdict.CORRECT)
            commit(application, annotation.accept, problem.id)


def commit(application: Any, act: Any, *arguments: Any) -> None:
    """Do one act as the window does it, so that its pages hear of it."""
    application.desk.commit(lambda: act(*arguments))


def wait_for(done: Any, seconds: float = 60.0) -> None:
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
    from workbench.domain.records import ModelRecord, Run, RunState
    from workbench.service import models
    from workbench.service.library import Library

    folder = home / "recorded"
    shutil.copytree(RECORDED_RUN, folder)
    config = {"run_id": "recorded", "base": {"name": models.starter_record().name}}
    report = json.loads((folder / "results.json").read_text(encoding="utf-8"))["reward_model"]
    config["marked_steps"] = report["training_steps"] + report["validation_steps"]
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
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


def show_dry_run(application: Any) -> None:
    """Try a file of five rows, one of them bad, so that the page shows its report."""
    rows = [
        {
            "question": f"A box holds {n} pens. How many pens are in 3 boxes?",
            "answer": f"#### {3 * n}",
        }
        for n in range(4, 9)
    ]
    del rows[3]["question"]
    path = Path("school_problems.jsonl")
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    from workbench.ui.rail import Page

    application.window.open_page(Page.DATA).widget.imports.try_file(path)


def show_lineage(application: Any) -> None:
    """Select the trained adapter, with the starter that it was trained on in use above it."""
    from workbench.ui.rail import Page

    page = application.window.open_page(Page.MODELS).widget
    wait_for(lambda: page.model.row_of("trained") is not None)
    page.select("trained")


def select_fifth(application: Any) -> None:
    """Select the step that the picture is about."""
    steps = application.annotate.panel.steps
    steps.select(steps.steps()[4].step.id)
    steps.setFocus()


def settle() -> None:
    """Let layouts and idle measuring finish."""
    from PySide6.QtWidgets import QApplication

    for _ in range(20):
        QApplication.processEvents()


def take(application: Any, shot: Shot, path: Path) -> None:
    """Write one picture; one that is too large for the README fails the run."""
    from PySide6.QtGui import QImage

    from workbench.ui.rail import Page

    application.window.open_page(Page(shot.page))
    if shot.page == "Annotate":
        select_fifth(application)
    elif shot.page == "Models":
        show_lineage(application)
    elif shot.page == "Data":
        show_dry_run(application)
    settle()
    picture = application.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    picture.save(str(path), "PNG", SMALLEST_FILE)
    size = path.stat().st_size
    print(f"{path.name}: {size // 1000} kB")
    if size > LARGEST_BYTES:
        raise SystemExit(f"{path} is larger than {LARGEST_BYTES // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
