"""Where an office's window has its exchange, training has one thing to practise: the stick."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from app.platform.drives import Drive, drive_at, removable_drives
from app.progress import Report
from app.training import evidence
from sync.bundle.writer import Written
from ui.theme.marks import Mark
from ui.theme.measures import EDGE, ICON_SMALL
from ui.training.practice_stick import FOLDER, write_practice
from ui.usb.scan_words import size_words
from ui.widgets.desk import Desk
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.sections import SectionHead
from ui.widgets.side_list import SideList, SideRow
from ui.widgets.text import ShapeLabel, Text
from ui.workplace import Workplace

CLOSED = (
    "Bản tập huấn không có khóa gửi, không trao đổi gì với cấp trên. "
    "Ở đây chỉ tập ghi gói ra USB. Gói tập không chứa hồ sơ nào, không máy nào mở được."
)
NO_STICK = "Chưa thấy USB nào. Cắm USB rồi nhấn Ctrl+R, hoặc chọn một thư mục."
WRITTEN = "Đã ghi và đọc lại: rút được USB."
DONE, WRONG = Mark("check", "ok", size=ICON_SMALL), Mark("circle-alert", "late", size=ICON_SMALL)


class StickDesk(Desk):
    """Lists the sticks when asked, and writes the practice bundle on the one that is chosen."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.look, "Đồng bộ")
        look = workplace.look
        self._place = workplace
        self._chosen: Path | None = None
        self.top.add_title(self.title)
        self.top.add_subject("Tập ghi gói ra USB")
        self.top.add_stretch()
        self.write = KeyButton(look, "Ctrl+U", "Ghi gói tập ra USB", kind=Kind.PRIMARY)
        self.again = KeyButton(look, "Ctrl+R", "Tìm lại USB")
        self.choose = KeyButton(look, "Ctrl+O", "Thư mục khác…")
        for button in (self.choose, self.again, self.write):
            self.top.add(button)
        self.progress = ProgressStrip(look)
        self.list = SideList(look, "USB và thư mục", "surface", shows_choice=True)
        self.none = Text(look, NO_STICK, tone="text2", wraps=True)
        self.outcome = ShapeLabel(look, wraps=True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.progress)
        column = QVBoxLayout()
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(8)
        column.addWidget(Text(self.look, CLOSED, tone="text2", wraps=True))
        column.addWidget(SectionHead(self.look, "USB và thư mục"))
        column.addWidget(self.list)
        column.addWidget(self.none)
        column.addWidget(self.outcome)
        column.addStretch(1)
        outer.addLayout(column)

    def _connect(self) -> None:
        self.write.clicked.connect(self._write)
        self.again.clicked.connect(self.refresh)
        self.choose.clicked.connect(self._choose)

    def enter(self) -> None:
        """Look for sticks, once."""
        self.refresh()
        self.list.setFocus()

    def refresh(self) -> None:
        """Look anew, off the window's thread: a stick may hang."""
        chosen = self._chosen
        self._place.ask(lambda: _drives(chosen), self._show)

    def take_folder(self, folder: Path) -> None:
        """A folder chosen by hand stands among the sticks."""
        self._chosen = folder
        self.refresh()

    def _show(self, drives: list[Drive]) -> None:
        rows = [_row(drive) for drive in drives]
        self.list.show_rows(rows)
        self.list.setCurrentRow(len(rows) - 1)
        self.none.setVisible(not rows)
        self.write.setEnabled(bool(rows))

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Chọn nơi ghi gói tập")
        if chosen:
            self.take_folder(Path(chosen))

    def _write(self) -> None:
        folder = self.list.current_value()
        if not isinstance(folder, Path):
            return
        desk = self._place.desk

        def work(report: Report) -> Written:
            written = write_practice(folder, desk.now_ms(), report)
            evidence.note(desk, evidence.STICK)
            return written

        task = self._place.runner.start(work, self._has_written, self._has_failed)
        self.progress.watch(task, "Đang ghi gói tập")

    def _has_written(self, written: Written) -> None:
        name = written.volumes[0].name
        self.outcome.show_state(DONE, f"{WRITTEN} Gói {name} nằm trong thư mục {FOLDER}.")
        self._place.books_changed.emit()

    def _has_failed(self, error: Exception) -> None:
        self.outcome.show_state(WRONG, self._place.sentence(error))


def _drives(chosen: Path | None) -> list[Drive]:
    drives = removable_drives()
    by_hand = drive_at(chosen) if chosen is not None else None
    return [*drives, by_hand] if by_hand is not None else drives


def _row(drive: Drive) -> SideRow:
    return SideRow(drive.name, f"trống {size_words(drive.free_bytes)}", "", drive.folder)
