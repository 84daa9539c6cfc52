"""One exchange as the window runs it, off its thread: the rows, then a newer catalogue if there is one."""

from functools import partial
from typing import NamedTuple

from app.progress import Report
from app.services import catalogue, catalogue_intake, second_codes
from app.services.catalogue import Catalogue
from app.services.desk import Desk
from app.storage import log_store
from sync.http.lines import line_of
from sync.outcome import Outcome
from sync.pace import Pace
from sync.session import run_exchange


class Exchanged(NamedTuple):
    """What an exchange did; ``catalogue`` is the one now in force where a newer pack came.

    ``awaits_answer`` says that what was sent just now is received and not yet in the district's books.
    """

    outcome: Outcome
    catalogue: Catalogue | None
    awaits_answer: bool


def exchange_once(desk: Desk, pace: Pace, report: Report) -> Exchanged:
    """Exchange with the district; raises a SyncError, and whatever was committed stays."""
    install = partial(catalogue_intake.take_in, desk.store, desk.clock)
    line = line_of(desk.store)
    try:
        outcome = run_exchange(desk.store, line, report, install_pack=install, pace=pace)
    finally:
        line.close()
    fresh = catalogue.load(desk.store, desk.clock) if outcome.catalogue_version else None
    given = second_codes.give_due(desk)
    for each in given:
        outcome.note(each.sentence)
    with desk.store.read() as connection:
        awaits_answer = bool(given) or outcome.sent_segments > 0 and log_store.unanswered(connection) > 0
    return Exchanged(outcome, fresh, awaits_answer)
