"""Reading synchronised rows by key, a few hundred at a time, in the registry's column order."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.changes.registry import Key, Table
from app.storage import sql

CHUNK = 500


class RowKey(NamedTuple):
    """A row of a synchronised table; ``ordinal`` is 0 but for child rows."""

    row_id: int
    ordinal: int = 0


def chunks(items: Iterable[int]) -> Iterator[list[int]]:
    """Lists of at most CHUNK items."""
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def marks(items: Sequence[object]) -> str:
    """The bound parameters of an IN list."""
    return ",".join("?" * len(items))


def read_rows(connection: Connection, table: Table, keys: Iterable[RowKey]) -> dict[RowKey, Sequence[Any]]:
    """Field values and at the end the row's stamp, by key."""
    wanted = set(keys)
    columns = ", ".join(field.name for field in table.fields)
    key_sql = f"{table.parent}_id, ordinal" if table.key is Key.CHILD else "id, 0"
    row_id = f"{table.parent}_id" if table.key is Key.CHILD else "id"
    found: dict[RowKey, Sequence[Any]] = {}
    for ids in chunks({key.row_id for key in wanted}):
        rows = sql.rows(
            connection,
            f"SELECT {key_sql}, {columns}, stamp FROM {table.name} WHERE {row_id} IN ({marks(ids)})",
            *ids,
        )
        for row in rows:
            key = RowKey(row[0], row[1])
            if key in wanted:
                found[key] = row[2:]
    return found


def group_stamps(
    connection: Connection, keys: Iterable[tuple[int, RowKey]]
) -> dict[tuple[int, RowKey, int], int]:
    """The stamps of groups written after their row, by (table, key, group)."""
    by_table: dict[int, set[int]] = {}
    for table_no, key in keys:
        by_table.setdefault(table_no, set()).add(key.row_id)
    return {
        (table_no, RowKey(row_id, ordinal), group_no): stamp
        for table_no, row_ids in by_table.items()
        for ids in chunks(row_ids)
        for row_id, ordinal, group_no, stamp in sql.rows(
            connection,
            "SELECT row_id, ordinal, group_no, stamp FROM group_stamp "
            f"WHERE table_no = ? AND row_id IN ({marks(ids)})",
            table_no,
            *ids,
        )
    }
