"""The month before the demo's day: receptions and acts through the same services that the windows use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.ids import DossierId
from app.services import processing
from app.services.desk import Desk, Officer
from app.services.processing import Collector
from app.services.reception import receive_dossier
from benchmarks.demo.clocks import SetClock
from benchmarks.world import World

OPENING = time(7, 35)
RECEIVED_A_DAY = (6, 12)
LATE_SHARE = 0.04
SUPPLEMENT_SHARE = 0.06
STILL_OPEN_SHARE = 0.08


@dataclass(frozen=True)
class Staffed:
    """A desk with its clock and who works there; ``colleagues`` may be handed dossiers."""

    desk: Desk
    clock: SetClock
    officer: Officer
    colleagues: Sequence[Officer]


def live_through(staffed: Staffed, world: World, days: Sequence[date]) -> int:
    """Receive and settle as a counter does on these days; how many were received."""
    received = 0
    for day in days:
        for number in range(world.random.randint(*RECEIVED_A_DAY)):
            staffed.clock.put(datetime.combine(day, OPENING) + timedelta(minutes=11 * number))
            staffed.desk.officer = staffed.officer
            receipt = receive_dossier(staffed.desk, staffed.officer, world.draft(staffed.desk.catalogue, day))
            _work_on(staffed, world, receipt.dossier_id, is_last_day=day == days[-1])
            received += 1
    return received


def _work_on(staffed: Staffed, world: World, id_: DossierId, *, is_last_day: bool) -> None:
    desk, officer = staffed.desk, staffed.officer
    if world.random.random() < (0.5 if is_last_day else STILL_OPEN_SHARE):
        if world.random.random() < 0.5:
            processing.hand_over(desk, officer, id_, world.random.choice(staffed.colleagues).id)
        return
    if world.random.random() < SUPPLEMENT_SHARE:
        processing.request_supplement(desk, officer, id_, "Thiếu bản sao giấy tờ tùy thân")
        if world.random.random() < 0.3:
            return
        processing.take_in_supplement(desk, officer, id_)
    processing.finish(desk, officer, id_, signer="Lãnh đạo Mẫu")
    if world.random.random() > LATE_SHARE:
        processing.return_result(desk, officer, id_, Collector("Người nộp"))
