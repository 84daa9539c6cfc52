"""A site that never has a line is a full member: each journey of a stick ends as it should."""

import random
import shutil
from pathlib import Path

import pytest

from app.changes.chain import first_head
from app.domain.sync_state import SyncState
from app.storage import numbers
from sync.bundle import folder as sticks
from sync.courier import ledger
from sync.courier.leaving import WRITTEN
from sync.courier.returning import CUT, GAP_BEFORE
from sync.errors import NotEnrolled
from sync.peers import picture
from tests.support.builders import a_dossier, edit
from tests.support.district import DAY_OF_TESTS, OTHER, District, SyncedDesk
from tests.support.stick import arrive, come_back, leave, travel
from tests.sync.test_forks import books, copy_of, is_sound, lives, put_back


def counts(desk: SyncedDesk) -> dict[SyncState, int]:
    return {state: number for state, number in picture(desk.store, 0).counts.items() if number}


def files(stick: Path) -> list[str]:
    return sorted(path.name for path in stick.iterdir())


def test_two_desks_without_a_line_come_to_the_same_books(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path
):
    shared = a_dossier(one.store, "Giàng A Mẫu", code="000-261123-0001")
    a_dossier(two.store, "Vàng Thị Mẫu", code="000-261123-0002")
    travel(district, stick, one, two)
    edit(one.store, "dossier", shared, note="đã gọi điện")
    travel(district, stick, one, two)
    assert one.codes() == two.codes() == {"000-261123-0001", "000-261123-0002"}
    assert books(one) == books(two)
    assert all(desk.log()[0] == desk.log()[1] and is_sound(desk) for desk in (one, two))


def test_a_dossier_counts_as_received_when_the_receipt_is_back_and_not_before(
    district: District, one: SyncedDesk, stick: Path
):
    a_dossier(one.store)
    exported = leave(one, stick)
    assert (exported.sentence, exported.changesets) == (WRITTEN, 2)
    arrive(district, stick)
    assert counts(one) == {SyncState.PACKED: 1}
    assert come_back(one, stick).outcome.receipts == 1
    assert counts(one) == {SyncState.ANSWERED: 1}


def test_what_left_is_known_until_its_answer_is_back(district: District, one: SyncedDesk, stick: Path):
    leave(one, stick)
    with one.store.read() as snapshot:
        (trip,) = ledger.trips(snapshot)
    assert not trip.answered_ms
    arrive(district, stick)
    come_back(one, stick)
    with one.store.read() as snapshot:
        assert [each.answered_ms for each in ledger.trips(snapshot)] == [district.clock.now_ms()]


def test_leases_travel_on_the_stick(district: District, one: SyncedDesk, stick: Path):
    """A range that the server gives while the desk has no line is there when the stick is back."""
    with one.store.write_local() as connection:
        connection.exec_driver_sql("DELETE FROM lease")
    (imported,) = travel(district, stick, one)
    assert imported.outcome.new_leases == 2
    with one.store.read() as snapshot:
        assert numbers.of_day(snapshot, DAY_OF_TESTS).left() > 100


def test_a_lost_stick_costs_nothing(district: District, one: SyncedDesk, stick: Path, tmp_path: Path):
    a_dossier(one.store, code="000-261123-0001")
    leave(one, tmp_path / "lost")
    a_dossier(one.store, code="000-261123-0002")
    travel(district, stick, one)
    assert one.log() == (3, 3)
    assert district.stored() == {one.device.origin: [1, 2, 3]}


def test_a_bundle_that_comes_again_has_no_effect(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path, tmp_path: Path
):
    a_dossier(one.store)
    leave(one, stick)
    shutil.copytree(stick, tmp_path / "kept")
    for folder in (stick, tmp_path / "kept", stick):
        arrive(district, folder)
    assert district.stored() == {one.device.origin: [1, 2]}
    before = come_back(one, stick).outcome, one.log()
    again = come_back(one, stick).outcome
    assert before[0].receipts >= 1
    assert (again.receipts, again.received_segments, again.problems, one.log()) == (0, 0, [], before[1])


def test_an_older_receipt_never_takes_back_a_newer_one(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path
):
    """The stick comes home after the line has been there."""
    a_dossier(one.store, code="000-261123-0001")
    leave(one, stick)
    arrive(district, stick)
    a_dossier(one.store, code="000-261123-0002")
    a_dossier(two.store, code="000-261123-0003")
    two.sync()
    one.sync()
    district.clock.advance(days=3)
    outcome = come_back(one, stick).outcome
    assert (outcome.receipts, outcome.problems) == (0, [])
    assert one.log() == (3, 3)
    assert len(one.codes()) == 3


def test_days_on_the_road_are_no_trusted_time(district: District, one: SyncedDesk, stick: Path):
    heard = "SELECT trusted_ms, trusted_wall_ms FROM log_state"
    before = one.device.rows(heard)
    leave(one, stick)
    arrive(district, stick)
    district.clock.advance(days=3)
    come_back(one, stick)
    assert one.device.rows(heard) == before


def test_a_stick_may_arrive_after_the_line_has_brought_more(district: District, one: SyncedDesk, stick: Path):
    a_dossier(one.store)
    leave(one, stick)
    a_dossier(one.store)
    one.sync()
    (answered,) = arrive(district, stick).answered
    assert answered.refused_segments == 0
    assert district.stored() == {one.device.origin: [1, 2, 3]}


def test_a_bundle_beyond_a_missing_one_waits_with_its_feed_and_brings_its_receipt(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path, tmp_path: Path
):
    """The desk was put back to before the first stick and meets the second one first."""
    two.sync()
    image = copy_of(one, tmp_path / "image")
    a_dossier(two.store, code="000-261123-0001")
    two.sync()
    travel(district, stick, one)
    a_dossier(two.store, code="000-261123-0002")
    two.sync()
    second = tmp_path / "second"
    leave(one, second)
    arrive(district, second)
    put_back(one, image)
    imported = come_back(one, second)
    assert imported.outcome.problems == [GAP_BEFORE]
    assert one.codes() == set()
    come_back(one, stick)
    come_back(one, second)
    assert one.codes() == {"000-261123-0001", "000-261123-0002"}


def test_one_stick_serves_several_communes(district: District, one: SyncedDesk, stick: Path):
    other = district.desk("Bàn xã khác", commune=OTHER.code)
    a_dossier(one.store, code="000-261123-0001")
    a_dossier(other.store, code="000-261123-0002")
    travel(district, stick, one, other)
    assert (one.codes(), other.codes()) == ({"000-261123-0001"}, {"000-261123-0002"})
    assert one.log()[0] == one.log()[1]
    assert other.log()[0] == other.log()[1]


def test_a_desk_cannot_open_what_is_for_another(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path
):
    leave(one, stick)
    arrive(district, stick)
    imported = come_back(two, stick)
    assert (imported.taken, imported.refused, imported.outcome.receipts) == ([], [], 0)


def test_a_whole_disk_put_back_finds_its_way_by_stick_alone(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path, tmp_path: Path
):
    a_dossier(one.store, code="000-261123-0001")
    travel(district, stick, one, two)
    image = copy_of(one, tmp_path / "image")
    a_dossier(one.store, code="000-261123-0002")
    travel(district, stick, one, two)
    put_back(one, image)
    a_dossier(one.store, "Vàng Thị Mẫu", code="000-261123-0003")
    (imported, _) = travel(district, stick, one, two)
    assert imported.outcome.is_reborn
    for _ in range(2):
        travel(district, stick, one, two)
    assert one.codes() == two.codes() == {f"000-261123-000{n}" for n in (1, 2, 3)}
    assert books(one) == books(two)
    assert lives(one) == lives(two)
    assert one.device.rows("SELECT origin_no, seq, reason, detail FROM waiting") == []
    assert is_sound(one)
    assert one.log()[0] == one.log()[1]


def test_a_backup_taken_on_a_diverged_disk_is_sorted_out_by_stick_too(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path, tmp_path: Path
):
    a_dossier(one.store, code="000-261123-0001")
    travel(district, stick, one)
    image = copy_of(one, tmp_path / "image")
    a_dossier(one.store, code="000-261123-0002")
    travel(district, stick, one)
    put_back(one, image)
    a_dossier(one.store, "Vàng Thị Mẫu", code="000-261123-0003")
    later = copy_of(one, tmp_path / "later")
    a_dossier(one.store, "Lò Thị Mất", code="000-261123-0099")
    put_back(one, later, with_sidecar=False)
    a_dossier(one.store, "Bạch Thị Mẫu", code="000-261123-0004")
    for _ in range(3):
        travel(district, stick, one, two)
    assert one.codes() == two.codes() == {f"000-261123-000{n}" for n in (1, 2, 3, 4)}
    assert books(one) == books(two)
    assert lives(one) == lives(two)
    assert is_sound(one)
    assert one.log()[0] == one.log()[1]


def test_a_server_that_lives_anew_is_offered_everything_again_by_stick(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path
):
    a_dossier(one.store, code="000-261123-0001")
    travel(district, stick, one, two)
    with district.server.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM segment")
        connection.exec_driver_sql("UPDATE commune SET next_cseq = 1")
        for state in ("stored", "applied", "durable"):
            for desk in (one, two):
                origin = desk.device.origin
                connection.exec_driver_sql(
                    f"UPDATE origin SET {state}_seq = 0, {state}_head = ? WHERE origin = ?",
                    (first_head(origin), origin),
                )
    object.__setattr__(district.server, "epoch", b"the second epoch")
    a_dossier(two.store, code="000-261123-0002")
    for _ in range(2):
        imported = travel(district, stick, one, two)
    assert [each.outcome.problems for each in imported] == [[], []]
    assert one.codes() == two.codes() == {"000-261123-0001", "000-261123-0002"}
    assert all(desk.log()[0] == desk.log()[1] for desk in (one, two))


def test_a_server_put_back_to_before_our_latest_life_learns_of_it_by_stick(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path
):
    a_dossier(one.store, code="000-261123-0001")
    travel(district, stick, one)
    with one.store.write_local() as connection:
        connection.exec_driver_sql("INSERT INTO setting(name, value) VALUES ('restored', '1')")
    one.device.reopen()
    a_dossier(one.store, code="000-261123-0002")
    travel(district, stick, one)
    life = one.device.origin
    with district.server.engine.begin() as connection:
        for table in ("segment", "quarantine", "lease", "origin"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE origin = ?", (life,))
        connection.exec_driver_sql("UPDATE commune SET next_cseq = 2")
    object.__setattr__(district.server, "epoch", b"the second epoch")
    for _ in range(3):
        travel(district, stick, one, two)
    assert one.device.origin == life
    assert one.codes() == two.codes() == {"000-261123-0001", "000-261123-0002"}
    assert one.log()[0] == one.log()[1]


def test_earlier_bundles_of_ours_make_room_for_the_one_that_brings_all(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path
):
    leave(two, stick)
    (foreign,) = files(stick)
    leave(one, stick)
    (path,) = leave(one, stick).paths
    assert files(stick) == sorted([foreign, path.name])


def test_a_desk_that_is_no_member_has_nobody_to_send_to(district: District, stick: Path):
    stranger = district.stranger("Máy lạ")
    with pytest.raises(NotEnrolled):
        leave(stranger, stick)
    assert files(stick) == []


def long_history(desk: SyncedDesk) -> None:
    """More than a page of it; texts that do not compress."""
    for number in range(40):
        a_dossier(desk.store, code=f"000-261123-{number:04d}", content=_noise(number))
        desk.device.seal()


def _noise(number: int) -> str:
    return random.Random(number).randbytes(8_000).hex()


def cut(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])


def test_half_a_copy_is_taken_in_as_far_as_it_goes_and_the_rest_comes_next(
    district: District, one: SyncedDesk, stick: Path
):
    long_history(one)
    (path,) = leave(one, stick).paths
    cut(path, path.stat().st_size * 3 // 4)
    arrive(district, stick)
    stored = len(district.stored()[one.device.origin])
    assert 0 < stored < 41
    come_back(one, stick)
    assert one.log() == (41, stored)
    travel(district, stick, one)
    assert one.log() == (41, 41)


def test_half_an_answer_is_taken_in_as_far_as_it_goes_and_the_rest_comes_next(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path
):
    long_history(two)
    two.sync()
    leave(one, stick)
    (answered,) = arrive(district, stick).answered
    assert answered.answer is not None
    cut(answered.answer, answered.answer.stat().st_size // 2)
    imported = come_back(one, stick)
    assert CUT in imported.outcome.problems
    assert 0 < len(one.codes()) < 40
    travel(district, stick, one)
    assert one.codes() == two.codes()


def test_a_long_bundle_goes_over_several_volumes(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path
):
    long_history(one)
    paths = leave(one, stick, volume_bytes=300_000).paths
    assert len(paths) > 1
    assert max(path.stat().st_size for path in paths) <= 300_000
    assert len({path.name[:11] for path in paths}) == 1
    arrive(district, stick, volume_bytes=300_000)
    come_back(one, stick)
    assert one.log() == (41, 41)


def test_a_missing_volume_leaves_what_came_before_it(district: District, one: SyncedDesk, stick: Path):
    long_history(one)
    leave(one, stick, volume_bytes=300_000).paths[-1].unlink()
    arrive(district, stick)
    assert 0 < len(district.stored()[one.device.origin]) < 41


def test_volumes_are_never_taken_for_each_other(district: District, one: SyncedDesk, stick: Path):
    long_history(one)
    first, second, *_ = leave(one, stick, volume_bytes=300_000).paths
    third = first.with_name("swap")
    first.rename(third)
    second.rename(first)
    third.rename(second)
    assert [each.code for each in arrive(district, stick).refused] == ["damaged"]
    assert district.stored() == {}
    assert sticks.find(stick)[0]
