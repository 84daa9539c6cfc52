"""The columns of the board."""

from PySide6.QtCore import QObject

from app.services.board import BoardRow
from ui.terms import SYNC_MARKS, SYNC_WORDS_SHORT, TIME_MARKS
from ui.widgets.paged_model import Asker, Column, PagedModel

COLUMNS: tuple[Column[BoardRow], ...] = (
    Column("Hạn", lambda row: row.time_text, 166, mark=lambda row: TIME_MARKS[row.time_state]),
    Column("Hẹn trả", lambda row: row.due_text, 104, is_right=True),
    Column("Mã hồ sơ", lambda row: row.short_code, 106),
    Column("Người nộp", lambda row: row.applicant_name, 136, stretch=1),
    Column("Thủ tục", lambda row: row.procedure_name, 140, stretch=4),
    Column("Bước", lambda row: row.step, 94, tone="text2", folds=True),
    Column("Đang ở", lambda row: row.holder, 146, tone="text2", folds=True),
    Column(
        "Đồng bộ",
        lambda row: SYNC_WORDS_SHORT[row.sync_state],
        120,
        mark=lambda row: SYNC_MARKS[row.sync_state],
    ),
)


class BoardModel(PagedModel[BoardRow]):
    """The dossiers of the board, a few pages at a time."""

    def __init__(self, asker: Asker, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, asker, parent)
