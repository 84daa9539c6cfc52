"""Enrolment by stick at the first start: the request goes onto it, or what came back on it is taken in.

Which of the two follows from what lies on the stick, so the clerk is asked for the stick and nothing else. A
ticket is asked for only where the district did not put it there.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QFileDialog

from app.progress import Report
from app.services import catalogue, catalogue_intake
from app.services.desk import Desk
from sync.bundle import invitation
from sync.courier.enrolling import ask_by_stick
from sync.courier.returning import Imported, import_bundles
from ui.login.steps import Step, StepDialog
from ui.settings.clerk_form import LABEL
from ui.settings.enrolment import TicketEdit
from ui.tasks import TaskRunner
from ui.usb import sticks
from ui.usb.sticks import Stick, UsbReading
from ui.usb.watch import StickWatch
from ui.usb.words import NO_STICK, stick_row, taken_in
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton
from ui.widgets.side_list import SideList
from ui.widgets.text import Text

WORDS = (
    "Cắm USB của cấp trên vào máy này. Lần đầu, máy ghi lời xin ghi danh lên USB để gửi về cấp trên. "
    "USB quay về thì cắm lại là xong. Trong lúc chờ vẫn làm việc được."
)
NOTHING_HERE = (
    "USB này chưa có lời mời ghi danh của cấp trên và cũng chưa có trả lời. Chưa ghi gì. "
    "Xin cắm USB mà cấp trên đã chuẩn bị."
)
NO_TICKET = "Mã không nằm trên USB này. Xin gõ mã ghi danh mà cấp trên giao riêng."


class Ended(NamedTuple):
    """How the stick's part ended: what to say, and whether the desk is a member now."""

    sentence: str
    has_joined: bool


class StickStep(Step):
    """``ended`` is told once the request lies on the stick, or the answer was taken in."""

    def __init__(
        self,
        dialog: StepDialog,
        desk: Desk,
        runner: TaskRunner,
        sentence: Callable[[Exception], str],
        ended: Callable[[Ended], None],
        back: Callable[[], None],
    ) -> None:
        super().__init__(dialog.look, "Ghi danh từ USB", WORDS, "Ghi danh từ USB này", self._act, back)
        self._dialog, self._desk, self._runner = dialog, desk, runner
        self._sentence, self._ended = sentence, ended
        self._chosen: Path | None = None
        self._is_asking = False
        self.list = SideList(dialog.look, "USB đang cắm", "surface", shows_choice=True)
        self.list.opened.connect(lambda _stick: self.go_on.click())
        self.empty = Text(dialog.look, NO_STICK, tone="text2", wraps=True)
        self.ticket = TicketEdit(dialog.look)
        self.ticket_row = FieldRow(dialog.look, "Mã ghi danh", self.ticket, label_width=LABEL)
        self.ticket_row.hide()
        self.choose = KeyButton(dialog.look, "Ctrl+O", "Thư mục khác…")
        self.choose.clicked.connect(self._choose_folder)
        for part in (self.list, self.empty, self.ticket_row):
            self.column.addWidget(part)
        self.buttons.insertWidget(self.buttons.count() - 1, self.choose)
        self.watch = StickWatch(self)
        self.watch.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Look at the sticks anew."""
        store, chosen = self._desk.store, self._chosen
        self._runner.ask(lambda: sticks.read(store, chosen), self._show, self._refuse)

    def choose_folder(self, folder: str) -> None:
        """Use a folder as a stick."""
        self._chosen = Path(folder)
        self.refresh()

    def close_watch(self) -> None:
        self.watch.close()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Chọn USB hoặc thư mục mà cấp trên đã chuẩn bị")
        if chosen:
            self.choose_folder(chosen)

    def _show(self, read: UsbReading) -> None:
        self._is_asking = read.is_asking
        had_keyboard = self.list.hasFocus() or self.choose.hasFocus() or self.go_on.hasFocus()
        self.list.show_rows([stick_row(stick) for stick in read.sticks])
        self.list.setCurrentRow(_best(read))
        self.empty.setVisible(not read.sticks)
        if read.sticks and had_keyboard:
            self.list.setFocus()

    def _act(self) -> None:
        stick = self.list.current_value()
        if not isinstance(stick, Stick):
            self.complain(NO_STICK)
        elif stick.home and self._is_asking:
            self._take_in(stick.drive.folder)
        elif stick.is_prepared:
            self._ask(stick.drive.folder)
        else:
            self.complain(NOTHING_HERE)

    def _ask(self, folder: Path) -> None:
        store, typed = self._desk.store, self.ticket.text()

        def ask(report: Report) -> Ended | None:
            if not typed and not invitation.read(folder).ticket:
                return None
            return Ended(ask_by_stick(store, folder, typed, report).sentence, False)

        task = self._runner.start(ask, self._has_asked, self._refuse)
        self._dialog.follow(task, "Ghi ra USB")

    def _has_asked(self, ended: Ended | None) -> None:
        if ended is not None:
            self._ended(ended)
            return
        self.complain("")
        self.ticket_row.show()
        self.ticket_row.set_error(NO_TICKET)
        self.ticket.setFocus()

    def _take_in(self, folder: Path) -> None:
        desk = self._desk
        install = partial(catalogue_intake.take_in, desk.store, desk.clock)

        def take_in(report: Report) -> Ended:
            imported: Imported = import_bundles(desk.store, folder, report, install_pack=install)
            desk.catalogue = catalogue.load(desk.store, desk.clock)
            return Ended(taken_in(imported).sentence, imported.joined is not None)

        self._dialog.follow(self._runner.start(take_in, self._ended, self._refuse), "Nhận từ USB")

    def _refuse(self, error: Exception) -> None:
        self.complain(self._sentence(error))


def _best(read: UsbReading) -> int:
    """The stick that something can be done with; the first one where there is none."""
    places = [
        place
        for place, stick in enumerate(read.sticks)
        if stick.is_prepared or (stick.home and read.is_asking)
    ]
    return places[0] if places else 0
