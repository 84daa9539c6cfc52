"""Takes files in: looks them through, shows the pile, and puts each stack into its dossier."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.ids import ClerkId, DossierId
from app.errors import AppError
from app.platform import wia
from app.scanning.messages import Made
from app.scanning.reader import ScanReader
from app.services import attachments, scan_folder, scanning
from app.services.scan_folder import Lying
from app.services.scanning import Kept, Scan, Target
from ui.scans.bench import ScanBench
from ui.scans.dialog import ScanDialog
from ui.scans.pile import Pile, PileStack
from ui.scans.table import PileTable
from ui.workplace import Workplace

CHOOSE = "Chọn bản quét để thêm"
FILTER = "Bản quét (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.bmp)"
SCANNED_NAME = "Máy quét.png"
MOST_PILE_BYTES = 2 * attachments.MOST_BYTES
Answer = TypeVar("Answer")


class PileFull(AppError):
    """What is looked at lies in memory, so there is an end to it."""

    def __init__(self) -> None:
        super().__init__("Các tệp đang mở đã quá 200 MB nên tệp này chưa mở. Xin thêm xong rồi mở tiếp.")


class NoDossier(AppError):
    """A stack that nobody can file."""

    def __init__(self) -> None:
        super().__init__("Tập này chưa rõ của hồ sơ nào nên chưa thêm. Xin gõ hoặc quét mã hồ sơ rồi Enter.")


class UnknownHere(AppError):
    """A slip of another office, or one this desk has not heard of."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Chưa có hồ sơ {code} trên máy này. Xin kiểm tra mã, hoặc đồng bộ rồi thêm sau.")


class ScanIntake(QObject):
    """One dialog at a time.

    ``added`` carries how many scans went into dossiers, ``consumed`` the files that are used up by it:
    those of which pages were added, as they lay when they were read.
    """

    added = Signal(int)
    consumed = Signal(list)

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = workplace
        self._parent = parent
        self._bench = ScanBench(workplace, self)
        self._pile = Pile()
        self._used: set[Lying] = set()
        self._count = 0
        self._awaited = 0
        self._whose: ClerkId | None = None
        self._table: PileTable | None = None
        self.dialog: ScanDialog | None = None
        workplace.officer_changed.connect(self._leave)

    def choose(self, home: DossierId | None) -> None:
        """Let the clerk choose files for a dossier."""
        names, _ = QFileDialog.getOpenFileNames(self.dialog or self._parent, CHOOSE, "", FILTER)
        if names:
            self.take([Path(name) for name in names], home)

    def take(self, paths: Sequence[Path], home: DossierId | None) -> None:
        """Look through files; in a dialog that is open already they come after what is there."""
        if self.dialog is None:
            self._open(home)
        for path in paths:
            self._read(path.name, lambda _reader, path=path: attachments.read_file(path), path)  # type: ignore[misc]

    def scan(self, home: DossierId | None) -> None:
        """A page from the scanner itself, with the dialog of the system."""
        if self.dialog is None:
            self._open(home)
        self._read(SCANNED_NAME, lambda reader: wia.scanned_page(reader.run))

    def _open(self, home: DossierId | None) -> None:
        self._pile, self._used, self._count, self._awaited = Pile(), set(), 0, 0
        self._whose = self._place.officer.id
        self.dialog = dialog = ScanDialog(self._place.look, self._parent)
        self._table = PileTable(dialog, self._pile)
        dialog.code_typed.connect(self._seek_typed)
        dialog.more_asked.connect(lambda: self.choose(home))
        dialog.save_asked.connect(self._save)
        dialog.finished.connect(self._closed)
        dialog.open()
        self._table.show()
        dialog.stack_sheet.setFocus()
        if home is not None:
            desk = self._place.desk
            self._ask_books(lambda: scanning.target(desk, home), self._come_home)

    def _leave(self) -> None:
        """Whoever sits down next sees no pages of somebody else's; whoever comes back finds them."""
        officer = self._place.desk.officer
        if self.dialog is not None and officer is not None and officer.id != self._whose:
            self.dialog.set_busy(False)  # a busy one would stay
            self.dialog.reject()

    def _closed(self) -> None:
        """What was not added lies where it lay, and so does a file of which pages are left to add."""
        dialog, self.dialog, self._table = self.dialog, None, None
        left = {stack.scan.lying for stack in self._pile.stacks if stack.kept_pages}
        self._pile = Pile()
        if dialog is not None:
            dialog.deleteLater()
        if self._count:
            self.added.emit(self._count)
            self.consumed.emit([lying for lying in self._used if lying not in left])

    def _come_home(self, target: Target) -> None:
        self._pile.come_home(target)
        self._show()

    def _show(self) -> None:
        if self._table is not None:
            self._table.show()

    # reading

    def _read(self, name: str, load: Callable[[ScanReader], bytes], path: Path | None = None) -> None:
        pile = self._pile

        def look(reader: ScanReader) -> Scan | None:
            lying = scan_folder.lying(path) if path else None
            data = load(reader)
            if not data and path is None:
                return None  # the scanner's dialog was closed
            if pile.bytes + len(data) > MOST_PILE_BYTES:
                raise PileFull
            scan = scanning.look_through(reader, name, data, lying)
            pile.bytes += len(data)
            return scan

        self._expect(1)
        self._bench.ask(look, self._awaited_by(self._lay), self._awaited_by(self._complain))

    def _lay(self, scan: Scan | None) -> None:
        pile = self._pile
        laid = [] if scan is None else pile.lay(scan)
        for code in dict.fromkeys(stack.code for stack in laid if stack.code):
            self._seek(code, lambda target, code=code: pile.aim(code, target))  # type: ignore[misc]
        self._show()

    def _complain(self, error: Exception) -> None:
        if self.dialog is not None:
            self.dialog.complain(self._place.sentence(error))

    # what is on its way

    def _here(self, take: Callable[[Answer], None]) -> Callable[[Answer], None]:
        """An answer goes to the dialog it was asked for; after that one is closed, nowhere."""
        pile = self._pile

        def came(answer: Answer) -> None:
            if pile is self._pile:
                take(answer)

        return came

    def _awaited_by(self, take: Callable[[Answer], None]) -> Callable[[Answer], None]:
        """For an answer without which the pile is not whole."""

        def came(answer: Answer) -> None:
            self._expect(-1)
            take(answer)

        return self._here(came)

    def _expect(self, more: int) -> None:
        self._awaited += more
        if self.dialog is not None:
            self.dialog.set_reading(self._awaited > 0)

    def _ask_books(self, question: Callable[[], Answer], take: Callable[[Answer], None]) -> None:
        self._expect(1)
        self._place.runner.ask(question, self._awaited_by(take), self._awaited_by(self._complain))

    # whose they are

    def _seek(self, code: str, found: Callable[[Target], None]) -> None:
        desk = self._place.desk

        def answered(target: Target | None) -> None:
            if target is None:
                self._complain(UnknownHere(code))
            else:
                found(target)
                self._show()

        self._ask_books(lambda: scanning.target_of_code(desk, code), answered)

    def _seek_typed(self, typed: str) -> None:
        stack = self._table.stack if self._table is not None else None
        if stack is not None and typed.strip():
            self._seek(typed.strip().upper(), lambda target: self._aim(stack, target))

    def _aim(self, stack: PileStack, target: Target) -> None:
        stack.target = target
        if self.dialog is not None:
            self.dialog.complain("")
            self.dialog.code.fill("")
            self.dialog.stack_sheet.setFocus()

    # keeping

    def _save(self) -> None:
        """F9: put every stack into its dossier, one after the other."""
        if self.dialog is not None:
            self.dialog.complain("")
            self._go_on()

    def _go_on(self) -> None:
        """Files that came meanwhile, and pages without a dossier, hold the dialog open."""
        homeless = self._pile.homeless()
        if homeless is None and not self._awaited:
            self._keep_next()
        elif self.dialog is not None and self._table is not None:
            self.dialog.set_busy(False)
            if homeless is not None:
                self._table.go_to(homeless)
                self._complain(NoDossier())
                self.dialog.code.setFocus()

    def _keep_next(self) -> None:
        following = next(iter(self._pile.kept()), None)
        if self.dialog is None:
            return
        if following is None:
            self.dialog.accept()
        else:
            self.dialog.set_busy(True)
            self._keep(*following)

    def _keep(self, stack: PileStack, kept: Kept) -> None:
        """The file is made on the bench; only its row waits for the thread of the books."""
        place, officer = self._place, self._place.officer
        has_kept, has_failed = self._here(lambda _row: self._has_kept(stack)), self._here(self._keep_failed)

        def write(made: Made) -> None:
            place.act(lambda: scanning.attach_made(place.desk, officer, kept, made), has_kept, has_failed)

        self._bench.ask(lambda reader: scanning.made(reader, kept), self._here(write), has_failed)

    def _keep_failed(self, error: Exception) -> None:
        if self.dialog is not None:
            self.dialog.set_busy(False)
        self._complain(error)

    def _has_kept(self, stack: PileStack) -> None:
        """A stack that is in the books leaves the pile: after a failure nothing is added twice."""
        self._count += 1
        if stack.scan.lying is not None:
            self._used.add(stack.scan.lying)
        self._pile.remove(stack)
        self._show()
        self._go_on()
