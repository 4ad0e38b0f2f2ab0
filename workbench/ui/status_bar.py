"""The bar that always says: saved or not, which model runs where, how fast, and what job runs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStatusBar, QWidget

from workbench.domain.sampling import Capabilities
from workbench.ui import theme
from workbench.ui.desk import SaveState
from workbench.ui.languages import translate
from workbench.ui.plain_label import shortened
from workbench.ui.widgets import label

LONGEST_NAME = 40
"""Characters of an annotator's name that the bar has room for."""


class SaveRing(QWidget):
    """A small ring: green and closed when all is saved, vermilion and dashed when not."""

    def __init__(self) -> None:
        super().__init__()
        self.state = SaveState.SAVED
        self.setFixedSize(QSize(14, 14))
        theme.theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring; shape tells what colour tells."""
        tokens = theme.current()
        saved = self.state is SaveState.SAVED
        pen = QPen(QColor(tokens.correct if saved else tokens.incorrect), 1.6)
        if not saved:
            pen.setDashPattern([1.6, 1.4])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(QColor(tokens.correct_ground if saved else tokens.incorrect_ground))
        painter.drawEllipse(QRectF(1.5, 1.5, 11, 11))
        painter.end()


class StatusBar(QStatusBar):
    """Saved state, model, what is wrong with it, speed and job, in this order.

    Signals:
        remedy_wanted(): the user wants to read how to use the GPU.
        annotators_wanted(): the user wants to see, or change, who works.
    """

    remedy_wanted = Signal()
    annotators_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._ring = SaveRing()
        self._saved = label(self._state_text(SaveState.SAVED), "body")
        self._model = label(self.tr("No model"), "meta")
        self._stall = label("", "error")
        self._idle_gpu = QPushButton(self.tr("GPU not used"))
        self._speed = label("", "meta")
        self._ahead = label("", "meta")
        self._job = label("", "meta")
        self._who = QPushButton()
        self._who.setProperty("role", "meta")
        self._who.setToolTip(self.tr("Who works now; every mark bears this name."))
        self._who.clicked.connect(self.annotators_wanted)
        self._who.hide()
        self._idle_gpu.setProperty("role", "statuswarning")
        self._idle_gpu.clicked.connect(self.remedy_wanted)
        self._idle_gpu.hide()
        self.addWidget(self._padded(self._ring, self._saved))
        self.addWidget(self._padded(self._model, self._stall, self._idle_gpu))
        self.addWidget(self._padded(self._speed))
        self.addWidget(self._padded(self._ahead))
        self.addPermanentWidget(self._padded(self._job))
        self.addPermanentWidget(self._padded(self._who))

    @property
    def saved_text(self) -> str:
        """Return what the saved indicator says."""
        return self._saved.text()

    @property
    def model_text(self) -> str:
        """Return what is said of the model."""
        return self._model.text()

    @property
    def stall_text(self) -> str:
        """Return what is said of an engine that does not get on."""
        return self._stall.text()

    @property
    def remedy(self) -> str:
        """Return how the GPU could be used, ``""`` where nothing is to be said."""
        return "" if self._idle_gpu.isHidden() else self._idle_gpu.toolTip()

    def show_save_state(self, state: SaveState) -> None:
        """Show whether everything is durable."""
        self._ring.state = state
        self._ring.update()
        self._saved.setText(self._state_text(state))

    def show_model(self, text: str) -> None:
        """Say which model is loaded and where it runs."""
        self._model.setText(text)

    def show_stall(self, text: str) -> None:
        """Say that the engine does not get on, or nothing."""
        self._stall.setText(text)
        self._stall.setVisible(bool(text))

    def show_remedy(self, sentence: str) -> None:
        """Say for good that a GPU is here and idle; ``sentence`` is what mends it."""
        self._idle_gpu.setToolTip(sentence)
        self._idle_gpu.setVisible(bool(sentence))

    def show_speed(self, tokens_per_second: float, used: int, length: int) -> None:
        """Say how fast tokens come and how much of the context they fill."""
        parts = []
        if tokens_per_second:
            parts.append(self.tr("{rate:,.0f} tokens/s").format(rate=tokens_per_second))
        if used and length:
            parts.append(self.tr("context {used:,} of {length:,}").format(used=used, length=length))
        self._speed.setText(" · ".join(parts))

    @property
    def ahead_text(self) -> str:
        """Return what is said of problems that are solved ahead."""
        return self._ahead.text()

    def show_ahead(self, text: str) -> None:
        """Say that a problem is solved ahead, or nothing."""
        self._ahead.setText(text)

    @property
    def who_text(self) -> str:
        """Return what is said of who works, ``""`` where there is only one."""
        return "" if self._who.isHidden() else self._who.text()

    def show_annotator(self, name: str, waiting: int) -> None:
        """Say who works, and how much that one has to mark blind; no name hides it."""
        blind = self.tr("{waiting:,} to mark blind").format(waiting=waiting)
        short = " ".join(shortened(name, LONGEST_NAME).split())  # a merged name may be anything
        text = f"{short} · {blind}" if waiting else short
        self._who.setText(text.replace("&", "&&"))
        self._who.setAccessibleName(self.tr("Works now: {name}").format(name=text))
        self._who.setVisible(bool(name))

    def show_job(self, text: str) -> None:
        """Say what job runs, or nothing."""
        self._job.setText(text)

    def _state_text(self, state: SaveState) -> str:
        return self.tr("Saved") if state is SaveState.SAVED else self.tr("Not saved")

    def _padded(self, *widgets: QWidget) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(8, 4, 12, 4)
        row.setSpacing(8)
        for widget in widgets:
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        return holder


def model_line(name: str, capabilities: Capabilities) -> str:
    """Return the model as the status bar names it: ``Starter · CPU, 2 threads``.

    On a GPU that takes only a part, the part is said: ``Qwen3 · NVIDIA H200, 20 of 28 layers``.
    """
    where = capabilities.device
    if where == "CPU":
        where = threads_text(capabilities.threads)
    elif 0 < capabilities.offloaded_layers < capabilities.layers:
        where += translate("StatusBar", ", {some} of {layers} layers").format(
            some=capabilities.offloaded_layers, layers=capabilities.layers
        )
    return f"{name or capabilities.name} · {where}"


def threads_text(threads: int) -> str:
    """Return where a model runs that runs on the CPU."""
    if threads == 1:
        return translate("StatusBar", "CPU, 1 thread")
    return translate("StatusBar", "CPU, {threads} threads").format(threads=threads)
