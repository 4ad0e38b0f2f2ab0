"""Which request the engine runs next: what the user asked for first, what runs ahead last."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from workbench.ui.jobs.writing import Purpose, Writing


class WritingQueue:
    """Requests that run and those that wait.

    What is written ahead waits until nothing else does, and then has the engine to itself.
    """

    def __init__(self) -> None:
        self._waiting: deque[Writing] = deque()
        self.running: dict[str, Writing] = {}

    def __iter__(self) -> Iterator[Writing]:
        yield from (*self.running.values(), *self._waiting)

    def add(self, writing: Writing) -> None:
        """Append a request."""
        self._waiting.append(writing)

    def take(self) -> Writing | None:
        """Return the next request, which runs from now on, or None where none may."""
        asked = (one for one in self._waiting if one.purpose is not Purpose.AHEAD)
        found = next(asked, None)
        if found is None and not self.running and self._waiting:
            found = self._waiting[0]
        if found is not None:
            self._waiting.remove(found)
            self.running[found.id] = found
        return found

    def finish(self, writing: Writing) -> bool:
        """Let a request go; return whether it was running."""
        return self.running.pop(writing.id, None) is not None

    def withdraw(self, writing: Writing) -> bool:
        """Take back a request that waits; return whether it did."""
        waits = writing in self._waiting
        if waits:
            self._waiting.remove(writing)
        return waits

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()

    def find(self, purpose: Purpose, subject: str) -> Writing | None:
        """Return what is, or will be, written for a purpose about a subject."""
        return next(
            (one for one in self if one.purpose is purpose and one.subject == subject), None
        )

    def of(self, purpose: Purpose) -> list[Writing]:
        """Return everything for a purpose."""
        return [one for one in self if one.purpose is purpose]

    @property
    def idle(self) -> bool:
        """Whether nothing is being written and nothing waits."""
        return not self.running and not self._waiting
