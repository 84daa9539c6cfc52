"""Filling a profile with many dossiers quickly: the real store and log, a thousand to a changeset."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from app.changes.registry import Command
from app.domain.clock import ms_of
from app.domain.dossier import EventKind, Role
from app.domain.dossier_code import dossier_code
from app.domain.procedure import Procedure
from app.services.desk import Desk, Officer
from app.storage import applicants, dossiers
from app.storage.dossiers import ComponentRecord, DossierRecord, EventRecord
from app.storage.unit_of_work import UnitOfWork
from benchmarks.world import World

AT_ONCE = 1000
OPEN_SHARE = 0.02


def fill(desk: Desk, officer: Officer, world: World, count: int, until: datetime) -> None:
    """Add ``count`` dossiers received over the years before ``until``; most are returned long ago."""
    step = timedelta(days=3 * 365) / max(count, 1)
    moments = (until - step * (count - n) for n in range(count))
    while True:
        with desk.store.write(desk.act(Command.IMPORT, officer, Role.RECEPTION)) as unit:
            added = sum(1 for _ in _add_some(desk, officer, world, unit, moments))
        if added < AT_ONCE:
            return


def _add_some(
    desk: Desk, officer: Officer, world: World, unit: UnitOfWork, moments: Iterator[datetime]
) -> Iterator[int]:
    procedures = {p.code: p for p in desk.catalogue.pack.procedures}
    for number in range(AT_ONCE):
        received = next(moments, None)
        if received is None:
            return
        yield _add(desk, officer, world, unit, received, number, procedures)


def _add(
    desk: Desk,
    officer: Officer,
    world: World,
    unit: UnitOfWork,
    received: datetime,
    number: int,
    procedures: Mapping[str, Procedure],
) -> int:
    draft = world.draft(desk.catalogue, desk.today())
    procedure = procedures[draft.procedure_code]
    at_ms = ms_of(received)
    record = DossierRecord(
        code=dossier_code("H99.45.17", received.date(), number + 1),
        applicant_id=applicants.insert(unit, draft.applicant),
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        field=procedure.field,
        catalogue_version=desk.catalogue.pack.version,
        limit_text=procedure.limit or "",
        received_ms=at_ms,
        promised_ms=at_ms + 3 * 86_400_000,
        content=draft.content,
        representative_name=draft.representative.name,
    )
    papers = [
        ComponentRecord(c.number, c.title[:80], True, True, 1, 0) for c in procedure.mandatory_components
    ]
    id_ = dossiers.insert(unit, record, papers)
    event = EventRecord(id_, EventKind.RECEIVED, at_ms, officer.id, Role.RECEPTION, holder_id=officer.id)
    parent = dossiers.add_event(unit, event)
    if world.random.random() >= OPEN_SHARE:
        for kind in (EventKind.FINISHED, EventKind.RETURNED):
            parent = dossiers.add_event(
                unit,
                EventRecord(
                    id_, kind, at_ms + 7_200_000, officer.id, Role.LEADER, parent_id=parent, signer="Mẫu"
                ),
            )
    return id_
