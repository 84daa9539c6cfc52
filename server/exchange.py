"""One exchange with a desk: take in, apply what time allows, answer with a signed receipt and the feed."""

from contextlib import suppress
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from app.changes import receipt as receipt_format
from app.changes import segment as segments
from app.changes.changeset import Origin
from app.changes.errors import BadChange
from app.changes.receipt import Receipt
from app.domain.twin import Twin
from server import leasing, twins
from server.applying import apply_batch
from server.context import Server
from server.deadline import Way, feed_bytes
from server.receiving import Received, receive
from server.revoking import revocation_list
from server.storage import catalogue, communes, devices, feed, leases, origins, quarantine
from server.storage.devices import Device, SelfReport
from server.storage.engine import writing
from server.storage.feed import FeedPart
from sync.protocol.messages import NOBODY, PROTOCOL, SyncReply, SyncRequest

APPLY_SECONDS = 0.5  # applied within the request; the rest follows after the reply
APPLY_AT_ONCE = 256  # changesets: where more wait the receipt would wait for them, so all follow after it
REST_SECONDS = 2.0  # without another request before what was stored is applied all the same


def exchange(server: Server, device: Device, request: SyncRequest, way: Way | None = None) -> SyncReply:
    """Serve a desk's request; safe to repeat. What is stored is applied, whatever becomes of the reply."""
    received = receive(server, device, request)
    apply_in_s: float | None = 0
    try:
        apply_in_s = _apply(server, device.commune, request, received) if received.behind else None
        with writing(server.engine) as connection:
            communes.lock_feed(connection, device.commune)  # before its device, as everybody does
            twin = twins.note(connection, device, request, received, is_live=True)
            reply = answer(server, connection, device, request, received, way)
    finally:
        leave_to_apply(server, device.commune, request, apply_in_s)
    return msgspec.structs.replace(reply, twin=twin)


def leave_to_apply(server: Server, commune: str, request: SyncRequest, apply_in_s: float | None) -> None:
    """Note that a desk was served, and in how many seconds to apply what is left; None where nothing is."""
    if apply_in_s is not None:
        server.waiting.apply_in(commune, apply_in_s)
    if request.segments:
        server.waiting.was_used(commune)


def _apply(server: Server, commune: str, request: SyncRequest, received: Received) -> float | None:
    """Who has more to send is not kept waiting: on a bad line the receipt for what is stored comes first.

    Nor is a crowd: what it brings is applied together, which takes a fraction of the time.
    """
    if sends_on(request, received):
        return REST_SECONDS
    if received.behind > APPLY_AT_ONCE or server.gate.has_company:
        return 0
    return 0 if _apply_for_a_while(server, commune) else None


def sends_on(request: SyncRequest, received: Received) -> bool:
    """Whether the desk has more to send than came with this request."""
    return received.expects_more or request.backlog > _carried(request)


def _carried(request: SyncRequest) -> int:
    """How many changesets the request brought, by what its segments say of themselves."""
    count = 0
    for data in request.segments:
        with suppress(BadChange):
            header = segments.read(data).header
            count += header.last_seq - header.first_seq + 1
    return count


def _apply_for_a_while(server: Server, commune: str) -> bool:
    end = server.monotonic() + APPLY_SECONDS
    while apply_batch(server, commune):
        if server.monotonic() >= end:
            return True
    return False


def answer(
    server: Server,
    connection: Connection,
    device: Device,
    request: SyncRequest,
    received: Received,
    way: Way | None = None,
) -> SyncReply:
    """The reply to a request that was taken in; each has a number. The caller holds the feed's lock."""
    commune, now_ms = device.commune, server.clock.now_ms()
    number = communes.take_receipt_number(connection, commune)
    logs = origins.logs(connection, commune)
    if request.origin != NOBODY:
        said = self_report(request, logs)
        devices.note_contact(connection, commune, device.public_key, said, now_ms)
        leasing.refill(server, connection, device, request)
    want = feed_bytes(request, way, server.monotonic())
    is_timed = request.deadline_s > 0
    part = feed.read_feed(connection, commune, request.cursor, request.origin, want, may_be_empty=is_timed)
    asked = asked_logs(request)
    told = Told(
        receipt=Receipt(
            format=receipt_format.FORMAT,
            epoch=server.epoch,
            commune=commune,
            number=number,
            issued_ms=now_ms,
            origins=[logs[name].as_receipt() for name in asked if name in logs],
            quarantined=quarantine.of_origins(connection, commune, asked),
        ),
        part=part,
        certificates=feed.certificates(connection, commune, part.items),
        leases=leases.statements_of_device(
            connection, commune, device.public_key, leasing.today(server), request.lease_known
        ),
        catalogue=catalogue.newest(connection),
        revoked=revocation_list(server, connection, commune),
    )
    return reply_of(server, received, told)


class Told(NamedTuple):
    """What a desk is told of the database's state."""

    receipt: Receipt
    part: FeedPart
    certificates: list[bytes]
    leases: list[bytes]
    catalogue: str
    revoked: bytes = b""
    twin: Twin = Twin.NONE


def reply_of(server: Server, received: Received, told: Told) -> SyncReply:
    """The reply, its receipt signed."""
    return SyncReply(
        protocol=PROTOCOL,
        epoch=server.epoch,
        receipt=server.authority.sign_as_server(told.receipt, receipt_format.CONTEXT),
        refused=received.refused,
        forks=list(received.forks.values()),
        feed=told.part.items,
        more=told.part.more,
        certificates=told.certificates,
        leases=told.leases,
        server_time_ms=told.receipt.issued_ms,
        catalogue=told.catalogue,
        retry_after_s=server.gate.retry_after_s(),
        revoked=told.revoked,
        min_write_schema=server.settings.min_write_schema,
        twin=told.twin,
    )


def self_report(request: SyncRequest, logs: dict[Origin, origins.Log]) -> SelfReport:
    """What the desk says of itself, put right.

    It counts what it sends with this very request as unsent; we know what has come.
    """
    missing = sum(max(0, seq - logs[name].stored.seq) for name, seq, _head in request.heads if name in logs)
    left = max(missing, request.backlog - _carried(request))  # what is not sealed yet is in no head
    backlog = min(request.backlog, left) if request.heads else request.backlog
    oldest_ms = request.oldest_unsent_ms if backlog else 0
    return SelfReport(request.program_version, request.catalogue, backlog, oldest_ms)


def asked_logs(request: SyncRequest) -> list[Origin]:
    """The logs a receipt is about: the request's own and those it names."""
    named = (name for name, _seq, _head in request.heads)
    return list(dict.fromkeys((request.origin, *named, *(birth.origin for birth in request.births))))
