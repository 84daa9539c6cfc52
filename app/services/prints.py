"""What left the desk on paper: every print is recorded, a repeated one knows its number."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.changes.registry import Command
from app.domain.ids import DossierId
from app.services.desk import Desk, Officer
from app.storage import prints
from app.storage.prints import PrintRecord
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """One paper: which wording of which form, and the hash of exactly what stood on it."""

    form: str
    template_pack: str
    template_version: int
    content_hash: bytes


def times_printed(desk: Desk, dossier_id: DossierId, form: str, pack: str) -> int:
    """How often a form of a circular was printed for a dossier, however many copies each time."""
    with desk.store.read() as connection:
        return prints.jobs_of(connection, dossier_id, form, pack)


def record_prints(
    desk: Desk, officer: Officer, dossier_id: DossierId, sheets: Sequence[PrintedSheet]
) -> None:
    """Note the sheets as the next copies of their form."""
    with desk.store.write(desk.act(Command.RECORD_PRINT, officer, officer.foremost)) as unit:
        for sheet in sheets:
            copy = _next_copy(unit, dossier_id, sheet)
            prints.add(
                unit,
                dossier_id,
                PrintRecord(
                    sheet.form,
                    sheet.template_pack,
                    sheet.template_version,
                    copy,
                    sheet.content_hash,
                    unit.now_ms,
                ),
                officer.id,
            )


def _next_copy(unit: UnitOfWork, dossier_id: DossierId, sheet: PrintedSheet) -> int:
    return prints.copies_of(unit.connection, dossier_id, sheet.form, sheet.template_pack) + 1
