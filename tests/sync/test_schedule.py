"""When to try again, decided by arithmetic alone."""

from random import Random

import pytest

from sync.auto import AutoSync
from sync.errors import DeviceRevoked, NoLine, ServerBusy
from sync.pace import FIRST_BYTES, LEAST_BYTES, Pace
from sync.protocol.limits import PUSH_BYTES
from sync.schedule import (
    BY_ITSELF,
    LONGEST_REST_S,
    NEVER_AGAIN,
    Rhythm,
    after_failure,
    after_retry_later,
    after_success,
    before_retry,
)

RHYTHM = Rhythm()
NINE_O_CLOCK = 1_795_000_000_000
MINUTE = 60_000


def waits(failures: int, devices: int = 1000) -> list[float]:
    return [after_failure(RHYTHM, failures, Random(seed)) for seed in range(devices)]


@pytest.mark.parametrize("failures", range(1, 12))
def test_waiting_grows_with_failures_up_to_a_limit(failures: int):
    ceiling = min(RHYTHM.longest_s, RHYTHM.first_s * 2 ** (failures - 1))
    assert all(RHYTHM.shortest_s <= wait <= ceiling for wait in waits(failures))
    assert max(waits(failures)) > 0.9 * ceiling


def test_a_district_that_comes_back_is_not_met_by_all_at_once():
    """After an outage of half an hour: no more than a fifth of a thousand desks in any one minute."""
    minutes = [int(wait // 60) for wait in waits(failures=6)]
    assert max(minutes.count(minute) for minute in set(minutes)) <= 200
    assert max(minutes) >= 5


def test_many_failures_do_not_overflow():
    assert after_failure(RHYTHM, 10_000, Random(1)) <= RHYTHM.longest_s


def test_a_server_that_says_when_is_not_asked_before():
    assert all(after_retry_later(RHYTHM, 120, 1, Random(seed)) >= 120 for seed in range(100))


@pytest.mark.parametrize("asked_s", [-5, 10**9])
def test_nobody_can_keep_a_desk_away_for_days(asked_s: int):
    assert after_retry_later(RHYTHM, asked_s, 1, Random(1)) <= LONGEST_REST_S + RHYTHM.first_s


def test_a_cut_line_is_taken_up_again_soon_and_only_a_few_times():
    waits_s = [before_retry(BY_ITSELF, cuts, Random(7)) for cuts in range(1, 6)]
    assert all(0.5 <= (wait_s or 0) <= BY_ITSELF.longest_s for wait_s in waits_s[:4])
    assert waits_s[4] is None
    assert before_retry(NEVER_AGAIN, 1, Random(7)) is None


def test_exchanges_on_a_good_line_drift_apart():
    assert len({round(after_success(RHYTHM, Random(seed))) for seed in range(100)}) > 50


def an_auto() -> AutoSync:
    return AutoSync(Random(7))


def test_the_first_exchange_is_due_at_once():
    assert an_auto().is_due(NINE_O_CLOCK)


def test_nothing_is_due_while_an_exchange_runs():
    auto = an_auto()
    auto.began()
    assert not auto.is_due(NINE_O_CLOCK + 3600_000)
    assert auto.state.next_try_ms is None


def test_offline_says_since_when_and_the_next_try_and_a_second_failure_keeps_the_since():
    auto = an_auto()
    auto.began()
    auto.failed(NoLine(), NINE_O_CLOCK)
    auto.began()
    auto.failed(NoLine(), NINE_O_CLOCK + MINUTE)
    state = auto.state
    assert (state.is_up, state.since_ms) == (False, NINE_O_CLOCK)
    assert state.next_try_ms is not None
    assert state.next_try_ms > NINE_O_CLOCK + MINUTE
    assert state.reason == "Chưa có mạng. Vẫn tiếp nhận và in bình thường."
    assert not auto.is_due(state.next_try_ms - 1)
    assert auto.is_due(state.next_try_ms)


def test_coming_back_up_is_a_new_since_and_clears_the_reason():
    auto = an_auto()
    auto.failed(NoLine(), NINE_O_CLOCK)
    auto.succeeded(NINE_O_CLOCK + MINUTE)
    state = auto.state
    assert (state.is_up, state.since_ms, state.reason) == (True, NINE_O_CLOCK + MINUTE, "")
    assert state.last_success_ms == NINE_O_CLOCK + MINUTE


def test_an_act_is_sent_soon_on_a_good_line_and_waits_with_the_others_on_none():
    up, down = an_auto(), an_auto()
    up.succeeded(NINE_O_CLOCK)
    down.failed(NoLine(), NINE_O_CLOCK)
    planned = down.state.next_try_ms
    for auto in (up, down):
        auto.note_act(NINE_O_CLOCK + 1000)
    assert up.is_due(NINE_O_CLOCK + 1000 + int(RHYTHM.settle_s * 1000))
    assert down.state.next_try_ms == planned


def test_a_busy_server_is_a_line_that_is_up():
    auto = an_auto()
    auto.failed(ServerBusy(retry_after_s=90), NINE_O_CLOCK)
    assert auto.state.is_up
    assert not auto.is_due(NINE_O_CLOCK + 90_000)


def test_a_server_that_asks_for_a_rest_gets_it_even_when_something_is_written():
    auto = an_auto()
    auto.succeeded(NINE_O_CLOCK, retry_after_s=90)
    auto.note_act(NINE_O_CLOCK + 1000)
    assert not auto.is_due(NINE_O_CLOCK + 89_000)
    assert auto.is_due(NINE_O_CLOCK + 90_000)


def test_what_needs_somebody_is_not_tried_often():
    auto = an_auto()
    auto.failed(DeviceRevoked(), NINE_O_CLOCK)
    assert auto.state.next_try_ms == NINE_O_CLOCK + int(RHYTHM.longest_s * 1000)


def test_stopped_by_the_officer_it_goes_on_later_and_says_nothing_of_the_line():
    auto = an_auto()
    auto.succeeded(NINE_O_CLOCK)
    auto.began()
    auto.stopped(NINE_O_CLOCK + MINUTE)
    assert auto.state.is_up
    assert auto.state.since_ms == NINE_O_CLOCK
    assert not auto.is_running


def test_a_fast_line_is_given_more_and_a_slow_one_less():
    fast, slow = Pace(), Pace()
    for _ in range(4):
        fast.note(fast.up_bytes, 0, 0.1)
        slow.note(slow.up_bytes, 0, slow.up_bytes / 8000)
    assert fast.up_bytes == PUSH_BYTES
    assert slow.up_bytes == pytest.approx(8 * 8000, rel=0.05)


def test_a_long_way_up_says_nothing_of_the_way_down():
    pace = Pace()
    pace.note(FIRST_BYTES, 300, 16)
    assert (pace.up_bytes, pace.down_bytes) == (FIRST_BYTES // 2, FIRST_BYTES)


def test_a_request_that_was_not_full_says_nothing_about_the_line():
    pace = Pace()
    pace.note(500, 300, 0.02)
    assert (pace.up_bytes, pace.down_bytes) == (FIRST_BYTES, FIRST_BYTES)


def test_cuts_make_requests_smaller_down_to_a_limit():
    pace = Pace()
    for _ in range(10):
        pace.note_cut()
    assert pace.up_bytes == LEAST_BYTES
