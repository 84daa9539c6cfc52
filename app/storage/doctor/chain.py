"""The log: every segment signed, every changeset leading to the next, the heads where the database says."""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from nacl.signing import SigningKey
from sqlalchemy import Connection

from app.changes import segment as segments
from app.changes.chain import first_head, next_head
from app.changes.changeset import Changeset, Origin
from app.changes.errors import BadChange, BadSignature
from app.changes.segment import Segment
from app.changes.trust import Purpose, verify_certificate
from app.storage.doctor.report import Finding, Patient
from app.storage.log_base import base_of


class Log(NamedTuple):
    """One origin's log as the database counts it."""

    no: int
    origin: Origin
    is_own: bool
    seq: int
    head: bytes

    @property
    def name(self) -> str:
        """How it is called in a finding."""
        return f"máy {self.origin.hex()[:8]}"


def logs(connection: Connection) -> list[Log]:
    """Every origin known here."""
    rows = connection.exec_driver_sql("SELECT no, origin, is_own, seq, head FROM origin ORDER BY no")
    return [Log(no, origin, bool(is_own), seq, head) for no, origin, is_own, seq, head in rows]


class StoredSegment(NamedTuple):
    """A row of ``segment``."""

    id: int
    first_seq: int
    last_seq: int
    data: bytes

    def place(self, log: Log) -> str:
        """Where it is, for whoever repairs it."""
        return f"segment {self.id} {log.origin.hex()} {self.first_seq}-{self.last_seq}"


def stored_segments(connection: Connection, log: Log) -> Iterator[StoredSegment]:
    """An origin's segments, one at a time in memory."""
    ids = connection.exec_driver_sql(
        "SELECT id FROM segment WHERE origin_no = ? ORDER BY first_seq, id", (log.no,)
    ).scalars()
    for id_ in ids.all():
        row = connection.exec_driver_sql(
            "SELECT id, first_seq, last_seq, bytes FROM segment WHERE id = ?", (id_,)
        ).one()
        yield StoredSegment(*row)


def unsealed(connection: Connection, log: Log) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    """(seq, header, payload, head) of an origin's changesets that are in no segment yet."""
    rows = connection.exec_driver_sql(
        "SELECT seq, header, payload, head FROM changeset WHERE origin_no = ? ORDER BY seq", (log.no,)
    )
    yield from (tuple(row) for row in rows)


class _Signers:
    """Whose keys may have sealed what is stored here."""

    def __init__(self, connection: Connection) -> None:
        seed, server_key = connection.exec_driver_sql(
            "SELECT signing_seed, server_key FROM device WHERE id = 1"
        ).one()
        self._own = bytes(SigningKey(seed).verify_key) if seed else b""  # training seals nothing
        self._peers = list(_certified(connection, server_key))

    def knows_others(self) -> bool:
        """Whether any certificate of another device is here."""
        return bool(self._peers)

    def verify(self, log: Log, segment: Segment) -> None:
        """Raise BadSignature unless one of the keys that may have sealed it did."""
        for key in [self._own] if log.is_own else [*self._peers, self._own]:
            with suppress(BadSignature):
                segments.verify_signature(segment, key)
                return
        raise BadSignature("segment")


def _certified(connection: Connection, server_key: bytes | None) -> Iterator[bytes]:
    if server_key is None:
        return
    for (data,) in connection.exec_driver_sql("SELECT bytes FROM peer_certificate"):
        with suppress(BadChange):
            yield verify_certificate(data, server_key, Purpose.DEVICE).subject


def look_at_chain(patient: Patient) -> Iterator[Finding]:
    """Every log from its first changeset to its head."""
    signers = _Signers(patient.connection)
    for log in logs(patient.connection):
        yield from _Walk(patient.connection, log, signers).findings()


class _Walk:
    """One log, walked from its beginning; ``_heads`` are the chain's heads passed so far."""

    def __init__(self, connection: Connection, log: Log, signers: _Signers) -> None:
        self._connection = connection
        self._log = log
        self._signers = signers
        base = base_of(connection, log.no)
        self._heads = {0: first_head(log.origin)} | ({} if base is None else {base.seq: base.head})
        self._last = 0 if base is None else base.seq

    def findings(self) -> Iterator[Finding]:
        """What is wrong, by name."""
        for stored in stored_segments(self._connection, self._log):
            yield from self._segment(stored)
        for row in unsealed(self._connection, self._log):
            yield from self._unsealed(*row)
        yield from self._end()

    def _segment(self, stored: StoredSegment) -> Iterator[Finding]:
        try:
            segment = segments.read(stored.data)
            opened = segments.open_body(segment)
            self._verify(segment)
        except BadChange as error:
            yield self._named(stored, f"đã bị sửa hoặc hỏng ({error.code})")
            self._last = max(self._last, stored.last_seq)
            return
        header = segment.header
        if (header.origin, header.first_seq, header.last_seq) != (
            self._log.origin,
            stored.first_seq,
            stored.last_seq,
        ):
            yield self._named(stored, "không đúng chỗ")
        if self._heads.get(header.first_seq - 1, header.previous_head) != header.previous_head:
            yield self._named(stored, "không nối tiếp gói trước")
        elif header.first_seq > self._last + 1 and self._log.seq > self._last:
            yield self._named(stored, f"đứng sau một chỗ trống từ số {self._last + 1}")
        yield from self._pass(stored, opened)

    def _verify(self, segment: Segment) -> None:
        if self._log.is_own or self._signers.knows_others():
            self._signers.verify(self._log, segment)

    def _pass(self, stored: StoredSegment, opened: list[tuple[Changeset, bytes]]) -> Iterator[Finding]:
        for changeset, head in opened:
            if self._heads.setdefault(changeset.header.seq, head) != head:
                yield self._named(stored, f"trái với gói khác ở số {changeset.header.seq}")
        self._last = max(self._last, opened[-1][0].header.seq)

    def _unsealed(self, seq: int, header: bytes, payload: bytes, head: bytes) -> Iterator[Finding]:
        before = self._heads.get(seq - 1)
        if seq <= self._last and self._heads.get(seq) == head:
            return  # a life that a restored backup brought back; its sealed form came home with the feed
        if before is not None and next_head(before, header, sha256(payload).digest()) != head:
            place = f"changeset {self._log.origin.hex()} {seq}"
            yield Finding(f"Thay đổi số {seq} của {self._log.name} đã bị sửa hoặc hỏng.", place)
        elif seq != self._last + 1:
            place = f"changeset {self._log.origin.hex()} {seq}"
            yield Finding(f"Trước thay đổi số {seq} của {self._log.name} có chỗ trống.", place)
        self._heads[seq] = head
        self._last = seq

    def _end(self) -> Iterator[Finding]:
        """An own log ends where the database says; of others' more may be stored than is applied."""
        log = self._log
        ends_here = log.seq == self._last if log.is_own else log.seq <= self._last
        if not ends_here or self._heads.get(log.seq, log.head) != log.head:
            yield Finding(
                f"Nhật ký của {log.name} không kết thúc ở số {log.seq}.", f"origin {log.origin.hex()}"
            )

    def _named(self, stored: StoredSegment, what: str) -> Finding:
        span = f"{stored.first_seq}–{stored.last_seq}"
        return Finding(
            f"Gói {stored.id} ({self._log.name}, thay đổi {span}) {what}.", stored.place(self._log)
        )


def look_at_position(patient: Patient) -> Iterator[Finding]:
    """The end of this device's own log, without reading all of it."""
    for log in logs(patient.connection):
        if not log.is_own:
            continue
        newest = patient.connection.exec_driver_sql(
            "SELECT seq, head FROM changeset WHERE origin_no = ? ORDER BY seq DESC LIMIT 1", (log.no,)
        ).first()
        if newest is not None and log.seq == newest[0] and log.head != newest[1]:
            yield Finding(f"Đầu nhật ký của {log.name} không khớp.", f"origin {log.origin.hex()}")
    if not any(log.is_own for log in logs(patient.connection)):
        yield Finding("Không có nhật ký nào của máy này.", "origin")
