"""Turns what is known of models and folders into the page's rows and details."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.domain.model_facts import FolderView, Room, ShelfModel, ShelfView
from workbench.domain.sampling import HF, LLAMA, REMOTE
from workbench.ui.models.download_lines import Fetch, fetch_row
from workbench.ui.models.lines import Act, Bar, Details, Need, Row, RowKind, Tone, Verb
from workbench.ui.models.words import NOT_CHECKED, count_text, room_text, size_text

STARTER = "starter"
DOWNLOAD, FOLDER = "download:", "folder:"
TEMPLATE_SHOWN = 4_000
ENGINES = {LLAMA: "llama.cpp", HF: "transformers", REMOTE: "on its server"}
MINUS = "\N{MINUS SIGN}"


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
        *_section("Models on this machine", room_text(view.room), local, view, use),
        *_section("Servers", "", servers, view, use),
    ]
    if fetches:
        shown += [_heading("Downloads"), *(fetch_row(fetch) for fetch in fetches)]
    shown += [_heading("Folders that are looked through")]
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
        progress_text="Reading the file through for its SHA-256…" if reading else "",
        acts=_model_acts(model, use),
        needs=_needs(model, view.room) if not current else _taken(use, view.room),
        table=_results(model),
        facts=tuple(_facts(model)),
        template=template[:TEMPLATE_SHOWN],
        template_note=_template_note(template),
    )


def folder_details(folder: FolderView) -> Details:
    """Return a folder in full, with each file that cannot be used and why."""
    bad = [one for one in folder.models if one.trouble]
    acts = [Act(Verb.RESCAN, "Look again")]
    if not folder.is_own:
        acts.append(Act(Verb.FORGET_FOLDER, "Remove from the list"))
    return Details(
        key=f"{FOLDER}{folder.path}",
        title="Downloads" if folder.is_own else folder.path.name or str(folder.path),
        subtitle="What is downloaded goes here."
        if folder.is_own
        else "Models are used where they lie.",
        state=folder.trouble or _count_text(folder),
        tone=Tone.BAD if folder.trouble else Tone.PLAIN,
        acts=tuple(acts),
        facts=(("Path", str(folder.path)), *((one.path.name, one.trouble) for one in bad)),
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
        right=_right(needs, view.room, use if current else None),
        bar=_bar(needs, view.room.free) if needs and not current else None,
        state=state,
        tone=tone,
    )


def _right(needs: int, room: Room, use: InUse | None) -> str:
    if use is not None:
        return f"takes {size_text(use.takes_bytes)}" if use.takes_bytes else ""
    return f"{size_text(needs)} of {size_text(room.free)} free" if needs else ""


def _bar(needs: int, free: int) -> Bar:
    return Bar(needs / free if free else 2.0, bad=needs > free)


def _meta(model: ShelfModel) -> str:
    facts = model.facts
    if model.server:
        return model.server
    if model.trained is not None:
        return _trained_text(model)
    if facts is None:
        return model.trouble or model.path
    parts = [f"{count_text(facts.parameters)} parameters", facts.quantisation]
    if facts.kind == "adapter":
        parts.append(f"for {facts.wants_base}" if facts.wants_base else facts.form)
    elif facts.context_length:
        parts.append(f"{facts.context_length:,} tokens")
    parts.append(ENGINES.get(model.engine, ""))
    return " · ".join(part for part in parts if part)


def _trained_text(model: ShelfModel) -> str:
    trained = model.trained
    assert trained is not None
    text = f"trained {trained.date}"
    if not trained.problems:
        return f"{text} · no held-out problems"
    return f"{text} · {trained.before:.0%} → {trained.after:.0%} right".replace("%", " %")


def _state_word(model: ShelfModel, view: ShelfView, use: InUse) -> tuple[str, Tone, str]:
    """Return (word, tone, icon) for the row's right end."""
    icon = {"adapter": "git-branch", "remote": "monitor"}.get(model.kind, "boxes")
    if model.key == use.key:
        if use.loaded:
            return "in use", Tone.GOOD, "circle-check"
        if use.loading:
            return "loading…", Tone.PLAIN, "loader-circle"
        if use.waits_for:
            return "waits", Tone.PLAIN, "clock"
        if use.trouble and not model.trouble:
            return "failed", Tone.BAD, "circle-alert"
    if model.trouble:
        gone = "not there" in model.trouble
        return "not there" if gone else "not usable", Tone.BAD, "circle-alert"
    if model.lacks_base and model.record is None:
        return "lacks its base", Tone.BAD, icon
    if not _fits(model, view.room):
        return "does not fit", Tone.BAD, icon
    return "", Tone.PLAIN, icon


def _state_sentence(model: ShelfModel, view: ShelfView, use: InUse) -> tuple[str, Tone]:
    """Return what is the matter and what to do."""
    if model.key == use.key:
        if use.loaded:
            return "In use.", Tone.GOOD
        if use.loading:
            return "Loading…", Tone.PLAIN
        if use.waits_for:
            return f"Waits: {use.waits_for}", Tone.PLAIN
        if use.trouble and not model.trouble:
            return use.trouble, Tone.BAD
    if model.trouble:
        return model.trouble, Tone.BAD
    if model.lacks_base and model.record is None:
        wants = model.facts.wants_base if model.facts else ""
        named = f"It was made for {wants}" if wants else "It does not say what it was made for"
        return f"{named}; add its base model to use it.", Tone.BAD
    if not _fits(model, view.room):
        return (
            "It needs more memory than is free now; close other programs or choose a smaller one.",
            Tone.BAD,
        )
    return "", Tone.PLAIN


def _fits(model: ShelfModel, room: Room) -> bool:
    return model.facts is None or model.facts.needs_bytes <= room.free


def _model_acts(model: ShelfModel, use: InUse) -> tuple[Act, ...]:
    acts = []
    current = model.key == use.key
    if current and (use.loaded or use.loading or use.waits_for):
        acts.append(Act(Verb.UNLOAD, "Unload" if use.loaded else "Stop loading", primary=True))
    else:
        again = current and bool(use.trouble)
        text = "Try again" if again else ("Use" if model.kind != "base" else "Load")
        blocked = model.trouble
        if model.lacks_base and model.record is None:
            blocked = "Its base model is not here; add it first."
        acts.append(Act(Verb.USE, text, primary=True, blocked=blocked))
    if model.record is None or model.key == STARTER:
        return tuple(acts)
    if model.kind == "adapter":
        acts.append(Act(Verb.DISCARD, "Discard"))
    else:
        acts.append(Act(Verb.REMOVE, "Remove from the list"))
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
    text = f"needs about {size_text(needs)}, {size_text(free)} free now"
    return Need(f"{what}: {text}" if what else _sentence(text), _bar(needs, free))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _taken(use: InUse, room: Room) -> tuple[Need, ...]:
    takes = use.takes_bytes
    if not takes or not use.loaded:
        return ()
    text = f"Takes {size_text(takes)} now, {size_text(room.free)} are left"
    return (Need(text, Bar(takes / (takes + room.free))),)


def _results(model: ShelfModel) -> tuple[tuple[str, str, str], ...]:
    trained = model.trained
    if trained is None or not trained.problems:
        return ()
    change = f"{(trained.after - trained.before) * 100:+.1f}".replace("-", MINUS)
    span = f"{trained.low * 100:+.1f} to {trained.high * 100:+.1f}".replace("-", MINUS)
    return (
        ("Best guess", f"{trained.before * 100:.1f} %", f"{trained.after * 100:.1f} %"),
        ("Change (95 %)", change, span),
        ("Problems", "", str(trained.problems)),
    )


def _subtitle(model: ShelfModel) -> str:
    if model.server:
        return f"Runs on {model.server}"
    if model.trained is not None:
        return f"Adapter, trained {model.trained.date}"
    form = model.facts.form if model.facts else ""
    if model.key == STARTER:
        form = "Shipped with Stepmark"
    return " · ".join(part for part in (form, ENGINES.get(model.engine, "")) if part)


def _facts(model: ShelfModel) -> Iterator[tuple[str, str]]:
    facts = model.facts
    if facts is not None:
        yield "Architecture", facts.architecture or "not stated"
        yield "Parameters", f"{count_text(facts.parameters)} ({facts.parameters:,})"
        yield "Precision", facts.quantisation or "not stated"
        if facts.kind == "base":
            length = facts.context_length
            yield "Context", f"{length:,} tokens" if length else "not stated"
            yield "Vocabulary", f"{facts.vocabulary_size:,} tokens"
        else:
            yield "Made for", facts.wants_base or "not stated"
        yield "Licence", facts.licence or "not stated"
        yield "Size", size_text(facts.file_bytes)
    yield ("Address" if model.server else "Path"), model.server or model.path
    for path in model.also:
        yield "The same as", path
    if facts is not None or model.fingerprint:
        yield "SHA-256", model.fingerprint or "not yet fingerprinted"
    if model.source is not None:
        yield "Downloaded", f"from {model.source.host}"
        yield "Checked", "against its SHA-256" if model.source.promised else NOT_CHECKED


def _template_note(template: str) -> str:
    if not template:
        return ""
    digest = hashlib.sha256(template.encode("utf-8", "surrogatepass")).hexdigest()
    lines = template.count("\n") + 1
    cut = ", its beginning is shown" if len(template) > TEMPLATE_SHOWN else ""
    return f"{lines} line{'s' if lines > 1 else ''}{cut} · SHA-256 {digest[:16]}…"


def _folder_row(folder: FolderView) -> Row:
    return Row(
        key=f"{FOLDER}{folder.path}",
        kind=RowKind.FOLDER,
        title="Downloads" if folder.is_own else str(folder.path),
        meta=folder.trouble or _count_text(folder),
        icon="download" if folder.is_own else "folder-open",
        state="not there" if folder.trouble else "",
        tone=Tone.BAD if folder.trouble else Tone.PLAIN,
    )


def _count_text(folder: FolderView) -> str:
    bad = sum(1 for one in folder.models if one.trouble)
    good = len(folder.models) - bad
    text = f"{good} model{'' if good == 1 else 's'}" if good or bad else "no models in it"
    return f"{text}, {bad} not usable" if bad else text
