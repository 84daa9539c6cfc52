"""The books as they stand after a feed of segments, kept in memory: what a desk's database would hold.

The same rules as the desk's applier, without a database: whole changesets, in each log's order, after what
they depend on; concurrent values by ``merge``; what cannot be read is set aside by name, what lacks something
waits with its segment. A row or a stamp is one integer, as on a desk: the place of its log in ``origins`` in
the high bits, its counter or sequence number in the low 40.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from app.changes import clock as hybrid
from app.changes import segment as segments
from app.changes.cells import fitting, ref_of, within_64_bits
from app.changes.chain import first_head
from app.changes.changeset import Changeset, GroupWrite, Op, Origin, Stamp, WireRef
from app.changes.errors import BadChange, Malformed
from app.changes.lasting import check_deletion, check_rewriting
from app.changes.merge import Mark, Outcome, arbitrate
from app.changes.registry import SCHEMA, TABLE_BY_NUMBER, TABLES, Group, Key, Table
from app.changes.upcast import FIRST_SCHEMA, current_ops
from app.domain.ids import COUNTER_MASK, local_id, split_id

FIRST_GROUP = 1  # the group that every new row comes with

RowKey: TypeAlias = tuple[int, int]
"""(row, ordinal); the ordinal is 0 but for child rows."""
Row: TypeAlias = list[Any]
"""The row's stamp, then its cells in the registry's order."""
Place: TypeAlias = tuple[int, int, int, int]
"""(table, row, ordinal, group)."""


class Written(NamedTuple):
    """When a changeset was written, as it counts, and by whom."""

    hlc: int
    clerk: int | None


class Loser(NamedTuple):
    """A value that lost, and the changeset that won when it did."""

    winner: int
    cells: list[Any]


class Parked(NamedTuple):
    """A segment of which something could not be applied yet."""

    cseq: int
    received_ms: int
    data: bytes


class _Waits(Exception):
    """This changeset cannot be applied yet."""


class Books:
    """Rows, stamps, losing values and logs; grows by ``take``, of each log no further than ``ends_at``."""

    def __init__(self, ends_at: Mapping[Origin, int] | None = None) -> None:
        self._ends_at = ends_at
        self.origins: list[Origin] = []
        self.numbers: dict[Origin, int] = {}
        self.ends: list[tuple[int, bytes]] = []  # (seq, head) of each log, as far as it is applied
        self.rows: dict[int, dict[RowKey, Row]] = {table.number: {} for table in TABLES}
        self.group_stamps: dict[Place, int] = {}
        self.tombstones: dict[tuple[int, int, int], int] = {}
        self.losers: dict[Place, dict[int, Loser]] = {}
        self.written: dict[int, Written] = {}
        self.returned: dict[int, tuple[str, str]] = {}
        self.parked: dict[int, list[Parked]] = {}
        self.hlc = 0
        self.cseq = 0
        self.schema = FIRST_SCHEMA  # the lowest that can read all of it
        self._pointers: Counter[tuple[int, int]] | None = None  # at (table, row), once somebody asked

    def number(self, origin: Origin) -> int:
        """The place of a log, given on first sight."""
        found = self.numbers.get(origin)
        if found is None:
            found = self.numbers[origin] = len(self.origins)
            self.origins.append(origin)
            self.ends.append((0, first_head(origin)))
        return found

    def stamp_of(self, stamp: int) -> Stamp:
        """A stamp by its name everywhere."""
        no, seq = split_id(stamp)
        return Stamp(self.origins[no], seq)

    def put_row(self, table_no: int, key: RowKey, row: Row | None) -> None:
        """Write a row, or take it away with None."""
        book = self.rows[table_no]
        if self._pointers is not None:
            self._pointers.subtract(_pointed_at(table_no, book.get(key)))
            self._pointers.update(_pointed_at(table_no, row))
        if row is None:
            del book[key]
        else:
            book[key] = row

    def is_pointed_at(self, table_no: int, row_id: int) -> bool:
        """Whether any row refers to this one; counted once, since a log may delete thousands."""
        if self._pointers is None:
            every = ((number, row) for number, book in self.rows.items() for row in book.values())
            self._pointers = Counter(at for number, row in every for at in _pointed_at(number, row))
        return self._pointers[table_no, row_id] > 0

    def take(self, cseq: int, received_ms: int, data: bytes) -> None:
        """Apply the feed's next segment, and whatever it sets free."""
        self.cseq = cseq
        if self._advance(Parked(cseq, received_ms, data)):
            self.release()

    def has_reached_its_ends(self) -> bool:
        """Whether every log is as far as it may come."""
        ends = {origin: seq for origin, (seq, _) in zip(self.origins, self.ends, strict=True)}
        return all(ends.get(origin, 0) >= seq for origin, seq in (self._ends_at or {}).items())

    def _advance(self, item: Parked) -> bool:
        """Apply what can be applied of a segment, park it if anything is left; whether anything moved."""
        segment = segments.read(item.data)
        no = self.number(segment.header.origin)
        before, _ = self.ends[no]
        if segment.header.first_seq > before + 1 or not self._apply_all(no, segment, item.received_ms):
            self.parked.setdefault(no, []).append(item)
        return self.ends[no][0] > before

    def park(self, item: Parked) -> None:
        """Keep a segment that cannot be applied yet."""
        no = self.number(segments.read(item.data).header.origin)
        self.parked.setdefault(no, []).append(item)

    def _apply_all(self, no: int, segment: segments.Segment, received_ms: int) -> bool:
        for changeset, head in segments.open_body(segment):
            seq = changeset.header.seq
            if seq <= self.ends[no][0]:
                continue
            if self._ends_at is not None and seq > self._ends_at.get(changeset.origin, 0):
                return True
            hlc = hybrid.adjusted(changeset.header.hlc, received_ms)
            try:
                _Transaction(self, changeset, hlc).run()
            except _Waits:
                return False
            except BadChange as error:
                self.returned[local_id(no, seq)] = (error.code, str(error))
            self.ends[no] = (seq, head)
            self.hlc = max(self.hlc, hlc)
            self.schema = max(self.schema, changeset.header.schema)
        return True

    def release(self) -> None:
        """Apply what waited and waits no longer."""
        moved = True
        while moved and self.parked:
            moved = False
            for no in list(self.parked):
                for item in self.parked.pop(no):
                    moved |= self._advance(item)

    def clerk_of(self, changeset: Changeset) -> int | None:
        """Who wrote a changeset; None where it names nobody that could be."""
        if changeset.header.clerk is None:
            return None
        try:
            origin, counter = changeset.origin_of(changeset.header.clerk)
        except BadChange:
            return None
        return local_id(self.number(origin), counter) if 0 <= counter <= COUNTER_MASK else None


class _Transaction:
    """One changeset: all of it or nothing; ``_undo`` takes back what was done."""

    def __init__(self, books: Books, changeset: Changeset, hlc: int) -> None:
        self._books = books
        self._changeset = changeset
        self._mark = Mark(changeset.stamp, hlc)
        self._stamp = local_id(books.number(changeset.origin), changeset.header.seq)
        self._undo: list[Callable[[], object]] = []
        self._wanted: list[tuple[int, RowKey]] = []

    def run(self) -> None:
        """Apply it; raises _Waits or BadChange, and then nothing has changed."""
        self._check_ready()
        try:
            for op in current_ops(self._changeset):
                self._run_op(op)
            if any(key not in self._books.rows[table_no] for table_no, key in self._wanted):
                raise _Waits
        except (BadChange, _Waits):
            for undo in reversed(self._undo):
                undo()
            raise
        clerk = self._books.clerk_of(self._changeset)
        self._books.written[self._stamp] = Written(self._mark.hlc, clerk)

    def _check_ready(self) -> None:
        if self._changeset.header.schema > SCHEMA:
            raise _Waits
        for dep in self._changeset.deps():
            no = self._books.numbers.get(dep.origin)
            if no is None or self._books.ends[no][0] < dep.seq:
                raise _Waits

    def _run_op(self, op: Op) -> None:
        table = TABLE_BY_NUMBER.get(op.table)
        if table is None:
            raise Malformed(f"table {op.table}")
        key = self._key(table, op.key)
        if op.groups is None:
            check_deletion(table)
            self._bury(table, key)
            return
        writes = [(group, write, self._cells(table, group, write)) for group, write in _writes(table, op)]
        is_new = any(group.number == FIRST_GROUP and write.base is None for group, write, _ in writes)
        if is_new and key not in self._books.rows[table.number]:
            self._insert(table, key, writes)
            return
        for group, write, cells in writes:
            self._merge(table, key, group, write, cells)

    def _local(self, ref: WireRef) -> int:
        origin, number = self._changeset.origin_of(ref)
        if not 0 <= number <= COUNTER_MASK:
            raise Malformed(f"row {number}")
        return 0 if not number else local_id(self._books.number(origin), number)

    def _key(self, table: Table, key: Any) -> RowKey:
        try:
            if table.key is not Key.CHILD:
                return self._local(ref_of(key)), 0
            parent, ordinal = key
            row = self._local(ref_of(parent)), within_64_bits(int(ordinal))
        except (TypeError, ValueError) as error:
            raise Malformed("row key") from error
        return row

    def _cells(self, table: Table, group: Group, write: GroupWrite) -> list[Any]:
        cells: list[Any] = [field.empty for field in group.fields]
        for position, (field, value) in enumerate(zip(group.fields, write.cells, strict=False)):
            if field.refers_to is None or value is None:
                cells[position] = fitting(table, field, value)
                continue
            cells[position] = row = self._local(ref_of(value))
            self._wanted.append((_NUMBER_OF[field.refers_to], (row, 0)))
        for field, value in zip(group.fields, cells, strict=True):
            if value is None and field.is_required:
                raise Malformed("row")
        return cells

    def _insert(
        self, table: Table, key: RowKey, writes: Sequence[tuple[Group, GroupWrite, list[Any]]]
    ) -> None:
        row: Row = [self._stamp, *(field.empty for field in table.fields)]
        for group, _, cells in writes:
            start = _STARTS[table.number, group.number]
            row[start : start + len(cells)] = cells
        if table.key is Key.CHILD:
            self._wanted.append((_NUMBER_OF[table.parent or ""], (key[0], 0)))
        self._put_row(table, key, row)

    def _merge(self, table: Table, key: RowKey, group: Group, write: GroupWrite, cells: list[Any]) -> None:
        row = self._books.rows[table.number].get(key)
        place: Place = (table.number, *key, group.number)
        if row is None:
            self._keep_orphan(place, cells)
            return
        start = _STARTS[table.number, group.number]
        present = row[start : start + len(group.fields)]
        current: int = self._books.group_stamps.get(place) or row[0]
        if current != self._stamp:
            check_rewriting(table, group, present, cells)
        replaced = [Stamp(*self._changeset.origin_of(ref)) for ref in write.replaced()]
        self._forget(place, replaced)
        outcome = self._outcome(current, replaced)
        if outcome is Outcome.WINS:
            self._keep_loser(place, current, Loser(self._stamp, present))
        if outcome is Outcome.LOSES:
            self._keep_loser(place, self._stamp, Loser(current, cells))
        if outcome in (Outcome.APPLY, Outcome.WINS):
            written = [*row]
            written[start : start + len(cells)] = cells
            self._put_row(table, key, written)
            self._set(self._books.group_stamps, place, self._stamp)

    def _outcome(self, current: int, replaced: Sequence[Stamp]) -> Outcome:
        if not current:
            return arbitrate(None, None, self._mark)
        stamp = self._books.stamp_of(current)
        if current == self._stamp:  # written twice by this very changeset
            return arbitrate(Mark(stamp, self._mark.hlc), None, self._mark)
        base = stamp if stamp in replaced else None
        return arbitrate(Mark(stamp, self._books.written[current].hlc), base, self._mark)

    def _keep_orphan(self, place: Place, cells: list[Any]) -> None:
        buried = self._books.tombstones.get(place[:3])
        if buried is None:
            raise _Waits
        self._keep_loser(place, self._stamp, Loser(buried, cells))

    def _forget(self, place: Place, replaced: Sequence[Stamp]) -> None:
        kept = self._books.losers.get(place)
        if not kept or not replaced:
            return
        known = {local_id(self._books.number(each.origin), each.seq) for each in replaced}
        self._set(self._books.losers, place, {s: loser for s, loser in kept.items() if s not in known})

    def _keep_loser(self, place: Place, stamp: int, loser: Loser) -> None:
        kept = self._books.losers.get(place, {})
        if stamp not in kept:
            self._set(self._books.losers, place, {**kept, stamp: loser})

    def _bury(self, table: Table, key: RowKey) -> None:
        if key in self._books.rows[table.number]:
            if self._books.is_pointed_at(table.number, key[0]):
                raise _Waits  # no book may point at nothing
            self._put_row(table, key, None)
        self._set(self._books.tombstones, (table.number, *key), self._stamp)

    def _put_row(self, table: Table, key: RowKey, row: Row | None) -> None:
        before = self._books.rows[table.number].get(key)
        self._undo.append(lambda: self._books.put_row(table.number, key, before))
        self._books.put_row(table.number, key, row)

    def _set(self, book: dict[Any, Any], key: Any, value: Any) -> None:
        if key in book:
            before = book[key]
            self._undo.append(lambda: book.__setitem__(key, before))
        else:
            self._undo.append(lambda: book.pop(key))
        book[key] = value


def _writes(table: Table, op: Op) -> Iterator[tuple[Group, GroupWrite]]:
    for write in op.groups or ():
        group = table.group_by_number.get(write.group)
        if group is None:
            raise Malformed(f"group {write.group} of {table.name}")
        yield group, write


def _starts() -> dict[tuple[int, int], int]:
    """Where a group's cells begin in a row."""
    starts = {}
    for table in TABLES:
        place = 1
        for group in table.groups:
            starts[table.number, group.number] = place
            place += len(group.fields)
    return starts


def _pointers() -> dict[int, list[tuple[int, int]]]:
    """By table: in which places its rows point, and at which table."""
    return {
        table.number: [
            (place, _NUMBER_OF[field.refers_to])
            for place, field in enumerate(table.fields, 1)
            if field.refers_to is not None
        ]
        for table in TABLES
    }


def _pointed_at(table_no: int, row: Row | None) -> list[tuple[int, int]]:
    if row is None:
        return []
    return [(table, row[place]) for place, table in _POINTERS[table_no] if row[place] is not None]


_NUMBER_OF = {table.name: table.number for table in TABLES}
_STARTS = _starts()
_POINTERS = _pointers()
