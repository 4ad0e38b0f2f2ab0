"""All models of this machine in one list: the project's, those of the folders, each one once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench import paths
from workbench.domain.errors import EngineError
from workbench.domain.model_facts import FoundModel, Room, ShelfModel, ShelfView
from workbench.domain.records import ModelRecord, Run
from workbench.domain.sampling import HF, LLAMA, REMOTE
from workbench.domain.sentences import sentence
from workbench.service import models, servers
from workbench.service.downloads import source_of
from workbench.service.fingerprints import Cancelled, fingerprint, known_fingerprint
from workbench.service.inspection import room
from workbench.service.lineage import trained_by, tree
from workbench.service.model_folders import Scanner, all_folders

GONE = sentence(
    "The file is not there any more; put it back, add it where it lies now, or remove the "
    "model from the list."
)


@dataclass(slots=True)
class Shelf:
    """Looks at records and folders; made once, so that headers are read once."""

    scanner: Scanner = field(default_factory=Scanner)

    def look(self, records: Sequence[ModelRecord], runs: Sequence[Run]) -> ShelfView:
        """Return what is there now; reads headers, so call it off the window's thread."""
        folders = tuple(self.scanner.look(folder) for folder in all_folders())
        mine = [self._of_record(record, runs) for record in records]
        found = [self._of_file(one) for folder in folders for one in folder.models]
        merged = _merged(mine, found)
        return ShelfView(_placed(merged), folders, room())

    def named(self, path: Path, view: ShelfView | None, cancelled: Cancelled) -> list[ModelRecord]:
        """Return the records to add for a file that the user names; an adapter brings its base.

        Raises ``EngineError`` for what cannot be used, Interrupted when asked to stop.
        """
        path = Path(os.path.realpath(path.expanduser()))  # a loop of links raises nothing here
        one = self.scanner.one(path)
        if one.facts is None:
            named = one.trouble.startswith(path.name)
            trouble = sentence("{name}: {trouble}", name=path.name, trouble=one.trouble)
            raise EngineError(one.trouble if named else trouble)
        shown = self._of_file(one)
        listed = view.models if view is not None else ()
        placed = ShelfView(_placed([*listed, shown]), (), Room(0, 0))
        model = placed.model(shown.key)
        assert model is not None
        return adopted(model, placed, cancelled)

    def _of_record(self, record: ModelRecord, runs: Sequence[Run]) -> ShelfModel:
        path = Path(record.path)
        shown = ShelfModel(
            key=record.id,
            name=record.name,
            path=record.path,
            kind=record.kind,
            engine=models.engine_of(record) if record.kind == models.BASE else "",
            record=record,
            fingerprint=record.sha256 if record.kind == models.BASE else "",
            parent=record.parent_id or "",
            trained=trained_by(record, runs),
        )
        if servers.is_server(record):
            return replace(shown, engine=REMOTE, server=servers.address_of(record))
        if not path.exists():
            return replace(shown, trouble=GONE)
        if record.kind == models.ADAPTER:
            return self._with_adapter_facts(shown, _adapter_file(path))
        return replace(self._with_facts(shown, path), source=source_of(path))

    def _with_facts(self, shown: ShelfModel, path: Path) -> ShelfModel:
        one = self.scanner.one(path)
        facts = one.facts
        if facts is not None and path == paths.starter_dir():
            try:  # llama.cpp runs the GGUF that is made from it, so that one's needs count.
                needs = models.memory_needed(shown.record) if shown.record else 0
                facts = replace(facts, needs_bytes=needs, licence=models.STARTER_LICENCE)
            except EngineError as error:
                return replace(shown, facts=facts, trouble=str(error))
        return replace(shown, facts=facts, trouble=one.trouble)

    def _with_adapter_facts(self, shown: ShelfModel, file: Path) -> ShelfModel:
        one = self.scanner.one(file)
        if one.facts is None or one.facts.kind != models.ADAPTER:
            return shown  # A run's folder without the GGUF form has its facts in its card alone.
        return replace(shown, facts=one.facts, fingerprint=known_fingerprint(file))

    def _of_file(self, one: FoundModel) -> ShelfModel:
        facts = one.facts
        return ShelfModel(
            key=f"file:{one.path}",
            name=facts.name if facts else one.path.name,
            path=str(one.path),
            kind=facts.kind if facts else models.BASE,
            engine=HF if one.path.is_dir() else LLAMA,
            facts=facts,
            trouble=one.trouble,
            fingerprint=known_fingerprint(one.path) if facts else "",
            source=source_of(one.path),
        )


def adopted(model: ShelfModel, view: ShelfView, cancelled: Cancelled) -> list[ModelRecord]:
    """Return the records to add so that a model can be used: what it needs first, itself last.

    Reads files through for their fingerprints. Raises ``EngineError`` where that cannot be, or the
    base is not on the list; Interrupted when asked to stop.
    """
    path = Path(model.path)
    if model.record is not None:
        if model.record.path == model.path:
            return []
        return [replace(model.record, path=model.path)]
    if model.kind != models.ADAPTER:
        return [models.base_record(path, model.name, fingerprint(path, cancelled))]
    base = view.model(model.parent)
    if base is None:
        raise EngineError(
            sentence("The base of {name} is not on the list; add its model first.", name=model.name)
        )
    before = adopted(base, view, cancelled)
    parent = before[-1] if before else base.record
    assert parent is not None
    digest = fingerprint(path, cancelled)
    return [*before, models.adapter_record(path, model.name, digest, parent)]


def _merged(mine: list[ShelfModel], found: list[ShelfModel]) -> list[ShelfModel]:
    """Return each content once: a record before a file; a record's lost file is found again."""
    kept = list(mine)
    for one in found:
        at = next((at for at, other in enumerate(kept) if _same(one, other)), None)
        if at is None:
            kept.append(one)
        elif kept[at].trouble == GONE:
            kept[at] = replace(
                kept[at], path=one.path, facts=one.facts, trouble="", source=one.source
            )
        elif kept[at].path != one.path:
            kept[at] = replace(kept[at], also=(*kept[at].also, one.path))
    return kept


def _same(one: ShelfModel, other: ShelfModel) -> bool:
    if one.path == other.path:
        return True
    return bool(one.fingerprint) and one.fingerprint == other.fingerprint


def _placed(shown: list[ShelfModel]) -> tuple[ShelfModel, ...]:
    """Put adapters under what they were trained on, where that is on the list."""
    bases = [one for one in shown if one.kind == models.BASE and not one.trouble]
    placed = {
        one.key: one if one.parent or one.record else replace(one, parent=_base_for(one, bases))
        for one in shown
    }
    order = tree({key: one.parent for key, one in placed.items()}, list(placed))
    return tuple(replace(placed[key], depth=depth) for key, depth in order)


def _base_for(adapter: ShelfModel, bases: list[ShelfModel]) -> str:
    """Return the base an adapter asks for: by fingerprint, else by the name it gives."""
    facts = adapter.facts
    if facts is None or facts.kind != models.ADAPTER:
        return ""
    if facts.base_sha256:
        return next((one.key for one in bases if one.fingerprint == facts.base_sha256), "")
    wanted = _last(facts.wants_base)
    named = [one.key for one in bases if wanted and wanted in (_last(one.name), _last(one.path))]
    return named[0] if named else ""


def _last(name: str) -> str:
    """Return the last part of a hub name or a path, for comparing."""
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2].casefold().removesuffix(".gguf")


def _adapter_file(path: Path) -> Path:
    published = path / "adapter.gguf"
    return published if published.is_file() else path
