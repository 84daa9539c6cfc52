"""One operation that others wrote against the rows that are here: inserted, merged or buried."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.changes.changeset import GroupWrite, Header, Op, Stamp, WireRef
from app.changes.errors import Malformed
from app.changes.lasting import check_deletion, check_rewriting
from app.changes.merge import Mark, Outcome, arbitrate
from app.changes.registry import TABLE_BY_NUMBER, Group, Key
from app.domain.ids import COUNTER_MASK, local_id
from app.storage import losers, sql
from app.storage.apply_round import Round, Waits
from app.storage.incoming_values import fitting, ref_of, within_64_bits
from app.storage.losers import Place
from app.storage.row_reader import RowKey
from app.storage.triggers import key_columns

FIRST_GROUP = 1  # the group that every new row comes with, and that holds what a row cannot be without


class OpApplier:
    """One operation of a changeset against the rows that are here."""

    def __init__(self, round_: Round, header: Header, mark: Mark, op: Op) -> None:
        table = TABLE_BY_NUMBER.get(op.table)
        if table is None:
            raise Malformed(f"table {op.table}")
        self._round = round_
        self._connection = round_.connection
        self._header = header
        self._mark = mark
        self._op = op
        self._table = table
        self._key = self._local_key(op.key)
        self._stamp = local_id(round_.number(mark.stamp.origin), mark.stamp.seq)

    def run(self) -> None:
        """Insert, merge or bury the row."""
        self._round.touch(self._table.number, self._key)
        if self._op.groups is None:
            check_deletion(self._table)
            self._bury()
            return
        writes = list(self._writes(self._op.groups))
        is_new = any(group.number == FIRST_GROUP and write.base is None for group, write, _ in writes)
        if is_new and self._inserted(writes):
            return
        for group, write, cells in writes:
            self._merge(group, write, cells)

    def _local(self, ref: WireRef) -> int:
        origin, number = self._header.origin_of(ref, self._mark.stamp.origin)
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
        inserted = sql.run(
            self._connection,
            f"INSERT INTO {self._table.name}({', '.join(values)}) VALUES ({', '.join('?' * len(values))}) "
            "ON CONFLICT DO NOTHING",
            *values.values(),
        )
        return inserted == 1

    def _merge(self, group: Group, write: GroupWrite, cells: list[Any]) -> None:
        present = self._present_cells(group)
        if present is None:
            self._keep_orphan(group, cells)
            return
        current = self._current_stamp(group)
        if current != self._stamp:
            check_rewriting(self._table, group, present, cells)
        replaced = [Stamp(*self._header.origin_of(ref, self._mark.stamp.origin)) for ref in write.replaced()]
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
        buried = sql.row(
            self._connection,
            "SELECT stamp FROM tombstone WHERE table_no = ? AND row_id = ? AND ordinal = ?",
            self._table.number,
            *self._key,
        )
        if buried is None:
            raise Waits("missing_row", self._table.name)
        self._round.conflicts += 1
        self._round.keep_loser(self._place(group), buried[0], self._stamp, cells)

    def _place(self, group: Group) -> Place:
        return Place(self._table.number, *self._key, group.number)

    def _current_stamp(self, group: Group) -> int:
        row_id, ordinal = key_columns(self._table)
        row = sql.row(
            self._connection,
            "SELECT coalesce((SELECT stamp FROM group_stamp WHERE table_no = ? AND row_id = ? "
            "AND ordinal = ? AND group_no = ?), "
            f"(SELECT stamp FROM {self._table.name} WHERE {row_id} = ? AND {ordinal} = ?))",
            self._table.number,
            *self._key,
            group.number,
            *self._key,
        )
        return int(row[0] or 0)

    def _present_cells(self, group: Group) -> list[Any] | None:
        row_id, ordinal = key_columns(self._table)
        columns = ", ".join(field.name for field in group.fields)
        row = sql.row(
            self._connection,
            f"SELECT {columns} FROM {self._table.name} WHERE {row_id} = ? AND {ordinal} = ?",
            *self._key,
        )
        return None if row is None else list(row)

    def _write(self, group: Group, cells: list[Any]) -> None:
        row_id, ordinal = key_columns(self._table)
        assignments = ", ".join(f"{field.name} = ?" for field in group.fields)
        sql.run(
            self._connection,
            f"UPDATE {self._table.name} SET {assignments} WHERE {row_id} = ? AND {ordinal} = ?",
            *cells,
            *self._key,
        )
        sql.run(
            self._connection,
            "INSERT OR REPLACE INTO group_stamp VALUES (?, ?, ?, ?, ?)",
            self._table.number,
            *self._key,
            group.number,
            self._stamp,
        )

    def _bury(self) -> None:
        row_id, ordinal = key_columns(self._table)
        sql.run(
            self._connection,
            f"DELETE FROM {self._table.name} WHERE {row_id} = ? AND {ordinal} = ?",
            *self._key,
        )
        sql.run(
            self._connection,
            "INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?, ?)",
            self._table.number,
            *self._key,
            self._stamp,
        )
