"""The Insights page's widgets."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.ui.widgets import EmptyState


class InsightsPanel(QWidget):
    """What will be here, and what to do now."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        column = QVBoxLayout(self)
        column.addWidget(
            EmptyState(
                "Pictures of the marks come later",
                "Here verdicts over time, error kinds by topic and the place of first errors will "
                "be drawn. Until then the Train page counts what was marked, and every mark can "
                "leave through the Data page.",
            )
        )
