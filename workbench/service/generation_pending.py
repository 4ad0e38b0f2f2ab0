"""The calls of one engine that await their end: sent ones by number, held ones in their order."""

from __future__ import annotations

from workbench.service.generation_calls import Call, LoadCall, RequestCall


class PendingCalls:
    """What was asked and not answered; ``held`` are calls that wait to be sent.

    It has no lock of its own: whoever holds it has one.
    """

    def __init__(self) -> None:
        self._sent: dict[int, Call] = {}
        self._number = 0
        self.held: list[Call] = []

    def __contains__(self, call: Call) -> bool:
        return call in self._sent.values()

    def register(self, call: Call) -> int:
        """Take a call that is being sent; return its number, which no other ever has."""
        self._number += 1
        self._sent[self._number] = call
        return self._number

    def take(self, number: int) -> Call | None:
        """Let a call go whose answer came; None where it has gone before."""
        return self._sent.pop(number, None)

    def any(self, kind: type[Call]) -> bool:
        """Return whether a call of a kind was sent and not answered."""
        return any(isinstance(call, kind) for call in self._sent.values())

    def find(self, request_id: str) -> RequestCall | None:
        """Return a request, sent or held, by its id."""
        for call in (*self._sent.values(), *self.held):
            if isinstance(call, RequestCall) and call.request.request_id == request_id:
                return call
        return None

    def withdraw(self, call: Call) -> bool:
        """Let a call go that cannot have begun, held or sent behind a load; say whether it was."""
        if call in self.held:
            self.held.remove(call)
            return True
        behind = False
        for number, sent in self._sent.items():
            if sent is call and behind:
                del self._sent[number]
                return True
            behind = behind or isinstance(sent, LoadCall)
        return False

    def take_sent(self) -> list[Call]:
        """Let all go that were sent, in their order."""
        sent, self._sent = list(self._sent.values()), {}
        return sent

    def take_held(self) -> list[Call]:
        """Let all go that are held, in their order."""
        held, self.held = self.held, []
        return held
