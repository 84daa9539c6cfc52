"""The control slip's rows, read from a dossier's acts."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.clock import wall_of
from app.domain.dossier import Role
from app.domain.hand_over import Hand, HandOver, SlipAct, hand_overs
from app.domain.ids import DossierId
from app.services.access import check_reading
from app.services.desk import Desk
from app.storage import clerks, dossiers
from app.storage.dossiers import StoredEvent


def rows(desk: Desk, id_: DossierId, counter: str) -> Sequence[HandOver]:
    """Every hand-over of a dossier; whoever acts at the counter stands under the counter's name."""
    check_reading(desk)
    with desk.store.read() as connection:
        promised_ms = dossiers.load(connection, id_).promised_ms
        events = dossiers.events(connection, id_)
        titles: dict[int, str] = {clerk.id: clerk.title for clerk in clerks.clerks(connection)}
    return hand_overs([_act(event, titles, counter) for event in events], _wall(promised_ms))


def _act(event: StoredEvent, titles: dict[int, str], counter: str) -> SlipAct:
    record = event.record
    unit = titles.get(record.clerk_id or 0, "")
    return SlipAct(
        kind=record.kind,
        at=wall_of(record.at_ms),
        clerk=Hand(event.clerk_name, counter if record.role is Role.RECEPTION else unit),
        holder=Hand(event.holder_name, titles.get(record.holder_id or 0, "")),
        agency=record.unit,
        note=record.note,
        due=_wall(record.due_ms),
        step_due=_wall(record.step_due_ms),
    )


def _wall(ms: int | None) -> datetime | None:
    return None if ms is None else wall_of(ms)
