"""The parts of the remote engine by themselves: addresses, events, seams, what a server can do."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.collected import Collected
from tests.helpers.odd_server import Asked, OddServer, Talk, one_token
from workbench.domain.errors import EngineError
from workbench.domain.records import FinishReason, Message
from workbench.domain.sampling import REMOTE, GenerationRequest, ModelSpec, SamplingSettings
from workbench.engines import remote
from workbench.engines.remote import RemoteEngine
from workbench.engines.remote_address import parse_address
from workbench.engines.remote_http import opened
from workbench.engines.remote_seam import Seam
from workbench.engines.remote_server import Continuing, Server
from workbench.engines.remote_stream import EventReader, parse_piece

PREFIX = "1. Subtract 4 from both sides: $3x = 12$.\n"


@pytest.mark.parametrize(
    ("text", "api", "root"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1", "http://127.0.0.1:8080"),
        (" http://localhost:8000/v1/ ", "http://localhost:8000/v1", "http://localhost:8000"),
        ("https://GPU.example/llm/v1", "https://gpu.example/llm/v1", "https://gpu.example/llm"),
        ("https://x.example/api/v3", "https://x.example/api/v3", "https://x.example/api"),
        ("http://[::1]:8080", "http://[::1]:8080/v1", "http://[::1]:8080"),
        ("HTTP://a.example", "http://a.example/v1", "http://a.example"),
    ],
)
def test_an_address_is_taken_with_or_without_its_version(text: str, api: str, root: str) -> None:
    found = parse_address(text)
    assert (found.api, found.root) == (api, root)
    assert found.secure == api.startswith("https")
    assert found.local == any(part in api for part in ("127.0", "localhost", "::1"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "begins with http"),
        ("127.0.0.1:8080", "begins with http"),
        ("file:///etc/passwd", "begins with http"),
        ("unix:/run/x.sock", "begins with http"),
        ("ftp://x.example", "begins with http"),
        ("http://", "begins with http"),
        ("http://user:pass@x.example", "give it as the key"),
        ("http://x.example/v1?api_key=abc", "must end before"),
        ("http://x.example/v1#m", "must end before"),
        ("http://x.example:99999", "no server address"),
        ("http://x.ex ample", "no server address"),
        ("http://x.example\nHost: y", "no server address"),
        ("http://[::1", "no server address"),
        ("http://" + "x" * 3000, "no server address"),
    ],
)
def test_anything_else_is_refused_without_repeating_it(text: str, words: str) -> None:
    """It may hold a password."""
    with pytest.raises(EngineError, match=words) as caught:
        parse_address(text)
    assert "pass@" not in str(caught.value)
    assert "abc" not in str(caught.value)


def test_without_tls_a_redirect_can_lead_to_no_unverified_place() -> None:
    """Certificates are checked for every https address, by the system's authorities too."""

    async def contexts() -> list[Any]:
        found = []
        for text in ("https://x.example", "http://x.example"):
            async with opened(parse_address(text), "") as connection:
                assert not connection._client.follow_redirects
                assert not connection._client.trust_env
                found.append(connection._client._transport._pool._ssl_context)
        return found

    secure, _ = asyncio.run(contexts())
    assert secure.check_hostname
    assert secure.verify_mode.name == "CERT_REQUIRED"


EVENTS = st.lists(
    st.dictionaries(st.text(max_size=5), st.text(max_size=20), min_size=1, max_size=2), max_size=6
)


@given(EVENTS, st.data(), st.sampled_from(["\n", "\r\n"]))
def test_events_do_not_depend_on_where_the_bytes_were_cut(
    events: list[dict[str, str]], data: st.DataObject, end: str
) -> None:
    """A network cuts anywhere, in the middle of a character or of a line end too."""
    parts = [f": ping{end}{end}data: {json.dumps(e, ensure_ascii=False)}{end}{end}" for e in events]
    raw = "".join(parts).encode()
    reader, found = EventReader(), []
    while raw:
        size = data.draw(st.integers(1, len(raw)))
        found += reader.feed(raw[:size])
        raw = raw[size:]
    found += reader.finish()
    assert [json.loads(event) for event in found] == events


def test_the_last_event_counts_without_its_blank_line() -> None:
    """Some servers close the connection right behind ``[DONE]``."""
    reader = EventReader()
    assert reader.feed(b"event: x\nid: 3\ndata: a\ndata: b\n") == []
    assert reader.finish() == ["a\nb"]


@pytest.mark.parametrize(
    "data",
    [
        "null",
        "[]",
        '{"choices": 3}',
        '{"choices": [3]}',
        '{"choices": [{"delta": 3}]}',
        '{"choices": [{"delta": {"content": 3}}]}',
        '{"choices": [{"delta": {"content": "x"}, "logprobs": 3}]}',
        '{"choices": [{"delta": {"content": "x"}, "logprobs": {"content": [3]}}]}',
        '{"choices": [], "usage": 3}',
        "9" * 5000,
    ],
)
def test_a_chunk_of_another_form_is_an_error_that_is_known(data: str) -> None:
    """Never a traceback: the other side may be anything."""
    with pytest.raises(EngineError, match="no streamed answer"):
        parse_piece(data)


@pytest.mark.parametrize("count", ["[]", "1e999", "NaN", "-3", "null", "1" + "0" * 400, '"7"'])
def test_a_number_that_is_none_is_not_known(count: str) -> None:
    """Neither a count of tokens nor a log-probability; the text goes on."""
    chosen = f'{{"delta": {{"content": "x"}}, "logprobs": {{"content": [{{"logprob": {count}}}]}}}}'
    piece = parse_piece(f'{{"choices": [{chosen}], "usage": {{"prompt_tokens": {count}}}}}')
    assert (piece.text, piece.prompt_tokens) == ("x", 0)
    assert piece.logprobs == ((-3.0,) if count == "-3" else None)


@given(st.text(max_size=200))
def test_no_chunk_raises_anything_else(data: str) -> None:
    try:
        parse_piece(data)
    except EngineError:
        return


def _joined(seam: Seam, text: str, size: int = 3) -> str:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return "".join(seam.joined(piece) for piece in pieces) + seam.rest()


@pytest.mark.parametrize("text", ["2. Divide by 3: $x = 4$.\n", "1", "", "\n\n", "1. Sub", "x"])
def test_a_text_that_goes_on_is_joined_as_it_is(text: str) -> None:
    assert _joined(Seam(PREFIX, trimmed=False), text) == text


@pytest.mark.parametrize("text", [PREFIX + "2. Divide.", "\n" + PREFIX, PREFIX])
def test_a_text_that_begins_anew_is_not_glued_on(text: str) -> None:
    """Some servers ignore what they do not know; the annotator must not get every step twice."""
    with pytest.raises(EngineError, match="began the response anew"):
        _joined(Seam(PREFIX, trimmed=False), text)


def test_a_line_end_that_the_template_cut_off_is_not_doubled() -> None:
    """Llama 3's template trims a message: the model then writes the line end by itself."""
    assert _joined(Seam(PREFIX, trimmed=True), "\n2. Divide.") == "2. Divide."
    assert _joined(Seam(PREFIX, trimmed=True), "\n\n2. Divide.") == "\n2. Divide."
    assert _joined(Seam("1. A\n\n", trimmed=True), "\n2. B.") == "2. B."


def test_a_line_that_goes_on_where_the_line_end_was_cut_off_is_an_error() -> None:
    """The expert's rewritten step would get words that nobody marked."""
    with pytest.raises(EngineError, match="dropped the line end"):
        _joined(Seam(PREFIX, trimmed=True), " Then divide.")


@pytest.mark.parametrize(
    ("kind", "off"), [("vllm", -1), ("sglang", -1), ("llamacpp", 0), ("me", 0), ("", 0)]
)
def test_every_setting_is_sent_since_servers_have_defaults_of_their_own(
    kind: str, off: int
) -> None:
    """What is stored as the sampling of a response must be how it was sampled."""
    fields = Server("m", kind).sampling_fields(SamplingSettings(0.7, 0.9, 0, 0.0, 99), 5)
    assert fields["top_k"] == off
    assert fields["min_p"] == 0
    assert fields["repeat_penalty"] == fields["repetition_penalty"] == 1
    assert (fields["temperature"], fields["top_p"]) == (0.7, 0.9)
    assert (fields["max_tokens"], fields["seed"]) == (99, 5)
    fields = Server("m", kind).sampling_fields(SamplingSettings(top_k=20, min_p=0.1), 5)
    assert (fields["top_k"], fields["min_p"]) == (20, 0.1)


def _tokens(body: dict[str, Any], *, heeds: bool, trims: bool) -> int:
    """Count as vLLM would, a character a token: each turn opens with 2 and ends with 1."""
    contents = [m["content"].strip() if trims else m["content"] for m in body["messages"]]
    count = sum(2 + len(content) + 1 for content in contents)
    return count - 1 if heeds and body.get("continue_final_message") else count + 2


def _counting(*, heeds: bool, trims: bool) -> Any:
    def answer(asked: Asked) -> Any:
        document = one_token(asked)
        document["usage"]["prompt_tokens"] = _tokens(asked.body, heeds=heeds, trims=trims)
        return document

    return answer


def _entry(owner: str, **more: Any) -> dict[str, Any]:
    return {"data": [{"id": "m", "owned_by": owner, **more}]}


@pytest.mark.parametrize(
    ("heeds", "trims", "expected"),
    [
        (True, False, Continuing.EXACT),
        (True, True, Continuing.TRIMMED),
        (False, False, Continuing.NO),
        (False, True, Continuing.NO),
    ],
)
def test_whether_a_server_continues_is_measured(
    heeds: bool, trims: bool, expected: Continuing
) -> None:
    """By the length of the prompt, not by the server's name (written after vLLM's behaviour)."""
    listed = _entry("vllm", max_model_len=4096)
    with OddServer(models=listed, answer=_counting(heeds=heeds, trims=trims)) as server:
        found = remote.inspected(parse_address(server.address), "", "m")
    assert found.continuing is expected
    assert (found.label, found.context_length) == ("vLLM", 4096)


def _goes_on(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("\n", "2. ", "Divide.", finish="stop")
    talk.event({"choices": [], "usage": {"prompt_tokens": 77}})
    talk.done()


def _continued(server: OddServer) -> Collected:
    engine, collected = RemoteEngine(), Collected()
    engine.load(ModelSpec("m", server.address, engine=REMOTE))
    request = GenerationRequest("r", (Message("user", "x"),), (1,), PREFIX)
    engine.generate(request, collected, lambda: False)
    return collected


def test_a_beginning_is_sent_as_the_last_message_to_be_continued() -> None:
    """In the form of vLLM and SGLang; the result holds what is new."""
    answer = _counting(heeds=True, trims=True)
    with OddServer(_goes_on, models=_entry("sglang"), answer=answer) as server:
        collected = _continued(server)
        body = next(asked.body for asked in server.asked if asked.streamed)
    assert body["messages"][-1] == {"role": "assistant", "content": PREFIX}
    assert body["continue_final_message"] is True
    assert body["add_generation_prompt"] is False
    result = collected.results[0]
    assert (result.text, result.finish_reason) == ("2. Divide.", FinishReason.STOP)
    assert result.prompt_tokens == 77


def _llama_server(template: str) -> Any:
    """Answer as llama-server: the prompt is shown, the context is that of one slot."""

    def answer(asked: Asked) -> Any:
        if asked.path == "/apply-template":
            last = asked.body["messages"][-1]["content"]
            return {"prompt": "<|user|>x<|assistant|>" + template.format(last)}
        if asked.path == "/props":
            return {"default_generation_settings": {"n_ctx": 8192}}
        return one_token(asked)

    return answer


@pytest.mark.parametrize(
    ("template", "expected"),
    [("{}", Continuing.EXACT), ("{}<|end|><|assistant|>", Continuing.NO)],
)
def test_llama_server_shows_the_prompt_and_so_what_it_does(
    template: str, expected: Continuing
) -> None:
    """It continues with and without the flag, so counting tells nothing there."""
    meta = {"n_vocab": 32000, "n_params": 7e9, "n_ctx_train": 131072}
    listed = _entry("llamacpp", meta=meta)
    with OddServer(models=listed, answer=_llama_server(template)) as server:
        found = remote.inspected(parse_address(server.address), "", "")
    assert found.continuing is expected
    assert found.context_length == 8192
    assert (found.vocabulary_size, found.parameters) == (32000, 7_000_000_000)


def test_llama_servers_prompt_is_looked_at_for_every_beginning() -> None:
    """A template may treat one text otherwise than another (a closed think block, say)."""

    def answer(asked: Asked) -> Any:
        document = _llama_server("{}")(asked)
        if asked.path == "/apply-template" and asked.body["messages"][-1]["content"] == PREFIX:
            document["prompt"] += "<|end|><|assistant|>"
        return document

    with (
        OddServer(_goes_on, models=_entry("llamacpp"), answer=answer) as server,
        pytest.raises(EngineError, match="use 'ask again'"),
    ):
        _continued(server)
