"""From feedback to token sequences: prompts, labelled step ends, and the stream of problems."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from workbench.domain.feedback import (
    AlternativeStep,
    Feedback,
    MarkedResponse,
    MarkedStep,
    StepAlternatives,
)
from workbench.domain.prompting import few_shot_frame, frame_messages
from workbench.domain.records import AnnotationMode, Message, Problem, Split, Verdict
from workbench.domain.refinement import initial_messages
from workbench.domain.steps import split_response, step_marker, step_trailer

STOP_TOKENS = 16
"""As many last tokens are searched for a stop string; the strings are shorter than that."""

CRITIQUE, CRITIQUE_TOKENS = "\nReview:", 96
"""What stands before an expert's critique of a step, and where a long critique is cut."""

WINDOW = 32
"""Tokens after which the window of :meth:`Codec.token_ends` moves on."""


@dataclass(frozen=True, slots=True)
class Critique:
    """What an annotator wrote of the step that ends at token ``position``, as token ids.

    ``opening`` is the frame before it; ``label`` is its writer's own, never a mean of several.
    """

    position: int
    opening: tuple[int, ...]
    ids: tuple[int, ...]
    label: float


@dataclass(frozen=True, slots=True)
class StepExample:
    """A response to be scored: token ids, and the labels at the last tokens of its marked steps.

    ``positions`` count from the response's first token; ``labels`` are 0 to 1. ``whole`` is false
    for a beginning of a response that was put together, such as up to a rewrite. ``critiques`` are
    of labelled steps only.
    """

    problem_id: str
    prompt: tuple[int, ...]
    response: tuple[int, ...]
    positions: tuple[int, ...]
    labels: tuple[float, ...]
    whole: bool = True
    critiques: tuple[Critique, ...] = ()


class OfProblem(Protocol):
    """What is learned from, and which problem it belongs to."""

    @property
    def problem_id(self) -> str:
        """Return the problem's id."""


_OfProblem = TypeVar("_OfProblem", bound=OfProblem)


class Codec:
    """One tokenizer with the way it frames problems and the characters each token ends at."""

    def __init__(
        self, tokenizer: Any, prompt_style: str, end_ids: frozenset[int] | None = None
    ) -> None:
        self.tokenizer = tokenizer
        self.prompt_style = prompt_style
        self.end_ids = end_ids or frozenset({tokenizer.eos_token_id} - {None})
        self.stops = () if tokenizer.chat_template else few_shot_frame(())[1]
        # Padding is masked, so any id that the model has will do; a pad token that was only added
        # to the tokenizer, as the reader of GGUF vocabularies does, has no row in its embedding.
        pad = tokenizer.pad_token_id
        known = pad is not None and pad < tokenizer.vocab_size
        self.pad_id = pad if known else min(self.end_ids, default=0)

    def prompt_ids(self, problem: Problem) -> list[int]:
        """Encode a problem as the engine asks it, ready for the response."""
        return self.conversation_ids(initial_messages(problem))

    def conversation_ids(self, messages: Sequence[Message]) -> list[int]:
        """Encode a conversation in the model's chat template, or in the few-shot frame."""
        if self.tokenizer.chat_template:
            framed = frame_messages(tuple(messages), self.prompt_style)
            text = self.tokenizer.apply_chat_template(
                [{"role": m.role, "content": m.content} for m in framed],
                tokenize=False,
                add_generation_prompt=True,
            )
            return list(self.tokenizer(text, add_special_tokens=False)["input_ids"])
        text, _ = few_shot_frame(tuple(messages))
        return list(self.tokenizer(text)["input_ids"])

    def encode(self, text: str) -> tuple[list[int], list[int]]:
        """Encode a response; return its token ids and the character that each token ends at."""
        coded = self.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        return list(coded["input_ids"]), [end for _, end in coded["offset_mapping"]]

    def ended(self, ids: Sequence[int]) -> bool:
        """Say whether a response is over: an end token, or in the few-shot frame a stop string."""
        if not ids or ids[-1] in self.end_ids:
            return bool(ids)
        tail = self._raw(ids[-STOP_TOKENS:]) if self.stops else ""
        return any(stop in tail for stop in self.stops)

    def ending_ids(self) -> list[int]:
        """Return what a finished response ends in: the end token, or a stop string's tokens."""
        if self.stops:
            return self.encode(self.stops[0])[0]
        named = self.tokenizer.eos_token_id
        return [named] if named in self.end_ids else sorted(self.end_ids)[:1]

    def visible_length(self, ids: Sequence[int]) -> int:
        """Return how many of a response's tokens come before its end token; at least one."""
        ended = bool(ids) and ids[-1] in self.end_ids
        return max(1, len(ids) - ended)

    def decode(self, ids: Sequence[int]) -> str:
        """Decode sampled ids to the text the user would see, up to a stop string."""
        text = self._raw(ids)
        cuts = [text.find(stop) for stop in self.stops]
        return text[: min((cut for cut in cuts if cut >= 0), default=len(text))]

    def token_ends(self, ids: Sequence[int]) -> list[int]:
        """Return the character that each sampled token ends at.

        Sampled ids need not be the tokenizer's own way to cut the text, so its offsets would not
        do. A token that ends inside a character counts as ending at the last whole one. Decoding
        every beginning would take the square of the length; here a window slides over the ids,
        with tokens before it that are decoded with them, since some tokenizers drop a first space.
        """
        longest, ends = len(self.decode(ids)), [0]
        start = settled = characters = known = 0  # ids[start:settled] are the first ``known``
        for count in range(1, len(ids) + 1):
            text = self._raw(ids[start:count])
            whole = text.rstrip("\ufffd")
            ends.append(max(ends[-1], min(longest, characters + len(whole) - known)))
            if count - start >= WINDOW and whole == text:
                characters += len(text) - known
                start, settled = settled, count
                known = len(self._raw(ids[start:settled]))
        return ends[1:]

    def _raw(self, ids: Sequence[int]) -> str:
        text: str = self.tokenizer.decode(
            list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return text


def step_end_tokens(text: str, spans: Sequence[tuple[int, int]], ends: Sequence[int]) -> list[int]:
    """Return for each step ``start:end`` the first token that reaches its last visible character.

    Trailing white space is left out: whether a line break is a token of its own differs between
    tokenizers. A step that the tokens do not reach is given the last token.
    """
    found, token = [], 0
    for start, end in spans:
        visible = start + len(text[start:end].rstrip())
        while token < len(ends) - 1 and ends[token] < visible:
            token += 1
        found.append(token)
    return found


def response_step_ends(text: str, ends: Sequence[int]) -> list[int]:
    """Return the last token of every step of a sampled response."""
    spans = [(segment.start, segment.end) for segment in split_response(text).steps]
    return step_end_tokens(text, spans, ends) if ends else []


def step_labels(steps: Sequence[MarkedStep], neutral: str) -> list[float | None]:
    """Label each step for the reward model; None is masked.

    Masked are: unmarked steps, neutral ones under "drop", and in first-error mode everything
    after the first incorrect step, where the expert stopped judging.
    """
    labels: list[float | None] = []
    stopped = False
    for step in steps:
        labels.append(None if stopped else _label(step.verdict, neutral))
        first_error = step.mode is AnnotationMode.FIRST_ERROR
        stopped = stopped or (first_error and step.verdict is Verdict.INCORRECT)
    return labels


def step_examples(codec: Codec, feedback: Feedback, neutral: str) -> list[StepExample]:
    """Return every response with a labelled step, and each rewrite as a correct step in place.

    A step that was marked more than once in one and the same response, such as by two annotators,
    has the mean of its labels: a soft one where they disagree.
    """
    problems = {problem.id: problem for problem in feedback.problems}
    found = []
    for response in feedback.responses:
        prompt = tuple(codec.prompt_ids(problems[response.problem_id]))
        labels = step_labels(response.steps, neutral)
        for text, steps, kept in ((response.text, response.steps, labels), *rewritten(response)):
            example = step_example(codec, response.problem_id, prompt, text, steps, kept)
            example = replace(example, whole=text == response.text)
            if example.labels:
                found.append(example)
    return averaged([*found, *_alternative_examples(codec, feedback, problems, neutral)])


def _alternative_examples(
    codec: Codec, feedback: Feedback, problems: Mapping[str, Problem], neutral: str
) -> Iterator[StepExample]:
    """Yield each rated alternative behind its opening; the original is labelled where it stands."""
    for beside in feedback.alternatives:
        for one in beside.steps:
            label = None if one.original else _label(one.verdict, neutral)
            if label is not None:
                text, step = in_place(beside, one)
                prompt = tuple(codec.prompt_ids(problems[beside.problem_id]))
                example = step_example(codec, beside.problem_id, prompt, text, [step], [label])
                yield replace(example, whole=False)


def in_place(beside: StepAlternatives, one: AlternativeStep) -> tuple[str, MarkedStep]:
    """Return a text that ends in an alternative, and that step."""
    text = beside.opening + one.text
    return text, MarkedStep(len(beside.opening), len(text), one.verdict)


def averaged(examples: Sequence[StepExample]) -> list[StepExample]:
    """Give the labels of the same step of the same response their mean wherever it occurs."""
    votes: dict[tuple[str, tuple[int, ...], int], list[float]] = {}
    for example in examples:
        for position, label in zip(example.positions, example.labels, strict=True):
            key = (example.problem_id, example.response, position)
            votes.setdefault(key, []).append(label)
    return [
        replace(
            example,
            labels=tuple(
                sum(said) / len(said)
                for position in example.positions
                for said in [votes[example.problem_id, example.response, position]]
            ),
        )
        for example in examples
    ]


def refuse_heldout(problem_ids: Iterable[str], heldout: frozenset[str]) -> None:
    """Raise RuntimeError if a held-out problem is about to train: a mistake of ours, never yours.

    Every set that an optimizer sees passes here, whatever built it.
    """
    leaked = sorted(set(problem_ids) & heldout)
    if leaked:
        raise RuntimeError(f"held-out problems were about to train: {', '.join(leaked[:5])}")


def step_example(
    codec: Codec,
    problem_id: str,
    prompt: tuple[int, ...],
    text: str,
    steps: Sequence[MarkedStep],
    labels: Sequence[float | None],
) -> StepExample:
    """Return a response, labelled at the last tokens of its steps; a None label is masked."""
    ids, ends = codec.encode(text)
    tokens = step_end_tokens(text, [(step.start, step.end) for step in steps], ends)
    kept = [
        (token, label, step)
        for token, label, step in zip(tokens, labels, steps, strict=True)
        if label is not None
    ]
    return StepExample(
        problem_id,
        prompt,
        tuple(ids),
        tuple(token for token, _, _ in kept),
        tuple(label for _, label, _ in kept),
        critiques=tuple(
            critique(codec, token, label, said)
            for token, label, step in kept
            if (said := critique_text(step))
        ),
    )


def critique_text(step: MarkedStep) -> str:
    """Return the kind of error and the explanation of a step in one text; empty without either."""
    kind = (step.error_kind or "").replace("_", " ")
    return ": ".join(part for part in (kind, step.explanation.strip()) if part)


def critique(codec: Codec, position: int, label: float, text: str) -> Critique:
    """Encode a critique of the step that ends at a token, cut where it is very long."""
    opening, ids = codec.encode(CRITIQUE)[0], codec.encode(f" {text}")[0]
    return Critique(position, tuple(opening), tuple(ids[:CRITIQUE_TOKENS]), label)


def rewritten(
    response: MarkedResponse,
) -> Iterator[tuple[str, tuple[MarkedStep, ...], list[float | None]]]:
    """Yield the text up to each rewritten step with the rewrite in place, labelled correct."""
    for index, step in enumerate(response.steps):
        if not step.rewrite:
            continue
        raw = response.text[step.start : step.end]
        head = response.text[: step.start] + step_marker(raw) + step.rewrite
        replaced = MarkedStep(step.start, len(head), Verdict.CORRECT)
        steps = (*response.steps[:index], replaced)
        yield head + step_trailer(raw), steps, [*[None] * index, 1.0]


def split_by_problem(
    examples: Sequence[_OfProblem], heldout: frozenset[str], share: float, seed: int
) -> tuple[list[_OfProblem], list[_OfProblem]]:
    """Part what belongs to problems into training and validation, no problem on both sides.

    Marked held-out problems are the validation; where there are none, a share of the others is.
    """
    validation = {example.problem_id for example in examples} & heldout
    if not validation:
        rest = sorted({example.problem_id for example in examples})
        random.Random(seed).shuffle(rest)
        validation = set(rest[: int(len(rest) * share)])
    training = [example for example in examples if example.problem_id not in validation]
    return training, [example for example in examples if example.problem_id in validation]


def heldout_ids(feedback: Feedback) -> frozenset[str]:
    """Return the ids of the problems that never train."""
    return frozenset(problem.id for problem in feedback.problems_of(Split.HELDOUT))


def prompt_batch(count: int, problems: int, cursor: int, seed: int) -> list[int]:
    """Return the indices of the next problems of an endless stream of shuffled epochs.

    The stream is a function of the seed, so its cursor is all that a checkpoint must hold.
    """
    orders: dict[int, list[int]] = {}
    for position in range(cursor, cursor + count):
        epoch = position // problems
        if epoch not in orders:
            orders[epoch] = list(range(problems))
            random.Random(f"{seed}-{epoch}").shuffle(orders[epoch])
    places = (divmod(position, problems) for position in range(cursor, cursor + count))
    return [orders[epoch][place] for epoch, place in places]


def _label(verdict: Verdict | None, neutral: str) -> float | None:
    if verdict is None:
        return None
    if verdict is Verdict.NEUTRAL:
        return {"positive": 1.0, "negative": 0.0, "drop": None}[neutral]
    return 1.0 if verdict is Verdict.CORRECT else 0.0
