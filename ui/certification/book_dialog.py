"""A chứng thực book as a whole: its numbers and gaps; void, print for binding, hand over, lock."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMessageBox, QVBoxLayout, QWidget

from app.domain.clock import wall_of
from app.domain.folding import fold
from app.domain.ids import PaymentId
from app.services import books, certification, certified
from app.services.books import BookStanding
from app.services.lane_book import Lane
from app.storage.books import Life
from app.storage.certifications import RegisterLine
from ui.certification.lane_row import whole
from ui.certification.slips import register_job
from ui.certification.words import BOOK_TITLES
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE, TextSize
from ui.widgets.dialog_size import size_within
from ui.widgets.inputs import ChoiceBox, FieldRow, SearchBox
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Column, PagedModel
from ui.widgets.row_layout import Group
from ui.widgets.text import Text
from ui.widgets.words_edit import WordsEdit
from ui.workplace import Workplace

SIZE = (1000, 600)
EMPTY = "Sổ này chưa có số nào."
COLUMNS: tuple[Column[RegisterLine], ...] = (
    Column("Số", lambda line: str(line.number), 72),
    Column("Ngày", lambda line: f"{wall_of(line.at_ms):%d/%m/%Y %H:%M}", 128),
    Column("Người yêu cầu", lambda line: line.applicant_name, 150, stretch=2),
    Column("Giấy tờ", lambda line: line.paper, 150, stretch=3),
    Column("Bản", lambda line: str(line.copies), 56, is_right=True),
    Column("Phí (đ)", lambda line: whole(line.fee), 90, is_right=True),
    Column("Hủy vì", lambda line: line.void_reason, 100, stretch=2, tone="late"),
)


class BookDialog(QDialog):
    """``print_sitting`` prints the slip of a sitting that was charged anew after a void."""

    def __init__(
        self, workplace: Workplace, lane: Lane, print_sitting: Callable[[PaymentId], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        assert lane.book is not None
        self._workplace = workplace
        self._book = lane.book
        self._print_sitting = print_sitting
        self._lines: Sequence[RegisterLine] = ()
        look = workplace.look
        self.facts = Text(look, tone="text2", wraps=True)
        self.gaps = Text(look, tone="due", wraps=True)
        self.error = Text(look, tone="late", wraps=True)
        self.search = SearchBox(look, "Tìm số, họ tên, giấy tờ")
        self.model: PagedModel[RegisterLine] = PagedModel(COLUMNS, workplace.runner, self)
        self.table = LedgerTable(look, "Các số trong sổ", self.model, lambda line: line.entry_id)
        self.reason = WordsEdit()
        self.receiver = ChoiceBox()
        self.table.say_when_empty(EMPTY)
        self.setWindowTitle(f"{BOOK_TITLES[lane.kind]}, quyển số {self._book.name}")
        self._lay_out(look)
        self.search.searched.connect(self._filter)
        self.search.entered.connect(self._filter)
        self.search.left.connect(self._leave_search)
        size_within(self, *SIZE)
        self.refresh()

    def _lay_out(self, look: Look) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, CELL_PADDING, EDGE, CELL_PADDING)
        column.setSpacing(CELL_PADDING)
        title = f"{BOOK_TITLES[self._book.kind]}, quyển số {self._book.name}"
        column.addWidget(Text(look, title, size=TextSize.TITLE, is_bold=True))
        for part in (self.facts, self.gaps, self.search):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addWidget(self.error)
        column.addLayout(self._acts(look))
        column.addLayout(self._buttons(look))
        self.error.hide()

    def _acts(self, look: Look) -> QHBoxLayout:
        self.void_button = KeyButton(look, "Alt+H", "Hủy số đang chọn")
        self.offer_button = KeyButton(look, "Alt+G", "Giao sổ")
        self.receiver.setAccessibleName("Bàn nhận sổ")
        self.reason.setPlaceholderText("Bắt buộc khi hủy số")
        self.void_button.clicked.connect(self._void)
        self.offer_button.clicked.connect(self._offer)
        row = QHBoxLayout()
        row.setSpacing(CELL_PADDING)
        row.addWidget(FieldRow(look, "Lý do hủy", self.reason, label_width=64), 1)
        row.addWidget(self.void_button)
        row.addSpacing(EDGE)
        row.addWidget(self.receiver)
        row.addWidget(self.offer_button)
        return row

    def _buttons(self, look: Look) -> QHBoxLayout:
        close = KeyButton(look, "Esc", "Đóng", kind=Kind.FLAT)
        lock = KeyButton(look, "Alt+K", "Khóa sổ cuối năm")
        print_ = KeyButton(look, "Ctrl+P", "In sổ để đóng quyển", kind=Kind.PRIMARY)
        close.clicked.connect(self.reject)
        lock.clicked.connect(self._lock)
        print_.clicked.connect(self._print_register)
        row = QHBoxLayout()
        row.addWidget(close)
        row.addWidget(lock)
        row.addStretch(1)
        row.addWidget(print_)
        return row

    # what it shows

    def refresh(self) -> None:
        """Read the book anew."""
        desk, book_id = self._workplace.desk, self._book.id

        def read() -> tuple[BookStanding, Sequence[RegisterLine], Sequence[Life]]:
            standing = next(each for each in books.standings(desk) if each.record.id == book_id)
            return standing, certified.register_lines(desk, book_id), books.receivers(desk)

        self._workplace.ask(read, lambda answer: self._show(*answer))

    def _show(self, standing: BookStanding, lines: Sequence[RegisterLine], lives: Sequence[Life]) -> None:
        self._lines = list(reversed(lines))
        voided = sum(bool(line.void_reason) for line in lines)
        writer = standing.writer_name or "chưa có bàn nào"
        self.facts.setText(
            f"Mở từ số {standing.record.first_number}. Đã ghi {len(lines)} số, hủy {voided}. "
            f"Số tiếp theo {standing.next_number}. Bàn đang ghi: {writer}."
        )
        gaps = "; ".join(f"{gap.first}–{gap.last} ({gap.reason})" for gap in standing.gaps)
        self.gaps.setText(f"Số chưa thấy trên máy, xem sổ giấy: {gaps}" if gaps else "")
        self.gaps.setVisible(bool(gaps))
        self.receiver.clear()
        for life in lives:
            self.receiver.addItem(life.device_name, life.origin)
        for part in (self.receiver, self.offer_button):
            part.setVisible(bool(lives) and standing.is_ours)
        self.void_button.setEnabled(standing.is_ours)
        self._filter(self.search.text())

    def _filter(self, words: str) -> None:
        wanted = fold(words)
        rows = [line for line in self._lines if not wanted or wanted in _searched(line)]
        self.table.show_groups(
            [Group("", len(rows))], lambda offset, limit: rows[offset : offset + limit], keeps_place=True
        )

    def _leave_search(self) -> None:
        self._filter("")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # what it does

    def _void(self) -> None:
        line = self.table.chosen_row()
        if not isinstance(line, RegisterLine) or line.void_reason:
            self._say("Xin chọn một số chưa hủy trong danh sách. Chưa thay đổi gì.")
            return
        desk, officer, reason = self._workplace.desk, self._workplace.officer, self.reason.words()
        self._workplace.act(
            lambda: certification.void_number(desk, officer, line.entry_id, reason),
            self._has_voided,
            self._tell,
        )

    def _has_voided(self, anew: PaymentId | None) -> None:
        self.reason.fill("")
        self._say("")
        self.refresh()
        if anew is not None:
            self._print_sitting(anew)

    def _offer(self) -> None:
        desk, officer, book_id = self._workplace.desk, self._workplace.officer, self._book.id
        to = self.receiver.currentData()
        self._workplace.act(
            lambda: books.offer(desk, officer, book_id, bytes(to)), lambda _none: self.accept(), self._tell
        )

    def _lock(self) -> None:
        """Nobody can open a locked book again: it is asked first."""
        if self._asks_lock():
            self._close_book()

    def _asks_lock(self) -> bool:
        words = f"Khóa quyển số {self._book.name}? Sau khi khóa không ghi thêm số nào vào quyển này được nữa."
        box = QMessageBox(QMessageBox.Icon.Question, "Khóa sổ cuối năm", words, parent=self)
        lock = box.addButton("Khóa sổ", QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton("Chưa khóa", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.exec()
        return box.clickedButton() is lock

    def _close_book(self) -> None:
        desk, officer, book_id = self._workplace.desk, self._workplace.officer, self._book.id
        self._workplace.act(
            lambda: books.close(desk, officer, book_id), lambda _none: self.accept(), self._tell
        )

    def _print_register(self) -> None:
        desk, book_id = self._workplace.desk, self._book.id
        self._workplace.print(lambda: register_job(desk, book_id), lambda _no: self._say(""), self._tell)

    def _tell(self, error: Exception) -> None:
        self._say(self._workplace.sentence(error))

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))


def _searched(line: RegisterLine) -> str:
    return fold(f"{line.number} {line.applicant_name} {line.paper}")
