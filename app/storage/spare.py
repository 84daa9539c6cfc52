"""The spare range of a life that ends, from which the next one numbers on until it has a range of its own."""

from datetime import date

from sqlalchemy import Connection

from app.changes.changeset import Origin


def last_of(connection: Connection, origin: Origin) -> int | None:
    """The highest spare number of a life; None where it has no spare."""
    row = connection.exec_driver_sql(
        "SELECT max(last) FROM lease WHERE origin = ? AND is_spare = 1", (origin,)
    ).one()
    return None if row[0] is None else int(row[0])


def holds(connection: Connection, origin: Origin, number: int) -> bool:
    """Whether a number lies in the spare of a life."""
    row = connection.exec_driver_sql(
        "SELECT 1 FROM lease WHERE origin = ? AND is_spare = 1 AND ? BETWEEN first AND last", (origin, number)
    )
    return row.first() is not None


def close(connection: Connection, origin: Origin, day: date) -> None:
    """Use no more of a life's spare on this day: another life, unknown here, may have begun it.

    What the sidecar then says of the last code given is nothing, and closes it again should it be asked.
    """
    last = last_of(connection, origin)
    connection.exec_driver_sql("UPDATE log_state SET last_number = '' WHERE id = 1")
    if last is not None:
        connection.exec_driver_sql(
            "INSERT INTO day_number(day, last_used) VALUES (?, ?) "
            "ON CONFLICT (day) DO UPDATE SET last_used = excluded.last_used",
            (day.isoformat(), last),
        )
