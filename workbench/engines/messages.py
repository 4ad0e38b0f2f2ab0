"""Records to JSON and back, for the pipe between the window and an engine's process."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from workbench.domain.records import FinishReason, Message
from workbench.domain.sampling import (
    Capabilities,
    GenerationRequest,
    ModelSpec,
    SamplingSettings,
    SequenceResult,
    TokenDelta,
)

Mapping = dict[str, Any]


def to_mapping(
    record: ModelSpec | Capabilities | GenerationRequest | TokenDelta | SequenceResult,
) -> Mapping:
    """Return a record as a JSON mapping."""
    return asdict(record)


def spec_from(mapping: Mapping) -> ModelSpec:
    """Return the model spec of a mapping."""
    return ModelSpec(**mapping)


def capabilities_from(mapping: Mapping) -> Capabilities:
    """Return the capabilities of a mapping."""
    return Capabilities(**mapping)


def request_from(mapping: Mapping) -> GenerationRequest:
    """Return the generation request of a mapping."""
    return GenerationRequest(
        request_id=mapping["request_id"],
        messages=tuple(Message(**message) for message in mapping["messages"]),
        seeds=tuple(mapping["seeds"]),
        prefix=mapping["prefix"],
        settings=SamplingSettings(**mapping["settings"]),
        stop=tuple(mapping["stop"]),
    )


def delta_from(mapping: Mapping) -> TokenDelta:
    """Return the token delta of a mapping."""
    return TokenDelta(**mapping)


def result_from(mapping: Mapping) -> SequenceResult:
    """Return the sequence result of a mapping."""
    own = {
        "token_ids": tuple(mapping["token_ids"]),
        "logprobs": tuple(mapping["logprobs"]),
        "finish_reason": FinishReason(mapping["finish_reason"]),
    }
    return SequenceResult(**{**mapping, **own})
