"""A real HTTP server on this machine that serves one file, and misbehaves as it is told."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(slots=True)
class Behaviour:
    """What the server does; tests change it while it runs.

    ``break_after`` ends the connection after so many bytes of a body, ``stall_after`` sends no
    more until ``released``; ``length`` is a Content-Length that lies, and none at all where it is
    negative; ``redirect`` sends elsewhere.
    """

    body: bytes
    etag: str = '"one"'
    modified: str = ""
    ranges: bool = True
    checks_if_range: bool = True
    status: int = 0
    length: int | None = None
    break_after: int | None = None
    stall_after: int | None = None
    redirect: str = ""
    coding: str = ""
    shift: int = 0  # bytes that a part begins too late
    released: threading.Event = field(default_factory=threading.Event)
    requests: list[dict[str, str]] = field(default_factory=list)
    sent: int = 0

    @property
    def sha256(self) -> str:
        """Return the fingerprint of the whole file."""
        return hashlib.sha256(self.body).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    behaviour: Behaviour
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        how = self.behaviour
        how.requests.append({"path": self.path, **dict(self.headers.items())})
        if how.redirect and not self.path.startswith("/moved"):
            self._answer(302, {"Location": how.redirect, "Content-Length": "0"})
        elif how.status:
            self._answer(how.status, {"Content-Length": "0"})
        else:
            self._serve(how)

    def _serve(self, how: Behaviour) -> None:
        start = self._start(how)
        if start >= len(how.body) and start:
            self._answer(416, {"Content-Range": f"bytes */{len(how.body)}", "Content-Length": "0"})
            return
        piece = how.body[start + how.shift :] if start else how.body
        headers = {"Content-Length": str(len(piece) if how.length is None else how.length)}
        if how.length is not None and how.length < 0:
            headers = {"Connection": "close"}
        headers |= {"ETag": how.etag} if how.etag else {}
        headers |= {"Last-Modified": how.modified} if how.modified else {}
        headers |= {"Content-Encoding": how.coding} if how.coding else {}
        if start:
            last = len(how.body) - 1
            headers["Content-Range"] = f"bytes {start + how.shift}-{last}/{len(how.body)}"
        self._answer(206 if start else 200, headers)
        self._send(how, piece)

    def _start(self, how: Behaviour) -> int:
        asked = self.headers.get("Range", "")
        if not how.ranges or not asked:
            return 0
        condition = self.headers.get("If-Range")
        known = (how.etag, how.modified)
        if how.checks_if_range and condition is not None and condition not in known:
            return 0
        return int(asked.removeprefix("bytes=").partition("-")[0])

    def _send(self, how: Behaviour, piece: bytes) -> None:
        with contextlib.suppress(OSError):  # The client may be gone; that is some tests' point.
            for at in range(0, len(piece), 4096):
                if how.break_after is not None and at >= how.break_after:
                    self.close_connection = True
                    return
                if how.stall_after is not None and at >= how.stall_after:
                    self.wfile.flush()
                    how.released.wait(20)
                chunk = piece[at : at + 4096]
                self.wfile.write(chunk)
                how.sent += len(chunk)
        self.close_connection = how.length is not None

    def _answer(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serving(behaviour: Behaviour, name: str = "model.gguf") -> Iterator[str]:
    """Serve on a free port of this machine; yields the file's address."""
    handler = type("Handler", (_Handler,), {"behaviour": behaviour})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/files/{name}"
    finally:
        behaviour.released.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
