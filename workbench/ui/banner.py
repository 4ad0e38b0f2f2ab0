"""One line under the window's top edge for what the user should know, never in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workbench.ui import theme
from workbench.ui.languages import translate
from workbench.ui.widgets import label, restyle

Retry = Callable[[], object]
DETAIL_LINES = 12


class Banner(QFrame):
    """Shows a sentence, with a button where something can be done about it.

    What a program had to say at its end opens below on demand, word for word.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._retry: Retry | None = None
        self._passing = False
        self._text = label("", "body", wrap=True)
        self._more = QPushButton(self.tr("Details"))
        self._again = QPushButton(self.tr("Try again"))
        self._close = QPushButton(self.tr("Dismiss"))
        self._details = _text_box()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 6)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.addWidget(self._text, 1)
        for button in (self._more, self._again, self._close):
            button.setProperty("role", "quiet")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        column.addLayout(row)
        column.addWidget(self._details)
        self._more.setCheckable(True)
        self._more.toggled.connect(self._details.setVisible)
        self._again.clicked.connect(self._on_again)
        self._close.clicked.connect(self.hide)
        self.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    @property
    def text(self) -> str:
        """Return the sentence shown."""
        return self._text.text()

    @property
    def details(self) -> str:
        """Return what opens on demand."""
        return self._details.toPlainText()

    def tell(self, sentence: str) -> None:
        """Show something good to know."""
        self._show(sentence, "banner", None)

    def hint(self, sentence: str) -> None:
        """Show something that is of use until the user goes on."""
        self.tell(sentence)
        self._passing = True

    def go_on(self) -> None:
        """Put a hint away: the user went on."""
        if self._passing:
            self.hide()

    def warn(self, sentence: str, retry: Retry | None = None) -> None:
        """Show what went wrong; with ``retry`` there is a button to do it again."""
        self._show(sentence, "warning", retry)

    def warn_of_end(self, sentence: str, details: str) -> None:
        """Show that a program died; ``details``, its last words, open on demand."""
        self._show(sentence, "warning", None, details)

    def open_details(self) -> None:
        """Open the last words of the program that died."""
        self._more.setChecked(True)

    def _show(self, sentence: str, role: str, retry: Retry | None, details: str = "") -> None:
        self._retry, self._passing = retry, False
        self._text.setText(sentence)
        self._again.setVisible(retry is not None)
        self._more.setChecked(False)
        self._more.setVisible(bool(details))
        self._details.setPlainText(details)
        self._details.setFixedHeight(_height_of(details, self._details))
        self._details.hide()
        self.setProperty("role", role)
        restyle(self)
        self.show()

    def _on_again(self) -> None:
        retry = self._retry
        self.hide()
        if retry is not None:
            retry()


def _text_box() -> QPlainTextEdit:
    """Return a box for text that is read, copied and not changed."""
    box = QPlainTextEdit()
    box.setReadOnly(True)
    box.setFont(theme.font("mono"))
    box.setAccessibleName(translate("Banner", "Details"))
    box.setTabChangesFocus(True)
    box.hide()
    return box


def _height_of(text: str, box: QPlainTextEdit) -> int:
    lines = min(DETAIL_LINES, text.count("\n") + 1)
    return lines * box.fontMetrics().lineSpacing() + 24
