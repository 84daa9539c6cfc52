"""What the engine says around its due minute: explanation, warnings, remainder, and its speed."""

from datetime import datetime
from time import process_time

import pytest

from app.domain.deadline import BadPause, Pause, deadline
from app.domain.time_limit import TimeLimit
from tests.app.domain.deadline_cases import a_calendar

CALENDAR = a_calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def explained(received: str, limit: str, *pauses: Pause, calendar: str = "chuẩn") -> str:
    return deadline(at(received), TimeLimit.parse(limit), a_calendar(calendar), pauses).explanation


def test_the_explanation_can_be_added_up_by_hand():
    assert explained("2026-04-24T09:15", "2wd") == (
        "Nhận lúc 09:15 thứ Sáu 24/04/2026. Thời hạn 2 ngày làm việc (900 phút làm việc). "
        "Tính: thứ Sáu 24/4 345 phút, thứ Ba 28/4 450 phút, thứ Tư 29/4 105 phút. "
        "Không tính: thứ Bảy 25/4, Chủ nhật 26/4 (Giỗ Tổ Hùng Vương), thứ Hai 27/4 (nghỉ bù Giỗ Tổ). "
        "Hẹn trả 09:15 thứ Tư 29/04/2026."
    )


@pytest.mark.parametrize(
    ("received", "calendar", "reason"),
    [
        ("2026-06-01T12:00", "chuẩn", "Nhận ngoài giờ làm việc nên tính từ 13:30 cùng ngày."),
        ("2026-06-01T15:01", "chuẩn", "Nhận sau 15:00 nên tính từ 07:30 thứ Ba 02/06/2026."),
        (
            "2026-04-26T09:00",
            "chuẩn",
            "Ngày nhận là ngày nghỉ (Giỗ Tổ Hùng Vương) nên tính từ 07:30 thứ Ba 28/04/2026.",
        ),
        (
            "2026-06-01T17:30",
            "không mốc",
            "Nhận khi đã hết giờ làm việc nên tính từ 07:30 thứ Ba 02/06/2026.",
        ),
        (
            "2026-06-01T08:00",
            "hôm sau",
            "Cơ quan tính từ đầu ngày làm việc kế tiếp: 07:30 thứ Ba 02/06/2026.",
        ),
    ],
)
def test_a_clock_that_starts_later_than_the_receipt_is_explained(received: str, calendar: str, reason: str):
    assert reason in explained(received, "1wd", calendar=calendar)


@pytest.mark.parametrize(
    ("received", "limit", "calendar", "reason"),
    [
        ("2026-11-23T14:47", "same_day", "chuẩn", "Trả trong ngày vì nhận trước 15:00."),
        ("2026-11-23T15:01", "same_day", "chuẩn", "Trả trong ngày làm việc kế tiếp vì nhận sau 15:00."),
        ("2026-11-24T10:00", "same_day", "chuẩn", "Trả trong ngày làm việc kế tiếp vì nhận vào ngày nghỉ."),
        ("2026-11-23T16:00", "same_day", "không mốc", "Trả trong ngày."),
        ("2026-06-01T09:15", "3wd", "chuẩn", "3 ngày làm việc, tính từ lúc nhận."),
        ("2026-06-01T12:15", "0.5wd", "chuẩn", "Nửa ngày làm việc, tính từ 13:30."),
        ("2026-06-01T15:01", "3wd", "chuẩn", "3 ngày làm việc, tính từ 07:30 thứ Ba 2/6 vì nhận sau 15:00."),
        (
            "2026-06-01T18:00",
            "3wd",
            "không mốc",
            "3 ngày làm việc, tính từ 07:30 thứ Ba 2/6 vì nhận khi đã hết giờ làm việc.",
        ),
        (
            "2026-06-01T08:00",
            "8h",
            "hôm sau",
            "8 giờ làm việc, tính từ 07:30 thứ Ba 2/6 vì cơ quan tính từ ngày làm việc kế tiếp.",
        ),
        ("2026-06-01T09:15", "3d", "chuẩn", "3 ngày, không tính ngày nhận."),
        (
            "2026-04-10T09:15",
            "15d",
            "chuẩn",
            "15 ngày, không tính ngày nhận; ngày cuối là ngày nghỉ nên dời.",
        ),
    ],
)
def test_the_form_gets_the_reason_in_one_sentence(received: str, limit: str, calendar: str, reason: str):
    assert deadline(at(received), TimeLimit.parse(limit), a_calendar(calendar)).reason == reason


def test_a_pause_is_explained_with_what_it_took():
    pause = Pause(at("2026-06-01T09:00"), at("2026-06-01T15:30"))
    assert (
        "Dừng từ 09:00 thứ Hai 01/06/2026 đến 15:30 thứ Hai 01/06/2026 "
        "để chờ bổ sung giấy tờ (270 phút làm việc, không tính)."
    ) in explained("2026-06-01T08:00", "1wd", pause)


def test_a_pause_of_a_calendar_term_is_explained_in_days():
    pause = Pause(at("2026-06-03T10:00"), at("2026-06-08T09:00"))
    assert "(cộng thêm 5 ngày)" in explained("2026-06-01T09:00", "15d", pause)


def test_a_pause_after_the_end_is_not_mentioned():
    pause = Pause(at("2026-06-03T10:00"), at("2026-06-08T09:00"))
    assert "Dừng" not in explained("2026-06-01T09:00", "1h", pause)


def test_a_stopped_clock_is_explained_with_its_remainder():
    text = explained("2026-06-01T08:00", "10wd", Pause(at("2026-06-02T10:00"), None))
    assert text.endswith(
        "Đồng hồ đang dừng, còn lại 3930 phút làm việc (8 ngày 5 giờ 30). "
        "Giờ hẹn được tính lại khi nhận đủ giấy tờ."
    )


def test_a_term_ending_on_a_day_off_says_why_it_moved():
    assert (
        "Ngày cuối, thứ Bảy 25/04/2026, là ngày nghỉ nên chuyển sang ngày làm việc kế tiếp. "
        "Ngày nghỉ: thứ Bảy 25/4, Chủ nhật 26/4 (Giỗ Tổ Hùng Vương), thứ Hai 27/4 (nghỉ bù Giỗ Tổ)."
    ) in explained("2026-04-10T09:15", "15d")


def test_a_short_month_is_explained():
    text = explained("2026-01-31T09:00", "1m")
    assert "Tháng 2/2026 không có ngày 31 nên tính đến ngày cuối tháng." in text


def test_a_run_of_holidays_is_told_by_its_ends():
    text = explained("2026-02-13T09:00", "3wd")
    assert "từ thứ Hai 16/2 đến thứ Sáu 20/2 (Tết Nguyên đán)" in text


def test_many_weekends_are_only_counted():
    text = explained("2026-06-01T09:00", "25wd")
    assert "Không tính: 10 ngày nghỉ hằng tuần." in text


def test_a_made_up_saturday_is_named_as_counted():
    assert "Có tính: thứ Bảy 22/8 (làm bù cho 31/8)." in explained("2026-08-21T08:00", "2wd")


def test_a_storm_afternoon_is_named_as_not_counted():
    text = explained("2026-09-15T10:00", "1wd", calendar="bão")
    assert "Không tính: chiều thứ Ba 15/9 (bão số 5)." in text


def test_days_inside_a_pause_are_not_listed_again():
    pause = Pause(at("2026-02-12T10:15"), at("2026-02-24T10:15"))
    assert "Tết" not in explained("2026-02-10T09:15", "5wd", pause)


def test_a_term_into_a_year_without_announced_holidays_warns():
    answer = deadline(at("2026-12-28T09:00"), TimeLimit.parse("10wd"), CALENDAR)
    assert answer.warnings == ("Lịch nghỉ năm 2027 chưa có thông báo chính thức. Xin kiểm tra lại ngày hẹn.",)


def test_a_term_over_an_unsure_day_warns():
    answer = deadline(at("2025-12-31T09:00"), TimeLimit.parse("1wd"), CALENDAR)
    assert [warning[:8] for warning in answer.warnings] == ["Ngày 2/1"]


def test_a_calendar_term_warns_only_of_the_days_that_move_its_end():
    assert deadline(at("2025-12-20T09:00"), TimeLimit.parse("30d"), CALENDAR).warnings == ()
    assert deadline(at("2025-12-20T09:00"), TimeLimit.parse("12d"), CALENDAR).warnings != ()


def test_seconds_are_dropped_so_the_whole_minute_of_the_cutoff_counts():
    answer = deadline(at("2026-06-01T15:00:59"), TimeLimit.parse("same_day"), CALENDAR)
    assert answer.due == at("2026-06-01T17:00")


def test_papers_cannot_come_back_before_they_were_asked_for():
    with pytest.raises(BadPause, match="trước khi yêu cầu"):
        Pause(at("2026-06-02T09:00"), at("2026-06-01T09:00"))


def test_half_of_a_calendar_term_is_counted_in_working_minutes():
    pause = Pause(at("2026-06-02T07:30"), at("2026-06-03T07:30"))
    answer = deadline(at("2026-06-01T09:00"), TimeLimit.parse("3d"), CALENDAR, [pause])
    assert answer.due == at("2026-06-05T17:00")
    assert answer.term_minutes == 3 * 450


def test_the_term_of_a_stopped_calendar_limit_is_counted_as_if_it_ran():
    stopped = deadline(
        at("2026-06-01T09:00"), TimeLimit.parse("3d"), CALENDAR, [Pause(at("2026-06-02T07:30"), None)]
    )
    assert stopped.due is None
    assert stopped.term_minutes == 3 * 450


def test_a_year_of_working_days_is_counted_at_once():
    calendar, limit = a_calendar(), TimeLimit.parse("365wd")
    deadline(at("2026-04-24T09:15"), limit, calendar)
    times = []
    for _ in range(5):
        start = process_time()
        deadline(at("2026-04-24T09:15"), limit, calendar)
        times.append(process_time() - start)
    assert min(times) < 0.005
