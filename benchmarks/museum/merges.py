"""Bugs of merging and capture: clocks, columns, bases, echoes, and changes that nobody saw."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from app.changes import clock as hybrid
from app.changes.merge import Mark, Outcome
from app.changes.registry import Command
from app.storage import applier, journal, losers, migrate
from app.storage.dialect import Transactions
from app.storage.journal import Act
from app.storage.op_applier import OpApplier
from server.book import Book
from server.storage import communes

GUARD = re.compile(r" AND \(.*\) <> 0 (?=BEGIN)")


@contextmanager
def numbers_leased_to_all() -> Iterator[None]:
    """Every desk counts by itself, and the second paper of a number finds no room where they meet."""
    with (
        patch.object(communes, "take_dossier_numbers", lambda *_: (1, 500)),
        patch.object(Book, "_check_code", lambda *_: None),
    ):
        yield


@contextmanager
def newest_clock_wins() -> Iterator[None]:
    """The later timestamp wins, whoever set that clock and whatever was read before; the other is gone."""

    def by_clock(self: OpApplier, current: int, _replaced: Any) -> Outcome:
        if not current:
            return Outcome.APPLY
        stamp = self._round.stamp_of(current)
        if stamp == self._mark.stamp:
            return Outcome.KNOWN
        standing = Mark(stamp, self._round.hlc_of(current))
        return Outcome.APPLY if self._mark.rank > standing.rank else Outcome.KNOWN

    with (
        patch.object(OpApplier, "_outcome", by_clock),
        patch.object(hybrid, "adjusted", lambda hlc, _received_ms: hlc),
        patch.object(hybrid, "observe", lambda last, _seen: last),
        patch.object(hybrid, "tick", lambda _last, now_ms: now_ms << hybrid.COUNTER_BITS),
    ):
        yield


@contextmanager
def upgrades_flood_the_log() -> Iterator[None]:
    """A migration that touches every row counts as a change of every row."""
    statements = migrate.trigger_statements

    def unguarded() -> dict[str, str]:
        return {name: GUARD.sub(" ", sql) for name, sql in statements().items()}

    with (
        patch.object(migrate, "trigger_statements", unguarded),
        patch.object(Transactions, "_refuse_undrained", lambda *_: None),
    ):
        yield


@contextmanager
def statements_go_unseen() -> Iterator[None]:
    """Changes are noticed where objects are saved; a statement changes rows behind that."""
    captured = journal.captured_changes

    def of_objects(connection: Any) -> Any:
        return {key: each for key, each in captured(connection).items() if each.op != "U"}

    with patch.object(journal, "captured_changes", of_objects):
        yield


@contextmanager
def echoes() -> Iterator[None]:
    """What came from others is captured as it is written here, and sent out as one's own."""
    apply_pending = applier.apply_pending

    def stays_on(self: Any, _is_on: int) -> None:
        self._connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")

    def logging(store: Any, between: Any = lambda _: None) -> Any:
        applied = apply_pending(store, between)
        with store.write(Act(Command.EDIT_DOSSIER)):
            pass
        return applied

    with (
        patch.object(applier._Transaction, "_switch", stays_on),
        patch.object(Transactions, "_refuse_undrained", lambda *_: None),
        patch.object(applier, "apply_pending", logging),
    ):
        yield


@contextmanager
def deleted_means_deleted() -> Iterator[None]:
    """An edit of what was deleted elsewhere meets no row, changes nothing, and nobody is told."""
    with patch.object(OpApplier, "_keep_orphan", lambda *_: None):
        yield


@contextmanager
def each_column_by_itself() -> Iterator[None]:
    """The winner is found column by column, and the row is one that nobody wrote."""
    outcome, write = OpApplier._outcome, OpApplier._write

    def remembered(self: Any, *given: Any) -> Outcome:
        self._last = outcome(self, *given)
        return self._last

    def mixed(self: Any, group: Any, cells: list[Any]) -> None:
        if self._last is Outcome.WINS and len(cells) > 1:
            cells[1:] = self._present_cells(group)[1:]
        write(self, group, cells)

    with patch.object(OpApplier, "_outcome", remembered), patch.object(OpApplier, "_write", mixed):
        yield


@contextmanager
def whole_row_as_base() -> Iterator[None]:
    """An edit counts as concurrent as soon as anything of the row has changed since."""
    current = OpApplier._current_stamp

    def of_row(self: Any, group: Any) -> int:
        return max(current(self, each) for each in self._table.groups)

    with patch.object(OpApplier, "_current_stamp", of_row):
        yield


@contextmanager
def loser_forgotten() -> Iterator[None]:
    """Of two concurrent values one is dropped; used by tests as the plainest bug of all."""
    with patch.object(losers, "keep", lambda *_: None):
        yield
