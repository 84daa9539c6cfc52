"""What the desk may tell at a glance: saved here until when, what waits, what the district confirmed."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.clock import wall_of
from app.services.desk import Desk
from app.storage import device
from app.storage.standing import standing


@dataclass(frozen=True, slots=True)
class DeskStanding:
    """The facts of the status bar that lie in the books."""

    saved_at: datetime | None
    waiting: int
    received_up_to: datetime | None
    is_member: bool


def read(desk: Desk) -> DeskStanding:
    """The facts as they stand."""
    with desk.store.read() as connection:
        log = standing(connection)
        is_member = device.membership(connection) is not None
    return DeskStanding(_moment(log.written_ms), log.waiting, _moment(log.receipt_ms), is_member)


def _moment(ms: int | None) -> datetime | None:
    return wall_of(ms) if ms else None
