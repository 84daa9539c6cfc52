"""The whole database as rows, the same for both engines: what a backup holds and a restore writes.

Nonces and log-ins are left out: they are worth nothing after a restore, and a nonce must not live twice.
Checkpoints are left out because they are made of the segments again.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, MetaData, Table, insert, select, text

from server.storage import schema

LEFT_OUT = frozenset(
    {
        schema.nonce.name,
        schema.console_session.name,
        schema.checkpoint.name,
        schema.checkpoint_part.name,
    }
)
ROWS_AT_ONCE = 64  # a segment may weigh 4 MiB


class Rows(NamedTuple):
    """Some rows of a table, each in the order of ``columns``."""

    table: str
    columns: list[str]
    rows: list[list[Any]]


def tables() -> list[Table]:
    """What a backup holds, in a stable order."""
    return [table for table in schema.metadata.sorted_tables if table.name not in LEFT_OUT]


def read_all(connection: Connection) -> Iterator[Rows]:
    """Every row of every table as one snapshot sees them."""
    for table in tables():
        columns = [str(column.name) for column in table.columns]
        order = list(table.primary_key.columns)
        found = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table).order_by(*order))
        for part in found.partitions():
            yield Rows(str(table.name), columns, [list(row) for row in part])


def write(connection: Connection, found: MetaData, part: Rows) -> None:
    """Insert rows into the tables as the backup's schema had them (``found`` is reflected)."""
    table = found.tables[part.table]
    connection.execute(insert(table), [dict(zip(part.columns, row, strict=True)) for row in part.rows])


def reflected(connection: Connection) -> MetaData:
    """The tables that are really there."""
    found = MetaData()
    found.reflect(connection)
    return found


def damage(connection: Connection) -> list[str]:
    """What the engine itself finds wrong with the file; PostgreSQL checks pages as it reads them."""
    if connection.dialect.name != "sqlite":
        return []
    findings = [row[0] for row in connection.execute(text("PRAGMA cipher_integrity_check"))]
    findings += [row[0] for row in connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
    return findings


def broken_logs(connection: Connection) -> Sequence[bytes]:
    """The logs whose last stored changeset is in no segment; none, in an honest database."""
    end = schema.segment.alias()
    is_there = (
        select(end.c.cseq)
        .where(
            end.c.commune == schema.origin.c.commune,
            end.c.origin == schema.origin.c.origin,
            end.c.last_seq == schema.origin.c.stored_seq,
            end.c.head == schema.origin.c.stored_head,
        )
        .exists()
    )
    statement = select(schema.origin.c.origin).where(schema.origin.c.stored_seq > 0, ~is_there)
    return connection.execute(statement).scalars().all()
