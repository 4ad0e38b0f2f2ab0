"""What a server's answer says of a file: whether it is one, which bytes of it, of which version."""

from __future__ import annotations

import contextlib
import socket

import httpx

from workbench.domain.sentences import sentence
from workbench.service.partial_files import DownloadError


def break_off(answer: httpx.Response) -> None:
    """End a connection that another thread waits on; one that has ended already stays so."""
    stream = answer.extensions.get("network_stream")
    connection = stream.get_extra_info("socket") if stream is not None else None
    if isinstance(connection, socket.socket):
        with contextlib.suppress(OSError):
            # Of the plain socket, also under TLS: its own shutdown would unwrap it mid-read.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)


def check_status(answer: httpx.Response, host: str) -> None:
    """Raise DownloadError where an answer is no file, and say what to do about it."""
    status = answer.status_code
    if status in (401, 403):
        raise DownloadError(
            sentence(
                "{host} refuses to hand out the file (status {status}); it may want an "
                "account or an agreement: fetch it with your browser, then add the file.",
                host=host,
                status=status,
            )
        )
    if status in (404, 410):
        raise DownloadError(
            sentence("{host} has no file at this address; check the address.", host=host)
        )
    if status not in (200, 206, 416):
        raise DownloadError(
            sentence(
                "{host} answered with status {status}; try again later.", host=host, status=status
            )
        )
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise DownloadError(
            sentence("{host} sends the file in a packed form; choose another address.", host=host)
        )


def content_range(answer: httpx.Response) -> tuple[int, int]:
    """Return (first byte, total) of a part; what cannot be read is -1 or 0."""
    span, _, total = answer.headers.get("Content-Range", "").removeprefix("bytes ").partition("/")
    first = span.partition("-")[0]
    return (int(first) if first.isdecimal() else -1, int(total) if total.isdecimal() else 0)


def total_bytes(answer: httpx.Response) -> int:
    """Return the whole file's bytes as the server states them, 0 where it does not."""
    if answer.status_code == 206:
        return content_range(answer)[1]
    length = answer.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else 0


def validator_of(headers: httpx.Headers) -> str:
    """Return what names this version of the file: a strong ETag, else the time of change."""
    etag = str(headers.get("ETag", ""))
    if etag and not etag.startswith("W/"):
        return etag
    return str(headers.get("Last-Modified", ""))
