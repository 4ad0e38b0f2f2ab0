"""Fault 31, the native half: a hostile file may end the worker and nothing else."""

from __future__ import annotations

import random
from pathlib import Path

from tests.helpers.tiny_model import make_tiny_gguf
from workbench.domain.errors import EngineError
from workbench.domain.records import Message
from workbench.domain.sampling import GenerationRequest, ModelSpec, SamplingSettings
from workbench.service.generation import Generation
from workbench.weights.gguf_header import read_header

ASK = GenerationRequest(
    "r", (Message("user", "x"),), (1, 2), settings=SamplingSettings(1.0, max_tokens=8)
)


def test_mutated_files_that_pass_the_header_check_end_in_a_sentence_or_work(tmp_path: Path) -> None:
    """Thirty of them are loaded and run in a real worker; the last, sound one must still load."""
    good = make_tiny_gguf(tmp_path / "good")
    data, rng = good.read_bytes(), random.Random(7)
    generation = Generation(lambda call: call())
    tried = 0
    while tried < 30:
        mutated = bytearray(data)
        for _ in range(3):
            mutated[rng.randrange(12_000)] = rng.randrange(256)
        path = tmp_path / "mutated.gguf"
        path.write_bytes(mutated)
        try:
            read_header(path)
        except EngineError:
            continue
        tried += 1
        try:
            generation.load_blocking(ModelSpec("m", str(path), context_length=64))
            generation.generate_blocking(ASK)
        except EngineError as error:
            assert "\n" not in str(error)
    generation.load_blocking(ModelSpec("m", str(good), context_length=64))
    assert len(generation.generate_blocking(ASK)) == 2
    generation.shutdown()
