"""The engine behind the service, with real processes: crashes, hangs, stops, and what is kept."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.helpers.tiny_model import make_base_gguf, make_tiny_gguf
from tests.helpers.waiting import BUSY_SECONDS, wait_until
from workbench.domain.errors import EngineError
from workbench.domain.records import FinishReason, Message
from workbench.domain.sampling import (
    GenerationRequest,
    ModelSpec,
    SamplingSettings,
    SequenceResult,
    TokenDelta,
)
from workbench.engines.client import EngineClient
from workbench.engines.fake import answer_words
from workbench.jobs.lease import LOADED_MODEL, TRAINING, acquire, holder
from workbench.service.generation import Generation, GenerationState
from workbench.service.generation_patience import CANCEL_SECONDS
from workbench.service.gpu import GpuUse

SLOW = ModelSpec("slow", "fake:slow")
ASK = (Message("user", "Solve $3x + 4 = 16$."),)


class Heard:
    """Everything one request reported, in order."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self.results: list[SequenceResult] = []
        self.ends: list[str] = []
        self.ended = threading.Event()

    def delta(self, delta: TokenDelta) -> None:
        self.texts[delta.sequence] = self.texts.get(delta.sequence, "") + delta.text

    def finished(self) -> None:
        self.ends.append("")
        self.ended.set()

    def failed(self, reason: str) -> None:
        self.ends.append(reason)
        self.ended.set()


@pytest.fixture
def generation() -> Iterator[Generation]:
    """A generation that calls back at once; its process ends with the test."""
    made = Generation(lambda call: call())
    yield made
    made.shutdown()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The GGUF of a tiny random model."""
    return make_tiny_gguf(tmp_path_factory.mktemp("tiny"))


def _request(seeds: tuple[int, ...] = (1, 2), max_tokens: int = 512) -> GenerationRequest:
    settings = SamplingSettings(temperature=1.0, max_tokens=max_tokens)
    return GenerationRequest("r", ASK, seeds, settings=settings)


def _begin(generation: Generation, request: GenerationRequest) -> Heard:
    heard = Heard()
    generation.generate(request, heard.delta, heard.results.append, heard.finished, heard.failed)
    return heard


def _writing(generation: Generation) -> Heard:
    """Begin a slow request and wait until some of it has come."""
    generation.load_blocking(SLOW)
    heard = _begin(generation, _request())
    wait_until(lambda: len(heard.texts.get(0, "")) > 10, what="some text")
    return heard


def test_a_real_model_streams_what_it_returns(generation: Generation, tiny: Path) -> None:
    """The streamed text and the stored text are the same text."""
    capabilities = generation.load_blocking(ModelSpec("m", str(tiny), context_length=256))
    assert (capabilities.architecture, capabilities.prompt_frame) == ("llama", "chat template")
    streamed: dict[int, str] = {}

    def take(delta: TokenDelta) -> None:
        streamed[delta.sequence] = streamed.get(delta.sequence, "") + delta.text

    results = generation.generate_blocking(_request((3, 4, 5), max_tokens=40), take)
    assert [result.seed for result in results] == [3, 4, 5]
    assert [streamed[result.sequence] for result in results] == [r.text for r in results]
    assert all(len(r.token_ids) == len(r.logprobs) <= 40 for r in results)


def test_tokens_of_a_quick_model_come_many_at_once(generation: Generation, tiny: Path) -> None:
    """The window's load must not grow with the engine's speed."""
    generation.load_blocking(ModelSpec("m", str(tiny), context_length=2048))
    texts: list[str] = []
    for seed in range(40):
        texts.clear()
        (result,) = generation.generate_blocking(
            _request((seed,), max_tokens=2000), lambda delta: texts.append(delta.text)
        )
        if len(result.token_ids) > 300:
            break
    assert len(result.token_ids) > 300, "no sample was long"
    assert len(texts) < len(result.token_ids) / 10
    assert "".join(texts) == result.text


def test_callbacks_go_through_deliver() -> None:
    """Nothing of the caller's runs in a thread of ours."""
    waiting: list[Callable[[], None]] = []
    generation = Generation(waiting.append)
    generation.load_blocking(ModelSpec("m", "fake:"))
    heard = _begin(generation, _request())
    wait_until(lambda: generation.state is GenerationState.READY, what="the request to end")
    wait_until(lambda: len(waiting) >= 4, what="the calls")
    assert not heard.results
    assert not heard.ends
    for call in list(waiting):
        call()
    assert heard.ends == [""]
    assert [result.text for result in heard.results] == ["".join(answer_words(s)) for s in (1, 2)]
    generation.shutdown()


@pytest.mark.parametrize("how", [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT])
def test_a_crash_keeps_the_text_says_why_and_starts_again(
    generation: Generation, how: signal.Signals
) -> None:
    """Fault 21. After a kill that smells of memory nothing is started again by itself."""
    heard = _writing(generation)
    first = generation.pid
    assert first
    os.kill(first, how)
    assert heard.ended.wait(10)
    assert "what it wrote is kept" in heard.ends[0]
    assert {result.finish_reason for result in heard.results} == {FinishReason.FAILED}
    assert {result.sequence: result.text for result in heard.results} == {
        0: heard.texts[0],
        1: heard.texts.get(1, ""),
    }
    if how == signal.SIGKILL:
        assert "memory" in heard.ends[0]
        assert generation.pid is None
    else:
        wait_until(lambda: generation.state is GenerationState.READY, what="the restart")
        assert generation.pid != first
        assert generation.generate_blocking(_request((1,), max_tokens=2))


def test_after_a_kill_the_next_request_starts_the_engine_again(generation: Generation) -> None:
    """Nothing is retried by itself where memory ran out, but the user's next wish is carried out.

    A second kill without a success between is the last, as with any crash.
    """
    for at in range(2):
        heard = _begin_slow(generation) if at == 0 else _begin(generation, _request())
        wait_until(lambda heard=heard: heard.texts, what="some text")
        assert generation.pid
        os.kill(generation.pid, signal.SIGKILL)
        assert heard.ended.wait(10)
        assert generation.pid is None
        assert generation.can_start_again == (at == 0)
    assert "Models page" in _failure(generation)


def test_a_death_while_idle_is_told(generation: Generation) -> None:
    """No call hears of it, so the trouble listeners do; the model is loaded again."""
    told: list[str] = []
    generation.trouble_listeners.append(told.append)
    generation.load_blocking(SLOW)
    first = generation.pid
    assert first
    os.kill(first, signal.SIGSEGV)
    wait_until(lambda: generation.pid not in (first, None), what="the restart")
    assert "segmentation fault" in told[0]
    wait_until(lambda: generation.state is GenerationState.READY, what="the model")


def test_a_load_that_died_is_not_repeated(generation: Generation) -> None:
    """What was too large once will be so again."""
    failed: list[str] = []
    generation.load(SLOW, lambda _capabilities: None, failed.append)
    assert generation.pid
    os.kill(generation.pid, signal.SIGKILL)
    wait_until(lambda: failed, what="the failure")
    assert "choose a smaller model" in failed[0]
    assert not generation.can_start_again
    assert generation.pid is None


def test_unload_frees_the_memory_and_keeps_the_text(generation: Generation) -> None:
    """The process goes, and with it all that a driver holds for it; another model can follow."""
    heard = _writing(generation)
    pid = generation.pid
    assert pid
    generation.unload()
    assert heard.ended.is_set()
    assert heard.ends == [""]
    assert heard.results[0].finish_reason is FinishReason.CANCELLED
    assert heard.results[0].text.startswith("1. Begin")
    assert generation.state is GenerationState.EMPTY
    wait_until(lambda: not _lives(pid), what="the process's end")
    generation.load_blocking(ModelSpec("m", "fake:"))
    assert generation.generate_blocking(_request((1,)))


def test_a_stopped_process_is_said_not_to_respond_until_it_goes_on(generation: Generation) -> None:
    """The heartbeat stops with it; nothing is killed for that."""
    generation.load_blocking(SLOW)
    pid = generation.pid
    assert pid
    assert generation.stall() is None
    os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: generation.stall() is not None, what="the stall")
    os.kill(pid, signal.SIGCONT)
    wait_until(lambda: generation.stall() is None, what="the recovery")
    assert generation.pid == pid


def test_a_model_waits_for_the_gpu_and_a_request_behind_it(generation: Generation) -> None:
    """Who has the GPU is said; shutting down while waiting leaves no thread."""
    generation.gpu = GpuUse(lambda _spec: True, lambda _capabilities: True)
    run = acquire(TRAINING)
    generation.load(SLOW, lambda _capabilities: None, lambda _reason: None)
    heard = _begin(generation, _request((1,)))
    assert (generation.state, generation.waits_for) == (GenerationState.WAITING, TRAINING)
    run.release()
    assert heard.ended.wait(20)
    assert heard.ends == [""]
    assert holder() == LOADED_MODEL
    generation.unload()
    wait_until(lambda: holder() is None, what="the lease's return")
    run = acquire(TRAINING)
    generation.load(SLOW, lambda _capabilities: None, lambda _reason: None)
    waiting = _begin(generation, _request((1,)))
    generation.cancel("r")
    assert waiting.ends == [""]
    generation.shutdown()
    run.release()


def test_there_is_no_crash_loop(generation: Generation) -> None:
    """A second crash without a success between is the last; the user decides what follows."""
    for _ in range(2):
        heard = _begin_slow(generation)
        assert generation.pid
        os.kill(generation.pid, signal.SIGSEGV)
        assert heard.ended.wait(10)
    wait_until(lambda: generation.pid is None, what="the engine to stay down")
    assert generation.state is GenerationState.FAILED
    assert "Models page" in _failure(generation)
    generation.load_blocking(ModelSpec("m", "fake:"))
    assert generation.generate_blocking(_request((1,)))


def _begin_slow(generation: Generation) -> Heard:
    if generation.pid is None:
        generation.load_blocking(SLOW)
    wait_until(lambda: generation.state is GenerationState.READY, what="the engine")
    heard = _begin(generation, _request())
    wait_until(lambda: heard.texts, what="some text")
    return heard


def _failure(generation: Generation) -> str:
    heard = _begin(generation, _request())
    assert heard.ended.wait(BUSY_SECONDS)
    return heard.ends[0]


def test_stop_keeps_the_text(generation: Generation) -> None:
    """A cancel is an end like another: results come, then the end, without an error."""
    heard = _writing(generation)
    pid = generation.pid
    pressed = time.monotonic()
    generation.cancel("r")
    assert heard.ended.wait(BUSY_SECONDS)
    assert time.monotonic() - pressed < 1.0
    assert heard.ends == [""]
    assert [r.finish_reason for r in heard.results] == [FinishReason.CANCELLED] * 2
    assert heard.results[0].text == heard.texts[0]
    assert generation.state is GenerationState.READY
    assert generation.pid == pid


def test_stop_works_within_a_second_on_a_hanging_process(generation: Generation) -> None:
    """Fault 22: SIGSTOP. The process is replaced, and the next request works."""
    heard = _writing(generation)
    assert generation.pid
    os.kill(generation.pid, signal.SIGSTOP)
    pressed = time.monotonic()
    generation.cancel("r")
    assert heard.ended.wait(BUSY_SECONDS)
    assert time.monotonic() - pressed < 1.0
    assert heard.ends == [""]
    assert heard.results[0].finish_reason is FinishReason.CANCELLED
    assert heard.results[0].text.startswith("1. Begin")
    wait_until(lambda: generation.state is GenerationState.READY, what="the new process")
    assert generation.generate_blocking(_request((1,), max_tokens=2))


def test_stop_does_not_ask_a_process_that_is_known_to_hang(generation: Generation) -> None:
    """It was silent for seconds already: waiting for it to heed would be time of the user's."""
    heard = _writing(generation)
    pid = generation.pid
    assert pid
    os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: generation.stall() is not None, what="the stall")
    generation.cancel("r")
    assert heard.ends == [""]
    assert heard.results[0].text.startswith("1. Begin")
    wait_until(lambda: not _lives(pid), what="the process's end")
    assert generation.generate_blocking(_request((1,), max_tokens=2))


def test_stop_does_not_wait_until_the_process_is_gone(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill waits for gigabytes to be freed, or for ever on a driver that does not answer.

    The text is kept meanwhile, another model can be chosen, and the next request is carried out
    once the memory is free again.
    """
    heard = _writing(generation)
    pid = generation.pid
    assert pid
    os.kill(pid, signal.SIGSTOP)
    with monkeypatch.context() as patched:
        patched.setattr(EngineClient, "kill", lambda _client: None)
        pressed = time.monotonic()
        generation.cancel("r")
        assert heard.ended.wait(BUSY_SECONDS)
        assert time.monotonic() - pressed < 1.0
    assert heard.results[0].text.startswith("1. Begin")
    following = _begin(generation, _request((1,), max_tokens=2))
    assert (generation.state, generation.pid) == (GenerationState.LOADING, None)
    assert not following.ended.is_set()
    os.kill(pid, signal.SIGKILL)
    assert following.ended.wait(BUSY_SECONDS)
    assert following.ends == [""]


def test_a_model_chosen_under_a_request_that_hangs_is_loaded_after_its_stop(
    generation: Generation,
) -> None:
    """What was asked for behind the hanging request is not the user's to ask for again."""
    heard = _writing(generation)
    assert generation.pid
    os.kill(generation.pid, signal.SIGSTOP)
    loaded: list[str] = []
    generation.load(
        ModelSpec("m", "fake:"),
        lambda capabilities: loaded.append(capabilities.name),
        loaded.append,
    )
    generation.cancel("r")
    assert heard.ended.wait(BUSY_SECONDS)
    assert heard.ends == [""]
    wait_until(lambda: loaded == ["fake"], what="the model")


def test_stop_while_the_model_is_loaded_ends_the_request_and_not_the_load(
    generation: Generation,
) -> None:
    """Nothing of it has begun, so that there is no process to be ended for it."""
    heard = _writing(generation)
    assert generation.pid
    os.kill(generation.pid, signal.SIGKILL)
    assert heard.ended.wait(BUSY_SECONDS)
    stopped = _begin(generation, _request())  # starts the engine again
    pid = generation.pid
    assert pid
    os.kill(pid, signal.SIGSTOP)  # as long as a large model takes
    generation.cancel("r")
    assert stopped.ends == [""]
    assert not stopped.texts
    wait_until(lambda: not _timers(), 2 * CANCEL_SECONDS, "patience to end")
    os.kill(pid, signal.SIGCONT)
    wait_until(lambda: generation.state is GenerationState.READY, what="the model")
    assert generation.generate_blocking(_request((1,), max_tokens=2))
    assert generation.pid == pid


def _timers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]


def test_a_request_waits_for_the_load_before_it(generation: Generation) -> None:
    """The window may ask at once; messages are worked through in order."""
    loaded: list[str] = []
    generation.load(SLOW, lambda capabilities: loaded.append(capabilities.name), loaded.append)
    results = generation.generate_blocking(_request((1,), max_tokens=3))
    assert loaded == ["fake"]
    assert results[0].text == "".join(answer_words(1)[:3])


def test_without_a_model_the_next_action_is_said(generation: Generation) -> None:
    """Generating and adapting need a model, and say so instead of hanging."""
    with pytest.raises(EngineError, match="choose one"):
        generation.generate_blocking(_request())
    with pytest.raises(EngineError, match="choose one"):
        generation.set_adapter_blocking(None, "")


@pytest.mark.parametrize("content", [None, b"", b"GGUF", b"not a model at all" * 100])
def test_a_bad_file_is_one_sentence_and_the_engine_lives(
    generation: Generation, tiny: Path, tmp_path: Path, content: bytes | None
) -> None:
    """Missing, empty, cut or foreign: the same process then loads a good one."""
    path = tmp_path / "bad.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EngineError, match=r"choose") as caught:
        generation.load_blocking(ModelSpec("m", str(path)))
    assert "\n" not in str(caught.value)
    pid = generation.pid
    loaded = generation.load_blocking(ModelSpec("m", str(tiny), context_length=128))
    assert loaded.name.startswith("tiny")
    assert generation.pid == pid


def test_a_model_beyond_the_free_memory_is_refused_before_loading(
    generation: Generation, tmp_path: Path
) -> None:
    """A context of a billion tokens would take terabytes; the system must not have to kill us."""
    path = make_base_gguf(tmp_path / "base.gguf", context=10**9)
    spec = ModelSpec("m", str(path), context_length=10**9)
    with pytest.raises(EngineError, match=r"GB of memory and .* are free"):
        generation.load_blocking(spec)


@pytest.mark.parametrize("hangs", [False, True], ids=["writing", "stopped"])
def test_shutdown_within_two_seconds_releases_whoever_waits(
    generation: Generation, hangs: bool
) -> None:
    """Closing the window while a turn is written ends at once and leaves nothing running."""
    heard = _writing(generation)
    pid = generation.pid
    assert pid
    if hangs:
        os.kill(pid, signal.SIGSTOP)
    closed = time.monotonic()
    generation.shutdown()
    assert time.monotonic() - closed < 2.0
    assert heard.ended.is_set()
    assert heard.results[0].text == heard.texts[0]
    assert not _lives(pid)


def test_shutdown_within_two_seconds_leaves_a_process_that_not_even_a_kill_ends(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It sits in the system; the window closes, and whoever waited has the text that came."""
    heard = _writing(generation)
    pid = generation.pid
    assert pid
    os.kill(pid, signal.SIGSTOP)
    monkeypatch.setattr(EngineClient, "kill", lambda _client: None)
    closed = time.monotonic()
    generation.shutdown()
    assert time.monotonic() - closed < 2.0
    assert heard.ends == [""]
    assert heard.results[0].text.startswith("1. Begin")
    os.kill(pid, signal.SIGKILL)


def test_the_window_side_loads_no_heavy_library() -> None:
    """The window's process must never import llama_cpp, torch or numpy through the service."""
    import subprocess
    import sys

    script = (
        "import sys, workbench.service.generation, workbench.service.models\n"
        "heavy = {'torch', 'transformers', 'llama_cpp', 'gguf', 'numpy'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
