"""Takes in what a desk sends: births, forks, segments. Verified bytes are stored; nothing is applied here.

The heavy work (signatures, decompression, chains) is done before the feed's lock is taken.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection

from app.changes.changeset import Origin
from app.changes.clock import milliseconds
from app.changes.errors import BadChange, NoLongerTrusted
from app.changes.segment import open_body
from server import births, readmission
from server.admission import FORK, GAP, Verdict, Verified, judge, verify
from server.births import Announced
from server.context import Server
from server.errors import Refused
from server.storage import communes, devices, held, lost_ends, origins, segments
from server.storage.devices import Device, Heard
from server.storage.engine import reading, writing
from server.storage.origins import Log, LogEnd
from sync.protocol.messages import NOBODY, Birth, Fork, SegmentRefusal, SyncRequest

DURABLE_ON_STORE = "stored"


@dataclass
class Received:
    """What came of a request's segments; not frozen, the stages add to it."""

    refused: list[SegmentRefusal] = field(default_factory=list)
    forks: dict[Origin, Fork] = field(default_factory=dict)
    behind: int = 0  # changesets of the commune stored and not applied, from this request or before
    expects_more: bool = False  # the desk's logs go on beyond what is stored now

    def refuse(self, index: int, code: str, detail: str = "") -> None:
        """Note a segment that was not stored."""
        self.refused.append(SegmentRefusal(index, code, detail))

    def fork(self, log: Origin, stored: LogEnd) -> None:
        """Note a log of which the server holds another continuation."""
        self.forks[log] = Fork(log, stored.seq, stored.head)


def receive(server: Server, device: Device, request: SyncRequest) -> Received:
    """Take in a request; what cannot be stored is named in the result, with its reason."""
    received = Received()
    readmission.take_in(server, device, request)
    if request.births:
        with writing(server.engine) as connection:
            _register_births(server, connection, device, request.births, received)
    known, revoked = _know_writers(server, device, request.segments)
    _check_origin(known, device, request.origin)
    with reading(server.engine) as connection:
        points = devices.lost_points(connection, device.commune) if revoked else {}
        told = lost_ends.of_commune(connection, device.commune) if revoked else {}
        _compare_heads(connection, device.commune, known, request.heads, received)
    received.behind = sum(log.stored.seq - log.applied.seq for log in known.values())
    untrusted = revoked - points.keys()
    writers = {
        log.origin: log.device_key
        for log in known.values()
        if log.device_key not in untrusted or log.origin in told
    }
    verified: Sequence[Verified] = [
        each
        for each in _verify_all(request, writers, received)
        if writers[each.segment.header.origin] not in untrusted or _counts(each, told, received)
    ]
    if points:
        verified = judge_late(server, device.commune, verified, writers, points, received)
    ends = {name: log.stored for name, log in known.items()}
    if verified:
        ends |= store_verified(server, device.commune, verified, received)
    received.expects_more = any(seq > ends[name].seq for name, seq, _head in request.heads if name in ends)
    received.refused.sort(key=lambda refusal: refusal.index)
    return received


def _check_origin(known: dict[Origin, Log], device: Device, name: Origin) -> None:
    log = known.get(name)
    if name != NOBODY and (log is None or log.device_key != device.public_key):
        raise Refused(403, "out_of_scope", "the request's origin is not one of this device")


def _register_births(
    server: Server, connection: Connection, device: Device, announced: Iterable[Birth], received: Received
) -> None:
    own = (Announced(device.public_key, birth) for birth in announced)
    begun, forked = births.register(server, connection, device.commune, own)
    for name in begun:
        devices.note_heard(connection, device.commune, device.public_key, Heard(name, came_back=False))
    for parent in forked:
        received.fork(parent.origin, parent.stored)


def _know_writers(
    server: Server, device: Device, data: Sequence[bytes]
) -> tuple[dict[Origin, Log], frozenset[bytes]]:
    """Every log of the commune, with those that a third desk brings back here; and who is revoked."""
    commune = device.commune
    with reading(server.engine) as connection:
        known = origins.logs(connection, commune)
        revoked = devices.revoked_keys(connection, commune)
    trusted = {log.device_key for log in known.values()} - revoked
    orphans = list(births.of_orphans(data, known, trusted))
    if not orphans:
        return known, revoked
    with writing(server.engine) as connection:
        births.register(server, connection, commune, orphans)
        return origins.logs(connection, commune), revoked


def _compare_heads(
    connection: Connection,
    commune: str,
    known: dict[Origin, Log],
    heads: Iterable[tuple[bytes, int, bytes]],
    received: Received,
) -> None:
    for name, seq, head in heads:
        log = known.get(name)
        if log is not None and not births.is_on(connection, commune, log, seq, head):
            received.fork(name, log.stored)


def _verify_all(request: SyncRequest, writers: dict[Origin, bytes], received: Received) -> Iterable[Verified]:
    had_ms = [*request.received, *[0] * len(request.segments)]
    for index, each in enumerate(request.segments):
        try:
            yield verify(index, each, writers, had_ms[index])
        except BadChange as error:
            received.refuse(index, error.code, str(error))


def _counts(verified: Verified, told: Mapping[Origin, int], received: Received) -> bool:
    """Whether what a revoked device wrote is of what the signed list lets count."""
    header = verified.segment.header
    if header.last_seq <= told[header.origin]:
        return True
    received.refuse(verified.position, NoLongerTrusted.code, "written by a machine that is not trusted")
    return False


def judge_late(
    server: Server,
    commune: str,
    verified: Iterable[Verified],
    writers: Mapping[Origin, bytes],
    points: Mapping[bytes, int],
    received: Received,
) -> Sequence[Verified]:
    """Hold what a lost machine wrote after its point, by device key; the others."""
    in_time: list[Verified] = []
    with writing(server.engine) as connection:
        for each in verified:
            point = points.get(writers[each.segment.header.origin])
            if point is None or _written_ms(each) <= point:
                in_time.append(each)
            else:
                held.hold(connection, commune, each.segment, server.clock.now_ms())
                received.refuse(each.position, NoLongerTrusted.code, "written after the machine was lost")
    return in_time


def _written_ms(verified: Verified) -> int:
    """When a segment's last changeset was written, by its own clock."""
    return milliseconds(open_body(verified.segment)[-1][0].header.hlc)


def store_verified(
    server: Server, commune: str, verified: Sequence[Verified], received: Received
) -> dict[Origin, LogEnd]:
    """How far each log is stored afterwards."""
    with writing(server.engine) as connection:
        communes.lock_feed(connection, commune)
        ends = {log.origin: log.stored for log in origins.logs(connection, commune).values()}
        accepted: list[Verified] = []
        for each in verified:
            if _admit(connection, commune, each, ends, received):
                accepted.append(each)
        moved = {each.segment.header.origin: ends[each.segment.header.origin] for each in accepted}
        segments.store(connection, commune, server.clock.now_ms(), accepted)
        origins.set_stored(connection, commune, moved, server.settings.durable == DURABLE_ON_STORE)
    return ends


def _admit(
    connection: Connection,
    commune: str,
    verified: Verified,
    ends: dict[Origin, LogEnd],
    received: Received,
) -> bool:
    """Whether to store a segment; moves the log's end when so, notes the reason when not."""
    header = verified.segment.header
    stored = ends[header.origin]
    stored_head_at = partial(segments.head_at, connection, commune, header.origin)
    match judge(verified, stored, stored_head_at):
        case Verdict.STORE:
            received.behind += header.last_seq - stored.seq
            ends[header.origin] = LogEnd(header.last_seq, header.head)
            return True
        case Verdict.GAP:
            received.refuse(verified.position, GAP, f"stored up to {stored.seq}")
        case Verdict.FORK:
            received.refuse(verified.position, FORK, f"stored up to {stored.seq}")
            received.fork(header.origin, stored)
        case Verdict.KNOWN:
            pass
    return False
