"""Joins the stick's page to the courier: each act off the window's thread, on one of its own, and stoppable.

A stick may take minutes, so its acts do not stand in the queue of the books.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.progress import Report
from app.services import catalogue, catalogue_intake, exchange_view, second_codes
from sync.courier.carrying import CarriedAll, carry
from sync.courier.leaving import export_bundle
from sync.courier.returning import Imported, import_bundles
from ui.tasks import TaskRunner
from ui.usb import sticks, words
from ui.usb.sticks import Stick, UsbReading
from ui.usb.view import UsbPage
from ui.usb.watch import StickWatch
from ui.usb.words import STOPPED, WRONG, Outcome
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

HOME, FOREIGN = "usb-home", "usb-foreign"


class UsbPresenter(QObject):
    """``page_wanted`` asks for the page to be brought to the front: a message's button was pressed."""

    page_wanted = Signal()

    def __init__(self, workplace: Workplace, page: UsbPage, watch: StickWatch | None = None) -> None:
        super().__init__(page)
        self._place = workplace
        self._page = page
        self._chosen: Path | None = None
        self._read: UsbReading | None = None
        self._runner = TaskRunner(self)
        self.watch = watch or StickWatch(self)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        page = self._page
        page.write_asked.connect(self._write)
        page.read_asked.connect(self._take_in)
        page.carry_asked.connect(self._carry)
        page.folder_chosen.connect(self.choose_folder)
        self.watch.changed.connect(self.refresh)
        self._place.message_acted.connect(self._act_on_message)
        self._place.closing.connect(self.close)

    def refresh(self) -> None:
        """Look at the sticks anew."""
        store, chosen = self._place.desk.store, self._chosen
        self._runner.ask(lambda: sticks.read(store, chosen), self._show, self._place.tell_failure)

    def choose_folder(self, folder: str) -> None:
        """Work with a folder as with a stick."""
        self._chosen = Path(folder)
        self.refresh()

    def _show(self, read: UsbReading) -> None:
        self._read = read
        self._page.show_reading(read, self._place.desk.now())
        self._place.show_ways(self._place.network, words.plugged_words(read.sticks))
        self._offer(read)
        self._place.sticks_seen.emit([stick.drive.folder for stick in read.sticks])

    def _offer(self, read: UsbReading) -> None:
        """Say what a stick brings, with the one thing to do about it."""
        home = next((stick for stick in read.sticks if stick.home and read.is_member), None)
        foreign = next((stick for stick in read.sticks if stick.foreign and self._place.network.is_up), None)
        if home is None:
            self._place.settled.emit(HOME)
        else:
            self._place.tell(
                Message(HOME, words.home_offer(home), "new", "", "Nhận từ USB", is_machines=True)
            )
        if foreign is None:
            self._place.settled.emit(FOREIGN)
        else:
            self._place.tell(
                Message(FOREIGN, words.foreign_offer(foreign), "new", "", "Gửi hộ", is_machines=True)
            )

    def _act_on_message(self, topic: str) -> None:
        if topic in (HOME, FOREIGN):
            self.page_wanted.emit()
            (self._page.ask_read if topic == HOME else self._page.ask_carry)()

    # the three acts

    def _write(self, stick: Stick) -> None:
        store, blobs = self._place.desk.store, self._place.desk.blobs
        self._start(
            lambda report: export_bundle(store, stick.drive.folder, report, blobs=blobs),
            words.written,
            "Ghi ra USB",
        )

    def _take_in(self, stick: Stick) -> None:
        desk = self._place.desk
        install = partial(catalogue_intake.take_in, desk.store, desk.clock)

        def take_in(report: Report) -> Imported:
            imported = import_bundles(
                desk.store, stick.drive.folder, report, install_pack=install, blobs=desk.blobs
            )
            if imported.outcome.catalogue_version or imported.joined is not None:
                desk.catalogue = catalogue.load(desk.store, desk.clock)
            for each in second_codes.give_due(desk) if exchange_view.twin(desk).may_write else []:
                imported.outcome.note(each.sentence)
            return imported

        self._start(take_in, self._taken_in, "Nhận từ USB")

    def _taken_in(self, imported: Imported) -> Outcome:
        self._place.settled.emit(HOME)
        self._place.books_changed.emit()
        return words.taken_in(imported)

    def _carry(self, stick: Stick) -> None:
        store = self._place.desk.store

        def carry_all(report: Report) -> CarriedAll:
            from sync.http.courier import courier_way_of  # with HTTP, which no start needs

            way = courier_way_of(store)
            try:
                return carry(store, stick.drive.folder, way, report)
            finally:
                way.close()

        self._start(carry_all, words.carried, "Gửi hộ")

    def _start(self, work: Callable[[Report], Any], tell: Callable[[Any], Outcome], stage: str) -> None:
        self._page.set_busy(True)
        task = self._runner.start(work, lambda result: self._end(tell(result)), self._fail)
        task.stopped.connect(lambda: self._end(Outcome(words.QUIET, STOPPED)))
        self._page.progress.watch(task, stage)

    def _fail(self, error: Exception) -> None:
        self._end(Outcome(WRONG, self._place.sentence(error)))

    def _end(self, outcome: Outcome) -> None:
        self._page.set_busy(False)
        self._page.say(outcome)
        self.refresh()

    def close(self) -> None:
        """Stop between two steps; what is half written is removed."""
        self.watch.close()
        self._runner.close()
