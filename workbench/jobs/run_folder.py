"""The folder that a training run and the window share: atomic files, checkpoints with hashes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from workbench.domain.errors import TrainingError
from workbench.domain.records import RunState, now
from workbench.domain.sentences import sentence
from workbench.paths import sync_file, sync_folder

MANIFEST = "manifest.json"
PART, OLD = ".part", ".old"
ENDED = (RunState.DONE, RunState.STOPPED, RunState.FAILED)
STAGES = ("base", "reward", "before", "warm_start", "ppo", "after", "publish")


@dataclass(frozen=True, slots=True)
class RunStatus:
    """What a run says of itself; ``pid`` and ``started`` name its process beyond doubt.

    ``fraction`` is 0 to 1 of the whole run, ``seconds_left`` None while unknown; ``reason`` is one
    plain sentence once the run has ended or waits, ``notices`` are sentences it said on the way.
    ``question`` is not empty while a paused run waits for the file ``confirm``.
    """

    state: RunState
    stage: str = ""
    fraction: float = 0.0
    seconds_left: float | None = None
    reason: str = ""
    notices: tuple[str, ...] = ()
    pid: int = 0
    started: float = 0.0
    updated_at: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Paths and file forms of one run; every replacement is atomic and synced."""

    path: Path

    @property
    def snapshot(self) -> Path:
        """The frozen feedback, one JSON record a line."""
        return self.path / "snapshot.jsonl"

    @property
    def metrics(self) -> Path:
        """One JSON object per reward-model epoch, update or evaluation."""
        return self.path / "metrics.jsonl"

    @property
    def samples(self) -> Path:
        """A few responses with step scores, before and after."""
        return self.path / "samples.jsonl"

    @property
    def log(self) -> Path:
        """What the process printed."""
        return self.path / "log.txt"

    @property
    def result(self) -> Path:
        """The published adapter, its GGUF form and its card."""
        return self.path / "result"

    @property
    def checkpoints(self) -> Path:
        """One folder per checkpoint."""
        return self.path / "checkpoints"

    def make(self, config: Mapping[str, Any], snapshot_lines: Iterable[str]) -> str:
        """Lay a new run folder and return the SHA-256 of the snapshot it now holds.

        Raises TrainingError when the folder already holds a run.
        """
        if (self.path / "config.json").exists():
            raise TrainingError(
                sentence(
                    "The folder {path} already holds a run; resume it or choose another folder.",
                    path=self.path,
                )
            )
        self.checkpoints.mkdir(parents=True, exist_ok=True)
        with self.snapshot.open("w", encoding="utf-8", newline="\n") as handle:
            handle.writelines(line + "\n" for line in snapshot_lines)
            os.fsync(handle.fileno())
        digest = file_sha256(self.snapshot)
        write_json(self.path / "config.json", {**config, "snapshot_sha256": digest})
        return digest

    def config(self) -> dict[str, Any]:
        """Read the run's settings.

        Raises TrainingError when the folder holds no run.
        """
        found = read_json(self.path / "config.json")
        if found is None:
            raise TrainingError(
                sentence("{path} holds no training run; start a new one.", path=self.path)
            )
        return found

    def snapshot_lines(self) -> Iterator[str]:
        """Yield the snapshot's lines after checking that not a byte of it changed.

        Raises TrainingError when the snapshot is not the one the run began with.
        """
        expected = self.config()["snapshot_sha256"]
        if not self.snapshot.exists() or file_sha256(self.snapshot) != expected:
            raise TrainingError(
                sentence(
                    "The feedback snapshot of this run was changed since it began; start a new run."
                )
            )
        with self.snapshot.open(encoding="utf-8", newline="\n") as handle:
            for line in handle:
                yield line.rstrip("\n")

    def write_status(self, status: RunStatus) -> None:
        """Replace the status."""
        write_json(self.path / "status.json", {**asdict(status), "updated_at": now()})

    def status(self) -> RunStatus | None:
        """Read the status; None before the process wrote its first."""
        found = read_json(self.path / "status.json")
        if found is None:
            return None
        notices = tuple(found.pop("notices"))
        return RunStatus(**{**found, "state": RunState(found["state"]), "notices": notices})

    def append(self, path: Path, record: Mapping[str, Any]) -> None:
        """Append one JSON record to the metrics or samples."""
        with path.open("a", encoding="utf-8", newline="\n") as handle:
            handle.write(json.dumps(record, ensure_ascii=False) + "\n")

    def read_metrics(self, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
        """Return the metrics written since a byte offset, and the offset to go on from."""
        if not self.metrics.exists():
            return [], offset
        with self.metrics.open("rb") as handle:
            handle.seek(offset)
            whole = handle.read().rpartition(b"\n")[0]
        if not whole:
            return [], offset
        return [json.loads(line) for line in whole.split(b"\n")], offset + len(whole) + 1

    def mend(self) -> None:
        """Cut what a kill left half written off the metrics and samples."""
        for path in (self.metrics, self.samples):
            if path.exists():
                with path.open("rb+") as handle:
                    handle.truncate(handle.read().rfind(b"\n") + 1)

    def keep_metrics(self, wanted: Callable[[dict[str, Any]], bool]) -> None:
        """Drop the metrics of work that a resumed run does again."""
        kept = [
            json.dumps(record, ensure_ascii=False)
            for record in self.read_metrics()[0]
            if wanted(record)
        ]
        write_text(self.metrics, "".join(line + "\n" for line in kept))

    def ask_to_stop(self) -> None:
        """Ask the process to checkpoint and stop."""
        (self.path / "stop").touch()

    def stop_asked(self) -> bool:
        """Say whether somebody asked the process to stop."""
        return (self.path / "stop").exists()

    def forget_stop(self) -> None:
        """Withdraw the request, so that a resumed run goes on."""
        (self.path / "stop").unlink(missing_ok=True)

    def ask_to_pause(self) -> None:
        """Ask the process to checkpoint and wait until ``go_on``."""
        (self.path / "pause").touch()

    def pause_asked(self) -> bool:
        """Say whether somebody asked the process to wait."""
        return (self.path / "pause").exists()

    def go_on(self) -> None:
        """Let a paused run go on."""
        (self.path / "pause").unlink(missing_ok=True)

    def confirm(self) -> None:
        """Answer a run's question with yes, now or before it asks; the answer holds for good."""
        (self.path / "confirm").touch()

    def confirmed(self) -> bool:
        """Say whether somebody answered yes."""
        return (self.path / "confirm").exists()

    def write_checkpoint(self, name: str, write: Callable[[Path], None]) -> Path:
        """Let ``write`` fill a temporary folder, then make it the checkpoint ``name``.

        The order is: files, sync, manifest with their hashes last, sync, rename. A kill at any
        moment leaves either the whole checkpoint or a folder that is never read. One of the same
        name steps aside and goes last, so that there is always one. Raises TrainingError when the
        disk takes it not; what was there stays.
        """
        final = self.checkpoints / name
        part, old = (self.checkpoints / f"{name}{suffix}" for suffix in (PART, OLD))
        shutil.rmtree(part, ignore_errors=True)
        try:
            part.mkdir(parents=True)
            self._fill(part, write)
        except OSError as error:
            shutil.rmtree(part, ignore_errors=True)
            raise TrainingError(
                sentence(
                    "The checkpoint {name} could not be written ({reason}); free some space "
                    "on the disk and resume the run from its last checkpoint.",
                    name=name,
                    reason=error.strerror or error,
                )
            ) from error
        if final.exists():
            shutil.rmtree(old, ignore_errors=True)
            final.replace(old)
        part.replace(final)
        _sync_path(self.checkpoints)
        shutil.rmtree(old, ignore_errors=True)
        return final

    def _fill(self, part: Path, write: Callable[[Path], None]) -> None:
        write(part)
        hashes = {file.name: file_sha256(file) for file in sorted(part.iterdir())}
        for file in hashes:
            _sync_path(part / file)
        manifest = {"files": hashes, "snapshot_sha256": self.config()["snapshot_sha256"]}
        write_json(part / MANIFEST, manifest)
        _sync_path(part)

    def checkpoint_fault(self, path: Path) -> str | None:
        """Say in words what is wrong with a checkpoint; None when it is whole."""
        manifest = read_json(path / MANIFEST)
        if manifest is None:
            return sentence("its manifest is missing")
        if manifest.get("snapshot_sha256") != self.config()["snapshot_sha256"]:
            return sentence("it belongs to another feedback snapshot")
        for name, digest in manifest["files"].items():
            if not (path / name).is_file():
                return sentence("its file {name} is missing", name=name)
            if file_sha256(path / name) != digest:
                return sentence("its file {name} is damaged", name=name)
        return None

    def newest_checkpoint(self, prefix: str) -> tuple[Path | None, list[str]]:
        """Return the newest whole checkpoint and a sentence for each newer one that was refused."""
        refused: list[str] = []
        for path in self._written(prefix):
            fault = self.checkpoint_fault(path)
            if fault is None:
                return path, refused
            refused.append(
                sentence(
                    "The checkpoint {name} was not used: {fault}.", name=path.name, fault=fault
                )
            )
        return None, refused

    def drop_checkpoints(self, prefix: str, keep: int) -> None:
        """Delete all but the newest ``keep`` checkpoints, and unfinished ones that a kill left."""
        unfinished = self.checkpoints.glob(f"{prefix}*{PART}")
        for path in (*self._written(prefix)[keep:], *unfinished):
            shutil.rmtree(path, ignore_errors=True)

    def _written(self, prefix: str) -> list[Path]:
        """Return what may be checkpoints, newest first; one that stepped aside comes second."""
        found = [path for path in self.checkpoints.glob(f"{prefix}*") if path.suffix != PART]
        return sorted(found, key=lambda path: (path.stem, path.suffix != OLD), reverse=True)


def process_started(pid: int) -> float | None:
    """Return when a process began (seconds since the epoch); None when it runs no more."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.NoSuchProcess:
        return None


def is_alive(status: RunStatus) -> bool:
    """Say whether the very process that wrote the status still runs; a reused pid is not it."""
    started = process_started(status.pid) if status.pid else None
    return started is not None and abs(started - status.started) < 1.0


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_json(path: Path, value: Any) -> None:
    """Replace a JSON file atomically."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write_text(path: Path, text: str) -> None:
    """Replace a text file atomically: part, sync, rename."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="\n") as handle:
        handle.write(text)
        os.fsync(handle.fileno())
    part.replace(path)


def read_json(path: Path) -> dict[str, Any] | None:
    """Read a JSON object; None when the file is absent or cut short."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found


def _sync_path(path: Path) -> None:
    """Make a file's content, or a folder's list of names, durable."""
    if path.is_dir():
        sync_folder(path)
    else:
        sync_file(path)
