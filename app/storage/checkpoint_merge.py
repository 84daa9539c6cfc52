"""Rows of a checkpoint that stand here already: the same rules as for any two values of one group.

Only what this desk wrote before it had heard of anybody can stand here. Where the checkpoint covers it (this
desk's log is in it as far as that changeset) it was weighed there, so the checkpoint's value follows. What
the checkpoint does not know yet is later in the same log, or concurrent.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from app.changes.changeset import Stamp
from app.changes.merge import Mark, Outcome, arbitrate
from app.changes.registry import TABLE_BY_NUMBER, Group, Table
from app.domain.ids import split_id
from app.storage import log_base, losers
from app.storage.losers import Place
from app.storage.row_reader import RowKey, chunks, group_stamps, marks, read_rows
from app.storage.triggers import key_columns

ROW, ORDINAL, STAMP, CELLS = range(4)
FIRST_GROUP = 1


def present_keys(connection: Connection, table: Table, rows: Iterable[int]) -> set[tuple[int, int]]:
    """Which of these rows stand in a table, each with its ordinals."""
    row_id, ordinal = key_columns(table)
    return {
        (found[0], found[1])
        for ids in chunks(dict.fromkeys(rows))
        for found in connection.exec_driver_sql(
            f"SELECT {row_id}, {ordinal} FROM {table.name} WHERE {row_id} IN ({marks(ids)})", tuple(ids)
        )
    }


def keep_loser(
    connection: Connection, place: Place, winner: int, loser: int, cells: Sequence[Any], now_ms: int
) -> None:
    """Keep a value that lost; it is nothing to choose between where it is the same as what stands."""
    losers.keep(connection, place, winner, loser, cells, now_ms)
    standing = _standing(connection, place)
    if standing is not None:
        losers.settle_alike(connection, place, standing, now_ms)


def _standing(connection: Connection, place: Place) -> list[Any] | None:
    table, key = TABLE_BY_NUMBER[place.table_no], RowKey(place.row_id, place.ordinal)
    row = read_rows(connection, table, [key]).get(key)
    return None if row is None else _cells_of(table, table.group_by_number[place.group_no], row)


def _is_empty(group: Group, cells: Sequence[Any]) -> bool:
    return all(cell == field.empty for field, cell in zip(group.fields, cells, strict=True))


def _cells_of(table: Table, group: Group, cells: Sequence[Any]) -> list[Any]:
    start = table.fields.index(group.fields[0])
    return list(cells[start : start + len(group.fields)])


class Merger:
    """Merges rows of one table; ``covered`` is how far the checkpoint knows each log."""

    def __init__(
        self,
        connection: Connection,
        table: Table,
        covered: Mapping[int, int],
        stamps: Mapping[Place, int],
        now_ms: int,
    ) -> None:
        self._connection = connection
        self._table = table
        self._covered = covered
        self._stamps = stamps
        self._now_ms = now_ms
        self._origins: dict[int, bytes] = {
            row[0]: row[1] for row in connection.exec_driver_sql("SELECT no, origin FROM origin")
        }

    def merge(self, row: Sequence[Any]) -> None:
        """Take over the groups of a row that follow, or outrank, what stands."""
        key = RowKey(row[ROW], row[ORDINAL])
        here = read_rows(self._connection, self._table, [key])[key]
        stamps = group_stamps(self._connection, [(self._table.number, key)])
        for group in self._table.groups:
            place = Place(self._table.number, *key, group.number)
            current = stamps.get((self._table.number, key, group.number), here[-1])
            incoming = self._stamps.get(place, row[STAMP])
            present = _cells_of(self._table, group, here)
            cells = _cells_of(self._table, group, row[CELLS:])
            if group.number != FIRST_GROUP and place not in self._stamps and _is_empty(group, cells):
                continue  # its insert left the group out, so nobody wrote it
            self._merge_group(place, (current, present), (incoming, cells))

    def _merge_group(self, place: Place, here: tuple[int, list[Any]], there: tuple[int, list[Any]]) -> None:
        (current, present), (incoming, cells) = here, there
        outcome = self._outcome(current, incoming)
        if outcome is Outcome.WINS:
            losers.keep(self._connection, place, incoming, current, present, self._now_ms)
        if outcome is Outcome.LOSES:
            losers.keep(self._connection, place, current, incoming, cells, self._now_ms)
        if outcome in (Outcome.APPLY, Outcome.WINS):
            self._write(place, incoming, cells)
            present = cells
        losers.settle_alike(self._connection, place, present, self._now_ms)

    def _outcome(self, current: int, incoming: int) -> Outcome:
        no, seq = split_id(current)
        if current == incoming:
            return Outcome.KNOWN
        if seq <= self._covered.get(no, 0):
            return Outcome.APPLY
        return arbitrate(self._mark(current), None, self._mark(incoming))

    def _mark(self, stamp: int) -> Mark:
        no, seq = split_id(stamp)
        return Mark(Stamp(self._origins[no], seq), log_base.hlc_of(self._connection, stamp))

    def _write(self, place: Place, stamp: int, cells: Sequence[Any]) -> None:
        row_id, ordinal = key_columns(self._table)
        names = [field.name for field in self._table.group_by_number[place.group_no].fields]
        self._connection.exec_driver_sql(
            f"UPDATE {self._table.name} SET {', '.join(f'{name} = ?' for name in names)} "
            f"WHERE {row_id} = ? AND {ordinal} = ?",
            (*cells, place.row_id, place.ordinal),
        )
        self._connection.exec_driver_sql(
            "INSERT OR REPLACE INTO group_stamp VALUES (?, ?, ?, ?, ?)", (*place, stamp)
        )
