"""What a server is and can do, found out by asking it rather than by trusting its name.

Every server takes the fields of the OpenAI chat API and ignores or refuses what it does not know,
each in its own way, so a request of one token is sent in a few forms and the answers are compared:

- a wrong key shows now (llama-server lists its models without one);
- the stored sampling settings must be the true ones, and the servers' own defaults are not ours
  (llama.cpp: top-k 40 and min-p 0.05; the llama-cpp-python server: repeat penalty 1.1; vLLM: the
  model's ``generation_config.json``), so every setting is sent wherever the server takes it;
- a server continues a response only if ``continue_final_message`` (vLLM, SGLang, llama-server)
  makes the same conversation shorter in tokens: the end of the turn and the opening of a new one
  are left out. llama-server continues with and without it; its ``/apply-template`` shows the very
  prompt (seen with build 11549). A server that shows neither is taken for one that begins anew;
- many chat templates trim a message (Llama 3's does), and with it the line end behind the last
  given step: where a line end more makes no token more, the server trims.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from workbench.domain.errors import EngineError
from workbench.domain.sampling import SamplingSettings
from workbench.domain.sentences import sentence
from workbench.engines.remote_http import Connection, Refused, plain
from workbench.engines.remote_stream import logprobs_of, number

LIST_SECONDS = 10.0
PROBE_SECONDS = 90.0  # a server may load the model only now
MAX_MODELS = 2000
CONTINUE = {"add_generation_prompt": False, "continue_final_message": True}
_SHOWN = 8
_GREETING = {"role": "user", "content": "Add 1 and 2."}
_STEP = {"role": "assistant", "content": "1. Take 1."}
_BEGUN = {"role": "assistant", "content": "1. Take 1.\n"}


class Continuing(StrEnum):
    """How a server goes on behind a given beginning."""

    NO = sentence("begins anew")
    TRIMMED = sentence("behind its last word, the blank space after it left out")
    EXACT = sentence("word for word")


@dataclass(frozen=True, slots=True)
class Server:
    """One served model and how to talk to its server.

    ``kind`` is what the server calls itself (``owned_by``). ``extensions``: it takes fields beyond
    OpenAI's. ``shows_prompt``: it has ``/apply-template``. ``context_length`` and the numbers after
    it are 0 where it does not tell.
    """

    model: str
    kind: str = ""
    context_length: int = 0
    vocabulary_size: int = 0
    parameters: int = 0
    extensions: bool = True
    logprobs: bool = True
    continuing: Continuing = Continuing.NO
    shows_prompt: bool = False

    @property
    def label(self) -> str:
        """Return the server's name in words."""
        return _LABELS.get(self.kind, sentence("OpenAI-compatible server"))

    @property
    def concurrency(self) -> int:
        """Return how many requests it may be sent at once."""
        # The llama-cpp-python server breaks a running response off when another request comes
        # (its setting interrupt_requests, on by default).
        return 1 if self.kind == "me" else 8

    def sampling_fields(self, settings: SamplingSettings, seed: int) -> dict[str, Any]:
        """Return the request fields that draw the tokens as ``settings`` say."""
        fields: dict[str, Any] = {
            "temperature": settings.temperature,
            "top_p": settings.top_p,
            "max_tokens": settings.max_tokens,
            "seed": seed,
        }
        if self.extensions:
            off = -1 if self.kind in ("vllm", "sglang") else 0
            fields["top_k"] = settings.top_k or off
            fields["min_p"] = settings.min_p
            # Two names for one thing; each server ignores the one that it does not know.
            fields["repeat_penalty"] = fields["repetition_penalty"] = 1.0
        if self.logprobs:
            # llama-server takes top_logprobs 0 for no log-probabilities at all.
            fields["logprobs"], fields["top_logprobs"] = True, 1
        return fields

    def check_settings(self, settings: SamplingSettings) -> None:
        """Refuse settings that this server would silently leave out."""
        if not self.extensions and (settings.top_k or settings.min_p):
            raise EngineError(
                sentence("This server takes neither top-k nor min-p; set both to 0 and ask again.")
            )


_LABELS = {
    "vllm": "vLLM",
    "sglang": "SGLang",
    "llamacpp": "llama-server",
    "me": "llama-cpp-python server",
}


async def list_models(connection: Connection) -> list[dict[str, Any]]:
    """Return the server's model entries, each with a text ``id``."""
    document = await connection.get(f"{connection.address.api}/models", LIST_SECONDS)
    entries = document.get("data") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise EngineError(
            sentence(
                "What answers at {host} is no OpenAI-compatible server; check the address "
                "({address}).",
                host=connection.address.host,
                address=connection.address.api,
            )
        )
    return [e for e in entries[:MAX_MODELS] if isinstance(e, dict) and isinstance(e.get("id"), str)]


async def inspect(connection: Connection, model: str) -> Server:
    """Return what is known of a served model (the only one where ``model`` is empty)."""
    entry = _chosen(await list_models(connection), model, connection.address.host)
    server = _described(entry)
    if server.kind == "llamacpp" and not server.context_length:
        server = replace(server, context_length=await _slot_context(connection))
    server = await _accepted_form(connection, server)
    shows = await _rendered(connection, server, [_GREETING, _BEGUN])
    if shows:
        return replace(server, shows_prompt=True, continuing=_compared(shows, _BEGUN["content"]))
    return replace(server, continuing=await _measured(connection, server))


async def continuing(
    connection: Connection, server: Server, messages: list[dict[str, str]]
) -> Continuing:
    """Return how the server will go on behind the last of ``messages``, by what it can show."""
    if not server.shows_prompt:
        return server.continuing
    prompt = await _rendered(connection, server, messages)
    return _compared(prompt, messages[-1]["content"])


def _compared(prompt: str, beginning: str) -> Continuing:
    if prompt.endswith(beginning):
        return Continuing.EXACT
    return Continuing.TRIMMED if prompt.endswith(beginning.rstrip()) else Continuing.NO


def _chosen(entries: list[dict[str, Any]], model: str, host: str) -> dict[str, Any]:
    if not model and len(entries) == 1:
        return entries[0]
    for entry in entries:
        if model and entry["id"] == model:
            return entry
    names = [plain(entry["id"])[:80] for entry in entries[:_SHOWN]]
    listed = ", ".join(names) + (", …" if len(entries) > _SHOWN else "")
    if not names:
        raise EngineError(
            sentence(
                "The server at {host} offers no model; load one there and try again.", host=host
            )
        )
    if not model:
        raise EngineError(
            sentence(
                "The server at {host} offers several models; name one of: {listed}.",
                host=host,
                listed=listed,
            )
        )
    raise EngineError(
        sentence(
            "The server at {host} does not offer {model}; choose one of: {listed}.",
            host=host,
            model=repr(plain(model)[:80]),
            listed=listed,
        )
    )


def _described(entry: dict[str, Any]) -> Server:
    told = entry.get("meta")
    meta = told if isinstance(told, dict) else {}
    length = number(entry.get("max_model_len")) or number(meta.get("n_ctx"))
    return Server(
        model=entry["id"],
        kind=str(entry.get("owned_by") or ""),
        context_length=length,
        vocabulary_size=number(meta.get("n_vocab")),
        parameters=number(meta.get("n_params")),
    )


async def _slot_context(connection: Connection) -> int:
    """Return how many tokens llama-server gives one conversation; 0 where it does not tell."""
    try:
        told = await connection.get(f"{connection.address.root}/props", LIST_SECONDS)
    except EngineError:
        return 0
    settings = told.get("default_generation_settings") if isinstance(told, dict) else None
    return number(settings.get("n_ctx")) if isinstance(settings, dict) else 0


async def _accepted_form(connection: Connection, server: Server) -> Server:
    """Ask for one token with everything, then with less; return what the server takes."""
    forms = [(True, True), (True, False), (False, True), (False, False)]
    if server.kind == "me":
        # Asked for log-probabilities, the llama-cpp-python server (0.3.36) drops every character
        # that is spread over several tokens, and sorts the whole vocabulary at each token.
        forms = [(True, False)]
    refusal: Refused | None = None
    for extensions, logprobs in forms:
        form = replace(server, extensions=extensions, logprobs=logprobs)
        try:
            answer = await _one_token(connection, form, [_GREETING], {})
        except Refused as error:
            if error.status not in (400, 422, 501):
                raise
            refusal = refusal or error
            continue
        return replace(form, logprobs=logprobs and _has_logprobs(answer))
    assert refusal is not None
    raise refusal


async def _measured(connection: Connection, server: Server) -> Continuing:
    """Compare the tokens of one conversation with and without the flag, and with its line end."""

    async def tokens(last: dict[str, str], fields: dict[str, Any]) -> int:
        answer = await _one_token(connection, server, [_GREETING, last], fields)
        return _prompt_tokens(answer)

    try:
        anew, behind = await tokens(_BEGUN, {}), await tokens(_BEGUN, CONTINUE)
        if not 0 < behind < anew:
            return Continuing.NO
        return Continuing.EXACT if await tokens(_STEP, CONTINUE) < behind else Continuing.TRIMMED
    except Refused:
        return Continuing.NO


async def _rendered(connection: Connection, server: Server, messages: list[dict[str, str]]) -> str:
    """Return the prompt that llama-server makes of a conversation; ``""`` from other servers."""
    if server.kind != "llamacpp":
        return ""
    url = f"{connection.address.root}/apply-template"
    try:
        answer = await connection.post(url, {"messages": messages, **CONTINUE}, LIST_SECONDS)
    except Refused:
        return ""
    prompt = answer.get("prompt") if isinstance(answer, dict) else None
    return prompt if isinstance(prompt, str) else ""


async def _one_token(
    connection: Connection,
    server: Server,
    messages: list[dict[str, str]],
    fields: dict[str, Any],
) -> dict[str, Any]:
    settings = SamplingSettings(temperature=0.0, top_p=1.0, max_tokens=1)
    body = {"model": server.model, "messages": messages, **server.sampling_fields(settings, 0)}
    url = f"{connection.address.api}/chat/completions"
    answer = await connection.post(url, {**body, **fields}, PROBE_SECONDS)
    if not isinstance(answer, dict) or not isinstance(answer.get("choices"), list):
        raise EngineError(
            sentence(
                "The server at {host} does not answer as a chat model; choose another model "
                "or address.",
                host=connection.address.host,
            )
        )
    return answer


def _has_logprobs(answer: dict[str, Any]) -> bool:
    choices = answer["choices"]
    try:
        return bool(choices) and logprobs_of(choices[0]) is not None
    except (AttributeError, TypeError):
        return False


def _prompt_tokens(answer: dict[str, Any]) -> int:
    usage = answer.get("usage")
    return number(usage.get("prompt_tokens")) if isinstance(usage, dict) else 0
