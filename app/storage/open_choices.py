"""The open choices: values written at two desks without knowing of each other, both kept for a clerk.

A clerk settles one by an act that follows both values. Whoever applies that act forgets the choice, so it
closes on every desk and stays closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from app.changes import segment as segments
from app.changes.changeset import Header, decode_header
from app.changes.clock import milliseconds
from app.changes.registry import APPLICANT, DOSSIER, DOSSIER_COMPONENT, TABLE_BY_NUMBER, Group, Table
from app.domain.ids import DossierId, local_id, split_id
from app.errors import AppError
from app.storage import log_base, sql
from app.storage.known_logs import device_name
from app.storage.row_reader import RowKey, group_stamps, read_rows
from app.storage.triggers import key_columns
from app.storage.unit_of_work import UnitOfWork


class Side(NamedTuple):
    """One of two values that were written without knowing of each other: by whom, where and when."""

    cells: tuple[Any, ...]
    is_own: bool
    device_name: str
    clerk_name: str
    at_ms: int
    stamp: int


@dataclass(frozen=True)
class Clash:
    """An open choice: ``present`` stands in the books, ``kept`` would replace it if it were chosen.

    ``present`` has no cells where the row was deleted at the other desk.
    """

    dossier_id: DossierId | None
    code: str
    applicant_name: str
    table: Table
    key: RowKey
    group: Group
    present: Side
    kept: Side

    @property
    def is_buried(self) -> bool:
        """Whether one side deleted the row: there is nothing left to write the other into."""
        return not (self.present.cells and self.kept.cells)

    @property
    def sides(self) -> tuple[Side, Side]:
        """This device's value first, wherever it is one of the two; else the one that stands."""
        return (self.kept, self.present) if self.kept.is_own else (self.present, self.kept)

    @property
    def differing(self) -> tuple[str, ...]:
        """The fields that differ and say something to a person; a reference to another row does not."""
        return tuple(
            field.name
            for field in self.group.fields
            if not field.refers_to and self.cell(self.present, field.name) != self.cell(self.kept, field.name)
        )

    def cell(self, side: Side, name: str) -> Any:
        """A side's value of a field; None where the row was deleted."""
        place = next(n for n, field in enumerate(self.group.fields) if field.name == name)
        if not side.cells:
            return None
        return side.cells[place] if place < len(side.cells) else self.group.fields[place].empty


class _Kept(NamedTuple):
    """A row of the list of open choices."""

    table: Table
    key: RowKey
    group: Group
    winner: int
    loser: int
    cells: bytes


class ChoiceClosed(AppError):
    """Somebody settled it already, here or at another desk."""

    def __init__(self) -> None:
        super().__init__("Chỗ này đã có người chọn rồi. Sổ không đổi gì thêm. Xin xem bản sổ đang dùng.")


class BooksMovedOn(AppError):
    """What stands in the books is no longer what the clerk was shown."""

    def __init__(self) -> None:
        super().__init__(
            "Mục này vừa có bản mới hơn trong sổ. Chưa ghi gì, các bản vẫn được giữ. Xin xem lại rồi chọn."
        )


def clashes(connection: Connection) -> list[Clash]:
    """The open choices, the oldest first."""
    rows = sql.rows(
        connection,
        "SELECT table_no, row_id, ordinal, group_no, winner_stamp, loser_stamp, loser_cells "
        "FROM conflict WHERE settled_ms IS NULL ORDER BY noticed_ms, id",
    )
    found = (_clash(connection, _kept(row)) for row in rows)
    return [clash for clash in found if clash.differing or clash.is_buried]


def settle(unit: UnitOfWork, choice: Clash, cells: Sequence[Any]) -> None:
    """Write what was chosen after both values and close the choice; raises ChoiceClosed, BooksMovedOn."""
    connection, (table, key, group) = unit.connection, (choice.table, choice.key, choice.group)
    closed = sql.run(
        connection,
        "DELETE FROM conflict WHERE table_no = ? AND row_id = ? AND ordinal = ? AND group_no = ? "
        "AND loser_stamp = ? AND settled_ms IS NULL",
        table.number,
        *key,
        group.number,
        choice.kept.stamp,
    )
    if not closed:
        raise ChoiceClosed
    if _standing(connection, table, key, group) != (choice.present.stamp, choice.present.cells):
        raise BooksMovedOn
    row_id, ordinal = key_columns(table)
    sql.run(
        connection,
        f"UPDATE {table.name} SET {', '.join(f'{field.name} = ?' for field in group.fields)} "
        f"WHERE {row_id} = ? AND {ordinal} = ?",
        *cells,
        *key,
    )
    unit.choose_over(table, key, group.number, choice.kept.stamp)


def _kept(row: Sequence[Any]) -> _Kept:
    table = TABLE_BY_NUMBER[row[0]]
    return _Kept(table, RowKey(row[1], row[2]), table.group_by_number[row[3]], *row[4:])


def _clash(connection: Connection, kept: _Kept) -> Clash:
    stamp, cells = _standing(connection, kept.table, kept.key, kept.group)
    return Clash(
        *_dossier_of(connection, kept.table, kept.key.row_id),
        kept.table,
        kept.key,
        kept.group,
        _side(connection, stamp or kept.winner, cells),
        _side(connection, kept.loser, tuple(msgspec.msgpack.decode(kept.cells))),
    )


def _standing(connection: Connection, table: Table, key: RowKey, group: Group) -> tuple[int, tuple[Any, ...]]:
    """What stands in the books and the changeset that wrote it; nothing where the row was deleted."""
    row = read_rows(connection, table, [key]).get(key)
    if row is None:
        return 0, ()
    stamps = group_stamps(connection, [(table.number, key)])
    cells = tuple(value for field, value in zip(table.fields, row, strict=False) if field in group.fields)
    return stamps.get((table.number, key, group.number), row[-1]), cells


def _dossier_of(connection: Connection, table: Table, row_id: int) -> tuple[DossierId | None, str, str]:
    """The dossier that a row belongs to, of an applicant's the newest; none for a clerk or the office."""
    row = sql.row(
        connection,
        "SELECT d.id, d.code, a.full_name FROM dossier d JOIN applicant a ON a.id = d.applicant_id "
        f"WHERE {_belongs(table)} ORDER BY d.received_ms DESC LIMIT 1",
        row_id,
    )
    return (None, "", "") if row is None else (DossierId(row[0]), row[1], row[2])


def _belongs(table: Table) -> str:
    if table is APPLICANT:
        return "d.applicant_id = ?"
    if table in (DOSSIER, DOSSIER_COMPONENT):
        return "d.id = ?"
    if any(field.name == "dossier_id" for field in table.fields):
        return f"d.id = (SELECT dossier_id FROM {table.name} WHERE id = ?)"
    return "d.id IS NULL AND ? IS NOT NULL"


def _side(connection: Connection, stamp: int, cells: tuple[Any, ...]) -> Side:
    no, _ = split_id(stamp)
    is_own = sql.value(connection, "SELECT is_own FROM origin WHERE no = ?", no)
    clerk, at_ms = _author(connection, stamp)
    return Side(cells, bool(is_own), device_name(connection, no), clerk, at_ms, stamp)


def _author(connection: Connection, stamp: int) -> tuple[str, int]:
    """Who wrote a changeset and when, from its bytes or from what is kept without them."""
    no, seq = split_id(stamp)
    header = _header(connection, no, seq)
    if header is not None:
        return _clerk_name(connection, no, header), milliseconds(header.hlc)
    kept = log_base.written(connection, stamp)
    if kept is None:
        return "", 0
    return _name_of(connection, kept.clerk_id), milliseconds(kept.hlc)


def _header(connection: Connection, no: int, seq: int) -> Header | None:
    """A changeset's header, from the log or from its segment."""
    unsealed = sql.value(connection, "SELECT header FROM changeset WHERE origin_no = ? AND seq = ?", no, seq)
    if unsealed is not None:
        return decode_header(unsealed)
    data = sql.value(
        connection,
        "SELECT bytes FROM segment WHERE origin_no = ? AND first_seq <= ? AND last_seq >= ? LIMIT 1",
        no,
        seq,
        seq,
    )
    if data is None:
        return None
    opened = segments.open_body(segments.read(data))
    return next(changeset.header for changeset, _ in opened if changeset.header.seq == seq)


def _clerk_name(connection: Connection, no: int, header: Header) -> str:
    if header.clerk is None:
        return ""
    clerk_no, counter = no, header.clerk
    if not isinstance(counter, int):
        index, counter = counter
        clerk_no = sql.value(connection, "SELECT no FROM origin WHERE origin = ?", header.origins[index])
    return _name_of(connection, local_id(clerk_no, counter))


def _name_of(connection: Connection, clerk_id: int | None) -> str:
    name = sql.value(connection, "SELECT full_name FROM clerk WHERE id = ?", clerk_id)
    return str(name or "")
