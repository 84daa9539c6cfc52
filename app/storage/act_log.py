"""What this device notes of itself: views of ids, a clock set back. Row numbers and figures, never names."""

from typing import NamedTuple

from sqlalchemy import Connection


class NotedAct(NamedTuple):
    """One note."""

    at_ms: int
    clerk_id: int | None
    kind: str
    detail: str


def note(connection: Connection, act: NotedAct) -> None:
    """One more note."""
    connection.exec_driver_sql("INSERT INTO act_log(at_ms, clerk_id, kind, detail) VALUES (?, ?, ?, ?)", act)


def last_written_ms(connection: Connection) -> int:
    """The PC's clock when the log was last written."""
    return int(connection.exec_driver_sql("SELECT wall_ms FROM log_state WHERE id = 1").scalar_one())
