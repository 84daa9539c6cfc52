"""From a release that a district has signed to the quiet line in an office's window, over a real exchange."""

from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from app.installation import marks
from server.updates.adding import add_release
from server.updates.ceremony import read_district_root
from server.updates.repository import repository_of
from sync.enrolment import enrol
from sync.http.lines import open_line
from tests.server.updates.ceremony import Ceremony
from tests.support.district import District, a_district
from tests.support.office import a_counter
from tests.support.versions import NEXT, OLD, a_build, an_installation, some_files
from ui.office_window import OfficeWindow
from ui.printing.sinks import PdfFolder
from ui.theme.look import Look
from ui.workplace import Workplace


def publish(district: District, folder: Path) -> None:
    """What an administrator does, with keys of cheap passphrases."""
    root = read_district_root(district.settings.authority_path / "root.key")
    ceremony = Ceremony(folder / "keys", repository_of(district.settings), root, district.clock.now_ms)
    ceremony.begin()
    a_build(folder / "next", NEXT, some_files(2))
    add_release(ceremony.repository, folder / "next", "Sửa lỗi.", district.clock.now_ms())
    ceremony.publish()


def test_a_release_reaches_the_window_after_an_exchange(
    qtbot: QtBot, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sync.updates.looking.this_platform", lambda: "linux-amd64")
    with a_district(tmp_path) as district:
        publish(district, tmp_path)
        counter = a_counter(tmp_path, "Bàn 2")
        profile = counter.device.profile
        enrol(profile.store, district.ticket(), open_line)
        counter.receive()
        running = an_installation(tmp_path / "Chương trình", OLD)
        place = Workplace(look, counter.desk, PdfFolder(tmp_path), tmp_path / "log", profile=profile)
        window = OfficeWindow(place, running)
        place.seat(counter.officer)
        window.show()
        rests: list[float] = []
        window.exchange.rested.connect(rests.append)
        while not rests:  # what was sent is asked after before the line rests
            with qtbot.waitSignal(window.exchange.ended, timeout=20_000):
                window.exchange.exchange_now()
        qtbot.waitUntil(lambda: place.update == "0.1.1", timeout=30_000)
        qtbot.waitUntil(lambda: window.status.update_waits.text() == "Có bản mới 0.1.1", timeout=10_000)
        assert marks.staged(running.installation) == NEXT
        assert marks.current(running.installation) == OLD
        window.close()
        shiboken6.delete(window)
        profile.close()
