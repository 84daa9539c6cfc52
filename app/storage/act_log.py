"""What this device notes of itself, as a chain: views, papers, files, a clock set back.

A line holds row numbers and codes only. Its hash stands on the line before, and ``act_log_end`` says which
is the last. The clerk is there twice: as noted then, in the hash, and as the row is called today, to find by.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.audit import FIRST_HEAD, AuditLine, ChainEnd, Moved, moves_as_text, next_hash
from app.storage import sql

LIFE_BEGAN, ROWS_MOVED = "life_began", "rows_moved"
INSERT = (
    "INSERT INTO act_log(id, at_ms, clerk_id, noted_by, kind, code, detail, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


class NotedAct(NamedTuple):
    """One note; ``code`` is of the dossier or book it is about."""

    at_ms: int
    clerk_id: int | None
    kind: str
    detail: str
    code: str = ""


class StoredLine(NamedTuple):
    """A line of the chain with its hash, and the clerk as the row is called today."""

    line: AuditLine
    clerk_id: int | None
    hash: bytes


def note(connection: Connection, act: NotedAct) -> None:
    """One more line, in the transaction of what it notes where there is one."""
    end = chain_end(connection)
    line = AuditLine(end.id + 1, act.at_ms, act.clerk_id, act.kind, act.code, act.detail)
    hash_ = next_hash(end.hash, line)
    values = (line.id, line.at_ms, act.clerk_id, act.clerk_id, line.kind, line.code, line.detail, hash_)
    sql.run(connection, INSERT, *values)
    sql.run(
        connection,
        "INSERT INTO act_log_end(id, last_id, hash) VALUES (1, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET last_id = excluded.last_id, hash = excluded.hash",
        line.id,
        hash_,
    )


def note_life(connection: Connection, at_ms: int, origin_no: int) -> None:
    """The log goes on under another life; what came after the books it began with may not be here."""
    note(connection, NotedAct(at_ms, None, LIFE_BEGAN, str(origin_no)))


def note_moves(connection: Connection, at_ms: int, moves: Iterable[Moved]) -> None:
    """Rows were given new names, the clerks of earlier lines among them."""
    note(connection, NotedAct(at_ms, None, ROWS_MOVED, moves_as_text(moves)))


def chain_end(connection: Connection) -> ChainEnd:
    """Where the chain ends."""
    row = sql.row(connection, "SELECT last_id, hash FROM act_log_end WHERE id = 1")
    return ChainEnd(0, FIRST_HEAD) if row is None else ChainEnd(row[0], bytes(row[1]))


def lines(connection: Connection) -> Iterator[StoredLine]:
    """Every line in order."""
    rows = connection.exec_driver_sql(
        "SELECT id, at_ms, noted_by, kind, code, detail, clerk_id, hash FROM act_log ORDER BY id"
    )
    for row in rows:
        yield StoredLine(AuditLine(*row[:6]), row[6], bytes(row[7]))


def last_written_ms(connection: Connection) -> int:
    """The PC's clock when the log was last written."""
    return int(sql.value(connection, "SELECT wall_ms FROM log_state WHERE id = 1"))
