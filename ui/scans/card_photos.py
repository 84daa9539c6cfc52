"""A citizen's card from a photo: a file that was chosen or dropped, or a picture on the clipboard."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.citizen_card import CitizenCard
from app.domain.ids import ClerkId
from app.services import attachments, cards
from ui.scans.bench import ScanBench
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

CHOOSE = "Chọn ảnh chụp thẻ căn cước"
FILTER = "Ảnh (*.jpg *.jpeg *.png *.bmp *.tif *.tiff);;PDF (*.pdf)"
TOPIC = "card-photo"
READING = "Đang đọc mã QR trong ảnh thẻ."


class CardPhotos(QObject):
    """``card_read`` carries the card of a photo; why there is none is told in the message bar."""

    card_read = Signal(CitizenCard)

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = workplace
        self._parent = parent
        self._bench = ScanBench(workplace, self)
        workplace.card_photo_wanted.connect(self.choose)

    def choose(self) -> None:
        """Let the clerk choose a photo."""
        name, _ = QFileDialog.getOpenFileName(self._parent, CHOOSE, "", FILTER)
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Read a photo where it lies; it stays there."""
        self._read(lambda: attachments.read_file(path))

    def try_file(self, path: Path) -> None:
        """The same for a file that may be anything: without a card nothing is said."""
        self._ask(lambda: attachments.read_file(path), lambda _error: None)

    def take(self, picture: bytes) -> None:
        """Read a picture that was pasted."""
        self._read(lambda: picture)

    def _read(self, photo: Callable[[], bytes]) -> None:
        self._place.tell(Message(TOPIC, READING, "new"))
        self._ask(photo, self._say_why)

    def _ask(self, photo: Callable[[], bytes], failed: Callable[[Exception], None]) -> None:
        """The answer is for whoever asked: reading may outlast a hand-over, and the form is another's."""
        asked_by = self._seated()

        def answered(card: CitizenCard) -> None:
            self._place.settled.emit(TOPIC)
            if asked_by is not None and self._seated() == asked_by:
                self.card_read.emit(card)

        def gave_none(error: Exception) -> None:
            self._place.settled.emit(TOPIC)
            if self._seated() == asked_by:
                failed(error)

        self._bench.ask(lambda reader: cards.card_in_picture(reader, photo()), answered, gave_none)

    def _seated(self) -> ClerkId | None:
        """Who is at the desk; the same clerk in another role is the same."""
        officer = self._place.desk.officer
        return officer.id if officer is not None else None

    def _say_why(self, error: Exception) -> None:
        self._place.tell(Message(TOPIC, self._place.sentence(error), "due"))
