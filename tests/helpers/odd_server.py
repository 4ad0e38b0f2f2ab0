"""A small hand-written HTTP server that misbehaves in chosen ways; for failure paths only.

It answers like a model server (``/v1/models``, one-token requests) except for streamed requests,
which go to the test's own function. ``with OddServer(stream) as server:`` leaves no thread behind.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def streamed(self) -> bool:
        return bool(self.body.get("stream"))


class Talk:
    """One connection to write an answer to."""

    def __init__(self, connection: socket.socket, closing: threading.Event) -> None:
        self._connection = connection
        self._closing = closing

    def raw(self, data: bytes) -> None:
        self._connection.sendall(data)

    def head(self, status: str = "200 OK", kind: str = "text/event-stream", **more: str) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
        self.raw(("\r\n".join(lines) + "\r\n\r\n").encode())

    def json(self, document: Any, status: str = "200 OK", **more: str) -> None:
        self.head(status, "application/json", **more)
        self.raw(json.dumps(document).encode())

    def event(self, document: Any) -> None:
        self.raw(f"data: {json.dumps(document)}\n\n".encode())

    def text(self, *words: str, finish: str | None = None, **choice: Any) -> None:
        """Send one chunk per word, and a last one with the finish reason if there is one."""
        for word in words:
            self.event({"choices": [{"index": 0, "delta": {"content": word}, **choice}]})
        if finish:
            self.event({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})

    def done(self) -> None:
        self.raw(b"data: [DONE]\n\n")

    def pause(self, seconds: float) -> None:
        """Let time go by, cut short when the server is closed."""
        self._closing.wait(seconds)

    def wait(self) -> None:
        """Say nothing more until the other side goes or the server is closed."""
        self._connection.settimeout(PAUSE_SECONDS)
        while not self._closing.is_set():
            try:
                if not self._connection.recv(4096):
                    return
            except TimeoutError:
                continue

    def reset(self) -> None:
        """Break the connection off with a reset, as a killed process's host does."""
        option = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, option)
        self._connection.close()


Stream = Callable[[Asked, Talk], None]
Answer = Callable[[Asked], Any]


def one_token(_asked: Asked) -> dict[str, Any]:
    """Answer a one-token request as any server does."""
    return {
        "choices": [{"index": 0, "message": {"content": "1"}, "finish_reason": "length"}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 1},
    }


class OddServer:
    """Serves on loopback until the block ends; ``asked`` holds every request in order."""

    def __init__(
        self,
        stream: Stream | None = None,
        *,
        answer: Answer = one_token,
        models: Any = None,
        first: Stream | None = None,
    ) -> None:
        self._stream = stream
        self._answer = answer
        self._first = first
        entry = {"id": "odd", "object": "model", "owned_by": "tests"}
        self._models = {"data": [entry]} if models is None else models
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(PAUSE_SECONDS)
        self.asked: list[Asked] = []
        self.host = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.address = f"http://{self.host}"

    def __enter__(self) -> OddServer:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        for thread in self._threads:
            thread.join(10)
        self._socket.close()

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(10)
            try:
                asked = _read(connection)
                self.asked.append(asked)
                self._reply(asked, Talk(connection, self._closing))
            except OSError:
                return  # the client went first, as many tests want it

    def _reply(self, asked: Asked, talk: Talk) -> None:
        if self._first is not None:
            self._first(asked, talk)
        elif asked.method == "GET" and asked.path.endswith("/models"):
            talk.json(self._models)
        elif asked.streamed and self._stream is not None:
            self._stream(asked, talk)
        else:
            document = self._answer(asked)
            if isinstance(document, tuple):
                talk.json(document[1], document[0])
            else:
                talk.json(document)


def _read(connection: socket.socket) -> Asked:
    raw = b""
    while b"\r\n\r\n" not in raw:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionError("no request came")
        raw += piece
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = dict(line.lower().split(": ", 1) for line in lines)
    exact = {line.split(": ", 1)[0].lower(): line.split(": ", 1)[1] for line in lines}
    length = int(headers.get("content-length", 0))
    while len(body) < length:
        body += connection.recv(65536)
    return Asked(method, path, exact, json.loads(body) if body else {})
