"""Joins the tab of scans to the services: lists them, adds one, shows one."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.domain.ids import DossierId
from app.platform import wia
from app.services import attachments
from app.services.attachments import AttachmentView
from app.services.desk import Officer
from ui.dossier.attachment_files import PrivateFiles
from ui.dossier.attachment_panel import AttachmentPanel
from ui.dossier.attachment_words import rows
from ui.scans.bench import ScanBench
from ui.scans.intake import ScanIntake
from ui.workplace import Workplace

ADDED = "Đã thêm {count} bản quét và lưu trên máy này."
ASKED = "Đang tải bản quét; máy tự tải tiếp khi có mạng."
NO_VIEWER = "Máy chưa có chương trình mở loại tệp này. Bản quét vẫn nguyên. Xin nhờ quản trị cài."


class AttachmentPresenter(QObject):
    """The scans of one dossier at a time; ``counted`` carries how many there are."""

    counted = Signal(int)

    def __init__(self, workplace: Workplace, panel: AttachmentPanel) -> None:
        super().__init__(panel)
        self._place = workplace
        self._panel = panel
        self._id: DossierId | None = None
        self._shown: list[AttachmentView] = []
        self._drawn: dict[int, bytes] = {}
        self._files = PrivateFiles()
        self.intake = ScanIntake(workplace, panel)
        self._bench = ScanBench(workplace, self)
        self.intake.added.connect(self._say_added)
        panel.add_asked.connect(self.choose)
        panel.scan_asked.connect(self.scan)
        panel.scan.setVisible(wia.is_there())
        panel.opened.connect(self._open)
        panel.chosen.connect(self._show_picture)
        workplace.books_changed.connect(self.refresh)
        workplace.officer_changed.connect(self._files.clear)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self._files.clear)

    def show(self, id_: DossierId) -> None:
        """The scans of another dossier."""
        if id_ != self._id:
            self._id, self._shown, self._drawn = id_, [], {}
            self._panel.say("")
            self._panel.show_rows(())
            self._panel.show_picture(b"")
        self.refresh()

    def refresh(self) -> None:
        """Read them anew."""
        id_, place = self._id, self._place
        if id_ is None or place.desk.officer is None:
            return
        place.ask(lambda: attachments.of_dossier(place.desk, id_), lambda found: self._take(id_, list(found)))

    def _take(self, id_: DossierId, found: list[AttachmentView]) -> None:
        if id_ != self._id:
            return
        self._shown = found
        self._panel.show_rows(rows(found, self._place.desk.now()))
        self.counted.emit(len(found))
        self._show_picture(self._panel.row())

    # adding

    def choose(self) -> None:
        """Let the clerk choose files."""
        if self._id is not None:
            self.intake.choose(self._id)

    def add(self, paths: Sequence[Path]) -> None:
        """Look files through before they are in the dossier."""
        if self._id is not None:
            self.intake.take(paths, self._id)

    def scan(self) -> None:
        """Ask the scanner for a page."""
        if self._id is not None:
            self.intake.scan(self._id)

    def _say_added(self, count: int) -> None:
        self._panel.say(ADDED.format(count=count) if count else "")

    # looking

    def _open(self, row: int) -> None:
        if not 0 <= row < len(self._shown):
            return
        view, place = self._shown[row], self._place
        if view.is_here:
            officer = place.officer
            place.runner.ask(
                lambda: attachments.content(place.desk, view.record.ref),
                lambda found: self._open_file(officer, *found),
                self._say_failure,
            )
        else:  # the window exchanges soon after an act
            place.act(
                lambda: attachments.ask_for(place.desk, view.record.ref),
                lambda _none: self._panel.say(ASKED),
                self._say_failure,
            )

    def _open_file(self, officer: Officer, data: bytes, suffix: str) -> None:
        """Shown by another program, that no lock covers: only to who asked and is still here."""
        if self._place.desk.officer != officer:
            return
        path = self._files.put(data, suffix)
        is_open = QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        self._panel.say("" if is_open else NO_VIEWER)

    def _show_picture(self, row: int) -> None:
        if not 0 <= row < len(self._shown):
            self._panel.show_picture(b"")
            return
        view, place = self._shown[row], self._place

        def show(picture: bytes) -> None:
            picture = picture or self._drawn.get(view.record.id, b"")
            self._panel.show_picture(picture)
            if not picture and view.is_here and view.record.id not in self._drawn:
                self._draw(view)

        place.ask(lambda: attachments.preview(place.desk, view.record), show)

    def _draw(self, view: AttachmentView) -> None:
        """A scan that came without a picture of its first page; what cannot be drawn stays without."""
        self._drawn[view.record.id] = b""  # once is enough, also where nothing comes of it
        self._bench.ask(
            lambda reader: reader.first_page(attachments.content(self._place.desk, view.record.ref)[0]),
            lambda picture: self._show_drawn(view, picture),
            lambda _error: None,
        )

    def _show_drawn(self, view: AttachmentView, picture: bytes) -> None:
        """Unless the clerk has gone on to another scan."""
        self._drawn[view.record.id] = picture
        row = self._panel.row()
        if 0 <= row < len(self._shown) and self._shown[row].record.id == view.record.id:
            self._panel.show_picture(picture)

    def _say_failure(self, error: Exception) -> None:
        self._panel.say(self._place.sentence(error))
