"""Runs the downloads of the Models page: asks before a new host, follows, stops, goes on."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.catalog import CatalogEntry, catalog, user_catalog
from workbench.domain.errors import KnownError
from workbench.domain.records import RunState
from workbench.service import downloads, model_folders
from workbench.service.addresses import Address
from workbench.service.downloads import Downloads
from workbench.service.partial_files import Wanted
from workbench.ui.desk import Desk
from workbench.ui.languages import shown, translate
from workbench.ui.models.download_lines import Fetch
from workbench.ui.models.panel import ModelsPanel
from workbench.ui.models.shown import DOWNLOAD
from workbench.ui.models.words import size_text

POLL_MS = 150


class DownloadsPresenter(QObject):
    """Downloads under way, waiting for consent, unfinished, and what the lists offer.

    Signals:
        changed(): one of them stands otherwise than before.
        arrived(): a file is there.
    """

    changed = Signal()
    arrived = Signal()

    def __init__(self, desk: Desk, panel: ModelsPanel) -> None:
        super().__init__(panel)
        self._desk = desk
        self._panel = panel
        self._downloads = Downloads()
        self._asking: dict[str, Wanted] = {}
        self._listed: list[tuple[CatalogEntry, Wanted]] = []
        self._told = ""
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._on_poll)
        panel.address_given.connect(self._on_address_given)

    def close(self) -> None:
        """Stop all; what came so far stays."""
        self._poll.stop()
        self._downloads.close()

    def read_lists(self) -> None:
        """Read what can be fetched by the shipped list and the user's own; say once what is bad."""
        try:
            entries = [entry for entry in (*catalog(), *user_catalog()) if entry.url]
            self._listed = [(entry, downloads.wanted_entry(entry)) for entry in entries]
        except KnownError as error:
            if shown(error) != self._told:
                self._told = shown(error)
                self._desk.failed.emit(self._told, None)

    def fetches(self) -> list[Fetch]:
        """Return all that the page lists under downloads."""
        found = [
            Fetch(f"{DOWNLOAD}{one.key}", one.key, one.host, one.total, one.checked, one)
            for one in self._downloads.all()
        ]
        keys = {one.key for one in found}
        asked = [_asked(key, wanted) for key, wanted in self._asking.items() if key not in keys]
        found = [replace(one, asks=one.key in self._asking) for one in found] + asked
        keys = {one.key for one in found}
        offered = [_offer(entry, wanted) for entry, wanted in self._listed if _is_open(wanted)]
        return [*found, *(one for one in offered if one.key not in keys)]

    def download(self, key: str) -> None:
        """Begin or go on with a download; a host that is new is named first."""
        wanted = self._wanted(key)
        if wanted is not None:
            self._begin(key, wanted)

    def _wanted(self, key: str) -> Wanted | None:
        name = key.removeprefix(DOWNLOAD)
        listed = (wanted for _, wanted in self._listed if wanted.target.name == name)
        return self._downloads.wanted(name) or next(listed, None)

    def agree(self, key: str) -> None:
        """Remember that this host may be contacted, and begin."""
        wanted = self._asking.get(key)
        if wanted is not None:
            model_folders.agree_to(Address.parse(wanted.url).host)
            self._start(key, wanted)

    def _begin(self, key: str, wanted: Wanted) -> None:
        if model_folders.is_agreed(Address.parse(wanted.url).host):
            self._start(key, wanted)
        else:
            self._asking[key] = wanted
            self.changed.emit()

    def _start(self, key: str, wanted: Wanted) -> None:
        self._asking.pop(key, None)
        try:
            self._downloads.start(wanted)
        except KnownError as error:
            self._desk.failed.emit(shown(error), None)
        self._poll.start()
        self.changed.emit()

    def stop(self, key: str) -> None:
        """Stop a download; what came so far stays."""
        self._downloads.stop(key.removeprefix(DOWNLOAD))
        self.changed.emit()

    def forget(self, key: str) -> None:
        """Take back a question that was not agreed to, or remove what came of a download."""
        if self._asking.pop(key, None) is None:
            self._downloads.forget(key.removeprefix(DOWNLOAD))
        self.changed.emit()

    def _on_poll(self) -> None:
        """Follow the downloads, at most seven times a second."""
        done = [one for one in self._downloads.all() if one.state is RunState.DONE]
        for one in done:
            self._downloads.forget(one.key)
            size = size_text(one.received)
            self._desk.told.emit(
                self.tr("{key} ({size}) is here; choose Load to use it.").format(
                    key=one.key, size=size
                )
            )
        if not self._downloads.active:
            self._poll.stop()
        if done:
            self.arrived.emit()
        else:
            self.changed.emit()

    def _on_address_given(self, address: str, sha256: str) -> None:
        try:
            wanted = downloads.wanted_address(address, sha256)
        except KnownError as error:
            self._panel.address_form.say(shown(error))
            return
        key = f"{DOWNLOAD}{wanted.target.name}"
        self._panel.show_form(None)
        self._begin(key, wanted)
        self._panel.select(key)


def _asked(key: str, wanted: Wanted) -> Fetch:
    host = Address.parse(wanted.url).host
    checked = bool(wanted.sha256)
    facts = (
        (translate("DownloadsPresenter", "Address"), wanted.url),
        (translate("DownloadsPresenter", "Goes to"), str(wanted.target)),
    )
    return Fetch(key, wanted.target.name, host, wanted.size_bytes, checked, asks=True, facts=facts)


def _is_open(wanted: Wanted) -> bool:
    """Whether the file is still to be fetched."""
    return not wanted.target.exists()


def _offer(entry: CatalogEntry, wanted: Wanted) -> Fetch:
    facts = [
        (
            translate("DownloadsPresenter", "Licence"),
            entry.licence or translate("DownloadsPresenter", "not stated"),
        )
    ]
    if entry.context:
        facts.append(
            (
                translate("DownloadsPresenter", "Context"),
                translate("DownloadsPresenter", "{context:,} tokens").format(context=entry.context),
            )
        )
    return Fetch(
        key=f"{DOWNLOAD}{wanted.target.name}",
        name=entry.name,
        host=Address.parse(entry.url).host,
        size=entry.size_bytes or entry.size_mb * 10**6,
        checked=bool(entry.sha256),
        summary=entry.summary,
        facts=tuple(facts),
    )
