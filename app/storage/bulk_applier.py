"""New rows by the hundred: what a segment inserts goes in one table at a time.

Nearly all that others wrote are new rows. They are checked a column at a time and inserted a table at a time,
many times faster than one by one. Whatever is not so simple (a row that is here already, a value that does
not fit) makes it the work of one by one, which finds out what is wrong with which.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from app.changes.cells import CODES, ref_of
from app.changes.changeset import Header, Op
from app.changes.errors import BadChange
from app.changes.registry import TABLE_BY_NUMBER, Field, Key, Table
from app.changes.run import Run, Sheet
from app.changes.upcast import is_current
from app.domain.ids import COUNTER_BITS, COUNTER_MASK, local_id
from app.storage import sql
from app.storage.apply_round import Round
from app.storage.triggers import key_columns

Row: TypeAlias = tuple[Any, ...]
FIRST_GROUP = 1
MOST_OF_BASE = 2  # fields that say what a write replaces
EMPTY: tuple[Any, ...] = ([], ())
LARGEST = 2**63
OWNER = "dossier_id"


class NotPlain(Exception):
    """These changesets have to be applied one by one."""


class Later(NamedTuple):
    """An operation on a row that is there by now, and what its changeset says of itself."""

    header: Header
    op: Op


class NewRows(NamedTuple):
    """What a run brings: new rows by table, ready to be inserted, and what else it does, in order."""

    rows: Mapping[int, Sequence[Row]]
    later: Sequence[Later]

    def insert(self, round_: Round) -> None:
        """Insert the rows; raises IntegrityError for one that is here already.

        Tables and rows go in the order in which they refer to each other: a row that waits for another makes
        the database look through all that could refer to it.
        """
        for number in sorted(self.rows):
            _insert(round_, TABLE_BY_NUMBER[number], self.rows[number])


def sort_out(round_: Round, run: Run) -> NewRows:
    """Check what is new in a run a column at a time; raises NotPlain."""
    try:
        if not all(map(is_current, {header.schema for header in run.headers})):
            raise NotPlain
        rows: dict[int, list[Row]] = {}
        later = set()
        for number, sheet in enumerate(run.sheets):
            if _is_new(sheet):
                rows.setdefault(sheet.table, []).extend(_Rows(round_, run, sheet).all())
            else:
                later.add(number)
        return NewRows(rows, [Later(*each) for each in run.operations(later)])
    except (BadChange, TypeError, ValueError) as error:
        raise NotPlain from error


def _is_new(sheet: Sheet) -> bool:
    """Whether its rows can only be new ones; else they may be there already."""
    spans = list(sheet.spans())
    numbers = {span.group for span in spans}
    places = [slice(1, sheet.shape[0] - 2), *(span.rest for span in spans)]
    replaces = any(_is_said(sheet.columns[place]) for place in places)
    return FIRST_GROUP in numbers and len(numbers) == len(spans) and not replaces


def _is_said(columns: Sequence[Sequence[Any]]) -> bool:
    """Whether something stands in columns of stamps and of lists of them."""
    is_empty = len(columns) <= MOST_OF_BASE and all(each is None or each in EMPTY for each in chain(*columns))
    return not is_empty


def _insert(round_: Round, table: Table, rows: Sequence[Row]) -> None:
    row_id, ordinal = key_columns(table)
    keys = [row_id, ordinal] if table.key is Key.CHILD else [row_id]
    names = [*keys, *(field.name for field in table.fields), "stamp"]
    round_.touch_new(table, map(itemgetter(names.index(OWNER) if OWNER in names else 0), rows))
    sql.run_many(
        round_.connection,
        f"INSERT INTO {table.name}({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
        sorted(rows, key=itemgetter(*range(len(keys)))),
    )


class _Rows:
    """The new rows of one sheet."""

    def __init__(self, round_: Round, run: Run, sheet: Sheet) -> None:
        is_known = type(sheet.table) is int and sheet.table in TABLE_BY_NUMBER
        if not is_known or any(type(number) is not int for number, *_ in sheet.shape[2:]):
            raise NotPlain
        self._round = round_
        self._run = run
        self._sheet = sheet
        self._table = TABLE_BY_NUMBER[sheet.table]
        self._own = round_.number(run.origin)

    def all(self) -> Iterable[Row]:
        """Row id, of a child its ordinal, every field, stamp."""
        sent = self._sent()
        cells = (self._fitting(each, sent.get(each.name)) for each in self._table.fields)
        stamps = [local_id(self._own, header.seq) for header in self._run.headers]
        return zip(*self._keys(), *cells, map(stamps.__getitem__, self._sheet.owners), strict=False)

    def _sent(self) -> dict[str, Sequence[Any]]:
        """The columns that came, by field; cells that a later program appended are skipped."""
        sent: dict[str, Sequence[Any]] = {}
        for span in self._sheet.spans():
            group = self._table.group_by_number.get(span.group)
            if group is None:
                raise NotPlain
            names = (field.name for field in group.fields)
            sent.update(zip(names, self._sheet.columns[span.cells], strict=False))
        return sent

    def _keys(self) -> Sequence[Sequence[Any]]:
        """The columns of row ids, and of a child table ordinals."""
        if self._table.key is not Key.CHILD:
            return [self._local(self._sheet.keys)]
        parents, ordinals = zip(*self._sheet.keys, strict=True)
        _check_numbers(ordinals)
        return self._local(parents), ordinals

    def _fitting(self, field: Field, values: Sequence[Any] | None) -> Iterable[Any]:
        """A column's values, as this program can hold them; missing ones are empty."""
        if values is None:
            return repeat(field.empty)
        if field.refers_to is not None:
            return self._local(values)
        kinds = set(map(type, values))
        allowed = {type(None), int, str, bytes} if field.empty is None else {type(field.empty)}
        codes = CODES.get((self._table.name, field.name))
        if not kinds <= allowed or (codes is not None and not codes.issuperset(values)):
            raise NotPlain
        if int in kinds:
            _check_numbers([value for value in values if type(value) is int])
        return values

    def _local(self, refs: Sequence[Any]) -> list[int | None]:
        """Local ids of the rows that refs mean; nil and the single row stay what they are."""
        if set(map(type, refs)) == {int}:
            if min(refs) < 0 or max(refs) > COUNTER_MASK:
                raise NotPlain
            base = self._own << COUNTER_BITS
            return [ref and base | ref for ref in refs]
        headers, owners = self._run.headers, self._sheet.owners
        return [
            None if ref is None else self._row(headers[owner], ref)
            for ref, owner in zip(refs, owners, strict=True)
        ]

    def _row(self, header: Header, ref: Any) -> int:
        origin, number = header.origin_of(ref_of(ref), self._run.origin)
        if not 0 <= number <= COUNTER_MASK:
            raise NotPlain
        return number and self._round.number(origin) << COUNTER_BITS | number


def _check_numbers(numbers: Sequence[int]) -> None:
    if set(map(type, numbers)) != {int} or min(numbers) < -LARGEST or max(numbers) >= LARGEST:
        raise NotPlain
