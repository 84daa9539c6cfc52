"""Loading a checkpoint: each part in one transaction, with capture off and everything derived made with it.

The first part brings the logs' ends and the feed's cursor, so whatever is written from then on follows what
the checkpoint holds. Until the last part is here nothing of the feed is applied: it may speak of rows that
are still to come. Rows that stand here already (a desk that wrote before it joined) are merged by group.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.changes import clock as hybrid
from app.changes import segment as segments
from app.changes.checkpoint import Checkpoint, LogEnd
from app.changes.checkpoint_books import Parked
from app.changes.checkpoint_parts import Part, TableRows
from app.changes.registry import APPLICANT, APPLICANT_JOIN, DOSSIER, TABLE_BY_NUMBER, Key, Table
from app.domain.ids import COUNTER_BITS, COUNTER_MASK
from app.storage import log_base, projections, sql
from app.storage.checkpoint_merge import ORDINAL, ROW, STAMP, Merger, keep_loser, present_keys
from app.storage.incarnations import own_origins
from app.storage.log_base import LogBase
from app.storage.log_store import Incoming, keep_incoming, origin_number
from app.storage.losers import Place
from app.storage.row_reader import RowKey
from app.storage.triggers import key_columns


class Loading(NamedTuple):
    """A checkpoint that is being loaded, or was: the statement, and how many of its parts are here."""

    statement: bytes
    cseq: int
    loaded: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether every part is here."""
        return self.loaded == self.total


def loading(connection: Connection) -> Loading | None:
    """The checkpoint this desk began with; None for one that has read the feed from its beginning."""
    row = sql.row(connection, "SELECT statement, cseq, loaded, total FROM checkpoint WHERE id = 1")
    return None if row is None else Loading(*row)


def is_incomplete(connection: Connection) -> bool:
    """Whether older dossiers are still to come."""
    now = loading(connection)
    return now is not None and not now.is_complete


def may_begin(connection: Connection) -> bool:
    """Whether this desk has nothing yet of what others wrote."""
    return not sql.row(
        connection,
        "SELECT 1 FROM device WHERE cursor > 0 UNION SELECT 1 FROM origin WHERE is_own = 0 AND seq > 0 "
        "UNION SELECT 1 FROM segment s JOIN origin o ON o.no = s.origin_no WHERE o.is_own = 0 LIMIT 1",
    )


def begin(connection: Connection, checkpoint: Checkpoint, statement: bytes, first: Part, now_ms: int) -> None:
    """Take in the logs' ends and the first part; the desk can be worked with from here on."""
    _Loader(connection, checkpoint.logs, now_ms).load(first)
    for log in checkpoint.logs:
        _reach(connection, log)
    sql.run(connection, "UPDATE device SET cursor = max(cursor, ?) WHERE id = 1", checkpoint.cseq)
    last = sql.value(connection, "SELECT hlc FROM log_state WHERE id = 1")
    sql.run(connection, "UPDATE log_state SET hlc = ? WHERE id = 1", hybrid.observe(last, checkpoint.hlc))
    sql.run(
        connection,
        "INSERT INTO checkpoint(id, statement, cseq, loaded, total) VALUES (1, ?, ?, 1, ?)",
        statement,
        checkpoint.cseq,
        len(checkpoint.parts),
    )


def go_on(connection: Connection, checkpoint: Checkpoint, number: int, part: Part, now_ms: int) -> bool:
    """Take in the next part; False when another process has done so meanwhile."""
    now = loading(connection)
    if now is None or (now.cseq, now.loaded) != (checkpoint.cseq, number):
        return False
    _Loader(connection, checkpoint.logs, now_ms).load(part)
    sql.run(connection, "UPDATE checkpoint SET loaded = loaded + 1 WHERE id = 1")
    return True


def fill(connection: Connection, logs: Sequence[LogEnd], parts: Iterable[Part], now_ms: int) -> None:
    """Take in all that is missing at once, from parts that were made anew; what is here stays as it is."""
    filler = _Filler(connection, logs, now_ms)
    for part in parts:
        filler.load(part)
    sql.run(connection, "UPDATE checkpoint SET loaded = total WHERE id = 1")


def _reach(connection: Connection, log: LogEnd) -> None:
    """A log is applied up to here; its bytes begin after it unless they are here already."""
    no = origin_number(connection, log.origin)
    moved = sql.run(
        connection,
        "UPDATE origin SET seq = ?, head = ? WHERE no = ? AND seq < ? AND is_own = 0",
        log.seq,
        log.head,
        no,
        log.seq,
    )
    if moved:
        log_base.set_base(connection, no, LogBase(log.seq, log.head, log.device_key))


class _Loader:
    """One part's transaction; numbers of the checkpoint become numbers of this desk."""

    def __init__(self, connection: Connection, logs: Sequence[LogEnd], now_ms: int) -> None:
        self._connection = connection
        self._now_ms = now_ms
        self._numbers = [origin_number(connection, log.origin) for log in logs]
        self._covered = {no: log.seq for no, log in zip(self._numbers, logs, strict=True)}
        self._own = [life.no for life in own_origins(connection)]
        self._local = _renumbering(self._numbers)

    def load(self, part: Part) -> None:
        """Write what the part holds and what is derived from it."""
        self._switch(0)
        self._keep_beside(part)
        stamps = self._group_stamps(part)
        merged = set().union(*(self._load(content, stamps) for content in part.tables))
        rows = [(*place, stamp) for place, stamp in stamps.items() if place[:3] not in merged]
        self._insert_or_ignore("group_stamp(table_no, row_id, ordinal, group_no, stamp)", rows)
        self._load_losers(part, merged)
        for content in part.tables:
            self._derive(content)
        self._keep_parked(part)
        self._switch(1)

    def _switch(self, is_on: int) -> None:
        sql.run(self._connection, "PRAGMA defer_foreign_keys = ON")
        sql.run(self._connection, "UPDATE capture_switch SET is_on = ? WHERE id = 1", is_on)

    def _keep_beside(self, part: Part) -> None:
        """What later edits are weighed against comes first: a merge needs it."""
        local = self._local
        clerks = local([each.clerk for each in part.written])
        stamps = local([each.stamp for each in part.written])
        times = (each.hlc for each in part.written)
        log_base.keep_written(self._connection, zip(stamps, times, clerks, strict=True))
        self._insert_or_ignore(
            "tombstone(table_no, row_id, ordinal, stamp)",
            [(e.table_no, *local([e.row]), e.ordinal, *local([e.stamp])) for e in part.tombstones],
        )
        returned = [(*local([each.stamp]), each.code, each.detail) for each in part.returned]
        self._insert_or_ignore(
            "returned(origin_no, seq, code, detail)",
            [(s >> COUNTER_BITS, s & COUNTER_MASK, code, detail) for s, code, detail in returned],
        )

    def _group_stamps(self, part: Part) -> dict[Place, int]:
        rows = self._local([each.row for each in part.group_stamps])
        stamps = self._local([each.stamp for each in part.group_stamps])
        return {
            Place(each.table_no, row, each.ordinal, each.group_no): stamp
            for each, row, stamp in zip(part.group_stamps, rows, stamps, strict=True)
        }

    def _load(self, content: TableRows, stamps: Mapping[Place, int]) -> set[tuple[int, int, int]]:
        """Insert a table's rows; the keys of those that stood here already and were merged."""
        columns, table = self._localised(content), content.table
        present = self._present(table, columns[ROW])
        rows = list(zip(*columns, strict=True))
        if present:
            merger = Merger(self._connection, table, self._covered, stamps, self._now_ms)
            for row in rows:
                if (row[ROW], row[ORDINAL]) in present and self._is_own(row[ROW]):
                    merger.merge(row)
            rows = [row for row in rows if (row[ROW], row[ORDINAL]) not in present]
        self._insert(table, rows)
        return {(table.number, *key) for key in present}

    def _localised(self, content: TableRows) -> list[Sequence[Any]]:
        rows, ordinals, stamps, *cells = content.columns
        fields = content.table.fields
        return [
            self._local(rows),
            ordinals,
            self._local(stamps),
            *(
                self._local(cell) if field.refers_to else cell
                for field, cell in zip(fields, cells, strict=True)
            ),
        ]

    def _present(self, table: Table, rows: Sequence[int]) -> set[tuple[int, int]]:
        """Which of the rows stand here already; only this desk's own can, and the office's single one."""
        return present_keys(self._connection, table, filter(self._is_own, rows))

    def _is_own(self, row: int) -> bool:
        return not row or row >> COUNTER_BITS in self._own

    def _insert(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        if not rows:
            return
        row_id, ordinal = key_columns(table)
        is_child = table.key is Key.CHILD
        names = [row_id, *([ordinal] if is_child else ()), "stamp", *(field.name for field in table.fields)]
        values = rows if is_child else [(row[ROW], *row[STAMP:]) for row in rows]
        sql.run_many(
            self._connection,
            f"INSERT INTO {table.name}({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            values,
        )

    def _load_losers(self, part: Part, merged: Container[tuple[int, int, int]]) -> None:
        for each in part.losers:
            cells = self._local_cells(each.table_no, each.group_no, each.cells)
            row, stamp, winner = self._local([each.row, each.stamp, each.winner])
            place = Place(each.table_no, row, each.ordinal, each.group_no)
            if self._keeps_losers_of(place, merged):
                keep_loser(self._connection, place, winner, stamp, cells, self._now_ms)

    def _keeps_losers_of(self, place: Place, merged: Container[tuple[int, int, int]]) -> bool:
        return True

    def _local_cells(self, table_no: int, group_no: int, cells: Sequence[Any]) -> list[Any]:
        fields = TABLE_BY_NUMBER[table_no].group_by_number[group_no].fields
        return [
            self._local([cell])[0] if field.refers_to else cell
            for field, cell in zip(fields, cells, strict=True)
        ]

    def _derive(self, content: TableRows) -> None:
        if content.table is DOSSIER:
            projections.refresh(self._connection, set(self._local(content.columns[ROW])), set())
        if content.table is APPLICANT:
            projections.refresh(self._connection, set(), set(self._local(content.columns[ROW])))
        if content.table is APPLICANT_JOIN:
            keys = [(content.table.number, RowKey(row)) for row in self._local(content.columns[ROW])]
            projections.refresh(self._connection, *projections.touched(self._connection, keys))

    def _keep_parked(self, part: Part) -> None:
        """What waits at the server waits here too; it is tried when everything else is here."""
        keep_incoming(self._connection, [_incoming(each) for each in part.parked], 0)

    def _insert_or_ignore(self, into: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            sql.run_many(self._connection, f"INSERT OR IGNORE INTO {into} VALUES ({marks})", rows)


class _Filler(_Loader):
    """Brings what is missing only: what came with earlier parts may have been worked with since."""

    def _present(self, table: Table, rows: Sequence[int]) -> set[tuple[int, int]]:
        return present_keys(self._connection, table, rows)

    def _keeps_losers_of(self, place: Place, merged: Container[tuple[int, int, int]]) -> bool:
        return place[:3] not in merged


def _renumbering(numbers: Sequence[int]) -> Callable[[Sequence[Any]], list[Any]]:
    """Turns rows and stamps as a checkpoint numbers their logs into this desk's; nil and 0 stay."""
    shifts = [(no - number) << COUNTER_BITS for number, no in enumerate(numbers)]
    return lambda values: [value + shifts[value >> COUNTER_BITS] if value else value for value in values]


def _incoming(item: Parked) -> Incoming:
    header = segments.read(item.data).header
    return Incoming(item.cseq, item.received_ms, header.origin, header.first_seq, header.last_seq, item.data)
