"""Failures on the way to the user: a known one is a sentence, any other is logged, shown once."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QThread, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

from workbench.domain.errors import KnownError
from workbench.paths import data_dir
from workbench.ui.languages import shown

log = logging.getLogger("workbench")


class ErrorReporter(QObject):
    """Takes every exception that nobody caught.

    Qt keeps its loop running after an exception in a slot, so one bug in a painted model can
    arrive a hundred times: each place in the code is shown once.

    Signals:
        known(sentence): a failure the user can act on.
    """

    known = Signal(str)
    _elsewhere = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen: set[str] = set()
        self.dialog: QMessageBox | None = None
        self._elsewhere.connect(self.report)

    def install(self) -> None:
        """Become the hook of the process and of its threads."""
        sys.excepthook = self.handle
        threading.excepthook = lambda found: self.handle(
            found.exc_type, found.exc_value or found.exc_type(), found.exc_traceback
        )

    def handle(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Show a known error as its sentence, log any other and show it once."""
        if QThread.currentThread() is not self.thread():
            self._elsewhere.emit(error)
            return
        if isinstance(error, KnownError):
            self.known.emit(shown(error))
            return
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        log.error("A fault inside Stepmark:\n%s", text)
        place = self._place(kind, trace)
        if place not in self._seen:
            self._seen.add(place)
            self._show(f"{kind.__name__}: {error}", text)

    def report(self, error: BaseException) -> None:
        """Handle an exception that was caught where it could not be answered."""
        self.handle(type(error), error, error.__traceback__)

    def _show(self, summary: str, details: str) -> None:
        if QApplication.instance() is None or self.dialog is not None:
            return
        dialog = QMessageBox(QMessageBox.Icon.Warning, self.tr("A fault in Stepmark"), "")
        dialog.setTextFormat(Qt.TextFormat.PlainText)
        dialog.setText(
            self.tr(
                "Something went wrong inside Stepmark. Your saved work is safe and you can go on."
            )
        )
        dialog.setInformativeText(
            self.tr("{summary}\n\nThe log has the details: {log_path}").format(
                summary=summary, log_path=log_path()
            )
        )
        dialog.setDetailedText(details)
        dialog.setWindowModality(Qt.WindowModality.NonModal)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_closed)
        self.dialog = dialog
        dialog.show()

    def _on_closed(self) -> None:
        self.dialog = None

    def _place(self, kind: type[BaseException], trace: TracebackType | None) -> str:
        frames = traceback.extract_tb(trace)
        last = frames[-1] if frames else None
        return f"{kind.__name__}@{last.filename}:{last.lineno}" if last else kind.__name__


def log_path() -> Path:
    """Return the window's log file."""
    return data_dir() / "stepmark.log"


def start_logging() -> None:
    """Log to the user's data folder; a crash of native code leaves its stack there too."""
    try:
        handler: logging.Handler = logging.FileHandler(log_path(), encoding="utf-8", delay=True)
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    log.addHandler(handler)
    faulthandler.enable()
