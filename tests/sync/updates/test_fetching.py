"""A newer version comes piece by piece: only what is lacking, over any line, and never half."""

import shutil
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from app.installation import aside, marks
from app.installation.aside import Reason
from app.installation.errors import InstallationBusy, NoRoomForVersion
from app.installation.folder import held
from app.installation.staging import Staging
from app.releases.content import blob_name
from app.releases.manifest import RELEASE_FILE, check_build, read_manifest
from app.releases.version import Version
from app.storage import feed_store
from sync.errors import LineCut, NoLine, ServerTrouble
from sync.updates.errors import DamagedPieces, NoUpdatesHere, UpdateNotForThis
from sync.updates.looking import EVERY_MS, is_due, signed_for
from sync.updates.outcome import Fetched, State
from sync.updates.source import Source
from tests.support.disks import a_disk, fill
from tests.support.static_server import StaticServer
from tests.support.updating_desk import UpdatingDesk, an_updating_desk, offer_next
from tests.support.versions import NEXT, OLD


def staged(desk: UpdatingDesk) -> bool:
    """Whether the next version waits, whole and as it was published."""
    installation = desk.running.installation
    folder = installation.folder(NEXT)
    if marks.staged(installation) != NEXT:
        return False
    data = (folder / RELEASE_FILE).read_bytes()
    check_build(folder, read_manifest(data))
    return data == (desk.folder / "builds" / str(NEXT) / RELEASE_FILE).read_bytes()


def test_a_newer_version_is_staged_and_what_was_signed_is_kept(desk: UpdatingDesk, source: Source):
    fetched = desk.look(source)
    assert (fetched.state, fetched.version, fetched.notes) == (State.STAGED, "0.1.1", "Sửa lỗi in sổ.")
    assert staged(desk)
    assert marks.current(desk.running.installation) == OLD
    with desk.device.store.read() as snapshot:
        assert signed_for(snapshot, NEXT) == fetched.manifest_sha256
        assert not is_due(snapshot, desk.device.clock.now_ms() + EVERY_MS - 1)
        assert is_due(snapshot, desk.device.clock.now_ms() + EVERY_MS)


def test_only_what_changed_travels_and_as_a_difference(desk: UpdatingDesk, server: StaticServer):
    fetched = desk.look(desk.line(server))
    blobs = [path for path, _ in server.asked if path.startswith("blobs/")]
    deltas = [path for path, _ in server.asked if path.startswith("deltas/")]
    assert (len(blobs), len(deltas)) == (0, 3)  # two files and the manifest
    assert fetched.fetched_bytes < 1500


def test_who_has_nothing_new_asks_for_little(desk: UpdatingDesk, server: StaticServer):
    desk.look(desk.line(server))
    server.asked.clear()
    assert desk.look(desk.line(server)).state is State.STAGED
    assert [path for path, _ in server.asked] == ["metadata/2.root.json", "metadata/timestamp.json"]


def test_a_program_as_new_as_what_is_offered_stays(desk: UpdatingDesk, source: Source):
    desk.running = desk.running._replace(version=NEXT)
    assert desk.look(source) == Fetched(State.NOTHING_NEW)


def test_a_version_too_old_for_what_is_offered_is_told_so(desk: UpdatingDesk):
    build = desk.folder / "builds" / str(NEXT)
    desk.repo.release(build, least="0.1.1")
    desk.repo.publish()
    with pytest.raises(UpdateNotForThis, match="bộ cài mới"):
        desk.look()


def test_where_no_updates_lie_nothing_happens(desk: UpdatingDesk, source: Source):
    desk.look(source)
    shutil.rmtree(desk.repo.folder / "metadata")
    with pytest.raises(NoUpdatesHere):
        desk.look(source)


def test_two_instances_do_not_fetch_at_once(desk: UpdatingDesk):
    with held(desk.running.installation), pytest.raises(InstallationBusy):
        desk.look()
    assert desk.look().state is State.STAGED


def test_a_later_version_takes_the_place_of_one_that_waits(desk: UpdatingDesk):
    desk.look()
    offer_next(desk, changed=3, version=Version(0, 1, 2))
    assert desk.look().version == "0.1.2"
    assert marks.staged(desk.running.installation) == Version(0, 1, 2)


# cut, slow, wanted elsewhere


@pytest.mark.parametrize("seed", range(4))
def test_a_line_cut_at_any_byte_is_gone_on_with(desk: UpdatingDesk, server: StaticServer, seed: int):
    (desk.running.installation.folder(OLD) / RELEASE_FILE).unlink()  # so that all of it has to come
    random = Random(seed)
    server.cut_after = lambda: random.randrange(3000)
    desk.look(desk.line(server), pause=lambda _s: None)
    assert staged(desk)
    assert server.sent == sum(file.stat().st_size for file in (desk.repo.folder / "blobs").iterdir())
    assert sum(start > 0 for _path, start in server.asked) > 5


def test_what_came_before_the_line_was_gone_for_good_is_not_asked_for_again(
    desk: UpdatingDesk, server: StaticServer
):
    (desk.running.installation.folder(OLD) / RELEASE_FILE).unlink()
    answers = iter([2000])
    server.cut_after = lambda: next(answers, 0)
    with pytest.raises(LineCut):
        desk.look(desk.line(server), pause=lambda _s: None)
    server.cut_after = None
    assert desk.look(desk.line(server)).state is State.STAGED
    assert server.sent == sum(file.stat().st_size for file in (desk.repo.folder / "blobs").iterdir())


def test_a_server_that_knows_no_ranges_costs_only_what_is_sent_again(
    desk: UpdatingDesk, server: StaticServer
):
    (desk.running.installation.folder(OLD) / RELEASE_FILE).unlink()
    server.knows_ranges = False
    random = Random(1)
    server.cut_after = lambda: random.randrange(3000, 6000)
    assert desk.look(desk.line(server), pause=lambda _s: None).state is State.STAGED
    assert staged(desk)


def test_the_line_is_given_back_when_it_is_wanted(desk: UpdatingDesk, server: StaticServer):
    answers = iter([False, True])
    fetched = desk.look(desk.line(server), must_yield=lambda: next(answers, True))
    assert fetched.state is State.UNFINISHED
    assert marks.staged(desk.running.installation) is None
    assert desk.look(desk.line(server)).state is State.STAGED


def test_a_line_that_only_drips_ends_with_the_window(desk: UpdatingDesk, server: StaticServer):
    server.drip_s = 0.05
    with pytest.raises(LineCut):
        desk.look(desk.line(server, lambda: 0.3))
    assert marks.staged(desk.running.installation) is None


def test_without_a_line_it_is_only_that(desk: UpdatingDesk, server: StaticServer):
    line = desk.line(server)
    server.shutdown()
    server.server_close()
    with pytest.raises(NoLine):
        desk.look(line)


# wrong pieces


def damaged(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("harm", [damaged, lambda data: data[: len(data) // 2], lambda _data: b""])
def test_a_delta_that_is_damaged_is_replaced_by_the_whole(
    desk: UpdatingDesk, server: StaticServer, harm: object
):
    server.alter = lambda path, data: harm(data) if path.startswith("deltas/") else data  # type: ignore[operator]
    assert desk.look(desk.line(server)).state is State.STAGED
    assert staged(desk)


def test_pieces_damaged_every_time_are_given_up_for_now(desk: UpdatingDesk, source: Source):
    for folder in ("blobs", "deltas"):
        for path in (desk.repo.folder / folder).iterdir():
            path.write_bytes(damaged(path.read_bytes()))
    with pytest.raises(DamagedPieces):
        desk.look(source)
    assert marks.staged(desk.running.installation) is None


def test_a_stick_from_which_pieces_are_missing_is_told_so(desk: UpdatingDesk, source: Source):
    for folder in ("blobs", "deltas"):
        shutil.rmtree(desk.repo.folder / folder)
    with pytest.raises(NoUpdatesHere):
        desk.look(source)


def test_pieces_without_end_are_cut_off_and_not_kept(desk: UpdatingDesk, server: StaticServer):
    real = desk.line(server)

    class Endless:
        def read(self, path: str, start: int = 0):  # type: ignore[no-untyped-def]
            server.is_endless = path.startswith(("blobs/", "deltas/"))
            return real.read(path, start)

    with pytest.raises(DamagedPieces):
        desk.look(Endless())
    parts = desk.running.installation.incoming / "parts"
    assert sum(path.stat().st_size for path in parts.iterdir()) < 100_000


def test_a_file_damaged_in_the_version_in_use_is_fetched_whole(desk: UpdatingDesk, source: Source):
    unchanged = desk.running.installation.folder(OLD) / "_internal/app/part09.pyc"
    sha256 = next(
        file.sha256
        for file in read_manifest((unchanged.parents[2] / RELEASE_FILE).read_bytes()).files
        if file.path.endswith("part09.pyc")
    )
    unchanged.write_bytes(b"bit rot")
    assert (desk.repo.folder / blob_name(sha256)).is_file()
    assert desk.look(source).state is State.STAGED
    assert staged(desk)


def test_a_version_in_use_without_a_manifest_fetches_everything(desk: UpdatingDesk):
    (desk.running.installation.folder(OLD) / RELEASE_FILE).unlink()
    assert desk.look().state is State.STAGED
    assert staged(desk)


def test_a_server_in_trouble_is_told_apart_from_one_without_updates(desk: UpdatingDesk, server: StaticServer):
    line = desk.line(server)
    server.alter = lambda path, data: (_ for _ in ()).throw(OSError)
    with pytest.raises((ServerTrouble, NoLine)):
        desk.look(line)


# the disk


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    desk: UpdatingDesk, monkeypatch: pytest.MonkeyPatch
):
    usage = shutil.disk_usage(desk.folder)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(NoRoomForVersion, match="MB"):
        desk.look()
    assert not any((desk.running.installation.incoming / "parts").iterdir())


def test_a_disk_that_fills_up_while_a_version_is_put_together_changes_nothing(
    desk: UpdatingDesk, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Staging, "_put", full)
    with pytest.raises(NoRoomForVersion):
        desk.look()
    assert marks.staged(desk.running.installation) is None
    monkeypatch.undo()
    assert desk.look().state is State.STAGED


# the clock


def test_a_pc_whose_clock_is_years_ahead_still_updates_over_the_line(desk: UpdatingDesk, source: Source):
    clock = desk.device.clock
    with desk.device.store.write_local() as connection:
        off = timedelta(days=3650) // timedelta(milliseconds=1)
        feed_store.keep_time(connection, clock.now_ms(), clock.now_ms() + off, off)
    clock.advance(days=3650)
    assert desk.look(source).state is State.STAGED


def test_the_installation_folder_is_never_left_with_parts(desk: UpdatingDesk, source: Source):
    desk.look(source)
    names = {path.name for path in Path(desk.running.installation.root).iterdir()}
    assert names <= {"versions", "current", "staged", "lock"}
    assert {path.name for path in desk.running.installation.versions.iterdir()} == {"0.1.0", "0.1.1"}


def test_a_version_that_is_withdrawn_before_it_came_into_use_does_not(desk: UpdatingDesk, source: Source):
    desk.look(source)
    desk.repo.targets.clear()
    desk.repo.publish()
    assert desk.look(source) == Fetched(State.NOTHING_NEW)
    assert marks.staged(desk.running.installation) is None


def test_a_version_put_aside_is_not_fetched_again_by_itself(desk: UpdatingDesk, source: Source):
    aside.put_aside(desk.running.installation, NEXT, Reason.TEST_FAILED)
    assert desk.look(source).state is State.SET_ASIDE
    aside.forgive(desk.running.installation, NEXT)
    assert desk.look(source).state is State.STAGED


def test_a_disk_that_is_really_full_halfway_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The room was there when it was looked for, and something else took it."""
    with a_disk(tmp_path / "disk", 4) as disk:
        desk = an_updating_desk(disk)
        usage = shutil.disk_usage(disk)._replace(free=10**9)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
        filling = fill(disk, spare_bytes=24_000)
        with pytest.raises(NoRoomForVersion):
            desk.look()
        assert marks.staged(desk.running.installation) is None
        assert desk.running.installation.present() == [OLD]
        filling.unlink()
        assert desk.look().state is State.STAGED
        assert staged(desk)
        desk.device.profile.close()
