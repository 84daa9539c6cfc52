"""A program that a test kills: it opens a profile's window and types into the reception form.

It prints each letter once the window has taken it, so that whoever kills it knows what must be on disk.
"""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.platform.secrets import FileSecrets
from app.services import officers
from app.storage.profile import open_profile
from tests.support.devices import SettableClock
from tests.support.hands import Hands
from tests.support.office import PIN
from ui.bootstrap import desk_of
from ui.main_window import RECEPTION
from ui.office_window import OfficeWindow
from ui.printing.sinks import PdfFolder
from ui.theme.look import Look
from ui.workplace import Workplace

NAME = "Nguyễn Thị Hồng Nhung thứ hai"
RESOURCES = Path(__file__).parents[3] / "resources"


def main(root: Path, key: Path, prints: Path) -> None:
    """Type until killed."""
    app = QApplication([])
    clock = SettableClock()
    profile = open_profile(root, FileSecrets(key), clock)
    desk = desk_of(profile, clock)
    desk.officer = officers.log_in(desk, officers.active_clerks(desk)[0].id, PIN)
    window = OfficeWindow(Workplace(Look(app, RESOURCES), desk, PdfFolder(prints), prints / "log"))
    window.show()
    window.activateWindow()
    app.processEvents()
    window.show_desk(RECEPTION)
    window.reception.applicant.person.full_name.setFocus()
    hands = Hands(window)
    for letter in NAME * 1000:
        hands.type(letter)
        sys.stdout.write(letter)
        sys.stdout.flush()


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
