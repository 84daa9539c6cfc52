"""Dossiers by the hundred for figures: real rows and events in bulk, folded by the real code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.changes.registry import Command
from app.domain.clock import ms_of
from app.domain.dossier import EventKind
from app.storage.journal import Act
from app.storage.unit_of_work import UnitOfWork
from tests.support.devices import Device

AT_ONCE = 4000


@dataclass(frozen=True)
class Told:
    """A dossier as its acts: (kind, when) or (kind, when, due) after its reception."""

    received: datetime
    due: datetime | None
    acts: Sequence[tuple[Any, ...]] = ()
    field: str = "Hộ tịch"
    procedure: str = "1.000001"
    channel: int = 1
    first: EventKind = EventKind.RECEIVED


def written(device: Device, told: Iterable[Told]) -> None:
    """Write them down; capture is off, as these are no desk's acts to be sent."""
    all_ = list(told)
    for start in range(0, len(all_), AT_ONCE):
        with device.store.write(Act(Command.IMPORT)) as unit:
            _write(unit, all_[start : start + AT_ONCE])


def _write(unit: UnitOfWork, some: Sequence[Told]) -> None:
    applicant = unit.new_id()
    unit.connection.exec_driver_sql(
        "INSERT INTO applicant(id, full_name, stamp) VALUES (?, 'Nguyễn Văn Mẫu', ?)", (applicant, unit.stamp)
    )
    dossiers: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    for each in some:
        id_ = unit.new_id()
        due = None if each.due is None else ms_of(each.due)
        dossiers.append(
            (id_, applicant, each.procedure, f"Thủ tục {each.procedure}", each.field, ms_of(each.received),
             due, each.channel, unit.stamp)
        )  # fmt: skip
        parent = None
        for kind, at, *rest in ((each.first, each.received), *each.acts):
            event = unit.new_id()
            new_due = ms_of(rest[0]) if rest else None
            events.append((event, id_, parent, kind.value, ms_of(at), new_due, unit.stamp))
            parent = event
    unit.connection.exec_driver_sql(
        "INSERT INTO dossier(id, applicant_id, procedure_code, procedure_name, field, received_ms, "
        "promised_ms, channel, stamp) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        dossiers,
    )
    unit.connection.exec_driver_sql(
        "INSERT INTO dossier_event(id, dossier_id, parent_id, kind, at_ms, due_ms, stamp) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        events,
    )
