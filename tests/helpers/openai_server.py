"""A real OpenAI-compatible server (llama-cpp-python's) in a process of its own, on loopback.

``served(gguf)`` yields a ``RunningServer`` that answers and is surely gone when the block ends,
whatever happened in it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.helpers.waiting import wait_until

START_SECONDS = 90.0


@dataclass(frozen=True)
class RunningServer:
    """Where it listens, and its process to be killed by a test that wants that."""

    address: str
    model: str
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """End it at once, as the system does when memory runs out."""
        self.process.kill()
        self.process.wait(10)


@contextlib.contextmanager
def served(
    gguf: Path, log: Path, *, name: str = "tiny", key: str = "", context: int = 512, **settings: str
) -> Iterator[RunningServer]:
    """Serve a GGUF file; ``settings`` are further settings of the server, by their names."""
    port = free_port()
    arguments = {"model": str(gguf), "model_alias": name, "host": "127.0.0.1", "port": str(port)}
    arguments |= {"n_ctx": str(context), "n_threads": "1", "n_threads_batch": "1", **settings}
    command = [sys.executable, "-m", "llama_cpp.server"]
    command += [part for item in arguments.items() for part in (f"--{item[0]}", item[1])]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # The key by the environment: a test looks for it in the arguments of all processes.
            env={**os.environ, **({"API_KEY": key} if key else {}), "OMP_NUM_THREADS": "1"},
        )
    running = RunningServer(f"http://127.0.0.1:{port}", name, process, log)
    try:
        wait_until(lambda: _answers(running), START_SECONDS, "the server's first answer")
        yield running
    finally:
        running.kill()


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(server: RunningServer) -> bool:
    if server.process.poll() is not None:
        text = server.log.read_text(errors="replace")[-2000:]
        raise AssertionError(f"the server ended with {server.process.returncode}: {text}")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{server.address}/v1/models", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True  # it refuses without its key: it is there
    except OSError:
        return False
