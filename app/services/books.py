"""Books with one writer: opened, handed over by offer and acceptance, taken over when the writer is lost.

Each act looks at the book as it stands inside its own transaction, so that two windows of one desk cannot
take one number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.changes.registry import Command
from app.domain.books import (
    CERTIFIED,
    BookKind,
    BookState,
    Gap,
    NotTheWriter,
    TurnKind,
    aliases,
    check_writer,
    keepers_of,
)
from app.domain.dossier import Role, RoleNotAllowed
from app.domain.ids import BookId, EntryId
from app.errors import AppError
from app.services.access import check_reading
from app.services.desk import Desk, Officer
from app.storage import books, incarnations
from app.storage.books import BookRecord, EntryRecord, Life
from app.storage.unit_of_work import Snapshot, UnitOfWork

KIND_WORDS = {
    BookKind.INCOMING: "Sổ văn bản đến",
    BookKind.OUTGOING: "Sổ văn bản đi",
    BookKind.CERTIFIED_COPIES: "Sổ chứng thực bản sao",
    BookKind.CERTIFIED_SIGNATURES: "Sổ chứng thực chữ ký",
    BookKind.CERTIFIED_CONTRACTS: "Sổ chứng thực hợp đồng, giao dịch",
}


class BadBook(AppError):
    """What was asked of a book cannot be; the sentence says what to change."""


@dataclass(frozen=True, slots=True)
class BookStanding:
    """A book and who writes in it; ``is_ours`` says that this desk does."""

    record: BookRecord
    writer_name: str
    offered_to_name: str
    is_ours: bool
    is_offered_to_us: bool
    was_ours: bool
    is_closed: bool
    next_number: int
    gaps: Sequence[Gap]


@dataclass(frozen=True, slots=True)
class BookLine:
    """One entry as it is read: by its number, and where another has that number, by its alias."""

    entry: EntryRecord
    alias: str
    is_beside: bool

    @property
    def number_text(self) -> str:
        """The number as it is quoted."""
        return f"{self.entry.number} (cũng là {self.alias})" if self.alias else str(self.entry.number)


def standings(desk: Desk) -> list[BookStanding]:
    """Every book and who writes in it."""
    with desk.store.read() as connection:
        return [_standing(connection, record) for record in books.every(connection)]


def _standing(connection: Snapshot, record: BookRecord) -> BookStanding:
    state = books.state(connection, record.id)
    lives = [life.origin for life in incarnations.own_origins(connection)]
    holder = state.writer or state.offered_by
    return BookStanding(
        record,
        "" if holder is None else books.name_of(connection, holder),
        "" if state.offered_to is None else books.name_of(connection, state.offered_to),
        is_ours=state.writer == lives[-1],
        is_offered_to_us=state.offered_to == lives[-1],
        was_ours=holder in lives[:-1],
        is_closed=state.is_closed,
        next_number=state.next_number,
        gaps=state.gaps,
    )


def lines(desk: Desk, book_id: BookId, wanted: str = "") -> list[BookLine]:
    """A book's entries by number; ``wanted`` finds by number, alias or words."""
    check_reading(desk)
    with desk.store.read() as connection:
        second = aliases(books.entries(connection, book_id))
        beside = frozenset(books.state(connection, book_id).beside)
        found = [
            BookLine(entry, second.get(entry.id, ""), entry.id in beside)
            for entry in books.listed(connection, book_id)
        ]
    sought = wanted.strip().casefold()
    return [line for line in found if not sought or _answers(line, sought)]


def _answers(line: BookLine, sought: str) -> bool:
    return sought in (str(line.entry.number), line.alias.casefold()) or sought in line.entry.what.casefold()


def open_book(
    desk: Desk, officer: Officer, kind: BookKind, year: int, name: str = "", first_number: int = 1
) -> BookId:
    """Open a book; this desk writes in it from then on."""
    role = keeper_role(officer, kind)
    with desk.store.write(desk.act(Command.OPEN_BOOK, officer, role)) as unit:
        return begin(unit, officer, kind, year, name.strip() or KIND_WORDS[kind], first_number)


def keeper_role(officer: Officer, kind: BookKind) -> Role:
    """The role in which an officer opens and keeps books of a kind; raises RoleNotAllowed."""
    return _role(officer, keepers_of(kind))


def begin(
    unit: UnitOfWork, officer: Officer, kind: BookKind, year: int, name: str, first_number: int
) -> BookId:
    """A new book in this transaction; a further volume of certified papers goes on above those before it."""
    known = books.every(unit.connection)
    if any((each.kind, each.year, each.name) == (kind, year, name) for each in known):
        raise BadBook(f"{name} năm {year} đã mở rồi. Chưa mở thêm.")
    least = books.next_of_year(unit.connection, kind, year) if kind in CERTIFIED else 1
    if first_number < least:
        raise BadBook(_too_low(year, least))
    return books.open_book(unit, kind, name, year, first_number, officer.id)


def _too_low(year: int, least: int) -> str:
    if least == 1:
        return "Số đầu của sổ phải từ 1 trở lên. Chưa mở sổ."
    return f"Sổ năm {year} đã có đến số {least - 1}. Xin ghi số đầu từ {least} trở lên. Chưa mở sổ."


def receivers(desk: Desk) -> Sequence[Life]:
    """The other desks that a book can be handed to."""
    with desk.store.read() as connection:
        own = {life.origin for life in incarnations.own_origins(connection)}
        return [life for life in books.living(connection) if life.origin not in own]


def offer(desk: Desk, officer: Officer, book_id: BookId, to: bytes) -> None:
    """Hand the book to another desk: nothing more is entered here, whether or not that desk takes it."""
    role = _keeper(desk, officer, book_id)
    with desk.store.write(desk.act(Command.OFFER_BOOK, officer, role)) as unit:
        state = books.state(unit.connection, book_id)
        check_writer(state, unit.origin)
        if to == unit.origin:
            raise BadBook("Bàn này đang ghi sổ này rồi. Chưa thay đổi gì.")
        books.add_turn(unit, book_id, state.last_turn_id, TurnKind.OFFERED, officer.id, to=to)


def accept(desk: Desk, officer: Officer, book_id: BookId) -> int:
    """Take up a book that was offered to this desk; the number it goes on with."""
    return _answer(desk, officer, book_id, Command.ACCEPT_BOOK, TurnKind.ACCEPTED)


def decline(desk: Desk, officer: Officer, book_id: BookId) -> None:
    """Give a book that was offered back to the desk that wrote it."""
    _answer(desk, officer, book_id, Command.DECLINE_BOOK, TurnKind.DECLINED)


def _answer(desk: Desk, officer: Officer, book_id: BookId, command: Command, kind: TurnKind) -> int:
    role = _keeper(desk, officer, book_id)
    with desk.store.write(desk.act(command, officer, role)) as unit:
        state = books.state(unit.connection, book_id)
        if state.offered_to != unit.origin:
            raise NotTheWriter("Không có ai đang giao sổ này cho bàn này.")
        books.add_turn(unit, book_id, state.last_turn_id, kind, officer.id, first_number=state.next_number)
        return state.next_number


def take_over(desk: Desk, officer: Officer, book_id: BookId, reason: str, first_number: int) -> None:
    """Write on in a book whose writer is lost, from a number above what its paper shows.

    The administrator's act; a keeper may do it where the lost writer is a former life of this very machine.
    """
    if not reason.strip():
        raise BadBook("Xin ghi lý do nhận lại sổ. Chưa thay đổi gì.")
    with desk.store.read() as connection:
        record = next(each for each in books.every(connection) if each.id == book_id)
        was_ours = _standing(connection, record).was_ours
    role = _role(officer, keepers_of(record.kind) if was_ours else (Role.ADMINISTRATOR,))
    with desk.store.write(desk.act(Command.TAKE_OVER_BOOK, officer, role, reason.strip())) as unit:
        state = books.state(unit.connection, book_id)
        _check_take_over(state, unit.origin, first_number)
        books.add_turn(
            unit,
            book_id,
            state.last_turn_id,
            TurnKind.TAKEN_OVER,
            officer.id,
            first_number=first_number,
            reason=reason.strip(),
        )


def _check_take_over(state: BookState, life: bytes, first_number: int) -> None:
    if state.is_closed:
        raise NotTheWriter("Sổ này đã khóa.")
    if state.writer == life:
        raise BadBook("Bàn này đang ghi sổ này rồi. Chưa thay đổi gì.")
    if first_number < state.next_number:
        raise BadBook(f"Trong sổ đã có đến số {state.next_number - 1}. Xin ghi số lớn hơn. Chưa thay đổi gì.")


def enter(desk: Desk, officer: Officer, book_id: BookId, what: str) -> int:
    """Take the next number for something; the number."""
    if not what.strip():
        raise BadBook("Xin ghi nội dung vào sổ. Chưa lấy số.")
    role = _keeper(desk, officer, book_id)
    with desk.store.write(desk.act(Command.ENTER_IN_BOOK, officer, role)) as unit:
        state = books.state(unit.connection, book_id)
        check_writer(state, unit.origin)
        assert state.writing_turn_id is not None
        number = state.next_number
        books.add_entry(unit, book_id, state.writing_turn_id, number, what.strip(), officer.id)
        return number


def void(desk: Desk, officer: Officer, book_id: BookId, entry_id: EntryId, reason: str) -> None:
    """Strike an entry out, with the reason; its number is not given again."""
    if not reason.strip():
        raise BadBook("Xin ghi lý do hủy số. Chưa thay đổi gì.")
    role = _keeper(desk, officer, book_id)
    with desk.store.write(desk.act(Command.VOID_ENTRY, officer, role, reason.strip())) as unit:
        check_writer(books.state(unit.connection, book_id), unit.origin)
        check_stands(unit, entry_id)
        books.void_entry(unit, entry_id, reason.strip())


def check_stands(unit: UnitOfWork, entry_id: EntryId) -> None:
    """Raise BadBook for a number that was struck out before."""
    if books.is_void(unit.connection, entry_id):
        raise BadBook("Số này đã hủy rồi. Không thay đổi gì thêm.")


def close(desk: Desk, officer: Officer, book_id: BookId) -> None:
    """Lock the book at the year's end: nobody enters anything more."""
    role = _keeper(desk, officer, book_id)
    with desk.store.write(desk.act(Command.CLOSE_BOOK, officer, role)) as unit:
        state = books.state(unit.connection, book_id)
        check_writer(state, unit.origin)
        books.add_turn(unit, book_id, state.last_turn_id, TurnKind.CLOSED, officer.id)


def _keeper(desk: Desk, officer: Officer, book_id: BookId) -> Role:
    """The role in which an officer keeps this book."""
    with desk.store.read() as connection:
        return _role(officer, keepers_of(books.kind_of(connection, book_id)))


def _role(officer: Officer, allowed: Sequence[Role]) -> Role:
    for role in officer.roles:
        if role in allowed:
            return role
    raise RoleNotAllowed(
        "Việc này không thuộc vai trò của người đang đăng nhập. Sổ không thay đổi. "
        "Xin nhờ người có vai trò phù hợp."
    )
