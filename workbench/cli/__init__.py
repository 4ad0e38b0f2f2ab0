"""One entry point, three roles: the window, the headless verbs, and the engine's child process."""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Sequence

# Set before anything imports hub code: a purely local run must open no connection.
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_DATASETS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


# Hidden roles of the children: a frozen app has one executable and no modules to name.
_ROLES = {
    "engine": "workbench.engines.worker",
    "template": "workbench.engines.template_child",
    "prepare": "workbench.weights.prepare",
    "merge": "workbench.weights.merge_child",
    "tables": "workbench.exchange.tables_child",
    "training": "workbench.training.main",
    "processbench": "workbench.training.processbench",
    "scoring": "workbench.training.scoring",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the role or verb that ``argv`` asks for and return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.update(_OFFLINE)
    if len(arguments) > 1 and arguments[0] == "--role" and arguments[1] in _ROLES:
        return _child(arguments[1], arguments[2:])
    from workbench.cli.run import run

    return run(arguments)


def _child(role: str, arguments: list[str]) -> int:
    sys.argv = [role, *arguments]
    runpy.run_module(_ROLES[role], run_name="__main__")
    return 0
