"""What a file of people holds, before anybody of it is taken: each odd or bad row by line and column."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services.imports import DryRun, Issue
from ui.dossier.sheet import Sheet
from ui.dossier.sheet_model import Entries, Entry, SheetColumn, SheetModel
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import EDGE, FIELD_GAP, TextSize
from ui.widgets.dialog_size import size_within
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.text import Text

SIZE = (860, 520)
COLUMNS = (
    SheetColumn("Dòng", 72, is_right=True),
    SheetColumn("Cột", 180),
    SheetColumn("Điều cần xem", 320, stretch=1),
    SheetColumn("Kết quả", 116),
)
BAD, ODD = Mark("circle-alert", "late"), Mark("shape-triangle", "due")
NOT_TAKEN, TAKEN = "Không nhận", "Nhận được"
ALL_WELL = "Không có dòng nào phải xem lại."


class ImportDialog(QDialog):
    """``taken`` carries the people to put on the list."""

    taken = Signal(object)

    def __init__(self, look: Look, run: DryRun, parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        self.setWindowTitle("Danh sách từ tệp")
        size_within(self, look.px(SIZE[0]), look.px(SIZE[1]))
        self.summary = Text(look, summary(run), is_bold=True, wraps=True)
        self.unread = Text(look, unread_words(run), tone="text2", size=TextSize.HINT, wraps=True)
        self.unread.setVisible(bool(run.unread))
        self.model = SheetModel(COLUMNS, self)
        self.sheet = Sheet(look, "Điều cần xem trong tệp", self.model)
        self.sheet.say_when_empty(ALL_WELL)
        self.model.show([_row(issue) for issue in run.issues])
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(FIELD_GAP)
        for part in (self.summary, self.unread):
            column.addWidget(part)
        column.addWidget(self.sheet, 1)
        column.addLayout(self._buttons(look))
        (self.all if run.people else self.close_button).setFocus()

    def _buttons(self, look: Look) -> QHBoxLayout:
        run = self._run
        self.close_button = KeyButton(look, "Esc", "Không nhận, sửa lại tệp", kind=Kind.FLAT)
        self.good = KeyButton(look, "F8", f"Chỉ thêm {len(run.good)} dòng không phải xem lại")
        self.all = KeyButton(look, "F9", f"Thêm cả {len(run.people)} người", kind=Kind.PRIMARY, is_tall=True)
        self.good.setVisible(bool(run.odd_lines) and bool(run.good))
        self.all.setEnabled(bool(run.people))
        self.close_button.clicked.connect(self.reject)
        self.good.clicked.connect(lambda: self._take(is_all=False))
        self.all.clicked.connect(lambda: self._take(is_all=True))
        row = QHBoxLayout()
        row.addWidget(self.close_button)
        row.addStretch(1)
        row.addWidget(self.good)
        row.addWidget(self.all)
        return row

    def _take(self, *, is_all: bool) -> None:
        chosen = self._run.people if is_all else self._run.good
        self.accept()
        self.taken.emit([person.member for person in chosen])


def summary(run: DryRun) -> str:
    """How many there are, how many ask for a look, and how many cannot be taken."""
    parts = [f"Đọc được {len(run.people)} người"]
    if run.odd_lines:
        parts.append(f"{len(run.odd_lines)} dòng nên xem lại")
    if run.bad_lines:
        parts.append(f"{len(run.bad_lines)} dòng không nhận được")
    return f"{', '.join(parts)}. Chưa thêm ai vào danh sách."


def unread_words(run: DryRun) -> str:
    """Which columns nothing is taken from."""
    return f"Cột không dùng đến: {', '.join(run.unread)}." if run.unread else ""


def _row(issue: Issue) -> Entries:
    mark, outcome = (BAD, NOT_TAKEN) if issue.is_error else (ODD, TAKEN)
    return (
        Entry(str(issue.line), is_bold=True),
        Entry(issue.column, tone="text2"),
        Entry(issue.sentence),
        Entry(outcome, mark=mark, tone="late" if issue.is_error else "text2"),
    )
