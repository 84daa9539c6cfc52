"""What lists, the dossier and the form show of a deadline: time left, state, strip, promise, trap."""

from datetime import date, datetime

import pytest

from app.domain.deadline import (
    Pause,
    TimeState,
    clock_state,
    day_strip,
    deadline,
    next_trap,
    promise_in_print,
    promise_in_words,
    revise,
    time_left,
)
from app.domain.time_limit import TimeLimit
from tests.app.domain.deadline_cases import a_calendar

CALENDAR = a_calendar()
NOW = datetime(2026, 11, 23, 14, 47)  # a Monday; the 24th is a holiday


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def days(first: str, *rest: str) -> list[date]:
    return [date.fromisoformat(text) for text in (first, *rest)]


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-11-20T17:00", "Quá 5 giờ 17"),
        ("2026-11-23T14:00", "Quá 47 phút"),
        ("2026-11-19T17:00", "Quá 1 ngày 5 giờ"),
        ("2026-11-23T14:47", "Đến hạn"),
        ("2026-11-23T15:30", "Còn 43 phút"),
        ("2026-11-23T15:47", "Còn 1 giờ"),
        ("2026-11-23T15:52", "Còn 1 giờ 05"),
        ("2026-11-23T16:00", "Còn 1 giờ 13"),
        ("2026-11-25T14:47", "Còn 1 ngày"),
        ("2026-12-01T17:00", "Còn 5 ngày 2 giờ"),
    ],
)
def test_time_left_is_working_time_in_words(due: str, words: str):
    assert time_left(NOW, at(due), CALENDAR).in_words(CALENDAR) == words


def test_the_promised_minute_itself_is_not_late():
    assert not time_left(at("2026-11-23T15:30:59"), at("2026-11-23T15:30"), CALENDAR).is_late
    assert time_left(at("2026-11-23T15:31"), at("2026-11-23T15:30"), CALENDAR).is_late


def test_late_without_a_working_minute_gone_is_still_late():
    evening = at("2026-11-23T19:00")
    left = time_left(evening, at("2026-11-23T17:00"), CALENDAR)
    assert left.is_late
    assert left.in_words(CALENDAR) == "Vừa quá hạn"


def state(now: str, received: str, limit: str, **flags: bool) -> TimeState:
    answer = deadline(at(received), TimeLimit.parse(limit), CALENDAR)
    return clock_state(at(now), at(received), answer.due, answer.term_minutes, CALENDAR, **flags)


def test_near_needs_both_one_day_and_half_the_term():
    assert state("2026-06-01T08:00", "2026-06-01T08:00", "same_day") is TimeState.IN_TIME
    assert state("2026-06-01T13:29", "2026-06-01T08:00", "same_day") is TimeState.NEAR
    assert state("2026-06-03T08:01", "2026-06-01T08:00", "4wd") is TimeState.IN_TIME
    assert state("2026-06-04T07:59", "2026-06-01T08:00", "4wd") is TimeState.IN_TIME
    assert state("2026-06-04T08:00", "2026-06-01T08:00", "4wd") is TimeState.NEAR


def test_half_the_term_is_reached_at_its_very_minute():
    assert state("2026-06-01T11:14", "2026-06-01T07:30", "1wd") is TimeState.IN_TIME
    assert state("2026-06-01T11:15", "2026-06-01T07:30", "1wd") is TimeState.NEAR


def test_late_starts_after_the_promised_minute():
    assert state("2026-06-02T08:00", "2026-06-01T08:00", "1wd") is TimeState.NEAR
    assert state("2026-06-02T08:01", "2026-06-01T08:00", "1wd") is TimeState.LATE


def test_new_is_todays_receipt_that_nobody_has_touched():
    assert state("2026-06-01T08:05", "2026-06-01T08:00", "3wd", is_touched=False) is TimeState.NEW
    assert state("2026-06-01T08:05", "2026-06-01T08:00", "3wd", is_touched=True) is TimeState.IN_TIME
    assert state("2026-06-02T08:05", "2026-06-01T08:00", "3wd", is_touched=False) is TimeState.IN_TIME


def test_what_presses_outranks_what_is_new():
    assert state("2026-06-01T16:00", "2026-06-01T08:00", "same_day", is_touched=False) is TimeState.NEAR


def test_done_outranks_late_and_a_stopped_clock_is_paused():
    assert state("2026-06-09T08:00", "2026-06-01T08:00", "1wd", is_done=True) is TimeState.DONE
    assert clock_state(NOW, NOW, None, 900, CALENDAR) is TimeState.PAUSED


def test_the_strip_has_one_cell_per_working_day():
    pause = Pause(at("2026-10-29T10:15"), at("2026-11-04T10:15"))
    cells = day_strip(at("2026-10-20T08:42"), NOW, at("2026-12-01T17:00"), [pause], CALENDAR)
    assert [cell.day for cell in cells if cell.is_stopped] == days(
        "2026-10-29", "2026-10-30", "2026-11-02", "2026-11-03"
    )
    assert [cell.day for cell in cells if cell.is_empty] == days(
        "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01"
    )
    assert {cell.day: round(cell.used, 2) for cell in cells if 0 < cell.used < 1} == {NOW.date(): 0.7}
    assert len(cells) == 30


def test_the_first_and_last_cell_are_full_when_their_share_of_the_term_is_used():
    cells = day_strip(at("2026-06-01T16:00"), at("2026-06-09T08:00"), at("2026-06-02T08:00"), [], CALENDAR)
    assert [cell.used for cell in cells] == [1.0, 1.0]


def test_a_day_without_a_minute_of_the_term_has_no_cell():
    cells = day_strip(at("2026-06-01T17:00"), at("2026-06-01T17:00"), at("2026-06-02T17:00"), [], CALENDAR)
    assert [cell.day for cell in cells] == days("2026-06-02")


def test_the_strip_of_a_stopped_dossier_ends_today():
    pause = Pause(at("2026-06-02T08:00"), None)
    cells = day_strip(at("2026-06-01T08:00"), at("2026-06-03T10:00"), None, [pause], CALENDAR)
    assert [(cell.day.day, cell.is_stopped) for cell in cells] == [(1, False), (2, True), (3, True)]


def test_the_promise_is_said_by_its_hour_day_and_date():
    assert promise_in_words(at("2026-11-23T17:00"), NOW) == "Hôm nay, 17:00"
    assert promise_in_words(at("2026-12-01T17:00"), NOW) == "17:00 thứ Ba 01/12/2026"
    assert promise_in_print(at("2026-12-01T17:00")) == "17 giờ 00 phút, ngày 01/12/2026"


def trap(now: str, limit: str, calendar: str = "chuẩn") -> str | None:
    return next_trap(at(now), TimeLimit.parse(limit), a_calendar(calendar))


def test_the_trap_of_the_cutoff_is_told_with_the_minutes_left():
    assert trap("2026-11-23T14:47", "same_day") == (
        "Còn 13 phút. Lưu sau 15:00 sẽ hẹn thứ Tư 25/11 (24/11 nghỉ lễ)."
    )


def test_the_trap_names_the_hour_where_it_changes_too():
    assert trap("2026-06-01T14:30", "2wd") == "Còn 30 phút. Lưu sau 15:00 sẽ hẹn 17:00 thứ Tư 3/6."


def test_the_trap_tells_a_run_of_holidays_and_a_closure():
    assert trap("2026-02-13T15:00", "same_day") == (
        "Lưu sau 15:00 sẽ hẹn thứ Hai 23/2 (16/2 đến 20/2 nghỉ lễ)."
    )
    assert trap("2026-10-20T14:00", "same_day", "bão") == (
        "Còn 1 giờ. Lưu sau 15:00 sẽ hẹn thứ Sáu 23/10 (21/10 đến 22/10 nghỉ vì lũ)."
    )


@pytest.mark.parametrize(
    ("now", "limit", "calendar"),
    [
        ("2026-06-01T15:01", "same_day", "chuẩn"),
        ("2026-06-01T09:00", "same_day", "chuẩn"),
        ("2026-06-06T14:30", "same_day", "chuẩn"),
        ("2026-06-01T14:30", "15d", "chuẩn"),
        ("2026-06-01T16:30", "2wd", "không mốc"),
        ("2026-06-01T14:30", "2wd", "hôm sau"),
    ],
    ids=["past", "far", "day off", "calendar term", "no cut-off", "clock starts next day anyway"],
)
def test_no_trap_is_told_where_none_is_near(now: str, limit: str, calendar: str):
    assert trap(now, limit, calendar) is None


def test_without_a_cutoff_the_end_of_the_day_is_the_trap_of_a_same_day_case():
    assert trap("2026-06-01T16:30", "same_day", "không mốc") == (
        "Còn 29 phút. Lưu sau 16:59 sẽ hẹn thứ Ba 2/6."
    )


def test_a_storm_moves_no_printed_promise_but_is_told():
    received, limit = at("2026-09-15T10:00"), TimeLimit.parse("1wd")
    printed = deadline(received, limit, CALENDAR).due
    assert printed == at("2026-09-16T10:00")
    promise = revise(printed, deadline(received, limit, a_calendar("bão")))
    assert promise.printed_due == printed
    assert promise.internal_due == at("2026-09-16T15:30")
    assert promise.warn_by == printed
    assert promise.note == (
        "Giờ hẹn đã in 10:00 thứ Tư 16/09/2026 giữ nguyên. Theo lịch làm việc mới, hạn là "
        "15:30 thứ Tư 16/09/2026; nếu không kịp giờ đã hẹn, xin gửi văn bản xin lỗi trước giờ đó."
    )


def test_a_day_that_works_after_all_brings_the_warning_forward():
    received, limit = at("2026-09-15T10:00"), TimeLimit.parse("1wd")
    printed = deadline(received, limit, a_calendar("bão")).due
    assert printed is not None
    promise = revise(printed, deadline(received, limit, CALENDAR))
    assert promise.printed_due == printed
    assert promise.warn_by == at("2026-09-16T10:00")
    assert promise.note.endswith("cần xong trước 10:00 thứ Tư 16/09/2026.")


def test_an_unchanged_or_stopped_deadline_needs_no_note():
    received, limit = at("2026-06-01T08:00"), TimeLimit.parse("1wd")
    same = deadline(received, limit, CALENDAR)
    assert same.due is not None
    assert revise(same.due, same).note == ""
    stopped = deadline(received, limit, CALENDAR, [Pause(at("2026-06-01T09:00"), None)])
    assert revise(same.due, stopped).note == ""
    assert revise(same.due, stopped).warn_by == same.due
