"""The Compare page says honestly that it is not there yet and what to do until then."""

from __future__ import annotations

from PySide6.QtCore import QObject

from workbench.ui.compare.panel import ComparePanel
from workbench.ui.pages import BuiltPage


class ComparePresenter(QObject):
    """Nothing to run yet."""

    def activate(self) -> None:
        """Nothing changes while the page is empty."""


def build() -> BuiltPage:
    """Return the page."""
    panel = ComparePanel()
    return BuiltPage(panel, ComparePresenter(panel))
