"""Applying what other devices wrote: whole changesets, in each origin's order, after what they depend on.

Capture is switched off by a row of the main schema inside the transaction that applies, so nothing is
logged twice and an idle sync adds no sequence number. A changeset whose dependencies have not come waits,
whole, with its reason; nothing is forced and nothing dropped.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.changes import clock as hybrid
from app.changes import segment as segments
from app.changes.changeset import Changeset
from app.changes.errors import BadChange, Malformed
from app.changes.merge import Mark
from app.changes.registry import SCHEMA
from app.changes.upcast import current_ops
from app.storage import projections
from app.storage.apply_round import Round, Waits
from app.storage.bulk_applier import NotPlain, insert_new
from app.storage.op_applier import OpApplier
from app.storage.unit_of_work import Store


class Applied(NamedTuple):
    """What a round of applying did."""

    changesets: int
    conflicts: int
    waiting: int


class _Next(NamedTuple):
    """A changeset to apply, the log's head after it, and its adjusted time."""

    changeset: Changeset
    head: bytes
    hlc: int


class _End(NamedTuple):
    """How far a log has been applied; ``hlc`` is the highest time met on the way."""

    seq: int
    head: bytes
    hlc: int = 0

    def after(self, applied: _Next) -> "_End":
        """One changeset further."""
        return _End(applied.changeset.header.seq, applied.head, max(self.hlc, applied.hlc))


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
            applier = _SegmentApplier(connection, store.clock.now_ms(), origin_no)
            return applier.run(segment_id), applier.conflicts
    except IntegrityError:
        with store.write_local() as connection:
            seq = connection.exec_driver_sql("SELECT seq FROM origin WHERE no = ?", (origin_no,)).scalar_one()
            Round(connection, store.clock.now_ms()).note_waiting(origin_no, seq + 1, "missing_row", "")
        return 0, 0


def _pending(store: Store) -> list[tuple[int, int]]:
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT s.id, s.origin_no FROM segment s JOIN origin o ON o.no = s.origin_no "
            "WHERE s.last_seq > o.seq ORDER BY s.cseq, s.origin_no, s.first_seq"
        ).all()
    return [(row[0], row[1]) for row in rows]


class _SegmentApplier:
    """One segment's transaction."""

    def __init__(self, connection: Connection, now_ms: int, origin_no: int) -> None:
        self._connection = connection
        self._round = Round(connection, now_ms)
        self._origin_no = origin_no

    @property
    def conflicts(self) -> int:
        """How many edits met another that their author did not know."""
        return self._round.conflicts

    def run(self, segment_id: int) -> int:
        """Apply what can be; the number of changesets applied."""
        start = self._known_end()
        coming = self._coming(segment_id, start.seq)
        if coming and coming[0].changeset.header.seq > start.seq + 1:
            self._round.note_waiting(self._origin_no, start.seq + 1, "gap", "")
            return 0
        self._switch(0)
        end = self._together(start, coming) or self._one_by_one(start, coming)
        self._finish(end)
        return end.seq - start.seq

    def _known_end(self) -> _End:
        row = self._connection.exec_driver_sql(
            "SELECT seq, head FROM origin WHERE no = ?", (self._origin_no,)
        ).one()
        return _End(row[0], row[1])

    def _coming(self, segment_id: int, known_seq: int) -> list[_Next]:
        data, received_ms = self._connection.exec_driver_sql(
            "SELECT bytes, received_ms FROM segment WHERE id = ?", (segment_id,)
        ).one()
        return [
            _Next(changeset, head, hybrid.adjusted(changeset.header.hlc, received_ms))
            for changeset, head in segments.open_body(segments.read(data))
            if changeset.header.seq > known_seq
        ]

    def _together(self, start: _End, coming: Sequence[_Next]) -> _End | None:
        """All at once, new rows first; None when they are not that simple, and then nothing has happened."""
        marks = {each.changeset.header.seq: Mark(each.changeset.stamp, each.hlc) for each in coming}
        changesets = [each.changeset for each in coming]
        try:
            with self._whole_or_not():
                self._check_ready(changesets)
                for changeset, op in insert_new(self._round, changesets):
                    OpApplier(self._round, changeset, marks[changeset.header.seq], op).run()
        except (NotPlain, Waits, BadChange):
            return None
        self._go_on_waiting_for_nothing()
        end = start
        for each in coming:
            end = end.after(each)
        return end

    def _one_by_one(self, start: _End, coming: Iterable[_Next]) -> _End:
        """As many as can be applied; one that cannot be by its author's fault is set aside by name."""
        end = start
        for each in coming:
            try:
                self._apply(each)
            except Waits as wait:
                seq = each.changeset.header.seq
                self._round.note_waiting(self._origin_no, seq, wait.reason, wait.detail)
                return end
            except BadChange as error:
                self._round.note_returned(self._origin_no, each.changeset.header.seq, error)
            end = end.after(each)
        self._go_on_waiting_for_nothing()
        return end

    def _apply(self, each: _Next) -> None:
        self._check_ready([each.changeset])
        mark = Mark(each.changeset.stamp, each.hlc)
        with self._whole_or_not():
            for op in current_ops(each.changeset):
                OpApplier(self._round, each.changeset, mark, op).run()

    def _check_ready(self, changesets: Iterable[Changeset]) -> None:
        """Raises Waits unless this program can read them and all they depend on is here."""
        deps = set()
        for changeset in changesets:
            if changeset.header.schema > SCHEMA:
                raise Waits("newer_schema", str(changeset.header.schema))
            deps.update(changeset.deps())
        for dep in deps:
            seen = self._connection.exec_driver_sql(
                "SELECT seq FROM origin WHERE origin = ?", (dep.origin,)
            ).first()
            if seen is None or seen[0] < dep.seq:
                raise Waits("missing_dependency")

    @contextmanager
    def _whole_or_not(self) -> Iterator[None]:
        """What stops half-way leaves nothing behind; what no row can hold is the author's fault, by name."""
        before = self._round.noted()
        self._connection.exec_driver_sql("SAVEPOINT changeset")
        try:
            yield
        except (BadChange, Waits, NotPlain, IntegrityError) as error:
            self._connection.exec_driver_sql("ROLLBACK TO changeset")
            self._connection.exec_driver_sql("RELEASE changeset")
            self._round.forget_since(before)
            if isinstance(error, IntegrityError):
                raise Malformed("row") from error
            raise
        self._connection.exec_driver_sql("RELEASE changeset")

    def _finish(self, end: _End) -> None:
        self._connection.exec_driver_sql(
            "UPDATE origin SET seq = ?, head = ? WHERE no = ?", (end.seq, end.head, self._origin_no)
        )
        last = self._connection.exec_driver_sql("SELECT hlc FROM log_state WHERE id = 1").scalar_one()
        self._connection.exec_driver_sql(
            "UPDATE log_state SET hlc = ? WHERE id = 1", (hybrid.observe(last, end.hlc),)
        )
        dossiers, applicants = projections.touched(self._connection, self._round.touched)
        projections.refresh(self._connection, dossiers, applicants)
        self._switch(1)

    def _switch(self, is_on: int) -> None:
        self._connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        self._connection.exec_driver_sql("UPDATE capture_switch SET is_on = ? WHERE id = 1", (is_on,))

    def _go_on_waiting_for_nothing(self) -> None:
        self._connection.exec_driver_sql("DELETE FROM waiting WHERE origin_no = ?", (self._origin_no,))
