"""Runs the form for a server: asks it for its models, adds one, keeps its key where it is safe."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.domain.errors import KnownError
from workbench.domain.records import ModelRecord
from workbench.service import servers
from workbench.service.servers import KeyPlace
from workbench.ui.desk import Desk
from workbench.ui.jobs.background import Background
from workbench.ui.languages import shown
from workbench.ui.models.panel import ModelsPanel


class ServersPresenter(QObject):
    """The form's presenter.

    Signals:
        added(): a server's model is in the project.
    """

    added = Signal()

    def __init__(self, desk: Desk, panel: ModelsPanel) -> None:
        super().__init__(panel)
        self._desk = desk
        self._panel = panel
        self._background = Background(self)
        self._session_key = False
        panel.server_asked.connect(self._on_server_asked)
        panel.server_given.connect(self._on_server_given)

    def _on_server_asked(self, address: str, key: str) -> None:
        form = self._panel.server_form
        form.work(self.tr("Asking the server…"))

        def answered(names: list[str]) -> None:
            form.work("")
            form.show_models(names)

        self._background.run(
            lambda: servers.server_models(address, key), answered, self._on_server_failed
        )

    def _on_server_given(self, address: str, model: str, name: str, key: str) -> None:
        self._panel.server_form.work(self.tr("Asking the server…"))
        keep = KeyPlace.SESSION if self._session_key else KeyPlace.KEYRING
        self._background.run(
            lambda: servers.asked_server(address, model, name, key, keep),
            lambda record: self._on_server_answered(record, key, keep),
            self._on_server_failed,
        )

    def _on_server_answered(self, record: ModelRecord, key: str, keep: KeyPlace) -> None:
        if self._desk.closed:
            return
        form = self._panel.server_form
        form.work("")
        try:
            change = servers.keep_server(self._desk.project, record, key, keep)
        except servers.NoKeyringError as error:
            self._session_key = True
            form.say(
                self.tr("{error} Press the button again to keep it until Stepmark ends.").format(
                    error=shown(error)
                )
            )
            return
        except KnownError as error:
            form.say(shown(error))
            return
        self._session_key = False
        self._desk.commit(lambda: change, self)
        self._panel.show_form(None)
        self.added.emit()

    def _on_server_failed(self, error: KnownError) -> None:
        self._panel.server_form.work("")
        self._panel.server_form.say(shown(error))
