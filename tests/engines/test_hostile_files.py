"""Fault 31: a hostile file is a sentence, or at worst the end of the engine's process, no more."""

from __future__ import annotations

import os
import random
import struct
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.tiny_families import NAMES, make_family_gguf
from tests.helpers.tiny_model import make_tiny_gguf
from tests.helpers.watched_engine import WatchedEngine
from workbench.domain.errors import EngineError
from workbench.engines.files import check_model
from workbench.service import models
from workbench.weights.gguf_header import GGUFHeader, check_deeply, read_header

MUTATIONS = 500
NUMBERS = (0, 1, 2, 0x7F, 0xFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[WatchedEngine]:
    """A desk whose engine ends with the test."""
    made = WatchedEngine(qtbot)
    yield made
    made.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A sound file of each architecture."""
    folder = tmp_path_factory.mktemp("sound")
    return [make_family_gguf(folder / name, name) for name in NAMES]


class Mutator:
    """Changes headers of sound files: any bytes, or one of the numbers that native code reads."""

    def __init__(self, files: list[Path], seed: int) -> None:
        self._random = random.Random(seed)
        self._sound = [(path.read_bytes(), read_header(path)) for path in files]

    def mutated(self) -> bytes:
        """Return one file of which some of the header is changed."""
        draw = self._random
        data, header = draw.choice(self._sound)
        found = bytearray(data)
        infos = max(end for _, end in header.spans.values())
        for _ in range(draw.randint(1, 6)):
            kind = draw.random()
            if kind < 0.5:
                at = draw.randrange(header.data_start)
                found[at] = draw.choice((0, 1, 0x7F, 0xFF, draw.randrange(256)))
            elif kind < 0.75:  # the value of an entry
                _, end = draw.choice(list(header.spans.values()))
                struct.pack_into("<I", found, end - 4, draw.choice(NUMBERS))
            else:  # a name, shape, type or offset of a tensor
                at = draw.randrange(infos, header.data_start - 4)
                struct.pack_into("<I", found, at, draw.choice(NUMBERS))
        return bytes(found)


def _refused_in_python(path: Path) -> str:
    """Return the sentence of the checks that the engine makes before native code."""
    try:
        header = read_header(path)
        check_model(header)
        check_deeply(header)
    except EngineError as error:
        return str(error)
    return ""


def test_five_hundred_mutated_headers_leave_the_window_alive(
    desk: WatchedEngine, sound: list[Path], tmp_path: Path
) -> None:
    """Most are refused before native code; the rest are really loaded and run, and may end it."""
    mutator = Mutator(sound, seed=7)
    path = tmp_path / "mutated.gguf"
    counts: Counter[str] = Counter()
    for _ in range(MUTATIONS):
        path.write_bytes(mutator.mutated())
        sentence = _refused_in_python(path)
        if sentence:
            counts["refused"] += 1
        else:
            sentence = desk.load(path)
            counts["told" if sentence else "ran"] += 1
        assert "\n" not in sentence
        assert "Traceback" not in sentence
        assert "failed unexpectedly" not in sentence
    assert counts["refused"] > MUTATIONS // 2
    assert counts["told"] + counts["ran"] > 20
    assert desk.longest < 1.0
    for file in sound:
        assert desk.load(file) == ""


def _with_entry(path: Path, key: str, value: int) -> bytes:
    """Return a file with one more number in its metadata."""
    data, header = path.read_bytes(), read_header(path)
    end = max(end for _, end in header.spans.values())
    entry = struct.pack("<Q", len(key)) + key.encode() + struct.pack("<II", 4, value)
    head = data[:16] + struct.pack("<Q", len(header.spans) + 1) + data[24:end] + entry
    head += data[end : end + _length_of_infos(header)]
    return head + b"\0" * (-len(head) % header.alignment) + data[header.data_start :]


def _length_of_infos(header: GGUFHeader) -> int:
    return sum(8 + len(t.name.encode()) + 4 + 8 * len(t.shape) + 12 for t in header.tensors)


def test_what_the_checks_do_not_know_ends_the_engine_and_nothing_else(
    desk: WatchedEngine, sound: list[Path], tmp_path: Path
) -> None:
    """Experts in use where there are none: llama.cpp asserts, the engine dies and comes back."""
    path = tmp_path / "experts.gguf"
    path.write_bytes(_with_entry(sound[0], "llama.expert_used_count", 1))
    assert _refused_in_python(path) == ""
    assert desk.load(sound[0]) == ""
    pid = desk.generation.pid
    assert "internal check" in desk.load(path)
    assert desk.load(sound[0]) == ""
    assert desk.generation.pid != pid


@pytest.mark.parametrize(
    "case",
    ["cut", "foreign", "empty", "folder", "pipe", "device", "loop", "counts", "gone"],
)
def test_what_is_no_model_is_told_at_once(
    case: str, desk: WatchedEngine, sound: list[Path], tmp_path: Path
) -> None:
    """A pipe would make an open wait for ever; a loop of links has no end; a count may lie."""
    path = tmp_path / "odd.gguf"
    data = sound[0].read_bytes()
    if case == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif case == "foreign":
        path.write_bytes(b"%PDF-1.7 no model at all" * 999)
    elif case == "empty":
        path.touch()
    elif case == "folder":
        path.mkdir()
    elif case == "pipe":
        os.mkfifo(path)
    elif case == "device":
        path.symlink_to("/dev/zero")
    elif case == "loop":
        path.symlink_to(tmp_path / "other.gguf")
        (tmp_path / "other.gguf").symlink_to(path)
    elif case == "counts":
        path.write_bytes(data[:8] + struct.pack("<QQ", 2**62, 2**62) + data[24:])
    started = time.monotonic()
    sentence = desk.load(path)
    assert time.monotonic() - started < 20  # the engine's process is started within it
    assert "choose" in sentence or "install it again" in sentence
    assert "\n" not in sentence
    with pytest.raises(EngineError):
        models.record_for(path)
    assert desk.load(sound[0]) == ""


def test_a_pipe_among_a_checkpoints_files_is_told(desk: WatchedEngine, tmp_path: Path) -> None:
    """A folder's weights are hashed before they are read."""
    make_tiny_gguf(tmp_path / "m")
    weights = tmp_path / "m" / "model.safetensors"
    weights.unlink()
    os.mkfifo(weights)
    assert "incomplete" in desk.load(tmp_path / "m")
