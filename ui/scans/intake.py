"""Takes files in: looks them through, shows the pile, and puts each stack into its dossier."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.ids import DossierId
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
EMPTY = "Chưa có trang nào. Nhấn Ctrl+O để chọn tệp."
MOST_PILE_BYTES = 2 * attachments.MOST_BYTES


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
        self._bytes = 0
        self._count = 0
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
        self._pile, self._used, self._bytes, self._count = Pile(), set(), 0, 0
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
            place = self._place
            place.ask(lambda: scanning.target(place.desk, home), self._come_home)

    def _leave(self) -> None:
        """Whoever sits down next sees no pages of somebody else's."""
        if self.dialog is not None:
            self.dialog.reject()

    def _closed(self) -> None:
        """What was not added lies where it lay."""
        dialog, self.dialog, self._table = self.dialog, None, None
        self._pile = Pile()
        if dialog is not None:
            dialog.deleteLater()

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
            if self._bytes + len(data) > MOST_PILE_BYTES:
                raise PileFull
            self._bytes += len(data)
            return scanning.look_through(reader, name, data, lying)

        self._bench.ask(look, lambda scan: self._lay(pile, scan), self._complain)

    def _lay(self, pile: Pile, scan: Scan | None) -> None:
        """A file that was asked for before the dialog was closed comes to no other pile."""
        if pile is not self._pile or scan is None:
            return
        for code in dict.fromkeys(stack.code for stack in pile.lay(scan) if stack.code):
            self._seek(code, lambda target, code=code: pile.aim(code, target))  # type: ignore[misc]
        self._show()

    def _complain(self, error: Exception) -> None:
        if self.dialog is not None:
            self.dialog.set_busy(False)
            self.dialog.say_when_empty(EMPTY)
            self.dialog.complain(self._place.sentence(error))

    # whose they are

    def _seek(self, code: str, found: Callable[[Target], None]) -> None:
        place = self._place

        def answered(target: Target | None) -> None:
            if target is None:
                self._complain(UnknownHere(code))
            else:
                found(target)
                self._show()

        place.runner.ask(lambda: scanning.target_of_code(place.desk, code), answered, self._complain)

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
        homeless = self._pile.homeless()
        if homeless is None or self.dialog is None or self._table is None:
            self._keep_next()
            return
        self._table.go_to(homeless)
        self._complain(NoDossier())
        self.dialog.code.setFocus()

    def _keep_next(self) -> None:
        following = next(iter(self._pile.kept()), None)
        if following is None:
            self._finish()
        elif self.dialog is not None:
            self.dialog.set_busy(True)
            self.dialog.complain("")
            self._keep(*following)

    def _keep(self, stack: PileStack, kept: Kept) -> None:
        """The file is made on the bench; only its row waits for the thread of the books."""
        place, officer = self._place, self._place.officer

        def write(made: Made) -> None:
            place.act(
                lambda: scanning.attach_made(place.desk, officer, kept, made),
                lambda _row: self._has_kept(stack),
                self._complain,
            )

        self._bench.ask(lambda reader: scanning.made(reader, kept), write, self._complain)

    def _has_kept(self, stack: PileStack) -> None:
        """A stack that is in the books leaves the pile: after a failure nothing is added twice.

        Pages that came meanwhile and have no dossier yet hold the dialog open.
        """
        if stack not in self._pile.stacks:
            return  # somebody closed the dialog; its files stay where they lie
        self._count += 1
        if stack.scan.lying is not None:
            self._used.add(stack.scan.lying)
        self._pile.remove(stack)
        self._show()
        self._save()

    def _finish(self) -> None:
        """A file of which every page was left out was not added, and is not used up."""
        if self.dialog is not None:
            self.dialog.accept()
            self.added.emit(self._count)
            self.consumed.emit(list(self._used))
