"""Says why a key did nothing, or what it undid out of sight, until the user goes on."""

from __future__ import annotations

from PySide6.QtCore import QObject

from workbench.store.changes import Change
from workbench.ui.bus import touches
from workbench.ui.desk import Desk
from workbench.ui.languages import shown, translate
from workbench.ui.main_window import MainWindow
from workbench.ui.rail import Page


class Hints(QObject):
    """Shows passing sentences in the window's banner, and puts them away in time."""

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        desk.hinted.connect(window.banner.hint)
        desk.bus.changed.connect(window.banner.go_on)
        desk.history.reverted.connect(self._on_reverted)
        window.page_opened.connect(window.banner.go_on)

    def _on_reverted(self, change: Change) -> None:
        """Say what the undo key did where that cannot be seen from the page that is open."""
        page = page_of(change) or self._window.page
        if page is not self._window.page:
            undone = self._desk.history.undone
            taken_back = bool(undone) and undone[-1].id == change.id
            text = (
                self.tr("Undone: {act}. See the {page} page.")
                if taken_back
                else self.tr("Done again: {act}. See the {page} page.")
            )
            page_name = translate("Rail", page.value)
            self._window.banner.hint(text.format(act=shown(change.label), page=page_name))


def page_of(change: Change) -> Page | None:
    """Return the page on which a change can be seen, None where it is none page's own."""
    if touches(change.topics, "preferences", "judgements"):
        return Page.COMPARE
    about_one = any(topic.startswith(("problems:", "marks:")) for topic in change.topics)
    return Page.ANNOTATE if about_one else None
