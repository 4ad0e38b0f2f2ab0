"""Every text of the window can be translated: in the source, and as the pages show it."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.helpers.brackets import OPEN
from tests.ui.desk_helpers import EQUATION, FRACTIONS, add_problems, solve
from workbench.service.project import Project
from workbench.ui import languages
from workbench.ui.app import Application
from workbench.ui.rail import Page

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "workbench" / "ui"
DATA = r"Ada\b|\d+ \w+ \d{4}"
"""The annotator's name and dates are no texts of the window."""

EVERY_ARGUMENT = {
    "setText", "setToolTip", "setStatusTip", "setPlaceholderText", "setWindowTitle",
    "setAccessibleName", "setAccessibleDescription", "addAction", "addTab", "insertTab",
    "setTabText", "addMenu", "setInformativeText", "setTitle", "EmptyState", "say", "show_empty",
    "addItems", "setHeaderLabels", "setHorizontalHeaderLabels",
}  # fmt: skip
FIRST_ARGUMENT = {
    "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction",
    "QMenu", "label", "HintButton", "addItem", "StageMark", "ResponseColumn",
}  # fmt: skip
TRANSLATING = {"tr", "translate", "marked"}
NAMES = {"Stepmark", "SHA-256", "LaTeX", "Markdown", "PPO", "AUC", "JSON", "GB", "MB"}


def called(node: ast.Call) -> str:
    """Return the last part of a call's name."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def shown_literals(node: ast.AST) -> Iterator[str]:
    """Yield the literal texts that an argument can become without being translated."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from shown_literals(part)
    elif isinstance(node, ast.FormattedValue):
        yield from shown_literals(node.value)
    elif isinstance(node, ast.Call):
        if called(node) in {"format", "join"} and isinstance(node.func, ast.Attribute):
            for part in (node.func.value, *node.args):
                yield from shown_literals(part)
    elif isinstance(node, ast.IfExp):
        yield from shown_literals(node.body)
        yield from shown_literals(node.orelse)
    elif isinstance(node, ast.BinOp | ast.BoolOp | ast.Tuple | ast.List | ast.Starred):
        for part in ast.iter_child_nodes(node):
            yield from shown_literals(part)


def untranslated(source: str) -> list[tuple[int, str]]:
    """Return (line, text) of every literal that is given to a call that shows it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        if name == "say" and isinstance(node.func, ast.Name):  # a short name of translate
            continue
        arguments = node.args if name in EVERY_ARGUMENT else node.args[:1]
        if name not in EVERY_ARGUMENT | FIRST_ARGUMENT:
            continue
        for argument in arguments:
            for text in shown_literals(argument):
                words = set(re.findall(r"[^\W\d_]{2,}", text)) - NAMES
                if words and text not in NAMES:
                    found.append((node.lineno, text))
    return found


def test_no_widget_is_given_a_text_that_cannot_be_translated() -> None:
    """A text outside of ``tr`` stays English in every language."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text!r}"
        for path in sorted(UI.rglob("*.py"))
        for line, text in untranslated(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_check_finds_what_it_is_for() -> None:
    """Plain, formatted and chosen texts are found; symbols, names and translated ones are not."""
    bad = (
        'button.setText("Solve")\nlabel(f"{n} steps", "meta")\n'
        'x.setToolTip("No" if y else self.tr("b"))'
    )
    assert [line for line, _ in untranslated(bad)] == [1, 2, 3]
    good = (
        'button.setText(self.tr("Solve"))\nlabel(f"{n} · {m}", "meta")\n'
        'label(self.tr("{n} a").format(n=1))'
    )
    assert untranslated(good) == []


def test_no_text_is_formatted_before_it_is_translated() -> None:
    """``tr`` of an f-string would look for a text that no translator has seen."""
    found = []
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) in TRANSLATING:
                late = [part for part in node.args if isinstance(part, ast.JoinedStr)]
                found += [f"{path.relative_to(ROOT)}:{part.lineno}" for part in late]
    assert found == []


def english_errors(source: str) -> list[int]:
    """Return the lines where a caught error becomes text without being translated."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ExceptHandler | ast.Lambda | ast.FunctionDef):
            continue
        if isinstance(node, ast.ExceptHandler):
            names = {node.name} if "KnownError" in ast.unparse(node.type or node) else set()
        else:
            names = {one.arg for one in node.args.args if one.arg == "error"}
        for part in ast.walk(node):
            told = part.args if isinstance(part, ast.Call) and called(part) == "str" else []
            told = [part.value] if isinstance(part, ast.FormattedValue) else told
            if any(isinstance(one, ast.Name) and one.id in names for one in told):
                found.append(part.lineno)
    return found


def test_no_known_error_is_shown_in_english() -> None:
    """``shown(error)`` is the one way from an error to the screen; the catcher of bugs excepted."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(UI.rglob("*.py"))
        if path != UI / "errors.py"
        for line in english_errors(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    handler = "try:\n    act()\nexcept KnownError as error:\n    say({})\n"
    assert english_errors(handler.format("str(error)")) == [4]
    assert english_errors(handler.format("f'{error}'")) == [4]
    assert english_errors(handler.format("shown(error)")) == []
    assert english_errors("work(lambda error: say(str(error)))") == [1]


def visible_texts(page: QWidget) -> Iterator[str]:
    """Yield what is read on a page, and what a screen reader is told of it."""
    for widget in (page, *page.findChildren(QWidget)):
        if not widget.isVisibleTo(page):
            continue
        yield widget.toolTip()
        yield widget.accessibleName()
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(at) for at in range(widget.count()))
        if isinstance(widget, QTabBar):
            yield from (widget.tabText(at) for at in range(widget.count()))


def test_every_text_on_every_page_is_translated(
    qtbot: QtBot,
    project: Project,
    bracketed: None,
    open_window: Callable[[Project], Application],
) -> None:
    """What stands outside of brackets stays English; only data may."""
    add_problems(project, EQUATION, FRACTIONS)
    solve(project, EQUATION.id)
    application = open_window(project)
    known = {EQUATION.topic, FRACTIONS.topic, "scripted", "llama.cpp", "SHA-256"}
    plain = []
    for page in Page:
        built = application.window.open_page(page)
        qtbot.waitUntil(lambda built=built: built.widget.isVisible())
        plain += [
            f"{page.value}: {text}"
            for text in visible_texts(application.window)
            if re.search(r"[^\W\d_]{2,}", text)
            and OPEN not in text
            and text not in known
            and not re.match(DATA, text)
        ]
    assert plain == []


def test_all_texts_are_collected(tmp_path: Path) -> None:
    """Translators get the texts of widgets, of free functions and of the tables."""
    command = [sys.executable, "packaging/translations.py", "--out", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    text = (tmp_path / "stepmark_en.ts").read_text(encoding="utf-8")
    for source in ("Try again", "A tie", "Next unmarked step", "{n} settings are changed."):
        assert f"<source>{source}</source>" in text
    assert text.count("<message>") > 500


def test_a_translation_is_loaded_for_its_language(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that a translator gave back is spoken; without one the window stays English."""
    command = [sys.executable, "packaging/translations.py", "--out", str(tmp_path)]
    subprocess.run([*command, "de"], cwd=ROOT, check=True, capture_output=True, timeout=60)
    source = tmp_path / "stepmark_de.ts"
    given = re.sub(
        r"(<source>Try again</source>\s*)<translation type=\"unfinished\"></translation>",
        r"\1<translation>Noch einmal</translation>",
        source.read_text(encoding="utf-8"),
    )
    source.write_text(given, encoding="utf-8")
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    monkeypatch.setattr(languages, "folder", lambda: tmp_path)
    try:
        assert languages.speak(qapp, QLocale("de_AT"))
        assert QCoreApplication.translate("Banner", "Try again") == "Noch einmal"
        assert not languages.speak(qapp, QLocale("fr_FR"))
        assert QCoreApplication.translate("Banner", "Try again") == "Try again"
    finally:
        languages.speak(qapp, QLocale("en_GB"))


def test_marked_and_translated_texts_name_the_same_context() -> None:
    """A table's text is looked up where it was collected."""
    marked: set[str] = set()
    asked: set[str] = set()
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                context = node.args[0]
                if called(node) == "marked" and isinstance(context, ast.Constant):
                    marked.add(context.value)
                looked_up = len(node.args) > 1 and not isinstance(node.args[1], ast.Constant)
                if called(node) == "translate" and isinstance(context, ast.Constant) and looked_up:
                    asked.add(context.value)
    assert marked <= asked


@pytest.mark.parametrize("given", ["Noch {zahl} Zeilen", "Noch {number Zeilen", "Noch eine Zeile"])
def test_a_translation_with_other_fields_is_not_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    """Filling it in would fail before the user's eyes, in the middle of an error."""
    path = tmp_path / "stepmark_de.ts"
    message = f"<source>{{number}} rows</source><translation>{given}</translation>"
    path.write_text(
        '<?xml version="1.0"?><TS version="2.1" language="de"><context><name>Core</name>'
        f"<message>{message}</message></context></TS>",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    translations = importlib.import_module("translations")
    assert len(list(translations.odd_fields(path))) == 1
    with pytest.raises(SystemExit, match="other fields"):
        translations.compile_one(path)
    assert not path.with_suffix(".qm").exists()
