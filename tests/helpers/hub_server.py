"""A hub on loopback that takes what the client library sends, and keeps it to be looked at."""

from __future__ import annotations

import base64
import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Hub:
    """What arrived: calls, files by name, and the tokens that came with them."""

    address: str = ""
    calls: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    refuses: bool = False


@contextlib.contextmanager
def hub() -> Iterator[Hub]:
    """Serve until the block ends."""
    kept = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kept.calls.append(f"{self.command} {self.path}")
            kept.tokens.add(self.headers.get("Authorization", ""))
            status, value = _reply(kept, self.path, body)
            data = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    kept.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _reply(kept: Hub, path: str, body: bytes) -> tuple[int, Any]:
    if kept.refuses:
        return 401, {"error": "Invalid username or password."}
    if path.startswith("/api/repos/create"):
        asked = json.loads(body)
        name = f"{asked.get('organization')}/{asked.get('name')}"
        kept.calls.append(f"create {name}, {asked.get('visibility') or asked.get('private')}")
        return 200, {"url": f"{kept.address}/datasets/{name}"}
    if "/preupload/" in path:
        files = json.loads(body)["files"]
        modes = [
            {"path": one["path"], "uploadMode": "regular", "shouldIgnore": False} for one in files
        ]
        return 200, {"files": modes}
    if "/commit/" in path:
        for line in body.splitlines():
            part = json.loads(line)
            if part["key"] == "file":
                kept.files[part["value"]["path"]] = base64.b64decode(part["value"]["content"])
        oid = "0" * 40
        url = f"{kept.address}/datasets/ada/marks/commit/{oid}"
        return 200, {"commitUrl": url, "commitOid": oid, "success": True}
    return 200, {}
