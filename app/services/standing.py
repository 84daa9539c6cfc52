"""What the desk may tell at a glance: saved here until when, what waits, what the district confirmed."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.clock import wall_of
from app.services.desk import Desk
from app.storage import checkpoint_store, device
from app.storage.standing import standing


@dataclass(frozen=True, slots=True)
class DeskStanding:
    """The facts of the status bar that lie in the books; ``is_filling`` while older dossiers still come."""

    saved_at: datetime | None
    waiting: int
    received_up_to: datetime | None
    is_member: bool
    is_filling: bool = False


def read(desk: Desk) -> DeskStanding:
    """The facts as they stand."""
    with desk.store.read() as connection:
        log = standing(connection)
        is_member = device.membership(connection) is not None
        is_filling = checkpoint_store.is_incomplete(connection)
    moments = _moment(log.written_ms), _moment(log.receipt_ms)
    return DeskStanding(moments[0], log.waiting, moments[1], is_member, is_filling)


def _moment(ms: int | None) -> datetime | None:
    return wall_of(ms) if ms else None
