"""One exchange as the window runs it, off its thread: the rows, then a newer catalogue if there is one."""

from functools import partial
from typing import NamedTuple

from app.progress import Report
from app.services import catalogue, catalogue_intake
from app.services.catalogue import Catalogue
from app.services.desk import Desk
from sync.http.lines import line_of
from sync.outcome import Outcome
from sync.pace import Pace
from sync.session import run_exchange


class Exchanged(NamedTuple):
    """What an exchange did; ``catalogue`` is the one now in force where a newer pack came."""

    outcome: Outcome
    catalogue: Catalogue | None


def exchange_once(desk: Desk, pace: Pace, report: Report) -> Exchanged:
    """Exchange with the district; raises a SyncError, and whatever was committed stays."""
    install = partial(catalogue_intake.take_in, desk.store, desk.clock)
    line = line_of(desk.store)
    try:
        outcome = run_exchange(desk.store, line, report, install_pack=install, pace=pace)
    finally:
        line.close()
    fresh = catalogue.load(desk.store, desk.clock) if outcome.catalogue_version else None
    return Exchanged(outcome, fresh)
