"""Remembers where the user was in a project, and brings the next start back there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer

from workbench.domain.errors import KnownError
from workbench.domain.records import Split
from workbench.service.views import QueueFlag, QueueOrder, QueueStatus, QueueWish
from workbench.ui.annotate.presenter import AnnotatePresenter
from workbench.ui.desk import Desk
from workbench.ui.main_window import MainWindow
from workbench.ui.rail import Page

SETTING = "window.place"
LOOK_MS = 1000


class PlaceKeeper(QObject):
    """Page, turn, step, scroll, queue and columns: looked at every second, kept where they differ.

    The open problem is kept by its page, typed text by its drafts, the window's own place and the
    size of text in the user's settings. A place that is no more is passed over.
    """

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._annotate: AnnotatePresenter | None = None
        stored = desk.project.setting(SETTING)
        self._kept: dict[str, Any] = stored if isinstance(stored, dict) else {}
        self._scroll: int | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.keep)

    def prepare(self, annotate: AnnotatePresenter) -> None:
        """Bring columns and queue back before the page opens its first problem."""
        self._annotate = annotate
        annotate.panel.columns.restore(_mapping(self._kept.get("columns")))
        wish = wish_from(_mapping(self._kept.get("queue")))
        annotate.queue.wish = wish
        annotate.panel.queue.show_wish(wish)

    def restore(self) -> None:
        """Bring turn, step, scroll and page back, and look after them from now on."""
        kept = self._kept
        if self._annotate is not None and kept.get("problem") == self._annotate.shown.problem_id:
            self._show_step(self._annotate, kept)
        page = kept.get("page")
        if page in set(Page) and page != self._window.page:
            self._window.open_page(Page(page))
        self._timer.start()

    def keep(self) -> None:
        """Remember where the user is, if that is not what was remembered last."""
        if self._desk.closed or self._desk.is_held or self._annotate is None:
            return
        now = self._here(self._annotate)
        if now == self._kept:
            return
        try:
            self._desk.project.set_setting(SETTING, now)
        except KnownError:
            return  # A full disk is told by the acts that it hinders; a place is worth no warning.
        self._kept = now

    def close(self) -> None:
        """Remember the last place; the project is about to close."""
        self._timer.stop()
        self.keep()

    def _here(self, annotate: AnnotatePresenter) -> dict[str, Any]:
        shown = annotate.shown
        return {
            "page": self._window.page.value,
            "problem": shown.problem_id,
            "turn": shown.turn,
            "step": shown.step_id,
            "scroll": self._scrolled(annotate),
            "queue": wish_as(annotate.queue.wish),
            "columns": annotate.panel.columns.state(),
        }

    def _scrolled(self, annotate: AnnotatePresenter) -> int:
        """Return how far the steps are scrolled, or shall be once they are shown."""
        bar = annotate.panel.steps.verticalScrollBar()
        return bar.value() if self._scroll is None else self._scroll

    def _show_step(self, annotate: AnnotatePresenter, kept: Mapping[str, Any]) -> None:
        turn, step, scroll = kept.get("turn"), kept.get("step"), kept.get("scroll")
        if isinstance(turn, int) and 1 <= turn <= len(annotate.shown.turns):
            annotate.show_turn(turn, step if isinstance(step, str) else None)
        if isinstance(scroll, int):
            self._scroll = scroll
            annotate.panel.steps.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    def _on_range_changed(self, lowest: int, highest: int) -> None:
        """Scroll once the cards have their heights, which they get when they are shown."""
        scroll, annotate = self._scroll, self._annotate
        if scroll is None or annotate is None:
            return
        if annotate.shown.step_id != self._kept.get("step"):
            self._scroll = None  # the user went on meanwhile
        elif highest >= scroll and annotate.panel.isVisible():
            self._scroll = None
            bar = annotate.panel.steps.verticalScrollBar()
            QTimer.singleShot(0, bar, lambda: bar.setValue(scroll))


def wish_as(wish: QueueWish) -> dict[str, str]:
    """Return what the queue is asked for as plain values; a list from another page is left out."""
    fields = {
        "search": wish.search,
        "status": wish.status,
        "split": wish.split,
        "topic": wish.topic,
        "flag": wish.flag,
        "order": wish.order,
    }
    return {name: str(value) for name, value in fields.items() if value}


def wish_from(kept: Mapping[str, Any]) -> QueueWish:
    """Return the wish of plain values; what has no meaning any more is left out."""
    topic, search = kept.get("topic"), kept.get("search")
    return QueueWish(
        search=search if isinstance(search, str) else "",
        status=_known(QueueStatus, kept.get("status")),
        split=_known(Split, kept.get("split")),
        topic=topic if isinstance(topic, str) else None,
        flag=_known(QueueFlag, kept.get("flag")),
        order=_known(QueueOrder, kept.get("order")) or QueueOrder.IMPORTED,
    )


def _known(kind: Any, value: object) -> Any:
    return kind(value) if value in {member.value for member in kind} else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
