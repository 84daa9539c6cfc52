"""A list into a file that the officer chooses: written off the window's thread, then told where it lies."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.export.sheet import Sheet
from app.services import exports
from app.services.board import BoardRow
from ui.widgets.message_bar import Message
from ui.widgets.paged_model import Fetch
from ui.widgets.save_path import with_ending
from ui.workplace import Workplace

EXPORTED = "exported"
WORKBOOK, COMMAS = "Excel (*.xlsx)", "CSV (*.csv)"
MOST_ROWS = 1_000_000  # of one sheet
AT_ONCE = 500


class ListSaver(QObject):
    """For any desk: ``what`` is the list's plain name, which alone is noted beside the number of rows."""

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = workplace
        self._window = parent

    def ask_and_save(self, offered: str, what: str, sheet: Callable[[], Sheet]) -> None:
        """Ask where, and write; the name offered holds no person."""
        chosen, kind = QFileDialog.getSaveFileName(
            self._window, "Xuất ra tệp", str(Path.home() / f"{offered}.xlsx"), f"{WORKBOOK};;{COMMAS}"
        )
        ending = ".csv" if kind == COMMAS else ".xlsx"
        path = with_ending(self._window, chosen, ending, (".csv", ".xlsx")) if chosen else None
        if path is not None:
            self.save(path, what, sheet)

    def save(self, path: Path, what: str, sheet: Callable[[], Sheet]) -> None:
        """Write what ``sheet`` gathers."""
        place, officer = self._place, self._place.officer

        def told(rows: int) -> None:
            words = f"Đã xuất {rows} dòng ra {path.name}. Tệp có dữ liệu của sổ, xin giữ cẩn thận."
            place.tell(Message(EXPORTED, words, "ok"))

        place.ask(lambda: exports.export(place.desk, officer, what, [sheet()], path), told)


def all_rows(fetch: Fetch[BoardRow], count: int) -> Iterator[BoardRow]:
    """Every row of a list, page by page."""
    for offset in range(0, min(count, MOST_ROWS), AT_ONCE):
        yield from fetch(offset, AT_ONCE)
