"""The book that a kind of certifying is entered in, whether this desk writes it, and its next volume."""

from dataclasses import dataclass

from app.changes.registry import Command
from app.domain.books import BookKind, BookState, NotTheWriter, check_writer
from app.domain.certification import FIRST_VOLUME, volume_name
from app.domain.clock import wall_of
from app.domain.ids import BookId
from app.services import books as book_acts
from app.services.desk import Desk, Officer
from app.storage import books, incarnations
from app.storage.books import BookRecord
from app.storage.unit_of_work import Snapshot, UnitOfWork


@dataclass(frozen=True, slots=True)
class Lane:
    """The book of a lane: None where none is open this year; ``why_not`` says why this desk cannot write."""

    kind: BookKind
    year: int
    book: BookRecord | None
    next_number: int
    writer_name: str
    why_not: str
    is_offered_to_us: bool = False


def lane(desk: Desk, kind: BookKind = BookKind.CERTIFIED_COPIES) -> Lane:
    """The book that this kind of certifying is entered in today."""
    year = desk.today().year
    with desk.store.read() as connection:
        life = incarnations.own_origins(connection)[-1].origin
        found = _book_of(connection, kind, year, life)
        if found is None:
            return Lane(kind, year, None, books.next_of_year(connection, kind, year), "", "")
        record, state = found
        holder = state.writer or state.offered_by
        writer = "" if holder is None else books.name_of(connection, holder)
    is_offered = state.offered_to == life
    return Lane(kind, year, record, state.next_number, writer, _why_not(state, life), is_offered)


def _why_not(state: BookState, life: bytes) -> str:
    try:
        check_writer(state, life)
    except NotTheWriter as error:
        return str(error)
    return ""


def _book_of(
    connection: Snapshot, kind: BookKind, year: int, life: bytes
) -> tuple[BookRecord, BookState] | None:
    """The open book of a kind and year: the one this desk writes in, else the one opened last."""
    records = [each for each in books.every(connection) if (each.kind, each.year) == (kind, year)]
    states = [(each, books.writing_state(connection, each.id)) for each in records]
    still_open = [pair for pair in states if not pair[1].is_closed]
    return max(still_open, key=lambda pair: (pair[1].writer == life, pair[0].id), default=None)


def open_book(desk: Desk, officer: Officer, kind: BookKind, first_number: int) -> BookId:
    """Begin the year's next volume at a number, one above what the paper book shows."""
    role = book_acts.keeper_role(officer, kind)
    with desk.store.write(desk.act(Command.OPEN_BOOK, officer, role)) as unit:
        year = wall_of(unit.now_ms).year
        known = [each for each in books.every(unit.connection) if (each.kind, each.year) == (kind, year)]
        name = volume_name(kind, FIRST_VOLUME + len(known), year)
        return book_acts.begin(unit, officer, kind, year, name, first_number)


def writable(unit: UnitOfWork, kind: BookKind, year: int) -> tuple[BookRecord, BookState]:
    """The open book of a kind and year; raises NotTheWriter where there is none, or another desk has it."""
    found = _book_of(unit.connection, kind, year, unit.origin)
    if found is None:
        raise NotTheWriter(f"Năm {year} chưa mở sổ chứng thực.")
    check_writer(found[1], unit.origin)
    return found
