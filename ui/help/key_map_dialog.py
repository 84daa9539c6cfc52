"""F1: every key of the program, of the screen in front first; Ctrl+P puts them on paper."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.folding import fold
from ui.help.key_sheet import key_sheet
from ui.help.keys import Key, KeyGroup
from ui.printing.press import PrintJob
from ui.theme.measures import CELL_PADDING, EDGE, TextSize
from ui.widgets.dialog_size import size_within
from ui.widgets.inputs import SearchBox
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Column, PagedModel
from ui.widgets.row_layout import Group
from ui.widgets.text import Text
from ui.workplace import Workplace

SIZE = (720, 620)
HINT = "Tìm phím hoặc việc"
EMPTY = "Không có phím nào như vậy. Nhấn Esc để xem tất cả."
PRINTED = "Đã in bảng phím tắt."
COLUMNS: tuple[Column[Key], ...] = (
    Column("Phím", lambda key: key.name, 170, tone="accent"),
    Column("Việc", lambda key: key.words, 260, stretch=1),
)


class KeyMapDialog(QDialog):
    """``help_asked`` leads on to proving the machine."""

    help_asked = Signal()

    def __init__(self, workplace: Workplace, groups: Sequence[KeyGroup], parent: QWidget) -> None:
        super().__init__(parent)
        look = workplace.look
        self._workplace = workplace
        self.groups = groups
        self._jobs = 0
        self.search = SearchBox(look, HINT)
        self.model: PagedModel[Key] = PagedModel(COLUMNS, workplace.runner, self)
        self.table = LedgerTable(look, "Các phím tắt", self.model, lambda key: key)
        self.told = Text(look, tone="text2", size=TextSize.HINT, is_cut=True)
        self.table.say_when_empty(EMPTY)
        self.setWindowTitle("Bảng phím tắt")
        size_within(self, look.px(SIZE[0]), look.px(SIZE[1]))
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(CELL_PADDING)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addLayout(self._buttons())
        self.search.searched.connect(self._filter)
        self.search.entered.connect(self._filter)
        self.search.left.connect(self._leave_search)
        self._leave_search()

    def _buttons(self) -> QHBoxLayout:
        look = self._workplace.look
        close = KeyButton(look, "Esc", "Đóng", kind=Kind.FLAT)
        machine = KeyButton(look, "F1", "Kiểm tra máy, gói trợ giúp")
        print_ = KeyButton(look, "Ctrl+P", "In bảng phím", kind=Kind.PRIMARY)
        close.clicked.connect(self.reject)
        machine.clicked.connect(self._ask_help)
        print_.clicked.connect(self._print)
        row = QHBoxLayout()
        row.setSpacing(CELL_PADDING)
        row.addWidget(close)
        row.addWidget(machine)
        row.addWidget(self.told, 1)
        row.addWidget(print_)
        return row

    def _filter(self, words: str) -> None:
        """The groups that answer, each with its keys that do."""
        wanted = fold(words)
        found = [
            (group.title, [key for key in group.keys if wanted in fold(f"{key.name} {key.words}")])
            for group in self.groups
        ]
        keys = [key for _, keys in found for key in keys]
        headed = [Group(title, len(keys), f"{len(keys)} phím") for title, keys in found if keys]
        self.table.show_groups(headed, lambda offset, limit: keys[offset : offset + limit])

    def _leave_search(self) -> None:
        self._filter("")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_help(self) -> None:
        self.accept()
        self.help_asked.emit()

    def _print(self) -> None:
        sheet = key_sheet(self.groups)
        self._jobs += 1
        self._workplace.print(
            lambda: PrintJob([sheet], 0, lambda: None),
            lambda _no: self._end(PRINTED),
            lambda error: self._end(self._workplace.sentence(error)),
        )

    def _end(self, words: str) -> None:
        self._jobs -= 1
        self.told.setText(words)
        if self.isHidden():
            self.leave()

    def leave(self) -> None:
        """Go for good, once nothing is on its way to the printer that would be told here."""
        if not self._jobs:
            self.deleteLater()
