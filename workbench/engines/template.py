"""Ask the template process to render a conversation, and stop it when it takes too long."""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence

from workbench.domain.errors import EngineError
from workbench.domain.records import Message
from workbench.domain.sentences import sentence
from workbench.jobs.attached import AttachedChild, ProcessOutcome, role_command
from workbench.jobs.protocol import Message as Frame

SECONDS = 3.0


class TemplateRenderer:
    """One chat template and the process that renders it; started when first needed."""

    def __init__(self, template: str, bos: str, eos: str, seconds: float = SECONDS) -> None:
        self._template = template
        self._bos = bos
        self._eos = eos
        self._seconds = seconds
        self._child: AttachedChild | None = None
        self._answers: queue.Queue[Frame] = queue.Queue()

    @property
    def pid(self) -> int | None:
        """Return the process that renders, None where none runs."""
        return self._child.pid if self._child is not None and self._child.running else None

    def start(self) -> None:
        """Start the process, so that the first rendering need not wait for it."""
        if self._child is None or not self._child.running:
            self._answers = queue.Queue()
            command = role_command("template", "workbench.engines.template_child")
            self._child = AttachedChild(command, self._answers.put, self._on_exit(self._answers))

    def render(self, messages: Sequence[Message]) -> str:
        """Return the prompt, up to where the assistant's answer begins."""
        self.start()
        assert self._child is not None
        turns = [{"role": message.role, "content": message.content} for message in messages]
        request = {"template": self._template, "bos": self._bos, "eos": self._eos}
        self._child.send({**request, "messages": turns})
        try:
            answer = self._answers.get(timeout=self._seconds)
        except queue.Empty:
            self.close()
            answer = {"error": sentence("it takes too long")}
        if "text" not in answer:
            raise EngineError(
                sentence(
                    "The chat template of this model cannot be used: {reason}; choose another "
                    "model file.",
                    reason=answer.get("error"),
                )
            )
        return str(answer["text"])

    def close(self) -> None:
        """End the process."""
        if self._child is not None:
            self._child.kill()
            self._child.join()
            self._child = None

    @staticmethod
    def _on_exit(answers: queue.Queue[Frame]) -> Callable[[ProcessOutcome], None]:
        return lambda outcome: answers.put(
            {"error": sentence("its process ended ({reason})", reason=outcome.sentence)}
        )
