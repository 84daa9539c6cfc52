"""Restored backups, cloned disks and restored servers are ordinary events: nothing is lost."""

import shutil
from pathlib import Path
from typing import Any, NoReturn

import pytest

from app.changes.chain import first_head
from app.domain.dossier import EventKind
from app.domain.sync_state import SyncState
from app.progress import Progress, Stopped
from app.storage import log_store, rebirth
from app.storage.apply_round import Round
from app.storage.errors import MachineFrozen, MachineRetired
from app.storage.incarnations import own_origins
from app.storage.profile import open_profile
from server import twins
from sync.enrolment import enrol
from sync.errors import NoLine
from sync.http.client import HttpTransport
from sync.http.lines import open_line
from sync.peers import picture
from tests.support.builders import a_clerk, a_dossier, an_event, edit
from tests.support.devices import Device
from tests.support.district import COMMUNE, District, SyncedDesk, converge
from tests.support.memory_transport import Interposed

ROWS = (
    "SELECT d.code, a.full_name, a.phone, d.note FROM dossier d JOIN applicant a ON a.id = d.applicant_id "
    "ORDER BY d.code, a.full_name"
)
EVENTS = (
    "SELECT d.code, e.kind, e.note, coalesce(c.full_name, '') FROM dossier_event e "
    "JOIN dossier d ON d.id = e.dossier_id LEFT JOIN clerk c ON c.id = e.holder_id ORDER BY 1, 2, 3"
)


def copy_of(desk: SyncedDesk, folder: Path) -> Path:
    """The whole profile as it lies on the disk, with its sidecar: what a disk image holds."""
    desk.device.profile.close()
    shutil.copytree(desk.device.root, folder)
    desk.device.reopen()
    return folder


def put_back(desk: SyncedDesk, image: Path, *, with_sidecar: bool = True) -> None:
    """Replace the profile by an image; without the sidecar's the one on the disk stays."""
    desk.device.profile.close()
    newer = desk.device.folder.sidecar.read_bytes()
    shutil.rmtree(desk.device.root)
    shutil.copytree(image, desk.device.root)
    if not with_sidecar:
        desk.device.folder.sidecar.write_bytes(newer)
    desk.device.reopen()


def clone(district: District, desk: SyncedDesk, folder: Path) -> SyncedDesk:
    """The same disk in a second PC."""
    device, image = desk.device, copy_of(desk, folder / "clone")
    profile = open_profile(image, device.vault, device.clock)
    made = SyncedDesk(Device(image, device.vault, device.clock, profile, device.recovery_code))
    district.desks.append(made)
    return made


def books(desk: SyncedDesk) -> tuple[list[Any], list[Any]]:
    return desk.device.rows(ROWS), desk.device.rows(EVENTS)


def lives(desk: SyncedDesk) -> list[Any]:
    """Which logs there are and where each was born, as every desk must know it."""
    return desk.device.rows(
        "SELECT device_name, born_from_origin, born_from_seq, born_from_head FROM incarnation "
        "ORDER BY 1, 2, 3"
    )


def is_sound(desk: SyncedDesk) -> bool:
    """Every reference leads somewhere, and what is derived says what the rows say."""
    with desk.store.read() as connection:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        states = connection.exec_driver_sql("SELECT count(*) FROM dossier_state").scalar_one()
        dossiers = connection.exec_driver_sql("SELECT count(*) FROM dossier").scalar_one()
        found = connection.exec_driver_sql("SELECT count(*) FROM dossier_search").scalar_one()
    return not broken and states == dossiers == found and not picture(desk.store, 0).changes_waiting


def test_an_older_database_gets_its_lost_tail_back(one: SyncedDesk, two: SyncedDesk, tmp_path: Path):
    a_dossier(one.store, code="000-261123-0001")
    one.sync()
    image = copy_of(one, tmp_path / "backup")
    a_dossier(one.store, code="000-261123-0002")
    one.sync()
    before = one.device.origin
    put_back(one, image, with_sidecar=False)
    assert one.device.origin != before, "the sidecar knew better"
    a_dossier(one.store, code="000-261123-0003")
    converge(one, two)
    assert one.codes() == two.codes() == {f"000-261123-000{n}" for n in (1, 2, 3)}
    assert is_sound(one)


def test_a_disk_put_back_whole_is_noticed_at_the_next_contact(
    one: SyncedDesk, two: SyncedDesk, tmp_path: Path
):
    """The sidecar went back with it, so only the server can know."""
    a_dossier(one.store, code="000-261123-0001")
    one.sync()
    image = copy_of(one, tmp_path / "image")
    a_dossier(one.store, code="000-261123-0002")
    one.sync()
    put_back(one, image)
    outcome = one.sync()
    assert outcome.is_reborn
    converge(one, two)
    assert one.codes() == two.codes() == {"000-261123-0001", "000-261123-0002"}
    assert one.log()[0] == one.log()[1]
    assert is_sound(one)


def test_what_was_written_on_a_disk_put_back_is_born_again(
    district: District, one: SyncedDesk, two: SyncedDesk, tmp_path: Path
):
    first = a_dossier(one.store, "Giàng A Mẫu", code="000-261123-0001")
    one.sync()
    image = copy_of(one, tmp_path / "image")
    a_dossier(one.store, code="000-261123-0002")
    an_event(one.store, first, EventKind.CORRECTED, note="trước khi phục hồi")
    one.sync()
    put_back(one, image)
    clerk = a_clerk(one.store, "Lò Thị Mẫu")
    added = a_dossier(one.store, "Vàng Thị Mẫu", code="000-261123-0003")
    an_event(one.store, added, EventKind.HANDED_OVER, holder_id=clerk)
    an_event(one.store, first, EventKind.HANDED_OVER, holder_id=clerk)
    edit(one.store, "dossier", first, note="ghi trên máy phục hồi")
    assert one.sync().is_reborn
    converge(one, two)
    assert one.codes() == two.codes() == {f"000-261123-000{n}" for n in (1, 2, 3)}
    assert books(one) == books(two)
    assert ("000-261123-0001", EventKind.HANDED_OVER, "", "Lò Thị Mẫu") in books(two)[1]
    assert ("000-261123-0001", EventKind.CORRECTED, "trước khi phục hồi", "") in books(two)[1]
    assert is_sound(one)
    assert is_sound(two)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in district.stored().values())


def test_before_the_logs_are_told_apart_nothing_turns_green(one: SyncedDesk, tmp_path: Path):
    """The server's receipt is about the other continuation, which has just as many changesets."""
    one.sync()
    image = copy_of(one, tmp_path / "image")
    a_dossier(one.store, code="000-261123-0001")
    one.sync()
    put_back(one, image)
    a_dossier(one.store, code="000-261123-0002")

    def only_once(line: HttpTransport) -> Interposed:
        return Interposed(line, lambda request, reply: reply if request.segments else _cut())

    with pytest.raises(NoLine):
        one.sync(through=only_once)
    shown = picture(one.store, 0).counts
    assert (shown[SyncState.PACKED], shown[SyncState.RECEIVED], shown[SyncState.ANSWERED]) == (1, 0, 0)
    assert one.sync().is_reborn


def _cut() -> NoReturn:
    raise NoLine


def test_a_search_finds_what_was_born_again_under_its_new_id(one: SyncedDesk, tmp_path: Path):
    one.sync()
    image = copy_of(one, tmp_path / "image")
    a_dossier(one.store, "Giàng A Mẫu", code="000-261123-0001")
    one.sync()
    put_back(one, image)
    a_dossier(one.store, "Vàng Thị Mẫu", code="000-261123-0002")
    one.sync()
    found = (
        "SELECT d.code FROM dossier_search s JOIN dossier d ON d.id = s.rowid WHERE dossier_search MATCH ?"
    )
    assert one.device.rows(found, "folded : vang") == [("000-261123-0002",)]
    assert one.device.rows(found, "folded : giang") == [("000-261123-0001",)]


def test_a_cloned_disk_is_frozen_at_its_second_contact_and_goes_on_under_a_key_of_its_own(
    district: District, one: SyncedDesk, two: SyncedDesk, tmp_path: Path
):
    shared = a_dossier(one.store, code="000-261123-0001")
    one.sync()
    other = clone(district, one, tmp_path)
    a_dossier(one.store, "Giàng A Mẫu", code="000-261123-0002")
    a_dossier(other.store, "Vàng Thị Mẫu", code="000-261123-0003")
    edit(one.store, "dossier", shared, note="máy gốc")
    edit(other.store, "dossier", shared, note="máy nhân bản")
    one.sync()
    assert other.sync().is_reborn
    a_dossier(one.store, code="000-261123-0004")
    a_dossier(other.store, code="000-261123-0005")
    assert one.sync().problems == []
    assert other.sync().problems == [MachineFrozen.sentence]
    with pytest.raises(MachineFrozen):
        a_dossier(other.store, code="000-261123-0006")
    assert "ghi tiếp bình thường" in one.sync().problems[0]
    a_dossier(one.store, code="000-261123-0006")
    twins.decide(district.server, COMMUNE.code, one.device.origin)
    assert one.sync().problems == []
    assert other.sync().problems == [MachineRetired.sentence]
    shared_key = bytes(other.device.key)
    enrol(other.store, district.ticket(), open_line)
    assert bytes(other.device.key) != shared_key
    a_dossier(other.store, code="000-261123-0007")
    for _ in range(2):
        converge(one, other, two)
    assert other.sync().problems == []
    assert one.codes() == other.codes() == two.codes() == {f"000-261123-000{n}" for n in range(1, 8)}
    assert books(one) == books(other) == books(two)
    assert lives(one) == lives(other) == lives(two)
    for desk in (one, other, two):
        assert is_sound(desk)
        assert desk.log()[0] == desk.log()[1]
        clash = picture(desk.store, 0).clashes[0]
        assert {clash.present.cells, clash.kept.cells} == {("máy gốc",), ("máy nhân bản",)}


def test_a_backup_taken_on_a_diverged_disk_is_sorted_out_too(
    district: District, one: SyncedDesk, two: SyncedDesk, tmp_path: Path
):
    """Two lives that the server never heard of: one diverged unseen, the next was born from it."""
    a_dossier(one.store, code="000-261123-0001")
    one.sync()
    image = copy_of(one, tmp_path / "image")
    a_dossier(one.store, code="000-261123-0002")
    one.sync()
    put_back(one, image)
    a_dossier(one.store, "Vàng Thị Mẫu", code="000-261123-0003")
    later = copy_of(one, tmp_path / "later")
    a_dossier(one.store, "Lò Thị Mất", code="000-261123-0099")
    put_back(one, later, with_sidecar=False)
    a_dossier(one.store, "Bạch Thị Mẫu", code="000-261123-0004")
    one.sync()
    converge(one, two)
    assert one.codes() == two.codes() == {f"000-261123-000{n}" for n in (1, 2, 3, 4)}
    assert books(one) == books(two)
    assert lives(one) == lives(two)
    assert is_sound(one)
    assert one.log()[0] == one.log()[1]


def test_a_rebirth_cut_by_the_line_begins_where_it_stopped(
    district: District, one: SyncedDesk, tmp_path: Path
):
    one.sync()
    image = copy_of(one, tmp_path / "image")
    a_dossier(one.store, code="000-261123-0001")
    one.sync()
    put_back(one, image)
    a_dossier(one.store, code="000-261123-0002")
    requests = 0
    while True:
        requests += 1
        if _stops_after(one, requests):
            break
    assert requests > 3
    assert one.codes() == {"000-261123-0001", "000-261123-0002"}
    assert one.log()[0] == one.log()[1]


def _stops_after(desk: SyncedDesk, requests: int) -> bool:
    """Whether an exchange that may speak of so many stages came to its end."""
    left = requests

    def report(_: Progress) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise Stopped

    try:
        desk.sync(report)
    except Stopped:
        return False
    return True


def test_a_server_that_lives_anew_is_offered_everything_again(
    district: District, one: SyncedDesk, two: SyncedDesk
):
    for number, desk in enumerate((one, two)):
        a_dossier(desk.store, code=f"000-261123-000{number}")
    converge(one, two)
    with district.server.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM segment WHERE cseq > 1")
        connection.exec_driver_sql("UPDATE commune SET next_cseq = 2")
        connection.exec_driver_sql("DELETE FROM quarantine")
        for origin, last, head in connection.exec_driver_sql(
            "SELECT o.origin, coalesce(max(s.last_seq), 0), s.head FROM origin o "
            "LEFT JOIN segment s ON s.origin = o.origin GROUP BY o.origin"
        ).all():
            _rewind(connection, origin, last, head)
    object.__setattr__(district.server, "epoch", b"the second epoch")
    for number, desk in enumerate((one, two), 2):
        a_dossier(desk.store, code=f"000-261123-000{number}")
    converge(one, two)
    assert books(one) == books(two)
    assert len(one.codes()) == 4
    for desk in (one, two):
        assert desk.log()[0] == desk.log()[1]
        assert district.stored()[desk.device.origin] == list(range(1, desk.log()[0] + 1))


def _rewind(connection: Any, origin: bytes, last: int, head: bytes | None) -> None:
    head = head or first_head(origin)
    for state in ("stored", "applied", "durable"):
        connection.exec_driver_sql(
            f"UPDATE origin SET {state}_seq = ?, {state}_head = ? WHERE origin = ?", (last, head, origin)
        )


def test_a_server_put_back_to_before_our_latest_life_learns_of_it_again(
    district: District, one: SyncedDesk, two: SyncedDesk
):
    a_dossier(one.store, code="000-261123-0001")
    one.sync()
    _restored(one)
    a_dossier(one.store, code="000-261123-0002")
    one.sync()
    life = one.device.origin
    with district.server.engine.begin() as connection:
        for table in ("segment", "quarantine", "lease", "origin"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE origin = ?", (life,))
        connection.exec_driver_sql("UPDATE commune SET next_cseq = 2")
    object.__setattr__(district.server, "epoch", b"the second epoch")
    assert not one.sync().is_reborn
    converge(one, two)
    assert one.device.origin == life
    assert one.codes() == two.codes() == {"000-261123-0001", "000-261123-0002"}
    assert one.log()[0] == one.log()[1]


def test_a_tail_that_comes_back_cut_at_other_places_merges_as_before(
    one: SyncedDesk, two: SyncedDesk, tmp_path: Path
):
    """The image had sealed nothing of what it held; the server has it in one segment with what followed."""
    one.sync()
    shared = a_dossier(one.store, code="000-261123-0001")
    image = copy_of(one, tmp_path / "image")
    edit(one.store, "dossier", shared, note="mất khi phục hồi")
    one.sync()
    put_back(one, image, with_sidecar=False)
    one.sync()
    two.sync()
    edit(two.store, "dossier", two.device.value("SELECT id FROM dossier"), note="bàn hai")
    converge(one, two)
    assert books(one) == books(two)
    assert one.device.rows("SELECT note FROM dossier") == [("bàn hai",)]
    assert is_sound(one)


@pytest.mark.parametrize("lives", [1, 3])
def test_a_desk_that_was_restored_before_it_ever_enrolled_sends_all_its_lives(
    lives: int, district: District, two: SyncedDesk
):
    desk = district.stranger("Bàn cũ")
    for number in range(lives):
        a_dossier(desk.store, code=f"000-261123-000{number}")
        if number:
            _restored(desk)
    enrol(desk.store, district.ticket(), open_line)
    converge(desk, two)
    assert two.codes() == desk.codes()
    assert len(two.codes()) == lives
    assert desk.log()[0] == desk.log()[1]


def _restored(desk: SyncedDesk) -> None:
    with desk.store.write_local() as connection:
        connection.exec_driver_sql("INSERT INTO setting(name, value) VALUES ('restored', '1')")
    desk.device.reopen()


def test_a_backup_from_before_the_enrolment_comes_back_with_a_new_ticket(
    district: District, tmp_path: Path
) -> None:
    stranger = district.stranger("Bàn 1")
    a_dossier(stranger.store, code="000-261123-0001")
    image = copy_of(stranger, tmp_path / "image")
    enrol(stranger.store, district.ticket(), open_line)
    a_dossier(stranger.store, code="000-261123-0002")
    stranger.sync()
    put_back(stranger, image)
    a_dossier(stranger.store, code="000-261123-0003")
    enrol(stranger.store, district.ticket(), open_line)
    converge(stranger)
    codes = [row[0] for row in stranger.device.rows("SELECT code FROM dossier ORDER BY code")]
    assert codes == ["000-261123-0001", "000-261123-0002", "000-261123-0003"]
    assert is_sound(stranger)


def test_what_stands_of_a_segment_cut_in_two_can_be_weighed_before_it_is_back(one: SyncedDesk):
    """The point where a restored log parts lies inside a segment: its first part stands in rows here."""
    a_dossier(one.store, code="000-261123-0001")
    id_ = one.device.value("SELECT id FROM dossier")
    edit(one.store, "dossier", id_, note="Chung")
    edit(one.store, "dossier", id_, relation="Riêng")
    log_store.seal_pending(one.store, one.device.key)
    with one.store.read() as connection:
        life = own_origins(connection)[-1]
    rebirth.begin_again(one.store, life, life.seq - 1)
    with one.store.write_local() as connection:
        stamp = connection.exec_driver_sql("SELECT stamp FROM group_stamp WHERE group_no = 6").scalar_one()
        assert Round(connection, 0).hlc_of(stamp) > 0
