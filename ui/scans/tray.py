"""The scanner's folder at work: says what has come, opens it when asked, and clears what was added."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.services import scan_folder
from app.services.access import only_administers
from app.services.scan_folder import Lying
from ui.scans.card_photos import CardPhotos
from ui.scans.folder_watch import FolderWatch
from ui.scans.intake import ScanIntake
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

TOPIC = "scan-tray"
MOST_AT_ONCE = 20


class ScanTray(QObject):
    """A photo that comes while ``wants_card`` is tried as a card first; it stays in the tray either way."""

    def __init__(
        self, workplace: Workplace, parent: QWidget, photos: CardPhotos, wants_card: Callable[[], bool]
    ) -> None:
        super().__init__(parent)
        self._place = workplace
        self._photos = photos
        self._wants_card = wants_card
        self._folder: Path | None = None
        self._waiting: list[Path] = []
        self.watch = FolderWatch(self)
        self.intake = ScanIntake(workplace, parent)
        self.watch.arrived.connect(self._take)
        self.intake.consumed.connect(self._use_up)
        workplace.message_acted.connect(self._hear)
        workplace.officer_changed.connect(self.refresh)
        workplace.scan_folder_changed.connect(self.refresh)
        workplace.closing.connect(self.watch.close)
        self.refresh()

    def refresh(self) -> None:
        """Watch while somebody is there who may read dossiers."""
        officer = self._place.desk.officer
        if officer is None or only_administers(officer):
            self.watch.watch(None)
            self._forget()
        else:
            self._place.ask(lambda: scan_folder.chosen(self._place.desk), self._watch)

    def _watch(self, folder: Path | None) -> None:
        self._folder = folder
        self.watch.watch(folder if self._place.desk.officer is not None else None)

    def _forget(self) -> None:
        self._waiting = []
        self._place.settled.emit(TOPIC)

    def _take(self, paths: list[Path]) -> None:
        self._waiting += [path for path in paths if path not in self._waiting]
        count = len(self._waiting)
        self._place.tell(
            Message(
                TOPIC,
                f"Thư mục máy quét có {count} tệp mới.",
                "new",
                "Alt+Q",
                "Xem và thêm",
                is_machines=True,
            )
        )
        is_photo = len(paths) == 1 and paths[0].suffix.lower() in scan_folder.PHOTO_KINDS
        if is_photo and self._wants_card():
            self._photos.try_file(paths[0])

    def _hear(self, topic: str) -> None:
        if topic == TOPIC and self._waiting:
            opened, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            self._place.settled.emit(TOPIC)
            self.intake.take(opened, None)

    def _use_up(self, used: list[Lying]) -> None:
        folder = self._folder
        if folder is not None:
            self._place.runner.ask(
                lambda: scan_folder.use_up(folder, used), lambda _none: None, self._place.tell_failure
            )
