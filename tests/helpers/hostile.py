"""Texts that break careless windows: endless lines, deep nesting, markup, links; by name."""

from __future__ import annotations

SENTINEL = "file:///etc/hostname"

_TABLE = "<table><tr><td>"
_CLOSED = "</td></tr></table>"

HOSTILE: dict[str, str] = {
    "one line of 200,000 characters": "x" * 200_000,
    "one megabyte of words": "so the sum is $x^2$ and thus " * 35_000,
    "tables nested twenty deep": _TABLE * 20 + "cell" + _CLOSED * 20,
    "roots a thousand deep": "$" + r"\sqrt{" * 1000 + "2" + "}" * 1000 + "$",
    "a definition that calls itself": r"$\def\a{\a\a}\a$ and \[\newcommand{\b}{\b\b}\b\]",
    "markup": "<b>bold</b> <script>alert(1)</script> &lt;i&gt; <font size=7>large</font>",
    "links and images": (
        f'<img src="{SENTINEL}"> <a href="{SENTINEL}">open</a> file://server/share/x'
        r" \\server\share\x [link](file:///etc/hostname) ![image](file:///etc/hostname)"
    ),
    "a style sheet": "<style>* {font-size: 400px}</style><h1>large</h1>",
    "brackets without end": "((((" * 3000 + "[[[" * 3000 + "$" + "{" * 3000,
    "dollars without end": "$ " * 20_000,
    "a table of a thousand columns": ("|a" * 1000 + "|\n" + "|-" * 1000 + "|\n") * 3,
    "control characters": "".join(map(chr, range(32))) + "\u2028\u2029\ufffc\ud800\u202e end",
    "lines without end": "\n" * 50_000 + "end",
    "many short lines": "a\n" * 100_000,
}
