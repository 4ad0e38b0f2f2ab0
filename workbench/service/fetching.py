"""Fetch one file over the network: resumed where it broke off, checked before it gets its name.

Only whole, checked files are renamed; a file with another fingerprint than promised is put aside
as ``.refused``, deleted by the next try, and never listed as a model.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import BinaryIO

import httpx

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.service.addresses import Address, next_address
from workbench.service.fetch_progress import (
    Cancelled,
    FetchProgress,
    FetchStage,
    OnConnected,
    Report,
    Stopped,
)
from workbench.service.http_answers import (
    break_off,
    check_status,
    content_range,
    total_bytes,
    validator_of,
)
from workbench.service.partial_files import (
    DownloadError,
    Note,
    Wanted,
    alone,
    drop_part,
    finish,
    put_aside,
)
from workbench.weights.gguf_header import read_header

PIECE = 1 << 16
SYNC_EVERY = 8 << 20
RESERVE = 256 << 20  # left free on the disk, for everything else that runs here
TIMEOUT = httpx.Timeout(30.0, connect=15.0)
MAX_REDIRECTS = 8
STARTED_OVER = sentence("The file on the server has changed, or it sends no parts: started over.")


def fetch(
    wanted: Wanted,
    report: Report,
    cancelled: Cancelled,
    on_connected: OnConnected = lambda _: None,
) -> str:
    """Fetch a file to its name and return its SHA-256.

    ``on_connected`` is given a function that breaks the connection from another thread: a silent
    server would else hold a stopped download for as long as its time-out. Raises DownloadError or
    AddressError in one plain sentence, Stopped where ``cancelled`` says so. The part stays for the
    next try, unless it is not what was promised.
    """
    Address.parse(wanted.url)
    with alone(wanted):
        return _Fetch(wanted, report, cancelled, on_connected).run()


@dataclass(slots=True)
class _Fetch:
    """One download in one thread; the lock is held."""

    wanted: Wanted
    report: Report
    cancelled: Cancelled
    on_connected: OnConnected
    progress: FetchProgress = field(default_factory=FetchProgress)
    note: Note = field(default_factory=Note)

    def run(self) -> str:
        """Receive, check, rename."""
        wanted = self.wanted
        if wanted.target.exists():
            raise DownloadError(
                sentence(
                    "There is a file called {name} in {folder} already; use it, or move it "
                    "away and try again.",
                    name=wanted.target.name,
                    folder=wanted.target.parent,
                )
            )
        with _translated(wanted):
            wanted.refused.unlink(missing_ok=True)
            self._receive_whole()
            digest = self._check()
            finish(wanted)
        self._tell(replace(self.progress, stage=FetchStage.DONE, sha256=digest))
        return digest

    def _receive_whole(self) -> None:
        """Ask for what is missing; where the server cannot go on from there, for the whole."""
        self.note = self._resumable()
        if self.note.total and self.note.durable == self.note.total:
            return  # It ended between the last byte and the check.
        try:
            with self._client() as client:
                received = self._receive(client, self.note.durable)
                if not received and not self._receive(client, 0):
                    raise DownloadError(
                        sentence(
                            "{host} does not send the file from its beginning; try again later.",
                            host=self.progress.host,
                        )
                    )
        finally:
            if self.note.url and not self.note.durable:
                drop_part(self.wanted)

    def _resumable(self) -> Note:
        """Return the note of a part that can be gone on with, else an empty one."""
        part, note = self.wanted.part, Note.read(self.wanted.note)
        there = part.stat().st_size if part.exists() else 0
        if not there:
            return Note()
        if note.url == self.wanted.url and note.validator and 0 < note.durable <= there:
            return note
        self.progress = replace(self.progress, notice=STARTED_OVER)
        return Note()

    def _client(self) -> httpx.Client:
        # A proxy of the environment is for other hosts, never for this one.
        trusts = not Address.parse(self.wanted.url).is_loopback
        return httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=trusts)

    def _receive(self, client: httpx.Client, start: int) -> bool:
        """Receive from byte ``start``; False where the server cannot go on from there."""
        headers = {"Accept-Encoding": "identity"}
        if start:
            headers |= {"Range": f"bytes={start}-", "If-Range": self.note.validator}
        with self._answer(client, headers) as answer:
            if not self._continues(answer, start):
                return False
            start = start if answer.status_code == 206 else 0
            self._begin(answer, start)
            self._write(answer, start)
        return True

    def _continues(self, answer: httpx.Response, start: int) -> bool:
        """Whether the answer is the whole file, or exactly the asked part of the same version."""
        if answer.status_code == 200:
            return True
        first, total = content_range(answer)
        same = not start or (
            total == self.note.total and validator_of(answer.headers) in ("", self.note.validator)
        )
        return answer.status_code == 206 and first == start and same

    def _begin(self, answer: httpx.Response, start: int) -> None:
        """Check the promised size and the disk, and note what is coming."""
        total = total_bytes(answer)
        promised = self.wanted.size_bytes
        if promised and total and total != promised:
            raise DownloadError(
                sentence(
                    "{host} offers {total:,} bytes and the list promises {promised:,}: this "
                    "is another file. Check the address, or tell the list's author.",
                    host=self.progress.host,
                    total=total,
                    promised=promised,
                )
            )
        self._check_space((total or promised) - start)
        notice = STARTED_OVER if self.note.durable and not start else self.progress.notice
        validator = validator_of(answer.headers) or (self.note.validator if start else "")
        self.note = Note(self.wanted.url, validator, total, start, self.wanted.sha256, promised)
        self._tell(
            replace(
                self.progress,
                stage=FetchStage.RECEIVING, received=start, total=total or promised, notice=notice,
            )
        )  # fmt: skip

    @contextlib.contextmanager
    def _answer(self, client: httpx.Client, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """Ask, and follow redirects by hand, so that each hop is looked at first."""
        address = Address.parse(self.wanted.url)
        for _ in range(MAX_REDIRECTS):
            self._stop_if_asked()
            self._tell(replace(self.progress, host=address.host))
            request = client.build_request("GET", address.url, headers=headers)
            answer = client.send(request, stream=True)
            self.on_connected(partial(break_off, answer))
            try:
                if answer.next_request is None:
                    check_status(answer, address.host)
                    yield answer
                    return
                address = next_address(address, str(answer.next_request.url))
            finally:
                answer.close()
        raise DownloadError(
            sentence("The server sends from one address to the next; check the address.")
        )

    def _check_space(self, missing: int) -> None:
        folder = self.wanted.target.parent
        free = shutil.disk_usage(folder).free
        if free < max(0, missing) + RESERVE:
            raise DownloadError(
                sentence(
                    "The disk of {folder} has {free:.1f} GB free and the download needs "
                    "{needed:.1f} GB; free some space, then go on.",
                    folder=folder,
                    free=free / 1e9,
                    needed=(max(0, missing) + RESERVE) / 1e9,
                )
            )

    def _write(self, answer: httpx.Response, start: int) -> None:
        """Append the body; every few megabytes it is made durable and the note says so."""
        received = synced = start
        with self.wanted.part.open("r+b" if start else "wb") as part:
            part.truncate(start)
            part.seek(start)
            self.note.write(self.wanted.note)
            try:
                for piece in answer.iter_raw(PIECE):
                    received += len(piece)
                    self._refuse_more_than_promised(received)
                    part.write(piece)
                    if received - synced >= SYNC_EVERY:
                        self._make_durable(part)
                        synced = received
                        self._check_space(self.progress.total - received)
                    self._tell(replace(self.progress, received=received))
                    self._stop_if_asked()
            finally:
                self._make_durable(part)
        self._stop_if_asked()
        self._check_received(received)

    def _refuse_more_than_promised(self, received: int) -> None:
        total = self.progress.total
        if total and received > total:
            raise DownloadError(
                sentence(
                    "{host} sends more than the {total:,} bytes promised; check the address.",
                    host=self.progress.host,
                    total=total,
                )
            )

    def _check_received(self, received: int) -> None:
        total = self.progress.total
        if total and received != total:
            raise DownloadError(
                sentence(
                    "{host} ended after {received:,} of {total:,} bytes; go on to fetch the rest.",
                    host=self.progress.host,
                    received=received,
                    total=total,
                )
            )

    def _make_durable(self, part: BinaryIO) -> None:
        part.flush()
        os.fsync(part.fileno())
        self.note = replace(self.note, durable=part.tell())
        self.note.write(self.wanted.note)

    def _check(self) -> str:
        """Return the part's SHA-256; put aside one that is not what was promised or no model."""
        found = self._digest()
        if self.wanted.sha256 and found != self.wanted.sha256:
            put_aside(self.wanted)
            raise DownloadError(
                sentence(
                    "The file is not the one promised: its SHA-256 is {found} and not "
                    "{sha256}. It was put aside and will not be used; check the address.",
                    found=found,
                    sha256=self.wanted.sha256,
                )
            )
        if self.wanted.target.suffix.lower() != ".gguf":
            return found
        try:
            read_header(self.wanted.part)
        except KnownError as error:
            put_aside(self.wanted)
            raise DownloadError(
                sentence(
                    "What {host} sent is no usable model; it was put aside. {reason}",
                    host=Address.parse(self.wanted.url).host,
                    reason=error,
                )
            ) from error
        return found

    def _digest(self) -> str:
        digest, done = hashlib.sha256(), 0
        total = self.wanted.part.stat().st_size
        self.progress = replace(self.progress, stage=FetchStage.CHECKING, total=total)
        with self.wanted.part.open("rb") as part:
            while piece := part.read(1 << 20):
                digest.update(piece)
                done += len(piece)
                self._tell(replace(self.progress, received=done))
                self._stop_if_asked()
        return digest.hexdigest()

    def _stop_if_asked(self) -> None:
        if self.cancelled():
            raise Stopped

    def _tell(self, progress: FetchProgress) -> None:
        self.progress = progress
        self.report(progress)


@contextlib.contextmanager
def _translated(wanted: Wanted) -> Iterator[None]:
    """Say what the network and the disk did in plain words."""
    host = Address.parse(wanted.url).host
    try:
        yield
    except httpx.TimeoutException:
        raise DownloadError(
            sentence(
                "{host} stopped sending; what came so far is kept: go on when the network is "
                "better.",
                host=host,
            )
        ) from None
    except httpx.ConnectError as error:
        raise DownloadError(
            sentence(
                "{host} cannot be reached ({reason}); check the network and the address.",
                host=host,
                reason=error,
            )
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DownloadError(
            sentence(
                "The connection to {host} broke off; what came so far is kept: go on for the rest.",
                host=host,
            )
        ) from error
    except OSError as error:
        raise DownloadError(
            sentence(
                "The file cannot be written in {folder} ({reason}); free some space or choose "
                "another folder, then go on.",
                folder=wanted.target.parent,
                reason=error.strerror,
            )
        ) from error
