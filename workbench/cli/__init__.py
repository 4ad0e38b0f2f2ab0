"""One entry point, three roles: the window, the headless verbs, and the engine's child process."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

# Set before anything imports hub code: a purely local run must open no connection.
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_DATASETS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the role or verb that ``argv`` asks for and return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.update(_OFFLINE)
    if arguments[:2] == ["--role", "engine"]:
        return _engine()
    from workbench.cli.run import run

    return run(arguments)


def _engine() -> int:
    from workbench.engines.worker import main as engine

    engine()
    return 0
