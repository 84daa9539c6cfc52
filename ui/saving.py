"""A list into a file that the officer chooses: written off the window's thread, then told where it lies."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.export.sheet import Sheet
from app.services import exports
from app.services.desk import Officer
from app.services.exports import Exported, Outgoing
from app.storage.profile import ProfileKind
from ui.saving_run import SavingDialog, SavingRun
from ui.widgets.message_bar import Message
from ui.widgets.paged_model import Column
from ui.widgets.save_path import with_ending
from ui.workplace import FAILURE, Workplace

Row = TypeVar("Row")
EXPORTED = "exported"
WORKBOOK, COMMAS = "Excel (*.xlsx)", "CSV (*.csv)"
TRAINING = "TAP-HUAN-"
STOPPED = "Đã dừng xuất. Chưa có tệp nào; sổ trên máy vẫn nguyên."
AT_WORK = "Đang xuất một danh sách. Xin chờ xong, hoặc dừng rồi làm lại."


class ListSaver(QObject):
    """For any desk: ``what`` is the list's plain name, which alone is noted beside the number of rows."""

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = workplace
        self._window = parent
        self.run: SavingRun | None = None
        self._officer: Officer | None = None

    def ask_and_save(self, offered: str, what: str, gather: Callable[[], Outgoing]) -> None:
        """Ask where, and write; the name offered holds no person."""
        if self.run is not None:
            self._place.tell(Message(EXPORTED, AT_WORK, "due"))
            return
        chosen, kind = QFileDialog.getSaveFileName(
            self._window,
            "Xuất ra tệp",
            str(Path.home() / f"{self._mark()}{offered}.xlsx"),
            f"{WORKBOOK};;{COMMAS}",
        )
        ending = ".csv" if kind == COMMAS else ".xlsx"
        path = with_ending(self._window, chosen, ending, (".csv", ".xlsx")) if chosen else None
        if path is not None:
            self.save(path, what, gather)

    def _mark(self) -> str:
        """What training's files are called by, so that none lies among an office's unnoticed."""
        profile = self._place.profile
        return TRAINING if profile is not None and profile.info.kind is ProfileKind.TRAINING else ""

    def save(self, path: Path, what: str, gather: Callable[[], Outgoing]) -> None:
        """Write what ``gather`` finds."""
        place, self._officer = self._place, self._place.officer
        steps = exports.exporting(place.desk, self._officer, what, gather, path)
        run = SavingRun(place.runner, steps, self)
        run.ended.connect(lambda done: self._tell(Message(EXPORTED, done_words(done, path.name), "ok")))
        run.stopped.connect(lambda: self._tell(Message(EXPORTED, STOPPED, "due")))
        run.failed.connect(self._fail)
        place.closing.connect(run.stop)
        self.run = run
        SavingDialog(place.look, run, self._window)
        run.start()

    def _tell(self, message: Message) -> None:
        self.run = None
        self._place.tell(message, self._officer)

    def _fail(self, error: Exception) -> None:
        """Who asked for a file is answered, an administrator as well."""
        self.run = None
        self._place.tell(Message(FAILURE, self._place.sentence(error), "late"), self._officer)


def outgoing_rows(name: str, columns: Sequence[Column[Row]], rows: Iterable[Row], total: int) -> Outgoing:
    """A list in the columns of its screen: an id number that is masked there is masked in the file."""
    cells = ([column.text(row) for column in columns] for row in rows)
    return Outgoing(Sheet(name, [column.title for column in columns], cells), total)


def done_words(done: Exported, name: str) -> str:
    """What lies where, and whether it is all."""
    cut = " Danh sách dài hơn một tệp chứa được; phần sau không có trong tệp." if done.is_cut else ""
    return f"Đã xuất {done.rows} dòng ra {name}.{cut} Tệp có dữ liệu của sổ, xin giữ cẩn thận."
