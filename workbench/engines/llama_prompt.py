"""From a conversation to token ids: the model's own chat template, or a plain few-shot frame."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.domain.prompting import few_shot_frame, frame_messages
from workbench.domain.sampling import GenerationRequest
from workbench.engines.llama_vocabulary import Vocabulary
from workbench.engines.template import TemplateRenderer

CHAT_TEMPLATE = "chat template"
FEW_SHOT = "few-shot frame"
STYLES = ("bare", "instructed")


@dataclass(frozen=True, slots=True)
class Prompt:
    """The ids to decode and the strings at which the answer ends."""

    ids: tuple[int, ...]
    stop: tuple[str, ...]


class PromptBuilder:
    """Builds the prompts of one model; ``frame`` says in the user's words how."""

    def __init__(self, vocabulary: Vocabulary, template: str | None, style: str | None) -> None:
        self._vocabulary = vocabulary
        self._style = style if style in STYLES else "instructed"
        self._renderer: TemplateRenderer | None = None
        if template:
            bos, eos = vocabulary.bos_text, vocabulary.eos_text
            self._renderer = TemplateRenderer(template, bos, eos)
            self._renderer.start()
        self.frame = CHAT_TEMPLATE if template else FEW_SHOT

    def build(self, request: GenerationRequest) -> Prompt:
        """Return the prompt that ends where the model goes on (after the request's prefix)."""
        stop = request.stop
        if self._renderer is None:
            text, own_stop = few_shot_frame(request.messages)
            text, stop = self._vocabulary.guarded(text), stop + own_stop
        else:
            framed = frame_messages(request.messages, self._style)
            guarded = [replace(m, content=self._vocabulary.guarded(m.content)) for m in framed]
            text = self._renderer.render(guarded)
        ids = self._vocabulary.tokenize(text + self._vocabulary.guarded(request.prefix))
        return Prompt(tuple(ids), stop)

    def close(self) -> None:
        """End the template's process."""
        if self._renderer is not None:
            self._renderer.close()
