"""How the other end of a TLS line is known: by its pinned certificate, by a private CA, or not yet.

A pin takes the place of host name and issuer: whoever holds the pinned certificate's key is the server,
whatever address it answers at. Verification is switched off only for that reason, never without a pin,
but for the one request that fetches the authority: its answer carries the root's own signature.
"""

import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter

from sync.errors import UnsafeAddress

FINGERPRINT_BYTES = 32


@dataclass(frozen=True)
class Trust:
    """``pin`` is the certificate's SHA-256, ``ca_file`` a private CA; neither: nothing is known yet."""

    pin: bytes = b""
    ca_file: str = ""

    @property
    def verify(self) -> bool | str:
        """What requests is told for each call, so that no environment variable can stand above it."""
        return self.ca_file or False


UNKNOWN = Trust()


class PinnedAdapter(HTTPAdapter):
    """Talks only to who shows the pinned certificate, directly or through a proxy's tunnel."""

    def __init__(self, pin: bytes) -> None:
        self._tls: dict[str, Any] = {"ssl_context": _context(), "assert_fingerprint": pin.hex()}
        super().__init__(max_retries=0)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any
    ) -> None:
        """Requests' own name: the direct way."""
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs, **self._tls)

    def proxy_manager_for(self, proxy: Any, **kwargs: Any) -> Any:
        """Requests' own name: the way through a proxy."""
        return super().proxy_manager_for(proxy, **kwargs, **self._tls)


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the pin is checked instead, before a byte is sent
    return context


def is_loopback(address: str) -> bool:
    """Whether an address leads to this very machine."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_encrypted(address: str) -> bool:
    """Whether an address is spoken to over TLS; raises UnsafeAddress where it must be and is not."""
    try:
        parts = urlsplit(address)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise UnsafeAddress from error
    if parts.scheme == "https" and is_whole:
        return True
    if parts.scheme == "http" and is_whole and is_loopback(address):
        return False
    raise UnsafeAddress
