"""HTTP to the one server the user named: bounded, with time-outs, and every failure in plain words.

Nothing else is ever contacted: redirects are not followed, and proxies, ``.netrc`` and other
settings of the environment are not read (``trust_env=False``), so that a key and a text go nowhere
that the user did not write down.
"""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import json
import ssl
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx

from workbench.domain.errors import EngineError
from workbench.domain.sentences import Sentence, sentence
from workbench.engines.remote_address import ServerAddress

CONNECT_SECONDS = 5.0
SEND_SECONDS = 30.0
MAX_ANSWER_BYTES = 4 << 20
MAX_ERROR_BYTES = 64 << 10
LONGEST_QUOTE = 300
RETRY_SECONDS = (0.5, 2.0)  # before the second and the third attempt
LONGEST_WAIT = 30.0  # what a server may ask for with Retry-After
_BUSY = (429, 503)


class Refused(EngineError):
    """The server answered with an error; ``status`` is the HTTP status."""

    def __init__(self, sentence: str, status: int, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.retry_after = retry_after


class Unanswered(EngineError):
    """The connection failed before a byte of an answer came, so that asking again is safe."""


class Connection:
    """An open client to one server."""

    def __init__(self, client: httpx.AsyncClient, address: ServerAddress, key: str) -> None:
        self._client = client
        self._key = key
        self.address = address

    async def get(self, url: str, seconds: float) -> Any:
        """Return the JSON of a page. Raises ``EngineError``; ``Refused`` where it has a status."""
        return await self._json(self._client.build_request("GET", url), seconds)

    async def post(self, url: str, body: dict[str, Any], seconds: float) -> Any:
        """Return the JSON that answers ``body``."""
        return await self._json(self._client.build_request("POST", url, json=body), seconds)

    @contextlib.asynccontextmanager
    async def streamed(self, url: str, body: dict[str, Any]) -> AsyncIterator[AsyncIterator[bytes]]:
        """Post ``body`` and yield the answer's bytes as they come.

        Asked again, at most twice, only where no byte of an answer came or the server was busy.
        """
        response = await self._patient(url, body)
        try:
            yield self._bytes(response)
        finally:
            await response.aclose()

    async def _patient(self, url: str, body: dict[str, Any]) -> httpx.Response:
        for pause in RETRY_SECONDS:
            try:
                return await self._send(self._client.build_request("POST", url, json=body))
            except Unanswered:
                await asyncio.sleep(pause)
            except Refused as error:
                if error.status not in _BUSY or (error.retry_after or 0) > LONGEST_WAIT:
                    raise
                await asyncio.sleep(pause if error.retry_after is None else error.retry_after)
        return await self._send(self._client.build_request("POST", url, json=body))

    async def _json(self, request: httpx.Request, seconds: float) -> Any:
        try:
            async with asyncio.timeout(seconds):
                response = await self._send(request)
                try:
                    raw = await self._read(response, MAX_ANSWER_BYTES)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise EngineError(
                sentence(
                    "The server at {host} did not answer within {seconds:g} seconds; see "
                    "whether it is busy, and try again.",
                    host=self.address.host,
                    seconds=seconds,
                )
            ) from None
        return self._parsed(raw)

    async def _send(self, request: httpx.Request) -> httpx.Response:
        """Return the open answer to a request; raise where its status is not success."""
        try:
            response = await self._client.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
            raise self._not_reached(error) from None
        if response.status_code == httpx.codes.OK and "content-encoding" not in response.headers:
            return response
        try:
            raise await self._refusal(response)
        finally:
            await response.aclose()

    async def _read(self, response: httpx.Response, most: int) -> bytes:
        raw = bytearray()
        async for piece in self._bytes(response):
            raw += piece
            if len(raw) > most:
                raise EngineError(
                    sentence(
                        "The server at {host} sent more than an answer can be; check that the "
                        "address is that of a model server.",
                        host=self.address.host,
                    )
                )
        return bytes(raw)

    async def _bytes(self, response: httpx.Response) -> AsyncIterator[bytes]:
        # Raw: an answer that unpacks to gigabytes is never unpacked.
        try:
            async for piece in response.aiter_raw():
                yield piece
        except httpx.HTTPError:
            raise EngineError(
                sentence(
                    "The connection to the server at {host} broke off; see whether the server "
                    "still runs, and ask again.",
                    host=self.address.host,
                )
            ) from None

    def _parsed(self, raw: bytes) -> Any:
        try:
            return json.loads(raw)
        except (ValueError, RecursionError):
            raise EngineError(
                sentence(
                    "What answers at {host} is no OpenAI-compatible server; check the address "
                    "and the port ({address}).",
                    host=self.address.host,
                    address=self.address.api,
                )
            ) from None

    def _not_reached(self, error: Exception) -> EngineError:
        host = self.address.host
        if isinstance(error, httpx.ConnectTimeout):
            return EngineError(
                sentence(
                    "The server at {host} did not take the connection within {seconds:g} "
                    "seconds; check the address and the network.",
                    host=host,
                    seconds=CONNECT_SECONDS,
                )
            )
        if "CERTIFICATE" in str(error) or isinstance(error, ssl.SSLError):
            return EngineError(
                sentence(
                    "The server at {host} could not prove its identity (its certificate is "
                    "not trusted here); check the address or its certificate.",
                    host=host,
                )
            )
        if isinstance(error, httpx.ConnectError):
            return Unanswered(
                sentence(
                    "No server answers at {host}; start it, or check the address and the port.",
                    host=host,
                )
            )
        if isinstance(error, httpx.TimeoutException):
            return EngineError(
                sentence("The server at {host} takes no data; try again.", host=host)
            )
        if isinstance(error, httpx.RemoteProtocolError) and "disconnected" not in str(error):
            return EngineError(
                sentence("What answers at {host} does not speak HTTP; check the port.", host=host)
            )
        return Unanswered(
            sentence(
                "The server at {host} closed the connection without an answer; see whether it "
                "still runs, and try again.",
                host=host,
            )
        )

    async def _refusal(self, response: httpx.Response) -> EngineError:
        host, status = self.address.host, response.status_code
        if status == httpx.codes.OK:
            return EngineError(
                sentence("The server at {host} packs its answers; turn compression off.", host=host)
            )
        if 300 <= status < 400:
            return Refused(self._elsewhere(response), status)
        if status in (401, 403):
            return Refused(self._key_refused(), status)
        said = self._quoted(await self._error_bytes(response))
        if status in _BUSY:
            wait = _retry_after(response)
            return Refused(self._busy(said, wait), status, wait)
        return Refused(self._failed(status, said), status)

    def _key_refused(self) -> Sentence:
        what = sentence("The key was not accepted") if self._key else sentence("A key is needed")
        return sentence(
            "{what} by the server at {host}; give its key again.",
            what=what,
            host=self.address.host,
        )

    def _busy(self, said: str, wait: float | None) -> Sentence:
        later = sentence("in {wait:.0f} seconds", wait=wait) if wait else sentence("later")
        return sentence(
            "The server at {host} is busy{said}; try again {later}.",
            host=self.address.host,
            said=said,
            later=later,
        )

    def _failed(self, status: int, said: str) -> Sentence:
        host = self.address.host
        if status == 404:
            return sentence(
                "The server at {host} does not know what was asked{said}; check the "
                "address ({address}) and the model's name.",
                host=host,
                said=said,
                address=self.address.api,
            )
        if status >= 500:
            return sentence(
                "The server at {host} failed (status {status}){said}; see its log, and try again.",
                host=host,
                status=status,
                said=said,
            )
        return sentence(
            "The server at {host} refused the request (status {status}){said}; change what it "
            "names, or choose another model.",
            host=host,
            status=status,
            said=said,
        )

    async def _error_bytes(self, response: httpx.Response) -> bytes:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await self._read(response, MAX_ERROR_BYTES)
        except (EngineError, TimeoutError):
            return b""  # the status alone says enough

    def _elsewhere(self, response: httpx.Response) -> str:
        target = urlsplit(response.headers.get("location", "")).netloc.rpartition("@")[2]
        where = f" ({plain(target)})" if target else ""
        return sentence(
            "The server at {host} sends on to another address{where}, which is not "
            "followed; give that address yourself if you trust it.",
            host=self.address.host,
            where=where,
        )

    def _quoted(self, raw: bytes) -> str:
        """Return what the server said about an error, short and without the key."""
        try:
            document = json.loads(raw)
        except (ValueError, RecursionError):
            return ""  # an HTML page says nothing to a user
        text = error_text(document)
        if self._key:
            text = text.replace(self._key, "…")
        return f": {text}" if text else ""


@contextlib.asynccontextmanager
async def opened(address: ServerAddress, key: str) -> AsyncIterator[Connection]:
    """Yield a connection that closes with the block; nothing is sent yet."""
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise EngineError(sentence("The key holds characters that no key has; copy it again."))
    headers = {"Accept-Encoding": "identity", "User-Agent": "stepmark"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    async with httpx.AsyncClient(
        headers=headers,
        trust_env=False,
        follow_redirects=False,
        # Without TLS there is nothing to verify, and no redirect leads to any.
        verify=_trust() if address.secure else False,
        timeout=httpx.Timeout(SEND_SECONDS, connect=CONNECT_SECONDS, read=None, pool=None),
    ) as client:
        yield Connection(client, address, key)


def error_text(document: Any) -> str:
    """Return the message of an error document in any of the servers' forms, or ``""``."""
    found = document.get("error", document) if isinstance(document, dict) else document
    if isinstance(found, dict):
        found = found.get("message") or found.get("detail") or ""
    return plain(found) if isinstance(found, str) else ""


def plain(text: str) -> str:
    """Return foreign text as one short printable line."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[:4000]).split())
    line = line.rstrip(".")
    return line if len(line) <= LONGEST_QUOTE else line[:LONGEST_QUOTE] + "…"


def _trust() -> ssl.SSLContext:
    """Trust what the system trusts (a house's own authority) and the usual public ones."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _retry_after(response: httpx.Response) -> float | None:
    """Return the seconds a busy server asks for: a number or a date (RFC 9110, 10.2.3)."""
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, moment - time.time())
