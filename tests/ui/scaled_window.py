"""Opens every page in a small window and prints what is cut off; run once for each screen scale."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget

from tests.ui.desk_helpers import EQUATION, FRACTIONS, add_problems, solve
from workbench.service.project import Project
from workbench.ui.app import Application, qt_application
from workbench.ui.errors import ErrorReporter
from workbench.ui.rail import Page

SMALL = (1024, 700)
SLACK = 2  # logical pixels; a frame's line may be shared


def main() -> int:
    """Print one line for each thing that is cut off; nothing where all is well."""
    qt_application()
    with tempfile.TemporaryDirectory() as folder:
        project = Project.create(Path(folder) / "small.stepmark", "Ada")
        add_problems(project, EQUATION, FRACTIONS)
        solve(project, EQUATION.id)
        application = Application(project, ErrorReporter())
        application.window.resize(*SMALL)
        application.window.show()
        for page in Page:
            application.window.open_page(page)
            for _ in range(10):
                QApplication.processEvents()
            for line in cut_off(application.window):
                print(f"{page.value}: {line}")
        application.window.overlay.open()
        for _ in range(10):
            QApplication.processEvents()
        for line in cut_off(application.window.overlay):
            print(f"keys: {line}")
        application.window.close()
        sys.stdout.flush()
    return 0


def cut_off(window: QWidget) -> Iterator[str]:
    """Yield what does not fit: the window itself, texts of buttons and labels, parts beyond it."""
    size = window.size()
    if (size.width(), size.height()) > SMALL:
        yield f"the window is {size.width()} × {size.height()}"
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QAbstractButton) and widget.text():
            if widget.width() + SLACK < widget.minimumSizeHint().width():
                yield f"button “{widget.text()}” has {widget.width()} px"
            if not scrolls(widget) and not is_inside(widget, window):
                yield f"button “{widget.text()}” is beyond the edge"
        elif isinstance(widget, QLabel) and widget.text() and not widget.wordWrap():
            wanted = widget.fontMetrics().horizontalAdvance(widget.text().split("\n")[0])
            if widget.contentsRect().width() + SLACK < wanted and "…" not in widget.text():
                yield f"label “{widget.text()}” has {widget.width()} of {wanted} px"


def scrolls(widget: QWidget) -> bool:
    """Say whether a widget is in a part that scrolls, where being out of sight is no loss."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            return True
        above = above.parentWidget()
    return False


def is_inside(widget: QWidget, window: QWidget) -> bool:
    """Say whether all of a widget is in the window."""
    place = widget.mapTo(window, widget.rect().topLeft())
    right, bottom = place.x() + widget.width(), place.y() + widget.height()
    return right <= window.width() + SLACK and bottom <= window.height() + SLACK


if __name__ == "__main__":
    sys.exit(main())
