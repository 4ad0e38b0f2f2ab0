"""Tells text from mathematics in what models and data sets write, without ever changing it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a stretch of the source is."""

    TEXT = "text"
    INLINE = "inline"
    DISPLAY = "display"
    CODE = "code"
    ESCAPE = "escape"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Span:
    """The characters ``start:end`` of the source; ``content`` is what they say.

    For a formula that is its LaTeX without the delimiters, for code its lines, for an escape the
    character meant, for hidden annotations nothing.
    """

    kind: Kind
    start: int
    end: int
    content: str


# Environments that a bare ``\begin`` opens as a displayed formula.
_FORMULA_ENVIRONMENTS = (
    "align|alignat|aligned|alignedat|array|Bmatrix|Vmatrix|bmatrix|cases|dcases|displaymath|"
    "eqnarray|equation|flalign|gather|gathered|math|matrix|multline|pmatrix|rcases|smallmatrix|"
    "split|subarray|vmatrix"
)
_BEGIN = re.compile(rf"\\begin\{{((?:{_FORMULA_ENVIRONMENTS})\*?)\}}")
_TRIGGER = re.compile(
    r"\\\\|\\[$%&#_]|\\\(|\\\[|\\begin\{|\$\$?|<<|\[asy\]|^[ \t]*```|`|^####"
    r"|\\(?:boxed|fbox|frac|dfrac|tfrac|sqrt)(?=\{)",
    re.MULTILINE,
)
_ANNOTATION = re.compile(r"<<[^<>\n]{0,400}=[^<>\n]{0,400}>>")
_FINAL_NUMBER = re.compile(r"####[ \t]*[-$€£]?[\d.,/ ]*\d[%°]?[ \t]*(?=\n|\Z)")
_FENCE_END = re.compile(r"^[ \t]*```[ \t]*$", re.MULTILINE)
_AMOUNT = re.compile(r"\d[\d,]*(\.\d+)?")
_AMOUNT_OR_NOTE = re.compile(r"\d|\.\d|[ ]?<<")
_FORMULA_INK = re.compile(r"[\\^_=+*/<>|()]|^\s*[A-Za-z]\s*$|^\s*-?\d[\d.,]*\s*$")
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}")
_GROUP_OR_COMMAND = re.compile(r"\\[A-Za-z]+\*?|\{[^{}]*\}")
_LINES = re.compile(r"(?:[^\n]*\n){400}")
_NEARBY_DOLLARS = 8
_LONGEST_BARE_COMMAND = 600
_LONGEST_LOOK_AHEAD = 4_200
_ASY_END = "[/asy]"


def segment(source: str) -> list[Span]:
    """Cut ``source`` into spans that cover it without gaps, in order.

    A delimiter that does not close is text, so a formula appears when its last token arrives.
    The time is linear in the length of ``source``.
    """
    return _Scanner(source).run()


def slice_end(source: str, start: int, longest: int) -> int:
    """Return where a slice of about ``longest`` characters from ``start`` on may end.

    That is after a paragraph, a line or a word, and never inside a formula that fits a slice.
    """
    lines = _LINES.match(source, start, start + longest)
    if lines is not None:
        longest = lines.end() - start
    if len(source) - start <= longest:
        return len(source)
    spans = segment(source[start : start + longest + _LONGEST_LOOK_AHEAD])
    texts = [span for span in spans if span.kind is Kind.TEXT and span.start < longest]
    for mark in ("\n\n", "\n", " "):
        for span in reversed(texts):
            at = source.rfind(mark, start + span.start, start + min(span.end, longest))
            if at > start + longest // 2:
                return at + len(mark)
    return start + longest


class _Scanner:
    def __init__(self, source: str) -> None:
        self._source = source
        self._spans: list[Span] = []
        self._text_from = 0
        self._absent: set[str] = set()

    def run(self) -> list[Span]:
        position = 0
        while (found := _TRIGGER.search(self._source, position)) is not None:
            span = self._read(found)
            if span is None:
                position = found.end()
                continue
            self._flush(span.start)
            self._spans.append(span)
            position = self._text_from = span.end
        self._flush(len(self._source))
        return self._spans

    def _flush(self, end: int) -> None:
        if end > self._text_from:
            text = self._source[self._text_from : end]
            self._spans.append(Span(Kind.TEXT, self._text_from, end, text))

    def _read(self, found: re.Match[str]) -> Span | None:
        mark, start = found.group(), found.start()
        if mark == "$":
            return self._dollar(start)
        if mark in _PAIRS:
            closing, kind = _PAIRS[mark]
            return self._delimited(start, mark, closing, kind)
        if mark == "\\begin{":
            return self._environment(start)
        if mark[1:].isalpha():
            return self._bare_command(start, found.end())
        if mark == "<<":
            return self._hidden(_ANNOTATION, start)
        if mark == "####":
            return self._hidden(_FINAL_NUMBER, start)
        if mark.endswith("```"):
            return self._fence(start, found.end())
        return self._small(mark, start)

    def _small(self, mark: str, start: int) -> Span | None:
        if mark == "`":
            return self._inline_code(start)
        if mark == "\\\\":
            return None
        return Span(Kind.ESCAPE, start, start + 2, mark[1])

    def _find(self, needle: str, start: int) -> int:
        """Find ``needle``; what was once found absent is not searched again."""
        if needle in self._absent:
            return -1
        at = self._source.find(needle, start)
        if at < 0:
            self._absent.add(needle)
        return at

    def _delimited(self, start: int, mark: str, closing: str, kind: Kind) -> Span | None:
        inside = start + len(mark)
        at = self._find(closing, inside)
        while at > 0 and closing != _ASY_END and self._escaped(at):
            at = self._find(closing, at + 1)
        if at < 0:
            return None
        content = self._source[inside:at]
        if mark != "[asy]" and (not content.strip() or _crosses_paragraph(content, mark)):
            return None
        return Span(kind, start, at + len(closing), content)

    def _escaped(self, at: int) -> bool:
        """Whether the character at ``at`` follows an odd number of backslashes."""
        before = at
        while before > 0 and self._source[before - 1] == "\\":
            before -= 1
        return (at - before) % 2 == 1

    def _dollar(self, start: int) -> Span | None:
        """Read ``$…$``: the next unescaped dollar closes it, or it is an amount of money."""
        if self._source.startswith("<<", start + 1):
            return None
        closing = self._next_dollar(start + 1)
        if closing < 0 or not self._may_close(closing):
            return None
        content = self._source[start + 1 : closing]
        if _reads_as_prose(content) or (content != content.strip() and not _is_spaced(content)):
            return None
        if start and self._source[start - 1].isalnum() and content[0] in ",.;:!?)":
            return None
        return Span(Kind.INLINE, start, closing + 1, content)

    def _next_dollar(self, position: int) -> int:
        """Find the dollar that closes: outside of braces if there is one nearby, else the first."""
        first, opened = -1, position
        for _ in range(_NEARBY_DOLLARS):
            at = self._find("$", position)
            if at < 0:
                break
            position = at + 1
            if self._escaped(at):
                continue
            first = at if first < 0 else first
            if _braces_open(self._source[opened:at]) <= 0:
                return at
        return first

    def _may_close(self, closing: int) -> bool:
        """A closing dollar is not itself the sign of an amount, nor stands before a sum's note."""
        return _AMOUNT_OR_NOTE.match(self._source, closing + 1) is None

    def _environment(self, start: int) -> Span | None:
        opened = _BEGIN.match(self._source, start)
        if opened is None:
            return None
        begin, end = opened.group(), f"\\end{{{opened.group(1)}}}"
        depth, position = 1, opened.end()
        while depth:
            closes = self._find(end, position)
            if closes < 0:
                return None
            depth += self._source.count(begin, position, closes) - 1
            position = closes + len(end)
        return Span(Kind.DISPLAY, start, position, self._source[start:position])

    def _bare_command(self, start: int, position: int) -> Span | None:
        """Read ``\\boxed{…}`` or ``\\frac{…}{…}`` that stands in running text."""
        while self._source.startswith("{", position):
            end = _group_end(self._source, position)
            if end < 0:
                return None
            position = end
        return Span(Kind.INLINE, start, position, self._source[start:position])

    def _hidden(self, pattern: re.Pattern[str], start: int) -> Span | None:
        found = pattern.match(self._source, start)
        return Span(Kind.HIDDEN, start, found.end(), "") if found else None

    def _fence(self, start: int, inside: int) -> Span | None:
        first_line = self._source.find("\n", inside)
        closes = _FENCE_END.search(self._source, first_line + 1) if first_line > 0 else None
        if closes is None:
            return None
        content = self._source[first_line + 1 : closes.start()].rstrip("\n")
        return Span(Kind.CODE, start, closes.end(), content)

    def _inline_code(self, start: int) -> Span | None:
        closing = self._find("`", start + 1)
        if closing <= start + 1 or "\n" in self._source[start:closing]:
            return None
        content = self._source[start + 1 : closing]
        return Span(Kind.CODE, start, closing + 1, content)


_PAIRS = {
    "$$": ("$$", Kind.DISPLAY),
    "\\(": ("\\)", Kind.INLINE),
    "\\[": ("\\]", Kind.DISPLAY),
    "[asy]": (_ASY_END, Kind.CODE),
}


def _crosses_paragraph(content: str, mark: str) -> bool:
    """Inline mathematics ends with its paragraph; a second opening means the first was text."""
    if mark == "\\(":
        return "\n\n" in content or "\\(" in content
    return mark == "$$" and len(content) > 200 and "\n\n" in content


def _group_end(source: str, position: int) -> int:
    """Return where the group that opens at ``position`` ends, or -1 if it does not, nearby."""
    depth = 0
    for at in range(position, min(len(source), position + _LONGEST_BARE_COMMAND)):
        if source[at] in "{}" and source[at - 1] != "\\":
            depth += 1 if source[at] == "{" else -1
            if depth == 0:
                return at + 1
    return -1


def _braces_open(content: str) -> int:
    if "{" not in content:
        return 0
    plain = content.replace("\\{", "").replace("\\}", "")
    return plain.count("{") - plain.count("}")


def _is_spaced(content: str) -> bool:
    """Whether ``content``, which begins or ends with a blank, is a formula all the same."""
    if not content.strip() or (content[0].isspace() != content[-1].isspace()):
        return bool(content.strip()) and "\\" in content
    rest = _GROUP_OR_COMMAND.sub(" ", content)
    return _FORMULA_INK.search(content) is not None and not _WORD.search(rest)


def _reads_as_prose(content: str) -> bool:
    """Whether ``content`` is what stands between two amounts of money in running text."""
    if "\n\n" in content:
        return True
    amount = _AMOUNT.match(content)
    rest = content[amount.end() :] if amount else content
    previous = None
    while previous != rest:
        previous, rest = rest, _GROUP_OR_COMMAND.sub(" ", rest)
    words = len(_WORD.findall(rest))
    return words >= (2 if amount else 5)
