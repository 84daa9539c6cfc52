"""The spare range of a life that ends, from which the next one numbers on until it has a range of its own."""

from datetime import date

from sqlalchemy import Connection

from app.changes.changeset import Origin
from app.storage import setting, sql

CLOSED = "spare_closed"


def holds(connection: Connection, origin: Origin, number: int) -> bool:
    """Whether a number lies in the spare of a life."""
    row = sql.row(
        connection,
        "SELECT 1 FROM lease WHERE origin = ? AND is_spare = 1 AND ? BETWEEN first AND last",
        origin,
        number,
    )
    return row is not None


def close(connection: Connection, day: date) -> None:
    """Number on from no spare on this day: another life, unknown here, may have begun it.

    A range that the district grants to the new life itself is free at once. What the sidecar then says of the
    last code given is nothing, so that a database put back once more finds the spare closed as well.
    """
    sql.run(connection, "UPDATE log_state SET last_number = '' WHERE id = 1")
    setting.put(connection, CLOSED, day.isoformat())


def is_closed(connection: Connection, day: date) -> bool:
    """Whether no spare may be used on this day."""
    return setting.get(connection, CLOSED) == day.isoformat()
