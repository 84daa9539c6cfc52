"""``make demo``: the district, two desks, a month behind them, and then the window; see ``--help``."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.catalogue.starter import starter_pack
from app.domain.clock import ms_of
from app.platform.secrets import FileSecrets
from app.platform.system_clock import SystemClock
from app.services.catalogue import Catalogue
from app.storage.profile import open_profile
from benchmarks import reference
from benchmarks.demo import counting, office
from benchmarks.demo import day as days
from benchmarks.demo.clocks import SPEED, FastClock, demo_day
from benchmarks.demo.office import DemoDesk
from benchmarks.district import Commune, District, found, free_port, running
from benchmarks.reference import Reference
from tests.support.line import Line, line_to
from ui.window import run

BUILD = Path("build/demo")
COMMUNE = Commune("01234", "Xã Mẫu")
SEED = 20261123
NAMES = (("Bàn 1", "desk-1"), ("Bàn 2", "desk-2"))


def main() -> int:
    """Run the demo; zero when both sides' stores agree."""
    options = _options()
    shutil.rmtree(BUILD, ignore_errors=True)
    data = reference.load()
    print(f"reference data: {data.origin}", flush=True)
    today = demo_day(Catalogue(starter_pack()).calendar, date.today())
    port = free_port()
    with line_to(port) as line:
        address = f"https://127.0.0.1:{line.port}"
        district = found(BUILD / "server", port, address, COMMUNE)
        desks = _seeded(district, data, today)
        if not options.headless:
            return _show(district, desks)
        _live(district, desks, line, data, today)
    return _judge(district, desks, today)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--headless", action="store_true", help="work the day through without anyone")
    return parser.parse_args()


def _seeded(district: District, data: Reference, today: date) -> list[DemoDesk]:
    """Both desks enrolled, with the month before today in their books and in the district's."""
    start = office.month_start(today)
    desks = [office.set_up(BUILD, name, folder, data, start) for name, folder in NAMES]
    with running(district, (ms_of(start), _real_ms(), 1)):
        office.found_office(desks, COMMUNE, district)
    received = office.live_through_the_month(desks, data, today, SEED)
    eve = max(each.clock.now_ms() for each in desks)
    with running(district, (eve, _real_ms(), 1)):
        for _ in range(2):
            for each in desks:
                each.exchange()
    for each in desks:
        each.profile.close()
    print(f"{COMMUNE.name}: {len(desks)} desks enrolled, {received} dossiers of the last month", flush=True)
    _write_environment(desks)
    return desks


def _live(district: District, desks: Sequence[DemoDesk], line: Line, data: Reference, today: date) -> None:
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    clock = FastClock(ms_of(office.opening_of(today)), _real_ms(), SPEED)
    with ExitStack() as stack:
        stack.enter_context(running(district, (clock.start_ms, clock.anchor_ms, clock.speed)))
        seats = stack.enter_context(days.opened_windows(application, desks, clock, data, BUILD, SEED + 100))
        days.work(seats, line, today)


def _judge(district: District, desks: Sequence[DemoDesk], today: date) -> int:
    profiles = [open_profile(each.root, FileSecrets(each.key_file), SystemClock()) for each in desks]
    try:
        verdict = counting.count(profiles, district.data, today, BUILD / "slips")
    finally:
        for profile in profiles:
            profile.close()
    print(f"screens: {BUILD / 'screens'}, slips: {BUILD / 'slips'}, keys: {BUILD / 'env.sh'}")
    print(verdict.line())
    return 0 if verdict.is_whole else 1


def _show(district: District, desks: Sequence[DemoDesk]) -> int:
    """Open the first desk's window; the district runs beside it until the window is closed."""
    os.environ["SOXA_KEY_FILES"] = os.pathsep.join(str(each.key_file.resolve()) for each in desks)
    print(f"PIN: {office.PIN}. The district's console: see {BUILD / 'server'}", flush=True)
    with running(district):
        return run(desks[0].root)


def _write_environment(desks: Sequence[DemoDesk]) -> None:
    names = ":".join(str(each.key_file.resolve()) for each in desks)
    (BUILD / "env.sh").write_text(f"export SOXA_KEY_FILES='{names}'\n", "utf-8")


def _real_ms() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    raise SystemExit(main())
