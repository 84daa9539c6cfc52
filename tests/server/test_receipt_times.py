"""The server's clock may be put back; its times of receipt may not."""

from datetime import timedelta

import pytest

from server.run import serve_in_thread
from server.settings import Settings
from tests.server.conftest import BOTH_ENGINES, LOWER, District, unhurried
from tests.support.devices import SettableClock


@BOTH_ENGINES
def test_a_later_segment_never_has_an_earlier_time_of_receipt(settings: Settings) -> None:
    clock = SettableClock()
    with serve_in_thread(settings, clock, unhurried()) as running:
        district = District(running.address, running.app.state.server)
        desk, other = district.desk(), district.desk(b"desk-two", LOWER.code)
        times = []
        for step in (timedelta(0), timedelta(days=-3650), timedelta(seconds=1), timedelta(days=3651)):
            clock.advance(days=step.days, seconds=step.seconds)
            desk.author.receive_dossier(f"H56-991123-{len(times) + 1:04d}")
            times.append(desk.sync().feed[-1].received_ms)
            if step.days < 0:
                other.author.receive_dossier("H56-991123-0001")
                elsewhere = other.sync().feed[-1].received_ms
    assert times == sorted(times)
    assert times[0] == times[1] == times[2] < times[3]
    assert elsewhere < times[0]  # each commune by itself


def test_within_one_moment_times_stay_the_same(settings: Settings) -> None:
    with serve_in_thread(settings, SettableClock(), unhurried()) as running:
        desk = District(running.address, running.app.state.server).desk()
        for number in (1, 2):
            desk.author.receive_dossier(f"H56-991123-{number:04d}")
            last = desk.sync().feed[-1].received_ms
    assert last == pytest.approx(SettableClock().now_ms())
