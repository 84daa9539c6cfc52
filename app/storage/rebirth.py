"""A device goes on under a new log from where its old one and the server's agree.

What it wrote after that point stands under numbers that the server knows otherwise, so it is written again
under a new origin. Rows made after the point get new ids, here and on the wire: what the lost tail brings
back later can then not collide with them. One transaction: a crash leaves the old life or the new one.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection

from app.changes import clock
from app.changes import segment as segments
from app.changes.chain import first_head, next_head
from app.changes.changeset import (
    ORIGIN_BYTES,
    Changeset,
    Header,
    Origin,
    decode_header,
    encode_header,
    encode_payload,
)
from app.changes.rebase import Rewriter, Stretch, made_rows
from app.changes.registry import INCARNATION, TABLES, Command, Key, schema_of
from app.domain.audit import Moved, moved
from app.domain.ids import COUNTER_BITS, COUNTER_MASK, local_id
from app.storage import act_log, device, incarnations, log_base, search_index, spare
from app.storage.incarnations import OwnOrigin
from app.storage.known_logs import head_at
from app.storage.triggers import key_columns
from app.storage.unit_of_work import Store

LOCAL_ROW_COLUMNS = (
    ("group_stamp", "row_id"),
    ("tombstone", "row_id"),
    ("conflict", "row_id"),
    ("dossier_state", "dossier_id"),
    ("dossier_state", "holder_id"),
    ("dossier_state", "last_event_id"),
    ("clerk_secret", "clerk_id"),
    ("act_log", "clerk_id"),
    ("group_row", "dossier_id"),
    ("queue_ticket", "clerk_id"),
)
LOCAL_STAMP_COLUMNS = (
    ("group_stamp", "stamp"),
    ("tombstone", "stamp"),
    ("conflict", "winner_stamp"),
    ("conflict", "loser_stamp"),
    ("dossier_state", "own_stamp"),
)
SEARCHED = (("dossier", search_index.refresh_dossiers), ("applicant", search_index.refresh_applicants))


class _Part(NamedTuple):
    """What of one life is written again."""

    life: OwnOrigin
    stretch: Stretch
    changesets: Sequence[Changeset]


def begin_again(store: Store, life: OwnOrigin, common: int) -> None:
    """Begin a new life after ``common`` of ``life``; later lives, which no server has, go with it.

    What else was written after ``common`` may have had numbers of the spare range, so that is closed.
    """
    with store.read() as connection:
        lives = incarnations.own_origins(connection)
        name = device.name(connection)
    affected = [each for each in lives if each.no >= life.no]
    if len(affected) == 1 and affected[0].seq == common:
        # Nothing was written beside what the server knows.
        incarnations.begin_life(store, name, closes_spare=True)
        return
    with store.write_local() as connection:
        spare.close(connection, incarnations.today(store))
        _Rebirth(connection, store.clock.now_ms(), store.entropy(ORIGIN_BYTES)).run(affected, common, name)


class _Rebirth:
    """The transaction of one rebirth."""

    def __init__(self, connection: Connection, now_ms: int, origin: Origin) -> None:
        self._connection = connection
        self._now_ms = now_ms
        self._origin = origin
        self._no = int(connection.exec_driver_sql("SELECT max(no) + 1 FROM origin").scalar_one())
        self._seq = 1  # the new life's first changeset says where it comes from
        self._counter = 1

    def run(self, lives: Sequence[OwnOrigin], common: int, name: str) -> None:
        """Write again what ``lives`` hold after ``common`` of the first of them."""
        born_from = lives[0]
        head = head_at(self._connection, born_from.no, born_from.origin, common) or b""
        parts = [self._part(life, common if life == born_from else 0) for life in lives]
        self._connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        self._connection.exec_driver_sql("UPDATE capture_switch SET is_on = 0 WHERE id = 1")
        self._move_rows(parts)
        self._cut_off(parts, common, head)
        self._write(parts, Birth(name, born_from.origin, common, head))
        self._connection.exec_driver_sql("UPDATE capture_switch SET is_on = 1 WHERE id = 1")

    def _part(self, life: OwnOrigin, after: int) -> _Part:
        changesets = [
            each
            for each in _changesets_after(self._connection, life, after)
            if each.header.command != Command.BEGIN_INCARNATION
        ]
        rows = [counter for each in changesets for counter in made_rows(each)]
        first_seq = changesets[0].header.seq if changesets else life.seq + 1
        first_counter = min(rows, default=COUNTER_MASK)
        stretch = Stretch(
            life.origin,
            first_seq,
            self._seq + 1 - first_seq,
            first_counter,
            self._counter + 1 - first_counter,
        )
        self._seq += len(changesets)
        self._counter += max(rows, default=first_counter - 1) - first_counter + 1
        return _Part(life, stretch, changesets)

    def _move_rows(self, parts: Sequence[_Part]) -> None:
        rows = [self._shift(p.life.no, p.stretch.first_counter, p.stretch.counter_shift) for p in parts]
        stamps = [self._shift(p.life.no, p.stretch.first_seq, p.stretch.seq_shift) for p in parts]
        for part in parts[1:]:
            self._execute("DELETE FROM incarnation WHERE id >> ? = ?", COUNTER_BITS, part.life.no)
        unindexed = {table: self._unindexed(table, rows) for table, _ in SEARCHED}
        for columns, shifts in ((_row_columns(), rows), (_stamp_columns(), stamps)):
            for table, column in columns:
                for shift in shifts:
                    self._execute(
                        f"UPDATE {table} SET {column} = {column} + ? WHERE {column} BETWEEN ? AND ?",
                        shift.by,
                        shift.first,
                        shift.last,
                    )
        for table, refresh in SEARCHED:
            refresh(self._connection, [moved(id_, rows) for id_ in unindexed[table]])
        act_log.note_moves(self._connection, self._now_ms, rows)
        act_log.note_life(self._connection, self._now_ms, self._no)

    def _shift(self, no: int, first: int, by: int) -> Moved:
        start = local_id(no, first)
        return Moved(start, local_id(no, COUNTER_MASK), local_id(self._no, first + by) - start)

    def _unindexed(self, table: str, shifts: Sequence[Moved]) -> list[int]:
        """Take rows that will be moved out of the search index; their present ids."""
        found: list[int] = []
        for shift in shifts:
            ids = self._connection.exec_driver_sql(
                f"SELECT id FROM {table} WHERE id BETWEEN ? AND ?", (shift.first, shift.last)
            ).scalars()
            found += ids
        for id_ in found:
            self._execute(f"DELETE FROM {table}_search WHERE rowid = ?", id_)
        return found

    def _cut_off(self, parts: Sequence[_Part], common: int, head: bytes) -> None:
        """What was written again is no longer in the old logs."""
        for part in parts:
            life, keep = part.life, common if part is parts[0] else 0
            self._keep_times(life, keep)
            self._execute("DELETE FROM changeset WHERE origin_no = ? AND seq > ?", life.no, keep)
            self._execute("DELETE FROM segment WHERE origin_no = ? AND last_seq > ?", life.no, keep)
            self._execute("DELETE FROM returned WHERE origin_no = ? AND seq > ?", life.no, keep)
            self._execute("DELETE FROM waiting WHERE origin_no = ?", life.no)
            self._execute(
                "UPDATE origin SET seq = ?, head = ?, told_seq = ?, sealed_seq = "
                "(SELECT coalesce(max(s.last_seq), b.seq, 0) FROM origin o LEFT JOIN log_base b "
                "ON b.origin_no = o.no LEFT JOIN segment s ON s.origin_no = o.no WHERE o.no = origin.no), "
                "stored_seq = min(stored_seq, ?), applied_seq = min(applied_seq, ?), "
                "durable_seq = min(durable_seq, ?) WHERE no = ?",
                *(keep, head if keep else first_head(life.origin), keep, keep, keep, keep, life.no),
            )

    def _keep_times(self, life: OwnOrigin, keep: int) -> None:
        """What stands of a segment cut in two comes back with the feed; its times are asked before."""
        cut = self._connection.exec_driver_sql(
            "SELECT bytes, received_ms FROM segment WHERE origin_no = ? AND first_seq <= ? AND last_seq > ?",
            (life.no, keep, keep),
        ).first()
        if cut is None:
            return
        opened = segments.open_body(segments.read(cut[0]))
        log_base.keep_written(
            self._connection,
            [
                (local_id(life.no, each.header.seq), clock.adjusted(each.header.hlc, cut[1]), None)
                for each, _ in opened
                if each.header.seq <= keep
            ],
        )

    def _write(self, parts: Sequence[_Part], birth: "Birth") -> None:
        hlc = self._hlc()
        rewriter = Rewriter(self._origin, [part.stretch for part in parts])
        again = [rewriter.rewrite(changeset) for part in parts for changeset in part.changesets]
        head = self._append([birth.changeset(hlc, self._now_ms), *again])
        self._execute(
            "INSERT INTO incarnation"
            "(id, stamp, device_name, born_from_origin, born_from_seq, born_from_head) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            *(local_id(self._no, 1), local_id(self._no, 1), *birth),
        )
        self._execute(
            "INSERT INTO origin(no, origin, is_own, seq, head) VALUES (?, ?, 1, ?, ?)",
            *(self._no, self._origin, self._seq, head),
        )
        self._execute(
            "UPDATE log_state SET origin_no = ?, row_counter = ?, hlc = ? WHERE id = 1",
            *(self._no, self._counter, hlc),
        )

    def _append(self, changesets: Sequence[tuple[bytes, bytes]]) -> bytes:
        """Chain and keep the new life's changesets; the head after the last."""
        head = first_head(self._origin)
        for seq, (header, payload) in enumerate(changesets, 1):
            head = next_head(head, header, sha256(payload).digest())
            self._execute(
                "INSERT INTO changeset(origin_no, seq, header, payload, head) VALUES (?, ?, ?, ?, ?)",
                *(self._no, seq, header, payload, head),
            )
        return head

    def _hlc(self) -> int:
        last = self._connection.exec_driver_sql("SELECT hlc FROM log_state WHERE id = 1").scalar_one()
        return clock.tick(last, self._now_ms)

    def _execute(self, statement: str, *values: object) -> None:
        self._connection.exec_driver_sql(statement, values)


class Birth(NamedTuple):
    """The first thing a new life says."""

    device_name: str
    origin: Origin
    seq: int
    head: bytes

    def changeset(self, hlc: int, now_ms: int) -> tuple[bytes, bytes]:
        """Header and payload of the life's first changeset."""
        header = Header(
            seq=1,
            hlc=hlc,
            wall_offset_ms=now_ms - clock.milliseconds(hlc),
            trusted_age_s=None,
            clerk=None,
            role=0,
            command=Command.BEGIN_INCARNATION,
            reason=None,
            schema=schema_of(Command.BEGIN_INCARNATION),
            catalogue="",
            deps=[(0, self.seq)] if self.seq else [],
            origins=[self.origin],
        )
        group = INCARNATION.groups[0].number
        return encode_header(header), encode_payload([[INCARNATION.number, 1, [[group, list(self)]]]])


def _changesets_after(connection: Connection, life: OwnOrigin, after: int) -> Iterator[Changeset]:
    """A life's own changesets after a number, sealed ones first."""
    sealed = connection.exec_driver_sql(
        "SELECT bytes FROM segment WHERE origin_no = ? AND last_seq > ? ORDER BY first_seq", (life.no, after)
    ).scalars()
    for data in sealed.all():
        opened = segments.open_body(segments.read(data))
        yield from (changeset for changeset, _ in opened if changeset.header.seq > after)
    unsealed = connection.exec_driver_sql(
        "SELECT header, payload FROM changeset WHERE origin_no = ? AND seq > ? ORDER BY seq", (life.no, after)
    )
    for header, payload in unsealed.all():
        yield Changeset(life.origin, decode_header(header), header, payload, sha256(payload).digest())


def _row_columns() -> Iterator[tuple[str, str]]:
    """Every column that holds a row's local id."""
    for table in TABLES:
        if table.key is not Key.SINGLE:
            yield table.name, key_columns(table)[0]
        yield from ((table.name, field.name) for field in table.fields if field.refers_to)
    yield from LOCAL_ROW_COLUMNS


def _stamp_columns() -> Iterator[tuple[str, str]]:
    """Every column that holds a changeset's local stamp."""
    yield from ((table.name, "stamp") for table in TABLES)
    yield from LOCAL_STAMP_COLUMNS
