"""Told how long the line is up, an exchange ends inside, and what it carried is receipted."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

import pytest

from server.exchange import exchange
from server.storage import devices
from server.storage.engine import reading
from sync.errors import LineCut, NoLine
from sync.pace import LEAST_BYTES, Pace
from sync.protocol import codec
from sync.protocol.messages import SyncReply, SyncRequest
from sync.schedule import BY_ITSELF
from sync.session import run_exchange
from sync.terms import Terms, on_a_real_line
from sync.transport import Traffic, Watch, unwatched
from sync.window import Window
from tests.support.builders import a_dossier
from tests.support.district import District, SyncedDesk
from tests.support.line import line_to

PIECE = 512
SMALL_MESSAGE = 2048
HEADERS = 600


@dataclass
class SlowLine:
    """A line of so many bytes a second and so long a way, in a time of its own; it may break any moment."""

    serve: Callable[[SyncRequest], SyncReply]
    bytes_a_second: float
    delay_s: float
    cuts: Iterator[float]
    now_s: float = 0.0
    traffic: Traffic = field(default_factory=Traffic)
    nonce: bytes = b""

    def __post_init__(self) -> None:
        self._next_cut = next(self.cuts)

    def monotonic(self) -> float:
        return self.now_s

    def exchange(self, request: SyncRequest, watch: Watch = unwatched) -> SyncReply:
        ends_at = self.now_s + request.deadline_s if request.deadline_s else float("inf")
        up = codec.encode(request)
        self._carry(len(up), ends_at, watch)
        reply = self.serve(request)
        down = codec.encode(reply)
        self._carry(len(down), ends_at, unwatched)
        before = self.traffic
        self.traffic = Traffic(before.requests + 1, before.bytes_up + len(up), before.bytes_down + len(down))
        return reply

    def _carry(self, size: int, ends_at: float, watch: Watch) -> None:
        self._pass(self.delay_s / 2 + HEADERS / self.bytes_a_second, ends_at)
        for done in range(0, size, PIECE):
            watch(done, size)
            self._pass(min(PIECE, size - done) / self.bytes_a_second, ends_at)

    def _pass(self, seconds: float, ends_at: float) -> None:
        self.now_s += seconds
        if self.now_s >= self._next_cut:
            self._next_cut = self.now_s + next(self.cuts)
            raise LineCut
        if self.now_s > ends_at:
            raise LineCut


def a_slow_line(district: District, desk: SyncedDesk, dice: Random, kbit: float, cut_s: float) -> SlowLine:
    with reading(district.server.engine) as connection:
        device = devices.find(connection, bytes(desk.device.key.verify_key))
    cuts = iter(lambda: dice.uniform(cut_s / 2, cut_s), None)
    return SlowLine(
        lambda request: exchange(district.server, device, request),
        kbit * 125,
        dice.uniform(0.1, 1.2),
        cuts,
    )


def work_waits(desk: SyncedDesk, colleague: SyncedDesk, count: int) -> None:
    for number in range(count):
        a_dossier(desk.store, code=f"000-261123-1{number:03d}")
        a_dossier(colleague.store, code=f"000-261123-2{number:03d}")
    colleague.sync()


@pytest.mark.parametrize("seed", range(12))
def test_no_exchange_goes_beyond_its_window_and_each_keeps_what_it_carried(seed: int, district: District):
    dice = Random(seed)
    desk, colleague = district.desk("Bàn 1"), district.desk("Bàn 2")
    work_waits(desk, colleague, 40)
    line = a_slow_line(
        district, desk, dice, kbit=dice.choice([16, 64, 256]), cut_s=dice.choice([15, 60, 1e9])
    )
    pace, confirmed = Pace(), 0
    for _ in range(60):
        window_s = dice.uniform(5, 60)
        start = line.now_s
        try:
            outcome = run_exchange(
                desk.store, line, pace=pace, terms=Terms(within_s=window_s, monotonic=line.monotonic)
            )
        except NoLine:
            outcome = None
        slack_s = line.delay_s + SMALL_MESSAGE / line.bytes_a_second
        assert line.now_s - start <= window_s + slack_s
        written, now_confirmed = desk.log()
        assert now_confirmed >= confirmed
        confirmed = now_confirmed
        if outcome is not None and not outcome.ran_out:
            break
    colleague.sync()
    assert written == confirmed
    assert desk.codes() == colleague.codes()
    assert len(desk.codes()) == 80


def test_what_does_not_fit_waits_and_is_said_to(district: District):
    desk, colleague = district.desk("Bàn 1"), district.desk("Bàn 2")
    work_waits(desk, colleague, 60)
    line = a_slow_line(district, desk, Random(1), kbit=8, cut_s=1e9)
    outcome = run_exchange(desk.store, line, terms=Terms(within_s=6, monotonic=line.monotonic))
    assert outcome.ran_out
    assert desk.codes() != colleague.codes()


def test_a_good_line_is_not_slowed_by_a_window(one: SyncedDesk):
    a_dossier(one.store)
    outcome = one.sync(terms=Terms(within_s=40))
    assert (outcome.requests, outcome.ran_out) == (1, False)


def test_the_other_end_is_told_the_time_that_is_left(one: SyncedDesk):
    told: list[int] = []

    class Listening(SlowLine):
        def exchange(self, request: SyncRequest, watch: Watch = unwatched) -> SyncReply:
            told.append(request.deadline_s)
            raise NoLine

    line = Listening(lambda _request: pytest.fail("nothing gets so far"), 1.0, 0.0, iter([1e9]))
    with pytest.raises(NoLine):
        run_exchange(one.store, line, terms=Terms(within_s=40.5, monotonic=line.monotonic))
    assert told == [40]


def test_over_real_http_a_line_that_is_too_slow_is_let_go_when_the_time_is_up(district: District):
    with line_to(district.port) as line:
        desk = district.desk("Bàn 1", f"http://{line.address}")
        for number in range(100):
            a_dossier(desk.store, code=f"000-261123-1{number:03d}")
        line.bytes_a_second = 150
        start = time.monotonic()
        outcome = desk.sync(terms=on_a_real_line(within_s=3))
        assert time.monotonic() - start < 20  # all of it would take minutes
        assert outcome.ran_out
        line.bytes_a_second = None
        desk.sync()
    written, confirmed = desk.log()
    assert written == confirmed


def test_a_line_that_breaks_is_taken_up_again_within_the_exchange(district: District):
    naps: list[float] = []
    with line_to(district.port) as line:
        desk = district.desk("Bàn 1", f"http://{line.address}")
        a_dossier(desk.store)
        line.cut_after(up=400)

        def nap(seconds: float) -> None:
            naps.append(seconds)
            line.mend()

        outcome = desk.sync(terms=Terms(patience=BY_ITSELF, sleep=nap, monotonic=lambda: sum(naps)))
    assert outcome.sent_segments == 1
    assert 0.5 <= sum(naps) <= 1


def test_it_is_not_taken_up_for_ever(district: District):
    naps: list[float] = []
    with line_to(district.port) as line:
        desk = district.desk("Bàn 1", f"http://{line.address}")
        a_dossier(desk.store)
        line.cut_after(up=400)
        with pytest.raises(NoLine):
            desk.sync(terms=Terms(patience=BY_ITSELF, sleep=naps.append, monotonic=lambda: sum(naps)))
    assert 3 <= sum(naps) <= 16


def test_the_first_request_on_an_unknown_line_is_a_small_one():
    assert Pace().plan(Window(lambda: 0.0, 40)).up_bytes == LEAST_BYTES
