"""Evaluate the small part of LaTeX that starter solutions use, exactly, so steps can be checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

TOKEN = re.compile(r"\\frac|\\times|\\cdot|\d+(?:\.\d+)?|[a-z]|[-+/^(){}|]")
LARGEST_POWER = 9


class NotMath(ValueError):
    """The text is not an expression that can be evaluated."""


def math_spans(text: str) -> list[str]:
    """Give what stands between dollar signs."""
    return re.findall(r"\$([^$]+)\$", text)


def evaluate(text: str, values: Mapping[str, Fraction] | None = None) -> Fraction:
    """Evaluate an expression; letters take their value from ``values``; raises NotMath."""
    reader = _Reader(text, values or {})
    result = reader.sum()
    if reader.left():
        raise NotMath(text)
    return result


class _Reader:
    """A recursive-descent reader over the tokens of one expression."""

    def __init__(self, text: str, values: Mapping[str, Fraction]) -> None:
        self._tokens = TOKEN.findall(text)
        if "".join(self._tokens) != re.sub(r"\s+", "", text):
            raise NotMath(text)
        self._at = 0
        self._values = values
        self._in_bars = False

    def left(self) -> bool:
        """Say whether tokens are left."""
        return self._at < len(self._tokens)

    def sum(self) -> Fraction:
        """Read terms joined by plus and minus."""
        total = self._product()
        while self._next() in ("+", "-"):
            sign = self._take()
            term = self._product()
            total = total + term if sign == "+" else total - term
        return total

    def _product(self) -> Fraction:
        total = self._power()
        while True:
            token = self._next()
            if token in ("\\times", "\\cdot"):
                self._take()
                total *= self._power()
            elif token == "/":
                self._take()
                total = self._divide(total, self._power())
            elif token in ("(", "\\frac") or token.isalpha() or self._opens_bars(token):
                total *= self._power()
            else:
                return total

    def _opens_bars(self, token: str) -> bool:
        return token == "|" and not self._in_bars

    def _power(self) -> Fraction:
        if self._next() == "-":
            self._take()
            return -self._power()
        base = self._atom()
        if self._next() != "^":
            return base
        self._take()
        power = self._group() if self._next() == "{" else self._atom()
        if power.denominator != 1 or not 0 <= power <= LARGEST_POWER:
            raise NotMath("power")
        return Fraction(base**power.numerator)

    def _atom(self) -> Fraction:
        token = self._take()
        if token[:1].isdigit():
            return Fraction(token)
        if token == "\\frac":
            return self._divide(self._group(), self._group())
        if token == "(":
            return self._closed(")")
        if token == "|":
            self._in_bars = True
            inside = abs(self._closed("|"))
            self._in_bars = False
            return inside
        if token in self._values:
            return self._values[token]
        raise NotMath(token)

    def _group(self) -> Fraction:
        if self._take() != "{":
            raise NotMath("group")
        return self._closed("}")

    def _closed(self, mark: str) -> Fraction:
        value = self.sum()
        if self._take() != mark:
            raise NotMath(mark)
        return value

    @staticmethod
    def _divide(top: Fraction, bottom: Fraction) -> Fraction:
        if bottom == 0:
            raise NotMath("division by zero")
        return top / bottom

    def _next(self) -> str:
        return self._tokens[self._at] if self.left() else ""

    def _take(self) -> str:
        token = self._next()
        self._at += 1
        return token
