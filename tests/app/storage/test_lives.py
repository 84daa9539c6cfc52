"""A device's lives: a database that is older than its sidecar is noticed, and writes under a new origin."""

import threading
from pathlib import Path

import msgspec
import pytest

from app.changes.sidecar import Sidecar
from app.domain.dossier_code import NoNumbersLeft
from app.storage import incarnations, rebirth
from app.storage.sidecar_file import SidecarFile
from tests.support.builders import a_dossier
from tests.support.devices import Device, a_device, exchange, hand_over, world
from tests.support.disks import a_disk, fill
from tests.support.office import Counter, a_counter, grant_numbers
from ui.bootstrap import desk_of


def lives(device: Device) -> list[tuple[bytes, int]]:
    return [tuple(row) for row in device.rows("SELECT origin, seq FROM origin WHERE is_own = 1 ORDER BY no")]


def sidecar(device: Device) -> Sidecar:
    found = SidecarFile(device.folder.sidecar).read()
    assert found is not None
    return found


def put(device: Device, **facts: object) -> None:
    device.folder.sidecar.write_bytes(
        msgspec.msgpack.encode(msgspec.structs.replace(sidecar(device), **facts))
    )


def put_back_an_older_database(device: Device) -> None:
    """As when somebody copies yesterday's soxa.db over today's."""
    device.profile.close()
    yesterday = device.folder.database.read_bytes()
    device.reopen()
    a_dossier(device.store)
    device.profile.close()
    device.folder.database.write_bytes(yesterday)


def test_a_new_device_announces_its_life_in_its_first_changeset(device):
    assert device.rows("SELECT device_name, born_from_origin FROM incarnation") == [("Máy mẫu", None)]
    assert [seq for _, seq in lives(device)] == [1]


def test_a_put_back_database_begins_a_new_life_born_from_what_it_still_knows(device):
    put_back_an_older_database(device)
    assert device.reopen().was_put_back
    (old, old_seq), (new, new_seq) = lives(device)
    assert (old_seq, new_seq) == (1, 1)
    assert old != new
    assert device.rows(
        "SELECT born_from_origin, born_from_seq FROM incarnation ORDER BY id DESC LIMIT 1"
    ) == [(old, 1)]


def test_a_new_life_continues_nothing_of_the_old_ones_rows(device):
    before = a_dossier(device.store)
    put_back_an_older_database(device)
    device.reopen()
    after = a_dossier(device.store)
    assert after >> 40 != before >> 40
    assert device.value("SELECT count(*) FROM dossier") == 2


def test_others_take_both_lives_of_a_device(device, other):
    a_dossier(device.store)
    hand_over(device, other)
    put_back_an_older_database(device)
    device.reopen()
    a_dossier(device.store)
    exchange(device, other)
    assert world(device) == world(other)


def test_a_second_opening_after_a_put_back_is_an_ordinary_one(device):
    put_back_an_older_database(device)
    device.reopen()
    assert not device.reopen().was_put_back
    assert len(lives(device)) == 2


def test_another_timeline_of_the_same_length_is_noticed(device):
    a_dossier(device.store)
    put(device, head=b"\x00" * 32)
    assert device.reopen().was_put_back


def test_a_sidecar_of_a_life_that_the_database_does_not_know_is_noticed(device):
    put(device, origin=b"unheard!", seq=1)
    assert device.reopen().was_put_back


def test_a_sidecar_that_is_older_than_the_database_says_nothing(device):
    before = sidecar(device)
    a_dossier(device.store)
    device.folder.sidecar.write_bytes(msgspec.msgpack.encode(before))
    assert not device.reopen().was_put_back


@pytest.mark.parametrize("content", [b"", b"\x95\x01", b"torn", None], ids=["empty", "cut", "torn", "gone"])
def test_a_torn_or_missing_sidecar_says_nothing(device, content):
    if content is None:
        device.folder.sidecar.unlink()
    else:
        device.folder.sidecar.write_bytes(content)
    assert not device.reopen().was_put_back


def test_a_sidecar_of_a_former_life_says_nothing_about_the_present_one(device):
    put_back_an_older_database(device)
    device.reopen()
    former = lives(device)[0]
    put(device, origin=former[0], seq=1)
    assert not device.reopen().was_put_back


def test_a_life_whose_announcement_a_crash_cut_off_is_announced_at_the_next_start(device):
    with device.store.write_local() as connection:
        connection.exec_driver_sql(
            "INSERT INTO origin(no, origin, is_own, head) VALUES (7, x'0707', 1, ?)", (bytes(32),)
        )
        connection.exec_driver_sql("UPDATE log_state SET origin_no = 7, row_counter = 0")
    device.reopen()
    assert lives(device)[-1] == (b"\x07\x07", 1)
    assert device.value("SELECT count(*) FROM incarnation") == 2


def test_every_life_has_a_name_of_its_own(tmp_path: Path):
    devices = [a_device(tmp_path, f"Máy {n}") for n in range(4)]
    assert len({device.origin for device in devices}) == 4
    with devices[0].store.read() as connection:
        assert len(incarnations.own_origins(connection)) == 1


@pytest.mark.expects_log("sidecar stays at an older position")
def test_an_act_that_is_saved_is_not_said_to_have_failed_because_of_the_sidecar(tmp_path):
    """The disk fills up between the commit and the sidecar."""
    with a_disk(tmp_path / "pc", 4) as pc:
        device = a_device(pc)
        a_dossier(device.store, note="x" * 50_000)
        device.folder.sidecar.unlink()
        device.folder.sidecar.mkdir()  # nothing can be put in its place
        filling = fill(pc, spare_bytes=200_000)
        a_dossier(device.store)
        assert device.value("SELECT count(*) FROM dossier") == 2
        filling.unlink()
        device.profile.close()


def test_two_threads_that_save_at_once_both_leave_a_whole_sidecar(device):
    """The exchange seals and the counter receives at the same time."""
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(25):
                a_dossier(device.store)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert device.value("SELECT count(*) FROM dossier") == 50
    assert sidecar(device).seq in (50, 51)
    assert not device.reopen().was_put_back
    assert sorted(path.name for path in device.root.glob("sidecar*")) == ["sidecar"]


def test_put_back_twice_to_the_same_state_a_spare_range_goes_on_where_it_was(tmp_path: Path):
    """The life between lies in no database any more; its last number lies in the sidecar."""
    counter = a_counter(tmp_path, numbers=(1, 500))
    grant_numbers(counter.device, 501, 600, serial=2, is_spare=True)
    device = counter.device
    device.profile.close()
    old = device.folder.database.read_bytes()
    printed = []
    for _ in range(3):
        device.reopen()
        printed += [
            Counter(device, desk_of(device.profile, counter.clock), counter.officer).receive().code[-4:]
            for _ in range(2)
        ]
        device.profile.close()
        device.folder.database.write_bytes(old)
    assert printed == ["0001", "0002", "0501", "0502", "0503", "0504"]


@pytest.mark.parametrize("life_after", ["its own range", "begun at an exchange"])
def test_a_spare_range_that_a_life_unknown_here_may_have_begun_rests_for_the_day(
    tmp_path: Path, life_after: str
):
    """The sidecar speaks of a life that this database never had, and its last code is of another range."""
    counter = a_counter(tmp_path, numbers=(1, 500))
    grant_numbers(counter.device, 501, 600, serial=2, is_spare=True)
    device = counter.device
    device.profile.close()
    old = device.folder.database.read_bytes()
    device.reopen()
    a_dossier(device.store)
    device.profile.close()
    device.folder.database.write_bytes(old)
    device.reopen()
    between = Counter(device, desk_of(device.profile, counter.clock), counter.officer)
    assert between.receive().code[-4:] == "0501"
    if life_after == "its own range":
        grant_numbers(device, 701, 800, serial=3)
        assert between.receive().code[-4:] == "0701"
    else:
        with device.store.read() as connection:
            life = incarnations.own_origins(connection)[-1]
        rebirth.begin_again(device.store, life, life.seq)
    device.profile.close()
    device.folder.database.write_bytes(old)
    device.reopen()
    again = Counter(device, desk_of(device.profile, counter.clock), counter.officer)
    with pytest.raises(NoNumbersLeft):
        again.receive()
    counter.clock.advance(days=1)
    assert again.receive().code[-4:] == "0501"
