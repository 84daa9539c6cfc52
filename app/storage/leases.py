"""The number leases the server gave this device, as signed; ``numbers`` issues codes from them."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from app.changes.lease import Lease
from app.storage import sql


class SignedLease(NamedTuple):
    """A verified lease and the bytes that were signed."""

    lease: Lease
    data: bytes


def take_in(connection: Connection, given: Iterable[SignedLease]) -> int:
    """Keep leases; the number of those that are new. One that was ever given stays."""
    known = {serial for (serial,) in sql.rows(connection, "SELECT serial FROM lease")}
    rows = [_row(each) for each in given if each.lease.serial not in known]
    if rows:
        sql.run_many(
            connection,
            "INSERT INTO lease(serial, origin, is_spare, first, last, valid_from, valid_to, bytes) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
    return len(rows)


def latest(connection: Connection) -> int:
    """The highest serial held; 0 for none. The server names all that hold at once, so none is left out."""
    return int(sql.value(connection, "SELECT coalesce(max(serial), 0) FROM lease"))


def _row(signed: SignedLease) -> tuple[object, ...]:
    lease = signed.lease
    period = (lease.valid_from, lease.valid_to)
    return lease.serial, lease.origin, int(lease.is_spare), lease.first, lease.last, *period, signed.data
