"""Which files are known, which of their blocks have come, and which are whole; their bytes are elsewhere."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update

from app.changes.blocks import Bitmap, BlobRef
from server.storage.schema import blob


class Stored(NamedTuple):
    """What is known of one file."""

    ref: BlobRef
    hashes: bytes
    blocks: Bitmap
    is_complete: bool

    @property
    def has_list(self) -> bool:
        """Whether its blocks can be checked."""
        return bool(self.hashes)


def of_content(connection: Connection, commune: str, sha256: bytes, *, locks: bool = False) -> list[Stored]:
    """What is known under a hash: one file, unless somebody offers it under a root that is not its own."""
    statement = select(blob).where(blob.c.commune == commune, blob.c.sha256 == sha256)
    if locks:
        statement = statement.with_for_update()
    return [
        Stored(
            ref := BlobRef(row.sha256, row.size, row.block_root),
            row.hashes,
            Bitmap(ref.blocks, row.blocks),
            row.complete_ms is not None,
        )
        for row in connection.execute(statement.order_by(blob.c.block_root))
    ]


def add(connection: Connection, commune: str, ref: BlobRef, hashes: bytes, now_ms: int) -> None:
    """A file is offered for the first time."""
    connection.execute(
        insert(blob).values(
            commune=commune,
            **ref._asdict(),
            hashes=hashes,
            blocks=b"",
            staged_bytes=0,
            complete_ms=None,
            touched_ms=now_ms,
        )
    )


def touch(connection: Connection, commune: str, ref: BlobRef, now_ms: int) -> None:
    """Somebody still speaks of it."""
    connection.execute(update(blob).where(_is(commune, ref)).values(touched_ms=now_ms))


def keep_list(connection: Connection, commune: str, ref: BlobRef, hashes: bytes, now_ms: int) -> None:
    """Its list has come, and was checked."""
    connection.execute(update(blob).where(_is(commune, ref)).values(hashes=hashes, touched_ms=now_ms))


def keep_blocks(
    connection: Connection, commune: str, ref: BlobRef, blocks: Bitmap, now_ms: int, begun_bytes: int = 0
) -> None:
    """These blocks lie in staging, and so many bytes of others."""
    whole = sum(ref.block_bytes(number) for number in range(ref.blocks) if number in blocks)
    connection.execute(
        update(blob)
        .where(_is(commune, ref))
        .values(blocks=bytes(blocks), staged_bytes=whole + begun_bytes, complete_ms=None, touched_ms=now_ms)
    )


def complete(connection: Connection, commune: str, ref: BlobRef, now_ms: int) -> None:
    """It is whole and verified, and no longer in staging."""
    full = Bitmap(ref.blocks)
    full.update(range(ref.blocks))
    connection.execute(
        update(blob)
        .where(_is(commune, ref))
        .values(blocks=bytes(full), staged_bytes=0, complete_ms=now_ms, touched_ms=now_ms)
    )


def staged_bytes(connection: Connection, commune: str) -> int:
    """How much of the commune lies in staging."""
    total = select(func.coalesce(func.sum(blob.c.staged_bytes), 0)).where(blob.c.commune == commune)
    return int(connection.execute(total).scalar_one())


def abandoned(connection: Connection, commune: str, before_ms: int) -> list[BlobRef]:
    """What lies in staging and nobody has spoken of since an instant."""
    rows = connection.execute(
        select(blob.c.sha256, blob.c.size, blob.c.block_root).where(
            blob.c.commune == commune, blob.c.staged_bytes > 0, blob.c.touched_ms < before_ms
        )
    )
    return [BlobRef(row.sha256, row.size, row.block_root) for row in rows]


def complete_of(connection: Connection, commune: str, wanted: list[bytes]) -> list[Stored]:
    """Those of the wanted files that are whole."""
    found = [each for sha256 in wanted for each in of_content(connection, commune, sha256)]
    return [each for each in found if each.is_complete]


def _is(commune: str, ref: BlobRef) -> ColumnElement[bool]:
    return and_(blob.c.commune == commune, blob.c.sha256 == ref.sha256, blob.c.block_root == ref.block_root)
