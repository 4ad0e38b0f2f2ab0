"""From a conversation to token ids: the model's own chat template, or a plain few-shot frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from workbench.domain.prompting import few_shot_frame, frame_messages
from workbench.domain.sampling import GenerationRequest
from workbench.engines.template import TemplateRenderer

CHAT_TEMPLATE = "chat template"
FEW_SHOT = "few-shot frame"
STYLES = ("bare", "instructed")

# A noncharacter that no text should hold; it cuts control-token spellings in two.
CUT = "\U0010fffe"
MAX_PROMPT_BYTES = 4 << 20


class Vocabulary(Protocol):
    """What a prompt is made with: the loaded model's own words for it."""

    @property
    def bos_text(self) -> str:
        """Return the text of the beginning-of-sequence token, empty where there is none."""

    @property
    def eos_text(self) -> str:
        """Return the text of the end-of-sequence token, empty where there is none."""

    def guarded(self, content: str) -> str:
        """Return content in which no control token can be read (see ``guard``)."""

    def tokenize(self, text: str) -> list[int]:
        """Return the ids of a rendered prompt; control tokens are read, except where cut."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """The ids to decode and the strings at which the answer ends."""

    ids: tuple[int, ...]
    stop: tuple[str, ...]


def guard(content: str, control_texts: Sequence[str]) -> str:
    """Return content in which no control token can be read once it is in a template.

    A cut is put after the first character of each spelling (longest first); tokenizing splits
    there and takes the two halves on their own, so the template may strip or join as it likes.
    """
    content = content.replace(CUT, "")
    for text in control_texts:
        if text in content:
            content = content.replace(text, text[0] + CUT + text[1:])
    return content


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
