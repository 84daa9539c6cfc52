"""One exchange as the window runs it, off its thread: the rows, a newer catalogue if any, then scans."""

import math
import time
from functools import partial
from typing import NamedTuple

from app.progress import Report
from app.services import catalogue, catalogue_intake, exchange_view, second_codes
from app.services.catalogue import Catalogue
from app.services.desk import Desk
from app.storage import log_store
from sync.errors import NoLine
from sync.http.client import HttpTransport
from sync.http.lines import line_of
from sync.outcome import Outcome
from sync.pace import Pace
from sync.scans.rows import carry_after
from sync.session import run_exchange
from sync.terms import on_a_real_line
from sync.window import Window

SCANS_S = 300  # then the exchange ends and says what it did; what is left goes with the next one


class Exchanged(NamedTuple):
    """What an exchange did; ``catalogue`` is the one now in force where a newer pack came.

    ``awaits_answer`` says that what was sent just now is received and not yet in the district's books, or
    that scans are still to be carried; ``left_s`` is how long the line is still up.
    """

    outcome: Outcome
    catalogue: Catalogue | None
    awaits_answer: bool
    left_s: float = math.inf


def exchange_once(desk: Desk, pace: Pace, report: Report, within_s: float | None = None) -> Exchanged:
    """Exchange with the district; raises a SyncError, and whatever was committed stays.

    It ends within ``within_s`` seconds, where the line is known to be up no longer.
    """
    install = partial(catalogue_intake.take_in, desk.store, desk.clock)
    line = line_of(desk.store)
    try:
        window = Window(time.monotonic, within_s)
        terms = on_a_real_line(within_s)
        outcome = run_exchange(desk.store, line, report, install_pack=install, pace=pace, terms=terms)
        has_scans_left = _carry_scans(desk, line, pace, report, window)
    finally:
        line.close()
    fresh = catalogue.load(desk.store, desk.clock) if outcome.catalogue_version else None
    given = second_codes.give_due(desk) if exchange_view.twin(desk).may_write else []
    for each in given:
        outcome.note(each.sentence)
    with desk.store.read() as connection:
        awaits_answer = bool(given) or (outcome.sent_segments > 0 and log_store.unanswered(connection) > 0)
    return Exchanged(outcome, fresh, awaits_answer or has_scans_left, window.left_s)


def _carry_scans(desk: Desk, line: HttpTransport, pace: Pace, report: Report, window: Window) -> bool:
    """Whether scans are left to be carried. A line that breaks now takes nothing back from the rows."""
    if window.is_over:
        return True
    turn = Window(time.monotonic, min(SCANS_S, window.left_s))

    def exchange() -> None:
        within_s = window.left_s if window.is_limited else None
        run_exchange(desk.store, line, report, pace=pace, terms=on_a_real_line(within_s))

    try:
        carried = carry_after(desk.store, desk.blobs, exchange, report, left_s=lambda: turn.left_s)
    except NoLine:
        return True
    return carried.is_cut_short
