"""What the desks of one window share: the books, who works on them, the look, and the ways out.

A desk never knows another desk. It does its acts here, off the window's thread, and says here what it
wants shown; whoever built the window listens.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from app.domain.ids import ClerkId
from app.services.access import OnlyAdministers
from app.services.desk import Desk, Officer
from app.storage.profile import Profile
from ui.messages import sentence_for
from ui.printing.press import Press, PrintJob
from ui.printing.sinks import PrintSink
from ui.status_line import Network
from ui.tasks import Heard, Task, TaskRunner
from ui.theme.look import Look
from ui.widgets.message_bar import Message

Answer = TypeVar("Answer")
logger = logging.getLogger(__name__)

FAILURE = "failure"


class NobodyLoggedIn(RuntimeError):
    """Our bug: an act was started from behind the lock."""


class Workplace(QObject):
    """Handed to every desk of a window; tests and the demo build one from a profile's desk.

    ``books_changed`` follows every act that was committed; ``desk_wanted``, ``dossier_wanted`` and
    ``draft_wanted`` ask the window to go somewhere, ``card_photo_wanted`` for a photo of a card.
    ``message_acted`` names the topic of a message whose button was pressed; ``closing`` comes before the
    window goes; ``sticks_seen`` names the folders of sticks;
    ``queue_changed`` carries the queue of the hall as it stands. ``came_late`` carries a dialog that a
    clerk's answer would have opened after the clerk left.

    An answer is heard for the clerk who asked, whoever sits at the desk when it comes: what it tells is
    told to nobody else.
    Only a demo or a test ``accepts_samples``: citizens whose id numbers begin with 000.
    """

    books_changed = Signal()
    officer_changed = Signal()
    ways_changed = Signal()
    told = Signal(Message)
    settled = Signal(str)
    desk_wanted = Signal(str)
    dossier_wanted = Signal(object)
    draft_wanted = Signal(str)
    card_photo_wanted = Signal()
    scan_folder_changed = Signal()
    message_acted = Signal(str)
    closing = Signal()
    sticks_seen = Signal(list)
    queue_changed = Signal(object)
    came_late = Signal(object)

    def __init__(
        self,
        look: Look,
        desk: Desk,
        printer: PrintSink,
        log_file: Path,
        *,
        profile: Profile | None = None,
        accepts_samples: bool = False,
    ) -> None:
        super().__init__()
        self.profile = profile
        self.accepts_samples = accepts_samples
        self.network = Network(is_up=False, is_set_up=False)
        self.usb = ""
        self.update = ""
        self.look = look
        self.desk = desk
        self.runner = TaskRunner(self, self._for_asker)
        self._asker: Officer | None = None
        self._untold: dict[ClerkId, dict[str, Message]] = {}
        self.settled.connect(self._settle_untold)
        self._press = Press(self.runner, printer)
        self.log_file = log_file

    @property
    def officer(self) -> Officer:
        """Who is at the desk; no desk is reachable while it is locked, but answers to who left still come."""
        officer = self.desk.officer or self._asker
        if officer is None:
            raise NobodyLoggedIn
        return officer

    def seat(self, officer: Officer | None) -> None:
        """Somebody takes the desk, or leaves it locked."""
        self.desk.officer = officer
        self.officer_changed.emit()
        if officer is not None:
            for message in self._untold.pop(officer.id, {}).values():
                self.told.emit(message)

    def _for_asker(self, heard: Heard) -> Heard:
        asker = self._asker or self.desk.officer
        if heard is None:
            return None

        def hear(answer: Any) -> None:
            before, self._asker = self._asker, asker
            try:
                heard(answer)
            finally:
                self._asker = before

        return hear

    def _is_anothers(self, owner: Officer | None) -> bool:
        """Whether it is not for whoever sits here; nobody does behind the lock."""
        present = self.desk.officer
        return owner is not None and (present is None or owner.id != present.id)

    def _settle_untold(self, topic: str) -> None:
        if self._asker is not None:
            self._untold.get(self._asker.id, {}).pop(topic, None)

    def act(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Do an act on the books off the window's thread; lists are told to read anew after it."""

        def succeeded(answer: Answer) -> None:
            self.settled.emit(FAILURE)
            done(answer)
            self.books_changed.emit()

        return self.runner.start(lambda _report: work(), succeeded, failed or self.tell_failure)

    def ask(self, question: Callable[[], Answer], answered: Callable[[Answer], None]) -> None:
        """A short read off the window's thread; a failure is told in the message bar."""
        self.runner.ask(question, answered, self.tell_failure)

    def print(
        self,
        prepare: Callable[[], PrintJob],
        done: Callable[[int], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Put papers on the printer and note them in the books; see ``Press``."""

        def succeeded(reprint_no: int) -> None:
            self.settled.emit(FAILURE)
            done(reprint_no)
            self.books_changed.emit()

        self._press.order(prepare, succeeded, failed or self.tell_failure)

    @property
    def is_printing(self) -> bool:
        """Whether a paper is still on its way to the printer or into the books."""
        return not self._press.is_idle

    def show_ways(self, network: Network, usb: str) -> None:
        """Say how the line and the stick are, for the status bar."""
        self.network, self.usb = network, usb
        self.ways_changed.emit()

    def show_update(self, version: str) -> None:
        """Say which newer version waits for the next start; "" when none does."""
        if version != self.update:
            self.update = version
            self.ways_changed.emit()

    def tell(self, message: Message, owner: Officer | None = None) -> None:
        """Show a message until it is solved; behind the lock or to another it waits for its owner."""
        owner = owner or self._asker
        if owner is not None and self._is_anothers(owner) and not message.is_machines:
            self._untold.setdefault(owner.id, {})[message.topic] = message
        else:
            self.told.emit(message)

    def open(self, dialog: QDialog) -> None:
        """Open a dialog that an answer calls for: behind the lock it waits, and no other clerk sees it."""
        if self.desk.officer is None:
            self.came_late.emit(dialog)
        elif self._is_anothers(self._asker):
            dialog.deleteLater()
        else:
            dialog.open()

    def tell_failure(self, error: Exception) -> None:
        """Show why something did not come about.

        A desk that an administrator never sees reads its lists behind the scenes: its refusal is no news.
        """
        if not isinstance(error, OnlyAdministers):
            self.tell(Message(FAILURE, self.sentence(error), "late"))

    def sentence(self, error: Exception) -> str:
        """What to show for an error."""
        return sentence_for(error, self.log_file)

    def close(self) -> None:
        """Wait for the act at hand; called before the window goes."""
        self.closing.emit()
        self.runner.close()
        self._press.close()
