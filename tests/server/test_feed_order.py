"""Order of numbers is order of visibility: a reader who follows the feed never misses a segment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from server.storage import feed
from server.storage.engine import reading
from tests.server.conftest import BOTH_ENGINES, UPPER, District
from tests.server.desk import Desk

WRITERS, EACH = 4, 12


def write(desk: Desk) -> None:
    """Many small exchanges, as fast as they go."""
    for number in range(EACH):
        desk.author.receive_dossier(f"H56-991123-{number:04d}")
        assert desk.sync().refused == []


@BOTH_ENGINES
def test_four_writers_leave_no_gap_and_a_reader_misses_nothing(district: District) -> None:
    desks = [district.desk(f"desk-{n:03d}".encode()) for n in range(WRITERS)]
    done = Event()

    def follow() -> list[int]:
        seen: list[int] = []
        while True:
            is_last = done.is_set()
            with reading(district.server.engine) as connection:
                part = feed.read_feed(connection, UPPER.code, seen[-1] if seen else 0, b"", 1 << 20)
            seen += [item.cseq for item in part.items]
            if is_last and not part.items:
                return seen

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(follow)
        try:
            list(pool.map(write, desks))
        finally:
            done.set()
        assert reader.result() == list(range(1, WRITERS * EACH + 1))
