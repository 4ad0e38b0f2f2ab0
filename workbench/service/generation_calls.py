"""What was asked of an engine's process and not answered yet, and how it ends with the process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from workbench.domain.records import FinishReason
from workbench.domain.sampling import (
    Capabilities,
    GenerationRequest,
    ModelSpec,
    SequenceResult,
    TokenDelta,
    partial_result,
)
from workbench.domain.sentences import sentence
from workbench.jobs.attached import ProcessOutcome

Deliver = Callable[[Callable[[], None]], None]
OnFailed = Callable[[str], None]

NO_MODEL = sentence("No model is loaded; choose one on the Models page.")


@dataclass(slots=True, eq=False)
class Call:
    """One message that awaits its answer; ``cancelled`` ends as done, not as failed."""

    deliver: Deliver
    on_done: Callable[[], None]
    on_failed: OnFailed
    cancelled: bool = field(default=False, init=False)

    def fail(self, reason: str) -> None:
        """Report a failure, in the caller's thread."""
        self.deliver(lambda: self.on_failed(reason))

    def end(self, sentence: str) -> None:
        """Report the end of the process under the call."""
        if self.cancelled:
            self.deliver(self.on_done)
        else:
            self.fail(sentence)

    def end_sentence(self, outcome: ProcessOutcome, then: str) -> str:
        """Return what a user is told when the process died on this call; ``then`` follows."""
        return sentence("The engine stopped: {reason}. {then}", reason=_why(outcome), then=then)


@dataclass(slots=True, eq=False)
class LoadCall(Call):
    """A model to be loaded."""

    spec: ModelSpec
    on_loaded: Callable[[Capabilities], None]

    def end_sentence(self, outcome: ProcessOutcome, then: str) -> str:
        """Name the other way out: what was too large once will be so again."""
        advice = (
            sentence("choose a smaller model")
            if outcome.out_of_memory
            else sentence("choose another model file")
        )
        return sentence(
            "The model could not be loaded: {reason}; {advice}.",
            reason=outcome.sentence,
            advice=advice,
        )


@dataclass(slots=True, eq=False)
class AdapterCall(Call):
    """An adapter to be put on the loaded base, or to be taken off."""

    path: str | None
    base_sha256: str


@dataclass(slots=True, eq=False)
class RequestCall(Call):
    """One generation: what came so far, so that nothing is lost with the process."""

    request: GenerationRequest
    on_delta: Callable[[TokenDelta], None]
    on_result: Callable[[SequenceResult], None]
    texts: dict[int, str] = field(default_factory=dict)
    finished: set[int] = field(default_factory=set)

    def take(self, deltas: tuple[TokenDelta, ...]) -> None:
        """Keep new text and hand it on."""
        for delta in deltas:
            self.texts[delta.sequence] = self.texts.get(delta.sequence, "") + delta.text
        self.deliver(lambda: _each(self.on_delta, deltas))

    def finish(self, result: SequenceResult) -> None:
        """Hand on the result of a sequence."""
        self.finished.add(result.sequence)
        self.deliver(lambda: self.on_result(result))

    def end(self, sentence: str) -> None:
        """Report every sequence that has no result yet with the text that came, then the end."""
        self.keep_partial(FinishReason.CANCELLED if self.cancelled else FinishReason.FAILED)
        Call.end(self, sentence)

    def end_sentence(self, outcome: ProcessOutcome, then: str) -> str:
        """Say first that nothing is lost."""
        return sentence(
            "The engine stopped while writing: {reason}; what it wrote is kept. {then}",
            reason=_why(outcome),
            then=then,
        )

    def keep_partial(self, reason: FinishReason) -> None:
        """Report every sequence that has no result yet with the text that came."""
        for sequence in range(len(self.request.seeds)):
            if sequence not in self.finished:
                text = self.texts.get(sequence, "")
                self.finish(partial_result(self.request, sequence, text, reason))


def end_all(calls: Iterable[Call]) -> None:
    """End calls whose process was ended by us, for not heeding a stop or at the user's wish."""
    ended = ProcessOutcome(-9, (), asked=True)
    for call in calls:
        call.end(call.end_sentence(ended, sentence("It is started again.")))


def cancel_all(calls: Iterable[Call]) -> None:
    """End calls that nobody wants any more; what was written is kept."""
    for call in calls:
        call.cancelled = True
        call.end("")


def _why(outcome: ProcessOutcome) -> str:
    # We end a process only when it did not heed a stop, which may have been another turn's.
    return sentence("it hung and had to be ended") if outcome.asked else outcome.sentence


def _each(take: Callable[[TokenDelta], None], deltas: tuple[TokenDelta, ...]) -> None:
    for delta in deltas:
        take(delta)


def at_once(call: Callable[[], None]) -> None:
    """Deliver in the thread that has the answer."""
    call()


def nothing(*_: object) -> None:
    """Nobody waits for this answer."""
