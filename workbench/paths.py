"""Where things lie: shipped folders and the user's own, and what makes writing last."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def models_dir() -> Path:
    """Return the folder of shipped models (``catalog.toml`` and ``starter/``)."""
    return _shipped("models")


def starter_dir() -> Path:
    """Return the starter model's folder (weights, tokenizer, card)."""
    return models_dir() / "starter"


def resources_dir() -> Path:
    """Return the folder of icons, fonts, sample problems and the guideline."""
    return _shipped("resources")


def data_dir() -> Path:
    """Return the user's data folder, made if absent and readable by the user alone."""
    return _own("data", "XDG_DATA_HOME", "~/.local/share")


def cache_dir() -> Path:
    """Return the folder of what can be made again, such as the starter's GGUF."""
    return _own("cache", "XDG_CACHE_HOME", "~/.cache")


def runs_dir() -> Path:
    """Return the folder that holds one folder per training run."""
    return _made(data_dir() / "runs")


def backups_dir() -> Path:
    """Return the folder of project backups, outside the project's own folder."""
    return _made(data_dir() / "backups")


def sync_file(path: Path) -> None:
    """Make a file's content durable; opened for writing, without which Windows syncs nothing."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where folders can be synced at all (not on Windows)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _shipped(name: str) -> Path:
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [Path(frozen) / name] if frozen else []
    # The wheel's own copy first: beside an installed package lie folders of others.
    candidates += [package / "_shipped" / name, package.parent / name]
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    return candidates[-1]


def _own(kind: str, variable: str, fallback: str) -> Path:
    """Return the user's folder of one kind; ``STEPMARK_HOME`` puts all of them under one roof."""
    home = os.environ.get("STEPMARK_HOME")
    if home:
        return _made(Path(home) / kind)
    base = os.environ.get(variable) or _platform_base(fallback)
    return _made(Path(base).expanduser() / "stepmark")


def _platform_base(fallback: str) -> str:
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA", "~/AppData/Local")
    if sys.platform == "darwin":
        return {"~/.cache": "~/Library/Caches"}.get(fallback, "~/Library/Application Support")
    return fallback


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
