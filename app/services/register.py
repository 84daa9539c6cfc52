"""The register of dossiers for any period: its lines, and the note that it was printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.clock import ms_of, wall_of
from app.domain.dossier import DossierState
from app.domain.identifiers import grouped_phone
from app.domain.register import Period, RegisterLine
from app.errors import AppError
from app.services import audit
from app.services.access import check_reading
from app.services.audit import Noted
from app.services.desk import Desk, Officer
from app.storage import clerks, register_rows
from app.storage.register_rows import RegisterRow

BOOK_LINES_AT_MOST = 20_000
REMARKS = {
    DossierState.UNDONE: "Đã hủy tiếp nhận",
    DossierState.REFUSED: "Từ chối",
    DossierState.WITHDRAWN: "Đã rút",
    DossierState.STOPPED: "Dừng giải quyết",
    DossierState.UNCOLLECTED: "Không đến nhận",
}


class EmptyPeriod(AppError):
    """A book of nothing is not printed."""

    def __init__(self) -> None:
        super().__init__("Kỳ này chưa có hồ sơ nào. Sổ trên máy vẫn nguyên. Xin chọn kỳ khác.")


class BookTooThick(AppError):
    """More lines than a book is bound of."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"Kỳ này có {count} hồ sơ, nhiều hơn một quyển ({BOOK_LINES_AT_MOST}). "
            "Chưa in gì. Xin chọn kỳ ngắn hơn, ví dụ từng quý."
        )


class PeriodReversed(AppError):
    """A period that ends before it begins."""

    def __init__(self) -> None:
        super().__init__("Ngày cuối đứng trước ngày đầu. Chưa in gì. Xin xem lại hai ngày.")


@dataclass(frozen=True, slots=True)
class Register:
    """A book's lines in order of receipt, and the office that keeps it."""

    period: Period
    book_number: str
    lines: Sequence[RegisterLine]


def register_of(desk: Desk, period: Period, book_number: str) -> Register:
    """The book of a period; raises where it is empty, too thick or upside down."""
    check_reading(desk)
    if period.last < period.first:
        raise PeriodReversed
    start, end = _bounds(period)
    with desk.store.read() as connection:
        count = register_rows.count(connection, start, end)
        if count > BOOK_LINES_AT_MOST:
            raise BookTooThick(count)
        rows = register_rows.rows(connection, start, end)
        office = clerks.office(connection)
    if not rows:
        raise EmptyPeriod
    agency = office.name if office else ""
    return Register(period, book_number, [_line(n, row, agency) for n, row in enumerate(rows, 1)])


def note_printed(desk: Desk, officer: Officer, register: Register, pages: int) -> None:
    """Note on this device that a book left it: its days and size, never a name."""
    period = register.period
    detail = f"{period.first} {period.last} lines {len(register.lines)} pages {pages}"
    audit.note(desk, officer, Noted.REGISTER_PRINTED, detail)


def _bounds(period: Period) -> tuple[int, int]:
    midnight = datetime.min.time()
    return (
        ms_of(datetime.combine(period.first, midnight)),
        ms_of(datetime.combine(period.last + timedelta(days=1), midnight)),
    )


def _line(ordinal: int, row: RegisterRow, agency: str) -> RegisterLine:
    return RegisterLine(
        ordinal=ordinal,
        code=row.code,
        procedure_name=row.procedure_name,
        sets=row.sets,
        applicant_name=row.applicant_name,
        contact="; ".join(part for part in (row.address, grouped_phone(row.phone)) if part),
        agency=agency,
        received=wall_of(row.received_ms),
        due=_wall(row.promised_ms),
        returned=_wall(row.returned_ms),
        delivery=row.return_place,
        note=_remark(row),
        signed_by=row.collector if row.returned_ms is not None else "",
    )


def _remark(row: RegisterRow) -> str:
    new_date = "" if row.extended_ms is None else f"Hẹn lại {wall_of(row.extended_ms):%d/%m/%Y}"
    return "; ".join(part for part in (REMARKS.get(row.state, ""), new_date) if part)


def _wall(ms: int | None) -> datetime | None:
    return None if ms is None else wall_of(ms)
