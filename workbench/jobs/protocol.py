"""The message form between a process and its child: a length, then one JSON object.

Each frame is 4 bytes (big-endian length) and that many bytes of UTF-8 JSON. Both sides refuse a
longer frame than ``MAX_FRAME``, so that garbage on the descriptor cannot ask for gigabytes.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

MAX_FRAME = 32 << 20
_LENGTH = struct.Struct(">I")

Message = dict[str, Any]


class ProtocolError(Exception):
    """The bytes are no frame of ours: too long, cut short, or not a JSON object."""


def encode(message: Message) -> bytes:
    """Return the frame of one message; lone surrogates are escaped, NaN is refused."""
    body = json.dumps(message, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()
    if len(body) > MAX_FRAME:
        raise ProtocolError(f"a message of {len(body)} bytes is longer than {MAX_FRAME}")
    return _LENGTH.pack(len(body)) + body


def decode(body: bytes) -> Message:
    """Return the message of a frame's body."""
    try:
        message = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"a message is not JSON: {error}") from error
    if not isinstance(message, dict):
        raise ProtocolError("a message is not a JSON object")
    return message


def read_message(stream: IO[bytes]) -> Message | None:
    """Read the next message; return None at a clean end of the stream."""
    head = _read_exactly(stream, _LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise ProtocolError("the stream ended inside a frame")
    (length,) = _LENGTH.unpack(head)
    if length > MAX_FRAME:
        raise ProtocolError(f"a frame declares {length} bytes, more than {MAX_FRAME}")
    body = _read_exactly(stream, length)
    if len(body) < length:
        raise ProtocolError("the stream ended inside a frame")
    return decode(body)


def _read_exactly(stream: IO[bytes], length: int) -> bytes:
    """Read ``length`` bytes, fewer only at the end of the stream."""
    pieces = bytearray()
    while len(pieces) < length:
        piece = stream.read(length - len(pieces))
        if not piece:
            break
        pieces += piece
    return bytes(pieces)
