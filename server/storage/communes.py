"""The communes; a commune's row is the lock of its feed and the source of its numbers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, LargeBinary, bindparam, false, insert, literal, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from app.domain.folding import fold
from server.storage.schema import applier, commune, lease
from sync.protocol.messages import NOBODY

LEASE_WIDTH = 500


class Commune(NamedTuple):
    """A commune of this server."""

    code: str
    name: str


def add(connection: Connection, code: str, name: str, lease_width: int = LEASE_WIDTH) -> None:
    """A commune joins."""
    connection.execute(
        insert(commune).values(
            code=code,
            name=name,
            next_cseq=1,
            next_number=1,
            next_serial=1,
            receipts=0,
            lease_width=lease_width,
        )
    )
    connection.execute(insert(applier).values(commune=code))


def every(connection: Connection) -> list[Commune]:
    """All of them, in the order of their names without marks, which no database's own order gives."""
    found = [Commune(*row) for row in connection.execute(select(commune.c.code, commune.c.name))]
    return sorted(found, key=lambda each: (fold(each.name), each.code))


def find(connection: Connection, code: str) -> Commune | None:
    """The commune of a code."""
    row = connection.execute(select(commune.c.code, commune.c.name).where(commune.c.code == code)).first()
    return Commune(*row) if row else None


LOCK_FEED = select(commune.c.code).where(commune.c.code == bindparam("of_code")).with_for_update()


def lock_feed(connection: Connection, code: str) -> None:
    """Whoever holds this until commit is the only one to number the commune's feed.

    A number is given only after the one before it was committed or given back, so the order of numbers is
    the order in which readers come to see them, without gaps.
    """
    connection.execute(LOCK_FEED, {"of_code": code}).one()


class Counters(NamedTuple):
    """The next number of a commune's feed, and how many receipts it was given."""

    next_cseq: int
    receipts: int


LOCK_FEEDS = (
    select(commune.c.code, commune.c.next_cseq, commune.c.receipts)
    .where(commune.c.code.in_(bindparam("codes", expanding=True)))
    .order_by(commune.c.code)
    .with_for_update(skip_locked=True)  # nobody waits for a commune that is not theirs
)
MOVE_ON = (
    update(commune)
    .where(commune.c.code == bindparam("of_code"))
    .values(next_cseq=bindparam("to_cseq"), receipts=bindparam("to_receipts"))
)


def lock_feeds(connection: Connection, codes: Iterable[str]) -> dict[str, Counters]:
    """As ``lock_feed``, of those of the communes that nobody holds; where each of them stands."""
    rows = connection.execute(LOCK_FEEDS, {"codes": list(codes)})
    return {row.code: Counters(row.next_cseq, row.receipts) for row in rows}


def move_on(connection: Connection, reached: Mapping[str, Counters]) -> None:
    """What communes whose feeds are locked have come to."""
    moves = [
        {"of_code": code, "to_cseq": to.next_cseq, "to_receipts": to.receipts} for code, to in reached.items()
    ]
    connection.execute(MOVE_ON, moves)


def take_feed_numbers(connection: Connection, code: str, count: int) -> int:
    """Reserve the feed's next numbers; the first of them."""
    return _take(connection, code, "next_cseq", count)


def take_serial(connection: Connection, code: str) -> int:
    """The next serial of a certificate or lease."""
    return _take(connection, code, "next_serial", 1)


def take_receipt_number(connection: Connection, code: str) -> int:
    """The next number of a receipt, from 1."""
    return _take(connection, code, "receipts", 1) + 1


def take_dossier_numbers(connection: Connection, code: str) -> tuple[int, int]:
    """The next free sub-range of each day's dossier numbers, inclusive."""
    width = connection.execute(select(commune.c.lease_width).where(commune.c.code == code)).scalar_one()
    first = _take(connection, code, "next_number", width)
    return first, first + width - 1


def leave_gap(connection: Connection, leases: int, serials: int) -> None:
    """Skip what a restored server may have given out after its backup.

    The numbers skipped may stand on slips, under leases that nobody here remembers: so they are good for
    whoever of the commune has used them, and are given to nobody again.
    """
    skipped = select(
        commune.c.code,
        commune.c.next_serial,
        literal(NOBODY, LargeBinary),
        false(),
        commune.c.next_number,
        commune.c.next_number + commune.c.lease_width * leases - 1,
        literal(""),
        literal(b"", LargeBinary),
        literal(0),
    )
    columns = ("commune", "serial", "origin", "is_spare", "first", "last", "valid_from", "statement")
    connection.execute(insert(lease).from_select([*columns, "ended_ms"], skipped))
    connection.execute(
        update(commune).values(
            next_number=commune.c.next_number + commune.c.lease_width * leases,
            next_serial=commune.c.next_serial + serials,
        )
    )


def _take(connection: Connection, code: str, counter: str, count: int) -> int:
    after: int = connection.execute(TAKE[counter], {"of_code": code, "count": count}).scalar_one()
    return after - count


def _taking(counter: str) -> ReturningUpdate[Any]:
    column = commune.c[counter]
    statement = update(commune).where(commune.c.code == bindparam("of_code"))
    return statement.values({counter: column + bindparam("count")}).returning(column)


TAKE = {name: _taking(name) for name in ("next_cseq", "next_number", "next_serial", "receipts")}
LOCK_APPLIERS = (
    select(applier.c.commune)
    .where(applier.c.commune.in_(bindparam("codes", expanding=True)))
    .order_by(applier.c.commune)  # everybody in the same order, or two would wait for each other
    .with_for_update()
)


def lock_appliers(connection: Connection, codes: Sequence[str]) -> None:
    """Whoever holds these until commit is the only one to apply the communes' changes."""
    connection.execute(LOCK_APPLIERS, {"codes": list(codes)}).all()
