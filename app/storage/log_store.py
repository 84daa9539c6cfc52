"""The log at rest: sealing, what waits to be sent, what the server has confirmed, what others sent."""

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from typing import NamedTuple

from nacl.signing import SigningKey
from sqlalchemy import Connection

from app.changes import segment as segments
from app.changes.chain import first_head
from app.changes.receipt import OriginReceipt, Receipt
from app.changes.segment import Laid, Segment, Unsealed
from app.storage import log_base, offers, sql
from app.storage.incarnations import OwnOrigin, own_origins
from app.storage.unit_of_work import Store

SEALED_AT_ONCE = 3  # segments; what is sealed while a request is on its way is had in small steps
RECEIPTS_KEPT = 100
IDLE_MS = 15 * 60_000
SPARE_PAGES = 1024  # of 4 KiB
PAGES_AT_ONCE = 512


class LogFigures(NamedTuple):
    """How many of this device's changesets are where, and since when the oldest one waits."""

    unsealed: int
    packed: int
    oldest_waiting_ms: int


def seal_pending(store: Store, key: SigningKey) -> int:
    """Seal every changeset of this device that is not yet; the number of segments made.

    Compression and signature happen outside the transaction: committed changesets do not change.
    """
    sealer = Sealer(store, key)
    made = 0
    while found := sealer.read():
        kept = sealer.keep(sealer.lay_out(found))
        made += kept
        if not kept:
            sealer.start_over()
    return made


def give_back_room(store: Store) -> None:
    """Shorten the file when far more of it is free than the next acts will fill, a little at a time."""
    with store.read() as connection:
        free = sql.value(connection, "PRAGMA freelist_count")
    while free > SPARE_PAGES:
        with store.write_local() as connection:
            raw = connection.connection.driver_connection
            # One page with each row that is fetched, and the rows have no columns: SQLAlchemy sees none.
            raw.execute(f"PRAGMA incremental_vacuum({PAGES_AT_ONCE})").fetchall()  # type: ignore[union-attr]
            left = sql.value(connection, "PRAGMA freelist_count")
        if left >= free:
            return
        free = left


def seal_some(store: Store, key: SigningKey) -> int:
    """Seal the next few segments; 0 when nothing waits to be sealed."""
    sealer = Sealer(store, key)
    return sealer.keep(sealer.lay_out(sealer.read()))


def seal_if_due(store: Store, key: SigningKey) -> int:
    """Seal when a segment's worth of changesets waits, or nothing was written for a quarter of an hour."""
    with store.read() as connection:
        count, size = sql.row(
            connection, "SELECT count(*), coalesce(sum(length(header) + length(payload)), 0) FROM changeset"
        )
        written_ms = sql.value(connection, "SELECT wall_ms FROM log_state WHERE id = 1")
    is_full = count >= segments.MAX_CHANGESETS or size >= segments.TARGET_BYTES * segments.USUAL_RATIO
    is_idle = count and store.clock.now_ms() - written_ms >= IDLE_MS
    return seal_pending(store, key) if is_full or is_idle else 0


class Runs(NamedTuple):
    """Stretches of one log that wait to be sealed, and the chain's head before them."""

    life: OwnOrigin
    head: bytes
    runs: Sequence[Sequence[Unsealed]]


class Sealer:
    """Seals the log a few segments at a time, in three steps that may overlap from one time to the next.

    What is read goes on from what was read before, whether or not that is kept yet.
    """

    def __init__(self, store: Store, key: SigningKey) -> None:
        self._store = store
        self._key = key
        self._read: dict[int, tuple[int, bytes]] = {}

    def read(self) -> Runs | None:
        """The next runs; None when nothing else waits."""
        with self._store.read() as connection:
            for life in own_origins(connection):
                found = self._read_of(connection, life)
                if found.runs:
                    last = found.runs[-1][-1]
                    self._read[life.no] = last.seq, last.head
                    return found
        return None

    def _read_of(self, connection: Connection, life: OwnOrigin) -> Runs:
        seq, head = self._read.get(life.no) or (0, _sealed_head(connection, life))
        limit = SEALED_AT_ONCE * segments.MAX_CHANGESETS
        rows = sql.rows(
            connection,
            "SELECT seq, header, payload, head FROM changeset "
            "WHERE origin_no = ? AND seq > ? ORDER BY seq LIMIT ?",
            life.no,
            seq,
            limit,
        )
        return Runs(life, head, _whole_runs([Unsealed(*row) for row in rows], limit))

    def lay_out(self, found: Runs | None) -> "LaidRuns | None":
        """Turn runs on their side; None for nothing."""
        if found is None:
            return None
        laid, head = [], found.head
        for run in found.runs:
            laid.append(segments.lay_out(found.life.origin, head, run))
            head = run[-1].head
        return LaidRuns(found.life.no, laid)

    def keep(self, laid: "LaidRuns | None") -> int:
        """Pack, sign and store segments; how many, 0 where another process has sealed them meanwhile."""
        if laid is None:
            return 0
        sealed = [segments.close(each, self._key) for each in laid.runs]
        return len(sealed) if _keep_sealed(self._store, laid.origin_no, sealed) else 0

    def start_over(self) -> None:
        """What was read goes on from where another process has come."""
        self._read.clear()


class LaidRuns(NamedTuple):
    """Runs of one log, laid out."""

    origin_no: int
    runs: Sequence[Laid]


def _whole_runs(changesets: Sequence[Unsealed], limit: int) -> Sequence[Sequence[Unsealed]]:
    """The runs to seal; where more waits than was read, what is left over goes with that."""
    found = list(segments.runs(changesets))
    is_cut = len(changesets) == limit and len(found) > 1 and len(found[-1]) < segments.MAX_CHANGESETS
    return found[:-1] if is_cut else found


def _sealed_head(connection: Connection, life: OwnOrigin) -> bytes:
    end = _sealed_end(connection, life.no)
    return first_head(life.origin) if end is None else end[1]


def _keep_sealed(store: Store, origin_no: int, sealed: Sequence[Segment]) -> bool:
    """False when they do not follow what is sealed."""
    first, last = sealed[0].header.first_seq, sealed[-1].header.last_seq
    with store.write_local() as connection:
        before = sql.value(connection, "SELECT sealed_seq FROM origin WHERE no = ?", origin_no)
        if before != first - 1:
            return False
        sql.run_many(
            connection,
            "INSERT INTO segment(origin_no, first_seq, last_seq, sealed_ms, bytes) VALUES (?, ?, ?, ?, ?)",
            [
                (origin_no, s.header.first_seq, s.header.last_seq, store.clock.now_ms(), s.to_bytes())
                for s in sealed
            ],
        )
        _drop_loose(connection, origin_no, last)
        sql.run(connection, "UPDATE origin SET sealed_seq = ? WHERE no = ?", last, origin_no)
    return True


def _drop_loose(connection: Connection, origin_no: int, last: int) -> None:
    """Their pages come free as they are: wiping them would take a quarter of the time that sealing takes.

    It would hide nothing, since the same changesets lie in the segment beside them, under the same cipher.
    """
    sql.run(connection, "PRAGMA secure_delete = FAST")
    try:
        sql.run(connection, "DELETE FROM changeset WHERE origin_no = ? AND seq <= ?", origin_no, last)
    finally:
        sql.run(connection, "PRAGMA secure_delete = ON")


class Unsent(NamedTuple):
    """A segment the server lacks; ``received_ms`` says when an earlier life of it had it, 0 for never."""

    data: bytes
    received_ms: int


def unsent_segments(connection: Connection, max_bytes: int) -> list[Unsent]:
    """Segments beyond what the server has stored, in order, about ``max_bytes`` of them.

    They are this device's own, and those of others that a restored server lacks.
    """
    chosen: list[Unsent] = []
    size = 0
    with closing(each_unsent(connection)) as unsent:
        for each in unsent:
            if chosen and size + len(each.data) > max_bytes:
                break
            chosen.append(each)
            size += len(each.data)
    return chosen


def each_unsent(connection: Connection) -> Generator[Unsent, None, None]:
    """All of them in order, one at a time."""
    rows = connection.exec_driver_sql(
        "SELECT s.bytes, s.received_ms FROM segment s JOIN origin o ON o.no = s.origin_no "
        f"WHERE (o.is_own = 1 AND s.last_seq > o.stored_seq) OR {offers.OFFERED} "
        "ORDER BY s.origin_no, s.first_seq"
    )
    try:
        yield from (Unsent(data, received_ms or 0) for data, received_ms in rows)
    finally:
        rows.close()


def unsent_spans(connection: Connection) -> list[tuple[bytes, int, int]]:
    """(origin, first seq, last seq) of what those segments hold of each log."""
    rows = sql.rows(
        connection,
        "SELECT o.origin, min(s.first_seq), max(s.last_seq) "
        "FROM segment s JOIN origin o ON o.no = s.origin_no "
        "WHERE o.is_own = 1 AND s.last_seq > o.stored_seq GROUP BY o.no ORDER BY o.no",
    )
    return [(row[0], row[1], row[2]) for row in rows]


def figures(connection: Connection) -> LogFigures:
    """What waits on this device."""
    unsealed, packed = sql.row(
        connection,
        "SELECT coalesce(sum(max(0, seq - sealed_seq)), 0), "
        "coalesce(sum(max(0, sealed_seq - stored_seq)), 0) FROM origin WHERE is_own = 1",
    )
    oldest = sql.value(
        connection,
        "SELECT min(s.sealed_ms) FROM segment s JOIN origin o ON o.no = s.origin_no "
        "WHERE o.is_own = 1 AND s.last_seq > o.stored_seq",
    )
    return LogFigures(unsealed, packed, oldest or 0)


def unanswered(connection: Connection) -> int:
    """How many of this device's changesets are stored by the server and not yet in its books."""
    return int(
        sql.value(
            connection,
            "SELECT coalesce(sum(max(0, stored_seq - applied_seq)), 0) FROM origin WHERE is_own = 1",
        )
    )


def take_in_receipt(connection: Connection, receipt: Receipt, data: bytes) -> None:
    """Believe a verified receipt; under a known epoch vectors only grow, a new epoch starts them anew."""
    known = sql.value(connection, "SELECT epoch FROM device WHERE id = 1")
    offers.take_in(connection, receipt.origins)
    for vector in receipt.origins:
        _take_in_vector(connection, vector, is_new_epoch=known != receipt.epoch)
        _take_in_quarantine(connection, vector.origin, receipt)
    sql.run(connection, "UPDATE device SET epoch = ? WHERE id = 1", receipt.epoch)
    sql.run(
        connection,
        "INSERT OR IGNORE INTO receipt(number, epoch, issued_ms, bytes) VALUES (?, ?, ?, ?)",
        receipt.number,
        receipt.epoch,
        receipt.issued_ms,
        data,
    )
    sql.run(
        connection,
        "DELETE FROM receipt WHERE issued_ms < "
        "(SELECT min(issued_ms) FROM (SELECT issued_ms FROM receipt ORDER BY issued_ms DESC LIMIT ?))",
        RECEIPTS_KEPT,
    )


def _take_in_vector(connection: Connection, vector: OriginReceipt, *, is_new_epoch: bool) -> None:
    new = (vector.stored_seq, vector.applied_seq, vector.durable_seq)
    expression = "?" if is_new_epoch else "max({column}, ?)"
    columns = ("stored_seq", "applied_seq", "durable_seq")
    assignments = ", ".join(f"{column} = {expression.format(column=column)}" for column in columns)
    sql.run(connection, f"UPDATE origin SET {assignments} WHERE origin = ?", *new, vector.origin)


def _take_in_quarantine(connection: Connection, origin: bytes, receipt: Receipt) -> None:
    sql.run(
        connection, "DELETE FROM returned WHERE origin_no = (SELECT no FROM origin WHERE origin = ?)", origin
    )
    entries = [(q.seq, q.code, q.detail, origin) for q in receipt.quarantined if q.origin == origin]
    if entries:
        sql.run_many(
            connection,
            "INSERT OR REPLACE INTO returned(seq, code, detail, origin_no) "
            "SELECT ?, ?, ?, no FROM origin WHERE origin = ?",
            entries,
        )


def own_heads(connection: Connection) -> list[tuple[bytes, int, bytes]]:
    """(origin, seq, head) of each sealed log of this device, for the server's fork check."""
    return [
        (life.origin, *end)
        for life in own_origins(connection)
        if (end := _sealed_end(connection, life.no)) is not None
    ]


def _sealed_end(connection: Connection, origin_no: int) -> tuple[int, bytes] | None:
    row = sql.row(
        connection, "SELECT bytes FROM segment WHERE origin_no = ? ORDER BY first_seq DESC LIMIT 1", origin_no
    )
    if row is not None:
        header = segments.read(row[0]).header
        return header.last_seq, header.head
    base = log_base.base_of(connection, origin_no)
    return None if base is None else (base.seq, base.head)


class Incoming(NamedTuple):
    """A verified segment of the feed; ``data`` is None for one of this device's own (it has the bytes)."""

    cseq: int
    received_ms: int
    origin: bytes
    first_seq: int
    last_seq: int
    data: bytes | None


def origin_number(connection: Connection, origin: bytes) -> int:
    """The local number of an origin, given on first sight."""
    row = sql.row(connection, "SELECT no FROM origin WHERE origin = ?", origin)
    if row is not None:
        return int(row[0])
    no = sql.value(connection, "SELECT coalesce(max(no) + 1, 0) FROM origin")
    sql.run(
        connection,
        "INSERT INTO origin(no, origin, is_own, head) VALUES (?, ?, 0, ?)",
        no,
        origin,
        first_head(origin),
    )
    return int(no)


def _keep_envelope(connection: Connection, no: int, item: Incoming) -> None:
    """The feed names a stretch of our own log, which a copy of this machine may have sealed otherwise."""
    found = sql.run(
        connection,
        "UPDATE segment SET cseq = ?, received_ms = ? WHERE origin_no = ? AND first_seq = ? AND last_seq = ?",
        item.cseq,
        item.received_ms,
        no,
        item.first_seq,
        item.last_seq,
    )
    if not found:
        log_base.keep_received(connection, no, item.first_seq, item.last_seq, item.received_ms)


def keep_incoming(connection: Connection, items: Iterable[Incoming], cursor: int) -> None:
    """Store what the feed brought and move the cursor with it, in the caller's transaction."""
    for item in items:
        no = origin_number(connection, item.origin)
        if item.data is None:
            _keep_envelope(connection, no, item)
            continue
        sql.run(
            connection,
            "INSERT INTO segment(origin_no, first_seq, last_seq, sealed_ms, cseq, received_ms, bytes) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            no,
            item.first_seq,
            item.last_seq,
            item.received_ms,
            item.cseq,
            item.received_ms,
            item.data,
        )
    sql.run(connection, "UPDATE device SET cursor = max(cursor, ?) WHERE id = 1", cursor)
