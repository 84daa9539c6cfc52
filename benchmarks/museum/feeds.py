"""Bugs of delivery: cursors, horizons, queues, gaps, lanes, and screens that say what is not so."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from typing import Any
from unittest.mock import patch

import msgspec

from app.changes.errors import BadChange
from app.changes.registry import DOSSIER_EVENT
from app.storage import applier, known_logs, log_store, projections, segment_applier
from app.storage.apply_round import Round
from app.storage.bulk_applier import NotPlain
from app.storage.op_applier import OpApplier
from app.storage.segment_applier import SegmentApplier
from server import applying
from server.errors import Refused
from server.storage import feed, quarantine, segments
from server.storage.feed import FeedPart
from sync import inbox, session
from sync.inbox import CheckedFeed

EARLY = 3


@contextmanager
def _reader_trusts_its_cursor() -> Iterator[None]:
    """Our reader stops at a number that is left out; theirs do not look."""
    check_feed = inbox.check_feed

    def trusting(snapshot: Any, reply: Any, cursor: int, *rest: Any, **named: Any) -> CheckedFeed:
        checked = CheckedFeed([], [], cursor)
        items = [item for item in reply.feed if item.cseq > cursor]
        for _, run in groupby(enumerate(items), lambda each: each[1].cseq - each[0]):
            stretch = [item for _, item in run]
            part = msgspec.structs.replace(reply, feed=stretch)
            one = check_feed(snapshot, part, stretch[0].cseq - 1, *rest, **named)
            checked = one._replace(items=[*checked.items, *one.items])
            if one.problem is not None:
                break
        return checked

    with patch.object(inbox, "check_feed", trusting):
        yield


@contextmanager
def numbers_out_of_order() -> Iterator[None]:
    """A sequence gives numbers before the commit: a later number is seen first, and the earlier skipped."""
    late: set[int] = set()
    store, read_feed = segments.store, feed.read_feed

    def slowly(connection: Any, commune: str, received_ms: int, news: Any) -> None:
        newest = feed.extent(connection, commune, 0).until
        store(connection, commune, received_ms, news)
        if late:
            late.clear()  # the slow writer has committed at last
        else:
            late.update(range(newest + 1, newest + 1 + len(news)))

    def as_committed(*asked: Any, **named: Any) -> FeedPart:
        part = read_feed(*asked, **named)
        return FeedPart([item for item in part.items if item.cseq not in late], part.more)

    with (
        patch.object(segments, "store", slowly),
        patch.object(feed, "read_feed", as_committed),
        _reader_trusts_its_cursor(),
    ):
        yield


@contextmanager
def horizon_held_for_ever() -> Iterator[None]:
    """Readers see nothing beyond the oldest open transaction, and one stays open."""
    read_feed, held = feed.read_feed, []

    def behind(*asked: Any, **named: Any) -> FeedPart:
        part = read_feed(*asked, **named)
        if not held and part.items and part.items[-1].cseq >= EARLY:
            held.append(part.items[-1].cseq)
        return FeedPart([i for i in part.items if not held or i.cseq <= held[0]], more=False)

    with patch.object(feed, "read_feed", behind):
        yield


@contextmanager
def cursor_before_apply() -> Iterator[None]:
    """The cursor moves in a transaction of its own before what it stands for is kept."""
    take_in = session.take_in

    def hasty(store: Any, member: Any, exchanged: Any, reaches: Any) -> Any:
        request, reply = exchanged.request, exchanged.reply
        if reply.forks or reply.epoch != request.epoch or not reply.feed:
            return take_in(store, member, exchanged, reaches)
        with store.read() as snapshot:
            checked = inbox.check_feed(snapshot, reply, request.cursor, member)
        with store.write_local() as connection:
            connection.exec_driver_sql("UPDATE device SET cursor = ?", (checked.cursor,))
        taken = take_in(
            store,
            member,
            exchanged._replace(
                request=msgspec.structs.replace(request, cursor=checked.cursor),
                reply=msgspec.structs.replace(reply, feed=[]),
            ),
            reaches,
        )
        with store.write_local() as connection:
            known_logs.keep_peer_certificates(connection, checked.peers)
            log_store.keep_incoming(connection, checked.items, checked.cursor)
        return taken

    with patch.object(session, "take_in", hasty):
        yield


@contextmanager
def filter_without_its_own_vector() -> Iterator[None]:
    """One vector counts for all, whatever part of the data a reader was given."""
    read_feed = feed.read_feed

    def filtered(*asked: Any, **named: Any) -> FeedPart:
        part = read_feed(*asked, **named)
        return FeedPart([i for i in part.items if i.cseq % EARLY or not i.body], part.more)

    with patch.object(feed, "read_feed", filtered), _reader_trusts_its_cursor():
        yield


@contextmanager
def poisoned_queue() -> Iterator[None]:
    """A change that cannot be applied is tried again for ever, and everything waits behind it."""

    def stop_at(_connection: Any, _commune: str, aside: list[Any], _now_ms: int) -> None:
        if aside:
            raise Refused(500, "internal", "a change does not apply")

    with patch.object(quarantine, "add", stop_at):
        yield


@contextmanager
def gaps_forced() -> Iterator[None]:
    """What waits for something missing is applied all the same after a while, as far as it goes."""

    def forced(self: OpApplier, *_: Any) -> None:
        """An edit of what never came is dropped."""

    def is_next(self: applying.Progress, item: Any) -> bool:
        name, seq = item.stamp
        return bool(seq == self.applied[name] + 1)

    with (
        patch.object(SegmentApplier, "_check_ready", lambda *_: None),
        patch.object(OpApplier, "_keep_orphan", forced),
        patch.object(applying.Progress, "is_next", is_next),
    ):
        yield


@contextmanager
def lanes_split_a_transaction() -> Iterator[None]:
    """Acts travel in a slower lane than the dossiers they came with, and are lost with the process."""
    run, apply_pending = OpApplier.run, applier.apply_pending
    slower: list[tuple[Any, ...]] = []

    def by_lane(self: OpApplier) -> None:
        if self._table is DOSSIER_EVENT:
            slower.append((self._header, self._mark, self._op))
        else:
            run(self)

    def not_plain(*_: Any) -> None:
        raise NotPlain

    def later(store: Any, between: Any = lambda _: None) -> Any:
        slower.clear()
        applied = apply_pending(store, between)
        for each in slower:
            with store.write_local() as connection:
                connection.exec_driver_sql("UPDATE capture_switch SET is_on = 0")
                round_ = Round(connection, store.clock.now_ms())
                with suppress(BadChange):
                    run(OpApplier(round_, *each))
                projections.refresh(connection, *projections.touched(connection, round_.touched))
                connection.exec_driver_sql("UPDATE capture_switch SET is_on = 1")
        return applied

    with (
        patch.object(OpApplier, "run", by_lane),
        patch.object(segment_applier, "sort_out", not_plain),
        patch.object(applier, "apply_pending", later),
    ):
        yield


@contextmanager
def status_without_receipt() -> Iterator[None]:
    """What was sent counts as received, whether or not anybody said so."""
    send = session._Exchange._send

    def hopeful(self: Any, request: Any) -> Any:
        with self._store.write_local() as connection:
            connection.exec_driver_sql("UPDATE origin SET stored_seq = sealed_seq WHERE is_own = 1")
        return send(self, request)

    with patch.object(session._Exchange, "_send", hopeful):
        yield
