"""The kinds of errors: one key after “incorrect” says which, or a key while their row is active."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from workbench.domain.records import ErrorKind, Verdict
from workbench.ui.actions import KeyMap, Scope
from workbench.ui.annotate.keyed_chips import KeyedChips
from workbench.ui.annotate.step_list import StepList
from workbench.ui.languages import marked, translate

KINDS = (
    (ErrorKind.REASONING, marked("Kinds", "reasoning")),
    (ErrorKind.CALCULATION, marked("Kinds", "calculation")),
    (ErrorKind.MISREAD_PROBLEM, marked("Kinds", "misread")),
    (ErrorKind.UNJUSTIFIED, marked("Kinds", "unjustified")),
    (ErrorKind.INCOMPLETE, marked("Kinds", "incomplete")),
)
OPENS_KINDS = "step.kind"


def action_of(kind: ErrorKind) -> str:
    """Return the id of the action that chooses a kind."""
    return f"kind.{kind.value}"


KIND_OF = {action_of(kind): kind for kind, _ in KINDS}


def kind_name(kind: ErrorKind) -> str:
    """Return a kind as it is shown."""
    if kind is ErrorKind.FOLLOWS_FROM_EARLIER_ERROR:
        return translate("Kinds", "follows from an earlier step")
    return translate("Kinds", dict(KINDS)[kind])


def kind_for(keys: KeyMap, event: QKeyEvent) -> ErrorKind | None:
    """Return the kind that a key press chooses, or None."""
    action = keys.action_for(event, Scope.KINDS)
    return KIND_OF.get(action.id) if action else None


class KindRow(KeyedChips):
    """The kinds as chips; their keys choose, and are shown, while the row has or awaits them.

    At other times the same keys mean other things, which their buttons say.
    """

    def __init__(self, keys: KeyMap) -> None:
        super().__init__(tone="incorrect")
        self._keys = keys
        self.setAccessibleName(self.tr("Error kind"))
        self.set_chips([(kind_name(kind), keys.hint(action_of(kind)), kind) for kind, _ in KINDS])
        self._awaited = False
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._show_keys)
        self._show_keys()

    def await_key(self, awaited: bool) -> None:
        """Show the keys while the step list would take one of them."""
        self._awaited = awaited
        self._show_keys()

    def _show_keys(self) -> None:
        focused = QApplication.focusWidget()
        has_keys = focused is not None and self.isAncestorOf(focused)
        for value in self.values:
            self.chip(value).show_key(self._awaited or has_keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by key."""
        kind = kind_for(self._keys, event)
        if kind is None:
            super().keyPressEvent(event)
            return
        self.choose(None if self.chip(kind).isChecked() else kind)
        self.left.emit()


class KindKeys(QObject):
    """Listens in the step list: the key right after “incorrect” may say the kind of the error.

    It belongs to the step that was just marked, even where the selection has moved on. Any other
    key means what it always does.

    Signals:
        kind_chosen(step_id, kind): a kind was said by key.
        kinds_wanted(): the row of kinds is to have the keys.
        awaits(waiting): the next key may say a kind, or no longer.
    """

    kind_chosen = Signal(str, object)
    kinds_wanted = Signal()
    awaits = Signal(bool)

    def __init__(self, steps: StepList, keys: KeyMap) -> None:
        super().__init__(steps)
        self._keys = keys
        self._waiting = ""
        steps.installEventFilter(self)
        steps.verdict_chosen.connect(self._on_verdict)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of kinds while they are waited for."""
        if not isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.FocusOut:
                self._wait("")
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            if self._waiting and kind_for(self._keys, event) is not None:
                event.accept()
            return False
        return event.type() == QEvent.Type.KeyPress and self._pressed(event)

    def _pressed(self, event: QKeyEvent) -> bool:
        step_id = self._waiting
        self._wait("")
        kind = kind_for(self._keys, event)
        if step_id and kind is not None:
            self.kind_chosen.emit(step_id, kind)
            return True
        action = self._keys.action_for(event)
        if action is not None and action.id == OPENS_KINDS:
            self.kinds_wanted.emit()
            return True
        return False

    def _on_verdict(self, step_id: str, verdict: Verdict | None) -> None:
        self._wait(step_id if verdict is Verdict.INCORRECT else "")

    def _wait(self, step_id: str) -> None:
        self._waiting = step_id
        self.awaits.emit(bool(step_id))
