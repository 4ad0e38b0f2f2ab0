"""Typeset text of any length to read: its beginning at once, the rest where it is asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from workbench.ui import theme
from workbench.ui.math.view import MathText


class ReadingText(QWidget):
    """A :class:`MathText` with a button under it where only the beginning is shown.

    It belongs into a scroll area: all of a long text is as high as it is.

    Signals:
        resized(): another height is asked for: more is shown.
    """

    resized = Signal()

    def __init__(self, source: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = MathText(source)
        self.more = QPushButton()
        self.more.setProperty("role", "quiet")
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.clicked.connect(self._on_more)
        self.text.grown.connect(self._on_grown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.text)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        # Behind the text, which is laid out anew, from its beginning, in other colours or sizes.
        theme.theme().changed.connect(self._on_theme_changed)
        self._offer()

    def source(self) -> str:
        """Return the text as it was given."""
        return self.text.source()

    def set_source(self, source: str) -> None:
        """Show ``source`` from its beginning."""
        self.text.set_source(source)
        self._offer()

    def height_at(self, width: int) -> int:
        """Return the height that is asked for at ``width``, in logical pixels."""
        more = 0 if self.more.isHidden() else self.more.sizeHint().height() + 4
        return self.text.heightForWidth(width) + more

    def _offer(self) -> None:
        self.more.setVisible(self.text.is_clipped())
        count = f"{len(self.text.source()):,}"
        self.more.setText(self.tr("Show all {count} characters").format(count=count))

    def _on_more(self) -> None:
        self.more.hide()
        self.text.show_all()

    def _on_theme_changed(self) -> None:
        self._offer()
        self.resized.emit()

    def _on_grown(self) -> None:
        self.resized.emit()
