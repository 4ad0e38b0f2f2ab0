"""The Data page sends an exported folder, and keeps a token only where the hub took it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.hub_server import Hub, hub
from tests.helpers.keyrings import LockedKeyring, MemoryKeyring
from workbench.exchange.folders import MARK
from workbench.service import servers, sharing
from workbench.ui.app import Application
from workbench.ui.data.panel import DataPanel
from workbench.ui.data.share_card import ShareCard
from workbench.ui.rail import Page

WAIT = 60_000
OLD, NEW = "hf_" + "o" * 30, "hf_" + "n" * 30
ENTRY = (servers.KEYRING_NAME, "hub-token")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """The hub that the page sends to: one on loopback."""
    with hub() as server:
        here = functools.partial(sharing.plan_push, endpoint=server.address)
        monkeypatch.setattr(sharing, "plan_push", here)
        monkeypatch.setattr(sharing, "_session_token", "")
        monkeypatch.delenv(sharing.TOKEN_VARIABLE, raising=False)
        yield server


@pytest.fixture
def card(server: Hub, application: Application, tmp_path: Path) -> ShareCard:
    """The card with a folder whose list was seen."""
    folder = tmp_path / "exported"
    folder.mkdir()
    (folder / MARK).touch()
    (folder / "README.md").write_text("# Marks\n")
    page = application.window.open_page(Page.DATA).widget
    assert isinstance(page, DataPanel)
    page.show_tab("export")
    page.share.take(folder)
    page.share.repo.setText("ada/marks")
    page.share.list_it.click()
    assert "README.md" in page.share.said
    return page.share


def kept_in(monkeypatch: pytest.MonkeyPatch, backend: MemoryKeyring) -> MemoryKeyring:
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    return backend


def send(qtbot: QtBot, card: ShareCard, token: str, said: str) -> None:
    card.token.setText(token)
    card.send.click()
    qtbot.waitUntil(lambda: card.isEnabled() and said in card.said, timeout=WAIT)


def test_a_token_is_kept_once_the_hub_took_it_and_can_be_forgotten(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, card: ShareCard, server: Hub
) -> None:
    """A mistyped token must not take the place of one that works; a kept one can be let go."""
    ring = kept_in(monkeypatch, MemoryKeyring())
    sharing.keep_token(OLD)
    server.refuses = True
    send(qtbot, card, NEW, "refused the token")
    assert ring.entries == {ENTRY: OLD}
    server.refuses = False
    send(qtbot, card, NEW, f"Sent to {server.address}")
    assert ring.entries == {ENTRY: NEW}
    assert card.token.text() == ""
    card.forget.click()
    qtbot.waitUntil(lambda: "No token of the hub is kept" in card.said, timeout=WAIT)
    assert ring.entries == {}
    assert sharing.kept_token() == ""


def test_a_keyring_that_refuses_the_token_does_not_keep_the_folder_from_being_sent(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, card: ShareCard, server: Hub
) -> None:
    """The token is at hand; where it is kept afterwards is another matter, and is said."""
    kept_in(monkeypatch, LockedKeyring())
    send(qtbot, card, NEW, f"Sent to {server.address}")
    assert "until Stepmark ends" in card.said
    assert server.files["README.md"] == b"# Marks\n"
    card.forget.click()
    qtbot.waitUntil(lambda: "is still in the system's keyring" in card.said, timeout=WAIT)


def test_what_was_not_listed_is_not_sent(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, card: ShareCard, server: Hub
) -> None:
    """A file that came into the folder behind the list would go to strangers unseen."""
    kept_in(monkeypatch, MemoryKeyring())
    assert card.folder is not None
    (card.folder / "notes.txt").write_text("private")
    send(qtbot, card, NEW, "has changed since")
    assert "notes.txt" in card.said
    assert server.calls == []
    (card.folder / "notes.txt").unlink()
    card.list_it.click()
    send(qtbot, card, NEW, f"Sent to {server.address}")
    assert "notes.txt" not in server.files
    (card.folder / MARK).unlink()
    card.list_it.click()
    assert card.send.isHidden()
