"""Lists that leave the program as files: written whole or not at all, and each noted on this device.

The note says who, which list and how many rows; never what stands in them.
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from app.domain.ids import DossierId
from app.errors import AppError
from app.export.comma_file import write_csv
from app.export.sheet import AT_ONCE, Sheet
from app.export.workbook import write_workbook
from app.platform.durable import sync_file, sync_folder
from app.progress import Progress
from app.services import audit, board
from app.services.audit import Noted
from app.services.board import BoardRow
from app.services.desk import Desk, Officer
from app.storage import device

CSV = ".csv"
STAGE = "Đang ghi dòng"
MOST_ROWS = 1_000_000  # of one sheet
NOT_REAL = "TẬP HUẤN – không phải số liệu thật"
SHORTEST_DATE = "%d/%m/%Y %H:%M"


class NotExported(AppError):
    """The file could not be written."""

    def __init__(self) -> None:
        super().__init__(
            "Chưa ghi được tệp. Tệp cùng tên có thể đang mở, hoặc chỗ ghi đã đầy. Sổ không thay đổi. "
            "Xin đóng tệp hoặc chọn chỗ khác rồi làm lại."
        )


class Outgoing(NamedTuple):
    """A sheet on its way out, how many rows it has, and whether the list had more."""

    sheet: Sheet
    total: int
    is_cut: bool = False


class Exported(NamedTuple):
    """How many rows are in the file, and whether the list had more."""

    rows: int
    is_cut: bool


def exporting(
    desk: Desk, officer: Officer, what: str, gather: Callable[[], Outgoing], path: Path
) -> Generator[Progress, None, Exported]:
    """Write a list to ``path`` step by step, as CSV by its ending or as a workbook; closed early, no file is.

    ``what`` is the list's plain name, such as ``dossiers`` or ``II.06a``. The note comes before the name: a
    list that nobody noted does not leave, and an older file of that name stays whole until the new one is.
    """
    unfinished, ending = path.with_name(path.name + ".part"), path.suffix.lower()
    try:
        going = _marked(desk, gather())
        rows = 0
        with unfinished.open("wb") as file:
            for rows in (
                write_csv(file, going.sheet) if ending == CSV else write_workbook(file, [going.sheet])
            ):
                yield Progress(STAGE, rows, going.total)
            sync_file(file)
        audit.note(desk, officer, Noted.EXPORTED, f"{what} {rows} rows {ending.lstrip('.')}")
        unfinished.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise NotExported from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return Exported(rows, going.is_cut)


def _marked(desk: Desk, going: Outgoing) -> Outgoing:
    """What leaves training's books says so in its first row, as every page of theirs does."""
    with desk.store.read() as connection:
        is_training = device.is_keyless(connection)
    return going._replace(sheet=replace(going.sheet, mark=NOT_REAL)) if is_training else going


def outgoing_dossiers(desk: Desk, name: str, ids: Sequence[DossierId]) -> Outgoing:
    """The list of these dossiers, read as it is written; none is lost or told twice when others come in."""
    kept = ids[:MOST_ROWS]
    parts = (kept[start : start + AT_ONCE] for start in range(0, len(kept), AT_ONCE))
    rows = chain.from_iterable(board.rows_of(desk, part) for part in parts)
    return Outgoing(dossier_sheet(name, rows), len(kept), len(ids) > MOST_ROWS)


def dossier_sheet(name: str, rows: Iterable[BoardRow]) -> Sheet:
    """A list of dossiers as it stands on the screen, codes whole."""
    heads = ("Mã hồ sơ", "Người nộp", "Thủ tục", "Bước", "Đang ở", "Hẹn trả", "Hạn")
    cells = (
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
    )
    return Sheet(name, heads, cells)


def note_printed(desk: Desk, officer: Officer, what: str, rows: int) -> None:
    """Note that a list went to the printer."""
    audit.note(desk, officer, Noted.LIST_PRINTED, f"{what} {rows} rows")
