"""What a process of its own refuses arrives with its template, so that it can be translated."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.waiting import wait_until
from workbench.domain.sampling import ModelSpec
from workbench.domain.sentences import Sentence
from workbench.service.generation import Generation


def test_the_engines_refusal_arrives_with_its_parts(tmp_path: Path) -> None:
    """A real engine process is asked for a file that is not there."""
    generation = Generation(lambda call: call())
    failed: list[str] = []
    try:
        spec = ModelSpec("gone", str(tmp_path / "gone.gguf"))
        generation.load(spec, lambda _capabilities: None, failed.append)
        wait_until(lambda: failed, what="the refusal")
    finally:
        generation.shutdown()
    assert isinstance(failed[0], Sentence)
    assert failed[0].template.startswith("The model file {path} is not there")
    assert failed[0].values["path"] == spec.path
