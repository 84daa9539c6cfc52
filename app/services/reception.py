"""Receiving a dossier: what is missing, when it will be due, and the one act that makes it exist."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from app.changes.registry import Command
from app.domain.applicant import Applicant, Representative
from app.domain.clock import ms_of, wall_of
from app.domain.deadline import Deadline, deadline, next_trap
from app.domain.dossier import EventKind
from app.domain.dossier_code import dossier_code
from app.domain.ids import ApplicantId, DossierId
from app.domain.procedure import Component, Procedure
from app.domain.time_limit import TimeLimit
from app.errors import AppError
from app.services import fees, people
from app.services.desk import Desk, Officer
from app.services.duplicates import warned_words
from app.storage import clerks, dossiers, numbers
from app.storage.dossiers import ComponentRecord, DossierRecord, EventRecord
from app.storage.unit_of_work import UnitOfWork

Beside: TypeAlias = Callable[[UnitOfWork, DossierId], None]
"""What else belongs into the transaction that receives a dossier."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was handed in of one component."""

    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True)
class ReceptionDraft:
    """What the form has gathered; ``handed_in`` by the component's number in the procedure.

    ``warned`` are the codes of dossiers that may be the same request and that the clerk was told of.
    """

    applicant: Applicant = field(default_factory=lambda: Applicant(""))
    applicant_id: ApplicantId | None = None
    procedure_code: str = ""
    content: str = ""
    relation: str = ""
    handed_in: Mapping[int, HandedIn] = field(default_factory=dict)
    representative: Representative = field(default_factory=Representative)
    return_place: str = "Tại quầy"
    return_address: str = ""
    fee_paid: int = 0
    note: str = ""
    warned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The dossier as it was received: what form 01 promises."""

    dossier_id: DossierId
    code: str
    received: datetime
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What saving now would promise; ``missing`` are mandatory components not yet ticked."""

    procedure: Procedure | None
    missing: tuple[Component, ...]
    promise: Deadline | None
    trap: str | None


class IncompleteReception(AppError):
    """The form lacks what a dossier cannot be received without; ``field_name`` is where to go."""

    def __init__(self, sentence: str, field_name: str) -> None:
        super().__init__(sentence)
        self.field_name = field_name


class MissingComponents(AppError):
    """Mandatory components are not there: a supplement is guided for, no dossier is received (R2)."""

    def __init__(self, components: tuple[Component, ...]) -> None:
        names = ", ".join(component.title for component in components)
        super().__init__(f"Còn thiếu {names}. Hồ sơ chưa lưu, nháp vẫn còn.")
        self.components = components


def assess(desk: Desk, draft: ReceptionDraft) -> Assessment:
    """What is missing and when it would be due, if it were saved this minute."""
    now = desk.now()
    procedure = desk.catalogue.procedure(draft.procedure_code, now.date())
    if procedure is None:
        return Assessment(None, (), None, None)
    limit = _limit(procedure)
    return Assessment(
        procedure,
        procedure.missing_components(draft.handed_in),
        None if limit is None else deadline(now, limit, desk.catalogue.calendar),
        None if limit is None else next_trap(now, limit, desk.catalogue.calendar),
    )


def _limit(procedure: Procedure) -> TimeLimit | None:
    return None if procedure.limit is None else TimeLimit.parse(procedure.limit)


def receive_dossier(
    desk: Desk, officer: Officer, draft: ReceptionDraft, beside: Beside | None = None
) -> Receipt:
    """Check, number and write the dossier in one transaction; the code is final."""
    role = officer.role_for(EventKind.RECEIVED)
    assessment = assess(desk, draft)
    procedure = _check(draft, assessment)
    with desk.store.write(desk.act(Command.RECEIVE_DOSSIER, officer, role)) as unit:
        received = wall_of(unit.now_ms)
        due = assessment.promise.due if assessment.promise else None
        code = _next_code(unit, received)
        applicant_id = people.row_of(unit, officer, role, draft.applicant, draft.applicant_id)
        record = record_of(desk, draft, procedure, code, applicant_id, unit.now_ms, due)
        dossier_id = dossiers.insert(unit, record, checklist(procedure, draft))
        dossiers.add_event(
            unit,
            EventRecord(
                dossier_id,
                EventKind.RECEIVED,
                unit.now_ms,
                officer.id,
                role,
                holder_id=officer.id,
                note=warned_words(draft.warned),
            ),
        )
        if draft.fee_paid:
            fees.take_at_reception(unit, officer, record, dossier_id, procedure.fee.note)
        if beside is not None:
            beside(unit, dossier_id)
        unit.note_number(code)
    return Receipt(dossier_id, code, received, due)


def _check(draft: ReceptionDraft, assessment: Assessment) -> Procedure:
    if not draft.applicant.full_name.strip():
        raise IncompleteReception("Còn thiếu họ tên người nộp. Hồ sơ chưa lưu, nháp vẫn còn.", "full_name")
    if assessment.procedure is None:
        raise IncompleteReception("Xin chọn thủ tục trong danh mục. Nháp vẫn còn.", "procedure")
    if assessment.missing:
        raise MissingComponents(assessment.missing)
    return assessment.procedure


def _next_code(unit: UnitOfWork, received: datetime) -> str:
    office = clerks.office(unit.connection)
    agency = office.agency_code if office else ""
    return dossier_code(agency, received.date(), numbers.take(unit.connection, received.date()))


def record_of(
    desk: Desk,
    draft: ReceptionDraft,
    procedure: Procedure,
    code: str,
    applicant_id: ApplicantId,
    received_ms: int,
    due: datetime | None,
) -> DossierRecord:
    return DossierRecord(
        code=code,
        applicant_id=applicant_id,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        field=procedure.field,
        catalogue_version=desk.catalogue.pack.version,
        limit_text=procedure.limit or "",
        received_ms=received_ms,
        promised_ms=None if due is None else ms_of(due),
        content=draft.content.strip() or procedure.name,
        relation=draft.relation,
        return_place=draft.return_place,
        return_address=draft.return_address,
        fee_amount=procedure.fee.amount_vnd or 0,
        fee_paid=draft.fee_paid,
        note=draft.note,
        representative_name=draft.representative.name,
        representative_id_number=draft.representative.id_number,
        representative_phone=draft.representative.phone,
        representative_authority=draft.representative.authority,
    )


def checklist(procedure: Procedure, draft: ReceptionDraft) -> list[ComponentRecord]:
    """The mandatory components and those that were handed in; the rest is in the pinned catalogue."""
    return [
        ComponentRecord(
            component.number,
            component.title,
            component.is_mandatory,
            component.number in draft.handed_in,
            draft.handed_in.get(component.number, HandedIn()).originals,
            draft.handed_in.get(component.number, HandedIn()).copies,
        )
        for component in procedure.components
        if component.is_mandatory or component.number in draft.handed_in
    ]
