"""Collects every text of the window for translators, and compiles what they gave back."""

from __future__ import annotations

import argparse
import ast
import string
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

FOLDER = ROOT / "resources" / "translations"
TEMPLATE = "stepmark_en.ts"
MARKS = "QT_TRANSLATE_NOOP+=marked,translate+=say"
LITERALS = {"sentence": 1, "plural": 3}
"""How many of the first arguments of these calls may be texts to translate."""
QUIET = ("-silent", "-locations", "none", "-no-obsolete")


def main() -> int:
    """Bring every .ts file up to date and compile the translated ones."""
    parser = argparse.ArgumentParser(
        description=f"{__doc__} To begin a language, name it: make translations ARGS=de"
    )
    parser.add_argument("language", nargs="?", help="de, fr, pt_BR, …: make a file for it")
    parser.add_argument("--out", type=Path, default=FOLDER)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    files = {chosen.out / TEMPLATE, *chosen.out.glob("stepmark_*.ts")}
    if chosen.language:
        files.add(chosen.out / f"stepmark_{chosen.language}.ts")
    for path in sorted(files):
        collect(path)
        if path.name != TEMPLATE:
            compile_one(path)
    return 0


def collect(path: Path) -> None:
    """Write all texts into a .ts file; what is translated there stays."""
    language = path.stem.removeprefix("stepmark_")
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "tables.py"
        tables.write_text("\n".join(table_lines()), encoding="utf-8")
        sources = [str(tables), *map(str, sorted((ROOT / "workbench" / "ui").rglob("*.py")))]
        arguments = ["-tr-function-alias", MARKS, *QUIET, "-source-language", "en_GB"]
        run("lupdate", [*sources, *arguments, "-target-language", language, "-ts", str(path)])
    print(f"{path.name}: {path.read_text(encoding='utf-8').count('<message>')} texts")


def compile_one(path: Path) -> None:
    """Compile a .ts file to the .qm beside it, which the window loads.

    Raises SystemExit where a translation has other fields in braces than its text: filling it in
    would fail before the user's eyes.
    """
    if odd := list(odd_fields(path)):
        raise SystemExit("\n".join([f"{path.name}: these have other fields in braces:", *odd]))
    run("lrelease", ["-silent", str(path), "-qm", str(path.with_suffix(".qm"))])
    print(f"{path.with_suffix('.qm').name} is written")


def odd_fields(path: Path) -> Iterator[str]:
    """Yield the texts of a .ts file whose translation names other fields."""
    for message in ElementTree.parse(path).iter("message"):
        source, given = message.findtext("source", ""), message.findtext("translation", "")
        if given and fields_of(source) != fields_of(given):
            yield f"{source!r}: {given!r}"


def fields_of(text: str) -> set[str] | None:
    """Return the names in braces, None where the braces are broken."""
    try:
        return {name for _, name, *_ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def run(tool: str, arguments: list[str]) -> None:
    """Run one of Qt's own tools, which come with PySide6. Raises SystemExit where it fails."""
    call = [
        sys.executable,
        "-c",
        f"from PySide6.scripts.pyside_tool import {tool}; {tool}()",
        *arguments,
    ]
    if subprocess.run(call, cwd=ROOT).returncode:
        raise SystemExit(f"{tool} failed; see what it says above")


def table_lines() -> Iterator[str]:
    """Yield the texts of tables that know nothing of Qt, as lines that the tool reads."""
    yield "from workbench.ui.languages import marked"
    for context, text in sorted(set(table_texts())):
        yield f"marked({context!r}, {text!r})"


def table_texts() -> Iterator[tuple[str, str]]:
    """Yield (context, text) of actions, presets and settings."""
    from workbench.domain.presets import PRESETS
    from workbench.domain.recipe_settings import setting_groups
    from workbench.ui.actions import ACTIONS, Scope

    for path in (ROOT / "workbench" / "ui").rglob("*.py"):
        yield from texts_of_short_names(ast.parse(path.read_text(encoding="utf-8")))
    yield from (("Core", text) for text in (*core_texts(), *core_words()))
    yield from (("Actions", action.text) for action in ACTIONS)
    yield from (("Actions", scope.value) for scope in Scope)
    for preset in PRESETS:
        yield from (("Presets", text) for text in (preset.title, preset.sentence))
    for group in setting_groups():
        yield "Recipe", group.title
        for setting in group.settings:
            choices = (choice.replace("_", " ") for choice in setting.choices)
            yield from (("Recipe", text) for text in (setting.label, setting.help, *choices))


def core_texts() -> Iterator[str]:
    """Yield the templates of the sentences that are made below the window."""
    for path in sorted((ROOT / "workbench").rglob("*.py")):
        if path.relative_to(ROOT / "workbench").parts[0] in ("ui", "cli"):
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and called(call) in LITERALS:
                texts = call.args[: LITERALS[called(call)]]
                yield from (
                    text.value for text in texts if isinstance(getattr(text, "value", 0), str)
                )


def core_words() -> Iterator[str]:
    """Yield the words of tables that stand in those sentences, and what the list of models says."""
    from workbench.catalog import catalog
    from workbench.domain.comparison import Side
    from workbench.domain.records import (
        AnnotationMode,
        ErrorKind,
        RefineMode,
        RunState,
        Strength,
        ThreadStatus,
        Verdict,
    )
    from workbench.service.merging_projects import COUNTED

    yield from (verdict.name.lower() for verdict in Verdict)
    for table in (AnnotationMode, ErrorKind, RefineMode, RunState, Side, Strength, ThreadStatus):
        yield from (member.value.replace("_", " ") for member in table)
    yield from ("unmarked", "unrated", "none", "negligibly better", "slightly better")
    yield from (entry.summary.replace("{", "{{").replace("}", "}}") for entry in catalog())
    yield from (template for templates in COUNTED.values() for template in templates)


def texts_of_short_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield (context, text) of calls to a module's own short name of ``translate``.

    Qt's tool reads no function around its own.
    """
    contexts: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and len(node.args.args) == 1:
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and called(call) == "translate":
                    context = call.args[0]
                    if isinstance(context, ast.Constant) and isinstance(call.args[1], ast.Name):
                        contexts[node.name] = context.value
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and called(call) in contexts and call.args:
            text = call.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield contexts[called(call)], text.value


def called(call: ast.Call) -> str:
    """Return the last part of a call's name."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


if __name__ == "__main__":
    sys.exit(main())
