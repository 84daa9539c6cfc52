"""A PC is lost, its replacement takes over, and two papers with one code stay valid: through the district."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.books import BookKind, Gap
from app.domain.clock import wall_of
from app.domain.dossier import Role
from app.services import board, books, dossier, officers, second_codes
from app.services.desk import Officer
from server import lost
from server.bundles import import_folder
from server.cli.main import main as soxa_server
from sync.courier.leaving import export_bundle
from sync.enrolment import enrol
from sync.http.lines import open_line
from tests.support.counter import StaffedCounter, first_counter, next_counter
from tests.support.district import COMMUNE, District, a_district, converge
from tests.support.office import PIN
from ui.bootstrap import desk_of

CLERK = "Lò Văn Mẫu"


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district(tmp_path) as made:
        yield made


@pytest.fixture
def one(district: District) -> StaffedCounter:
    return first_counter(district)


@pytest.fixture
def two(district: District, one: StaffedCounter) -> StaffedCounter:
    return next_counter(district, "Bàn 2")


def keeper(counter: StaffedCounter) -> Officer:
    return officers.register_clerk(counter.desk, CLERK, "", (Role.REGISTRAR, Role.ADMINISTRATOR), PIN)


def share_numbers(one: StaffedCounter, two: StaffedCounter) -> None:
    """What no district does: both desks hold the first one's range."""
    range_ = one.synced.device.rows("SELECT first, last, valid_from FROM lease WHERE is_spare = 0")[0]
    with two.desk.store.write_local() as connection:
        connection.exec_driver_sql(
            "UPDATE lease SET first = ?, last = ?, valid_from = ? WHERE is_spare = 0", range_
        )


def share_at_the_district(district: District) -> None:
    with district.server.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE lease SET first = 1, last = 500 WHERE is_spare = 0")


def test_two_papers_with_one_code_stay_valid_and_the_later_dossier_gains_a_second_code(
    district: District, one: StaffedCounter, two: StaffedCounter
):
    share_numbers(one, two)
    share_at_the_district(district)
    earlier = one.receive("Giàng A Mẫu")
    district.clock.advance(minutes=5)
    later = two.receive("Vàng Thị Mẫu")
    assert earlier.code == later.code
    converge(one.synced, two.synced)
    assert second_codes.give_due(one.desk) == []
    with two.desk.store.write_local() as connection:  # the fault is mended: a range of its own
        connection.exec_driver_sql("UPDATE lease SET first = 701, last = 900 WHERE is_spare = 0")
    (given,) = second_codes.give_due(two.desk)
    assert second_codes.give_due(two.desk) == [], "one second code is enough"
    converge(two.synced, one.synced)
    assert not district.rows("SELECT * FROM quarantine WHERE code <> 'code_not_leased'")
    assert district.rows("SELECT count(*) FROM dossier") == [(2,)], "both in the district's books"
    for counter in (one, two):
        found = board.found_page(counter.desk, earlier.code, 0, 10)
        assert {row.applicant_name for row in found} == {"Giàng A Mẫu", "Vàng Thị Mẫu"}
        (row,) = board.found_page(counter.desk, given.second, 0, 10)
        assert row.applicant_name == "Vàng Thị Mẫu"
        assert len(dossier.all_with_code(counter.desk, earlier.code)) == 2
        with pytest.raises(dossier.CodeShared):
            dossier.find_by_code(counter.desk, earlier.code)
        id_ = dossier.find_by_code(counter.desk, given.second)
        assert id_ is not None
        view = dossier.view(counter.desk, counter.officer, id_)
        assert (list(view.second_codes), view.shares_code) == ([given.second], True)


def test_a_lost_pcs_last_stick_is_taken_up_to_the_moment_it_was_lost_and_the_rest_is_held(
    district: District, one: StaffedCounter, two: StaffedCounter, tmp_path: Path
):
    converge(one.synced, two.synced)
    before = two.receive("Giàng A Mẫu")
    lost_at = district.clock.now_ms() + 1000
    stick = tmp_path / "stick"
    stick.mkdir()
    export_bundle(two.desk.store, stick)
    district.clock.advance(hours=3)
    after = two.receive("Vàng Thị Mẫu")
    key = bytes(two.synced.device.key.verify_key)
    assert lost.give_up(district.server, COMMUNE.code, key, lost_at) == 0
    import_folder(district.server, stick)
    one.synced.sync()
    assert before.code in one.synced.codes()
    export_bundle(two.desk.store, stick)
    import_folder(district.server, stick)
    one.synced.sync()
    assert after.code not in one.synced.codes(), "written by whoever had the machine then"
    assert district.rows("SELECT sum(last_seq - first_seq + 1) FROM held_segment") == [(1,)]
    later = lost_at + timedelta(hours=5) // timedelta(milliseconds=1)
    assert lost.give_up(district.server, COMMUNE.code, key, later) == 0
    one.synced.sync()
    assert after.code in one.synced.codes()
    assert district.rows("SELECT count(*) FROM held_segment") == [(0,)]


def test_the_replacement_takes_over_the_lost_pcs_book_with_a_gap_everyone_sees(
    district: District, one: StaffedCounter, two: StaffedCounter, capsys: pytest.CaptureFixture[str]
):
    book = books.open_book(two.desk, keeper(two), BookKind.CERTIFIED_COPIES, 2026)
    books.enter(two.desk, keeper(two), book, "Bản sao bằng")
    converge(two.synced, one.synced)
    key = bytes(two.synced.device.key.verify_key).hex()[:12]
    data = str(district.settings.data)
    assert soxa_server(["devices", "replace", "--data", data, key]) == 0
    ticket = next(word for word in capsys.readouterr().out.split() if word.startswith("SX1-"))
    new = district.stranger("Bàn 2 mới")
    enrol(new.store, ticket, open_line)
    new.sync()
    desk = desk_of(new.device.profile, district.clock)
    officer = officers.register_clerk(desk, CLERK, "", (Role.ADMINISTRATOR,), PIN)
    (standing,) = books.standings(desk)
    assert standing.writer_name == "Bàn 2"
    books.take_over(desk, officer, standing.record.id, "máy mất", 5)
    assert books.enter(desk, officer, standing.record.id, "Bản sao khai sinh") == 5
    converge(new, one.synced)
    (seen,) = books.standings(one.desk)
    assert (seen.writer_name, seen.next_number) == ("Bàn 2 mới", 6)
    assert seen.gaps == (Gap(2, 4, "máy mất"),)


def test_a_book_is_handed_over_through_the_district(
    district: District, one: StaffedCounter, two: StaffedCounter
):
    book = books.open_book(one.desk, keeper(one), BookKind.OUTGOING, wall_of(district.clock.now_ms()).year)
    converge(two.synced, one.synced)
    (to,) = books.receivers(one.desk)
    books.offer(one.desk, keeper(one), book, to.origin)
    converge(one.synced, two.synced)
    (there,) = books.standings(two.desk)
    assert books.accept(two.desk, keeper(two), there.record.id) == 1
    converge(two.synced, one.synced)
    assert books.standings(one.desk)[0].writer_name == "Bàn 2"
    assert not district.rows("SELECT * FROM quarantine")
