"""Print acts: each paper that left the desk, by its content's hash."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.domain.ids import ClerkId, DossierId
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PrintRecord:
    """One paper: which form of which template version, which copy, what exactly stood on it."""

    form: str
    template_pack: str
    template_version: int
    copy: int
    content_hash: bytes
    at_ms: int
    clerk_name: str = ""
    stamp: int = 0  # one job's sheets share it


def add(unit: UnitOfWork, dossier_id: DossierId, record: PrintRecord, clerk_id: ClerkId | None) -> None:
    """One more paper."""
    unit.connection.exec_driver_sql(
        "INSERT INTO print_act(id, dossier_id, form, template_pack, template_version, copy, content_hash, "
        "at_ms, clerk_id, stamp) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            unit.new_id(),
            dossier_id,
            record.form,
            record.template_pack,
            record.template_version,
            record.copy,
            record.content_hash,
            record.at_ms,
            clerk_id,
            unit.stamp,
        ),
    )


def of_dossier(connection: Connection, dossier_id: DossierId) -> list[PrintRecord]:
    """What was printed of a dossier, oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT p.form, p.template_pack, p.template_version, p.copy, p.content_hash, p.at_ms, "
        "coalesce(c.full_name, ''), p.stamp FROM print_act p LEFT JOIN clerk c ON c.id = p.clerk_id "
        "WHERE p.dossier_id = ? ORDER BY p.at_ms, p.id",
        (dossier_id,),
    )
    return [PrintRecord(*row) for row in rows]


def copies_of(connection: Connection, dossier_id: DossierId, form: str, pack: str) -> int:
    """The number of the last copy printed of a circular's form; 0 for none."""
    return int(
        connection.exec_driver_sql(
            "SELECT coalesce(max(copy), 0) FROM print_act "
            "WHERE dossier_id = ? AND form = ? AND template_pack = ?",
            (dossier_id, form, pack),
        ).scalar_one()
    )


def jobs_of(connection: Connection, dossier_id: DossierId, form: str, pack: str) -> int:
    """How often a circular's form was printed, however many copies each time."""
    return int(
        connection.exec_driver_sql(
            "SELECT count(DISTINCT stamp) FROM print_act "
            "WHERE dossier_id = ? AND form = ? AND template_pack = ?",
            (dossier_id, form, pack),
        ).scalar_one()
    )
