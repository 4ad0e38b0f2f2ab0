"""A frame is read back as it was written, and garbage asks for nothing."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.jobs.protocol import MAX_FRAME, ProtocolError, decode, encode, read_message

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
).filter(lambda value: "inf" not in repr(value))


@given(st.lists(st.dictionaries(st.text(), values, max_size=4), max_size=4))
def test_messages_come_back_in_order(messages: list[dict]) -> None:
    """Any JSON object survives, with every character, and the stream's end is None."""
    stream = io.BytesIO(b"".join(encode(message) for message in messages))
    read = [read_message(stream) for _ in messages]
    assert read == messages
    assert read_message(stream) is None


def test_a_lone_surrogate_survives() -> None:
    """Half an emoji from a broken clipboard must not end the engine."""
    message = {"text": "\ud83d"}
    assert read_message(io.BytesIO(encode(message))) == message


def test_a_declared_length_beyond_the_limit_is_refused() -> None:
    """Text on the wrong descriptor reads as a length of gigabytes."""
    with pytest.raises(ProtocolError, match="declares"):
        read_message(io.BytesIO(b"llama_model_loader: hello"))
    with pytest.raises(ProtocolError, match="declares"):
        read_message(io.BytesIO(struct.pack(">I", MAX_FRAME + 1)))


@pytest.mark.parametrize("cut", [1, 3, 4, 9])
def test_a_frame_cut_short_is_an_error_and_no_message(cut: int) -> None:
    """A child that dies while writing leaves half a frame."""
    with pytest.raises(ProtocolError, match="ended inside"):
        read_message(io.BytesIO(encode({"type": "delta"})[:cut]))


@pytest.mark.parametrize("body", [b"[1]", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    """Deep nesting included, which would otherwise raise RecursionError in the reader."""
    with pytest.raises(ProtocolError):
        decode(body)


def test_nan_is_never_written() -> None:
    """NaN is no JSON; a bug that produces one must show at its source."""
    with pytest.raises(ValueError, match="JSON"):
        encode({"logprob": float("nan")})
