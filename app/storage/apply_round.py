"""What one transaction of applying knows: origins and times by their local numbers, and what it touched."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from app.changes import clock as hybrid
from app.changes import segment as segments
from app.changes.changeset import Stamp, decode_header
from app.changes.errors import BadChange
from app.changes.registry import (
    APPLICANT,
    APPLICANT_JOIN,
    DOSSIER,
    DOSSIER_ALIAS,
    DOSSIER_COMPONENT,
    DOSSIER_EVENT,
    Table,
)
from app.changes.segment import SegmentHeader
from app.domain.ids import local_id, split_id
from app.storage import log_base, losers, sql
from app.storage.log_store import origin_number
from app.storage.losers import Place
from app.storage.row_reader import RowKey

OF_DOSSIERS = (DOSSIER, DOSSIER_COMPONENT, DOSSIER_EVENT, DOSSIER_ALIAS)


class Waits(Exception):
    """This changeset cannot be applied yet."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class Round:
    """One transaction. ``touched`` are changed rows, the two sets what has to be derived anew for sure."""

    def __init__(self, connection: Connection, now_ms: int) -> None:
        self._connection = connection
        self._now_ms = now_ms
        self._numbers: dict[bytes, int] = {}
        self._origins: dict[int, bytes] = {}
        self._hlcs: dict[int, int] = {}
        self.touched: list[tuple[int, RowKey]] = []
        self.dossiers: set[int] = set()
        self.applicants: set[int] = set()
        self.conflicts = 0

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
        self.touched.append((table_no, key))

    def touch_new(self, table: Table, ids: Iterable[int]) -> None:
        """New rows stand in a table; ``ids`` are their dossiers, of people and joins the rows themselves."""
        if table in OF_DOSSIERS:
            self.dossiers.update(ids)
        elif table is APPLICANT:
            self.applicants.update(ids)
        elif table is APPLICANT_JOIN:
            self.touched.extend((table.number, RowKey(id_)) for id_ in ids)

    def noted(self) -> tuple[int, int]:
        """How much was noted so far."""
        return len(self.touched), self.conflicts

    def forget_since(self, before: tuple[int, int]) -> None:
        """Forget what was noted since, and the numbers of origins, which may have been given since."""
        self._numbers.clear()
        self._origins.clear()
        del self.touched[before[0] :]
        self.conflicts = before[1]

    def stamp_of(self, stamp: int) -> Stamp:
        """A local stamp by its name everywhere."""
        origin_no, seq = split_id(stamp)
        if origin_no not in self._origins:
            self._origins[origin_no] = sql.value(
                self._connection, "SELECT origin FROM origin WHERE no = ?", origin_no
            )
        return Stamp(self._origins[origin_no], seq)

    def hlc_of(self, stamp: int) -> int:
        """The adjusted time of a local stamp, read from where its changeset is kept."""
        if stamp not in self._hlcs:
            self._hlcs |= self._read_hlcs(*split_id(stamp))
        return self._hlcs[stamp]

    def _read_hlcs(self, origin_no: int, seq: int) -> dict[int, int]:
        """The times of a changeset and of those it was sealed with: they are likely asked for next."""
        from_log = sql.row(
            self._connection, "SELECT header FROM changeset WHERE origin_no = ? AND seq = ?", origin_no, seq
        )
        if from_log is not None:
            return {local_id(origin_no, seq): decode_header(from_log[0]).hlc}
        row = sql.row(self._connection, log_base.FIRST_RECEIVED, origin_no, seq, seq)
        stamp = local_id(origin_no, seq)
        if row is None or self._overlaps(origin_no, segments.read(row[0]).header):
            return {stamp: log_base.hlc_of(self._connection, stamp)}
        times = {
            local_id(origin_no, changeset.header.seq): hybrid.adjusted(changeset.header.hlc, row[1])
            for changeset, _ in segments.open_body(segments.read(row[0]))
        }
        known = log_base.times_between(self._connection, min(times), max(times))
        return {each: min(time, known.get(each, time)) for each, time in times.items()}

    def _overlaps(self, origin_no: int, header: SegmentHeader) -> bool:
        """Whether changesets of this segment came in another one as well."""
        count = sql.value(
            self._connection,
            "SELECT count(*) FROM segment WHERE origin_no = ? AND first_seq <= ? AND last_seq >= ?",
            origin_no,
            header.last_seq,
            header.first_seq,
        )
        return int(count) > 1

    def keep_loser(self, place: Place, winner: int, loser: int, cells: Sequence[Any]) -> None:
        """Keep the losing value until a clerk chooses."""
        losers.keep(self._connection, place, winner, loser, cells, self._now_ms)

    def settle_alike(self, place: Place, standing: Sequence[Any]) -> None:
        """There is nothing to choose between two values that are the same."""
        losers.settle_alike(self._connection, place, standing, self._now_ms)

    def note_waiting(self, origin_no: int, seq: int, reason: str, detail: str) -> None:
        """Say why an origin's log does not go on."""
        sql.run(
            self._connection,
            "INSERT OR REPLACE INTO waiting(origin_no, seq, reason, detail, since_ms) VALUES (?, ?, ?, ?, ?)",
            origin_no,
            seq,
            reason,
            detail,
            self._now_ms,
        )

    def note_returned(self, origin_no: int, seq: int, error: BadChange) -> None:
        """Set a changeset aside by name."""
        sql.run(
            self._connection,
            "INSERT OR REPLACE INTO returned(origin_no, seq, code, detail) VALUES (?, ?, ?, ?)",
            origin_no,
            seq,
            error.code,
            str(error),
        )
