"""The signed receipts that are kept: which one came last."""

from typing import NamedTuple

from sqlalchemy import Connection


class ReceiptCard(NamedTuple):
    """A receipt as a clerk may quote it."""

    number: int
    issued_ms: int


def last(connection: Connection) -> ReceiptCard | None:
    """The newest receipt; None before the first exchange."""
    row = connection.exec_driver_sql(
        "SELECT number, issued_ms FROM receipt ORDER BY issued_ms DESC, number DESC LIMIT 1"
    ).first()
    return None if row is None else ReceiptCard(row[0], row[1])
