"""Dossier codes: the next number of this incarnation's leases, given in the dossier's own transaction."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.dossier_code import (
    BEFORE_ENROLMENT,
    NumberRange,
    day_of,
    next_number,
    number_of,
    numbers_left,
)
from app.domain.ids import ClerkId
from app.storage import device, spare, sql
from app.storage.incarnations import own_origins
from app.storage.unit_of_work import UnitOfWork


class DayNumbers(NamedTuple):
    """What a day's numbering stands on."""

    ranges: list[NumberRange]
    last_used: int | None
    first_to_use: int

    def next(self) -> int:
        """The next number; raises NoNumbersLeft."""
        return next_number(self.ranges, self.last_used, self.first_to_use)

    def left(self) -> int:
        """How many are left."""
        return numbers_left(self.ranges, self.last_used, self.first_to_use)

    def held(self) -> int:
        """How many the ranges hold, used or not."""
        return sum(each.last - each.first + 1 for each in self.ranges)


def of_day(connection: Connection, day: date) -> DayNumbers:
    """The ranges this incarnation may use on a day, and how far they are used."""
    row = sql.row(connection, "SELECT last_used, first_to_use FROM day_number WHERE day = ?", day.isoformat())
    last_used, first_to_use = (None, 1) if row is None else (row[0] or None, row[1])
    return DayNumbers(_ranges(connection, day), last_used, first_to_use)


def _ranges(connection: Connection, day: date) -> list[NumberRange]:
    """Leases bound to the current life; a re-born device lives on its parent's spare until it has its own."""
    lives = own_origins(connection)
    rows = sql.rows(
        connection,
        "SELECT origin, is_spare, first, last FROM lease WHERE valid_from <= ? "
        "AND (valid_to = '' OR valid_to >= ?) AND NOT EXISTS "
        "(SELECT 1 FROM lease_return r WHERE r.serial = lease.serial AND r.last_day < ?) ORDER BY first",
        *((day.isoformat(),) * 3),
    )
    current = lives[-1].origin
    own = [
        NumberRange(first, last)
        for origin, is_spare, first, last in rows
        if origin == current and not is_spare
    ]
    if not own and _knows_no_district(connection):
        return [BEFORE_ENROLMENT]  # the desk works from its first minute
    if own or len(lives) < 2 or spare.is_closed(connection, day):
        return own
    parent = lives[-2].origin
    return [
        NumberRange(first, last) for origin, is_spare, first, last in rows if origin == parent and is_spare
    ]


def _knows_no_district(connection: Connection) -> bool:
    """Whether no district has ever given this desk a number."""
    has_lease = sql.row(connection, "SELECT 1 FROM lease LIMIT 1") is not None
    return not has_lease and device.membership(connection) is None


def own_serials(connection: Connection) -> list[int]:
    """The leases of the current life that hold today and were not given back; never a spare."""
    current = own_origins(connection)[-1].origin
    rows = sql.values(
        connection,
        "SELECT serial FROM lease WHERE origin = ? AND is_spare = 0 "
        "AND serial NOT IN (SELECT serial FROM lease_return) ORDER BY serial",
        current,
    )
    return list(rows)


def has_spare(connection: Connection) -> bool:
    """Whether a next life of this device could number on without hearing of the server first."""
    current = own_origins(connection)[-1].origin
    row = sql.row(connection, "SELECT 1 FROM lease WHERE origin = ? AND is_spare = 1", current)
    return row is not None


def give_back(unit: UnitOfWork, serial: int, last_day: date, clerk_id: ClerkId | None) -> None:
    """Promise not to use a lease's numbers after a day."""
    sql.run(
        unit.connection,
        "INSERT INTO lease_return(id, serial, last_day, at_ms, clerk_id, stamp) VALUES (?, ?, ?, ?, ?, ?)",
        unit.new_id(),
        serial,
        last_day.isoformat(),
        unit.now_ms,
        clerk_id,
        unit.stamp,
    )


def take(connection: Connection, day: date) -> int:
    """Use the next number of the day; raises NoNumbersLeft."""
    number = of_day(connection, day).next()
    sql.run(
        connection,
        "INSERT INTO day_number(day, last_used) VALUES (?, ?) "
        "ON CONFLICT (day) DO UPDATE SET last_used = excluded.last_used",
        day.isoformat(),
        number,
    )
    return number


def note_used(connection: Connection, code: str) -> None:
    """The last code this device is known to have given, in a life that the database may have forgotten.

    Put back twice to the same state, it would otherwise begin its spare range twice.
    """
    sql.run(connection, "UPDATE log_state SET last_number = ? WHERE id = 1", code)
    day = day_of(code)
    if day is not None:
        sql.run(
            connection,
            "INSERT INTO day_number(day, last_used) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET "
            "last_used = max(coalesce(last_used, 0), excluded.last_used)",
            day.isoformat(),
            number_of(code),
        )


def start_at(connection: Connection, day: date, number: int) -> None:
    """On a day begun beside another system: the first number to use here."""
    sql.run(
        connection,
        "INSERT INTO day_number(day, first_to_use) VALUES (?, ?) "
        "ON CONFLICT (day) DO UPDATE SET first_to_use = excluded.first_to_use",
        day.isoformat(),
        number,
    )
