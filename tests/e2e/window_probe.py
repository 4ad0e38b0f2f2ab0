"""Opens a window on a project, prints what it shows and what it loaded, and closes it."""

from __future__ import annotations

import json
import sys
import time

import psutil
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

from workbench.ui import app as window
from workbench.ui.main_window import MainWindow
from workbench.ui.rail import Page

HEAVY = ("torch", "transformers", "llama_cpp", "peft", "datasets", "numpy", "pyqtgraph")


def tell() -> None:
    """Print one JSON line and quit."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, MainWindow) and "--pages" in sys.argv:
            for page in Page:
                widget.open_page(page)
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    labels = [label for widget in shown for label in widget.findChildren(QLabel)]
    found = {
        "loaded": [name for name in HEAVY if name in sys.modules],
        "titles": [widget.windowTitle() for widget in shown],
        "texts": [label.text() for label in labels],
        "seconds": time.time() - psutil.Process().create_time(),
    }
    print(json.dumps(found), flush=True)
    QApplication.quit()


if __name__ == "__main__":
    window.qt_application()
    # After the first paint: once the events of showing have been handled.
    QTimer.singleShot(0, lambda: QTimer.singleShot(0, tell))
    sys.exit(window.main(sys.argv[1]))
