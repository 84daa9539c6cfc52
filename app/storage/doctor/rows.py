"""The rows against the log: every value that stands in a row is the one that its changeset wrote."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.changes import segment as segments
from app.changes.changeset import Changeset, Op, Origin, decode_header
from app.changes.errors import BadChange
from app.changes.registry import TABLE_BY_NUMBER, TABLES, Key, Table
from app.changes.upcast import current_ops
from app.domain.ids import COUNTER_BITS, COUNTER_MASK, local_id
from app.storage.doctor.chain import Log, logs, stored_segments, unsealed
from app.storage.doctor.report import Finding, Patient
from app.storage.journal import LAYOUTS, GroupLayout
from app.storage.row_reader import RowKey, group_stamps, read_rows
from app.storage.triggers import key_columns

AT_ONCE = 256


class _Write(NamedTuple):
    """What one changeset says of one row."""

    table: Table
    key: RowKey
    stamp: int
    changeset: Changeset
    op: Op


def look_at_rows(patient: Patient) -> Iterator[Finding]:
    """Rows that differ from the log, are missing from it, or are missing though it has them."""
    connection = patient.connection
    known = logs(connection)
    comparison = _Comparison(connection, {log.origin: log.no for log in known})
    for log in known:
        changesets = (c for c in _changesets(connection, log) if c.header.seq <= log.seq)
        while batch := list(islice(changesets, AT_ONCE)):
            yield from comparison.findings(log, batch)
    for table in TABLES:
        yield from _unlogged(connection, table)


def _changesets(connection: Connection, log: Log) -> Iterator[Changeset]:
    for stored in stored_segments(connection, log):
        try:
            yield from (changeset for changeset, _ in segments.open_body(segments.read(stored.data)))
        except BadChange:
            continue  # the chain's look names it
    for _, header, payload, _ in unsealed(connection, log):
        yield Changeset(log.origin, decode_header(header), header, payload, b"")


class _Comparison:
    """Compares a few hundred changesets at a time with the rows as they are."""

    def __init__(self, connection: Connection, numbers: dict[Origin, int]) -> None:
        self._connection = connection
        self._numbers = numbers

    def findings(self, log: Log, changesets: Iterable[Changeset]) -> Iterator[Finding]:
        """Which rows differ."""
        writes = [write for changeset in changesets for write in self._writes(log, changeset)]
        keys: dict[Table, list[RowKey]] = {}
        for write in writes:
            keys.setdefault(write.table, []).append(write.key)
        rows = {table.number: read_rows(self._connection, table, wanted) for table, wanted in keys.items()}
        stamps = group_stamps(self._connection, [(write.table.number, write.key) for write in writes])
        for write in writes:
            row = rows[write.table.number].get(write.key)
            if row is None:
                yield from self._missing(write)
                continue
            for group in self._differing(write, row, stamps):
                name = TABLE_BY_NUMBER[write.table.number].group_by_number[group.number].name
                place = _place(write)
                yield Finding(f"Dòng {place}, nhóm {name}, khác với nhật ký.", f"{place} {name}")

    def _writes(self, log: Log, changeset: Changeset) -> Iterator[_Write]:
        stamp = local_id(log.no, changeset.header.seq)
        for op in current_ops(changeset):
            table = TABLE_BY_NUMBER.get(op.table)
            if table is not None and op.groups is not None:
                yield _Write(table, self._key(changeset, table, op.key), stamp, changeset, op)

    def _key(self, changeset: Changeset, table: Table, key: Any) -> RowKey:
        if table.key is Key.CHILD:
            return RowKey(self._local(changeset, key[0]), key[1])
        return RowKey(self._local(changeset, key))

    def _local(self, changeset: Changeset, ref: Any) -> int:
        origin, number = changeset.origin_of(ref)
        return local_id(self._numbers[origin], number) if number else 0

    def _differing(
        self, write: _Write, row: Any, stamps: dict[tuple[int, RowKey, int], int]
    ) -> Iterator[GroupLayout]:
        """The groups that this changeset wrote last and that say something else now."""
        written = {group.group: group.cells for group in write.op.groups or ()}
        made_the_row = row[-1] == write.stamp
        for layout in LAYOUTS[write.table.number]:
            current = stamps.get((write.table.number, write.key, layout.number), row[-1])
            if current != write.stamp or not (made_the_row or layout.number in written):
                continue
            if self._cells(write, layout, written.get(layout.number, [])) != list(
                row[layout.start : layout.stop]
            ):
                yield layout

    def _cells(self, write: _Write, layout: GroupLayout, sent: list[Any]) -> list[Any]:
        cells = [*sent[: len(layout.empty)], *layout.empty[len(sent) :]]
        for place in layout.refs:
            if cells[place] is not None:
                cells[place] = self._local(write.changeset, cells[place])
        return cells

    def _missing(self, write: _Write) -> Iterator[Finding]:
        buried = self._connection.exec_driver_sql(
            "SELECT 1 FROM tombstone WHERE table_no = ? AND row_id = ? AND ordinal = ?",
            (write.table.number, *write.key),
        ).first()
        if buried is None:
            yield Finding(f"Mất dòng {_place(write)} mà nhật ký có.", _place(write))


def _place(write: _Write) -> str:
    ordinal = f"/{write.key.ordinal}" if write.table.key is Key.CHILD else ""
    return f"{write.table.name} {write.key.row_id}{ordinal}"


def _unlogged(connection: Connection, table: Table) -> Iterator[Finding]:
    """Rows whose changeset this log does not have."""
    row_id, ordinal = key_columns(table)
    rows = connection.exec_driver_sql(
        f"SELECT t.{row_id}, {ordinal} FROM {table.name} t "
        f"LEFT JOIN origin o ON o.no = t.stamp >> {COUNTER_BITS} "
        f"WHERE t.stamp = 0 OR o.no IS NULL OR t.stamp & {COUNTER_MASK} > o.seq"
    )
    for key, number in rows:
        place = f"{table.name} {key}" + (f"/{number}" if table.key is Key.CHILD else "")
        yield Finding(f"Dòng {place} không có trong nhật ký.", place)
