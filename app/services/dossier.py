"""One dossier as its screen shows it: header and clock, timeline, papers, prints, way to the district."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.applicant import Applicant, Representative
from app.domain.clock import wall_of
from app.domain.deadline import Pause, StripDay, day_strip, deadline, revise
from app.domain.deadline.reckoning import clock_start
from app.domain.dossier import ROLES_OF_ACT, DossierState, EventKind
from app.domain.dossier_code import without_own_code
from app.domain.ids import ApplicantId, ClerkId, DossierId
from app.domain.sync_state import SyncState
from app.domain.time_limit import TimeLimit
from app.errors import AppError
from app.services import audit
from app.services.access import check_reading
from app.services.approvals import APPROVING
from app.services.board import BoardRow, rows_of
from app.services.desk import Desk, Officer
from app.services.offered_acts import Past, offered
from app.storage import aliases, applicants, clerks, delegations, dossiers, prints, projections, record_states
from app.storage.delegations import DelegationRecord
from app.storage.dossiers import ComponentRecord, DossierRecord, StateRecord, StoredEvent
from app.storage.prints import PrintRecord
from app.storage.unit_of_work import Snapshot


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One act: when, what, by whom, and how far it is on its way.

    ``is_elsewhere`` where it stands in another dossier of the same person, and says who that person is.
    """

    at: datetime
    kind: EventKind
    note: str
    clerk_name: str
    holder_name: str
    unit: str
    due: datetime | None
    person_name: str
    signer: str
    document_number: str
    sync_state: SyncState
    step_due: datetime | None = None
    legal_basis: str = ""
    approver_name: str = ""
    paper: str = ""
    outside_code: str = ""
    person_id_number: str = ""
    on_behalf: str = ""
    approver_title: str = ""
    is_elsewhere: bool = False

    @property
    def signature(self) -> str:
        """Who approved it, as it stands on a paper: ``TUQ. Chủ tịch: Nguyễn Văn A``."""
        return ": ".join(part for part in (self.approver_title, self.approver_name) if part)


@dataclass(frozen=True, slots=True)
class DossierView:
    """Everything the dossier's screen shows; ``term`` is (used, whole) in working minutes."""

    id: DossierId
    row: BoardRow
    record: DossierRecord
    applicant_id: ApplicantId
    applicant: Applicant
    representative: Representative
    state: DossierState
    holder_id: ClerkId | None
    is_contested: bool
    received: datetime
    due: datetime | None
    strip: Sequence[StripDay]
    term: tuple[int, int]
    timeline: Sequence[TimelineRow]
    components: Sequence[ComponentRecord]
    prints: Sequence[PrintRecord]
    acts: Sequence[EventKind]
    supplements_asked: int
    calendar_note: str
    second_codes: Sequence[str] = ()
    shares_code: bool = False
    lacks_second_code: bool = False
    awaits_acceptance: bool = False
    may_ask_extra: bool = False

    @property
    def is_received(self) -> bool:
        """Whether it is a dossier; a visit that ended with guidance has no code."""
        return bool(self.record.code)

    @property
    def promised(self) -> datetime | None:
        """What was printed at reception."""
        return None if self.record.promised_ms is None else wall_of(self.record.promised_ms)

    def last(self, kind: EventKind) -> TimelineRow | None:
        """The last act of a kind."""
        return next((row for row in self.timeline if row.kind is kind), None)


def view(desk: Desk, officer: Officer, id_: DossierId) -> DossierView:
    """The dossier as it stands this minute, newest act first."""
    check_reading(desk)
    row = rows_of(desk, [id_])[0]
    with desk.store.read() as connection:
        record = dossiers.load(connection, id_)
        person = applicants.load(connection, record.applicant_id)
        state = dossiers.state(connection, id_)
        events = dossiers.events(connection, id_)
        timeline = _timeline(connection, id_, record, events)
        spans = projections.pauses_of(connection, id_)
        components = dossiers.components(connection, id_)
        printed = prints.of_dossier(connection, id_)
        second_codes = aliases.of_dossier(connection, id_)
        shares_code = bool(aliases.others_with(connection, id_, record.code))
        lacks_code = shares_code and id_ in without_own_code(aliases.shared_uses(connection))
    audit.saw(desk, officer, id_, record.code)
    received = wall_of(record.received_ms or events[0].record.at_ms)
    past = Past(state, events, desk.now_ms())
    keeps_promise = not past.has(EventKind.EXTENDED)
    pauses = [Pause(wall_of(s.start_ms), None if s.end_ms is None else wall_of(s.end_ms)) for s in spans]
    strip, term = _clock(desk, record, row.due_at, pauses, _finished(state, events))
    return DossierView(
        id=id_,
        row=row,
        record=record,
        applicant_id=record.applicant_id,
        applicant=person,
        representative=record.representative,
        state=state.state,
        holder_id=state.holder_id,
        is_contested=state.is_contested,
        received=received,
        due=row.due_at,
        strip=strip,
        term=term,
        timeline=timeline,
        components=components,
        prints=printed,
        acts=offered(officer, past),
        supplements_asked=sum(e.record.kind is EventKind.SUPPLEMENT_REQUESTED for e in events),
        calendar_note=_calendar_note(desk, record, row.due_at, pauses) if keeps_promise else "",
        second_codes=second_codes,
        shares_code=shares_code,
        lacks_second_code=lacks_code,
        awaits_acceptance=past.awaits,
        may_ask_extra=not ROLES_OF_ACT[EventKind.EXTRA_PAPER_ASKED].isdisjoint(officer.roles),
    )


def _timeline(
    connection: Snapshot, id_: DossierId, record: DossierRecord, events: Sequence[StoredEvent]
) -> list[TimelineRow]:
    """What was done, newest first, and what was written otherwise of its person elsewhere."""
    told = _with_corrections(connection, record, events)
    states = record_states.states_of_stamps(connection, [event.stamp for event in told])
    names = clerks.names(connection) if any(event.record.approver_id for event in events) else {}
    lendings = delegations.every(connection)
    return [_timeline_row(event, states[event.stamp], names, lendings, id_) for event in reversed(told)]


def _finished(state: StateRecord, events: Sequence[StoredEvent]) -> datetime | None:
    """When its clock stopped for good; None while it runs. What is noted beside its way moves nothing."""
    if state.state.is_open or state.finished_ms:
        return None if state.finished_ms is None else wall_of(state.finished_ms)
    return wall_of(next(each.record.at_ms for each in reversed(events) if each.record.kind.is_transition))


def _with_corrections(
    connection: Snapshot, record: DossierRecord, events: Sequence[StoredEvent]
) -> Sequence[StoredEvent]:
    """The acts, and what was written otherwise of this person in other dossiers after this one came in."""
    first = events[0].record
    since_ms = record.received_ms or first.at_ms
    elsewhere = [
        each
        for each in dossiers.corrections_of(connection, [record.applicant_id])
        if each.record.dossier_id != first.dossier_id and each.record.at_ms > since_ms
    ]
    return sorted([*events, *elsewhere], key=lambda each: (each.record.at_ms, each.id))


def _clock(
    desk: Desk,
    record: DossierRecord,
    promised: datetime | None,
    pauses: Sequence[Pause],
    finished: datetime | None,
) -> tuple[Sequence[StripDay], tuple[int, int]]:
    """The strip and the term; the result's signature ends the count, and a stopped clock has no due day."""
    if not record.limit_text or not record.code:
        return (), (0, 0)
    calendar, received = desk.catalogue.calendar, wall_of(record.received_ms)
    now = min(desk.now(), finished) if finished else desk.now()
    due = None if any(pause.end is None for pause in pauses) else promised
    start = clock_start(received, TimeLimit.parse(record.limit_text), calendar).at
    strip = day_strip(start, now, due, pauses, calendar)
    stopped = sum(calendar.working_minutes(pause.start, pause.end or now) for pause in pauses)
    until = now if due is None else min(now, due)
    used = max(0, calendar.working_minutes(start, until) - stopped) if until > start else 0
    whole = used if due is None else max(0, calendar.working_minutes(start, due) - stopped)
    return strip, (used, whole)


def _calendar_note(desk: Desk, record: DossierRecord, due: datetime | None, pauses: Sequence[Pause]) -> str:
    """What a calendar changed after printing means: the promise stands, the warning is counted anew."""
    if due is None or not record.limit_text or any(pause.end is None for pause in pauses):
        return ""
    limit = TimeLimit.parse(record.limit_text)
    return revise(due, deadline(wall_of(record.received_ms), limit, desk.catalogue.calendar, pauses)).note


def _timeline_row(
    event: StoredEvent,
    sync: SyncState,
    names: Mapping[ClerkId, str],
    lendings: Sequence[DelegationRecord],
    shown: DossierId,
) -> TimelineRow:
    record = event.record
    actor = delegations.lending_at(lendings, record.clerk_id, (record.role,), record.at_ms)
    approver = delegations.lending_at(lendings, record.approver_id, APPROVING, record.at_ms)
    return TimelineRow(
        at=wall_of(record.at_ms),
        kind=record.kind,
        note=record.note,
        clerk_name=event.clerk_name,
        holder_name=event.holder_name,
        unit=record.unit,
        due=None if record.due_ms is None else wall_of(record.due_ms),
        person_name=record.person_name,
        signer=record.signer,
        document_number=record.document_number,
        sync_state=sync,
        step_due=None if record.step_due_ms is None else wall_of(record.step_due_ms),
        legal_basis=record.legal_basis,
        approver_name="" if record.approver_id is None else names.get(record.approver_id, ""),
        paper=record.paper,
        outside_code=record.outside_code,
        person_id_number=record.person_id_number,
        on_behalf=actor.words if actor else "",
        approver_title=approver.title if approver else "",
        is_elsewhere=record.dossier_id != shown,
    )


class CodeShared(AppError):
    """Several dossiers carry a code; only somebody who knows whose slip it is can choose."""

    def __init__(self, code: str, count: int) -> None:
        super().__init__(
            f"Có {count} hồ sơ cùng mang mã {code}, giấy nào cũng đúng. Xin chọn theo tên người nộp."
        )
        self.code = code


def all_with_code(desk: Desk, code: str) -> Sequence[DossierId]:
    """The dossiers whose slip this may be, by printed code or second one; more than one after a clash."""
    check_reading(desk)
    with desk.store.read() as connection:
        return dossiers.ids_of_code(connection, code)


def find_by_code(desk: Desk, code: str) -> DossierId | None:
    """The one dossier of a code; raises CodeShared."""
    found = all_with_code(desk, code)
    if len(found) > 1:
        raise CodeShared(code, len(found))
    return found[0] if found else None
