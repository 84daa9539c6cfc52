"""While the window is open a newer version comes without a question, and the line is given back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from securesystemslib.signer import CryptoSigner

from app.installation import marks
from app.installation.aside import Reason, Report
from app.installation.folder import Running
from app.installation.marks import Trial
from app.releases.version import Version
from app.storage import update_copy
from tests.support.builders import a_dossier
from tests.support.static_server import StaticServer, a_static_server
from tests.support.updating_desk import UpdatingDesk, an_updating_desk
from tests.support.versions import NEXT, OLD, a_build
from ui.bootstrap import desk_of
from ui.printing.sinks import PdfFolder
from ui.settings.about_page import AboutPage
from ui.theme.look import Look
from ui.updates.watch import TOPIC, UpdateWatch
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

ON_LINUX = "sync.updates.looking.this_platform"


class Window:
    """As much of a window as a watch needs."""

    def __init__(self, look: Look, desk: UpdatingDesk) -> None:
        device = desk.device
        self.place = Workplace(
            look,
            desk_of(device.profile, device.clock),
            PdfFolder(desk.folder),
            desk.folder / "log",
            profile=device.profile,
        )
        self.told: list[Message] = []
        self.place.told.connect(self.told.append)
        self.is_exchanging = False
        self.watch = UpdateWatch(self.place, desk.running, lambda: self.is_exchanging)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[UpdatingDesk]:
    monkeypatch.setattr(ON_LINUX, lambda: "linux-amd64")
    made = an_updating_desk(tmp_path)
    yield made
    made.device.profile.close()


@pytest.fixture
def server(desk: UpdatingDesk) -> Iterator[StaticServer]:
    with a_static_server(desk.repo.folder) as server:
        desk.device.tamper("UPDATE device SET address = ?", server.address)
        yield server


@pytest.fixture
def window(look: Look, desk: UpdatingDesk) -> Iterator[Window]:
    made = Window(look, desk)
    yield made
    made.watch.close()
    made.place.close()


def test_a_newer_version_comes_while_the_line_rests_and_is_told_quietly(
    qtbot: QtBot, window: Window, desk: UpdatingDesk, server: StaticServer
):
    about = AboutPage(window.place)
    qtbot.addWidget(about)
    with qtbot.waitSignal(window.place.ways_changed):
        window.watch.look_by_line(60.0)
    assert window.place.update == "0.1.1"
    assert window.told == []
    assert marks.staged(desk.running.installation) == NEXT
    asked = len(server.asked)
    window.watch.look_by_line(60.0)  # the line rests every five minutes; nobody asks that often
    qtbot.wait(300)
    assert len(server.asked) == asked


def test_the_line_is_given_back_as_soon_as_an_exchange_begins(
    qtbot: QtBot, window: Window, desk: UpdatingDesk, server: StaticServer
):
    window.is_exchanging = True
    window.watch.look_by_line(60.0)
    qtbot.waitUntil(lambda: not window.watch.is_looking)
    assert marks.staged(desk.running.installation) is None
    assert not any(path.startswith(("blobs/", "deltas/")) for path, _ in server.asked)
    window.is_exchanging = False
    with qtbot.waitSignal(window.place.ways_changed):
        window.watch.look_by_line(60.0)
    assert window.place.update == "0.1.1"


def test_what_is_written_meanwhile_goes_first(
    qtbot: QtBot, window: Window, desk: UpdatingDesk, server: StaticServer
):
    real = server.alter

    def write_meanwhile(path: str, data: bytes) -> bytes:
        if path == "metadata/timestamp.json":
            a_dossier(desk.device.store, content="vừa nhận")
        return real(path, data)

    server.alter = write_meanwhile
    window.watch.look_by_line(60.0)
    qtbot.waitUntil(lambda: bool(server.asked) and not window.watch.is_looking)
    assert marks.staged(desk.running.installation) is None


def test_without_a_line_nothing_is_told(qtbot: QtBot, window: Window, desk: UpdatingDesk):
    window.watch.look_by_line(60.0)
    qtbot.waitUntil(lambda: not window.watch.is_looking)
    assert window.told == []


@pytest.mark.expects_log("updates refused")
def test_what_does_not_verify_is_told(qtbot: QtBot, window: Window, desk: UpdatingDesk, server: StaticServer):
    desk.repo.keys["timestamp"] = CryptoSigner.generate_ed25519()
    desk.repo.publish()
    window.watch.look_by_line(60.0)
    qtbot.waitUntil(lambda: bool(window.told))
    assert [(each.topic, each.state) for each in window.told] == [(TOPIC, "due")]
    assert "chữ ký" in window.told[0].sentence


def test_a_stick_that_is_plugged_in_brings_it_too(qtbot: QtBot, window: Window, desk: UpdatingDesk):
    stick = desk.folder / "usb"
    desk.repo.copy(stick / "SoXa-capnhat")
    with qtbot.waitSignal(window.place.ways_changed):
        window.place.sticks_seen.emit([desk.folder / "other", stick])
    assert window.place.update == "0.1.1"


@pytest.mark.expects_log("updates refused")
def test_an_old_stick_is_nothing_to_tell(qtbot: QtBot, window: Window, desk: UpdatingDesk):
    stick = desk.folder / "usb"
    desk.repo.copy(stick / "SoXa-capnhat")
    desk.device.clock.advance(days=40)
    window.place.sticks_seen.emit([stick])
    qtbot.waitUntil(lambda: not window.watch.is_looking)
    assert window.told == []


def test_a_version_that_waits_is_told_from_the_first_moment(look: Look, desk: UpdatingDesk):
    desk.look()
    window = Window(look, desk)
    assert window.place.update == "0.1.1"
    window.watch.close()
    window.place.close()


def test_a_usable_window_proves_the_version_and_what_was_kept_for_it_goes(
    qtbot: QtBot, look: Look, desk: UpdatingDesk
):
    installation = desk.running.installation
    a_build(installation.folder(NEXT), NEXT)
    marks.put_trial(installation, Trial(NEXT, OLD))
    marks.put_current(installation, NEXT)
    update_copy.make(desk.device.profile, str(NEXT), 0)
    desk.running = Running(installation, NEXT)
    window, made = Window(look, desk), []
    window.watch.confirm(lambda: made.append("desks"))
    qtbot.waitUntil(lambda: marks.trial(installation) is None)
    qtbot.waitUntil(lambda: update_copy.card_of(desk.device.root) is None)
    assert made == ["desks"]
    assert installation.present() == [OLD, NEXT]
    window.watch.close()
    window.place.close()


@pytest.mark.parametrize(("made_for", "is_kept"), [(OLD, False), (NEXT, True)], ids=["this", "a later"])
def test_a_version_that_another_profile_proved_lets_go_of_this_profiles_copy(
    qtbot: QtBot, look: Look, desk: UpdatingDesk, made_for: Version, is_kept: bool
):
    update_copy.make(desk.device.profile, str(made_for), 0)
    window = Window(look, desk)
    window.watch.confirm(lambda: None)
    qtbot.waitUntil(lambda: (desk.running.installation.root / "lock").exists())  # tidied after it
    assert (update_copy.card_of(desk.device.root) is not None) is is_kept
    window.watch.close()
    window.place.close()


def test_desks_that_cannot_be_made_prove_nothing(look: Look, desk: UpdatingDesk):
    installation = desk.running.installation
    marks.put_trial(installation, Trial(OLD, OLD))
    window = Window(look, desk)

    def broken() -> None:
        raise RuntimeError("a desk of the new version is broken")

    with pytest.raises(RuntimeError):
        window.watch.confirm(broken)
    assert marks.trial(installation) is not None
    window.watch.close()
    window.place.close()


def test_what_was_given_up_is_told_when_the_window_is_there(look: Look, desk: UpdatingDesk):
    window = Window(look, desk)
    window.watch.begin(Report("0.1.1", Reason.NEVER_SHOWN, []), lambda: None)
    assert "0.1.1 không mở được cửa sổ" in window.told[0].sentence
    window.watch.close()
    window.place.close()
