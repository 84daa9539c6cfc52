"""The window: the real one, on the scratch profile, from its lock to the board. It takes no keyboard."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ui.main_window import BOARD
from ui.office_window import OfficeWindow
from ui.printing.sinks import PdfFolder
from ui.selftest.check import Bench, insist
from ui.workplace import Workplace

SIZE = (1024, 640)
PATIENCE_S = 20.0
STEP_MS = 10
# A window that paints nothing has one colour.
FEWEST_COLOURS = 4
SAMPLES = 64


def look_at_window(bench: Bench) -> str:
    """Show the lock, let the clerk of the scratch profile in, see the board painted, close."""
    window = _window(bench)
    officer = bench.scratch.desk.officer
    try:
        window.workplace.seat(None)
        window.show()
        insist(_until(lambda: _is_painted(window) and window.login.isVisible()), "Cửa sổ không hiện ra.")
        window.workplace.seat(officer)
        insist(_until(lambda: window.desks[BOARD].isVisible()), "Bàn làm việc không hiện ra.")
        insist(_colours(window) >= FEWEST_COLOURS, "Cửa sổ hiện ra nhưng trống.")
    finally:
        bench.scratch.desk.officer = officer
        window.close()
        window.deleteLater()
    return f"Đã mở, vẽ và đóng ({screen_words()})."


def _window(bench: Bench) -> OfficeWindow:
    scratch = bench.scratch
    place = Workplace(
        bench.look,
        scratch.desk,
        PdfFolder(scratch.root / "slips"),
        scratch.root / "soxa.log",
        profile=scratch.profile,
        accepts_samples=True,
    )
    window = OfficeWindow(place)
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    window.resize(*SIZE)
    return window


def _is_painted(window: OfficeWindow) -> bool:
    handle = window.windowHandle()
    return handle is not None and handle.isExposed()


def _colours(window: OfficeWindow) -> int:
    """How many colours a grid of points on the window shows."""
    image = window.grab().toImage()
    across, down = max(1, image.width() // SAMPLES), max(1, image.height() // SAMPLES)
    points = ((x, y) for x in range(0, image.width(), across) for y in range(0, image.height(), down))
    return len({image.pixel(x, y) for x, y in points})


def _until(happened: Callable[[], bool]) -> bool:
    """Whether it happens while the window lives on."""
    until = monotonic() + PATIENCE_S
    while not happened():
        if monotonic() > until:
            return False
        loop = QEventLoop()
        QTimer.singleShot(STEP_MS, loop.quit)
        loop.exec()
    QApplication.processEvents()
    return True


def screen_words() -> str:
    """On what the window was shown."""
    platform = QGuiApplication.platformName()
    return "không có màn hình, vẽ trong bộ nhớ" if platform == "offscreen" else f"màn hình {platform}"
