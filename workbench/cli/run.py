"""Runs one verb and turns its outcome into an exit status: 0 done, 1 said plainly, 2 usage."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from workbench.cli.arguments import parser
from workbench.cli.console import Console
from workbench.cli.interrupts import kept_interrupts
from workbench.domain.errors import KnownError

_MODULES = {
    "annotators": "annotator",
    "second-pass": "annotator",
    "agreement": "annotator",
    "merge-project": "annotator",
    "import": "exchange",
    "export": "exchange",
}
_INTERRUPTED = 130


def run(argv: Sequence[str]) -> int:
    """Parse ``argv``, run its verb (or the window) and return the exit status."""
    arguments = parser().parse_args(argv)
    if arguments.verb is None:
        return _window(arguments)
    console = Console(arguments.json)
    try:
        with kept_interrupts(), console.guarded():
            return _verb(arguments, console)
    except KnownError as error:
        console.failed(_one_line(str(error)))
        return 1
    except KeyboardInterrupt:
        console.failed("Interrupted; what was finished before is kept.")
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`| head`); point stdout elsewhere so that exit stays quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _verb(arguments: argparse.Namespace, console: Console) -> int:
    # Verbs are imported one by one so that `stepmark --help` answers at once.
    module = importlib.import_module(
        f"workbench.cli.{_MODULES.get(arguments.verb, arguments.verb)}_verbs"
    )
    status: int = getattr(module, f"{arguments.verb.replace('-', '_')}_verb")(arguments, console)
    return status


def _window(arguments: argparse.Namespace) -> int:
    from workbench.ui.app import main as window

    return window(arguments.project)


def _one_line(text: str) -> str:
    return " ".join(text.split())
