"""Has the next problems solved while the expert reads this one.

What was written ahead is kept in memory until its problem is opened, and becomes its turn 1 then:
a project holds only what somebody looked at, and undoing an import is not blocked by turns that
nobody asked for. That commit is told apart by its topic ``ahead``, so that undo takes it back
together with the act of the user before it and never in place of it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.domain.errors import KnownError
from workbench.domain.records import FinishReason
from workbench.service.views import TurnPlan
from workbench.ui.annotate.shown import Shown
from workbench.ui.desk import Desk
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.jobs.writing import Purpose, Writing, new_writing

SETTING, USUAL, MOST = "ahead.problems", 1, 3
SETTLE_MS = 400  # so long must the engine be idle, so that walking through the queue starts nothing
_WHOLE = (FinishReason.STOP, FinishReason.LENGTH)


class AheadPresenter(QObject):
    """Writes turn 1 of the problems behind the open one, in the queue's order.

    Signals:
        activity_changed(text): what is written ahead, for the status bar; empty for nothing.
    """

    activity_changed = Signal(str)

    def __init__(
        self,
        desk: Desk,
        engine: EnginePresenter,
        shown: Shown,
        following: Callable[[int], list[str]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._engine = engine
        self._shown = shown
        self._following = following
        self._model_id = engine.model_id
        self._kept: dict[str, Writing] = {}
        self._refused: set[str] = set()  # the model could not write these: it is not asked again
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self._write_next)
        engine.idle.connect(self.consider)
        engine.model_changed.connect(self._on_model_changed)
        engine.written.connect(self._on_written)

    @property
    def count(self) -> int:
        """How many problems are solved ahead; 0 turns it off."""
        return int(self._desk.project.setting(SETTING, USUAL))

    def set_count(self, count: int) -> None:
        """Change how many are."""
        self._desk.project.set_setting(SETTING, max(0, min(MOST, count)))
        if count == 0:
            self._engine.drop(*self._running())
            self._tell()
        self.consider()

    def consider(self) -> None:
        """Look for something to write ahead, a moment from now."""
        self._tell()
        if not self._desk.closed and self.count:
            self._timer.start()

    def opened(self, problem_id: str) -> bool:
        """Store what was written ahead for a problem that is opened; return whether it was."""
        writing = self._kept.pop(problem_id, None)
        if writing is None or not isinstance(writing.plan, TurnPlan):
            return False
        annotation, plan = self._desk.annotation, writing.plan
        if annotation.view(problem_id).turns:
            return False
        settings = writing.request.settings
        change = self._desk.commit(
            lambda: annotation.record_turn(
                plan, writing.results, writing.model_id, settings, ahead=True
            ),
            self,
        )
        return change is not None

    def _write_next(self) -> None:
        if self._desk.is_held:
            self._timer.start()
            return
        engine = self._engine
        ready = engine.capabilities is not None and engine.is_idle and not engine.blocked
        if self._desk.closed or not ready:
            return
        for problem_id in self._following(self.count):
            known = problem_id in self._kept or problem_id in self._refused
            if not known and self._unsolved(problem_id):
                plan = self._desk.annotation.plan_initial(problem_id)
                writing = new_writing(plan, 1, engine.settings, Purpose.AHEAD)
                engine.ask(writing)
                break
        self._tell()

    def _unsolved(self, problem_id: str) -> bool:
        try:
            view = self._desk.annotation.view(problem_id)
        except KnownError:
            return False  # the queue is a moment behind an undone import
        return not view.turns and view.thread is None

    def _running(self) -> list[Writing]:
        return self._engine.asked_for(Purpose.AHEAD)

    def _tell(self) -> None:
        self.activity_changed.emit(self.tr("writing ahead") if self._running() else "")

    def _on_model_changed(self) -> None:
        if self._engine.model_id != self._model_id:
            self._model_id = self._engine.model_id
            self._kept.clear()  # another model is to be seen at work
            self._refused.clear()
        self.consider()

    def _on_written(self, writing: Writing) -> None:
        if writing.purpose is not Purpose.AHEAD:
            return
        if writing.model_id != self._engine.model_id:
            return  # another model, the one loaded since, is to be seen at work
        whole = [result for result in writing.results if result.finish_reason in _WHOLE]
        if whole and whole[0].text:
            self._kept[writing.problem_id] = writing
        else:
            self._refused.add(writing.problem_id)
        self._tell()
