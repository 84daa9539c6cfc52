"""The device's own log: captured changes become one changeset, chained in the same transaction.

``LogPosition`` is read when a writer begins (it has the log to itself from then on) and written back with
the changeset. Sealing comes later and in its own transaction.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.changes import clock
from app.changes.chain import next_head
from app.changes.changeset import Header, WireRef, encode_header, encode_payload
from app.changes.registry import TABLE_BY_NUMBER, TABLES, Command, Key, Table, schema_of
from app.domain.dossier import Role
from app.domain.ids import local_id, split_id
from app.storage import losers, sql
from app.storage.losers import Place
from app.storage.row_reader import RowKey, group_stamps, read_rows
from app.storage.triggers import key_columns


class Act(NamedTuple):
    """What one transaction is for: recorded with it, and signed."""

    command: Command
    clerk_id: int | None = None
    role: Role = Role.NONE
    reason: str | None = None
    catalogue: str = ""


@dataclass(slots=True)
class LogPosition:
    """Where the log stands inside a writer's transaction."""

    origin_no: int
    origin: bytes
    seq: int
    head: bytes
    hlc: int
    row_counter: int
    trusted_ms: int | None
    trusted_wall_ms: int | None
    last_number: str
    chosen_over: dict[Place, list[int]] = field(default_factory=dict)

    @property
    def stamp(self) -> int:
        """The stamp of the changeset being written, in the local integer form."""
        return local_id(self.origin_no, self.seq + 1)


class Captured(NamedTuple):
    """What happened to one row in this transaction: I, U or D; ``mask`` a bit per changed field."""

    op: str
    mask: int


class GroupLayout(NamedTuple):
    """Where a group's cells stand in a row as it is read, worked out once."""

    number: int
    start: int
    stop: int
    mask: int
    empty: tuple[str | int | None, ...]
    refs: tuple[int, ...]


def _layout(table: Table) -> tuple[GroupLayout, ...]:
    layouts, start = [], 0
    for group in table.groups:
        stop = start + len(group.fields)
        layouts.append(
            GroupLayout(
                group.number,
                start,
                stop,
                (1 << stop) - (1 << start),
                tuple(field.empty for field in group.fields),
                tuple(place for place, field in enumerate(group.fields) if field.refers_to),
            )
        )
        start = stop
    return tuple(layouts)


LAYOUTS = {table.number: _layout(table) for table in TABLES}

Changes = dict[tuple[int, RowKey], Captured]


def position(connection: Connection) -> LogPosition:
    """The log's position as the transaction sees it."""
    row = sql.row(
        connection,
        "SELECT s.origin_no, o.origin, o.seq, o.head, s.hlc, s.row_counter, s.trusted_ms, s.trusted_wall_ms, "
        "s.last_number FROM log_state s JOIN origin o ON o.no = s.origin_no WHERE s.id = 1",
    )
    return LogPosition(*row)


def captured_changes(connection: Connection) -> Changes:
    """Drain the capture table, coalesced to one entry a row, in order of first appearance."""
    changes: Changes = {}
    rows = sql.rows(connection, "SELECT table_no, op, row_id, ordinal, mask FROM capture ORDER BY n")
    for table_no, op, row_id, ordinal, mask in rows:
        key = (table_no, RowKey(row_id, ordinal))
        before = changes.pop(key, None) if op == "D" else changes.get(key)
        if before is None:
            changes[key] = Captured(op, mask)
        elif op == "U" and before.op == "U":
            changes[key] = Captured("U", before.mask | mask)
        elif op == "D" and before.op == "U":
            changes[key] = Captured("D", mask)
        elif op == "I":  # deleted and written again in one transaction: a write of every field
            changes[key] = Captured("U", -1)
            _stamp(connection, table_no, [(before.mask, row_id, ordinal)])
    if rows:
        sql.run(connection, "DELETE FROM capture")
    return changes


def note_choice(
    connection: Connection, log: LogPosition, table: Table, key: RowKey, group_no: int, loser: int
) -> None:
    """Log a group as written after a losing value too, even where the value that stands was chosen.

    No trigger sees a row that stays as it was, so what it would have captured is written here.
    """
    mask = next(layout.mask for layout in LAYOUTS[table.number] if layout.number == group_no)
    sql.run(
        connection,
        "INSERT INTO capture(table_no, op, row_id, ordinal, mask) VALUES (?, 'U', ?, ?, ?)",
        table.number,
        *key,
        mask,
    )
    log.chosen_over.setdefault(Place(table.number, *key, group_no), []).append(loser)


def append(connection: Connection, log: LogPosition, act: Act, changes: Changes, now_ms: int) -> None:
    """Write the changeset of ``changes`` and move the log's position on."""
    writer = _OpWriter(connection, log, now_ms)
    deps = writer.deps()
    payload = encode_payload(list(writer.ops(changes)))
    log.hlc = clock.tick(log.hlc, now_ms)
    header = encode_header(
        Header(
            seq=log.seq + 1,
            hlc=log.hlc,
            wall_offset_ms=now_ms - clock.milliseconds(log.hlc),
            trusted_age_s=_trusted_age(log, now_ms),
            clerk=None if act.clerk_id is None else writer.wire(act.clerk_id),
            role=act.role,
            command=act.command,
            reason=act.reason,
            schema=schema_of(act.command),
            catalogue=act.catalogue,
            deps=deps,
            origins=writer.origins,
        )
    )
    log.head = next_head(log.head, header, sha256(payload).digest())
    log.seq += 1
    sql.run(
        connection,
        "INSERT INTO changeset(origin_no, seq, header, payload, head) VALUES (?, ?, ?, ?, ?)",
        log.origin_no,
        log.seq,
        header,
        payload,
        log.head,
    )
    _save(connection, log, now_ms)


def _trusted_age(log: LogPosition, now_ms: int) -> int | None:
    return None if log.trusted_wall_ms is None else max(0, (now_ms - log.trusted_wall_ms) // 1000)


def _save(connection: Connection, log: LogPosition, now_ms: int) -> None:
    sql.run(connection, "UPDATE origin SET seq = ?, head = ? WHERE no = ?", log.seq, log.head, log.origin_no)
    sql.run(
        connection,
        "UPDATE log_state SET hlc = ?, row_counter = ?, wall_ms = ?, last_number = ? WHERE id = 1",
        log.hlc,
        log.row_counter,
        now_ms,
        log.last_number,
    )


class _OpWriter:
    """Turns captured rows into operations, and local integers into refs of the wire."""

    def __init__(self, connection: Connection, log: LogPosition, now_ms: int) -> None:
        self._connection = connection
        self._log = log
        self._now_ms = now_ms
        self._index: dict[int, int] = {}
        self.origins: list[bytes] = []

    def deps(self) -> list[tuple[int, int]]:
        """What was seen of others since the last changeset of our own."""
        news = sql.rows(
            self._connection,
            "SELECT no, seq FROM origin WHERE seq > told_seq AND no <> ?",
            self._log.origin_no,
        )
        if news:
            sql.run(self._connection, "UPDATE origin SET told_seq = seq WHERE no <> ?", self._log.origin_no)
        return [(self._origin_index(no), seq) for no, seq in news]

    def wire(self, local: int) -> WireRef:
        """A row or stamp as this changeset writes it."""
        no, number = split_id(local)
        return number if no == self._log.origin_no or not number else (self._origin_index(no), number)

    def ops(self, changes: Changes) -> Iterator[list[Any]]:
        """One operation a row, in the order the rows were first touched."""
        rows = self._rows_of(changes)
        stamps = group_stamps(self._connection, _updated(changes))
        self._stamp_rows(changes, rows)
        for (table_no, key), captured in changes.items():
            table = TABLE_BY_NUMBER[table_no]
            match captured.op:
                case "I":
                    groups = self._all_groups(table, rows[table_no, key])
                    yield [table_no, self._key(table, key), groups]
                case "U":
                    groups = self._changed_groups(table, key, captured.mask, rows[table_no, key], stamps)
                    yield [table_no, self._key(table, key), groups]
                case _:
                    self._bury(table_no, key)
                    yield [table_no, self._key(table, key), None, self.wire(captured.mask)]

    def _rows_of(self, changes: Changes) -> dict[tuple[int, RowKey], Sequence[Any]]:
        by_table: dict[int, list[RowKey]] = {}
        for (table_no, key), captured in changes.items():
            if captured.op != "D":
                by_table.setdefault(table_no, []).append(key)
        return {
            (table_no, key): row
            for table_no, keys in by_table.items()
            for key, row in read_rows(self._connection, TABLE_BY_NUMBER[table_no], keys).items()
        }

    def _key(self, table: Table, key: RowKey) -> Any:
        row = self.wire(key.row_id)
        return (row, key.ordinal) if table.key is Key.CHILD else row

    def _all_groups(self, table: Table, row: Sequence[Any]) -> list[list[Any]]:
        return [
            [group.number, cells]
            for group in LAYOUTS[table.number]
            if (cells := self._cells(group, row)) or group.number == 1
        ]

    def _changed_groups(
        self,
        table: Table,
        key: RowKey,
        mask: int,
        row: Sequence[Any],
        stamps: dict[tuple[int, RowKey, int], int],
    ) -> list[list[Any]]:
        groups = []
        for group in LAYOUTS[table.number]:
            if mask & group.mask:
                base = stamps.get((table.number, key, group.number), row[-1])
                written = [group.number, self._cells(group, row), self.wire(base) if base else None]
                place = Place(table.number, *key, group.number)
                known = self._losers_known(place, row[group.start : group.stop])
                groups.append([*written, [self.wire(each) for each in known]] if known else written)
                self._mark(table.number, key, group.number)
        return groups

    def _losers_known(self, place: Place, cells: Sequence[Any]) -> list[int]:
        """The losing values that whoever wrote these cells knew beside the one that stood."""
        known = [*self._log.chosen_over.get(place, ()), *losers.take_settled(self._connection, place)]
        losers.settle_alike(self._connection, place, cells, self._now_ms)
        return known

    def _cells(self, group: GroupLayout, row: Sequence[Any]) -> list[Any]:
        """A group's values as they travel: refs of the wire, empty ones at the end left out."""
        cells = list(row[group.start : group.stop])
        for place in group.refs:
            if cells[place] is not None:
                cells[place] = self.wire(cells[place])
        while cells and cells[-1] == group.empty[len(cells) - 1]:
            cells.pop()
        return cells

    def _mark(self, table_no: int, key: RowKey, group_no: int) -> None:
        sql.run(
            self._connection,
            "INSERT OR REPLACE INTO group_stamp VALUES (?, ?, ?, ?, ?)",
            table_no,
            key.row_id,
            key.ordinal,
            group_no,
            self._log.stamp,
        )

    def _bury(self, table_no: int, key: RowKey) -> None:
        sql.run(
            self._connection,
            "INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?, ?)",
            table_no,
            key.row_id,
            key.ordinal,
            self._log.stamp,
        )

    def _stamp_rows(self, changes: Changes, rows: Mapping[tuple[int, RowKey], Sequence[Any]]) -> None:
        """Stamp what was inserted without this changeset's stamp."""
        unstamped: dict[int, list[tuple[int, int, int]]] = {}
        for (table_no, key), captured in changes.items():
            if captured.op == "I" and rows[table_no, key][-1] != self._log.stamp:
                unstamped.setdefault(table_no, []).append((self._log.stamp, key.row_id, key.ordinal))
        for table_no, keys in unstamped.items():
            _stamp(self._connection, table_no, keys)

    def _origin_index(self, no: int) -> int:
        index = self._index.get(no)
        if index is None:
            index = self._index[no] = len(self.origins)
            row = sql.row(self._connection, "SELECT origin FROM origin WHERE no = ?", no)
            self.origins.append(row[0])
        return index


def _stamp(connection: Connection, table_no: int, keys: list[tuple[int, int, int]]) -> None:
    """Give rows, by (stamp, row id, ordinal), the stamp of the changeset that wrote them."""
    table = TABLE_BY_NUMBER[table_no]
    row_id, ordinal = key_columns(table)
    sql.run_many(connection, f"UPDATE {table.name} SET stamp = ? WHERE {row_id} = ? AND {ordinal} = ?", keys)


def _updated(changes: Changes) -> list[tuple[int, RowKey]]:
    return [key for key, captured in changes.items() if captured.op == "U"]
