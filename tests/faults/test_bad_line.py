"""A line that is slow, late, stands still now and then, and breaks every second: everything arrives, once."""

import time
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from sync.errors import SyncError
from tests.support.builders import a_dossier
from tests.support.district import a_district
from tests.support.line import Line, line_to

DOSSIERS = 60
BYTES_A_SECOND = 8_000  # 64 kbit/s
DELAY_S, STALLS, STALL_S = 0.15, 0.05, 0.2
CUT_EVERY_S = 1.0
MOST_TRIES = 60

pytestmark = [pytest.mark.slow, pytest.mark.expects_log("Failed to parse headers")]


def cut_again_and_again(line: Line, is_over: Event) -> None:
    while not is_over.wait(CUT_EVERY_S):
        line.go_down()
        line.mend()


def test_a_bad_line_carries_everything_all_the_same(tmp_path: Path):
    is_over = Event()
    with a_district(tmp_path) as district, line_to(district.port) as line:
        desk = district.desk("Bàn 1", f"http://{line.address}")
        for number in range(DOSSIERS):
            a_dossier(desk.store, code=f"000-261123-{1000 + number}")
        line.bytes_a_second, line.delay_s = BYTES_A_SECOND, DELAY_S
        line.stalls, line.stall_s = STALLS, STALL_S
        cutter = Thread(target=cut_again_and_again, args=(line, is_over))
        cutter.start()
        try:
            tries = exchange_until_all_is_confirmed(desk)
        finally:
            is_over.set()
            cutter.join()
        written, confirmed = desk.log()
        assert (written, tries < MOST_TRIES) == (confirmed, True)
        assert district.stored()[desk.device.origin] == list(range(1, written + 1))


def exchange_until_all_is_confirmed(desk) -> int:
    """How many exchanges it took."""
    for tries in range(1, MOST_TRIES):
        with suppress(SyncError):
            desk.sync()
        written, confirmed = desk.log()
        if written == confirmed:
            return tries
        time.sleep(0.05)
    return MOST_TRIES
