"""Every dialog of the program, by the way one comes to it."""

import importlib
import pkgutil
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from tempfile import mkdtemp

import shiboken6
from PySide6.QtWidgets import QDialog, QWidget

import ui
from app.progress import Progress
from app.scanning.messages import Seen, SeenPage
from app.services import day_close, dossier, lane_book, oversight, scanning
from app.services.applicants_book import JoinedRecord
from app.services.exports import Exported
from app.services.imports import DryRun
from app.services.scanning import Scan
from tests.support.devices import a_device
from tests.support.house import House, two_people, wait_until
from tests.support.papers import a_page, as_bytes
from ui.applicants.join_dialog import JoinDialog
from ui.applicants.part_dialog import PartDialog
from ui.board.oversight import OversightDialog
from ui.bootstrap import desk_of
from ui.certification.book_dialog import BookDialog
from ui.day_close.sign_dialog import SignDialog
from ui.dossier.money_dialog import MoneyDialog
from ui.dossiers.register_dialog import RegisterDialog
from ui.groups.import_dialog import ImportDialog
from ui.help.key_map_dialog import KeyMapDialog
from ui.help.keys import key_map
from ui.login.first_start import FirstStart, code_sheet
from ui.login.recovery import RecoveryDialog
from ui.login.set_up import SetUp
from ui.login.steps import StepDialog
from ui.printing.preview_dialog import PreviewDialog
from ui.printing.sinks import PdfFolder
from ui.reception.correction import CorrectionDialog, correction_of
from ui.reception.guidance import RefusalDialog
from ui.saving_run import SavingDialog, SavingRun
from ui.scans.dialog import ScanDialog
from ui.scans.pile import Pile
from ui.scans.table import PileTable
from ui.training.making import Making
from ui.updates.waiting import Waiting
from ui.workplace import Workplace


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


def _join(house: House) -> QDialog:
    one, other = two_people(house)
    return JoinDialog(house.place, one, other, lambda: None, house.window)


def _part(house: House) -> QDialog:
    one = two_people(house)[0]
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
