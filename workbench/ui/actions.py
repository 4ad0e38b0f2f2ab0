"""The one table of what keys do: menus, shortcuts, hints and the keys overlay all read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from workbench.domain.errors import KnownError
from workbench.ui.languages import translate


class Scope(StrEnum):
    """Where a key acts; keys of the step list never act while text is being typed."""

    STEPS = "In the step list"
    ALTERNATIVES = "Among alternatives"
    QUEUE = "In the queue"
    KINDS = "Right after “Incorrect”"
    ANNOTATE = "On the Annotate page"
    COMPARE = "On the Compare page"
    CASES = "Deciding a disagreement"
    WINDOW = "Everywhere"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can do; ``verb`` is the presenter's method that does it."""

    id: str
    text: str
    keys: tuple[str, ...]
    scope: Scope
    verb: str


ACTIONS: tuple[Action, ...] = (
    Action("step.next", "Next step", ("J", "Down"), Scope.STEPS, "move_down"),
    Action("step.previous", "Previous step", ("K", "Up"), Scope.STEPS, "move_up"),
    Action("verdict.correct", "Correct", ("1",), Scope.STEPS, "mark_correct"),
    Action("verdict.neutral", "Neutral", ("2",), Scope.STEPS, "mark_neutral"),
    Action("verdict.incorrect", "Incorrect", ("3",), Scope.STEPS, "mark_incorrect"),
    Action("verdict.clear", "Clear the verdict", ("0",), Scope.STEPS, "clear_verdict"),
    Action("suggestion.accept", "Accept the suggestion", ("Space",), Scope.STEPS, "accept"),
    Action(
        "suggestion.accept_all",
        "Confirm all unchanged steps",
        ("Shift+Space",),
        Scope.STEPS,
        "accept_all",
    ),
    Action("step.explain", "Explain", ("E",), Scope.STEPS, "explain"),
    Action("step.rewrite", "Rewrite", ("W",), Scope.STEPS, "rewrite"),
    Action("step.kind", "Why: the kind of error…", ("Y",), Scope.STEPS, "kind"),
    Action("step.follows", "Follows from…", ("F",), Scope.STEPS, "follows_from"),
    Action(
        "step.alternatives", "Other ways to write the step", ("A",), Scope.STEPS, "alternatives"
    ),
    Action("step.regenerate", "Regenerate from here", ("G",), Scope.STEPS, "regenerate"),
    Action("step.unmarked", "Next unmarked step", ("Return",), Scope.STEPS, "next_unmarked"),
    Action("step.merge", "Merge with the next step", ("M",), Scope.STEPS, "merge"),
    Action("step.split", "Split the step…", ("B",), Scope.STEPS, "split"),
    Action("step.fold", "Open or fold unchanged steps", ("O",), Scope.STEPS, "fold"),
    Action("step.source", "Show the step's source, or typeset", ("S",), Scope.STEPS, "source"),
    Action("step.removed", "Show or hide removed words", ("D",), Scope.STEPS, "show_removed"),
    Action("turn.accept", "Accept the solution", ("V",), Scope.STEPS, "accept"),
    Action("turn.check", "Check consistency", ("C",), Scope.STEPS, "check"),
    Action("turn.write", "Write a solution yourself", ("T",), Scope.STEPS, "write_by_hand"),
    Action("turn.rest", "Write the rest yourself", ("H",), Scope.STEPS, "write_the_rest"),
    Action("turn.mode", "Refine the other way", ("R",), Scope.STEPS, "other_refine_mode"),
    Action("problem.mode", "First-error or full mode", ("L",), Scope.STEPS, "other_mode"),
    Action("problem.bad", "Set aside: bad problem…", ("X",), Scope.STEPS, "bad_problem"),
    Action("problem.give_up", "Set aside: give up…", ("U",), Scope.STEPS, "give_up"),
    Action("problem.next", "Next problem", ("N",), Scope.STEPS, "next_problem"),
    Action("problem.previous", "Previous problem", ("P",), Scope.STEPS, "previous_problem"),
    Action("queue.search", "Search the queue", ("/",), Scope.STEPS, "search"),
    Action("queue.show", "Go to the queue", ("Q",), Scope.STEPS, "show_queue"),
    Action("alternative.next", "Next", ("J", "Down"), Scope.ALTERNATIVES, "select_next"),
    Action("alternative.previous", "Previous", ("K", "Up"), Scope.ALTERNATIVES, "select_previous"),
    Action("alternative.correct", "Correct", ("1",), Scope.ALTERNATIVES, "rate"),
    Action("alternative.neutral", "Neutral", ("2",), Scope.ALTERNATIVES, "rate"),
    Action("alternative.incorrect", "Incorrect", ("3",), Scope.ALTERNATIVES, "rate"),
    Action("alternative.clear", "Not rated", ("0",), Scope.ALTERNATIVES, "rate"),
    Action("alternative.choose", "Choose as the best", ("Return",), Scope.ALTERNATIVES, "choose"),
    Action("alternative.more", "Sample more", ("A",), Scope.ALTERNATIVES, "sample"),
    Action("kind.reasoning", "Reasoning", ("R",), Scope.KINDS, "choose"),
    Action("kind.calculation", "Calculation", ("C",), Scope.KINDS, "choose"),
    Action("kind.misread_problem", "Misread the problem", ("M",), Scope.KINDS, "choose"),
    Action("kind.unjustified", "Unjustified", ("U",), Scope.KINDS, "choose"),
    Action("kind.incomplete", "Incomplete", ("I",), Scope.KINDS, "choose"),
    Action("queue.open", "Work on the problem", ("Return",), Scope.QUEUE, "leave"),
    Action("queue.find", "Search the queue", ("/",), Scope.QUEUE, "search"),
    Action("queue.order", "Order the queue…", ("O",), Scope.QUEUE, "order"),
    Action("queue.filter", "Filter the queue…", ("F",), Scope.QUEUE, "filter"),
    Action("queue.close", "Close the queue", ("Q",), Scope.QUEUE, "close"),
    Action("turn.refine", "Solve or refine", ("Ctrl+Return",), Scope.ANNOTATE, "refine"),
    Action(
        "suggestions.blind", "Blind mode on or off", ("Ctrl+B",), Scope.ANNOTATE, "toggle_blind"
    ),
    Action("guideline.show", "The guideline", ("Ctrl+G",), Scope.ANNOTATE, "toggle"),
    Action("text.submit", "Save the text", ("Ctrl+S",), Scope.ANNOTATE, "submit_text"),
    Action("focus.steps", "Stop, or back to the steps", ("Esc",), Scope.ANNOTATE, "escape"),
    Action("compare.1", "Left is much better", ("1",), Scope.COMPARE, "point"),
    Action("compare.2", "Left is better", ("2",), Scope.COMPARE, "point"),
    Action("compare.3", "Left is slightly better", ("3",), Scope.COMPARE, "point"),
    Action("compare.4", "Left is barely better", ("4",), Scope.COMPARE, "point"),
    Action("compare.5", "A tie", ("5",), Scope.COMPARE, "point"),
    Action("compare.6", "Right is barely better", ("6",), Scope.COMPARE, "point"),
    Action("compare.7", "Right is slightly better", ("7",), Scope.COMPARE, "point"),
    Action("compare.8", "Right is better", ("8",), Scope.COMPARE, "point"),
    Action("compare.9", "Right is much better", ("9",), Scope.COMPARE, "point"),
    Action("compare.skip", "Skip", ("S",), Scope.COMPARE, "skip"),
    Action("compare.pairs", "Pairs", ("P",), Scope.COMPARE, "show_pairs"),
    Action("compare.rankings", "Rankings (1 to 8 give places)", ("R",), Scope.COMPARE, "rank"),
    Action("compare.models", "Two models", ("M",), Scope.COMPARE, "show_models"),
    Action("compare.unplace", "Take the last place back", ("Backspace",), Scope.COMPARE, "unplace"),
    Action("compare.go", "Save the ranking, or go on", ("Return",), Scope.COMPARE, "go"),
    Action("compare.down", "Scroll down", ("J", "Down"), Scope.COMPARE, "scroll"),
    Action("compare.up", "Scroll up", ("K", "Up"), Scope.COMPARE, "scroll"),
    Action("compare.left", "Columns further left", ("Left",), Scope.COMPARE, "scroll_sideways"),
    Action("compare.right", "Columns further right", ("Right",), Scope.COMPARE, "scroll_sideways"),
    Action("case.correct", "Correct", ("1",), Scope.CASES, "decide"),
    Action("case.neutral", "Neutral", ("2",), Scope.CASES, "decide"),
    Action("case.incorrect", "Incorrect", ("3",), Scope.CASES, "decide"),
    Action("case.next", "Next disagreement", ("J", "Down"), Scope.CASES, "move"),
    Action("case.previous", "Previous disagreement", ("K", "Up"), Scope.CASES, "move"),
    Action("page.annotate", "The Annotate page", ("Ctrl+1",), Scope.WINDOW, "open_page"),
    Action("page.compare", "The Compare page", ("Ctrl+2",), Scope.WINDOW, "open_page"),
    Action("page.train", "The Train page", ("Ctrl+3",), Scope.WINDOW, "open_page"),
    Action("page.models", "The Models page", ("Ctrl+4",), Scope.WINDOW, "open_page"),
    Action("page.data", "The Data page", ("Ctrl+5",), Scope.WINDOW, "open_page"),
    Action("page.insights", "The Insights page", ("Ctrl+6",), Scope.WINDOW, "open_page"),
    Action("edit.undo", "Undo", ("Ctrl+Z",), Scope.WINDOW, "undo"),
    Action("edit.redo", "Redo", ("Ctrl+Shift+Z",), Scope.WINDOW, "redo"),
    Action("edit.history", "What was done, to go back to it", ("Ctrl+H",), Scope.WINDOW, "history"),
    Action("view.larger", "Larger text", ("Ctrl++", "Ctrl+="), Scope.WINDOW, "larger"),
    Action("view.smaller", "Smaller text", ("Ctrl+-",), Scope.WINDOW, "smaller"),
    Action("view.normal", "Text of the usual size", ("Ctrl+0",), Scope.WINDOW, "normal"),
    Action("help.keys", "Show the keys", ("?",), Scope.WINDOW, "show_keys"),
)


class KeyClashError(KnownError):
    """Two actions that can act at the same time were given one key."""


class KeyHint(str):
    """A key as it is printed beside a control; ``now`` is what the user made of it since."""

    __slots__ = ("_action_id", "_keys")

    _keys: KeyMap
    _action_id: str

    @classmethod
    def of(cls, keys: KeyMap, action_id: str) -> KeyHint:
        """Return the hint of an action as it is now."""
        own = keys[action_id].keys
        made = cls(pretty(own[0]) if own else "")
        made._keys, made._action_id = keys, action_id
        return made

    @property
    def now(self) -> str:
        """The key in force."""
        return str(self._keys.hint(self._action_id))


class KeyMap:
    """The keys in force: the table above with the user's own changes over it.

    ``listeners`` are called after every change.

    >>> KeyMap().action_of("j").id
    'step.next'
    """

    def __init__(self, overrides: Mapping[str, Iterable[str]] | None = None) -> None:
        self._actions = {action.id: action for action in ACTIONS}
        self.listeners: list[Callable[[], object]] = []
        for action_id, keys in (overrides or {}).items():
            self.change(action_id, keys)

    @property
    def actions(self) -> tuple[Action, ...]:
        """Every action with the keys now in force, in the order of the table."""
        return tuple(self._actions.values())

    @property
    def overrides(self) -> dict[str, tuple[str, ...]]:
        """What the user changed: the keys of each action that has others than in the table."""
        usual = {action.id: _canonical_all(action.keys) for action in ACTIONS}
        return {
            action.id: action.keys
            for action in self._actions.values()
            if _canonical_all(action.keys) != usual[action.id]
        }

    def __getitem__(self, action_id: str) -> Action:
        return self._actions[action_id]

    def change(self, action_id: str, keys: Iterable[str]) -> None:
        """Give an action other keys; raise ``KeyClashError`` where one is taken."""
        if action_id not in self._actions:
            text = translate("Keys", "There is no action called “{name}”; see the keys on “?”.")
            raise KeyClashError(text.format(name=action_id))
        wanted = _canonical_all(keys)
        if (clash := self._clash(action_id, wanted)) is not None:
            key, other = clash
            text = translate("Keys", "{key} already means “{other}”; choose another key.")
            raise KeyClashError(text.format(key=pretty(key), other=said(other)))
        self._actions[action_id] = replace(self._actions[action_id], keys=wanted)
        self._tell()

    def adopt(self, overrides: Mapping[str, Iterable[str]]) -> list[str]:
        """Take over changes made earlier, all at once, so that two actions may swap their keys.

        A change that clashes is left out; return a sentence for each.
        """
        known = {name: _canonical_all(keys) for name, keys in overrides.items()}
        for action_id in set(known) & set(self._actions):
            self._actions[action_id] = replace(self._actions[action_id], keys=known[action_id])
        refused = []
        for action_id, keys in known.items():
            try:
                self.change(action_id, keys)
            except KeyClashError as error:
                refused.append(str(error))
                if action_id in self._actions:
                    self._actions[action_id] = _USUAL[action_id]
        self._tell()
        return refused

    def reset(self, action_id: str) -> None:
        """Give an action the table's keys again; raise ``KeyClashError`` where one is taken."""
        self.change(action_id, _USUAL[action_id].keys)

    def reset_all(self) -> None:
        """Give every action the table's keys again."""
        self._actions = dict(_USUAL)
        self._tell()

    def _clash(self, action_id: str, wanted: tuple[str, ...]) -> tuple[str, Action] | None:
        """Return a key that another action has, and that action; None where all are free."""
        scope = self._actions[action_id].scope
        for other in self._actions.values():
            if other.id == action_id or not can_meet(other.scope, scope):
                continue
            taken = set(_canonical_all(other.keys)) & set(wanted)
            if taken:
                return taken.pop(), other
        return None

    def _tell(self) -> None:
        for listener in tuple(self.listeners):
            listener()

    def action_of(self, key: str | QKeySequence, scope: Scope = Scope.STEPS) -> Action | None:
        """Return what a key does where keys of ``scope`` act, or None."""
        wanted = _canonical(key)
        for action in self._actions.values():
            known = can_meet(action.scope, scope)
            if known and wanted in {_canonical(own) for own in action.keys}:
                return action
        return None

    def action_for(self, event: QKeyEvent, scope: Scope = Scope.STEPS) -> Action | None:
        """Return what a key press does, or None; the keypad's Enter counts as Enter."""
        return self.action_of(sequence_of(event), scope)

    def hint(self, action_id: str) -> KeyHint:
        """Return the key to print beside a control, short: ``Ctrl+Enter``, ``e``."""
        return KeyHint.of(self, action_id)


def said(action: Action) -> str:
    """Return what an action does, in the user's language."""
    return translate("Actions", action.text)


def said_scope(scope: Scope) -> str:
    """Return where keys of a scope act, in the user's language."""
    return translate("Actions", scope.value)


def can_meet(one: Scope, other: Scope) -> bool:
    """Say whether keys of two scopes can act at the same time; two pages' keys cannot."""
    lists = (Scope.STEPS, Scope.ALTERNATIVES, Scope.QUEUE)
    if one is not other and one in lists and other in lists:
        return False  # lists of one page: only one of them has the focus
    pages = dict.fromkeys(lists, Scope.ANNOTATE)
    one, other = pages.get(one, one), pages.get(other, other)
    return one is other or Scope.WINDOW in (one, other)


def sequence_of(event: QKeyEvent) -> QKeySequence:
    """Return the key sequence of a press; Shift is dropped where it only chose the character."""
    key = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else Qt.Key(event.key())
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    text = event.text()
    if modifiers == Qt.KeyboardModifier.ShiftModifier and text.isprintable() and text.strip():
        modifiers = Qt.KeyboardModifier.NoModifier
    return QKeySequence(QKeyCombination(modifiers, key))


def pretty(key: str) -> str:
    """Return a key as it is printed: ``Return`` as Enter, single letters in lower case."""
    parts = key.replace("Return", "Enter").split("+")
    arrows = {"Down": "↓", "Up": "↑", "Left": "←", "Right": "→"}
    parts = [arrows.get(part, part) for part in parts]
    parts = [part.lower() if len(part) == 1 and len(parts) == 1 else part for part in parts]
    return "+".join(parts)


def _canonical(key: str | QKeySequence) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def _canonical_all(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(_canonical(key) for key in keys)


_USUAL = {action.id: action for action in ACTIONS}
