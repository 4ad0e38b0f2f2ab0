"""What is known of one model in rows: its file, its measurements, where it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from workbench.domain.model_facts import ModelFacts, ShelfModel
from workbench.domain.sampling import HF, LLAMA, REMOTE
from workbench.ui.languages import translate
from workbench.ui.models.words import count_text, not_checked, size_text

TEMPLATE_SHOWN = 4_000
MINUS = "\N{MINUS SIGN}"


def engine_text(engine: str) -> str:
    """Return which engine runs a model, ``""`` where it is not known."""
    if engine == REMOTE:
        return translate("ModelFacts", "on its server")
    return {LLAMA: "llama.cpp", HF: "transformers"}.get(engine, "")


def result_rows(model: ShelfModel) -> tuple[tuple[str, ...], ...]:
    """Return before and after of a trained adapter; empty where nothing was measured.

    The rows below stand under neither heading: they have one value.
    """
    trained = model.trained
    if trained is None or not trained.problems:
        return ()
    change = f"{(trained.after - trained.before) * 100:+.1f}".replace("-", MINUS)
    told = translate("ModelFacts", "{change} points ({low} to {high})").format(
        change=change,
        low=f"{trained.low * 100:+.1f}".replace("-", MINUS),
        high=f"{trained.high * 100:+.1f}".replace("-", MINUS),
    )
    before, after = f"{trained.before * 100:.1f} %", f"{trained.after * 100:.1f} %"
    return (
        (translate("ModelFacts", "Best guess"), before, after),
        (translate("ModelFacts", "Change (95 %)"), told),
        (translate("ModelFacts", "Problems"), str(trained.problems)),
    )


def fact_rows(model: ShelfModel) -> Iterator[tuple[str, str]]:
    """Yield what is known of a model as (name, value)."""
    if model.facts is not None:
        yield from _file_facts(model.facts)
    if model.server:
        yield translate("ModelFacts", "Address"), model.server
    else:
        yield translate("ModelFacts", "Path"), model.path
    for path in model.also:
        yield translate("ModelFacts", "The same as"), path
    if model.facts is not None or model.fingerprint:
        yield "SHA-256", model.fingerprint or translate("ModelFacts", "not yet fingerprinted")
    if model.source is not None:
        host = translate("ModelFacts", "from {host}").format(host=model.source.host)
        yield translate("ModelFacts", "Downloaded"), host
        against = translate("ModelFacts", "against its SHA-256")
        yield (
            translate("ModelFacts", "Checked"),
            against if model.source.promised else not_checked(),
        )


def _file_facts(facts: ModelFacts) -> Iterator[tuple[str, str]]:
    unknown = translate("ModelFacts", "not stated")
    yield translate("ModelFacts", "Architecture"), facts.architecture or unknown
    count = f"{count_text(facts.parameters)} ({facts.parameters:,})"
    yield translate("ModelFacts", "Parameters"), count
    yield translate("ModelFacts", "Precision"), facts.quantisation or unknown
    if facts.kind == "base":
        length = facts.context_length
        yield translate("ModelFacts", "Context"), tokens_text(length) if length else unknown
        yield translate("ModelFacts", "Vocabulary"), tokens_text(facts.vocabulary_size)
    else:
        yield translate("ModelFacts", "Made for"), facts.wants_base or unknown
    yield translate("ModelFacts", "Licence"), facts.licence or unknown
    yield translate("ModelFacts", "Size"), size_text(facts.file_bytes)


def tokens_text(count: int) -> str:
    """Return a number of tokens."""
    return translate("ModelFacts", "{n:,} tokens").format(n=count)


def template_note(template: str) -> str:
    """Return how long a chat template is and its fingerprint, ``""`` where there is none."""
    if not template:
        return ""
    digest = hashlib.sha256(template.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    lines = template.count("\n") + 1
    if len(template) > TEMPLATE_SHOWN:
        told = translate("ModelFacts", "{n} lines, their beginning is shown")
    elif lines > 1:
        told = translate("ModelFacts", "{n} lines")
    else:
        told = translate("ModelFacts", "1 line")
    return f"{told.format(n=lines)} · SHA-256 {digest}…"
