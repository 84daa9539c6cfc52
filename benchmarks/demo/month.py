"""The month before the demo's day: receptions and acts through the same services that the windows use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.ids import DossierId
from app.platform.set_clock import SetClock
from app.services import processing, results
from app.services.desk import Desk, Officer
from app.services.reception import Receipt, receive_dossier
from app.services.results import Collector
from benchmarks.world import World

OPENING = time(7, 35)
RECEIVED_A_DAY = (6, 12)
SUPPLEMENT_SHARE = 0.2
STILL_WAITING_SHARE = 0.4  # of those asked for papers
UNCOLLECTED_SHARE = 0.04
LATE_SHARE = 0.02


@dataclass(frozen=True)
class Staffed:
    """A desk with its clock and who works there; ``colleagues`` may be handed dossiers."""

    desk: Desk
    clock: SetClock
    officer: Officer
    colleagues: Sequence[Officer]


@dataclass(frozen=True)
class _Open:
    """A dossier at work: the day it is settled, and the day its papers come back, if asked for."""

    id: DossierId
    settled_on: date
    papers_on: date | None = None


def live_through(staffed: Staffed, world: World, days: Sequence[date]) -> int:
    """Receive and settle as a counter does on these days; how many were received."""
    received, open_ones = 0, list[_Open]()
    for day in days:
        due_now = [each for each in open_ones if each.settled_on <= day and not _awaits_papers(each, day)]
        open_ones = [each for each in open_ones if each not in due_now]
        for number in range(world.random.randint(*RECEIVED_A_DAY)):
            staffed.clock.put(datetime.combine(day, OPENING) + timedelta(minutes=11 * number))
            receipt = receive_dossier(staffed.desk, staffed.officer, world.draft(staffed.desk.catalogue, day))
            open_ones += _first_step(staffed, world, receipt, day)
            received += 1
        staffed.clock.put(datetime.combine(day, time(15, 10)))
        for each in open_ones:
            if each.papers_on == day:
                processing.take_in_supplement(staffed.desk, staffed.officer, each.id)
        for each in due_now:
            _settle(staffed, world, each.id)
    return received


def _first_step(staffed: Staffed, world: World, receipt: Receipt, day: date) -> list[_Open]:
    """Settle what is due today; hand the rest over, or ask for what is missing."""
    desk, officer, dice = staffed.desk, staffed.officer, world.random
    due = receipt.due.date() if receipt.due else day + timedelta(days=7)
    if due <= day and dice.random() > LATE_SHARE:
        _settle(staffed, world, receipt.dossier_id)
        return []
    processing.hand_over(desk, officer, receipt.dossier_id, dice.choice(staffed.colleagues).id)
    if dice.random() < SUPPLEMENT_SHARE:
        processing.request_supplement(desk, officer, receipt.dossier_id, "Thiếu bản sao giấy tờ tùy thân")
        if dice.random() < STILL_WAITING_SHARE:
            return []
        back = staffed.desk.catalogue.calendar.next_working_day(day + timedelta(days=2))
        return [_Open(receipt.dossier_id, max(due, back) + timedelta(days=1), back)]
    return [_Open(receipt.dossier_id, due - timedelta(days=dice.randint(0, 2)))]


def _awaits_papers(each: _Open, day: date) -> bool:
    return each.papers_on is not None and each.papers_on >= day


def _settle(staffed: Staffed, world: World, id_: DossierId) -> None:
    processing.finish(staffed.desk, staffed.officer, id_, signer="Lãnh đạo Mẫu")
    if world.random.random() > UNCOLLECTED_SHARE:
        results.return_result(staffed.desk, staffed.officer, id_, Collector("Người nộp"))
