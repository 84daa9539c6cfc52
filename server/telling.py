"""What each desk of a group is told, read for all of them with one statement of each kind."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from app.changes import receipt as receipt_format
from app.changes.changeset import Origin
from app.changes.receipt import Quarantined, Receipt
from server import leasing
from server.context import Server
from server.deadline import feed_bytes
from server.exchange import Told, asked_logs
from server.plain import Plain
from server.storage import catalogue, feed, leases, quarantine, segments
from server.storage.communes import Counters
from server.storage.feed import FeedPart
from server.storage.origins import Log
from server.storage.segments import Row


class Admitted(NamedTuple):
    """A plain request that is being served, its receipt's number and the nonce it is given."""

    plain: Plain
    number: int
    next_nonce: bytes


class Stored(NamedTuple):
    """What a transaction stored for whom, and where the communes stand after it."""

    admitted: Sequence[Admitted]
    rows: Sequence[Row]
    logs: Mapping[str, Mapping[Origin, Log]]
    reached: Mapping[str, Counters]


def tell(server: Server, connection: Connection, stored: Stored) -> Iterator[Told]:
    """What each is told, in their order."""
    now_ms = server.clock.now_ms()
    parts = _parts(server, connection, stored)
    certificates = _certificates(connection, stored, parts)
    given = leases.statements_of_devices(connection, _owners(stored), leasing.today(server))
    aside = quarantine.of_logs(connection, {log for each in stored.admitted for log in _named(each)})
    newest = catalogue.newest(connection)
    for each, part, of_part in zip(stored.admitted, parts, certificates, strict=True):
        plain, logs = each.plain, stored.logs[each.plain.commune]
        yield Told(
            receipt=_receipt(
                server, each, logs, now_ms, [item for log in _named(each) for item in aside[log]]
            ),
            part=part,
            certificates=of_part,
            leases=given[plain.device.public_key],
            catalogue=newest,
            twin=logs[plain.asked.origin].twin,
        )


def _parts(server: Server, connection: Connection, stored: Stored) -> list[FeedPart]:
    """The feed from each desk's cursor on; a commune's numbers have no gaps."""
    numbers = [
        [(commune, cseq) for cseq in range(each.plain.asked.cursor + 1, stored.reached[commune].next_cseq)]
        for each in stored.admitted
        for commune in (each.plain.commune,)
    ]
    rows = {(row.commune, row.cseq): row for row in stored.rows}
    asked = {number for of_one in numbers for number in of_one} - rows.keys()
    rows |= {(row.commune, row.cseq): row for row in segments.at(connection, sorted(asked))}
    return [
        _part(server, each.plain, [rows[number] for number in of_one if number in rows])
        for each, of_one in zip(stored.admitted, numbers, strict=True)
    ]


def _part(server: Server, plain: Plain, rows: Sequence[Row]) -> FeedPart:
    want = feed_bytes(plain.asked, plain.way, server.monotonic())
    return feed.part_of(rows, plain.asked.origin, want, may_be_empty=plain.asked.deadline_s > 0)


def _certificates(connection: Connection, stored: Stored, parts: Sequence[FeedPart]) -> Iterator[list[bytes]]:
    """Of the devices that sealed each part's bodies."""
    keys = [
        {stored.logs[each.plain.commune][item.origin].device_key for item in part.items if item.body}
        for each, part in zip(stored.admitted, parts, strict=True)
    ]
    found = feed.certificates_of_keys(connection, set().union(*keys))
    return ([data for key, data in found.items() if key in of_part] for of_part in keys)


def _owners(stored: Stored) -> dict[bytes, tuple[str, int]]:
    """Of each device its commune and the latest lease it holds."""
    plain = (each.plain for each in stored.admitted)
    return {each.device.public_key: (each.commune, each.asked.lease_known) for each in plain}


def _named(admitted: Admitted) -> list[quarantine.Log]:
    """The logs a receipt is about, in the order of what is said of them."""
    return [(admitted.plain.commune, name) for name in sorted(asked_logs(admitted.plain.asked))]


def _receipt(
    server: Server, each: Admitted, logs: Mapping[Origin, Log], now_ms: int, aside: list[Quarantined]
) -> Receipt:
    return Receipt(
        format=receipt_format.FORMAT,
        epoch=server.epoch,
        commune=each.plain.commune,
        number=each.number,
        issued_ms=now_ms,
        origins=[logs[name].as_receipt() for name in asked_logs(each.plain.asked) if name in logs],
        quarantined=aside,
    )
