"""Losing values of a group: kept until a write names them, open while they differ from what stands.

Every value that nobody has written over is kept, so the list depends on no order of arrival. One that is the
same as the value that stands is nothing to choose between: it counts as settled, and whoever writes the
group next has seen it too and names it.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from app.storage import sql


class Place(NamedTuple):
    """A group of one row."""

    table_no: int
    row_id: int
    ordinal: int
    group_no: int


HERE = "table_no = ? AND row_id = ? AND ordinal = ? AND group_no = ?"


def keep(
    connection: Connection, place: Place, winner: int, loser: int, cells: Sequence[Any], now_ms: int
) -> None:
    """Keep a value that lost."""
    sql.run(
        connection,
        "INSERT OR IGNORE INTO conflict(table_no, row_id, ordinal, group_no, winner_stamp, loser_stamp, "
        "loser_cells, noticed_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        *place,
        winner,
        loser,
        msgspec.msgpack.encode(list(cells)),
        now_ms,
    )


def forget(connection: Connection, place: Place, loser: int) -> None:
    """Somebody wrote after it, knowing it: it is history."""
    sql.run(connection, f"DELETE FROM conflict WHERE {HERE} AND loser_stamp = ?", *place, loser)


def settle_alike(connection: Connection, place: Place, standing: Sequence[Any], now_ms: int) -> None:
    """Settle those that are the same as what stands, open those that are so no longer."""
    sql.run(
        connection,
        f"UPDATE conflict SET settled_ms = iif(loser_cells = ?, ?, NULL) WHERE {HERE}",
        msgspec.msgpack.encode(list(standing)),
        now_ms,
        *place,
    )


def take_settled(connection: Connection, place: Place) -> list[int]:
    """The stamps of those that whoever writes now has seen with what stands; they are history then."""
    return list(
        sql.values(
            connection,
            f"DELETE FROM conflict WHERE {HERE} AND settled_ms IS NOT NULL RETURNING loser_stamp",
            *place,
        )
    )
