"""Icons follow the theme while they live, and go in peace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
from PySide6.QtWidgets import QApplication, QPushButton
from shiboken6 import delete
from workbench.ui import icons, theme

application = QApplication([])
theme.apply(application, "light")
button = QPushButton()
icons.bind(button, button.setIcon, "list")
delete(theme.theme())
delete(button)
"""


def test_window_that_outlives_the_theme_ends_without_a_complaint() -> None:
    """At the end of the process nobody can say which of the two goes first."""
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr, ended.stderr


def test_every_icon_is_asked_for() -> None:
    """What nobody shows is carried by every installation."""
    places = [*(ROOT / "workbench" / "ui").rglob("*.py"), ROOT / "resources" / "stepmark.qss"]
    told = "\n".join(place.read_text(encoding="utf-8") for place in places)
    names = [file.stem for file in (ROOT / "resources" / "icons").glob("*.svg")]
    # Of the style sheet's there is one for each theme.
    kinds = {name.removesuffix("-light").removesuffix("-dark") for name in names}
    unused = [one for one in kinds if f'"{one}"' not in told and f"/{one}-$name" not in told]
    assert unused == []
