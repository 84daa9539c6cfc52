"""A reply taken in: everything is checked first, then what holds is committed in one transaction."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from app.changes import segment as segments
from app.changes.changeset import Origin
from app.changes.receipt import OriginReceipt, Receipt
from app.changes.revocation import RevocationList
from app.storage import device, feed_store, freeze, known_logs, leases, log_store, offers, revocations
from app.storage.device import Membership
from app.storage.leases import SignedLease
from app.storage.unit_of_work import Snapshot, Store
from sync import inbox
from sync.errors import OldReceipt
from sync.forks import forked_logs
from sync.inbox import CheckedFeed, Problem
from sync.protocol.messages import NOBODY, SyncReply, SyncRequest

GAP, FORK = "gap", "fork"


class Exchanged(NamedTuple):
    """A request, its reply, when they left and came by this PC's clock, and the nonce for the next.

    A reply that came by stick has no nonce: it is days old and says nothing of the time now. What it answers
    is known only as far as the feed was asked for; ``refused`` names the segments all the same.
    """

    request: SyncRequest
    reply: SyncReply
    refused: Sequence[Problem]
    sent_ms: int
    came_ms: int
    nonce: bytes | None

    @property
    def clock_off_ms(self) -> int:
        """How far the PC is off for certain: the reply was made at some moment between the two."""
        if self.reply.server_time_ms < self.sent_ms:
            return self.sent_ms - self.reply.server_time_ms
        return min(0, self.came_ms - self.reply.server_time_ms)


class TakenIn(NamedTuple):
    """What a reply brought: ``forked`` are logs of ours that the server has otherwise.

    ``is_news`` says that no later receipt was believed before.
    """

    forked: Sequence[Origin]
    is_new_epoch: bool
    is_news: bool
    received_segments: int
    new_leases: int
    refused: Sequence[Problem]
    feed_problem: Problem | None


class _Checked(NamedTuple):
    """``receipt`` is None when a later one was believed before."""

    receipt: Receipt | None
    leases: Sequence[SignedLease]
    revoked: RevocationList | None
    forked: Sequence[Origin]
    has_new_epoch: bool
    starts_over: bool
    refused: Sequence[tuple[Problem, OriginReceipt | None]]
    feed: CheckedFeed


def take_in(
    store: Store, member: Membership, exchanged: Exchanged, reaches_feed: Callable[[int], None]
) -> TakenIn:
    """Believe what a reply proves; raises ForgedReceipt, and then nothing has changed.

    ``reaches_feed`` is told how many items follow once the receipt has proved good; it may raise Stopped.
    """
    checked = _check(store, member, exchanged, reaches_feed)
    with store.write_local() as connection:
        if checked.starts_over:
            feed_store.start_over(connection)
        if checked.receipt is not None:
            agreed = _agreed(checked.receipt, checked.forked)
            log_store.take_in_receipt(connection, agreed, exchanged.reply.receipt)
            if not checked.has_new_epoch:
                offers.send_whole(connection, _unheard_of(exchanged.request, checked.receipt))
        if checked.revoked is not None:
            told, epoch = exchanged.reply.revoked, exchanged.reply.epoch
            revocations.take_in(connection, checked.revoked, told, epoch)
        if _tells_of_us(checked, exchanged):
            freeze.keep(connection, exchanged.reply.twin)
        known_logs.forget_stored(connection)
        _keep_refused(connection, checked, exchanged.came_ms)
        received = _keep_feed(connection, checked.feed, exchanged)
        new_leases = leases.take_in(connection, checked.leases)
        if exchanged.nonce is not None:
            _keep_line(connection, exchanged, exchanged.nonce)
    return TakenIn(
        checked.forked,
        checked.has_new_epoch,
        checked.receipt is not None,
        received,
        new_leases,
        [problem for problem, _ in checked.refused],
        checked.feed.problem,
    )


def _tells_of_us(checked: _Checked, exchanged: Exchanged) -> bool:
    """Whether the reply is the newest word to the life that writes here."""
    is_asked_as_us = exchanged.nonce is None or exchanged.request.origin != NOBODY
    return checked.receipt is not None and not checked.forked and is_asked_as_us


def _check(
    store: Store, member: Membership, exchanged: Exchanged, reaches_feed: Callable[[int], None]
) -> _Checked:
    request, reply = exchanged.request, exchanged.reply
    receipt = inbox.verified_receipt(reply, member)
    given = inbox.verified_leases(reply.leases, member)
    revoked = inbox.verified_revocations(reply, member)
    with store.read() as snapshot:
        epoch = device.standing(snapshot).epoch
        has_new_epoch = receipt.epoch != epoch
        if has_new_epoch and feed_store.has_seen_epoch(snapshot, receipt.epoch):
            raise OldReceipt
        is_late = feed_store.is_known(snapshot, receipt.epoch, receipt.number)
        forked = [] if is_late else forked_logs(snapshot, reply.forks, receipt)
        feed = CheckedFeed((), (), request.cursor)
        if not forked and not has_new_epoch:  # else what was asked for was not what we now know to ask
            reaches_feed(len(reply.feed))
            feed = inbox.check_feed(snapshot, reply, request.cursor, member, revoked)
    vectors = {vector.origin: vector for vector in receipt.origins}
    refused = [] if is_late else [(each, vectors.get(each.origin)) for each in exchanged.refused]
    starts_over = has_new_epoch and bool(epoch)
    believed = None if is_late else receipt
    return _Checked(believed, given, revoked, forked, has_new_epoch, starts_over, refused, feed)


def refused_segments(request: SyncRequest, reply: SyncReply) -> Sequence[Problem]:
    """The segments of a request that were not stored, by name."""
    headers = [
        (segments.read(request.segments[refusal.index]).header, refusal.code)
        for refusal in reply.refused
        if 0 <= refusal.index < len(request.segments)
    ]
    return [Problem(header.origin, header.first_seq, code) for header, code in headers]


def _unheard_of(request: SyncRequest, receipt: Receipt) -> set[Origin]:
    """Logs that a request named and its receipt does not."""
    return {name for name, _seq, _head in request.heads} - {vector.origin for vector in receipt.origins}


def _agreed(receipt: Receipt, forked: Sequence[Origin]) -> Receipt:
    """The receipt without logs whose heads are not ours: what it says there is about something else."""
    agreed = [vector for vector in receipt.origins if vector.origin not in forked]
    return msgspec.structs.replace(receipt, origins=agreed)


def _keep_line(connection: Snapshot, exchanged: Exchanged, nonce: bytes) -> None:
    server_ms = exchanged.reply.server_time_ms
    feed_store.keep_time(connection, server_ms, exchanged.came_ms, exchanged.clock_off_ms)
    device.keep_nonce(connection, nonce)


def _keep_refused(connection: Snapshot, checked: _Checked, now_ms: int) -> None:
    """Offer again what the server lacks; of anything else say why it waits. A fork is settled otherwise."""
    for problem, vector in checked.refused:
        if problem.code == GAP and vector is not None:
            feed_store.offer_again(connection, vector)
        elif problem.code == FORK:
            _part(connection, problem, now_ms)
        else:
            offers.withhold(connection, problem.origin)
            known_logs.note_waiting(connection, problem.origin, problem.seq, problem.code, now_ms)


def _part(connection: Snapshot, problem: Problem, now_ms: int) -> None:
    """Of another desk's log that the server has otherwise; a fork of our own is settled otherwise."""
    if problem.origin in known_logs.may_have_parted(connection):
        known_logs.note_parted(connection, problem.origin, problem.seq, now_ms)


def _keep_feed(connection: Snapshot, feed: CheckedFeed, exchanged: Exchanged) -> int:
    """The number of segments that were new."""
    if not feed_store.keep_feed(connection, feed.items, exchanged.request.cursor, feed.cursor):
        return 0
    if feed.items:
        known_logs.forget_damaged(connection)
    if feed.problem is not None:
        known_logs.note_waiting(connection, *feed.problem, exchanged.came_ms)
    for origin, seq, _code in feed.parted:
        known_logs.note_parted(connection, origin, seq, exchanged.came_ms)
    known_logs.keep_peer_certificates(connection, feed.peers)
    return sum(item.data is not None for item in feed.items)
