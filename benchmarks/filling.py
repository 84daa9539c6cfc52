"""Filling a profile with many dossiers quickly: the real tables, triggers and log, in bulk statements."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.changes.registry import Command
from app.domain.clock import ms_of
from app.domain.dossier import EventKind, Role
from app.domain.dossier_code import dossier_code
from app.domain.procedure import Procedure
from app.services.desk import Desk, Officer
from app.storage.unit_of_work import UnitOfWork
from benchmarks.world import World

AT_ONCE = 2000
OPEN_SHARE = 0.02
YEARS = 3
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

Rows = dict[str, list[dict[str, Any]]]


def fill(desk: Desk, officer: Officer, world: World, count: int, until: datetime) -> None:
    """Add ``count`` dossiers received over the years before ``until``; most are returned long ago."""
    step = timedelta(days=YEARS * 365) / max(count, 1)
    procedures = {procedure.code: procedure for procedure in desk.catalogue.pack.procedures}
    for first in range(0, count, AT_ONCE):
        moments = [until - step * (count - n) for n in range(first, min(first + AT_ONCE, count))]
        with desk.store.write(desk.act(Command.IMPORT, officer, Role.RECEPTION)) as unit:
            rows: Rows = {"applicant": [], "dossier": [], "dossier_component": [], "dossier_event": []}
            for number, received in enumerate(moments, 1):
                _add(rows, unit, desk, officer, world, received, number, procedures)
            _insert(unit, rows)


def _insert(unit: UnitOfWork, rows: Rows) -> None:
    for table, batch in rows.items():
        names = list(batch[0])
        unit.connection.exec_driver_sql(
            f"INSERT INTO {table}({', '.join(names)}, stamp) VALUES ({', '.join('?' * len(names))}, ?)",
            [(*row.values(), unit.stamp) for row in batch],
        )


def _add(
    rows: Rows,
    unit: UnitOfWork,
    desk: Desk,
    officer: Officer,
    world: World,
    received: datetime,
    number: int,
    procedures: Mapping[str, Procedure],
) -> None:
    procedure = procedures[world.procedure(desk.catalogue, desk.today()).code]
    person, at_ms = world.person(), ms_of(received)
    applicant_id, dossier_id = unit.new_id(), unit.new_id()
    rows["applicant"].append(
        {
            "id": applicant_id,
            "full_name": person.full_name,
            "id_number": person.id_number,
            "birth_date": person.birth_date,
            "sex": person.sex,
            "phone": person.phone,
            "address": person.address,
        }
    )
    rows["dossier"].append(
        {
            "id": dossier_id,
            "code": dossier_code("H99.45.17", received.date(), number),
            "applicant_id": applicant_id,
            "procedure_code": procedure.code,
            "procedure_name": procedure.name,
            "field": procedure.field,
            "catalogue_version": desk.catalogue.pack.version,
            "limit_text": procedure.limit or "",
            "received_ms": at_ms,
            "promised_ms": at_ms + 3 * DAY_MS,
            "content": f"{procedure.name[:60]} cho {person.full_name}",
        }
    )
    rows["dossier_component"] += [
        {
            "dossier_id": dossier_id,
            "ordinal": c.number,
            "title": c.title[:80],
            "is_mandatory": 1,
            "is_present": 1,
        }
        for c in procedure.mandatory_components
    ]
    rows["dossier_event"] += _events(unit, officer, dossier_id, at_ms, world.random.random() < OPEN_SHARE)


def _events(
    unit: UnitOfWork, officer: Officer, dossier_id: int, at_ms: int, is_open: bool
) -> Sequence[dict[str, Any]]:
    kinds = [EventKind.RECEIVED] if is_open else [EventKind.RECEIVED, EventKind.FINISHED, EventKind.RETURNED]
    events: list[dict[str, Any]] = []
    for kind in kinds:
        events.append(
            {
                "id": unit.new_id(),
                "dossier_id": dossier_id,
                "parent_id": events[-1]["id"] if events else None,
                "kind": kind.value,
                "at_ms": at_ms + 2 * HOUR_MS * len(events),
                "clerk_id": officer.id,
                "role": Role.RECEPTION.value,
                "holder_id": officer.id,
            }
        )
    return events
