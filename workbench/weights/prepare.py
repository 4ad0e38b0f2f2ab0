"""Make the GGUF of a checkpoint's folder in a process of its own, so the window loads no numpy."""

from __future__ import annotations

import sys
from pathlib import Path

from workbench import paths
from workbench.domain.errors import EngineError
from workbench.weights.gguf_writer import cached_gguf


def main(arguments: list[str]) -> int:
    """Write the GGUF of the folder named; on failure print one plain sentence."""
    try:
        print(cached_gguf(Path(arguments[0]), paths.cache_dir()))
    except EngineError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
