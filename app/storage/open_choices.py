"""The open choices: values written at two desks without knowing of each other, both kept for a clerk."""

from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from app.changes import segment as segments
from app.changes.changeset import Header, decode_header
from app.changes.clock import milliseconds
from app.changes.registry import APPLICANT, DOSSIER, DOSSIER_COMPONENT, TABLE_BY_NUMBER, Table
from app.domain.ids import DossierId, local_id, split_id
from app.storage.known_logs import device_name
from app.storage.row_reader import RowKey, read_rows


class Side(NamedTuple):
    """One of two values that were written without knowing of each other: by whom, where and when."""

    cells: tuple[Any, ...]
    is_own: bool
    device_name: str
    clerk_name: str
    at_ms: int


class Clash(NamedTuple):
    """An open choice: ``present`` stands in the books, ``kept`` would replace it if it were chosen.

    ``present`` has no cells where the row was deleted at the other desk.
    """

    id: int
    dossier_id: DossierId | None
    code: str
    applicant_name: str
    table: str
    fields: tuple[str, ...]
    present: Side
    kept: Side


class _Kept(NamedTuple):
    """A row of the list of open choices."""

    id: int
    table_no: int
    key: RowKey
    group_no: int
    winner: int
    loser: int
    cells: bytes


def clashes(connection: Connection) -> list[Clash]:
    """The open choices, the oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT id, table_no, row_id, ordinal, group_no, winner_stamp, loser_stamp, loser_cells "
        "FROM conflict WHERE settled_ms IS NULL ORDER BY noticed_ms, id"
    ).all()
    return [_clash(connection, _Kept(row[0], row[1], RowKey(row[2], row[3]), *row[4:])) for row in rows]


def _clash(connection: Connection, kept: _Kept) -> Clash:
    table = TABLE_BY_NUMBER[kept.table_no]
    names = tuple(field.name for field in table.group_by_number[kept.group_no].fields)
    dossier_id, code, applicant = _dossier_of(connection, table, kept.key.row_id)
    return Clash(
        kept.id,
        dossier_id,
        code,
        applicant,
        table.name,
        names,
        _side(connection, kept.winner, _present(connection, table, kept.key, names)),
        _side(connection, kept.loser, tuple(msgspec.msgpack.decode(kept.cells))),
    )


def _present(connection: Connection, table: Table, key: RowKey, names: tuple[str, ...]) -> tuple[Any, ...]:
    """What stands in the books; nothing where the row was deleted at another desk."""
    row = read_rows(connection, table, [key]).get(key, ())
    return tuple(value for field, value in zip(table.fields, row, strict=False) if field.name in names)


def _dossier_of(connection: Connection, table: Table, row_id: int) -> tuple[DossierId | None, str, str]:
    """The dossier that a row belongs to, of an applicant's the newest; none for a clerk or the office."""
    row = connection.exec_driver_sql(
        "SELECT d.id, d.code, a.full_name FROM dossier d JOIN applicant a ON a.id = d.applicant_id "
        f"WHERE {_belongs(table)} ORDER BY d.received_ms DESC LIMIT 1",
        (row_id,),
    ).first()
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
    no, seq = split_id(stamp)
    is_own = connection.exec_driver_sql("SELECT is_own FROM origin WHERE no = ?", (no,)).scalar_one()
    header = _header(connection, no, seq)
    clerk = "" if header is None else _clerk_name(connection, no, header)
    at_ms = 0 if header is None else milliseconds(header.hlc)
    return Side(cells, bool(is_own), device_name(connection, no), clerk, at_ms)


def _header(connection: Connection, no: int, seq: int) -> Header | None:
    """A changeset's header, from the log or from its segment."""
    unsealed = connection.exec_driver_sql(
        "SELECT header FROM changeset WHERE origin_no = ? AND seq = ?", (no, seq)
    ).scalar_one_or_none()
    if unsealed is not None:
        return decode_header(unsealed)
    data = connection.exec_driver_sql(
        "SELECT bytes FROM segment WHERE origin_no = ? AND first_seq <= ? AND last_seq >= ? LIMIT 1",
        (no, seq, seq),
    ).scalar_one_or_none()
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
        clerk_no = connection.exec_driver_sql(
            "SELECT no FROM origin WHERE origin = ?", (header.origins[index],)
        ).scalar_one()
    name = connection.exec_driver_sql(
        "SELECT full_name FROM clerk WHERE id = ?", (local_id(clerk_no, counter),)
    ).scalar_one_or_none()
    return str(name or "")
