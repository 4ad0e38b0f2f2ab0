"""The look is complete, readable and told in one place."""

import re
from dataclasses import asdict, fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QRawFont
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from workbench import paths
from workbench.ui import icons, theme
from workbench.ui.theme import DARK, LIGHT, Scheme, contrast

pytestmark = pytest.mark.usefixtures("qapp")

SCHEMES = [LIGHT, DARK]
GROUNDS = ["background", "rail", "surface", "selection", "hover"]
VERDICT_GROUNDS = ["correct_ground", "incorrect_ground", "neutral_ground"]


@pytest.fixture
def restored():
    """Put the scheme back that the test found."""
    before = theme.theme().scheme
    yield
    theme.apply(QApplication.instance(), before)


@pytest.mark.parametrize("tokens", SCHEMES, ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("ground", [*GROUNDS, *VERDICT_GROUNDS])
def test_body_text_is_readable_on_every_ground(tokens, ground):
    """WCAG AA asks for 4.5:1; a step is read for minutes."""
    assert contrast(tokens.text, getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", SCHEMES, ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("ground", ["background", "rail", "surface"])
@pytest.mark.parametrize("role", ["secondary", "accent", "correct", "incorrect"])
def test_labels_and_verdicts_are_readable(tokens, ground, role):
    """Greyed steps and verdict words are body text too."""
    assert contrast(getattr(tokens, role), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", SCHEMES, ids=lambda tokens: tokens.name)
def test_controls_are_readable(tokens):
    """The primary button and the chips of the verdicts carry words."""
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent_hover) >= 4.5
    assert contrast(tokens.accent, tokens.selection) >= 4.5
    for verdict in ("correct", "incorrect"):
        assert contrast(getattr(tokens, verdict), getattr(tokens, f"{verdict}_ground")) >= 4.5


@pytest.mark.parametrize("tokens", SCHEMES, ids=lambda tokens: tokens.name)
def test_every_pair_of_the_style_sheet_is_readable(tokens):
    """Wherever the sheet names a text colour and the ground under it, both go together."""
    sheet = (paths.resources_dir() / "stepmark.qss").read_text(encoding="utf-8")
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))
    pairs = set()
    for selector, body in rules:
        color = re.search(r"(?<![-\w])color:\s*\$(\w+)", body)
        ground = re.search(r"background(?:-color)?:\s*\$(\w+)", body)
        if color and ground and ":disabled" not in selector:
            pairs.add((color[1], ground[1]))
    assert len(pairs) > 4
    poor = [p for p in pairs if contrast(getattr(tokens, p[0]), getattr(tokens, p[1])) < 4.5]
    assert poor == []


@pytest.mark.parametrize("tokens", SCHEMES, ids=lambda tokens: tokens.name)
def test_shapes_and_focus_can_be_seen(tokens):
    """WCAG asks 3:1 of what is no text: focus lines, verdict glyphs, the edges of check boxes."""
    for ground in ("background", "rail", "surface"):
        assert contrast(tokens.accent, getattr(tokens, ground)) >= 3
        assert contrast(tokens.secondary, getattr(tokens, ground)) >= 3
    for ground in ("selection", "hover"):  # labels of a chosen row, and under the pointer
        assert contrast(tokens.secondary, getattr(tokens, ground)) >= 4.5
    for verdict in ("correct", "incorrect", "neutral"):
        ground = getattr(tokens, f"{verdict}_ground")
        assert contrast(getattr(tokens, verdict), ground) >= 3


@pytest.mark.parametrize("tokens", SCHEMES, ids=lambda tokens: tokens.name)
def test_the_check_boxes_tick_has_a_tokens_colour(tokens):
    """A style sheet can only name a file, so its colour is checked here."""
    tick = paths.resources_dir() / "icons" / f"check-{tokens.name}.svg"
    assert tokens.on_accent in tick.read_text(encoding="utf-8")


def test_contrast_agrees_with_the_definition():
    """Black on white is 21, a colour on itself 1."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#3557C4", "#3557C4") == pytest.approx(1)


@pytest.mark.parametrize("tokens", SCHEMES, ids=lambda tokens: tokens.name)
def test_the_style_sheet_leaves_no_name_open(tokens):
    """Every token that the sheet names exists, and no colour is written into the sheet itself."""
    sheet = theme.style_sheet(tokens)
    assert "$" not in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    written = (paths.resources_dir() / "stepmark.qss").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b", written)


def test_no_other_module_writes_a_colour():
    """Colours live in the theme; a module with its own would not follow the scheme."""
    ui = paths.resources_dir().parent / "workbench" / "ui"
    allowed = {"theme.py", "painter.py"}
    offenders = [
        path.name
        for path in ui.rglob("*.py")
        if path.name not in allowed
        and re.search(r"[\"']#[0-9A-Fa-f]{6}[\"']", path.read_text(encoding="utf-8"))
    ]
    assert offenders == []


@pytest.mark.parametrize("tokens", SCHEMES, ids=lambda tokens: tokens.name)
def test_the_combo_boxes_arrow_has_a_tokens_colour(tokens):
    """A style sheet can only name a file, so its colour is checked here."""
    arrow = paths.resources_dir() / "icons" / f"chevron-down-{tokens.name}.svg"
    assert tokens.secondary in arrow.read_text(encoding="utf-8")


def test_the_bundled_fonts_are_used():
    """Text looks the same on a machine without a single font of its own."""
    assert {"Noto Sans", "Noto Serif", "Noto Sans Mono"} <= set(theme.load_fonts())
    for role, family in {"reading": "Noto Serif", "body": "Noto Sans"}.items():
        assert QFontInfo(theme.font(role)).family() == family
    assert theme.font("reading").pixelSize() == 15
    assert theme.font("title").weight() == QFont.Weight.DemiBold


@pytest.mark.parametrize("role", ["reading", "body", "mono"])
def test_signs_outside_of_formulas_are_bundled(role):
    """Models write ≤ and → without LaTeX; no box may stand for them on a bare machine."""
    signs = "αβγπΣΔ≤≥≠≈∞√∑∫∈→⇒↵↑↓←⟹⟨⟩x²₁½✓✗…–—“”×÷·±−°∠△⊥∥∪∩⊂ℝℤ′⌊⌋⌈⌉□■●𝑥𝐱ℓ∂∇≡∴⋅∘⊕∀∃¬∧∨⟺‖"
    font = theme.font(role)
    known = [QRawFont.fromFont(QFont(family, 15)) for family in font.families()[:3]]
    lacking = [sign for sign in signs if not any(f.supportsCharacter(ord(sign)) for f in known)]
    assert lacking == []


def test_a_sign_does_not_push_lines_apart():
    """The fallback fonts have the line metrics of the text font."""
    text = QFontMetricsF(QFont("Noto Serif", 15))
    for family in theme.SYMBOLS:
        signs = QFontMetricsF(QFont(family, 15))
        assert signs.ascent() <= text.ascent() + 0.1
        assert signs.descent() <= text.descent() + 0.1


def test_licences_come_along():
    """The OFL and ISC ask for it."""
    fonts = (paths.resources_dir() / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in fonts
    licence = (paths.resources_dir() / "icons" / "LICENSE").read_text(encoding="utf-8")
    assert "ISC License" in licence


def test_system_follows_the_desktop():
    """The setting wins over the desktop; without a setting the desktop's own scheme is used."""
    assert theme.tokens_for(Scheme.SYSTEM, Qt.ColorScheme.Dark) is DARK
    assert theme.tokens_for(Scheme.SYSTEM, Qt.ColorScheme.Unknown) is LIGHT
    assert theme.tokens_for(Scheme.LIGHT, Qt.ColorScheme.Dark) is LIGHT


def test_changing_the_scheme_is_announced(qtbot, restored):
    """Whoever paints by hand repaints."""
    app = QApplication.instance()
    theme.apply(app, "light")
    with qtbot.waitSignal(theme.theme().changed):
        theme.apply(app, "dark")
    assert theme.current() is DARK
    assert app.palette().window().color() == QColor(DARK.background)


def test_the_primary_button_is_painted_in_the_accent(qtbot, restored):
    """The style sheet reaches real widgets."""
    theme.apply(QApplication.instance(), "light")
    page = QWidget()
    qtbot.addWidget(page)
    button = QPushButton("Refine", page)
    button.setProperty("role", "primary")
    button.resize(120, 40)
    page.resize(160, 60)
    page.show()
    image = button.grab().toImage()
    assert image.pixelColor(8, image.height() // 2) == QColor(LIGHT.accent)


def test_an_icon_takes_the_colour_of_its_role(restored):
    """Icons are drawn from one source in every colour."""
    theme.apply(QApplication.instance(), "light")
    image = icons.pixmap("pause", LIGHT.accent, 48).toImage()
    seen = {
        image.pixelColor(x, y).name().upper()
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert seen == {LIGHT.accent}


def test_a_bound_icon_follows_the_theme(qtbot, restored):
    """A button's icon is drawn anew in the new scheme, until the button is gone."""
    app = QApplication.instance()
    theme.apply(app, "light")
    label = QLabel()
    qtbot.addWidget(label)
    given = []
    icons.bind(label, given.append, "check")
    theme.apply(app, "dark")
    assert len(given) == 2
    label.deleteLater()
    qtbot.wait_until(lambda: not _is_alive(label))
    theme.apply(app, "light")
    assert len(given) == 2


def _is_alive(widget):
    import shiboken6

    return shiboken6.isValid(widget)


def test_both_schemes_name_every_token():
    """No colour is missing in one of the two."""
    for tokens in SCHEMES:
        values = asdict(tokens)
        assert all(re.fullmatch(r"#[0-9A-F]{6}", values[f.name]) for f in fields(tokens)[1:])
