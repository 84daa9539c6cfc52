"""Lists that leave the program as files: written whole or not at all, and each noted on this device.

The note says who, which list and how many rows; never what stands in them.
"""

from collections.abc import Sequence
from pathlib import Path

from app.errors import AppError
from app.export.comma_file import csv_bytes
from app.export.sheet import Sheet
from app.export.workbook import workbook_bytes
from app.platform.durable import write_durably
from app.services.board import BoardRow
from app.services.desk import Desk, Officer
from app.storage import act_log
from app.storage.act_log import NotedAct

EXPORTED, PRINTED = "exported", "list_printed"
CSV = ".csv"
SHORTEST_DATE = "%d/%m/%Y %H:%M"


class NotExported(AppError):
    """The file could not be written."""

    def __init__(self) -> None:
        super().__init__(
            "Chưa ghi được tệp. Tệp cùng tên có thể đang mở, hoặc chỗ ghi đã đầy. Sổ không thay đổi. "
            "Xin đóng tệp hoặc chọn chỗ khác rồi làm lại."
        )


def export(desk: Desk, officer: Officer, what: str, sheets: Sequence[Sheet], path: Path) -> int:
    """Write a list to ``path``, as CSV by its ending (the first sheet alone) or as a workbook.

    ``what`` is the list's plain name, such as ``dossiers`` or ``II.06a``; the number of rows comes back.
    """
    written = sheets[:1] if path.suffix.lower() == CSV else sheets
    data = csv_bytes(written[0]) if path.suffix.lower() == CSV else workbook_bytes(written)
    rows = sum(len(sheet.rows) for sheet in written)
    _replace(path, data)
    with desk.store.write_local() as connection:
        detail = f"{what} {rows} rows {path.suffix.lower().lstrip('.')}"
        act_log.note(connection, NotedAct(desk.now_ms(), officer.id, EXPORTED, detail))
    return rows


def _replace(path: Path, data: bytes) -> None:
    """An older file of that name stays whole until the new one is."""
    unfinished = path.with_name(path.name + ".part")
    try:
        write_durably(unfinished, data)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise NotExported from error


def dossier_sheet(name: str, rows: Sequence[BoardRow]) -> Sheet:
    """A list of dossiers as it stands on the screen, codes whole."""
    heads = ("Mã hồ sơ", "Người nộp", "Thủ tục", "Bước", "Đang ở", "Hẹn trả", "Hạn")
    cells = [
        (
            row.code,
            row.applicant_name,
            row.procedure_name,
            row.step,
            row.holder,
            "" if row.due_at is None else row.due_at.strftime(SHORTEST_DATE),
            row.time_text,
        )
        for row in rows
    ]
    return Sheet(name, heads, cells)


def note_printed(desk: Desk, officer: Officer, what: str, rows: int) -> None:
    """Note that a list went to the printer."""
    with desk.store.write_local() as connection:
        act_log.note(connection, NotedAct(desk.now_ms(), officer.id, PRINTED, f"{what} {rows} rows"))
