"""A window with the desk of dossiers and two others, over a real profile, with a printer that may jam."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app.domain.dossier import Role
from app.domain.ids import DossierId
from app.printing.forms import PrintedForm
from app.services import officers
from app.services.desk import Officer
from tests.support.office import PIN, Counter
from tests.support.settling import settle
from ui.dossier.act_form import ActForm
from ui.dossier.view import DossierPage
from ui.dossiers.desk import DossiersDesk
from ui.main_window import BOARD, DOSSIERS, NAV_ITEMS, MainWindow
from ui.printing.errors import PrinterNotReady
from ui.theme.look import Look
from ui.widgets.desk import Desk
from ui.widgets.key_button import KeyButton
from ui.workplace import Workplace

PATIENCE_MS = 30_000
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class Tray:
    """Takes what is printed; ``is_jammed`` is a printer that takes nothing."""

    def __init__(self) -> None:
        self.jobs: list[Sequence[PrintedForm]] = []
        self.is_jammed = False

    def print_forms(self, forms: Sequence[PrintedForm]) -> None:
        if self.is_jammed:
            raise PrinterNotReady
        self.jobs.append(forms)


class Frame:
    """The window with its desk of dossiers, as keys and eyes find it."""

    names: tuple[str, ...] = (BOARD, DOSSIERS)

    def __init__(self, look: Look, counter: Counter, folder: Path, qtbot: QtBot) -> None:
        self.counter = counter
        self.tray = Tray()
        self.place = Workplace(look, counter.desk, self.tray, folder / "log", accepts_samples=True)
        self.qtbot = qtbot
        items = [item for item in NAV_ITEMS if item.name in self.names]
        self.window = MainWindow(look, "Sổ Xã", items)
        self.desk = DossiersDesk(self.place)
        self.window.add_desk(BOARD, Desk(look, "Bàn làm việc"))
        self.window.add_desk(DOSSIERS, self.desk)
        self.place.desk_wanted.connect(self.window.show_desk)
        self.place.dossier_wanted.connect(lambda _id: self.window.show_desk(DOSSIERS))
        self.place.told.connect(self.window.show_message)
        self.place.settled.connect(self.window.messages.withdraw)
        self.window.message_acted.connect(self.place.message_acted)
        self.shown = BOARD
        self.window.desk_shown.connect(self._note_shown)

    def _note_shown(self, name: str) -> None:
        self.shown = name

    @property
    def page(self) -> DossierPage:
        return self.desk.page

    def start(self) -> None:
        self.window.resize(1366, 697)
        with self.qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.window.show_desk(BOARD)

    def close(self) -> None:
        """Take everything apart: a window that lives on is dressed anew with every later test."""
        self.window.close()
        self.place.close()
        for part in (self.place, self.window):
            part.deleteLater()
            QCoreApplication.sendPostedEvents(part, QEvent.Type.DeferredDelete)

    def wait(self, is_so) -> None:
        self.qtbot.waitUntil(is_so, timeout=PATIENCE_MS)

    # what is on the screen

    def open(self, id_: DossierId) -> None:
        """Another desk wants this dossier; until its acts are on the screen."""
        self.place.dossier_wanted.emit(id_)
        self.wait_for(id_)

    def wait_for(self, id_: DossierId) -> None:
        def is_there() -> bool:
            read = self.desk.dossier.shown
            return read is not None and read.view.id == id_

        self.wait(is_there)

    def timeline(self) -> list[str]:
        """What was done, newest first."""
        model = self.page.models[0]
        return [model.index(row, 2).data() for row in range(model.rowCount())]

    def form(self) -> ActForm:
        form = self.page.side.form()
        assert form is not None
        return form

    def buttons(self) -> list[KeyButton]:
        return [button for button in self.window.findChildren(KeyButton) if button.isVisible()]

    def button(self, key: str) -> KeyButton:
        return next(button for button in self.buttons() if button.key == key)

    def seat(self, name: str, *roles: Role) -> Officer:
        """A new clerk sits down."""
        officer = officers.register_clerk(self.counter.desk, name, "Công chức", roles, PIN)
        self.place.seat(officer)
        return officer

    # what the hands do

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER, times: int = 1) -> None:
        """Press a key; a button that hears it comes up again before its click counts."""
        for _ in range(times):
            QTest.keyClick(self.focused(), key, modifier)
            self.wait(lambda: not any(button.isDown() for button in self.buttons()))

    def type(self, text: str) -> None:
        """Write with an input method, as Vietnamese is written."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(self.focused(), event)

    def focused(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def choose(self, words: str) -> None:
        """Choose in the box the keyboard is on, as typing the first letters does."""
        box = self.focused()
        assert isinstance(box, QComboBox)
        box.setCurrentIndex(box.findText(words))

    def save(self) -> None:
        """F9, and wait until the act is in the books and on the screen."""
        with self.qtbot.waitSignal(self.place.books_changed, timeout=PATIENCE_MS):
            self.press(Qt.Key.Key_F9)
        self.settle()
        self.wait(lambda: self.page.side.form() is None)

    def settle(self) -> None:
        """Wait until everything asked for so far has been answered."""
        settle(self.place, self.wait)
