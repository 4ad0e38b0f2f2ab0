"""A sink that keeps everything an engine produces, by sequence."""

from __future__ import annotations

from workbench.domain.sampling import SequenceResult, TokenDelta


class Collected:
    """Texts as they were streamed and results as they were reported."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self.results: dict[int, SequenceResult] = {}

    def delta(self, delta: TokenDelta) -> None:
        assert delta.sequence not in self.results, "text after the result"
        self.texts[delta.sequence] = self.texts.get(delta.sequence, "") + delta.text

    def result(self, result: SequenceResult) -> None:
        assert result.sequence not in self.results, "two results"
        assert result.text == self.texts.get(result.sequence, ""), "what was seen is not stored"
        self.results[result.sequence] = result
