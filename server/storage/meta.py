"""What the database says of itself; above all its epoch."""

from sqlalchemy import Connection, delete, insert, select

from server.storage.schema import meta

EPOCH = "epoch"
LAST_BACKUP_MS = "last_backup_ms"
EPOCH_BYTES = 8


def get(connection: Connection, name: str) -> bytes | None:
    """A value, if it was ever set."""
    return connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar()


def put(connection: Connection, name: str, value: bytes) -> None:
    """Set a value."""
    connection.execute(delete(meta).where(meta.c.name == name))
    connection.execute(insert(meta).values(name=name, value=value))


def epoch(connection: Connection) -> bytes:
    """The epoch: it changes whenever this database is restored from a backup."""
    value = get(connection, EPOCH)
    if value is None:
        raise LookupError("the database has no epoch; it was never initialised")
    return value
