"""Splits a response into steps and a final answer while it streams, losing no character.

Which line starts a step:

- ``Step 3:`` (also bold or a heading) where the text has such labels, and then nothing else;
- otherwise ``3.`` or ``3)`` without indentation, numbers counting up (or ``1.`` over and over);
- otherwise the first line after a blank line; in the form of GSM8K (an answer line ``#### n`` and
  no blank line) every line.

A nonblank preamble before the first label is made of steps of its own, one per paragraph. No cut
is made inside math, an environment or a code fence. Blank space belongs to the step before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Segment:
    """The characters ``start:end`` of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SplitResponse:
    """Steps in order, then the final answer if there is one; together they cover the text."""

    steps: tuple[Segment, ...]
    answer: Segment | None


def split_response(text: str) -> SplitResponse:
    """Split a whole response."""
    splitter = StepSplitter()
    splitter.feed(text)
    return splitter.finish()


def step_marker(raw: str) -> str:
    """Return the blank space and label that open a step, such as ``3. ``."""
    blank = len(raw) - len(raw.lstrip())
    label = _LABEL.match(raw, blank)
    if label is None:
        return raw[:blank]
    rest = raw[label.end() :]
    body = rest.lstrip()
    return raw[: len(raw) - len(body)] if body else raw[: label.end()]


def step_body(raw: str) -> str:
    """Return a step's text without its label and the blank space around it."""
    return raw[len(step_marker(raw)) :].strip()


def step_trailer(raw: str) -> str:
    """Return the blank space that closes a step: ``marker + body + trailer == raw``."""
    return raw[len(step_marker(raw)) + len(step_body(raw)) :]


class StepSplitter:
    """Splits text as it arrives; only the unfinished tail is looked at again.

    What ``feed`` returns is provisional for that tail: display math that is still open holds its
    lines together until it closes. ``finish`` takes an opener without a closer for plain text.
    """

    def __init__(self) -> None:
        self._text = ""
        self._settled = 0
        self._settled_after_blank = True
        self._starts: list[_Start] = []

    def feed(self, delta: str) -> SplitResponse:
        """Take more text and return the split of all text so far."""
        self._text += delta
        guarded, unresolved = _guarded_spans(self._text, self._settled, finished=False)
        found = list(self._scan(guarded))
        split = _compose(self._text, self._starts + found)
        self._settle(found, unresolved)
        return split

    def finish(self) -> SplitResponse:
        """Return the split of the whole text."""
        guarded, _ = _guarded_spans(self._text, self._settled, finished=True)
        return _compose(self._text, self._starts + list(self._scan(guarded)))

    def _scan(self, guarded: list[Segment]) -> Iterator[_Start]:
        return _line_starts(self._text, self._settled, guarded, self._settled_after_blank)

    def _settle(self, found: list[_Start], unresolved: int) -> None:
        """Fix what no later text can change: starts whose line is whole, before open math."""
        last_line = self._text.rfind("\n") + 1
        whole = [start for start in found if start.at < last_line and start.at <= unresolved]
        if whole:
            self._starts += whole[:-1]
            self._settled = whole[-1].at
            self._settled_after_blank = whole[-1].after_blank


class _Kind(Enum):
    """What the start of a line may begin."""

    STEP_LABEL = auto()
    NUMBER = auto()
    PARAGRAPH = auto()
    LINE = auto()


@dataclass(frozen=True, slots=True)
class _Start:
    """A line at which a step or the answer may begin; ``answer`` marks a final-answer line."""

    at: int
    kind: _Kind
    number: int = 0
    after_blank: bool = False
    answer: bool = False


_HEADING = r"(?:\#{1,6}[ \t]+)?"
_NUMBER = (
    rf"{_HEADING}(?:\d{{1,3}}[.)](?=[ \t\n]|\Z)|(?P<b>\*\*|__)\d{{1,3}}[.)](?P=b)(?=[ \t\n]|\Z))"
)
_BOLD_NUMBER = rf"{_HEADING}\*\*\d{{1,3}}[.)][ \t][^*\n]*\*\*"
_STEP = (
    rf"{_HEADING}(?:(?:\*\*|__)step[ \t]+\d{{1,3}}(?:[ \t]*[:.)–—-])?[^*_\n]*(?:\*\*|__)[ \t]*[:.]?"
    rf"|step[ \t]+\d{{1,3}}(?:[ \t]*[:.)–—]|[ \t]+-(?=[ \t])|(?=[ \t]*(?:\n|\Z))))"
)
_LABEL = re.compile(rf"(?:{_NUMBER}|{_BOLD_NUMBER}|{_STEP})[ \t]*", re.IGNORECASE)
_STEP_LABEL = re.compile(_STEP, re.IGNORECASE)
_NUMBER_LABEL = re.compile(rf"{_NUMBER}|{_BOLD_NUMBER}")
_DIGITS = re.compile(r"\d+")
_ANSWER = re.compile(
    rf"{_HEADING}(?:\*\*|__)?(?:the[ \t]+)?(?:final[ \t]+)?answer(?:\*\*|__)?[ \t]*:"
    r"|(?:(?:so|thus|therefore|hence),?[ \t]+)?the[ \t]+(?:final[ \t]+)?answer[ \t]+is\b"
    r"|\#\#\#\#[ \t]*[-+$]?[\d.]"
    r"|(?:\$\$?|\\\[|\\\()?[ \t]*\\boxed\{[^\n]*\}[ \t.$]*(?:\\\]|\\\))?[ \t.]*(?=\n|\Z)",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\n[ \t\r]*(?=\n)")


def _line_starts(
    text: str, begin: int, guarded: list[Segment], blank_before: bool
) -> Iterator[_Start]:
    """Yield every unguarded, unindented, nonblank line from ``begin``, which starts a line."""
    inside = _Inside(guarded)
    at = begin
    while at < len(text):
        newline = text.find("\n", at)
        end = len(text) if newline < 0 else newline
        if not text[at:end].strip():
            blank_before = blank_before or not inside(at)
        else:
            if not inside(at) and (not text[at].isspace() or not text[:at].strip()):
                yield _classify(text, at, blank_before)
            blank_before = False
        at = end + 1


def _classify(text: str, at: int, after_blank: bool) -> _Start:
    label_at = at
    while text[label_at].isspace():
        label_at += 1
    answer = _ANSWER.match(text, label_at) is not None
    for kind, pattern in ((_Kind.STEP_LABEL, _STEP_LABEL), (_Kind.NUMBER, _NUMBER_LABEL)):
        label = pattern.match(text, label_at)
        if label:
            digits = _DIGITS.search(label.group())
            return _Start(at, kind, int(digits.group()) if digits else 0, after_blank)
    return _Start(at, _Kind.PARAGRAPH if after_blank else _Kind.LINE, 0, after_blank, answer)


class _Inside:
    """Tells whether a rising position lies inside one of the guarded spans."""

    def __init__(self, spans: list[Segment]) -> None:
        self._spans = spans
        self._next = 0

    def __call__(self, at: int) -> bool:
        while self._next < len(self._spans) and self._spans[self._next].end <= at:
            self._next += 1
        return self._next < len(self._spans) and self._spans[self._next].start < at


def _compose(text: str, starts: list[_Start]) -> SplitResponse:
    """Choose among the possible starts by the rule that the whole text calls for."""
    if not text:
        return SplitResponse((), None)
    labels = _labels(starts)
    answer = _answer_start(text, starts, labels)
    body = [start for start in starts if answer is None or start.at < answer]
    if labels:
        cuts = [start.at for start in body if start.after_blank and start.at < labels[0].at]
        cuts += [label.at for label in labels]
    elif _one_step_per_line(text, body, answer):
        cuts = [start.at for start in body]
    else:
        cuts = [start.at for start in body if start.after_blank]
    return _segments(text, cuts, answer)


def _segments(text: str, cuts: list[int], answer: int | None) -> SplitResponse:
    end = len(text) if answer is None else answer
    if not text[:end].strip():
        if answer is None:
            return SplitResponse((Segment(0, end),), None)
        return SplitResponse((), Segment(0, len(text)))
    bounds = [0, *(cut for cut in cuts if text[:cut].strip() and cut < end), end]
    steps = tuple(Segment(a, b) for a, b in pairwise(bounds))
    return SplitResponse(steps, None if answer is None else Segment(answer, len(text)))


def _labels(starts: list[_Start]) -> list[_Start]:
    """Return the lines whose labels count: ``Step k`` if there is any, else a rising list."""
    steps = [start for start in starts if start.kind is _Kind.STEP_LABEL]
    if steps:
        return steps
    labels: list[_Start] = []
    for start in starts:
        if start.kind is _Kind.NUMBER and _follows(start, labels):
            labels.append(start)
    return labels


def _follows(start: _Start, labels: list[_Start]) -> bool:
    if not labels:
        return start.number <= 1 or start.at == 0
    last = labels[-1].number
    return start.number == last + 1 or (start.number == last == 1)


def _answer_start(text: str, starts: list[_Start], labels: list[_Start]) -> int | None:
    """Return where the final answer begins: the last answer line, joined with ones above it."""
    after = labels[-1].at if labels else -1
    answers = [i for i, s in enumerate(starts) if s.answer and s.at > after]
    if not answers:
        return None
    first = answers[-1]
    while first - 1 in answers:
        first -= 1
    at = starts[first].at
    if not text[:at].strip() and _BLANK_LINE.search(text.rstrip(), at):
        return None
    return at


def _one_step_per_line(text: str, body: list[_Start], answer: int | None) -> bool:
    if answer is None or not text.startswith("####", answer):
        return False
    return not any(start.after_blank for start in body[1:])


_OPENERS = re.compile(
    r"\\\\|\\\$|\\\[|\\\(|\\begin\{(?P<env>[A-Za-z]+\*?)\}|\$\$|\$|(?m:^(?P<fence>```+|~~~+))"
)
_CURRENCY = re.compile(r"\$\d[\d,]*(?:\.\d+)?(?:[ \t]+[A-Za-z]{2,}|[.,;:!?)]*[ \t]*(?=\n))")

_PROSE = re.compile(r"(?<![\\{A-Za-z])[A-Za-z]{2,}[ \t]+[A-Za-z]{2,}")


def _guarded_spans(text: str, begin: int, *, finished: bool) -> tuple[list[Segment], int]:
    """Return the spans no cut may enter, and where the first undecided opener stands."""
    spans: list[Segment] = []
    hopeless: set[str] = set()
    blanks = _Blanks(text)
    unresolved = len(text)
    at = begin
    while opener := _OPENERS.search(text, at):
        at = opener.end()
        if opener.group() in ("\\\\", "\\$") or opener.group() in hopeless:
            continue
        end = _closer(text, opener, blanks)
        if end is not None:
            spans.append(Segment(opener.start(), end))
            at = end
        elif opener.group() in _INLINE:
            if not finished and blanks.after(at) == len(text):
                unresolved = min(unresolved, opener.start())
        else:
            hopeless.add(opener.group())
            unresolved = min(unresolved, opener.start())
            if not finished:
                return [*spans, Segment(opener.start(), len(text))], unresolved
    return spans, unresolved


_INLINE = ("$", "\\(")
_CLOSERS = {"$$": "$$", "\\[": "\\]"}
_DOLLAR_CLOSER = re.compile(r"\\.|(?<!\s)\$(?![\d$])", re.DOTALL)


class _Blanks:
    """Finds the next blank line; what was found holds for all positions before it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._from, self._next = 0, -1

    def after(self, at: int) -> int:
        """Return where the first blank line from ``at`` on begins, or the end of the text."""
        if not self._from <= at <= self._next:
            found = _BLANK_LINE.search(self._text, at)
            self._from, self._next = at, found.start() if found else len(self._text)
        return self._next


def _closer(text: str, opener: re.Match[str], blanks: _Blanks) -> int | None:
    """Return the end of the span that ``opener`` begins, or None where nothing closes it."""
    token, start = opener.group(), opener.end()
    if opener["fence"]:
        close = re.compile(rf"^{re.escape(token)}[^\n]*(?:\n|\Z)", re.MULTILINE).search(text, start)
        return close.end() if close else None
    if opener["env"]:
        return _environment_end(text, opener["env"], start)
    if token in _INLINE:
        return _inline_end(text, token, opener.start(), start, blanks.after(start))
    close_at = _unescaped(text, _CLOSERS[token], start)
    return None if close_at is None else close_at + 2


def _unescaped(text: str, closer: str, start: int) -> int | None:
    """Return where ``closer`` stands next, ``\\\\]`` (a line break and a bracket) not counted."""
    for found in re.compile(rf"\\\\|\\\$|{re.escape(closer)}").finditer(text, start):
        if found.group() == closer:
            return found.start()
    return None


def _inline_end(text: str, token: str, opened: int, start: int, limit: int) -> int | None:
    """Return the end of the inline math opened at ``opened``; at ``limit`` a paragraph ends it."""
    if token == "\\(":
        close_at = text.find("\\)", start, limit)
        return None if close_at < 0 else close_at + 2
    if start >= limit or text[start].isspace():
        return None
    for close in _DOLLAR_CLOSER.finditer(text, start, limit):
        if close.group() == "$":
            inner = text[start : close.start()]
            prose = "\n" in inner and (_CURRENCY.match(text, opened) or _PROSE.search(inner))
            return None if prose else close.end()
    return None


def _environment_end(text: str, name: str, start: int) -> int | None:
    depth = 1
    for tag in re.compile(rf"\\(begin|end)\{{{re.escape(name)}\}}").finditer(text, start):
        depth += 1 if tag.group(1) == "begin" else -1
        if depth == 0:
            return tag.end()
    return None
