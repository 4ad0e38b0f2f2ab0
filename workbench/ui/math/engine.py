"""Turns LaTeX into shapes: the one place that knows which typesetting engine does it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from typing import Protocol

import mathra

LONGEST_FORMULA = 4000
"""Characters; longer formulas are shown as source (deep nesting can take minutes)."""

AXIS = 258.0
"""Height of the mathematical axis over the baseline in the engine's font, in units."""


class UnreadableFormulaError(Exception):
    """The engine cannot draw this formula; the message says why, in the engine's words."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """An outline ``data`` (SVG path, M L C Z), drawn at ``x``, ``y`` by ``scale``."""

    key: str
    data: str
    x: float
    y: float
    scale: float
    color: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A filled rectangle whose lower left corner is ``x``, ``y``."""

    x: float
    y: float
    width: float
    height: float
    color: str | None


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from ``x1``, ``y1`` to ``x2``, ``y2`` with round ends."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    color: str | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A formula as shapes in units of 1/1000 em; y grows upwards, the baseline is y = 0.

    ``color`` of a shape is ``None`` where it takes the text's. ``speech`` reads the formula aloud;
    ``warnings`` say what was mended in broken input.
    """

    width: float
    ascent: float
    descent: float
    shapes: tuple[Glyph | Rule | Stroke, ...]
    speech: str
    warnings: tuple[str, ...]


class Engine(Protocol):
    """What draws formulas."""

    def draw(self, tex: str, display: bool) -> Drawing:
        """Draw ``tex``, in display style or inline.

        Raises:
            UnreadableFormulaError: it cannot be drawn.
        """


_PLAIN_ROOT = re.compile(
    r"\\root\s*(\d+|\{[^{}]*\}|\\?[A-Za-z])\s*\\of\s*(\{[^{}]*\}|\\[A-Za-z]+|[^\s{}\\])"
)

_BOLD = re.compile(r"\\bold(?![A-Za-z])")


def normalise(tex: str) -> str:
    """Return ``tex`` with what the engine misreads written in its terms."""
    flat = tex.replace("\r\n", " ").replace("\n", " ").strip()
    flat = flat.replace("\\boxed{", "\\boxed{\\displaystyle ")
    flat = _PLAIN_ROOT.sub(r"\\sqrt[\1]{\2}", flat) if "\\root" in flat else flat
    # A template with a backslash makes Python import a module at each call: look first.
    return _BOLD.sub(r"\\mathbf", flat) if "\\bold" in flat else flat


class MathraEngine:
    """Draws with mathra, whose SVG holds only paths, uses, rectangles and lines."""

    def draw(self, tex: str, display: bool) -> Drawing:
        """See :class:`Engine`."""
        if len(tex) > LONGEST_FORMULA:
            raise UnreadableFormulaError(
                f"The formula has {len(tex):,} characters; up to {LONGEST_FORMULA:,} are typeset."
            )
        try:
            svg = mathra.tex_to_svg(normalise(tex), display=display)
        except (ValueError, UnicodeError, RuntimeError) as error:
            raise UnreadableFormulaError(str(error)) from error
        return read_svg(svg)


_VIEW_BOX = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)
_WARNING = re.compile(r"<mathra:warning[^>]*>(.*?)</mathra:warning>", re.DOTALL)
_OUTLINE = re.compile(r'<path id="[^"]*?-?(g\w+)" d="([^"]*)"')
_SHAPE = re.compile(r"<(use|rect|line) ([^>]*?)/>")
_PLAIN_GLYPH = re.compile(r'href="#(?:[^"]*-)?(g\w+)" x="([^"]*)" y="([^"]*)"')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_TRANSFORM = re.compile(r"translate\((\S+?)[ ,]+(\S+?)\)(?: scale\((\S+?)\))?")
_HAS_COLUMN_RULES = "&quot;verticals&quot;"


def read_svg(svg: str) -> Drawing:
    """Read the shapes of one of mathra's SVG documents.

    Raises:
        UnreadableFormulaError: it is not such a document.
    """
    box = _VIEW_BOX.search(svg)
    if box is None:
        raise UnreadableFormulaError("The typesetting engine returned no picture.")
    _, top, width, height = (float(value) for value in box.groups())
    defined = max(0, svg.find("<defs>"))  # before it stand the source and its tree, after it shapes
    drawn = max(0, svg.find("</defs>"))
    outlines = dict(_OUTLINE.findall(svg, defined))
    shapes = tuple(
        _shape(name, attributes, outlines) for name, attributes in _SHAPE.findall(svg, drawn)
    )
    if _HAS_COLUMN_RULES in svg:
        shapes = restack_column_rules(shapes)
    title = _TITLE.search(svg)
    return Drawing(
        width=width,
        ascent=-top,
        descent=height + top,
        shapes=shapes,
        speech=html.unescape(title.group(1)) if title else "",
        warnings=_warnings(svg) if "<mathra:warning" in svg else (),
    )


def _warnings(svg: str) -> tuple[str, ...]:
    return tuple(html.unescape(text) for text in _WARNING.findall(svg))


def _shape(name: str, attributes: str, outlines: dict[str, str]) -> Glyph | Rule | Stroke:
    plain = _PLAIN_GLYPH.fullmatch(attributes) if name == "use" else None
    if plain is not None:  # nine shapes in ten
        key, x, y = plain.groups()
        return Glyph(key, outlines.get(key, ""), float(x), float(y), 1.0, None)
    values = dict(_ATTRIBUTE.findall(attributes))
    if name == "use":
        return _glyph(values, outlines)
    if name == "rect":
        x, y, width, height = (float(values[key]) for key in ("x", "y", "width", "height"))
        return Rule(x, y, width, height, values.get("fill"))
    x1, y1, x2, y2 = (float(values[key]) for key in ("x1", "y1", "x2", "y2"))
    color = values.get("stroke")
    width = float(values.get("stroke-width", "40"))
    return Stroke(x1, y1, x2, y2, width, None if color == "currentColor" else color)


def _glyph(values: dict[str, str], outlines: dict[str, str]) -> Glyph:
    key = values["href"].rpartition("-")[2].lstrip("#")
    x, y, scale = float(values.get("x", "0")), float(values.get("y", "0")), 1.0
    moved = _TRANSFORM.search(values.get("transform", ""))
    if moved:
        x, y, scale = float(moved[1]), float(moved[2]), float(moved[3] or "1")
    return Glyph(key, outlines.get(key, ""), x, y, scale, values.get("fill"))


def restack_column_rules(
    shapes: tuple[Glyph | Rule | Stroke, ...],
) -> tuple[Glyph | Rule | Stroke, ...]:
    """Put an array's column rules where they belong: stacked, centred on the axis.

    WORKAROUND: mathra 1.5.0 starts the first piece at the baseline instead of the table's top and
    steps twice its height for the next.
    """
    columns: dict[float, list[Rule]] = {}
    for shape in shapes:
        if isinstance(shape, Rule) and shape.width <= 60 < shape.height:
            columns.setdefault(shape.x, []).append(shape)
    moved: dict[int, Rule] = {}
    for rules in columns.values():
        top = rules[0].y + rules[0].height + AXIS + sum(rule.height for rule in rules) / 2
        for rule in rules:
            top -= rule.height
            moved[id(rule)] = replace(rule, y=top)
    return tuple(moved.get(id(shape), shape) for shape in shapes)
