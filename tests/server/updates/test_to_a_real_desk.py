"""From a key in a drawer to a program that waits for its next start: real server, line, stick and desk."""

import filecmp
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from app.installation import marks
from app.installation.folder import Running
from app.releases.version import Version
from server.asgi import open_server
from server.authority import BACKUP_KEY
from server.backup.restoring import read_key, restore
from server.backup.writing import write_backup
from server.run import serve_in_thread
from server.settings import Settings
from server.updates.adding import add_release
from server.updates.carrying import STICK_FOLDER, write_stick
from server.updates.ceremony import begin_rotation, read_district_root
from server.updates.publishing import publish, renew
from server.updates.repository import repository_of
from sync.http.client import HttpTransport
from sync.http.trust import Trust
from sync.http.updates import LineSource
from sync.updates.looking import look
from sync.updates.outcome import Fetched, State
from sync.updates.source import Source
from sync.updates.stick import StickSource, updates_on
from sync.updates.trust import TrustKeeper
from tests.server.updates.ceremony import Ceremony
from tests.support.devices import Device, a_device
from tests.support.updating_desk import join
from tests.support.versions import NEXT, OLD, PLATFORM, a_build, an_installation, some_files

LATER = Version(0, 1, 2)


class Office(NamedTuple):
    """A member of the district, with the old program."""

    device: Device
    running: Running
    ceremony: Ceremony

    def offer(self, version: Version, changed: int) -> Path:
        """A build that was added, signed and published."""
        build = self.ceremony.home / f"dist-{version}"
        a_build(build, version, some_files(changed))
        add_release(self.ceremony.repository, build, "Sửa lỗi.", self.device.clock.now_ms())
        self.ceremony.publish()
        return build

    def look(self, source: Source) -> Fetched:
        keeper = TrustKeeper(self.device.store, self.device.root)
        now = self.device.clock.now_ms()
        return look(self.device.store, keeper, self.running, source, now, platform=PLATFORM)

    def is_staged(self, build: Path) -> bool:
        """Whether the version that waits is this build, to the byte."""
        version = marks.staged(self.running.installation)
        assert version is not None
        made = self.running.installation.folder(version)
        names = {path.relative_to(build) for path in build.rglob("*") if path.is_file()}
        assert names == {path.relative_to(made) for path in made.rglob("*") if path.is_file()}
        return all(filecmp.cmp(build / name, made / name, shallow=False) for name in names)


@pytest.fixture
def office(tmp_path: Path, settings: Settings) -> Iterator[Office]:
    device = a_device(tmp_path, "Bàn 1")
    district = read_district_root(settings.authority_path / "root.key")
    join(device, bytes(district.verify_key))
    ceremony = Ceremony(tmp_path, repository_of(settings), district, device.clock.now_ms)
    ceremony.begin()
    made = Office(device, an_installation(tmp_path / "Chương trình", OLD), ceremony)
    made.offer(OLD, 0)
    yield made
    device.profile.close()


@pytest.fixture
def line(settings: Settings, office: Office) -> Iterator[LineSource]:
    with serve_in_thread(settings, office.device.clock) as running:
        yield LineSource(HttpTransport(running.address, Trust()))


def test_a_patch_comes_over_the_line_as_what_has_changed(office: Office, line: LineSource):
    assert office.look(line).state is State.NOTHING_NEW
    build = office.offer(NEXT, 2)
    fetched = office.look(line)
    assert fetched.state is State.STAGED
    assert office.is_staged(build)
    assert fetched.fetched_bytes < 2000


def test_a_desk_without_a_line_is_updated_by_stick(office: Office, tmp_path: Path):
    build = office.offer(NEXT, 2)
    stick = tmp_path / "usb"
    stick.mkdir()
    write_stick(office.ceremony.repository, stick, office.device.clock.now_ms())
    folder = updates_on(stick)
    assert folder is not None
    assert office.look(StickSource(folder)).state is State.STAGED
    assert office.is_staged(build)


def test_a_restored_server_goes_on_with_the_updates_of_a_stick_under_the_key_of_its_backup(
    office: Office, settings: Settings, tmp_path: Path
):
    build, clock = office.offer(NEXT, 2), office.device.clock
    stick, backup = tmp_path / "usb", tmp_path / "district.sxb"
    write_stick(office.ceremony.repository, stick, clock.now_ms())
    write_backup(open_server(settings), backup)
    restored = restore(backup, read_key(settings.authority_path / BACKUP_KEY), tmp_path / "again", "")
    again = repository_of(restored.settings)
    assert not again.exists  # what is public is in nobody's backup
    shutil.copytree(stick / STICK_FOLDER, again.folder)
    clock.advance(days=25)
    assert renew(again, clock.now_ms())
    clock.advance(days=25)  # past the end of the timestamp that the stick brought
    assert office.look(StickSource(again.folder)).state is State.STAGED
    assert office.is_staged(build)


def test_a_desk_follows_every_key_that_was_replaced_meanwhile(office: Office, line: LineSource):
    ceremony, now = office.ceremony, office.device.clock.now_ms
    office.look(line)
    for role in ("targets", "root"):
        olds = ceremony.keys("root")[-1]
        begin_rotation(ceremony.repository, now(), role, ceremony.maker.make(role, 1), ["all"])
        ceremony.sign(*{olds, ceremony.keys("root")[-1], ceremony.keys("targets")[-1]})
        publish(ceremony.repository, now())
    build = office.offer(NEXT, 2)
    assert office.look(line).state is State.STAGED
    assert office.is_staged(build)


@pytest.mark.expects_log("updates refused|another root")
def test_after_the_loss_of_every_key_the_districts_newer_word_is_found(office: Office, line: LineSource):
    office.offer(NEXT, 2)
    office.look(line)
    office.device.clock.advance(days=1)
    office.ceremony.begin()
    build = office.offer(LATER, 3)
    assert office.look(line).version == str(LATER)
    assert office.is_staged(build)
