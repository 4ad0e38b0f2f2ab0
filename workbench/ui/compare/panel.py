"""The Compare page's widgets."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.ui.widgets import EmptyState


class ComparePanel(QWidget):
    """What will be here, and what to do now."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        column = QVBoxLayout(self)
        column.addWidget(
            EmptyState(
                "Comparing responses comes later",
                "Here two responses will stand side by side, with the models' names hidden, to say "
                "which is better. Until then, ask for several candidates on the Annotate page "
                "(“…” beside Solve) and choose the one that counts.",
            )
        )
