"""Turns a download, offered, under way or unfinished, into its row and its details."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.model_facts import Download
from workbench.domain.records import RunState
from workbench.ui.languages import shown, translate
from workbench.ui.models.lines import Act, Bar, Details, Row, RowKind, Tone, Verb
from workbench.ui.models.words import duration, not_checked, size_text


@dataclass(frozen=True, slots=True)
class Fetch:
    """A download that is under way, unfinished, or offered by a list; ``asks`` for consent."""

    key: str
    name: str
    host: str
    size: int = 0
    checked: bool = False
    at: Download | None = None
    asks: bool = False
    summary: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def fetch_details(fetch: Fetch) -> Details:
    """Return a download in full: whom it asks, how far it is, what went wrong."""
    at = fetch.at
    state, tone = _fetch_state(fetch)
    facts = (
        (translate("ModelsDownloadLines", "From"), fetch.host),
        (
            translate("ModelsDownloadLines", "Size"),
            size_text(fetch.size)
            if fetch.size
            else translate("ModelsDownloadLines", "not known before it is asked"),
        ),
        (
            translate("ModelsDownloadLines", "Checked"),
            translate("ModelsDownloadLines", "against its SHA-256")
            if fetch.checked
            else not_checked(),
        ),
        *fetch.facts,
    )
    if at is not None:
        facts = (
            *facts,
            (translate("ModelsDownloadLines", "Address"), at.url),
            (translate("ModelsDownloadLines", "Goes to"), str(at.path)),
        )
    return Details(
        key=fetch.key,
        title=fetch.name,
        subtitle=shown(fetch.summary),
        state=state,
        tone=tone,
        progress=_share(at),
        progress_text=progress_text(at) if at is not None else "",
        acts=_fetch_acts(fetch),
        question=_question(fetch) if fetch.asks else "",
        facts=facts,
    )


def fetch_row(fetch: Fetch) -> Row:
    """Return a download as a row of the list."""
    at = fetch.at
    share = _share(at)
    word, tone = _fetch_word(fetch)
    size = size_text(fetch.size) if fetch.size else ""
    meta = " · ".join(
        part
        for part in (translate("ModelsDownloadLines", "from {host}").format(host=fetch.host), size)
        if part
    )
    return Row(
        key=fetch.key,
        kind=RowKind.DOWNLOAD,
        title=fetch.name,
        meta=progress_text(at) if at is not None and at.received else meta,
        icon="circle-alert" if tone is Tone.BAD else "download",
        right=f"{share:.0%}".replace("%", " %") if share is not None and share >= 0 else "",
        bar=Bar(share) if share is not None and share >= 0 else None,
        state=word,
        tone=tone,
    )


def _fetch_word(fetch: Fetch) -> tuple[str, Tone]:
    at = fetch.at
    if at is None:
        return "", Tone.PLAIN
    if at.state is RunState.FAILED:
        return translate("ModelsDownloadLines", "failed"), Tone.BAD
    if at.state is RunState.STOPPED:
        return translate("ModelsDownloadLines", "stopped"), Tone.PLAIN
    if at.state is RunState.STOPPING:
        return translate("ModelsDownloadLines", "stopping…"), Tone.PLAIN
    return translate("ModelsDownloadLines", "checking…") if at.checking else translate(
        "ModelsDownloadLines", "fetching…"
    ), Tone.PLAIN


def _fetch_state(fetch: Fetch) -> tuple[str, Tone]:
    at = fetch.at
    if at is None:
        return "", Tone.PLAIN
    if at.state is RunState.FAILED:
        return shown(at.reason), Tone.BAD
    if at.state is RunState.STOPPED:
        return translate("ModelsDownloadLines", "Stopped; what came so far is kept."), Tone.PLAIN
    if at.state is RunState.STARTING or (at.is_active and not at.received):
        return translate("ModelsDownloadLines", "Asking {host}…").format(
            host=fetch.host
        ), Tone.PLAIN
    return shown(at.notice), Tone.PLAIN


def _fetch_acts(fetch: Fetch) -> tuple[Act, ...]:
    at = fetch.at
    if fetch.asks:
        agree = Act(
            Verb.AGREE, translate("ModelsDownloadLines", "Contact it and download"), primary=True
        )
        return agree, Act(Verb.FORGET_DOWNLOAD, translate("ModelsDownloadLines", "Not now"))
    if at is None:
        return (Act(Verb.DOWNLOAD, translate("ModelsDownloadLines", "Download"), primary=True),)
    if at.is_active:
        return (Act(Verb.STOP, translate("ModelsDownloadLines", "Stop"), primary=True),)
    text = (
        translate("ModelsDownloadLines", "Try again")
        if at.state is RunState.FAILED and not at.received
        else translate("ModelsDownloadLines", "Go on")
    )
    return (
        Act(Verb.DOWNLOAD, text, primary=True),
        Act(Verb.FORGET_DOWNLOAD, translate("ModelsDownloadLines", "Remove")),
    )


def _question(fetch: Fetch) -> str:
    if not fetch.size:
        return translate(
            "ModelsDownloadLines",
            "Stepmark will contact {host} and fetch a file. Nothing of yours is sent. You will "
            "not be asked again for this host.",
        ).format(host=fetch.host)
    return translate(
        "ModelsDownloadLines",
        "Stepmark will contact {host} and fetch {size}. Nothing of yours is sent. You will "
        "not be asked again for this host.",
    ).format(host=fetch.host, size=size_text(fetch.size))


def _share(at: Download | None) -> float | None:
    """Return 0 to 1, -1 while the length is unknown, None where nothing is to be shown."""
    if at is None or (not at.is_active and not at.received):
        return None
    if not at.total:
        return -1.0 if at.is_active else None
    return at.received / at.total


def progress_text(at: Download) -> str:
    """Return how far a download is: ``1.2 of 4.0 GB · 12.0 MB/s · 4 min left``."""
    parts = [size_text(at.received)]
    if at.total:
        parts = [
            translate("ModelsDownloadLines", "{received} of {total}").format(
                received=size_text(at.received), total=size_text(at.total)
            )
        ]
    if at.checking:
        parts.append(translate("ModelsDownloadLines", "checking"))
    elif at.bytes_per_second:
        parts.append(
            translate("ModelsDownloadLines", "{size}/s").format(size=size_text(at.bytes_per_second))
        )
    if at.seconds_left is not None:
        parts.append(
            translate("ModelsDownloadLines", "{time} left").format(time=duration(at.seconds_left))
        )
    return " · ".join(parts)
