"""Holds the step cards of one response as an item model, and what is read aloud of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.domain.records import ErrorKind, Step
from workbench.domain.steps import Segment, StepSplitter, step_body, step_marker
from workbench.service.views import RemovedStep, StepView
from workbench.ui.annotate.suggestion_words import offer_words, verdict_word
from workbench.ui.languages import translate
from workbench.ui.math.document import MathDocument

STEP_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The ``StepView`` of a row."""

STREAMING = "streaming:"
"""The ids of steps that are still being written begin with this."""

REMOVED = "removed:"
"""The ids of steps of the turn before that are gone begin with this."""

_Index = QModelIndex | QPersistentModelIndex


def is_marked_here(step: StepView) -> bool:
    """Whether a row stands for a step that can be marked: neither unfinished nor gone."""
    return not step.step.id.startswith((STREAMING, REMOVED))


class StepModel(QAbstractListModel):
    """The steps of one response, one row each, in order, and those gone where they stood.

    ``folded_names`` say what the line of a folded run is, by the id of its first step.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: list[StepView] = []
        self._streamed = StreamedSteps()
        self.folded_names: dict[str, str] = {}

    @property
    def steps(self) -> tuple[StepView, ...]:
        """What the rows show, in order."""
        return tuple(self._steps)

    def set_steps(self, steps: Sequence[StepView], removed: Sequence[RemovedStep] = ()) -> None:
        """Show other steps, and what the turn before had more."""
        self.beginResetModel()
        self._steps = []
        for step in steps:
            self._steps += [_gone(old) for old in removed if old.before == step.number]
            self._steps.append(step)
        self._steps += [_gone(old) for old in removed if old.before > len(steps)]
        self.endResetModel()

    def update_step(self, step: StepView) -> None:
        """Replace one step, found by its id; unknown ids are ignored."""
        row = self.row_of(step.step.id)
        if row >= 0:
            self._replace(row, step)

    def set_streaming_text(self, text: str) -> None:
        """Show the steps of a response that is still being written."""
        steps = self._streamed.show(text)
        if self._steps and not self._steps[0].step.id.startswith(STREAMING):
            self.set_steps(steps)
            return
        for row, (old, new) in enumerate(zip(self._steps, steps, strict=False)):
            if old != new:
                self._replace(row, new)
        self._fit(steps)

    def row_of(self, step_id: str) -> int:
        """Return the row of a step, or -1."""
        ids = [step.step.id for step in self._steps]
        return ids.index(step_id) if step_id in ids else -1

    def _replace(self, row: int, step: StepView) -> None:
        self._steps[row] = step
        self.dataChanged.emit(self.index(row), self.index(row))

    def _fit(self, steps: list[StepView]) -> None:
        """Add the rows that ``steps`` has more, or remove those it has less."""
        have, want = len(self._steps), len(steps)
        if want > have:
            self.beginInsertRows(QModelIndex(), have, want - 1)
            self._steps.extend(steps[have:])
            self.endInsertRows()
        elif want < have:
            self.beginRemoveRows(QModelIndex(), want, have - 1)
            del self._steps[want:]
            self.endRemoveRows()

    def flags(self, index: _Index) -> Qt.ItemFlag:  # noqa: D102
        if not index.isValid() or self._steps[index.row()].step.id.startswith(REMOVED):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, D102
        return 0 if parent.isValid() else len(self._steps)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid() or not 0 <= index.row() < len(self._steps):
            return None
        step = self._steps[index.row()]
        if role == STEP_ROLE:
            return step
        if role == Qt.ItemDataRole.DisplayRole:
            return step.body
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.folded_names.get(step.step.id) or accessible_name(step)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return MathDocument(step.body).spoken()
        return None


class StreamedSteps:
    """Cuts a response that is being written into steps; what is settled is not read again."""

    def __init__(self) -> None:
        self._splitter = StepSplitter()
        self._text = ""
        self._views: list[StepView] = []

    def show(self, text: str) -> list[StepView]:
        """Return the steps of ``text``, which goes on from the text shown before or is another."""
        if not text.startswith(self._text):
            self._splitter, self._text, self._views = StepSplitter(), "", []
        split = self._splitter.feed(text[len(self._text) :])
        self._text = text
        segments = [*split.steps, *([split.answer] if split.answer else [])]
        known = {(view.step.start, view.step.end): view for view in self._views[: len(segments)]}
        self._views = [
            _written(known.get((segment.start, segment.end)), number, segment, text)
            for number, segment in enumerate(segments, start=1)
        ]
        return list(self._views)


def _written(known: StepView | None, number: int, segment: Segment, text: str) -> StepView:
    if known is not None and known.number == number:
        return known
    raw = text[segment.start : segment.end]
    step = Step(f"{STREAMING}{number}", "", number, segment.start, segment.end)
    return StepView(step, number, step_body(raw), step_marker(raw), None, None, "", False)


def _gone(old: RemovedStep) -> StepView:
    step = Step(f"{REMOVED}{old.number}", "", old.number, 0, len(old.body))
    return StepView(step, old.number, old.body, "", None, None, "removed", False)


def accessible_name(step: StepView) -> str:
    """Return what names a card: “Step 5, incorrect, reasoning, changed”."""
    if step.step.id.startswith(REMOVED):
        text = translate("StepModel", "Step {number} of the turn before, removed")
        return text.format(number=step.number)
    named = translate("StepModel", "Step {number}").format(number=step.number)
    parts = [named, _verdict_words(step)]
    kind = step.mark.error_kind if step.mark else None
    if kind is not None:
        parts.append(kind_words(kind))
    if step.change:
        parts.append(change_word(step.change))
    return ", ".join(parts)


def kind_words(kind: ErrorKind) -> str:
    """Return an error kind as it is written on screen."""
    return {
        ErrorKind.REASONING: translate("Kinds", "reasoning"),
        ErrorKind.CALCULATION: translate("Kinds", "calculation"),
        ErrorKind.MISREAD_PROBLEM: translate("Kinds", "misread problem"),
        ErrorKind.UNJUSTIFIED: translate("Kinds", "unjustified"),
        ErrorKind.INCOMPLETE: translate("Kinds", "incomplete"),
        ErrorKind.FOLLOWS_FROM_EARLIER_ERROR: translate("Kinds", "follows from earlier error"),
    }[kind]


def change_word(change: str) -> str:
    """Return how a step differs from the turn before, in the user's language."""
    return {
        "new": translate("StepModel", "new"),
        "changed": translate("StepModel", "changed"),
        "unchanged": translate("StepModel", "unchanged"),
        "removed": translate("StepModel", "removed"),
    }.get(change, change)


def _verdict_words(step: StepView) -> str:
    if step.step.id.startswith(STREAMING):
        return translate("StepModel", "being written")
    verdict = step.mark.verdict if step.mark else None
    if verdict is not None:
        return verdict_word(verdict)
    if step.suggestion is not None:
        text = translate("StepModel", "unmarked, suggested {verdict}")
        return text.format(verdict=verdict_word(step.suggestion))
    words = offer_words(step)
    if not words:
        return translate("StepModel", "unmarked")
    return translate("StepModel", "unmarked, {words}").format(words=words)
