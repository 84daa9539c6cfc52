"""The day's end names what is missing; a missing line is no missing record."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.applicant import Applicant
from app.domain.books import BookKind
from app.domain.certification import Paper
from app.domain.dossier import Role
from app.services import books, certification, certified, day_close, fees, lane_book, officers, prints
from app.services.certification import Certified, Sitting
from app.services.day_close import BadClose
from app.services.desk import Officer
from app.services.prints import PrintedSheet
from tests.support.devices import exchange
from tests.support.office import Counter, a_counter


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    found = a_counter(tmp_path)
    lane_book.open_book(found.desk, found.officer, BookKind.CERTIFIED_COPIES, 1)
    return found


def certify(counter: Counter) -> Certified:
    sitting = Sitting(Applicant("Đinh Xuân Mẫu"), (Paper("Căn cước công dân", 2, 3),))
    return certification.certify(counter.desk, counter.officer, sitting)


def print_receipt(counter: Counter, dossier_id: int) -> None:
    sheet = PrintedSheet("01", "2025", 1, b"\x01" * 32)
    prints.record_prints(counter.desk, counter.officer, dossier_id, [sheet])  # type: ignore[arg-type]


def a_leader(counter: Counter) -> Officer:
    return officers.register_clerk(counter.desk, "Lãnh Đạo Mẫu", "Chủ tịch", (Role.LEADER,), "1357")


def test_what_was_not_printed_is_named_and_what_waits_for_the_line_is_not(counter: Counter) -> None:
    printed, unprinted = counter.receive(), counter.receive()
    print_receipt(counter, printed.dossier_id)
    figures = day_close.view(counter.desk).figures
    assert (figures.printed, figures.recorded, figures.acknowledged, figures.waiting) == (1, 2, 0, 2)
    assert [item.code for item in figures.missing] == [unprinted.code.partition("-")[2]]
    assert day_close.lacks_in_words(figures.missing[0]) == "Chưa in giấy"


def test_certified_copies_are_compared_too_and_a_voided_one_is_told(counter: Counter) -> None:
    done, gone = certify(counter), certify(counter)
    fees.record_slip(counter.desk, counter.officer, done.payment_id, b"\x02" * 32)
    (line,) = certified.slip_facts(counter.desk, gone.payment_id).lines
    certification.void_number(counter.desk, counter.officer, line.entry_id, "In nhầm")
    view = day_close.view(counter.desk)
    assert (view.figures.printed, view.figures.recorded, view.figures.is_even) == (1, 1, True)
    assert view.voided == ["Số 2, quyển 01/2026-SCT/BS: đã hủy, In nhầm"]


def test_a_paper_whose_record_was_taken_back_is_missed(counter: Counter) -> None:
    receipt = counter.receive()
    print_receipt(counter, receipt.dossier_id)
    with counter.device.store.write_local() as connection:
        connection.exec_driver_sql("UPDATE dossier_state SET state = 13")
    (item,) = day_close.view(counter.desk).figures.missing
    assert day_close.lacks_in_words(item) == "Có giấy in, bản ghi đã thu lại"


def test_yesterday_is_another_day(counter: Counter) -> None:
    certify(counter)
    counter.clock.set(counter.desk.now() + timedelta(days=1))
    assert day_close.view(counter.desk).items == []


def test_a_leader_signs_what_was_closed_and_says_something_of_what_is_missing(counter: Counter) -> None:
    counter.receive()
    leader = a_leader(counter)
    with pytest.raises(BadClose, match="chưa chốt"):
        day_close.sign_day(counter.desk, leader)
    day_close.close_day(counter.desk, counter.officer)
    with pytest.raises(BadClose, match="ghi ý kiến"):
        day_close.sign_day(counter.desk, leader)
    day_close.sign_day(counter.desk, leader, "In lại ngay")
    close = day_close.view(counter.desk).close
    assert close is not None
    assert (close.signer_name, close.missing.endswith("Chưa in giấy")) == ("Lãnh Đạo Mẫu", True)
    with pytest.raises(BadClose, match="đã ký rồi"):
        day_close.sign_day(counter.desk, leader, "Lần nữa")


def test_what_comes_after_the_close_is_noticed(counter: Counter) -> None:
    day_close.close_day(counter.desk, counter.officer)
    assert not day_close.view(counter.desk).has_moved
    certify(counter)
    assert day_close.view(counter.desk).has_moved


def test_what_moved_since_the_close_is_closed_anew_before_it_is_signed(counter: Counter) -> None:
    leader, receipt = a_leader(counter), counter.receive()
    done = certify(counter)
    fees.record_slip(counter.desk, counter.officer, done.payment_id, b"\x02" * 32)
    day_close.close_day(counter.desk, counter.officer)
    (line,) = certified.slip_facts(counter.desk, done.payment_id).lines
    certification.void_number(counter.desk, counter.officer, line.entry_id, "In nhầm")
    certify(counter)
    print_receipt(counter, receipt.dossier_id)  # as many papers and records as before, another one missing
    with pytest.raises(BadClose, match="thay đổi sau khi chốt"):
        day_close.sign_day(counter.desk, leader, "Đã xem")


def test_a_day_before_is_closed_anew_and_the_newer_close_names_the_older(counter: Counter) -> None:
    receipt = counter.receive()
    monday = counter.desk.today()
    day_close.close_day(counter.desk, counter.officer)
    day_close.sign_day(counter.desk, counter.officer, "Đã xem")
    counter.clock.advance(days=1)
    print_receipt(counter, receipt.dossier_id)
    assert day_close.view(counter.desk, monday).has_moved
    day_close.close_day(counter.desk, counter.officer, "In bù", day=monday)
    view = day_close.view(counter.desk, monday)
    assert view.close is not None
    assert view.close.note == "Thay lần chốt lúc 08:00 23/11/2026 của Cán Bộ Mẫu, Cán Bộ Mẫu đã ký. In bù"
    assert not view.has_moved
    assert [(each.printed, each.signed_note) for each in view.earlier] == [(0, "Đã xem")]
    assert [close.day for close in day_close.unsigned_days(counter.desk)] == ["2026-11-23"]
    assert day_close.view(counter.desk).close is None


def test_a_day_to_come_is_not_closed(counter: Counter) -> None:
    with pytest.raises(BadClose, match="chưa tới"):
        day_close.close_day(counter.desk, counter.officer, day=date(2026, 11, 24))


def test_a_day_that_nobody_signed_is_signed_later(counter: Counter) -> None:
    leader = a_leader(counter)
    day_close.close_day(counter.desk, counter.officer)
    day_close.close_day(counter.desk, counter.officer)
    yesterday = counter.desk.today()
    counter.clock.set(counter.desk.now() + timedelta(days=1))
    assert [close.day for close in day_close.unsigned_days(counter.desk)] == [yesterday.isoformat()]
    day_close.sign_day(counter.desk, leader, day=yesterday)
    assert day_close.unsigned_days(counter.desk) == []
    with pytest.raises(BadClose, match="đã ký rồi"):
        day_close.sign_day(counter.desk, leader, day=yesterday)


def test_another_desks_voids_are_on_its_own_page(tmp_path: Path) -> None:
    one, two = (a_counter(tmp_path, name) for name in ("Bàn 1", "Bàn 2"))
    lane_book.open_book(one.desk, one.officer, BookKind.CERTIFIED_COPIES, 1)
    lines = [certified.slip_facts(one.desk, certify(one).payment_id).lines[0] for _ in range(2)]
    certification.void_number(one.desk, one.officer, lines[0].entry_id, "Bàn một hủy")
    exchange(one.device, two.device)
    book = lane_book.lane(one.desk).book
    (to,) = books.receivers(one.desk)
    assert book is not None
    books.offer(one.desk, one.officer, book.id, to.origin)
    exchange(one.device, two.device)
    (their_book,) = [each.record.id for each in books.standings(two.desk)]
    books.accept(two.desk, two.officer, their_book)
    theirs = certified.register_lines(two.desk, their_book)[1]
    certification.void_number(two.desk, two.officer, theirs.entry_id, "Bàn hai hủy")
    exchange(one.device, two.device)
    told = [[words[-11:] for words in day_close.view(desk).voided] for desk in (one.desk, two.desk)]
    assert told == [["Bàn một hủy"], ["Bàn hai hủy"]]


def test_a_till_that_differs_needs_a_word(counter: Counter) -> None:
    certify(counter)
    assert day_close.cash(counter.desk, counter.officer).cash == 12_000
    with pytest.raises(BadClose, match="chênh lệch"):
        day_close.close_cash(counter.desk, counter.officer, 10_000)
    assert day_close.close_cash(counter.desk, counter.officer, 10_000, "Thối nhầm") == -2_000
    close = day_close.cash(counter.desk, counter.officer).close
    assert close is not None
    assert (close.expected, close.counted, close.note) == (12_000, 10_000, "Thối nhầm")
