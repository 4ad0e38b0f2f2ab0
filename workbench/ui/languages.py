"""Speaks the user's language: loads a translation, and translates texts outside of widgets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from workbench import paths
from workbench.domain.sentences import Sentence
from workbench.ui.remembered import CORE, divided

translate = QCoreApplication.translate
"""``translate(context, text)``: for texts outside of a QObject; fill it in afterwards, by format.

The tool that collects texts knows it by its name, and reads only literals.
"""

_installed: list[QTranslator] = []
_COMMON = "Later work builds on it, so it stays."
_FEWEST_LETTERS = 4
_FEWEST_INSIDE = 8  # of a value, which may also be a name that somebody chose


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
    if not _is_translated():
        return text
    if not isinstance(text, Sentence):
        return _shown_again(text, _FEWEST_LETTERS)
    values = {name: _shown_value(value) for name, value in text.values.items()}
    return translate(CORE, text.template).format_map(values)


def _shown_value(value: object) -> object:
    if isinstance(value, Sentence):
        return shown(value)
    if isinstance(value, str):
        return _shown_again(value, _FEWEST_INSIDE)
    return value


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


def _shown_again(text: str, least: int) -> str:
    """Return a stored text translated, sentence by sentence where it is made of several."""
    said = []
    for part in divided(folder() / "stepmark_en.ts", text, least):
        if isinstance(part, str):
            said.append(part)
            continue
        values = {name: _Filled(_shown_again(value, least)) for name, value in part.values.items()}
        said.append(translate(CORE, part.template).format_map(values))
    return " ".join(said)
