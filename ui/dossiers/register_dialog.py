"""Printing the register as a book: which days, which number on the cover, on paper or into a PDF."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.domain.clock import LAST_YEAR
from app.domain.register import Period
from app.errors import AppError
from app.printing.forms import Form
from app.progress import Progress
from app.services import forms, officers, register
from app.services.forms import template_of
from app.services.register import Register
from app.storage.clerks import OfficeRecord
from ui.printing.book_output import BookOnPdf, BookOnPrinter, BookOutput
from ui.printing.book_run import Book, BookRun
from ui.printing.preview_dialog import PDF_FILTER, ask_printer
from ui.printing.receipts import header_of
from ui.theme.measures import EDGE, FIELD_GAP, TextSize
from ui.widgets.inputs import ChoiceBox, FieldRow
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.progress_strip import BAR_HEIGHT, progress_words
from ui.widgets.save_path import with_ending
from ui.widgets.text import Text
from ui.widgets.words_edit import WordsEdit
from ui.workplace import Workplace

WIDTH, TOLD_HEIGHT = 500, 36
WHAT_IT_IS = "Sổ có bìa, đủ mười ba cột, cộng trang và cộng dồn, khổ A4 ngang."
BAD_DAY = f"Xin ghi ngày/tháng/năm, ví dụ 31/12/2026, không quá năm {LAST_YEAR}."
DECEMBER = 12


class RegisterDialog(QDialog):
    """F9 prints, Ctrl+S saves a PDF; Esc stops what is under way, then closes. ``printed`` has the pages."""

    printed = Signal(int)

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(parent)
        look = workplace.look
        self._workplace = workplace
        self._run: BookRun | None = None
        self.periods = ChoiceBox()
        self.first, self.last, self.book = WordsEdit(), WordsEdit(), WordsEdit()
        self.first_row = FieldRow(look, "Từ ngày", self.first)
        self.last_row = FieldRow(look, "Đến ngày", self.last)
        self.told = Text(look, wraps=True, size=TextSize.HINT)
        self.bar = QProgressBar()
        self.close_key = KeyButton(look, "Esc", "Đóng", kind=Kind.FLAT)
        self.save = KeyButton(look, "Ctrl+S", "Lưu PDF")
        self.print = KeyButton(look, "F9", "In sổ", kind=Kind.PRIMARY, is_tall=True)
        self.setWindowTitle("In sổ theo dõi hồ sơ")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(look.px(WIDTH))
        self._lay_out()
        self._fill()
        self._connect()

    def _lay_out(self) -> None:
        look = self._workplace.look
        buttons = QHBoxLayout()
        buttons.addWidget(self.close_key)
        buttons.addStretch(1)
        buttons.addWidget(self.save)
        buttons.addWidget(self.print)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(FIELD_GAP)
        column.addWidget(Text(look, WHAT_IT_IS, tone="text2", size=TextSize.HINT, wraps=True))
        column.addWidget(FieldRow(look, "Kỳ", self.periods))
        for row in (self.first_row, self.last_row, FieldRow(look, "Quyển số", self.book)):
            column.addWidget(row)
        column.addWidget(self.bar)
        column.addWidget(self.told)
        column.addStretch(1)
        column.addLayout(buttons)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(BAR_HEIGHT)
        for part in (self.bar, self.told):
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # the fields stay where they are
            part.setSizePolicy(policy)
            part.hide()
        self.told.setMinimumHeight(look.px(TOLD_HEIGHT))

    def _fill(self) -> None:
        for words, period in usual_periods(self._workplace.desk.today()):
            self.periods.addItem(words, period)
        self._show_period()

    def _connect(self) -> None:
        self.periods.currentIndexChanged.connect(self._show_period)
        self.print.clicked.connect(self._print)
        self.save.clicked.connect(self._save)
        self.close_key.clicked.connect(self.reject)

    def _show_period(self) -> None:
        period = self.periods.currentData()
        self.first.fill(f"{period.first:%d/%m/%Y}")
        self.last.fill(f"{period.last:%d/%m/%Y}")
        self.book.fill(str(period.last.year))

    # printing

    def _print(self) -> None:
        if self.period() is None:
            return
        printer = ask_printer(self)
        if printer is not None:
            copies = forms.copies_of(self._workplace.desk, Form.REGISTER, 1)
            self.begin(lambda: BookOnPrinter(printer, copies))

    def _save(self) -> None:
        if self.period() is None:
            return
        offered = f"so-theo-doi-{self.book.text().strip() or 'ho-so'}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, "Lưu PDF", offered, PDF_FILTER)
        path = with_ending(self, chosen, ".pdf") if chosen else None
        if path is not None:
            self.begin(lambda: BookOnPdf(path))

    def period(self) -> Period | None:
        """The days as typed; what is no day is said under its field."""
        days = []
        for row, edit in ((self.first_row, self.first), (self.last_row, self.last)):
            day = typed_day(edit.text())
            row.set_error("" if day else BAD_DAY)
            days.append(day)
        first, last = days
        return Period(first, last) if first and last else None

    def begin(self, output: Callable[[], BookOutput]) -> None:
        """Read the book's lines, then print them to an output."""
        period, book_number, desk = self.period(), self.book.text().strip(), self._workplace.desk
        if period is None:
            return
        self._work_on(is_working=True)

        def read() -> Book:
            lines = register.register_of(desk, period, book_number)
            header = header_of(officers.office(desk) or OfficeRecord(""))
            page, cover = (
                template_of(desk, form, period.last) for form in (Form.REGISTER, Form.REGISTER_COVER)
            )
            return Book(lines, header, page, cover)

        self._workplace.runner.ask(read, lambda book: self._start(book, output), self._fail)

    def _start(self, book: Book, output: Callable[[], BookOutput]) -> None:
        self._run = BookRun(book, output, self)
        self._run.progressed.connect(self._show_progress)
        self._run.failed.connect(self._fail)
        self._run.stopped.connect(self._has_stopped)
        self._run.ended.connect(lambda pages: self._note(book.register, pages))
        self._run.start()

    def _note(self, printed: Register, pages: int) -> None:
        desk, officer = self._workplace.desk, self._workplace.officer
        self._workplace.runner.ask(
            lambda: register.note_printed(desk, officer, printed, pages),
            lambda _none: self._has_printed(printed, pages),
            self._fail,
        )

    def _has_printed(self, printed: Register, pages: int) -> None:
        self._work_on(is_working=False)
        self._tell(f"Đã in {len(printed.lines)} hồ sơ, {pages} trang và bìa.")
        self.printed.emit(pages)

    def _has_stopped(self) -> None:
        self._work_on(is_working=False)
        self._tell("Đã dừng. Chưa có quyển sổ nào; sổ trên máy vẫn nguyên.")

    def _fail(self, error: Exception) -> None:
        self._work_on(is_working=False)
        sentence = str(error) if isinstance(error, AppError) else self._workplace.sentence(error)
        self._tell(sentence, is_wrong=True)

    def _tell(self, sentence: str, *, is_wrong: bool = False) -> None:
        self.told.set_tone("late" if is_wrong else "text2")
        self.told.setText(sentence)
        self.told.show()

    def _show_progress(self, progress: Progress) -> None:
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        words = progress_words(progress, 0)
        self.bar.setAccessibleName(words)
        self._tell(words)

    def _work_on(self, *, is_working: bool) -> None:
        if not is_working:
            self._run = None
        self.bar.setVisible(is_working)
        self.bar.setRange(0, 0)
        for part in (self.print, self.save, self.periods, self.first, self.last, self.book):
            part.setEnabled(not is_working)
        self.close_key.say("Dừng" if is_working else "Đóng")

    def reject(self) -> None:
        """Esc: stop first, close after."""
        if self._run is not None:
            self._run.stop()
        elif self.print.isEnabled():
            super().reject()


def usual_periods(today: date) -> list[tuple[str, Period]]:
    """What offices bind: the year, the quarter, the month and the one before."""
    month = today.replace(day=1)
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    before = (month - timedelta(days=1)).replace(day=1)
    return [
        (f"Cả năm {today.year}", Period(date(today.year, 1, 1), date(today.year, DECEMBER, 31))),
        (f"Quý {(today.month + 2) // 3} năm {today.year}", Period(quarter, _month_end(_later(quarter, 2)))),
        (f"Tháng {today:%m/%Y}", Period(month, _month_end(month))),
        (f"Tháng {before:%m/%Y}", Period(before, month - timedelta(days=1))),
        (f"Cả năm {today.year - 1}", Period(date(today.year - 1, 1, 1), date(today.year - 1, DECEMBER, 31))),
    ]


def _later(month: date, months: int) -> date:
    return date(month.year, month.month + months, 1)


def _month_end(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def typed_day(text: str) -> date | None:
    """A whole day as clerks type it, in the future too: a book may run to the year's end."""
    try:
        day = datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError:
        return None
    return day if day.year <= LAST_YEAR else None
