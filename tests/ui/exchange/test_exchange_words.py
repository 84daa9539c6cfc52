"""What the exchange screen says of the line and of two desks' values."""

from datetime import datetime

import pytest

from app.domain.clock import ms_of
from app.domain.ids import DossierId
from app.domain.sync_state import SyncState
from app.storage.open_choices import Clash, Side
from sync.errors import LineCut, NoLine, ProxyTrouble, ServerBusy
from ui.exchange.comparison_grid import spoken
from ui.exchange.field_words import ELSEWHERE, NOTHING, REMOVED, comparisons
from ui.exchange.words import STATE_REMARKS, line_words, received_words
from ui.status_line import Network

NOW = datetime(2026, 11, 23, 14, 47)
DOWN = Network(
    is_up=False, down_since=datetime(2026, 11, 23, 14, 33), next_try=datetime(2026, 11, 23, 14, 52)
)
UP = Network(is_up=True, next_try=datetime(2026, 11, 23, 14, 52))


def said(network: Network, reason: str = "") -> str:
    words = line_words(network, reason, NOW)
    return f"{words.stressed} {words.rest}"


@pytest.mark.parametrize("reason", ["", NoLine.sentence, LineCut.sentence])
def test_no_line_says_since_when_the_next_try_and_that_work_goes_on(reason: str) -> None:
    assert said(DOWN, reason) == (
        "Chưa có mạng từ 14:33. Máy tự thử lại lúc 14:52. "
        "Tiếp nhận và in vẫn làm bình thường, không phải chờ."
    )


def test_what_somebody_can_remedy_is_said_with_its_remedy() -> None:
    assert "proxy" in said(DOWN, ProxyTrouble.sentence)
    assert said(UP, ServerBusy.sentence).endswith("Máy tự thử lại sau. Máy tự thử lại lúc 14:52.")


def test_times_of_another_day_carry_their_day() -> None:
    yesterday = Network(is_up=False, down_since=datetime(2026, 11, 22, 16, 5))
    assert said(yesterday).startswith("Chưa có mạng từ 16:05 22/11.")
    assert received_words(datetime(2026, 11, 20, 9, 0), NOW) == "Cấp trên đã nhận đến 09:00 20/11"
    assert received_words(None, NOW) == "Cấp trên chưa nhận gì"


def test_a_device_of_no_district_is_told_where_to_go() -> None:
    assert "Quản trị máy" in said(Network(is_up=False, is_set_up=False))


def a_side(*cells: object, is_own: bool, minute: int = 2) -> Side:
    written = ms_of(datetime(2026, 11, 20, 16, minute))
    return Side(cells, is_own, "Bàn 2" if is_own else "Bàn 1", "Mai Thị Mẫu", written)


def a_clash(present: Side, kept: Side, table: str = "applicant", *fields: str) -> Clash:
    return Clash(
        1, DossierId(1), "000-261120-0031", "Bế Thị Mẫu", table, fields or ("phone", "email"), present, kept
    )


def test_this_machine_stands_at_the_left_and_the_books_value_is_marked() -> None:
    own, theirs = a_side("0900000218", "", is_own=True), a_side("0900000281", "", is_own=False)
    for clash, standing in ((a_clash(own, theirs), 0), (a_clash(theirs, own), 1)):
        shown = comparisons([clash], NOW)[0]
        assert [head.name for head in shown.heads] == ["Máy này", "Bàn 1"]
        assert shown.heads[0].written == "Mai Thị Mẫu, 16:02 20/11"
        assert [(row.words, row.values) for row in shown.rows] == [
            ("Điện thoại", ("0900 000 218", "0900 000 281"))
        ]
        assert shown.standing == standing


def test_choices_of_the_same_two_writings_share_a_table() -> None:
    phone = a_clash(
        a_side("0900000218", is_own=True), a_side("0900000281", is_own=False), "applicant", "phone"
    )
    note = a_clash(a_side("a", is_own=True), a_side("b", is_own=False), "dossier", "note")
    later = a_clash(a_side("a", is_own=True, minute=9), a_side("b", is_own=False), "dossier", "content")
    shown = comparisons([phone, note, later], NOW)
    assert [[row.words for row in each.rows] for each in shown] == [["Điện thoại", "Ghi chú"], ["Nội dung"]]


def test_values_are_written_as_an_office_writes_them_and_ids_are_masked() -> None:
    fields = ("full_name", "id_number", "birth_date", "sex")
    own = a_side("Bế Thị Mẫu", "000000003412", "1990-02-01", "", is_own=True)
    theirs = a_side("Bế Thị Mầu", "000000009999", "1990", "Nữ", is_own=False)
    rows = comparisons([a_clash(own, theirs, "applicant", *fields)], NOW)[0].rows
    assert [row.values for row in rows] == [
        ("Bế Thị Mẫu", "Bế Thị Mầu"),
        ("•••• 3412", "•••• 9999"),
        ("01/02/1990", "1990"),
        (NOTHING, "Nữ"),
    ]


def test_ids_that_differ_only_where_they_are_hidden_say_so() -> None:
    own, theirs = a_side("000000003412", is_own=True), a_side("000000013412", is_own=False)
    shown = comparisons([a_clash(own, theirs, "applicant", "id_number")], NOW)[0]
    assert shown.rows[0].values == (f"•••• 3412, {ELSEWHERE}", f"•••• 3412, {ELSEWHERE}")


def test_a_row_that_was_deleted_elsewhere_says_so() -> None:
    shown = comparisons([a_clash(a_side(is_own=False), a_side("0900000218", "", is_own=True))], NOW)[0]
    assert ("0900 000 218", REMOVED) in [row.values for row in shown.rows]


def test_a_comparison_is_read_aloud_with_both_values_and_the_one_that_stands() -> None:
    own, theirs = a_side("0900000218", "", is_own=True), a_side("0900000281", "", is_own=False)
    assert spoken(comparisons([a_clash(theirs, own)], NOW)[0]) == (
        "Điện thoại: Máy này 0900 000 218, Bàn 1 0900 000 281. Sổ đang dùng bản của Bàn 1"
    )


def test_every_state_of_a_record_has_its_sentence() -> None:
    assert set(STATE_REMARKS) == set(SyncState) - {SyncState.TO_CHOOSE, SyncState.SENT_BACK}
