"""A clerk's hands: the real window driven by keys, as a counter drives it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import monotonic

from PIL import Image
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.applicant import Applicant
from app.services.reception import ReceptionDraft
from benchmarks.demo.keyboard import Keyboard
from ui.office_window import OfficeWindow

Key = Qt.Key
PATIENCE_S = 15.0
COLOURS = 256  # more are not told apart on these screens, and a file is half as large


class Clerk:
    """Sits at one window."""

    def __init__(self, window: OfficeWindow, pictures: Path) -> None:
        self.window = window
        self._keyboard = Keyboard(window)
        self._pictures = pictures
        self.received = 0

    def log_in(self, pin: str) -> None:
        """Type the PIN and take the desk."""
        self._take_keyboard()
        QTest.keyClicks(self.window.login.pin, pin)
        QTest.keyClick(self.window.login.pin, Key.Key_Return)
        self.wait_until(lambda: self.window.workplace.desk.officer is not None, "the log-in")

    def receive(self, draft: ReceptionDraft) -> None:
        """Scan the card, choose the procedure by its code, tick the papers, F9."""
        view = self.window.reception
        self._take_keyboard()
        self.press(Key.Key_F2)
        self._keyboard.scan(card_text(draft.applicant))
        self.wait_until(lambda: view.form().full_name != "", "the scanned card")
        self.wait_until(view.procedure.procedure.hasFocus, "the keyboard to go on to the procedure")
        self._keyboard.type(draft.procedure_code)
        self.press(Key.Key_Return)
        self.wait_until(lambda: view.form().procedure_code == draft.procedure_code, "the procedure")
        self._tick(draft)
        self.press(Key.Key_F9)
        self.wait_until(lambda: view.form().is_blank, "the reception to be saved")
        self.wait_until(lambda: not self.window.workplace.is_printing, "the slip to be printed")
        self.received += 1

    def _tick(self, draft: ReceptionDraft) -> None:
        """Tab to the list, walk down it, and tick with the space bar what was brought."""
        checklist = self.window.reception.papers.checklist
        while not checklist.hasFocus():
            self.press(Key.Key_Tab)
        for number in sorted(draft.handed_in):
            checklist.go_to(number)
            self.press(Key.Key_Space)

    def scan(self, text: str) -> None:
        """Hold a card or a slip before the scanner."""
        self._keyboard.scan(text)
        self.settle()

    def type(self, text: str) -> None:
        """Type into whatever has the keyboard."""
        self._keyboard.type(text)

    def press(self, key: Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key into whatever has the keyboard."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def show(self, desk: str) -> None:
        """Bring a desk to the front."""
        self._take_keyboard()
        self.window.show_desk(desk)
        self.settle()

    def picture(self, name: str) -> None:
        """Keep the window as it is seen."""
        self.picture_of(self.window, name)

    def picture_of(self, part: QWidget, name: str) -> None:
        """Keep the window, or a dialog over it, as it is seen."""
        self.settle()
        self._pictures.mkdir(parents=True, exist_ok=True)
        picture = self._pictures / f"{name}.png"
        part.grab().save(str(picture))
        with Image.open(picture) as drawn:
            small = drawn.convert("RGB").quantize(COLOURS)
        small.save(picture, optimize=True)

    def settle(self, milliseconds: int = 250) -> None:
        """Let what was asked be answered and painted."""
        _wait(milliseconds)

    def wait_until(self, happened: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
        """Wait for the window; says what did not come."""
        until = monotonic() + patience_s
        while not happened():
            if monotonic() > until:
                self.picture("stuck")
                raise TimeoutError(f"{self.window.windowTitle()}: waited in vain for {what}")
            _wait(5)

    def _take_keyboard(self) -> None:
        if QApplication.activeWindow() is not self.window:
            self.window.raise_()
            self.window.activateWindow()
            self.wait_until(lambda: QApplication.activeWindow() is self.window, "the keyboard")


def _wait(milliseconds: int) -> None:
    """In a loop of Qt's own: QTest.qWait sleeps with Python's lock held, and the workers starve."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def card_text(person: Applicant) -> str:
    """What a citizen card's QR says."""
    born = date.fromisoformat(person.birth_date)
    fields = (
        person.id_number,
        "",
        person.full_name,
        f"{born:%d%m%Y}",
        person.sex,
        person.address,
        "15032022",
    )
    return "|".join(fields)
