"""Applying what other devices wrote: whole changesets, in each origin's order, after what they depend on.

Capture is switched off by a row of the main schema inside the transaction that applies, so nothing is
logged twice and an idle sync adds no sequence number. A changeset whose dependencies have not come waits,
whole, with its reason; nothing is forced and nothing dropped.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.storage import projections, sql
from app.storage.apply_round import Round
from app.storage.segment_applier import CarefulApplier, SegmentApplier, Spoilt
from app.storage.unit_of_work import Store

AT_ONCE = 1024  # changesets in one transaction, which keeps a clerk who saves waiting


class Applied(NamedTuple):
    """What a round of applying did."""

    changesets: int
    conflicts: int
    waiting: int


class _Pending(NamedTuple):
    """A stored segment that goes beyond what is applied of its log."""

    id: int
    origin_no: int
    changesets: int


def apply_pending(store: Store, between: Callable[[int], None] = lambda done: None) -> Applied:
    """Apply every stored segment whose dependencies are there, a few in one transaction."""
    done = conflicts = 0
    moved = True
    while moved:
        moved = False
        for some in _few_at_once(_pending(store)):
            applied, clashes = _apply(store, some)
            done += applied
            conflicts += clashes
            moved |= applied > 0
            between(done)
    with store.read() as connection:
        waiting = sql.value(connection, "SELECT count(*) FROM waiting")
    return Applied(done, conflicts, waiting)


def _pending(store: Store) -> list[_Pending]:
    with store.read() as connection:
        rows = sql.rows(
            connection,
            "SELECT s.id, s.origin_no, s.last_seq - s.first_seq + 1 FROM segment s "
            "JOIN origin o ON o.no = s.origin_no WHERE s.last_seq > o.seq "
            "ORDER BY s.cseq, s.origin_no, s.first_seq",
        )
    return [_Pending(*row) for row in rows]


def _few_at_once(pending: Iterable[_Pending]) -> Iterator[list[_Pending]]:
    some: list[_Pending] = []
    for each in pending:
        if some and sum(one.changesets for one in some) + each.changesets > AT_ONCE:
            yield some
            some = []
        some.append(each)
    if some:
        yield some


def _apply(store: Store, some: Sequence[_Pending]) -> tuple[int, int]:
    """(changesets applied, conflicts noticed): quickly where that goes, else each segment with care."""
    try:
        return _in_one_transaction(store, some, SegmentApplier)
    except (Spoilt, IntegrityError):
        if len(some) == 1:
            return _with_care(store, some)
        alone = [_apply(store, [each]) for each in some]
        return sum(done for done, _ in alone), sum(clashes for _, clashes in alone)


def _with_care(store: Store, some: Sequence[_Pending]) -> tuple[int, int]:
    """One changeset after the other; a reference to a row that never came makes the log wait."""
    try:
        return _in_one_transaction(store, some, CarefulApplier)
    except IntegrityError:
        _note_missing_row(store, some[0].origin_no)
        return 0, 0


def _in_one_transaction(
    store: Store, some: Iterable[_Pending], kind: type[SegmentApplier]
) -> tuple[int, int]:
    with store.write_local() as connection:
        transaction = _Transaction(connection, store.clock.now_ms())
        return transaction.run(some, kind), transaction.round.conflicts


def _note_missing_row(store: Store, origin_no: int) -> None:
    with store.write_local() as connection:
        seq = sql.value(connection, "SELECT seq FROM origin WHERE no = ?", origin_no)
        Round(connection, store.clock.now_ms()).note_waiting(origin_no, seq + 1, "missing_row", "")


class _Transaction:
    """What is applied and derived together."""

    def __init__(self, connection: Connection, now_ms: int) -> None:
        self._connection = connection
        self.round = Round(connection, now_ms)

    def run(self, some: Iterable[_Pending], kind: type[SegmentApplier]) -> int:
        """Apply what can be; the number of changesets applied."""
        self._switch(0)
        done = sum(kind(self.round, each.origin_no).run(each.id) for each in some)
        dossiers, applicants = projections.touched(self._connection, self.round.touched)
        projections.refresh(
            self._connection, dossiers | self.round.dossiers, applicants | self.round.applicants
        )
        self._switch(1)
        return done

    def _switch(self, is_on: int) -> None:
        sql.run(self._connection, "PRAGMA defer_foreign_keys = ON")
        sql.run(self._connection, "UPDATE capture_switch SET is_on = ? WHERE id = 1", is_on)
