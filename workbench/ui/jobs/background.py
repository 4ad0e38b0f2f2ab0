"""Short work off the window's thread; its answer comes back in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QThreadPool
from shiboken6 import isValid

from workbench.domain.errors import KnownError
from workbench.ui.jobs.post import GuiThreadPost


class Background(QObject):
    """Runs work in Qt's thread pool for one owner; answers after the owner's end are dropped."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._post = GuiThreadPost(self)

    def run(
        self,
        work: Callable[[], Any],
        on_done: Callable[[Any], None],
        on_failed: Callable[[KnownError], None],
    ) -> None:
        """Run ``work``; then call back with its answer, or with the known error it raised.

        A fault of ours is reported as any other, and ends for the owner as a failure: what waits
        for an answer must not wait for good.
        """
        post = self._post
        fault = self.tr("A fault inside Stepmark stopped this; try again.")

        def task() -> None:
            call = partial(on_failed, KnownError(fault))
            try:
                call = partial(on_done, work())
            except KnownError as error:
                call = partial(on_failed, error)
            finally:
                if isValid(post):  # The window may have been closed meanwhile.
                    post.deliver(call)

        QThreadPool.globalInstance().start(task)
