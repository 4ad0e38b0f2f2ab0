"""The two forms of the Models page: an address to download from, and a server to use."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from workbench.ui.widgets import HintButton, label, restyle, stretch_row


class _Form(QWidget):
    """Fields under each other, a line for what went wrong, and two buttons.

    Signals:
        left(): the user does not want it.
    """

    left = Signal()

    def __init__(self, title: str, text: str, button: str) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 20, 20, 20)
        self.column.setSpacing(6)
        self.column.addWidget(label(title, "heading"))
        self.column.addWidget(label(text, "meta", wrap=True))
        self.said = label("", "error", wrap=True)
        self.said.hide()
        self.go = HintButton(button, primary=True)
        self.cancel = HintButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self.left)

    def say(self, sentence: str, *, bad: bool = True) -> None:
        """Say what is going on or what went wrong, or nothing."""
        self.said.setProperty("role", "error" if bad else "meta")
        restyle(self.said)
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def field(self, name: str, hint: str = "") -> QLineEdit:
        """Add a line to type in, under its name."""
        made = QLineEdit()
        made.setPlaceholderText(hint)
        self.add(name, made)
        return made

    def add(self, name: str, widget: QWidget) -> None:
        """Add a widget under its name."""
        caption = label(name, "caption")
        caption.setContentsMargins(0, 10, 0, 0)
        caption.setBuddy(widget)
        widget.setAccessibleName(name)
        self.column.addWidget(caption)
        self.column.addWidget(widget)

    def finish(self) -> None:
        """Put the sentence and the buttons under the fields."""
        self.column.addSpacing(8)
        self.column.addWidget(self.said)
        self.column.addLayout(stretch_row(self.go, self.cancel, None))
        self.column.addStretch(1)


class AddressForm(_Form):
    """Where to download a model's file from.

    Signals:
        given(address, sha256): the user wants that file.
    """

    given = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(
            self.tr("Download from an address"),
            self.tr(
                "Paste the address of one GGUF file. Nothing is contacted before you agree "
                "to the host's name."
            ),
            self.tr("Continue"),
        )
        self.address = self.field(self.tr("Address"), "https://…/model.gguf")
        self.sha256 = self.field(
            self.tr("SHA-256 (if its publisher gives one)"), self.tr("64 hexadecimal digits")
        )
        self.finish()
        self.go.clicked.connect(self._on_go)
        self.address.returnPressed.connect(self._on_go)
        self.sha256.returnPressed.connect(self._on_go)

    def begin(self) -> None:
        """Start afresh."""
        self.say("")
        self.address.clear()
        self.sha256.clear()
        self.address.setFocus()

    def _on_go(self) -> None:
        self.given.emit(self.address.text().strip(), self.sha256.text().strip())


class ServerForm(_Form):
    """A server with an OpenAI API: its address, a model of its list, a name, a key.

    Signals:
        asked(address, key): the user wants to see the server's models.
        given(address, model, name, key): the user wants that model.
    """

    asked = Signal(str, str)
    given = Signal(str, str, str, str)

    def __init__(self) -> None:
        super().__init__(
            self.tr("Add a server"),
            self.tr(
                "A server of yours with an OpenAI API: vLLM, SGLang, llama-server. "
                "Problems and responses are sent to it when you use it."
            ),
            self.tr("Add the server"),
        )
        self.address = self.field(self.tr("Address"), "http://localhost:8000/v1")
        self.key = self.field(self.tr("Key (if it asks for one; kept in the system's keyring)"))
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.ask = HintButton(self.tr("Ask for its models"))
        self.column.addSpacing(4)
        self.column.addLayout(stretch_row(self.ask, None))
        self.model = QComboBox()
        self.model.setPlaceholderText(self.tr("ask for its models first"))
        self.add(self.tr("Model"), self.model)
        self.name = self.field(self.tr("Name on your list"), self.tr("as the server calls it"))
        self.finish()
        self.ask.clicked.connect(self._on_ask)
        self.address.returnPressed.connect(self._on_ask)
        self.key.returnPressed.connect(self._on_ask)
        self.go.clicked.connect(self._on_go)
        self.name.returnPressed.connect(self._on_go)
        self.model.currentIndexChanged.connect(self._show_ready)
        self._show_ready()

    def begin(self) -> None:
        """Start afresh; the key does not stay in a hidden field."""
        self.say("")
        for field in (self.address, self.key, self.name):
            field.clear()
        self.model.clear()
        self.address.setFocus()
        self._show_ready()

    def show_models(self, names: Sequence[str]) -> None:
        """Offer the server's models."""
        self.model.clear()
        self.model.addItems(list(names))
        self._show_ready()

    def work(self, doing: str) -> None:
        """Say what is waited for, and take no further clicks until it is there."""
        self.say(doing, bad=False)
        self.ask.setEnabled(not doing)
        self._show_ready()

    def _show_ready(self) -> None:
        waiting = bool(self.said.text()) and not self.ask.isEnabled()
        self.model.setEnabled(self.model.count() > 0)
        self.go.setEnabled(self.model.count() > 0 and not waiting)

    def _on_ask(self) -> None:
        self.asked.emit(self.address.text().strip(), self.key.text().strip())

    def _on_go(self) -> None:
        if self.go.isEnabled():
            self.given.emit(
                self.address.text().strip(),
                self.model.currentText(),
                self.name.text().strip(),
                self.key.text().strip(),
            )
