"""Draws the bundled Lucide icons in the theme's colours, sharp at every scale."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton
from shiboken6 import isValid

from workbench import paths
from workbench.ui import theme

_SIZES = (16, 20, 24, 32, 48)


def icon(name: str, role: str = "secondary", checked_role: str = "accent") -> QIcon:
    """Return the icon ``name`` in the colour token ``role``; checked buttons show another.

    Raises:
        FileNotFoundError: no such icon is bundled.
    """
    tokens = theme.current()
    made = QIcon()
    shades = (
        (QIcon.Mode.Normal, QIcon.State.Off, getattr(tokens, role)),
        (QIcon.Mode.Normal, QIcon.State.On, getattr(tokens, checked_role)),
        (QIcon.Mode.Disabled, QIcon.State.Off, tokens.ghost),
    )
    for mode, state, color in shades:
        for size in _SIZES:
            made.addPixmap(pixmap(name, color, size), mode, state)
    return made


def bind(
    owner: QObject, setter: Callable[[QIcon], object], name: str, role: str = "secondary"
) -> None:
    """Give ``setter`` the icon now and again whenever the theme changes, while ``owner`` lives."""

    def refresh() -> None:
        setter(icon(name, role))

    def leave() -> None:
        if isValid(source):  # At the end of the process the theme may go before its widgets.
            source.changed.disconnect(refresh)

    refresh()
    source = theme.theme()
    source.changed.connect(refresh)
    owner.destroyed.connect(leave)


def mark_menu(button: QAbstractButton) -> None:
    """Let a button say by an angle behind its words that it opens a menu."""
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the icon follows the words
    button.setIconSize(QSize(12, 12))
    bind(button, button.setIcon, "chevron-down")


@lru_cache(maxsize=1024)
def pixmap(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return the icon as a square pixmap of ``size`` logical pixels in ``color`` (#RRGGBB)."""
    side = max(1, round(size * ratio))
    made = QPixmap(QSize(side, side))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _renderer(name, color).render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def paint(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """Paint the icon ``name`` into ``rect``, as vectors."""
    _renderer(name, color.name()).render(painter, rect)


@lru_cache(maxsize=512)
def _renderer(name: str, color: str) -> QSvgRenderer:
    source = (paths.resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(source.replace("currentColor", color).encode()))
