"""What the presenters share: the open project's services, the bus, undo and the saved state."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from workbench.domain.errors import KnownError
from workbench.service.annotation import Annotation
from workbench.service.comparison import Comparison
from workbench.service.library import Library
from workbench.service.model_comparison import ModelComparisons
from workbench.service.past_acts import PastActs
from workbench.service.project import Project
from workbench.service.queueing import Queueing
from workbench.store.changes import Change
from workbench.ui.bus import Bus
from workbench.ui.languages import shown
from workbench.ui.undo import UndoHistory

Act = Callable[[], Change | None]


class SaveState(StrEnum):
    """Whether what the screen shows is durable."""

    SAVED = "Saved"
    UNSAVED = "Not saved"


class Desk(QObject):
    """One open project and what its presenters share.

    Signals:
        save_state_changed(state): the saved indicator's state; ``SAVED`` only after COMMIT.
        told(sentence): something the user should read, with nothing to repeat.
        hinted(sentence): the same, of no use any more once the user goes on.
        failed(sentence, retry): an act was not saved; ``retry`` does it again (or is None).
    """

    save_state_changed = Signal(object)
    told = Signal(str)
    hinted = Signal(str)
    failed = Signal(str, object)

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self.annotation = Annotation(project)
        self.library = Library(project)
        self.queueing = Queueing(project)
        self.comparison = Comparison(project)
        self.model_comparisons = ModelComparisons(project, self.comparison)
        self.bus = Bus(self)
        self.past = PastActs(project)
        self.history = UndoHistory(project.revert, self.past, self)
        self.history.reverted.connect(self._on_reverted)
        self.history.failed.connect(self._on_undo_failed)
        self.history.held.connect(self.told)
        self.save_state = SaveState.SAVED
        self.closed = False
        # While very much is written beside the window's thread every look into the file waits for
        # its end, the window with it: what looks by itself puts that off.
        self.is_held = False

    def commit(self, act: Act, author: object = None) -> Change | None:
        """Do one act of the user; return its change, or None where nothing was saved.

        The act commits before it returns, so the change can be undone and told to others at
        once. What failed to be saved is shown and can be tried again.
        """
        if self.closed:
            return None
        self.set_save_state(SaveState.UNSAVED)
        try:
            change = act()
        except KnownError as error:
            self.failed.emit(shown(error), lambda: self.commit(act, self))
            return None
        self.set_save_state(SaveState.SAVED)
        if change is not None:
            self.history.push(change)
            self.bus.announce(change.topics, author)
        return change

    def save(self, act: Callable[[], object]) -> None:
        """Make something durable that is no act of its own, such as a draft."""
        if self.closed:
            return
        try:
            act()
        except KnownError as error:
            self.failed.emit(shown(error), lambda: self.save(act))
            return
        self.set_save_state(SaveState.SAVED)

    def model_name(self, model_id: str | None) -> str:
        """Return how a model is called on screen."""
        record = self.library.model(model_id) if model_id else None
        return record.name if record else (model_id or "")

    def set_save_state(self, state: SaveState) -> None:
        """Show whether everything is durable."""
        if state is not self.save_state:
            self.save_state = state
            self.save_state_changed.emit(state)

    def close(self) -> None:
        """Close the project; every committed act is already on the disk."""
        self.closed = True
        self.project.close()

    def _on_reverted(self, change: Change) -> None:
        self.bus.announce(change.topics, None)

    def _on_undo_failed(self, error: KnownError) -> None:
        sentence = self.tr("This could not be undone. {reason}").format(reason=shown(error))
        self.failed.emit(sentence, None)
