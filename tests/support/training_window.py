"""Training's real window on training's books, driven by keys; its printer is a folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import shiboken6
from PySide6.QtCore import QEventLoop, Qt, QTimer

from app.domain.clock import Clock
from app.platform.secrets import FileSecrets
from app.services import officers
from app.services.desk import Officer
from app.storage.profile import open_profile
from app.training import founding, power_cut
from app.training.card import card_text
from app.training.missions import Person, mission_of
from tests.support.furniture import only
from tests.support.hands import Hands
from ui.bootstrap import desk_of
from ui.main_window import BOARD, RECEPTION
from ui.printing import watermark
from ui.printing.sinks import PdfFolder
from ui.theme.look import Look
from ui.training.frame import TITLE
from ui.training.window import TrainingWindow
from ui.workplace import Workplace

PATIENCE_S = 30.0
SIZE = (1366, 768)


class Trainee:
    """Sits at the window."""

    def __init__(self, window: TrainingWindow) -> None:
        self.window = window
        self.hands = Hands(window)

    def wait(self, happened: Callable[[], bool]) -> None:
        """Let the window go on until it has."""
        until = monotonic() + PATIENCE_S
        while not happened():
            assert monotonic() < until, "waited in vain"
            loop = QEventLoop()
            QTimer.singleShot(5, loop.quit)
            loop.exec()

    def begin(self, mission: int) -> None:
        """Choose it in the list and press Enter, as at the panel."""
        panel = self.window.panel
        assert panel is not None
        self.wait(lambda: panel.list.count() == 12)
        panel.list.setCurrentRow(mission - 1)
        panel.list.setFocus()
        self.hands.press(Qt.Key.Key_Return)
        self.wait(lambda: panel.shows_mission)

    def fill(self, person: Person, procedure: str) -> None:
        """F2, the card, the procedure, every mandatory paper."""
        form = self.window.reception
        self.hands.press(Qt.Key.Key_F2)
        self.wait(form.isVisible)
        self.hands.scan(card_text(person))
        self.wait(form.procedure.procedure.hasFocus)
        self.hands.type(procedure)
        self.hands.press(Qt.Key.Key_Return)
        self.wait(lambda: form.form().procedure_code != "")
        self.hands.press(Qt.Key.Key_Return)
        self.wait(form.papers.checklist.hasFocus)
        self.hands.type("0")

    def receive(self, person: Person, procedure: str) -> None:
        """The same, and F9."""
        self.fill(person, procedure)
        self.save()

    def save(self) -> None:
        """F9, until the form is empty and the slip is out."""
        self.hands.press(Qt.Key.Key_F9)
        self.wait(lambda: self.window.reception.form().is_blank)
        self.wait(lambda: not self.window.workplace.is_printing)


@contextmanager
def opened(look: Look, root: Path, clock: Clock, cut: Callable[[], None], *others: str) -> Iterator[Trainee]:
    """The window with the trainee at it, these ``others`` among its desks; the last mission calls ``cut``."""
    profile = open_profile(root, FileSecrets(root / "key"), clock)
    watermark.wear(TITLE)
    desk = desk_of(profile, clock)
    power_cut.lay_wires(desk, cut)
    clerk = next(each for each in officers.active_clerks(desk) if each.full_name == founding.TRAINEE)
    desk.officer = Officer(clerk.id, clerk.full_name, clerk.title, clerk.roles)
    place = Workplace(
        look,
        desk,
        PdfFolder(root.parent / "slips"),
        root.parent / "log",
        profile=profile,
        accepts_samples=True,
    )
    with only(BOARD, RECEPTION, *others):
        window = TrainingWindow(place)
    window.resize(*SIZE)
    window.show()
    window.activateWindow()
    trainee = Trainee(window)
    trainee.wait(window.isActiveWindow)
    try:
        yield trainee
    finally:
        window.close()
        shiboken6.delete(window)
        profile.close()
        watermark.wear("")


def people_of(mission: int) -> tuple[Person, ...]:
    """Who comes to the counter in a mission."""
    return mission_of(mission).people
