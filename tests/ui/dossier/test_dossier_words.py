"""What a dossier's screen says, and which acts it offers, for every state and role."""

from dataclasses import replace
from datetime import datetime
from itertools import product

import pytest

from app.domain.dossier import RULES, DossierState, EventKind, Role, acts_allowed
from app.domain.separation import ALONE
from app.domain.sync_state import SyncState
from app.printing.request_note import papers_and_reason, request_note
from app.services import dossier, endings, officers, processing
from app.services.choices import SETTLED
from app.services.dossier import DossierView, TimelineRow
from app.services.exchange_view import LastReceipt
from app.services.reception import HandedIn
from tests.support.office import Counter
from ui.dossier import reading, tabs, words
from ui.dossier.act_forms import FORMS
from ui.dossier.handing_forms import HandOverForm
from ui.dossier.letter_forms import ExtendForm
from ui.dossier.offers import ACT_WORDS, NATURAL, Paper, offers
from ui.dossier.paper_offers import print_offers
from ui.dossier.presenter import JOBS
from ui.dossier.reading import Reading
from ui.dossier.timeline import act_words, masked, note_words, timeline_rows
from ui.theme.look import Look

ROLES = tuple(role for role in Role if role is not Role.NONE)


@pytest.fixture
def view(counter: Counter) -> DossierView:
    receipt = counter.receive("Chử Văn Mẫu", id_number="000068005530")
    return dossier.view(counter.desk, counter.officer, receipt.dossier_id)


def read(counter: Counter, view: DossierView) -> Reading:
    return reading.read(counter.desk, counter.officer, view.id)


def plain(html: str) -> str:
    return html.replace('<span style="font-weight:600">', "").replace("</span>", "")


# offers


@pytest.mark.parametrize(("state", "role"), list(product(DossierState, ROLES)))
def test_only_what_the_rules_allow_can_be_pressed(view: DossierView, state: DossierState, role: Role) -> None:
    shown = offers(replace(view, state=state, acts=acts_allowed(state, (role,))))
    acts = {each.act for each in shown if each.is_possible and isinstance(each.act, EventKind)}
    remarks = {EventKind.EXTRA_PAPER_ASKED}  # stands beside the way, in some states only
    assert acts - remarks == set(acts_allowed(state, (role,)))
    assert all((state, act) in RULES for act in acts - remarks)
    keys = [each.key for each in shown]
    assert len(keys) == len(set(keys))
    assert shown[0].key == "F8"


@pytest.mark.parametrize(("state", "role"), list(product(DossierState, ROLES)))
def test_what_cannot_be_pressed_says_why(view: DossierView, state: DossierState, role: Role) -> None:
    if state is DossierState.DRAFT:
        return
    shown = offers(replace(view, state=state, acts=acts_allowed(state, (role,))))
    for each in shown:
        if not each.is_possible:
            assert each.remark.endswith(".")
            assert "vai trò ." not in each.remark


def test_every_act_has_words_and_a_form() -> None:
    offered = {kind for state, kind in RULES if state is not DossierState.DRAFT}
    assert offered | {EventKind.EXTRA_PAPER_ASKED} == set(ACT_WORDS) == set(FORMS)
    assert all((state, kind) in RULES for state, kinds in NATURAL.items() for kind in kinds)


def test_a_dossier_that_waits_for_papers_prints_form_02_first(view: DossierView) -> None:
    waiting = replace(view, state=DossierState.SUPPLEMENT_REQUESTED, acts=())
    prints = [each for each in offers(waiting) if isinstance(each.act, Paper)]
    assert [(each.key, each.act) for each in prints] == [
        ("Ctrl+P", Paper.SUPPLEMENT),
        ("Alt+P", Paper.RECEIPT),
    ]


def test_a_second_request_is_offered_with_its_conditions(counter: Counter, view: DossierView) -> None:
    processing.request_supplement(counter.desk, counter.officer, view.id, "Thiếu bản sao")
    processing.take_in_supplement(counter.desk, counter.officer, view.id)
    again = next(each for each in offers(read(counter, view).view) if each.key == "F4")
    assert again.is_possible
    assert again.remark == ("Đã yêu cầu một lần, gần nhất ngày 23/11. Lần nữa cần ghi căn cứ và người duyệt.")


def test_every_paper_that_is_offered_can_be_made(view: DossierView) -> None:
    assert set(JOBS) == set(Paper)
    for state in DossierState:
        keys = [(key, paper) for paper, key, _ in print_offers(replace(view, state=state))]
        assert all(paper in JOBS for _, paper in keys)
        assert keys == [] if state is DossierState.UNDONE else keys[0][0] == "Ctrl+P"


# the timeline


def test_each_act_says_what_was_done_and_what_it_means(counter: Counter, view: DossierView) -> None:
    desk, officer, clock = counter.desk, counter.officer, counter.clock
    clock.set(datetime(2026, 11, 23, 9, 0))
    processing.request_supplement(desk, officer, view.id, "Thiếu bản sao")
    clock.set(datetime(2026, 11, 25, 9, 0))
    processing.take_in_supplement(desk, officer, view.id, {1: HandedIn(1, 0)}, "Bản sao, 4 trang")
    processing.finish(desk, officer, view.id, "Phạm Đức Mẫu", "12/GXN")
    seen = read(counter, view).view
    said = [(act_words(seen, place), note_words(seen, row)) for place, row in enumerate(seen.timeline)]
    assert said == [
        ("Có kết quả, Phạm Đức Mẫu ký", f"{ALONE}. Văn bản số 12/GXN"),
        (
            "Nhận giấy tờ bổ sung, đồng hồ chạy tiếp",
            "Bản sao, 4 trang. Hẹn trả mới: 08:00 thứ Hai 30/11/2026",
        ),
        ("Yêu cầu bổ sung lần 1 (mẫu 02), đồng hồ dừng", "Thiếu bản sao"),
        ("Tiếp nhận tại quầy", "Hẹn trả: 08:00 thứ Sáu 27/11/2026 (3 ngày làm việc)"),
    ]


def test_the_second_request_is_the_second_also_where_the_first_stands_below(view: DossierView) -> None:
    request = replace(view.timeline[0], kind=EventKind.SUPPLEMENT_REQUESTED)
    asked_twice = replace(view, timeline=[request, request, view.timeline[0]])
    assert "lần 2" in act_words(asked_twice, 0)
    assert "lần 1" in act_words(asked_twice, 1)


def test_a_correction_names_no_whole_id_number() -> None:
    note = "họ tên: “A” → “B”; số định danh: “000068005530” → “000068005531”"
    assert masked(note) == "họ tên: “A” → “B”; số định danh: “•••• 5530” → “•••• 5531”"
    assert "000068" not in masked("số định danh: “” → “000068005530”")


def test_an_act_that_chose_between_two_desks_is_told_apart_from_a_correction(view: DossierView) -> None:
    row = replace(view.timeline[0], kind=EventKind.CORRECTED, note=f"{SETTLED} Ghi chú: lấy “a” của Bàn 1.")
    correction = replace(row, note="điện thoại: “a” → “b”")
    seen = replace(view, timeline=(row, correction))
    assert [act_words(seen, 0), act_words(seen, 1)] == ["Chọn giữa hai bản", "Sửa thông tin người đề nghị"]


def test_an_open_choice_names_the_key_that_leads_to_it(view: DossierView) -> None:
    to_choose = replace(view, row=replace(view.row, sync_state=SyncState.TO_CHOOSE))
    assert "Ctrl+0" in words.doubts(to_choose)[0]
    assert "thống nhất" in words.doubts(replace(to_choose, is_contested=True))[0]
    assert not words.doubts(view)


def test_who_fetched_it_for_the_applicant_is_told_apart(counter: Counter, view: DossierView) -> None:
    row: TimelineRow = replace(view.timeline[0], kind=EventKind.RETURNED, person_name="Con Trai Mẫu")
    assert note_words(view, row) == "Người khác nhận thay"
    assert note_words(view, replace(row, person_name="Chử Văn Mẫu")) == ""


def test_a_narrow_window_names_who_acted_in_the_note(counter: Counter, view: DossierView) -> None:
    row = timeline_rows(read(counter, view), is_narrow=True)[0]
    assert row[2].note.startswith("Cán Bộ Mẫu · Hẹn trả")


def test_another_year_is_named(counter: Counter, view: DossierView) -> None:
    counter.clock.set(datetime(2027, 1, 5, 8, 0))
    row = timeline_rows(read(counter, view))[0]
    assert (row[0].text, row[0].note) == ("23/11 08:00", "2026")


# the term


def test_the_term_is_told_in_days_with_one_decimal(counter: Counter, view: DossierView) -> None:
    counter.clock.set(datetime(2026, 11, 25, 10, 0))
    assert plain(words.term_words(read(counter, view))) == "Đã dùng 1,3 trong 3 ngày làm việc."


def test_a_stopped_clock_uses_nothing_up_however_long_it_stands(counter: Counter, view: DossierView) -> None:
    counter.clock.set(datetime(2026, 11, 23, 10, 0))
    processing.request_supplement(counter.desk, counter.officer, view.id, "Thiếu bản sao")
    for day in (25, 30):
        counter.clock.set(datetime(2026, 11, day, 10, 0))
        said = plain(words.term_words(read(counter, view)))
        assert said.startswith("Đã dùng 2 giờ làm việc, đồng hồ đang dừng.")
        assert words.promise_words(read(counter, view).view) == "Chờ bổ sung từ 10:00 thứ Hai 23/11/2026"


@pytest.mark.parametrize("later", [EventKind.DECIDED, EventKind.CORRECTED])
def test_an_end_is_told_by_when_it_came_and_not_by_what_was_said_of_it_later(
    counter: Counter, view: DossierView, later: EventKind
) -> None:
    endings.withdraw(counter.desk, counter.officer, view.id, "Công dân xin rút")
    ended = read(counter, view).view
    newest = replace(ended.timeline[0], kind=later, at=datetime(2026, 12, 1, 9, 0))
    told = words.promise_words(replace(ended, timeline=[newest, *ended.timeline]))
    assert told == words.promise_words(ended)


def test_days_of_waiting_are_told_and_not_counted(counter: Counter, view: DossierView) -> None:
    processing.request_supplement(counter.desk, counter.officer, view.id, "Thiếu bản sao")
    counter.clock.set(datetime(2026, 11, 26, 8, 0))
    processing.take_in_supplement(counter.desk, counter.officer, view.id)
    said = plain(words.term_words(read(counter, view)))
    assert said == "Đã dùng 0 trong 3 ngày làm việc. Dừng 2 ngày chờ bổ sung, không tính."


@pytest.mark.parametrize(
    ("finished", "said"),
    [
        (datetime(2026, 11, 25, 10, 0), "Đã dùng 1,3 trong 3 ngày làm việc. Ký trước hẹn 1 ngày 5 giờ."),
        (datetime(2026, 11, 30, 9, 0), "Đã dùng hết 3 ngày làm việc. Ký sau hẹn 1 ngày 1 giờ."),
        (datetime(2026, 11, 27, 8, 0), "Đã dùng hết 3 ngày làm việc."),
    ],
)
def test_a_signed_result_says_how_it_stands_to_its_promise(
    counter: Counter, view: DossierView, finished: datetime, said: str
) -> None:
    counter.clock.set(finished)
    processing.finish(counter.desk, counter.officer, view.id, "Phạm Đức Mẫu")
    counter.clock.set(datetime(2026, 12, 15, 8, 0))
    assert plain(words.term_words(read(counter, view))) == said


def test_a_procedure_without_a_term_says_so(counter: Counter, view: DossierView) -> None:
    read_now = read(counter, view)
    timeless = replace(read_now, view=replace(read_now.view, strip=()))
    assert words.term_words(timeless) == words.NO_TERM


# the way to the district


def test_the_way_counts_acts_by_state_and_names_the_receipt(counter: Counter, view: DossierView) -> None:
    states = [SyncState.HERE, SyncState.PACKED, SyncState.RECEIVED, SyncState.ANSWERED]
    rows = [replace(view.timeline[0], sync_state=state) for state in states]
    receipt = LastReceipt(88214, datetime(2026, 11, 22, 14, 32))
    seen = replace(read(counter, view), view=replace(view, timeline=rows), receipt=receipt)
    assert [said for _, said in words.way_words(seen)] == [
        "Cấp trên đã nhận 2 trong 4 việc",
        "1 việc đã xếp lô, chờ gửi",
        "1 việc trên máy này, chưa xếp lô",
    ]
    assert words.receipt_words(seen) == "Giấy biên nhận số 88214, lúc 22/11 14:32"


def test_what_was_sent_back_says_why(counter: Counter, view: DossierView) -> None:
    back = replace(view, timeline=[replace(view.timeline[0], sync_state=SyncState.SENT_BACK)])
    seen = replace(read(counter, view), view=back, reasons=["Mã hồ sơ đã có hồ sơ khác dùng."])
    row = tabs.way_rows(seen)[0]
    assert row[3].text == "Mã hồ sơ đã có hồ sơ khác dùng."


# the note of a request


@pytest.mark.parametrize("papers", [(), ("Tờ khai",), ("Tờ khai; bản chính", "Giấy chứng sinh")])
def test_a_requests_note_gives_back_its_papers_and_its_reason(papers: tuple[str, ...]) -> None:
    found, reason = papers_and_reason(request_note(papers, "Mờ. Xin nộp lại"))
    assert tuple(found) == papers
    assert reason == "Mờ. Xin nộp lại"


def test_a_dossier_is_offered_only_to_those_who_may_accept_it(
    counter: Counter, view: DossierView, look: Look
) -> None:
    for name, role in (("Văn Thư Mẫu", Role.REGISTRAR), ("Bùi Thị Mẫu", Role.SPECIALIST)):
        officers.register_clerk(counter.desk, name, "", (role,), "1357")
    form = HandOverForm(look, read(counter, view))
    names = [form.to.itemText(place) for place in range(1, form.to.count())]
    assert names == ["Bùi Thị Mẫu"]


def test_a_specialist_chooses_who_approved_a_new_day_and_a_leader_does_not(
    counter: Counter, view: DossierView, look: Look
) -> None:
    specialist = officers.register_clerk(counter.desk, "Bùi Thị Mẫu", "", (Role.SPECIALIST,), "1357")
    assert ExtendForm(look, read(counter, view)).approver is None
    form = ExtendForm(look, reading.read(counter.desk, specialist, view.id))
    assert form.approver is not None
    assert form.approver.currentData() == counter.officer.id, "the only leader there is"
