"""The card that sends an exported folder to a hub: first a list of what would go, then the act."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QGridLayout, QLineEdit, QVBoxLayout

from workbench.ui.widgets import HintButton, label, stretch_row


class ShareCard(QFrame):
    """Choose a folder and a name; see what would be sent; send it.

    Signals:
        plan_chosen(folder, repo, private): list what would be sent; nothing connects.
        push_chosen(folder, repo, private, token): send it; the token is empty where one is kept.
        forget_chosen(): delete the token that is kept.
    """

    plan_chosen = Signal(object, str, bool)
    push_chosen = Signal(object, str, bool, str)
    forget_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.folder: Path | None = None
        self.choose = HintButton(self.tr("Choose an exported folder…"))
        self._folder = label("", "meta")
        self.repo = QLineEdit(placeholderText=self.tr("owner/name"))
        self.repo.setAccessibleName(self.tr("Name of the data set at the hub"))
        self.token = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.token.setAccessibleName(self.tr("Token of the hub"))
        self.token.setPlaceholderText(self.tr("empty: the one that is kept"))
        self.forget = HintButton(self.tr("Forget the kept token"))
        self.private = QCheckBox(self.tr("Only for me and my organisation"))
        self.private.setChecked(True)
        self.list_it = HintButton(self.tr("List what would be sent"))
        self.send = HintButton(self.tr("Send it"))
        self._said = label("", "body", wrap=True)
        self._lay_out()
        self.choose.clicked.connect(self._on_choose)
        self.repo.textChanged.connect(self._on_changed)
        self.private.toggled.connect(self._on_changed)
        self.list_it.clicked.connect(self._on_list)
        self.send.clicked.connect(self._on_send)
        self.forget.clicked.connect(self.forget_chosen)
        self.say("", sendable=False)
        self._on_changed()

    @property
    def said(self) -> str:
        """Return what is said of the folder."""
        return self._said.text()

    def take(self, folder: Path) -> None:
        """Propose a folder that was just exported."""
        self.folder = folder
        self._folder.setText(folder.name)
        self._on_changed()

    def say(self, text: str, *, sendable: bool) -> None:
        """Show what would be sent, or what came of it."""
        self._said.setText(text)
        self._said.setVisible(bool(text))
        self.send.setVisible(sendable)

    def end(self, text: str) -> None:
        """Say what came of it; a token that was typed is not needed here any more."""
        self.token.clear()
        self.say(text, sendable=False)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(self.tr("Data set"), "meta"), 0, 0)
        grid.addWidget(self.repo, 0, 1)
        grid.addWidget(label(self.tr("Token"), "meta"), 1, 0)
        grid.addLayout(stretch_row(self.token, self.forget), 1, 1)
        kept = self.tr(
            "A token that the hub took is kept in the system's keyring; where there is none, until "
            "Stepmark ends."
        )
        grid.addWidget(label(kept, "meta", wrap=True), 2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Send to a hub"), "heading"))
        sentence = self.tr("Nothing connects before you have seen the list and chosen to send it.")
        column.addWidget(label(sentence, "meta", wrap=True))
        column.addLayout(stretch_row(self.choose, self._folder, None))
        column.addLayout(grid)
        column.addWidget(self.private)
        column.addLayout(stretch_row(self.list_it, None))
        column.addWidget(self._said)
        column.addLayout(stretch_row(self.send, None))

    def _on_changed(self) -> None:
        """Another folder, name or reader: what was listed is no longer what would be sent."""
        self.list_it.setEnabled(self.folder is not None and bool(self.repo.text().strip()))
        self.send.setVisible(False)

    def _on_choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose an exported folder"))
        if chosen:
            self.take(Path(chosen))

    def _on_list(self) -> None:
        self.plan_chosen.emit(self.folder, self.repo.text().strip(), self.private.isChecked())

    def _on_send(self) -> None:
        self.push_chosen.emit(
            self.folder,
            self.repo.text().strip(),
            self.private.isChecked(),
            self.token.text().strip(),
        )
