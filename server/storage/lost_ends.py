"""How far the logs of revoked devices count, by a list that a former life of this server signed."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from server.storage.schema import lost_end


def keep(connection: Connection, commune: str, ends: Iterable[tuple[bytes, int]]) -> None:
    """Remember the last changeset that counts of each log; one that is remembered stays as it is."""
    known = of_commune(connection, commune)
    rows = [{"commune": commune, "origin": origin, "seq": seq} for origin, seq in ends if origin not in known]
    if rows:
        connection.execute(insert(lost_end), rows)


def of_commune(connection: Connection, commune: str) -> dict[bytes, int]:
    """The last changeset that counts, by log."""
    rows = connection.execute(select(lost_end.c.origin, lost_end.c.seq).where(lost_end.c.commune == commune))
    return {row.origin: row.seq for row in rows}
