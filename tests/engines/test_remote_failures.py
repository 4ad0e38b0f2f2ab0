"""What a server can do wrong, each with what is said, what is kept and what is never sent again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import pytest

from tests.helpers.collected import Collected
from tests.helpers.odd_server import Asked, OddServer, Stream, Talk, one_token
from tests.helpers.openai_server import free_port
from workbench.domain.errors import EngineError
from workbench.domain.records import FinishReason, Message
from workbench.domain.sampling import REMOTE, GenerationRequest, ModelSpec, SamplingSettings
from workbench.engines import remote, remote_http
from workbench.engines.remote import RemoteEngine

KEY = "sk-odd-19c2"
ASK = (Message("user", "Solve $x + 1 = 3$."),)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait tenths of a second where the product waits seconds and minutes."""
    monkeypatch.setattr(remote, "FIRST_SECONDS", 0.6)
    monkeypatch.setattr(remote, "NEXT_SECONDS", 0.4)
    monkeypatch.setattr(remote_http, "RETRY_SECONDS", (0.02, 0.02))


def _load(server: OddServer, **changes: Any) -> RemoteEngine:
    engine = RemoteEngine()
    engine.load(replace(ModelSpec("m", server.address, engine=REMOTE, api_key=KEY), **changes))
    return engine


def _run(
    server: OddServer,
    seeds: Sequence[int] = (1,),
    cancelled: Callable[[], bool] = lambda: False,
    **changes: Any,
) -> tuple[Collected, str]:
    """Load and generate; return what came and the reason of the failure, if there was one."""
    engine = _load(server)
    collected = Collected()
    request = replace(GenerationRequest("r", ASK, tuple(seeds)), **changes)
    try:
        engine.generate(request, collected, cancelled)
    except EngineError as error:
        assert KEY not in str(error)
        return collected, str(error)
    return collected, ""


def _streamed(server: OddServer) -> list[Asked]:
    return [asked for asked in server.asked if asked.streamed]


def _well(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("1. ", "Subtract.", finish="stop")
    talk.done()


def test_a_well_behaved_stream_is_taken_whole() -> None:
    """The control of all that follows."""
    with OddServer(_well) as server:
        collected, reason = _run(server, (1, 2))
    assert reason == ""
    assert [collected.results[n].text for n in (0, 1)] == ["1. Subtract."] * 2
    assert [asked.body["seed"] for asked in _streamed(server)] in ([1, 2], [2, 1])
    assert {asked.headers["authorization"] for asked in server.asked} == {f"Bearer {KEY}"}


def _break_off(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("1. Sub")


def _reset(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("1. Sub")
    talk.reset()


def _fall_silent(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("1. Sub")
    talk.wait()


def _only_ping(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("1. Sub")
    for _ in range(40):
        talk.raw(b": ping\n\n")
        talk.pause(0.02)
    talk.wait()


def _garbage(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("1. Sub")
    talk.raw(b"data: {broken\n\n")


def _deep(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("1. Sub")
    talk.raw(b"data: " + b"[" * 200_000 + b"\n\n")


def _endless_line(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("1. Sub")
    talk.raw(b"data: ")
    while True:  # until the other side has enough
        talk.raw(b"x" * 65536)


def _too_much(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("1. Sub")
    for _ in range(100):
        talk.text("word " * 1000)


def _error_event(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("1. Sub")
    talk.event({"error": {"message": f"CUDA out of memory for {KEY[:2]}"}})


def _no_finish(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("1. Sub")
    talk.done()


def _filtered(asked: Asked, talk: Talk) -> None:
    talk.head()
    talk.text("1. Sub", finish="content_filter")


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        (_break_off, "closed the connection before"),
        (_reset, "broke off"),
        (_fall_silent, "sent nothing more for"),
        (_only_ping, "sent nothing more for"),
        (_garbage, "no streamed answer"),
        (_deep, "no streamed answer"),
        (_endless_line, "no streamed answer"),
        (_too_much, "more than it was asked for"),
        (_error_event, "gave up while writing: CUDA out of memory"),
        (_no_finish, "broke the response off"),
        (_filtered, "content_filter"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_came_before_a_failure_is_kept_and_flagged(stream: Stream, words: str) -> None:
    """And after a token nothing is sent again: it would be another sample under the same name."""
    began = time.monotonic()
    with OddServer(stream) as server:
        collected, reason = _run(server, settings=SamplingSettings(max_tokens=100))
        assert len(_streamed(server)) == 1
    assert time.monotonic() - began < 6
    assert words in reason
    result = collected.results[0]
    assert result.finish_reason is FinishReason.FAILED
    assert result.text.startswith("1. Sub")


def _status(status: str, body: bytes = b"", **headers: str) -> Stream:
    def stream(asked: Asked, talk: Talk) -> None:
        talk.head(status, "text/html", **headers)
        talk.raw(body)

    return stream


HTML = b"<html><body><h1>Bad <script>alert(1)</script></h1></body></html>"
ECHO = b'{"error": {"message": "key sk-odd-19c2 is\\nnot \\u001b[31mgood"}}'


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        ("400 Bad Request", ECHO, "refused the request (status 400): key … is not"),
        ("401 Unauthorized", ECHO, "The key was not accepted"),
        ("403 Forbidden", HTML, "The key was not accepted"),
        ("404 Not Found", HTML, "does not know what was asked; check"),
        ("500 Internal Server Error", HTML, "failed (status 500); see its log"),
        ("502 Bad Gateway", HTML, "failed (status 502)"),
        ("422 Unprocessable", b'{"detail": [{"loc": ["seed"]}]}', "status 422"),
        ("418 Teapot", b"x" * 200_000, "status 418"),
    ],
)
def test_every_status_is_said_in_plain_words(status: str, body: bytes, words: str) -> None:
    """Once, without a page's source, a control character or the key."""
    with OddServer(_status(status, body)) as server:
        collected, reason = _run(server, (1, 2, 3))
        assert 1 <= len(_streamed(server)) <= 3
    assert words in reason
    assert "<" not in reason
    assert "\x1b" not in reason
    assert {r.finish_reason for r in collected.results.values()} == {FinishReason.FAILED}


def test_a_redirect_is_not_followed_and_the_key_stays() -> None:
    """To another host or the same: only the address that was given is contacted."""
    with OddServer(_well) as other:
        target = f"{other.address}/v1/chat/completions"
        with OddServer(_status("307 Temporary Redirect", Location=target)) as server:
            _, reason = _run(server)
        assert not other.asked
        assert f"sends on to another address ({other.host})" in reason
        moved = _status("301 Moved", Location=f"{other.address}/v1/models")
        with OddServer(first=moved) as server, pytest.raises(EngineError, match="sends on"):
            _load(server)
        assert not other.asked


def test_no_proxy_or_netrc_of_the_environment_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """They would lead a key and a text past the address that the user wrote."""
    with OddServer(_well) as proxy, OddServer(_well) as server:
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login a password b\n")
        monkeypatch.setenv("NETRC", str(netrc))
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.address)
        monkeypatch.delenv("no_proxy", raising=False)
        engine = _load(server, api_key="")
        engine.generate(GenerationRequest("r", ASK, (1,)), Collected(), lambda: False)
        assert not proxy.asked
        assert not any("authorization" in asked.headers for asked in server.asked)


def _failing_first(times: int, fail: Stream) -> Stream:
    left = [fail] * times

    def stream(asked: Asked, talk: Talk) -> None:
        (left.pop() if left else _well)(asked, talk)

    return stream


def _hang_up(asked: Asked, talk: Talk) -> None:
    """Close before a byte of an answer."""


BUSY = "429 Too Many Requests"


@pytest.mark.parametrize(
    "fail",
    [
        _hang_up,
        lambda _asked, talk: talk.reset(),
        _status(BUSY),
        _status(BUSY, Retry_After="0"),
        _status("503 Service Unavailable", Retry_After=formatdate(usegmt=True)),
    ],
    ids=["closed", "reset", "429", "429 with a number", "503 with a date"],
)
def test_what_is_safe_is_tried_again(fail: Stream) -> None:
    """Before any byte of an answer, or when a server says that it is busy: twice more."""
    with OddServer(_failing_first(2, fail)) as server:
        collected, reason = _run(server)
        assert len(_streamed(server)) == 3
    assert reason == ""
    assert collected.results[0].text == "1. Subtract."


def test_it_is_not_tried_for_ever() -> None:
    with OddServer(_hang_up) as server:
        _, reason = _run(server)
        assert len(_streamed(server)) == 3
    assert "closed the connection without an answer" in reason


def test_a_long_wait_is_left_to_the_user() -> None:
    """A server may ask for an hour; the desk does not sit still for it."""
    with OddServer(_status("503 Busy", b"{}", Retry_After="3600")) as server:
        _, reason = _run(server)
        assert len(_streamed(server)) == 1
    assert "is busy; try again in 3600 seconds" in reason


def test_a_wait_can_be_cancelled_within_five_seconds() -> None:
    """The server asked for 25 seconds."""
    began = time.monotonic()
    with OddServer(_status(BUSY, Retry_After="25")) as server:
        collected, reason = _run(server, cancelled=lambda: bool(_streamed(server)))
    assert time.monotonic() - began < 5
    assert reason == ""
    assert collected.results[0].finish_reason is FinishReason.CANCELLED


def test_a_server_that_never_answers_is_cancelled_within_a_second_and_times_out() -> None:
    """Before the first token, too."""
    with OddServer(lambda _asked, talk: talk.wait()) as server:
        asked: list[float] = []

        def cancelled() -> bool:
            if _streamed(server):
                asked.append(time.monotonic())
            return bool(asked)

        collected, _ = _run(server, (1, 2), cancelled)
        assert time.monotonic() - asked[0] < 1
        assert {r.finish_reason for r in collected.results.values()} == {FinishReason.CANCELLED}
        collected, reason = _run(server)
    assert "sent nothing for" in reason
    assert collected.results[0].finish_reason is FinishReason.FAILED


def test_waiting_in_the_servers_queue_is_no_failure() -> None:
    """While one response gets tokens, the time of those behind it does not run."""

    def stream(asked: Asked, talk: Talk) -> None:
        talk.head()
        if asked.body["seed"] == 1:
            for _ in range(12):
                talk.text("a ")
                talk.pause(0.1)
        else:
            talk.pause(1.4)
        talk.text("b", finish="stop")

    with OddServer(stream) as server:
        collected, reason = _run(server, (1, 2))
    assert reason == ""
    assert collected.results[1].text == "b"


def test_no_server_is_said_at_once() -> None:
    spec = ModelSpec("m", f"http://127.0.0.1:{free_port()}", engine=REMOTE)
    with pytest.raises(EngineError, match=r"No server answers at 127\.0\.0\.1"):
        RemoteEngine().load(spec)


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (_status("200 OK", HTML), "no OpenAI-compatible server"),
        (_status("200 OK", b"[" * 100_000), "no OpenAI-compatible server"),
        (_status("200 OK", b'{"data": 3}'), "no OpenAI-compatible server"),
        (_status("200 OK", b"x" * (5 << 20)), "sent more than an answer can be"),
        (_status("200 OK", b"\x1f\x8b", Content_Encoding="gzip"), "packs its answers"),
        (_status("404 Not Found", HTML), "does not know what was asked"),
        (lambda _asked, talk: talk.raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), "does not speak HTTP"),
    ],
)
def test_what_is_no_model_server_is_named_so(first: Stream, words: str) -> None:
    """A wrong port answers something; it is bounded and said at loading."""
    with OddServer(first=first) as server, pytest.raises(EngineError, match=words):
        _load(server)


def test_a_server_that_takes_the_connection_and_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.engines.remote_server.LIST_SECONDS", 0.3)
    with (
        OddServer(first=lambda _asked, talk: talk.wait()) as server,
        pytest.raises(EngineError, match=r"did not answer within 0\.3 seconds"),
    ):
        _load(server)


@pytest.mark.parametrize(
    ("models", "wanted", "words"),
    [
        ([], "", "offers no model"),
        (["a", "b"], "", "several models; name one of: a, b"),
        (["a", "b"], "c", "does not offer 'c'; choose one of: a, b"),
        ([f"m{n}" for n in range(30)], "c", "m7, …"),
        (["<b>\n\x1b[1m" + "x" * 500], "c", "choose one of: <b> "),
    ],
)
def test_which_models_there_are_is_told(models: list[str], wanted: str, words: str) -> None:
    listed = {"data": [{"id": name} for name in models]}
    with OddServer(models=listed) as server, pytest.raises(EngineError) as caught:
        _load(server, remote_model=wanted)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 900
    assert "\x1b" not in str(caught.value)


def _picky(*unknown: str) -> Callable[[Asked], Any]:
    def answer(asked: Asked) -> Any:
        for field in unknown:
            if field in asked.body:
                return "400 Bad Request", {"error": {"message": f"unknown argument {field}"}}
        return one_token(asked)

    return answer


def test_a_server_that_knows_openais_fields_only_is_asked_with_these() -> None:
    """It refuses top-k; a setting that it would leave out is refused here, not silently lost."""
    with OddServer(_well, answer=_picky("top_k")) as server:
        _, reason = _run(server)
        assert reason == ""
        body = _streamed(server)[0].body
        assert {"top_k", "min_p", "repeat_penalty"}.isdisjoint(body)
        _, reason = _run(server, settings=SamplingSettings(top_k=20))
        assert "neither top-k nor min-p" in reason


def test_a_server_that_refuses_log_probabilities_is_asked_without_from_then_on() -> None:
    with OddServer(_well, answer=_picky("logprobs")) as server:
        told = RemoteEngine().load(ModelSpec("m", server.address, engine=REMOTE))
        assert not told.gives_logprobs
        _, reason = _run(server)
        assert reason == ""
        assert "logprobs" not in _streamed(server)[0].body


def test_a_server_that_refuses_everything_says_why() -> None:
    with (
        OddServer(answer=_picky("model")) as server,
        pytest.raises(EngineError, match="unknown argument model"),
    ):
        _load(server)


def test_log_probabilities_that_are_missing_for_one_token_are_missing_for_all() -> None:
    """Half a list would be read as that of other tokens."""

    def answer(asked: Asked) -> Any:
        document = one_token(asked)
        document["choices"][0]["logprobs"] = {"content": [{"logprob": -0.5}]}
        return document

    def stream(asked: Asked, talk: Talk) -> None:
        talk.head()
        talk.text("a", logprobs={"content": [{"logprob": -0.5}]})
        if asked.body["seed"] == 2:
            talk.text("b", logprobs=None)
        talk.text("c", logprobs={"content": [{"logprob": -0.25}]}, finish="stop")

    with OddServer(stream, answer=answer) as server:
        collected, _ = _run(server, (1, 2))
        assert _streamed(server)[0].body["logprobs"] is True
    by_seed = {result.seed: result.logprobs for result in collected.results.values()}
    assert by_seed == {1: (-0.5, -0.25), 2: ()}


def test_hidden_reasoning_counts_as_life_and_is_no_text() -> None:
    """A reasoning model may think for minutes; a limit spent on it is explained."""

    def stream(asked: Asked, talk: Talk) -> None:
        talk.head()
        for _ in range(8):
            talk.event({"choices": [{"delta": {"reasoning_content": "hm"}}]})
            talk.pause(0.1)
        if asked.body["seed"] == 1:
            talk.text("1. Two.", finish="stop")
        else:
            talk.text(finish="length")

    with OddServer(stream) as server:
        collected, reason = _run(server, (1,))
        assert (collected.results[0].text, reason) == ("1. Two.", "")
        collected, reason = _run(server, (2,))
    assert "all its tokens on hidden reasoning" in reason


def test_an_unencrypted_way_to_another_machine_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key and every text can be read on the way; nothing is said of this machine."""
    monkeypatch.setattr("workbench.engines.remote_address._is_local", lambda _host: False)
    with OddServer() as server:
        told = RemoteEngine().load(ModelSpec("m", server.address, engine=REMOTE, api_key=KEY))
    assert "The key and every text go to" in told.warning
    assert "https://" in told.warning


@pytest.mark.parametrize("key", ["with space", "naïve", "line\nend"])
def test_a_key_that_cannot_be_one_is_refused_without_being_shown(key: str) -> None:
    with OddServer() as server, pytest.raises(EngineError, match="copy it again") as caught:
        _load(server, api_key=key)
    assert key not in str(caught.value)
    assert not server.asked


def test_an_adapter_is_refused() -> None:
    with OddServer() as server:
        engine = _load(server)
        with pytest.raises(EngineError, match="serve the trained model there"):
            engine.set_adapter("adapter.gguf", "")
        engine.set_adapter(None, "")
