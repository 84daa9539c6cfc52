"""Applying what other devices wrote: whole changesets, in each origin's order, after what they depend on.

Capture is switched off by a row of the main schema inside the transaction that applies, so nothing is
logged twice and an idle sync adds no sequence number. A changeset whose dependencies have not come waits,
whole, with its reason; nothing is forced and nothing dropped.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.changes import clock as hybrid
from app.changes import segment as segments
from app.changes.changeset import Changeset, GroupWrite, Op, Stamp, WireRef, decode_header
from app.changes.errors import BadChange, Malformed
from app.changes.merge import Mark, Outcome, arbitrate
from app.changes.registry import SCHEMA, TABLE_BY_NUMBER, Group, Key
from app.domain.ids import COUNTER_MASK, local_id, split_id
from app.storage import losers, projections
from app.storage.incoming_values import fitting, ref_of, within_64_bits
from app.storage.log_store import origin_number
from app.storage.losers import Place
from app.storage.row_reader import RowKey
from app.storage.triggers import key_columns
from app.storage.unit_of_work import Store

FIRST_GROUP = 1  # the group that every new row comes with, and that holds what a row cannot be without


class Applied(NamedTuple):
    """What a round of applying did."""

    changesets: int
    conflicts: int
    waiting: int


class _Waits(Exception):
    """This changeset cannot be applied yet."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def apply_pending(store: Store, between: Callable[[int], None] = lambda done: None) -> Applied:
    """Apply every stored segment whose dependencies are there, one transaction a segment."""
    done = conflicts = 0
    moved = True
    while moved:
        moved = False
        for segment_id, origin_no in _pending(store):
            applied, clashes = _apply_segment(store, segment_id, origin_no)
            done += applied
            conflicts += clashes
            moved |= applied > 0
            between(done)
    with store.read() as connection:
        waiting = connection.exec_driver_sql("SELECT count(*) FROM waiting").scalar_one()
    return Applied(done, conflicts, waiting)


def _apply_segment(store: Store, segment_id: int, origin_no: int) -> tuple[int, int]:
    """(changesets applied, conflicts noticed); a reference to a row that never came makes the log wait."""
    try:
        with store.write_local() as connection:
            round_ = _Round(connection, store.clock.now_ms())
            return round_.apply_segment(segment_id, origin_no), round_.conflicts
    except IntegrityError:
        with store.write_local() as connection:
            seq = connection.exec_driver_sql("SELECT seq FROM origin WHERE no = ?", (origin_no,)).scalar_one()
            _Round(connection, store.clock.now_ms()).note_waiting(origin_no, seq + 1, "missing_row", "")
        return 0, 0


def _pending(store: Store) -> list[tuple[int, int]]:
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT s.id, s.origin_no FROM segment s JOIN origin o ON o.no = s.origin_no "
            "WHERE s.last_seq > o.seq ORDER BY s.cseq, s.origin_no, s.first_seq"
        ).all()
    return [(row[0], row[1]) for row in rows]


class _Round:
    """One segment's transaction."""

    def __init__(self, connection: Connection, now_ms: int) -> None:
        self._connection = connection
        self._now_ms = now_ms
        self._numbers: dict[bytes, int] = {}
        self._origins: dict[int, bytes] = {}
        self._hlcs: dict[int, int] = {}
        self._touched: list[tuple[int, RowKey]] = []
        self.conflicts = 0

    def apply_segment(self, segment_id: int, origin_no: int) -> int:
        """Apply what can be; the number of changesets applied."""
        row = self._connection.exec_driver_sql(
            "SELECT bytes, received_ms FROM segment WHERE id = ?", (segment_id,)
        ).one()
        known = self._connection.exec_driver_sql(
            "SELECT seq, head FROM origin WHERE no = ?", (origin_no,)
        ).one()
        opened = segments.open_body(segments.read(row[0]))
        if opened[0][0].header.seq > known[0] + 1:
            self.note_waiting(origin_no, known[0] + 1, "gap", "")
            return 0
        self._switch(0)
        seq, head, highest = known[0], known[1], 0
        for changeset, head_after in opened:
            if changeset.header.seq <= seq:
                continue
            hlc = hybrid.adjusted(changeset.header.hlc, row[1])
            try:
                self._apply(changeset, hlc)
            except _Waits as wait:
                self.note_waiting(origin_no, changeset.header.seq, wait.reason, wait.detail)
                break
            except BadChange as error:
                self._note_returned(origin_no, changeset.header.seq, error)
            seq, head = changeset.header.seq, head_after
            highest = max(highest, hlc)
        else:
            self._connection.exec_driver_sql("DELETE FROM waiting WHERE origin_no = ?", (origin_no,))
        self._finish(origin_no, seq, head, highest)
        return int(seq - known[0])

    def _finish(self, origin_no: int, seq: int, head: bytes, highest: int) -> None:
        self._connection.exec_driver_sql(
            "UPDATE origin SET seq = ?, head = ? WHERE no = ?", (seq, head, origin_no)
        )
        last = self._connection.exec_driver_sql("SELECT hlc FROM log_state WHERE id = 1").scalar_one()
        self._connection.exec_driver_sql(
            "UPDATE log_state SET hlc = ? WHERE id = 1", (hybrid.observe(last, highest),)
        )
        dossiers, applicants = projections.touched(self._connection, self._touched)
        projections.refresh(self._connection, dossiers, applicants)
        self._switch(1)

    def _switch(self, is_on: int) -> None:
        self._connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        self._connection.exec_driver_sql("UPDATE capture_switch SET is_on = ? WHERE id = 1", (is_on,))

    def _apply(self, changeset: Changeset, hlc: int) -> None:
        if changeset.header.schema > SCHEMA:
            raise _Waits("newer_schema", str(changeset.header.schema))
        for dep in changeset.deps():
            seen = self._connection.exec_driver_sql(
                "SELECT seq FROM origin WHERE origin = ?", (dep.origin,)
            ).first()
            if seen is None or seen[0] < dep.seq:
                raise _Waits("missing_dependency")
        mark = Mark(changeset.stamp, hlc)
        with self._whole_or_not():
            for op in changeset.ops():
                _OpApplier(self, changeset, mark, op).run()

    @contextmanager
    def _whole_or_not(self) -> Iterator[None]:
        """What stops half-way leaves nothing behind; what no row can hold is the author's fault, by name."""
        touched, conflicts = len(self._touched), self.conflicts
        self._connection.exec_driver_sql("SAVEPOINT changeset")
        try:
            yield
        except (BadChange, _Waits, IntegrityError) as error:
            self._connection.exec_driver_sql("ROLLBACK TO changeset")
            self._connection.exec_driver_sql("RELEASE changeset")
            del self._touched[touched:]
            self.conflicts = conflicts
            if isinstance(error, IntegrityError):
                raise Malformed("row") from error
            raise
        self._connection.exec_driver_sql("RELEASE changeset")

    def number(self, origin: bytes) -> int:
        """The local number of an origin."""
        if origin not in self._numbers:
            self._numbers[origin] = origin_number(self._connection, origin)
        return self._numbers[origin]

    @property
    def connection(self) -> Connection:
        """The transaction."""
        return self._connection

    def touch(self, table_no: int, key: RowKey) -> None:
        """This row changed."""
        self._touched.append((table_no, key))

    def stamp_of(self, stamp: int) -> Stamp:
        """A local stamp by its name everywhere."""
        origin_no, seq = split_id(stamp)
        if origin_no not in self._origins:
            self._origins[origin_no] = self._connection.exec_driver_sql(
                "SELECT origin FROM origin WHERE no = ?", (origin_no,)
            ).scalar_one()
        return Stamp(self._origins[origin_no], seq)

    def hlc_of(self, stamp: int) -> int:
        """The adjusted time of a local stamp, read from where its changeset is kept."""
        if stamp not in self._hlcs:
            self._hlcs |= self._read_hlcs(*split_id(stamp))
        return self._hlcs[stamp]

    def _read_hlcs(self, origin_no: int, seq: int) -> dict[int, int]:
        """The times of a changeset and of those it was sealed with: they are likely asked for next."""
        from_log = self._connection.exec_driver_sql(
            "SELECT header FROM changeset WHERE origin_no = ? AND seq = ?", (origin_no, seq)
        ).first()
        if from_log is not None:
            return {local_id(origin_no, seq): decode_header(from_log[0]).hlc}
        row = self._connection.exec_driver_sql(
            "SELECT bytes, received_ms FROM segment WHERE origin_no = ? AND first_seq <= ? "
            "ORDER BY first_seq DESC LIMIT 1",
            (origin_no, seq),
        ).one()
        return {
            local_id(origin_no, changeset.header.seq): hybrid.adjusted(changeset.header.hlc, row[1])
            for changeset, _ in segments.open_body(segments.read(row[0]))
        }

    def keep_loser(self, place: Place, winner: int, loser: int, cells: Sequence[Any]) -> None:
        """Keep the losing value until a clerk chooses."""
        losers.keep(self._connection, place, winner, loser, cells, self._now_ms)

    def settle_alike(self, place: Place, standing: Sequence[Any]) -> None:
        """There is nothing to choose between two values that are the same."""
        losers.settle_alike(self._connection, place, standing, self._now_ms)

    def note_waiting(self, origin_no: int, seq: int, reason: str, detail: str) -> None:
        """Say why an origin's log does not go on."""
        self._connection.exec_driver_sql(
            "INSERT OR REPLACE INTO waiting(origin_no, seq, reason, detail, since_ms) VALUES (?, ?, ?, ?, ?)",
            (origin_no, seq, reason, detail, self._now_ms),
        )

    def _note_returned(self, origin_no: int, seq: int, error: BadChange) -> None:
        self._connection.exec_driver_sql(
            "INSERT OR REPLACE INTO returned(origin_no, seq, code, detail) VALUES (?, ?, ?, ?)",
            (origin_no, seq, error.code, str(error)),
        )


class _OpApplier:
    """One operation of a changeset against the rows that are here."""

    def __init__(self, round_: _Round, changeset: Changeset, mark: Mark, op: Op) -> None:
        table = TABLE_BY_NUMBER.get(op.table)
        if table is None:
            raise Malformed(f"table {op.table}")
        self._round = round_
        self._connection = round_.connection
        self._changeset = changeset
        self._mark = mark
        self._op = op
        self._table = table
        self._key = self._local_key(op.key)
        self._stamp = local_id(round_.number(mark.stamp.origin), mark.stamp.seq)

    def run(self) -> None:
        """Insert, merge or bury the row."""
        self._round.touch(self._table.number, self._key)
        if self._op.groups is None:
            self._bury()
            return
        writes = list(self._writes(self._op.groups))
        is_new = any(group.number == FIRST_GROUP and write.base is None for group, write, _ in writes)
        if is_new and self._inserted(writes):
            return
        for group, write, cells in writes:
            self._merge(group, write, cells)

    def _local(self, ref: WireRef) -> int:
        origin, number = self._changeset.origin_of(ref)
        if not 0 <= number <= COUNTER_MASK:
            raise Malformed(f"row {number}")
        return 0 if not number else local_id(self._round.number(origin), number)

    def _local_key(self, key: Any) -> RowKey:
        try:
            if self._table.key is Key.CHILD:
                parent, ordinal = key
                return RowKey(self._local(ref_of(parent)), within_64_bits(int(ordinal)))
            return RowKey(self._local(ref_of(key)))
        except (TypeError, ValueError) as error:
            raise Malformed("row key") from error

    def _writes(self, groups: list[GroupWrite]) -> Iterator[tuple[Group, GroupWrite, list[Any]]]:
        for write in groups:
            group = self._table.group_by_number.get(write.group)
            if group is None:
                raise Malformed(f"group {write.group} of {self._table.name}")
            yield group, write, self._cells(group, write.cells)

    def _cells(self, group: Group, sent: list[Any]) -> list[Any]:
        """Values in local form; missing cells at the end are empty, a later version's are skipped."""
        cells: list[Any] = [field.empty for field in group.fields]
        for position, (field, value) in enumerate(zip(group.fields, sent, strict=False)):
            is_row = field.refers_to is not None and value is not None
            cells[position] = self._local(ref_of(value)) if is_row else fitting(self._table, field, value)
        return cells

    def _inserted(self, writes: list[tuple[Group, GroupWrite, list[Any]]]) -> bool:
        row_id, ordinal = key_columns(self._table)
        keys = {row_id: self._key.row_id}
        if self._table.key is Key.CHILD:
            keys[ordinal] = self._key.ordinal
        values = keys | {
            field.name: cell
            for group, _, cells in writes
            for field, cell in zip(group.fields, cells, strict=True)
        }
        values["stamp"] = self._stamp
        result = self._connection.exec_driver_sql(
            f"INSERT INTO {self._table.name}({', '.join(values)}) VALUES ({', '.join('?' * len(values))}) "
            "ON CONFLICT DO NOTHING",
            tuple(values.values()),
        )
        return result.rowcount == 1

    def _merge(self, group: Group, write: GroupWrite, cells: list[Any]) -> None:
        present = self._present_cells(group)
        if present is None:
            self._keep_orphan(group, cells)
            return
        current = self._current_stamp(group)
        replaced = [Stamp(*self._changeset.origin_of(ref)) for ref in write.replaced()]
        place = self._place(group)
        for each in replaced:
            losers.forget(self._connection, place, local_id(self._round.number(each.origin), each.seq))
        outcome = self._outcome(current, replaced)
        if outcome is Outcome.WINS:
            self._round.keep_loser(place, self._stamp, current, present)
        if outcome is Outcome.LOSES:
            self._round.keep_loser(place, current, self._stamp, cells)
        if outcome in (Outcome.WINS, Outcome.LOSES) and present != cells:
            self._round.conflicts += 1
        if outcome in (Outcome.APPLY, Outcome.WINS):
            self._write(group, cells)
            present = cells
        self._round.settle_alike(place, present)

    def _outcome(self, current: int, replaced: Sequence[Stamp]) -> Outcome:
        """Only edits made without knowing of each other need their times, which lie in the log."""
        if not current:
            return arbitrate(None, None, self._mark)
        stamp, own = self._round.stamp_of(current), self._mark.stamp
        is_known = stamp in replaced
        is_concurrent = not is_known and stamp != own and stamp.origin != own.origin
        hlc = self._round.hlc_of(current) if is_concurrent else 0
        return arbitrate(Mark(stamp, hlc), stamp if is_known else None, self._mark)

    def _keep_orphan(self, group: Group, cells: list[Any]) -> None:
        """An edit of a row that was deleted elsewhere is kept for a clerk; of one never seen, waited for."""
        buried = self._connection.exec_driver_sql(
            "SELECT stamp FROM tombstone WHERE table_no = ? AND row_id = ? AND ordinal = ?",
            (self._table.number, *self._key),
        ).first()
        if buried is None:
            raise _Waits("missing_row", self._table.name)
        self._round.conflicts += 1
        self._round.keep_loser(self._place(group), buried[0], self._stamp, cells)

    def _place(self, group: Group) -> Place:
        return Place(self._table.number, *self._key, group.number)

    def _current_stamp(self, group: Group) -> int:
        row_id, ordinal = key_columns(self._table)
        row = self._connection.exec_driver_sql(
            "SELECT coalesce((SELECT stamp FROM group_stamp WHERE table_no = ? AND row_id = ? "
            "AND ordinal = ? AND group_no = ?), "
            f"(SELECT stamp FROM {self._table.name} WHERE {row_id} = ? AND {ordinal} = ?))",
            (self._table.number, *self._key, group.number, *self._key),
        ).one()
        return int(row[0] or 0)

    def _present_cells(self, group: Group) -> list[Any] | None:
        row_id, ordinal = key_columns(self._table)
        columns = ", ".join(field.name for field in group.fields)
        row = self._connection.exec_driver_sql(
            f"SELECT {columns} FROM {self._table.name} WHERE {row_id} = ? AND {ordinal} = ?", tuple(self._key)
        ).first()
        return None if row is None else list(row)

    def _write(self, group: Group, cells: list[Any]) -> None:
        row_id, ordinal = key_columns(self._table)
        assignments = ", ".join(f"{field.name} = ?" for field in group.fields)
        self._connection.exec_driver_sql(
            f"UPDATE {self._table.name} SET {assignments} WHERE {row_id} = ? AND {ordinal} = ?",
            (*cells, *self._key),
        )
        self._connection.exec_driver_sql(
            "INSERT OR REPLACE INTO group_stamp VALUES (?, ?, ?, ?, ?)",
            (self._table.number, *self._key, group.number, self._stamp),
        )

    def _bury(self) -> None:
        row_id, ordinal = key_columns(self._table)
        self._connection.exec_driver_sql(
            f"DELETE FROM {self._table.name} WHERE {row_id} = ? AND {ordinal} = ?", tuple(self._key)
        )
        self._connection.exec_driver_sql(
            "INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?, ?)",
            (self._table.number, *self._key, self._stamp),
        )
