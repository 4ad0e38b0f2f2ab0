"""Shows source text (light Markdown and LaTeX) typeset: as a widget, and for item painters."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QTextEdit, QToolTip, QWidget

from workbench.ui import theme, zoom
from workbench.ui.math.changes import Changes
from workbench.ui.math.document import MathDocument
from workbench.ui.math.inline_formula import baseline_of, line_height
from workbench.ui.plain_label import plain_tip


class Laid:
    """Text laid out at one width, ready to be painted; ``height`` is in logical pixels."""

    def __init__(self, document: MathDocument, color: QColor) -> None:
        self.document = document
        self.color = color
        self.height = document.ink_height()

    @property
    def clipped(self) -> bool:
        """Whether only the beginning of the source is shown."""
        return self.document.clipped

    def paint(
        self,
        painter: QPainter,
        x: float,
        y: float,
        color: QColor | None = None,
        clip_height: float | None = None,
        selected: tuple[int, int] = (0, 0),
        clip_top: float = 0.0,
    ) -> None:
        """Paint with the upper left corner at ``x``, ``y``; ``color`` replaces the laid one.

        Only what lies between ``clip_top`` and ``clip_height`` below ``y`` is painted; the
        characters ``selected`` stand on the colour of a selection.
        """
        ink = color or self.color
        self.document.handler.color = ink
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette = _palette(ink.rgba())
        painter.save()
        painter.translate(x, y)
        if clip_height is not None:
            width = self.document.textWidth()
            # A tint reaches a little beyond its word.
            clip = QRectF(-2, clip_top, width + 4, clip_height - clip_top)
            painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
            # A fraction may reach out of its line, into what is seen of the next.
            reach = line_height(self.document.defaultFont())
            context.clip = clip.adjusted(0, -reach, 0, reach)
        if selected[0] < selected[1]:
            context.selections = [_selection(self.document, *selected)]
        self.document.documentLayout().draw(painter, context)
        painter.restore()

    def lay_more(self) -> bool:
        """Lay out the next slice of a long text; return whether there is still more."""
        at = len(self.document.tall)
        more = self.document.lay_more()
        self.document.make_room(max(0, at - 1))
        self.height = self.document.ink_height()
        return more


@lru_cache(maxsize=16)
def _palette(ink: int) -> QPalette:
    """Return a palette with this colour of text; making one for each paint is not cheap."""
    made = QPalette()
    made.setColor(QPalette.ColorRole.Text, QColor.fromRgba(ink))
    return made


def _selection(
    document: MathDocument, start: int, end: int
) -> QAbstractTextDocumentLayout.Selection:
    made = QAbstractTextDocumentLayout.Selection()
    made.cursor = QTextCursor(document)
    made.cursor.setPosition(start)
    made.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    tokens = theme.current()
    made.format.setBackground(QColor(tokens.accent))
    made.format.setForeground(QColor(tokens.on_accent))
    return made


def layout(
    source: str,
    width: float,
    font: QFont,
    color: QColor,
    *,
    show_all: bool = False,
    changes: Changes | None = None,
    as_source: bool = False,
) -> Laid:
    """Lay ``source`` out within ``width`` logical pixels; see :class:`MathDocument`."""
    document = MathDocument(
        source, font, show_all=show_all, changes=changes, as_source=as_source, width=width
    )
    document.make_room()
    return Laid(document, color)


class MathText(QTextEdit):
    """Read-only typeset text, as high as its width asks for; copying gives the source.

    Signals:
        grown(): more of a long text is shown, so that another height is asked for.
    """

    grown = Signal()

    def __init__(self, source: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._font_role = "reading"
        self._color_role = "text"
        self._probed: dict[int, int] = {}
        self._growing = QTimer(self)
        self._growing.setInterval(0)
        self._growing.timeout.connect(self._grow)
        self._document = MathDocument("", theme.font("reading"))
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "math")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.viewport().setAutoFillBackground(False)
        theme.theme().changed.connect(self._rebuild)
        self._rebuild()

    def source(self) -> str:
        """Return the text as it was given."""
        return self._source

    def set_source(self, text: str) -> None:
        """Show ``text``."""
        if text != self._source:
            self._growing.stop()
            self._source = text
            self._rebuild()

    def set_font_role(self, role: str) -> None:
        """Set the font by its role in the theme (``reading``, ``body``, …)."""
        self._font_role = role
        self._rebuild()

    def set_color(self, role: str) -> None:
        """Set the text colour by the name of its token (``text``, ``secondary``, …)."""
        self._color_role = role
        if self.property("ink") != role:
            # The style sheet has the last word on the colour of words, not the palette.
            self.setProperty("ink", role)
            self.style().unpolish(self)
            self.style().polish(self)
        self._rebuild()

    def show_all(self) -> None:
        """Lay out all of a text that was clipped for its length, a slice at a time."""
        self._growing.start()

    def _grow(self) -> None:
        tall = len(self._document.tall)
        if not self._document.lay_more():
            self._growing.stop()
        self._document.make_room(max(0, tall - 1))
        self.updateGeometry()
        self.grown.emit()

    def is_clipped(self) -> bool:
        """Whether only the beginning of the source is shown, and no more is under way."""
        return self._document.clipped and not self._growing.isActive()

    def natural_width(self) -> int:
        """Return the width at which no line is broken, in logical pixels."""
        document = MathDocument(self._source, theme.font(self._font_role))
        document.setTextWidth(-1)
        return math.ceil(document.idealWidth()) + 1

    def first_baseline(self) -> float:
        """Return how far below the upper edge the first line stands, in logical pixels."""
        self._document.size()  # Asking for the size completes the layout.
        return baseline_of(self._document, 0)

    def first_ascent(self) -> float:
        """Return how far the first line reaches above its baseline, in logical pixels."""
        return self._document.first_ascent()

    def whole_lines(self, height: int) -> int:
        """Return the height of the lines that stand whole within ``height``, in logical pixels."""
        return self._document.whole_lines(height)

    def _rebuild(self) -> None:
        self._probed.clear()
        font = theme.font(self._font_role)
        document = MathDocument(self._source, font, parent=self)
        color = QColor(getattr(theme.current(), self._color_role))
        document.handler.color = color
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, color)
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.setFont(font)
        previous = self._document
        self._document = document
        self.setDocument(document)
        previous.deleteLater()
        document.make_room()
        self.setAccessibleDescription(document.spoken())
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:  # noqa: D102
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102
        if width == self.viewport().width():
            return round(self._document.ink_height() + 0.49)
        if width not in self._probed:
            probe = layout(self._source, width, theme.font(self._font_role), QColor())
            self._probed[width] = round(probe.height + 0.49)
        return self._probed[width]

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(320, self.heightForWidth(max(self.viewport().width(), 120)))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(60, 16)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._document.make_room()
            self.updateGeometry()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            reason = self.cursorForPosition(event.pos()).charFormat().toolTip()
            QToolTip.showText(event.globalPos(), plain_tip(reason), self)
            return True
        return super().viewportEvent(event)

    def selected_source(self) -> str:
        """Return the source of what is selected, formulas as LaTeX."""
        cursor = self.textCursor()
        return self._document.source_between(cursor.selectionStart(), cursor.selectionEnd())

    def copy(self) -> None:
        """Copy the source of what is selected.

        Overriding ``createMimeDataFromSelection`` would be the place, but the object it returns is
        freed by Qt and by Python both, and the program dies at its end (PySide6 6.11).
        """
        QGuiApplication.clipboard().setText(self.selected_source())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        if not zoom.by_wheel(event):
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        menu = QMenu(self)
        entry = menu.addAction(self.tr("Copy the source"))
        entry.setEnabled(self.textCursor().hasSelection())
        entry.triggered.connect(self.copy)
        menu.addAction(self.tr("Select all")).triggered.connect(self.selectAll)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
