"""Which origin may issue which dossier numbers, and from which day on they may be another's."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from app.changes.lease import Lease
from server.storage.schema import lease, origin
from sync.protocol.messages import NOBODY


class Range(NamedTuple):
    """Numbers an origin may have used on any day from ``valid_from`` on, and before ``free_from``.

    ``free_from`` is the first day for which they may be another's, "" where that is never.
    """

    first: int
    last: int
    valid_from: str
    free_from: str = ""

    def covers(self, number: int, day: str) -> bool:
        """Whether a code with this number and day could be of this range."""
        is_in_time = self.valid_from <= day and (not self.free_from or day < self.free_from)
        return self.first <= number <= self.last and is_in_time


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
            valid_to=granted.valid_to,
            free_from=_day_after(granted.valid_to),
            statement=statement,
        )
    )


def _day_after(day: str) -> str:
    """The day after an ISO day, "" for none."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() if day else ""


STATEMENTS = (
    select(lease.c.statement)
    .join(
        origin,
        and_(
            origin.c.commune == lease.c.commune,
            origin.c.origin == lease.c.origin,
            origin.c.device_key == bindparam("of_key"),
        ),
    )
    .where(
        lease.c.commune == bindparam("of_commune"),
        lease.c.ended_ms.is_(None),
        lease.c.serial > bindparam("above"),
        or_(lease.c.valid_to == "", lease.c.valid_to >= bindparam("today")),
    )
    .order_by(lease.c.serial)
)


def statements_of_device(
    connection: Connection, commune: str, device_key: bytes, today: str = "", above: int = 0
) -> list[bytes]:
    """The signed leases that hold for a device, oldest first; without those that ran out before ``today``.

    ``above`` is the latest serial the device is known to hold: it has the earlier ones.
    """
    words = {"of_commune": commune, "of_key": device_key, "today": today, "above": above}
    rows = connection.execute(STATEMENTS, words)
    return list(rows.scalars())


OF_DEVICES = (
    select(lease.c.commune, origin.c.device_key, lease.c.serial, lease.c.statement)
    .join(origin, and_(origin.c.commune == lease.c.commune, origin.c.origin == lease.c.origin))
    .where(
        lease.c.commune.in_(bindparam("communes", expanding=True)),
        origin.c.device_key.in_(bindparam("keys", expanding=True)),
        lease.c.ended_ms.is_(None),
        lease.c.serial > bindparam("above"),
        or_(lease.c.valid_to == "", lease.c.valid_to >= bindparam("today")),
    )
    .order_by(lease.c.serial)
)


def statements_of_devices(
    connection: Connection, owners: Mapping[bytes, tuple[str, int]], today: str
) -> dict[bytes, list[bytes]]:
    """As ``statements_of_device``, by key; with each its commune and the latest serial it holds."""
    found: dict[bytes, list[bytes]] = {key: [] for key in owners}
    words = {
        "communes": list({commune for commune, _above in owners.values()}),
        "keys": list(owners),
        "above": min(above for _commune, above in owners.values()),
        "today": today,
    }
    for commune, key, serial, statement in connection.execute(OF_DEVICES, words):
        if commune == owners[key][0] and serial > owners[key][1]:
            found[key].append(statement)
    return found


HELD = select(lease.c.first, lease.c.last, lease.c.valid_from, lease.c.free_from).where(
    lease.c.commune == bindparam("of_commune"),
    lease.c.origin == bindparam("of_origin"),
    lease.c.is_spare.is_(False),
    lease.c.ended_ms.is_(None),
    lease.c.valid_from <= bindparam("on_day"),
    or_(lease.c.valid_to == "", lease.c.valid_to >= bindparam("on_day")),
)


def held(connection: Connection, commune: str, origin_id: bytes, day: str) -> list[Range]:
    """What an origin may number from on a day, by the leases that were not ended."""
    words = {"of_commune": commune, "of_origin": origin_id, "on_day": day}
    return [Range(*row) for row in connection.execute(HELD, words)]


def free_range(connection: Connection, commune: str, above: int, day: str) -> tuple[int, int] | None:
    """Numbers above ``above`` that nobody can have used on ``day`` or later: their leases were all dated."""
    numbers = (lease.c.first, lease.c.last)
    row = connection.execute(
        select(*numbers)
        .where(lease.c.commune == commune, lease.c.first > above)
        .group_by(*numbers)
        .having(func.min(lease.c.free_from) != "", func.max(lease.c.free_from) <= day)
        .order_by(lease.c.first)
        .limit(1)
    ).first()
    return row and (row.first, row.last)


def give_back(
    connection: Connection, commune: str, device_key: bytes, serial: int, free_from: str, now_ms: int
) -> None:
    """A device will not use a lease's numbers from a day on; a spare stays its next life's for ever."""
    of_device = select(origin.c.origin).where(origin.c.commune == commune, origin.c.device_key == device_key)
    connection.execute(
        update(lease)
        .where(
            lease.c.commune == commune,
            lease.c.serial == serial,
            lease.c.origin.in_(of_device),
            lease.c.is_spare.is_(False),
            lease.c.ended_ms.is_(None),
        )
        .values(free_from=free_from, ended_ms=now_ms)
    )


def keep_for_ever(connection: Connection) -> None:
    """A restored server does not know what it gave out since: no numbers go to a second desk any more."""
    connection.execute(update(lease).values(free_from=""))


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


HOLDER, OTHER_LIFE = origin.alias(), origin.alias()
RANGES = (
    select(
        lease.c.commune,
        OTHER_LIFE.c.origin,
        lease.c.first,
        lease.c.last,
        lease.c.valid_from,
        lease.c.free_from,
    )
    .join(HOLDER, and_(HOLDER.c.commune == lease.c.commune, HOLDER.c.origin == lease.c.origin))
    .join(
        OTHER_LIFE,
        and_(OTHER_LIFE.c.commune == HOLDER.c.commune, OTHER_LIFE.c.device_key == HOLDER.c.device_key),
    )
    .where(lease.c.commune.in_(bindparam("communes", expanding=True)), lease.c.is_spare.is_(False))
)

SKIPPED = select(lease.c.commune, lease.c.first, lease.c.last, lease.c.valid_from, lease.c.free_from).where(
    lease.c.commune.in_(bindparam("communes", expanding=True)), lease.c.origin == NOBODY
)


def ranges(connection: Connection, commune: str) -> dict[bytes, list[Range]]:
    """What each origin of a commune may number from."""
    return ranges_of(connection, [commune])[commune]


def ranges_of(connection: Connection, communes: Sequence[str]) -> dict[str, dict[bytes, list[Range]]]:
    """What each origin may number from, ended ranges too: a code issued before the end may arrive after it.

    A spare is nobody's until a new incarnation took it: then it is that one's ordinary lease, and that of
    every other life of its device. A database put back twice begins two lives on the one spare. What the
    server skipped when it was restored may be anybody's.
    """
    asked = {"communes": list(communes)}
    found: dict[str, dict[bytes, list[Range]]] = {commune: {} for commune in communes}
    for commune, origin_id, *granted in connection.execute(RANGES, asked):
        found[commune].setdefault(origin_id, []).append(Range(*granted))
    for commune, *skipped in connection.execute(SKIPPED, asked):
        for own in found[commune].values():
            own.append(Range(*skipped))
    return found
