"""The engine for servers against a real one: the llama-cpp-python server with the starter model.

What that server (0.3.36) does of its own accord, and what follows:

- its defaults are top-k 40, min-p 0.05 and a repeat penalty of 1.1, so a request that leaves them
  out is sampled otherwise than it says;
- a second request breaks the first one off with ``[DONE]`` and no finish reason
  (``interrupt_requests``), so it is asked one at a time;
- asked for log-probabilities it loses characters that are spread over several tokens;
- it takes ``continue_final_message`` without a word and begins anew;
- it tells no context length, and no usage while streaming.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from safetensors.numpy import load_file, save_file

from tests.helpers.collected import Collected
from tests.helpers.openai_server import RunningServer, served
from tests.helpers.tiny_model import make_tiny_gguf, make_tiny_llama
from tests.helpers.waiting import wait_until
from workbench.domain.errors import EngineError
from workbench.domain.prompting import INSTRUCTED, frame_messages
from workbench.domain.records import FinishReason, Message
from workbench.domain.sampling import (
    REMOTE,
    GenerationRequest,
    ModelSpec,
    SamplingSettings,
)
from workbench.engines.llama import LlamaEngine
from workbench.engines.remote import RemoteEngine
from workbench.service.generation import Generation
from workbench.weights.gguf_writer import read_checkpoint, write_gguf

KEY = "sk-test-7f3a91"
ASK = (Message("user", "Solve $3x + 4 = 16$ for $x$."),)
WARM = SamplingSettings(temperature=1.0, top_p=1.0, max_tokens=40)
GREEDY = SamplingSettings(temperature=0.0, max_tokens=120)
ENDLESS = SamplingSettings(temperature=0.0, max_tokens=3500)


@pytest.fixture(scope="module")
def starter(_starter_made: tuple[Path, Path]) -> Path:
    return _starter_made[0]


@pytest.fixture(scope="module")
def server(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The starter model behind a key."""
    log = tmp_path_factory.mktemp("server") / "log"
    with served(starter, log, name="starter", key=KEY) as running:
        yield running


@pytest.fixture(scope="module")
def engine(server: RunningServer) -> RemoteEngine:
    return _loaded(server)


@pytest.fixture
def local(starter: Path) -> Iterator[LlamaEngine]:
    """The same weights in this process."""
    engine = LlamaEngine()
    engine.load(ModelSpec("m", str(starter), context_length=512))
    yield engine
    engine.unload()


@pytest.fixture
def endless(tmp_path: Path) -> Iterator[RunningServer]:
    """A model that repeats its last token for ever, to be stopped or killed by the test.

    Its layers add nothing, and a token's embedding is most like itself.
    """
    folder = make_tiny_llama(tmp_path / "tiny", hidden=256, layers=4)
    weights = load_file(folder / "model.safetensors")
    for name in weights:
        if "o_proj" in name or "down_proj" in name:
            weights[name] = np.zeros_like(weights[name])
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    gguf = folder / "model.gguf"
    write_gguf(read_checkpoint(folder), gguf)
    with served(gguf, tmp_path / "log", context=4096) as running:
        yield running


def _spec(server: RunningServer, key: str = "") -> ModelSpec:
    return ModelSpec("m", server.address, engine=REMOTE, remote_model=server.model, api_key=key)


def _loaded(server: RunningServer, key: str = KEY) -> RemoteEngine:
    engine = RemoteEngine()
    engine.load(_spec(server, key))
    return engine


def _run(
    engine: Any,
    seeds: tuple[int, ...] = (1,),
    settings: SamplingSettings = WARM,
    **changes: Any,
) -> Collected:
    collected = Collected()
    request = replace(GenerationRequest("r", ASK, seeds, settings=settings), **changes)
    engine.generate(request, collected, lambda: False)
    return collected


def test_the_server_is_described_as_far_as_it_tells(server: RunningServer) -> None:
    """No context length is not a context of 2,048 tokens."""
    told = RemoteEngine().load(_spec(server, KEY))
    assert (told.engine, told.name) == (REMOTE, "starter")
    assert told.device == server.address.removeprefix("http://")
    assert (told.context_length, told.parameters) == (0, 0)
    assert not told.takes_prefix
    assert told.warning == ""


def test_greedy_text_equals_the_local_engines(engine: RemoteEngine, local: LlamaEngine) -> None:
    """The same weights say the same: no default of the server's sampling slips in."""
    problems = ("Solve $3x + 4 = 16$ for $x$.", "What is 25% of 80?", "Solve $2x - 1 = 9$.")
    for problem in problems:
        asked = (Message("user", problem),)
        framed = frame_messages(asked, INSTRUCTED)
        expected = _run(local, settings=GREEDY, messages=framed).results[0]
        result = _run(engine, settings=GREEDY, messages=asked).results[0]
        assert result.text == expected.text
        assert result.finish_reason is expected.finish_reason


def test_each_seed_is_its_own_sample(engine: RemoteEngine) -> None:
    """A stored seed must give the stored text again, alone or among others."""
    together = _run(engine, (3, 4, 5, 6)).results
    assert [together[n].seed for n in range(4)] == [3, 4, 5, 6]
    assert len({result.text for result in together.values()}) > 1
    for number, seed in enumerate((3, 4, 5, 6)):
        assert _run(engine, (seed,)).results[0].text == together[number].text


def test_no_response_breaks_another_off(engine: RemoteEngine) -> None:
    """This server ends a running response when the next request comes, and says nothing of it."""
    results = _run(engine, tuple(range(6)), GREEDY).results
    assert len({result.text for result in results.values()}) == 1
    assert engine.decodes > 0


def test_it_would_break_off_and_that_is_seen(server: RunningServer, engine: RemoteEngine) -> None:
    """Where another program's request comes in between, the text is not taken for finished."""
    other = threading.Thread(target=lambda: _run(_loaded(server), settings=GREEDY))
    collected = Collected()
    real = collected.delta

    def delta(one: Any) -> None:
        real(one)
        if not other.ident:
            other.start()

    collected.delta = delta  # type: ignore[method-assign]
    request = GenerationRequest("r", ASK, (1,), settings=replace(WARM, max_tokens=400))
    with pytest.raises(EngineError, match="broke the response off"):
        engine.generate(request, collected, lambda: False)
    other.join()
    assert collected.results[0].finish_reason is FinishReason.FAILED
    assert collected.results[0].text


def test_stop_strings_and_limits_end_a_response(engine: RemoteEngine) -> None:
    """Each says so, and no part of a stop string is shown; more than four are stopped at here."""
    whole = _run(engine, settings=GREEDY).results[0].text
    stop = whole[10:14]
    for stops in ((stop,), ("#1", "#2", "#3", "#4", stop)):
        stopped = _run(engine, settings=GREEDY, stop=stops).results[0]
        assert stopped.text == whole[: whole.find(stop)]
        assert stopped.finish_reason is FinishReason.STOP
    short = _run(engine, settings=replace(GREEDY, max_tokens=3)).results[0]
    assert short.finish_reason is FinishReason.LENGTH
    assert whole.startswith(short.text)


def test_log_probabilities_are_the_local_engines(server: RunningServer, local: LlamaEngine) -> None:
    """Where they are asked for, they are those of the model at temperature 1, one per token."""
    engine = _loaded(server)
    assert engine._server is not None
    engine._server = replace(engine._server, logprobs=True)
    settings = replace(GREEDY, max_tokens=20)
    framed = frame_messages(ASK, INSTRUCTED)
    expected = _run(local, settings=settings, messages=framed).results[0]
    result = _run(engine, settings=settings).results[0]
    assert result.text == expected.text
    count = min(len(result.logprobs), len(expected.logprobs))
    assert count >= 15
    assert np.allclose(result.logprobs[:count], expected.logprobs[:count], atol=1e-2)


def test_this_server_is_not_asked_for_log_probabilities(
    tmp_path: Path,
) -> None:
    """Asked for them it loses characters; a text that is whole is worth more."""
    gguf = make_tiny_gguf(tmp_path / "tiny")
    with served(gguf, tmp_path / "log") as running:
        engine = _loaded(running, "")
        seeds = tuple(range(40))
        short = replace(WARM, max_tokens=8)
        whole = [r.text for r in _run(engine, seeds, short).results.values()]
        assert engine._server is not None
        assert not engine._server.logprobs
        engine._server = replace(engine._server, logprobs=True)
        asked = [r.text for r in _run(engine, seeds, short).results.values()]
    assert asked != whole
    assert sum(map(len, asked)) < sum(map(len, whole))


@pytest.mark.parametrize("key", ["", "wrong"])
def test_a_wrong_key_is_said_plainly(
    key: str, server: RunningServer, caplog: pytest.LogCaptureFixture
) -> None:
    """At loading already, and without the key in the sentence."""
    with pytest.raises(EngineError) as caught:
        RemoteEngine().load(_spec(server, key))
    said = str(caught.value)
    assert ("not accepted" if key else "A key is needed") in said
    assert "wrong" not in said
    assert caught.value.__cause__ is None


def test_the_key_shows_nowhere(
    server: RunningServer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in a log at its most talkative, on a stream, in a representation or in arguments."""
    caplog.set_level("DEBUG")
    engine = _loaded(server)
    _run(engine, settings=replace(WARM, max_tokens=5))
    assert caplog.records, "nothing was logged, so nothing was shown"
    assert KEY not in caplog.text
    assert KEY not in "".join(capfd.readouterr())
    assert KEY not in repr(_spec(server, KEY)) + repr(vars(engine)["_server"]) + repr(engine)
    arguments: list[str] = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.ZombieProcess, psutil.NoSuchProcess):  # ended just now
            arguments += process.cmdline()
    assert arguments, "no process was looked at, so nothing was shown"
    assert not any(KEY in argument for argument in arguments)


def test_an_absent_model_names_those_that_are_there(server: RunningServer) -> None:
    spec = replace(_spec(server, KEY), remote_model="gpt-9")
    with pytest.raises(EngineError, match="does not offer 'gpt-9'; choose one of: starter"):
        RemoteEngine().load(spec)


def test_a_beginning_is_refused_where_the_server_begins_anew(engine: RemoteEngine) -> None:
    """It takes ``continue_final_message`` in silence: gluing its text on would be a lie."""
    collected = Collected()
    request = GenerationRequest("r", ASK, (1,), "1. Subtract 4.\n", settings=WARM)
    with pytest.raises(EngineError, match="use 'ask again'"):
        engine.generate(request, collected, lambda: False)
    assert not collected.results


def test_cancel_closes_the_connection_within_a_second_and_keeps_the_text(
    endless: RunningServer,
) -> None:
    """Sequences that wait their turn are cancelled too."""
    engine = _loaded(endless, "")
    collected = Collected()
    asked: list[float] = []

    def cancelled() -> bool:
        if len(collected.texts.get(0, "")) > 20:
            asked.append(time.monotonic())
        return bool(asked)

    engine.generate(GenerationRequest("r", ASK, (1, 2), settings=ENDLESS), collected, cancelled)
    assert time.monotonic() - asked[0] < 1
    reasons = [collected.results[n].finish_reason for n in (0, 1)]
    assert reasons == [FinishReason.CANCELLED, FinishReason.CANCELLED]
    assert len(collected.results[0].text) > 20
    port = int(endless.address.rpartition(":")[2])
    wait_until(lambda: not _connected(port), what="the end of the connection")


def _connected(port: int) -> bool:
    return any(c.raddr and c.raddr.port == port for c in psutil.Process().net_connections())


def test_a_server_killed_in_mid_stream_leaves_the_partial_text(endless: RunningServer) -> None:
    """Through the whole way of the window: the text is kept, flagged, and the reason is said."""
    generation = Generation(lambda call: call())
    results: list[Any] = []
    reasons: list[str] = []
    ended = threading.Event()

    def failed(reason: str) -> None:
        reasons.append(reason)
        ended.set()

    def delta(_delta: Any) -> None:
        if endless.process.poll() is None:
            os.kill(endless.process.pid, signal.SIGKILL)

    try:
        generation.load_blocking(_spec(endless))
        request = GenerationRequest("r", ASK, (1, 2), settings=ENDLESS)
        generation.generate(request, delta, results.append, ended.set, failed)
        assert ended.wait(60)
    finally:
        generation.shutdown()
    by_number = {result.sequence: result for result in results}
    assert by_number[0].finish_reason is FinishReason.FAILED
    assert by_number[0].text
    assert len(by_number) == 2
    assert "broke off" in reasons[0] or "closed the connection" in reasons[0]
