"""Every sentence that is made below the window can be translated: checked in the source itself."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LAYERS = [
    path
    for path in sorted((ROOT / "workbench").rglob("*.py"))
    if path.relative_to(ROOT / "workbench").parts[0] not in ("ui", "cli")
]
TEXTS = {"sentence": (0, 1), "plural": (1, 3)}
"""Which arguments of these calls are templates."""

ERRORS = {"KnownError", "GuardStop", "FieldProblem", "Malformed", "_Damaged", "_Fault"}
"""Errors whose message is shown, and the parts of such messages."""

QUIET = {
    "info",
    "warning",
    "error",
    "exception",
    "debug",
    "print",
    "AssertionError",
    "ValueError",
    "RuntimeError",
}
"""Calls whose texts are for the log, or for whoever mends a fault of the program."""

HELPERS = {"refusal", "_refusal", "problem", "notice", "_cannot"}
"""Functions that make a sentence of a reason."""


NOT_SHOWN = {
    "domain/prompting.py": "what a model is told",
    "domain/refinement.py": "what a model is told",
    "domain/presets.py": "translated in the context Presets",
    "engines/fake.py": "what a model would say",
    "engines/remote_server.py": "what a server is asked",
    "training/base.py": "samples that a tokenizer is tried on",
    "service/doctor.py": "of the command line alone",
    "service/agreement.py": "lines of the command line; the window draws the numbers",
}
"""Modules that hold sentences which nobody reads in the window."""


def called(node: ast.Call) -> str:
    """Return the last part of a call's name."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def error_classes(trees: list[ast.Module]) -> set[str]:
    """Return the names of all errors that are told to the user."""
    bases = {
        node.name: {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    known = set(ERRORS)
    while more := {name for name, above in bases.items() if above & known} - known:
        known |= more
    return known


def bare_words(node: ast.expr) -> Iterator[str]:
    """Yield the texts with words that an argument becomes without a sentence around them."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and re.search(r"[^\W\d_]{2,} |: ", node.value):
            yield node.value
    elif isinstance(node, ast.JoinedStr):
        texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
        if any(re.search(r"[^\W\d_]{2,}", str(text)) and " " in str(text) for text in texts):
            yield ast.unparse(node)
    elif isinstance(node, ast.BinOp):
        yield from bare_words(node.left)
        yield from bare_words(node.right)
    elif isinstance(node, ast.IfExp):
        yield from bare_words(node.body)
        yield from bare_words(node.orelse)
    elif isinstance(node, ast.Call) and called(node) in ("format", "join"):
        assert isinstance(node.func, ast.Attribute)
        yield from bare_words(node.func.value)


def bare(source: str, errors: set[str]) -> list[tuple[int, str]]:
    """Return (line, text) of every message of an error that was written as plain text."""
    return [
        (node.lineno, text)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and called(node) in errors | HELPERS
        for argument in node.args
        for text in bare_words(argument)
    ]


def odd(source: str) -> list[tuple[int, str]]:
    """Return (line, fault) of every sentence whose template and values do not fit."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node) in TEXTS:
            first, last = TEXTS[called(node)]
            found += [(node.lineno, fault) for fault in faults(node, node.args[first:last])]
    return found


def faults(node: ast.Call, templates: list[ast.expr]) -> Iterator[str]:
    """Yield what is wrong with one sentence."""
    given = {keyword.arg or "**" for keyword in node.keywords}
    used: set[str] = set()
    for template in templates:
        if not isinstance(template, ast.Constant) or not isinstance(template.value, str):
            yield "its template is no literal"
            return
        names = [name for _, name, *_ in string.Formatter().parse(template.value)]
        used |= {name for name in names if name is not None}
    if called(node) == "plural":
        used -= {"number"}
    if used != given:
        yield f"fields {sorted(used)}, values {sorted(given)}"
    if any(not name.isidentifier() for name in used):
        yield f"a field without a name: {sorted(used)}"


def plain_sentences(source: str) -> list[tuple[int, str]]:
    """Return (line, text) of every whole sentence that stands outside of ``sentence``."""
    tree = ast.parse(source)
    passed = {
        id(part)
        for node in ast.walk(tree)
        if (isinstance(node, ast.Call) and called(node) in {*TEXTS, "Sentence", *QUIET})
        or (
            isinstance(node, ast.Expr | ast.Assert)
            and not isinstance(getattr(node, "value", None), ast.Call | ast.Yield)
        )
        for part in ast.walk(node)
    }
    return [
        (node.lineno, text)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in passed
        for text in [whole(node)]
        if re.fullmatch(r"[A-Z…][^\n]{20,}[a-z…)][.?]", text) and text.count(" ") > 2
    ]


def whole(node: ast.Constant | ast.JoinedStr) -> str:
    """Return a literal's text, with an ellipsis for what is filled in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(
        str(getattr(part, "value", "")) if isinstance(part, ast.Constant) else "…"
        for part in node.values
    )


def test_no_sentence_stands_outside_of_a_template() -> None:
    """Not only errors are read: reasons, notices and endings are, too."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in LAYERS
        if path.relative_to(ROOT / "workbench").as_posix() not in NOT_SHOWN
        for line, text in plain_sentences(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    said = 'return f"{name} is not here, choose another."'
    wrong = f'def f():\n    """Say it in a sentence of words."""\n    {said}\n'
    assert [line for line, _ in plain_sentences(wrong)] == [3]
    assert plain_sentences('x = sentence("It is not here, choose another.")') == []


def test_every_template_is_a_literal_with_its_values() -> None:
    """A translator sees only literals, and a missing value would fail before the user's eyes."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {fault}"
        for path in LAYERS
        for line, fault in odd(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_error_is_raised_with_plain_text() -> None:
    """Plain text would stay English in every language."""
    sources = {path: path.read_text(encoding="utf-8") for path in LAYERS}
    errors = error_classes([ast.parse(source) for source in sources.values()])
    assert {"ImportProblem", "DownloadError", "LeaseHeldError"} <= errors
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path, source in sources.items()
        for line, text in bare(source, errors)
    ]
    assert found == []


def test_the_checks_find_what_they_are_for() -> None:
    """Each kind of fault is found, and what is right is not."""
    wrong = (
        'raise KnownError("Choose another.")\n'
        'raise KnownError(f"{name} is gone; choose another.")\n'
        'raise KnownError("A " + name if x else "There is none")\n'
        'raise KnownError("{} is gone".format(name))\n'
        'row.problem("it is empty", "field")\n'
    )
    assert [line for line, _ in bare(wrong, {"KnownError"})] == [1, 2, 3, 4, 5]
    assert [line for line, _ in odd('sentence(text)\nsentence("{a}")\nsentence("{0}", a=1)')] == [
        1, 2, 3, 3,
    ]  # fmt: skip
    assert odd('plural(n, "{number} row of {x}", f"{a}", x=1)') == [
        (1, "its template is no literal")
    ]
    right = (
        'raise KnownError(sentence("{name} is gone.", name=path.name))\n'
        'raise FieldProblem(f"{path}.{name}", sentence("it is missing"))\n'
        'plural(n, "{number} row", "{number} rows")\n'
    )
    assert bare(right, {"KnownError", "FieldProblem"}) == []
    assert odd(right) == []
