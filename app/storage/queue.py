"""The tickets of a day on this device; they never leave it and are gone after a month."""

from typing import Any

from sqlalchemy import Connection

from app.domain.ids import ClerkId
from app.domain.queue import Ticket, TicketState

COLUMNS = "number, taken_ms, state, clerk_id, counter, called_ms, told_ms, ended_ms"


def take(connection: Connection, day: str, taken_ms: int) -> int:
    """The next number of the day."""
    made = connection.exec_driver_sql(
        "INSERT INTO queue_ticket(day, number, taken_ms) "
        "SELECT ?, coalesce(max(number), 0) + 1, ? FROM queue_ticket WHERE day = ? RETURNING number",
        (day, taken_ms, day),
    )
    return int(made.scalar_one())


def tickets(connection: Connection, day: str) -> list[Ticket]:
    """Every ticket of a day, in order."""
    rows = connection.exec_driver_sql(
        f"SELECT {COLUMNS} FROM queue_ticket WHERE day = ? ORDER BY number", (day,)
    )
    return [_ticket(row) for row in rows]


def call(connection: Connection, day: str, number: int, clerk_id: ClerkId, counter: str, now_ms: int) -> bool:
    """Call somebody whom nobody serves now, served before or not; False where another clerk was quicker."""
    return bool(
        connection.exec_driver_sql(
            "UPDATE queue_ticket SET state = ?, clerk_id = ?, counter = ?, told_ms = ?, ended_ms = 0, "
            "called_ms = CASE WHEN called_ms > 0 THEN called_ms ELSE ? END "
            "WHERE day = ? AND number = ? AND state <> ?",
            (
                TicketState.CALLED, clerk_id, counter, now_ms, now_ms,
                day, number, TicketState.CALLED,
            ),
        ).rowcount
    )  # fmt: skip


def tell_again(connection: Connection, day: str, number: int, counter: str, now_ms: int) -> None:
    """Call the same person once more."""
    connection.exec_driver_sql(
        "UPDATE queue_ticket SET told_ms = ?, counter = ? WHERE day = ? AND number = ?",
        (now_ms, counter, day, number),
    )


def end(connection: Connection, day: str, clerk_id: ClerkId, state: TicketState, now_ms: int) -> None:
    """Whoever this clerk had called was served, or did not come."""
    connection.exec_driver_sql(
        "UPDATE queue_ticket SET state = ?, ended_ms = ? WHERE day = ? AND clerk_id = ? AND state = ?",
        (state, now_ms, day, clerk_id, TicketState.CALLED),
    )


def forget_before(connection: Connection, day: str) -> None:
    """Let go of the tickets of long ago."""
    connection.exec_driver_sql("DELETE FROM queue_ticket WHERE day < ?", (day,))


def _ticket(row: Any) -> Ticket:
    number, taken_ms, state, *rest = row
    return Ticket(number, taken_ms, TicketState(state), *rest)
