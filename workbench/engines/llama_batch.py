"""A batch for llama.cpp in memory of our own, with a check of everything that would abort.

The arrays live as long as the context and are filled in place: making a native batch anew for
every token costs a twentieth of a small model's step.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import NamedTuple

import llama_cpp


class BatchToken(NamedTuple):
    """One token of a batch: its sequence, its position there, whether logits are wanted."""

    token: int
    position: int
    sequence: int
    output: bool


Row = tuple[int, int, int, bool]
"""A ``BatchToken`` without its names, which costs a fifth of the time to make."""


class Bounds(NamedTuple):
    """What a context was made for; one more of any ends the process inside llama.cpp."""

    rows: int
    outputs: int
    sequences: int
    vocabulary: int


class Batch:
    """The native batch of one context; ``outputs`` are the rows that have logits."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        rows = bounds.rows
        self._tokens = (llama_cpp.llama_token * rows)()
        self._positions = (llama_cpp.llama_pos * rows)()
        self._sequences = (llama_cpp.llama_seq_id * rows)()
        self._wanted = (ctypes.c_int8 * rows)()
        self._ones = (ctypes.c_int32 * rows)(*[1] * rows)
        pointer, width = ctypes.POINTER(llama_cpp.llama_seq_id), ctypes.sizeof(ctypes.c_int32)
        start = ctypes.addressof(self._sequences)
        places = [ctypes.cast(start + row * width, pointer) for row in range(rows)]
        self._places = (pointer * rows)(*places)
        self.native = llama_cpp.llama_batch(
            0, self._tokens, None, self._positions, self._ones, self._places, self._wanted
        )
        self.outputs: list[int] = []

    def fill(self, tokens: Sequence[Row]) -> None:
        """Take the tokens of the next decode; raise ``AssertionError`` on what would abort."""
        most_rows, most_outputs, sequences, vocabulary = self._bounds
        if not 0 < len(tokens) <= most_rows:
            raise AssertionError(f"a batch of {len(tokens)} tokens")
        outputs: list[int] = []
        for row, (token, position, sequence, output) in enumerate(tokens):
            if not 0 <= token < vocabulary:
                raise AssertionError(f"token {token} is outside the vocabulary")
            if not 0 <= sequence < sequences or position < 0:
                raise AssertionError(f"no sequence {sequence} or position {position}")
            self._tokens[row] = token
            self._positions[row] = position
            self._sequences[row] = sequence
            self._wanted[row] = output
            if output:
                outputs.append(row)
        if len(outputs) > most_outputs:
            raise AssertionError("more outputs than the context was made for")
        self.native.n_tokens = len(tokens)
        self.outputs = outputs

    def follow(self, tokens: Sequence[int]) -> None:
        """Take the next token of each row: the same sequences, each one position further."""
        vocabulary = self._bounds.vocabulary
        for row, token in enumerate(tokens):
            if not 0 <= token < vocabulary:
                raise AssertionError(f"token {token} is outside the vocabulary")
            self._tokens[row] = token
            self._positions[row] += 1
