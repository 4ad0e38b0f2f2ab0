"""Turns what is known of models and folders into the page's rows and details."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.domain.model_facts import FolderView, Room, ShelfModel, ShelfView
from workbench.ui import languages
from workbench.ui.languages import translate
from workbench.ui.models.download_lines import Fetch, fetch_row
from workbench.ui.models.facts import (
    TEMPLATE_SHOWN,
    engine_text,
    fact_rows,
    result_rows,
    template_note,
    tokens_text,
)
from workbench.ui.models.lines import Act, Bar, Details, Need, Row, RowKind, Tone, Verb
from workbench.ui.models.words import count_text, room_text, size_text
from workbench.ui.moments import day_of

STARTER = "starter"
DOWNLOAD, FOLDER = "download:", "folder:"


@dataclass(frozen=True, slots=True)
class InUse:
    """What the engine is doing: the model's key, and how that goes."""

    key: str = ""
    loaded: bool = False
    loading: bool = False
    trouble: str = ""
    waits_for: str = ""
    takes_bytes: int = 0


def rows(view: ShelfView, use: InUse, fetches: Sequence[Fetch]) -> list[Row]:
    """Return the whole list: models with their adapters, servers, downloads, folders.

    It is empty where there is nothing yet, not even a folder that the user named.
    """
    if not view.models and not fetches and all(folder.is_own for folder in view.folders):
        return []
    local = [one for one in view.models if not one.server]
    servers = [one for one in view.models if one.server]
    shown = [
        *_section(
            translate("ModelsShown", "Models on this machine"),
            room_text(view.room),
            local,
            view,
            use,
        ),
        *_section(translate("ModelsShown", "Servers"), "", servers, view, use),
    ]
    if fetches:
        shown += [
            _heading(translate("ModelsShown", "Downloads")),
            *(fetch_row(fetch) for fetch in fetches),
        ]
    shown += [_heading(translate("ModelsShown", "Folders that are looked through"))]
    return [*shown, *(_folder_row(folder) for folder in view.folders)]


def model_details(
    model: ShelfModel, view: ShelfView, use: InUse, *, reading: bool = False
) -> Details:
    """Return one model in full; ``reading`` while its file is read through for its fingerprint."""
    state, tone = _state_sentence(model, view, use)
    current = model.key == use.key
    template = model.facts.template if model.facts else ""
    return Details(
        key=model.key,
        title=model.name,
        subtitle=_subtitle(model),
        state=state,
        tone=tone,
        progress=-1.0 if (current and use.loading) or reading else None,
        progress_text=translate("ModelsShown", "Reading the file through for its SHA-256…")
        if reading
        else "",
        acts=_model_acts(model, use),
        needs=_needs(model, view.room) if not current else _taken(use, view.room),
        table=result_rows(model),
        facts=tuple(fact_rows(model)),
        template=template[:TEMPLATE_SHOWN],
        template_note=template_note(template),
    )


def folder_details(folder: FolderView) -> Details:
    """Return a folder in full, with each file that cannot be used and why."""
    bad = [one for one in folder.models if one.trouble]
    acts = [Act(Verb.RESCAN, translate("ModelsShown", "Look again"))]
    if not folder.is_own:
        acts.append(Act(Verb.FORGET_FOLDER, translate("ModelsShown", "Remove from the list")))
    return Details(
        key=f"{FOLDER}{folder.path}",
        title=translate("ModelsShown", "Downloads")
        if folder.is_own
        else folder.path.name or str(folder.path),
        subtitle=translate("ModelsShown", "What is downloaded goes here.")
        if folder.is_own
        else translate("ModelsShown", "Models are used where they lie."),
        state=languages.shown(folder.trouble) or _count_text(folder),
        tone=Tone.BAD if folder.trouble else Tone.PLAIN,
        acts=tuple(acts),
        facts=(
            (translate("ModelsShown", "Path"), str(folder.path)),
            *((one.path.name, languages.shown(one.trouble)) for one in bad),
        ),
    )


def _section(
    title: str, meta: str, models: Sequence[ShelfModel], view: ShelfView, use: InUse
) -> Iterator[Row]:
    if models:
        yield replace(_heading(title), meta=meta)
        yield from (_model_row(model, view, use) for model in models)


def _heading(title: str) -> Row:
    return Row(f"heading:{title}", RowKind.HEADING, title)


def _model_row(model: ShelfModel, view: ShelfView, use: InUse) -> Row:
    state, tone, icon = _state_word(model, view, use)
    facts = model.facts
    needs = facts.needs_bytes if facts and facts.kind == "base" and not model.trouble else 0
    current = model.key == use.key and use.loaded
    return Row(
        key=model.key,
        kind=RowKind.SERVER if model.server else RowKind.MODEL,
        title=model.name,
        meta=_meta(model),
        depth=model.depth,
        icon=icon,
        right=_right(needs, use if current else None),
        bar=_bar(needs, view.room.free) if needs and not current else None,
        state=state,
        tone=tone,
    )


def _right(needs: int, use: InUse | None) -> str:
    if use is not None:
        return (
            translate("ModelsShown", "takes {takes_bytes}").format(
                takes_bytes=size_text(use.takes_bytes)
            )
            if use.takes_bytes
            else ""
        )
    return translate("ModelsShown", "needs {needs}").format(needs=size_text(needs)) if needs else ""


def _bar(needs: int, free: int) -> Bar:
    return Bar(needs / free if free else 2.0, bad=needs > free)


def _meta(model: ShelfModel) -> str:
    facts = model.facts
    if model.server:
        return model.server
    if model.trained is not None:
        return _trained_text(model)
    if facts is None:
        return languages.shown(model.trouble) or model.path
    parts = [
        translate("ModelsShown", "{parameters} parameters").format(
            parameters=count_text(facts.parameters)
        ),
        facts.quantisation,
    ]
    if facts.kind == "adapter":
        parts.append(
            translate("ModelsShown", "for {wants_base}").format(wants_base=facts.wants_base)
            if facts.wants_base
            else languages.shown(facts.form)
        )
    elif facts.context_length:
        parts.append(tokens_text(facts.context_length))
    parts.append(engine_text(model.engine))
    return " · ".join(part for part in parts if part)


def _trained_text(model: ShelfModel) -> str:
    trained = model.trained
    assert trained is not None
    text = translate("ModelsShown", "trained {date}").format(date=day_of(trained.at))
    if not trained.problems:
        return translate("ModelsShown", "{text} · no held-out problems").format(text=text)
    return (
        translate("ModelsShown", "{text} · {before:.0%} → {after:.0%} right")
        .format(text=text, before=trained.before, after=trained.after)
        .replace("%", " %")
    )


def _state_word(model: ShelfModel, view: ShelfView, use: InUse) -> tuple[str, Tone, str]:
    """Return (word, tone, icon) for the row's right end."""
    icon = {"adapter": "git-branch", "remote": "monitor"}.get(model.kind, "boxes")
    if model.key == use.key:
        if use.loaded:
            return translate("ModelsShown", "in use"), Tone.GOOD, "circle-check"
        if use.loading:
            return translate("ModelsShown", "loading…"), Tone.PLAIN, "loader-circle"
        if use.waits_for:
            return translate("ModelsShown", "waits"), Tone.PLAIN, "clock"
        if use.trouble and not model.trouble:
            return translate("ModelsShown", "failed"), Tone.BAD, "circle-alert"
    if model.trouble:
        gone = "not there" in model.trouble
        return (
            translate("ModelsShown", "not there")
            if gone
            else translate("ModelsShown", "not usable"),
            Tone.BAD,
            "circle-alert",
        )
    if model.lacks_base and model.record is None:
        return translate("ModelsShown", "lacks its base"), Tone.BAD, icon
    if not _fits(model, view.room):
        return translate("ModelsShown", "does not fit"), Tone.BAD, icon
    return "", Tone.PLAIN, icon


def _state_sentence(model: ShelfModel, view: ShelfView, use: InUse) -> tuple[str, Tone]:
    """Return what is the matter and what to do."""
    if model.key == use.key:
        if use.loaded:
            return translate("ModelsShown", "In use."), Tone.GOOD
        if use.loading:
            return translate("ModelsShown", "Loading…"), Tone.PLAIN
        if use.waits_for:
            return translate("ModelsShown", "Waits: {waits_for}").format(
                waits_for=use.waits_for
            ), Tone.PLAIN
        if use.trouble and not model.trouble:
            return use.trouble, Tone.BAD
    if model.trouble:
        return languages.shown(model.trouble), Tone.BAD
    if model.lacks_base and model.record is None:
        wants = model.facts.wants_base if model.facts else ""
        named = (
            translate("ModelsShown", "It was made for {wants}").format(wants=wants)
            if wants
            else translate("ModelsShown", "It does not say what it was made for")
        )
        return translate("ModelsShown", "{named}; add its base model to use it.").format(
            named=named
        ), Tone.BAD
    if not _fits(model, view.room):
        return (
            translate(
                "ModelsShown",
                "It needs more memory than is free now; close other programs or choose a "
                "smaller one.",
            ),
            Tone.BAD,
        )
    return "", Tone.PLAIN


def _fits(model: ShelfModel, room: Room) -> bool:
    return model.facts is None or model.facts.needs_bytes <= room.free


def _model_acts(model: ShelfModel, use: InUse) -> tuple[Act, ...]:
    acts = []
    current = model.key == use.key
    if current and (use.loaded or use.loading or use.waits_for):
        acts.append(
            Act(
                Verb.UNLOAD,
                translate("ModelsShown", "Unload")
                if use.loaded
                else translate("ModelsShown", "Stop loading"),
                primary=True,
            )
        )
    else:
        again = current and bool(use.trouble)
        text = (
            translate("ModelsShown", "Try again")
            if again
            else (
                translate("ModelsShown", "Use")
                if model.kind != "base"
                else translate("ModelsShown", "Load")
            )
        )
        blocked = languages.shown(model.trouble)
        if model.lacks_base and model.record is None:
            blocked = translate("ModelsShown", "Its base model is not here; add it first.")
        acts.append(Act(Verb.USE, text, primary=True, blocked=blocked))
    if model.record is None or model.key == STARTER:
        return tuple(acts)
    if model.kind == "adapter":
        acts.append(Act(Verb.DISCARD, translate("ModelsShown", "Discard")))
    else:
        acts.append(Act(Verb.REMOVE, translate("ModelsShown", "Remove from the list")))
    return tuple(acts)


def _needs(model: ShelfModel, room: Room) -> tuple[Need, ...]:
    facts = model.facts
    if facts is None or not facts.needs_bytes or model.trouble:
        return ()
    needs = facts.needs_bytes
    shown = [_need("", needs, room.free)]
    if room.gpu:
        shown.append(_need(room.gpu, needs, room.gpu_free))
    return tuple(shown)


def _need(what: str, needs: int, free: int) -> Need:
    text = translate("ModelsShown", "needs about {needs}, {free} free now").format(
        needs=size_text(needs), free=size_text(free)
    )
    return Need(f"{what}: {text}" if what else _sentence(text), _bar(needs, free))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _taken(use: InUse, room: Room) -> tuple[Need, ...]:
    takes = use.takes_bytes
    if not takes or not use.loaded:
        return ()
    text = translate("ModelsShown", "Takes {takes} now, {free} are left").format(
        takes=size_text(takes), free=size_text(room.free)
    )
    return (Need(text, Bar(takes / (takes + room.free))),)


def _subtitle(model: ShelfModel) -> str:
    if model.server:
        return translate("ModelsShown", "Runs on {server}").format(server=model.server)
    if model.trained is not None:
        return translate("ModelsShown", "Adapter, trained {date}").format(
            date=day_of(model.trained.at)
        )
    form = languages.shown(model.facts.form) if model.facts else ""
    if model.key == STARTER:
        form = translate("ModelsShown", "Shipped with Stepmark")
    return " · ".join(part for part in (form, engine_text(model.engine)) if part)


def _folder_row(folder: FolderView) -> Row:
    return Row(
        key=f"{FOLDER}{folder.path}",
        kind=RowKind.FOLDER,
        title=translate("ModelsShown", "Downloads") if folder.is_own else str(folder.path),
        meta=languages.shown(folder.trouble) or _count_text(folder),
        icon="download" if folder.is_own else "folder-open",
        state=translate("ModelsShown", "not there") if folder.trouble else "",
        tone=Tone.BAD if folder.trouble else Tone.PLAIN,
    )


def _count_text(folder: FolderView) -> str:
    bad = sum(1 for one in folder.models if one.trouble)
    good = len(folder.models) - bad
    if not good and not bad:
        return translate("ModelsShown", "no models in it")
    text = (
        translate("ModelsShown", "1 model")
        if good == 1
        else translate("ModelsShown", "{n} models").format(n=good)
    )
    if not bad:
        return text
    return translate("ModelsShown", "{text}, {bad} not usable").format(text=text, bad=bad)
