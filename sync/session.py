"""One exchange with the server, in named stages, each safe to repeat.

    Niêm phong                    what was committed is sealed and signed
    Gửi                           segments leave, with what is wanted back
    Nhận giấy biên nhận           the signed receipt is checked, and only then believed
    Nhận thay đổi của bàn khác    the feed is checked and stored together with its cursor; a desk that begins
                                  takes in a checkpoint of the books before it, what is open first
    Ghi vào sổ                    what came is applied
    Nhận danh mục                 a newer catalogue is fetched

A request and its reply are one round trip; a small exchange needs one. Of much that waits, the next part is
sealed while a request is on its way. Whatever was committed stays when a later stage fails, and the next
exchange goes on from there.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from app.changes.registry import SCHEMA
from app.progress import Progress, Report, unheard
from app.storage import applier, checkpoint_store, device, feed_store, freeze, log_store
from app.storage.device import Membership
from app.storage.unit_of_work import Store
from sync import forks, joining, outbox, packs
from sync.bootstrap import Bootstrap
from sync.errors import (
    DeviceRevoked,
    DeviceUnknown,
    EnrolmentError,
    LineCut,
    LogUnknown,
    NoLine,
    NotEnrolled,
    ServerTrouble,
    UnverifiedFeed,
    WrongServer,
)
from sync.intake import FORK, GAP, Exchanged, TakenIn, refused_segments, take_in
from sync.outcome import Outcome, Stage
from sync.pace import Pace
from sync.packs import InstallPack
from sync.protocol.messages import SyncReply, SyncRequest
from sync.reasons import REBORN, SERVER_RESTORED, reason_words, twin_words
from sync.schedule import before_retry
from sync.sealing import Sealing
from sync.terms import Terms
from sync.transport import Transport
from sync.window import Window

MOST_REBIRTHS = 4  # more would be a fault of ours or a hostile server, not a restored backup
NAP_S = 0.25  # how long Stop may go unheard while a cut line is left alone


def run_exchange(
    store: Store,
    transport: Transport,
    report: Report = unheard,
    *,
    install_pack: InstallPack | None = None,
    pace: Pace | None = None,
    program_version: str = "",
    monotonic: Callable[[], float] = time.monotonic,
    terms: Terms | None = None,
) -> Outcome:
    """Exchange with the server until each side has what the other had; raises a SyncError."""
    with store.read() as snapshot:
        member = device.membership(snapshot)
    if member is None:
        raise NotEnrolled
    terms = terms or Terms(monotonic=monotonic)
    exchange = _Exchange(store, member, transport, report, pace or Pace(), program_version, terms)
    return exchange.run(install_pack)


class _Exchange:
    """One run through the stages."""

    def __init__(
        self,
        store: Store,
        member: Membership,
        transport: Transport,
        report: Report,
        pace: Pace,
        program_version: str,
        terms: Terms,
    ) -> None:
        self._store = store
        self._member = member
        self._transport = transport
        self._report = report
        self._pace = pace
        self._program_version = program_version
        self._terms = terms
        self._window = Window(terms.monotonic, terms.within_s)
        self._outcome = Outcome()
        self._rebirths = 0
        self._has_come_back = False
        self._cuts = 0
        self._sealing = Sealing(store, terms.beside)
        self._bootstrap = Bootstrap(store, member, transport, partial(self._say, Stage.FEED))

    def run(self, install_pack: InstallPack | None) -> Outcome:
        """Every stage, the middle ones as often as there is something to carry."""
        try:
            self._say(Stage.SEAL)
            reply = self._carry()
            if reply is not None and install_pack is not None and not self._window.is_limited:
                self._fetch_catalogue(reply.catalogue, install_pack)
        except DeviceRevoked:
            with self._store.write_local() as connection:
                freeze.note_revoked(connection)
            raise
        finally:
            self._keep_nonce()
        self._outcome.requests, self._outcome.bytes_up, self._outcome.bytes_down = self._transport.traffic
        return self._outcome

    def _carry(self) -> SyncReply | None:
        """Round trips until nothing is left to carry; the last reply, or None when the time was up before."""
        while not self._window.is_over:
            try:
                reply = self._round_trip()
                self._cuts = 0
            except DeviceUnknown as error:
                self._come_back(error)
                continue
            except NoLine as error:
                self._pace.note_cut()
                if not self._window.is_over:
                    self._wait_for_line(error)
                continue
            if reply is not None:
                return reply
        self._outcome.ran_out = True
        return None

    def _wait_for_line(self, error: NoLine) -> None:
        """Leave a line that broke alone for a moment; raises the error when it breaks again and again."""
        self._cuts += 1
        has_been_there = isinstance(error, LineCut) or self._outcome.receipts > 0
        seconds = before_retry(self._terms.patience, self._cuts, self._terms.random)
        if seconds is None or not has_been_there:
            raise error
        until = self._terms.monotonic() + min(seconds, self._window.left_s)
        while (left := until - self._terms.monotonic()) > 0:
            self._say(Stage.SEND)
            self._terms.sleep(min(NAP_S, left))

    def _round_trip(self) -> SyncReply | None:
        """One request and what follows from its reply; the reply itself when nothing is left to carry."""
        self._bootstrap.begin()
        self._sealing.portion(self._pace.up_bytes)
        with self._store.read() as snapshot:
            plan = self._pace.plan(self._window)
            request = outbox.next_request(snapshot, plan, self._program_version)
            stored_before = feed_store.stored_seqs(snapshot)
        try:
            exchanged = self._send(request)
        except LogUnknown:
            self._introduce(request)
            return None
        self._say(Stage.RECEIPT)
        taken = take_in(self._store, self._member, exchanged, self._reach_feed)
        self._note(exchanged, taken)
        if taken.feed_problem is not None:
            if self._bootstrap.go_on(self._has_else_to_do):
                return None  # what that log goes on from may have lain in a part that was still to come
            raise UnverifiedFeed(taken.feed_problem.code)
        if taken.forked:
            self._be_reborn(taken.forked[0])
            return None
        self._apply()
        is_over = not taken.is_new_epoch and self._is_over(exchanged, stored_before)
        if is_over and self._bootstrap.go_on(self._has_else_to_do):
            self._apply()
            is_over = False
        return exchanged.reply if is_over else None

    def _has_else_to_do(self) -> bool:
        """What a clerk wrote meanwhile does not wait for what is old."""
        with self._store.read() as snapshot:
            has_written = log_store.figures(snapshot).unsealed > 0
        if has_written:
            self._sealing.everything()
        return has_written or self._window.is_over

    def _send(self, request: SyncRequest) -> Exchanged:
        waiting = self._sealing.unsent_bytes()
        self._say(Stage.SEND, 0, waiting)
        sent_ms = self._store.clock.now_ms()
        reply = self._sealing.beside(partial(self._ask, request, waiting))
        refused, came_ms = refused_segments(request, reply), self._store.clock.now_ms()
        return Exchanged(request, reply, refused, sent_ms, came_ms, self._transport.nonce)

    def _ask(self, request: SyncRequest, waiting: int) -> SyncReply:
        """One request on its way and back; nothing here touches the database."""
        before, start = self._transport.traffic, self._terms.monotonic()
        reply = self._transport.exchange(request, lambda done, _: self._watch(done, waiting))
        after, took = self._transport.traffic, self._terms.monotonic() - start
        self._pace.note(after.bytes_up - before.bytes_up, after.bytes_down - before.bytes_down, took)
        return reply

    def _watch(self, done: int, waiting: int) -> None:
        self._say(Stage.SEND, done, waiting)
        if self._window.left_s <= 0:
            raise LineCut

    def _reach_feed(self, items: int) -> None:
        if items:
            self._say(Stage.FEED, 0, items)

    def _note(self, exchanged: Exchanged, taken: TakenIn) -> None:
        outcome = self._outcome
        outcome.sent_segments += len(exchanged.request.segments) - len(taken.refused)
        outcome.receipts += 1
        outcome.received_segments += taken.received_segments
        outcome.new_leases += taken.new_leases
        outcome.clock_off_ms = exchanged.clock_off_ms
        if taken.is_new_epoch:
            outcome.note(SERVER_RESTORED)
        if words := twin_words(exchanged.reply.twin):
            outcome.note(words)
        outcome.retry_after_s = exchanged.reply.retry_after_s
        if exchanged.reply.min_write_schema > SCHEMA:
            outcome.note(reason_words("too_old_to_write"))
        for problem in taken.refused:
            if problem.code not in (GAP, FORK):
                outcome.note(reason_words(problem.code))

    def _introduce(self, request: SyncRequest) -> None:
        """The server does not know our log: it was restored without it, or took its birth for a fork."""
        self._limit_rebirths()
        probe = self._send(outbox.feed_request(request.epoch, request.cursor, 0))
        probe = probe._replace(reply=msgspec.structs.replace(probe.reply, feed=[]))
        taken = take_in(self._store, self._member, probe, self._reach_feed)
        if taken.is_new_epoch:
            return
        if not request.births:
            raise LogUnknown
        self._be_reborn(request.births[0].born_from_origin)

    def _come_back(self, unknown: DeviceUnknown) -> None:
        """The server was restored to before this device was enrolled: it knows its own certificate."""
        if self._has_come_back:
            raise unknown
        self._has_come_back = True
        try:
            joining.come_back(self._store, self._member, self._transport)
        except (EnrolmentError, ServerTrouble, WrongServer) as error:
            raise unknown from error
        self._outcome.note(SERVER_RESTORED)

    def _limit_rebirths(self) -> None:
        self._rebirths += 1
        if self._rebirths > MOST_REBIRTHS:
            raise ServerTrouble("forks_without_end")

    def _be_reborn(self, origin: bytes) -> None:
        self._limit_rebirths()
        self._outcome.is_reborn = True
        self._outcome.note(REBORN)
        self._sealing.everything()
        forks.begin_again(self._store, origin, self._stretches())
        self._sealing.everything()

    def _stretches(self) -> Iterator[SyncReply]:
        """The feed from where we stand, with every log's bytes."""
        with self._store.read() as snapshot:
            standing = device.standing(snapshot)
        cursor, more = standing.cursor, True
        while more:
            asked = outbox.feed_request(standing.epoch, cursor, self._pace.down_bytes)
            reply = self._transport.exchange(asked)
            yield reply
            more = reply.more and bool(reply.feed)
            cursor = reply.feed[-1].cseq if reply.feed else cursor

    def _apply(self) -> None:
        """Apply after each page: the feed's order brings our own envelopes before what came after them."""
        with self._store.read() as snapshot:
            if checkpoint_store.is_incomplete(snapshot) or not feed_store.has_unapplied(snapshot):
                return
        self._say(Stage.APPLY)
        applied = applier.apply_pending(self._store, lambda done: self._say(Stage.APPLY, done))
        self._outcome.applied += applied.changesets
        self._outcome.conflicts += applied.conflicts
        self._outcome.waiting = applied.waiting

    def _is_over(self, exchanged: Exchanged, stored_before: dict[bytes, int]) -> bool:
        """Nothing is left to carry, or the last round trip moved nothing."""
        with self._store.read() as snapshot:
            is_left = (
                exchanged.reply.more or not self._sealing.is_done or feed_store.unsent_bytes(snapshot) > 0
            )
            has_moved = feed_store.stored_seqs(snapshot) != stored_before
            has_moved |= device.standing(snapshot).cursor != exchanged.request.cursor
        is_over = not (is_left and has_moved)
        self._outcome.ran_out |= is_over and is_left and self._window.is_limited
        return is_over

    def _fetch_catalogue(self, version: str, install_pack: InstallPack) -> None:
        if not packs.is_wanted(self._store, version, self._program_version):
            return
        self._say(Stage.CATALOGUE)
        problem = packs.fetch(self._store, self._transport, version, install_pack, self._program_version)
        if problem is None:
            self._outcome.catalogue_version = version
        else:
            self._outcome.note(problem)

    def _keep_nonce(self) -> None:
        """A nonce that may be spent is worse than none: it would cost a body sent in vain."""
        with self._store.read() as snapshot:
            is_known = device.standing(snapshot).nonce == self._transport.nonce
        if not is_known:
            with self._store.write_local() as connection:
                device.keep_nonce(connection, self._transport.nonce)

    def _say(self, stage: Stage, done: int = 0, total: int = 0) -> None:
        self._report(Progress(stage.value, done, total))
