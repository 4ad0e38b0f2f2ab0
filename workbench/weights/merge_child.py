"""Merge an adapter into its base in a process of its own, so that the caller loads no numpy."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from workbench import paths
from workbench.domain.errors import EngineError
from workbench.weights.merged_gguf import merge


def main(arguments: list[str]) -> int:
    """Merge ``BASE ADAPTER OUT``; print the report as JSON, or one plain sentence on failure."""
    base, adapter, out = map(Path, arguments)
    try:
        print(json.dumps(asdict(merge(base, adapter, out, paths.cache_dir()))))
    except EngineError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
