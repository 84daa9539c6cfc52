"""The lists of people as data: everybody, and pairs that may be one person."""

from app.domain.duplicates import Ground
from app.domain.identifiers import grouped_phone, listed_id
from app.services.applicants_book import PersonRow
from app.services.board import BoardRow
from app.services.likely_people import Proposal
from app.services.typed_dates import typed_date
from ui.terms import SYNC_MARKS, SYNC_WORDS_SHORT, TIME_MARKS
from ui.widgets.paged_model import Column

GROUND_WORDS = {
    Ground.SAME_NUMBER: "Cùng số định danh",
    Ground.SAME_NAME_AND_BIRTH: "Cùng họ tên, ngày sinh",
}


def _last(row: PersonRow) -> str:
    return f"{row.last_received:%d/%m/%Y}" if row.last_received else ""


def _name(row: PersonRow) -> str:
    name = row.applicant.full_name
    return f"{name} ({row.records} bản ghi)" if row.records > 1 else name


PEOPLE: tuple[Column[PersonRow], ...] = (
    Column("Họ và tên", _name, 190, stretch=3),
    Column("Số định danh", lambda row: listed_id(row.applicant.id_number), 124),
    Column("Ngày sinh", lambda row: typed_date(row.applicant.birth_date), 92),
    Column("Điện thoại", lambda row: grouped_phone(row.applicant.phone), 116, tone="text2", folds=True),
    Column("Thường trú", lambda row: row.applicant.address, 150, stretch=3, tone="text2"),
    Column("Hồ sơ", lambda row: str(row.dossiers), 62, is_right=True),
    Column("Nộp gần nhất", _last, 104, is_right=True),
)

LIKELY: tuple[Column[Proposal], ...] = (
    Column("Vì sao", lambda pair: GROUND_WORDS[pair.ground], 176),
    Column("Người thứ nhất", lambda pair: _name(pair.first), 150, stretch=2),
    Column("Số định danh", lambda pair: listed_id(pair.first.applicant.id_number), 124, tone="text2"),
    Column("Người thứ hai", lambda pair: _name(pair.second), 150, stretch=2),
    Column("Số định danh", lambda pair: listed_id(pair.second.applicant.id_number), 124, tone="text2"),
    Column("Ngày sinh", lambda pair: typed_date(pair.second.applicant.birth_date), 92, folds=True),
)

HISTORY: tuple[Column[BoardRow], ...] = (
    Column("Mã hồ sơ", lambda row: row.short_code, 106),
    Column("Thủ tục", lambda row: row.procedure_name, 140, stretch=4),
    Column("Bước", lambda row: row.step, 104, tone="text2"),
    Column("Hạn", lambda row: row.time_text, 150, mark=lambda row: TIME_MARKS[row.time_state]),
    Column("Hẹn trả", lambda row: row.due_text, 104, is_right=True, folds=True),
    Column(
        "Đồng bộ",
        lambda row: SYNC_WORDS_SHORT[row.sync_state],
        120,
        mark=lambda row: SYNC_MARKS[row.sync_state],
        folds=True,
    ),
)
