"""The acts on a received dossier: each is one event, refused with a sentence where the rules forbid it."""

from dataclasses import dataclass, replace

from app.changes.registry import Command
from app.domain.clock import ms_of, wall_of
from app.domain.deadline import Pause, deadline
from app.domain.dossier import DossierState, EventKind, IllegalAct, check_legal
from app.domain.ids import ClerkId, DossierId
from app.domain.time_limit import TimeLimit
from app.errors import AppError
from app.services.desk import Desk, Officer
from app.services.reception import HandedIn
from app.storage import dossiers, projections
from app.storage.dossiers import DossierRecord, EventRecord
from app.storage.unit_of_work import UnitOfWork


class ReasonMissing(AppError):
    """An act that owes a reason was given none."""


class SecondSupplement(IllegalAct):
    """A second request needs a legal basis and a leader's approval (R1)."""


@dataclass(frozen=True, slots=True)
class Approval:
    """What a second supplement request stands on."""

    legal_basis: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class Collector:
    """Who fetched the result: the applicant, or a proxy with a name and an id."""

    name: str
    id_number: str = ""


COMMANDS = {
    EventKind.HANDED_OVER: Command.HAND_OVER,
    EventKind.SUPPLEMENT_REQUESTED: Command.REQUEST_SUPPLEMENT,
    EventKind.SUPPLEMENT_TAKEN_IN: Command.TAKE_IN_SUPPLEMENT,
    EventKind.TRANSFERRED_UP: Command.TRANSFER_UP,
    EventKind.TAKEN_BACK: Command.TAKE_BACK,
    EventKind.FINISHED: Command.FINISH,
    EventKind.RETURNED: Command.RETURN_RESULT,
}


def hand_over(desk: Desk, officer: Officer, id_: DossierId, to: ClerkId, note: str = "") -> None:
    """Give the dossier to another clerk."""
    _act(desk, officer, id_, EventKind.HANDED_OVER, holder_id=to, note=note)


def request_supplement(
    desk: Desk, officer: Officer, id_: DossierId, reason: str, approval: Approval | None = None
) -> None:
    """Ask the citizen for papers: the clock stops until they come."""
    if not reason.strip():
        raise ReasonMissing("Xin ghi rõ giấy tờ cần bổ sung và lý do. Hồ sơ chưa thay đổi.")
    with desk.store.read() as connection:
        asked = sum(
            event.record.kind is EventKind.SUPPLEMENT_REQUESTED for event in dossiers.events(connection, id_)
        )
    if asked and (approval is None or not approval.legal_basis or not approval.approved_by):
        raise SecondSupplement(
            "Hồ sơ này đã yêu cầu bổ sung một lần. Lần hai cần ghi căn cứ và người duyệt. "
            "Hồ sơ chưa thay đổi."
        )
    basis = f" (căn cứ {approval.legal_basis}, {approval.approved_by} duyệt)" if approval and asked else ""
    _act(desk, officer, id_, EventKind.SUPPLEMENT_REQUESTED, note=reason.strip() + basis)


def take_in_supplement(
    desk: Desk, officer: Officer, id_: DossierId, handed_in: dict[int, HandedIn] | None = None, note: str = ""
) -> None:
    """The papers came: the clock runs on with what remained, and a new due time is promised."""
    role = officer.role_for(EventKind.SUPPLEMENT_TAKEN_IN)
    with desk.store.write(desk.act(Command.TAKE_IN_SUPPLEMENT, officer, role)) as unit:
        record = dossiers.load(unit.connection, id_)
        event = _event(unit, officer, id_, EventKind.SUPPLEMENT_TAKEN_IN)
        due_ms = _resumed_due(desk, unit, record, id_)
        for ordinal, given in (handed_in or {}).items():
            dossiers.mark_component(
                unit, id_, ordinal, is_present=True, originals=given.originals, copies=given.copies
            )
        dossiers.add_event(unit, replace(event, due_ms=due_ms, note=note, holder_id=officer.id))


def _resumed_due(desk: Desk, unit: UnitOfWork, record: DossierRecord, id_: DossierId) -> int | None:
    if not record.limit_text:
        return None
    pauses = [
        Pause(wall_of(span.start_ms), wall_of(unit.now_ms if span.end_ms is None else span.end_ms))
        for span in projections.pauses_of(unit.connection, id_)
    ]
    promise = deadline(
        wall_of(record.received_ms), TimeLimit.parse(record.limit_text), desk.catalogue.calendar, pauses
    )
    return None if promise.due is None else ms_of(promise.due)


def transfer_up(desk: Desk, officer: Officer, id_: DossierId, to_agency: str, note: str = "") -> None:
    """Send the dossier to the superior agency; the citizen's due date stays."""
    if not to_agency.strip():
        raise ReasonMissing("Xin ghi cơ quan nhận hồ sơ. Hồ sơ chưa thay đổi.")
    _act(desk, officer, id_, EventKind.TRANSFERRED_UP, unit=to_agency.strip(), note=note)


def take_back(desk: Desk, officer: Officer, id_: DossierId, note: str = "") -> None:
    """The superior agency sent the dossier back with its answer."""
    _act(desk, officer, id_, EventKind.TAKEN_BACK, note=note, holder_id=officer.id)


def finish(desk: Desk, officer: Officer, id_: DossierId, signer: str, document_number: str = "") -> None:
    """The result is signed and issued: handling time ends here."""
    if not signer.strip():
        raise ReasonMissing("Xin ghi người ký kết quả. Hồ sơ chưa thay đổi.")
    _act(desk, officer, id_, EventKind.FINISHED, signer=signer.strip(), document_number=document_number)


def return_result(desk: Desk, officer: Officer, id_: DossierId, collector: Collector) -> None:
    """The result was handed over, against a signature, to the applicant or a proxy."""
    if not collector.name.strip():
        raise ReasonMissing("Xin ghi người nhận kết quả. Hồ sơ chưa thay đổi.")
    _act(
        desk,
        officer,
        id_,
        EventKind.RETURNED,
        person_name=collector.name.strip(),
        person_id_number=collector.id_number,
    )


def _act(desk: Desk, officer: Officer, id_: DossierId, kind: EventKind, **fields: object) -> None:
    role = officer.role_for(kind)
    with desk.store.write(desk.act(COMMANDS[kind], officer, role)) as unit:
        dossiers.add_event(unit, replace(_event(unit, officer, id_, kind), **fields))  # type: ignore[arg-type]


def _event(unit: UnitOfWork, officer: Officer, id_: DossierId, kind: EventKind) -> EventRecord:
    """The act as an event after the last one; raises IllegalAct where the state forbids it."""
    state = dossiers.state(unit.connection, id_)
    check_legal(DossierState(state.state), kind)
    return EventRecord(
        dossier_id=id_,
        kind=kind,
        at_ms=unit.now_ms,
        clerk_id=officer.id,
        role=officer.role_for(kind),
        parent_id=state.last_event_id,
    )
