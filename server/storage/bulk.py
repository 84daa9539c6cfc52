"""Many rows at once: COPY on PostgreSQL, one statement for all on the embedded engine."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table

Values = tuple[Any, ...]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows whose values stand in the order of the table's columns."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
    else:
        places = ", ".join("?" * len(table.columns))
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({_names(table)}) VALUES ({places})", list(rows)
        )


def _copy(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({_names(table)}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types([column.type.compile(connection.dialect).lower() for column in table.columns])
        for row in rows:
            copy.write_row(row)


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)
