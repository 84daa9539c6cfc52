"""What the exchange screen says of the line and of two desks' values."""

from datetime import datetime

import pytest

from app.changes.registry import APPLICANT, DOSSIER, Table
from app.domain.clock import ms_of
from app.domain.ids import DossierId
from app.domain.sync_state import SyncState
from app.services.field_words import NOTHING
from app.storage.open_choices import Clash, Side
from app.storage.row_reader import RowKey
from sync.errors import LineCut, NoLine, ProxyTrouble, ServerBusy
from ui.exchange.choosing import Choosing
from ui.exchange.comparison import ELSEWHERE, REMOVED, comparison
from ui.exchange.comparison_grid import spoken
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
    return Side(cells, is_own, "Bàn 2" if is_own else "Bàn 1", "Mai Thị Mẫu", written, int(is_own))


def a_clash(present: Side, kept: Side, table: Table = APPLICANT, group: int = 2) -> Clash:
    return Clash(
        DossierId(1),
        "000-261120-0031",
        "Bế Thị Mẫu",
        table,
        RowKey(1),
        table.group_by_number[group],
        present,
        kept,
    )


OWN, THEIRS = a_side("0900000218", "", is_own=True), a_side("0900000281", "", is_own=False)


def test_this_machine_stands_at_the_left_and_the_books_value_is_marked() -> None:
    for clash, standing in ((a_clash(OWN, THEIRS), 0), (a_clash(THEIRS, OWN), 1)):
        shown = comparison(clash, NOW)
        assert [head.name for head in shown.heads] == ["Máy này", "Bàn 1"]
        assert shown.heads[0].written == "Mai Thị Mẫu, 16:02 20/11"
        assert [(row.words, row.values) for row in shown.rows] == [
            ("Điện thoại", ("0900 000 218", "0900 000 281"))
        ]
        assert shown.standing == standing


def test_values_are_written_as_an_office_writes_them_and_ids_are_masked() -> None:
    own = a_side(0, "Bế Thị Mẫu", "000000003412", "1990-02-01", "", "", is_own=True)
    theirs = a_side(0, "Bế Thị Mầu", "000000009999", "1990", "Nữ", "", is_own=False)
    rows = comparison(a_clash(own, theirs, group=1), NOW).rows
    assert [row.values for row in rows] == [
        ("Bế Thị Mẫu", "Bế Thị Mầu"),
        ("•••• 3412", "•••• 9999"),
        ("01/02/1990", "1990"),
        (NOTHING, "Nữ"),
    ]
    assert [row.may_write for row in rows] == [True, False, False, False]


def test_ids_that_differ_only_where_they_are_hidden_say_so() -> None:
    own = a_side(0, "A", "000000003412", "", "", "", is_own=True)
    theirs = a_side(0, "A", "000000013412", "", "", "", is_own=False)
    shown = comparison(a_clash(own, theirs, group=1), NOW)
    assert shown.rows[0].values == (f"•••• 3412, {ELSEWHERE}", f"•••• 3412, {ELSEWHERE}")


def test_a_row_that_was_deleted_elsewhere_says_so() -> None:
    clash = a_clash(a_side(is_own=False), a_side("0900000218", "", is_own=True))
    assert clash.is_buried
    assert ("0900 000 218", REMOVED) in [row.values for row in comparison(clash, NOW).rows]


def test_a_comparison_is_read_aloud_with_both_values_the_result_and_the_one_that_stands() -> None:
    choosing = Choosing(comparison(a_clash(THEIRS, OWN), NOW))
    both = "Điện thoại: máy này 0900 000 218, Bàn 1 0900 000 281, kết quả"
    assert spoken(choosing) == f"{both} Chưa chọn. Sổ đang dùng bản của Bàn 1"
    choosing.take(choosing.shown.rows[0], 0)
    assert spoken(choosing) == f"{both} 0900 000 218. Sổ đang dùng bản của Bàn 1"


def test_what_is_typed_is_the_result_and_one_sides_own_words_are_that_sides() -> None:
    choosing = Choosing(comparison(a_clash(OWN, THEIRS), NOW))
    (row,) = choosing.shown.rows
    assert choosing.write(row, " 0900000777 ")
    assert (choosing.taken, choosing.side_of(row)) == ({"phone": "0900000777"}, None)
    assert choosing.write(row, "0900000281")
    assert (choosing.taken, choosing.side_of(row)) == ({"phone": "0900000281"}, 1)
    assert not choosing.left()


def test_an_emptied_name_is_no_result_and_a_number_of_identity_is_not_typed() -> None:
    own = a_side(0, "Bế Thị Mẫu", "000000003412", "", "", "", is_own=True)
    theirs = a_side(0, "Bế Thị Mầu", "000000009999", "", "", "", is_own=False)
    choosing = Choosing(comparison(a_clash(own, theirs, group=1), NOW))
    assert not choosing.write(choosing.shown.rows[0], "  ")
    assert not choosing.write(choosing.shown.rows[1], "000000001111")
    assert len(choosing.left()) == 2


def test_two_remarks_are_offered_joined() -> None:
    clash = a_clash(a_side("Nộp thay mẹ", is_own=True), a_side("Đã gọi điện", is_own=False), DOSSIER, 6)
    choosing = Choosing(comparison(clash, NOW))
    assert choosing.first_text(choosing.shown.rows[0]) == "Nộp thay mẹ; Đã gọi điện"


def test_every_state_of_a_record_has_its_sentence() -> None:
    assert set(STATE_REMARKS) == set(SyncState) - {SyncState.TO_CHOOSE, SyncState.SENT_BACK}
