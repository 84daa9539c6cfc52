"""The exchange over HTTP: signs requests, follows the server's nonces and epochs, names its refusals."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

import msgspec
import zstandard
from nacl.signing import SigningKey

from app.changes.trust import AuthorityBundle
from sync import errors
from sync.errors import ServerBusy, ServerTrouble, SyncError, WrongServer
from sync.http.trust import Trust
from sync.http.wire import Answer, Wire
from sync.protocol import codec
from sync.protocol.messages import (
    CONTENT_TYPE,
    PROTOCOL,
    CheckpointReply,
    EnrolReply,
    EnrolRequest,
    Refusal,
    SyncReply,
    SyncRequest,
)
from sync.protocol.signing import EPOCH_HEADER, NEXT_NONCE_HEADER, sign_request
from sync.refusals import REFUSALS, refused
from sync.transport import Traffic, Watch, unwatched

OK = 200
WORTH_COMPRESSING = 512
WORTH_ASKING_FIRST = 16 * 1024  # a body that should not travel twice for want of a nonce
LEVEL = 3
TRIES = 3  # once, once more with a fresh nonce, once more under a new epoch
TRY_AGAIN = frozenset({"nonce_used", "epoch_changed"})

Message = TypeVar("Message", bound=msgspec.Struct)


class Signer(NamedTuple):
    """What a device signs its requests with, as far as it knows the server."""

    key: SigningKey
    epoch: bytes
    nonce: bytes


class HttpTransport:
    """A way to one server; ``signer`` is None before enrolment.

    ``renewed_pin`` is asked when the server shows another certificate than the pinned one.
    """

    def __init__(
        self,
        address: str,
        trust: Trust,
        signer: Signer | None = None,
        renewed_pin: Callable[[], bytes] = bytes,
    ) -> None:
        self._address = address
        self._wire = Wire(address, trust)
        self._signer = signer
        self._renewed_pin = renewed_pin

    @property
    def nonce(self) -> bytes:
        """The nonce for the next signed request."""
        return self._signer.nonce if self._signer else b""

    @property
    def traffic(self) -> Traffic:
        """What has travelled so far."""
        return self._wire.traffic

    def close(self) -> None:
        """Let go of the line."""
        self._wire.close()

    def authority(self) -> AuthorityBundle:
        """Who the server says it is; the caller checks it against what it expects."""
        answer = self._wire.call("GET", "/s1/authority", {})
        if answer.status != OK:
            raise _refused(answer)
        return _message(answer, AuthorityBundle)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Ask to become a member."""
        answer = self._wire.call("POST", "/s1/enrol", {"content-type": CONTENT_TYPE}, codec.encode(request))
        if answer.status != OK:
            raise _refused(answer)
        return _message(answer, EnrolReply)

    def exchange(self, request: SyncRequest, watch: Watch = unwatched) -> SyncReply:
        """One round trip; one more where the nonce was spent or the server lives anew."""
        body, encoding = _packed(codec.encode(request))
        headers = {"content-type": CONTENT_TYPE, "accept-encoding": "zstd", **encoding}
        return _message(self._signed("POST", "/s1/sync", headers, body, watch), SyncReply)

    def catalogue(self, version: str) -> bytes:
        """The bytes of a published pack."""
        return self._signed("GET", f"/s1/catalogue/{version}", {}, b"", unwatched).body

    def checkpoint(self) -> CheckpointReply:
        """The commune's newest checkpoint."""
        answer = self._signed("GET", "/s1/checkpoint", {"accept-encoding": "zstd"}, b"", unwatched)
        return _message(answer, CheckpointReply)

    def checkpoint_part(self, cseq: int, number: int) -> bytes:
        """The bytes of one of its parts."""
        return self._signed("GET", f"/s1/checkpoint/{cseq}/{number}", {}, b"", unwatched).body

    def ask(self, path: str, question: msgspec.Struct, kind: type[Message]) -> Message:
        """A message and its answer."""
        headers = {"content-type": CONTENT_TYPE, "accept-encoding": "zstd"}
        return _message(self._signed("POST", path, headers, codec.encode(question), unwatched), kind)

    def fetch(self, path: str) -> bytes:
        """Plain bytes."""
        return self._signed("GET", path, {}, b"", unwatched).body

    def send(self, path: str, body: bytes, kind: type[Message], *, is_covered: bool) -> Message:
        """Plain bytes, and what the server says to them; what ``is_covered`` is in the request's signature."""
        covered = body if is_covered else b""
        return _message(self._signed("PUT", path, {}, body, unwatched, covered), kind)

    def _signed(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        watch: Watch,
        covered: bytes | None = None,
    ) -> Answer:
        if not self.nonce and len(body) > WORTH_ASKING_FIRST:
            self._turn(method, path, headers, b"", unwatched)
        for _ in range(TRIES):
            answer = self._turn(method, path, headers, body, watch, covered)
            if answer.status == OK:
                return answer
            if _refusal_code(answer) not in TRY_AGAIN:
                break
        raise _refused(answer)

    def _turn(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        watch: Watch,
        covered: bytes | None = None,
    ) -> Answer:
        """One signed request; its nonce counts as spent from the moment it leaves."""
        if self._signer is None:
            raise errors.NotEnrolled
        key, epoch, nonce = self._signer
        self._signer = Signer(key, epoch, b"")
        signature = sign_request(key, method, path, body if covered is None else covered, epoch, nonce)
        answer = self._call(method, path, {**headers, **signature}, body, watch)
        self._signer = Signer(
            key, _hex(answer, EPOCH_HEADER) or epoch, _hex(answer, NEXT_NONCE_HEADER) or b""
        )
        return answer

    def _call(self, method: str, path: str, headers: Mapping[str, str], body: bytes, watch: Watch) -> Answer:
        try:
            return self._wire.call(method, path, headers, body, watch)
        except WrongServer:
            pin = self._renewed_pin()
            if not pin:
                raise
        self._wire.close()
        self._wire = Wire(self._address, Trust(pin), self._wire.traffic)
        return self._wire.call(method, path, headers, body, watch)


def _packed(data: bytes) -> tuple[bytes, dict[str, str]]:
    """The body and its encoding header; segments are compressed already, so it often does not pay."""
    if len(data) > WORTH_COMPRESSING:
        smaller = zstandard.ZstdCompressor(level=LEVEL).compress(data)
        if len(smaller) < len(data):
            return smaller, {"content-encoding": "zstd"}
    return data, {}


def _hex(answer: Answer, header: str) -> bytes:
    try:
        return bytes.fromhex(answer.headers.get(header, ""))
    except ValueError as error:
        raise ServerTrouble("bad_header") from error


def _message(answer: Answer, kind: type[Message]) -> Message:
    data = _body(answer)
    try:
        if kind.__struct_fields__[0] == "protocol":
            _check(codec.version(data))
        return codec.decode(data, kind)
    except codec.BadMessage as error:
        raise ServerTrouble("malformed") from error


def _check(version: int) -> None:
    if version != PROTOCOL:
        raise errors.ProgramTooOld if version > PROTOCOL else errors.ServerTooOld


def _body(answer: Answer) -> bytes:
    if answer.headers.get("content-type", "").split(";")[0].strip().lower() != CONTENT_TYPE:
        raise ServerTrouble("not_our_server")
    if answer.headers.get("content-encoding", "identity") == "identity":
        return answer.body
    try:
        return codec.inflate(answer.body)
    except codec.BadMessage as error:
        raise ServerTrouble("malformed") from error


def _refusal_code(answer: Answer) -> str:
    """The stable code of a refusal; something else's answer (a proxy's page) is named by its status."""
    try:
        return codec.decode(_body(answer), Refusal).code
    except (codec.BadMessage, ServerTrouble):
        return f"http_{answer.status}"


def _refused(answer: Answer) -> SyncError:
    code = _refusal_code(answer)
    if code not in REFUSALS and answer.status in (429, 503):
        return ServerBusy(_seconds(answer.headers.get("retry-after", "")))
    return refused(code)


def _seconds(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
