"""Bytes to the server and back over HTTP: time limits, size limits, and every failure as a sentence."""

import ssl
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import requests
import urllib3

from sync.errors import (
    LineCut,
    NoAuthorityFile,
    NoLine,
    ProxyTrouble,
    ServerTrouble,
    SyncError,
    WrongServer,
)
from sync.http.trust import PinnedAdapter, Trust, is_encrypted, is_loopback
from sync.protocol.limits import MAX_MESSAGE_BYTES
from sync.transport import Traffic, Watch, unwatched

CONNECT_S = 10.0
ANSWER_S = 30.0
SLOWEST_LINE = 2048  # bytes a second: what has left us may still lie in buffers on the way
READ_BYTES = 64 * 1024
PROXY_REFUSES = 407
HEADERS = {"user-agent": "soxa"}  # on a thin line every request carries all of them


class Answer(NamedTuple):
    """What came back; header names as ``requests`` gives them, without regard to case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Opened(NamedTuple):
    """An answer whose body is still coming; each piece is there before the next is asked for."""

    status: int
    headers: Mapping[str, str]
    pieces: Iterator[bytes]


class Wire:
    """One server's address, and how the other end is known."""

    def __init__(self, address: str, trust: Trust, traffic: Traffic | None = None) -> None:
        is_tls = is_encrypted(address)
        if trust.ca_file and not Path(trust.ca_file).is_file():
            raise NoAuthorityFile(Path(trust.ca_file).name)
        self._address = address.rstrip("/")
        self._verify = trust.verify
        self._is_unknown = is_tls and trust == Trust()
        self._session = requests.Session()
        self._session.headers.clear()
        self._session.headers.update(HEADERS)
        self._session.trust_env = not is_loopback(address)  # the system's proxies, where there is a way
        if is_tls and trust.pin:
            self._session.mount("https://", PinnedAdapter(trust.pin))
        self.traffic = traffic or Traffic()
        self.has_left = False  # whether the last request's body may have left wholly

    def call(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes = b"",
        watch: Watch = unwatched,
        within_s: int = 0,
    ) -> Answer:
        """Send a request and read its whole answer, within so many seconds where any are given."""
        outgoing, limit = _Outgoing(body, watch), _Limit(within_s)
        try:
            with _sentences(), self._expected_silence():
                response = self._session.request(
                    method,
                    self._address + path,
                    data=outgoing if body else None,
                    headers=dict(headers),
                    timeout=limit.timeout(len(body)),
                    verify=self._verify,
                    allow_redirects=False,
                    stream=True,
                )
                with response:
                    answer = Answer(response.status_code, response.headers, _read(response, limit))
        finally:
            self.has_left = outgoing.is_taken
        self._count(body, answer)
        if answer.status == PROXY_REFUSES:
            raise ProxyTrouble
        return answer

    @contextmanager
    def opened(self, path: str, headers: Mapping[str, str], within_s: float = 0) -> Iterator[Opened]:
        """Ask for something long: what came before a cut is kept by whoever takes the pieces."""
        limit = _Limit(within_s)
        with _sentences(), self._expected_silence():
            response = self._session.get(
                self._address + path,
                headers=dict(headers),
                timeout=limit.timeout(0),
                verify=self._verify,
                allow_redirects=False,
                stream=True,
            )
        with response:
            if response.status_code == PROXY_REFUSES:
                raise ProxyTrouble
            yield Opened(response.status_code, response.headers, self._pieces(response, limit))

    def _pieces(self, response: requests.Response, limit: "_Limit") -> Iterator[bytes]:
        """The body as it travels; it ends where the answer said it would, or with LineCut."""
        text = response.headers.get("content-length", "")
        left = int(text) if text.isdecimal() else None
        with _sentences():
            limit.hold(response)
            while piece := response.raw.read1(READ_BYTES, decode_content=False):
                self.traffic = self.traffic._replace(bytes_down=self.traffic.bytes_down + len(piece))
                left = None if left is None else left - len(piece)
                yield piece
                limit.hold(response)
        if left is None and "chunked" not in response.headers.get("transfer-encoding", ""):
            raise LineCut
        if left:
            raise LineCut

    def close(self) -> None:
        """Let go of the line."""
        self._session.close()

    def _count(self, body: bytes, answer: Answer) -> None:
        before = self.traffic
        self.traffic = Traffic(
            before.requests + 1, before.bytes_up + len(body), before.bytes_down + len(answer.body)
        )

    @contextmanager
    def _expected_silence(self) -> Iterator[None]:
        """No warning for the one request whose answer is verified by a signature instead of by TLS."""
        with warnings.catch_warnings():
            if self._is_unknown:
                warnings.simplefilter("ignore", urllib3.exceptions.InsecureRequestWarning)
            yield


class _Outgoing(BytesIO):
    """A body that leaves piece by piece: a slow line is given time for each, and Stop is heard between."""

    def __init__(self, body: bytes, watch: Watch) -> None:
        super().__init__(body)
        self._watch = watch
        self._total = len(body)

    @property
    def is_taken(self) -> bool:
        """Whether nothing of it is left to send; before that nobody can have received it."""
        return self.tell() == self._total

    def read(self, size: int | None = -1) -> bytes:
        self._watch(self.tell(), self._total)
        return super().read(size)


class _Limit:
    """When a request must be through; never, unless seconds were given."""

    def __init__(self, within_s: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._ends_at = monotonic() + within_s if within_s else None

    def timeout(self, body_bytes: int) -> Any:  # requests takes one of urllib3's and does not say so
        """For the connection, for each wait, and for all of it until the answer begins; or raises LineCut."""
        return urllib3.Timeout(
            total=self._left_s(), connect=CONNECT_S, read=ANSWER_S + body_bytes / SLOWEST_LINE
        )

    def hold(self, response: requests.Response) -> None:
        """Let no wait for the next bytes go beyond the end; raises LineCut when it has come."""
        left_s = self._left_s()
        if left_s is None:
            return
        line = getattr(response.raw.connection, "sock", None)
        if line is not None:
            line.settimeout(left_s)

    def _left_s(self) -> float | None:
        if self._ends_at is None:
            return None
        left_s = self._ends_at - self._monotonic()
        if left_s <= 0:
            raise LineCut
        return left_s


def _read(response: requests.Response, limit: _Limit) -> bytes:
    """The answer's body as it travelled, bounded.

    An answer that does not say where it ends may have been cut anywhere, even among its headers.
    """
    is_counted = response.headers.get("content-length", "").isdecimal()
    if not is_counted and "chunked" not in response.headers.get("transfer-encoding", ""):
        raise LineCut
    body = bytearray()
    limit.hold(response)
    while piece := response.raw.read1(READ_BYTES, decode_content=False):
        body += piece
        if len(body) > MAX_MESSAGE_BYTES:
            raise ServerTrouble("answer_too_large")
        limit.hold(response)
    if is_counted and len(body) < int(response.headers["content-length"]):
        raise LineCut
    return bytes(body)


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise _sentence(error) from error


def _sentence(error: BaseException) -> SyncError:
    chain = list(_chain(error))
    if any(_shows_stranger(each) for each in chain):
        return WrongServer()
    if any(isinstance(each, requests.exceptions.ProxyError) for each in chain):
        return ProxyTrouble()
    if any(isinstance(each, NEVER_REACHED) for each in chain):
        return NoLine()
    return LineCut()


NEVER_REACHED = (
    requests.exceptions.ConnectTimeout,
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
)


def _shows_stranger(error: BaseException) -> bool:
    """Whether the other end showed another certificate; a cut handshake is an SSL error too."""
    if isinstance(error, ssl.SSLCertVerificationError | urllib3.exceptions.SecurityWarning):
        return True
    return isinstance(error, urllib3.exceptions.SSLError) and "ingerprint" in str(error)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error with everything it was made from: requests wraps urllib3, which wraps ssl and sockets."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if isinstance(each, BaseException) and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [each.__cause__, each.__context__, getattr(each, "reason", None), *each.args]
