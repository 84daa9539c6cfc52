"""A sitting of certified copies is one act: its numbers, its documents and its money, or nothing."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.applicant import Applicant, ApplicantKind
from app.domain.books import BookKind, NotTheWriter
from app.domain.certification import BadSitting, Paper
from app.domain.dossier import Role, RoleNotAllowed
from app.domain.fees import BadPayment
from app.domain.ids import BookId, ClerkId
from app.services import (
    books,
    certification,
    certified,
    day_close,
    fees,
    guidance,
    lane_book,
    officers,
    undoing,
)
from app.services.books import BadBook
from app.services.certification import Certified, Sitting
from app.services.desk import Officer
from app.services.signers import Signer
from app.storage import applicants
from tests.support.builders import edit
from tests.support.devices import exchange
from tests.support.office import Counter, a_counter

COPIES = BookKind.CERTIFIED_COPIES
QUYNH = Applicant("Đinh Xuân Quỳnh", id_number="000089027716", address="Tổ dân phố 3")


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    found = a_counter(tmp_path, roles=(Role.RECEPTION,))
    lane_book.open_book(found.desk, found.officer, COPIES, 1284)
    return found


def certify(counter: Counter, *papers: Paper, **fields: object) -> Certified:
    asked = {"applicant": QUYNH, "papers": papers or (Paper("Căn cước công dân", 2, 3),)}
    sitting = Sitting(**asked | fields)  # type: ignore[arg-type]
    return certification.certify(counter.desk, counter.officer, sitting)


def the_book(counter: Counter) -> BookId:
    book = lane_book.lane(counter.desk).book
    assert book is not None
    return book.id


def test_a_sitting_goes_on_where_the_paper_book_ended_and_is_one_changeset(counter: Counter) -> None:
    before = counter.device.value("SELECT max(seq) FROM changeset")
    done = certify(counter, Paper("Căn cước công dân", 2, 3), Paper("Học bạ", 12, 2), Paper("Bằng", 1, 3))
    assert (done.first_number, done.last_number, done.amount) == (1284, 1286, 12_000 + 28_000 + 6_000)
    assert counter.device.value("SELECT max(seq) FROM changeset") == before + 1


def test_the_book_says_who_signed_and_the_payment_on_which_ground(counter: Counter) -> None:
    done = certify(counter, signer=Signer("Phạm Đức Thịnh", "Phó Chủ tịch"))
    facts = certified.slip_facts(counter.desk, done.payment_id)
    assert facts.signer == Signer("Phạm Đức Thịnh", "Phó Chủ tịch")
    assert facts.book.name == "01/2026-SCT/BS"
    assert facts.payment.record.legal_basis == "Thông tư 226/2016/TT-BTC"
    assert [(line.number, line.id_number, line.fee) for line in facts.lines] == [
        (1284, "000089027716", 12_000)
    ]


def test_an_impossible_line_takes_no_number(counter: Counter) -> None:
    with pytest.raises(BadSitting):
        certify(counter, Paper("Căn cước"), Paper(""))
    assert lane_book.lane(counter.desk).next_number == 1284


def test_nothing_is_taken_from_who_is_exempt_and_the_reason_stays(counter: Counter) -> None:
    record = certified.slip_facts(
        counter.desk, certify(counter, exemption="Người khuyết tật").payment_id
    ).payment.record
    assert (record.owed, record.amount, record.exemption) == (12_000, 0, "Người khuyết tật")


def test_a_repeat_citizen_keeps_one_record(counter: Counter) -> None:
    certify(counter)
    certify(counter)
    assert counter.device.value("SELECT count(*) FROM applicant") == 1


def test_receipt_numbers_follow_each_other(counter: Counter) -> None:
    numbers = [
        certified.slip_facts(counter.desk, certify(counter).payment_id).payment.record.receipt_number
        for _ in range(2)
    ]
    assert [number[-4:] for number in numbers] == ["0001", "0002"]


def test_a_voided_number_stays_taken_and_the_rest_is_charged_anew(counter: Counter) -> None:
    done = certify(counter, Paper("Căn cước công dân", 2, 3), Paper("Giấy khai sinh", 1, 2))
    first = certified.slip_facts(counter.desk, done.payment_id).lines[0]
    anew = certification.void_number(counter.desk, counter.officer, first.entry_id, "In nhầm")
    assert anew is not None
    facts = certified.slip_facts(counter.desk, anew)
    assert (facts.payment.record.amount, [line.number for line in facts.lines]) == (4_000, [1285])
    assert certify(counter).first_number == 1286
    voided = certified.register_lines(counter.desk, facts.book.id)[0]
    assert (voided.number, voided.void_reason) == (1284, "In nhầm")


def test_the_last_number_of_a_sitting_takes_its_payment_along(counter: Counter) -> None:
    done = certify(counter)
    (line,) = certified.slip_facts(counter.desk, done.payment_id).lines
    assert certification.void_number(counter.desk, counter.officer, line.entry_id, "Khách đổi ý") is None
    assert certified.day_of(counter.desk).counted == []


def test_no_book_no_number(tmp_path: Path) -> None:
    counter = a_counter(tmp_path)
    assert lane_book.lane(counter.desk).book is None
    with pytest.raises(NotTheWriter, match="Năm 2026 chưa mở sổ"):
        certify(counter)


def test_signatures_have_a_book_and_a_fee_of_their_own(counter: Counter) -> None:
    lane_book.open_book(counter.desk, counter.officer, BookKind.CERTIFIED_SIGNATURES, 1)
    done = certify(counter, Paper("Giấy ủy quyền", 4, 1), kind=BookKind.CERTIFIED_SIGNATURES)
    assert (done.first_number, done.amount) == (1, 10_000)
    assert lane_book.lane(counter.desk).next_number == 1284


def test_who_is_not_at_the_counter_certifies_nothing(counter: Counter) -> None:
    leader = Officer(ClerkId(counter.officer.id), "Lãnh Đạo Mẫu", "", (Role.LEADER,))
    with pytest.raises(RoleNotAllowed):
        certification.certify(counter.desk, leader, Sitting(QUYNH, (Paper("Căn cước"),)))


def test_another_desk_writes_in_the_book_only_once_it_was_handed_over(tmp_path: Path) -> None:
    one, two = (a_counter(tmp_path, name, roles=(Role.RECEPTION,)) for name in ("Bàn 1", "Bàn 2"))
    lane_book.open_book(one.desk, one.officer, COPIES, 1)
    certify(one)
    exchange(one.device, two.device)
    lane = lane_book.lane(two.desk)
    assert (lane.writer_name, lane.next_number) == ("Bàn 1", 2)
    assert "do bàn khác ghi" in lane.why_not
    with pytest.raises(NotTheWriter):
        certify(two)
    (to,) = books.receivers(one.desk)
    books.offer(one.desk, one.officer, the_book(one), to.origin)
    exchange(one.device, two.device)
    books.accept(two.desk, two.officer, the_book(two))
    assert certify(two).first_number == 2


def test_money_for_a_dossier_is_owed_paid_and_voided_with_a_reason(counter: Counter) -> None:
    receipt = counter.receive()
    owed = fees.of_dossier(counter.desk, receipt.dossier_id).owed
    paid = fees.take_payment(counter.desk, counter.officer, receipt.dossier_id, owed or 8_000)
    assert fees.of_dossier(counter.desk, receipt.dossier_id).is_settled
    fees.void_payment(counter.desk, counter.officer, paid, "Thu nhầm hồ sơ")
    money = fees.of_dossier(counter.desk, receipt.dossier_id)
    assert (money.paid, [each.record.void_reason for each in money.payments]) == (0, ["Thu nhầm hồ sơ"])


def test_money_taken_with_a_reception_is_a_payment_and_goes_back_with_it(counter: Counter) -> None:
    receipt = counter.receive(fee_paid=8_000)
    (paid,) = fees.of_dossier(counter.desk, receipt.dossier_id).payments
    assert (paid.record.amount, paid.record.receipt_number[-4:]) == (8_000, "0001")
    undoing.undo_reception(counter.desk, counter.officer, receipt.dossier_id, "Nhầm người")
    (gone,) = fees.of_dossier(counter.desk, receipt.dossier_id).payments
    assert gone.record.void_reason == "Nhầm người"


def test_a_settled_dossier_is_not_charged_again_and_a_visit_is_never_charged(counter: Counter) -> None:
    receipt = counter.receive()
    fees.take_payment(counter.desk, counter.officer, receipt.dossier_id, 8_000)
    with pytest.raises(BadPayment, match="đã thu đủ"):
        fees.take_payment(counter.desk, counter.officer, receipt.dossier_id, 8_000)
    undone = counter.receive()
    undoing.undo_reception(counter.desk, counter.officer, undone.dossier_id, "Nhầm người")
    guided = guidance.guide(counter.desk, counter.officer, counter.draft(), "Mang thêm giấy tờ")
    turned_down = guidance.refuse_at_counter(counter.desk, counter.officer, counter.draft(), "Sai nơi nộp")
    for id_ in (undone.dossier_id, guided, turned_down):
        with pytest.raises(BadPayment, match="không thu tiền"):
            fees.take_payment(counter.desk, counter.officer, id_, 8_000)


def test_what_was_noted_at_reception_before_payments_were_kept_still_counts(counter: Counter) -> None:
    id_ = counter.receive().dossier_id
    edit(counter.device.store, "dossier", id_, fee_amount=8000, fee_paid=3000)
    counter.clock.set(counter.desk.now() + timedelta(minutes=1))
    fees.take_payment(counter.desk, counter.officer, id_, 2_000, exemption="Hộ nghèo")
    money = fees.of_dossier(counter.desk, id_)
    assert (money.paid, money.payments[0].record.owed, money.is_settled) == (5_000, 5_000, True)
    with pytest.raises(BadPayment, match="miễn, giảm"):
        fees.take_payment(counter.desk, counter.officer, id_, 3_000)


def test_the_administrator_neither_certifies_nor_touches_money(counter: Counter) -> None:
    receipt = counter.receive()
    administrator = Officer(ClerkId(counter.officer.id), "Quản Trị Mẫu", "", (Role.ADMINISTRATOR,))
    for act in (
        lambda: certification.certify(counter.desk, administrator, Sitting(QUYNH, (Paper("Căn cước"),))),
        lambda: fees.take_payment(counter.desk, administrator, receipt.dossier_id, 8_000),
        lambda: day_close.close_day(counter.desk, administrator),
        lambda: day_close.close_cash(counter.desk, administrator, 0),
    ):
        with pytest.raises(RoleNotAllowed):
            act()


def test_a_number_is_struck_out_once(counter: Counter) -> None:
    done = certify(counter)
    (line,) = certified.slip_facts(counter.desk, done.payment_id).lines
    certification.void_number(counter.desk, counter.officer, line.entry_id, "In nhầm")
    with pytest.raises(BadBook, match="đã hủy rồi"):
        certification.void_number(counter.desk, counter.officer, line.entry_id, "Lần nữa")
    with pytest.raises(BadBook, match="đã hủy rồi"):
        books.void(counter.desk, counter.officer, the_book(counter), line.entry_id, "Lần nữa")


def test_the_rest_of_a_voided_sitting_stays_with_its_day_and_clerk_and_only_the_refund_is_of_today(
    counter: Counter,
) -> None:
    done = certify(counter, Paper("Căn cước công dân", 2, 3), Paper("Giấy khai sinh", 1, 2))
    taken_at = fees.day_bounds(counter.desk.today())
    counter.clock.set(counter.desk.now() + timedelta(days=1))
    other = officers.register_clerk(counter.desk, "Người Hủy Mẫu", "", (Role.RECEPTION,), "1357")
    first = certified.slip_facts(counter.desk, done.payment_id).lines[0]
    anew = certification.void_number(counter.desk, other, first.entry_id, "In nhầm")
    assert anew is not None
    record = certified.slip_facts(counter.desk, anew).payment.record
    assert (record.clerk_id, taken_at[0] <= record.at_ms < taken_at[1]) == (counter.officer.id, True)
    assert day_close.cash(counter.desk, other).cash == -12_000
    assert day_close.cash(counter.desk, counter.officer).cash == 0
    today = certified.slip_facts(counter.desk, certify(counter).payment_id).payment.record
    assert today.receipt_number != record.receipt_number
    counter.clock.set(counter.desk.now() - timedelta(days=1))
    assert day_close.cash(counter.desk, counter.officer).cash == 16_000


def test_a_further_volume_of_the_year_goes_on_above_the_one_before(counter: Counter) -> None:
    certify(counter)
    books.close(counter.desk, counter.officer, the_book(counter))
    assert lane_book.lane(counter.desk).next_number == 1285
    with pytest.raises(BadBook, match="từ 1285 trở lên"):
        lane_book.open_book(counter.desk, counter.officer, COPIES, 1)
    lane_book.open_book(counter.desk, counter.officer, COPIES, 1285)
    assert certify(counter).first_number == 1285


def test_what_the_lane_does_not_ask_stays_as_the_books_know_it(counter: Counter) -> None:
    known = replace(
        QUYNH, phone="0900000716", email="quynh@mau.vn", sex="Nam", kind=ApplicantKind.ORGANISATION
    )
    first = certify(counter, applicant=known)
    id_ = certified.slip_facts(counter.desk, first.payment_id).payment.record.applicant_id
    given = Applicant("Đinh Xuân Quỳnh", id_number=QUYNH.id_number, address="Thôn Mẫu")
    certify(counter, applicant=given, applicant_id=id_)
    certify(counter, applicant=replace(given, address=""))
    with counter.desk.store.read() as connection:
        assert applicants.load(connection, id_) == replace(known, address="Thôn Mẫu")  # type: ignore[arg-type]
    assert counter.device.value("SELECT count(*) FROM applicant") == 1


def test_the_documents_of_a_sitting_are_found_by_their_payment(counter: Counter) -> None:
    plan = counter.device.rows("EXPLAIN QUERY PLAN SELECT id FROM certification WHERE payment_id = 1")
    assert "certification_by_payment" in str(plan)
