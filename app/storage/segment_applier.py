"""One stored segment taken into the rows: quickly when it brings new rows, else one changeset at a time.

A savepoint makes every statement after it twice as dear, so the quick way has none: what fails there spoils
the whole transaction, and the caller begins again with care.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy.exc import IntegrityError

from app.changes import clock as hybrid
from app.changes import segment as segments
from app.changes.changeset import Changeset, Header, Stamp
from app.changes.errors import BadChange, Malformed
from app.changes.merge import Mark
from app.changes.registry import SCHEMA
from app.changes.run import Run, read_run
from app.changes.segment import Segment
from app.changes.upcast import current_ops
from app.storage import sql
from app.storage.apply_round import Round, Waits
from app.storage.bulk_applier import NewRows, NotPlain, sort_out
from app.storage.op_applier import OpApplier


class Spoilt(Exception):
    """Part of a segment stands in the rows and the rest cannot: the transaction has to be given up."""


class Stored(NamedTuple):
    """A segment, and when the server had it."""

    segment: Segment
    received_ms: int | None

    def adjusted(self, header: Header) -> int:
        """A changeset's time, as it counts."""
        return hybrid.adjusted(header.hlc, self.received_ms)


class End(NamedTuple):
    """How far a log has been applied; ``hlc`` is the highest time met on the way."""

    seq: int
    head: bytes
    hlc: int = 0


class SegmentApplier:
    """One segment of a log, its new rows first and all at once."""

    def __init__(self, round_: Round, origin_no: int) -> None:
        self._connection = round_.connection
        self._round = round_
        self._origin_no = origin_no

    def run(self, segment_id: int) -> int:
        """Apply what can be; the number of changesets applied."""
        start, stored = self._known_end(), self._stored(segment_id)
        if stored.segment.header.first_seq > start.seq + 1:
            self._round.note_waiting(self._origin_no, start.seq + 1, "gap", "")
            return 0
        end = self._all(start, stored)
        self._finish(end)
        return end.seq - start.seq

    def _known_end(self) -> End:
        row = sql.row(self._connection, "SELECT seq, head FROM origin WHERE no = ?", self._origin_no)
        return End(row[0], row[1])

    def _stored(self, segment_id: int) -> Stored:
        data, received_ms = sql.row(
            self._connection, "SELECT bytes, received_ms FROM segment WHERE id = ?", segment_id
        )
        return Stored(segments.read(data), received_ms)

    def _all(self, start: End, stored: Stored) -> End:
        """As far as it goes."""
        return self._together(start, stored) or self._one_by_one(start, stored)

    def _together(self, start: End, stored: Stored) -> End | None:
        """All at once; None when it is not that simple, and then nothing has happened. Raises Spoilt."""
        signed = stored.segment.header
        if signed.first_seq != start.seq + 1:
            return None
        try:
            run = read_run(stored.segment)
            self._check_ready(run.headers, run.origin)
            coming = sort_out(self._round, run)
        except (NotPlain, Waits, BadChange):
            return None
        try:
            self._write(coming, run, stored)
        except (Waits, BadChange, IntegrityError) as error:
            raise Spoilt from error
        self._go_on_waiting_for_nothing()
        return End(signed.last_seq, signed.head, max(map(stored.adjusted, run.headers)))

    def _write(self, coming: NewRows, run: Run, stored: Stored) -> None:
        coming.insert(self._round)
        for header, op in coming.later:
            mark = Mark(Stamp(run.origin, header.seq), stored.adjusted(header))
            OpApplier(self._round, header, mark, op).run()

    def _one_by_one(self, start: End, stored: Stored) -> End:
        """As many as can be applied; one that cannot be by its author's fault is set aside by name."""
        end = start
        for changeset, head in segments.open_body(stored.segment):
            seq, hlc = changeset.header.seq, stored.adjusted(changeset.header)
            if seq <= start.seq:
                continue
            try:
                self._apply(changeset, hlc)
            except Waits as wait:
                self._round.note_waiting(self._origin_no, seq, wait.reason, wait.detail)
                return end
            except BadChange as error:
                self._round.note_returned(self._origin_no, seq, error)
            end = End(seq, head, max(end.hlc, hlc))
        self._go_on_waiting_for_nothing()
        return end

    def _apply(self, changeset: Changeset, hlc: int) -> None:
        self._check_ready([changeset.header], changeset.origin)
        mark = Mark(changeset.stamp, hlc)
        with self._whole_or_not():
            for op in current_ops(changeset):
                OpApplier(self._round, changeset.header, mark, op).run()

    def _check_ready(self, headers: Iterable[Header], own: bytes) -> None:
        """Raises Waits unless this program can read them and all they depend on is here."""
        deps = set()
        for header in headers:
            if header.schema > SCHEMA:
                raise Waits("newer_schema", str(header.schema))
            deps.update(header.needed(own))
        for dep in deps:
            seen = sql.row(self._connection, "SELECT seq FROM origin WHERE origin = ?", dep.origin)
            if seen is None or seen[0] < dep.seq:
                raise Waits("missing_dependency")

    @contextmanager
    def _whole_or_not(self) -> Iterator[None]:
        """What stops half-way leaves nothing behind; what no row can hold is the author's fault, by name."""
        before = self._round.noted()
        sql.run(self._connection, "SAVEPOINT changeset")
        try:
            yield
        except (BadChange, Waits, IntegrityError) as error:
            sql.run(self._connection, "ROLLBACK TO changeset")
            sql.run(self._connection, "RELEASE changeset")
            self._round.forget_since(before)
            if isinstance(error, IntegrityError):
                raise Malformed("row") from error
            raise
        sql.run(self._connection, "RELEASE changeset")

    def _finish(self, end: End) -> None:
        sql.run(
            self._connection,
            "UPDATE origin SET seq = ?, head = ? WHERE no = ?",
            end.seq,
            end.head,
            self._origin_no,
        )
        last = sql.value(self._connection, "SELECT hlc FROM log_state WHERE id = 1")
        sql.run(self._connection, "UPDATE log_state SET hlc = ? WHERE id = 1", hybrid.observe(last, end.hlc))

    def _go_on_waiting_for_nothing(self) -> None:
        sql.run(self._connection, "DELETE FROM waiting WHERE origin_no = ?", self._origin_no)


class CarefulApplier(SegmentApplier):
    """One segment of a log, one changeset after the other."""

    def _all(self, start: End, stored: Stored) -> End:
        return self._one_by_one(start, stored)
