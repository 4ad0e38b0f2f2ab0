"""The data card beside every export: what is in it, how it was made, what was left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import workbench
from workbench.domain.records import now
from workbench.exchange.options import ExportOptions, Neutral, Tally
from workbench.exchange.registry import Format

_NEUTRAL = {
    None: "kept as neutral",
    Neutral.POSITIVE: "counted as positive (correct)",
    Neutral.NEGATIVE: "counted as negative (incorrect)",
    Neutral.DROP: "dropped: no label",
}


def card_paths(out: Path) -> tuple[Path, Path]:
    """Return where the card of an export lies: for programs and for people."""
    return out.with_name(out.name + ".card.json"), out.with_name(out.name + ".card.md")


def card(
    form: Format, out: Path, options: ExportOptions, tally: Tally, sha256: str
) -> dict[str, Any]:
    """Return the card of a written export."""
    return {
        "file": out.name,
        "format": form.id,
        "holds": form.holds,
        "written_by": f"Stepmark {workbench.__version__}",
        "written_at": now(),
        "sha256": sha256,
        "records": tally.records,
        **({"kinds_of_records": dict(sorted(tally.kinds.items()))} if tally.kinds else {}),
        "problems": len(tally.problems),
        "annotators": len(tally.annotators),
        "steps": counts(tally),
        "label_sources": dict(sorted(tally.sources.items())),
        "guideline_versions": {str(k): n for k, n in sorted(tally.guidelines.items())},
        "neutral": options.neutral.value if options.neutral else "kept",
        "neutral_means": neutral_means(form, options),
        "after_first_error": _scope(form, options),
        "left_out": left_out(tally),
        "licence": "not stated; add the licence of your problems before you share this file",
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
    if isinstance(value, dict):
        return [f"- {name}:", *(f"  - {key}: {part}" for key, part in value.items())]
    return [f"- {name}: {value}"]
