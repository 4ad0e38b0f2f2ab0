"""Makes reading text larger or smaller, by keys and wheel, and remembers it for the next start."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtGui import QWheelEvent

from workbench.ui import theme

LEVELS = (100, 110, 125, 150, 175, 200)
"""Per cent of the usual size of steps, problems and sources."""

_SETTING = "look/zoom"


class Zoom(QObject):
    """Keeps the size of reading text in the settings."""

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        stored = str(settings.value(_SETTING, LEVELS[0]))
        theme.theme().set_zoom(int(stored) if stored in map(str, LEVELS) else LEVELS[0])
        theme.theme().changed.connect(self._keep)

    def larger(self) -> None:
        """Show reading text one level larger."""
        step(1)

    def smaller(self) -> None:
        """Show reading text one level smaller."""
        step(-1)

    def normal(self) -> None:
        """Show reading text in its usual size."""
        theme.theme().set_zoom(LEVELS[0])

    def _keep(self) -> None:
        if str(self._settings.value(_SETTING, LEVELS[0])) != str(theme.theme().zoom):
            self._settings.setValue(_SETTING, theme.theme().zoom)


def step(by: int) -> None:
    """Go up or down the levels, no further than to their ends."""
    now = theme.theme().zoom
    at = min(range(len(LEVELS)), key=lambda level: abs(LEVELS[level] - now))
    theme.theme().set_zoom(LEVELS[min(max(at + by, 0), len(LEVELS) - 1)])


def by_wheel(event: QWheelEvent) -> bool:
    """Zoom where the wheel is turned with Ctrl held; False for a wheel that scrolls."""
    if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return False
    if event.angleDelta().y():
        step(1 if event.angleDelta().y() > 0 else -1)
    event.accept()
    return True
