"""What holds for every receipt, limit and pause."""

from datetime import datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.domain.deadline import Pause, deadline
from app.domain.time_limit import TimeLimit
from tests.app.domain.deadline_cases import a_calendar, calendar_data
from tests.app.domain.deadline_oracle import slow_due

MINUTE = timedelta(minutes=1)
NAMES = ("chuẩn", "bão", "hôm sau", "không mốc", "đổi giờ")
DATA = {name: calendar_data(name) for name in NAMES}
CALENDARS = {name: a_calendar(name) for name in NAMES}
ONE_RULE_SET = [name for name in NAMES if name != "đổi giờ"]

working_limits = st.sampled_from(["0wd", "0.5wd", "1wd", "2wd", "3wd", "7wd", "25wd", "1h", "8h", "45min"])
same_day = st.just("same_day")
calendar_limits = st.sampled_from(["0d", "1d", "5d", "15d", "30d", "1m", "2m", "12m"])
limits = working_limits | same_day | calendar_limits
short_limits = st.sampled_from(["0wd", "0.5wd", "1wd", "2wd", "4wd", "8h", "same_day", "3d", "10d", "1m"])
# Weeks with holidays, closures, swaps and a change of hours in them.
moments = st.one_of(
    st.datetimes(datetime(2026, 4, 20), datetime(2026, 5, 8)),
    st.datetimes(datetime(2026, 8, 15), datetime(2026, 11, 30)),
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)),
).map(lambda moment: moment.replace(second=0, microsecond=0))
minutes = st.integers(0, 12 * 24 * 60) | st.integers(0, 600)


@st.composite
def receipts_with_pauses(draw: st.DrawFn) -> tuple[datetime, list[Pause]]:
    received = draw(moments)
    offsets = draw(st.lists(st.tuples(minutes, minutes | st.none()), max_size=3))
    starts = [(received + (after - 1440) * MINUTE, length) for after, length in offsets]
    return received, [
        Pause(start, None if length is None else start + length * MINUTE) for start, length in starts
    ]


@settings(max_examples=150, deadline=None)
@given(receipts_with_pauses(), short_limits, st.sampled_from(NAMES))
def test_the_slow_count_agrees(receipt: tuple[datetime, list[Pause]], limit: str, name: str):
    received, pauses = receipt
    answer = deadline(received, TimeLimit.parse(limit), CALENDARS[name], pauses)
    assert (answer.due or str(answer.remaining)) == slow_due(DATA[name], received, limit, pauses)


@settings(max_examples=150, deadline=None)
@given(moments, st.integers(0, 20_000), limits, st.sampled_from(ONE_RULE_SET))
def test_a_later_receipt_is_never_due_earlier(received: datetime, later: int, limit: str, name: str):
    time_limit, calendar = TimeLimit.parse(limit), CALENDARS[name]
    first = deadline(received, time_limit, calendar).due
    second = deadline(received + later * MINUTE, time_limit, calendar).due
    assert first is not None
    assert second is not None
    assert first <= second


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(0, 200), st.integers(0, 50), st.sampled_from(["wd", "h", "d", "m"]))
def test_a_longer_limit_is_never_due_earlier(received: datetime, amount: int, more: int, unit: str):
    assume(unit != "m" or amount + more <= 120)
    calendar = CALENDARS["chuẩn"]
    short = deadline(received, TimeLimit.parse(f"{amount}{unit}"), calendar).due
    long = deadline(received, TimeLimit.parse(f"{amount + more}{unit}"), calendar).due
    assert short is not None
    assert long is not None
    assert short <= long


@settings(max_examples=60, deadline=None)
@given(receipts_with_pauses(), minutes, limits, st.sampled_from(NAMES))
def test_a_pause_of_zero_changes_nothing(
    receipt: tuple[datetime, list[Pause]], after: int, limit: str, name: str
):
    received, pauses = receipt
    nothing = Pause(received + after * MINUTE, received + after * MINUTE)
    time_limit, calendar = TimeLimit.parse(limit), CALENDARS[name]
    assert deadline(received, time_limit, calendar, [*pauses, nothing]) == deadline(
        received, time_limit, calendar, pauses
    )


@settings(max_examples=60, deadline=None)
@given(receipts_with_pauses(), minutes, minutes, limits, st.sampled_from(NAMES))
def test_a_pause_never_brings_the_promise_forward(
    receipt: tuple[datetime, list[Pause]], after: int, length: int, limit: str, name: str
):
    received, pauses = receipt
    start = received + after * MINUTE
    time_limit, calendar = TimeLimit.parse(limit), CALENDARS[name]
    without = deadline(received, time_limit, calendar, pauses).due
    with_more = deadline(received, time_limit, calendar, [*pauses, Pause(start, start + length * MINUTE)]).due
    assert without is None or with_more is None or without <= with_more


@settings(max_examples=60, deadline=None)
@given(receipts_with_pauses(), limits)
def test_the_order_of_pauses_does_not_matter(receipt: tuple[datetime, list[Pause]], limit: str):
    received, pauses = receipt
    time_limit, calendar = TimeLimit.parse(limit), CALENDARS["chuẩn"]
    assert deadline(received, time_limit, calendar, pauses) == deadline(
        received, time_limit, calendar, pauses[::-1]
    )


@settings(max_examples=150, deadline=None)
@given(moments, minutes, minutes, working_limits | same_day | st.sampled_from(["5d", "30d"]))
def test_resuming_equals_a_shifted_start_with_the_remainder(
    received: datetime, after: int, length: int, limit: str
):
    calendar = CALENDARS["không mốc"]  # papers that come back after the cut-off are no new receipt
    asked = received + after * MINUTE
    back = asked + length * MINUTE
    stopped = deadline(received, TimeLimit.parse(limit), calendar, [Pause(asked, None)])
    assume(stopped.remaining is not None and length > 0)
    assert stopped.remaining is not None
    resumed = deadline(received, TimeLimit.parse(limit), calendar, [Pause(asked, back)])
    assert resumed.due == deadline(back, stopped.remaining, calendar).due


@settings(max_examples=150, deadline=None)
@given(receipts_with_pauses(), limits, st.sampled_from(NAMES))
def test_never_due_outside_a_session_its_end_included(
    receipt: tuple[datetime, list[Pause]], limit: str, name: str
):
    received, pauses = receipt
    due = deadline(received, TimeLimit.parse(limit), CALENDARS[name], pauses).due
    assume(due is not None)
    assert due is not None
    sessions = CALENDARS[name].sessions(due.date())
    assert any(session.start <= due.time() <= session.end for session in sessions)


@settings(max_examples=60, deadline=None)
@given(moments, working_limits, st.sampled_from(NAMES))
def test_the_term_holds_exactly_its_working_minutes(received: datetime, limit: str, name: str):
    calendar = CALENDARS[name]
    answer = deadline(received, TimeLimit.parse(limit), calendar)
    assert answer.due is not None
    assert calendar.working_minutes(answer.clock_start, answer.due) == answer.term_minutes


@settings(max_examples=60, deadline=None)
@given(moments, minutes, minutes)
def test_working_minutes_add_up(start: datetime, first: int, second: int):
    calendar = CALENDARS["bão"]
    middle, end = start + first * MINUTE, start + (first + second) * MINUTE
    whole = calendar.working_minutes(start, end)
    assert whole == calendar.working_minutes(start, middle) + calendar.working_minutes(middle, end)
    assert calendar.working_minutes(end, start) == -whole
