"""Keep the context's threads at the cores that are free, while requests run."""

from __future__ import annotations

from workbench.engines import devices
from workbench.engines.llama_context import LlamaContext

STEPS_PER_LOOK = 64  # how often a run looks whether cores were taken or freed


class ThreadKeeper:
    """Chooses the threads of one context; ``asked`` above 0 is the user's own number."""

    def __init__(self, context: LlamaContext, tensor_bytes: int, asked: int) -> None:
        self._context = context
        self._tensor_bytes = tensor_bytes
        self._asked = asked
        self._now = devices.Threads(1, 1)
        self._steps = 0

    def look(self) -> None:
        """Choose anew at the first step and every few dozen steps after."""
        if self._steps % STEPS_PER_LOOK == 0:
            self._settle()
        self._steps += 1

    def rest(self) -> None:
        """Note that no request runs: only this thread of ours does, and the next step looks."""
        self._now = devices.Threads(1, 1)
        self._steps = 0

    def _settle(self) -> None:
        if self._asked:
            self._now = devices.Threads(self._asked, self._asked)
        else:
            self._now = devices.choose_threads(self._tensor_bytes, self._now.batch)
        self._context.use_threads(self._now.single, self._now.batch)
