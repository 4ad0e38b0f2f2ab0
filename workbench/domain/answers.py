"""Reads the final answer of a response and decides whether two answers say the same."""

from __future__ import annotations

import re
from fractions import Fraction

_LABELLED = re.compile(
    r"(?:\*\*|__)?(?:final[ \t]+)?answer(?:\*\*|__)?[ \t]*:[ \t]*(?P<answer>[^\n]+)", re.IGNORECASE
)
_HASHES = re.compile(r"(?m)^####[ \t]*(?P<answer>[^\n]+)")
_SENTENCE = re.compile(r"\banswer[ \t]+is:?[ \t]*(?P<answer>[^\n]+)", re.IGNORECASE)
_BOXED = re.compile(r"\\boxed[ \t]*\{")
_LONGEST_NUMBER = 200


def extract_answer(text: str) -> str | None:
    """Return the last final answer in the text (``Answer:``, ``#### n``, boxed), else None."""
    found = _last(_LABELLED, text) or _last(_HASHES, text)
    if found:
        return _boxed(found) or found
    return _boxed(text) or _last(_SENTENCE, text)


def answers_agree(first: str, second: str) -> bool:
    """Return whether two answers are the same number, options, list or, failing that, text.

    A percent agrees with its fraction and with the bare number; a unit, a name (``x =``) and
    dressing (``$``, bold, ``\\text``) do not count. Two different names do not agree.
    """
    one, two = _plain(first), _plain(second)
    if not one or not two:
        return False
    options = _options(one), _options(two)
    if options[0] and options[1] and (_LETTERS.fullmatch(one) or _LETTERS.fullmatch(two)):
        return options[0] == options[1]
    return _same_value(one, two)


def _last(pattern: re.Pattern[str], text: str) -> str | None:
    found = None
    for match in pattern.finditer(text):
        found = match["answer"]
    return _undressed(found) if found else None


def _undressed(answer: str) -> str | None:
    """Remove the bold marks and the stray full stop around an answer."""
    bare = answer.strip()
    bare = bare.removesuffix("**").removesuffix("__").strip()
    if bare.startswith("**") and bare.count("**") == 1:
        bare = bare[2:].strip()
    return bare or None


def _boxed(text: str) -> str | None:
    """Return what stands in the last ``\\boxed{…}`` whose braces balance."""
    for opener in reversed(list(_BOXED.finditer(text))):
        depth = 1
        for at in range(opener.end(), len(text)):
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            if depth == 0:
                return text[opener.end() : at].strip() or None
    return None


_WRAPPERS = re.compile(r"\\(?:text|mathrm|mathbf|textbf|mbox|boxed|operatorname)\s*\{([^{}]*)\}")
_SPACING = re.compile(r"\\[,;:! ]|~|\\q?quad\b|\\left\b|\\right\b|\\displaystyle\b")
_THOUSANDS = re.compile(r"(?<=\d)(?:,|\{,\}|\u202f|\u2009)(?=\d{3}(?!\d))")
_DEGREES = re.compile(r"\^\s*\{?\s*\\circ\s*\}?|°")


def _plain(answer: str) -> str:
    """Write an answer without its typographic dressing."""
    text = answer.replace("\\$", "").replace("−", "-").replace("–", "-")
    text = text.replace("\\dfrac", "\\frac").replace("\\tfrac", "\\frac").replace("\\%", "%")
    text = _SPACING.sub(" ", text)
    for _ in range(3):
        text = _WRAPPERS.sub(r"\1", text)
    text = re.sub(r"\$|\\\(|\\\)|\\\[|\\\]|\*\*|__|[€£]", "", text)
    text = _DEGREES.sub("", _THOUSANDS.sub("", text))
    return " ".join(text.split()).rstrip(".;,").strip()


_LETTERS = re.compile(r"\(?[A-H]\)?(?:\s*(?:,|and|&|;|\s)\s*\(?[A-H]\)?)*")
_OPTION = re.compile(r"(?:^|(?<=[\s(.,;]))([A-H])(?=[.):]|\s*$|\s*(?:,|and\b|;|\()|\s+[A-H]\b)")


def _options(text: str) -> frozenset[str]:
    """Return the multiple-choice letters that an answer names."""
    if _LETTERS.fullmatch(text):
        return frozenset(re.findall(r"[A-H]", text))
    return frozenset(_OPTION.findall(text))


_NAME = re.compile(r"([A-Za-z](?:\([a-z]\)|_\{?\w+\}?|[a-z]*)?)\s*=\s*(?=\S)")


def _same_value(one: str, two: str) -> bool:
    name_one, value_one = _named(one)
    name_two, value_two = _named(two)
    if name_one and name_two and name_one != name_two:
        return False
    return _same_list(value_one, value_two) or _same_item(value_one, value_two)


def _named(text: str) -> tuple[str, str]:
    """Part ``x = 12`` into its name and value."""
    match = _NAME.match(text)
    return (match.group(1), text[match.end() :]) if match else ("", text)


def _same_list(one: str, two: str) -> bool:
    """Compare comma lists: unordered when bare or in braces, in order when in parentheses."""
    first, second = _items(one), _items(two)
    if len(first) != len(second) or len(first) < 2 or len(first) > 20:
        return False
    if one[:1] in "([" or two[:1] in "([":
        same_fence = one[:1] not in "([" or two[:1] not in "([" or one[0] == two[0]
        return same_fence and all(map(_same_item, first, second))
    left = list(second)
    for item in first:
        match = next((other for other in left if _same_item(item, other)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _items(text: str) -> list[str]:
    inner = text.strip().removeprefix("\\{").removesuffix("\\}").strip()
    if inner[:1] in ("(", "[", "{") and inner[-1:] in (")", "]", "}"):
        inner = inner[1:-1]
    return [
        _named(part.strip())[1] for part in re.split(r",|;|\band\b|\bor\b", inner) if part.strip()
    ]


def _same_item(one: str, two: str) -> bool:
    first, second = _number(one), _number(two)
    if first and second:
        return _same_number(first, second)
    return _letters(one) == _letters(two)


def _letters(text: str) -> str:
    return re.sub(r"[\s{}]+", "", text).casefold()


_DECIMAL = r"(?:\d+(?:\.\d*)?|\.\d+)"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]?)\s*(?:(?P<whole>\d+)?\s*\\frac\s*\{{?\s*(?P<top>-?{_DECIMAL}|\d)\s*\}}?\s*"
    rf"\{{?\s*(?P<bottom>{_DECIMAL})\s*\}}?"
    rf"|(?:(?P<mixed>\d+)\s+)?(?P<over>{_DECIMAL})\s*/\s*(?P<under>{_DECIMAL})"
    rf"|(?P<plain>{_DECIMAL}))\s*(?P<percent>%|percent\b)?(?:\s+(?P<unit>[A-Za-z][A-Za-z .²³]*))?"
)


def _number(text: str) -> tuple[Fraction, bool] | None:
    """Return the value and whether it is a percent; a unit in words after it is dropped."""
    match = _NUMBER.fullmatch(text.strip()) if len(text) <= _LONGEST_NUMBER else None
    if match is None or (match["unit"] is not None and len(match["unit"].strip()) < 2):
        return None
    top, bottom = match["top"] or match["over"] or match["plain"], match["bottom"] or match["under"]
    under = Fraction(bottom or "1")
    if under == 0:
        return None
    value = Fraction(match["whole"] or match["mixed"] or "0") + Fraction(top) / under
    return (-value if match["sign"] == "-" else value), match["percent"] is not None


def _same_number(first: tuple[Fraction, bool], second: tuple[Fraction, bool]) -> bool:
    if first[0] == second[0]:
        return True
    if first[1] == second[1]:
        return False
    percent, plain = (first[0], second[0]) if first[1] else (second[0], first[0])
    return percent / 100 == plain
