"""Search: ids from the full-text index, exact diacritics first, the newest first within each."""

from sqlalchemy import Connection

from app.domain.ids import DossierId
from app.storage.search_index import exact_match, folded_match

COUNTED_AT_MOST = 1000


def found_ids(connection: Connection, query: str, offset: int, limit: int) -> list[DossierId]:
    """A page of what was found."""
    exact, folded = exact_match(query), folded_match(query)
    if folded is None:
        return []
    first = _page(connection, exact, offset + limit, 0) if exact else []
    ids = list(first)
    seen = set(first)
    skipped = 0
    while len(ids) < offset + limit:
        more = _page(connection, folded, offset + limit, skipped)
        ids.extend(id_ for id_ in more if id_ not in seen)
        if len(more) < offset + limit:
            break
        skipped += len(more)
    return ids[offset : offset + limit]


def _page(connection: Connection, match: str | None, limit: int, offset: int) -> list[DossierId]:
    rows = connection.exec_driver_sql(
        "SELECT rowid FROM dossier_search WHERE dossier_search MATCH ? ORDER BY rowid DESC LIMIT ? OFFSET ?",
        (match, limit, offset),
    )
    return [DossierId(id_) for (id_,) in rows]


def count_found(connection: Connection, query: str) -> int:
    """How many were found, counted no further than a clerk would page."""
    match = folded_match(query)
    if match is None:
        return 0
    return int(
        connection.exec_driver_sql(
            "SELECT count(*) FROM (SELECT 1 FROM dossier_search WHERE dossier_search MATCH ? LIMIT ?)",
            (match, COUNTED_AT_MOST),
        ).scalar_one()
    )
