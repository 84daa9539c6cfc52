"""New rows by the hundred: what a segment inserts goes in one table at a time.

Nearly all that others wrote are new rows. They are checked a column at a time and inserted a batch at a time,
many times faster than one by one. Whatever is not so simple (a row that is here already, a value that does
not fit) raises ``NotPlain``: nothing may stay of the attempt, and the changesets are applied one by one,
which finds out what is wrong with which.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, repeat
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy.exc import IntegrityError

from app.changes.cells import CODES, ref_of
from app.changes.changeset import Changeset, Op
from app.changes.errors import BadChange
from app.changes.registry import TABLE_BY_NUMBER, Field, Key, Table
from app.changes.upcast import current_ops
from app.domain.ids import COUNTER_BITS, COUNTER_MASK, local_id
from app.storage.apply_round import Round
from app.storage.row_reader import RowKey
from app.storage.triggers import key_columns

Shape: TypeAlias = tuple[int, tuple[tuple[int, int], ...]]
FIRST_GROUP = 1
LARGEST = 2**63


class NotPlain(Exception):
    """These changesets have to be applied one by one."""


class Later(NamedTuple):
    """An operation on a row that is there by now."""

    changeset: Changeset
    op: Op


class _Batch:
    """New rows of one table, alike in their groups and cells; all of one log."""

    def __init__(self, shape: Shape) -> None:
        number, groups = shape
        if number not in TABLE_BY_NUMBER:
            raise NotPlain
        self.table = TABLE_BY_NUMBER[number]
        self._groups = groups
        self.owners: list[Changeset] = []
        self.keys: list[Any] = []
        self.cells: list[list[Any]] = []

    def add(self, changeset: Changeset, op: Op, cells: list[Any]) -> None:
        """One more row."""
        self.owners.append(changeset)
        self.keys.append(op.key)
        self.cells.append(cells)

    def columns(self) -> Iterator[tuple[Field, Iterable[Any]]]:
        """Every field with its values; cells a later program appended are skipped, missing ones are empty."""
        sent = dict(self._sent())
        for field in self.table.fields:
            yield field, sent.get(field.name) or repeat(field.empty)

    def _sent(self) -> Iterator[tuple[str, Sequence[Any]]]:
        columns = iter(list(zip(*self.cells, strict=True)))
        for number, count in self._groups:
            group = self.table.group_by_number.get(number)
            if group is None:
                raise NotPlain
            names = (field.name for field in group.fields)
            yield from zip(names, islice(columns, count), strict=False)


def insert_new(round_: Round, changesets: Sequence[Changeset]) -> list[Later]:
    """Insert what is new in these changesets of one log; what else they do, in order. Raises NotPlain.

    Tables and rows go in the order in which they refer to each other: a row that waits for another makes the
    database look through all that could refer to it.
    """
    try:
        batches, later = _sorted_out(changesets)
        rows: dict[int, list[tuple[Any, ...]]] = {}
        for batch in batches:
            rows.setdefault(batch.table.number, []).extend(_rows_of(round_, batch))
        for number in sorted(rows):
            _insert(round_, TABLE_BY_NUMBER[number], sorted(rows[number], key=itemgetter(0, 1)))
    except (BadChange, IntegrityError, TypeError, ValueError) as error:
        raise NotPlain from error
    return later


def _sorted_out(changesets: Sequence[Changeset]) -> tuple[Iterable[_Batch], list[Later]]:
    batches: dict[Shape, _Batch] = {}
    later: list[Later] = []
    for changeset in changesets:
        for op in current_ops(changeset):
            shape, cells = _looked_at(op)
            if shape is None:
                later.append(Later(changeset, op))
                continue
            if shape not in batches:
                batches[shape] = _Batch(shape)
            batches[shape].add(changeset, op, cells)
    return batches.values(), later


def _looked_at(op: Op) -> tuple[Shape | None, list[Any]]:
    """The shape of a new row and its cells; no shape when the row may be there already."""
    cells: list[Any] = []
    groups = []
    for write in op.groups or ():
        if write.base is not None or write.also:
            return None, cells
        groups.append((write.group, len(write.cells)))
        cells += write.cells
    numbers = [number for number, _ in groups]
    if FIRST_GROUP not in numbers or len(set(numbers)) < len(numbers):
        return None, cells
    return (op.table, tuple(groups)), cells


def _rows_of(round_: Round, batch: _Batch) -> Iterable[tuple[Any, ...]]:
    """Row id, ordinal, every field, stamp."""
    own = round_.number(batch.owners[0].origin)
    fields = [
        values if isinstance(values, repeat) else _fitting(round_, batch, field, values)
        for field, values in batch.columns()
    ]
    stamps = [local_id(own, changeset.header.seq) for changeset in batch.owners]
    return zip(*_keys(round_, batch), *fields, stamps, strict=False)


def _insert(round_: Round, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    row_id, ordinal = key_columns(table)
    for row in rows:
        round_.touch(table.number, RowKey(row[0], row[1]))
    names = [row_id, ordinal, *(field.name for field in table.fields), "stamp"]
    if table.key is not Key.CHILD:
        del names[1]
        rows = [(row[0], *row[2:]) for row in rows]
    round_.connection.exec_driver_sql(
        f"INSERT INTO {table.name}({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows
    )


def _keys(round_: Round, batch: _Batch) -> tuple[Iterable[Any], Iterable[Any]]:
    """The columns of row ids and ordinals."""
    if batch.table.key is not Key.CHILD:
        return _rows(round_, batch, batch.keys), repeat(0)
    parents, ordinals = zip(*batch.keys, strict=True)
    _check_numbers(ordinals)
    return _rows(round_, batch, parents), ordinals


def _fitting(round_: Round, batch: _Batch, field: Field, values: Iterable[Any]) -> Iterable[Any]:
    """A column's values, as this program can hold them."""
    column = tuple(values)
    if field.refers_to is not None:
        return _rows(round_, batch, column)
    kinds = set(map(type, column))
    allowed = {type(None), int, str, bytes} if field.empty is None else {type(field.empty)}
    codes = _codes(batch.table, field)
    if not kinds <= allowed or (codes is not None and not codes.issuperset(column)):
        raise NotPlain
    if int in kinds:
        _check_numbers([value for value in column if type(value) is int])
    return column


def _codes(table: Table, field: Field) -> frozenset[int] | None:
    return CODES.get((table.name, field.name))


def _check_numbers(numbers: Sequence[int]) -> None:
    if set(map(type, numbers)) != {int} or min(numbers) < -LARGEST or max(numbers) >= LARGEST:
        raise NotPlain


def _rows(round_: Round, batch: _Batch, refs: Sequence[Any]) -> list[int | None]:
    """Local ids of the rows that refs mean; nil and the single row stay what they are."""
    kinds = set(map(type, refs))
    if kinds == {int}:
        if min(refs) < 0 or max(refs) > COUNTER_MASK:
            raise NotPlain
        base = round_.number(batch.owners[0].origin) << COUNTER_BITS
        return [ref and base | ref for ref in refs]
    return [_row(round_, owner, ref) for owner, ref in zip(batch.owners, refs, strict=True)]


def _row(round_: Round, owner: Changeset, ref: Any) -> int | None:
    if ref is None:
        return None
    origin, number = owner.origin_of(ref_of(ref))
    if not 0 <= number <= COUNTER_MASK:
        raise NotPlain
    return 0 if not number else local_id(round_.number(origin), number)
