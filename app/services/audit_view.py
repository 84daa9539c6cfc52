"""What an inspector reads: who saw, unmasked, printed, changed or exported what, in which days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from app.domain.clock import ms_of, wall_of
from app.domain.dossier import Role, RoleNotAllowed
from app.domain.dossier_code import short_code
from app.domain.ids import ClerkId
from app.services import audit
from app.services.audit import Noted
from app.services.desk import Desk, Officer
from app.services.oversight import may_oversee
from app.storage import act_log, audit_rows
from app.storage.audit_rows import AuditRow, Wanted

SHOWN, PRINTED_AT_MOST, EXPORTED_AT_MOST = 500, 20_000, 200_000
SHOWN_LETTERS = 16
CHANGES = (
    *(audit_rows.EVENT, audit_rows.CERTIFIED, audit_rows.PAID, audit_rows.VOIDED, audit_rows.CASH),
    *(audit_rows.CLOSED, audit_rows.SIGNED, audit_rows.LENT, audit_rows.ENDED),
)
CHANGES_NOTED = (
    *(Noted.OFFICE_CHANGED, Noted.CLERK_CHANGED, Noted.PIN_SET, Noted.CHOICE_SETTLED),
    *(Noted.IMPORTED, Noted.BRANCH_DECIDED, Noted.PERSON_CORRECTED),
    *(Noted.PEOPLE_JOINED, Noted.PEOPLE_PARTED),
)


class What(Enum):
    """What lines may be narrowed to."""

    ALL = "all"
    SEEN = "seen"
    PRINTED = "printed"
    CHANGED = "changed"
    EXPORTED = "exported"
    SIGNED_IN = "signed_in"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class AuditQuestion:
    """Whose lines, of what, with which code, from day to day."""

    first: date
    last: date
    what: What = What.ALL
    clerk: ClerkId | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class AuditLineView:
    """One line: when, whose, in which role (NONE where the line has none), of what and which code."""

    at: datetime
    source: str
    kind: str
    clerk_name: str
    role: Role
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The latest lines of a question, and how many there are in all."""

    question: AuditQuestion
    lines: Sequence[AuditLineView]
    total: int


NOTED_OF: Mapping[What, tuple[str, ...]] = {
    What.SEEN: (Noted.SEEN, Noted.UNMASKED),
    What.PRINTED: (Noted.PRINTED, Noted.LIST_PRINTED, Noted.REGISTER_PRINTED),
    What.CHANGED: CHANGES_NOTED,
    What.EXPORTED: (Noted.EXPORTED,),
    What.SIGNED_IN: (Noted.SIGNED_IN, Noted.REFUSED_IN, Noted.LEFT),
    What.MACHINE: (Noted.CLOCK_BACK, Noted.LIFE_BEGAN, Noted.ROWS_MOVED),
}
SOURCES_OF: Mapping[What, tuple[str, ...]] = {
    What.PRINTED: (audit_rows.NOTED, audit_rows.PRINT),
    What.CHANGED: (audit_rows.NOTED, *CHANGES),
}


def read(desk: Desk, officer: Officer, question: AuditQuestion, limit: int = SHOWN) -> AuditPage:
    """The latest lines that answer; raises RoleNotAllowed."""
    if not may_oversee(officer):
        raise RoleNotAllowed("Nhật ký này dành cho lãnh đạo, phụ trách và kiểm soát. Chưa mở gì.")
    wanted = _wanted(question)
    with desk.store.read() as connection:
        lines = [_line(row) for row in audit_rows.page(connection, wanted, 0, limit)]
        total = len(lines) if len(lines) < limit else audit_rows.count(connection, wanted)
    return AuditPage(question, lines, total)


def chain_end_words(desk: Desk) -> str:
    """Where the chain ends now: an inspector may hold it against the chain on another day."""
    with desk.store.read() as connection:
        end = act_log.chain_end(connection)
    return f"dòng {end.id}, {end.hash.hex()[:SHOWN_LETTERS]}"


def note_printed(desk: Desk, officer: Officer, shown: AuditPage) -> None:
    """Reading the log on paper is a line of it too."""
    days = f"{shown.question.first} {shown.question.last}"
    audit.note(desk, officer, Noted.LIST_PRINTED, f"audit {days} lines {len(shown.lines)}")


def _wanted(question: AuditQuestion) -> Wanted:
    midnight = datetime.min.time()
    after = question.last + timedelta(days=1)
    wanted = Wanted(
        ms_of(datetime.combine(question.first, midnight)),
        ms_of(datetime.combine(after, midnight)),
        question.clerk,
        question.code.strip().upper(),
    )
    if question.what is What.ALL:
        return wanted
    sources = SOURCES_OF.get(question.what, (audit_rows.NOTED,))
    noted = NOTED_OF[question.what]
    return Wanted(wanted.since_ms, wanted.until_ms, wanted.clerk, wanted.code, sources, noted)


def _line(row: AuditRow) -> AuditLineView:
    code = short_code(row.code) if "-" in row.code else row.code
    role = Role(row.role) if row.role in set(Role) else Role.NONE
    return AuditLineView(wall_of(row.at_ms), row.source, row.kind, row.clerk_name, role, code, row.detail)
