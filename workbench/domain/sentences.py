"""Sentences made below the window: English text that keeps its template, so it can be translated.

The layers below the window write plain English, which the command line prints and the log and the
project file keep. The window says the same in the user's language: it translates the template and
fills the values in again (``ui.languages.shown``). The tool that collects texts for translators
reads the literals given to ``sentence``, so a template is always a literal there.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Self

Value = str | int | float


class Sentence(str):
    """English text, and the template and values that it was made of.

    It is a ``str`` everywhere: it compares, hashes, joins and is stored as its English text. What
    is joined or cut by the methods of ``str`` is plain text again; use ``joined`` instead. It is
    immutable, and pickles and copies with its parts.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, Value]

    def __new__(cls, template: str, values: Mapping[str, object] | None = None) -> Self:
        """Fill ``values`` into ``template``. Raises KeyError or ValueError where they disagree."""
        kept = {name: _kept(value) for name, value in (values or {}).items()}
        made = super().__new__(cls, template.format_map(kept))
        object.__setattr__(made, "template", template)
        object.__setattr__(made, "values", MappingProxyType(kept))
        return made

    def __str__(self) -> str:
        """Return itself, so that ``str(error)`` of a known error keeps its parts."""
        return self

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a sentence is immutable; {name} cannot be set")

    def __reduce__(self) -> tuple[type[Self], tuple[str, dict[str, Value]]]:
        return type(self), (self.template, dict(self.values))

    def having(self, **values: object) -> Self:
        """Return it with some values replaced."""
        return type(self)(self.template, {**self.values, **values})

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON holds it, for another process."""
        values = {
            name: value.to_json() if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return {"template": self.template, "values": values}

    @classmethod
    def from_json(cls, found: object) -> Self:
        """Return what ``to_json`` made. Raises ValueError where it is none."""
        if not isinstance(found, dict) or found.keys() != {"template", "values"}:
            raise ValueError("this is no sentence")
        template, values = found["template"], found["values"]
        if not isinstance(template, str) or not isinstance(values, dict):
            raise ValueError("this is no sentence")
        read = {
            name: cls.from_json(value) if isinstance(value, dict) else value
            for name, value in values.items()
        }
        try:
            return cls(template, read)
        except (LookupError, AttributeError, TypeError) as error:
            raise ValueError("this is no sentence") from error


def sentence(template: str, /, **values: object) -> Sentence:
    """Return a sentence; ``template`` is a literal with the names of ``values`` in braces.

    Numbers keep their kind for the format given in the template; a known error and a sentence
    among the values keep their own parts, and anything else becomes text.
    """
    return Sentence(template, values)


def plural(number: int, one: str, many: str, /, **values: object) -> Sentence:
    """Return ``one`` or ``many`` with ``number`` in it; both are literals, as in ``sentence``."""
    return Sentence(one if number == 1 else many, {"number": number, **values})


def word(text: str) -> Sentence:
    """Return a word of a table, such as a verdict; the table is collected as a whole."""
    return Sentence(text.replace("{", "{{").replace("}", "}}"))


def joined(parts: Iterable[str], between: str = ", ") -> Sentence:
    """Return parts with something between them; all of them keep their own templates."""
    values: dict[str, str] = {f"part_{number}": part for number, part in enumerate(parts)}
    template = "{between}".join(f"{{{name}}}" for name in values)
    return Sentence(template, {"between": between, **values})


def _kept(value: object) -> Value:
    """Return a value as a sentence keeps it: a number, a sentence, or text."""
    if type(value) in (int, float):
        return value  # type: ignore[return-value]
    if isinstance(value, (str, bool)):
        return str(value)
    if hasattr(value, "__index__"):
        return operator.index(value)
    if hasattr(value, "__float__"):
        return float(value)
    return str(value)
