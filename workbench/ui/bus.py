"""Who changed what: presenters learn of each other's commits here, by topic, without echo."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Bus(QObject):
    """Announces committed changes.

    Signals:
        changed(topics, author): ``topics`` is a frozenset of strings such as ``marks`` or
            ``marks:<id>``; ``author`` is the presenter that made the change, which has already
            shown it and skips its own echo.
    """

    changed = Signal(object, object)

    def announce(self, topics: Iterable[str], author: object = None) -> None:
        """Tell everyone that rows under ``topics`` have changed."""
        self.changed.emit(frozenset(topics), author)


def touches(topics: frozenset[str], *kinds: str) -> bool:
    """Return whether any topic is of one of the kinds (``marks:3f`` is of kind ``marks``)."""
    return any(topic.partition(":")[0] in kinds for topic in topics)
