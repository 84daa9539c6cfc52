"""Every screen of the program, by the way one comes to it: desks with what they show in turn, and dialogs."""

import importlib
import pkgutil
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic

import shiboken6
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

import ui
from app.domain.books import BookKind
from app.domain.citizen_card import parse_card
from app.domain.clock import ms_of
from app.domain.dossier import Role
from app.domain.ids import DossierId
from app.progress import Progress
from app.scanning.messages import Seen, SeenPage
from app.services import (
    applicants_book,
    day_close,
    dossier,
    lane_book,
    officers,
    oversight,
    scanning,
)
from app.services.applicants_book import JoinedRecord, PersonRow
from app.services.drafts import FormText
from app.services.exports import Exported
from app.services.imports import DryRun
from app.services.scanning import Scan
from tests.support.devices import a_device
from tests.support.office import Counter, a_counter
from tests.support.papers import a_page, as_bytes
from tests.support.settling import settle
from ui.applicants.desk import ApplicantsDesk
from ui.applicants.join_dialog import JoinDialog
from ui.applicants.part_dialog import PartDialog
from ui.board.oversight import OversightDialog
from ui.bootstrap import desk_of
from ui.certification.book_dialog import BookDialog
from ui.day_close.sign_dialog import SignDialog
from ui.dossier.act_forms import FORMS
from ui.dossier.money_dialog import MoneyDialog
from ui.dossiers.desk import DossiersDesk
from ui.dossiers.register_dialog import RegisterDialog
from ui.exchange.view import ExchangeView
from ui.groups.import_dialog import ImportDialog
from ui.help.key_map_dialog import KeyMapDialog
from ui.help.keys import key_map
from ui.login.first_start import FirstStart, code_sheet
from ui.login.recovery import RecoveryDialog
from ui.login.set_up import SetUp
from ui.login.steps import StepDialog
from ui.main_window import APPLICANTS, DOSSIERS, EXCHANGE, MACHINE, RECEPTION
from ui.office_window import OfficeWindow
from ui.printing.preview_dialog import PreviewDialog
from ui.printing.sinks import PdfFolder
from ui.reception.correction import CorrectionDialog, correction_of
from ui.reception.guidance import RefusalDialog
from ui.saving_run import SavingDialog, SavingRun
from ui.scans.dialog import ScanDialog
from ui.scans.pile import Pile
from ui.scans.table import PileTable
from ui.settings.desk import SettingsDesk
from ui.theme.look import Look
from ui.training.making import Making
from ui.updates.waiting import Waiting
from ui.workplace import Workplace

AFTERNOON = datetime(2026, 11, 23, 14, 47, 12)
PATIENCE_S = 30.0
CARD = "000194013412||Nguyễn Thị Hồng Nhung|12081994|Nữ|Thôn Đông Hạ, xã Yên Lạc Hạ|15032022"
LEADER_PIN = "1357"


@dataclass
class House:
    """An office whose window has all its desks, and something in its books for each of them."""

    window: OfficeWindow
    counter: Counter
    folder: Path
    dossier: DossierId

    @property
    def place(self) -> Workplace:
        return self.window.workplace

    @property
    def look(self) -> Look:
        return self.place.look

    def settle(self) -> None:
        """Let everything that was asked be answered, and be painted."""
        settle(self.place, wait_until)
        QApplication.processEvents()

    def show(self, name: str) -> None:
        """Bring a desk to the front, with the keyboard where it puts it."""
        self.window.activateWindow()
        wait_until(self.window.isActiveWindow)
        self.window.show_desk(name)
        self.settle()

    def open_dossier(self) -> DossiersDesk:
        """The one that is in the books, opened on its desk."""
        desk = self.window.desks[DOSSIERS]
        assert isinstance(desk, DossiersDesk)
        self.place.dossier_wanted.emit(self.dossier)
        wait_until(lambda: desk.dossier.shown is not None)
        self.settle()
        return desk

    def close(self) -> None:
        """Close the window and its books; a window that is only forgotten would go on hearing keys."""
        self.window.close()
        shiboken6.delete(self.window)
        self.counter.device.profile.close()


def a_house(look: Look, folder: Path, size: tuple[int, int]) -> House:
    """A window of this size, its clerk at the desk."""
    counter = a_counter(folder, "Bàn 2", numbers=(64, 199))
    counter.clock.set(AFTERNOON)
    officers.register_clerk(counter.desk, "Phạm Đức Mẫu", "Phó Chủ tịch", (Role.LEADER,), LEADER_PIN)
    lane_book.open_book(counter.desk, counter.officer, BookKind.CERTIFIED_COPIES, 1284)
    received = counter.receive("Nguyễn Thị Mẫu", id_number="000194013412")
    counter.receive("Trần Văn Mẫu", id_number="000085002217")
    workplace = Workplace(
        look, counter.desk, PdfFolder(folder / "slips"), folder / "log",
        profile=counter.device.profile, accepts_samples=True,
    )  # fmt: skip
    window = OfficeWindow(workplace)
    window.resize(*size)
    window.show()
    window.activateWindow()
    wait_until(window.isActiveWindow)
    return House(window, counter, folder, received.dossier_id)


def wait_until(happened: Callable[[], bool]) -> None:
    """In a loop of Qt's own, so that workers come to their turn."""
    until = monotonic() + PATIENCE_S
    while not happened():
        if monotonic() > until:
            raise TimeoutError("waited in vain for a screen")
        loop = QEventLoop()
        QTimer.singleShot(5, loop.quit)
        loop.exec()


# what a desk shows in turn


def faces(house: House, name: str) -> Iterator[str]:
    """Bring each face of a desk to the front, one after the other, and say which it is."""
    house.show(name)
    yield name
    for face in MORE_FACES.get(name, _no_more)(house):
        house.settle()
        yield f"{name}, {face}"


def _no_more(_house: House) -> Iterator[str]:
    yield from ()


def _settings_pages(house: House) -> Iterator[str]:
    desk = house.window.desks[MACHINE]
    assert isinstance(desk, SettingsDesk)
    for place in range(desk.tabs.count()):
        desk.tabs.setFocus()
        desk.tabs.setCurrentIndex(place)
        yield desk.page().title


def _dossier_tabs(house: House) -> Iterator[str]:
    desk = house.open_dossier()
    for place in range(desk.page.tabs.count()):
        desk.page.tabs.setCurrentIndex(place)
        yield f"tab {place}"
    desk.page.tabs.setCurrentIndex(0)
    read = desk.dossier.shown
    assert read is not None
    for kind, form in FORMS.items():
        desk.page.open_form(form(house.look, read))
        yield f"form {kind.name}"
        desk.page.close_form()


def _reception_steps(house: House) -> Iterator[str]:
    house.window.reception.applicant.representative_box.setFocus()
    house.window.reception.applicant.representative_box._box.click()
    yield "with a representative"
    house.window.reception.applicant.representative_box._box.click()
    house.window.reception.applicant.show_card(parse_card(CARD), ms_of(AFTERNOON))
    yield "with a card read"
    house.window.reception.applicant.show_form(FormText())


def _exchange_pages(house: House) -> Iterator[str]:
    desk = house.window.desks[EXCHANGE]
    assert isinstance(desk, ExchangeView)
    desk.show_usb()
    yield "usb"
    desk.leave_usb()
    desk.window_bar.open()
    yield "window"
    desk.window_bar.left.emit()


def _people_pages(house: House) -> Iterator[str]:
    desk = house.window.desks[APPLICANTS]
    assert isinstance(desk, ApplicantsDesk)
    desk.show_person(_people(house)[0].id)
    wait_until(lambda: desk.person.view is not None)
    yield "one person"
    desk.page.left.emit()
    desk.list.likely.click()
    yield "likely pairs"
    desk.likely.left.emit()


MORE_FACES: Mapping[str, Callable[[House], Iterator[str]]] = {
    APPLICANTS: _people_pages,
    MACHINE: _settings_pages,
    DOSSIERS: _dossier_tabs,
    RECEPTION: _reception_steps,
    EXCHANGE: _exchange_pages,
}

# dialogs


def dialog_classes() -> set[type[QDialog]]:
    """Every dialog that the program has."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return {each for each in _heirs(QDialog) if each.__module__.startswith("ui.")} - {StepDialog}


def _heirs(kind: type[QDialog]) -> Iterator[type[QDialog]]:
    for heir in kind.__subclasses__():
        yield heir
        yield from _heirs(heir)


def _oversight(house: House) -> QDialog:
    acts = oversight.overseen(house.place.desk, house.place.officer)
    return OversightDialog(house.look, acts, house.window)


def _book(house: House) -> QDialog:
    return BookDialog(house.place, lane_book.lane(house.place.desk), lambda _id: None, house.window)


def _sign(house: House) -> QDialog:
    if not day_close.unsigned_days(house.place.desk):
        day_close.close_day(house.place.desk, house.place.officer)
    return SignDialog(house.place, day_close.unsigned_days(house.place.desk), lambda _day: None, house.window)


def _correction(house: House) -> QDialog:
    view = dossier.view(house.place.desk, house.place.officer, house.dossier)
    return CorrectionDialog(house.place, correction_of(house.place, view), lambda: None, house.window)


def _people(house: House) -> Sequence[PersonRow]:
    return applicants_book.people_page(house.place.desk, 0, 2)


def _join(house: House) -> QDialog:
    one, other = _people(house)
    return JoinDialog(house.place, one, other, lambda: None, house.window)


def _part(house: House) -> QDialog:
    one = _people(house)[0]
    record = JoinedRecord(one.id, one.applicant, None)
    return PartDialog(house.place, record, lambda: None, house.window)


def _saving(house: House) -> QDialog:
    """At work until it is stopped."""
    run = SavingRun(house.place.runner, _no_end(), house.window)
    dialog = SavingDialog(house.look, run, house.window)
    run.start()
    return dialog


def _scans(house: House) -> QDialog:
    """With a pile of two stacks on it."""
    pile = Pile(scanning.target(house.place.desk, house.dossier))
    pages = [SeenPage([code], as_bytes(a_page()), b"") for code in ("", "H99.45.17-200101-0001")]
    pile.lay(Scan("Tập sáng.pdf", b"", Seen(pages, False)))
    dialog = ScanDialog(house.look, house.window)
    PileTable(dialog, pile).show()
    dialog.stack_sheet.setFocus()
    return dialog


def _key_map(house: House) -> QDialog:
    groups = key_map(house.window, house.window.front(), house.window.desks.values())
    return KeyMapDialog(house.place, groups, house.window)


def _no_end() -> Generator[Progress, None, Exported]:
    while True:
        yield Progress("Đang ghi", 1, 2)


def _set_up(house: House) -> QDialog:
    """On a profile in which nobody has set anything up."""
    device = a_device(Path(mkdtemp(dir=house.folder)), "Bàn 1")
    desk = desk_of(device.profile, device.clock)
    dialog = SetUp(Workplace(house.look, desk, PdfFolder(house.folder), house.folder / "log"))
    dialog.destroyed.connect(device.profile.close)
    return dialog


DIALOGS: Mapping[type[QDialog], Callable[[House], QDialog]] = {
    OversightDialog: _oversight,
    BookDialog: _book,
    MoneyDialog: lambda house: MoneyDialog(house.place, house.dossier, house.window),
    RegisterDialog: lambda house: RegisterDialog(house.place, house.window),
    SignDialog: _sign,
    CorrectionDialog: _correction,
    JoinDialog: _join,
    PartDialog: _part,
    ImportDialog: lambda house: ImportDialog(house.look, DryRun((), (), ()), house.window),
    KeyMapDialog: _key_map,
    RefusalDialog: lambda house: RefusalDialog(house.place, house.window),
    PreviewDialog: lambda house: PreviewDialog(house.look, [code_sheet("MẪU")], house.window),
    SavingDialog: _saving,
    ScanDialog: _scans,
    Making: lambda house: Making(house.look, house.folder / "log"),
    Waiting: lambda house: Waiting(house.look, "1.2.3"),
    RecoveryDialog: lambda house: RecoveryDialog(house.look, lambda _code: None, str),
    FirstStart: lambda house: FirstStart(house.look, _not_made, PdfFolder(house.folder), str),
    SetUp: _set_up,
}


def _not_made(_name: str) -> tuple[object, str]:
    raise AssertionError("a walk makes no profile")


def opened(house: House, kind: type[QDialog]) -> QDialog:
    """A dialog in front, with the keyboard."""
    dialog = DIALOGS[kind](house)
    dialog.show()
    dialog.activateWindow()
    wait_until(dialog.isActiveWindow)
    house.settle()
    return dialog


def put_away(dialog: QWidget) -> None:
    """Take a dialog apart: one that lives on is dressed anew with every later test."""
    if shiboken6.isValid(dialog):
        dialog.close()
        shiboken6.delete(dialog)
