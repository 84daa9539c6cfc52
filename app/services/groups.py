"""Many people, one procedure, one sitting: each gets a dossier of their own, one after the other.

Who was received is written in the transaction that receives them, so a list that was cut off in the middle,
by a power cut too, goes on exactly where it was.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import msgspec

from app.domain.applicant import Applicant
from app.domain.duplicates import WHOLE_DATE, is_somebody_else
from app.domain.folding import fold
from app.domain.ids import DossierId
from app.errors import AppError
from app.progress import Progress, Report, unheard
from app.services import duplicates, people, undoing
from app.services.access import check_reading
from app.services.audit import Noted
from app.services.desk import Desk, Officer
from app.services.reception import HandedIn, Receipt, ReceptionDraft, receive_dossier
from app.storage import act_log, group_rows
from app.storage.act_log import NotedAct
from app.storage.group_rows import RowRecord
from app.storage.unit_of_work import UnitOfWork

MOST_PEOPLE = 500
STAGE = "Đang tiếp nhận người"
FILLED = ("sex", "id_issued_on", "phone", "email", "address")
KEPT = ("full_name", "birth_date")


@dataclass(frozen=True, slots=True)
class GroupForm:
    """What everybody of a list has in common; ``papers`` are (number, originals, copies)."""

    procedure_code: str = ""
    content: str = ""
    papers: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a list; ``content`` stands in place of the common one where it is given."""

    person: Applicant
    content: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A line of the list; ``dossier_id`` where it was received and that still stands."""

    line: int
    member: Member
    dossier_id: DossierId | None = None
    code: str = ""
    is_undone: bool = False

    @property
    def is_received(self) -> bool:
        """Whether the person has a dossier; one that was taken back is to be received anew."""
        return self.dossier_id is not None and not self.is_undone


@dataclass(frozen=True, slots=True)
class Group:
    """The list that this desk is at work on."""

    id: int = 0
    form: GroupForm = field(default_factory=GroupForm)
    rows: tuple[GroupRow, ...] = ()

    @property
    def waiting(self) -> tuple[GroupRow, ...]:
        """Who has no dossier yet."""
        return tuple(row for row in self.rows if not row.is_received)

    @property
    def received(self) -> tuple[GroupRow, ...]:
        """Who has one."""
        return tuple(row for row in self.rows if row.is_received)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many receptions were undone, and the codes of those that no longer could be, with the reason."""

    undone: int
    kept: tuple[str, ...]
    reason: str = ""


class TooManyPeople(AppError):
    """A sitting has an end."""

    def __init__(self) -> None:
        super().__init__(
            f"Một lượt nhận nhiều nhất {MOST_PEOPLE} người. Chưa thêm ai; xin chia danh sách làm nhiều lượt."
        )


class NumberOfAnother(AppError):
    """The books know somebody else under a number of the list; nobody is renamed by a list."""

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Người ở dòng {line}: số định danh này trong sổ là của người khác tên hoặc khác ngày sinh. Chưa "
            "nhận người này. Xin sửa lại, hoặc bỏ khỏi danh sách rồi nhận riêng."
        )


class ReceivedMeanwhile(AppError):
    """Somebody of the list was received by another act at the same moment."""

    def __init__(self) -> None:
        super().__init__("Người này vừa được tiếp nhận rồi. Không nhận hai lần; danh sách vẫn nguyên.")


class AlreadyListed(AppError):
    """A person stands on the list once, however often their card is read."""

    def __init__(self, name: str, line: int) -> None:
        super().__init__(
            f"{name} đã có ở dòng {line} của danh sách nên không thêm lần nữa. Muốn nộp thêm hồ sơ cho người "
            "này, xin nhấn F2."
        )


class LineGone(AppError):
    """The line was taken off the list while it was being written anew."""

    def __init__(self) -> None:
        super().__init__("Dòng này không còn trong danh sách. Chưa ghi gì; nhấn F8 lần nữa để thêm lại.")


def current(desk: Desk) -> Group:
    """The list at hand as it stands in the books; an empty one where there is none."""
    check_reading(desk)
    with desk.store.read() as connection:
        record = group_rows.newest(connection)
        found = () if record is None else group_rows.rows(connection, record.id)
    if record is None:
        return Group()
    form = msgspec.msgpack.decode(record.form, type=GroupForm)
    return Group(record.id, form, tuple(_row(each) for each in found))


def keep_form(desk: Desk, form: GroupForm) -> None:
    """Keep what everybody has in common; it begins a list where there is none."""
    with desk.store.write_local() as connection:
        record = group_rows.newest(connection)
        if record is None:
            group_rows.begin(connection, desk.now_ms(), msgspec.msgpack.encode(form))
        else:
            group_rows.keep_form(connection, record.id, msgspec.msgpack.encode(form))


def add(desk: Desk, members: Sequence[Member], reader: Officer | None = None) -> None:
    """Put people at the end of the list; all of them or, beyond what a sitting holds, nobody.

    ``reader`` is who took them out of a file, which is noted of them.
    """
    with desk.store.write_local() as connection:
        record = group_rows.newest(connection)
        list_id = (
            group_rows.begin(connection, desk.now_ms(), msgspec.msgpack.encode(GroupForm()))
            if record is None
            else record.id
        )
        if len(group_rows.rows(connection, list_id)) + len(members) > MOST_PEOPLE:
            raise TooManyPeople
        group_rows.add(connection, list_id, [msgspec.msgpack.encode(each) for each in members])
        if reader is not None:
            rows = f"list {len(members)} rows"
            act_log.note(connection, NotedAct(desk.now_ms(), reader.id, Noted.IMPORTED, rows))


def add_one(desk: Desk, member: Member) -> None:
    """Put somebody at the end of the list who was typed or whose card was read; raises AlreadyListed."""
    _check_new(current(desk).rows, member)
    add(desk, [member])


def change(desk: Desk, group: Group, line: int, member: Member) -> None:
    """Write somebody anew; raises ReceivedMeanwhile, since a dossier is corrected on its own screen.

    Raises AlreadyListed where the number is another line's, LineGone where nobody is there any more.
    """
    rows = current(desk).rows
    _check_new([row for row in rows if row.line != line], member)
    with desk.store.write_local() as connection:
        if not group_rows.change(connection, group.id, line, msgspec.msgpack.encode(member)):
            raise ReceivedMeanwhile if any(row.line == line for row in rows) else LineGone


def _check_new(rows: Collection[GroupRow], member: Member) -> None:
    who = _identity(member.person)
    for row in rows:
        if who and _identity(row.member.person) == who:
            raise AlreadyListed(row.member.person.full_name, row.line)


def _identity(person: Applicant) -> str:
    """What one person alone has: the number or else name and day of birth; "" where neither is known."""
    if person.id_number or len(person.birth_date) != WHOLE_DATE:
        return person.id_number
    return f"{fold(person.full_name)}|{person.birth_date}"


def drop(desk: Desk, group: Group, line: int) -> None:
    """Take somebody off the list who has no dossier."""
    with desk.store.write_local() as connection:
        group_rows.drop(connection, group.id, line)


def finish(desk: Desk) -> None:
    """The clerk is through: the list is forgotten, the dossiers stand in the books."""
    with desk.store.write_local() as connection:
        group_rows.forget(connection)


def alike(desk: Desk, group: Group, procedure_code: str) -> Mapping[int, tuple[str, ...]]:
    """Who waits and handed the same in already: the codes of what may be the same request, by line."""
    found = {row.line: _warned(desk, row.member.person, procedure_code) for row in group.waiting}
    return {line: codes for line, codes in found.items() if codes}


def _warned(desk: Desk, person: Applicant, procedure_code: str) -> tuple[str, ...]:
    return tuple(each.code for each in duplicates.alike(desk, person, None, procedure_code))


def receive(desk: Desk, officer: Officer, report: Report = unheard) -> list[Receipt]:
    """Receive everybody who waits, each in a transaction of their own; stopped between two, those stand."""
    group = current(desk)
    receipts: list[Receipt] = []
    for row in group.waiting:
        report(Progress(STAGE, len(receipts), len(group.waiting)))
        beside = partial(_link, (group.id, row.line), row.dossier_id)
        member = replace(row.member, person=_completed(desk, row))
        warned = _warned(desk, member.person, group.form.procedure_code)
        draft = replace(draft_of(group.form, member), warned=warned)
        receipts.append(receive_dossier(desk, officer, draft, beside))
    return receipts


def _completed(desk: Desk, row: GroupRow) -> Applicant:
    """A list leaves out what the books know of somebody already, and never says who they are.

    An empty column forgets nothing; name and birth date stay, since older dossiers bear them.
    """
    listed = row.member.person
    found = people.by_id_number(desk, listed.id_number) if listed.id_number else None
    if found is None:
        return listed
    known = found.applicant
    if is_somebody_else(listed, known):
        raise NumberOfAnother(row.line)
    given = {name: getattr(listed, name) or getattr(known, name) for name in FILLED}
    kept = {name: getattr(known, name) or getattr(listed, name) for name in KEPT}
    return replace(listed, **given, **kept)


def draft_of(form: GroupForm, member: Member) -> ReceptionDraft:
    """What the single form would have gathered for this person."""
    return ReceptionDraft(
        applicant=member.person,
        procedure_code=form.procedure_code,
        content=member.content or form.content,
        handed_in={number: HandedIn(originals, copies) for number, originals, copies in form.papers},
    )


def undo(desk: Desk, officer: Officer) -> TakenBack:
    """Take back every reception of the list that still may be: each one a logged act of its own."""
    undone, kept, reason = 0, [], ""
    for row in current(desk).received:
        assert row.dossier_id is not None
        try:
            undoing.undo_reception(desk, officer, row.dossier_id)
            undone += 1
        except (undoing.TooLateToUndo, undoing.SomebodyElses, undoing.MoneyOfAnother) as error:
            kept.append(row.code)
            reason = str(error)
    return TakenBack(undone, tuple(kept), reason)


def _link(row: tuple[int, int], before: DossierId | None, unit: UnitOfWork, dossier_id: DossierId) -> None:
    if not group_rows.link(unit, row, before, dossier_id):
        raise ReceivedMeanwhile


def _row(record: RowRecord) -> GroupRow:
    member = msgspec.msgpack.decode(record.member, type=Member)
    return GroupRow(record.line, member, record.dossier_id, record.code, record.is_undone)
