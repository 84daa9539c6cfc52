"""The hybrid clock orders what one device wrote and has seen, whatever its PC's clock says."""

from hypothesis import given
from hypothesis import strategies as st

from app.changes.clock import adjusted, milliseconds, observe, tick

TEN_YEARS_MS = 10 * 365 * 86_400_000
NOW = 1_795_395_600_000
times = st.integers(0, 2 * NOW)
stamps = st.integers(0, (2 * NOW) << 16)


@given(last=stamps, now=times)
def test_each_stamp_is_later_than_the_last(last, now):
    assert tick(last, now) > last


@given(now=times)
def test_a_right_clock_is_written_as_it_is(now):
    assert milliseconds(tick(0, now)) == now


def test_a_clock_set_back_ten_years_still_writes_later():
    before = tick(0, NOW)
    after = tick(before, NOW - TEN_YEARS_MS)
    assert after == before + 1
    assert milliseconds(after) == NOW


def test_many_stamps_of_one_millisecond_stay_in_order():
    stamp, written = 0, []
    for _ in range(70_000):  # more than the counter's 16 bits: it carries into the milliseconds
        stamp = tick(stamp, NOW)
        written.append(stamp)
    assert written == sorted(set(written))


@given(last=stamps, seen=stamps)
def test_what_was_seen_never_sets_the_clock_back(last, seen):
    assert observe(last, seen) >= last


@given(last=stamps, seen=stamps, now=times)
def test_what_is_written_after_a_stamp_was_seen_is_later_than_it_however_slow_the_pc(last, seen, now):
    assert tick(observe(last, seen), now) > seen


@given(last=stamps, seen=stamps, received=times, now=times, later=st.integers(1, NOW))
def test_a_successor_ranks_above_what_it_replaced_on_every_replica(last, seen, received, now, later):
    """Whatever either clock says, as long as the server hears of the successor later."""
    replaced = adjusted(seen, received)
    successor = adjusted(tick(observe(last, replaced), now), received + later)
    assert successor > replaced


def test_a_clock_in_2050_drags_nobody_beyond_the_servers_time():
    year_2050 = tick(0, NOW + 24 * 365 * 86_400_000)
    assert milliseconds(observe(0, adjusted(year_2050, NOW))) == NOW


@given(hlc=stamps, received=times)
def test_the_server_takes_the_advantage_of_a_clock_in_the_future(hlc, received):
    assert adjusted(hlc, received) == min(hlc, tick(0, received))
    assert adjusted(hlc, None) == hlc
