"""One start of the program, as it starts for a clerk: from the interpreter's first line to rows on the board.

Prints milliseconds since this process was started, and its resident memory, at two moments: the window
is there to log in at, and the board of the clerk who logged in shows its dossiers.
"""

import json
import os
import sys
from pathlib import Path
from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.platform.secrets import FileSecrets
from app.services import officers
from app.storage.profile import open_profile
from benchmarks.profiles import PIN, UNTIL, StandingClock
from ui.bootstrap import desk_of
from ui.main_window import BOARD
from ui.office_window import OfficeWindow
from ui.printing.sinks import PdfFolder
from ui.theme.look import Look
from ui.window import resources
from ui.workplace import Workplace

PATIENCE_S = 30
TICKS = os.sysconf("SC_CLK_TCK")


def main(root: Path) -> None:
    """Start, log in, and say when each was there."""
    application = QApplication(sys.argv[:1])
    clock = StandingClock(UNTIL)
    profile = open_profile(root, FileSecrets(root / "key"), clock)
    desk = desk_of(profile, clock)
    place = Workplace(Look(application, resources()), desk, PdfFolder(root / "slips"), root / "log")
    window = OfficeWindow(place)
    window.resize(1366, 697)
    window.show()
    _until(application, lambda: _takes_keys(window.login.pin))
    shown = _since_start_ms()
    clerk = officers.active_clerks(desk)[0]
    asked = monotonic()
    place.seat(officers.log_in(desk, clerk.id, PIN))
    _until(application, lambda: window.desks[BOARD].table.chosen_row() is not None)  # type: ignore[attr-defined]
    rows = (monotonic() - asked) * 1000
    print(json.dumps({"window_ms": shown, "rows_after_login_ms": rows, "rss_mb": _resident_mb()}), flush=True)
    window.close()
    profile.close()


def _takes_keys(field: QLineEdit) -> bool:
    """Whether a digit that is typed stands in the field."""
    QTest.keyClick(field, Qt.Key.Key_1)
    return bool(field.text()) and field.isVisible() and field.hasFocus()


def _until(application: QApplication, happened: object) -> None:
    until = monotonic() + PATIENCE_S
    while not happened():  # type: ignore[operator]
        application.processEvents()
        if monotonic() > until:
            raise TimeoutError("the window did not come")


def _since_start_ms() -> float:
    """By the kernel's own account of when this process began."""
    started = int(Path("/proc/self/stat").read_text("utf-8").rsplit(")", 1)[1].split()[19]) / TICKS
    return (float(Path("/proc/uptime").read_text("utf-8").split()[0]) - started) * 1000


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main(Path(sys.argv[1]))
