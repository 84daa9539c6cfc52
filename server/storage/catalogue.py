"""Which catalogue packs were published; the packs themselves are files."""

from sqlalchemy import Connection, insert, select

from server.storage.schema import catalogue


def add(connection: Connection, version: str, digest: bytes, size: int, now_ms: int) -> None:
    """A pack is published."""
    connection.execute(
        insert(catalogue).values(version=version, published_ms=now_ms, sha256=digest, size=size)
    )


def digest_of(connection: Connection, version: str) -> bytes | None:
    """The SHA-256 of a published pack."""
    return connection.execute(select(catalogue.c.sha256).where(catalogue.c.version == version)).scalar()


NEWEST = select(catalogue.c.version).order_by(catalogue.c.published_ms.desc()).limit(1)


def newest(connection: Connection) -> str:
    """The version published last, "" before the first."""
    return connection.execute(NEWEST).scalar() or ""
