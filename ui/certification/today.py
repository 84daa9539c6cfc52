"""What was certified today, the last sitting on top."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.domain.certification import number_range
from app.services.certified import DaySitting, LaneDay
from ui.certification.lane_row import whole
from ui.printing.receipts import money
from ui.terms import SYNC_MARKS, SYNC_WORDS_SHORT
from ui.widgets.paged_model import Asker, Column, PagedModel


def _papers(row: DaySitting) -> str:
    words = row.record.papers
    return f"Đã hủy: {row.record.void_reason}" if row.record.void_reason else words


COLUMNS: tuple[Column[DaySitting], ...] = (
    Column("Giờ", lambda row: f"{row.at:%H:%M}", 64),
    Column("Số", lambda row: number_range(row.record.first_number, row.record.last_number), 104),
    Column("Người yêu cầu", lambda row: row.record.applicant_name, 150, stretch=2),
    Column("Giấy tờ", _papers, 160, stretch=4),
    Column("Bản", lambda row: str(row.record.copies), 56, is_right=True),
    Column("Phí (đ)", lambda row: whole(row.record.amount), 92, is_right=True),
    Column(
        "Đồng bộ",
        lambda row: SYNC_WORDS_SHORT[row.sync_state],
        116,
        mark=lambda row: SYNC_MARKS[row.sync_state],
        folds=True,
    ),
)


class TodayModel(PagedModel[DaySitting]):
    """The day's sittings."""

    def __init__(self, asker: Asker, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, asker, parent)


def day_words(day: LaneDay) -> str:
    """``38 người · 46 giấy tờ · 112 bản · thu 486.000 đ``."""
    counted: Sequence[object] = day.counted
    papers, copies, taken = (
        sum(each.count for each in day.counted),
        sum(each.copies for each in day.counted),
        sum(each.amount for each in day.counted),
    )
    return f"{len(counted)} người · {papers} giấy tờ · {copies} bản · thu {money(taken)}"
