"""Speaks the user's language: loads a translation, and translates texts outside of widgets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from workbench import paths

translate = QCoreApplication.translate
"""``translate(context, text)``: for texts outside of a QObject; fill it in afterwards, by format.

The tool that collects texts knows it by its name, and reads only literals.
"""

_installed: list[QTranslator] = []


def marked(context: str, text: str) -> str:
    """Return ``text`` as it is: a text of a table, to be translated where it is shown.

    It marks the text for the tool that collects texts (``make translations``).
    """
    return text


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
