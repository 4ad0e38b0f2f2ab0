"""One real engine beside a running event loop, which is watched for being held up."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from workbench.domain.records import Message
from workbench.domain.sampling import Capabilities, GenerationRequest, ModelSpec, SamplingSettings
from workbench.service.generation import Generation
from workbench.ui.jobs.post import GuiThreadPost

ASK = GenerationRequest(
    "r", (Message("user", "x"),), (1, 2), settings=SamplingSettings(1.0, max_tokens=3)
)
TICK = 20  # milliseconds


class WatchedEngine:
    """Loads files one after another through one real engine, while the event loop runs.

    ``longest`` is the longest time in seconds for which the loop did not come to its timer.
    """

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self._post = GuiThreadPost()
        self.generation = Generation(self._post.deliver)
        self.longest = 0.0
        self._last = time.monotonic()
        self._timer = QTimer(interval=TICK)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def load(self, path: Path) -> str:
        """Load a file and let it write; return the sentence that says why not, empty if it did."""
        ends: list[str] = []

        def write(_capabilities: Capabilities) -> None:
            self.generation.generate(
                ASK, lambda _delta: None, lambda _r: None, lambda: ends.append(""), ends.append
            )

        self.generation.load(ModelSpec("m", str(path), context_length=256), write, ends.append)
        self._qtbot.waitUntil(lambda: bool(ends), timeout=60_000)
        return ends[0]

    def close(self) -> None:
        self._timer.stop()
        self.generation.shutdown()

    def _on_tick(self) -> None:
        now = time.monotonic()
        self.longest = max(self.longest, now - self._last)
        self._last = now
