"""A profile that cannot be opened: one sentence says what is safe and what to do, and nothing is lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from app.platform.secrets import FileSecrets
from app.storage import backup_errors, blobs, engine, errors, keys, migrate
from app.storage.engine import connect
from app.storage.errors import (
    AlreadyOpen,
    DamagedDatabase,
    DatabaseBusy,
    DiskFull,
    KeyMissing,
    NewerDatabase,
    NoProfile,
    NotEncrypted,
    ProfileExists,
    ReadOnlyFolder,
    StorageError,
    WrongKey,
    WrongRecoveryCode,
)
from app.storage.profile import ProfileKind, create_profile, held_by_window, open_profile
from tests.support.builders import a_dossier
from tests.support.devices import Device, a_device
from tests.support.disks import a_disk, fill, make_read_only

PAGE_BYTES = 4096


@pytest.fixture
def closed(device: Device) -> Device:
    """A used profile that nobody has open."""
    a_dossier(device.store)
    device.profile.close()
    return device


def files(device: Device) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in device.root.rglob("*") if path.is_file()}


def refusal(device: Device) -> StorageError:
    """What opening says; nothing on the disk may be different afterwards."""
    before = files(device)
    with pytest.raises(StorageError) as refused:
        open_profile(device.root, device.vault, device.clock)
    after = files(device)
    assert {name: after.get(name) for name in before} == before
    return refused.value


def all_sentences() -> list[type[StorageError]]:
    kinds = [kind for module in (errors, backup_errors, blobs) for kind in vars(module).values()]
    sentences = {
        k for k in kinds if isinstance(k, type) and issubclass(k, StorageError) and k is not StorageError
    }
    return sorted(sentences, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", all_sentences(), ids=lambda kind: kind.__name__)
def test_every_sentence_is_short_and_says_what_is_safe_and_what_to_do(kind):
    sentence = str(kind())
    assert len(sentence.split()) <= 42
    assert "Xin " in sentence
    assert any(
        words in sentence
        for words in (
            "nguyên",
            "Chưa ghi gì",
            "chưa ghi gì",
            "không ghi",
            "an toàn",
            "Chưa thay đổi",
            "đều còn",
        )
    )


def test_a_wrong_key_is_said_so(closed, tmp_path):
    wrong = FileSecrets(tmp_path / "wrong")
    wrong.set(closed.profile.info.id, b"\x00" * 32)
    closed.vault = wrong
    assert type(refusal(closed)) is WrongKey


def test_a_missing_key_is_said_so(closed, tmp_path):
    closed.vault = FileSecrets(tmp_path / "missing")
    assert type(refusal(closed)) is KeyMissing


def test_a_plain_file_in_the_databases_place_is_not_opened(closed):
    closed.folder.database.unlink()
    plain = sqlcipher.connect(str(closed.folder.database))
    plain.execute("CREATE TABLE dossier(id INTEGER)")
    plain.commit()
    plain.close()
    assert closed.folder.database.read_bytes().startswith(b"SQLite format 3")
    assert type(refusal(closed)) is NotEncrypted


@pytest.mark.parametrize("content", [b"x" * 8192, b"PK\x03\x04" + bytes(5000), bytes(16), b"\0" * 65536])
def test_another_file_in_the_databases_place_is_damage_and_not_a_wrong_key(closed, content):
    closed.folder.database.write_bytes(content)
    assert type(refusal(closed)) is DamagedDatabase


def test_another_profiles_database_is_not_this_ones(closed, other):
    other.profile.close()
    closed.folder.database.write_bytes(other.folder.database.read_bytes())
    assert type(refusal(closed)) is DamagedDatabase


def test_a_missing_or_empty_database_is_damage_and_no_new_one_is_begun(closed):
    closed.folder.database.write_bytes(b"")
    assert type(refusal(closed)) is DamagedDatabase
    closed.folder.database.unlink()
    assert type(refusal(closed)) is DamagedDatabase
    assert not closed.folder.database.exists()


@pytest.mark.parametrize("pages", [0.1, 1, 1.5, 2, 10, 40, -1, -0.5], ids=str)
def test_a_truncated_database_is_said_so(closed, pages):
    """At page boundaries and within pages, from the beginning and from the end."""
    whole = closed.folder.database.read_bytes()
    length = int(pages * PAGE_BYTES) if pages > 0 else len(whole) + int(pages * PAGE_BYTES)
    closed.folder.database.write_bytes(whole[:length])
    assert type(refusal(closed)) is DamagedDatabase


def test_the_database_of_a_newer_program_is_refused(closed):
    with closed_connection(closed) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert type(refusal(closed)) is NewerDatabase


class closed_connection:
    """A raw connection to a profile that is not open."""

    def __init__(self, device: Device) -> None:
        self._connection = connect(device.folder.database, device.profile.database_key)

    def __enter__(self) -> sqlcipher.Connection:
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def test_an_older_database_is_copied_before_it_is_upgraded(closed, monkeypatch):
    """As when this program meets a file of the format before: the copy is whole, under the same key."""
    with closed_connection(closed) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    monkeypatch.setattr(migrate, "KNOWN", migrate.KNOWN | {"0000"})
    monkeypatch.setattr(migrate, "_upgrade", lambda engine: None)
    closed.reopen()
    copy = closed.folder.database.with_name(f"soxa-before-{migrate.HEAD}.db")
    connection = connect(copy, closed.profile.database_key)
    assert connection.execute("SELECT count(*) FROM dossier").fetchone() == (1,)
    connection.close()


@pytest.mark.parametrize("content", ["", "{}", "{", '{"format":1}', '"\udcff"'])
def test_a_folder_without_a_profiles_card_is_no_profile(closed, content):
    closed.folder.info.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert type(refusal(closed)) is NoProfile


def test_a_folder_that_is_a_file_is_no_profile(tmp_path, closed):
    path = tmp_path / "a file"
    path.write_text("x")
    with pytest.raises(NoProfile):
        open_profile(path, closed.vault, closed.clock)


@pytest.mark.parametrize("name", ["profile.json", "soxa.db"])
def test_a_new_profile_is_never_made_over_an_old_one(closed, name):
    for path in closed.root.iterdir():
        if path.is_file() and path.name != name:
            path.unlink()
    before = files(closed)
    with pytest.raises(ProfileExists):
        create_profile(closed.root, ProfileKind.TEST, "Máy", FileSecrets(closed.root / "k"), closed.clock)
    assert files(closed) == before


def receive_until_refused(device: Device) -> None:
    for number in range(2000):
        a_dossier(device.store, note="x" * 3000, content=str(number))


def test_a_full_disk_refuses_the_act_and_keeps_what_was_saved(tmp_path):
    with a_disk(tmp_path / "pc", 3) as pc:
        device = a_device(pc)
        saved = a_dossier(device.store)
        filling = fill(pc)
        with pytest.raises(DiskFull) as refused:
            receive_until_refused(device)
        assert "vẫn nguyên" in str(refused.value)
        kept = device.value("SELECT count(*) FROM dossier")
        filling.unlink()
        a_dossier(device.store)
        device.reopen()
        assert device.value("SELECT count(*) FROM dossier") == kept + 1
        assert device.value("SELECT id FROM dossier ORDER BY id LIMIT 1") == saved
        device.profile.close()


def test_a_full_disk_makes_no_profile_by_halves(tmp_path):
    with a_disk(tmp_path / "pc", 0.3) as pc:
        fill(pc, spare_bytes=60_000)
        with pytest.raises(DiskFull):
            a_device(pc)
        assert not list(pc.rglob("profile.json"))


def test_work_that_holds_the_database_too_long_is_said_so(device, monkeypatch):
    monkeypatch.setattr(engine, "PRAGMAS", (*engine.PRAGMAS, "PRAGMA busy_timeout = 20"))
    device.reopen()
    holder = connect(device.folder.database, device.profile.database_key)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy):
        a_dossier(device.store)
    holder.execute("ROLLBACK")
    holder.close()
    a_dossier(device.store)


def test_a_read_only_folder_is_said_so(tmp_path):
    with a_disk(tmp_path / "pc", 8) as pc:
        device = a_device(pc)
        device.profile.close()
        make_read_only(pc)
        assert type(refusal(device)) is ReadOnlyFolder
        with pytest.raises(ReadOnlyFolder):
            a_device(pc, "mới")


HOLDER = """
import sys
from pathlib import Path
from app.storage.profile import held_by_window
with held_by_window(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_window_is_refused_and_the_first_goes_on(closed):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(closed.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdout.readline() == "held\n"
        with pytest.raises(AlreadyOpen), held_by_window(closed.root):
            pytest.fail("two windows hold one profile")
        first.stdin.close()
        assert first.wait(60) == 0
    with held_by_window(closed.root):
        pass


def test_a_window_that_was_killed_does_not_lock_the_profile(closed):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(closed.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdout.readline() == "held\n"
        first.kill()
    with held_by_window(closed.root):
        pass


def test_a_profile_that_was_not_closed_opens_again(device):
    """The log beside the database is still there, as after a power cut."""
    a_dossier(device.store)
    assert device.folder.database.with_name("soxa.db-wal").stat().st_size
    again = open_profile(device.root, device.vault, device.clock)
    with again.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM dossier").scalar_one() == 1
    again.close()


def test_the_recovery_code_is_at_its_real_price_outside_tests():
    slot = keys.wrap(b"\x01" * 32, "AAAAA")
    assert (slot.memory_kib, slot.passes) == (64 * 1024, 3)
    assert keys.unwrap([slot], "aaaaa") == b"\x01" * 32
    with pytest.raises(WrongRecoveryCode):
        keys.unwrap([slot], "AAAAB")


def test_a_torn_slot_that_asks_for_all_the_memory_there_is_is_passed_over():
    greedy = keys.KeySlot(1, bytes(16), 2**40, 3, 1, bytes(72))
    with pytest.raises(WrongRecoveryCode):
        keys.unwrap([greedy], "AAAAA")


def test_a_key_never_stands_in_an_error_or_a_name(closed, tmp_path):
    wrong = FileSecrets(tmp_path / "wrong")
    wrong.set(closed.profile.info.id, b"\x5a" * 32)
    closed.vault = wrong
    error: BaseException | None = refusal(closed)
    while error is not None:
        assert "5a5a" not in str(error)
        error = error.__cause__
    assert not [path for path in Path(closed.root).rglob("*") if "5a5a" in path.name]
    assert "5a5a" not in " ".join(os.environ.values())
