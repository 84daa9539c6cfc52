"""Alt+L on the board: the acts that whoever answers for the office should see; Enter opens the dossier."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.clock import wall_of
from app.domain.dossier import EventKind
from app.domain.dossier_code import short_code
from app.domain.ids import DossierId
from app.services import oversight
from app.storage.oversight_rows import OverseenAct
from ui.dossier.sheet import Sheet
from ui.dossier.sheet_model import Entries, Entry, SheetColumn, SheetModel
from ui.theme.look import Look
from ui.theme.measures import EDGE, FIELD_GAP, TextSize
from ui.widgets.dialog_size import size_within
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.text import Text

SIZE = (900, 520)
COLUMNS = (
    SheetColumn("Thời gian", 116, is_right=True),
    SheetColumn("Việc", 300, stretch=1),
    SheetColumn("Mã hồ sơ", 116),
    SheetColumn("Người làm", 150, folds=True),
)
WORDS: Mapping[EventKind, str] = {
    EventKind.EXTRA_PAPER_ASKED: "Hỏi giấy tờ ngoài danh mục",
    EventKind.SUPPLEMENT_REQUESTED: "Yêu cầu bổ sung lần nữa",
    EventKind.FINISHED: "Một người vừa tiếp nhận vừa giải quyết",
    EventKind.UNDONE: "Hủy tiếp nhận nhầm",
    EventKind.REFUSED: "Từ chối",
    EventKind.STOPPED: "Dừng giải quyết",
}
WHAT = "Chín mươi ngày gần đây: giấy tờ ngoài danh mục, bổ sung lần nữa, một người làm trọn hồ sơ, việc hủy."
EMPTY = "Chín mươi ngày qua không có việc nào cần xem."


class OversightDialog(QDialog):
    """``opened`` carries the dossier whose line was chosen."""

    opened = Signal(object)

    def __init__(self, look: Look, acts: Sequence[OverseenAct], parent: QWidget) -> None:
        super().__init__(parent)
        self._acts = acts
        self.model = SheetModel(COLUMNS, self)
        self.sheet = Sheet(look, "Việc cần xem", self.model)
        self.sheet.say_when_empty(EMPTY)
        self.model.show([_row(act) for act in acts])
        self.sheet.opened.connect(self._open)
        self.setWindowTitle("Việc cần xem")
        size_within(self, look.px(SIZE[0]), look.px(SIZE[1]))
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(FIELD_GAP)
        what = WHAT if len(acts) < oversight.MOST else f"{WHAT} Chỉ hiện {oversight.MOST} việc mới nhất."
        column.addWidget(Text(look, what, tone="text2", size=TextSize.HINT, wraps=True))
        column.addWidget(self.sheet, 1)
        column.addLayout(self._buttons(look))
        self.sheet.setFocus()

    def _buttons(self, look: Look) -> QHBoxLayout:
        close = KeyButton(look, "Esc", "Đóng", kind=Kind.FLAT)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(close)
        row.addStretch(1)
        row.addWidget(Text(look, "Enter mở hồ sơ", tone="text3", size=TextSize.HINT))
        return row

    def _open(self, place: int) -> None:
        self.accept()
        self.opened.emit(DossierId(self._acts[place].dossier_id))


def _row(act: OverseenAct) -> Entries:
    words = WORDS.get(act.kind, "Có căn cứ riêng")
    return (
        Entry(f"{wall_of(act.at_ms):%d/%m %H:%M}", tone="text2"),
        Entry(f"{words}: {act.paper}" if act.paper else words, _why(act)),
        Entry(short_code(act.code) if act.code else "Không có mã"),
        Entry(act.clerk_name, tone="text2"),
    )


def _why(act: OverseenAct) -> str:
    """The reason, the law and who approved it."""
    note = "" if act.kind is EventKind.FINISHED else act.note
    basis = f"Căn cứ {act.legal_basis}" if act.legal_basis else ""
    approved = f"{act.approver_name} duyệt" if act.approver_name else ""
    return ". ".join(part for part in (note, basis, approved) if part)
