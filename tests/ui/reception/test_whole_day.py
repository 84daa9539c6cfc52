"""A counter works the whole day in one window: what one citizen leaves behind, three hundred leave too."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from tests.ui.reception.conftest import Office
from tests.ui.reception.test_receiving import fill
from ui.sweeper import sweep

WARM, MORE = 2, 6


def card(number: int) -> str:
    return f"0001940134{number:02d}||Nguyễn Thị Mẫu {number}|12081994|Nữ|Thôn Đông, xã Mẫu|15032022"


def receive(office: Office, number: int) -> None:
    jobs = len(office.printer.jobs)
    fill(office, card(number))
    office.hands.press(Qt.Key.Key_F9)
    office.wait_for_print(jobs + 1)


def held(office: Office) -> tuple[int, int, int]:
    """Objects, widgets and open files, once the program has let go what it holds no more."""
    for _ in range(2):
        sweep()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
    window = office.window
    objects = len(window.findChildren(QObject)) + len(window.workplace.findChildren(QObject))
    files = Path("/proc/self/fd")
    opened = len(list(files.iterdir())) if files.exists() else 0
    return objects, len(QApplication.allWidgets()), opened


def test_a_reception_with_its_papers_leaves_no_object_and_no_file_open(office: Office) -> None:
    for number in range(WARM):
        receive(office, number)
    morning = held(office)
    for number in range(WARM, WARM + MORE):
        receive(office, number)
    evening = held(office)
    # A timer or a task may just be under way; what every citizen left would be six of them or more.
    assert [later - before < MORE for before, later in zip(morning, evening, strict=True)] == [True] * 3
