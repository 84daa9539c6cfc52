"""Catalogue packs as they came: signed bytes, kept for ever since dossiers are pinned to them."""

from typing import NamedTuple

from sqlalchemy import Connection

from app.storage import sql


class StoredPack(NamedTuple):
    """A pack's card."""

    version: str
    effective_from: str
    decision: str
    publisher: str
    imported_ms: int
    signer: bytes


def cards(connection: Connection) -> list[StoredPack]:
    """Every pack, the newest version first."""
    rows = sql.rows(
        connection,
        "SELECT version, effective_from, decision, publisher, imported_ms, signer FROM catalogue_pack "
        "ORDER BY version DESC",
    )
    return [StoredPack(*row) for row in rows]


def in_force(connection: Connection, day: str) -> bytes | None:
    """The signed bytes of the newest pack in force on a day (ISO)."""
    row = sql.row(
        connection,
        "SELECT bytes FROM catalogue_pack WHERE effective_from <= ? "
        "ORDER BY effective_from DESC, imported_ms DESC LIMIT 1",
        day,
    )
    return None if row is None else bytes(row[0])


def keep(connection: Connection, pack: StoredPack, data: bytes) -> None:
    """Keep one more pack; a version that is already here stays as it is."""
    sql.run(
        connection,
        "INSERT OR IGNORE INTO catalogue_pack(version, effective_from, decision, publisher, imported_ms, "
        "signer, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *pack,
        data,
    )
