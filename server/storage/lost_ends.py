"""How far the logs of revoked devices count, by a list that a former life of this server signed."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select, update

from server.storage.schema import lost_end


def keep(connection: Connection, commune: str, ends: Iterable[tuple[bytes, int]]) -> None:
    """Remember the last changeset that counts of each log; of two words about one the higher."""
    known = of_commune(connection, commune)
    for origin, seq in ends:
        if origin not in known:
            connection.execute(insert(lost_end).values(commune=commune, origin=origin, seq=seq))
        elif seq > known[origin]:
            of_log = (lost_end.c.commune == commune, lost_end.c.origin == origin)
            connection.execute(update(lost_end).where(*of_log).values(seq=seq))


def of_commune(connection: Connection, commune: str) -> dict[bytes, int]:
    """The last changeset that counts, by log."""
    rows = connection.execute(select(lost_end.c.origin, lost_end.c.seq).where(lost_end.c.commune == commune))
    return {row.origin: row.seq for row in rows}
