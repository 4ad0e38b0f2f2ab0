"""Holds the look in one place: colour tokens, fonts, palette and style sheet, light and dark."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from workbench import paths


class Scheme(StrEnum):
    """What the user asked for; ``SYSTEM`` follows the desktop, while the program runs too."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme as ``#RRGGBB``; ``*_ground`` is the fill behind that colour.

    ``hover`` and ``pressed`` fill quiet controls, ``selection`` is the fill of a selected item,
    ``on_accent`` the text on the primary button, ``line_strong`` the edge of an empty glyph.
    """

    name: str
    background: str
    rail: str
    surface: str
    line: str
    line_strong: str
    text: str
    secondary: str
    ghost: str
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    hover: str
    pressed: str
    correct: str
    correct_ground: str
    incorrect: str
    incorrect_ground: str
    neutral: str
    neutral_ground: str


LIGHT = Tokens(
    name="light",
    background="#F4F5F7",
    rail="#ECEEF1",
    surface="#FFFFFF",
    line="#DFE3E8",
    line_strong="#A3ACB8",
    text="#1C2127",
    secondary="#5F6B7A",
    ghost="#A3ACB8",
    accent="#3557C4",
    accent_hover="#2B49A8",
    on_accent="#FFFFFF",
    selection="#E4EAFB",
    hover="#EBEDF1",
    pressed="#DFE3E8",
    correct="#00795C",
    correct_ground="#E3F3EE",
    incorrect="#B8470B",
    incorrect_ground="#FCEDE4",
    neutral="#656C79",  # 4.6:1 on its own ground
    neutral_ground="#EEF0F3",
)

DARK = Tokens(
    name="dark",
    background="#14171B",
    rail="#101316",
    surface="#1C2026",
    line="#2E343C",
    line_strong="#5C6672",
    text="#E4E7EB",
    secondary="#97A1AE",
    ghost="#5C6672",
    accent="#8FA8FF",
    accent_hover="#A9BCFF",
    on_accent="#14171B",
    selection="#262F4A",
    hover="#242930",
    pressed="#2E343C",
    correct="#45C9A2",
    correct_ground="#17322B",
    incorrect="#F2955B",
    incorrect_ground="#3A251A",
    neutral="#9AA3AF",
    neutral_ground="#2A2F36",
)

SANS = "Noto Sans"
SERIF = "Noto Serif"
MONO = "Noto Sans Mono"
SYMBOLS = ("Stepmark Symbols", "Stepmark Signs")
"""What the text fonts lack; made with their line metrics, so that lines stay even."""

# role: family, pixel size, weight
_FONTS: dict[str, tuple[str, int, QFont.Weight]] = {
    "body": (SANS, 13, QFont.Weight.Normal),
    "strong": (SANS, 13, QFont.Weight.DemiBold),
    "small": (SANS, 12, QFont.Weight.Normal),
    "tiny": (SANS, 11, QFont.Weight.Normal),
    "heading": (SANS, 15, QFont.Weight.DemiBold),
    "title": (SANS, 17, QFont.Weight.DemiBold),
    "reading": (SERIF, 15, QFont.Weight.Normal),
    "reading_small": (SERIF, 14, QFont.Weight.Normal),
    "excerpt": (SERIF, 14, QFont.Weight.Normal),
    "mono": (MONO, 13, QFont.Weight.Normal),
}
_ZOOMED = ("reading", "reading_small", "mono")
_FALLBACKS = {SANS: "DejaVu Sans", SERIF: "DejaVu Serif", MONO: "DejaVu Sans Mono"}
_HINTS = {
    SANS: QFont.StyleHint.SansSerif,
    SERIF: QFont.StyleHint.Serif,
    MONO: QFont.StyleHint.Monospace,
}


class Theme(QObject):
    """The scheme in force.

    Signals:
        changed: the tokens were replaced; whoever paints by hand repaints, caches are dropped.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT
        self.scheme = Scheme.SYSTEM
        self.zoom = 100
        self._follows = False

    def set_zoom(self, percent: int) -> None:
        """Show the text that is read, not what surrounds it, at ``percent`` of its usual size."""
        if percent != self.zoom:
            self.zoom = percent
            self.changed.emit()

    def follow(self, app: QApplication, scheme: Scheme) -> None:
        """Put ``scheme`` on ``app`` and keep following the desktop where it says so."""
        self.scheme = scheme
        if not self._follows:
            app.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
            self._follows = True
        self._dress(app)

    def _on_system_scheme_changed(self) -> None:
        app = QApplication.instance()
        if self.scheme is Scheme.SYSTEM and isinstance(app, QApplication):
            self._dress(app)

    def _dress(self, app: QApplication) -> None:
        load_fonts()
        self.tokens = tokens_for(self.scheme, app.styleHints().colorScheme())
        app.setFont(font("body"))
        app.setPalette(palette(self.tokens))
        app.setStyleSheet(style_sheet(self.tokens))
        self.changed.emit()


@cache
def theme() -> Theme:
    """Return the one theme of the program; connect to its ``changed``."""
    return Theme()


def current() -> Tokens:
    """Return the colours in force now."""
    return theme().tokens


def apply(app: QApplication, scheme: Scheme | str = Scheme.SYSTEM) -> None:
    """Dress ``app``: fonts, palette, style sheet; later calls change the scheme while it runs."""
    app.setStyle("Fusion")
    theme().follow(app, Scheme(scheme))


def tokens_for(scheme: Scheme, system: Qt.ColorScheme) -> Tokens:
    """Return the tokens that ``scheme`` means on a desktop whose own scheme is ``system``."""
    if scheme is Scheme.SYSTEM:
        return DARK if system is Qt.ColorScheme.Dark else LIGHT
    return DARK if scheme is Scheme.DARK else LIGHT


@cache
def load_fonts() -> tuple[str, ...]:
    """Register the bundled fonts once; return the families that came with them."""
    families: set[str] = set()
    for path in sorted((paths.resources_dir() / "fonts").glob("*.[ot]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families.update(QFontDatabase.applicationFontFamilies(number))
    return tuple(sorted(families))


def font(role: str) -> QFont:
    """Return a fresh font for ``role``: body, strong, small, tiny, heading, title, reading, mono.

    What is read follows the zoom; an ``excerpt`` is a line of it in a list, which does not.

    Raises:
        KeyError: no such role.
    """
    size = _FONTS[role][1]
    # A copy is cheap, making one is not, and painting asks for some fonts for every card.
    return QFont(_font(role, round(size * theme().zoom / 100) if role in _ZOOMED else size))


@cache
def _font(role: str, pixels: int) -> QFont:
    family, _, weight = _FONTS[role]
    made = QFont([family, *SYMBOLS, _FALLBACKS[family]])
    made.setStyleHint(_HINTS[family])
    made.setPixelSize(pixels)
    made.setWeight(weight)
    # Glyph advances stay true at fractional scales, so line breaks are the same on every screen.
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def palette(tokens: Tokens) -> QPalette:
    """Return the palette for what the style sheet does not reach."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.background,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.surface,
        QPalette.ColorRole.AlternateBase: tokens.background,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.Button: tokens.surface,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.ToolTipBase: tokens.surface,
        QPalette.ColorRole.ToolTipText: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.ghost,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
        QPalette.ColorRole.Link: tokens.accent,
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.ghost))
    return made


def style_sheet(tokens: Tokens) -> str:
    """Return the application's style sheet in the colours of ``tokens``."""
    source = (paths.resources_dir() / "stepmark.qss").read_text(encoding="utf-8")
    names = {**asdict(tokens), "sans": SANS, "mono": MONO}
    return Template(source).substitute(names, icons=(paths.resources_dir() / "icons").as_posix())


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(value: str) -> float:
    color = QColor(value)
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
