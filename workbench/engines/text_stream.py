"""Turn the bytes of sampled tokens into showable text: whole characters, no stop string."""

from __future__ import annotations

import codecs


class TextStream:
    """The text of one sequence while it grows.

    ``feed`` takes a token's bytes and returns what may be shown now. A character whose bytes are
    not all there waits, and so does the longest tail that could begin a stop string.
    """

    def __init__(self, stop: tuple[str, ...] = ()) -> None:
        self._stop = tuple(text for text in stop if text)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self.watches = bool(self._stop)  # whether a stop string is looked for, token by token
        self.text = ""
        self.stopped = False

    def feed(self, piece: bytes) -> str:
        """Add a token's bytes; return the newly released text."""
        return self._release(self._decoder.decode(piece))

    def finish(self) -> str:
        """Release what was held back: no more tokens come."""
        released = self._release(self._decoder.decode(b"", True))
        if not self.stopped:
            self.text += self._held
            released += self._held
        self._held = ""
        return released

    def _release(self, new: str) -> str:
        if self.stopped:
            return ""
        waiting = self._held + new
        end = min((at for at in map(waiting.find, self._stop) if at >= 0), default=-1)
        if end >= 0:
            self.stopped = True
            self._held = ""
        else:
            end = len(waiting) - self._tail_length(waiting)
            self._held = waiting[end:]
        self.text += waiting[:end]
        return waiting[:end]

    def _tail_length(self, text: str) -> int:
        """Return the length of the longest end of ``text`` that begins a stop string."""
        longest = max((len(stop) - 1 for stop in self._stop), default=0)
        for length in range(min(longest, len(text)), 0, -1):
            if any(stop.startswith(text[-length:]) for stop in self._stop):
                return length
        return 0
