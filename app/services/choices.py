"""Settling what two desks wrote of one fact without knowing of each other: one act that follows both."""

from collections.abc import Mapping
from typing import Any

from app.changes.registry import CLERK, OFFICE, Command
from app.domain.dossier import EventKind, Role, RoleNotAllowed
from app.domain.identifiers import normalised_phone
from app.errors import AppError
from app.services import audit
from app.services.audit import Noted
from app.services.desk import Desk, Officer
from app.services.field_words import NEEDED, NOTHING, PHONES, WORDS, field_words, value_words
from app.storage import dossiers, open_choices
from app.storage.dossiers import EventRecord
from app.storage.open_choices import Clash, Side
from app.storage.unit_of_work import UnitOfWork

SETTLED = "Hai máy cùng sửa."  # how the note of such an act begins


class NotYetChosen(AppError):
    """A field on which the two values differ has no result."""

    def __init__(self, names: list[str]) -> None:
        words = ", ".join(field_words(name) for name in names)
        super().__init__(f"Còn {len(names)} mục chưa chọn: {words}. Chưa ghi gì. Xin chọn rồi nhấn F9.")
        self.names = tuple(names)


class NotToBeWritten(AppError):
    """A result that is neither value, in a field where only one of the two can be right, or an empty name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{field_words(name)}: chữ viết thêm không ghi được. Chưa ghi gì. Xin chọn một bản.")
        self.name = name


def settle(desk: Desk, officer: Officer, choice: Clash, taken: Mapping[str, Any]) -> None:
    """Write the result of an open choice, a value for every field that differs.

    Each is one side's value or, where words may be typed, a third one. Raises ChoiceClosed or BooksMovedOn
    where the books are no longer as shown; nothing is written then.
    """
    missing = [name for name in choice.differing if name not in taken]
    if missing:
        raise NotYetChosen(missing)
    result = {name: _checked(choice, name, taken[name]) for name in choice.differing}
    role = _role(officer, choice)
    with desk.store.write(desk.act(Command.SETTLE_CHOICE, officer, role)) as unit:
        cells = [
            result.get(field.name, choice.cell(choice.present, field.name)) for field in choice.group.fields
        ]
        open_choices.settle(unit, choice, cells)
        _add_event(unit, officer, role, choice, note_words(choice, result))
        # Stamps and row numbers only: what was chosen between is in the signed log and in the event.
        detail = f"{choice.table.name} {choice.key.row_id} over {choice.kept.stamp}"
        audit.note_in(unit, officer, Noted.CHOICE_SETTLED, detail)


def note_words(choice: Clash, result: Mapping[str, Any]) -> str:
    """What was taken and what was not, field by field."""
    return " ".join([SETTLED, *(f"{_line(choice, name, value)}." for name, value in result.items())])


def _line(choice: Clash, name: str, value: Any) -> str:
    sides = choice.sides
    taken = [side for side in sides if choice.cell(side, name) == value]
    others = [side for side in sides if choice.cell(side, name) != value]
    verb = (
        f"lấy {_quoted(name, value)} của {_desk_words(taken[0])}" if taken else f"ghi {_quoted(name, value)}"
    )
    rest = " và ".join(f"{_quoted(name, choice.cell(side, name))} của {_desk_words(side)}" for side in others)
    return f"{field_words(name)}: {verb}, không lấy {rest}"


def _quoted(name: str, value: Any) -> str:
    words = value_words(name, value)
    return words.lower() if words == NOTHING else f"“{words}”"


def _desk_words(side: Side) -> str:
    return side.device_name or "máy khác"


def _checked(choice: Clash, name: str, value: Any) -> Any:
    """One side's value as it is, another text tidied; raises NotToBeWritten."""
    if value in [choice.cell(side, name) for side in choice.sides]:
        return value
    if name not in WORDS or not isinstance(value, str):
        raise NotToBeWritten(name)
    tidied = normalised_phone(value) if name in PHONES else " ".join(value.split())
    if name in NEEDED and not tidied:
        raise NotToBeWritten(name)
    return tidied


def _role(officer: Officer, choice: Clash) -> Role:
    if choice.table not in (OFFICE, CLERK):
        return officer.role_for(EventKind.CORRECTED)
    if Role.ADMINISTRATOR not in officer.roles:
        raise RoleNotAllowed(
            "Thông tin chung của xã do người quản trị chọn. Chưa ghi gì, hai bản vẫn được giữ."
        )
    return Role.ADMINISTRATOR


def _add_event(unit: UnitOfWork, officer: Officer, role: Role, choice: Clash, note: str) -> None:
    """The dossier's timeline tells who chose and what was not taken."""
    if choice.dossier_id is None:
        return
    parent = dossiers.state(unit.connection, choice.dossier_id).last_event_id
    dossiers.add_event(
        unit,
        EventRecord(
            choice.dossier_id,
            EventKind.CORRECTED,
            unit.now_ms,
            officer.id,
            role,
            parent_id=parent,
            note=note,
        ),
    )
