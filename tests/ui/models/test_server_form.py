"""Adding a server in the window: asked for its models, added with its key, listed, removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.openai_server import served
from tests.helpers.tiny_model import make_tiny_gguf
from tests.ui.models.test_models_page import Opened
from workbench.domain.sampling import REMOTE
from workbench.service import servers
from workbench.ui.app import Application
from workbench.ui.models.lines import Verb


def test_a_server_is_asked_added_listed_and_removed(
    qtbot: QtBot, application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own list of models is offered; without a keyring the key lives till Stepmark ends."""
    monkeypatch.setattr(servers, "keyring_backend", lambda: None)
    opened = Opened(qtbot, application)
    desk = application.desk
    with served(make_tiny_gguf(tmp_path / "tiny"), tmp_path / "log", key="secret") as server:
        opened.page.add_server.click()
        form = opened.page.server_form
        form.address.setText(server.address)
        form.key.setText("wrong")
        form.ask.click()
        opened.until(lambda: form.ask.isEnabled() and bool(form.said.text()))
        assert form.model.count() == 0
        form.key.setText("secret")
        form.ask.click()
        opened.until(lambda: form.model.count() == 1)
        form.name.setText("Lab")
        form.go.click()
        opened.until(lambda: "press the button again" in form.said.text().casefold())
        assert desk.library.models() == []
        form.go.click()
        opened.has("Lab")
        assert not form.isVisible()
    [record] = desk.library.models()
    assert "secret" not in record.path
    assert record.kind == REMOTE
    opened.choose("Lab")
    assert opened.row("Lab").meta == servers.address_of(record)
    opened.press(Verb.REMOVE)
    opened.until(lambda: "Lab" not in opened.titles())
