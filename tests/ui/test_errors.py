"""Faults reach the user once; known errors are sentences; work goes on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from workbench.domain.errors import StorageError
from workbench.ui.errors import ErrorReporter


def fail() -> None:
    raise ZeroDivisionError("boom")


def raised(act: object = fail) -> BaseException:
    try:
        fail()
    except ZeroDivisionError as error:
        return error
    raise AssertionError


def test_a_bug_that_strikes_a_hundred_times_is_shown_once(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt goes on after an exception in a slot, so a bug in painting would open dialogs for ever."""
    reporter = ErrorReporter()
    for _ in range(100):
        reporter.report(raised())
    dialog = reporter.dialog
    assert dialog is not None
    assert "ZeroDivisionError" in dialog.informativeText()
    dialog.close()
    reporter.report(raised())
    assert reporter.dialog is None
    assert len([r for r in caplog.records if "boom" in r.getMessage()]) == 101


def test_the_dialog_shows_markup_of_an_error_literally(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    """An error may quote a model's output."""
    reporter = ErrorReporter()
    reporter.report(ValueError("<img src=file:///etc/passwd>"))
    assert reporter.dialog is not None
    assert reporter.dialog.textFormat().name == "PlainText"
    reporter.dialog.close()


def test_a_known_error_is_one_sentence_and_no_dialog(qtbot: QtBot) -> None:
    """What the user can act on needs no traceback."""
    reporter = ErrorReporter()
    with qtbot.waitSignal(reporter.known) as told:
        reporter.report(StorageError("The disk is full; free some space."))
    assert told.args == ["The disk is full; free some space."]
    assert reporter.dialog is None


def test_the_loop_goes_on_after_an_exception_in_a_slot(qtbot: QtBot) -> None:
    """The next event is still handled."""
    reached: list[int] = []
    with capture_exceptions() as caught:
        QTimer.singleShot(0, fail)
        QTimer.singleShot(1, lambda: reached.append(1))
        qtbot.waitUntil(lambda: reached == [1])
    assert [kind.__name__ for kind, _, _ in caught] == ["ZeroDivisionError"]
