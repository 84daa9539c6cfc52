"""Applies what is stored: reads changesets in feed order into the projection, or sets them aside.

It may be stopped or killed anywhere: a batch is one transaction that moves the logs' applied ends together
with what was applied, so the next call goes on exactly there. One bad changeset blocks nobody; one that
waits for another holds back its own log alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from sqlalchemy import Connection

from app.changes.changeset import Changeset, Stamp
from app.changes.errors import BadChange
from app.changes.receipt import Quarantined
from app.changes.run import read_run
from app.changes.segment import open_body
from server import leasing
from server.book import Book
from server.context import Server
from server.facts import Facts, LeaseReturn, Unfit, deps_of, facts_of
from server.run_facts import facts_of_run
from server.storage import communes, leases, origins, projection, quarantine, segments
from server.storage.engine import reading, writing
from server.storage.leases import Range
from server.storage.origins import Log, LogEnd, Moved
from server.storage.segments import StoredSegment

SEGMENTS_AT_ONCE = 8  # keeps a batch, and the time it holds the database, small


class Item(NamedTuple):
    """A changeset to apply, the segment it came in, and what it says or why it cannot be applied."""

    stamp: Stamp
    stored: StoredSegment
    deps: list[Stamp]
    said: Facts | Unfit


class Progress:
    """How far each log has been applied within a batch, and what each waits for."""

    def __init__(self, logs: dict[bytes, Log]) -> None:
        self._logs = logs
        self._reached: dict[bytes, StoredSegment] = {}
        self.applied = {name: log.applied.seq for name, log in logs.items()}
        self.waits_for = {name: log.waits_for for name, log in logs.items()}

    def held(self) -> frozenset[bytes]:
        """The logs whose next changeset waits for one that has not come yet."""
        return frozenset(n for n, stamp in self.waits_for.items() if stamp and not self._has(stamp))

    def is_next(self, item: Item) -> bool:
        """Whether this is the log's next changeset and may be applied now; notes what it waits for."""
        name, seq = item.stamp
        if seq != self.applied[name] + 1:
            return False
        self.waits_for[name] = next((dep for dep in item.deps if not self._has(dep)), None)
        return self.waits_for[name] is None

    def advance(self, item: Item) -> None:
        """A changeset was applied or set aside."""
        name, seq = item.stamp
        self.applied[name], self._reached[name] = seq, item.stored

    def has_released(self) -> bool:
        """Whether a log that waited may go on."""
        return any(stamp is not None and self._has(stamp) for stamp in self.waits_for.values())

    def changed(self) -> Iterator[tuple[bytes, LogEnd, Stamp | None]]:
        """The logs to write back."""
        for name, log in self._logs.items():
            if (log.applied.seq, log.waits_for) != (self.applied[name], self.waits_for[name]):
                yield name, self._end(log), self.waits_for[name]

    def _end(self, log: Log) -> LogEnd:
        seq, reached = self.applied[log.origin], self._reached.get(log.origin)
        return log.applied if reached is None else LogEnd(seq, segments.head_within(reached.segment, seq))

    def _has(self, stamp: Stamp) -> bool:
        return self.applied.get(stamp.origin, -1) >= stamp.seq


class Batch:
    """What is applied of one commune in one go, and what came of it."""

    def __init__(self, commune: str, progress: Progress, stored: Sequence[StoredSegment]) -> None:
        self.commune = commune
        self.progress = progress
        self.is_full = len(stored) == SEGMENTS_AT_ONCE
        self.items = [item for each in stored for item in _items(each)]
        self.aside: list[Quarantined] = []
        self.returned: list[tuple[bytes, LeaseReturn]] = []

    def enter(self, book: Book, ranges: Mapping[bytes, Sequence[Range]]) -> None:
        """Take in what may be applied now, or set it aside."""
        for item in self.items:
            if not self.progress.is_next(item):
                continue
            try:
                self._enter(item, book, ranges.get(item.stamp.origin, ()))
            except Unfit as unfit:
                self.aside.append(Quarantined(*item.stamp, unfit.code, unfit.detail))
            self.progress.advance(item)

    def _enter(self, item: Item, book: Book, ranges: Sequence[Range]) -> None:
        if isinstance(item.said, Unfit):
            raise item.said
        book.enter(item.said, ranges)
        self.returned += [(item.stamp.origin, each) for each in item.said.returns]

    def facts(self) -> list[Facts]:
        """What its changesets say, of those that say something."""
        return [item.said for item in self.items if isinstance(item.said, Facts)]

    def moved(self) -> Iterator[Moved]:
        """The ends to write back."""
        return (Moved(self.commune, *each) for each in self.progress.changed())

    @property
    def may_go_on(self) -> bool:
        """Whether there may be more to do."""
        return self.is_full or self.progress.has_released()


def apply_batch(server: Server, commune: str) -> bool:
    """Apply the commune's next stored segments; whether there may be more to do."""
    return bool(apply_together(server, [commune]))


def apply_together(server: Server, codes: Sequence[str]) -> list[str]:
    """Apply the next stored segments of some communes in one transaction; where there may be more to do."""
    with writing(server.engine) as connection:
        communes.lock_appliers(connection, codes)
        logs = origins.logs_of(connection, codes)
        batches = [_batch(connection, code, Progress(logs[code])) for code in codes]
        at_work = [batch for batch in batches if batch.items]
        if at_work:
            _apply(server, connection, at_work)
        return [batch.commune for batch in batches if batch.may_go_on]


def _batch(connection: Connection, commune: str, progress: Progress) -> Batch:
    stored = segments.unapplied(connection, commune, progress.held(), SEGMENTS_AT_ONCE)
    return Batch(commune, progress, stored)


def apply_all(server: Server, commune: str) -> None:
    """Apply everything that can be applied."""
    while apply_batch(server, commune):
        pass


def apply_everywhere(server: Server) -> None:
    """Finish what a killed or upgraded server left undone, in every commune."""
    with reading(server.engine) as connection:
        codes = [commune.code for commune in communes.every(connection)]
    for code in codes:
        apply_all(server, code)


def _apply(server: Server, connection: Connection, batches: Sequence[Batch]) -> None:
    books = projection.load(connection, {batch.commune: batch.facts() for batch in batches})
    ranges = leases.ranges_of(connection, list(books))
    for batch in batches:
        batch.enter(books[batch.commune], ranges[batch.commune])
    projection.save(connection, books)
    for batch in batches:
        leasing.take_back(server, connection, batch.commune, batch.returned)
        quarantine.add(connection, batch.commune, batch.aside, server.clock.now_ms())
    origins.set_applied(connection, (moved for batch in batches for moved in batch.moved()))


def _items(stored: StoredSegment) -> Iterable[Item]:
    """Read by the column; a segment in which something does not fit, one changeset at a time."""
    with suppress(BadChange, Unfit):
        run = read_run(stored.segment)
        deps = [deps_of(header, run.origin) for header in run.headers]
        said = facts_of_run(run, stored.received_ms)
        if said is not None:
            return [Item(facts.stamp, stored, each, facts) for facts, each in zip(said, deps, strict=True)]
    return [_item(stored, changeset) for changeset, _head in open_body(stored.segment)]


def _item(stored: StoredSegment, changeset: Changeset) -> Item:
    try:
        deps = deps_of(changeset.header, changeset.origin)
        return Item(changeset.stamp, stored, deps, _said(changeset, stored.received_ms))
    except Unfit as unfit:
        return Item(changeset.stamp, stored, [], unfit)


def _said(changeset: Changeset, received_ms: int) -> Facts | Unfit:
    try:
        return facts_of(changeset, received_ms)
    except Unfit as unfit:
        return unfit
