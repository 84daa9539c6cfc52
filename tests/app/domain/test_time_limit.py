"""How limits are written, worded and bounded."""

from fractions import Fraction

import pytest

from app.domain.time_limit import BadTimeLimit, LimitUnit, TimeLimit


@pytest.mark.parametrize(
    ("text", "canonical", "words"),
    [
        ("3wd", "3wd", "3 ngày làm việc"),
        ("0.5wd", "0.5wd", "nửa ngày làm việc"),
        ("1,50WD", "1.5wd", "1,5 ngày làm việc"),
        (" 8h ", "8h", "8 giờ làm việc"),
        ("45min", "45min", "45 phút làm việc"),
        ("15d", "15d", "15 ngày"),
        ("10d", "10d", "10 ngày"),
        ("2m", "2m", "2 tháng"),
        ("100wd", "100wd", "100 ngày làm việc"),
        ("0.25wd", "0.25wd", "0,25 ngày làm việc"),
        ("same_day", "same_day", "trong ngày"),
    ],
)
def test_a_limit_is_read_written_back_and_worded(text: str, canonical: str, words: str):
    limit = TimeLimit.parse(text)
    assert str(limit) == canonical
    assert TimeLimit.parse(str(limit)) == limit
    assert limit.in_words() == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "wd",
        "3",
        "3x",
        "-1wd",
        "1.5d",
        "0.5m",
        "1e3wd",
        "3 wd",
        "9999wd",
        "121m",
        "1.234wd",
        "٣wd",
        "sameday",
    ],
)
def test_what_is_no_limit_is_refused_with_an_example(text: str):
    with pytest.raises(BadTimeLimit, match="Xin viết như 3wd"):
        TimeLimit.parse(text)


def test_a_limit_out_of_bounds_cannot_be_made():
    with pytest.raises(BadTimeLimit):
        TimeLimit(Fraction(-1), LimitUnit.HOURS)
    with pytest.raises(BadTimeLimit):
        TimeLimit(Fraction(1, 3), LimitUnit.WORKING_DAYS)


def test_a_part_of_a_minute_counts_as_one():
    assert TimeLimit.parse("0.5wd").minutes(450) == 225
    assert TimeLimit.parse("0.01wd").minutes(450) == 5
    assert TimeLimit.parse("1.5h").minutes(450) == 90


def test_calendar_terms_have_no_working_minutes():
    with pytest.raises(ValueError, match="15d"):
        TimeLimit.parse("15d").minutes(450)
