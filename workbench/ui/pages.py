"""What a page of the window is: widgets made when first opened, and a presenter that runs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget


class Presenter(Protocol):
    """What the window asks of a page's presenter."""

    def activate(self) -> None:
        """The page was opened: show the present state and take the focus."""


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """A page's widget and its presenter."""

    widget: QWidget
    presenter: Presenter


Build = Callable[[], BuiltPage]
