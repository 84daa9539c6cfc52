"""What a desk may tell of its own way to the district: the last receipt, what came back, sealing at rest."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.clock import wall_of
from app.domain.ids import DossierId
from app.domain.twin import Twin
from app.services.desk import Desk
from app.storage import device, freeze, log_store, receipts, second_key, sync_state


@dataclass(frozen=True, slots=True)
class LastReceipt:
    """The newest receipt signed by the district."""

    number: int
    issued_at: datetime


def last_receipt(desk: Desk) -> LastReceipt | None:
    """What a clerk quotes when asking the district; None before the first exchange."""
    with desk.store.read() as connection:
        card = receipts.last(connection)
    return None if card is None else LastReceipt(card.number, wall_of(card.issued_ms))


def codes_sent_back(desk: Desk, dossier_id: DossierId) -> list[str]:
    """The codes of why acts on this dossier were set aside."""
    with desk.store.read() as connection:
        return [each.reason for each in sync_state.sent_back(connection) if each.dossier_id == dossier_id]


def twin(desk: Desk) -> Twin:
    """Whether the district saw a second machine under this one's key."""
    with desk.store.read() as connection:
        return freeze.state(connection)


def needs_ticket(desk: Desk) -> bool:
    """Whether this machine has to enrol, or to enrol anew under a key of its own."""
    with desk.store.read() as connection:
        return device.membership(connection) is None or second_key.is_needed(connection)


def seal_resting(desk: Desk) -> int:
    """Seal what has lain unsealed for long, so that it is ready for whatever way comes first.

    Room that sealing freed is given back to the disk.
    """
    with desk.store.read() as connection:
        key = device.signing_key(connection)
    sealed = log_store.seal_if_due(desk.store, key)
    log_store.give_back_room(desk.store)
    return sealed
