"""The exchange over HTTP: signs requests, follows the server's nonces and epochs, names its refusals."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple, TypeVar

import msgspec
import zstandard
from nacl.signing import SigningKey

from app.changes.trust import AuthorityBundle
from sync import errors
from sync.errors import ServerBusy, ServerTrouble, SyncError, WrongServer
from sync.http.trust import Trust
from sync.http.wire import Answer, Opened, Wire
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
from sync.protocol.signing import EPOCH_HEADER, NEXT_NONCE_HEADER, claim_request
from sync.refusals import REFUSALS, refused
from sync.transport import Traffic, Watch, unwatched

OK = 200
WORTH_COMPRESSING = 512
WORTH_ASKING_FIRST = 16 * 1024  # a body that should not travel twice for want of a nonce
LEVEL = 3
MESSAGES = {"content-type": CONTENT_TYPE, "accept-encoding": "zstd"}
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

    def opened(
        self, path: str, headers: Mapping[str, str], within_s: float = 0
    ) -> AbstractContextManager[Opened]:
        """What lies open to everybody, piece by piece and unsigned: it must vouch for itself."""
        return self._wire.opened(path, headers, within_s)

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
        call = _Call("POST", "/s1/sync", MESSAGES | encoding, body, watch, within_s=request.deadline_s)
        return _message(self._signed(call), SyncReply)

    def catalogue(self, version: str) -> bytes:
        """The bytes of a published pack."""
        return self.fetch(f"/s1/catalogue/{version}")

    def checkpoint(self) -> CheckpointReply:
        """The commune's newest checkpoint."""
        call = _Call("GET", "/s1/checkpoint", {"accept-encoding": "zstd"})
        return _message(self._signed(call), CheckpointReply)

    def checkpoint_part(self, cseq: int, number: int) -> bytes:
        """The bytes of one of its parts."""
        return self.fetch(f"/s1/checkpoint/{cseq}/{number}")

    def ask(self, path: str, question: msgspec.Struct, kind: type[Message]) -> Message:
        """A message and its answer."""
        return _message(self._signed(_Call("POST", path, MESSAGES, codec.encode(question))), kind)

    def fetch(self, path: str) -> bytes:
        """Plain bytes."""
        return self._signed(_Call("GET", path)).body

    def send(self, path: str, body: bytes, kind: type[Message], *, is_covered: bool) -> Message:
        """Plain bytes, and the answer to them; what ``is_covered`` is in the request's signature."""
        call = _Call("PUT", path, body=body, covered=body if is_covered else b"")
        return _message(self._signed(call), kind)

    def _signed(self, call: "_Call") -> Answer:
        if not self.nonce and len(call.body) > WORTH_ASKING_FIRST:
            self._turn(call._replace(body=b"", covered=None, watch=unwatched))
        for _ in range(TRIES):
            answer = self._turn(call)
            if answer.status == OK:
                return answer
            if _refusal_code(answer) not in TRY_AGAIN:
                break
        raise _refused(answer)

    def _turn(self, call: "_Call") -> Answer:
        """One signed request; its nonce counts as spent once the whole of it may have arrived."""
        if self._signer is None:
            raise errors.NotEnrolled
        key, epoch, nonce = before = self._signer
        self._signer = Signer(key, epoch, b"")
        covered = call.body if call.covered is None else call.covered
        signature = claim_request(key, call.method, call.path, covered, epoch, nonce)
        try:
            answer = self._call(call, {**call.headers, **signature})
        finally:
            if not self._wire.has_left:
                self._signer = before
        self._signer = Signer(
            key, _hex(answer, EPOCH_HEADER) or epoch, _hex(answer, NEXT_NONCE_HEADER) or b""
        )
        return answer

    def _call(self, call: "_Call", headers: Mapping[str, str]) -> Answer:
        words = (call.method, call.path, headers, call.body, call.watch, call.within_s)
        try:
            return self._wire.call(*words)
        except WrongServer:
            pin = self._renewed_pin()
            if not pin:
                raise
        self._wire.close()
        self._wire = Wire(self._address, Trust(pin), self._wire.traffic)
        return self._wire.call(*words)


class _Call(NamedTuple):
    """A request to sign; ``covered`` is what its signature is over, None: the body."""

    method: str
    path: str
    headers: Mapping[str, str] = {}
    body: bytes = b""
    watch: Watch = unwatched
    covered: bytes | None = None
    within_s: int = 0


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
