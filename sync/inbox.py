"""What a reply brings, believed only as far as signatures and chains carry it.

Receipts and leases must be signed by the server's key. A segment of the feed must be sealed by a device that
the server certified for this commune, by the same one that sealed what is here of its log, and must go on
where that log ends. The first that does not is named and left where it is: the cursor stays before it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from app.changes import lease as lease_format
from app.changes import receipt as receipt_format
from app.changes import revocation
from app.changes import segment as segments
from app.changes.chain import first_head
from app.changes.changeset import Origin
from app.changes.errors import (
    BadChange,
    BadSignature,
    BrokenChain,
    Malformed,
    NoLongerTrusted,
    OutOfScope,
)
from app.changes.receipt import Receipt
from app.changes.revocation import RevocationList, Revoked
from app.changes.segment import Segment
from app.changes.trust import DESK, Certificate, Purpose, verify_certificate
from app.storage import known_logs, revocations
from app.storage.device import Membership
from app.storage.known_logs import KnownLog
from app.storage.leases import SignedLease
from app.storage.log_store import Incoming
from app.storage.unit_of_work import Snapshot
from sync.errors import ForgedReceipt
from sync.protocol.messages import FeedItem, SyncReply


class Peer(NamedTuple):
    """A device of the commune: its key, its name and the server's word for it."""

    public_key: bytes
    name: str
    certificate: bytes


class Problem(NamedTuple):
    """A segment that does not verify, and why."""

    origin: Origin
    seq: int
    code: str


class CheckedFeed(NamedTuple):
    """What may be kept of a stretch of the feed, up to ``cursor``, and what stopped it there.

    ``parted`` are segments passed by: of logs that the server holds otherwise than this desk does.
    """

    items: Sequence[Incoming]
    peers: Sequence[Peer]
    cursor: int
    problem: Problem | None = None
    parted: Sequence[Problem] = ()


class Parted(BrokenChain):
    """Sealed by the log's own device, and not the log that is here."""


def verified_receipt(reply: SyncReply, member: Membership) -> Receipt:
    """The reply's receipt; raises ForgedReceipt."""
    try:
        receipt = receipt_format.verify(reply.receipt, member.server_key)
    except BadChange as error:
        raise ForgedReceipt from error
    if receipt.commune != member.commune or receipt.epoch != reply.epoch:
        raise ForgedReceipt
    return receipt


def without(receipt: Receipt, forked: Collection[Origin]) -> Receipt:
    """The receipt without logs whose heads are not ours: what it says there is about something else."""
    agreed = [vector for vector in receipt.origins if vector.origin not in forked]
    return msgspec.structs.replace(receipt, origins=agreed)


def verified_leases(statements: Iterable[bytes], member: Membership) -> list[SignedLease]:
    """The leases; raises ForgedReceipt when one of them is not the server's, or for another commune."""
    found = []
    for data in statements:
        try:
            lease = lease_format.verify(data, member.server_key)
        except BadChange as error:
            raise ForgedReceipt from error
        if lease.commune != member.commune:
            raise ForgedReceipt
        found.append(SignedLease(lease, data))
    return found


def verified_revocations(reply: SyncReply, member: Membership) -> RevocationList | None:
    """Whom the server no longer trusts; None where it says nothing. Raises ForgedReceipt."""
    if not reply.revoked:
        return None
    try:
        told = revocation.verify(reply.revoked, member.server_key)
    except BadChange as error:
        raise ForgedReceipt from error
    if told.commune != member.commune:
        raise ForgedReceipt
    return told


def check_feed(
    snapshot: Snapshot,
    reply: SyncReply,
    cursor: int,
    member: Membership,
    told: RevocationList | None = None,
) -> CheckedFeed:
    """Check what the feed brings after ``cursor``; ``told`` are the revoked devices that the reply names."""
    vouched = list(peers(reply.certificates, member))
    known = _known_keys(snapshot, member)
    fresh = [peer for peer in vouched if peer.public_key not in known]
    revoked = revocations.after(snapshot, told)
    check = _FeedCheck(snapshot, known | {peer.public_key for peer in vouched}, revoked)
    items: list[Incoming] = []
    parted: list[Problem] = []
    may_have_parted = known_logs.may_have_parted(snapshot)
    for item in reply.feed:
        if item.cseq <= cursor:
            continue
        try:
            if item.cseq != cursor + 1:
                raise BrokenChain("the feed leaves out a number")
            items.append(check.verified(item))
        except BadChange as error:
            if not (isinstance(error, Parted) and item.origin in may_have_parted):
                problem = Problem(item.origin, item.first_seq, error.code)
                return CheckedFeed(items, fresh, cursor, problem, parted)
            parted.append(Problem(item.origin, item.first_seq, known_logs.TWO_LOGS))
        cursor = item.cseq
    return CheckedFeed(items, fresh, cursor, None, parted)


def peers(certificates: Iterable[bytes], member: Membership) -> Iterable[Peer]:
    """The devices the server vouches for; a certificate that does not verify vouches for nobody."""
    for data in certificates:
        try:
            certificate = device_certificate(data, member.server_key, member.commune)
        except BadChange:
            continue
        yield Peer(certificate.subject, certificate.name, data)


def device_certificate(data: bytes, server_key: bytes, commune: str) -> Certificate:
    """A device's certificate as a desk of this commune; raises BadChange."""
    certificate = verify_certificate(data, server_key, Purpose.DEVICE)
    if (certificate.commune, certificate.role) != (commune, DESK):
        raise OutOfScope("a device of another commune or role")
    return certificate


def _known_keys(snapshot: Snapshot, member: Membership) -> set[bytes]:
    own = device_certificate(member.certificate, member.server_key, member.commune).subject
    return {own, *known_logs.peer_certificates(snapshot)}


class _FeedCheck:
    """One stretch of the feed against what is known of each log, and what the stretch itself adds."""

    def __init__(self, snapshot: Snapshot, keys: set[bytes], revoked: Mapping[bytes, Revoked]) -> None:
        self._snapshot = snapshot
        self._keys = keys
        self._revoked = revoked
        self._logs: dict[Origin, KnownLog] = {}

    def verified(self, item: FeedItem) -> Incoming:
        """What to keep of an item; raises BadChange."""
        log = self._log(item.origin)
        if not item.body:
            return self._own(item, log)
        segment = segments.read(item.body)
        header = segment.header
        if (header.origin, header.first_seq, header.last_seq) != (item.origin, item.first_seq, item.last_seq):
            raise Malformed("the envelope names another segment")
        self._check_seal(segment, log)
        if header.last_seq <= log.seq:
            self._check_repetition(segment, log)
            return _incoming(item, None)
        _check_continues(segment, log)
        self._logs[item.origin] = log._replace(seq=header.last_seq, head=header.head, last=item.body)
        return _incoming(item, item.body)

    def _log(self, origin: Origin) -> KnownLog:
        if origin not in self._logs:
            known = known_logs.known_log(self._snapshot, origin)
            self._logs[origin] = known or KnownLog(-1, False, 0, first_head(origin), None)
        return self._logs[origin]

    def _own(self, item: FeedItem, log: KnownLog) -> Incoming:
        """The envelope of one of our own: we must have the bytes."""
        if not log.is_own or item.last_seq > log.seq:
            raise Malformed("an item without its bytes")
        return _incoming(item, None)

    def _check_seal(self, segment: Segment, log: KnownLog) -> None:
        """By a device of the commune; by the one that sealed what is here of this log, where anything is."""
        for key in self._keys:
            if is_sealed_by(segment, key) and _sealed_what_is_here(log, key):
                self._check_trust(segment, key)
                return
        raise BadSignature("no device of this commune sealed it")

    def _check_trust(self, segment: Segment, key: bytes) -> None:
        """A device that was revoked has said what counts of it."""
        header, revoked = segment.header, self._revoked.get(key)
        if revoked is not None and header.last_seq > revoked.last_of(header.origin):
            raise NoLongerTrusted("sealed by a device that is no longer trusted")

    def _check_repetition(self, segment: Segment, log: KnownLog) -> None:
        head = known_logs.head_at(self._snapshot, log.no, segment.header.origin, segment.header.last_seq)
        if head is not None and head != segment.header.head:
            raise Parted("another continuation of a log that is here")


def _sealed_what_is_here(log: KnownLog, key: bytes) -> bool:
    if log.last is not None:
        return is_sealed_by(segments.read(log.last), key)
    return log.device_key in (b"", key)


def _check_continues(segment: Segment, log: KnownLog) -> None:
    header = segment.header
    heads = [head for _, head in segments.open_body(segment)]
    overlap = log.seq - header.first_seq + 1
    if overlap < 0:
        raise Parted("the log leaves out a number")
    meeting = heads[overlap - 1] if overlap else header.previous_head
    if meeting != log.head:
        raise Parted("does not go on where the log ends")


def is_sealed_by(segment: Segment, key: bytes) -> bool:
    """Whether this key sealed it."""
    try:
        segments.verify_signature(segment, key)
    except BadSignature:
        return False
    return True


def _incoming(item: FeedItem, data: bytes | None) -> Incoming:
    return Incoming(item.cseq, item.received_ms, item.origin, item.first_seq, item.last_seq, data)
