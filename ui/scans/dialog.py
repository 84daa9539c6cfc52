"""The window in which scanned pages are looked at before they are in a dossier."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.dossier.attachment_panel import PagePicture
from ui.dossier.sheet import Sheet
from ui.dossier.sheet_model import Entries, SheetModel
from ui.scans.words import PLACE_COLUMNS, STACK_COLUMNS
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE, TextSize
from ui.widgets.dialog_size import size_within
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.text import Text
from ui.widgets.words_edit import WordsEdit

SIZE = (1040, 640)
TITLE = "Thêm bản quét"
READING = "Đang đọc tệp. Trang đọc xong sẽ hiện ở đây."
EMPTY = "Chưa có trang nào. Nhấn Ctrl+O để chọn tệp."
SAVES, WAITS = "Thêm vào hồ sơ", "Đang đọc…"
PAGE_KEYS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
NOT_LETTERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class ScanDialog(QDialog):
    """``place_keyed`` carries the letter or digit that was pressed on a stack, ``paged`` -1 or 1."""

    stack_chosen = Signal(int)
    place_keyed = Signal(str)
    paged = Signal(int)
    code_typed = Signal(str)
    leave_out_asked = Signal()
    part_asked = Signal()
    tone_asked = Signal()
    more_asked = Signal()
    save_asked = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self._is_busy = self._is_showing = self._is_reading = False
        self.stacks = SheetModel(STACK_COLUMNS, self)
        self.stack_sheet = Sheet(look, "Các tập", self.stacks)
        self.places = SheetModel(PLACE_COLUMNS, self)
        self.place_sheet = Sheet(look, "Bản quét của giấy tờ nào", self.places)
        self.picture = PagePicture(look)
        self.page_words = Text(look, tone="text2")
        self.code = WordsEdit()
        self.error = Text(look, tone="late", wraps=True)
        self._make_buttons(look)
        self._lay_out(look)
        self._connect()
        size_within(self, *SIZE)

    def _make_buttons(self, look: Look) -> None:
        self.leave = KeyButton(look, "Esc", "Không thêm", kind=Kind.FLAT)
        self.more = KeyButton(look, "Ctrl+O", "Thêm tệp…")
        self.part = KeyButton(look, "Alt+S", "Tách tập ở đây")
        self.tone = KeyButton(look, "Alt+X", "Đổi màu")
        self.leave_out = KeyButton(look, "Del", "Bỏ trang", hears_key=False)
        self.save = KeyButton(look, "F9", SAVES, kind=Kind.PRIMARY)

    def _lay_out(self, look: Look) -> None:
        self.stack_sheet.say_when_empty(READING)
        self.picture.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.code.setPlaceholderText("Gõ hoặc quét mã hồ sơ, rồi Enter")
        left, middle, right = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.stack_sheet, 1)
        left.addWidget(FieldRow(look, "Hồ sơ", self.code, label_width=48))
        middle.addWidget(self.page_words)
        middle.addWidget(self.picture, 1)
        right.addWidget(self.place_sheet, 1)
        columns = QHBoxLayout()
        columns.setSpacing(EDGE)
        for part, stretch in ((left, 4), (middle, 4), (right, 4)):
            part.setSpacing(CELL_PADDING)
            columns.addLayout(part, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, CELL_PADDING, EDGE, CELL_PADDING)
        column.setSpacing(CELL_PADDING)
        column.addWidget(Text(look, TITLE, size=TextSize.TITLE, is_bold=True))
        column.addLayout(columns, 1)
        column.addWidget(self.error)
        column.addLayout(self._buttons())
        self.error.hide()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for button in (self.leave, self.more, self.part, self.tone, self.leave_out):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.save)
        return row

    def _connect(self) -> None:
        self.leave.clicked.connect(self.reject)
        self.more.clicked.connect(self.more_asked)
        self.part.clicked.connect(self.part_asked)
        self.tone.clicked.connect(self.tone_asked)
        self.leave_out.clicked.connect(self.leave_out_asked)
        self.save.clicked.connect(self.save_asked)
        self.stack_sheet.selectionModel().currentRowChanged.connect(self._tell_chosen)
        self.place_sheet.opened.connect(self._key_of_row)
        self.stack_sheet.installEventFilter(self)
        self.code.installEventFilter(self)

    def _tell_chosen(self, now: QModelIndex) -> None:
        """The clerk went to another stack; a pile that is shown anew chooses nothing."""
        if not self._is_showing:
            self.stack_chosen.emit(now.row())

    def _key_of_row(self, row: int) -> None:
        """A paper that was opened with Enter or a double click."""
        self.place_keyed.emit(self.places.entries(row)[0].text)

    # what the presenter tells

    def show_stacks(self, rows: Sequence[Entries], chosen: int) -> None:
        """Show the pile with one stack chosen."""
        self._is_showing = True
        self.stacks.show(rows)
        if 0 <= chosen < len(rows):
            self.stack_sheet.setCurrentIndex(self.stacks.index(chosen, 0))
        self._is_showing = False
        self._enable_acts()

    def show_places(self, rows: Sequence[Entries]) -> None:
        """Show what the chosen stack may be of."""
        self.places.show(rows)

    def show_page(self, picture: bytes, words: str) -> None:
        """Show a page as it would be kept."""
        self.picture.show_page(QImage.fromData(picture))
        self.page_words.setText(words)

    def set_reading(self, is_reading: bool) -> None:
        """While a file or a dossier is on its way, the pile is not whole and waits to be kept."""
        self._is_reading = is_reading
        self.stack_sheet.say_when_empty(READING if is_reading else EMPTY)
        self.save.say(WAITS if is_reading else SAVES)
        self._enable_acts()

    def complain(self, sentence: str) -> None:
        """Say what is wrong; "" takes it away."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def set_busy(self, is_busy: bool) -> None:
        """While pages are being written, nothing may change."""
        self._is_busy = is_busy
        for part in (self.stack_sheet, self.place_sheet, self.code, self.leave, self.more):
            part.setEnabled(not is_busy)
        self._enable_acts()

    def _enable_acts(self) -> None:
        """What is done with a pile needs one."""
        may_act = self.stacks.rowCount() > 0 and not self._is_busy
        for button in (self.part, self.tone, self.leave_out):
            button.setEnabled(may_act)
        self.save.setEnabled(may_act and not self._is_reading)

    # Qt's own name from here on

    def reject(self) -> None:
        """Esc waits until the pages are written; a lock says first that it does not."""
        if not self._is_busy:
            super().reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is getattr(self, "code", None):
            return self._takes_code(event)
        return watched is getattr(self, "stack_sheet", None) and self._takes_key(event)

    def _takes_code(self, event: QKeyEvent) -> bool:
        """Enter in the field of the code asks for its dossier."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.code_typed.emit(self.code.words())
            return True
        return False

    def _takes_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & NOT_LETTERS:
            return False
        if event.key() in PAGE_KEYS:
            self.paged.emit(PAGE_KEYS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete:
            self.leave_out_asked.emit()
        elif len(event.text()) == 1 and event.text().isalnum():
            self.place_keyed.emit(event.text().upper())
        else:
            return False
        return True
