"""``models``: what is on this machine and fits it; add, scan, download, remove."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from workbench.catalog import CatalogEntry, catalog, user_catalog
from workbench.cli.console import Console, progress, table
from workbench.cli.merge_verb import merge_verb
from workbench.domain.errors import KnownError
from workbench.domain.model_facts import ShelfModel, ShelfView
from workbench.service import downloads, model_folders, models
from workbench.service.addresses import Address
from workbench.service.fetch_progress import FetchProgress, FetchStage
from workbench.service.first_run import open_existing, open_or_begin
from workbench.service.library import Library
from workbench.service.partial_files import Wanted
from workbench.service.shelf import Shelf


def models_verb(arguments: argparse.Namespace, console: Console) -> int:
    """List the models, or do the one thing that is named."""
    acts = {
        None: _list,
        "add": _add,
        "scan": _scan,
        "download": _download,
        "remove": _remove,
        "merge": merge_verb,
    }
    return acts[arguments.act](arguments, console)


def _list(arguments: argparse.Namespace, console: Console) -> int:
    view = _view(arguments.project)
    known = [_row(model, view) for model in view.models]
    recommended = [_recommended(entry, view.room.free) for entry in (*catalog(), *user_catalog())]
    document = {
        "models": known,
        "recommended": recommended,
        "folders": [str(folder.path) for folder in view.folders],
        "free_memory_mb": view.room.free // 10**6,
    }
    rows = [(_indented(row), row["id"], _needs(row), _state(row)) for row in known]
    lines = table(rows, ("name", "id", "needs", "fits")) if rows else ["No models yet."]
    lines += [f"Memory free now: {view.room.free / 1e9:.1f} GB"]
    more = [
        (row["id"], f"{row['size_mb']} MB", row["licence"], _word(row["fits"]), row["file"])
        for row in recommended
    ]
    lines += ["", "Recommended:", *table(more, ("id", "size", "licence", "fits", "file"))]
    lines += ["", "Use any GGUF file: stepmark generate --model FILE"]
    console.result(document, lines)
    return 0


def _add(arguments: argparse.Namespace, console: Console) -> int:
    """Add one model to the project; an adapter brings the base it was found to be for."""
    with open_or_begin(arguments.project) as project:
        library = Library(project)
        shelf = Shelf()
        view = shelf.look(library.models(), library.runs())
        records = shelf.named(arguments.path, view, lambda: False)
        for record in records:
            library.add_model(record)
    if not records:
        raise KnownError(f"{arguments.path} is in the project already; see: stepmark models")
    added = records[-1]
    console.result(asdict(added), [f"Added {added.name} as {added.id}; its file stays in place."])
    return 0


def _scan(arguments: argparse.Namespace, console: Console) -> int:
    folder = model_folders.add_folder(arguments.folder)
    found = model_folders.Scanner().look(folder)
    if found.trouble:
        raise KnownError(f"{folder}: {found.trouble} Choose another folder.")
    rows = [
        {"path": str(one.path), "name": one.facts.name if one.facts else "", "trouble": one.trouble}
        for one in found.models
    ]
    lines = [f"{row['path']}: {row['trouble'] or row['name']}" for row in rows]
    lines.append(f"{folder} is looked through from now on; use one: stepmark models add PATH")
    console.result({"folder": str(folder), "found": rows}, lines)
    return 0


def _download(arguments: argparse.Namespace, console: Console) -> int:
    """Fetch one file; Ctrl-C keeps what came, and the same command goes on."""
    wanted = _wanted(arguments.what, arguments.sha256)
    console.note(f"Contacting {Address.parse(wanted.url).host}…")
    with progress(None, "B", wanted.target.name) as bar:
        source = downloads.fetch_model(wanted, lambda at: _follow(bar, at), lambda: False)
    checked = "checked" if source.promised else "not checked: no checksum was given"
    document = {"path": str(wanted.target), "checked": source.promised, **asdict(source)}
    lines = [
        f"{wanted.target} ({checked})",
        f"SHA-256 {source.sha256}",
        f"Use it: stepmark generate --model {wanted.target}",
    ]
    console.result(document, lines)
    return 0


def _remove(arguments: argparse.Namespace, console: Console) -> int:
    folder = Path(arguments.what).expanduser().resolve()
    if folder in model_folders.remembered().folders:
        model_folders.remove_folder(folder)
        console.result({"folder": str(folder)}, [f"{folder} is not looked through any more."])
        return 0
    with open_existing(arguments.project) as project:
        library = Library(project)
        named = [one for one in library.models() if arguments.what in (one.id, one.name)]
        if len(named) != 1 or named[0].id == models.STARTER_ID:
            raise KnownError(
                f"{arguments.what!r} is no folder and no one model that can be removed; "
                "name one by its id: stepmark models"
            )
        library.remove_model(named[0].id)
    console.result(asdict(named[0]), [f"Removed {named[0].name} from the list; its file stays."])
    return 0


def _view(project_path: Path | None) -> ShelfView:
    with open_or_begin(project_path) as project:
        library = Library(project)
        records, runs = library.models(), library.runs()
    return Shelf().look(records, runs)


def _wanted(what: str, sha256: str) -> Wanted:
    if "://" in what:
        return downloads.wanted_address(what, sha256)
    for entry in (*catalog(), *user_catalog()):
        if entry.id == what:
            wanted = downloads.wanted_entry(entry)
            return downloads.wanted_address(wanted.url, sha256) if sha256 else wanted
    raise KnownError(f"No list names a model {what!r}; see them with: stepmark models")


def _follow(bar: Any, at: FetchProgress) -> None:
    """Bring the bar to where the download is."""
    if at.stage is FetchStage.RECEIVING:
        bar.total = at.total or None
        bar.update(at.received - bar.n)
    elif at.stage is FetchStage.CHECKING:
        bar.set_description("checking")


def _row(model: ShelfModel, view: ShelfView) -> dict[str, Any]:
    """Return a model as one record: whether it fits is None where its file cannot be used."""
    base = model
    while base.parent and (above := view.model(base.parent)) is not None and above is not base:
        base = above
    needs = base.facts.needs_bytes if base.facts else 0
    trouble = model.trouble or base.trouble
    if model.lacks_base and model.record is None:
        trouble = "its base model is not on the list"
    record = model.record
    return {
        "id": model.key if record else "",
        "name": model.name,
        "kind": model.kind,
        "path": model.path,
        "sha256": record.sha256 if record else model.fingerprint,
        "parent_id": model.parent or None,
        "run_id": record.run_id if record else None,
        "created_at": record.created_at if record else "",
        "engine": base.engine,
        "depth": model.depth,
        "needs_mb": needs // 10**6,
        "fits": None if trouble else needs <= view.room.free,
        "trouble": trouble,
    }


def _indented(row: dict[str, Any]) -> str:
    name = "".join(sign if sign.isprintable() else " " for sign in row["name"])
    depth: int = row["depth"]
    return "  " * depth + " ".join(name.split())[:60]


def _needs(row: dict[str, Any]) -> str:
    return f"{row['needs_mb'] / 1000:.1f} GB" if row["needs_mb"] else "–"


def _state(row: dict[str, Any]) -> str:
    trouble: str = row["trouble"]
    return trouble or _word(row["fits"])


def _recommended(entry: CatalogEntry, free: int) -> dict[str, Any]:
    return {**asdict(entry), "fits": entry.memory_mb * 10**6 <= free}


def _word(fits: bool | None) -> str:
    return {True: "yes", False: "no", None: "unreadable"}[fits]
