"""What a user does by hand in the pictures: keys, pages, the parts that lie over the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pictures import sample

Prepare = Callable[[Any], None]


def press(application: Any, *keys: str) -> None:
    """Press keys as a user does, wherever the focus is."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QKeySequence
    from PySide6.QtWidgets import QApplication

    for name in keys:
        chord = QKeySequence(name)[0]
        text = name if len(name) == 1 else ""
        target = QApplication.focusWidget() or application.window
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, chord.key(), chord.keyboardModifiers(), text)
            QApplication.sendEvent(target, event)
        sample.settle()


def steps_of(application: Any) -> Any:
    """Return the step list with the focus."""
    application.annotate.panel.focus_steps()
    return application.annotate.panel.steps


def select_step(application: Any, number: int) -> None:
    """Select a step of the open turn."""
    steps = steps_of(application)
    steps.select(steps.steps()[number - 1].step.id)


def page_of(application: Any) -> Any:
    """Return the widget of the open page."""
    return application.window.open_page(application.window.page).widget


def presenter_of(application: Any) -> Any:
    """Return the presenter of the open page."""
    return application.window.open_page(application.window.page).presenter


def shortcut(application: Any, action_id: str) -> None:
    """Do what a window-wide or page-wide key does; events sent by hand reach no shortcut."""
    from PySide6.QtGui import QKeySequence, QShortcut

    wanted = {QKeySequence(key) for key in application.keys[action_id].keys}
    for found in application.window.findChildren(QShortcut):
        if found.key() in wanted and found.isEnabled():
            found.activated.emit()
            sample.settle()
            return
    raise SystemExit(f"no shortcut is bound to {action_id}")


def show_keys(application: Any) -> None:
    """Show the key sheet."""
    application.window.overlay.open()


def hide_keys(application: Any) -> None:
    """Put it away."""
    application.window.overlay.put_away()


def show_editor(application: Any) -> None:
    """Show where keys are changed, with a clash."""
    from PySide6.QtGui import QKeySequence

    editor = application.window.editor
    editor.open()
    editor.select("step.explain")
    editor.ask()
    editor.take(QKeySequence("3"))


def hide_editor(application: Any) -> None:
    """Put it away."""
    application.window.editor.put_away()


def stop_of_tour(at: int) -> Prepare:
    """Return what shows a stop of the tour."""

    def show(application: Any) -> None:
        application.window.take_tour().go(at)
        sample.settle()

    return show


def end_tour(application: Any) -> None:
    """Put the tour away."""
    application.window.take_tour().end()
