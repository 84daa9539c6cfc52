"""A restored server gets back what any desk still has, at the time it had it first."""

import shutil
from pathlib import Path

import pytest

from app.changes.chain import first_head
from app.storage import second_key
from app.storage.profile import ProfileFolder
from server.setup import new_epoch
from server.storage import communes, meta
from server.storage.engine import writing
from sync.enrolment import enrol
from sync.http.lines import open_line
from sync.reasons import reason_words
from tests.support.builders import a_dossier, edit
from tests.support.devices import world
from tests.support.district import District, SyncedDesk, converge
from tests.support.stick import arrive, come_back, leave


@pytest.fixture
def two_desks(district: District, one: SyncedDesk, two: SyncedDesk) -> tuple[SyncedDesk, SyncedDesk]:
    a_dossier(one.store, "Mẫu Một")
    converge(one, two)
    return one, two


def copy_of(district: District) -> Path:
    """The server's data as a backup has it."""
    copy = district.folder / "server.copy"
    district.server.engine.dispose()
    shutil.copytree(district.settings.data, copy)
    return copy


def put_back(district: District, copy: Path) -> None:
    """What the restore command does, under a server that listens on."""
    district.server.engine.dispose()
    shutil.rmtree(district.settings.data)
    shutil.copytree(copy, district.settings.data)
    with writing(district.server.engine) as connection:
        new_epoch(connection)
        epoch = meta.get(connection, meta.EPOCH)
        communes.leave_gap(connection, 20, 1000)
    object.__setattr__(district.server, "epoch", epoch)


def lose_after(desk: SyncedDesk, copy: Path) -> None:
    """The desk's disk as it was, its sidecar too: nothing on it knows of what came later."""
    desk.device.profile.close()
    shutil.rmtree(desk.device.root)
    shutil.copytree(copy, desk.device.root)
    desk.device.reopen()


def disk_of(desk: SyncedDesk) -> Path:
    copy = desk.device.root.with_name("disk.copy")
    desk.device.profile.close()
    shutil.copytree(desk.device.root, copy)
    desk.device.reopen()
    return copy


def test_what_server_and_author_both_lost_comes_back_from_a_third(district, two_desks):
    one, two = two_desks
    server, disk = copy_of(district), disk_of(one)
    a_dossier(one.store, "Mẫu Hai")
    converge(one, two)
    put_back(district, server)
    lose_after(one, disk)
    converge(two, one, two)
    assert len(one.codes()) == 2
    assert world(one.device) == world(two.device)
    assert two.device.value("SELECT count(*) FROM offer") == 0


def test_nothing_is_sent_that_the_restored_server_has(district, two_desks):
    _, two = two_desks
    put_back(district, copy_of(district))
    before = district.stored()
    outcome = two.sync()
    assert outcome.sent_segments == 0
    assert district.stored() == before
    assert two.device.value("SELECT count(*) FROM offer") == 0


def test_an_author_that_comes_first_sends_for_itself(district, two_desks):
    one, two = two_desks
    copy = copy_of(district)
    a_dossier(one.store, "Mẫu Hai")
    converge(one, two)
    put_back(district, copy)
    converge(one, two)
    assert two.device.value("SELECT count(*) FROM offer") == 0
    assert all(seqs == sorted(set(seqs)) for seqs in district.stored().values())
    assert world(one.device) == world(two.device)


def reborn_on(disk: Path, desk: SyncedDesk) -> None:
    """The desk's disk is put back under its sidecar: what it writes next, it writes in another life."""
    edit(desk.store, "dossier", desk.device.value("SELECT min(id) FROM dossier"), note="Chưa kịp gửi")
    sidecar = ProfileFolder(desk.device.root).sidecar
    kept = sidecar.read_bytes()
    lose_after(desk, disk)
    desk.device.profile.close()
    sidecar.write_bytes(kept)
    desk.device.reopen()
    desk.sync()


def test_a_life_that_server_and_author_both_forgot_comes_back_from_a_third(district, two_desks):
    one, two = two_desks
    server, disk = copy_of(district), disk_of(one)
    reborn_on(disk, one)
    a_dossier(one.store, "Mẫu Hai")
    converge(one, two)
    put_back(district, server)
    lose_after(one, disk)
    converge(two, one, two)
    assert len(one.codes()) == 2
    assert world(one.device) == world(two.device)
    assert two.device.value("SELECT count(*) FROM offer") == 0


def test_what_no_device_of_ours_has_sealed_begins_no_life(district, two_desks, monkeypatch):
    one, two = two_desks
    server, disk = copy_of(district), disk_of(one)
    reborn_on(disk, one)
    a_dossier(one.store, "Mẫu Hai")
    converge(one, two)
    put_back(district, server)
    monkeypatch.setattr("server.births._has_sealed", lambda key, segment: False)
    converge(two, two)
    assert two.device.value("SELECT count(*) FROM offer WHERE stored_seq = -1") == 1
    assert two.sync().sent_segments == 0
    assert two.device.value("SELECT reason FROM waiting") == "out_of_scope"
    monkeypatch.undo()
    one.sync()
    converge(two, one)
    assert two.device.value("SELECT count(*) FROM offer") == 0


def test_a_log_that_the_restored_server_never_heard_of_comes_back_with_its_certificate(district, one):
    copy = copy_of(district)
    late = district.desk("Bàn muộn")
    a_dossier(late.store, "Mẫu Muộn")
    converge(late, one)
    put_back(district, copy)
    one.sync()
    assert one.device.value("SELECT count(*) FROM offer") == 0
    assert late.device.origin in district.stored()


def test_a_desk_that_the_restored_server_has_forgotten_comes_back_by_itself(district, one):
    copy = copy_of(district)
    late = district.desk("Bàn muộn")
    a_dossier(late.store, "Mẫu Muộn")
    late.sync()
    put_back(district, copy)
    a_dossier(late.store, "Mẫu Sau")
    late.sync()
    converge(one, late)
    assert world(one.device) == world(late.device)
    assert len(one.codes()) == 2


def test_what_a_forgotten_desk_sealed_under_its_former_key_comes_back_too(district, monkeypatch):
    """Nobody else is there to show the former key's certificate."""
    copy = copy_of(district)
    late = district.desk("Bàn muộn")
    a_dossier(late.store, "Mẫu Muộn")
    late.sync()
    former = late.device.origin
    with monkeypatch.context() as patched:
        patched.setattr(second_key, "is_needed", lambda _connection: True)
        enrol(late.store, district.ticket(), open_line)
    late.sync()
    put_back(district, copy)
    converge(late)
    assert former in district.stored()
    assert late.log()[0] == late.log()[1]


def test_a_desk_that_the_restored_server_has_forgotten_comes_back_by_stick(district, one):
    copy, stick = copy_of(district), district.folder / "USB"
    stick.mkdir()
    late = district.desk("Bàn muộn")
    a_dossier(late.store, "Mẫu Muộn")
    late.sync()
    put_back(district, copy)
    for _ in range(2):  # the first answer says that the server lives anew
        leave(late, stick)
        arrive(district, stick)
        come_back(late, stick)
    assert late.log()[0] == late.log()[1]
    assert district.stored()[late.device.origin] == [1, 2]


def test_an_edit_from_a_clock_ahead_ranks_as_it_did_before_the_restore(district, two_desks):
    """Else desks that had it before and desks that hear of it now would keep different values."""
    one, two = two_desks
    copy = copy_of(district)
    code_id = one.device.value("SELECT id FROM dossier")
    one.device.clock = two.device.clock  # the district's; what runs ahead is what one stamps with
    ahead = 3 * 24 * 60 * 60 * 1000
    with_clock_ahead(one, ahead, lambda: edit(one.store, "dossier", code_id, note="Từ đồng hồ nhanh"))
    one.sync()
    first = received_ms(one)
    put_back(district, copy)
    district.clock.advance(days=2)
    converge(one, two)
    assert received_ms(one) == received_ms(two) == first


def received_ms(desk: SyncedDesk) -> int:
    return desk.device.value("SELECT max(received_ms) FROM segment")


def with_clock_ahead(desk: SyncedDesk, by_ms: int, work) -> None:
    clock = desk.device.store.clock
    clock.advance(milliseconds=by_ms)
    work()
    clock.advance(milliseconds=-by_ms)


def test_a_time_of_receipt_cannot_be_claimed_beyond_now(district, one):
    """And who claims one before it ranks behind others, which harms nobody else."""
    a_dossier(one.store)
    one.sync()
    later = district.clock.now_ms() + 10**9
    with one.store.write_local() as connection:
        connection.exec_driver_sql("UPDATE segment SET received_ms = ?", (later,))
        connection.exec_driver_sql("UPDATE device SET cursor = 0")
        connection.exec_driver_sql("UPDATE origin SET stored_seq = 0")
    put_back(district, empty_of_segments(district))
    one.sync()
    assert district.rows("SELECT max(received_ms) FROM segment")[0][0] <= district.clock.now_ms()


def empty_of_segments(district: District) -> Path:
    with writing(district.server.engine) as connection:
        connection.exec_driver_sql("DELETE FROM segment")
        connection.exec_driver_sql("UPDATE origin SET stored_seq = 0, applied_seq = 0, durable_seq = 0")
        connection.exec_driver_sql("UPDATE commune SET next_cseq = 1")
        for state in ("stored", "applied", "durable"):
            for (name,) in connection.exec_driver_sql("SELECT origin FROM origin").all():
                connection.exec_driver_sql(
                    f"UPDATE origin SET {state}_head = ? WHERE origin = ?", (first_head(name), name)
                )
    return copy_of(district)


def test_a_log_that_went_on_otherwise_meanwhile_is_named_and_holds_up_nobody(district, two_desks):
    """One was put back and worked on, unaware; two holds what one and the server have both forgotten."""
    one, two = two_desks
    server, disk = copy_of(district), disk_of(one)
    a_dossier(one.store, "Mẫu Hai", code="000-261123-0002")
    converge(one, two)
    put_back(district, server)
    lose_after(one, disk)
    a_dossier(one.store, "Mẫu Ba", code="000-261123-0003")
    one.sync()
    third = district.desk("Bàn 3")
    a_dossier(third.store, "Mẫu Tư", code="000-261123-0004")
    third.sync()
    two.sync()
    two.sync()
    assert "000-261123-0002" in two.codes(), "what is here stays"
    assert "000-261123-0004" in two.codes(), "the others go on"
    assert two.device.rows("SELECT reason FROM waiting") == [("two_logs",)]
    assert two.device.value("SELECT count(*) FROM offer") == 0
    assert reason_words("two_logs")
