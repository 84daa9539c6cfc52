"""Books with one writer: their turns and entries as rows, and the state every desk folds from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.domain.books import BookKind, BookState, Entry, Turn, TurnKind, fold
from app.domain.ids import COUNTER_BITS, BookId, ClerkId, EntryId, TurnId, split_id
from app.storage import sql
from app.storage.unit_of_work import UnitOfWork

COUNTER_BYTES = 8
BOOK_KINDS, TURN_KINDS = frozenset(BookKind), frozenset(TurnKind)  # what a later program adds is not shown
AUTHOR = f"SELECT origin FROM origin WHERE no = id >> {COUNTER_BITS}"
LAST_OF_TURNS = (  # one step down an index for each turn, however long the book
    "(SELECT (SELECT e.id FROM book_entry e INDEXED BY book_entry_by_turn WHERE e.turn_id = t.id "
    "ORDER BY e.number DESC LIMIT 1) FROM book_turn t WHERE t.book_id = ?)"
)


@dataclass(frozen=True, slots=True)
class BookRecord:
    """A book as it was opened."""

    id: BookId
    kind: BookKind
    name: str
    year: int
    first_number: int


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """A number and what it was taken for; ``void_reason`` is not empty once it is void."""

    id: EntryId
    number: int
    what: str
    at_ms: int
    clerk_name: str
    void_reason: str


@dataclass(frozen=True, slots=True)
class Life:
    """A life that writes today, of a desk the office knows by name."""

    origin: bytes
    device_name: str


def open_book(
    unit: UnitOfWork, kind: BookKind, name: str, year: int, first_number: int, clerk_id: ClerkId | None
) -> BookId:
    """A new book, opened by this life."""
    id_ = BookId(unit.new_id())
    sql.run(
        unit.connection,
        "INSERT INTO book(id, kind, name, year, first_number, at_ms, clerk_id, stamp) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        id_,
        int(kind),
        name,
        year,
        first_number,
        unit.now_ms,
        clerk_id,
        unit.stamp,
    )
    add_turn(unit, id_, None, TurnKind.OPENED, clerk_id, first_number=first_number)
    return id_


def add_turn(
    unit: UnitOfWork,
    book_id: BookId,
    parent_id: int | None,
    kind: TurnKind,
    clerk_id: ClerkId | None,
    *,
    first_number: int = 0,
    to: bytes | None = None,
    reason: str = "",
) -> TurnId:
    """One more step of the right to write."""
    id_ = TurnId(unit.new_id())
    sql.run(
        unit.connection,
        "INSERT INTO book_turn(id, book_id, parent_id, kind, first_number, to_origin, reason, at_ms, "
        "clerk_id, stamp) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id_,
        book_id,
        parent_id,
        int(kind),
        first_number,
        to,
        reason,
        unit.now_ms,
        clerk_id,
        unit.stamp,
    )
    return id_


def add_entry(
    unit: UnitOfWork, book_id: BookId, turn_id: int, number: int, what: str, clerk_id: ClerkId | None
) -> EntryId:
    """One more number."""
    id_ = EntryId(unit.new_id())
    sql.run(
        unit.connection,
        "INSERT INTO book_entry(id, book_id, turn_id, number, what, at_ms, clerk_id, stamp) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        id_,
        book_id,
        turn_id,
        number,
        what,
        unit.now_ms,
        clerk_id,
        unit.stamp,
    )
    return id_


def void_entry(unit: UnitOfWork, entry_id: EntryId, reason: str) -> None:
    """An entry no longer counts; its number stays taken."""
    sql.run(
        unit.connection,
        "UPDATE book_entry SET void_reason = ?, voided_ms = ? WHERE id = ?",
        reason,
        unit.now_ms,
        entry_id,
    )


def is_void(connection: Connection, entry_id: EntryId) -> bool:
    """Whether an entry was struck out."""
    return bool(sql.value(connection, "SELECT void_reason <> '' FROM book_entry WHERE id = ?", entry_id))


def every(connection: Connection) -> list[BookRecord]:
    """All books, the newest year first."""
    rows = sql.rows(
        connection, "SELECT id, kind, name, year, first_number FROM book ORDER BY year DESC, kind, name, id"
    )
    return [BookRecord(BookId(row[0]), BookKind(row[1]), *row[2:]) for row in rows if row[1] in BOOK_KINDS]


def kind_of(connection: Connection, book_id: BookId) -> BookKind:
    """What is entered in a book."""
    return BookKind(sql.value(connection, "SELECT kind FROM book WHERE id = ?", book_id))


def writing_state(connection: Connection, book_id: BookId) -> BookState:
    """Who writes in a book and the next number, from the last entry of each turn alone.

    What stands beside the order is not told: for that every entry must be read.
    """
    rows = sql.rows(
        connection,
        f"SELECT id, turn_id, number, ({AUTHOR}), at_ms FROM book_entry WHERE id IN {LAST_OF_TURNS}",
        book_id,
    )
    return fold(turns(connection, book_id), [_entry(row) for row in rows])


def next_of_year(connection: Connection, kind: BookKind, year: int) -> int:
    """Where a further volume of the year goes on: above every number of the volumes before it."""
    volumes = [each for each in every(connection) if (each.kind, each.year) == (kind, year)]
    return max((writing_state(connection, each.id).next_number for each in volumes), default=1)


def state(connection: Connection, book_id: BookId) -> BookState:
    """Who writes in a book and how far it has come."""
    return fold(turns(connection, book_id), entries(connection, book_id))


def turns(connection: Connection, book_id: BookId) -> list[Turn]:
    """A book's turns as the rules read them."""
    rows = sql.rows(
        connection,
        f"SELECT id, parent_id, kind, ({AUTHOR}), at_ms, to_origin, first_number, reason "
        "FROM book_turn WHERE book_id = ?",
        book_id,
    )
    return [
        Turn(row[0], row[1], TurnKind(row[2]), row[3], _rank(row[4], row[3], row[0]), *row[5:])
        for row in rows
        if row[2] in TURN_KINDS
    ]


def entries(connection: Connection, book_id: BookId) -> list[Entry]:
    """A book's entries as the rules read them."""
    rows = sql.rows(
        connection,
        f"SELECT id, turn_id, number, ({AUTHOR}), at_ms FROM book_entry WHERE book_id = ?",
        book_id,
    )
    return [_entry(row) for row in rows]


def _entry(row: Sequence[Any]) -> Entry:
    return Entry(row[0], row[1], row[2], row[3], _rank(row[4], row[3], row[0]))


def _rank(at_ms: int, author: bytes, local: int) -> tuple[int, bytes]:
    """As every desk ranks them: by what is in the row, then by its name everywhere."""
    return at_ms, author + split_id(local)[1].to_bytes(COUNTER_BYTES, "big")


def listed(connection: Connection, book_id: BookId) -> list[EntryRecord]:
    """A book's entries as they are read, by number."""
    rows = sql.rows(
        connection,
        "SELECT e.id, e.number, e.what, e.at_ms, coalesce(c.full_name, ''), e.void_reason "
        "FROM book_entry e LEFT JOIN clerk c ON c.id = e.clerk_id WHERE e.book_id = ? "
        "ORDER BY e.number, e.at_ms, e.id",
        book_id,
    )
    return [EntryRecord(EntryId(row[0]), *row[1:]) for row in rows]


def living(connection: Connection) -> Sequence[Life]:
    """The lives nobody was born from, by their desks' names: who a book can be handed to."""
    rows = sql.rows(
        connection,
        f"SELECT o.origin, i.device_name FROM incarnation i JOIN origin o ON o.no = i.id >> {COUNTER_BITS} "
        "WHERE NOT EXISTS (SELECT 1 FROM incarnation c WHERE c.born_from_origin = o.origin) "
        "ORDER BY i.device_name, o.origin",
    )
    return [Life(row[0], row[1]) for row in rows]


def name_of(connection: Connection, life: bytes) -> str:
    """What the office calls the desk that writes a log."""
    name = sql.value(
        connection,
        f"SELECT i.device_name FROM incarnation i JOIN origin o ON o.no = i.id >> {COUNTER_BITS} "
        "WHERE o.origin = ? ORDER BY i.id LIMIT 1",
        life,
    )
    return str(name or "")
