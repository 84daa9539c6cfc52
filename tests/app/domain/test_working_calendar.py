"""Which days and minutes an office works, and the file that says so."""

import csv
import os
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from app.domain.calendar_data import BadCalendar
from app.domain.default_rules import DEFAULT_RULES
from app.domain.working_calendar import (
    DayHalf,
    DayKind,
    RuleSet,
    Session,
    WorkingCalendar,
    calendar_from_data,
)
from tests.app.domain.deadline_cases import a_calendar, calendar_data

CALENDAR = a_calendar()
STORM = a_calendar("bão")
MORNING, AFTERNOON = DEFAULT_RULES.sessions
DATA = Path(os.environ.get("SOXA_DATA", Path(__file__).parents[4] / "shared" / "data"))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("when", "kind", "reason"),
    [
        ("2026-06-01", DayKind.WORKING, None),
        ("2026-06-06", DayKind.WEEKLY_OFF, "thứ Bảy"),
        ("2026-04-26", DayKind.HOLIDAY, "Giỗ Tổ Hùng Vương"),
        ("2026-04-27", DayKind.HOLIDAY, "nghỉ bù Giỗ Tổ"),
        ("2026-08-22", DayKind.MADE_UP, None),
        ("2026-10-21", DayKind.CLOSED, "lũ"),
    ],
)
def test_every_day_off_has_its_reason(when: str, kind: DayKind, reason: str | None):
    assert STORM.plan(day(when)).kind is kind
    assert STORM.why_off(day(when)) == reason
    assert STORM.is_working_day(day(when)) is (reason is None)


def test_a_storm_in_the_afternoon_shuts_only_that_session():
    assert STORM.sessions(day("2026-09-15")) == (MORNING,)
    assert STORM.sessions(day("2026-10-23")) == (AFTERNOON,)
    assert STORM.plan(day("2026-09-15")).shut == {DayHalf.AFTERNOON: "bão số 5"}
    assert CALENDAR.sessions(day("2026-09-15")) == (MORNING, AFTERNOON)


def test_two_half_closures_make_a_closed_day_with_both_reasons():
    data = calendar_data("chuẩn")
    data["closures"] = [
        {"from": "2026-06-01", "to": "2026-06-01", "session": "am", "reason": "mất điện"},
        {"from": "2026-06-01", "to": "2026-06-01", "session": "pm", "reason": "bão"},
    ]
    calendar = calendar_from_data(data)
    assert calendar.plan(day("2026-06-01")).kind is DayKind.CLOSED
    assert calendar.why_off(day("2026-06-01")) == "mất điện, bão"


def test_a_closure_outranks_a_made_up_day_and_a_made_up_day_a_holiday():
    data = calendar_data("chuẩn")
    data["working_days"] += [{"date": "2026-09-01", "name": "trực"}, {"date": "2026-09-02", "name": "trực"}]
    data["closures"] = [{"from": "2026-09-02", "to": "2026-09-02", "session": None, "reason": "bão"}]
    calendar = calendar_from_data(data)
    assert calendar.is_working_day(day("2026-09-01"))
    assert calendar.why_off(day("2026-09-02")) == "bão"


def test_the_rule_set_in_force_on_the_day_decides():
    calendar = a_calendar("đổi giờ")
    assert calendar.sessions(day("2026-10-30"))[0] == Session(time(7, 30), time(11, 30))
    assert calendar.sessions(day("2026-11-02"))[0] == Session(time(8), time(12))
    assert calendar.day_minutes(day("2026-10-31")) == 450
    assert calendar.day_minutes(day("2026-11-01")) == 450
    assert calendar.day_minutes(day("2026-11-02")) == 480


def test_the_first_rule_set_also_rules_before_its_date():
    assert CALENDAR.day_minutes(day("2001-01-01")) == 450


def test_the_next_working_day_skips_weekend_and_holidays():
    assert CALENDAR.next_working_day(day("2026-06-01")) == day("2026-06-02")
    assert CALENDAR.next_working_day(day("2026-04-24")) == day("2026-04-28")
    assert CALENDAR.next_working_day(day("2026-08-21")) == day("2026-08-22")


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-06-01T07:30", "2026-06-01T17:00", 450),
        ("2026-06-01T00:00", "2026-06-02T00:00", 450),
        ("2026-06-01T11:30", "2026-06-01T13:30", 0),
        ("2026-06-01T11:00", "2026-06-01T14:00", 60),
        ("2026-06-01T10:00:59", "2026-06-01T10:01:01", 1),
        ("2026-12-31T16:00", "2027-01-04T08:00", 90),
        ("2026-06-01T14:00", "2026-06-01T11:00", -60),
        ("2026-01-01T00:00", "2027-01-01T00:00", 249 * 450),
    ],
)
def test_working_minutes_are_those_inside_sessions(start: str, end: str, minutes: int):
    assert CALENDAR.working_minutes(datetime.fromisoformat(start), datetime.fromisoformat(end)) == minutes


def test_minutes_that_end_with_a_session_end_there():
    start = datetime(2026, 6, 1, 7, 30)
    assert CALENDAR.after_minutes(start, 240) == datetime(2026, 6, 1, 11, 30)
    assert CALENDAR.after_minutes(start, 241) == datetime(2026, 6, 1, 13, 31)
    assert CALENDAR.after_minutes(start, 450) == datetime(2026, 6, 1, 17, 0)
    assert CALENDAR.after_minutes(start, 451) == datetime(2026, 6, 2, 7, 31)


def test_years_are_covered_only_when_their_holidays_are_announced():
    assert [year for year in range(2023, 2030) if CALENDAR.covers(year)] == [2024, 2025, 2026]
    assert CALENDAR.unsure_days == {day("2026-01-02"), day("2026-01-10")}


def test_the_shipped_rules_are_the_default_rules():
    assert CALENDAR.rule_sets == (DEFAULT_RULES,)
    assert DEFAULT_RULES.day_minutes == 450


@pytest.mark.parametrize(
    ("part", "entry", "where"),
    [
        ("holidays", {"date": "2026-13-01", "name": "x", "status": "official"}, "“holidays”, mục 74"),
        ("holidays", {"date": "2026-12-01", "name": "x", "status": "có lẽ"}, "“holidays”, mục 74"),
        ("working_days", {"date": "2026-12-05"}, "“working_days”, mục 5"),
        ("closures", {"from": "2026-09-02", "to": "2026-09-01", "reason": "bão"}, "“closures”, mục 1"),
        ("closures", {"from": "2026-09-01", "to": "2062-09-02", "reason": "bão"}, "“closures”, mục 1"),
        ("closures", "bão", "“closures”, mục 1"),
        ("rule_sets", {"effective_from": "2026-01-01"}, "“rule_sets”, mục 2"),
    ],
)
def test_a_bad_entry_is_named_by_its_place(part: str, entry: Any, where: str):
    data = calendar_data("chuẩn")
    data[part].append(entry)
    with pytest.raises(BadCalendar, match=where):
        calendar_from_data(data)


@pytest.mark.parametrize(
    "change",
    [{"am": ["11:30", "07:30"]}, {"am": ["07:30", "14:00"]}, {"weekdays": []}, {"weekdays": [7]}],
)
def test_impossible_hours_are_refused(change: dict[str, Any]):
    data = calendar_data("chuẩn")
    data["rule_sets"][0].update(change)
    with pytest.raises(BadCalendar, match="“rule_sets”, mục 1"):
        calendar_from_data(data)


def test_rule_sets_must_stand_in_order_of_date():
    data = calendar_data("đổi giờ")
    data["rule_sets"].reverse()
    with pytest.raises(BadCalendar, match="“rule_sets”"):
        calendar_from_data(data)
    with pytest.raises(BadCalendar, match="“rule_sets”"):
        calendar_from_data({"holidays": []})


def test_a_calendar_can_be_built_without_a_file():
    calendar = WorkingCalendar((DEFAULT_RULES,), holidays={day("2026-06-01"): "nghỉ"})
    assert calendar.why_off(day("2026-06-01")) == "nghỉ"
    assert not calendar.covers(2026)


def test_an_office_can_work_on_saturdays():
    rules = RuleSet(
        DEFAULT_RULES.effective_from, frozenset(range(6)), MORNING, AFTERNOON, None, DEFAULT_RULES.clock_start
    )
    assert WorkingCalendar((rules,)).is_working_day(day("2026-06-06"))


@pytest.mark.skipif(not (DATA / "holidays.csv").exists(), reason="no reference data at SOXA_DATA")
def test_the_shipped_calendar_agrees_with_the_reference_holidays():
    with (DATA / "holidays.csv").open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    works = {row["date"]: row["is_working_day"] == "yes" for row in rows}
    assert {text: CALENDAR.is_working_day(day(text)) for text in works} == works
    assert len(CALENDAR.holidays) + len(CALENDAR.working_days) == len(rows)
