"""The downloads of this window: begun, watched, stopped, gone on with, each in its thread."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from workbench import paths
from workbench.catalog import CatalogEntry
from workbench.domain.errors import KnownError
from workbench.domain.model_facts import Download, Source
from workbench.domain.records import RunState
from workbench.domain.sentences import sentence
from workbench.jobs.run_folder import read_json, write_json
from workbench.service.addresses import Address, AddressError
from workbench.service.fetch_progress import (
    Break,
    Cancelled,
    FetchProgress,
    FetchStage,
    OnConnected,
    Report,
    Stopped,
)
from workbench.service.model_folders import downloads_folder
from workbench.service.partial_files import DownloadError, Wanted, forget, unfinished
from workbench.weights.identity import remember_sha256

SPEED_SECONDS, SAMPLE_SECONDS = 5.0, 0.1
SOURCE = ".source.json"
_HEXADECIMAL = frozenset("0123456789abcdef")


def wanted_entry(entry: CatalogEntry) -> Wanted:
    """Return what a list's entry asks for; KnownError where it names no file to fetch."""
    if not entry.url:
        raise KnownError(
            sentence("{name} comes with Stepmark; there is nothing to download.", name=entry.name)
        )
    return _wanted(entry.url, entry.sha256, entry.size_bytes)


def wanted_address(url: str, sha256: str = "") -> Wanted:
    """Return what a typed address asks for; KnownError where it cannot be a model's file."""
    digest = sha256.strip().lower()
    if digest and (len(digest) != 64 or not set(digest) <= _HEXADECIMAL):
        raise KnownError(
            sentence("A SHA-256 has 64 hexadecimal digits; paste it again or leave it out.")
        )
    return _wanted(url.strip(), digest, 0)


def fetch_model(
    wanted: Wanted,
    report: Report,
    cancelled: Cancelled,
    on_connected: OnConnected = lambda _: None,
) -> Source:
    """Fetch a model's file, and keep beside it where it came from.

    Raises DownloadError, AddressError, or Stopped.
    """
    # Imported here: its network library takes a third of a second that only a download is worth.
    from workbench.service.fetching import fetch

    digest = fetch(wanted, report, cancelled, on_connected)
    host = Address.parse(wanted.url).host
    source = Source(_without_query(wanted.url), host, digest, bool(wanted.sha256))
    try:
        remember_sha256(wanted.target, paths.cache_dir(), digest)
        write_json(source_file(wanted.target), asdict(source))
    except OSError as error:
        raise DownloadError(
            sentence(
                "{name} is here and whole, but where it came from could not be noted "
                "({reason}); free some space.",
                name=wanted.target.name,
                reason=error.strerror,
            )
        ) from error
    return source


def source_of(path: Path) -> Source | None:
    """Return where a file was downloaded from, None for one that was not."""
    found = read_json(source_file(path))
    try:
        return Source(**found) if found else None
    except TypeError:
        return None


def source_file(path: Path) -> Path:
    """Return where it is kept."""
    return path.with_name(path.name + SOURCE)


@dataclass(slots=True)
class _Job:
    """One download's thread and what it last said."""

    wanted: Wanted
    state: RunState = RunState.STARTING
    progress: FetchProgress = field(default_factory=FetchProgress)
    reason: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    break_off: Break = lambda: None
    seen: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=64))

    def report(self, progress: FetchProgress) -> None:
        self.progress = progress
        now = time.monotonic()
        fresh = not self.seen or now - self.seen[-1][0] >= SAMPLE_SECONDS
        if progress.stage is FetchStage.RECEIVING and fresh:
            self.seen.append((now, progress.received))
        if self.state is RunState.STARTING:
            self.state = RunState.RUNNING

    def connected(self, break_off: Break) -> None:
        self.break_off = break_off
        if self.stop.is_set():
            break_off()

    def run(self) -> None:
        try:
            fetch_model(self.wanted, self.report, self.stop.is_set, self.connected)
        except Stopped:
            self.state = RunState.STOPPED
        except KnownError as error:
            stopped = self.stop.is_set()  # A connection that we broke off ourselves is no failure.
            self.reason = "" if stopped else str(error)
            self.state = RunState.STOPPED if stopped else RunState.FAILED
        except Exception as error:
            self.reason = sentence(
                "The download ended by a fault of Stepmark ({reason}); try again.",
                reason=repr(error),
            )
            self.state = RunState.FAILED
            raise  # So that it is logged and shown as the fault it is.
        else:
            self.state = RunState.DONE

    def speed(self) -> float:
        """Return bytes per second over the last seconds."""
        now = time.monotonic()
        recent = [one for one in list(self.seen) if now - one[0] <= SPEED_SECONDS]
        if len(recent) < 2 or recent[-1][0] <= recent[0][0]:
            return 0.0
        return max(0.0, (recent[-1][1] - recent[0][1]) / (recent[-1][0] - recent[0][0]))


class Downloads:
    """What is being fetched and what was left unfinished; call ``close`` at the end."""

    def __init__(self, folder: Callable[[], Path] = downloads_folder) -> None:
        self._folder = folder
        self._jobs: dict[str, _Job] = {}

    def start(self, wanted: Wanted) -> str:
        """Begin a download, or go on with one; return its key. No network is used before this."""
        key = wanted.target.name
        if self._is_running(key):
            raise KnownError(
                sentence("{key} is being fetched already; wait for it or stop it.", key=key)
            )
        job = self._jobs[key] = _Job(wanted)
        job.thread = threading.Thread(target=job.run, name=f"download {key}", daemon=True)
        job.thread.start()
        return key

    def stop(self, key: str) -> None:
        """Stop a download; what came so far stays for a later start."""
        job = self._jobs.get(key)
        if job is not None and job.state in (RunState.STARTING, RunState.RUNNING):
            job.state = RunState.STOPPING
            job.stop.set()
            job.break_off()

    def forget(self, key: str) -> None:
        """Remove an ended download and what came of it; the finished file stays."""
        wanted = self.wanted(key)
        if wanted is None:
            return
        if self._is_running(key):
            raise KnownError(sentence("{key} is being fetched; stop it first.", key=key))
        forget(wanted)
        self._jobs.pop(key, None)

    def wanted(self, key: str) -> Wanted | None:
        """Return what a download asks for, so that it can be gone on with."""
        if key in self._jobs:
            return self._jobs[key].wanted
        left = unfinished(self._folder())
        return next((wanted for wanted, _ in left if wanted.target.name == key), None)

    def all(self) -> list[Download]:
        """Return all downloads: those of this window, then what earlier ones left unfinished."""
        mine = [_view(key, job) for key, job in self._jobs.items()]
        left = [
            Download(
                key=wanted.target.name,
                url=wanted.url,
                host=_host(wanted),
                path=wanted.target,
                state=RunState.STOPPED,
                received=note.durable,
                total=note.total or note.size_bytes,
                checked=bool(wanted.sha256),
            )
            for wanted, note in unfinished(self._folder())
            if wanted.target.name not in self._jobs
        ]
        return [*mine, *left]

    @property
    def active(self) -> bool:
        """Whether any thread is at work."""
        return any(self._is_running(key) for key in self._jobs)

    def close(self, seconds: float = 3.0) -> None:
        """Stop all; a thread that waits for a silent server ends with the process."""
        for key in self._jobs:
            self.stop(key)
        for job in self._jobs.values():
            if job.thread is not None:
                job.thread.join(seconds)

    def _is_running(self, key: str) -> bool:
        job = self._jobs.get(key)
        return job is not None and job.thread is not None and job.thread.is_alive()


def _view(key: str, job: _Job) -> Download:
    progress, speed = job.progress, job.speed()
    missing = progress.total - progress.received
    running = job.state is RunState.RUNNING and progress.stage is FetchStage.RECEIVING
    known = running and speed > 0 and progress.total > 0
    return Download(
        key=key,
        url=job.wanted.url,
        host=progress.host or _host(job.wanted),
        path=job.wanted.target,
        state=job.state,
        checking=progress.stage is FetchStage.CHECKING,
        received=progress.received,
        total=progress.total,
        bytes_per_second=speed if running else 0.0,
        seconds_left=missing / speed if known else None,
        notice=progress.notice,
        reason=job.reason,
        checked=bool(job.wanted.sha256),
    )


def _host(wanted: Wanted) -> str:
    """Return whom a download asks; a note that somebody wrote by hand may name nobody."""
    try:
        return Address.parse(wanted.url).host
    except AddressError:
        return ""


def _wanted(url: str, sha256: str, size_bytes: int) -> Wanted:
    name = Address.parse(url).file_name
    if not name.lower().endswith(".gguf"):
        raise AddressError(
            sentence(
                "The address does not end in the name of a GGUF file (.gguf); paste the "
                "address of the file itself."
            )
        )
    return Wanted(url, downloads_folder() / name, size_bytes, sha256)


def _without_query(url: str) -> str:
    """Return an address without what may be a secret."""
    return url.partition("?")[0].partition("#")[0]
