"""Speaks the user's language: loads a translation, and translates texts outside of widgets."""

from __future__ import annotations

import functools
import re
import string
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from workbench import paths
from workbench.domain.sentences import Sentence

translate = QCoreApplication.translate
"""``translate(context, text)``: for texts outside of a QObject; fill it in afterwards, by format.

The tool that collects texts knows it by its name, and reads only literals.
"""

CORE = "Core"
"""The context of all sentences that are made below the window."""

_installed: list[QTranslator] = []
_COMMON = "Later work builds on it, so it stays."
_FEWEST_LETTERS = 5


def marked(context: str, text: str) -> str:
    """Return ``text`` as it is: a text of a table, to be translated where it is shown.

    It marks the text for the tool that collects texts (``make translations``).
    """
    return text


def shown(said: object) -> str:
    """Return a known error, or a sentence made below the window, in the user's language.

    What was stored as plain English, such as the label of an act or the end of a run, is found
    again by its template. Any other text is returned as it is.
    """
    text = str(said)
    if not isinstance(text, Sentence):
        return _shown_again(text) if _is_translated() else text
    values = {
        name: shown(value) if isinstance(value, Sentence) else value
        for name, value in text.values.items()
    }
    return translate(CORE, text.template).format_map(values)


def speak(app: QCoreApplication, locale: QLocale | None = None) -> bool:
    """Load ``stepmark_<locale>.qm`` for the user's language; say whether there is one.

    The most exact file wins: for Swiss German ``de_CH``, else ``de``. Without one the texts of
    the program itself are shown, which are English.
    """
    for before in _installed:
        app.removeTranslator(before)
    _installed.clear()
    made = QTranslator(app)
    if not made.load(locale or QLocale(), "stepmark", "_", str(folder()), ".qm"):
        return False
    _installed.append(made)
    return bool(app.installTranslator(made))


def folder() -> Path:
    """Return the folder of the translations."""
    return paths.resources_dir() / "translations"


class _Filled(str):
    """A value as it stood in a stored text: formatted already."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return str(self)


def _is_translated() -> bool:
    """Say whether texts may differ from the program's own."""
    return bool(_installed) or translate(CORE, _COMMON) != _COMMON


@functools.lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[str, dict[str, str]] | None:
    """Return the template and values that a stored text was made of; the most exact wins."""
    for template, pattern in _templates():
        if found := pattern.fullmatch(text):
            return template, found.groupdict()
    return None


def _shown_again(text: str) -> str:
    if (parts := _parts(text)) is None:
        return text
    template, found = parts
    values = {
        name: _Filled(_shown_again(value) if " " in value else value)
        for name, value in found.items()
    }
    return translate(CORE, template).format_map(values)


@functools.cache
def _templates() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return all templates of stored texts, those with the most words of their own first."""
    document = ElementTree.parse(folder() / "stepmark_en.ts")
    kept = []
    for context in document.iter("context"):
        if context.findtext("name") == CORE:
            kept += [message.findtext("source", "") for message in context.iter("message")]
    by_letters = [(sum(map(str.isalpha, _literal(template))), template) for template in kept]
    return tuple(
        (template, _pattern(template))
        for letters, template in sorted(by_letters, reverse=True)
        if letters >= _FEWEST_LETTERS
    )


def _literal(template: str) -> str:
    return "".join(text for text, *_ in string.Formatter().parse(template))


def _pattern(template: str) -> re.Pattern[str]:
    made = ""
    seen: set[str] = set()
    for text, name, *_ in string.Formatter().parse(template):
        made += re.escape(text)
        if name is not None:
            made += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
            seen.add(name)
    return re.compile(made, re.DOTALL)
