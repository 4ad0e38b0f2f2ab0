"""The Insights page says honestly that it is not there yet and what to do until then."""

from __future__ import annotations

from PySide6.QtCore import QObject

from workbench.ui.insights.panel import InsightsPanel
from workbench.ui.pages import BuiltPage


class InsightsPresenter(QObject):
    """Nothing to run yet."""

    def activate(self) -> None:
        """Nothing changes while the page is empty."""


def build() -> BuiltPage:
    """Return the page."""
    panel = InsightsPanel()
    return BuiltPage(panel, InsightsPresenter(panel))
