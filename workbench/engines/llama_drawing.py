"""Draw the next token of each sample from its row of logits, and show the text of what was drawn.

This runs between every two batches, where a small model notices each microsecond.
"""

from __future__ import annotations

from workbench.domain.errors import EngineError
from workbench.domain.records import FinishReason
from workbench.domain.sentences import sentence
from workbench.engines.llama_context import LlamaContext
from workbench.engines.llama_sampling import LogSumExp
from workbench.engines.llama_sequence import Sequence
from workbench.engines.llama_vocabulary import Vocabulary

_NO_NUMBERS_SENTENCE = sentence(
    "The model computed no usable numbers (NaN); its file or its adapter is damaged, so "
    "choose another."
)

Due = tuple[Sequence, int, int]  # who draws; from which row of the batch, which of its outputs
Over = tuple[Sequence, FinishReason | EngineError]  # a sample that goes no further, and why


class Drawing:
    """The drawing of one loaded model's tokens."""

    def __init__(self, context: LlamaContext, vocabulary: Vocabulary) -> None:
        self._context = context
        self._vocabulary = vocabulary
        self._sum = LogSumExp(context.vocabulary_size)

    def draw(self, due: list[Due], now: float) -> list[Over]:
        """Draw a token from each row of the last batch; return the samples that go no further."""
        over: list[Over] = []
        outputs = self._context.outputs()
        for sequence, row, output in due:
            logits = outputs[output]
            level = sequence.level = self._sum.value(logits, sequence.level)
            if level != level:  # NaN: sorting it in a sampler would be undefined behaviour
                over.append((sequence, EngineError(_NO_NUMBERS_SENTENCE)))
                continue
            token = sequence.token = self._context.sample(sequence.sampler.native, row)
            sequence.token_ids.append(token)
            sequence.logprobs.append(logits.item(token) - level)
            met_stop = sequence.stream.watches and self._meets_stop(sequence, now)
            if token in self._vocabulary.ending or met_stop:
                over.append((sequence, FinishReason.STOP))
            elif len(sequence.token_ids) >= sequence.most:
                over.append((sequence, FinishReason.LENGTH))
        return over

    def show(self, sequence: Sequence, now: float) -> None:
        """Hand on the text of the tokens that were drawn since this was last done."""
        ids = sequence.token_ids
        piece = b"".join(map(self._vocabulary.piece, ids[sequence.shown :]))
        sequence.shown = len(ids)
        sequence.show(piece, now)

    def _meets_stop(self, sequence: Sequence, now: float) -> bool:
        self.show(sequence, now)
        return sequence.stream.stopped
