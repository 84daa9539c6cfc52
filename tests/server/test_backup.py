"""A backup is encrypted to an offline key and read back; a restored server begins a new life."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from app.changes import lease
from server.authority import BACKUP_KEY, ROOT_KEY
from server.backup.container import BackupDamaged, WrongBackupKey
from server.backup.restoring import check_backup, read_key, restore
from server.backup.writing import write_backup
from server.errors import ServerError
from server.run import serve_in_thread
from server.settings import Settings
from server.storage import dump
from server.storage.engine import snapshot
from tests.server.conftest import BOTH_ENGINES, UPPER, District
from tests.server.desk import Desk, refusal


@pytest.fixture
def backup(district: District, tmp_path: Path) -> Path:
    """A backup of a server with one desk and one dossier."""
    desk = district.desk()
    desk.author.receive_dossier("H56-991123-0001")
    desk.sync()
    path = tmp_path / "district.sxb"
    write_backup(district.server, path)
    return path


@pytest.fixture
def key(settings: Settings) -> PrivateKey:
    """The offline key."""
    return read_key(settings.authority_path / BACKUP_KEY)


def rows_of(district: District) -> dict[str, list[list[object]]]:
    """Everything a backup should hold."""
    found: dict[str, list[list[object]]] = {}
    with snapshot(district.server.engine) as connection:
        for part in dump.read_all(connection):
            found.setdefault(part.table, []).extend(part.rows)
    return found


@BOTH_ENGINES
def test_a_restored_server_has_every_row_and_begins_a_new_epoch(
    district: District, backup: Path, key: PrivateKey, tmp_path: Path
) -> None:
    before = rows_of(district)
    restored = restore(backup, key, tmp_path / "again", "")
    with serve_in_thread(restored.settings) as running:
        again = District(running.address, running.app.state.server)
        after = rows_of(again)
        assert again.server.epoch != district.server.epoch
        assert again.server.authority.root == district.server.authority.root
    for table in before.keys() - {"commune", "meta", "lease"}:
        assert after[table] == before[table], table
    skipped = [row for row in after["lease"] if row not in before["lease"]]
    assert len(skipped) == len(after["lease"]) - len(before["lease"]) == len(before["commune"])


def test_desks_notice_and_send_again_what_the_backup_had_not(
    district: District, settings: Settings, tmp_path: Path, key: PrivateKey
) -> None:
    desk = district.desk()
    desk.author.receive_dossier("H56-991123-0001")
    first = desk.author.seal()
    desk.sync(first)
    write_backup(district.server, tmp_path / "b")
    desk.author.receive_dossier("H56-991123-0002")
    second = desk.author.seal()
    desk.sync(second)
    restored = restore(tmp_path / "b", key, tmp_path / "again", "")
    with serve_in_thread(restored.settings) as running:
        desk.address = running.address
        desk.send(desk.request([]))  # its nonce is of the old life
        response = desk.send(desk.request([]))
        assert refusal(response).code == "epoch_changed"
        desk.epoch, desk.cursor = bytes.fromhex(response.headers["x-soxa-epoch"]), 0
        assert desk.receipt(desk.sync([])).origins[0].stored_seq == 1
        assert desk.receipt(desk.sync([*first, *second])).origins[0].applied_seq == 2


def test_a_restored_server_gives_no_number_again(
    district: District, settings: Settings, tmp_path: Path, key: PrivateKey
) -> None:
    write_backup(district.server, tmp_path / "b")
    forgotten = Desk(district.address)
    before = forgotten.enrol(district.ticket())
    restored = restore(tmp_path / "b", key, tmp_path / "again", "")
    with serve_in_thread(restored.settings) as running:
        again = District(running.address, running.app.state.server)
        desk = Desk(running.address)
        after = desk.enrol(again.ticket())
        desk.author.receive_dossier("H56-991123-10001")
        assert not desk.receipt(desk.sync()).quarantined
        given = [lease.verify(data, desk.server_key) for data in (*before.leases, *after.leases)]
        assert len({(each.first, each.last) for each in given}) == 4
        desk.author.receive_dossier("H56-991123-89999")  # in nobody's lease, and not in what was skipped
        assert [each.code for each in desk.receipt(desk.sync()).quarantined] == ["code_not_leased"]


def test_durable_waits_for_the_backup_where_so_set(settings: Settings, tmp_path: Path) -> None:
    with serve_in_thread(replace(settings, durable="backup")) as running:
        district = District(running.address, running.app.state.server)
        desk = district.desk()
        desk.author.receive_dossier("H56-991123-0001")
        before = desk.receipt(desk.sync()).origins[0]
        assert (before.stored_seq, before.durable_seq) == (1, 0)
        write_backup(district.server, tmp_path / "b")
        after = desk.receipt(desk.sync()).origins[0]
        assert (after.durable_seq, after.durable_head) == (1, desk.author.head)


def test_the_offline_keys_and_the_contents_are_not_in_the_file(
    settings: Settings, backup: Path, key: PrivateKey
) -> None:
    data = backup.read_bytes()
    for secret in (ROOT_KEY, BACKUP_KEY, "server.key"):
        assert (settings.authority_path / secret).read_bytes() not in data
    assert UPPER.name.encode() not in data
    with pytest.raises(WrongBackupKey):
        check_backup(backup, PrivateKey.generate())


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut at the end": lambda data: data[:-1],
    "cut in the middle": lambda data: data[: len(data) // 2],
    "something behind it": lambda data: data + b"x",
    "a flipped bit in the last chunk": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "a flipped bit in the header": lambda data: data[:12] + bytes([data[12] ^ 1]) + data[13:],
    "empty": lambda _: b"",
    "something else": lambda _: b"SQLite format 3\x00" * 100,
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_found_before_anything_is_written(
    backup: Path, key: PrivateKey, tmp_path: Path, name: str
) -> None:
    backup.write_bytes(DAMAGE[name](backup.read_bytes()))
    with pytest.raises((BackupDamaged, WrongBackupKey)):
        restore(backup, key, tmp_path / "again", "")
    assert not (tmp_path / "again").exists()


def test_every_flipped_byte_is_found(backup: Path, key: PrivateKey) -> None:
    whole = backup.read_bytes()
    for position in range(0, len(whole), max(1, len(whole) // 200)):
        backup.write_bytes(whole[:position] + bytes([whole[position] ^ 0x40]) + whole[position + 1 :])
        with pytest.raises((BackupDamaged, WrongBackupKey)):
            check_backup(backup, key)


def test_nothing_is_written_over(district: District, backup: Path, key: PrivateKey, tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="Không ghi đè"):
        write_backup(district.server, backup)
    with pytest.raises(ServerError, match="không trống"):
        restore(backup, key, tmp_path, "")


def test_a_backup_that_cannot_be_read_back_is_not_kept(
    district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.backup.writing.read_back", lambda *_: iter([b""]))
    with pytest.raises(BackupDamaged):
        write_backup(district.server, tmp_path / "b")
    assert list(tmp_path.glob("b*")) == []


def test_the_embedded_database_is_no_plain_file(district: District) -> None:
    path = district.server.settings.database_path
    assert not path.read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT * FROM sqlite_master")
