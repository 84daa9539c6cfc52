"""How far this device's log is saved and confirmed: what the status bar says of it."""

from typing import NamedTuple

from sqlalchemy import Connection

from app.storage import act_log, log_store


class Standing(NamedTuple):
    """When the log was last written, how many acts wait to be confirmed, when the last receipt was signed."""

    written_ms: int
    waiting: int
    receipt_ms: int | None


def standing(connection: Connection) -> Standing:
    """The log as it stands."""
    figures = log_store.figures(connection)
    receipt_ms = connection.exec_driver_sql("SELECT max(issued_ms) FROM receipt").scalar_one()
    return Standing(act_log.last_written_ms(connection), figures.unsealed + figures.packed, receipt_ms)
