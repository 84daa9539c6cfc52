"""The checkpoints of a commune's books: made of the stored segments, kept so that a new desk need not wait.

Parts hold citizens' names, so they lie in the database with everything else and never in files. A superseded
checkpoint is kept for a while: a desk on a bad line, or a stick on its way, may still be in the middle of it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from app.changes.checkpoint import Packed
from server.storage import communes
from server.storage.schema import checkpoint, checkpoint_part, segment

CLAIM_MS = 3 * 60_000  # without a sign, whoever began a checkpoint is taken for dead


class FeedSegment(NamedTuple):
    """A stored segment as the feed shows it."""

    cseq: int
    received_ms: int
    data: bytes


class Growth(NamedTuple):
    """The feed's bytes before and after a point, its last number, and when that came."""

    before: int
    after: int
    cseq: int
    received_ms: int


def newest(connection: Connection, commune: str) -> Packed | None:
    """The newest finished checkpoint."""
    row = connection.execute(
        select(checkpoint.c.packed)
        .where(checkpoint.c.commune == commune, checkpoint.c.packed != b"")
        .order_by(checkpoint.c.cseq.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    data: bytes = row.packed
    return msgspec.msgpack.decode(data, type=Packed)


def parts(connection: Connection, commune: str, cseq: int) -> list[bytes]:
    """Every part of a checkpoint."""
    rows = connection.execute(
        select(checkpoint_part.c.bytes)
        .where(checkpoint_part.c.commune == commune, checkpoint_part.c.cseq == cseq)
        .order_by(checkpoint_part.c.number)
    )
    return list(rows.scalars())


def part(connection: Connection, commune: str, cseq: int, number: int) -> bytes | None:
    """One part; None where it is not kept."""
    found: bytes | None = connection.execute(
        select(checkpoint_part.c.bytes).where(
            checkpoint_part.c.commune == commune,
            checkpoint_part.c.cseq == cseq,
            checkpoint_part.c.number == number,
        )
    ).scalar_one_or_none()
    return found


def growth(connection: Connection, commune: str, cseq: int) -> Growth:
    """How much the feed holds before and after a point."""
    size = func.coalesce(func.sum(segment.c.size), 0)
    ours = segment.c.commune == commune
    before = connection.execute(select(size).where(ours, segment.c.cseq <= cseq)).scalar_one()
    last, received = func.max(segment.c.cseq), func.max(segment.c.received_ms)
    after = connection.execute(
        select(size, func.coalesce(last, cseq), func.coalesce(received, 0)).where(ours, segment.c.cseq > cseq)
    ).one()
    return Growth(int(before), *(int(each) for each in after))


def feed_after(connection: Connection, commune: str, cseq: int, until: int, limit: int) -> list[FeedSegment]:
    """The feed's next segments."""
    rows = connection.execute(
        select(segment.c.cseq, segment.c.received_ms, segment.c.bytes)
        .where(segment.c.commune == commune, segment.c.cseq > cseq, segment.c.cseq <= until)
        .order_by(segment.c.cseq)
        .limit(limit)
    )
    return [FeedSegment(*row) for row in rows]


def claim(connection: Connection, commune: str, cseq: int, now_ms: int) -> bool:
    """Be the only one to make a checkpoint now; False when another is at it, or it is made already."""
    communes.lock_feed(connection, commune)
    at_work = connection.execute(
        select(checkpoint.c.cseq).where(
            checkpoint.c.commune == commune,
            (checkpoint.c.cseq == cseq) & (checkpoint.c.packed != b"")
            | (checkpoint.c.packed == b"") & checkpoint.c.made_ms.between(now_ms - CLAIM_MS, now_ms),
        )
    ).first()
    if at_work is not None:
        return False
    connection.execute(delete(checkpoint).where(checkpoint.c.commune == commune, checkpoint.c.packed == b""))
    connection.execute(insert(checkpoint).values(commune=commune, cseq=cseq, made_ms=now_ms, packed=b""))
    return True


def renew(connection: Connection, commune: str, cseq: int, now_ms: int) -> None:
    """Whoever is making it is still at work."""
    connection.execute(
        update(checkpoint)
        .where(checkpoint.c.commune == commune, checkpoint.c.cseq == cseq, checkpoint.c.packed == b"")
        .values(made_ms=now_ms)
    )


def keep(connection: Connection, commune: str, made_ms: int, packed: Packed, data: Sequence[bytes]) -> None:
    """Keep a finished checkpoint in place of the claim on it."""
    here = (checkpoint.c.commune == commune) & (checkpoint.c.cseq == packed.cseq)
    connection.execute(delete(checkpoint).where(here))
    connection.execute(
        insert(checkpoint).values(
            commune=commune, cseq=packed.cseq, made_ms=made_ms, packed=msgspec.msgpack.encode(packed)
        )
    )
    connection.execute(
        insert(checkpoint_part),
        [
            {"commune": commune, "cseq": packed.cseq, "number": number, "bytes": each}
            for number, each in enumerate(data)
        ],
    )


def forget_superseded(connection: Connection, commune: str, before_ms: int) -> None:
    """Drop checkpoints made before an instant, but never the newest."""
    last = select(func.max(checkpoint.c.cseq)).where(
        checkpoint.c.commune == commune, checkpoint.c.packed != b""
    )
    old = list(
        connection.execute(
            select(checkpoint.c.cseq).where(
                checkpoint.c.commune == commune,
                checkpoint.c.made_ms < before_ms,
                checkpoint.c.cseq < last.scalar_subquery(),
            )
        ).scalars()
    )
    for table in (checkpoint, checkpoint_part):
        connection.execute(delete(table).where(table.c.commune == commune, table.c.cseq.in_(old)))
