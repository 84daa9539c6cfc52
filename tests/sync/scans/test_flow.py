"""When the next block may leave, over lines that are reckoned instead of waited for."""

import pytest

from app.changes.blocks import BLOCK_BYTES
from sync.protocol.scans import MAX_RUN
from sync.scans.flow import EARLY_S, Flow


def blocks_over(flow: Flow, rate: float, turn_s: float, count: int) -> tuple[float, float]:
    """Send blocks over a pipe of a rate; (how busy the pipe was, the longest any block queued before it)."""
    now = free_at = busy = queued = 0.0
    under_way: list[tuple[float, int]] = []
    flow.note_turn(turn_s)
    for _ in range(count):
        while (wait := flow.wait_s(now)) != 0:
            came = under_way[0][0] if under_way else float("inf")
            now = came if wait is None else min(now + wait, came)
            if under_way and now >= came:
                flow.end(under_way.pop(0)[1], now)
        queued = max(queued, free_at - now)
        start = max(now, free_at)
        free_at = start + BLOCK_BYTES / rate
        busy += BLOCK_BYTES / rate
        under_way.append((free_at + turn_s, flow.begin(now, BLOCK_BYTES)))
    return busy / free_at, queued


@pytest.mark.parametrize("rate", [2_000, 8_000, 30_000])
@pytest.mark.parametrize("turn_s", [0.05, 0.8, 1.5])
def test_a_slow_line_is_kept_busy_and_no_block_waits_long_behind_another(rate: float, turn_s: float) -> None:
    busy, queued = blocks_over(Flow(), rate, turn_s, 30)
    assert busy > 0.96
    assert queued <= EARLY_S + 0.2


def test_nothing_follows_the_first_block_before_its_reply() -> None:
    flow = Flow()
    flow.begin(0.0, BLOCK_BYTES)
    assert flow.wait_s(100.0) is None


def test_a_fast_line_carries_runs_one_request_at_a_time() -> None:
    flow = Flow()
    flow.end(flow.begin(0.0, BLOCK_BYTES), 0.01)
    assert flow.run == MAX_RUN
    flow.begin(1.0, MAX_RUN * BLOCK_BYTES)
    assert flow.wait_s(1.5) is None


def test_a_slow_line_carries_one_block_a_request() -> None:
    flow = Flow()
    flow.end(flow.begin(0.0, BLOCK_BYTES), 9.0)
    assert flow.run == 1


def test_a_cut_says_nothing_of_the_rate() -> None:
    flow = Flow()
    flow.end(flow.begin(0.0, BLOCK_BYTES), 8.0)
    expected = flow.seconds_for(BLOCK_BYTES)
    flow.forget(flow.begin(8.0, BLOCK_BYTES))
    flow.cut()
    assert flow.seconds_for(BLOCK_BYTES) == expected
    assert flow.wait_s(9.0) == 0


def test_a_line_that_has_become_slow_is_known_as_such_after_a_few_replies() -> None:
    flow = Flow()
    flow.end(flow.begin(0.0, BLOCK_BYTES), 8.0)
    first = flow.begin(8.0, BLOCK_BYTES)
    for end in (24.0, 40.0, 56.0, 72.0):
        following = flow.begin(end - 1, BLOCK_BYTES)
        flow.end(first, end)
        first = following
    assert flow.seconds_for(BLOCK_BYTES) == pytest.approx(16.0, rel=0.05)
