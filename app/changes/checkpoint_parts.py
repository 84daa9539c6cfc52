"""The books in parts, each in columns: what a desk needs first comes first.

    part     [tables, group stamps, tombstones, losers, written, returned, parked]
    table    [number, rows, row column, ordinal column, stamp column, [[group, cell columns] ...]]
    others   [rows, columns], the columns in the order of the fields of the tuples below

The first part holds what every act needs (office, clerks, devices) and the open dossiers that are due
soonest; then come the other open ones, then the closed ones, the newest first. A dossier's rows stand in one
part, and no row in an earlier part than what it points at. A reference is written as its distance from the
row that holds it. Columns at the end of a group, groups and tables that hold nothing are left out, so that a
program that does not know them yet reads the rest.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
import zstandard

from app.changes import checkpoint_columns as columns
from app.changes import segment as segments
from app.changes.checkpoint_books import Books, Loser, Parked, Written
from app.changes.errors import UNREADABLE, Malformed
from app.changes.registry import TABLE_BY_NUMBER, Field, Group, Table

LEVEL = 12
MAX_PART_BYTES = 64 * 1024 * 1024  # before compression
MOST_CELLS = 1 << 24  # of all tables together; a thousand dossiers have some three hundred thousand

ILL_FORMED = (*UNREADABLE, TypeError, LookupError, OverflowError)


class TableRows(NamedTuple):
    """Rows of one table in columns: the rows, their ordinals, their stamps, then each field's cells."""

    table: Table
    columns: Sequence[Sequence[Any]]

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self.columns[0])


class GroupStamp(NamedTuple):
    """A group that was written after its row."""

    table_no: int
    row: int
    ordinal: int
    group_no: int
    stamp: int


class Tombstone(NamedTuple):
    """A row that was deleted."""

    table_no: int
    row: int
    ordinal: int
    stamp: int


class LosingValue(NamedTuple):
    """A value that lost and that nobody has written over."""

    table_no: int
    row: int
    ordinal: int
    group_no: int
    stamp: int
    winner: int
    cells: list[Any]


class WrittenAt(NamedTuple):
    """When a changeset was written, as it counts, and by whom."""

    stamp: int
    hlc: int
    clerk: int | None


class Returned(NamedTuple):
    """A changeset that no books can hold."""

    stamp: int
    code: str
    detail: str


class Part(NamedTuple):
    """A part as it is read."""

    tables: Sequence[TableRows]
    group_stamps: Sequence[GroupStamp]
    tombstones: Sequence[Tombstone]
    losers: Sequence[LosingValue]
    written: Sequence[WrittenAt]
    returned: Sequence[Returned]
    parked: Sequence[Parked]


class PackedPart(NamedTuple):
    """A part as it travels; ``digest`` is that of the bytes before compression."""

    data: bytes
    size: int
    digest: bytes


def pack(part: Part) -> PackedPart:
    """The part's bytes."""
    raw = msgspec.msgpack.encode(
        (
            [_packed_table(each) for each in part.tables],
            *map(_packed, (part.group_stamps, part.tombstones)),
            _packed([(*each[:6], msgspec.msgpack.encode(each.cells)) for each in part.losers]),
            *map(_packed, (part.written, part.returned, part.parked)),
        )
    )
    data = zstandard.ZstdCompressor(level=LEVEL).compress(raw)
    return PackedPart(data, len(raw), sha256(raw).digest())


def _packed_table(content: TableRows) -> tuple[Any, ...]:
    table = content.table
    row, ordinal, stamp, *cells = content.columns
    groups, place = [], 0
    for group in table.groups:
        of_group = [
            _packed_cells(field, row, cells[place + offset]) for offset, field in enumerate(group.fields)
        ]
        place += len(group.fields)
        if kept := _without_empty_end(of_group, group):
            groups.append((group.number, kept))
    return table.number, content.total, *map(columns.pack, (row, ordinal, stamp)), groups


def _packed_cells(field: Field, rows: Sequence[int], values: Sequence[Any]) -> columns.Column:
    if field.refers_to is None:
        return columns.pack(values)
    distances = [None if value is None else value - row for row, value in zip(rows, values, strict=True)]
    return columns.pack(distances)


def _without_empty_end(packed: list[columns.Column], group: Group) -> list[columns.Column]:
    while packed and tuple(packed[-1]) == (columns.CONSTANT, group.fields[len(packed) - 1].empty):
        packed.pop()
    return packed


def _packed(rows: Sequence[tuple[Any, ...]]) -> tuple[int, list[columns.Column]]:
    return len(rows), [columns.pack(values) for values in zip(*rows, strict=True)]


def inflated(data: bytes, size: int) -> bytes:
    """The bytes before compression, which must be ``size``; raises Malformed."""
    if not 0 < size <= MAX_PART_BYTES:
        raise Malformed("checkpoint part size")
    try:
        with zstandard.ZstdDecompressor(max_window_size=2**26).stream_reader(data) as reader:
            raw = reader.read(size + 1)
    except zstandard.ZstdError as error:
        raise Malformed("checkpoint part compression") from error
    if len(raw) != size:
        raise Malformed("checkpoint part size")
    return raw


def unpack(raw: bytes) -> Part:
    """Read a part's uncompressed bytes; raises Malformed."""
    try:
        tables, stamps, tombstones, losers, written, returned, parked, *_ = msgspec.msgpack.decode(raw)
        sizes = [(each[1], _width(each[0])) for each in tables]
        sizes += [(each[0], len(each[1])) for each in (stamps, tombstones, losers, written, returned, parked)]
        _check_room(sizes, len(raw))
        return Part(
            [_unpacked_table(*each[:6]) for each in tables],
            [GroupStamp(*each) for each in _unpacked(stamps)],
            [Tombstone(*each) for each in _unpacked(tombstones)],
            [_losing_value(*each) for each in _unpacked(losers)],
            [WrittenAt(*each) for each in _unpacked(written)],
            [Returned(*each) for each in _unpacked(returned)],
            [_parked(*each) for each in _unpacked(parked)],
        )
    except ILL_FORMED as error:
        raise Malformed("checkpoint part") from error


def _width(table_no: int) -> int:
    table = TABLE_BY_NUMBER.get(table_no)
    return 3 + (0 if table is None else len(table.fields))


def _check_room(sizes: Iterable[tuple[Any, int]], size: int) -> None:
    """How many rows there are is said before they come, and a column of one value says it for all of them.

    Two rows differ in something, which takes a byte; so there are never more rows than bytes.
    """
    cells = 0
    for count, width in sizes:
        if type(count) is not int or not 0 <= count <= size:
            raise Malformed("checkpoint part of too many rows")
        cells += count * width
    if cells > MOST_CELLS:
        raise Malformed("checkpoint part of too many cells")


def _unpacked_table(
    number: int,
    count: int,
    rows: columns.Column,
    ordinals: columns.Column,
    stamps: columns.Column,
    groups: Sequence[tuple[int, Sequence[columns.Column]]],
) -> TableRows:
    table = TABLE_BY_NUMBER.get(number)
    known = {} if table is None else table.group_by_number
    if table is None or any(each not in known or len(c) > len(known[each].fields) for each, c in groups):
        raise Malformed(f"table {number} of a later version")
    sent = dict(groups)
    row = columns.unpack(rows, count)
    cells = [
        _unpacked_cells(field, row, place, sent.get(group.number, ()))
        for group in table.groups
        for place, field in enumerate(group.fields)
    ]
    return TableRows(table, [row, columns.unpack(ordinals, count), columns.unpack(stamps, count), *cells])


def _unpacked_cells(
    field: Field, rows: Sequence[int], place: int, sent: Sequence[columns.Column]
) -> Sequence[Any]:
    if place >= len(sent):
        return [field.empty] * len(rows)
    values = columns.unpack(sent[place], len(rows))
    if field.refers_to is None:
        return values
    return [None if value is None else value + row for row, value in zip(rows, values, strict=True)]


def _losing_value(*fields: Any) -> LosingValue:
    return LosingValue._make((*fields[:6], msgspec.msgpack.decode(fields[6])))


def _parked(*fields: Any) -> Parked:
    """Its chain is walked here: whoever applies a stored segment reads it by the column."""
    item = Parked(*fields)
    segments.open_body(segments.read(item.data))
    return item


def _unpacked(packed: tuple[int, Sequence[columns.Column]]) -> Iterable[tuple[Any, ...]]:
    count, packed_columns = packed
    return zip(*(columns.unpack(each, count) for each in packed_columns), strict=True)


def restore(books: Books, parts: Iterable[Part]) -> None:
    """Put the parts' content into empty books whose logs are numbered as the parts number them."""
    for part in parts:
        for content in part.tables:
            book = books.rows[content.table.number]
            for row, ordinal, *rest in zip(*content.columns, strict=True):
                book[row, ordinal] = rest
        books.group_stamps |= {each[:4]: each.stamp for each in part.group_stamps}
        books.tombstones |= {each[:3]: each.stamp for each in part.tombstones}
        for loser in part.losers:
            kept = books.losers.setdefault(loser[:4], {})
            kept[loser.stamp] = Loser(loser.winner, loser.cells)
        books.written |= {each.stamp: Written(each.hlc, each.clerk) for each in part.written}
        books.returned |= {each.stamp: (each.code, each.detail) for each in part.returned}
        for item in part.parked:
            books.park(item)
