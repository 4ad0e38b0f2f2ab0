"""Turns keys and clicks on the step cards into intents: the middle of the Annotate page."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, QRect, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from workbench.domain.records import Verdict
from workbench.service.views import StepView
from workbench.ui.actions import KeyMap, Scope
from workbench.ui.annotate.card_rects import STRIP, rects_of
from workbench.ui.annotate.folding import Run, runs_of
from workbench.ui.annotate.split_card import SplitCard
from workbench.ui.annotate.step_cards import StepCards
from workbench.ui.annotate.step_lines import confirm_rect
from workbench.ui.annotate.step_menu import COPY, step_menu
from workbench.ui.annotate.step_model import REMOVED, STEP_ROLE, accessible_name, is_marked_here
from workbench.ui.annotate.suggestion_words import verdict_word

_CYCLE = {
    None: Verdict.CORRECT,
    Verdict.CORRECT: Verdict.NEUTRAL,
    Verdict.NEUTRAL: Verdict.INCORRECT,
    Verdict.INCORRECT: None,
}


class StepList(StepCards):
    """The cards with their verbs; single keys act only while the list has the focus.

    A folded line stands for its unchanged steps: their verdicts are confirmed one by one or all at
    once, any other verb opens it.

    Signals:
        verdict_chosen(step_id, verdict): a verdict, or None to clear it.
        current_changed(step_id): another card is selected; empty for none.
        suggestion_accepted(step_id): the suggested verdict is right.
        suggestions_accepted(step_ids): so are those of all unchanged steps.
        explain_requested, rewrite_requested, follows_from_requested, alternatives_requested,
        regenerate_requested, merge_requested(step_id): what the key or the menu says.
        split_requested(step_id, offset): cut the step's raw text before that character.
        next_unmarked_requested, refine_requested, next_problem_requested,
        previous_problem_requested, search_requested, queue_requested: beyond one step.
        act_requested(action_id): a key of the list that is about the problem, not about a step.
    """

    verdict_chosen = Signal(str, object)
    current_changed = Signal(str)
    suggestion_accepted = Signal(str)
    suggestions_accepted = Signal(list)
    explain_requested = Signal(str)
    rewrite_requested = Signal(str)
    follows_from_requested = Signal(str)
    alternatives_requested = Signal(str)
    regenerate_requested = Signal(str)
    merge_requested = Signal(str)
    split_requested = Signal(str, int)
    next_unmarked_requested = Signal()
    refine_requested = Signal()
    next_problem_requested = Signal()
    previous_problem_requested = Signal()
    search_requested = Signal()
    queue_requested = Signal()
    act_requested = Signal(str)

    def __init__(self, keys: KeyMap | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys or KeyMap()
        self._delegate.set_keys(self._keys)
        self._verbs = self._make_verbs()
        self._splitting: SplitCard | None = None
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def _make_verbs(self) -> dict[str, Callable[[], None]]:
        """Map the ids of the actions table to what they do here."""
        return {
            "step.next": lambda: self._move(1),
            "step.previous": lambda: self._move(-1),
            "verdict.correct": lambda: self._choose(Verdict.CORRECT),
            "verdict.neutral": lambda: self._choose(Verdict.NEUTRAL),
            "verdict.incorrect": lambda: self._choose(Verdict.INCORRECT),
            "verdict.clear": lambda: self._choose(None),
            "suggestion.accept": self._accept_suggestion,
            "suggestion.accept_all": self._accept_all,
            "step.explain": lambda: self._ask(self.explain_requested),
            "step.rewrite": lambda: self._ask(self.rewrite_requested),
            "step.follows": lambda: self._ask(self.follows_from_requested),
            "step.alternatives": lambda: self._ask(self.alternatives_requested),
            "step.regenerate": lambda: self._ask(self.regenerate_requested),
            "step.merge": lambda: self._ask(self.merge_requested),
            "step.split": self._split,
            "step.fold": self._toggle_fold,
            "step.source": self._toggle_source,
            "step.removed": self._toggle_removed,
            "step.unmarked": self._next_unmarked,
            "turn.refine": self.refine_requested.emit,
            "problem.next": self.next_problem_requested.emit,
            "problem.previous": self.previous_problem_requested.emit,
            "queue.search": self.search_requested.emit,
            "queue.show": self.queue_requested.emit,
        }

    def set_keys(self, keys: KeyMap) -> None:
        """Use other keys from now on."""
        self._keys = keys
        self._delegate.set_keys(keys)

    def _move(self, by: int) -> None:
        """Select the next row that is shown and can be marked, in either direction."""
        rows = [
            row
            for row, step in enumerate(self._model.steps)
            if not self.isRowHidden(row) and not step.step.id.startswith(REMOVED)
        ]
        current = self.currentIndex().row()
        beyond = [row for row in rows if (row > current if by > 0 else row < current)]
        found = (beyond[0] if by > 0 else beyond[-1]) if beyond else current
        if found >= 0:
            self.select(self._model.steps[found].step.id)

    def _choose(self, verdict: Verdict | None) -> None:
        step = self.current_step()
        if step is not None and is_marked_here(step) and not self._open_folded(step):
            self.verdict_chosen.emit(step.step.id, verdict)

    def _open_folded(self, step: StepView) -> bool:
        """Open the folded line of ``step``: what is marked by hand shall be seen first."""
        run = self._delegate.folds.get(step.step.id)
        if run is not None:
            self.open_run(run)
        return run is not None

    def _accept_suggestion(self) -> None:
        step = self.current_step()
        run = self._delegate.folds.get(step.step.id) if step is not None else None
        if run is not None and run.waiting:
            self.suggestion_accepted.emit(run.waiting[0])
        elif step is not None and step.offered is not None and step.verdict is None:
            self.suggestion_accepted.emit(step.step.id)

    def _accept_all(self) -> None:
        waiting = [step_id for run in runs_of(self._model.steps) for step_id in run.waiting]
        if waiting:
            self.suggestions_accepted.emit(waiting)

    def _ask(self, signal: SignalInstance) -> None:
        step = self.current_step()
        if step is not None and is_marked_here(step):
            self._open_folded(step)
            signal.emit(step.step.id)

    def _next_unmarked(self) -> None:
        """Go on behind a folded line: what it offers needs no reading."""
        step = self.current_step()
        run = self._delegate.folds.get(step.step.id) if step is not None else None
        if run is not None:
            later = self._model.steps[run.row + len(run.steps) :]
            open_steps = (s for s in later if s.verdict is None and not s.after_first_error)
            following = next(filter(is_marked_here, open_steps), None)
            if following is not None:
                self.select(following.step.id)
                return
        self.next_unmarked_requested.emit()

    def _toggle_fold(self) -> None:
        step = self.current_step()
        if step is not None and not self._open_folded(step):
            self.close_run(step.step.id)

    def _toggle_source(self) -> None:
        step = self.current_step()
        if step is not None and not self._open_folded(step):
            self._delegate.as_source ^= {step.step.id}
            self._set_selected_text("", 0, 0)
            self._measure_visible()
            self._relayout()
            self.viewport().update()

    def _toggle_removed(self) -> None:
        self._delegate.show_removed = not self._delegate.show_removed
        self._set_selected_text("", 0, 0)
        self._measure_visible()
        self._relayout()
        self.viewport().update()

    def _split(self) -> None:
        """Offer to split the selected step where text is selected, else after a sentence."""
        step = self.current_step()
        if step is None or not is_marked_here(step) or self._open_folded(step):
            return
        owner, start, end = self._delegate.selected_text
        offset = 0
        if owner == step.step.id:
            laid = self._delegate.laid(step, self.viewport().width())
            offset = len(laid.document.source_between(0, min(start, end)))
        self.open_split(step, offset)

    def open_split(self, step: StepView, offset: int = 0) -> None:
        """Show how a step would be split before the character ``offset`` of its body."""
        self.close_split()
        self._splitting = SplitCard(step, offset, self)
        self._splitting.chosen.connect(self.split_requested)
        self._splitting.ended.connect(self._on_split_ended)
        self._splitting.show()

    def close_split(self) -> None:
        """Give up splitting, where it is offered."""
        if self._splitting is not None:
            self._splitting.close()

    def _on_split_ended(self) -> None:
        self._splitting = None

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        step = current.data(STEP_ROLE) if current.isValid() else None
        self.close_split()
        self.current_changed.emit(step.step.id if step else "")

    # The pointer

    def _strip_button(self, index: QModelIndex, point: QPointF) -> int:
        """Return the button of the open strip under ``point``, or -1."""
        if self._delegate.hover[0] != index.row():
            return -1
        rects = rects_of(self.visualRect(index), self._delegate.labelled)
        cells = (rects.strip_cell(position) for position in range(len(STRIP)))
        return next((at for at, cell in enumerate(cells) if cell.contains(point)), -1)

    def _hover_at(self, point: QPointF) -> tuple[int, int]:
        index, step = self._step_at(point.toPoint())
        if step is None or not is_marked_here(step) or step.step.id in self._delegate.folds:
            return (-1, -1)
        rects = rects_of(self.visualRect(index), self._delegate.labelled)
        near = rects.glyph.adjusted(-8, -8, 12, 8)
        if self._delegate.hover[0] == index.row():
            near = near.united(rects.strip)
        if not near.contains(point):
            return (-1, -1)
        return (index.row(), self._strip_button(index, point))

    def _set_hover(self, hover: tuple[int, int]) -> None:
        if hover != self._delegate.hover:
            self._delegate.hover = hover
            self.viewport().update()

    def _act_at(self, point: QPointF) -> bool:
        """Do what a click on a glyph, a strip button or “Show all” means; False for elsewhere."""
        index, step = self._step_at(point.toPoint())
        if step is None:
            return False
        area = self.visualRect(index)
        run = self._delegate.folds.get(step.step.id)
        if run is not None:
            self._act_on_fold(run, area, point)
            return True
        button = self._strip_button(index, point)
        if button >= 0:
            self._choose(STRIP[button])
        elif rects_of(area, self._delegate.labelled).glyph.adjusted(-4, -4, 4, 4).contains(point):
            self._choose(_CYCLE[step.verdict])
        else:
            return self._show_all(area, step, point)
        return True

    def _act_on_fold(self, run: Run, area: QRect, point: QPointF) -> None:
        """Confirm what a folded line offers where it says so; a click elsewhere opens it."""
        if run.waiting and confirm_rect(area).contains(point):
            self.suggestions_accepted.emit(list(run.waiting))
        else:
            self.open_run(run)

    def _menu_for(self, index: QModelIndex, step: StepView, point: QPoint) -> QMenu:
        offset = self._offset_at(index, step, point) - len(step.marker)
        cut = partial(self.open_split, step, offset)
        inside = 0 < offset < len(step.body) and step.step.id not in self._delegate.folds
        verbs = self._verbs | {COPY: self.copy}
        return step_menu(self, self._keys, verbs, cut if inside else None)

    # Qt

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            action = self._keys.action_for(event)
            if action is not None and action.scope is Scope.STEPS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        action = self._keys.action_for(event)
        verb = self._verbs.get(action.id) if action else None
        if verb is not None:
            verb()
            event.accept()
        elif action is not None and action.scope is Scope.STEPS:
            self.act_requested.emit(action.id)
            event.accept()
        elif self._select_text(event):
            event.accept()
        elif event.key() in _SCROLL_KEYS:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _select_text(self, event: QKeyEvent) -> bool:
        """Copy or select text of the selected card; False for other keys."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all_text()
        elif event.key() in _SELECTING and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.extend_selection(
                _SELECTING[Qt.Key(event.key())],
                to_the_end=event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End),
            )
        else:
            return False
        return True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_to(event.position())
        else:
            self._set_hover(self._hover_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self._act_at(event.position()):
            self._start_drag(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self._set_hover((-1, -1))
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        index, step = self._step_at(event.pos())
        if step is None or not is_marked_here(step):
            return
        self.setCurrentIndex(index)
        menu = self._menu_for(index, step, event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            # Qt would take a tip with angle brackets for HTML.
            tip = html.escape(self._tool_tip(event.pos()))
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().viewportEvent(event)

    def _tool_tip(self, point: QPoint) -> str:
        index, step = self._step_at(point)
        if step is None:
            return ""
        button = self._strip_button(index, QPointF(point))
        if button >= 0:
            name = STRIP[button].name.lower()
            hint = self._keys.hint(f"verdict.{name}")
            return f"{verdict_word(STRIP[button]).capitalize()}  {hint}"
        rects = rects_of(self.visualRect(index), self._delegate.labelled)
        if rects.glyph.contains(QPointF(point)):
            return accessible_name(step)
        laid = self._delegate.laid(step, self.viewport().width())
        index, _ = self._step_at(point)
        style = QTextCursor(laid.document)
        style.setPosition(self._character_at(index, step, QPointF(point)))
        return style.charFormat().toolTip()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._delegate.has_focus = True
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._delegate.has_focus = False
        super().focusOutEvent(event)
        self.viewport().update()


_SELECTING = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: 60,
    Qt.Key.Key_Up: -60,
    Qt.Key.Key_End: 1,
    Qt.Key.Key_Home: -1,
}
_SCROLL_KEYS = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
