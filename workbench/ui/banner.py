"""One line under the window's top edge for what the user should know, never in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from workbench.ui.widgets import label, restyle

Retry = Callable[[], object]


class Banner(QFrame):
    """Shows a sentence, with a button where something can be done about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._retry: Retry | None = None
        self._text = label("", "body", wrap=True)
        self._again = QPushButton("Try again")
        self._close = QPushButton("Dismiss")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.addWidget(self._text, 1)
        for button in (self._again, self._close):
            button.setProperty("role", "quiet")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self._again.clicked.connect(self._on_again)
        self._close.clicked.connect(self.hide)
        self.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    @property
    def text(self) -> str:
        """Return the sentence shown."""
        return self._text.text()

    def tell(self, sentence: str) -> None:
        """Show something good to know."""
        self._show(sentence, "banner", None)

    def warn(self, sentence: str, retry: Retry | None = None) -> None:
        """Show what went wrong; with ``retry`` there is a button to do it again."""
        self._show(sentence, "warning", retry)

    def _show(self, sentence: str, role: str, retry: Retry | None) -> None:
        self._retry = retry
        self._text.setText(sentence)
        self._again.setVisible(retry is not None)
        self.setProperty("role", role)
        restyle(self)
        self.show()

    def _on_again(self) -> None:
        retry = self._retry
        self.hide()
        if retry is not None:
            retry()
