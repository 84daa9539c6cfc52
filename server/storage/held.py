"""Segments of a lost machine that were written after it was lost."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select

from app.changes.segment import Segment
from server.storage.schema import held_segment


def hold(connection: Connection, commune: str, segment: Segment, now_ms: int) -> None:
    """Keep a segment aside; one that is held already stays as it is."""
    header = segment.header
    key = (
        held_segment.c.commune == commune,
        held_segment.c.origin == header.origin,
        held_segment.c.first_seq == header.first_seq,
    )
    if connection.execute(select(held_segment.c.last_seq).where(*key)).first() is None:
        connection.execute(
            insert(held_segment).values(
                commune=commune,
                origin=header.origin,
                first_seq=header.first_seq,
                last_seq=header.last_seq,
                received_ms=now_ms,
                bytes=segment.to_bytes(),
            )
        )


def take(connection: Connection, commune: str, origins: Sequence[bytes]) -> list[bytes]:
    """Take out what is held of these logs, each log in order."""
    of_logs = (held_segment.c.commune == commune, held_segment.c.origin.in_(origins))
    order = (held_segment.c.origin, held_segment.c.first_seq)
    found = list(connection.execute(select(held_segment.c.bytes).where(*of_logs).order_by(*order)).scalars())
    connection.execute(delete(held_segment).where(*of_logs))
    return found


def count(connection: Connection, commune: str, origins: Sequence[bytes]) -> int:
    """How many changesets are held of these logs."""
    whole = func.sum(held_segment.c.last_seq - held_segment.c.first_seq + 1)
    of_logs = (held_segment.c.commune == commune, held_segment.c.origin.in_(origins))
    return int(connection.execute(select(whole).where(*of_logs)).scalar_one() or 0)
