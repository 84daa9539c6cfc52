"""A register on its way to paper: a page at each turn of the window's thread, so that the window goes on.

Qt paints in the window's thread alone (``ui.printing.press`` says why); a book of hundreds of pages painted
in one go would hold the window for seconds. It can be stopped between two pages.
"""

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from app.catalogue.pack import FormTemplate
from app.domain.register import RegisterSum
from app.errors import AppError
from app.printing.office import OfficeHeader
from app.printing.page import PrintedForm
from app.printing.register import RegisterCover, RegisterPage, cover_html, page_html
from app.progress import Progress
from app.services.register import Register
from ui.printing.book_output import BookOutput
from ui.printing.register_layout import RUN, heights_of, page_ends, pages_of, room_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Book:
    """What a register is printed from."""

    register: Register
    header: OfficeHeader
    page: FormTemplate
    cover: FormTemplate

    def blank(self) -> RegisterPage:
        """A page before any line is on it."""
        return RegisterPage(
            header=self.header,
            book_number=self.register.book_number,
            number=0,
            lines=(),
            page_sum=RegisterSum(),
            sum_so_far=RegisterSum(),
            closed_on=self.register.period.last,
            is_last=False,
        )

    def cover_of(self, pages: int) -> PrintedForm:
        """The cover of as many pages."""
        lines = self.register.lines
        cover = RegisterCover(
            header=self.header,
            book_number=self.register.book_number,
            period=self.register.period,
            first_number=lines[0].code,
            last_number=lines[-1].code,
            dossiers=len(lines),
            pages=pages,
        )
        return cover_html(cover, self.cover)


class BookRun(QObject):
    """Measures, then paints; ``ended`` carries the number of pages, ``failed`` why there is no book."""

    progressed = Signal(Progress)
    ended = Signal(int)
    failed = Signal(Exception)
    stopped = Signal()

    def __init__(self, book: Book, output: Callable[[], BookOutput], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._make_output = output
        self._output: BookOutput | None = None
        self._steps = self._work()
        self._pages = 0
        self._is_stopped = False

    def start(self) -> None:
        """Begin at the next turn of the window's thread."""
        QTimer.singleShot(0, self, self._step)

    def stop(self) -> None:
        """Leave off before the next page; what was written so far is taken away."""
        self._is_stopped = True

    def _step(self) -> None:
        if self._is_stopped:
            self._drop()
            self.stopped.emit()
            return
        try:
            progress = next(self._steps)
        except StopIteration:
            self.ended.emit(self._pages)
        except Exception as error:
            if not isinstance(error, AppError):
                logger.exception("a register was not printed")
            self._drop()
            self.failed.emit(error)
        else:
            self.progressed.emit(progress)
            QTimer.singleShot(0, self, self._step)

    def _work(self) -> Generator[Progress, None, None]:
        book, blank = self._book, self._book.blank()
        lines = book.register.lines
        room = room_of(lines[0], blank, book.page)
        heights: list[float] = []
        for height in heights_of(lines, blank, book.page):
            heights.append(height)
            if len(heights) % RUN == 0:
                yield Progress("Đang đo dòng", len(heights), len(lines))
        ends = page_ends(heights, room)
        yield from self._paint(blank, ends)

    def _paint(self, blank: RegisterPage, ends: list[int]) -> Generator[Progress, None, None]:
        book = self._book
        self._pages = len(ends)
        self._output = self._make_output()
        self._output.begin(book.cover_of(self._pages))
        for page in pages_of(book.register.lines, ends, blank):
            self._output.add(page_html(page, book.page))
            yield Progress("Đang in trang", page.number, self._pages)
        self._output.finish()

    def _drop(self) -> None:
        self._steps.close()
        if self._output is not None:
            self._output.drop()
