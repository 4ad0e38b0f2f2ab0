"""The records of a project, in the words of the product; every layer passes these and no dicts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any


def new_id() -> str:
    """Return a fresh record id (32 hexadecimal digits), unique across projects."""
    return uuid.uuid4().hex


def now() -> str:
    """Return the present moment as ISO 8601 in UTC with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Verdict(IntEnum):
    """A judgement on one step; an unmarked step has none (``None``), which is not neutral."""

    INCORRECT = -1
    NEUTRAL = 0
    CORRECT = 1


class ErrorKind(StrEnum):
    """Why a step is wrong."""

    REASONING = "reasoning"
    CALCULATION = "calculation"
    MISREAD_PROBLEM = "misread_problem"
    UNJUSTIFIED = "unjustified"
    INCOMPLETE = "incomplete"
    FOLLOWS_FROM_EARLIER_ERROR = "follows_from_earlier_error"


class LabelSource(StrEnum):
    """Where a verdict came from."""

    HUMAN = "human"
    ACCEPTED_SUGGESTION = "accepted_suggestion"
    MODEL = "model"


class Split(StrEnum):
    """Held-out problems never train."""

    TRAIN = "train"
    HELDOUT = "heldout"


class AnnotationMode(StrEnum):
    """Stop at the first incorrect step, or mark every step."""

    FIRST_ERROR = "first_error"
    FULL = "full"


class RefineMode(StrEnum):
    """How the next turn is asked for."""

    CONTINUE = "continue"
    ASK_AGAIN = "ask_again"


class TurnKind(StrEnum):
    """What a turn answers: the problem, the feedback on the turn before, or the expert by hand."""

    INITIAL = "initial"
    CONTINUE = "continue"
    ASK_AGAIN = "ask_again"
    REGENERATE = "regenerate"
    MANUAL = "manual"


class ThreadStatus(StrEnum):
    """Where one annotator's work on one problem stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    BAD_PROBLEM = "bad_problem"
    GIVE_UP = "give_up"


class FinishReason(StrEnum):
    """Why a response ended."""

    STOP = "stop"
    LENGTH = "length"
    CANCELLED = "cancelled"
    FAILED = "failed"
    IMPORTED = "imported"


class Strength(StrEnum):
    """How much better the preferred response is: four points (Llama 2's scale) and a tie."""

    NEGLIGIBLY = "negligibly"
    SLIGHTLY = "slightly"
    BETTER = "better"
    MUCH_BETTER = "much_better"
    TIE = "tie"


class RunState(StrEnum):
    """The one state machine of every job."""

    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Annotator:
    """A person whose marks these are."""

    id: str
    name: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A statement in Markdown + LaTeX; ``position`` is the order of import."""

    id: str
    statement: str
    reference_answer: str | None = None
    reference_solution: str | None = None
    topic: str | None = None
    source: str | None = None
    split: Split = Split.TRAIN
    position: int = 0
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """One annotator's work on one problem: a chain of turns."""

    id: str
    problem_id: str
    annotator_id: str
    refine_mode: RefineMode = RefineMode.CONTINUE
    annotation_mode: AnnotationMode = AnnotationMode.FIRST_ERROR
    status: ThreadStatus = ThreadStatus.OPEN
    status_reason: str = ""
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question to the model and the responses to it; ``number`` counts from 1.

    ``messages`` is the conversation sent and ``prefix`` the opening of the answer that was given
    to the model to continue (empty where it wrote the whole response).
    """

    id: str
    thread_id: str
    number: int
    kind: TurnKind
    messages: tuple[Message, ...] = ()
    prefix: str = ""
    chosen_response_id: str | None = None
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation; ``role`` is ``user`` or ``assistant``."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Response:
    """A whole solution; ``text`` includes the turn's prefix and is never altered.

    ``token_ids`` and ``logprobs`` (natural log, under the sampled model at temperature 1) cover
    only what the model wrote after the prefix. ``sampling`` is the sampling settings as a mapping,
    ``timings`` holds seconds and tokens per second.
    """

    id: str
    turn_id: str
    candidate: int
    text: str
    answer: str | None = None
    finish_reason: FinishReason = FinishReason.STOP
    model_id: str | None = None
    seed: int | None = None
    sampling: dict[str, Any] = field(default_factory=dict)
    token_ids: tuple[int, ...] = ()
    logprobs: tuple[float, ...] = ()
    timings: dict[str, Any] = field(default_factory=dict)
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One reasoning move: the characters ``start:end`` of its response's text, marker included.

    The steps of a response, in order of ``number`` (from 1), and its final-answer segment cover
    the text without gaps. ``origin_step_id`` names the step of an earlier turn that this one
    repeats (word for word) or replaces (a rewrite).
    """

    id: str
    response_id: str
    number: int
    start: int
    end: int
    origin_step_id: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What an annotator said of one step; the row exists once anything was said.

    ``follows_from`` is the id of the earlier step whose error this one carries on. ``rewrite``
    replaces the body of the step (no list marker). ``seconds`` is the time spent on the step.
    """

    step_id: str
    verdict: Verdict | None = None
    error_kind: ErrorKind | None = None
    follows_from: str | None = None
    explanation: str = ""
    rewrite: str | None = None
    source: LabelSource = LabelSource.HUMAN
    mode: AnnotationMode = AnnotationMode.FIRST_ERROR
    guideline_version: int = 1
    seconds: float = 0.0
    annotator_id: str = ""
    updated_at: str = ""


@dataclass(frozen=True, slots=True)
class Preference:
    """Response ``better`` over response ``worse`` to one problem; order is void for a tie."""

    id: str
    problem_id: str
    annotator_id: str
    better_response_id: str
    worse_response_id: str
    strength: Strength
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One pair as it was shown to an annotator: which stood left, and what came of it.

    The sides were drawn by chance. ``preference_id`` names the preference that was given, None
    where the pair was skipped; ``comparison_id`` the comparison of two models it belonged to.
    """

    id: str
    problem_id: str
    annotator_id: str
    left_response_id: str
    right_response_id: str
    preference_id: str | None = None
    comparison_id: str | None = None
    seconds: float = 0.0
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class RankedResponses:
    """K responses to one problem put in order by an annotator.

    ``responses`` holds their ids, best first; ``shown`` the same ids in the order, drawn by
    chance, in which they stood on the screen.
    """

    id: str
    problem_id: str
    annotator_id: str
    responses: tuple[str, ...]
    shown: tuple[str, ...]
    seconds: float = 0.0
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """A blind comparison of two models on chosen problems; ``ended_at`` once names were shown."""

    id: str
    model_a_id: str
    model_b_id: str
    annotator_id: str
    problem_ids: tuple[str, ...]
    ended_at: str = ""
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """A model the project knows: a base GGUF or checkpoint, or an adapter trained on ``parent``.

    ``path`` is the GGUF (or the starter's folder) of a base, the published folder of an adapter.
    ``sha256`` is that of the base's weights file, so that an adapter is never put on another base.
    """

    id: str
    name: str
    kind: str
    path: str
    sha256: str = ""
    parent_id: str | None = None
    run_id: str | None = None
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One training job in a folder of its own."""

    id: str
    folder: str
    state: RunState
    base_model_id: str
    recipe: dict[str, Any] = field(default_factory=dict)
    snapshot_sha256: str = ""
    result_model_id: str | None = None
    reason: str = ""
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Typed text that was not submitted yet; ``field`` is ``explanation`` or ``rewrite``."""

    step_id: str
    field: str
    text: str
    updated_at: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One committed act; ``sha256`` chains over the event before it."""

    seq: int
    id: str
    at: str
    annotator_id: str
    label: str
    topics: tuple[str, ...]
    payload: str
    sha256: str
    undoes: str | None = None
