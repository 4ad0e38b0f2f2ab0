"""A language in which every text stands in brackets, so that what nobody translates shows."""

from __future__ import annotations

import re

from PySide6.QtCore import QTranslator

OPEN, CLOSE = "⟦", "⟧"
_INNERMOST = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")


class Brackets(QTranslator):
    """Puts brackets around every text that it is asked for."""

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        """Return the text in brackets."""
        return f"{OPEN}{text}{CLOSE}"

    def isEmpty(self) -> bool:
        """Say that there are translations."""
        return False


def plain_words(text: str) -> list[str]:
    """Return the words outside of all brackets: those that stayed English."""
    while OPEN in (shorter := _INNERMOST.sub(" ", text)) and shorter != text:
        text = shorter
    return re.findall(r"[^\W\d_]{2,}", _INNERMOST.sub(" ", text))


def inside(text: str) -> str:
    """Return a text without the brackets, as it was before."""
    return text.replace(OPEN, "").replace(CLOSE, "")
