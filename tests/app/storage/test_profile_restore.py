"""Restores: everything comes back or nothing appears, and the desk that comes back is a new life."""

from pathlib import Path

import pytest

from app.changes.registry import TABLES
from app.platform.secrets import FileSecrets
from app.progress import Progress, Stopped, unheard
from app.storage import backup_file, numbers
from app.storage.backup import header_of, make_backup
from app.storage.backup_errors import BackupFolderReadOnly, DamagedBackup, NoRoomForBackup
from app.storage.blobs import BlobRef
from app.storage.doctor import examine
from app.storage.drafts import Draft
from app.storage.errors import NewerDatabase, NoProfile, ProfileExists, WrongRecoveryCode
from app.storage.profile import Profile, open_profile, read_info
from app.storage.restore import master_from_code, restore_backup, restore_key
from app.storage.volumes import VOLUME_BYTES
from tests.support.builders import a_dossier, an_attachment, edit
from tests.support.damage import flip
from tests.support.devices import Device
from tests.support.disks import a_disk, fill, make_read_only
from tests.support.office import Counter, a_counter, desk_of, grant_numbers


@pytest.fixture
def busy(device: Device) -> Device:
    dossier = a_dossier(device.store)
    edit(device.store, "dossier", dossier, note="Đã gọi điện")
    an_attachment(device, dossier)
    device.seal()
    a_dossier(device.store, "Lò Thị Mẫu")
    device.profile.drafts.save(Draft("0a", 1, {"full_name": "Giàng A Páo"}))
    return device


@pytest.fixture
def backup(busy: Device, tmp_path: Path) -> Path:
    stick = tmp_path / "stick"
    stick.mkdir()
    return make_backup(busy.profile, stick, busy.clock.now_ms()).path


def restore(device: Device, backup: Path, root: Path, **options: object) -> FileSecrets:
    """On another PC, which knows nothing but the recovery code."""
    vault = FileSecrets(root.absolute().parent / "key")
    master = master_from_code(header_of(backup), device.recovery_code)
    restore_backup(backup, root, master, vault, **options)  # type: ignore[arg-type]
    return vault


def content(profile: Profile) -> dict[str, list[tuple[object, ...]]]:
    """Every synchronised row but the lives, which differ by the new one."""
    with profile.store.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table.name}")]
            for table in TABLES
            if table.name != "incarnation"
        }


def test_every_row_scan_and_draft_comes_back(busy, backup, tmp_path):
    root = tmp_path / "pc2" / "profile"
    profile = open_profile(root, restore(busy, backup, root), busy.clock)
    assert content(profile) == content(busy.profile)
    with profile.store.read() as connection:
        ref = connection.exec_driver_sql("SELECT sha256, size, block_root FROM attachment").one()
    assert profile.blobs.get(BlobRef(*ref)) == busy.profile.blobs.get(BlobRef(*ref))
    assert profile.drafts.all() == busy.profile.drafts.all()
    assert all(checked.is_sound for checked in examine(profile, thorough=True))
    profile.close()


def test_a_restored_desk_writes_under_a_new_origin_that_names_the_one_it_was_born_from(
    busy, backup, tmp_path
):
    root = tmp_path / "pc2" / "profile"
    profile = open_profile(root, restore(busy, backup, root), busy.clock)
    assert profile.was_put_back
    with profile.store.read() as connection:
        lives = connection.exec_driver_sql("SELECT origin, seq, head FROM origin WHERE is_own = 1").all()
        born = connection.exec_driver_sql(
            "SELECT born_from_origin, born_from_seq, born_from_head FROM incarnation ORDER BY id"
        ).all()
    assert len(lives) == 2
    assert lives[1].origin != lives[0].origin
    assert [tuple(row) for row in born] == [(None, None, None), tuple(lives[0])]
    profile.close()


def test_a_restored_desk_begins_one_life_only(busy, backup, tmp_path):
    root = tmp_path / "pc2" / "profile"
    vault = restore(busy, backup, root)
    open_profile(root, vault, busy.clock).close()
    profile = open_profile(root, vault, busy.clock)
    assert not profile.was_put_back
    with profile.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM origin").scalar_one() == 2
    profile.close()


def codes(counter: Counter, count: int) -> list[str]:
    return [counter.receive().code for _ in range(count)]


def test_backup_issue_restore_issue_gives_no_code_twice(tmp_path):
    counter = a_counter(tmp_path, numbers=(1, 500))
    grant_numbers(counter.device, 501, 600, serial=2, is_spare=True)
    before = codes(counter, 3)
    stick = tmp_path / "stick"
    stick.mkdir()
    backup = make_backup(counter.device.profile, stick, counter.clock.now_ms()).path
    lost = codes(counter, 4)

    root = tmp_path / "pc2" / "profile"
    profile = open_profile(root, restore(counter.device, backup, root), counter.clock)
    reborn = Counter(
        Device(root, counter.device.vault, counter.clock, profile, ""),
        desk_of(profile, counter.clock),
        counter.officer,
    )
    after = codes(reborn, 5)
    assert len({*before, *lost, *after}) == 12
    assert [code[-4:] for code in after] == ["0501", "0502", "0503", "0504", "0505"]
    profile.close()


def test_a_database_put_back_by_hand_gives_no_code_twice_either(tmp_path):
    """Somebody copies an old soxa.db over the new one: the sidecar beside it knows better."""
    counter = a_counter(tmp_path, numbers=(1, 500))
    grant_numbers(counter.device, 501, 600, serial=2, is_spare=True)
    counter.device.profile.close()
    old = counter.device.folder.database.read_bytes()
    counter.device.reopen()
    printed = codes(
        Counter(counter.device, desk_of(counter.device.profile, counter.clock), counter.officer), 3
    )
    counter.device.profile.close()
    counter.device.folder.database.write_bytes(old)
    profile = counter.device.reopen()
    assert profile.was_put_back
    again = codes(Counter(counter.device, desk_of(profile, counter.clock), counter.officer), 3)
    assert not {*printed} & {*again}


def test_a_restored_desk_without_a_spare_range_issues_nothing(tmp_path):
    counter = a_counter(tmp_path, numbers=(1, 500))
    stick = tmp_path / "stick"
    stick.mkdir()
    backup = make_backup(counter.device.profile, stick, counter.clock.now_ms()).path
    root = tmp_path / "pc2" / "profile"
    profile = open_profile(root, restore(counter.device, backup, root), counter.clock)
    with profile.store.read() as connection:
        assert numbers.of_day(connection, desk_of(profile, counter.clock).today()).left() == 0
    profile.close()


def test_a_folder_that_is_not_empty_is_refused_and_stays_as_it_is(busy, backup, other):
    before = {path: path.read_bytes() for path in other.root.rglob("*") if path.is_file()}
    with pytest.raises(ProfileExists):
        restore(busy, backup, other.root)
    assert {path: path.read_bytes() for path in other.root.rglob("*") if path.is_file()} == before


def test_an_empty_folder_is_taken(busy, backup, tmp_path):
    root = tmp_path / "pc2" / "profile"
    root.mkdir(parents=True)
    restore(busy, backup, root)
    assert read_info(root) == busy.profile.info


def test_the_folder_one_stands_in_is_taken_when_it_is_empty(busy, backup, tmp_path, monkeypatch):
    here = tmp_path / "pc2" / "profile"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    restore(busy, backup, Path())
    assert read_info(here) == busy.profile.info


def test_a_whole_drive_is_no_folder_for_a_profile(busy, backup):
    with pytest.raises(ProfileExists):
        restore(busy, backup, Path("/"))


@pytest.mark.parametrize("place", [0.01, 0.5, -1])
def test_of_a_damaged_backup_nothing_appears(busy, backup, tmp_path, place):
    size = backup.stat().st_size
    flip(backup, size - 1 if place == -1 else int(size * place) + 1000)
    with pytest.raises(DamagedBackup):
        restore(busy, backup, tmp_path / "pc2" / "profile")
    assert not list(tmp_path.glob("pc2/*"))


def test_a_restore_that_was_stopped_leaves_nothing(busy, backup, tmp_path):
    def stop(progress: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        restore(busy, backup, tmp_path / "pc2" / "profile", report=stop)
    assert list((tmp_path / "pc2").iterdir()) == []


def test_what_a_killed_restore_left_is_cleared_by_the_next(busy, backup, tmp_path):
    left = tmp_path / "pc2" / "profile.restoring"
    left.mkdir(parents=True)
    (left / "soxa.db").write_bytes(b"half")
    restore(busy, backup, tmp_path / "pc2" / "profile")
    assert sorted(path.name for path in (tmp_path / "pc2").iterdir()) == ["key", "profile"]


def test_a_full_disk_gets_no_half_profile(busy, backup, tmp_path):
    with a_disk(tmp_path / "pc2", 8) as pc:
        fill(pc, spare_bytes=200_000)
        with pytest.raises(NoRoomForBackup):
            restore(busy, backup, pc / "profile")
        assert [path.name for path in pc.iterdir()] == ["filling"]


def test_a_write_protected_place_is_said_so(busy, backup, tmp_path):
    with a_disk(tmp_path / "pc2", 16) as pc:
        make_read_only(pc)
        with pytest.raises(BackupFolderReadOnly):
            restore(busy, backup, pc / "profile")


def test_a_backup_of_a_newer_database_is_refused_before_anything_appears(busy, tmp_path):
    busy.tamper("UPDATE alembic_version SET version_num = '9999'")
    stick = tmp_path / "stick"
    stick.mkdir()
    backup = make_backup(busy.profile, stick, busy.clock.now_ms()).path
    with pytest.raises(NewerDatabase):
        restore(busy, backup, tmp_path / "pc2" / "profile")
    assert list((tmp_path / "pc2").iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["../evil", "/evil", "blobs/../../evil", "C:evil", "blobs/aa/../b", "con.", "", "blobs\\evil", "a/b/c/d"],
)
def test_a_member_that_would_land_outside_is_refused(busy, tmp_path, name):
    stick = tmp_path / "stick"
    stick.mkdir()
    good = make_backup(busy.profile, stick, busy.clock.now_ms()).path
    header = header_of(good)
    evil = stick / "evil.sxb"
    source = backup_file.of_bytes(name, b"x")
    manifest = backup_file.Manifest([backup_file.Member(name, 1)], "0001", b"", 0, b"", "", 0)
    backup_file.write(evil, header, manifest, [source], busy.profile.backup_key, unheard, VOLUME_BYTES)
    evil.with_name("evil.sxb.partial").rename(evil)
    before = sorted(tmp_path.rglob("*evil*"))
    with pytest.raises(DamagedBackup):
        restore(busy, evil, tmp_path / "pc2" / "profile")
    assert sorted(tmp_path.rglob("*evil*")) == before


def test_a_pc_that_lost_its_key_gets_it_back_with_the_recovery_code(busy, tmp_path):
    busy.profile.close()
    lost = FileSecrets(tmp_path / "new-key")
    before = busy.folder.database.read_bytes()
    with pytest.raises(WrongRecoveryCode):
        restore_key(busy.root, "AAAAA" * 6, lost)
    assert lost.get(busy.profile.info.id) is None
    restore_key(busy.root, busy.recovery_code, lost)
    assert busy.folder.database.read_bytes() == before
    open_profile(busy.root, lost, busy.clock).close()


def test_key_slots_of_another_profile_do_not_open_this_one(busy, other, tmp_path):
    busy.folder.slots.write_bytes(other.folder.slots.read_bytes())
    with pytest.raises(WrongRecoveryCode):
        restore_key(busy.root, other.recovery_code, FileSecrets(tmp_path / "new-key"))


def test_there_is_no_key_to_restore_without_a_profile(tmp_path):
    with pytest.raises(NoProfile):
        restore_key(tmp_path, "AAAAA", FileSecrets(tmp_path / "key"))
