"""Shows source text (light Markdown and LaTeX) typeset: as a widget, and for item painters."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextDocument
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from workbench.ui import theme


class Laid:
    """Text laid out at one width, ready to be painted; ``height`` is in logical pixels."""

    def __init__(self, document: QTextDocument) -> None:
        self.document = document
        self.height = document.size().height()

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Paint with the upper left corner at ``x``, ``y``."""
        painter.save()
        painter.translate(QPointF(x, y))
        self.document.drawContents(painter)
        painter.restore()


def layout(source: str, width: float, font: QFont, color: QColor) -> Laid:
    """Lay ``source`` out within ``width`` logical pixels."""
    document = QTextDocument(source)
    document.setDocumentMargin(0)
    document.setDefaultFont(font)
    document.setTextWidth(width)
    return Laid(document)


class MathText(QWidget):
    """Read-only typeset text, as high as its width asks for; copying gives the source."""

    def __init__(self, source: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._label)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_font_role("reading")
        self.set_source(source)

    def source(self) -> str:
        """Return the text as it was given."""
        return self._label.text()

    def set_source(self, text: str) -> None:
        """Show ``text``."""
        self._label.setText(text)

    def set_font_role(self, role: str) -> None:
        """Set the font by its role in the theme (``reading``, ``body``, …)."""
        self._label.setFont(theme.font(role))

    def set_color(self, role: str) -> None:
        """Set the text colour by the name of its token (``text``, ``secondary``, …)."""

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._label.heightForWidth(width)

    def sizeHint(self) -> QSize:
        return self._label.sizeHint()
