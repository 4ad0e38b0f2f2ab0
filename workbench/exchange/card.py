"""The data card beside every export: what is in it, how it was made, what was left out."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import workbench
from workbench.domain.records import now
from workbench.exchange.filters import Filters
from workbench.exchange.options import ExportOptions, Neutral, Tally
from workbench.exchange.registry import Format
from workbench.exchange.saved_export import version_of
from workbench.store import reading
from workbench.store.database import Database

_NEUTRAL = {
    None: "kept as neutral",
    Neutral.POSITIVE: "counted as positive (correct)",
    Neutral.NEGATIVE: "counted as negative (incorrect)",
    Neutral.DROP: "dropped: no label",
}


_UNKNOWN_LICENCE = "unknown; ask the sources of the problems before you share this file"
_UNKNOWN_AGREEMENT = "unknown: no step was marked by two annotators"


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the card says that the rows do not: where problems come from, and who wrote responses.

    ``sources`` counts problems, ``models`` responses to them, ``beside`` second opinions.
    """

    sources: dict[str, int] = field(default_factory=dict)
    models: dict[str, int] = field(default_factory=dict)
    guidelines: dict[int, str] = field(default_factory=dict)
    beside: dict[str, int] = field(default_factory=dict)


NO_FACTS = CardFacts()


def facts_of(database: Database, tally: Tally) -> CardFacts:
    """Return what there is to say of the problems that were written."""
    sources, models, beside = Counter[str](), Counter[str](), Counter[str]()
    for some in tally.problems.batches():
        sources.update(reading.problem_sources(database, some))
        models.update(reading.response_writers(database, some))
        beside.update(reading.second_opinions(database, some))
    texts = {row["version"]: row["text"] for row in reading.guidelines(database)}
    return CardFacts(dict(sources.most_common()), dict(models.most_common()), texts, dict(beside))


def balance(tally: Tally) -> dict[str, str]:
    """Return the share of each verdict among the marked steps."""
    said = {name: tally.verdicts[name] for name in ("correct", "neutral", "incorrect")}
    total = sum(said.values())
    return {name: f"{count / total:.1%}" for name, count in said.items()} if total else {}


def card_paths(out: Path) -> tuple[Path, Path]:
    """Return where the card of an export lies: for programs and for people."""
    return out.with_name(out.name + ".card.json"), out.with_name(out.name + ".card.md")


def card(
    form: Format,
    out: Path,
    options: ExportOptions,
    tally: Tally,
    sha256: str,
    facts: CardFacts = NO_FACTS,
) -> dict[str, Any]:
    """Return the card of a written export."""
    filters = options.selection.filters if options.selection else Filters()
    return {
        "file": out.name,
        "format": form.id,
        "holds": form.holds,
        "written_by": f"Stepmark {workbench.__version__}",
        "written_at": now(),
        "sha256": sha256,
        "version": version_of(sha256),
        "filters": filters.plain() or "none",
        "records": tally.records,
        **({"kinds_of_records": dict(sorted(tally.kinds.items()))} if tally.kinds else {}),
        "problems": len(tally.problems),
        "annotators": len(tally.annotators),
        "steps": counts(tally),
        "balance": balance(tally),
        "label_sources": {**dict(sorted(tally.sources.items())), **facts.beside},
        "agreement": dict(options.agreement) or _UNKNOWN_AGREEMENT,
        "guideline_versions": {str(k): n for k, n in sorted(tally.guidelines.items())},
        "guideline": {
            str(version): facts.guidelines[version]
            for version in sorted(set(facts.guidelines) & set(tally.guidelines))
        },
        "neutral": options.neutral.value if options.neutral else "kept",
        "neutral_means": neutral_means(form, options),
        "after_first_error": _scope(form, options),
        "left_out": left_out(tally),
        "sources_of_problems": facts.sources,
        "models_that_wrote_responses": facts.models,
        "licence": options.licence or _UNKNOWN_LICENCE,
    }


def card_json(fields: dict[str, Any]) -> bytes:
    """Return the card for programs."""
    return (json.dumps(fields, ensure_ascii=False, indent=2) + "\n").encode()


def card_markdown(fields: dict[str, Any]) -> bytes:
    """Return the card for people."""
    lines = [f"# {fields['file']}", ""]
    for name, value in fields.items():
        lines += _entry(name.replace("_", " "), value)
    return ("\n".join(lines) + "\n").encode()


def counts(tally: Tally) -> dict[str, int]:
    """Return how many written steps have each verdict, before neutral was mapped."""
    return {name: tally.verdicts[name] for name in ("correct", "neutral", "incorrect", "unmarked")}


def left_out(tally: Tally) -> dict[str, int]:
    """Return what was not written, by reason."""
    return {reason: count for reason, count in sorted(tally.left_out.items()) if count}


def neutral_means(form: Format, options: ExportOptions) -> str:
    """Say what became of neutral verdicts."""
    if form.neutral == "required" and options.neutral is None:
        return "there are none"
    return _NEUTRAL[options.neutral]


def _scope(form: Format, options: ExportOptions) -> str:
    everything = options.after_first_error or form.neutral == "none"
    return "written" if everything else "left out: the prefix through the first error is written"


def _entry(name: str, value: Any) -> list[str]:
    if name == "guideline" and isinstance(value, dict):
        quoted = [line for version, text in value.items() for line in _quoted(version, text)]
        return [*quoted, ""] if quoted else []
    if isinstance(value, dict):
        return [f"- {name}:", *(f"  - {key}: {part}" for key, part in value.items())]
    return [f"- {name}: {value}"]


def _quoted(version: str, text: str) -> list[str]:
    """Return a guideline as a quotation, so that its own headings stay its own."""
    return ["", f"Guideline version {version}:", "", *(f"> {line}" for line in text.split("\n"))]
