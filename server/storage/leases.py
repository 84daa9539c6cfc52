"""Which origin may issue which dossier numbers."""

from typing import NamedTuple

from sqlalchemy import Connection, and_, insert, select, update

from app.changes.lease import Lease
from server.storage.schema import lease, origin


class Range(NamedTuple):
    """Numbers an origin may have used on any day from ``valid_from`` on, inclusive."""

    first: int
    last: int
    valid_from: str


def add(connection: Connection, granted: Lease, statement: bytes) -> None:
    """Remember a lease and its signed statement."""
    connection.execute(
        insert(lease).values(
            commune=granted.commune,
            serial=granted.serial,
            origin=granted.origin,
            is_spare=granted.is_spare,
            first=granted.first,
            last=granted.last,
            valid_from=granted.valid_from,
            statement=statement,
        )
    )


def statements_of_device(connection: Connection, commune: str, device_key: bytes) -> list[bytes]:
    """The signed leases that hold for a device, oldest first."""
    of_device = and_(
        origin.c.commune == lease.c.commune,
        origin.c.origin == lease.c.origin,
        origin.c.device_key == device_key,
    )
    rows = connection.execute(
        select(lease.c.statement)
        .join(origin, of_device)
        .where(lease.c.commune == commune, lease.c.ended_ms.is_(None))
        .order_by(lease.c.serial)
    )
    return list(rows.scalars())


def spare_of(connection: Connection, commune: str, origin_id: bytes) -> Range | None:
    """The range that an origin's next incarnation may use, unless one took it already."""
    row = connection.execute(
        select(lease.c.first, lease.c.last, lease.c.valid_from).where(
            lease.c.commune == commune,
            lease.c.origin == origin_id,
            lease.c.is_spare,
            lease.c.ended_ms.is_(None),
        )
    ).first()
    return Range(*row) if row else None


def end_all_of(connection: Connection, commune: str, origin_id: bytes, now_ms: int) -> None:
    """An origin gets no more of its leases; what it issued under them stays good."""
    connection.execute(
        update(lease)
        .where(lease.c.commune == commune, lease.c.origin == origin_id, lease.c.ended_ms.is_(None))
        .values(ended_ms=now_ms)
    )


def ranges(connection: Connection, commune: str) -> dict[bytes, list[Range]]:
    """What each origin may number from, ended ranges too: a code issued before the end may arrive after it.

    A spare is nobody's until a new incarnation took it: then it is that one's ordinary lease, and that of
    every other life of its device. A database put back twice begins two lives on the one spare.
    """
    holder, other_life = origin.alias(), origin.alias()
    rows = connection.execute(
        select(other_life.c.origin, lease.c.first, lease.c.last, lease.c.valid_from)
        .join(holder, and_(holder.c.commune == lease.c.commune, holder.c.origin == lease.c.origin))
        .join(
            other_life,
            and_(other_life.c.commune == holder.c.commune, other_life.c.device_key == holder.c.device_key),
        )
        .where(lease.c.commune == commune, lease.c.is_spare.is_(False))
    )
    found: dict[bytes, list[Range]] = {}
    for origin_id, *granted in rows:
        found.setdefault(origin_id, []).append(Range(*granted))
    return found
