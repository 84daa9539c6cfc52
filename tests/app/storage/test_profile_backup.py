"""Backups: whole or not there, readable with the recovery code alone, and nobody else's are touched."""

import shutil
import threading
from pathlib import Path

import pytest

from app.progress import Progress, Stopped, unheard
from app.storage import backup as backups
from app.storage import backup_file
from app.storage.backup import BackupMade, backups_of, header_of, make_backup, verify_backup
from app.storage.backup_errors import (
    BackupFolderAbsent,
    BackupFolderReadOnly,
    BackupRunning,
    DamagedBackup,
    NewerBackup,
    NoBackup,
    NoRoomForBackup,
    NotABackup,
)
from app.storage.drafts import Draft
from app.storage.errors import DamagedDatabase, WrongRecoveryCode
from app.storage.restore import master_from_code, master_from_vault
from tests.support.builders import a_dossier, an_attachment
from tests.support.damage import flip, torn_under_the_log
from tests.support.devices import Device, a_device
from tests.support.disks import a_disk, fill, make_read_only


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def busy(device: Device) -> Device:
    an_attachment(device, a_dossier(device.store))
    device.profile.drafts.save(Draft("0a", 1, {"full_name": "Lò Thị Mẫu"}))
    return device


def back_up(device: Device, folder: Path, **options: object) -> BackupMade:
    device.clock.advance(seconds=1)
    return make_backup(device.profile, folder, device.clock.now_ms(), **options)  # type: ignore[arg-type]


def master_of(device: Device, path: Path) -> bytes:
    return master_from_code(header_of(path), device.recovery_code)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_holds_every_file_that_makes_the_profile(busy, stick):
    made = back_up(busy, stick)
    members = sorted(member.name.split("/")[0] for member in made.manifest.members)
    assert members == ["blobs", "drafts", "keyslots", "profile.json", "soxa.db"]
    assert (made.manifest.dossiers, made.manifest.origin) == (1, busy.origin)


def test_its_name_says_whose_and_when_and_nothing_is_left_beside_it(busy, stick):
    back_up(busy, stick)
    assert names(stick) == [f"SoXa-{busy.profile.info.id[:8]}-20261123-080001.sxb"]
    assert not list(busy.root.glob("backup.copying*"))


def test_a_backup_taken_while_a_clerk_writes_is_one_moment_of_the_log(busy, stick):
    made = back_up(busy, stick)
    a_dossier(busy.store)
    assert made.manifest.seq == busy.value("SELECT seq FROM origin") - 1


def test_a_long_backup_goes_on_in_volumes(busy, stick):
    made = back_up(busy, stick, volume_bytes=100_000)
    volumes = names(stick)
    others = [f".{number:03d}" for number in range(2, len(volumes) + 1)]
    assert [name.removeprefix(made.path.name) for name in volumes] == ["", *others]
    assert len(volumes) > 2
    assert all((stick / name).stat().st_size <= 100_000 for name in volumes)
    assert verify_backup(made.path, master_of(busy, made.path)) == made.manifest


def test_a_missing_volume_is_noticed(busy, stick):
    made = back_up(busy, stick, volume_bytes=100_000)
    (stick / f"{made.path.name}.002").unlink()
    with pytest.raises(DamagedBackup):
        verify_backup(made.path, master_of(busy, made.path))


def test_the_recovery_code_alone_opens_it_and_only_the_right_one(busy, stick):
    header = header_of(back_up(busy, stick).path)
    assert master_from_code(header, busy.recovery_code.lower().replace("-", " ")) == busy.vault.get(
        busy.profile.info.id
    )
    with pytest.raises(WrongRecoveryCode):
        master_from_code(header, "A" + busy.recovery_code[1:] if busy.recovery_code[0] != "A" else "B" * 30)


def test_the_key_of_this_pc_opens_it_and_that_of_another_profile_does_not(busy, other, stick):
    header = header_of(back_up(busy, stick).path)
    assert master_from_vault(header, busy.vault) is not None
    assert master_from_vault(header, other.vault) is None


def test_every_flipped_byte_and_every_cut_is_noticed(device, stick):
    """Each byte of the clear part, and places in every sealed block."""
    path = back_up(device, stick).path
    whole = path.read_bytes()
    master = master_of(device, path)
    sealed = len(whole) - 300_000 if len(whole) > 300_000 else 0
    places = [*range(600), *range(600, len(whole), 9973), *range(len(whole) - 40, len(whole)), sealed]
    for at in places:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
        with pytest.raises((DamagedBackup, NotABackup, NewerBackup)):
            verify_backup(path, master)
    for length in (0, 3, 4, 7, 8, 500, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises((DamagedBackup, NotABackup)):
            verify_backup(path, master)
    path.write_bytes(whole + b"\0")
    with pytest.raises(DamagedBackup):
        verify_backup(path, master)


def test_two_blocks_that_changed_places_are_noticed(busy, stick):
    path = back_up(busy, stick).path
    whole, step = path.read_bytes(), 64 * 1024 + 17
    start = len(whole) - 3 * step
    first, second = whole[start : start + step], whole[start + step : start + 2 * step]
    path.write_bytes(whole[:start] + second + first + whole[start + 2 * step :])
    with pytest.raises(DamagedBackup):
        verify_backup(path, master_of(busy, path))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" + bytes(900), b"SXB"], ids=["empty", "zip", "short"])
def test_another_file_is_no_backup(stick, content):
    path = stick / "ghi-chu.sxb"
    path.write_bytes(content)
    with pytest.raises(NotABackup):
        header_of(path)


def test_a_file_that_is_not_there_is_said_to_be_missing(stick):
    with pytest.raises(NoBackup):
        header_of(stick / "SoXa-0000.sxb")


def test_a_backup_of_a_newer_program_is_refused(device, stick):
    path = back_up(device, stick).path
    path.write_bytes(path.read_bytes().replace(b"SXB1", b"SXB2", 1))
    with pytest.raises(NewerBackup):
        header_of(path)


def test_the_newest_are_kept_and_older_ones_go(device, stick):
    made = [back_up(device, stick, kept=3, volume_bytes=150_000) for _ in range(5)]
    assert backups_of(stick, device.profile.info.id) == [m.path for m in made[2:]]
    assert all(name.startswith(tuple(m.path.name for m in made[2:])) for name in names(stick))
    assert made[-1].removed == 1


def test_nobody_elses_file_is_ever_removed(device, other, stick):
    theirs = back_up(other, stick).path
    foreign = stick / f"SoXa-{device.profile.info.id[:8]}-20200101-000000.sxb"
    foreign.write_bytes(b"not a backup at all")
    (stick / "SoXa-ke-hoach.docx").write_bytes(b"")
    for _ in range(3):
        back_up(device, stick, kept=1)
    assert theirs.exists()
    assert foreign.exists()
    assert (stick / "SoXa-ke-hoach.docx").exists()


def test_two_backups_of_one_second_both_stay(device, stick):
    now = device.clock.now_ms()
    first, second = make_backup(device.profile, stick, now), make_backup(device.profile, stick, now)
    assert first.path != second.path
    assert first.path.exists()


def test_a_folder_that_is_not_there_is_said_so(device, tmp_path):
    with pytest.raises(BackupFolderAbsent):
        back_up(device, tmp_path / "unplugged")


def test_a_full_stick_keeps_its_older_backup_and_gets_no_half_one(device, tmp_path):
    with a_disk(tmp_path / "stick", 8) as stick:
        older = back_up(device, stick)
        fill(stick, spare_bytes=100_000)
        with pytest.raises(NoRoomForBackup) as refusal:
            back_up(device, stick)
        assert names(stick) == [older.path.name, "filling"]
        assert "vẫn nguyên" in str(refusal.value)
        verify_backup(older.path, master_of(device, older.path))


def test_a_stick_that_turns_out_full_half_way_gets_no_half_backup(device, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "ROOM_TO_SPARE", -(2**40))  # as when another program fills it meanwhile
    with a_disk(tmp_path / "stick", 1) as stick:
        fill(stick, spare_bytes=100_000)
        with pytest.raises(NoRoomForBackup):
            back_up(device, stick)
        assert names(stick) == ["filling"]


def test_a_full_pc_makes_no_half_backup(tmp_path, stick):
    with a_disk(tmp_path / "pc", 2) as pc:
        small = a_device(pc)
        fill(pc, spare_bytes=50_000)
        with pytest.raises(NoRoomForBackup):
            back_up(small, stick)
        assert names(stick) == []
        assert not list(small.root.glob("backup.copying*"))
        small.profile.close()


def test_a_write_protected_stick_is_said_so(device, tmp_path):
    with a_disk(tmp_path / "stick", 16) as stick:
        make_read_only(stick)
        with pytest.raises(BackupFolderReadOnly):
            back_up(device, stick)


@pytest.mark.parametrize("table", ["dossier_event", "segment"])
def test_a_damaged_database_is_not_backed_up_over_good_backups(busy, stick, table):
    """The driver copies a page that does not verify as an empty one; the end of a long value hides it."""
    good = back_up(busy, stick)
    busy.tamper("INSERT INTO segment(id, bytes) VALUES (99, ?)", b"\xab" * 9000)
    pages = busy.value("PRAGMA page_count")
    root = busy.value("SELECT rootpage FROM sqlite_master WHERE name = ?", table)
    busy.profile.close()
    flip(busy.folder.database, ((pages if table == "segment" else root) - 1) * 4096 + 100)
    with pytest.raises(DamagedDatabase):
        back_up(busy, stick, kept=1)
    assert names(stick) == [good.path.name]


def test_what_the_power_tore_in_the_file_and_the_log_holds_whole_is_backed_up(busy, stick):
    torn_under_the_log(busy)
    path = back_up(busy, stick).path
    assert verify_backup(path, master_of(busy, path)).dossiers == 2


def test_a_backup_that_does_not_read_back_is_not_kept(busy, stick, monkeypatch):
    """A stick that lies about what it wrote."""
    whole = backup_file.write

    def lying(first: Path, *rest: object) -> int:
        size = whole(first, *rest)  # type: ignore[arg-type]
        flip(first.with_name(first.name + ".partial"), size // 2)
        return size

    monkeypatch.setattr(backup_file, "write", lying)
    with pytest.raises(DamagedBackup):
        back_up(busy, stick)
    assert names(stick) == []


def test_a_backup_that_was_stopped_leaves_nothing(busy, stick):
    def stop(progress: Progress) -> None:
        if progress.done:
            raise Stopped

    with pytest.raises(Stopped):
        back_up(busy, stick, report=stop)
    assert names(stick) == []
    assert not list(busy.root.glob("backup.copying*"))


def test_what_a_killed_backup_left_is_cleared_by_the_next(busy, stick):
    stem = f"SoXa-{busy.profile.info.id[:8]}-20261123-000000.sxb"
    (stick / f"{stem}.partial").write_bytes(b"half")
    (stick / f"{stem}.002.partial").write_bytes(b"half")
    (stick / "SoXa-ffffffff-20261123-000000.sxb.partial").write_bytes(b"somebody else's")
    (busy.root / "backup.copying").write_bytes(b"half a database")
    made = back_up(busy, stick)
    assert set(names(stick)) == {made.path.name, "SoXa-ffffffff-20261123-000000.sxb.partial"}


def test_two_backups_at_once_do_not_meet(busy, stick):
    inside, go_on = threading.Event(), threading.Event()

    def wait(progress: Progress) -> None:
        inside.set()
        go_on.wait(60)

    first = threading.Thread(target=lambda: back_up(busy, stick, report=wait))
    first.start()
    assert inside.wait(60)
    try:
        with pytest.raises(BackupRunning):
            back_up(busy, stick, report=unheard)
    finally:
        go_on.set()
        first.join()
    assert len(names(stick)) == 1


def test_nothing_in_a_backup_is_readable(busy, stick):
    back_up(busy, stick)
    content = b"".join(path.read_bytes() for path in stick.iterdir())
    assert "Lò Thị Mẫu".encode() not in content
    assert b"CREATE TABLE" not in content
    assert b"%PDF" not in content


def test_a_backup_can_be_copied_to_another_folder_under_another_name(busy, stick, tmp_path):
    made = back_up(busy, stick)
    elsewhere = tmp_path / "mang-ve.sxb"
    shutil.copy(made.path, elsewhere)
    assert verify_backup(elsewhere, master_of(busy, elsewhere)) == made.manifest
