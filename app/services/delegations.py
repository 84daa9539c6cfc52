"""Lending a role for some days: begun and ended by whoever holds it, and named on every act done by it."""

from collections.abc import Sequence
from datetime import date

from app.changes.registry import Command
from app.domain.clock import wall_of
from app.domain.dossier import Role, RoleNotAllowed
from app.domain.ids import ClerkId
from app.domain.lending import LENDABLE, LendingForm, Lent, Span
from app.errors import AppError
from app.services.desk import Desk, Officer
from app.storage import clerks, delegations
from app.storage.delegations import DelegationRecord
from app.storage.unit_of_work import Snapshot

LONGEST_DAYS = 366


class BadLending(AppError):
    """What was asked to be lent cannot be; the sentence says what to change."""


def every(desk: Desk) -> Sequence[DelegationRecord]:
    """Every lending there was, the latest first."""
    with desk.store.read() as connection:
        return delegations.every(connection)


def stands(desk: Desk, record: DelegationRecord) -> bool:
    """Whether it is in force this minute."""
    return record.span.covers(desk.today(), desk.now_ms())


def lent_to(connection: Snapshot, clerk: ClerkId, now_ms: int) -> tuple[Lent, ...]:
    """What a clerk holds for others at a moment."""
    records = delegations.of_taker(delegations.every(connection), clerk)
    day = wall_of(now_ms).date()
    return tuple(each.lent for each in records if each.span.covers(day, now_ms))


def lendable(officer: Officer) -> Sequence[Role]:
    """The roles of their own that an officer may lend; what was lent to them is lent no further."""
    return [role for role in LENDABLE if role in officer.own_roles]


def lend(
    desk: Desk,
    officer: Officer,
    to: ClerkId,
    role: Role,
    form: LendingForm,
    document_number: str,
    first: date,
    last: date,
) -> int:
    """Lend a role of one's own from day to day; raises BadLending or RoleNotAllowed."""
    if role not in lendable(officer):
        raise RoleNotAllowed(
            "Chỉ người giữ vai trò mới ủy quyền được, và việc được ủy quyền không ủy quyền lại. Chưa ghi gì."
        )
    number = document_number.strip()
    _check_days(desk.today(), first, last)
    if not number:
        raise BadLending("Xin ghi số văn bản giao việc hoặc ủy quyền. Chưa ghi gì.")
    lent = Lent(role, form, officer.id, officer.full_name, officer.title, number)
    with desk.store.write(desk.act(Command.DELEGATE, officer, role)) as unit:
        _check_taker(unit.connection, officer, to, role, first, last)
        span = Span(first.isoformat(), last.isoformat(), 0)
        return delegations.add(unit, lent, to, span, officer.id)


def end(desk: Desk, officer: Officer, record: DelegationRecord) -> None:
    """Take a role back before its last day: whoever lent it, or another leader."""
    owns = record.lent.from_id == officer.id or Role.LEADER in officer.own_roles
    if not owns:
        raise RoleNotAllowed("Chỉ người ủy quyền hoặc lãnh đạo mới kết thúc được. Chưa ghi gì.")
    role = next((role for role in LENDABLE if role in officer.own_roles), Role.NONE)
    with desk.store.write(desk.act(Command.END_DELEGATION, officer, role)) as unit:
        delegations.end(unit, record.id)


def _check_days(today: date, first: date, last: date) -> None:
    if first < today:
        raise BadLending("Ngày đầu đã qua. Chưa ghi gì. Xin chọn từ hôm nay trở đi.")
    if last < first:
        raise BadLending("Ngày cuối đứng trước ngày đầu. Chưa ghi gì. Xin xem lại hai ngày.")
    if (last - first).days > LONGEST_DAYS:
        raise BadLending("Thời hạn dài quá một năm. Chưa ghi gì. Xin chọn ngày cuối gần hơn.")


def _check_taker(
    connection: Snapshot, officer: Officer, to: ClerkId, role: Role, first: date, last: date
) -> None:
    taker = next((each for each in clerks.clerks(connection) if each.id == to and each.is_active), None)
    if taker is None or to == officer.id:
        raise BadLending("Xin chọn một người khác đang làm việc ở cơ quan. Chưa ghi gì.")
    if role in taker.roles:
        raise BadLending(f"{taker.full_name} đã giữ vai trò này. Chưa ghi gì, không cần ủy quyền.")
    for each in delegations.every(connection):
        is_same = (each.lent.from_id, each.to_id, each.lent.role) == (officer.id, to, role)
        if is_same and each.span.meets(first, last):
            raise BadLending("Đã có ủy quyền cho người này trong những ngày đó. Chưa ghi gì.")
