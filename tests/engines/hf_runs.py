"""What the tests of the hf engine share: how a folder is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.domain.sampling import HF, ModelSpec
from workbench.engines.hf import HfEngine


def spec_of(path: Path, **changes: Any) -> ModelSpec:
    """Return what loads a folder with the hf engine."""
    return replace(ModelSpec("m", str(path), context_length=512, engine=HF), **changes)


def loaded(path: Path, **changes: Any) -> Iterator[HfEngine]:
    """Yield an engine with a folder loaded; free it afterwards."""
    engine = HfEngine()
    engine.load(spec_of(path, **changes))
    yield engine
    engine.unload()
