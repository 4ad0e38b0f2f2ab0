"""Where a given beginning ends and the server's text starts: they are joined only if they fit."""

from __future__ import annotations

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence

ASK_AGAIN = sentence(
    "use 'ask again' instead, or a server that continues (vLLM, SGLang, llama-server)"
)
REPEATED = 24  # as many characters of the beginning in the new text mean that it was begun anew


class Seam:
    """Checks the first characters behind ``prefix``; nothing is shown before they are.

    With ``trimmed`` the model saw the prefix without its last blank space, so it has to write that
    itself, and what is stored already is taken off.
    """

    def __init__(self, prefix: str, *, trimmed: bool) -> None:
        self._opening = prefix.lstrip()[:REPEATED]
        self._space = prefix[len(prefix.rstrip()) :] if trimmed else ""
        self._held = ""
        self._open = bool(self._opening)

    def joined(self, text: str) -> str:
        """Return what may be shown behind the prefix now; raise ``EngineError`` at a bad seam."""
        if not self._open:
            return text
        self._held += text
        written = self._held.lstrip()
        if written.startswith(self._opening):
            raise EngineError(
                sentence(
                    "The server began the response anew instead of continuing it; {ask_again}.",
                    ask_again=ASK_AGAIN,
                )
            )
        if self._opening.startswith(written):
            return ""  # as yet it could be either
        self._check_space(written)
        return self.rest()

    def rest(self) -> str:
        """Return what is held back, the space that the prefix ends with taken off."""
        held, self._held, self._open = self._held, "", False
        blank = len(held) - len(held.lstrip())
        return held[min(blank, len(self._space)) :]

    def _check_space(self, written: str) -> None:
        blank = self._held[: len(self._held) - len(written)]
        if "\n" in self._space and "\n" not in blank:
            raise EngineError(
                sentence(
                    "The server dropped the line end behind the given steps, and the model "
                    "wrote on in the last of them; {ask_again}.",
                    ask_again=ASK_AGAIN,
                )
            )
