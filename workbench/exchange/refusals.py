"""Says in one sentence which file, line and field are wrong, and that nothing was imported."""

from __future__ import annotations

from workbench.domain.errors import ImportProblem
from workbench.domain.sentences import Sentence, joined, sentence

ITEM = "item"


def refusal(
    file: str, line: int | None, reason: str, field: str | None = None, unit: str = "line"
) -> ImportProblem:
    """Return the one sentence that says where a file is wrong, and that nothing was changed."""
    place = [file] if file else []
    place += [numbered(unit, line)] if line else []
    place += [sentence("field {field}", field=field)] if field else []
    return ImportProblem(
        sentence(
            "{place}: {reason}. Nothing was imported; correct the file and import it again.",
            place=joined(place),
            reason=reason,
        )
    )


def numbered(unit: str, number: int) -> Sentence:
    """Return the place of a row in its file: ``line 3``."""
    if unit == ITEM:
        return sentence("item {number}", number=number)
    if unit == "row":
        return sentence("row {number}", number=number)
    return sentence("line {number}", number=number)
