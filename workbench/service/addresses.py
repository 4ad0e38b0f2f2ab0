"""Which addresses may be contacted at all: https, and this machine itself."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence

MAX_LENGTH = 4096


class AddressError(KnownError):
    """An address that will not be contacted, and why."""


@dataclass(frozen=True, slots=True)
class Address:
    """A checked address; ``host`` is what the user is shown before anything is sent."""

    url: str
    scheme: str
    host: str
    path: str

    @classmethod
    def parse(cls, url: str) -> Address:
        """Check an address; raises AddressError with the reason."""
        url = url.strip()
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise AddressError(
                sentence("This is no address ({reason}); paste it whole.", reason=error)
            ) from None
        if len(url) > MAX_LENGTH or any(ord(sign) <= 32 for sign in url):
            raise AddressError(
                sentence("This address is too long or has blanks in it; paste it again.")
            )
        if parts.scheme not in ("https", "http") or not host:
            raise AddressError(sentence("An address begins with https://; paste it whole."))
        if parts.username or parts.password:
            raise AddressError(
                sentence("The address holds a password; remove it from the address.")
            )
        shown = host if port is None else f"{host}:{port}"
        made = cls(url, parts.scheme, shown, unquote(parts.path))
        if made.scheme == "http" and not _is_loopback(host):
            raise AddressError(
                sentence(
                    "{host} would be asked without encryption; use an address with https://.",
                    host=host,
                )
            )
        return made

    @property
    def is_loopback(self) -> bool:
        """Whether this names the machine itself."""
        return _is_loopback(urlsplit(self.url).hostname or "")

    @property
    def file_name(self) -> str:
        """Return the file's own name within the address, empty where it has none that is safe."""
        name = self.path.rpartition("/")[2].strip()
        odd = any(ord(sign) < 32 or sign in '<>:"/\\|?*' for sign in name)
        return "" if odd or name.startswith(".") or len(name.encode()) > 200 else name


def next_address(current: Address, url: str) -> Address:
    """Return where a server sends us on; never from the network to this machine, nor unencrypted.

    Raises AddressError where the next address is not acceptable.
    """
    following = Address.parse(url)
    if following.is_loopback and not current.is_loopback:
        raise AddressError(
            sentence(
                "{host} sends on to this machine itself, which is not followed; check the address.",
                host=current.host,
            )
        )
    return following


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
